import { isWithinGrace } from "../../dates/instant.ts";
import { topologicalOrder } from "../../pipeline/graph.ts";
import { offCadence } from "../../pipeline/rhythm.ts";
import { gamesCalendar, tablesOf, waiversFor } from "../../pipeline/rules.ts";
import type { TableConfig, Waiver } from "../../pipeline/schema.ts";
import type { GameDay } from "../calendar/calendar.ts";
import { type Cell, type Grid, NO_DETAIL } from "../grid.ts";
import type { DateCounts } from "../observe/counts.ts";
import type { Usual } from "../observe/usual.ts";
import { beyondRetention } from "../retention.ts";
import { isThin, missingOf, rowsOfGames, stateOf, surplusOf } from "./counted.ts";
import { detailOf, type TableDetail, tableDetail } from "./detail.ts";
import { whyEmptyIsEnough, whyNothingToShare } from "./empty.ts";
import { expectation, whyNotRead } from "./expectation.ts";
import type { GridInput } from "./grid-input.ts";

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
  const usual = new Map<string, Usual>();
  // What a table covers is judged before it.
  for (const table of inOrder(tables)) {
    const waivers = waiversFor(input.pipeline, table, input.environment, input.asOf);
    const known = tableDetail(input, table);
    if (known.usual !== null) usual.set(table.id, known.usual);
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
  return { ...rest, ledgerError, usual, tables, columns };
}

function inOrder(tables: readonly TableConfig[]): readonly TableConfig[] {
  const nodes = tables.map((table) => {
    const other = sharedBy(table);
    return {
      id: table.id,
      table,
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
    late: false,
    thin: false,
    surplus: 0,
    missingGames: [],
    unreconciled: [],
    detail: NO_DETAIL,
    changedOutside: false,
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
    changedOutside: input.changedOutside?.get(table.id)?.has(day.date) ?? false,
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

/** The rule by which nothing is expected of this cell, or null. */
function expectedAbsence(
  input: GridInput,
  table: TableConfig,
  day: GameDay,
  waivers: readonly Waiver[],
  expectedGames: number,
): string | null {
  const beyond = beyondRetention(input.retention?.get(table.id), table.id, day.date);
  if (beyond !== null) return beyond;
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
