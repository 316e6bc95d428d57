import { describe, expect, it } from "vitest";
import { expiryCheck } from "../../../src/jobs/doctor/tables.ts";
import { SHIPPED } from "../../support/pipeline.ts";

const NOW = new Date("2025-11-01T12:00:00Z");
const CACHE = { id: "pdc", name: "nba_precompute.player_daily_cache" };
const surgery = { pipeline: SHIPPED, environment: "production" };
const check = (retentionDays: number | undefined, table = CACHE) =>
  expiryCheck(surgery, table, retentionDays === undefined ? {} : { retentionDays }, NOW);

/** The first declared season opens on 2024-10-22, 375 days before. */
describe("the doctor's look at a table that removes old dates", () => {
  it("warns before the first date of training falls off, and says when", () => {
    expect(check(376)).toMatchObject({
      status: "warn",
      found: expect.stringContaining(
        "training needs 2024-10-22 and later: 2024-10-22 falls off in 1 day",
      ),
      remedy: expect.stringContaining("partition_expiration_days = NULL"),
    });
    expect(check(400)).toMatchObject({
      status: "warn",
      found: expect.stringContaining("2024-10-22 falls off in 25 days"),
    });
  });

  it("says how many days are gone, and which one is next", () => {
    expect(check(365)).toMatchObject({
      status: "warn",
      found: expect.stringContaining("11 days are gone, and 2024-11-02 falls off next"),
      remedy: expect.stringContaining("rows that were removed have to be computed again"),
    });
    expect(check(375)).toMatchObject({
      found: expect.stringContaining("1 day is gone, and 2024-10-23 falls off next"),
    });
  });

  it("passes where nothing that training needs falls off soon", () => {
    expect(check(1_000)).toMatchObject({ status: "pass" });
    expect(check(undefined)).toBeNull();
    const predictions = { id: "player_prop_predictions", name: "nba_predictions.p" };
    expect(check(365, predictions)).toMatchObject({ status: "pass" });
  });
});
