import { type Cell, columnOf, type Grid } from "../grid/grid.ts";
import { lineageOf } from "../pipeline/independence.ts";

/**
 * The games that a computed cell lacks although every source that it is computed from has them: no source has to arrive
 * for these, they were not computed. Empty for a source, and for what is not counted by games.
 */
export function gamesBehind(grid: Grid, cell: Cell): readonly string[] {
  const table = grid.tables.find(({ id }) => id === cell.table);
  if (table === undefined || table.upstream.length === 0 || cell.unit !== "games") return [];
  const lineage = lineageOf(grid.tables, table.id);
  const sources = grid.tables
    .filter(({ id, upstream }) => lineage.has(id) && upstream.length === 0)
    .flatMap(({ id }) => columnOf(grid, id).filter(({ date }) => date === cell.date))
    .filter(({ unit }) => unit === "games");
  const isReady = sources.every(({ state }) => state === "complete" || state === "partial");
  if (sources.length === 0 || !isReady) return [];
  const awaited = new Set(sources.flatMap(({ missingGames }) => missingGames));
  return cell.missingGames.filter((game) => !awaited.has(game));
}
