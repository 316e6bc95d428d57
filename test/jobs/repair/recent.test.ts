import { describe, expect, it } from "vitest";
import type { Plan } from "../../../src/records/plan.ts";
import {
  aPlace,
  at,
  contents,
  january,
  type Place,
  repaired,
  run,
} from "../../support/repair/repairs.ts";

const recent = (place: Place, ...words: string[]) => run(["recent", ...at(place), ...words]);
const asOf = (instant: string): string[] => ["--as-of", instant];

describe("a repair of the newest days", () => {
  it("takes what is past its grace, and leaves the rest to fill by itself", async () => {
    const place = aPlace("incidentJanuary", january);
    const before = await contents(place.file);
    const planned = await recent(place, "--days", "3", "--dry-run", "--json");
    const { cells } = JSON.parse(planned.out) as Plan;
    // The 23rd is past its 48 hours; of the two days after it only the schedule is wrong, and waiting does not help.
    const kept = cells.map(({ table, date }) => `${date} ${table}`).sort();
    expect(kept).toEqual([
      ...["mlfs", "nbac_gamebook", "psza", "tdza"].map((id) => `2026-01-23 ${id}`),
      ...["2026-01-24 nbac_schedule", "2026-01-25 nbac_schedule"],
    ]);
    expect(await contents(place.file)).toEqual(before);

    const said = await recent(place, "--days", "3");
    // What is read over a season cannot be proven while an older date of it is half empty.
    expect(said.out).toContain("6 done, not proven");
    expect(said.out).toContain("from team_defense 2026-01-08 (partial). Repair that first");
    expect(said.code).toBe(1);
  });

  it("takes them, too, once their grace is over", async () => {
    const place = aPlace("incidentJanuary", january);
    const dry = ["--days", "3", "--dry-run", "--json", ...asOf("2026-01-28T12:00:00Z")];
    const { cells } = JSON.parse((await recent(place, ...dry)).out) as Plan;
    expect(cells.filter(({ table }) => table === "mlfs").map(({ date }) => date)).toEqual([
      "2026-01-25",
    ]);
  });

  it("says that there is nothing where nothing is wrong", async () => {
    const said = await recent(aPlace("healthyJanuary", january), "--days", "7");
    expect(said).toMatchObject({ code: 0, out: expect.stringMatching(/Nothing to repair/) });
  });

  it("is no error in a week without games", async () => {
    const place = aPlace("healthy");
    const said = await recent(place, ...asOf("2025-02-19T12:00:00Z"), "--days", "4");
    expect(said).toMatchObject({
      code: 0,
      out: "No game date lies in 2025-02-15..2025-02-18: nothing to repair.",
    });
  });
});

describe("a repair of dates that are named", () => {
  it("does not wait for the grace", async () => {
    const place = aPlace("incidentJanuary", january);
    const { receipt } = await repaired(place, ["--dates", "2026-01-25", "--tables", "mlfs,pcf"]);
    expect(receipt.dates.map(({ cells }) => cells.map(({ table }) => table))).toEqual([
      ["pcf", "mlfs"],
    ]);
  });
});
