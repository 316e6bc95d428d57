import type { CivilDate } from "../../dates/civil-date.ts";
import { gameColumnOf, gamesCalendar, seasonOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import type { DateCounts, Observation } from "./counts.ts";

/** How many rows a table usually has, from its own other dates. */
export type Usual = {
  /** A game, or a date for a table that names no game. */
  readonly per: "game" | "date";
  /** The median over the dates that can be compared. */
  readonly rows: number;
  /** Fewer than this are too few. */
  readonly atLeast: number;
  /** Games or dates behind the two figures. */
  readonly of: number;
};

/** With fewer games or dates to compare with, what is usual is not known: a season's first games are odd. */
const ENOUGH_TO_COMPARE: Record<Usual["per"], number> = { game: 50, date: 10 };

/** Share of the median below which a game or date is short; healthy ones stay above 0.8 in the sample. */
const OF_THE_MEDIAN = 0.75;

/** Tables whose rows vary more are held against their lowest fifth instead, so that quiet weekends are no gap. */
const OF_THE_LOWEST_FIFTH = 0.9;

/** Days before a narrow range that are counted too, so that it has something to be compared with. */
export const COMPARED_DAYS = 60;

/**
 * What the rows of a table are held against: nothing where `full` or `covers` says exactly what is due, else the table's
 * own history, by game where its rows name one.
 */
export function usualPer(pipeline: PipelineConfig, table: TableConfig): Usual["per"] | null {
  const { full, covers } = table;
  const calendar = gamesCalendar(pipeline);
  if (calendar?.table === table.id) return null;
  if (covers !== undefined && covers.extra === "refused") return null;
  if (full === "presence") return null;
  if (typeof full === "object" && ("fixed" in full || "share" in full)) return null;
  if (typeof full === "object" && full.games.rowsPerGame !== undefined) return null;
  return calendar !== undefined && gameColumnOf(table) !== undefined ? "game" : "date";
}

/**
 * From every date that was counted, those before the range included. A date without a row tells nothing of full ones.
 * A table of dates is not compared at the start of a season, when little lies behind it.
 */
export function usualOf(
  pipeline: PipelineConfig,
  table: TableConfig,
  observation: Observation | undefined,
  rowsByGame: ReadonlyMap<CivilDate, ReadonlyMap<string, number>> | undefined,
): Usual | null {
  const per = usualPer(pipeline, table);
  if (per === null || observation?.status !== "read") return null;
  const counted = per === "game" ? gameCounts(observation.counts, rowsByGame) : dateCounts();
  const values = counted.filter((rows) => rows > 0).sort((a, b) => a - b);
  if (values.length < ENOUGH_TO_COMPARE[per]) return null;
  const at = (share: number) => values[Math.floor((values.length - 1) * share)] ?? 0;
  const rows = at(0.5);
  return {
    per,
    rows,
    of: values.length,
    atLeast: Math.min(OF_THE_MEDIAN * rows, OF_THE_LOWEST_FIFTH * at(0.2)),
  };

  function dateCounts(): number[] {
    if (observation?.status !== "read") return [];
    return [...observation.counts].flatMap(([date, counts]) =>
      isSeasonStart(pipeline, date) ? [] : [counts.rows ?? 0],
    );
  }
}

/** The season's first days, by the length of the declared warm-up. */
export function isSeasonStart(pipeline: PipelineConfig, date: CivilDate): boolean {
  const season = seasonOf(pipeline, date);
  return season !== undefined && season.seasonDay < pipeline.warmUp.days;
}

function gameCounts(
  counts: ReadonlyMap<CivilDate, DateCounts>,
  rowsByGame: ReadonlyMap<CivilDate, ReadonlyMap<string, number>> | undefined,
): number[] {
  const own = [...counts.values()].flatMap((one) => [...(one.rowsByGame?.values() ?? [])]);
  return own.length > 0
    ? own
    : [...(rowsByGame?.values() ?? [])].flatMap((one) => [...one.values()]);
}
