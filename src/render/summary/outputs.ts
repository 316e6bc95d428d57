import type { Assessment } from "../../findings/assess/assess.ts";
import { stateText } from "../../findings/assess/readiness-text.ts";
import { listedDays } from "../../grid/calendar/calendar.ts";
import { type BoundedScore, boundedAverage, isCertain, roundScore } from "../../grid/score.ts";
import { count } from "../text/words.ts";

type Paths = Readonly<Record<"healthCsv" | "gapsCsv" | "runJson" | "handoff", string>>;

/** The action's outputs, by the names of its action.yml. */
export function validateOutputs(
  { training, average, grid, scores, counts, unknownCells }: Assessment,
  paths: Paths,
  exitCode: number,
): Record<string, string> {
  return {
    "exit-code": String(exitCode),
    "training-state": training,
    "average-score": average === null ? "" : roundScore(average).toFixed(1),
    "date-count": String(listedDays(grid.days).length),
    "average-bounds": boundsText(boundedAverage(scores)),
    "p0-count": String(counts.P0),
    "p1-count": String(counts.P1),
    "p2-count": String(counts.P2),
    "unknown-cells": String(unknownCells),
    "health-csv": paths.healthCsv,
    "gaps-csv": paths.gapsCsv,
    "run-json": paths.runJson,
    handoff: paths.handoff,
  };
}

const boundsText = (average: BoundedScore | null): string =>
  average === null || isCertain(average)
    ? ""
    : `${roundScore(average.low).toFixed(1)} to ${roundScore(average.high).toFixed(1)}`;

/** Why the step fails, or null. */
export function validateFailure(assessment: Assessment, exitCode: number): string | null {
  if (exitCode === 0) return null;
  if (exitCode === 3)
    return `${count(assessment.unread.length, "table")} could not be read: ${assessment.unread.map(({ table }) => table).join(", ")}.`;
  const { P0, P1, P2 } = assessment.counts;
  return `Training is ${stateText(assessment.readiness)}: ${P0} P0, ${P1} P1, ${P2} P2 findings.`;
}
