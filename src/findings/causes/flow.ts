import { printRange } from "../../dates/range.ts";
import { columnOf, isPresent } from "../../grid/grid.ts";
import { type DateContext, isEmpty, sameDateUpstreams } from "../context.ts";
import type { Cause } from "./cause.ts";
import { changedUpstreams, foreignWriting } from "./foreign-evidence.ts";
import { canBeFilled } from "./table.ts";

/** What happened, or did not, along the graph of tables. */
export const FLOW_CAUSES = {
  "never-graded": {
    title: "never graded",
    byDesign: false,
    matches: ({ grid, finding, cells, dayIndex }) =>
      (finding.kind === "table-missing" || finding.kind === "zero-everywhere") &&
      cells.every((cell) => {
        const table = grid.tables.find(({ id }) => id === cell.table);
        if (table === undefined || typeof table.full !== "object" || !("share" in table.full))
          return false;
        const of = columnOf(grid, table.full.share.of);
        // A table that is empty throughout was never filled on any date that had something to grade.
        const has =
          finding.kind === "zero-everywhere" ? of.some(isPresent) : isPresentAt(of[dayIndex]);
        return !table.rebuildable && has;
      }),
    evidence: (dates) => {
      const first = dates[0];
      const [cell] = first?.cells ?? [];
      const table = first?.grid.tables.find(({ id }) => id === cell?.table);
      const of =
        typeof table?.full === "object" && "share" in table.full ? table.full.share.of : "";
      const column = first === undefined ? [] : columnOf(first.grid, of);
      const rows = dates.reduce((sum, { dayIndex }) => sum + (column[dayIndex]?.rows ?? 0), 0);
      return [
        `${rows} rows of ${of} on ${dates.filter(({ dayIndex }) => isPresentAt(column[dayIndex])).length} dates, and not one row of ${cell?.table}.`,
      ];
    },
  },
  "wrong-declaration": {
    title: "declared wrongly, or never filled",
    byDesign: false,
    // What this tool can fill was emptied or never filled; of a table that it cannot, the declaration may be wrong.
    matches: ({ grid, finding, cells }) =>
      finding.kind === "zero-everywhere" && cells.every((cell) => !canBeFilled(grid, cell.table)),
    evidence: (dates) => [
      `Not one row on any of ${dates.length} dates: a table that fails sometimes has some.`,
    ],
  },
  "upstream-changed": {
    title: "an upstream changed later",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "stale",
    evidence: (dates) => [
      `An upstream holds other content now than these ${dates.length} dates were computed from.`,
      ...changedUpstreams(dates),
    ],
  },
  "foreign-writer": {
    title: "written by somebody else",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "changed-outside",
    evidence: (dates) => foreignWriting(dates),
  },
  cascade: {
    title: "cascade from an upstream",
    byDesign: false,
    matches: (context) => context.cells.every((cell) => brokenUpstreams(context, cell).length > 0),
    evidence: (dates, run) => {
      const upstreams = dates.flatMap((context) =>
        context.cells.flatMap((cell) => brokenUpstreams(context, cell)),
      );
      const names = [...new Set(upstreams.map(({ table }) => table))];
      return [
        `On every date of ${printRange(run)} something it is computed from is missing or short: ${names.join(", ")}.`,
      ];
    },
  },
  "phase-failure": {
    title: "the phase alone failed",
    byDesign: false,
    matches: (context) =>
      (context.finding.kind === "phase-missing" ||
        context.finding.kind === "phase-partial" ||
        context.finding.kind === "table-missing") &&
      context.cells.every((cell) =>
        sameDateUpstreams(context, cell).every(
          (upstream) => isPresent(upstream) || isOfSamePhase(context, cell, upstream),
        ),
      ),
    evidence: (dates, run) => [
      `On ${printRange(run)} everything that ${[...new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)))].join(", ")} reads of the same date is there.`,
    ],
  },
  scattered: {
    title: "scattered, no common shape",
    byDesign: false,
    matches: () => true,
    evidence: (dates) => [
      `${dates.length} dates; neither the season's start, nor an upstream, nor a source that others contradict explains them.`,
    ],
  },
} satisfies Record<string, Cause>;

const isPresentAt = (cell: Parameters<typeof isPresent>[0] | undefined): boolean =>
  cell !== undefined && isPresent(cell);

function isOfSamePhase({ grid }: DateContext, a: { table: string }, b: { table: string }): boolean {
  const phaseOf = (id: string) => grid.tables.find((table) => table.id === id)?.phase;
  return phaseOf(a.table) === phaseOf(b.table);
}

/** An empty upstream empties what reads it; one that is short leaves it short. */
function brokenUpstreams(context: DateContext, cell: DateContext["cells"][number]) {
  return sameDateUpstreams(context, cell).filter(
    (upstream) => isEmpty(upstream) || (upstream.state === "partial" && cell.state === "partial"),
  );
}
