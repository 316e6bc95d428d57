import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LEDGER_QUERY, readLedger } from "../../../src/backfill/ledger/lineage.ts";
import { parseDateList } from "../../../src/dates/list.ts";
import { observe } from "../../../src/jobs/observe/observe.ts";
import { loadSample } from "../../../src/jobs/sample/load-sample.ts";
import { loadTables } from "../../../src/jobs/sample/load-tables.ts";
import { readScenario } from "../../../src/jobs/sample/scenario.ts";
import type { SampleInput } from "../../../src/jobs/sample/source.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import type { Warehouse } from "../../../src/warehouse/warehouse.ts";
import { ROOT, SHIPPED } from "../../support/pipeline.ts";
import { day } from "../../support/pipelines/declarations.ts";

/** An opening night, a date that keeps its rows, one that lacks its gamebook, and one with games that nobody played. */
const DATES = "2025-10-21,2025-11-16,2025-12-10,2026-01-25";

const aSample = async (over: Partial<SampleInput> = {}): Promise<SampleInput> => ({
  pipeline: SHIPPED,
  environment: "sample",
  scenario: await readScenario("incident-2026-01-25", ROOT),
  dates: parseDateList(DATES),
  root: ROOT,
  ...over,
});

const quiet = () => undefined;

const anEmpty = (): Promise<DuckDbWarehouse> =>
  openDuckDb({ path: ":memory:", readOnly: false, filesAt: ROOT });

const load = (input: SampleInput, warehouse: DuckDbWarehouse, force = false) =>
  loadTables({ ...input, force }, warehouse, quiet);

async function textOf(warehouse: DuckDbWarehouse): Promise<Record<string, string>> {
  const entries: (readonly [string, string])[] = [];
  for (const { id, name } of SHIPPED.tables) {
    const rows = await warehouse.query(`SELECT * FROM \`${name}\` ORDER BY ALL`);
    entries.push([id, JSON.stringify(rows)]);
  }
  return Object.fromEntries(entries);
}

/** The ledger, but for times. */
const linesOf = async (warehouse: Warehouse) =>
  readLedger(await warehouse.query(LEDGER_QUERY))
    .map(({ writtenAt: _, position: __, ...line }) => line)
    .sort((a, b) => (`${a.tableId} ${a.date}` < `${b.tableId} ${b.date}` ? -1 : 1));

describe("loading the sample table by table", () => {
  /** The file built as a whole, and the tables as they were first loaded one by one. */
  let whole: Awaited<ReturnType<typeof seen>>;
  let first: Awaited<ReturnType<typeof seen>>;
  let warehouse: DuckDbWarehouse;
  const seen = async (one: DuckDbWarehouse, loaded: unknown) => ({
    ...{ loaded, text: await textOf(one), lines: await linesOf(one) },
  });
  beforeAll(async () => {
    const input = await aSample();
    const folder = mkdtempSync(join(tmpdir(), "load-"));
    const path = join(folder, "sample.duckdb");
    const built = await loadSample({ ...input, path }, { lockWaitMs: 0, onWait: quiet }, quiet);
    {
      await using file = await openDuckDb({ path, readOnly: true });
      whole = await seen(file, built);
    }
    rmSync(folder, { recursive: true });
    warehouse = await anEmpty();
    first = await seen(warehouse, await load(input, warehouse));
  });
  afterAll(() => warehouse[Symbol.asyncDispose]());

  it("leaves the rows that the file built as a whole has, twice too", async () => {
    expect(first.loaded).toEqual(whole.loaded);
    expect(first.text).toEqual(whole.text);
    expect(await load(await aSample(), warehouse, true)).toEqual(whole.loaded);
    expect(await textOf(warehouse)).toEqual(whole.text);
  });

  it("records what it left as the content that changes are held against, as the file built as a whole does", () => {
    const { lines } = first;
    expect(lines).toEqual(whole.lines);
    const empty = lines.filter(({ rows }) => rows === 0).map(({ tableId }) => tableId);
    expect(new Set(empty)).toContain("nbac_gamebook"); // what the scenario emptied is known to be empty
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(["loaded"]));
    expect(new Set(lines.map(({ upstreamFingerprint }) => upstreamFingerprint))).toEqual(
      new Set([""]),
    );
    for (const { fingerprint, fingerprintBefore } of lines)
      expect(fingerprintBefore).toBe(fingerprint);
    expect(lines.length).toBe(
      4 * SHIPPED.tables.filter(({ producers }) => producers["sample"]).length,
    );
  });

  it("leaves nothing stale and nothing changed when it is loaded again over itself or another scenario", async () => {
    const input = await aSample();
    await using warehouse = await anEmpty();
    const looks = async () => {
      const range = { first: day("2025-10-21"), last: day("2026-01-25") };
      const asOf = new Date("2026-01-26T12:00:00Z");
      const look = {
        pipeline: SHIPPED,
        environment: "sample",
        range,
        asOf,
        policy: "annotate",
      } as const;
      const { columns } = await observe(look, warehouse, quiet);
      const cells = [...columns.values()].flat();
      return cells.filter(({ state, changedOutside }) => state === "stale" || changedOutside);
    };
    await load(input, warehouse);
    expect(await looks()).toEqual([]);
    await load({ ...input, scenario: await readScenario("healthy", ROOT) }, warehouse, true);
    expect(await looks()).toEqual([]);
  });

  it("replaces the loaded dates alone when it is forced over another scenario", async () => {
    const input = await aSample();
    await using warehouse = await anEmpty();
    const healthy = { ...input, scenario: await readScenario("healthy", ROOT) };
    await load(healthy, warehouse);
    const before = await textOf(warehouse);
    await warehouse.native(
      "INSERT INTO nba_precompute.team_defense_zone_analysis BY NAME SELECT DATE '2031-01-01' AS analysis_date, 'XXX' AS team_abbr",
    );
    await load(input, warehouse, true);
    const zones = await warehouse.query(
      "SELECT team_abbr FROM `nba_precompute.team_defense_zone_analysis` WHERE analysis_date NOT IN (DATE '2025-11-16', DATE '2025-12-10', DATE '2026-01-25')",
    );
    expect(zones).toEqual([{ team_abbr: "XXX" }]);
    await load(healthy, warehouse, true);
    await warehouse.native(
      "DELETE FROM nba_precompute.team_defense_zone_analysis WHERE team_abbr = 'XXX'",
    );
    expect(await textOf(warehouse)).toEqual(before);
  });

  it("refuses tables that hold rows, and a warehouse in which repairs are recorded even when forced", async () => {
    const input = await aSample();
    await using warehouse = await anEmpty();
    await warehouse.native("CREATE SCHEMA nba_raw");
    await warehouse.native("CREATE TABLE nba_raw.rosters AS SELECT 1 AS kept");
    await expect(load(input, warehouse)).rejects.toThrow(
      /1 of 15 tables hold rows already, such as nba_raw\.rosters with 1\. .*--force.* Nothing was changed/,
    );
    await warehouse.record("partition_writes", {
      ...{ run: "b-1", kind: "replace", table_id: "rosters", game_date: "2025-10-21" },
      ...{ row_count: 1, rows_before: 0, fingerprint: "a", fingerprint_before: "" },
      ...{ upstream_fingerprint: "", seconds: 1, written_at: "2026-01-26T12:00:00Z", position: 1 },
    });
    await expect(load(input, warehouse, true)).rejects.toThrow(
      /repairs are recorded \(ops\.partition_writes has 1 lines\)/,
    );
    expect(await warehouse.query("SELECT * FROM `nba_raw.rosters`")).toEqual([{ kept: 1 }]);
  });

  it("refuses a destructive environment, one that is not filled from files here, and dates without a game", async () => {
    await using warehouse = await anEmpty();
    const production = await aSample({ environment: "production" });
    await expect(load(production, warehouse, true)).rejects.toThrow(
      /Environment production is declared destructive/,
    );
    const { production: declared, ...others } = SHIPPED.environments;
    const gentle = {
      ...SHIPPED,
      environments: { ...others, production: { ...declared, destructive: false } },
    } as typeof SHIPPED;
    await expect(load({ ...production, pipeline: gentle }, warehouse)).rejects.toThrow(
      /nbac_schedule is not filled from files here/,
    );
    const summer = await aSample({ dates: parseDateList("2025-08-01..2025-08-03") });
    await expect(load(summer, warehouse)).rejects.toThrow(
      "No game is recorded on 2025-08-01..2025-08-03; the recorded games are from 2024-10-22 to 2026-",
    );
  });
});
