import type { CivilDate } from "../../dates/civil-date.ts";
import { addDays, daysBetween } from "../../dates/civil-date.ts";
import { endOfDay } from "../../dates/instant.ts";
import { UserError } from "../../errors.ts";
import { NBA_20_TABLES } from "../../pipeline/parse/references.ts";
import { warehouseBehindCsv } from "../../pipeline/rules.ts";
import type { ServiceProducer } from "../../pipeline/schema/producers.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { firstDaysOf } from "../../pipeline/services.ts";
import { buildGrid } from "../build/build.ts";
import type { GameDay } from "../calendar/calendar.ts";
import type { Grid } from "../grid.ts";
import type { HealthLine, HealthRow } from "../health-csv.ts";
import type { DateCounts, Observation } from "../observe/counts.ts";

/** The environment of a grid that was read from a CSV: there is no warehouse behind it. */
const CSV_ENVIRONMENT = "csv";

/** A gap of more days than this between two dates starts a season, where none is declared. */
const SEASON_GAP_DAYS = 60;
const DEFAULT_AS_OF_HOURS = 36;

type CsvTable = (typeof NBA_20_TABLES)[number];
type Counts = Partial<Pick<DateCounts, "rows" | "games" | "measures">>;

/** Which columns of the CSV hold what of a table; null for a count that could not be read. */
const READERS: Record<CsvTable, (row: HealthRow) => Counts | null> = {
  bdl_box_scores: (row) => gamesOnly(row.bdl_box_scores),
  nbac_gamebook: (row) => gamesOnly(row.nbac_gamebook),
  player_game_summary: (row) => rowsOnly(row.player_game_summary),
  team_defense: (row) => rowsOnly(row.team_defense),
  upcoming_context: (row) => rowsOnly(row.upcoming_context),
  pdc: (row) => rowsOnly(row.pdc),
  psza: (row) => rowsOnly(row.psza),
  pcf: (row) => rowsOnly(row.pcf),
  mlfs: (row) => rowsOnly(row.mlfs),
  tdza: (row) => rowsOnly(row.tdza),
  player_prop_predictions: (row) =>
    row.total_predictions === null
      ? null
      : {
          rows: row.total_predictions,
          measures: {
            unique_players: row.unique_players ?? 0,
            unique_systems: row.unique_systems ?? 0,
          },
        },
  prediction_grades: (row) =>
    row.total_graded === null
      ? null
      : // The CSV carries the rate and not its parts; of the graded rows the rate is close enough to print back.
        {
          rows: row.total_graded,
          measures: { wins: row.win_rate ?? 0, decided: row.win_rate === null ? 0 : 100 },
        },
};

const rowsOnly = (rows: number | null): Counts | null => (rows === null ? null : { rows });
const gamesOnly = (games: number | null): Counts | null =>
  games === null ? null : { rows: null, games };

/**
 * The grid of a 20-column CSV. The feature sets that count are read from the denominator of `phase4_completion`: with
 * one set fewer than declared, `mlfs` is only watched. `asOf` defaults to 36 hours after the end of the last date.
 */
export function gridFromCsv(
  declared: PipelineConfig,
  lines: readonly HealthLine[],
  asOf?: Date,
): Grid {
  const rows = lines.map(({ row }) => row);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) throw new UserError("The CSV has no dates.");
  const pipeline = pipelineOfCsv(declared, rows);
  const ended = endOfDay(last.game_date, pipeline.timeZone).getTime();
  const grid = buildGrid({
    pipeline,
    environment: CSV_ENVIRONMENT,
    range: { first: first.game_date, last: last.game_date },
    asOf: asOf ?? new Date(ended + DEFAULT_AS_OF_HOURS * 3_600_000),
    policy: pipeline.warmUp.policy,
    days: daysOfCsv(pipeline, rows),
    observations: new Map(NBA_20_TABLES.map((table) => [table, observe(table, rows)])),
  });
  return { ...grid, reported: new Map(lines.map((line) => [line.row.game_date, line])) };
}

function observe(table: CsvTable, rows: readonly HealthRow[]): Observation {
  const counts = new Map<CivilDate, DateCounts>();
  const unreadDates = new Map<CivilDate, string>();
  for (const row of rows) {
    const read = READERS[table](row);
    // Without the schedule nothing is known to be expected: the date must not pass for one without games.
    if (row.scheduled_games === null)
      unreadDates.set(row.game_date, "the CSV says -1 for the scheduled games");
    else if (read === null) unreadDates.set(row.game_date, "the CSV says -1: it could not be read");
    else
      counts.set(row.game_date, {
        rows: read.rows ?? null,
        surplus: null,
        games: read.games ?? null,
        gameIds: null,
        points: new Map(),
        measures: read.measures ?? {},
      });
  }
  return { status: "read", counts, unreadDates };
}

function daysOfCsv(pipeline: PipelineConfig, rows: readonly HealthRow[]): GameDay[] {
  return rows.map(({ game_date: date, scheduled_games }) => {
    const season = pipeline.seasons.find(({ opens, closes }) => date >= opens && date <= closes);
    const games = Array.from({ length: scheduled_games ?? 0 }, (_, index) => ({
      id: `${date} game ${index + 1}`,
      points: null,
    }));
    return {
      date,
      season: season?.id ?? "",
      seasonDay: season === undefined ? 0 : daysBetween(season.opens, date),
      games,
    };
  });
}

function pipelineOfCsv(declared: PipelineConfig, rows: readonly HealthRow[]): PipelineConfig {
  const ids: readonly string[] = NBA_20_TABLES;
  const denominators = new Set(rows.map(({ phase4_completion }) => phase4_completion.expected));
  const declaredSets = declared.tables.filter(
    ({ id, phase }) => ids.includes(id) && phase === phaseOf(declared, "mlfs"),
  ).length;
  const onlyWatched = Math.max(...denominators) < declaredSets ? ["mlfs"] : [];
  return {
    ...declared,
    seasons: seasonsOf(declared, rows),
    tables: declared.tables
      .filter(({ id }) => ids.includes(id))
      .map(
        (table): TableConfig => ({
          ...table,
          shadow: table.shadow || onlyWatched.includes(table.id),
          producers: {
            ...table.producers,
            [CSV_ENVIRONMENT]: filledAs(table, warehouseBehindCsv(declared)),
          },
        }),
      ),
  };
}

/** What the warehouse behind the CSV cannot have filled, no repair promised from the CSV can either. */
function filledAs({ producers }: TableConfig, behind: string): ServiceProducer {
  const base = { kind: "service", owner: "the CSV's pipeline", skips: [] } as const;
  return firstDaysOf(producers[behind]) === "never"
    ? { ...base, skips: ["warm-up"], override: "none" }
    : { ...base, skips: [] };
}

const phaseOf = (pipeline: PipelineConfig, id: string): string | undefined =>
  pipeline.tables.find((table) => table.id === id)?.phase;

/** The declared seasons where they cover the dates; else seasons made from the gaps between dates. */
function seasonsOf(declared: PipelineConfig, rows: readonly HealthRow[]) {
  const covered = rows.every(({ game_date: date }) =>
    declared.seasons.some(({ opens, closes }) => date >= opens && date <= closes),
  );
  if (covered) return declared.seasons;
  const seasons: PipelineConfig["seasons"] = [];
  for (const { game_date: date } of rows) {
    const current = seasons.at(-1);
    if (current === undefined || date > addDays(current.closes, SEASON_GAP_DAYS))
      seasons.push({ id: date, opens: date, closes: date });
    else seasons[seasons.length - 1] = { ...current, closes: date };
  }
  return seasons;
}
