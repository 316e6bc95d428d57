import { expect, it } from "vitest";
import { ordered, playHistory } from "../../support/metadata/history.ts";
import { onDuckDb, openMemory } from "../../support/metadata/on-duckdb.ts";

/** 1,000 were run once, and a night runs them again. */
const HISTORIES = Number(process.env["HISTORIES"] ?? 100);

it(`finds the same grid from a record as by counting everything, in ${HISTORIES} histories`, async () => {
  let compared = 0;
  let saved = 0;
  for (let seed = 1001; seed <= 1000 + HISTORIES; seed += 1) {
    await using real = await openMemory();
    for (const step of await playHistory(seed, await onDuckDb(seed, real), 3)) {
      expect(step.counted, `seed ${seed}, ${step.at}`).toMatchObject({ why: null });
      if (step.isWithinLag) continue;
      compared += 1;
      if (step.counted.anew.cells < step.counted.of.cells) saved += 1;
      expect(ordered(step.found), `seed ${seed}, ${step.at}`).toEqual(ordered(step.full));
    }
  }
  expect(compared).toBeGreaterThan(2 * HISTORIES);
  expect(saved).toBeGreaterThan(compared / 2);
});
