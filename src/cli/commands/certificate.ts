import { idOf } from "../../certificate/record.ts";
import { checkCertificate } from "../../jobs/validate/check-certificate.ts";
import { checkExitCode, renderCheck } from "../../render/certificate/certificate.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

export async function checkCertificateCommand(context: CliContext, typed: Typed, file: string) {
  const { json, inputs } = inputsOf("certificate check", typed);
  const request = { ...inputs, file, now: context.now, env: context.env, root: context.root };
  const { certificate, comparison } = await checkCertificate(request, context.progress);
  if (json) printJson(context, { certificate: idOf(certificate), ...comparison });
  else context.print(renderCheck(certificate, comparison));
  return checkExitCode(comparison);
}
