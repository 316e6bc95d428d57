import { differencesOn, differingPlayers, pointsWords } from "../../grid/cell-words.ts";
import { differenceText, type GameDifferences } from "../../grid/observe/compare.ts";
import type { DateContext } from "../context.ts";

/** Players named in one sentence. */
const MOST_PLAYERS = 5;

/**
 * How many players of how many games differ in all, where that is more than one game; then a sentence a game with the
 * first few of them, and one for each game whose points are not its final score.
 */
export function disagreementEvidence(dates: readonly DateContext[]): string[] {
  const compared = dates.flatMap(({ grid, cells }) =>
    cells.flatMap((cell) => differencesOn(grid.differences, cell)),
  );
  return [...totals(dates, compared), ...dates.flatMap(byGame)];
}

function totals(dates: readonly DateContext[], all: readonly GameDifferences[]): string[] {
  if (new Set(all.map(({ game }) => game)).size < 2) return [];
  const [first] = dates;
  const table = first?.cells[0]?.table ?? "";
  const other = otherOf(first, table);
  const of = (kind: GameDifferences["kind"]) =>
    all.filter((one) => one.kind === kind).reduce((sum, { players }) => sum + players, 0);
  const parts = [
    [of("numbers"), "with other numbers"],
    [of("only-own"), `in ${table} alone`],
    [of("only-other"), `in ${other} alone`],
  ] as const;
  const words = parts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return [
    `${table} and ${other} differ in ${differingPlayers(all)}, on ${new Set(all.map(({ date }) => date)).size} dates: ${words.join(", ")}.`,
  ];
}

function byGame(context: DateContext): string[] {
  return context.cells.flatMap((cell) => {
    const { date, table } = cell;
    const games = Map.groupBy(differencesOn(context.grid.differences, cell), ({ game }) => game);
    const points = cell.unreconciled.filter((game) => !games.has(game));
    return [
      ...[...games].map(
        ([game, some]) =>
          `${date}, game ${game}: ${players(some, table, otherOf(context, table))}.`,
      ),
      ...points.map((game) => `${date}: ${pointsWords(cell, game, context.day)}.`),
    ];
  });
}

function players(some: readonly GameDifferences[], table: string, other: string): string {
  const all = some.reduce((sum, one) => sum + one.players, 0);
  const shown = some
    .flatMap(({ examples }) => examples)
    .slice(0, MOST_PLAYERS)
    .map((one) => differenceText(one, table, other));
  const more = all - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more players`] : [])].join("; ");
}

const otherOf = (context: DateContext | undefined, table: string): string =>
  context?.grid.tables.find(({ id }) => id === table)?.compare?.with ?? "another source";
