import { expect } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { Row, WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { OPERATORS } from "./schema.ts";

export type Moved = {
  /** `dataset.table`. */
  readonly table: string;
  readonly dateColumn: string;
  readonly date: CivilDate;
  /** A row as text, to the last digit, in the engine's own SQL: t is the row. */
  readonly asText: string;
  /** All rows of the date as text. */
  readonly texts: (sql: string) => Promise<readonly string[]>;
};

/**
 * Replaces a date by half of its own rows, which go through the stage and the swap while the others are kept, and takes it
 * back. Every row is then the text that it was.
 */
export async function throughEverything(
  warehouse: WritableWarehouse,
  { table, dateColumn, date, asText, texts }: Moved,
): Promise<void> {
  const all = () =>
    texts(`SELECT ${asText} AS row_text FROM ${table} AS t WHERE ${dateColumn} = DATE '${date}'`);
  const before = (await all()).toSorted();
  expect(before.length, table).toBeGreaterThan(1);
  const ledger = (run: string) => ({
    ...{ run, tableId: "moved", kind: "replace" as const },
    upstreamFingerprints: new Map<CivilDate, string>(),
  });
  const half = table.includes("team_defense") ? "TRUE" : "player_lookup < 'm'";
  const [written] = await warehouse.replaceDates({
    ...{ table, dateColumn, dates: [date], allowShrink: true, rowsExpected: true },
    ledger: ledger(`r-${table}`),
    source: {
      kind: "select",
      sql: `SELECT * FROM \`${table}\` WHERE \`${dateColumn}\` BETWEEN @first_date AND @last_date AND ${half}`,
    },
  });
  if (written === undefined) throw new Error("Nothing was written.");
  const staged = await all();
  // What went through the stage and the swap is what it was.
  expect(before).toEqual(expect.arrayContaining([...staged]));
  expect(staged.length).toBe(written.rows);
  await warehouse.restore({
    run: `r-${table}`,
    undoRun: `u-${table}`,
    tables: [
      {
        ...{ tableId: "moved", table, dateColumn, dates: [date] },
        fingerprints: new Map([[date, written.fingerprint]]),
        rowsBefore: new Map([[date, written.rowsBefore]]),
        upstreamFingerprints: new Map(),
      },
    ],
  });
  expect((await all()).toSorted(), table).toEqual(before);
  await besideNewRows(warehouse, { table, dateColumn, date, asText, texts }, before);
}

/** What is fetched for some keys of a date is staged as rows; the rows of all others go from table to table in SQL alone. */
async function besideNewRows(
  warehouse: WritableWarehouse,
  { table, dateColumn, date, asText, texts }: Moved,
  before: readonly string[],
): Promise<void> {
  const key = keyOf(table);
  const where = `${dateColumn} = DATE '${date}'`;
  const some = `(SELECT MIN(${key}) FROM ${table} WHERE ${where})`;
  const rowsOf = (condition: string) =>
    texts(`SELECT ${asText} AS row_text FROM ${table} AS t WHERE ${where} AND ${condition}`);
  const [value] = await texts(`SELECT ${some} AS row_text FROM ${table} LIMIT 1`);
  const others = (await rowsOf(`${key} <> ${some}`)).toSorted();
  expect(others.length, table).toBeGreaterThan(0);
  const run = `f-${table}`;
  const [written] = await warehouse.replaceDates({
    ...{ table, dateColumn, dates: [date], allowShrink: true, rowsExpected: true },
    ledger: {
      ...{ run, tableId: "moved", kind: "replace", upstreamFingerprints: new Map() },
    },
    source: {
      kind: "rows",
      rows: [{ ...required(table, date), [key]: "fetched" }],
      only: { column: key, values: [String(value)] },
    },
  });
  expect((await rowsOf(`${key} <> 'fetched'`)).toSorted(), table).toEqual(others);
  expect(written?.rows, table).toBe(others.length + 1);
  await warehouse.restore({
    ...{ run, undoRun: `u-${run}` },
    tables: [
      {
        ...{ tableId: "moved", table, dateColumn, dates: [date] },
        fingerprints: new Map([[date, written?.fingerprint ?? ""]]),
        rowsBefore: new Map([[date, written?.rowsBefore ?? 0]]),
        upstreamFingerprints: new Map(),
      },
    ],
  });
  expect((await rowsOf("TRUE")).toSorted(), table).toEqual(before);
}

const keyOf = (table: string): string => {
  if (table.endsWith("team_defense_game_summary")) return "defending_team_abbr";
  return table.endsWith("team_defense_zone_analysis") ? "team_abbr" : "player_lookup";
};

const VALUES: Readonly<Record<string, string | number | boolean>> = {
  ...{ STRING: "-", INT64: 1, FLOAT64: 0.5, NUMERIC: 1, BOOL: true },
  ...{ TIMESTAMP: "2026-01-26T03:04:05.123456Z", JSON: "{}" },
};

/** A row with what the table requires, as a scraper would bring it. */
const required = (table: string, date: CivilDate): Row =>
  Object.fromEntries(
    (OPERATORS[table]?.columns ?? []).flatMap(({ name, type, mode }) =>
      mode === "REQUIRED" || type === "DATE"
        ? [[name, type === "DATE" ? date : (VALUES[type.replace(/\(.*/, "")] ?? "-")]]
        : [],
    ),
  );
