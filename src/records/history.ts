import { type HistoryFile, historyFile } from "./history-file.ts";
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
  "due_at",
  "ran_at",
] as const;
const COLUMNS_BEFORE = COLUMNS.indexOf("due_at");

export const HISTORY: HistoryFile = historyFile(
  "health_history.csv",
  COLUMNS,
  ["run"],
  COLUMNS_BEFORE,
);

/** The history with this run in it: one row a run, by time. A run that is there already keeps its one row, renewed. */
export const mergeHistory = (existing: string | null, record: RunRecord): string =>
  HISTORY.merge(existing, historyRow(record));

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
    // Empty, which is unknown, where no schedule started the run.
    record.schedule?.dueAt ?? "",
    record.schedule?.ranAt ?? "",
  ].map(String);
}
