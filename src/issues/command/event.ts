import { z } from "zod";
import { UserError } from "../../errors.ts";

const person = z.object({ login: z.string(), type: z.string() });

/** The parts of GitHub's issue_comment event that decide anything. author_association is none: it is not a permission. */
const EventSchema = z.object({
  action: z.string(),
  issue: z.object({
    number: z.int().positive(),
    state: z.string(),
    user: person,
    pull_request: z.unknown().optional(),
  }),
  comment: z.object({
    id: z.int().positive(),
    body: z.string(),
    user: person,
    /** The app that wrote it on behalf of a person; absent or null where the person did. */
    performed_via_github_app: z.object({ slug: z.string() }).nullish(),
    created_at: z.iso.datetime(),
  }),
});

export type CommentEvent = {
  readonly isNew: boolean;
  readonly issue: {
    readonly number: number;
    readonly isOpen: boolean;
    readonly author: string;
    readonly isPullRequest: boolean;
  };
  readonly comment: {
    readonly id: number;
    /** As it was when the event was sent. */
    readonly body: string;
    readonly author: string;
    readonly isPerson: boolean;
    /** The login of the app that wrote it in a person's name; null where the person did. */
    readonly app: string | null;
    readonly createdAt: Date;
  };
};

/** Throws a UserError for an event of another kind. */
export function readCommentEvent(payload: unknown): CommentEvent {
  const { data } = EventSchema.safeParse(payload);
  if (data === undefined)
    throw new UserError("The event is no comment on an issue: run this on issue_comment, created.");
  const { action, issue, comment } = data;
  return {
    isNew: action === "created",
    issue: {
      number: issue.number,
      isOpen: issue.state === "open",
      author: issue.user.login,
      isPullRequest: issue.pull_request !== undefined && issue.pull_request !== null,
    },
    comment: {
      id: comment.id,
      body: comment.body,
      author: comment.user.login,
      isPerson: comment.user.type === "User",
      app:
        comment.performed_via_github_app == null
          ? null
          : `${comment.performed_via_github_app.slug}[bot]`,
      createdAt: new Date(comment.created_at),
    },
  };
}
