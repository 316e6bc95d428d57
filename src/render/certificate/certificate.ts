import type { CellChange, Comparison, TableChange } from "../../certificate/answer.ts";
import { type Certificate, idOf } from "../../certificate/record.ts";
import { compactDates } from "../../dates/list.ts";
import { oneLine } from "../text/one-line.ts";
import { count } from "../text/words.ts";

/** Thousands with commas. */
const number = (value: number): string => value.toLocaleString("en-US");

/** One line of a gate that wrote it. */
export function certificateLine(certificate: Certificate, file: string): string {
  const dates = certificate.tables.flatMap((table) => table.dates);
  const rows = dates.reduce((sum, [, of]) => sum + of, 0);
  return `Certificate ${idOf(certificate)}: ${file} (${count(certificate.tables.length, "table")}, ${number(dates.length)} dates, ${number(rows)} rows, ${certificate.state})`;
}

const ANSWER: Record<Comparison["answer"], string> = {
  "still sound": "STILL SOUND: nothing that the model was trained on has changed",
  "retrain advised":
    "RETRAIN ADVISED: what the model was trained on, or what that is computed from, is not as it was",
  invalid: "INVALID: the rows that the model was trained on are not there any more as they were",
  unknown: "UNKNOWN: not everything could be compared",
};

/** For a terminal: the answer, why, and the changes by table, with who made them. */
export function renderCheck(
  certificate: Certificate,
  { answer, why, changes, tables, touched }: Comparison,
): string {
  const { environment, readAt, range } = certificate;
  return [
    `${ANSWER[answer]} (${environment}, ${idOf(certificate)} of ${readAt}, ${range.first} to ${range.last}).`,
    ...why.map((one) => `  ${oneLine(one)}`),
    ...(touched.rows === 0
      ? []
      : [
          `  ${number(touched.rows)} of ${number(touched.of)} training rows (${((100 * touched.rows) / touched.of).toFixed(1)} %) on ${count(touched.dates, "date")} are touched.`,
        ]),
    ...changedLines(changes),
    ...tables.flatMap(tableLines),
    ...(answer === "still sound" ? [] : [NEXT[answer]]),
  ].join("\n");
}

const NEXT: Record<Exclude<Comparison["answer"], "still sound">, string> = {
  "retrain advised": "Next: gate --require ready, then train again with a new certificate.",
  invalid:
    "Next: validate, to see what is wrong now; repair it, or accept it with `accept`; then train again with a new certificate.",
  unknown:
    "Next: mend what could not be read and check again, or train again with a new certificate.",
};

/** Changes of one table by the same hand and of the same kind, in a line. */
function changedLines(changes: readonly CellChange[]): string[] {
  const groups = Map.groupBy(changes, (one) => `${one.table}: ${one.kind} ${handOf(one)}`);
  return [...groups].map(([what, cells]) => {
    const [then, now] = [sum(cells, "rowsThen"), sum(cells, "rowsNow")];
    const rows =
      then === now ? `${number(now)} rows` : `${number(then)} rows then, ${number(now)} now`;
    return `  ${oneLine(what)}: ${compactDates(cells.map(({ date }) => date))} (${rows})`;
  });
}

const sum = (cells: readonly CellChange[], field: "rowsThen" | "rowsNow"): number =>
  cells.reduce((total, cell) => total + cell[field], 0);

export function handOf({ changedBy }: CellChange): string {
  if (changedBy.by === "other writer")
    return "by somebody else, though only this tool is declared to write it";
  if (!("run" in changedBy)) return "by whoever else fills it";
  const whose = changedBy.by === "run" ? "by run" : "as a person accepted it in";
  return `${whose} ${changedBy.run}${changedBy.how === "put back" ? " (put back)" : ""}`;
}

function tableLines({ table, columns, declaration, model }: TableChange): string[] {
  const said = [
    ...(columns.gone.length === 0 ? [] : [`columns gone: ${columns.gone.join(", ")}`]),
    ...(columns.added.length === 0 ? [] : [`new columns: ${columns.added.join(", ")}`]),
    ...(columns.retyped.length === 0 ? [] : [`other types: ${columns.retyped.join("; ")}`]),
    ...(model === null ? [] : [model === "gone" ? "its SQL is gone" : "its SQL has changed"]),
    ...(declaration === null
      ? []
      : [declaration === "gone" ? "it is not declared any more" : "its declaration has changed"]),
  ];
  return [`  ${table}: ${oneLine(said.join("; "))}`];
}

/** As a program ends on it. */
export const checkExitCode = ({ answer }: Comparison): 0 | 1 | 3 =>
  answer === "still sound" ? 0 : answer === "unknown" ? 3 : 1;
