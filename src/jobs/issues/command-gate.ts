import { errorMessage } from "../../errors.ts";
import type { IssueTracker } from "../../github/issues/port.ts";
import type { People } from "../../github/people.ts";
import type { Workflows } from "../../github/workflows.ts";
import type { CommentEvent } from "../../issues/command/event.ts";
import { REFUSAL, UNCONFIRMED } from "../../render/issue/command-answer.ts";

export type CommandPorts = {
  readonly tracker: IssueTracker;
  readonly people: People;
  readonly workflows: Workflows;
};

export type CommandRequest = {
  readonly event: CommentEvent;
  /** Who writes our issues, a login such as github-actions[bot]. */
  readonly identity: string;
  readonly pipeline: string;
  /** The root of the reports. */
  readonly reports: string;
  /** The workflow that repairs, and the branch that it is taken from. */
  readonly workflow: string;
  readonly ref: string;
  readonly now: Date;
};

/** Why a comment is not for us at all; null where it may be. */
export function ignoredBecause(
  { isNew, issue, comment }: CommentEvent,
  identity: string,
): string | null {
  if (!isNew) return "Only new comments are commands.";
  if (issue.isPullRequest) return "It is a pull request.";
  if (!issue.isOpen) return "The issue is closed.";
  if (issue.author.toLowerCase() !== identity.toLowerCase()) return "The issue is not ours.";
  return comment.isPerson ? null : "The comment was not written by a person.";
}

/** Why the author may give no commands, after saying so; null where they may. */
export async function barredBecause(
  { event }: CommandRequest,
  { people, tracker }: CommandPorts,
): Promise<string | null> {
  const { issue, comment } = event;
  let permission: string;
  try {
    permission = await people.permission(comment.author);
  } catch (error) {
    await people.react(comment.id, "confused");
    await tracker.comment(issue.number, "command-unconfirmed", UNCONFIRMED);
    return `What the author may do could not be read: ${errorMessage(error)}`;
  }
  if (permission === "admin" || permission === "write") return null;
  await people.react(comment.id, "-1");
  await tracker.comment(issue.number, "command-refused", REFUSAL);
  return `The author's permission is ${permission}; write is needed.`;
}
