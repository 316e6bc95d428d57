import {
  actionProgress,
  annotateWarning,
  hide,
  readPipelineInputs,
  runAction,
} from "../../src/hosts/action.ts";
import { WatchInputs } from "../../src/hosts/watch-inputs.ts";
import { hideProjects } from "../../src/jobs/redaction.ts";
import { watchRecent } from "../../src/jobs/watch.ts";
import { whichEnvironment } from "../../src/jobs/which-environment.ts";
import { renderWatched, watchOutputs } from "../../src/render/watch.ts";

const INPUTS = [
  "environment",
  "pipeline",
  "project",
  "as-of",
  "days",
  "auto",
  "daily-dates",
  "redact",
];

await runAction(async () => {
  const inputs = await readPipelineInputs(WatchInputs, INPUTS, whichEnvironment);
  await hideProjects({ ...inputs, env: process.env }, hide);
  const watched = await watchRecent({ ...inputs, lockWait: 30, env: process.env }, actionProgress);
  for (const note of watched.notes.slice(0, 10)) annotateWarning(note);
  return {
    outputs: watchOutputs(watched),
    summary: renderWatched(watched, inputs.environment),
    failure:
      watched.unread.length === 0 ? null : `Could not be read: ${watched.unread.join(", ")}.`,
  };
});
