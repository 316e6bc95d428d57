import type { Facts } from "./facts.ts";
import { KINDS, WIDE } from "./kinds.ts";
import { seeded } from "./seeded.ts";
import { drawWorld, type World } from "./world.ts";

const MOST = 4;
/** How often an incident has something that is wider than a date. */
const WIDE_SHARE = 0.25;

/** The incident of a seed: one to four damages, always the same on the same data. */
export function drawIncident(facts: Facts, seed: number): World {
  const random = seeded(seed);
  const pick = (some: readonly { readonly id: string }[]): string =>
    some[Math.floor(random() * some.length)]?.id ?? "";
  for (;;) {
    const count = 1 + Math.floor(random() * MOST);
    const wide = random() < WIDE_SHARE ? [pick(WIDE)] : [];
    const wanted = [...wide, ...Array.from({ length: count - wide.length }, () => pick(KINDS))];
    const { setting, damages } = drawWorld(facts, wanted, random);
    if (damages.length > 0) return { setting, damages };
  }
}
