import { UserError } from "../../errors.ts";

/** The port through which issues are kept. Only issues written by our own identity are ours; pull requests never are. */
export type OwnIssue = {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
  /** Only people who may write can comment on it; a workflow's token is refused. */
  readonly isLocked: boolean;
  /** Null while it is open, or where GitHub does not say. */
  readonly closedAs: ClosedAs | null;
  /** An instant; null while it is open, or where GitHub does not say. */
  readonly closedAt: string | null;
  /** Names, as GitHub has them. */
  readonly labels: readonly string[];
  /** Logins. */
  readonly assignees: readonly string[];
};

/** completed: the data is right. not_planned: the issue goes on as another one, or its cells are no longer watched. */
export type ClosedAs = "completed" | "not_planned";

/** GitHub refuses what was asked of one issue. What it says of the token as a whole, or of its limits, is another error. */
export class IssueRefusedError extends UserError {
  override readonly name = "IssueRefusedError";
}

/** A comment of our own. */
export type OwnComment = {
  readonly url: string;
  readonly body: string;
  /** GitHub's id of it for GraphQL. */
  readonly node: string;
};

export type IssueDraft = {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
};

/** Only what is named is changed. */
export type IssueChange = Partial<IssueDraft> & {
  readonly state?: "open" | ClosedAs;
};

export type Label = {
  readonly name: string;
  /** Six hex digits. */
  readonly color: string;
  /** At most 100 characters. */
  readonly description: string;
};

export interface IssueTracker {
  /**
   * Every issue of ours, open and closed, over all pages, by number. `known` are numbers that were ours before. Throws
   * when two listings do not agree, or when one lacks a known issue that GitHub still has: what is decided on a list
   * that lies opens a second issue.
   */
  list(known: readonly number[]): Promise<readonly OwnIssue[]>;
  /** One issue of ours; null where there is none, it is somebody else's, or it is a pull request. */
  get(number: number): Promise<OwnIssue | null>;
  /**
   * Opens an issue. An answer that is lost is looked up by `isIt`, which knows the issue by its body, before anything is
   * sent again: it is never opened twice.
   */
  create(draft: IssueDraft, isIt: (body: string) => boolean): Promise<OwnIssue>;
  /** Repeating it changes nothing. */
  update(number: number, change: IssueChange): Promise<void>;
  /** Throws an IssueRefusedError where GitHub takes the request and does not assign them: it says nothing of its own. */
  assign(number: number, login: string): Promise<void>;
  /** Ours alone, oldest first, over all pages. */
  comments(number: number): Promise<readonly OwnComment[]>;
  /** Says it once: not where a comment of ours with this key is there already. Null where it was. */
  comment(number: number, key: string, body: string): Promise<OwnComment | null>;
  /**
   * Folds a comment of ours, as one that a newer one has replaced. False where GitHub does not do that: then it is read as
   * before, and nothing else depends on it.
   */
  fold(comment: OwnComment): Promise<boolean>;
  /** Creates the labels that are missing, with colour and description; the others stay as they are. */
  ensureLabels(labels: readonly Label[]): Promise<void>;
}
