import { describe, expect, it } from "vitest";
import { beyondRetention, retentionAt } from "../../../src/grid/retention.ts";
import { production, resourceOf } from "../../support/bigquery/recorded-production.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { run } from "../../support/repair/repairs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const DAY_MS = 86_400_000;
const CACHE = "nba_precompute.player_daily_cache";

/** Production where the cache's partitions expire after so many days. */
async function expiring(days: number) {
  const made = await production();
  made.recorded.table = (name) =>
    name === CACHE
      ? {
          ...resourceOf(name),
          timePartitioning: {
            type: "DAY",
            field: "cache_date",
            expirationMs: String(days * DAY_MS),
          },
        }
      : (resourceOf(name) ?? null);
  return made;
}

describe("a table that removes old dates", () => {
  it("keeps a date until so many days after its beginning", () => {
    const kept = retentionAt(30, new Date("2026-03-31T12:00:00Z"));
    // The partition of 2026-03-01 was removed at the beginning of 2026-03-31.
    expect(kept).toEqual({ days: 30, oldest: "2026-03-02" });
    expect(beyondRetention(kept, "pdc", day("2026-03-02"))).toBeNull();
    expect(beyondRetention(kept, "pdc", day("2026-03-01"))).toContain("keeps 2026-03-02 and later");
    expect(beyondRetention(undefined, "pdc", day("2000-01-01"))).toBeNull();
  });

  it("is not missing what it removed, and no plan writes there, with --force neither", async () => {
    const { where, range } = await expiring(30);
    const cells = ["--tables", "pdc,player_game_summary", "--force", "--json"];
    const { out } = await run(["plan", ...where, ...range, ...cells]);
    const { cells: planned, refused } = JSON.parse(out);
    const of = (id: string) => refused.filter(({ table }: { table: string }) => table === id);
    expect(of("pdc")).toHaveLength(2);
    for (const one of of("pdc"))
      expect(one).toMatchObject({
        rule: "retention",
        override: null,
        evidence: expect.stringContaining("after 30 days"),
      });
    expect(planned.map(({ table }: { table: string }) => table)).not.toContain("pdc");
  });

  it("takes no date out where it keeps all that is asked for", async () => {
    const { where, range } = await expiring(100_000);
    const { out } = await run(["plan", ...where, ...range, "--tables", "pdc", "--force", "--json"]);
    expect(JSON.parse(out).refused.map(({ rule }: { rule: string }) => rule)).not.toContain(
      "retention",
    );
  });
});

describe("a dataset in another location", () => {
  const said = (table: string) => ({
    error: {
      reason: "notFound",
      message: `Not found: Table recorded:${table} was not found in location US`,
    },
  });

  it("is its own error, and never an empty ledger", async () => {
    const { recorded, where, range } = await production();
    const known = recorded.answer;
    recorded.answer = (sql, isDryRun) =>
      sql.includes("`ops.partition_writes`") && !isDryRun
        ? said("ops.partition_writes")
        : known(sql, isDryRun);
    recorded.dataset = () => ({ location: "EU" });
    const elsewhere = await run(["gate", ...where, ...range, "--out", ownFolder()]);
    expect(elsewhere.code).toBe(3);
    expect(elsewhere.err).toContain(
      "Dataset ops lies in EU, and queries run in US: nothing of it was read. Write location: EU",
    );
  });

  it("is not made of one that does not exist, or lies where the query runs", async () => {
    const { recorded, where, range } = await production();
    const known = recorded.answer;
    recorded.answer = (sql, isDryRun) =>
      sql.includes("`ops.partition_writes`") && !isDryRun
        ? said("ops.partition_writes")
        : known(sql, isDryRun);
    expect((await run(["gate", ...where, ...range, "--out", ownFolder()])).err).not.toContain(
      "lies in",
    );
    recorded.dataset = () => ({ location: "US" });
    expect((await run(["gate", ...where, ...range, "--out", ownFolder()])).err).not.toContain(
      "lies in",
    );
  });
});
