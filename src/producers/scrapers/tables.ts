import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { PlayerIds } from "./bdl-box-scores.ts";
import type { ScheduledGame } from "./game.ts";
import type { BoxLine } from "./play-by-play.ts";

type Reads = Pick<Warehouse, "query">;

/** Long enough for who has not played since last season, and a date filter that a partitioned table asks for. */
const DIRECTORY_DAYS = 400;

/** The league's ids by player_lookup. A spelling that two players share is left out: nobody can say which he is. */
export async function playerIdsIn(
  warehouse: Reads,
  { name, dateColumn }: TableConfig,
  date: CivilDate,
): Promise<PlayerIds> {
  const rows = await warehouse.query(
    `SELECT player_lookup AS lookup, MIN(player_id) AS id FROM \`${name}\`
     WHERE \`${dateColumn}\` BETWEEN @first AND @last
     GROUP BY player_lookup HAVING MIN(player_id) = MAX(player_id)`,
    {
      first: { type: "DATE", value: addDays(date, -DIRECTORY_DAYS) },
      last: { type: "DATE", value: addDays(date, DIRECTORY_DAYS) },
    },
  );
  return new Map(rows.map(({ lookup, id }) => [String(lookup), Number(id)]));
}

/** A game's lines of the box score table; none where it has no such game. */
export async function boxLinesOf(
  warehouse: Reads,
  { name, dateColumn }: TableConfig,
  game: ScheduledGame,
): Promise<BoxLine[]> {
  const rows = await warehouse.query(
    `SELECT player_id, points, fgm, fga, fg3m, fg3a, attempts_derived FROM \`${name}\`
     WHERE \`${dateColumn}\` = @date AND game_id = @game`,
    { date: { type: "DATE", value: game.date }, game: { type: "STRING", value: game.id } },
  );
  return rows.map((row) => ({
    player: Number(row["player_id"]),
    points: Number(row["points"]),
    shooting:
      row["attempts_derived"] === true
        ? null
        : {
            ...{ fgm: Number(row["fgm"]), fga: Number(row["fga"]) },
            ...{ fg3m: Number(row["fg3m"]), fg3a: Number(row["fg3a"]) },
          },
  }));
}
