import { describe, expect, it } from "vitest";
import {
  production,
  type Resource,
  resourceOf,
  TABLES,
} from "../../support/bigquery/recorded-production.ts";
import { run } from "../../support/repair/repairs.ts";

/** Production on recorded answers, with one table's columns changed. */
async function changed(name: string, change: (resource: Resource) => Resource) {
  const { recorded, where, range, out } = await production();
  recorded.table = (one) => {
    const own = resourceOf(one);
    if (own === undefined) throw new Error(`${one} is no table of production.`);
    return one === name ? change(own) : own;
  };
  const pipeline = where.slice(4, 6);
  const check = ["config check", ...pipeline, ...where.slice(0, 4)];
  return {
    recorded,
    commands: {
      "config check": () => run([...(check[0] as string).split(" "), ...check.slice(1)]),
      validate: () => run(["validate", ...where, ...range, "--out", out]),
      gate: () => run(["gate", ...where, ...range, "--out", out]),
      plan: () => run(["plan", ...where]),
      backfill: () => run(["backfill", ...where, "--out", out]),
    },
  };
}

const PDC = "nba_precompute.player_daily_cache";
const retyped = (type: string) =>
  changed(PDC, ({ schema }) => ({
    schema: {
      fields: schema.fields.map((field) =>
        field.name === "cache_date" ? { ...field, type } : field,
      ),
    },
  }));

describe("a date column on BigQuery that is no DATE", () => {
  it.each([
    ["TIMESTAMP", "TIMESTAMP"],
    ["DATETIME", "DATETIME"],
    ["STRING", "STRING"],
    ["INTEGER", "INT64"],
  ])("is refused before anything is read: %s", async (type, said) => {
    const { recorded, commands } = await retyped(type);
    for (const [name, command] of Object.entries(commands)) {
      const { code, err } = await command();
      expect([name, code]).toEqual([name, 2]);
      expect(err).toContain(
        `Table pdc (${PDC}): its dateColumn cache_date has the type ${said}, not DATE.`,
      );
    }
    expect(recorded.ran).toEqual([]);
    expect(recorded.changed.filter((one) => !one.includes("/jobs"))).toEqual([]);
  });

  it("is not refused where it is one", async () => {
    const { commands } = await retyped("DATE");
    expect(await commands["config check"]()).toMatchObject({
      code: 0,
      out: expect.stringContaining(
        `production: ${TABLES.length} tables have every declared column`,
      ),
    });
  });
});

it("a column on BigQuery that is gone is named, and its table is not counted without it", async () => {
  const { commands, recorded } = await changed(PDC, ({ schema }) => ({
    schema: { fields: schema.fields.filter(({ name }) => name !== "player_id") },
  }));
  const known = recorded.answer;
  recorded.answer = (sql, isDryRun) =>
    isDryRun && sql.startsWith("SELECT * FROM (") && sql.includes(`\`${PDC}\``)
      ? { error: { reason: "invalidQuery", message: "Unrecognized name: player_lookup at [2:3]" } }
      : known(sql, isDryRun);
  const { code, out, err } = await commands.validate();
  expect(code).toBe(3);
  expect(out).toContain(
    "it is read by pipeline/read/production/pdc.sql, which cannot run: Unrecognized name: player_lookup",
  );
  expect(err).toContain("UNKNOWN: pdc could not be read: Unrecognized name: player_lookup");
  const about = recorded.ran.filter((sql) => sql.includes(`\`${PDC}\``));
  // Predictions are held against its rows by columns that it still has.
  expect(about.every((sql) => sql.includes("player_prop_predictions"))).toBe(true);
});

describe("a table that no statement here can use as it is", () => {
  const checked = async (more: object) => {
    const { commands } = await changed(PDC, (resource) => ({ ...resource, ...more }));
    return await commands["config check"]();
  };

  it("is named by config check where it requires a filter by the time of arrival", async () => {
    const { code, err } = await checked({
      timePartitioning: { type: "DAY" },
      requirePartitionFilter: true,
    });
    expect(code).toBe(2);
    expect(err).toContain(
      `Table pdc (${PDC}) requires a filter by the time of arrival, and statements here filter by cache_date.`,
    );
  });

  it("is read where it is partitioned so and requires no filter, and where a service fills a view", async () => {
    expect(
      (await checked({ timePartitioning: { type: "DAY" }, requirePartitionFilter: false })).err,
    ).not.toContain("requires a filter");
    expect((await checked({ type: "VIEW" })).err).not.toContain("is a view");
  });
});
