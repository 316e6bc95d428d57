import { addDays, type CivilDate } from "../../../dates/civil-date.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import { tableSource } from "../../../pipeline/sql/read-from.ts";
import type { Value, Warehouse } from "../../../warehouse/warehouse.ts";
import type { ScheduledGame } from "../game/game.ts";
import type { BoxLine } from "./play-by-play.ts";
import type { DirectoryEntry } from "./who-is.ts";

type Reads = Pick<Warehouse, "query">;

/** Long enough for who has not played since last season, and a date filter that a partitioned table asks for. */
const DIRECTORY_DAYS = 400;

/** Columns of the table of players that help to tell who somebody is, where it has them. */
const OPTIONAL = ["player_name", "team_abbr", "jersey_number", "bdl_player_id"] as const;

/** The players around a date, one entry for each spelling and team. */
export async function directoryIn(
  warehouse: Reads & Pick<Warehouse, "columnsOf">,
  table: TableConfig,
  date: CivilDate,
): Promise<readonly DirectoryEntry[]> {
  const [shape] = await warehouse.columnsOf([table.name]);
  const has = new Set(
    shape?.status === "read" ? shape.columns.map((one) => one.name.toLowerCase()) : [],
  );
  const columns = ["player_id", "player_lookup", ...OPTIONAL.filter((one) => has.has(one))];
  const rows = await warehouse.query(
    `SELECT DISTINCT ${columns.map((one) => `\`${one}\``).join(", ")} FROM ${tableSource(table, { first: "@first", last: "@last" })}
     WHERE \`${table.dateColumn}\` BETWEEN @first AND @last
     ORDER BY ${columns.map((one) => `\`${one}\``).join(", ")}`,
    {
      first: { type: "DATE", value: addDays(date, -DIRECTORY_DAYS) },
      last: { type: "DATE", value: addDays(date, DIRECTORY_DAYS) },
    },
  );
  const text = (value: Value | undefined) => (value == null ? null : String(value));
  return rows.map((row) => ({
    player: Number(row["player_id"]),
    lookup: String(row["player_lookup"]),
    name: text(row["player_name"]),
    team: text(row["team_abbr"]),
    number: text(row["jersey_number"]),
    sourceId: row["bdl_player_id"] == null ? null : Number(row["bdl_player_id"]),
  }));
}

/** A game's lines of the box score table; none where it has no such game. */
export async function boxLinesOf(
  warehouse: Reads,
  table: TableConfig,
  game: ScheduledGame,
): Promise<BoxLine[]> {
  const rows = await warehouse.query(
    `SELECT player_id, points, fgm, fga, fg3m, fg3a, attempts_derived FROM ${tableSource(table, { first: "@date", last: "@date" })}
     WHERE \`${table.dateColumn}\` = @date AND game_id = @game`,
    { date: { type: "DATE", value: game.date }, game: { type: "STRING", value: game.id } },
  );
  return rows.map((row) => ({
    player: Number(row["player_id"]),
    points: Number(row["points"]),
    shooting:
      row["attempts_derived"] === true
        ? null
        : {
            fgm: Number(row["fgm"]),
            fga: Number(row["fga"]),
            fg3m: Number(row["fg3m"]),
            fg3a: Number(row["fg3a"]),
          },
  }));
}
