import { lookupOf } from "../game/game.ts";
import { type Aliases, aliasOf, NAMES_FILE } from "../game/player-names.ts";
import type { BoxScores, Known, UnknownLine, WhoIs } from "./bdl-box-scores.ts";

/** A player as the table of players has him on one of the dates around the game. */
export type DirectoryEntry = {
  readonly player: number;
  readonly lookup: string;
  /** Null where the table has no such column. */
  readonly name: string | null;
  readonly team: string | null;
  readonly number: string | null;
  /** The source's own id. */
  readonly sourceId: number | null;
};

/**
 * Who a line is of: by an alias, by the source's id where the table has it, by the spelling where one player alone has
 * it. A last name is evidence for a person, never an answer: two brothers play in one team.
 */
export function whoIsIn(directory: readonly DirectoryEntry[], aliases: Aliases): WhoIs {
  const bySourceId = uniqueBy(directory, ({ sourceId }) => sourceId);
  const byLookup = uniqueBy(directory, ({ lookup }) => lookup);
  const byPlayer = Map.groupBy(directory, ({ player }) => player);
  return ({ id, name }) => {
    const alias = aliasOf(aliases, "bdl_box_scores", { id, name });
    const spelled = alias?.as ?? name;
    const found =
      alias?.player === undefined
        ? (bySourceId.get(id) ?? byLookup.get(lookupOf(spelled)))
        : (byPlayer.get(alias.player)?.[0] ?? { player: alias.player, lookup: lookupOf(spelled) });
    return found === undefined ? null : knownAs(found, spelled);
  };
}

const knownAs = (
  { player, lookup }: Pick<DirectoryEntry, "player" | "lookup">,
  name: string,
): Known => ({ player, lookup, name });

/** Only keys that one player alone has: nobody can say which of two he is. */
function uniqueBy<K>(entries: readonly DirectoryEntry[], keyOf: (entry: DirectoryEntry) => K) {
  const groups = Map.groupBy(entries, keyOf);
  return new Map(
    [...groups].flatMap(([key, own]) =>
      key !== null && new Set(own.map(({ player }) => player)).size === 1
        ? [[key, own[0] as DirectoryEntry] as const]
        : [],
    ),
  );
}

/**
 * What to add to the file of names, a line a player, with the evidence for each. Players whom the answer has under their
 * own names are nobody else in it.
 */
export function linesToAdd(
  { unknown, known }: Pick<BoxScores, "unknown" | "known">,
  all: readonly DirectoryEntry[],
): string {
  const directory = all.filter(({ player }) => !known.has(player));
  const once = [...new Map(unknown.map((one) => [one.id, one])).values()];
  const lines = once.map((one) => {
    const [found, evidence] = candidateFor(one, directory);
    const player = found === null ? "LEAGUE_ID" : found.player;
    const as = found?.name == null ? "" : `, as: ${JSON.stringify(found.name)}`;
    const number = one.number === null ? "" : `, number ${one.number}`;
    return `- { source: bdl_box_scores, id: ${one.id}, name: ${JSON.stringify(one.name)}, player: ${player}${as} } # ${one.team}${number}: ${evidence}`;
  });
  return `Check ${once.length === 1 ? "this line" : `these ${once.length} lines`} and add ${once.length === 1 ? "it" : "them"} to ${NAMES_FILE}:\n${lines.join("\n")}`;
}

type Candidate = readonly [entry: DirectoryEntry | null, evidence: string];

function candidateFor(one: UnknownLine, directory: readonly DirectoryEntry[]): Candidate {
  const named = directory.filter(({ name }) => name !== null);
  const words = wordsOf(one.name);
  const isTeam = ({ team }: DirectoryEntry) => team === one.team;
  const isNumber = ({ number }: DirectoryEntry) => number !== null && number === one.number;
  const isInitial = ({ name }: DirectoryEntry) => lookupOf(name ?? "")[0] === words[0]?.[0];
  const sameWords = named.filter(({ name }) => same(wordsOf(name ?? ""), words));
  const sameLast = named.filter(({ name }) => sharesLast(wordsOf(name ?? ""), words));
  const tries: readonly (readonly [readonly DirectoryEntry[], string])[] = [
    [sameWords, "the same name but for its order or suffix"],
    [
      sameLast.filter((entry) => isTeam(entry) && isNumber(entry)),
      "same last name, team and number",
    ],
    [
      sameLast.filter((entry) => isTeam(entry) && entry.number === null && isInitial(entry)),
      "same last name, first letter and team; no number to compare",
    ],
  ];
  for (const [entries, evidence] of tries) {
    const players = new Set(entries.map(({ player }) => player));
    if (players.size === 1)
      return [entries.find(isTeam) ?? (entries[0] as DirectoryEntry), evidence];
  }
  const others = new Map(
    sameLast.filter(isTeam).map(({ player, name }) => [player, `${name} (${player})`]),
  );
  const who = [...others.values()].join(" or ");
  return [
    null,
    who === ""
      ? `nobody else of that last name in ${one.team}; look the league's id up`
      : `perhaps ${who}: the last name and the team alone say too little; look the league's id up`,
  ];
}

const SUFFIX = /^(?:jr|sr|ii|iii|iv|v)$/;

/** Lower case, without diacritics, points and suffixes. */
const wordsOf = (name: string): string[] =>
  name
    .split(/\s+/)
    .map(lookupOf)
    .filter((word) => word !== "" && !SUFFIX.test(word));

const same = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join(" ") === [...others].sort().join(" ");

const sharesLast = (some: readonly string[], others: readonly string[]): boolean =>
  some.length > 0 && some.at(-1) === others.at(-1);
