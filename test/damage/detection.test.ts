import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { KINDS, WIDE } from "../../src/drill/kinds.ts";
import { seeded } from "../../src/drill/seeded.ts";
import { readFacts } from "../../src/jobs/drill/facts.ts";
import { newerSeasonOf } from "./settings.ts";
import { type Tally, tally, tallyText } from "./tally.ts";

/** Another draw: SEED=n npm test. */
const SEED = Number(process.env["SEED"] ?? 20_260_126);
const EACH = 10;

const folder = mkdtempSync(join(tmpdir(), "damage-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe(`${EACH} damages of each kind to the newer season, several at once, seed ${SEED}`, () => {
  let found: Tally;
  beforeAll(async () => {
    const file = join(folder, "newer.duckdb");
    const setting = await newerSeasonOf(inject("sample").healthy, file);
    const facts = await readFacts(file, setting);
    const world = { file: join(folder, "world.duckdb"), perWorld: 13 };
    found = await tally({ facts, seed: SEED, random: seeded(SEED), each: EACH, ...world });
  }, 300_000);

  it("are all done", () => {
    const counts = [...found.byKind].map(([kind, { damages }]) => [kind, damages]);
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries([...KINDS, ...WIDE].map(({ id }) => [id, EACH])),
    );
  });

  it("are each named by table and date, with the right state, cause and verdict", () => {
    expect(found.faults, tallyText(found)).toEqual([]);
  });

  it("raise no alarm where nothing was done", () => {
    expect(found.falseAlarms, tallyText(found)).toEqual([]);
  });

  it("have a gate that passes what the state of training covers, and nothing else", () => {
    expect(found.disagreements).toEqual([]);
  });
});
