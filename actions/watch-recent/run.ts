import type { z } from "zod";
import { type ActionResult, actionProgress, annotateWarning } from "../../src/hosts/action.ts";
import type { WatchInputs } from "../../src/hosts/inputs/watch.ts";
import { watchRecent } from "../../src/jobs/watch/watch.ts";
import { renderWatched, watchOutputs } from "../../src/render/repair/watch.ts";

/** Finds the dates that are overdue, and the repairs to start for them. */
export async function watch(inputs: z.infer<typeof WatchInputs>): Promise<ActionResult> {
  const watched = await watchRecent({ ...inputs, lockWait: 30, env: process.env }, actionProgress);
  for (const note of watched.notes.slice(0, 10)) annotateWarning(note);
  return {
    outputs: watchOutputs(watched),
    summary: renderWatched(watched, inputs.environment),
    failure:
      watched.unread.length === 0 ? null : `Could not be read: ${watched.unread.join(", ")}.`,
  };
}
