import type { Leak } from "../../certificate/leaks.ts";
import { canonical } from "../../pipeline/hash.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Row } from "../../warehouse/warehouse.ts";

/** Null where the same rows are there, in any order, volatile columns left out. */
export function movedBetween(
  { keys, volatileColumns = [] }: TableConfig,
  before: readonly Row[],
  after: readonly Row[],
): Pick<Leak, "columns" | "rows"> | null {
  const left = new Set(volatileColumns);
  const steady = (row: Row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !left.has(name)));
  const keyOf = (row: Row) => canonical(keys.map((name) => String(row[name])));
  const [was, is] = [before, after].map((rows) => Map.groupBy(rows.map(steady), keyOf)) as [
    Map<string, Row[]>,
    Map<string, Row[]>,
  ];
  const columns = new Set<string>();
  let rows = 0;
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const texts = (of: Map<string, Row[]>) => (of.get(key) ?? []).map(canonical).sort().join("\n");
    if (texts(was) === texts(is)) continue;
    rows += 1;
    const [one, other] = [was.get(key)?.[0], is.get(key)?.[0]];
    if (one === undefined || other === undefined) continue;
    for (const name of Object.keys(one))
      if (canonical([one[name]]) !== canonical([other[name]])) columns.add(name);
  }
  return rows === 0 ? null : { columns: [...columns], rows };
}
