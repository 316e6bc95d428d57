import { commandLine } from "../../commands/catalogue.ts";
import { printRange } from "../../dates/range.ts";
import type { Reported, ReportedCells } from "../../explain/reported.ts";
import { quoted } from "../text/markdown.ts";
import { instantText, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";

/** What a repair run did to the cell, by its receipt. */
export type LastRun = {
  readonly run: string;
  readonly at: string;
  readonly rows: number | null;
  readonly undoneAt: string | null;
};

export type CellAnswer = {
  readonly cell: Reported;
  /** The newest receipt that says it wrote the cell; null for none. */
  readonly last: LastRun | null;
  /** Receipts that nobody could read. */
  readonly unreadReceipts: number;
  /** The same repair as a command on this issue; null where the issue is not about the cell. */
  readonly here: string | null;
};

const MOST_ODD = 5;
const MOST_EVIDENCE = 4;
const MOST_TABLES = 20;

/** One cell as an answer on an issue. What the reports cannot say is said to be unknown, with the command that can. */
export function explainedCell({ cell, last, unreadReceipts, here }: CellAnswer): string[] {
  const { environment, run, asOf, table, date } = cell;
  return [
    `\`${table.id}\` on ${date}, as validation ${quoted(run)} of ${quoted(environment)} left it (as of ${instantText(asOf)}):`,
    [
      line("State", [stateWords(cell)]),
      line("Held against", cell.rules.map(wording)),
      line("Finding", findingWords(cell)),
      line("Computed from", cell.upstream.map(cellsWords), "no other table"),
      line("Blocks", blockWords(cell)),
      line("Last repair that wrote it", [lastWords(last, unreadReceipts)]),
      line("Repair", repairWords(cell, here)),
    ].join("\n"),
    `Unknown here: what the ledger says of other writers, and anything since that validation. This reads it live: ${quoted(liveCommand(cell), 500)}`,
  ];
}

/** The command that asks the warehouse, which a comment's job has no access to. */
export const liveCommand = (cell: {
  readonly environment: string;
  readonly table: { readonly id: string };
  readonly date: string;
}): string => commandLine("explain", { environment: cell.environment }, cell.table.id, cell.date);

const line = (title: string, words: readonly string[], none = "none"): string =>
  words.length <= 1
    ? `- **${title}:** ${words[0] ?? none}`
    : `- **${title}:**\n${words.map((one) => `  - ${one}`).join("\n")}`;

function stateWords({ state }: Reported): string {
  switch (state.kind) {
    case "no gap":
      return "complete, or expected to be absent. The reports keep no counts of such a cell";
    case "awaited":
      return "not there yet, and not due yet; its count is UNKNOWN here";
    case "no date":
      return "no game date: the schedule lists no game on it";
    case "unknown":
      return `UNKNOWN: ${quoted(state.why)}`;
    case "gap": {
      const {
        state: name,
        late,
        thin,
        rows,
        games,
        expected,
        unit,
        missingGames,
        reason,
      } = state.line;
      return [
        [quoted(name), ...(late ? ["late"] : []), ...(thin ? ["thin"] : [])].join(", "),
        rows === null ? "rows UNKNOWN" : count(rows, "row"),
        ...(games === null ? [] : [count(games, "game")]),
        ...(expected === null ? [] : [`${expected} ${quoted(unit)} expected`]),
        ...(reason === "" ? [] : [quoted(reason, 500)]),
        ...(missingGames.length === 0
          ? []
          : [`missing games: ${quoted(missingGames.join(" "), 500)}`]),
      ].join("; ");
    }
  }
}

function findingWords({ findings, state }: Reported): string[] {
  if (findings.length === 0) {
    const isShort = state.kind === "gap";
    return state.kind === "unknown"
      ? ["UNKNOWN"]
      : [isShort ? "none of its own: what it is computed from is named instead" : "none about it"];
  }
  return findings.flatMap(({ priority, title, cause, evidence }) => [
    `${priority} ${quoted(title)}; cause: ${quoted(cause)}`,
    ...evidence.slice(0, MOST_EVIDENCE).map((one) => quoted(one, 500)),
  ]);
}

function cellsWords({ table, first, last, dates, odd, unread }: ReportedCells): string {
  const named = odd.slice(0, MOST_ODD).map(({ date, state }) => `${date} (${quoted(state)})`);
  const more = odd.length - named.length;
  const how =
    dates === null
      ? `game dates UNKNOWN, ${odd.length} not as they should be`
      : dates === 0
        ? "no game date"
        : `${odd.length} of ${count(dates, "date")} not as they should be`;
  return [
    `\`${table}\` ${printRange({ first, last })}: ${how}`,
    ...(unread > 0 ? [`${unread} UNKNOWN`] : []),
    ...(named.length === 0 ? [] : [named.join(", ")]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("; ");
}

function blockWords({ downstream, training }: Reported): string[] {
  const more = downstream.length - MOST_TABLES;
  return [
    ...(downstream.length === 0 ? ["no other table is computed from it"] : []),
    ...downstream.slice(0, MOST_TABLES).map(cellsWords),
    ...(more > 0 ? [`and ${count(more, "more table")}`] : []),
    `training is ${training.state}; it ${training.isNeeded ? "needs this table" : "does not need this table"}`,
  ];
}

function lastWords(last: LastRun | null, unread: number): string {
  const broken = unread === 0 ? "" : `; ${count(unread, "receipt")} could not be read`;
  if (last === null) return `UNKNOWN: no receipt that is kept here names it${broken}`;
  const { run, at, rows, undoneAt } = last;
  const then = rows === null ? "rows UNKNOWN after it" : `${count(rows, "row")} after it`;
  const undone = undoneAt === null ? "" : `, undone ${instantText(undoneAt)}`;
  return `${quoted(run)}, verified ${instantText(at)}, ${then}${undone}${broken}`;
}

function repairWords({ findings, state, date }: Reported, here: string | null): string[] {
  if (findings.length === 0)
    return [state.kind === "unknown" ? "UNKNOWN" : "nothing found, so nothing to repair"];
  const lines = findings.flatMap(({ lines: known }) => known ?? []);
  const words = findings.flatMap(({ words: known }) => known);
  const isUnread = findings.some(({ lines: known }) => known === null);
  const some = [...new Set(lines)].slice(0, MOST_EVIDENCE).map((one) => quoted(one, 500));
  return [
    ...(here === null ? [] : [`on this issue: ${quoted(here)}`]),
    ...some,
    ...(some.length > 0
      ? []
      : [isUnread ? `UNKNOWN for ${date}` : "no command of this tool repairs it"]),
    ...[...new Set(words)].slice(0, MOST_EVIDENCE).map((one) => quoted(one, 500)),
  ];
}
