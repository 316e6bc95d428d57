import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { UserError } from "../errors.ts";

/** A CSV file that grows by a row a run: rows with the same key fields are one row, and all are in order of their text. */
export type HistoryFile = {
  /** The file with this row in it; a row of the same key is renewed. */
  merge(existing: string | null, row: readonly string[]): string;
  /** Both files in one: every key of either has its row. Of a key that is in both, it is the row of `ours`. */
  mergeAll(theirs: string | null, ours: string): string;
  /** The rows of one environment and the others, each as a file; null for a part without rows. */
  split(existing: string, environment: string): Readonly<Record<"own" | "others", string | null>>;
};

export function historyFile(
  name: string,
  columns: readonly string[],
  key: readonly string[],
  /** How many of the columns earlier versions wrote; their rows have nothing in the others. */
  before = columns.length,
): HistoryFile {
  const places = key.map((column) => columns.indexOf(column));
  const keyOf = (row: readonly string[]) => places.map((place) => row[place]).join("\t");
  const read = (text: string): string[][] => {
    const [header, ...rows] = parse(text, { relax_column_count: true, skip_empty_lines: true });
    const known = [columns, columns.slice(0, before)].map((names) => names.join(","));
    if (!known.includes(header?.join(",") ?? ""))
      throw new UserError(
        `${name} does not have the columns ${columns.join(",")}; move it aside to start a new history.`,
      );
    return rows.map((row) => [...row, ...columns.slice(row.length).map(() => "")]);
  };
  const write = (rows: readonly (readonly string[])[]): string => {
    const sorted = rows.toSorted((a, b) => (a.join("\t") < b.join("\t") ? -1 : 1));
    return stringify([[...columns], ...sorted], { escape_formulas: true });
  };
  const mergeRows = (theirs: string | null, ours: readonly string[][]): string => {
    const keys = new Set(ours.map(keyOf));
    const others = theirs === null ? [] : read(theirs).filter((row) => !keys.has(keyOf(row)));
    return write([...others, ...ours]);
  };
  const place = columns.indexOf("environment");
  return {
    merge: (existing, row) => mergeRows(existing, [asWritten(row)]),
    mergeAll: (theirs, ours) => mergeRows(theirs, read(ours)),
    split(existing, environment) {
      const rows = read(existing);
      const part = (isOwn: boolean) => {
        const some = rows.filter((row) => (row[place] === environment) === isOwn);
        return some.length === 0 ? null : write(some);
      };
      return { own: part(true), others: part(false) };
    },
  };
}

/** Fields as they stand in the file: what a spreadsheet would run has a mark before it. */
const asWritten = (row: readonly string[]): string[] =>
  parse(stringify([[...row]], { escape_formulas: true }))[0] ?? [];
