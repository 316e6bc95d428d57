/** What every engine returns, whatever its driver gives: dates as YYYY-MM-DD, instants as ISO 8601 UTC, whole numbers as numbers. */
export type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;
