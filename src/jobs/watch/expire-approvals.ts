import type { IssueTracker } from "../../github/issues/port.ts";
import type { ActiveRun, Workflows } from "../../github/workflows.ts";
import { issueOf } from "../../issues/command/under-way.ts";
import { APPROVAL_HOURS, expiredComment } from "../../render/issue/repair.ts";

export type Expired = {
  readonly run: ActiveRun;
  /** The issue that was told; null where the run was for none, or for one that is not ours or locked. */
  readonly told: number | null;
};

/**
 * Cancels the runs of a workflow that have waited longer than APPROVAL_HOURS for an approval, and says so on the issue
 * that each was for. The word first: a run that is cancelled is not found again.
 */
export async function expireApprovals(
  workflow: string,
  now: Date,
  workflows: Workflows,
  tracker: IssueTracker,
): Promise<Expired[]> {
  const oldest = now.getTime() - APPROVAL_HOURS * 3_600_000;
  const expired: Expired[] = [];
  for (const run of await workflows.active(workflow)) {
    if (run.status !== "waiting" || Date.parse(run.at) > oldest) continue;
    const named = issueOf(run);
    const issue = named === null ? null : await tracker.get(named);
    const told = issue === null || issue.isLocked ? null : issue.number;
    if (told !== null)
      await tracker.comment(told, `expired:${run.id}`, expiredComment(run.title, run.url));
    await workflows.cancel(run);
    expired.push({ run, told });
  }
  return expired;
}
