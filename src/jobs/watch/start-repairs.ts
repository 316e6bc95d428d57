import type { Dispatch } from "../../backfill/run/watch.ts";
import type { ActiveRun, Workflows } from "../../github/workflows.ts";
import { ownRuns, sameStart } from "../../issues/command/under-way.ts";

export type Started = {
  readonly dispatch: Dispatch;
  /** Of the run, where GitHub said it. */
  readonly url: string | null;
  /** The run that does it already; null where this one was started. */
  readonly because: ActiveRun | null;
};

/**
 * Starts what the watch asks for, but nothing that is queued, waits for an approval or runs already: a look every four
 * hours would otherwise pile up starts behind whoever does not answer. Something new is left for the next look while any
 * repair of its environment has not ended.
 */
export async function startRepairs(
  dispatches: readonly Dispatch[],
  workflow: string,
  ref: string,
  workflows: Workflows,
): Promise<Started[]> {
  const active = dispatches.length === 0 ? [] : await workflows.active(workflow);
  const started: Started[] = [];
  for (const dispatch of dispatches) {
    const same =
      dispatch.resume === undefined
        ? ownRuns(active, dispatch.environment)
        : active.filter((run) => sameStart(run, dispatch));
    const [because = null] = same;
    const url = because === null ? await workflows.dispatch(workflow, ref, dispatch) : because.url;
    started.push({ dispatch, url, because });
  }
  return started;
}
