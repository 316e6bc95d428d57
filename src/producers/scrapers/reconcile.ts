import type { Row } from "../../warehouse/warehouse.ts";

/** One player's line as a source has it; what a source does not hold is not compared. */
type Line = Readonly<Record<string, Row[string]>>;

export type Difference =
  | {
      readonly kind: "stat";
      readonly gameId: string;
      readonly player: string;
      readonly stat: string;
      readonly gamebook: number;
      readonly other: number;
    }
  | {
      readonly kind: "only-in-gamebook" | "only-in-other";
      readonly gameId: string;
      readonly player: string;
    };

const COMPARED = ["minutes", "points", "rebounds", "assists"] as const;

/** A rounded minute may be rounded the other way by another source. */
const TOLERANCE: Partial<Record<(typeof COMPARED)[number], number>> = { minutes: 1 };

/** What sources leave out or write otherwise: "GG Jackson" and "GG Jackson II". */
const SUFFIX = /(?:jr|sr|ii|iii|iv|v)$/;

/**
 * Compares the gamebook's rows with another source's, player by player, over the games that both have: a game that one of
 * them lacks is a gap and no disagreement. Rows have game_id, team_abbr, player_lookup and player_name.
 */
export function reconcile(gamebook: readonly Line[], other: readonly Line[]): Difference[] {
  const games = Map.groupBy(other, gameOf);
  return [...Map.groupBy(gamebook, gameOf)].flatMap(([gameId, lines]) => {
    const others = games.get(gameId);
    return others === undefined ? [] : reconcileGame(gameId, lines, others);
  });
}

const gameOf = (line: Line): string => String(line["game_id"]);
const nameOf = (line: Line): string => String(line["player_name"]);
const exact = (line: Line): string => `${line["team_abbr"]} ${line["player_lookup"]}`;
const withoutSuffix = (line: Line): string => exact(line).replace(SUFFIX, "");

function reconcileGame(
  gameId: string,
  lines: readonly Line[],
  others: readonly Line[],
): Difference[] {
  const [same, mine, theirs] = pairsBy(exact, lines, others);
  const [alike, ...rest] = pairsBy(withoutSuffix, mine, theirs);
  const [onlyMine, onlyTheirs] = rest;
  return [
    ...[...same, ...alike].flatMap(([one, two]) => statDifferences(gameId, one, two)),
    ...onlyMine.map((line) => ({
      kind: "only-in-gamebook" as const,
      gameId,
      player: nameOf(line),
    })),
    ...onlyTheirs.map((line) => ({ kind: "only-in-other" as const, gameId, player: nameOf(line) })),
  ];
}

/** Pairs of lines with one key, and what is left of both sides. */
function pairsBy(
  key: (line: Line) => string,
  lines: readonly Line[],
  others: readonly Line[],
): [pairs: [Line, Line][], lines: Line[], others: Line[]] {
  const byKey = new Map(others.map((line) => [key(line), line]));
  const pairs: [Line, Line][] = [];
  const left: Line[] = [];
  for (const line of lines) {
    const found = byKey.get(key(line));
    byKey.delete(key(line));
    if (found === undefined) left.push(line);
    else pairs.push([line, found]);
  }
  const paired = new Set(pairs.map(([, found]) => found));
  return [pairs, left, others.filter((line) => !paired.has(line))];
}

function statDifferences(gameId: string, one: Line, two: Line): Difference[] {
  return COMPARED.flatMap((stat): Difference[] => {
    const [gamebook, other] = [one[stat], two[stat]];
    if (typeof gamebook !== "number" || typeof other !== "number") return [];
    if (Math.abs(gamebook - other) <= (TOLERANCE[stat] ?? 0)) return [];
    return [{ kind: "stat", gameId, player: nameOf(one), stat, gamebook, other }];
  });
}
