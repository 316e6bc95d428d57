import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { loadSample } from "../../../src/jobs/sample/load-sample.ts";
import { readScenario, type Scenario } from "../../../src/jobs/sample/scenario.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import { ROOT, SHIPPED, shippedTable } from "../../support/pipeline.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { openSample, ownFolder } from "../../support/warehouses.ts";

/** For each table, the dates on which the incident has other rows than the healthy sample, and how many. */
async function differences() {
  await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  const { healthy, incident } = inject("sample");
  await warehouse.native(`ATTACH '${healthy}' AS healthy (READ_ONLY)`);
  await warehouse.native(`ATTACH '${incident}' AS incident (READ_ONLY)`);
  const found: Record<string, Record<string, Record<string, number>>> = { lost: {}, added: {} };
  for (const { id, name, dateColumn } of SHIPPED.tables)
    for (const [what, one, other] of [
      ["lost", "healthy", "incident"],
      ["added", "incident", "healthy"],
    ] as const) {
      const rows = await warehouse.query(
        `SELECT ${dateColumn} AS d, COUNT(*) AS n FROM
           (SELECT * FROM ${one}.${name} EXCEPT ALL SELECT * FROM ${other}.${name}) GROUP BY 1 ORDER BY 1`,
      );
      const dates = Object.fromEntries(rows.map((row) => [String(row["d"]), Number(row["n"])]));
      if (rows.length > 0) Object.assign(found[what] ?? {}, { [id]: dates });
    }
  return found;
}

/** The cells that a scenario empties, and that had rows. */
function emptied({ empty }: Scenario): Record<string, string[]> {
  const cells: Record<string, Set<string>> = {};
  for (const { tables, dates } of empty)
    for (const table of tables) {
      cells[table] ??= new Set();
      for (const date of dates) cells[table].add(date);
    }
  return Object.fromEntries(
    Object.entries(cells).map(([table, dates]) => [table, [...dates].sort()]),
  );
}

describe("the incident of the sample", () => {
  it("differs from the healthy one in the cells it empties and the games it adds, and in nothing else", async () => {
    const scenario = await readScenario("incident-2026-01-25", ROOT);
    const { lost, added } = await differences();
    const lostDates = Object.fromEntries(
      Object.entries(lost ?? {}).map(([table, dates]) => [table, Object.keys(dates)]),
    );
    expect(lostDates).toEqual(emptied(scenario));
    const phantoms = Object.groupBy(scenario.phantomGames, ({ game_date }) => game_date);
    expect(added).toEqual({
      nbac_schedule: Object.fromEntries(
        Object.entries(phantoms).map(([date, games]) => [date, games?.length]),
      ),
    });
  });

  it("has nothing left of the cells it empties", async () => {
    await using warehouse = await openSample("incident");
    const { empty } = await readScenario("incident-2026-01-25", ROOT);
    for (const { tables, dates } of empty)
      for (const id of tables) {
        const { name, dateColumn } = shippedTable(id);
        const list = dates.map((date) => `DATE '${date}'`).join(", ");
        const [row] = await warehouse.query(
          `SELECT COUNT(*) AS n FROM \`${name}\` WHERE ${dateColumn} IN (${list})`,
        );
        expect(row, id).toEqual({ n: 0 });
      }
  });
});

describe("loading the sample", () => {
  it("leaves no file beside the one it made", () => {
    const made = Object.values(inject("sample"));
    expect(readdirSync(dirname(made[0] ?? "")).sort()).toEqual(
      made.map((path) => basename(path)).sort(),
    );
  });

  it("fills a table on the dates of its cadence and on no others", async () => {
    const path = join(ownFolder(), "sample.duckdb");
    const tables = SHIPPED.tables.map((table) =>
      table.id === "pdc" ? { ...table, cadence: { weekly: "sunday" as const } } : table,
    );
    const scenario = await readScenario("healthy", ROOT);
    await loadSample(
      {
        ...{ pipeline: { ...SHIPPED, tables }, environment: "sample", scenario, path, root: ROOT },
        dates: [{ first: day("2025-10-24"), last: day("2025-10-27") }],
      },
      { lockWaitMs: 0, onWait: () => undefined },
      () => undefined,
    );
    await using warehouse = await openDuckDb({ path, readOnly: true });
    expect(
      await warehouse.query("SELECT DISTINCT cache_date FROM `nba_precompute.player_daily_cache`"),
    ).toEqual([{ cache_date: "2025-10-26" }]);
  });

  it("keeps the file that is there where the new one cannot be built", async () => {
    const path = join(ownFolder(), "sample.duckdb");
    {
      await using old = await openDuckDb({ path, readOnly: false });
      await old.native("CREATE TABLE kept AS SELECT 42 AS n");
    }
    const before = readFileSync(path);
    const scenario = await readScenario("healthy", ROOT);
    const loading = loadSample(
      { pipeline: SHIPPED, environment: "sample", scenario, path, root: ownFolder() },
      { lockWaitMs: 0, onWait: () => undefined },
      () => undefined,
    );
    await expect(loading).rejects.toThrow(
      "The pipeline names sample/recorded/nbac_schedule.sql, which cannot be read",
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("keeps the log of the file that is there where the new one cannot be built", async () => {
    const [made, path] = [join(ownFolder(), "made.duckdb"), join(ownFolder(), "sample.duckdb")];
    {
      // As a process leaves it that was killed after its commit.
      await using old = await openDuckDb({ path: made, readOnly: false });
      await old.native("CREATE TABLE kept AS SELECT 42 AS n");
      for (const end of ["", ".wal"]) copyFileSync(`${made}${end}`, `${path}${end}`);
    }
    const scenario = await readScenario("healthy", ROOT);
    const loading = loadSample(
      { pipeline: SHIPPED, environment: "sample", scenario, path, root: ownFolder() },
      { lockWaitMs: 0, onWait: () => undefined },
      () => undefined,
    );
    await expect(loading).rejects.toThrow("sample/recorded/nbac_schedule.sql");
    await using old = await openDuckDb({ path, readOnly: true });
    expect(await old.query("SELECT n FROM kept")).toEqual([{ n: 42 }]);
  });
});
