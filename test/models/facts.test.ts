import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDays, type CivilDate, parseCivilDate } from "../../src/dates/civil-date.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Row } from "../../src/warehouse/warehouse.ts";
import { count, gameDates, MODELS, openBuilt } from "./support.ts";

/** The play-in games and the Cup final of 2025-12-16: no player lines, so nothing to grade. */
const WITHOUT_LINES = ["2025-04-15", "2025-04-16", "2025-04-18", "2025-12-16"];

let warehouse: DuckDbWarehouse;
beforeAll(async () => {
  warehouse = await openBuilt();
});
afterAll(() => warehouse[Symbol.asyncDispose]());

const counted = (sql: string): Promise<number> => count(warehouse, sql);
async function one(sql: string): Promise<Row> {
  const rows = await warehouse.query(sql);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows: ${sql}`);
  return row;
}

describe("games", () => {
  const FINAL_SCORES = `
    SELECT game_id, home_team AS team, home_score AS score FROM \`nba_raw.nbac_schedule\`
    UNION ALL SELECT game_id, away_team, away_score FROM \`nba_raw.nbac_schedule\``;

  it("end with the players' points adding up to the final score of their team", async () => {
    const teams = `
      SELECT game_id, team_abbr AS team, SUM(points) AS points
      FROM \`nba_analytics.player_game_summary\` GROUP BY game_id, team_abbr`;
    const joined = `FROM (${teams}) JOIN (${FINAL_SCORES}) AS scores USING (game_id, team)`;
    expect(await counted(`SELECT COUNT(*) ${joined}`)).toBe(2 * 1_997);
    expect(await counted(`SELECT COUNT(*) ${joined} WHERE points <> score`)).toBe(0);
  });

  it("count what a team scored as what the other allowed", async () => {
    const joined = `
      FROM \`nba_analytics.team_defense_game_summary\` AS defence JOIN (${FINAL_SCORES}) AS scores
      ON scores.game_id = defence.game_id AND scores.team = defence.opponent_abbr`;
    expect(await counted(`SELECT COUNT(*) ${joined}`)).toBe(2 * 1_997);
    expect(await counted(`SELECT COUNT(*) ${joined} WHERE opponent_points <> score`)).toBe(0);
  });

  it("have every attempt of every line in a zone or in the backcourt", async () => {
    const threes = "corner_3_fga + above_break_3_fga + backcourt_fga";
    const makes = "corner_3_fgm + above_break_3_fgm + backcourt_fgm";
    const wrong = `
      restricted_area_fga + paint_non_ra_fga + mid_range_fga + ${threes} <> fga
      OR restricted_area_fgm + paint_non_ra_fgm + mid_range_fgm + ${makes} <> fgm
      OR ${threes} <> fg3a OR ${makes} <> fg3m`;
    const lines = "SELECT COUNT(*) FROM `nba_analytics.player_game_summary`";
    expect(await counted(`${lines} WHERE ${wrong}`)).toBe(0);
    expect(await counted(lines)).toBe(42_946);
  });
});

describe("the league in the regular season of 2024-25, whose shots are real", () => {
  const ZONES = ["restricted_area", "paint_non_ra", "mid_range", "corner_3", "above_break_3"];

  // The league took 42 % of its shots from three, a quarter of those from the corners, and the mid-range shot is at its
  // rarest since it is counted. It makes two of three at the rim; corners are the nearest and best threes.
  it.each([
    { zone: "restricted_area", share: [0.26, 0.3], pct: [0.64, 0.69] },
    { zone: "paint_non_ra", share: [0.18, 0.22], pct: [0.42, 0.47] },
    { zone: "mid_range", share: [0.08, 0.12], pct: [0.39, 0.44] },
    { zone: "corner_3", share: [0.09, 0.12], pct: [0.37, 0.41] },
    { zone: "above_break_3", share: [0.29, 0.33], pct: [0.34, 0.37] },
  ])("shot from $zone as often and as well as is known", async ({ zone, share, pct }) => {
    const all = ZONES.map((name) => `SUM(${name}_fga)`).join(" + ");
    const row = await one(`
      SELECT SUM(${zone}_fga) / (${all}) AS share, SUM(${zone}_fgm) / SUM(${zone}_fga) AS pct
      FROM \`nba_analytics.player_game_summary\`
      WHERE game_date <= DATE '2025-04-13'`);
    expect(within(row["share"], share)).toBe(true);
    expect(within(row["pct"], pct)).toBe(true);
  });

  it("took about a tenth of its shots in the last five of 48 minutes and in overtimes, and made fewer", async () => {
    const row = await one(`
      SELECT
        SUM(clutch_fga) / SUM(fga) AS share,
        SUM(clutch_fgm) / SUM(clutch_fga) AS late,
        SUM(fgm) / SUM(fga) AS overall
      FROM \`nba_analytics.player_game_summary\`
      WHERE game_date <= DATE '2025-04-13'`);
    expect(within(row["share"], [0.09, 0.12])).toBe(true);
    expect(row["late"]).toBeLessThan(Number(row["overall"]));
  });

  it("had defences that differ by no more than a few points in a hundred at the rim", async () => {
    const row = await one(`
      SELECT MIN(restricted_area_pct_vs_league) AS best, MAX(restricted_area_pct_vs_league) AS worst
      FROM \`nba_precompute.team_defense_zone_analysis\` WHERE analysis_date = DATE '2025-04-13'`);
    expect(within(row["best"], [-0.12, -0.02])).toBe(true);
    expect(within(row["worst"], [0.02, 0.12])).toBe(true);
  });
});

describe("windows computed by hand from the raw lines", () => {
  it.each([
    { name: "in mid-season", player: "lebronjames", date: "2025-03-04", games: 20, season: 55 },
    {
      name: "falling back to last season",
      player: "stephencurry",
      date: "2025-10-21",
      games: 20,
      season: 0,
    },
    {
      name: "less what is older than 365 days",
      player: "isaiahjackson",
      date: "2025-10-29",
      games: 5,
      season: 3,
    },
    { name: "without history", player: "lebronjames", date: "2024-10-22", games: 0, season: 0 },
  ])("are those of $player $name", async ({ player, date, ...expected }) => {
    const day = parseCivilDate(date);
    const lines = await history("nba_raw.bdl_player_boxscores", `player_lookup = '${player}'`, day);
    const ofPlayer = `player_lookup = '${player}'`;
    const form = await one(
      `SELECT * FROM \`nba_precompute.player_daily_cache\` WHERE ${ofPlayer} AND cache_date = DATE '${date}'`,
    );
    expect(form["games_behind"]).toBe(expected.games);
    expect(form["season_games_behind"]).toBe(expected.season);
    expect(form["games_behind"]).toBe(Math.min(20, lines.length));
    for (const size of [5, 10, 20]) {
      expect(form[`points_avg_${size}`]).toBe(average(lines.slice(0, size), "points"));
      expect(form[`minutes_avg_${size}`]).toBe(average(lines.slice(0, size), "minutes"));
    }
    for (const column of ["steals", "blocks", "rebounds"])
      expect(form[`${column}_avg_10`]).toBe(average(lines.slice(0, 10), column));

    const shots = await history(
      "nba_raw.nbac_play_by_play_shots",
      `player_id = ${form["player_id"]}`,
      day,
    );
    const inWindow = (size: number) => {
      const games = new Set(lines.slice(0, size).map((line) => line["game_id"]));
      return shots.filter((shot) => games.has(shot["game_id"] ?? null));
    };
    const zones = await one(
      `SELECT * FROM \`nba_precompute.player_shot_zone_analysis\` WHERE ${ofPlayer} AND analysis_date = DATE '${date}'`,
    );
    for (const size of [10, 20]) {
      const corner = inWindow(size).filter((shot) => /corner/.test(String(shot["zone"])));
      const made = corner.filter((shot) => shot["made"]);
      expect(zones[`corner_3_fga_${size}`]).toBe(lines.length === 0 ? null : corner.length);
      expect(zones[`corner_3_fgm_${size}`]).toBe(lines.length === 0 ? null : made.length);
    }

    const late = inWindow(20).filter(
      (shot) =>
        Number(shot["period"]) > 4 || (shot["period"] === 4 && Number(shot["seconds_left"]) <= 300),
    );
    const factors = await one(
      `SELECT * FROM \`nba_precompute.player_composite_factors\` WHERE ${ofPlayer} AND game_date = DATE '${date}'`,
    );
    expect(factors["clutch_fga_20"]).toBe(lines.length === 0 ? null : late.length);

    const { predicted_points } = await one(
      `SELECT * FROM \`nba_predictions.player_prop_predictions\` WHERE ${ofPlayer} AND game_date = DATE '${date}'`,
    );
    const ten = lines.slice(0, 10);
    expect(predicted_points).toBe(round((30 + sum(ten, "points")) / (3 + ten.length)));
  });

  it("are those of a defence: what opponents attempted at the rim in its last 15 games", async () => {
    const day = parseCivilDate("2025-03-04");
    const shots = await history("nba_raw.nbac_play_by_play_shots", "opponent_abbr = 'BOS'", day);
    const games = new Set([...new Set(shots.map((shot) => shot["game_id"]))].slice(0, 15));
    const rim = shots.filter(
      (shot) => games.has(shot["game_id"]) && shot["zone"] === "restricted_area",
    );
    const row = await one(`
      SELECT * FROM \`nba_precompute.team_defense_zone_analysis\`
      WHERE team_abbr = 'BOS' AND analysis_date = DATE '${day}'`);
    expect(row["games_behind"]).toBe(15);
    expect(row["restricted_area_fga"]).toBe(rim.length);
    expect(row["restricted_area_fgm"]).toBe(rim.filter((shot) => shot["made"]).length);
  });

  /** Rows of the 365 days before `day`, newest first. */
  async function history(table: string, where: string, day: CivilDate): Promise<readonly Row[]> {
    const rows = await warehouse.query(`SELECT * FROM \`${table}\` WHERE ${where}`);
    const dateOf = (row: Row) => String(row["game_date"]);
    return rows
      .filter((row) => dateOf(row) < day && dateOf(row) >= addDays(day, -365))
      .sort((a, b) => (dateOf(a) < dateOf(b) ? 1 : -1));
  }
});

describe("tables", () => {
  it.each(MODELS)("$table has unique keys", async ({ table, keys }) => {
    const distinct = `SELECT DISTINCT ${keys.join(", ")} FROM \`${table}\``;
    const rows = await counted(`SELECT COUNT(*) FROM \`${table}\``);
    expect(rows).toBeGreaterThan(0);
    expect(await counted(`SELECT COUNT(*) FROM (${distinct})`)).toBe(rows);
  });

  it.each(MODELS)("$table has rows on all of the 308 dates it can", async (model) => {
    const dates = await gameDates(warehouse);
    expect(dates).toHaveLength(308);
    const rows = await warehouse.query(
      `SELECT DISTINCT ${model.dateColumn} AS d FROM \`${model.table}\``,
    );
    const filled = new Set(rows.map((row) => row["d"]));
    const fromLines = /player_game_summary|team_defense_game|grades/.test(model.table);
    expect(dates.filter((date) => !filled.has(date))).toEqual(fromLines ? WITHOUT_LINES : []);
    expect(filled.size).toBe(fromLines ? 308 - WITHOUT_LINES.length : 308);
  });

  it("tdza has the 30 teams on each of the 308 dates", async () => {
    const rows = await warehouse.query(`
      SELECT analysis_date, COUNT(*) AS teams, COUNT(DISTINCT team_abbr) AS names
      FROM \`nba_precompute.team_defense_zone_analysis\` GROUP BY analysis_date`);
    expect(rows).toHaveLength(308);
    expect(rows.filter((row) => row["teams"] !== 30 || row["names"] !== 30)).toEqual([]);
  });

  it("mlfs and pcf have a row for everyone in the upcoming context", async () => {
    const due = await counted("SELECT COUNT(*) FROM `nba_analytics.upcoming_player_game_context`");
    expect(await counted("SELECT COUNT(*) FROM `nba_precompute.ml_feature_store_v2`")).toBe(due);
    expect(await counted("SELECT COUNT(*) FROM `nba_precompute.player_composite_factors`")).toBe(
      due,
    );
  });

  it("pdc reads the season off the game id as the schedule has it", async () => {
    const differing = `
      SELECT COUNT(*) FROM \`nba_precompute.player_daily_cache\` AS cache
      JOIN \`nba_raw.nbac_schedule\` AS schedule USING (game_id) WHERE cache.season <> schedule.season`;
    expect(await counted(differing)).toBe(0);
  });
});

describe("opening night of 2024-25", () => {
  it.each(MODELS.filter(({ phase }) => phase === 4))(
    "leaves $table with rows and no history",
    async (model) => {
      const rows = await warehouse.query(
        `SELECT * FROM \`${model.table}\` WHERE ${model.dateColumn} = DATE '2024-10-22'`,
      );
      expect(rows.length).toBeGreaterThanOrEqual(30);
      const features = Object.keys(rows[0] ?? {}).filter((name) =>
        /_(fga|fgm|pct|share|avg|sum|vs_league)(_|$)|primary|fatigue|zone_matchup|^rest_days/.test(
          name,
        ),
      );
      expect(features.length).toBeGreaterThanOrEqual(5);
      for (const row of rows) {
        expect(row["games_behind"]).toBe(0);
        for (const name of features) expect(row[name]).toBe(null);
      }
    },
  );

  it("still has a prediction for everyone, the prior", async () => {
    const rows = await warehouse.query(
      "SELECT * FROM `nba_predictions.player_prop_predictions` WHERE game_date = DATE '2024-10-22'",
    );
    expect(rows.length).toBeGreaterThan(60);
    expect(new Set(rows.map((row) => row["predicted_points"]))).toEqual(new Set([10]));
  });
});

describe("grades", () => {
  it("exist for every prediction but those for games without player lines", async () => {
    const row = await one(`
      SELECT
        COUNT(*) AS grades,
        COUNTIF(outcome = 'correct') AS correct, COUNTIF(outcome = 'wrong') AS wrong, COUNTIF(outcome = 'void') AS void,
        COUNTIF(actual_points IS NULL) AS absent, COUNTIF(actual_points = line_value) AS pushes,
        COUNTIF(prediction_correct) AS won, COUNTIF(prediction_correct IS NULL) AS undecided
      FROM \`nba_predictions.prediction_grades\``);
    const predictions = await counted(
      "SELECT COUNT(*) FROM `nba_predictions.player_prop_predictions`",
    );
    expect([predictions, row["grades"]]).toEqual([73_401, 73_142]);
    const played = await counted("SELECT COUNT(*) FROM `nba_raw.bdl_player_boxscores`");
    expect(Number(row["grades"]) - Number(row["absent"])).toBe(played);
    expect(row["void"]).toBe(Number(row["absent"]) + Number(row["pushes"]));
    expect(row["undecided"]).toBe(row["void"]);
    expect(row["won"]).toBe(row["correct"]);
    // A moving average held against a longer one of its own knows next to nothing.
    const winRate = Number(row["correct"]) / (Number(row["correct"]) + Number(row["wrong"]));
    expect(within(winRate, [0.48, 0.55])).toBe(true);
  });
});

const within = (value: unknown, range: readonly number[]): boolean =>
  Number(value) >= Number(range[0]) && Number(value) <= Number(range[1]);

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + Number(row[column]), 0);

const average = (rows: readonly Row[], column: string): number | null =>
  rows.length === 0 ? null : round(sum(rows, column) / rows.length);

const round = (value: number): number => Math.round(value * 1e6) / 1e6;
