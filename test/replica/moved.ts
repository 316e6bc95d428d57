import { expect } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { WritableWarehouse } from "../../src/warehouse/warehouse.ts";

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
}
