import { someRanges } from "../../dates/list.ts";
import { type DateRange, printRange } from "../../dates/range.ts";
import type { MetadataCheck } from "../../findings/assess/metadata.ts";
import { runsOf } from "../../findings/runs.ts";
import type { GameDay } from "../../grid/calendar/calendar.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";

const MOST_RUNS = 3;

export type MetadataView = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly range: DateRange;
  readonly days: readonly GameDay[];
  readonly checks: readonly MetadataCheck[];
};

/** One screen: a line a table, by phase, under a headline that says how little it proves. */
export function renderMetadata({
  pipeline,
  environment,
  range,
  days,
  checks,
}: MetadataView): string {
  const width = Math.max(...checks.map(({ table }) => table.length), 5);
  return [
    `Partition metadata (${environment}), ${days.length} game dates, ${printRange(range)}`,
    "No proof: it can lag behind, counts no games and knows no warm-up or waiver. Nothing is closed, gated or planned on it; validate counts.",
    ...pipeline.phases.flatMap(({ id, title }) => {
      const some = checks.filter(({ phase }) => phase === id);
      return some.length === 0
        ? []
        : [title, ...some.map((check) => `  ${check.table.padEnd(width)}  ${said(check, days)}`)];
    }),
  ].join("\n");
}

const UNKNOWN = {
  absent: "unknown: the table does not exist",
  "not by day": "unknown: it is not partitioned by day of its date column",
} as const;

function said(check: MetadataCheck, days: readonly GameDay[]): string {
  if (check.status !== "by day") return UNKNOWN[check.status];
  const { dates, without, rows } = check;
  const runs = runsOf(without, days);
  const where =
    without.length === 0
      ? ""
      : `, no rows on ${without.length}: ${someRanges(runs, MOST_RUNS, ({ dates: some }) => some.length)}`;
  return `${dates - without.length} of ${dates} dates have rows (${rows} rows)${where}`;
}
