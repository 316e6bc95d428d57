import { expect, it } from "vitest";
import { ordered, playHistory } from "../../support/metadata/history.ts";
import { onDuckDb, openMemory } from "../../support/metadata/on-duckdb.ts";

it("finds the same grid from a record as by counting everything, whatever happened in between", async () => {
  await using real = await openMemory();
  let compared = 0;
  let saved = 0;
  for (let seed = 1; seed <= 25; seed += 1)
    for (const step of await playHistory(seed, await onDuckDb(seed, real), 4)) {
      expect(step.counted, `seed ${seed}, ${step.at}`).toMatchObject({ why: null });
      if (step.isWithinLag) continue;
      compared += 1;
      if (step.counted.anew.cells < step.counted.of.cells) saved += 1;
      expect(ordered(step.found), `seed ${seed}, ${step.at}`).toEqual(ordered(step.full));
    }
  expect(compared).toBeGreaterThan(60);
  expect(saved).toBeGreaterThan(compared / 2);
});
