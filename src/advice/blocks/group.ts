import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateList, printDateList } from "../../dates/list.ts";
import type { CauseKind } from "../../findings/causes/causes.ts";
import type { Diagnosis } from "../../findings/causes/diagnosis.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Run } from "../../findings/runs.ts";
import type { Cell, Grid } from "../../grid/grid.ts";
import type { TableConfig } from "../../pipeline/schema.ts";

/** All runs of one finding that have the same cause: what a person takes up at once. */
export type CauseGroup = {
  readonly cause: CauseKind;
  readonly finding: Finding;
  readonly runs: readonly Run[];
  readonly dates: readonly CivilDate[];
  readonly cells: readonly Cell[];
  readonly tables: readonly string[];
  readonly evidence: readonly string[];
};

/** In the order of the findings, and within one by the first date of each cause. */
export function groupByCause(diagnoses: readonly Diagnosis[]): CauseGroup[] {
  const groups = Map.groupBy(diagnoses, ({ finding, cause }) => `${finding.id} ${cause}`);
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    return first === undefined ? [] : [groupOf(first, some)];
  });
}

function groupOf({ cause, finding }: Diagnosis, some: readonly Diagnosis[]): CauseGroup {
  const runs = some.map(({ run }) => run);
  const dates = runs.flatMap((run) => run.dates);
  const wanted = new Set(dates);
  return {
    cause,
    finding,
    runs,
    dates,
    cells: finding.cells.filter(({ date }) => wanted.has(date)),
    tables: [...new Set(some.flatMap(({ tables }) => tables))],
    evidence: [...new Set(some.flatMap(({ evidence }) => evidence))],
  };
}

export const tablesOfGroup = (grid: Grid, { tables }: CauseGroup): readonly TableConfig[] =>
  grid.tables.filter(({ id }) => tables.includes(id));

/** A longer list is no line that a person can read: then the span from the first run to the last. */
const MOST_RUNS = 30;

/** Runs as a date list; off days within a run belong to it and hold no game. */
export function dateListOf(runs: DateList): string {
  const [first, last] = [runs[0]?.first, runs.at(-1)?.last];
  return first === undefined || last === undefined || runs.length <= MOST_RUNS
    ? printDateList(runs)
    : printDateList([{ first, last }]);
}
