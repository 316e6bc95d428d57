import type { OwnIssue } from "../../github/issues/port.ts";
import { ownRuns, runsOfIssue } from "../../issues/command/under-way.ts";
import type { IssueTarget } from "../../issues/marker.ts";
import { readState, withState } from "../../issues/state.ts";
import type { Answer } from "../../render/issue/command-answer.ts";
import type { CommandPorts, CommandRequest } from "./command-gate.ts";

/**
 * Has the issue's repairs end. Those whose jobs run are asked by the issue's own notes, which each part reads: GitHub's
 * own cancel would end a statement in the middle. Those that only wait are cancelled.
 */
export async function stopRepair(
  named: string | null,
  own: OwnIssue,
  { environment }: IssueTarget,
  { event, workflow, now }: CommandRequest,
  { tracker, workflows }: CommandPorts,
): Promise<Answer & { readonly kind: "stopping" | "nothing to stop" }> {
  const active = await workflows.active(workflow);
  const last = readState(own.body)?.run ?? null;
  const runs = runsOfIssue(active, { environment, issue: own.number }, named, last);
  if (runs.length === 0)
    return { kind: "nothing to stop", named, under: ownRuns(active, environment) };
  // A sync may have written the issue since it was read.
  const current = (await tracker.get(own.number)) ?? own;
  const state = readState(current.body);
  const running = runs.filter(({ status }) => status === "in_progress");
  if (state === null && running.length > 0)
    return { kind: "nothing to stop", named, under: runs, why: UNREADABLE };
  if (state !== null) {
    const stop = {
      by: event.comment.author,
      at: now.toISOString(),
      // Also those that wait: one may begin before it is cancelled.
      runs: runs.slice(0, 20).map(({ id, attempt }) => ({ id: Number(id), attempt })),
    };
    await tracker.update(own.number, { body: withState(current.body, { ...state, stop }) });
  }
  const waiting = runs.filter(({ status }) => status !== "in_progress");
  for (const run of waiting) await workflows.cancel(run);
  return { kind: "stopping", running, cancelled: waiting };
}

const UNREADABLE =
  "This issue's own notes cannot be read, so its repair cannot be asked to end. The next validation that finds it broken writes them anew.";
