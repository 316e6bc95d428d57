import type { CivilDate } from "../../dates/civil-date.ts";
import { inRange } from "../../dates/range.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import { gamesBehind } from "../../findings/behind.ts";
import { isOfNewest } from "../../findings/finding.ts";
import { type PlanPhase, planPhaseOf } from "../../findings/plan-phases.ts";
import { noGames } from "../../grid/calendar/no-games.ts";
import { keyOf } from "../../grid/cascade.ts";
import { type Cell, columnOf, type Grid } from "../../grid/grid.ts";
import { checkAsked } from "../../pipeline/asked.ts";
import { gamesCalendar } from "../../pipeline/rules.ts";
import type { Selection, Wanted } from "../../records/selection.ts";
import { namedOffCadence } from "./off-cadence.ts";
import { removalsOf } from "./strays.ts";

/** The cells to repair before any gate: what is wrong or unread within the selection, and complete cells only by force. */
export function wantedCells(assessment: Assessment, selection: Selection): Wanted[] {
  const { grid } = assessment;
  checkSelection(grid, selection);
  const wanted = new Map<string, Wanted>();
  const take = (cell: Cell, because: string) => {
    const ref = { table: cell.table, date: cell.date };
    if (wanted.has(keyOf(ref)) || !isSelected(grid, selection, cell)) return;
    wanted.set(keyOf(ref), { ...ref, because, state: cell.state, rows: cell.rows });
  };
  if (selection.removeStrays)
    for (const removal of removalsOf(grid, selection, strayTables(assessment, selection)))
      wanted.set(keyOf(removal), removal);
  const refreshed = staleScheduleDates(assessment);
  const schedule = gamesCalendar(grid.pipeline)?.table ?? "";

  for (const finding of assessment.findings) {
    const phase = planPhaseOf(grid, finding);
    if (phase === null) continue;
    if (selection.planPhases.length > 0 && !selection.planPhases.includes(phase)) continue;
    for (const cell of finding.cells) {
      const isBehind = gamesBehind(grid, cell).length > 0;
      // The newest dates fill by themselves; only a person who names them has them repaired before. A date whose schedule
      // is fetched again waits for no source any more: what was not computed on it is computed.
      const isAwaited = isOfNewest(finding) && !(refreshed.has(cell.date) && isBehind);
      if (isAwaited && !selection.withinGrace) continue;
      if (cell.late && selection.pastGraceOnly) continue;
      if (refreshed.has(cell.date) && isGamesCell(cell) && !isBehind) continue;
      take(cell, finding.id);
    }
  }
  for (const [date, phase] of refreshed) {
    if (selection.planPhases.length > 0 && !selection.planPhases.includes(phase)) continue;
    const cell = columnOf(grid, schedule).find((one) => one.date === date);
    if (cell !== undefined) take(cell, "stale-schedule");
  }
  // What they lack nobody knows, so they are neither left out in silence nor run: the gates refuse them by name.
  const watched = new Set(grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id));
  for (const [id, column] of grid.columns)
    if (watched.has(id))
      for (const cell of column) if (cell.state === "unknown") take(cell, "unread");
  for (const cell of namedOffCadence(grid, selection)) take(cell, "named");
  if (selection.force) {
    const isForced = forcedIn(assessment, selection);
    for (const column of grid.columns.values())
      for (const cell of column) if (isForced(cell)) take(cell, "force");
  }
  return [...wanted.values()];
}

/**
 * A complete cell has no finding, so no plan phase of its own. Force stays inside a selected plan phase: it takes the tables
 * that the phase repairs, without the cells that another phase repairs.
 */
function forcedIn(
  { grid, findings }: Assessment,
  { planPhases }: Selection,
): (cell: Cell) => boolean {
  if (planPhases.length === 0) return () => true;
  const tables = new Set<string>();
  const others = new Set<string>();
  for (const finding of findings) {
    const phase = planPhaseOf(grid, finding);
    if (phase === null) continue;
    const isIn = planPhases.includes(phase);
    for (const cell of finding.cells) isIn ? tables.add(cell.table) : others.add(keyOf(cell));
  }
  return (cell) => tables.has(cell.table) && !others.has(keyOf(cell));
}

/** Tables of the selected phases and plan phases that hold misplaced rows. */
function strayTables(
  { grid, findings }: Assessment,
  { phases, planPhases }: Selection,
): ReadonlySet<string> {
  const own = findings.filter((finding) => {
    if (finding.kind !== "misplaced") return false;
    const phase = planPhaseOf(grid, finding);
    return planPhases.length === 0 || (phase !== null && planPhases.includes(phase));
  });
  return new Set(
    own
      .map(({ subject }) => subject)
      .filter((id) => phases.length === 0 || phases.includes(phaseNumberOf(grid, id))),
  );
}

const phaseNumberOf = ({ tables, pipeline }: Grid, id: string): number => {
  const table = tables.find((one) => one.id === id);
  return pipeline.phases.find((phase) => phase.id === table?.phase)?.number ?? 0;
};

/** A game that nobody played is mended on the schedule, not in the tables that lack it. */
const isGamesCell = ({ unit, state }: Cell): boolean => unit === "games" && state === "partial";

function staleScheduleDates({ grid, diagnoses }: Assessment): Map<CivilDate, PlanPhase> {
  const dates = new Map<CivilDate, PlanPhase>();
  for (const { cause, finding, run } of diagnoses) {
    const phase = planPhaseOf(grid, finding);
    if (cause !== "stale-schedule" || phase === null) continue;
    for (const date of run.dates) if (!dates.has(date)) dates.set(date, phase);
  }
  return dates;
}

function isSelected(grid: Grid, selection: Selection, cell: Cell): boolean {
  const { dates, tables, phases } = selection;
  return (
    (dates.length === 0 || dates.some((range) => inRange(cell.date, range))) &&
    (tables.length === 0 || tables.includes(cell.table)) &&
    (phases.length === 0 || phases.includes(phaseNumberOf(grid, cell.table)))
  );
}

function checkSelection(grid: Grid, selection: Selection): void {
  const { tables, phases } = selection;
  checkAsked(grid.pipeline, grid.environment, { tables, phases });
  const known = [
    ...grid.days.map(({ date }) => date),
    ...(selection.removeStrays
      ? (grid.outside?.strays ?? []).flatMap(({ date }) => date ?? [])
      : []),
  ];
  const without = selection.dates.filter((range) => !known.some((date) => inRange(date, range)));
  if (without.length > 0)
    throw noGames(
      grid,
      without,
      grid.days.map(({ date }) => date),
    );
}
