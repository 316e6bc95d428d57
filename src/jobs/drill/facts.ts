import type { CivilDate } from "../../dates/civil-date.ts";
import type { Facts, ListedGame, Setting } from "../../drill/facts.ts";
import { SampleSql } from "../../drill/sql.ts";
import { columnOf } from "../../grid/grid.ts";
import { declaredRange } from "../../pipeline/rules.ts";
import { openDuckDb } from "../../warehouse/duckdb/duckdb.ts";
import { observe } from "../observe/observe.ts";

/** What the tables of a healthy sample hold, for damages to be drawn on. */
export async function readFacts(file: string, setting: Setting): Promise<Facts> {
  const sql = new SampleSql(setting.pipeline);
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  const range = declaredRange(setting.pipeline, setting.asOf);
  const input = { ...setting, range, policy: "annotate" as const };
  const grid = await observe(input, warehouse, () => undefined);
  const counted = new Map(
    grid.days.map(({ date, games }) => [date, new Set(games.map(({ id }) => id))]),
  );
  const listed = await warehouse.query(
    `SELECT game_date, game_id, home_team, away_team FROM \`${sql.schedule.name}\` ORDER BY game_date, tipoff_utc, game_id`,
  );
  const waived = new Set(setting.pipeline.waivers.flatMap(({ games }) => games ?? []));
  const games = new Map<CivilDate, ListedGame[]>();
  for (const row of listed) {
    const [date, id] = [row["game_date"] as CivilDate, String(row["game_id"])];
    const own = games.get(date) ?? [];
    games.set(date, own);
    own.push({
      id,
      home: String(row["home_team"]),
      away: String(row["away_team"]),
      counts: counted.get(date)?.has(id) === true && !waived.has(id),
    });
  }
  const rows = new Map<string, Map<CivilDate, Map<string, number>>>();
  for (const table of setting.pipeline.tables) {
    const game = sql.gameOf(table.id);
    const found = await warehouse.query(
      `SELECT \`${table.dateColumn}\` AS d, ${game === undefined ? "''" : `\`${game}\``} AS g, COUNT(*) AS n FROM \`${table.name}\` GROUP BY 1, 2`,
    );
    const byDate = new Map<CivilDate, Map<string, number>>();
    for (const row of found) {
      const date = row["d"] as CivilDate;
      byDate.set(date, (byDate.get(date) ?? new Map()).set(String(row["g"]), Number(row["n"])));
    }
    rows.set(table.id, byDate);
  }
  const whole = new Set(
    grid.tables.flatMap(({ id }) =>
      columnOf(grid, id).flatMap(({ date, state, rows: count }) =>
        state === "complete" && (count ?? 0) > 0 ? [`${id} ${date}`] : [],
      ),
    ),
  );
  return { file, setting, dates: grid.days.map(({ date }) => date), games, rows, whole };
}
