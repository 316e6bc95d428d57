import { type Run, runsOf } from "../../findings/runs.ts";
import { type Cell, columnOf, type Grid } from "../../grid/grid.ts";
import type { Slice } from "../../grid/slice.ts";
import { waiversFor } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { quoted, table } from "../text/markdown.ts";
import { datesText, runsText } from "../text/phrases.ts";
import { count } from "../text/words.ts";

/** Longer lists stand in gaps.csv. */
const MOST_ROWS = 40;

/** Cells with more rows than keys, or more than the schedule allows. */
export function renderOverCounts({ grid }: Slice): string {
  const found = grid.tables.flatMap((one) =>
    columnOf(grid, one.id)
      .filter(({ state }) => state === "over-count")
      .map((cell) => [one, cell] as const),
  );
  if (found.length === 0)
    return none(grid, "None: no table holds more rows or games than are expected.");
  return longTable(
    ["date", "table", "found", "expected", "surplus"],
    found.map(([one, cell]) => [
      cell.date,
      cell.table,
      [
        ...(cell.games === null ? [] : [count(cell.games, "game")]),
        ...(cell.rows === null ? [] : [count(cell.rows, "row")]),
      ].join(", "),
      cell.expected === null ? "one row a key" : expectedText(one, cell),
      String(cell.surplus),
    ]),
  );
}

function expectedText(one: TableConfig, cell: Cell): string {
  const rows = rowsExpected(one, cell);
  const games = cell.unit === "games" ? [count(cell.expected ?? 0, "game")] : [];
  return [...games, ...(rows === null ? [] : [count(rows, "row")])].join(", ");
}

/** Rows of a full date; null where the table says nothing of them. */
function rowsExpected({ full }: TableConfig, { expected, unit }: Cell): number | null {
  if (expected === null || unit === "rows") return expected;
  const perGame = typeof full === "object" && "games" in full ? full.games.rowsPerGame : undefined;
  return perGame === undefined ? null : perGame * expected;
}

/** Dates on which a table counts as there with fewer rows than it declares, by run. */
export function renderThin({ grid }: Slice): string {
  const rows = grid.tables.flatMap((one) => {
    const thin = columnOf(grid, one.id).filter((cell) => cell.thin);
    const byDate = new Map(thin.map((cell) => [cell.date, cell]));
    return runsOf(
      thin.map(({ date }) => date),
      grid.days,
    ).map((run) => thinRow(one, run, byDate));
  });
  if (rows.length === 0)
    return none(grid, "None: every table that is there has the rows of a full date.");
  return longTable(["table", "which", "dates", "rows", "of expected"], rows);
}

function thinRow(one: TableConfig, run: Run, byDate: ReadonlyMap<string, Cell>): string[] {
  const cells = run.dates.flatMap((date) => byDate.get(date) ?? []);
  const expected = cells.flatMap((cell) => rowsExpected(one, cell) ?? []);
  const late = cells.filter((cell) => cell.late).length;
  return [
    late === 0 ? one.id : `${one.id} (${late} within the grace)`,
    runsText([run]),
    String(cells.length),
    span(cells.flatMap(({ rows }) => rows ?? [])),
    span(expected),
  ];
}

/** "7", or "1 to 29". */
function span(numbers: readonly number[]): string {
  if (numbers.length === 0) return "";
  const least = numbers.reduce((a, b) => Math.min(a, b));
  const most = numbers.reduce((a, b) => Math.max(a, b));
  return least === most ? String(least) : `${least} to ${most}`;
}

type Absence = { readonly cells: Cell[]; readonly games: Map<string, number> };

/** What is not expected, by the rule that says so: whole cells, and single games of cells that are expected otherwise. */
export function renderAbsences({ grid }: Slice): string {
  const byRule = new Map<string, Absence>();
  const ruleOf = (rule: string): Absence => {
    const known = byRule.get(rule) ?? { cells: [], games: new Map() };
    byRule.set(rule, known);
    return known;
  };
  for (const one of grid.tables)
    for (const [index, cell] of columnOf(grid, one.id).entries()) {
      if (cell.state === "expected-absent")
        ruleOf(generalised(cell.reason ?? "no rule is given")).cells.push(cell);
      else
        for (const { reason, games } of waivedGames(grid, one, cell, index)) {
          const absence = ruleOf(reason);
          absence.cells.push(cell);
          for (const id of games) absence.games.set(`${cell.table} ${id}`, 1);
        }
    }
  if (byRule.size === 0) return "None: every cell is expected.";
  return longTable(
    ["rule", "tables", "dates", "what", "which"],
    [...byRule].map(([rule, { cells, games }]) => {
      const dates = [...new Set(cells.map(({ date }) => date))].sort();
      return [
        quoted(rule),
        [...new Set(cells.map((cell) => cell.table))].join(", "),
        String(dates.length),
        games.size > 0
          ? `${count(games.size, "game")} in ${count(cells.length, "cell")}`
          : count(cells.length, "cell"),
        datesText(dates, grid.days, 6),
      ];
    }),
  );
}

/** The day number of a warm-up differs from date to date; the rule is one. */
const generalised = (reason: string): string =>
  reason.replace(
    /^season warm-up: day \d+ of the first (\d+)$/,
    "season warm-up: the first $1 days",
  );

function waivedGames(grid: Grid, one: TableConfig, cell: Cell, dayIndex: number) {
  const scheduled = grid.days[dayIndex]?.games ?? [];
  if (cell.unit !== "games" || cell.expected === null || cell.expected >= scheduled.length)
    return [];
  return waiversFor(grid.pipeline, one, grid.environment, grid.asOf).flatMap(
    ({ reason, games = [] }) => {
      const here = scheduled.map(({ id }) => id).filter((id) => games.includes(id));
      return here.length === 0 ? [] : [{ reason, games: here }];
    },
  );
}

/** That there is nothing can be said only of what was read. */
const none = ({ columns }: Grid, text: string): string =>
  [...columns.values()].some((cells) => cells.some(({ state }) => state === "unknown"))
    ? "None among the cells that could be read."
    : text;

function longTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = table(header, rows.slice(0, MOST_ROWS));
  const more = rows.length - MOST_ROWS;
  return more > 0 ? `${shown}\n\nAnd ${more} more in \`gaps.csv\`.` : shown;
}
