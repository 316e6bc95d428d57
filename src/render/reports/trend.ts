import { parse } from "csv-parse/sync";
import { daysBetween, isCivilDate } from "../../dates/civil-date.ts";
import { printRange } from "../../dates/range.ts";
import { TRAINING_STATES } from "../../findings/assess/assess.ts";
import { PRIORITIES } from "../../pipeline/schema.ts";
import { quoted, table } from "../text/markdown.ts";
import { instantText, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";

const SHOWN_RUNS = 10;

/** A range that ends at most this long before its run looks at everything there was: its end moves with the calendar. */
const OPEN_END_DAYS = 3;

type HistoryRow = Readonly<Record<string, string | undefined>>;

/** The newest runs, newest first, each with its change against the run before it that looked at the same. */
export function renderTrend(history: string): string {
  const rows = readHistory(history);
  if (rows.length === 0) return "No run has been recorded yet.";
  const shown = rows.map((row, index) => trendRow(row, previousOf(rows, index)));
  const older = shown.length - SHOWN_RUNS;
  const header = [
    "as of (UTC)",
    "environment",
    "range",
    "training",
    ...FIGURES.map(([name]) => name),
  ];
  return [
    table([...header, "P0, P1, P2"], shown.slice(-SHOWN_RUNS).reverse()),
    `In brackets: the change against the run before of the same environment, policy and range, where there is one; ranges that reach to the newest date are the same. A \\* stands where the configuration changed between the two.${older > 0 ? ` ${count(older, "older run")} in the history.` : ""}`,
  ].join("\n\n");
}

/** By time; what comes from a file in the repository is not trusted to be what this tool wrote. */
function readHistory(history: string): HistoryRow[] {
  const rows: HistoryRow[] = parse(history, {
    columns: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return rows.toSorted((a, b) => ((a["as_of"] ?? "") < (b["as_of"] ?? "") ? -1 : 1));
}

const FIGURES = [
  ["average", "average_score", 1],
  ["poor", "poor", 0],
  ["complete %", "completion_pct", 1],
  ["unknown", "unknown_cells", 0],
] as const;

function previousOf(rows: readonly HistoryRow[], index: number): HistoryRow | undefined {
  const row = rows[index];
  return row && rows.slice(0, index).findLast((one) => looksAtTheSame(one, row));
}

function looksAtTheSame(a: HistoryRow, b: HistoryRow): boolean {
  const same = ["environment", "policy", "first_date"].every((column) => a[column] === b[column]);
  return same && (a["last_date"] === b["last_date"] || (isOpenEnded(a) && isOpenEnded(b)));
}

function isOpenEnded(row: HistoryRow): boolean {
  const [last = "", day = ""] = [row["last_date"], row["as_of"]?.slice(0, 10)];
  return isCivilDate(last) && isCivilDate(day) && daysBetween(last, day) <= OPEN_END_DAYS;
}

function trendRow(row: HistoryRow, before: HistoryRow | undefined): string[] {
  const training = TRAINING_STATES.find((state) => state === row["training"]);
  const policy = row["policy"] === "expected" ? ", warm-up expected" : "";
  const changed = before !== undefined && before["config_hash"] !== row["config_hash"];
  return [
    instantText(row["as_of"] ?? "").replace(/^([\d-]{10})T(\d\d:\d\d):[\d.]+Z$/, "$1 $2"),
    `${wording(row["environment"] ?? "")}${policy}`,
    rangeText(row),
    `${training ?? quoted(row["training"] ?? "")}${changed ? " \\*" : ""}`,
    ...FIGURES.map(([, column, digits]) =>
      change(numberOf(row[column]), numberOf(before?.[column]), digits),
    ),
    PRIORITIES.map((priority) => numberOf(row[priority.toLowerCase()]) ?? "N/A").join(", "),
  ];
}

function rangeText(row: HistoryRow): string {
  const [first = "", last = ""] = [row["first_date"], row["last_date"]];
  return isCivilDate(first) && isCivilDate(last)
    ? printRange({ first, last })
    : quoted(`${first}..${last}`);
}

const numberOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : null;

/** "93.8 (+0.4)"; alone where nothing changed or there is nothing to compare with. */
function change(value: number | null, before: number | null, digits: number): string {
  if (value === null) return "N/A";
  const text = value.toFixed(digits);
  if (before === null) return text;
  const difference = (value - before).toFixed(digits);
  if (Number(difference) === 0) return text;
  return `${text} (${Number(difference) > 0 ? "+" : ""}${difference})`;
}
