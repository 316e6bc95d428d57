import type { CommandInputs } from "../../commands/catalogue.ts";
import type { RepairRequest } from "../../jobs/repair/run/context.ts";
import type { KnownPlan } from "../../jobs/repair/run/plan-known.ts";
import type { Asked } from "../../pipeline/asked.ts";
import type { CliContext } from "./context.ts";

type Where = Omit<CommandInputs<"verify">, "out" | "json"> & {
  readonly asked?: Asked | undefined;
  /** Nothing is to be written. */
  readonly dryRun?: boolean | undefined;
  readonly budget?: number | undefined;
  readonly out?: string | undefined;
};

export function repairRequest(context: CliContext, inputs: Where): RepairRequest {
  const { environment, pipeline, lockWait } = inputs;
  return {
    environment,
    pipeline,
    lockWait,
    asOf: inputs.asOf,
    now: context.now,
    root: context.root,
    out: inputs.out,
    env: context.env,
    budget: inputs.budget,
    project: inputs.project,
    asked: inputs.asked,
    readOnly: inputs.dryRun,
  };
}

/** A plan without what could not be read is shown, and is no success. */
export const codeOf = ({ unread }: KnownPlan): number => (unread.length > 0 ? 3 : 0);
