import { describe, expect, it } from "vitest";
import { startEmulator } from "../../support/bigquery/emulator.ts";
import { ordered, playHistory } from "../../support/metadata/history.ts";
import { openMemory } from "../../support/metadata/on-duckdb.ts";
import { emulatedLeague } from "../../support/metadata/on-emulator.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
/** As many as three minutes take beside other work. Each has a fresh emulator, for a query slows those after it. */
const SEEDS = [1, 2];
const DAYS = 7;

describe.skipIf(BINARY === undefined)("a validation from a record, on BigQuery's emulator,", () => {
  it("finds the same grid as by counting everything, whatever happened in between", async () => {
    let compared = 0;
    let saved = 0;
    for (const seed of SEEDS) {
      await using emulator = await startEmulator(BINARY ?? "");
      await using beside = await openMemory();
      await using league = await emulatedLeague(emulator, beside);
      for (const step of await playHistory(seed, await league.begin(seed), DAYS)) {
        expect(step.counted, `seed ${seed}, ${step.at}`).toMatchObject({ why: null });
        if (step.isWithinLag) continue;
        compared += 1;
        if (step.counted.anew.cells < step.counted.of.cells) saved += 1;
        expect(ordered(step.found), `seed ${seed}, ${step.at}`).toEqual(ordered(step.full));
      }
    }
    expect(compared).toBeGreaterThan((SEEDS.length * DAYS) / 2);
    expect(saved).toBeGreaterThan(compared / 3);
  });
});
