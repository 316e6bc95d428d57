import type { GateVerdict } from "../../findings/assess/gate.ts";
import { quoted } from "../text/markdown.ts";

/** The action's outputs, by the names of its action.yml. */
export const gateOutputs = ({
  passes,
  training,
  reasons,
  short,
  certificate,
}: GateVerdict): Record<string, string> => ({
  passes: String(passes),
  training,
  short: short.join("\n"),
  reasons: reasons.join("\n"),
  certificate: certificate?.id ?? "",
});

/** Why the step fails, or null. */
export const gateFailure = ({ passes, reasons }: GateVerdict): string | null =>
  passes ? null : `Training may not run: ${reasons.join("; ")}.`;

/** For the job summary. */
export function renderGate(
  { passes, state, reasons, short, certificate }: GateVerdict,
  environment: string,
): string {
  const head = passes ? "## Gate: training may run" : "## Gate: training may not run";
  const what = `Environment ${quoted(environment)}, training ${state}.`;
  const lines = [...reasons, ...short.map((one) => `short on ${one}`)];
  const made = certificate === undefined ? [] : [quoted(certificate.line)];
  return `${[head, what, ...made, ...lines.map((line) => `- ${quoted(line)}`)].join("\n\n")}\n`;
}
