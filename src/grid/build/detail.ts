import type { CivilDate } from "../../dates/civil-date.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import type { Game, GameDay } from "../calendar/calendar.ts";
import { type Cell, type CellDetail, isPresent, type OutsideCalendar } from "../grid.ts";
import type { DateCounts, Observation } from "../observe/counts.ts";
import type { Placement, PlacementRead } from "../observe/placement.ts";
import { isSeasonStart, type Usual, usualOf } from "../observe/usual.ts";

/** What is known of one table beyond its counts, looked up once for all of its cells. */
export type TableDetail = {
  readonly table: TableConfig;
  readonly pipeline: PipelineConfig;
  readonly placement: Placement | undefined;
  /** Keys that the covered table has and what it covers itself does not: nothing here has to have them. */
  readonly oddKeys: Placement["keys"];
  readonly usual: Usual | null;
  /** Misplaced rows by date. */
  readonly strays: ReadonlyMap<CivilDate, number>;
};

type Known = {
  readonly pipeline: PipelineConfig;
  readonly observations: ReadonlyMap<string, Observation>;
  readonly placements?: ReadonlyMap<string, PlacementRead>;
  readonly outside?: OutsideCalendar;
};

export function tableDetail(known: Known, table: TableConfig): TableDetail {
  const { pipeline, observations, outside } = known;
  const placementOf = (id: string | undefined) => {
    const read = id === undefined ? undefined : known.placements?.get(id);
    return read?.status === "read" ? read.placement : undefined;
  };
  const placement = placementOf(table.id);
  const oddKeys = placementOf(table.covers?.table)?.keys ?? new Map();
  const strays = new Map<CivilDate, number>();
  for (const { table: id, date, rows } of outside?.strays ?? [])
    if (id === table.id && date !== null) strays.set(date, (strays.get(date) ?? 0) + rows);
  // Counts alone, as a CSV has them, are held against nothing but what is declared.
  const usual =
    placement === undefined
      ? null
      : usualOf(pipeline, table, observations.get(table.id), placement.games);
  return { table, pipeline, placement, oddKeys, usual, strays };
}

/**
 * What one cell's rows consist of. Only games that count and are not waived (`games`) are held against the upstream; keys
 * that it lacks are a surplus here only where it is whole itself.
 */
export function detailOf(
  known: TableDetail,
  day: GameDay,
  games: readonly Game[],
  counts: DateCounts,
  upstream: Cell | undefined,
): CellDetail {
  const wanted = new Set(games.map(({ id }) => id));
  return {
    duplicates: counts.surplus ?? 0,
    strays: known.strays.get(day.date) ?? 0,
    keys: keysOf(known, day, wanted, upstream),
    belowUsual: belowUsual(known, day, wanted, counts),
  };
}

function keysOf(
  { table: { covers }, placement, oddKeys }: TableDetail,
  { date, games: scheduled }: GameDay,
  wanted: ReadonlySet<string>,
  upstream: Cell | undefined,
): CellDetail["keys"] {
  if (covers === undefined || placement === undefined || upstream === undefined) return null;
  const isCounted = (game: string) => game === "" || scheduled.length === 0 || wanted.has(game);
  const isWhole =
    isPresent(upstream) &&
    upstream.state !== "partial" &&
    !upstream.thin &&
    upstream.detail.strays === 0;
  const odd = (upstream.detail.keys?.extra ?? 0) > 0 ? oddKeys.get(date) : undefined;
  let [missing, extra] = [0, 0];
  const games: string[] = [];
  for (const [game, keys] of placement.keys.get(date) ?? []) {
    if (!isCounted(game)) continue;
    const lacking = Math.max(0, keys.missing - (odd?.get(game)?.extra ?? 0));
    missing += lacking;
    extra += covers.extra === "refused" && isWhole ? keys.extra : 0;
    if (lacking > 0 && game !== "") games.push(game);
  }
  return { of: covers.table, missing, extra, games: games.sort() };
}

function belowUsual(
  { usual, placement, pipeline }: TableDetail,
  { date }: GameDay,
  wanted: ReadonlySet<string>,
  counts: DateCounts,
): CellDetail["belowUsual"] {
  if (usual === null) return null;
  if (usual.per === "date") {
    const isLow = (counts.rows ?? 0) < usual.atLeast && !isSeasonStart(pipeline, date);
    return isLow ? { ...usual, games: [] } : null;
  }
  const byGame = counts.rowsByGame ?? placement?.games.get(date) ?? new Map<string, number>();
  const low = [...byGame].filter(([game, rows]) => wanted.has(game) && rows < usual.atLeast);
  return low.length === 0 ? null : { ...usual, games: low.map(([game]) => game).sort() };
}
