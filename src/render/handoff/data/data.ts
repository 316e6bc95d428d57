import { type Advice, adviseAll } from "../../../advice/advice.ts";
import { type Target, targetOf } from "../../../advice/blocks/target.ts";
import { outlinePhases, type PhaseOutline } from "../../../advice/phases.ts";
import { PIPELINE } from "../../../commands/options.ts";
import type { Assessment } from "../../../findings/assess/assess.ts";
import type { Provenance } from "../../../records/provenance.ts";
import type { HandoffContext } from "./context.ts";

/** Everything that the sections of a handoff draw on, worked out once. */
export type HandoffData = {
  readonly assessment: Assessment;
  readonly provenance: Provenance;
  readonly context: HandoffContext;
  readonly target: Target;
  readonly advice: readonly Advice[];
  readonly phases: readonly PhaseOutline[];
  /** The phases that a command does something in. */
  readonly open: readonly PhaseOutline[];
};

export function handoffData(
  assessment: Assessment,
  provenance: Provenance,
  context: HandoffContext,
): HandoffData {
  const { grid, diagnoses } = assessment;
  const { pipelineFile } = provenance;
  const target = targetOf(grid, {
    pipelineFile: pipelineFile === PIPELINE.default ? null : (pipelineFile ?? null),
    csvFile: provenance.csvFile ?? null,
    out: context.out,
  });
  const advice = adviseAll(grid, diagnoses, target);
  const phases = outlinePhases(grid, advice, target);
  return {
    assessment,
    provenance,
    context,
    target,
    advice,
    phases,
    open: phases.filter(({ cells }) => cells.length > 0),
  };
}

/** How many dates a backfill tries first unless told otherwise. */
export const CANARY = 3;
