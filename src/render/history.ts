import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { UserError } from "../errors.ts";
import type { RunRecord } from "./run-record.ts";

const COLUMNS = [
  "as_of",
  "run",
  "environment",
  "first_date",
  "last_date",
  "game_dates",
  "training",
  "average_score",
  "excellent",
  "good",
  "fair",
  "poor",
  "completion_pct",
  "p0",
  "p1",
  "p2",
  "unknown_cells",
  "policy",
  "config_hash",
] as const;
const RUN = COLUMNS.indexOf("run");

/** The history with this run in it: one row a run, by time. A run that is there already keeps its one row, renewed. */
export function mergeHistory(existing: string | null, record: RunRecord): string {
  const before = existing === null ? [] : readRows(existing);
  const run = asWritten(record.run);
  return writeRows([...before.filter((row) => row[RUN] !== run), historyRow(record)]);
}

/** Both histories in one: every run of either has its row. Of a run that is in both, it is the row of `ours`. */
export function mergeHistories(theirs: string | null, ours: string): string {
  const rows = readRows(ours);
  const runs = new Set(rows.map((row) => row[RUN]));
  const others = theirs === null ? [] : readRows(theirs).filter((row) => !runs.has(row[RUN]));
  return writeRows([...others, ...rows]);
}

function writeRows(rows: readonly (readonly string[])[]): string {
  const sorted = rows.toSorted((a, b) => (a.join("\t") < b.join("\t") ? -1 : 1));
  return stringify([[...COLUMNS], ...sorted], { escape_formulas: true });
}

/** A field as it stands in the file: what a spreadsheet would run has a mark before it. */
const asWritten = (text: string): string | undefined =>
  parse(stringify([[text]], { escape_formulas: true }))[0]?.[0];

function readRows(text: string): string[][] {
  const [header, ...rows] = parse(text, { relax_column_count: true, skip_empty_lines: true });
  if (header?.join(",") !== COLUMNS.join(","))
    throw new UserError(
      `health_history.csv does not have the columns ${COLUMNS.join(",")}; move it aside to start a new history.`,
    );
  return rows;
}

function historyRow(record: RunRecord): string[] {
  const byPriority = (priority: string) =>
    record.findings.filter((finding) => finding.priority === priority).length;
  const number = (value: number | null) => (value === null ? "N/A" : value.toFixed(1));
  return [
    record.asOf,
    record.run,
    record.environment,
    record.range.first,
    record.range.last,
    record.gameDates,
    record.training,
    number(record.averageScore),
    record.bands.excellent,
    record.bands.good,
    record.bands.fair,
    record.bands.poor,
    number(record.completionPct),
    byPriority("P0"),
    byPriority("P1"),
    byPriority("P2"),
    record.cells.unknown,
    record.policy,
    record.configHash,
  ].map(String);
}
