import {
  type Cell,
  cellsOfDay,
  columnOf,
  type Grid,
  isForeign,
  isPresent,
} from "../../grid/grid.ts";
import { gamesCalendar, trainingLineage } from "../../pipeline/rules.ts";
import type { PhaseConfig, TableConfig } from "../../pipeline/schema.ts";
import { isExplainedByAnother } from "../explained.ts";
import { type Finding, type FindingInput, findingOf } from "../finding.ts";
import { arrivingTables, lateArrivals } from "./arrivals.ts";
import { changedColumns, goneColumns } from "./columns.ts";
import { contradictions } from "./contradictions.ts";
import { emptiedFindings, emptiedTables } from "./emptied.ts";
import { explainedByStrays, findOutside, isCalendarTable } from "./find-outside.ts";
import { offCadenceRows } from "./off-cadence.ts";
import { overCountTitle } from "./over-count.ts";

/** Everything that is wrong in the grid, worst first: by priority, then in the order of the pipeline. */
export function findGaps(grid: Grid): Finding[] {
  const beyond = findOutside(grid);
  if (grid.days.length === 0) return sorted([...emptyCalendar(grid), ...beyond]);
  // What the schedule lacks is said once, with the calendar.
  const own = grid.tables.filter(({ shadow }) => !shadow);
  const watched = own.filter((table) => !isCalendarTable(grid, table));
  const ids = new Set(watched.map(({ id }) => id));
  const emptied = emptiedFindings(
    grid,
    emptiedTables(grid).filter(({ table }) => ids.has(table.id)),
  );
  /** Cells that stand in the finding of their emptied table. */
  const taken: ReadonlySet<Cell> = new Set(emptied.flatMap(({ cells }) => cells));

  const inputs: FindingInput[] = [
    ...grid.pipeline.phases.flatMap((phase) => {
      const tables = watched.filter((table) => table.phase === phase.id);
      return phase.judged === "together"
        ? judgeTogether(grid, phase, tables, taken)
        : judgeEach(grid, phase, tables, taken);
    }),
    recentLag(grid, watched, taken),
    ...lateArrivals(grid, watched, taken),
    ...own.flatMap((table) => judgeCells(grid, table)),
    ...watched.flatMap((table) => [...offCadenceRows(grid, table), ...goneColumns(grid, table)]),
    ...emptied,
    ...contradictions(grid),
  ];
  return sorted([
    ...beyond,
    ...inputs.flatMap((input) => findingOf(grid, input) ?? []),
    ...watched.flatMap((table) => changedColumns(grid, table)),
  ]);
}

/** Worst first; findings of one priority stay in their order. */
const sorted = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => a.priority.localeCompare(b.priority));

/** A phase whose tables belong together: dates with none of them, and dates with some. */
function judgeTogether(
  grid: Grid,
  phase: PhaseConfig,
  tables: readonly TableConfig[],
  taken: ReadonlySet<Cell>,
): FindingInput[] {
  const none: Cell[] = [];
  const some: Cell[] = [];
  const columns = tables.map((table) => unexplained(grid, table));
  // A table that says when it arrives is late by that, and not with its phase.
  const arriving = arrivingTables(tables);
  grid.days.forEach((_, index) => {
    const cells = columns.flatMap((column) => column[index] ?? []);
    const missing = cells.filter(
      (cell) =>
        cell.state === "missing" && !taken.has(cell) && !(cell.late && arriving.has(cell.table)),
    );
    const present = cells.filter(isPresent);
    const unknown = cells.some(({ state }) => state === "unknown");
    // With a table unread nobody can say "none at all"; what is known to be missing is at least in part.
    if (missing.length > 0 && (present.length > 0 || unknown)) some.push(...missing);
    else if (missing.length > 0 && !missing.every(({ late }) => late)) none.push(...missing);
  });
  return [
    {
      kind: "phase-missing",
      subject: phase.id,
      priority: phase.priority.missing,
      title: `no ${phase.title} at all`,
      cells: none,
    },
    {
      kind: "phase-partial",
      subject: phase.id,
      priority: phase.priority.partial,
      title: `${phase.title} only in part`,
      cells: some,
    },
  ];
}

/** A phase whose tables stand alone: each table's empty dates, and the phase's dates with fewer games than scheduled. */
function judgeEach(
  grid: Grid,
  phase: PhaseConfig,
  tables: readonly TableConfig[],
  taken: ReadonlySet<Cell>,
): FindingInput[] {
  const missing = tables.map(
    (table): FindingInput => ({
      kind: "table-missing",
      subject: table.id,
      priority: table.priority.missing ?? phase.priority.missing,
      title: `${table.title ?? table.id} missing`,
      cells: unexplained(grid, table).filter(
        (cell, index) =>
          cell.state === "missing" &&
          !cell.late &&
          !taken.has(cell) &&
          !isExplainedByAnother(grid, table, index),
      ),
    }),
  );
  const short = tables.flatMap((table) =>
    unexplained(grid, table).filter(({ state, late }) => state === "partial" && !late),
  );
  const shortOnes = tables.filter(({ id }) => short.some(({ table }) => table === id));
  const priorities = shortOnes
    .map((table) => table.priority.partial ?? phase.priority.partial)
    .sort();
  const shortFinding: FindingInput = {
    kind: "games-short",
    subject: phase.id,
    priority: priorities[0] ?? phase.priority.partial,
    title: `${shortOnes.length === 1 ? (shortOnes[0]?.title ?? phase.title) : phase.title} short of the schedule on older dates`,
    cells: short,
  };
  return [...missing, shortFinding];
}

/** A table's cells with those as healthy whose only fault is that rows stand on another date: that is said once. */
function unexplained(grid: Grid, { id }: TableConfig): readonly Cell[] {
  const explained = explainedByStrays(grid, id);
  if (explained.size === 0) return columnOf(grid, id);
  return columnOf(grid, id).map((cell) =>
    explained.has(cell.date)
      ? { ...cell, state: "complete" as const, thin: false, late: false }
      : cell,
  );
}

/** Newest dates that are still allowed to fill by themselves: short or empty tables, and phases with nothing at all. */
function recentLag(
  grid: Grid,
  tables: readonly TableConfig[],
  taken: ReadonlySet<Cell>,
): FindingInput {
  const arriving = arrivingTables(tables);
  const together = new Set(
    grid.pipeline.phases.filter(({ judged }) => judged === "together").map(({ id }) => id),
  );
  const cells = tables.flatMap((table) =>
    unexplained(grid, table).filter((cell, index) => {
      if (!cell.late || taken.has(cell) || arriving.has(table.id)) return false;
      if (!together.has(table.phase)) return !isExplainedByAnother(grid, table, index);
      if (cell.thin) return true;
      const day = cellsOfDay(grid, index);
      const siblings = tables.filter(({ phase }) => phase === table.phase);
      return siblings.every(({ id }) => day.get(id)?.state === "missing");
    }),
  );
  return {
    kind: "recent-lag",
    subject: "recent",
    priority: "P1",
    title: "newest dates short of the schedule, still within the grace",
    cells,
  };
}

/** What one table's cells show beyond being there or not. */
function judgeCells(grid: Grid, table: TableConfig): FindingInput[] {
  const cells = columnOf(grid, table.id);
  const explained = explainedByStrays(grid, table.id);
  const phase = grid.pipeline.phases.find(({ id }) => id === table.phase);
  const name = table.title ?? table.id;
  const over = cells.filter(({ state, date }) => state === "over-count" && !explained.has(date));
  return [
    {
      kind: "thin",
      subject: table.id,
      priority: table.priority.thin ?? phase?.priority.thin ?? "P2",
      title: `${name} only in part (thin): rows are there, but fewer than a full date has`,
      cells: unexplained(grid, table).filter(({ thin, late }) => thin && !late),
    },
    {
      kind: "stale",
      subject: table.id,
      priority: "P2",
      title: `${name} stale: something it was computed from changed later`,
      cells: cells.filter(({ state }) => state === "stale"),
    },
    {
      kind: "over-count",
      subject: table.id,
      priority: "P1",
      title: overCountTitle(name, table, over),
      cells: over,
    },
    {
      kind: "unreconciled",
      subject: table.id,
      priority: "P1",
      title:
        table.compare === undefined
          ? `${name}: points do not add up to the final score`
          : `${name}: players' numbers differ from those of ${table.compare.with}`,
      cells: cells.filter(({ unreconciled }) => unreconciled.length > 0),
    },
    {
      kind: "changed-outside",
      subject: table.id,
      // Whatever training computes from such rows rests on something that nobody accounts for.
      priority: trainingLineage(grid.pipeline, grid.environment).has(table.id) ? "P0" : "P1",
      title: `${name} changed outside: somebody else wrote rows that only this tool writes`,
      cells: cells.filter(isForeign),
    },
  ];
}

function emptyCalendar(grid: Grid): Finding[] {
  return [
    {
      id: "empty-calendar:calendar",
      kind: "empty-calendar",
      subject: "calendar",
      priority: "P1",
      title: `${gamesCalendar(grid.pipeline)?.table ?? "no declared season"} lists no game that counts between ${grid.range.first} and ${grid.range.last}`,
      dates: [],
      runs: [],
      cells: [],
      games: 0,
    },
  ];
}
