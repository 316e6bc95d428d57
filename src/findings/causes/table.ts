import { printRange } from "../../dates/range.ts";
import { columnOf, type Grid } from "../../grid/grid.ts";
import { cadenceWords } from "../../pipeline/rhythm.ts";
import { isOwners } from "../../pipeline/services.ts";
import { type DateContext, isEmpty } from "../context.ts";
import { faultsOf, faultWords } from "../find/columns.ts";
import { type EmptiedTable, emptiedTables, followsFromUpstream } from "../find/emptied.ts";
import type { Finding } from "../finding.ts";
import type { Run } from "../runs.ts";
import type { Cause } from "./cause.ts";

/** What became of a table as a whole. */
export const TABLE_CAUSES = {
  "source-stopped": {
    title: "the source stopped and has not come back",
    byDesign: false,
    matches: (context) =>
      context.finding.kind === "stopped" &&
      context.cells.every(({ table }) => upstreamOf(context.grid, table).length === 0),
    evidence: stoppedEvidence,
  },
  emptied: {
    title: "the table was emptied, or never filled",
    byDesign: false,
    matches: (context) => context.cells.length > 0 && isOfEmptied(context) && !isCascade(context),
    evidence: (dates, run) =>
      dates[0]?.finding.kind === "stopped"
        ? stoppedEvidence(dates, run)
        : [
            `Not one row on any of ${dates.length} dates: a table that fails sometimes has some.`,
            ...upstreamEvidence(dates),
          ],
  },
  "off-cadence": {
    title: "rows on days outside the table's cadence",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "off-cadence",
    evidence: (dates) => {
      const cells = dates.flatMap((context) => context.cells);
      const rows = cells.reduce((sum, cell) => sum + (cell.rows ?? 0), 0);
      const table = dates[0]?.grid.tables.find(({ id }) => id === cells[0]?.table);
      const cadence = table?.cadence === undefined ? "daily" : cadenceWords(table.cadence);
      return [
        `${table?.id} holds ${rows} rows on ${dates.length} days; its cadence is ${cadence}.`,
      ];
    },
  },
  "column-gone": {
    title: "a column is gone",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "column-gone",
    evidence: (dates) => {
      const first = dates[0];
      if (first === undefined) return [];
      return faultsOf(first.grid, first.finding.subject).map(
        (fault) => `${first.finding.subject}: ${faultWords(fault)}.`,
      );
    },
  },
} satisfies Record<string, Cause>;

/** Somebody can be set to work to fill it: a model, a program, a scraper, or a service with an address. */
export function canBeFilled({ tables, environment }: Grid, id: string): boolean {
  const producer = tables.find((table) => table.id === id)?.producers[environment];
  return producer !== undefined && !isOwners(producer);
}

const upstreamOf = ({ tables }: Grid, id: string) =>
  (tables.find((table) => table.id === id)?.upstream ?? []).filter(
    ({ table }) => table !== id && tables.some((one) => one.id === table),
  );

const emptiedOf = new WeakMap<Grid, ReadonlyMap<string, EmptiedTable>>();

/** The finding is an emptied table's, or its cells are those of emptied tables that its phase's finding covers. */
function isOfEmptied({ grid, finding, cells, day }: DateContext): boolean {
  if (finding.kind === "zero-everywhere" || finding.kind === "stopped") return true;
  if (finding.kind !== "phase-missing") return false;
  const known =
    emptiedOf.get(grid) ?? new Map(emptiedTables(grid).map((one) => [one.table.id, one]));
  emptiedOf.set(grid, known);
  return cells.every(({ table }) => known.get(table)?.cells.some(({ date }) => date === day.date));
}

const following = new WeakMap<Finding, boolean>();

/** The finding follows from another table on every date: then it is a cascade, and no fault of its own. */
function isCascade({ grid, finding }: DateContext): boolean {
  const known = following.get(finding);
  if (known !== undefined) return known;
  const table = grid.tables.find(({ id }) => id === finding.subject);
  const follows = table !== undefined && followsFromUpstream(grid, table, finding.cells);
  following.set(finding, follows);
  return follows;
}

function stoppedEvidence(dates: readonly DateContext[], run: Run): string[] {
  const [first] = dates;
  if (first === undefined) return [];
  const { grid, finding } = first;
  const before = columnOf(grid, finding.subject).findLast(
    ({ date, rows }) => date < first.day.date && (rows ?? 0) > 0,
  );
  return [
    `${finding.subject} has no row on any of the ${dates.length} dates of ${printRange(run)}, the newest ones included.`,
    ...(before === undefined ? [] : [`Its last rows are of ${before.date}.`]),
    ...upstreamEvidence(dates),
  ];
}

/** What it is computed from is there: its own job did not run, or its rows were removed. */
function upstreamEvidence(dates: readonly DateContext[]): string[] {
  const [first] = dates;
  if (first === undefined) return [];
  const names = [
    ...new Set(
      first.cells.flatMap(({ table }) => upstreamOf(first.grid, table).map((one) => one.table)),
    ),
  ].filter((id) => columnOf(first.grid, id).some((cell) => !isEmpty(cell)));
  return names.length === 0 ? [] : [`It is computed from ${names.join(", ")}, which have rows.`];
}
