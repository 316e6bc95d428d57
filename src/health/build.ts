import type { CivilDate } from "../dates/civil-date.ts";
import { isWithinGrace } from "../dates/instant.ts";
import type { DateRange } from "../dates/range.ts";
import { topologicalOrder } from "../pipeline/graph.ts";
import { offCadence } from "../pipeline/rhythm.ts";
import { gamesCalendar, tablesOf, type WarmUpPolicy, waiversFor } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig, Waiver } from "../pipeline/schema.ts";
import type { Game, GameDay } from "./calendar.ts";
import type { ColumnLook } from "./columns.ts";
import type { Differences } from "./compare.ts";
import { detailOf, type TableDetail, tableDetail } from "./detail.ts";
import { type AnsweredEmpty, whyEmptyIsEnough, whyNothingToShare } from "./empty.ts";
import {
  type Cell,
  type CellDetail,
  type CellState,
  type Grid,
  NO_DETAIL,
  type OutsideCalendar,
  OVER,
  type Over,
} from "./grid.ts";
import type { DateCounts, Observation } from "./observe.ts";
import type { PlacementRead } from "./placement.ts";
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
  /** Dates by table for which a source was asked and had nothing. */
  readonly answeredEmpty?: AnsweredEmpty;
  readonly withheld?: Withheld;
  readonly differences?: Differences;
  /** Where the rows of each table stand; without it only counts are judged. */
  readonly placements?: ReadonlyMap<string, PlacementRead>;
  readonly outside?: OutsideCalendar;
  readonly columnLook?: ColumnLook;
};

/** Fills every cell of the grid from what was counted. A table without an observation is unknown, never zero. */
export function buildGrid(input: GridInput): Grid {
  const {
    observations: _observations,
    stale: _stale,
    answeredEmpty: _answeredEmpty,
    placements: _placements,
    ledgerError = null,
    ...rest
  } = input;
  const tables = tablesOf(input.pipeline, input.environment);
  const filled = new Map<string, readonly Cell[]>();
  // What a table covers is judged before it.
  for (const table of inOrder(tables)) {
    const waivers = waiversFor(input.pipeline, table, input.environment, input.asOf);
    const known = tableDetail(input, table);
    const covered = filled.get(table.covers?.table ?? "");
    const shared = filled.get(sharedBy(table) ?? "");
    filled.set(
      table.id,
      input.days.map((day, index) =>
        cellOf(input, known, day, waivers, { covered: covered?.[index], shared: shared?.[index] }),
      ),
    );
  }
  const columns = new Map(tables.map(({ id }) => [id, filled.get(id) ?? []]));
  return { ...rest, ledgerError, tables, columns };
}

function inOrder(tables: readonly TableConfig[]): readonly TableConfig[] {
  const nodes = tables.map((table) => {
    const other = sharedBy(table);
    return {
      ...{ id: table.id, table },
      upstream: [...table.upstream, ...(other === undefined ? [] : [{ table: other }])],
    };
  });
  const graph = topologicalOrder(nodes);
  if ("order" in graph) return graph.order.map(({ table }) => table);
  const declared = topologicalOrder(tables);
  return "order" in declared ? declared.order : tables;
}

const sharedBy = ({ full }: TableConfig): string | undefined =>
  typeof full === "object" && "share" in full ? full.share.of : undefined;

/** What a cell is held against on its date: the cell whose keys it must have, and the one whose rows it has a share of. */
type Beside = { readonly covered: Cell | undefined; readonly shared: Cell | undefined };

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
  known: TableDetail,
  day: GameDay,
  waivers: readonly Waiver[],
  { covered, shared: other }: Beside,
): Cell {
  const { table } = known;
  const observation = input.observations.get(table.id);
  const unread = whyUnread(input, table, day);
  const counts =
    observation?.status === "read" ? (observation.counts.get(day.date) ?? EMPTY) : EMPTY;
  const waived = new Set(waivers.flatMap(({ games }) => games ?? []));
  const expectedGames = day.games.filter(({ id }) => !waived.has(id));
  const absence = expectedAbsence(input, table, day, waivers, expectedGames.length);
  const full = expectation(input, table, day, expectedGames.length, other);
  const byGame = full.unit === "games";
  const shared = {
    date: day.date,
    table: table.id,
    rows: unread === null ? counts.rows : null,
    games: byGame && unread === null ? counts.games : null,
    // Without the schedule nobody knows how many games are expected: that is not 0.
    expected: unread !== null && byGame && day.games.length === 0 ? null : full.expected,
    unit: full.unit,
    measures: counts.measures,
  };
  const none = {
    ...{ late: false, thin: false, surplus: 0, missingGames: [], unreconciled: [] },
    detail: NO_DETAIL,
  };
  if (unread !== null) return { ...shared, ...none, state: "unknown", reason: unread };
  if (absence !== null) return { ...shared, ...none, state: "expected-absent", reason: absence };

  const enough = whyEmptyIsEnough(table, counts, input, day.date);
  if (enough !== null) return { ...shared, ...none, state: "complete", reason: enough };

  const missingGames = missingOf(input, table, day, expectedGames, counts, byGame);
  const detail = detailOf(known, day, expectedGames, counts, covered);
  const rows = rowsOfGames(input, counts, day);
  const { surplus, over } = surplusOf(input, counts, rows, full, day.games.length, detail);
  const isStale = input.stale?.get(table.id)?.has(day.date) ?? false;
  const state = stateOf(counts, full, surplus, missingGames.length, isStale);
  const thin = (state === "complete" || state === "stale") && isThin(rows, full, detail);
  const waiting = thin || state === "missing" || state === "partial";
  const { graceHours, timeZone } = input.pipeline;
  const isYoung = () => isWithinGrace(day.date, input.asOf, graceHours, timeZone);
  const off = state === "over-count" ? [] : unreconciledGames(input, table, counts, day, isYoung);
  return {
    ...shared,
    state,
    thin,
    late: waiting && isYoung(),
    surplus,
    detail,
    ...(state === "over-count" ? { over } : {}),
    missingGames,
    unreconciled: off,
    ...(off.length === 0 || table.reconcile === undefined ? {} : { points: counts.points }),
    reason: null,
  };
}

/** Why nothing is known of a cell: its table was not read, or nobody knows what the date expects of it. */
function whyUnread(
  { pipeline, observations, placements }: GridInput,
  { id }: TableConfig,
  { date, unlisted }: GameDay,
): string | null {
  const placement = placements?.get(id);
  if (placement?.status === "unread") return placement.error;
  const notRead = whyNotRead(observations.get(id), date);
  const isSilent = unlisted !== undefined && gamesCalendar(pipeline)?.table !== id;
  return notRead ?? (isSilent ? unlisted : null);
}

function whyNotRead(observation: Observation | undefined, date: CivilDate): string | null {
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
  const off = offCadence(table, day.date);
  if (off !== null) return off;
  const byDate = waivers.find(({ dates }) => dates?.includes(day.date));
  if (byDate !== undefined) return byDate.reason;
  if (day.unlisted === undefined && expectedGames === 0 && day.games.length > 0)
    return (
      waivers.find(({ games }) => games?.includes(day.games[0]?.id ?? ""))?.reason ??
      "every game of the date is waived"
    );
  const nothing = whyNothingToShare(table, input, day.date);
  if (nothing !== null) return nothing;
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
  /** It is measured by the rows of another table. */
  readonly ofTable?: true;
};

function expectation(
  { observations }: GridInput,
  table: TableConfig,
  day: GameDay,
  games: number,
  other: Cell | undefined,
): Expectation {
  const { full } = table;
  if (full === undefined || full === "presence")
    return { unit: "rows", expected: null, thinBelow: null, atMost: null };
  if ("fixed" in full)
    return { unit: "rows", expected: full.fixed, thinBelow: full.fixed, atMost: full.fixed };
  if ("share" in full) {
    // Undefined where the other table is computed from this one: then it has not been judged yet.
    const rows =
      other === undefined ? rowsOn(observations, full.share.of, day) : soundRows(other);
    const least = rows === null ? null : Math.ceil(rows * full.share.atLeast);
    const { atMost } = full.share;
    // Misplaced rows of the other table may be those that these were made from.
    const isMeasure = atMost !== undefined && (other?.detail.strays ?? 0) === 0;
    const most = rows === null || !isMeasure ? null : Math.floor(rows * atMost);
    return { unit: "rows", expected: rows, thinBelow: least, atMost: most, ofTable: true };
  }
  const { rowsPerGame } = full.games;
  return {
    unit: "games",
    expected: games,
    thinBelow: rowsPerGame === undefined ? null : rowsPerGame * games,
    atMost: rowsPerGame === undefined ? null : rowsPerGame * day.games.length,
  };
}

function rowsOn(observations: GridInput["observations"], id: string, { date }: GameDay) {
  const other = observations.get(id);
  const isRead = other?.status === "read" && whyNotRead(other, date) === null;
  return isRead ? (other.counts.get(date)?.rows ?? 0) : null;
}

/** Rows that are neither doubled, misplaced nor of keys that nothing knows; null where they could not be read. */
const soundRows = ({ rows, detail: { duplicates, strays, keys } }: Cell): number | null =>
  rows === null ? null : Math.max(0, rows - duplicates - strays - (keys?.extra ?? 0));

/** Games of the date without a row; for the schedule itself those that other tables hold and it does not list. */
function missingOf(
  { pipeline, outside }: GridInput,
  { id }: TableConfig,
  { date }: GameDay,
  expected: readonly Game[],
  { gameIds }: DateCounts,
  byGame: boolean,
): string[] {
  if (gamesCalendar(pipeline)?.table === id)
    return (outside?.suspects ?? []).flatMap((one) =>
      one.date === date && one.game !== null ? [one.game] : [],
    );
  return byGame && gameIds !== null
    ? expected.map((game) => game.id).filter((game) => !gameIds.has(game))
    : [];
}

/** Rows without those of games that the date does not count, where that is known. */
function rowsOfGames({ outside }: GridInput, counts: DateCounts, { games }: GameDay) {
  if (outside === undefined || counts.rowsByGame === undefined) return counts.rows;
  return games.reduce((sum, { id }) => sum + (counts.rowsByGame?.get(id) ?? 0), 0);
}

/** The largest surplus, and what it is a surplus over: where rows repeat their keys, that explains as many others. */
function surplusOf(
  { outside }: GridInput,
  counts: DateCounts,
  counted: number | null,
  full: Expectation,
  scheduled: number,
  { strays, keys }: CellDetail,
) {
  const rows = full.atMost === null ? 0 : (counted ?? 0) - full.atMost;
  const isByGame = full.unit === "games" && outside === undefined;
  const found: Record<Over["by"], number> = {
    keys: counts.surplus ?? 0,
    // Where the schedule is read too, games that it does not list are known as strays.
    games: isByGame ? (counts.games ?? 0) - scheduled : 0,
    rows: full.ofTable ? 0 : rows,
    table: full.ofTable ? rows : 0,
    strays,
    upstream: keys?.extra ?? 0,
  };
  const surplus = Math.max(0, ...Object.values(found));
  const by = OVER.find((one) => found[one] === surplus) ?? "keys";
  return { surplus, over: { by, keysRead: counts.surplus !== null } };
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

const isThin = (
  rows: number | null,
  { thinBelow }: Expectation,
  { keys, belowUsual }: CellDetail,
): boolean =>
  (thinBelow !== null && rows !== null && rows < thinBelow) ||
  (keys?.missing ?? 0) > 0 ||
  belowUsual !== null;

/**
 * Games of the date whose points differ from the schedule's final score, or whose players another source has otherwise.
 * Points that are all NULL do not equal a score, and past the grace a game with points has one.
 */
function unreconciledGames(
  { differences }: GridInput,
  table: TableConfig,
  counts: DateCounts,
  day: GameDay,
  isYoung: () => boolean,
): string[] {
  const others = (differences?.get(table.id) ?? []).filter(({ date }) => date === day.date);
  const differing = new Set(others.map(({ game }) => game));
  return day.games
    .filter(({ id, points }) => {
      const counted = counts.points.get(id);
      const isOff = counted !== undefined && counted !== points && !(points === null && isYoung());
      return isOff || differing.has(id);
    })
    .map(({ id }) => id);
}
