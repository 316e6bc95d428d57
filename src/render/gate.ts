import type { GateVerdict } from "../gaps/gate.ts";
import { quoted } from "./markdown.ts";

/** The action's outputs, by the names of its action.yml. */
export const gateOutputs = ({
  passes,
  training,
  reasons,
}: GateVerdict): Record<string, string> => ({
  passes: String(passes),
  training,
  reasons: reasons.join("\n"),
});

/** Why the step fails, or null. */
export const gateFailure = ({ passes, reasons }: GateVerdict): string | null =>
  passes ? null : `Training may not run: ${reasons.join("; ")}.`;

/** For the job summary. */
export function renderGate(
  { passes, training, reasons }: GateVerdict,
  environment: string,
): string {
  const head = passes ? "## Gate: training may run" : "## Gate: training may not run";
  const state = `Environment ${quoted(environment)}, training ${training}.`;
  return `${[head, state, ...reasons.map((reason) => `- ${quoted(reason)}`)].join("\n\n")}\n`;
}
