import type { CivilDate } from "../../src/dates/civil-date.ts";
import { gameColumnOf } from "../../src/pipeline/rules.ts";
import { shippedTable } from "../support/pipeline.ts";
import type { Damage } from "./damage.ts";
import type { ListedGame } from "./facts.ts";

export const SCHEDULE_NAME = "nba_raw.nbac_schedule";
export const nameOf = (id: string): string => shippedTable(id).name;
export const dateOf = (id: string): string => shippedTable(id).dateColumn;
export const gameOf = (id: string): string | undefined =>
  id === "nbac_schedule" ? "game_id" : gameColumnOf(shippedTable(id));

export const day = (date: CivilDate | null): string =>
  date === null ? "CAST(NULL AS DATE)" : `DATE '${date}'`;

export const on = (id: string, date: CivilDate): string => `${dateOf(id)} = ${day(date)}`;

/** Rows of one game: by its id, or by its teams or players for tables that name no game. */
export function ofGame(id: string, date: CivilDate, { id: game, home, away }: ListedGame): string {
  if (gameOf(id) !== undefined) return `${on(id, date)} AND ${gameOf(id)} = '${game}'`;
  if (id === "tdza") return `${on(id, date)} AND team_abbr IN ('${home}', '${away}')`;
  return `${on(id, date)} AND player_id IN (SELECT player_id FROM nba_raw.rosters WHERE game_id = '${game}')`;
}

export const remove = (id: string, where: string): string =>
  `DELETE FROM ${nameOf(id)} WHERE ${where}`;

/** Deletes the share of the rows that an order fixed by the seed puts first. */
export const removeShare = (id: string, where: string, share: number, seed: number): string =>
  `DELETE FROM ${nameOf(id)} WHERE rowid IN (SELECT rowid FROM ${nameOf(id)} WHERE ${where}
   ORDER BY hash(rowid + ${seed}), rowid LIMIT CAST(floor((SELECT COUNT(*) FROM ${nameOf(id)} WHERE ${where}) * ${share}) AS BIGINT))`;

/** Inserts copies of rows with some columns replaced, `AT MOST` of them. */
export const copy = (
  id: string,
  where: string,
  replace: Readonly<Record<string, string>>,
  most?: number,
): string => {
  const columns = Object.entries(replace).map(([name, sql]) => `${sql} AS ${name}`);
  const star = columns.length === 0 ? "*" : `* REPLACE (${columns.join(", ")})`;
  const limit = most === undefined ? "" : ` ORDER BY hash(rowid), rowid LIMIT ${most}`;
  return `INSERT INTO ${nameOf(id)} SELECT ${star} FROM ${nameOf(id)} WHERE ${where}${limit}`;
};

export const update = (id: string, set: string, where: string): string =>
  `UPDATE ${nameOf(id)} SET ${set} WHERE ${where}`;

/** Another form of the same game's id. */
export const FOREIGN_FORMS: readonly ((date: CivilDate, game: ListedGame) => string)[] = [
  (date, { away, home }) => `'${date.replaceAll("-", "")}_${away}_${home}'`,
  (_, { id }) => `'${Number(id)}'`,
  (_, { id }) => `'nba:${id}'`,
];

/** A key that nothing else has, by table. */
export const GHOST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  player_game_summary: { player_id: "99000000 + player_id" },
  team_defense: { defending_team_abbr: "'XX' || left(defending_team_abbr, 1)" },
  upcoming_context: { player_id: "99000000 + player_id" },
  tdza: { team_abbr: "'XX' || left(team_abbr, 1)" },
  pdc: { player_id: "99000000 + player_id", player_lookup: "'ghost' || player_lookup" },
  pcf: { player_id: "99000000 + player_id" },
  mlfs: { player_id: "99000000 + player_id" },
  player_prop_predictions: { player_lookup: "'ghost' || player_lookup" },
  prediction_grades: { player_lookup: "'ghost' || player_lookup" },
};

/** Grades are measured by the predictions, and the gamebook is compared with the box scores. */
const FOLLOWING: Readonly<Record<string, readonly [table: string, finding: string]>> = {
  player_prop_predictions: ["prediction_grades", "over-count"],
  bdl_box_scores: ["nbac_gamebook", "unreconciled"],
};

/** What is true of another table on dates on which this one is damaged. */
export function following(table: string, dates: readonly CivilDate[]): Pick<Damage, "follows"> {
  const [other, finding] = FOLLOWING[table] ?? [];
  const named = new Set<string | null>(dates);
  return {
    follows: (place, kind) => place.table === other && kind === finding && named.has(place.date),
  };
}
