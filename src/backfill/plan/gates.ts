import { type CellRef, downstreamOf, keyOf, upstreamCells } from "../../grid/cascade.ts";
import { type Cell, columnOf, type Grid, isForeign } from "../../grid/grid.ts";
import { beyondRetention } from "../../grid/retention.ts";
import { offCadence } from "../../pipeline/rhythm.ts";
import { producerOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { firstDaysOf, isOwners } from "../../pipeline/services.ts";
import { FOREIGN, type Selection, type Wanted } from "../../records/selection.ts";

/** A cell that is not run, and why; `override` names the option that runs it all the same. */
export type Refused = CellRef & {
  readonly rule: "warm-up" | "not-rebuildable" | "owner" | "unknown" | "cadence" | "retention";
  readonly evidence: string;
  readonly override: string | null;
};

/** A cell whose upstream is missing, unknown or not what this tool wrote, and the first few of what blocks it. */
export type Blocked = CellRef & { readonly by: readonly string[] };

export type Gated = {
  readonly runs: readonly Wanted[];
  readonly refused: readonly Refused[];
  readonly blocked: readonly Blocked[];
  /** Cells with rows that a run makes stale and that are not part of it. */
  readonly becomesStale: readonly CellRef[];
};

/** Upstream, futility and cascade: what of the wanted cells can run, and what a run would do to others. */
export function gate(grid: Grid, wanted: readonly Wanted[], selection: Selection): Gated {
  const refused: Refused[] = [];
  const taken = new Map<string, Wanted>();
  const consider = (asked: Wanted): boolean => {
    if (taken.has(keyOf(asked))) return true;
    const now = cellAt(grid, asked);
    const cell = now !== undefined && isForeign(now) ? { ...asked, because: foreign(now) } : asked;
    const refusal = refusalOf(grid, cell, selection);
    if (refusal === null) taken.set(keyOf(cell), cell);
    else if (!refused.some((one) => keyOf(one) === keyOf(cell))) refused.push(refusal);
    return refusal === null;
  };
  for (const cell of wanted) consider(cell);
  if (selection.withUpstream) includeUpstreams(grid, taken, consider);
  if (selection.withDownstream)
    for (const ref of downstreamOf(grid, [...taken.values()])) {
      const cell = cellAt(grid, ref);
      const table = grid.tables.find(({ id }) => id === ref.table);
      // What cannot be rebuilt stays as it is; it was not asked for, so it is no refusal.
      if (
        cell !== undefined &&
        table?.rebuildable &&
        !isOwners(producerOf(table, grid.environment))
      )
        consider({ ...ref, because: "downstream", state: cell.state, rows: cell.rows });
    }
  const blocked = blockedCells(grid, taken);
  for (const { table, date } of blocked) taken.delete(keyOf({ table, date }));
  const runs = [...taken.values()];
  return { runs, refused, blocked, becomesStale: downstreamOf(grid, runs) };
}

/** What is there is to be replaced, whatever else the cell is run for (src/jobs/repair/run/execute-table.ts). */
const foreign = ({ table }: Cell): string => `${FOREIGN}:${table}`;

const cellAt = (grid: Grid, { table, date }: CellRef): Cell | undefined =>
  columnOf(grid, table).find((cell) => cell.date === date);

function refusalOf(grid: Grid, cell: Wanted, selection: Selection): Refused | null {
  const table = grid.tables.find(({ id }) => id === cell.table) as TableConfig;
  const ref = { table: cell.table, date: cell.date };
  if (cell.state === "unknown")
    return { ...ref, rule: "unknown", evidence: unreadText(cellAt(grid, cell)), override: null };
  // A write into a partition that has expired is dropped without an error.
  const gone = beyondRetention(grid.retention?.get(table.id), table.id, cell.date);
  if (gone !== null) return { ...ref, rule: "retention", evidence: gone, override: null };
  const off = offCadence(table, cell.date);
  if (off !== null) return { ...ref, rule: "cadence", evidence: off, override: null };
  if (!table.rebuildable) {
    const now = cellAt(grid, cell);
    const accept =
      now !== undefined && isForeign(now)
        ? `; somebody else changed it: \`ops accept ${table.id} ${cell.date}\` takes that over`
        : "";
    return {
      ...ref,
      rule: "not-rebuildable",
      evidence: `${table.id} is declared rebuildable: false; its rows cannot be recreated after the fact${accept}`,
      override: null,
    };
  }
  const producer = producerOf(table, grid.environment);
  if (producer.kind === "service" && isOwners(producer))
    return {
      ...ref,
      rule: "owner",
      evidence: `${producer.owner} fill it, and no command here can call them; ask them for these dates`,
      override: null,
    };
  const day = grid.days.find(({ date }) => date === cell.date);
  const { days } = grid.pipeline.warmUp;
  const first = firstDaysOf(producer);
  if (first === "filled" || producer.kind !== "service") return null;
  if (day === undefined || day.seasonDay >= days) return null;
  if (first === "never")
    return {
      ...ref,
      rule: "warm-up",
      evidence: `${cell.date} is day ${day.seasonDay} of season ${day.season}; ${producer.owner} skip days 0 to ${days - 1}, and nothing makes them fill these. Expect them to be absent, or compute them by SQL models into a dataset of your own`,
      override: null,
    };
  if (!selection.includeWarmUp)
    return {
      ...ref,
      rule: "warm-up",
      evidence: `${cell.date} is day ${day.seasonDay} of season ${day.season}, and ${producer.owner} skip days 0 to ${days - 1}`,
      override: "--include-warm-up",
    };
  return null;
}

const MOST_WORDS = 300;

const unreadText = (cell: Cell | undefined): string =>
  `it could not be read${cell?.reason ? `: ${cell.reason.slice(0, MOST_WORDS)}` : ""}`;

function includeUpstreams(
  grid: Grid,
  taken: ReadonlyMap<string, Wanted>,
  consider: (cell: Wanted) => boolean,
): void {
  const queue: CellRef[] = [...taken.values()];
  const seen = new Set<string>();
  for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
    if (seen.has(keyOf(ref))) continue;
    seen.add(keyOf(ref));
    for (const upstream of upstreamCells(grid, ref)) {
      const { table, date, state, rows } = upstream;
      if (state !== "missing" && state !== "partial" && !isForeign(upstream)) continue;
      if (consider({ table, date, because: "upstream", state, rows })) queue.push({ table, date });
    }
  }
}

/** Cells that read something missing, unknown or foreign which the run does not fill either; blocking is passed on. */
function blockedCells(grid: Grid, taken: ReadonlyMap<string, Wanted>): Blocked[] {
  const blocked = new Map<string, Blocked>();
  let grew = true;
  while (grew) {
    grew = false;
    for (const cell of taken.values()) {
      // Rows are taken out of what is there; nothing upstream has a part in it.
      if (blocked.has(keyOf(cell)) || cell.remove !== undefined) continue;
      const by = upstreamCells(grid, cell)
        .filter((upstream) => {
          const key = keyOf(upstream);
          if (blocked.has(key)) return true;
          const { state } = upstream;
          const { table, date } = upstream;
          if (beyondRetention(grid.retention?.get(table), table, date) !== null) return true;
          return (
            (state === "missing" || state === "unknown" || isForeign(upstream)) && !taken.has(key)
          );
        })
        .map((cell) => {
          const gone = beyondRetention(grid.retention?.get(cell.table), cell.table, cell.date);
          const now = gone === null ? `is ${cell.state}` : `is ${gone}`;
          const what = isForeign(cell) ? "was changed by somebody else" : now;
          return `${cell.table} ${cell.date} ${what}`;
        });
      if (by.length === 0) continue;
      blocked.set(keyOf(cell), { table: cell.table, date: cell.date, by: by.slice(0, 3) });
      grew = true;
    }
  }
  return [...blocked.values()];
}
