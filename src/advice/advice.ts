import type { CivilDate } from "../dates/civil-date.ts";
import { CAUSES, type CauseKind } from "../findings/causes/causes.ts";
import type { Diagnosis } from "../findings/causes/diagnosis.ts";
import { type PlanPhase, planPhaseOf } from "../findings/plan-phases.ts";
import type { Grid } from "../grid/grid.ts";
import { tableIn } from "../pipeline/readings.ts";
import { gamesCalendar } from "../pipeline/rules.ts";
import { missingDatesYaml } from "./blocks/config.ts";
import { type CauseGroup, dateListOf, groupByCause, tablesOfGroup } from "./blocks/group.ts";
import type { Check, KindAdvice, Place, Prevention, RepairWay } from "./blocks/kind.ts";
import { type Estimate, estimateOf } from "./blocks/minutes.ts";
import { command, firstDaysIn, isCallable, type Target } from "./blocks/target.ts";
import { CALENDAR_ADVICE } from "./causes/calendar.ts";
import { COVERAGE_ADVICE } from "./causes/coverage.ts";
import { FLOW_ADVICE } from "./causes/flow.ts";
import { MISPLACED_ADVICE } from "./causes/misplaced.ts";
import { NEWEST_ADVICE } from "./causes/newest.ts";
import { SEASON_ADVICE } from "./causes/season.ts";
import { SHAPE_ADVICE } from "./causes/shape.ts";
import { SURPLUS_ADVICE } from "./causes/surplus.ts";
import { TABLE_ADVICE } from "./causes/tables.ts";

/** What to do about every kind of cause. */
const ADVICE: Record<CauseKind, KindAdvice> = {
  ...SEASON_ADVICE,
  ...NEWEST_ADVICE,
  ...FLOW_ADVICE,
  ...TABLE_ADVICE,
  ...CALENDAR_ADVICE,
  ...MISPLACED_ADVICE,
  ...COVERAGE_ADVICE,
  ...SURPLUS_ADVICE,
  ...SHAPE_ADVICE,
};

/** What to do about one cause of one finding. */
export type Advice = {
  readonly group: CauseGroup;
  readonly title: string;
  readonly byDesign: boolean;
  readonly confirm: readonly Check[];
  readonly prevent: Prevention;
  readonly first: "run" | "look";
  readonly why: string;
  readonly repair: {
    readonly way: RepairWay;
    readonly planPhase: PlanPhase | null;
    /** Plain sentences. */
    readonly words: readonly string[];
    /** The group alone; null where no command of this tool repairs it. */
    readonly line: string | null;
    readonly includeWarmUp: boolean;
    readonly cells: readonly { readonly table: string; readonly date: CivilDate }[];
    readonly estimate: Estimate;
  };
};

/** The advice for each cause of each finding, in the order of the findings. */
export const adviseAll = (
  grid: Grid,
  diagnoses: readonly Diagnosis[],
  target: Target,
): readonly Advice[] => {
  const known = gridAt(grid, target);
  return groupByCause(diagnoses).map((group) => advise(known, group, target));
};

/** A CSV knows tables as they are declared; who pastes a query into a console asks the environment that its commands name. */
const gridAt = (grid: Grid, { csv, environment }: Target): Grid =>
  csv === null
    ? grid
    : {
        ...grid,
        tables: grid.tables.map((table) => tableIn(grid.pipeline, table, environment)),
      };

function advise(grid: Grid, group: CauseGroup, target: Target): Advice {
  const kind = ADVICE[group.cause];
  const place: Place = { grid, group, tables: tablesOfGroup(grid, group), target };
  const rebuildable = place.tables.some((table) => table.rebuildable);
  const firstDays = group.cause === "warm-up" ? firstDaysIn(target, place.tables) : "filled";
  const wayOfCause = firstDays === "never" ? "declare" : kind.way;
  const way = rebuildable || wayOfCause !== "run" ? wayOfCause : "never";
  const planPhase = planPhaseOf(grid, group.finding);
  const cells = cellsToRun(place, way);
  const includeWarmUp = firstDays === "on request";
  return {
    group,
    title: CAUSES[group.cause].title,
    byDesign: CAUSES[group.cause].byDesign,
    confirm: way === "never" ? [] : kind.confirm(place),
    prevent: way === "never" ? beforehand(place) : kind.prevent(place),
    first: kind.first,
    why: kind.why(place),
    repair: {
      way,
      planPhase,
      words: way === "never" ? NEVER : kind.repair(place),
      line: kind.line === undefined ? lineFor(place, way, includeWarmUp) : kind.line(place),
      includeWarmUp,
      cells,
      estimate: estimateOf(grid.pipeline, target, cells),
    },
  };
}

const NEVER = [
  "The table is declared rebuildable: false, because its rows cannot be recreated after the fact. The gap stays, and a backfill refuses it. What it is made from may have been missing at the time.",
];

/** What cannot be made up for can only be seen to before. */
const beforehand = ({ group, target }: Place): Prevention => ({
  words:
    "It can only be seen to beforehand: let the gate stand before the job that makes these rows, and let a date without them fail the same day.",
  yaml: missingDatesYaml(group.tables[0] ?? ""),
  line: command(target, "gate"),
});

/** What a run writes: the cells themselves, or the schedule of their dates. */
function cellsToRun({ grid, group, tables }: Place, way: RepairWay) {
  const schedule = gamesCalendar(grid.pipeline)?.table;
  if (way === "refresh")
    return schedule === undefined ? [] : group.dates.map((date) => ({ table: schedule, date }));
  if (way !== "run" && way !== "remove") return [];
  const rebuildable = new Set(tables.filter((table) => table.rebuildable).map(({ id }) => id));
  return group.cells
    .filter(({ table }) => rebuildable.has(table))
    .map(({ table, date }) => ({ table, date }));
}

function lineFor(place: Place, way: RepairWay, includeWarmUp: boolean): string | null {
  const { group, target } = place;
  const own = place.tables.filter((table) => table.rebuildable && isCallable(target, table));
  if (way !== "run" || own.length === 0) return null;
  return command(target, "backfill", {
    tables: own.map(({ id }) => id).join(","),
    dates: dateListOf(group.runs),
    ...(includeWarmUp ? { "include-warm-up": true } : {}),
  });
}
