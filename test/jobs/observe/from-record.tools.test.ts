import { describe, expect, it } from "vitest";
import { startSteadyEmulator } from "../../support/bigquery/steady-emulator.ts";
import { ordered, playHistory } from "../../support/metadata/history.ts";
import { openMemory } from "../../support/metadata/on-duckdb.ts";
import { emulatedLeague } from "../../support/metadata/on-emulator.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
/** As many as three minutes allow, on a machine that does other work: the emulator answers two questions a second. */
const [HISTORIES, DAYS] = [2, 9];

describe.skipIf(BINARY === undefined)("a validation from a record, on BigQuery's emulator,", () => {
  it("finds the same grid as by counting everything, whatever happened in between", async () => {
    await using emulator = await startSteadyEmulator(BINARY ?? "");
    await using beside = await openMemory();
    await using league = await emulatedLeague(emulator, beside);
    let compared = 0;
    let saved = 0;
    const started = Date.now();
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      for (const step of await playHistory(seed, await league.begin(seed), DAYS)) {
        if (step.isWithinLag) continue;
        compared += 1;
        if (step.counted.anew.cells < step.counted.of.cells) saved += 1;
        expect(ordered(step.found), `seed ${seed}, ${step.at}`).toEqual(ordered(step.full));
      }
      console.log(seed, (Date.now() - started) / 1000, compared, saved);
    }
    expect(compared).toBeGreaterThan((HISTORIES * DAYS) / 2);
    expect(saved).toBeGreaterThan(compared / 2);
  });
});
