import type { DuckDBResultReader, DuckDBValue } from "@duckdb/node-api";
import { exactNumber, instantOf, safeInteger } from "../../exact.ts";
import type { Row, Value } from "../../warehouse.ts";

const MS_PER_DAY = 86_400_000;

/**
 * An answer of DuckDB as plain values, column by column: thousands of rows have the same few columns. Throws where a
 * number would lose digits, rather than round it silently.
 */
export function plainRows(answer: DuckDBResultReader): Row[] {
  const rows: Record<string, Value>[] = Array.from({ length: answer.currentRowCount }, () => ({}));
  const names = answer.deduplicatedColumnNames();
  for (const [at, values] of answer.getColumns().entries()) {
    const name = names[at] as string;
    for (const [index, value] of values.entries())
      (rows[index] as Record<string, Value>)[name] = plain(name, value);
  }
  return rows;
}

function plain(name: string, value: DuckDBValue): Value {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return safeInteger(name, value);
  if (typeof value === "object" && value !== null) {
    if ("days" in value && !("months" in value)) return dayText(Number(value.days));
    // Times of day and intervals have them too, but no end of time.
    if ("micros" in value && typeof value.micros === "bigint" && "isFinite" in value)
      return instantOf(name, value.micros);
    if ("scale" in value) return exactNumber(name, String(value));
  }
  throw new Error(
    `Column "${name}" has a type that the warehouse port does not carry. It holds ${String(value).slice(0, 100)}.`,
  );
}

/** An answer holds the same few days in thousands of rows. */
const dayTexts = new Map<number, string>();

function dayText(days: number): string {
  const known = dayTexts.get(days);
  if (known !== undefined) return known;
  const text = new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
  if (dayTexts.size < MOST_DAYS) dayTexts.set(days, text);
  return text;
}

/** A century; more would be held for no reader. */
const MOST_DAYS = 36_525;
