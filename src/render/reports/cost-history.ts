import { parse } from "csv-parse/sync";
import type { Cost, Money } from "../../pipeline/cost.ts";
import { type HistoryFile, historyFile } from "../../records/history-file.ts";
import { bytesText, usdText } from "../text/cost.ts";
import { table } from "../text/markdown.ts";
import { wording } from "../text/phrases.ts";

const COLUMNS = [
  "at",
  "run",
  "kind",
  "environment",
  "estimated_bytes",
  "estimated_usd",
  "billed_bytes",
  "billed_usd",
  "queries",
  "unknown_queries",
] as const;
const SHOWN_MONTHS = 12;

/** One piece of work that an engine billed. */
export type CostEntry = {
  /** ISO 8601, UTC: a run that is resumed has a row each time. */
  readonly at: string;
  readonly run: string;
  readonly kind: "validate" | "backfill";
  readonly environment: string;
  readonly cost: Cost;
};

export const COSTS: HistoryFile = historyFile("costs.csv", COLUMNS, ["at", "run"]);

export const mergeCost = (existing: string | null, entry: CostEntry): string =>
  COSTS.merge(existing, costRow(entry));

/** An estimate that nobody has is "unknown"; so is what none of the queries said. */
function costRow({ at, run, kind, environment, cost }: CostEntry): string[] {
  const { estimated, billed, queries, unknown } = cost;
  const money = (value: Money | null) =>
    value === null ? ["unknown", "unknown"] : [String(value.bytes), value.usd.toFixed(6)];
  const isSilent = queries > 0 && unknown === queries;
  return [
    ...[at, run, kind, environment],
    ...money(estimated),
    ...money(isSilent ? null : billed),
    ...[String(queries), String(unknown)],
  ];
}

type Row = Readonly<Record<string, string | undefined>>;

/** Estimate against actual, a row a month (UTC) and environment, newest first. */
export function renderCosts(costs: string): string {
  const rows: Row[] = parse(costs, {
    columns: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const months = Map.groupBy(
    rows,
    (row) => `${row["at"]?.slice(0, 7) ?? ""}\t${row["environment"] ?? ""}`,
  );
  const sorted = [...months].sort(([a], [b]) => (a > b ? -1 : 1)).slice(0, SHOWN_MONTHS);
  if (sorted.length === 0) return "Nothing has been billed yet.";
  return [
    table(
      ["month", "environment", "runs", "estimated", "billed", "billed / estimated"],
      sorted.map(([, group]) => monthRow(group)),
    ),
    "A sum that starts with ≥ leaves out what nobody knows: a run without an estimate, or queries that did not say what they billed. The ratio is over those runs of which both are known.",
  ].join("\n\n");
}

function monthRow(rows: readonly Row[]): string[] {
  const [first] = rows;
  const both = rows.filter(
    (row) => known(row, "estimated_bytes") && known(row, "billed_bytes") && isWhole(row),
  );
  const estimated = sum(both, "estimated_bytes");
  return [
    /^\d{4}-\d{2}/.exec(first?.["at"] ?? "")?.[0] ?? "unknown",
    wording(first?.["environment"] ?? ""),
    String(rows.length),
    sumText(rows, "estimated", () => true),
    sumText(rows, "billed", isWhole),
    estimated > 0 ? `${Math.round((sum(both, "billed_bytes") / estimated) * 100)} %` : "unknown",
  ];
}

function sumText(
  rows: readonly Row[],
  what: "estimated" | "billed",
  isAll: (row: Row) => boolean,
): string {
  const said = rows.filter((row) => known(row, `${what}_bytes`) && known(row, `${what}_usd`));
  if (said.length === 0) return "unknown";
  const least = said.length < rows.length || !said.every(isAll) ? "≥ " : "";
  return `${least}${bytesText(sum(said, `${what}_bytes`))}, ${usdText(sum(said, `${what}_usd`))}`;
}

const isWhole = (row: Row): boolean => row["unknown_queries"] === "0";

const known = (row: Row, column: string): boolean =>
  /^\d{1,18}(\.\d{1,6})?$/.test(row[column] ?? "");

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + Number(row[column]), 0);
