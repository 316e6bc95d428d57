import { runValidate } from "../../jobs/validate/run-validate.ts";
import { renderConsole } from "../../render/summary/summary.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

export async function validateCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("validate", typed);
  const result = await runValidate(
    { ...inputs, now: context.now, env: context.env, root: context.root, hostRun: null },
    context.progress,
  );
  const { record, exitCode, paths, assessment } = result;
  if (json) printJson(context, { ...record, exitCode, paths });
  else context.print(`${renderConsole(assessment, record.counted)}\nHandoff: ${paths.handoff}`);
  return exitCode;
}
