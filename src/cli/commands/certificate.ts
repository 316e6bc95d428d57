import { idOf } from "../../certificate/record.ts";
import { noteTried } from "../../jobs/certificate/tried.ts";
import { findLeaks } from "../../jobs/leak/leak.ts";
import { loadPipeline, warehouseSettings } from "../../jobs/shared/open.ts";
import { checkCertificate } from "../../jobs/validate/check-certificate.ts";
import { checkExitCode, renderCheck } from "../../render/certificate/certificate.ts";
import { renderLeaks } from "../../render/certificate/leaks.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

export async function leakCommand(context: CliContext, typed: Typed, table: string) {
  const { json, inputs } = inputsOf("leak", typed);
  const { environment, pipeline: file, out, ...what } = inputs;
  const pipeline = await loadPipeline(file, context.root);
  const where = warehouseSettings(pipeline, environment, undefined, context.env);
  const report = await findLeaks(
    {
      ...what,
      pipeline,
      environment,
      root: context.root,
      table,
      path: where.engine === "duckdb" ? where.path : null,
    },
    context.progress,
  );
  await noteTried({ out, name: environment }, report, context.now());
  if (json) printJson(context, report);
  else context.print(renderLeaks(report, environment));
  return report.leaks.length > 0 ? 1 : 0;
}

export async function checkCertificateCommand(context: CliContext, typed: Typed, file: string) {
  const { json, inputs } = inputsOf("certificate check", typed);
  const request = { ...inputs, file, now: context.now, env: context.env, root: context.root };
  const { certificate, comparison } = await checkCertificate(request, context.progress);
  if (json) printJson(context, { certificate: idOf(certificate), ...comparison });
  else context.print(renderCheck(certificate, comparison));
  return checkExitCode(comparison);
}
