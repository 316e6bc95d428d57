import {
  type Cell,
  cellsOfDay,
  columnOf,
  type Grid,
  isForeign,
  isPresent,
} from "../health/grid.ts";
import { gamesCalendar, trainingLineage } from "../pipeline/rules.ts";
import type { PhaseConfig, TableConfig } from "../pipeline/schema.ts";
import { type Finding, type FindingInput, findingOf } from "./finding.ts";

/** Below this many dates, a table that is empty throughout is a gap of those dates and no proof that it never worked. */
const ENOUGH_DATES_TO_SAY_NEVER = 20;

/** Everything that is wrong in the grid, worst first: by priority, then in the order of the pipeline. */
export function findGaps(grid: Grid): Finding[] {
  if (grid.days.length === 0) return emptyCalendar(grid);
  const watched = grid.tables.filter(({ shadow }) => !shadow);
  const empty = watched.filter((table) => isZeroEverywhere(grid, table));
  const judged = new Set(watched.map(({ id }) => id));
  for (const { id } of empty) judged.delete(id);

  const inputs: FindingInput[] = [
    ...grid.pipeline.phases.flatMap((phase) => {
      const all = watched.filter((table) => table.phase === phase.id);
      // A phase that is empty as a whole is missing on its dates, whatever the range.
      const some = all.filter(({ id }) => judged.has(id));
      const tables = phase.judged === "together" && some.length === 0 ? all : some;
      return phase.judged === "together"
        ? judgeTogether(grid, phase, tables)
        : judgeEach(grid, phase, tables);
    }),
    recentLag(
      grid,
      watched.filter(({ id }) => judged.has(id)),
    ),
    ...watched.flatMap((table) => judgeCells(grid, table)),
    ...empty.map((table) => zeroEverywhere(grid, table)),
  ];
  const findings = inputs.flatMap((input) => findingOf(grid, input) ?? []);
  return findings.sort((a, b) => a.priority.localeCompare(b.priority));
}

/** No row on any date that expects some, of enough dates to say so. */
export function isZeroEverywhere(grid: Grid, table: TableConfig): boolean {
  const expected = columnOf(grid, table.id).filter(({ state }) => state !== "expected-absent");
  return (
    expected.length >= ENOUGH_DATES_TO_SAY_NEVER &&
    expected.every(({ state }) => state === "missing")
  );
}

/** A phase whose tables belong together: dates with none of them, and dates with some. */
function judgeTogether(
  grid: Grid,
  phase: PhaseConfig,
  tables: readonly TableConfig[],
): FindingInput[] {
  const none: Cell[] = [];
  const some: Cell[] = [];
  grid.days.forEach((_, index) => {
    const byTable = cellsOfDay(grid, index);
    const cells = tables.flatMap(({ id }) => byTable.get(id) ?? []);
    const missing = cells.filter(({ state }) => state === "missing");
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
function judgeEach(grid: Grid, phase: PhaseConfig, tables: readonly TableConfig[]): FindingInput[] {
  const missing = tables.map(
    (table): FindingInput => ({
      kind: "table-missing",
      subject: table.id,
      priority: table.priority.missing ?? phase.priority.missing,
      title: `${table.title ?? table.id} missing`,
      cells: columnOf(grid, table.id).filter(
        (cell, index) =>
          cell.state === "missing" && !cell.late && !isExplainedByAnother(grid, table, index),
      ),
    }),
  );
  const short = tables.flatMap((table) =>
    columnOf(grid, table.id).filter(({ state, late }) => state === "partial" && !late),
  );
  const priorities = tables
    .filter(({ id }) => short.some(({ table }) => table === id))
    .map((table) => table.priority.partial ?? phase.priority.partial)
    .sort();
  const shortFinding: FindingInput = {
    kind: "games-short",
    subject: phase.id,
    priority: priorities[0] ?? phase.priority.partial,
    title: `${phase.title} short of the schedule on older dates`,
    cells: short,
  };
  return [...missing, shortFinding];
}

/** Grades cannot exist where no prediction does: the gap is the other table's. */
function isExplainedByAnother(grid: Grid, table: TableConfig, index: number): boolean {
  if (typeof table.full !== "object" || !("share" in table.full)) return false;
  return columnOf(grid, table.full.share.of)[index]?.state === "missing";
}

/** Newest dates that are still allowed to fill by themselves: short or empty tables, and phases with nothing at all. */
function recentLag(grid: Grid, tables: readonly TableConfig[]): FindingInput {
  const together = new Set(
    grid.pipeline.phases.filter(({ judged }) => judged === "together").map(({ id }) => id),
  );
  const cells = tables.flatMap((table) =>
    columnOf(grid, table.id).filter((cell, index) => {
      if (!cell.late || cell.thin) return false;
      if (!together.has(table.phase)) return !isExplainedByAnother(grid, table, index);
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
  const name = table.title ?? table.id;
  return [
    {
      kind: "thin",
      subject: table.id,
      priority: "P2",
      title: `${name} thin: rows are there, but fewer than a full date has`,
      cells: cells.filter(({ thin, late }) => thin && !late),
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
      title: `${name} over-counted: more rows than keys, or more than the schedule allows`,
      cells: cells.filter(({ state }) => state === "over-count"),
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

const zeroEverywhere = (grid: Grid, table: TableConfig): FindingInput => ({
  kind: "zero-everywhere",
  subject: table.id,
  priority: "P1",
  title: `${table.title ?? table.id} is empty on every date: check that ${table.name} is the right table`,
  cells: columnOf(grid, table.id).filter(({ state }) => state === "missing"),
});

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
