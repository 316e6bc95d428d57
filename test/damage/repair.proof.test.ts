import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import type { Receipt } from "../../src/backfill/run/receipt.ts";
import { describeDamage } from "../../src/drill/damage.ts";
import { seeded } from "../../src/drill/seeded.ts";
import { drawWorld } from "../../src/drill/world.ts";
import { readFacts } from "../../src/jobs/drill/facts.ts";
import { SHIPPED } from "../support/pipeline.ts";
import {
  at,
  behindItsBack,
  contents,
  differences,
  type Place,
  placeIn,
  run,
} from "../support/repair/repairs.ts";
import { WHOLE } from "./settings.ts";

const REPAIRS = Number(process.env["REPAIRS"] ?? 40);
const SEED = Number(process.env["SEED"] ?? 20_260_128);
const PER_WORLD = 10;
/** A repaired schedule lets others be repaired, and what is repaired can make others stale. */
const MOST_RUNS = 6;

/** Kinds that a repair mends as a whole: no game was really moved, and no row lies where no plan reaches. */
const KINDS = [
  ...["emptied date", "half gone", "game gone", "extra keys", "duplicates", "off day", "next day"],
  ...["a week a day late", "two dates", "second form added", "second form instead"],
  ...["after all seasons", "next day in two tables", "second form in two tables"],
  ...["off day in two tables", "schedule date deleted", "schedule game deleted"],
  ...["schedule game twice", "days vanished", "stopped"],
];
const REBUILT = SHIPPED.tables.filter(({ rebuildable }) => rebuildable).map(({ id }) => id);

/** Dates with many rows of others shrink. */
const WORDS = ["--remove-strays", "--allow-shrink"];

const folder = mkdtempSync(join(tmpdir(), "proof-"));
afterAll(() => rmSync(folder, { recursive: true }));

const summaryOf = ({ counts, dates }: Receipt): string => {
  const cells = dates.flatMap(({ date, cells: own }) =>
    own
      .filter(({ outcome, after }) => outcome !== "done" || after !== "complete")
      .map(({ table, outcome, after, note }) => `${table} ${date} ${outcome}, ${after}, ${note}`),
  );
  return `${JSON.stringify(counts)} ${cells.slice(0, 6).join("; ")}`;
};

/** Repairs until nothing is left to do; the runs in order. */
async function repairAll(place: Place): Promise<string[]> {
  const runs: string[] = [];
  const said: string[] = [];
  while (runs.length < MOST_RUNS) {
    const { out } = await run(["backfill", ...at(place), ...WORDS, "--json"]);
    const { run: id, receipt } = JSON.parse(out || "{}") as { run?: string; receipt?: Receipt };
    if (id === undefined || receipt === undefined) return runs;
    said.push(summaryOf(receipt));
    runs.push(id);
  }
  throw new Error(`Not repaired after ${MOST_RUNS} runs:\n${said.join("\n")}`);
}

it(`${REPAIRS} damages are repaired row for row and undone exactly, seed ${SEED}`, async () => {
  const healthy = inject("sample").healthy;
  const facts = await readFacts(healthy, WHOLE);
  const whole = await contents(healthy);
  const random = seeded(SEED);
  const counts = new Map<string, number>();
  const wrong: string[] = [];
  let done = 0;
  for (let world = 1; done < REPAIRS; world += 1) {
    const start = done % KINDS.length;
    const wanted = [...KINDS, ...KINDS].slice(start, start + PER_WORLD);
    const { damages } = drawWorld(facts, wanted, random);
    const file = join(folder, `world-${world}.duckdb`);
    copyFileSync(healthy, file);
    await behindItsBack(file, ...damages.flatMap(({ sql }) => sql));
    const damaged = await contents(file);
    const place = placeIn(join(folder, `${world}`), file);
    const runs = await repairAll(place);
    const repaired = await contents(file);
    const differing = REBUILT.filter((id) => repaired[id] !== whole[id]);
    if (differing.length > 0)
      wrong.push(
        `world ${world}: not as healthy ${JSON.stringify(await differences(file, healthy, differing))} after ${damages.map(describeDamage).join("; ")}`,
      );
    for (const id of runs.toReversed()) {
      const { code, err } = await run(["undo", id, ...at(place)]);
      if (code !== 0) wrong.push(`world ${world}: undo ${id} ended ${code}: ${err}`);
    }
    const undone = await contents(file);
    const left = Object.keys(undone).filter((id) => undone[id] !== damaged[id]);
    if (left.length > 0) wrong.push(`world ${world}: not undone ${left.join(", ")}`);
    for (const { kind } of damages) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    done += damages.length;
    rmSync(file);
  }
  process.stdout.write(
    `seed ${SEED}, ${done} damages repaired and undone: ${[...counts].map(([kind, n]) => `${kind} ${n}`).join(", ")}\n`,
  );
  expect(wrong).toEqual([]);
});
