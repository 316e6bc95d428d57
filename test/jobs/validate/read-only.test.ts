import { describe, expect, it } from "vitest";
import { production } from "../../support/bigquery/recorded-production.ts";
import { run } from "../../support/repair/repairs.ts";

/** What docs/how-to/bigquery.md says needs no right to write. */
describe("on BigQuery nothing is asked for but rows, estimates and what tables are like, by", () => {
  const range = ["--start", "2024-10-22", "--end", "2024-10-23"];
  it.each<[string, string[], number]>([
    ["validate", [...range, "--out", "OUT"], 1],
    ["completeness", range, 1],
    ["completeness --from metadata", range, 0],
    ["gate", [...range, "--out", "OUT"], 1],
    ["plan", ["--save", "OUT"], 0],
    ["backfill --dry-run", ["--out", "OUT"], 0],
    ["recent --dry-run", ["--days", "10", "--out", "OUT"], 0],
  ])("%s", async (command, words, code) => {
    const { recorded, where, out } = await production();
    const given = [...command.split(" "), ...where, ...words];
    const said = await run(given.map((word) => (word === "OUT" ? out : word)));
    expect(said.code, said.err).toBe(code);
    expect(recorded.ran.length).toBeGreaterThan(0);
    expect(recorded.ran.filter((sql) => !/^\s*(SELECT|WITH)\b/i.test(sql))).toEqual([]);
    expect(recorded.changed).toEqual([]);
  });
});
