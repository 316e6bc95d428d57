import type { CivilDate } from "../../../dates/civil-date.ts";
import { UserError } from "../../../errors.ts";
import { gamesCalendar, movedColumn, tablesOf, waiversFor } from "../../../pipeline/rules.ts";
import type { ScraperProducer } from "../../../pipeline/schema/scraper.ts";
import type { PipelineConfig, TableConfig } from "../../../pipeline/schema.ts";
import { tableSource } from "../../../pipeline/sql/read-from.ts";
import type { Row, Warehouse } from "../../../warehouse/warehouse.ts";
import type { ScheduledGame } from "./game.ts";

export type GamesWhere = {
  readonly warehouse: Pick<Warehouse, "query">;
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly declared: Pick<ScraperProducer, "home" | "away">;
};

/** The games that count on these dates, both ends included, by the schedule in the warehouse and in order of date and id. */
export async function gamesBetween(
  { warehouse, pipeline, environment, declared }: GamesWhere,
  first: CivilDate,
  last: CivilDate,
): Promise<ScheduledGame[]> {
  const calendar = gamesCalendar(pipeline);
  const schedule = tablesOf(pipeline, environment).find(({ id }) => id === calendar?.table);
  if (calendar === undefined || schedule === undefined)
    throw new UserError(
      `Nobody is declared to fill the schedule in ${environment}, so its games are not known.`,
    );
  const { game, type, status, homeScore, awayScore } = calendar.columns;
  const moved = movedColumn(calendar, schedule);
  const isListed = moved === null ? "" : ` AND \`${moved}\` IS NULL`;
  const rows = await warehouse.query(
    `SELECT \`${schedule.dateColumn}\` AS d, \`${game}\` AS id, \`${type}\` AS type, \`${status}\` AS status,
       \`${declared.home}\` AS home, \`${declared.away}\` AS away,
       \`${homeScore}\` AS home_points, \`${awayScore}\` AS away_points
     FROM ${tableSource(schedule, { first: "@first", last: "@last" })} WHERE \`${schedule.dateColumn}\` BETWEEN @first AND @last${isListed}
     ORDER BY d, id`,
    { first: { type: "DATE", value: first }, last: { type: "DATE", value: last } },
  );
  const excluded = new Set(calendar.exclude.map((one) => one.game));
  const counts = (row: Row) =>
    calendar.countTypes.includes(String(row["type"])) &&
    !calendar.ignoreStatuses.includes(String(row["status"])) &&
    !excluded.has(String(row["id"]));
  const games = rows.filter(counts).map(
    (row): ScheduledGame => ({
      id: String(row["id"]),
      date: row["d"] as CivilDate,
      home: String(row["home"]),
      away: String(row["away"]),
      homeScore: row["home_points"] === null ? null : Number(row["home_points"]),
      awayScore: row["away_points"] === null ? null : Number(row["away_points"]),
    }),
  );
  return [...new Map(games.map((one) => [`${one.date} ${one.id}`, one])).values()];
}

/** Games of which nothing is expected in a table. */
export function waivedGames(
  pipeline: PipelineConfig,
  table: TableConfig,
  environment: string,
  asOf: Date,
): ReadonlySet<string> {
  return new Set(
    waiversFor(pipeline, table, environment, asOf).flatMap(({ games }) => games ?? []),
  );
}
