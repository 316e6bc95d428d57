import { existsSync } from "node:fs";
import { describe, expect, inject, it } from "vitest";
import { aPlace, at, type Place, placeIn, rawAlone, run } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

/** On the shared file: nothing here gets so far as to write it. */
const onHealthy = (): Place => placeIn(ownFolder(), inject("sample").healthy, rawAlone);

const SUMMER = ["--start", "2025-07-01", "--end", "2025-07-31"];

describe("named dates without a game end in 1, with what to do:", () => {
  it.each([
    ["validate", SUMMER, true],
    ["completeness", SUMMER, false],
    ["gate", SUMMER, true],
    ["plan", SUMMER, false],
    ["plan", ["--dates", "2025-07-01..2025-07-31"], false],
    ["backfill", SUMMER, true],
  ])("%s %j", async (command, words, withOut) => {
    const place = onHealthy();
    const said = await run([command, ...words, ...at(place, withOut)]);
    expect(said).toMatchObject({ code: 1, out: "" });
    expect(said.err).toContain(
      "No game date lies in 2025-07-01..2025-07-31. nbac_schedule lists dates nearest on 2025-06-22 and 2025-10-21; name a range that holds one. If there were games, the schedule is out of date: load nbac_schedule again from sample/recorded/nbac_schedule.sql.",
    );
    expect(existsSync(place.out)).toBe(false);
  });

  it("sample load", async () => {
    const place = aPlace("healthy");
    const dates = ["--dates", "2025-07-01..2025-07-02", "--force"];
    const said = await run(["sample", "load", "--pipeline", place.pipeline, ...dates]);
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining("No game is recorded on") });
  });
});
