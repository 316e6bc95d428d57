import type { CivilDate } from "../dates/civil-date.ts";
import { UserError } from "../errors.ts";
import { gameColumnOf, gamesCalendar } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import type { ListedGame } from "./facts.ts";

export const day = (date: CivilDate | null): string =>
  date === null ? "CAST(NULL AS DATE)" : `DATE '${date}'`;

const ROSTERS = "rosters";
/** Of a team, and of no game. */
const OF_TEAMS = "tdza";

/** The sample's tables as DuckDB's statements name them. */
export class SampleSql {
  readonly schedule: TableConfig;
  /** Everything but the schedule. */
  readonly tables: readonly TableConfig[];
  readonly ids: readonly string[];
  /** Those whose rows name their game. */
  readonly ofGames: readonly string[];

  constructor(pipeline: PipelineConfig) {
    const calendar = gamesCalendar(pipeline)?.table;
    const schedule = pipeline.tables.find(({ id }) => id === calendar);
    if (schedule === undefined)
      throw new UserError("A drill needs a pipeline whose calendar is a table of games.");
    this.schedule = schedule;
    this.tables = pipeline.tables.filter(({ id }) => id !== schedule.id);
    this.ids = this.tables.map(({ id }) => id);
    this.ofGames = this.ids.filter((id) => this.gameOf(id) !== undefined);
  }

  get(id: string): TableConfig {
    const table = [this.schedule, ...this.tables].find((one) => one.id === id);
    if (table === undefined)
      throw new UserError(`A drill damages the sample's table ${id}, and the pipeline lacks it.`);
    return table;
  }

  dateOf(id: string): string {
    return this.get(id).dateColumn;
  }

  gameOf(id: string): string | undefined {
    return id === this.schedule.id ? "game_id" : gameColumnOf(this.get(id));
  }

  on(id: string, date: CivilDate): string {
    return `${this.dateOf(id)} = ${day(date)}`;
  }

  /** Rows of one game: by its id, or by its teams or players for tables that name no game. */
  ofGame(id: string, date: CivilDate, { id: game, home, away }: ListedGame): string {
    const own = this.gameOf(id);
    if (own !== undefined) return `${this.on(id, date)} AND ${own} = '${game}'`;
    if (id === OF_TEAMS) return `${this.on(id, date)} AND team_abbr IN ('${home}', '${away}')`;
    return `${this.on(id, date)} AND player_id IN (SELECT player_id FROM ${this.get(ROSTERS).name} WHERE game_id = '${game}')`;
  }

  remove(id: string, where: string): string {
    return `DELETE FROM ${this.get(id).name} WHERE ${where}`;
  }

  /** Deletes the share of the rows that an order fixed by the seed puts first. */
  removeShare(id: string, where: string, share: number, seed: number): string {
    const { name } = this.get(id);
    return `DELETE FROM ${name} WHERE rowid IN (SELECT rowid FROM ${name} WHERE ${where}
   ORDER BY ${this.#shuffled(id, seed)} LIMIT CAST(floor((SELECT COUNT(*) FROM ${name} WHERE ${where}) * ${share}) AS BIGINT))`;
  }

  /** Inserts copies of rows with some columns replaced, `most` of them. */
  copy(
    id: string,
    where: string,
    replace: Readonly<Record<string, string>>,
    most?: number,
  ): string {
    const { name } = this.get(id);
    const columns = Object.entries(replace).map(([column, sql]) => `${sql} AS ${column}`);
    const star = columns.length === 0 ? "*" : `* REPLACE (${columns.join(", ")})`;
    const limit = most === undefined ? "" : ` ORDER BY ${this.#shuffled(id, 0)} LIMIT ${most}`;
    return `INSERT INTO ${name} SELECT ${star} FROM ${name} WHERE ${where}${limit}`;
  }

  /** By the keys: the order of rows in the file is another one each time that it is built. */
  #shuffled(id: string, seed: number): string {
    const keys = this.get(id).keys.join(", ");
    return `hash(${keys}, ${seed}), ${keys}`;
  }

  update(id: string, set: string, where: string): string {
    return `UPDATE ${this.get(id).name} SET ${set} WHERE ${where}`;
  }
}

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
