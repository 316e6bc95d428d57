import { columnOf, isForeign } from "../health/grid.ts";
import { trainingTables } from "../pipeline/rules.ts";
import type { Assessment, TrainingState } from "./assess.ts";

export type GateRequirement = "unblocked" | "ready";

export type GateVerdict = {
  readonly passes: boolean;
  readonly training: TrainingState;
  /** Something could not be read: then it does not pass, and nobody knows whether it should. */
  readonly unknown: boolean;
  /** Why it does not pass; empty where it does. */
  readonly reasons: readonly string[];
};

/**
 * Whether training may run on this grid: no required date without rows, nothing unknown or stale in the tables it
 * needs, and for `ready` every reachable criterion met. `tables` narrows what is needed; empty for what is declared.
 */
export function judgeGate(
  assessment: Assessment,
  require: GateRequirement,
  tables: readonly string[],
): GateVerdict {
  const { grid } = assessment;
  const needed =
    tables.length > 0
      ? tables
      : trainingTables(grid.pipeline, grid.environment).map(({ id }) => id);
  const cells = needed.flatMap((id) => columnOf(grid, id));
  const unknown = cells.filter(({ state }) => state === "unknown").length;
  const missing = cells.filter(({ state, late }) => state === "missing" && !late).length;
  const foreign = cells.filter(isForeign).length;
  const stale = cells.filter(({ state }) => state === "stale").length;
  const reasons = [
    ...(cells.length === 0 ? ["no game date is in the range"] : []),
    ...(unknown > 0 ? [`${unknown} needed cells are unknown`] : []),
    ...(grid.ledgerError !== null ? [`staleness is unknown: ${grid.ledgerError}`] : []),
    ...(foreign > 0 ? [`${foreign} needed cells were changed by somebody else`] : []),
    ...(stale > 0 ? [`${stale} needed cells are stale`] : []),
    ...(tables.length === 0 && assessment.training === "BLOCKED" ? ["training is BLOCKED"] : []),
    ...(tables.length > 0 && missing > 0 ? [`${missing} needed cells are missing`] : []),
    ...(require === "ready" && assessment.training !== "READY"
      ? [`training is ${assessment.training}, and READY is required`, ...unmet(assessment)]
      : []),
  ];
  return {
    passes: reasons.length === 0,
    training: assessment.training,
    unknown: unknown > 0 || grid.ledgerError !== null,
    reasons,
  };
}

const unmet = ({ ceilings }: Assessment): string[] =>
  ceilings.criteria
    .filter(({ verdict }) => verdict === "fail")
    .map(({ criterion, measured }) => {
      const target =
        criterion.above === undefined ? `below ${criterion.below}` : `above ${criterion.above}`;
      return `${criterion.title} is ${measured ?? "unknown"}, ${target} is required`;
    });
