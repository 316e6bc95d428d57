import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { type CivilDate, isCivilDate } from "../dates/civil-date.ts";
import { UserError } from "../errors.ts";

/** The operators' 20 columns, in their order: a fixed profile, so that history stays comparable. */
export const HEALTH_COLUMNS = [
  "game_date",
  "health_score",
  "scheduled_games",
  "bdl_box_scores",
  "nbac_gamebook",
  "player_game_summary",
  "team_defense",
  "upcoming_context",
  "pdc",
  "psza",
  "pcf",
  "mlfs",
  "tdza",
  "phase4_completion",
  "total_predictions",
  "unique_players",
  "unique_systems",
  "total_graded",
  "grading_coverage_pct",
  "win_rate",
] as const;
type Column = (typeof HEALTH_COLUMNS)[number];
type CountColumn = Exclude<
  Column,
  "game_date" | "health_score" | "phase4_completion" | "grading_coverage_pct" | "win_rate"
>;

/** One game date. Counts are whole numbers; null is a count that could not be read, written -1. */
export type HealthRow = Readonly<Record<CountColumn, number | null>> & {
  readonly game_date: CivilDate;
  /** 0-100; above 100 only in reports from before the cap. Null where nothing could be read, written N/A. */
  readonly health_score: number | null;
  readonly phase4_completion: { readonly done: number; readonly expected: number };
  /** Per cent; null where it could not be read, written N/A. */
  readonly grading_coverage_pct: number | null;
  /** Per cent; null where no prediction was decided, written N/A. */
  readonly win_rate: number | null;
};

/** A row with where it stands. */
export type HealthLine = { readonly row: HealthRow; readonly file: string; readonly line: number };

const decimal = (value: number | null): string =>
  value === null ? "N/A" : (Math.round(value * 10 + 1e-9) / 10).toFixed(1);

/** Sorted by date; the same rows give the same bytes. */
export function writeHealthCsv(rows: readonly HealthRow[]): string {
  const records = [...rows]
    .sort((a, b) => (a.game_date < b.game_date ? -1 : 1))
    .map((row) => HEALTH_COLUMNS.map((column) => field(row, column)));
  return stringify([HEALTH_COLUMNS, ...records], { escape_formulas: false });
}

function field(row: HealthRow, column: Column): string {
  switch (column) {
    case "game_date":
      return row.game_date;
    case "health_score":
    case "grading_coverage_pct":
    case "win_rate":
      return decimal(row[column]);
    case "phase4_completion":
      return `${row.phase4_completion.done}/${row.phase4_completion.expected}`;
    default:
      return String(row[column] ?? -1);
  }
}

/** Throws a UserError that names file, line and column for anything that no report could hold. */
export function parseHealthCsv(text: string, file: string): HealthLine[] {
  const fail = (line: number, column: string, message: string): never => {
    throw new UserError(`${file}, line ${line}, ${column}: ${message}`);
  };
  const records = readRecords(text, file);
  const [header, ...lines] = records.map(({ record }) => record);
  if (header === undefined || header.join(",") !== HEALTH_COLUMNS.join(","))
    return fail(1, "header", `must be the 20 columns ${HEALTH_COLUMNS.join(",")}`);
  let before = "";
  return lines.map((cells, index) => {
    const line = records[index + 1]?.info.lines ?? 0;
    if (cells.length !== HEALTH_COLUMNS.length)
      fail(line, "row", `has ${cells.length} values where the header has 20`);
    const value = (column: Column) => cells[HEALTH_COLUMNS.indexOf(column)] ?? "";
    const date = value("game_date");
    if (!isCivilDate(date)) return fail(line, "game_date", `"${date}" is not a calendar day`);
    if (date <= before)
      fail(line, "game_date", `${date} comes ${date === before ? "twice" : `after ${before}`}`);
    before = date;
    const reader = new RowReader(value, (column, message) => fail(line, column, message));
    return { row: reader.row(date), file, line };
  });
}

type CsvRecord = { readonly record: string[]; readonly info: { readonly lines: number } };

/** Each with the line it ends on: blank lines, which are no records, count among them. */
function readRecords(text: string, file: string): CsvRecord[] {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as CsvRecord[];
  } catch (cause) {
    throw new UserError(`${file} is not CSV`, { cause });
  }
}

type Fail = (column: Column, message: string) => never;

class RowReader {
  readonly #value: (column: Column) => string;
  readonly #fail: Fail;

  constructor(value: (column: Column) => string, fail: Fail) {
    this.#value = value;
    this.#fail = fail;
  }

  row(date: CivilDate): HealthRow {
    const entries = HEALTH_COLUMNS.map((column) => [column, this.#read(column)] as const);
    return { ...Object.fromEntries(entries), game_date: date } as unknown as HealthRow;
  }

  #read(column: Column): unknown {
    switch (column) {
      case "game_date":
        return null;
      case "health_score":
      case "grading_coverage_pct":
      case "win_rate":
        return this.#decimal(column);
      case "phase4_completion":
        return this.#completion(column);
      default:
        return this.#count(column);
    }
  }

  #count(column: Column): number | null {
    const text = this.#value(column);
    if (text === "-1") return null;
    if (!/^\d{1,15}$/.test(text))
      this.#fail(column, `"${text}" is not a count; whole numbers from 0, or -1 for unread`);
    return Number(text);
  }

  #decimal(column: Column): number | null {
    const text = this.#value(column);
    if (text === "N/A") return null;
    if (!/^\d{1,9}(\.\d+)?$/.test(text))
      this.#fail(column, `"${text}" is not a number from 0, or N/A`);
    return Number(text);
  }

  #completion(column: Column) {
    const text = this.#value(column);
    const [, done, expected] = /^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? [];
    if (done === undefined || expected === undefined || Number(expected) === 0)
      return this.#fail(column, `"${text}" is not done/expected, such as 4/5`);
    if (Number(done) > Number(expected))
      this.#fail(column, `"${text}" has more done than expected`);
    return { done: Number(done), expected: Number(expected) };
  }
}
