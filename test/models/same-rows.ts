import { expect } from "vitest";
import type { Row } from "../../src/warehouse/warehouse.ts";

/** Both engines round to six digits; a difference below this is a digit that none of them shows. */
const TOLERANCE = 1e-9;

/** Fails where a row is on one engine alone, or differs in a column. Rows have no order; keys tell them apart. */
export function expectSameRows(
  keys: readonly string[],
  onBigQuery: readonly Row[],
  onDuckDb: readonly Row[],
): void {
  const [actual, expected] = [byKey(keys, onBigQuery), byKey(keys, onDuckDb)];
  expect([...actual.keys()]).toEqual([...expected.keys()]);
  for (const [key, row] of expected) expectSameRow(key, actual.get(key) ?? {}, row);
}

/** In the order of the keys; a key that is not unique fails, because one of its rows would hide the other. */
function byKey(keys: readonly string[], rows: readonly Row[]): ReadonlyMap<string, Row> {
  const keyOf = (row: Row) => keys.map((key) => row[key]).join(" ");
  const sorted = rows.map((row) => [keyOf(row), row] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  expect(new Set(sorted.map(([key]) => key)).size).toBe(rows.length);
  return new Map(sorted);
}

function expectSameRow(key: string, actual: Row, expected: Row): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [column, value] of Object.entries(expected)) {
    const other = actual[column];
    const near =
      typeof value === "number" && typeof other === "number"
        ? Math.abs(value - other) <= TOLERANCE
        : value === other;
    if (!near) expect.fail(`${key}: ${column} is ${other} on BigQuery and ${value} on DuckDB`);
  }
}
