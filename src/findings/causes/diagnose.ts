import type { CivilDate } from "../../dates/civil-date.ts";
import type { Grid } from "../../grid/grid.ts";
import { type DateContext, seasonShapes } from "../context.ts";
import type { Finding } from "../finding.ts";
import { runsOf } from "../runs.ts";
import { CAUSE_KINDS, CAUSES, type CauseKind } from "./causes.ts";
import { diagnoseOutside } from "./diagnose-outside.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { removedRows } from "./foreign-evidence.ts";

/** Splits each finding into runs of dates with one cause each, in the order of the findings and then of the dates. */
export function diagnose(grid: Grid, findings: readonly Finding[]): Diagnosis[] {
  const shapes = seasonShapes(grid);
  return findings.flatMap((finding) => {
    const outside = diagnoseOutside(grid, finding);
    if (outside !== null) return outside;
    const byCause = new Map<CauseKind, CivilDate[]>();
    const cellsByDate = Map.groupBy(finding.cells, ({ date }) => date);
    const contexts = new Map<CivilDate, DateContext>();
    grid.days.forEach((day, dayIndex) => {
      const cells = cellsByDate.get(day.date);
      if (cells === undefined) return;
      const context = { grid, finding, day, dayIndex, cells, shapes };
      contexts.set(day.date, context);
      const cause = CAUSE_KINDS.find((kind) => CAUSES[kind].matches(context)) ?? "scattered";
      byCause.set(cause, [...(byCause.get(cause) ?? []), day.date]);
    });
    const diagnoses = [...byCause].flatMap(([cause, dates]) =>
      runsOf(dates, grid.days).map((run): Diagnosis => {
        const inRun = run.dates.flatMap((date) => contexts.get(date) ?? []);
        const tables = [...new Set(inRun.flatMap(({ cells }) => cells.map(({ table }) => table)))];
        return {
          cause,
          finding,
          run,
          tables,
          evidence: [...CAUSES[cause].evidence(inRun, run), ...removedRows(inRun)],
        };
      }),
    );
    return diagnoses.sort((a, b) => (a.run.first < b.run.first ? -1 : 1));
  });
}
