import { context } from "@actions/github";
import { openWorkflows } from "../../src/github/workflows.ts";
import { readInputs, runAction } from "../../src/hosts/action.ts";
import { WatchdogInputs } from "../../src/hosts/watch-inputs.ts";
import { watchdog } from "../../src/jobs/watchdog.ts";
import { renderWatchdog } from "../../src/render/watch.ts";

await runAction(async () => {
  const { token, workflows, maxAge } = readInputs(WatchdogInputs, [
    "token",
    "workflows",
    "max-age",
  ]);
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
