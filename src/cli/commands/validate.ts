import { runValidate } from "../../jobs/validate/run-validate.ts";
import { renderConsole } from "../../render/summary/summary.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

export async function validateCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("validate", typed);
  if (inputs.estimate === true) {
    const { runEstimate } = await import("../../jobs/validate/estimate.ts");
    const asked = { ...inputs, now: context.now, env: context.env, root: context.root };
    const estimate = await runEstimate(asked, context.progress);
    if (json) printJson(context, estimate);
    else context.print((await import("../../render/summary/estimate.ts")).renderEstimate(estimate));
    return 0;
  }
  const result = await runValidate(
    { ...inputs, now: context.now, env: context.env, root: context.root, hostRun: null },
    context.progress,
  );
  const { record, exitCode, paths, assessment } = result;
  if (json) printJson(context, { ...record, exitCode, paths });
  else context.print(`${renderConsole(assessment, record.counted)}\nHandoff: ${paths.handoff}`);
  return exitCode;
}
