import type { Leak, LeakReport } from "../../certificate/leaks.ts";
import { oneLine } from "../text/one-line.ts";
import { count } from "../text/words.ts";

/** For a terminal. */
export function renderLeaks(
  { table, tables, dates, empty, leaks }: LeakReport,
  environment: string,
): string {
  const tried = dates.length - empty;
  const through = tables.filter(({ id }) => id !== table).map(({ id }) => id);
  const span = dates.length === 0 ? "no date" : `${dates[0]} to ${dates.at(-1)}`;
  const head =
    leaks.length === 0
      ? tried === 0
        ? `NOTHING SHOWN (${environment}): the model of ${table} gives no row on the dates that were tried`
        : `NO LEAK (${environment}): no row of ${table} moved on ${count(tried, "date")}`
      : `LEAK (${environment}): rows of ${table} know what they must not, or read what is not declared`;
  return [
    `${head}, ${span}.`,
    `  Tried with another future, with no future, and with only what is declared${through.length === 0 ? "" : `; through ${through.join(", ")}`}.`,
    ...(empty === 0 ? [] : [`  ${count(empty, "date")} without a row: nothing is shown of them.`]),
    ...leaks.slice(0, MOST).map(leakLine),
    ...(leaks.length > MOST ? [`  and ${leaks.length - MOST} more; --json lists all.`] : []),
  ].join("\n");
}

const MOST = 20;

function leakLine({ table, date, kind, columns, rows }: Leak): string {
  const what =
    kind === "future"
      ? "moved with what happened on the date or later"
      : "moved without what the declaration says is not read: other tables, or days outside the upstream's window";
  const which = columns.length === 0 ? "rows came or went" : columns.join(", ");
  return `  ${oneLine(`${table} of ${date}: ${count(rows, "row")} ${what} (${which})`)}`;
}
