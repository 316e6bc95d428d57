import { describe, expect, it } from "vitest";
import { piecesOf } from "../../src/jobs/observe/pieces.ts";
import { declaredRange } from "../../src/pipeline/rules.ts";
import { bindQuery } from "../../src/warehouse/bigquery/client/values.ts";
import { production, TABLES } from "../support/bigquery/recorded-production.ts";
import { SHIPPED } from "../support/pipeline.ts";
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

  it("names them too where only some dates are asked again", () => {
    const asOf = new Date("2026-01-26T12:00:00Z");
    const input = {
      ...{ pipeline: SHIPPED, environment: "production", sources: true, asOf },
      ...{ policy: "annotate" as const, range: declaredRange(SHIPPED, asOf) },
    };
    const pieces = piecesOf(input, TABLES);
    const some = { first: input.range.last, last: input.range.last };
    const asked = pieces.flatMap(({ everything, dated, whole }) =>
      [everything, dated?.(some), whole?.question].flatMap((question) =>
        question === undefined ? [] : bindQuery(question.sql, question.params).query,
      ),
    );
    expect(pieces.filter(({ id }) => id.endsWith(" compare"))).toHaveLength(1);
    expect(asked.flatMap((sql) => unfiltered(sql, DATES).map((name) => `${name}: ${sql}`))).toEqual(
      [],
    );
  });

  it("can be asked again by date for every table but the schedule, which looks at other dates", () => {
    const asOf = new Date("2026-01-26T12:00:00Z");
    const range = declaredRange(SHIPPED, asOf);
    const policy = "annotate" as const;
    const pieces = piecesOf(
      { pipeline: SHIPPED, environment: "production", policy, asOf, range },
      TABLES,
    );
    expect(pieces.filter(({ volatile }) => volatile !== null)).toEqual([]);
    const whole = pieces.filter(({ reads }) => reads.some(({ column }) => column === null));
    expect(new Set(whole.map(({ table }) => table))).toEqual(new Set(["nbac_schedule"]));
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
