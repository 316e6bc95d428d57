import { describe, expect, it } from "vitest";
import { production, TABLES } from "../support/bigquery/recorded-production.ts";
import { run } from "../support/repair/repairs.ts";
import { unfiltered } from "./filtered.ts";

const DATES = new Map(TABLES.map(({ name, dateColumn }) => [name, dateColumn]));

describe("what is asked of production", () => {
  it("names dates beside every table, whatever the reading does with its rows", async () => {
    const { recorded, where, range, out } = await production();
    const known = recorded.answer;
    // With a ledger, contents are asked for too.
    recorded.answer = (sql, isDryRun) =>
      sql.includes("`ops.partition_writes`") && isDryRun ? {} : known(sql, isDryRun);
    await run(["validate", ...where, ...range, "--out", out]);
    for (const command of ["gate", "completeness"]) await run([command, ...where, ...range]);
    await run(["plan", ...where, ...range, "--with-upstream", "--with-downstream"]);
    const asked = [...recorded.ran, ...recorded.estimated];
    for (const { name } of TABLES)
      expect(asked.filter((sql) => sql.includes(`\`${name}\``)).length, name).toBeGreaterThan(4);
    expect(asked.flatMap((sql) => unfiltered(sql, DATES).map((name) => `${name}: ${sql}`))).toEqual(
      [],
    );
  });

  it("would be noticed without them", () => {
    const dates = new Map([["a.b", "d"]]);
    expect(unfiltered("SELECT 1 FROM `a.b`", dates)).toEqual(["a.b"]);
    expect(unfiltered("SELECT 1 FROM (SELECT d FROM `a.b`) WHERE d = @x", dates)).toEqual(["a.b"]);
    expect(
      unfiltered(
        "SELECT 1 FROM `a.b` WHERE e = 1 UNION ALL SELECT d FROM `c.d` WHERE d = @x",
        dates,
      ),
    ).toEqual(["a.b"]);
    expect(unfiltered("SELECT 'WHERE d = @x' FROM `a.b` -- WHERE d = @x", dates)).toEqual(["a.b"]);
    expect(
      unfiltered(
        "SELECT 1 FROM (SELECT x FROM `a.b` WHERE y AND d BETWEEN @x - 300 AND @y)",
        dates,
      ),
    ).toEqual([]);
    expect(unfiltered("SELECT 1 FROM `a.b` WHERE `d` IN (DATE '2026-01-01')", dates)).toEqual([]);
  });
});
