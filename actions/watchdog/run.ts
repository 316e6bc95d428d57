import { context } from "@actions/github";
import { openWorkflows } from "../../src/github/workflows.ts";
import { type ActionResult, annotateWarning } from "../../src/hosts/action.ts";
import { ping, watchdog } from "../../src/jobs/watch/watchdog.ts";
import { renderWatchdog } from "../../src/render/repair/watch.ts";
import type { Inputs } from "./inputs.ts";

/** Fails where a schedule did not run in time. */
export async function lookForLate(inputs: Inputs): Promise<ActionResult> {
  const { token, workflows, maxAge, pingUrl } = inputs;
  const now = new Date();
  const seen = await watchdog(workflows, maxAge, now, openWorkflows({ ...context.repo, token }));
  const why = pingUrl === undefined || seen.late.length > 0 ? null : await ping(pingUrl);
  if (why !== null) annotateWarning(`The address outside was not reached: ${why}.`);
  return {
    outputs: { late: String(seen.late.length) },
    summary: renderWatchdog(seen),
    failure: seen.late.length === 0 ? null : seen.late.join(" "),
  };
}
