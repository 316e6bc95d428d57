import { printRange } from "../../dates/range.ts";
import type { CellsOf } from "../../explain/around.ts";
import type { Explanation } from "../../explain/explanation.ts";
import type { Explained } from "../../explain/repair.ts";
import type { Write } from "../../explain/writes.ts";
import { oneLine } from "../text/one-line.ts";
import { instantText } from "../text/phrases.ts";
import { count } from "../text/words.ts";

const MOST_ODD = 5;
const MOST_LINES = 12;

/** One cell for a terminal: what it is, why, what hangs on it and what repairs it. */
export function renderExplanation(explained: Explanation): string {
  const { table, date, environment, asOf, cell } = explained;
  const state = cell === null ? "no date of the calendar" : stateWords(cell);
  return [
    `${table.id} ${date} (${environment}): ${state}, as of ${instantText(asOf)}`,
    `  ${table.name}, ${table.phase}; filled by ${oneLine(table.producer)}${table.rebuildable ? "" : "; cannot be rebuilt"}`,
    part("Holds", holds(explained)),
    part("Held against", explained.held?.rules ?? []),
    part(
      "Computed from",
      explained.upstream.length === 0
        ? ["no other table"]
        : explained.upstream.map((one) => cellsText(one, "no date of the calendar")),
    ),
    part("Blocks", blocksText(explained)),
    part("Writes", writesText(explained)),
    ...(explained.findings.length === 0
      ? [part("Findings", [nothingFound(explained)])]
      : explained.findings.map(findingText)),
  ].join("\n");
}

const part = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${oneLine(line, 4_000)}`)].join("\n");

const stateWords = ({ state, late, thin }: NonNullable<Explanation["cell"]>): string =>
  [state, ...(late ? ["late"] : []), ...(thin ? ["thin"] : [])].join(", ");

function holds({ cell, strays }: Explanation): string[] {
  const misplaced = strays.map(
    ({ rows, kind, game, belongs }) =>
      `${count(rows, "row")}${game === null ? "" : ` of game ${game}`} that ${rows === 1 ? "does" : "do"} not belong here (${kind})${belongs === null ? "" : `; the schedule has the game on ${belongs}`}`,
  );
  if (cell === null) return misplaced;
  const { rows, games, missingGames, unreconciled, surplus, measures, why } = cell;
  const counts = [
    rows === null ? "rows UNKNOWN" : count(rows, "row"),
    ...(games === null ? [] : [count(games, "game")]),
    ...(surplus > 0 ? [`${surplus} too many`] : []),
    ...Object.entries(measures).map(([name, value]) => `${name} ${value}`),
  ];
  return [
    counts.join(", "),
    ...(why === "" ? [] : [why]),
    ...(missingGames.length === 0 ? [] : [`missing games: ${missingGames.join(", ")}`]),
    ...(unreconciled.length === 0 ? [] : [`games that do not add up: ${unreconciled.join(", ")}`]),
    ...misplaced,
  ];
}

function cellsText({ table, first, last, states, odd }: CellsOf, none: string): string {
  const counts = Object.entries(states);
  const only = counts.length === 1 && counts[0]?.[1] === 1 ? counts[0][0] : null;
  const what =
    counts.length === 0 ? none : (only ?? counts.map(([state, n]) => `${n} ${state}`).join(", "));
  const named = odd.slice(0, MOST_ODD).map(({ date, state, rows, thin, changedOutside }) => {
    const words = [
      ...(state === "complete" ? [] : [state]),
      ...(thin ? ["thin"] : []),
      ...(changedOutside ? ["changed by somebody else"] : []),
      ...(rows === null ? [] : [count(rows, "row")]),
    ];
    return `${date} (${words.join(", ")})`;
  });
  const more = odd.length - named.length;
  const shown = only !== null && odd[0]?.state === only && !odd[0].thin && !odd[0].changedOutside;
  return [
    `${table} ${printRange({ first, last })}: ${what}`,
    ...(named.length === 0 || shown ? [] : [named.join(", ")]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join("; ");
}

function blocksText({ blocks: { downstream, training }, cell }: Explanation): string[] {
  const use = {
    required: "training needs it on every date",
    needed: "a table that training needs is computed from it",
    "not needed": "training does not need it",
  }[training.use];
  return [
    ...(downstream.length === 0
      ? ["no other table is computed from it"]
      : downstream.map((one) => `read by ${cellsText(one, "no date")}`)),
    `training is ${training.state}: ${use}`,
    ...training.holding.map(({ from, why }) => `keeps training from ${from}: ${why}`),
    ...(cell === null || training.holding.length > 0 ? [] : ["it keeps training from nothing now"]),
  ];
}

function writesText({ writes }: Explanation): string[] {
  const { lines, attempts, changedOutside, staleFrom, unread } = writes;
  const shown = lines.slice(-MOST_LINES);
  return [
    ...unread.map((error) => `UNKNOWN: ${error}`),
    ...(lines.length === 0 && unread.length === 0 ? ["the ledger has no line of it"] : []),
    ...(lines.length > shown.length
      ? [`${lines.length - shown.length} older lines are left out; --json has them`]
      : []),
    ...shown.map(writeText),
    ...attempts.map(
      ({ run, at, outcome, message, dueAt }) =>
        `${instantText(at)} ${run} ${outcome}${dueAt === null ? "" : ` until ${instantText(dueAt)}`}: ${message}`,
    ),
    ...(changedOutside === null
      ? []
      : [
          `somebody else changed it since: ${changedOutside.run} ${changedOutside.how} ${count(changedOutside.rows, "row")} on ${instantText(changedOutside.at)}, and its content is another now`,
        ]),
    ...staleFrom.map(
      ({ table, date, rowsThen, rowsNow }) =>
        `changed after it was computed: ${table} ${date}, ${count(rowsThen, "row")} then and ${rowsNow} now`,
    ),
  ];
}

const writeText = ({ at, run, how, rows, rowsBefore, ...facts }: Write): string =>
  [
    `${instantText(at)} ${run} ${how} ${count(rows, "row")}${rows === rowsBefore ? "" : ` (before: ${rowsBefore})`}`,
    ...(facts.issue === null ? [] : [`for issue #${facts.issue}`]),
    ...(facts.undone ? ["undone since"] : []),
    ...(facts.accepted === null ? [] : [`${facts.accepted.by}: ${facts.accepted.reason}`]),
    ...(facts.receipt === null ? [] : [`receipt ${facts.receipt}`]),
  ].join("; ");

function nothingFound({ cell, writes }: Explanation): string {
  if (cell?.state === "unknown" || writes.unread.length > 0) return "none, as far as could be read";
  if (cell?.late === true) return "none yet: it may still arrive";
  const isShort = cell?.state === "missing" || cell?.state === "partial";
  return isShort ? "none of its own: what it depends on is found instead" : "none about it";
}

function findingText({ finding, title, byDesign, evidence, repair }: Explained): string {
  const { phase, phaseLine, line, words, first, askOf } = repair;
  return part(
    `Finding ${finding.priority}: ${oneLine(finding.title)}, ${count(finding.dates, "date")}`,
    [
      `cause: ${title}${byDesign ? "; nothing failed" : ""}`,
      ...evidence,
      ...words.map((one) => `repair: ${one}`),
      ...first.map((one) => `first repair what it is computed from: ${one}`),
      ...(phaseLine === null ? [] : [`plan phase ${phase}: ${phaseLine}`]),
      ...(line === null ? [] : [`this cause alone: ${line}`]),
      ...(phaseLine !== null || line !== null
        ? []
        : [
            `no command of this tool repairs it${askOf === null ? "" : `: ask ${askOf} for the date`}`,
          ]),
    ],
  );
}
