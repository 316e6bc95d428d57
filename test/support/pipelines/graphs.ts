import fc from "fast-check";
import type { CivilDate } from "../../../src/dates/civil-date.ts";
import { keyOf, reads } from "../../../src/grid/cascade.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import type { PlanCell } from "../../../src/records/plan.ts";
import { aTable } from "./declarations.ts";
import { DAYS } from "./small.ts";

/** Tables that read earlier ones, some their own earlier dates, through windows of some days; upstreams first. */
export const graphs: fc.Arbitrary<readonly TableConfig[]> = fc
  .array(
    fc.record({
      reads: fc.array(fc.record({ which: fc.nat(5), to: fc.nat(3), more: fc.nat(4) }), {
        maxLength: 3,
      }),
      own: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 5 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((nodes) =>
    nodes.map(({ reads: read, own }, index) => {
      const upstream = read.flatMap(({ which, to, more }) =>
        index === 0 ? [] : [{ table: `t${which % index}`, window: { from: to + more, to } }],
      );
      const itself =
        own === undefined ? [] : [{ table: `t${index}`, window: { from: own, to: 1 } }];
      return aTable({ id: `t${index}`, name: `x.t${index}`, upstream: [...upstream, ...itself] });
    }),
  );

export const aPlanCell = (over: Partial<PlanCell> = {}): PlanCell => ({
  table: "t0",
  date: DAYS[0] as CivilDate,
  because: "phase-missing:features",
  state: "missing",
  rows: 0,
  ...over,
});

/** Some cells of these tables, in the plan's order: by table along the graph, then by date. */
export const cellsOf = (tables: readonly TableConfig[]): fc.Arbitrary<PlanCell[]> =>
  fc.subarray(
    tables.flatMap(({ id }) => DAYS.map((date) => aPlanCell({ table: id, date }))),
    { minLength: 1 },
  );

/** The cells among `cells` that a cell reads. */
export function readBy(
  tables: readonly TableConfig[],
  cells: readonly PlanCell[],
  cell: PlanCell,
): PlanCell[] {
  const upstream = tables.find(({ id }) => id === cell.table)?.upstream ?? [];
  return cells.filter(
    (other) =>
      keyOf(other) !== keyOf(cell) &&
      upstream.some(
        ({ table, window }) => table === other.table && reads(window, cell.date, other.date),
      ),
  );
}
