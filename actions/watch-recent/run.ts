import { type ActionResult, actionProgress, annotateWarning } from "../../src/hosts/action.ts";
import { watchRecent } from "../../src/jobs/watch/watch.ts";
import { renderWatched, watchOutputs } from "../../src/render/repair/watch.ts";
import { WHERE } from "../../src/workflow/start.ts";
import type { Inputs } from "./inputs.ts";

/** Finds the dates that are overdue, and the repairs to start for them. */
export async function watch(inputs: Inputs): Promise<ActionResult> {
  const watched = await watchRecent({ ...inputs, ...WHERE }, actionProgress);
  for (const note of watched.notes.slice(0, 10)) annotateWarning(note);
  return {
    outputs: watchOutputs(watched),
    summary: renderWatched(watched, inputs.environment),
    failure:
      watched.unread.length === 0 ? null : `Could not be read: ${watched.unread.join(", ")}.`,
  };
}
