import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { KINDS, WIDE } from "../../src/drill/kinds.ts";
import { seeded } from "../../src/drill/seeded.ts";
import { readFacts } from "../../src/jobs/drill/facts.ts";
import { WHOLE } from "./settings.ts";
import { tally, tallyText } from "./tally.ts";

/** More or fewer, and other ones: DAMAGES=n SEED=n npm run test:proof. */
const DAMAGES = Number(process.env["DAMAGES"] ?? 560);
const SEED = Number(process.env["SEED"] ?? 20_260_127);
const EACH = Math.ceil(DAMAGES / (KINDS.length + WIDE.length));

const folder = mkdtempSync(join(tmpdir(), "proof-"));
afterAll(() => rmSync(folder, { recursive: true }));

it(`${DAMAGES} damages to the whole sample are named, judged and gated, and nothing else is, seed ${SEED}`, async () => {
  const facts = await readFacts(inject("sample").healthy, WHOLE);
  const world = { file: join(folder, "world.duckdb"), perWorld: 18 };
  const found = await tally({ facts, seed: SEED, random: seeded(SEED), each: EACH, ...world });
  process.stdout.write(`${tallyText(found)}\n`);
  const { faults, falseAlarms, disagreements } = found;
  expect({ faults, falseAlarms, disagreements }).toEqual({
    ...{ faults: [], falseAlarms: [], disagreements: [] },
  });
});
