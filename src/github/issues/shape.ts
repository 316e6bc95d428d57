import type { ClosedAs, OwnIssue } from "./port.ts";

/** An issue as GitHub answers it, pull requests included. */
export type IssueAnswer = {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: string;
  readonly locked?: boolean | undefined;
  readonly closed_at?: string | null | undefined;
  readonly state_reason?: string | null | undefined;
  readonly labels: readonly (string | { readonly name?: string | undefined })[];
  readonly assignees?: readonly { readonly login: string }[] | null | undefined;
  readonly user: { readonly login: string } | null;
  readonly pull_request?: unknown;
  readonly repository_url?: string | undefined;
};

/** Whether the issue is of this repository: one that was transferred is answered from its new one, where others write. */
export const isOf = (
  { repository_url: url }: Pick<IssueAnswer, "repository_url">,
  { owner, repo }: { readonly owner: string; readonly repo: string },
): boolean => url?.toLowerCase().endsWith(`/repos/${owner}/${repo}`.toLowerCase()) !== false;

/** Logins are the same in any case. */
export const byLogin =
  (identity: string) =>
  (login: string | undefined): boolean =>
    login?.toLowerCase() === identity.toLowerCase();

/** Null for what somebody else wrote, and for a pull request. */
export function ownIssue(
  issue: IssueAnswer,
  isOurs: (login: string | undefined) => boolean,
): OwnIssue | null {
  if (!isOurs(issue.user?.login) || issue.pull_request !== undefined) return null;
  const isOpen = issue.state === "open";
  const closedAs =
    issue.state_reason === "completed" || issue.state_reason === "not_planned"
      ? issue.state_reason
      : null;
  return {
    number: issue.number,
    url: issue.html_url,
    title: issue.title,
    // GitHub keeps the line ends of a form, in which a person edits a body.
    body: (issue.body ?? "").replaceAll("\r\n", "\n"),
    isOpen,
    isLocked: issue.locked === true,
    closedAs: isOpen ? null : closedAs,
    closedAt: isOpen ? null : (issue.closed_at ?? null),
    labels: issue.labels.flatMap((label) =>
      typeof label === "string" ? [label] : (label.name ?? []),
    ),
    assignees: (issue.assignees ?? []).map(({ login }) => login),
  };
}

export const stateOf = (state: "open" | ClosedAs) =>
  state === "open"
    ? ({ state: "open" } as const)
    : ({ state: "closed", state_reason: state } as const);
