import { errorMessage } from "../../errors.ts";
import type { IssueTracker } from "../../github/issues/port.ts";
import type { People } from "../../github/people.ts";
import type { Workflows } from "../../github/workflows.ts";
import type { CommentEvent } from "../../issues/command/event.ts";
import { readCommand } from "../../issues/command/read-command.ts";
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
  /** Who asks may also approve, as the repository declares. */
  readonly teamOfOne: boolean;
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

/**
 * Why a comment is no command that may be carried out; null where it is one. Costs one request at most, says nothing, and
 * throws where GitHub does not say what the author may do: strangers are to cost no more.
 */
export async function mayCommand(
  event: CommentEvent,
  identity: string,
  people: Pick<People, "permission">,
): Promise<string | null> {
  const notForUs = ignoredBecause(event, identity);
  if (notForUs !== null) return notForUs;
  if (readCommand(event.comment.body).status === "none") return "The first line is no command.";
  const permission = await people.permission(event.comment.author);
  return mayWrite(permission) ? null : notAllowed(permission);
}

const mayWrite = (permission: string): boolean => permission === "admin" || permission === "write";
const notAllowed = (permission: string): string =>
  `The author's permission is ${permission}; write is needed.`;

/** Whether another app than ours wrote it, in the name of a person who need not have seen it. */
export const isOfAnotherApp = ({ comment }: CommentEvent, identity: string): boolean =>
  comment.app !== null && comment.app.toLowerCase() !== identity.toLowerCase();

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
  if (mayWrite(permission)) return null;
  await people.react(comment.id, "-1");
  await tracker.comment(issue.number, "command-refused", REFUSAL);
  return notAllowed(permission);
}
