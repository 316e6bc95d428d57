import { parseCivilDate } from "../../dates/civil-date.ts";
import { explanationExitCode } from "../../explain/explanation.ts";
import { runExplain } from "../../jobs/validate/explain.ts";
import { renderExplanation } from "../../render/explain/explanation.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

export async function explainCommand(
  context: CliContext,
  typed: Typed,
  table: string,
  day: string,
): Promise<number> {
  const { json, inputs } = inputsOf("explain", typed);
  const { now, env, root } = context;
  const date = parseCivilDate(day);
  const explained = await runExplain({ ...inputs, table, date, now, env, root }, context.progress);
  const exitCode = explanationExitCode(explained);
  if (json) printJson(context, { exitCode, ...explained });
  else context.print(renderExplanation(explained));
  return exitCode;
}
