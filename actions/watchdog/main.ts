import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { refuseWhilePaused } from "../../src/github/pause.ts";
import { openWorkflows } from "../../src/github/workflows.ts";
import { readInputs, runAction } from "../../src/hosts/action.ts";
import { WatchdogInputs } from "../../src/hosts/watch-inputs.ts";
import { watchdog } from "../../src/jobs/watchdog.ts";
import { renderWatchdog } from "../../src/render/watch.ts";

await runAction(async () => {
  const inputs = readInputs(WatchdogInputs, ["token", "paused", "workflows", "max-age"]);
  await refuseWhilePaused({ ...context.repo, ...inputs, timing: REAL_TIMING });
  const { token, workflows, maxAge } = inputs;
  const seen = await watchdog(
    workflows,
    maxAge,
    new Date(),
    openWorkflows({ ...context.repo, token }),
  );
  return {
    outputs: { late: String(seen.late.length) },
    summary: renderWatchdog(seen),
    failure: seen.late.length === 0 ? null : seen.late.join(" "),
  };
});
