import type { TableConfig } from "../pipeline/schema.ts";
import type { GameDay } from "./calendar/calendar.ts";
import { type Cell, isForeign } from "./grid.ts";
import type { Differences, GameDifferences } from "./observe/compare.ts";

/** What a cell's words need beyond it: what its table was compared with, and its date's games. */
type Around = {
  readonly differences?: Differences | undefined;
  readonly day?: GameDay | undefined;
};

/** "746 rows, of which 373 repeat a key"; what an over-counted cell has, and what it is too much for. */
export function overWords(cell: Cell, { full, covers }: TableConfig): string {
  const { rows, games, surplus, expected, over } = cell;
  const has = rows === null ? counted(games ?? 0, "game") : counted(rows, "row");
  switch (over?.by) {
    case "games":
      return `${counted(games ?? 0, "game")}, ${surplus} more than the schedule has`;
    case "rows": {
      const perGame =
        typeof full === "object" && "games" in full ? full.games.rowsPerGame : undefined;
      const most = (rows ?? 0) - surplus;
      return perGame === undefined
        ? `${has}, ${surplus} more than the ${most} of a full date`
        : `${has}, ${surplus} more than ${counted(most / perGame, "game")} allow${most === perGame ? "s" : ""}`;
    }
    case "table": {
      const of = typeof full === "object" && "share" in full ? full.share.of : "another table";
      return over.keysRead
        ? `${has}, each with a key of its own, and ${of} has ${expected === 0 ? "no row" : `only ${expected}`}`
        : `${has}, ${surplus} more than the ${expected} of ${of} allow`;
    }
    case "strays":
      return `${has}, of which ${surplus} stand where they do not belong`;
    case "upstream":
      return `${has}, of which ${surplus} have a key that ${covers?.table ?? "its upstream"} does not have`;
    case "keys":
    case undefined:
      return `${has}, of which ${surplus} repeat a key`;
  }
}

/** "57 players", and in how many games; every one is counted. */
export function differingPlayers(some: readonly GameDifferences[]): string {
  const players = some.reduce((sum, one) => sum + one.players, 0);
  const games = new Set(some.map(({ game }) => game)).size;
  return `${counted(players, "player")} in ${counted(games, "game")}`;
}

export const differencesOn = (
  differences: Differences | undefined,
  { table, date }: Cell,
): readonly GameDifferences[] => (differences?.get(table) ?? []).filter((one) => one.date === date);

/** Why a cell is not as it should be, in words on one line; empty for one that is. */
export function cellReason(cell: Cell, table: TableConfig, around: Around = {}): string {
  const parts = [
    ...(cell.reason === null ? stateReason(cell, table) : [cell.reason]),
    ...(cell.thin ? [thinReason(cell, table)] : []),
    ...(cell.unreconciled.length > 0 ? unreconciledReason(cell, table, around) : []),
    ...(isForeign(cell) ? ["somebody else wrote it"] : []),
    ...(cell.late ? ["still within the grace"] : []),
  ];
  return parts
    .join("; ")
    .replace(/\s*[\n\r\v\f\u0085\u2028\u2029]+\s*/g, " ")
    .trim();
}

function stateReason(cell: Cell, table: TableConfig): string[] {
  switch (cell.state) {
    case "missing":
      return ["no row"];
    case "over-count":
      return [overWords(cell, table)];
    case "partial":
      return [partialReason(cell)];
    case "stale":
      return ["something it was computed from changed later"];
    case "unknown":
      return ["it could not be read"];
    case "expected-absent":
      return ["nothing is expected"];
    case "complete":
      return [];
  }
}

function partialReason({ games, expected, missingGames, unit }: Cell): string {
  // The schedule itself: games that other tables hold.
  if (unit === "rows") return `${counted(missingGames.length, "game")} that other tables hold`;
  const has = `${games ?? 0} of ${counted(expected ?? 0, "scheduled game")}`;
  // As many games as are scheduled, and one of them is another.
  const others = (games ?? 0) - ((expected ?? 0) - missingGames.length);
  return missingGames.length > 0 && others > 0
    ? `${has}: ${missingGames.length} missing, and ${others} of another id there`
    : has;
}

function thinReason({ rows, expected, unit, detail }: Cell, { full }: TableConfig): string {
  const has = counted(rows ?? 0, "row");
  const { keys, belowUsual } = detail;
  if (keys !== null && keys.missing > 0)
    return `${has}; ${counted(keys.missing, "key")} of ${keys.of} without a row${inGames(keys.games)}`;
  if (belowUsual !== null)
    return `${has}; a ${belowUsual.per} usually has ${Math.round(belowUsual.rows)}, and at least ${Math.ceil(belowUsual.atLeast)}${inGames(belowUsual.games)}`;
  if (typeof full !== "object" || expected === null) return `only ${has}`;
  if ("share" in full)
    return `${has}, fewer than ${percent(full.share.atLeast)} of the ${expected} of ${full.share.of}`;
  if ("fixed" in full) return `${has} of ${expected}`;
  const { rowsPerGame } = full.games;
  return rowsPerGame === undefined || unit !== "games"
    ? `only ${has}`
    : `${has} of ${rowsPerGame * expected} for ${counted(expected, "game")}`;
}

const inGames = (games: readonly string[]): string =>
  games.length === 0 ? "" : ` (in ${counted(games.length, "game")}, such as ${games[0]})`;

function unreconciledReason(
  cell: Cell,
  table: TableConfig,
  { differences, day }: Around,
): string[] {
  const some = differencesOn(differences, cell);
  const compared = new Set(some.map(({ game }) => game));
  const games = cell.unreconciled.filter((game) => !compared.has(game));
  return [
    ...games.map((game) => pointsWords(cell, game, day)),
    ...(some.length === 0
      ? []
      : [`${differingPlayers(some)} differ from ${table.compare?.with ?? "another source"}`]),
  ];
}

/** What is wrong with the points of one game. */
export function pointsWords({ points, table }: Cell, game: string, day?: GameDay): string {
  const sum = points?.get(game);
  const final = day?.games.find(({ id }) => id === game)?.points;
  if (sum === undefined || final === undefined)
    return `the points in ${table} differ from the final score in game ${game}`;
  if (sum === null)
    return `game ${game} has NULL for points in every row of ${table}, and a final score of ${final} together`;
  return final === null
    ? `game ${game} has ${sum} points in ${table}, and the schedule has no final score of it`
    : `game ${game} has ${sum} points in ${table}, and a final score of ${final} together`;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;
