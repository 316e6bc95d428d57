import type { CivilDate } from "../dates/civil-date.ts";
import { isWithinGrace } from "../dates/instant.ts";
import type { DateRange } from "../dates/range.ts";
import { tablesOf, type WarmUpPolicy, waiversFor } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig, Waiver } from "../pipeline/schema.ts";
import type { GameDay } from "./calendar.ts";
import type { Differences } from "./compare.ts";
import type { ByCell, Cell, CellState, ChangedUpstream, Grid, LastLine } from "./grid.ts";
import type { DateCounts, Observation } from "./observe.ts";
import type { Withheld } from "./withheld.ts";

export type GridInput = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly range: DateRange;
  readonly asOf: Date;
  readonly policy: WarmUpPolicy;
  readonly days: readonly GameDay[];
  readonly observations: ReadonlyMap<string, Observation>;
  /** Why the ledger of writes could not be read: then nobody knows what is stale. */
  readonly ledgerError?: string | null;
  /** Dates by table whose upstreams changed after they were computed (src/backfill/lineage.ts). */
  readonly stale?: ReadonlyMap<string, ReadonlySet<CivilDate>>;
  readonly staleFrom?: ByCell<readonly ChangedUpstream[]>;
  /** What somebody else changed in tables that only this tool writes, with what the ledger says last of it. */
  readonly changedOutside?: ByCell<LastLine>;
  readonly withheld?: Withheld;
  readonly differences?: Differences;
};

/** Fills every cell of the grid from what was counted. A table without an observation is unknown, never zero. */
export function buildGrid(input: GridInput): Grid {
  const { observations: _, stale: __, ledgerError = null, ...rest } = input;
  const tables = tablesOf(input.pipeline, input.environment);
  const columns = new Map(
    tables.map((table) => {
      const waivers = waiversFor(input.pipeline, table, input.environment, input.asOf);
      return [table.id, input.days.map((day) => cellOf(input, table, day, waivers))] as const;
    }),
  );
  return { ...rest, ledgerError, tables, columns };
}

const EMPTY: DateCounts = {
  rows: 0,
  surplus: 0,
  games: 0,
  gameIds: new Set(),
  points: new Map(),
  measures: {},
};

function cellOf(
  input: GridInput,
  table: TableConfig,
  day: GameDay,
  waivers: readonly Waiver[],
): Cell {
  const observation = input.observations.get(table.id);
  const unread = whyUnread(observation, day.date);
  const counts =
    observation?.status === "read" ? (observation.counts.get(day.date) ?? EMPTY) : EMPTY;
  const waived = new Set(waivers.flatMap(({ games }) => games ?? []));
  const expectedGames = day.games.filter(({ id }) => !waived.has(id));
  const absence = expectedAbsence(input, table, day, waivers, expectedGames.length);
  const full = expectation(input, table, day, expectedGames.length);
  const byGame = full.unit === "games";
  const shared = {
    date: day.date,
    table: table.id,
    rows: unread === null ? counts.rows : null,
    games: byGame && unread === null ? counts.games : null,
    expected: full.expected,
    unit: full.unit,
    measures: counts.measures,
  };
  const none = {
    ...{ late: false, thin: false, surplus: 0, missingGames: [], unreconciled: [] },
    changedOutside: false,
  };
  if (unread !== null) return { ...shared, ...none, state: "unknown", reason: unread };
  if (absence !== null) return { ...shared, ...none, state: "expected-absent", reason: absence };

  const ids = counts.gameIds;
  const missingGames =
    byGame && ids !== null ? expectedGames.map(({ id }) => id).filter((id) => !ids.has(id)) : [];
  const surplus = surplusOf(counts, full, day.games.length);
  const isStale = input.stale?.get(table.id)?.has(day.date) ?? false;
  const state = stateOf(counts, full, surplus, missingGames.length, isStale);
  const thin = (state === "complete" || state === "stale") && isThin(counts, full);
  const waiting = thin || state === "missing" || state === "partial";
  return {
    ...shared,
    state,
    thin,
    late:
      waiting &&
      isWithinGrace(day.date, input.asOf, input.pipeline.graceHours, input.pipeline.timeZone),
    surplus,
    missingGames,
    changedOutside: input.changedOutside?.get(table.id)?.has(day.date) ?? false,
    unreconciled: state === "over-count" ? [] : unreconciledGames(input, table, counts, day),
    reason: null,
  };
}

function whyUnread(observation: Observation | undefined, date: CivilDate): string | null {
  if (observation === undefined) return "was not read";
  if (observation.status === "unread") return observation.error;
  return observation.unreadDates?.get(date) ?? null;
}

/** The rule by which nothing is expected of this cell, or null. */
function expectedAbsence(
  input: GridInput,
  table: TableConfig,
  day: GameDay,
  waivers: readonly Waiver[],
  expectedGames: number,
): string | null {
  if (table.since !== undefined && day.date < table.since)
    return `${table.id} begins on ${table.since}`;
  const byDate = waivers.find(({ dates }) => dates?.includes(day.date));
  if (byDate !== undefined) return byDate.reason;
  if (expectedGames === 0 && day.games.length > 0)
    return (
      waivers.find(({ games }) => games?.includes(day.games[0]?.id ?? ""))?.reason ??
      "every game of the date is waived"
    );
  const { warmUp } = input.pipeline;
  if (
    input.policy === "expected" &&
    day.seasonDay < warmUp.days &&
    warmUp.tables.includes(table.id)
  )
    return `season warm-up: day ${day.seasonDay} of the first ${warmUp.days}`;
  return null;
}

type Expectation = {
  readonly unit: "games" | "rows";
  readonly expected: number | null;
  /** Below this a present cell is thin; null where presence is all that is asked. */
  readonly thinBelow: number | null;
  /** Rows above this are a surplus; null where there is no upper bound. */
  readonly atMost: number | null;
};

function expectation(
  input: GridInput,
  table: TableConfig,
  day: GameDay,
  games: number,
): Expectation {
  const { full } = table;
  if (full === "presence") return { unit: "rows", expected: null, thinBelow: null, atMost: null };
  if ("fixed" in full)
    return { unit: "rows", expected: full.fixed, thinBelow: full.fixed, atMost: full.fixed };
  if ("share" in full) {
    const other = input.observations.get(full.share.of);
    const rows = other?.status === "read" ? (other.counts.get(day.date)?.rows ?? 0) : null;
    const least = rows === null ? null : Math.ceil(rows * full.share.atLeast);
    const { atMost } = full.share;
    const most = rows === null || atMost === undefined ? null : Math.floor(rows * atMost);
    return { unit: "rows", expected: rows, thinBelow: least, atMost: most };
  }
  const { rowsPerGame } = full.games;
  return {
    unit: "games",
    expected: games,
    thinBelow: rowsPerGame === undefined ? null : rowsPerGame * games,
    atMost: rowsPerGame === undefined ? null : rowsPerGame * day.games.length,
  };
}

function surplusOf(counts: DateCounts, full: Expectation, scheduled: number): number {
  const rows = full.atMost === null ? 0 : (counts.rows ?? 0) - full.atMost;
  const games = full.unit === "games" ? (counts.games ?? 0) - scheduled : 0;
  return Math.max(0, counts.surplus, rows, games);
}

function stateOf(
  counts: DateCounts,
  full: Expectation,
  surplus: number,
  missingGames: number,
  isStale: boolean,
): CellState {
  const present = (counts.rows ?? counts.games ?? 0) > 0;
  if (!present) return "missing";
  if (surplus > 0) return "over-count";
  const short =
    full.unit === "games" && counts.games !== null && counts.games < (full.expected ?? 0);
  if (short || missingGames > 0) return "partial";
  return isStale ? "stale" : "complete";
}

const isThin = (counts: DateCounts, full: Expectation): boolean =>
  full.thinBelow !== null && counts.rows !== null && counts.rows < full.thinBelow;

/** Games of the date whose points differ from the schedule's final score, or whose players another source has otherwise. */
function unreconciledGames(
  { differences }: GridInput,
  table: TableConfig,
  counts: DateCounts,
  day: GameDay,
): string[] {
  const others = (differences?.get(table.id) ?? []).filter(({ date }) => date === day.date);
  const differing = new Set(others.map(({ game }) => game));
  return day.games
    .filter(({ id, points }) => {
      const counted = counts.points.get(id);
      const isOff = points !== null && counted !== undefined && counted !== points;
      return isOff || differing.has(id);
    })
    .map(({ id }) => id);
}
