import { canonical } from "./hash.ts";
import type { TableConfig } from "./schema.ts";

/**
 * Whether two tables tell of the same thing without one having it from the other: neither is computed from the other,
 * nothing feeds both, and different producers fill them.
 */
export function isIndependent(tables: readonly TableConfig[], one: string, other: string): boolean {
  if (one === other) return false;
  const [a, b] = [lineageOf(tables, one), lineageOf(tables, other)];
  if ([...a].some((id) => b.has(id))) return false;
  const producersOf = (id: string) => canonical(tables.find((table) => table.id === id)?.producers);
  return producersOf(one) !== producersOf(other);
}

/** A table and everything that it is computed from. */
export function lineageOf(tables: readonly TableConfig[], id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [id];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const table = tables.find((candidate) => candidate.id === next);
    queue.push(...(table?.upstream ?? []).map((upstream) => upstream.table));
  }
  return found;
}
