import { commandLine } from "../../commands/catalogue.ts";
import { OUT, PIPELINE } from "../../commands/options.ts";
import type { BackfillResult } from "../../jobs/repair/backfill.ts";
import type { RepairContext } from "../../jobs/repair/run/context.ts";
import { totals, verdictOf } from "../../render/repair/receipt.ts";
import { costText } from "../../render/text/cost.ts";

/** What a repair ended with, for programs. */
export const repairJson = ({
  run,
  exitCode,
  canaryStopped,
  interrupted,
  receipt,
  paths,
}: BackfillResult) => ({ run, exitCode, canaryStopped, interrupted, receipt, paths });

/** The same for people, with what to type next. */
export function repairText({ request }: RepairContext, result: BackfillResult): string {
  const { run, receipt, paths, interrupted, wrote } = result;
  const { out, project } = request;
  const where = {
    environment: request.environment,
    ...(request.pipeline === PIPELINE.default ? {} : { pipeline: request.pipeline }),
    ...(project === undefined ? {} : { project }),
    // The receipt is there, and is written anew where it is.
    ...(out === undefined || out === OUT.default ? {} : { out }),
  };
  return [
    `Run ${run} (${request.environment}): ${totals(receipt)}, ${verdictOf(receipt)}`,
    ...(receipt.reasons ?? []).map((reason) => `  ${reason}`),
    ...(interrupted
      ? ["Interrupted: the statement in hand was finished, nothing new was begun."]
      : []),
    ...(receipt.dueAt === null ? [] : [`Warning: parked until ${receipt.dueAt}`]),
    ...(receipt.counts.pending + receipt.counts.parked > 0
      ? [`Resume it with: ${commandLine("backfill", { ...where, resume: run })}`]
      : []),
    `Training ${receipt.training.before} to ${receipt.training.after}`,
    ...(receipt.cost === undefined ? [] : [costText(receipt.cost)]),
    `Receipt: ${paths.receipt}`,
    wrote
      ? `Take it back: ${commandLine("undo", where, run)}`
      : "Nothing was written, so there is nothing to take back.",
  ].join("\n");
}
