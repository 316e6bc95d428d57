import type { Reaction } from "../../github/people.ts";
import type { Command } from "../../issues/command/command.ts";
import type { CommentEvent } from "../../issues/command/event.ts";
import type { Proposal } from "../../issues/command/proposal.ts";
import { type Answer, renderAnswer } from "../../render/issue/command-answer.ts";
import type { CommandPorts } from "./command-gate.ts";

/** What became of a comment. `proposal` is for the job that may write to the repository. */
export type Handled = {
  readonly outcome:
    | "ignored"
    | "not allowed"
    | "not understood"
    | "refused"
    | "done"
    | "started"
    | "unsure"
    | "proposed"
    | "done before";
  readonly why: string;
  /** Of the run that was started, where GitHub said it. */
  readonly url: string | null;
  readonly proposal: Proposal | null;
};

export const handled = (
  outcome: Handled["outcome"],
  why: string,
  more: Partial<Handled> = {},
): Handled => ({
  outcome,
  why,
  url: null,
  proposal: null,
  ...more,
});

/** The answer first: a reaction without one would say that all is done. Null for what is not done yet. */
export async function respond(
  { tracker, people }: CommandPorts,
  { issue, comment }: CommentEvent,
  command: Command | null,
  answer: Answer,
  reaction: Reaction | null,
): Promise<void> {
  await tracker.comment(
    issue.number,
    `command-${comment.id}`,
    renderAnswer(comment.id, command, answer),
  );
  if (reaction !== null) await people.react(comment.id, reaction);
}
