import { doctor } from "../../jobs/doctor/doctor.ts";
import { runInit } from "../../jobs/doctor/run-init.ts";
import { counted, doctorExitCode, renderDoctor } from "../../render/summary/doctor.ts";
import { isLeft, renderInit } from "../../render/summary/warehouse-init.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

const isEmulated = ({ env }: CliContext): boolean => Boolean(env["BIGQUERY_EMULATOR_HOST"]);

export async function initCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("warehouse init", typed);
  const { root, env, progress } = context;
  const report = await runInit({ ...inputs, root, env, emulated: isEmulated(context) }, progress);
  if (json) printJson(context, report);
  else context.print(renderInit(report));
  return report.items.some(isLeft) ? 1 : 0;
}

export async function doctorCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("doctor", typed);
  const { root, env, progress } = context;
  const report = await doctor(
    {
      ...inputs,
      root,
      env,
      nodeVersion: process.versions.node,
      emulated: isEmulated(context),
    },
    progress,
  );
  const exitCode = doctorExitCode(report);
  if (json) printJson(context, { ...report, exitCode, counts: counted(report) });
  else context.print(renderDoctor(report));
  return exitCode;
}
