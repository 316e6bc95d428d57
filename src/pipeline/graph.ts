import type { TableConfig } from "./schema.ts";

type Node = Pick<TableConfig, "id"> & { readonly upstream: readonly { readonly table: string }[] };

/**
 * Tables so that each stands after all its upstreams, otherwise in declared order; or the ids of a cycle, first and
 * last the same. A table that reads its own earlier dates is no cycle.
 */
export function topologicalOrder<T extends Node>(
  tables: readonly T[],
): { readonly order: readonly T[] } | { readonly cycle: readonly string[] } {
  const byId = new Map(tables.map((table) => [table.id, table]));
  const order: T[] = [];
  const done = new Set<string>();

  const visit = (table: T, trail: readonly string[]): readonly string[] | undefined => {
    if (done.has(table.id)) return undefined;
    if (trail.includes(table.id)) return [...trail.slice(trail.indexOf(table.id)), table.id];
    for (const upstream of table.upstream) {
      const next = byId.get(upstream.table);
      if (next === undefined || next === table) continue;
      const cycle = visit(next, [...trail, table.id]);
      if (cycle !== undefined) return cycle;
    }
    done.add(table.id);
    order.push(table);
    return undefined;
  };

  for (const table of tables) {
    const cycle = visit(table, []);
    if (cycle !== undefined) return { cycle };
  }
  return { order };
}

/** Tables in levels, given upstreams first: those of one level do not read each other and may be filled side by side. */
export function levelsOf<T extends Node>(tables: readonly T[]): T[][] {
  const level = new Map<string, number>();
  const levels: T[][] = [];
  for (const table of tables) {
    const below = table.upstream
      .filter((one) => one.table !== table.id)
      .map((one) => level.get(one.table) ?? -1);
    const at = Math.max(-1, ...below) + 1;
    level.set(table.id, at);
    levels[at] = [...(levels[at] ?? []), table];
  }
  return levels;
}
