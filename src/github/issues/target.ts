import { getOctokit } from "@actions/github";
import pRetry from "p-retry";
import { UserError } from "../../errors.ts";
import type { Connection } from "../git.ts";
import { isLostAnswer, replyOf } from "../trouble.ts";
import { isOf } from "./shape.ts";

/** An issue as far as a repair is started from it. What it says is believed only where its author is our own. */
export type ReadIssue = {
  readonly number: number;
  readonly body: string;
  readonly author: { readonly login: string; readonly type: string };
  /** GitHub counts pull requests as issues. */
  readonly isPullRequest: boolean;
};

export type IssueReader = {
  /** Throws a UserError where this repository has no such issue, or it may not be read. */
  read(number: number): Promise<ReadIssue>;
  /**
   * The same where it changed since it was read last; null where it did not. GitHub does not count such an answer against
   * the token's requests, of which the parts of a repair would use up all.
   */
  readAgain(number: number): Promise<ReadIssue | null>;
};

/** Whether it is an issue of ours. No person can take a name with brackets; where a user writes the issues, the login is all there is. */
export function isWrittenBy(
  identity: string,
  { author: { login, type }, isPullRequest }: ReadIssue,
): boolean {
  const isKind = type === "Bot" || !identity.endsWith("[bot]");
  return !isPullRequest && isKind && login.toLowerCase() === identity.toLowerCase();
}

const REQUEST_TIMEOUT_MS = 30_000;

/** Reads single issues. Needs `issues: read`. */
export function openIssueReader({ token, apiUrl, owner, repo }: Connection): IssueReader {
  const { request } = getOctokit(token, apiUrl === undefined ? {} : { baseUrl: apiUrl });
  const known = new Map<number, string>();

  async function ask(number: number, etag: string | undefined): Promise<ReadIssue> {
    const { data, headers } = await request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
      owner,
      repo,
      issue_number: number,
      headers: etag === undefined ? {} : { "if-none-match": etag },
      request: { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) },
    });
    // An issue that was moved is answered from where it is now, and other people write there.
    if (!isOf(data, { owner, repo }) || data.number !== number)
      throw new UserError(`Issue #${number} was moved to another repository.`);
    if (headers.etag !== undefined) known.set(number, headers.etag);
    return {
      number,
      body: data.body ?? "",
      author: { login: data.user?.login ?? "", type: data.user?.type ?? "" },
      isPullRequest: data.pull_request !== undefined,
    };
  }

  const asked = (number: number, etag?: string): Promise<ReadIssue> =>
    explained(number, () =>
      pRetry(() => ask(number, etag), {
        retries: 2,
        minTimeout: 500,
        shouldRetry: ({ error }) => isLostAnswer(error),
      }),
    );

  return {
    read: (number) => asked(number),
    async readAgain(number) {
      try {
        return await asked(number, known.get(number));
      } catch (error) {
        if (replyOf(error)?.status === 304) return null;
        throw error;
      }
    },
  };
}

async function explained<T>(number: number, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const status = replyOf(error)?.status ?? null;
    const remedy = status === null ? undefined : REMEDIES[status];
    if (remedy === undefined) throw error;
    throw new UserError(`Issue #${number} cannot be read: ${remedy} GitHub says`, { cause: error });
  }
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: "the token is not valid, or no longer.",
  403: "the job needs permissions issues: read.",
  404: "there is none for this token; check its number, and permissions issues: read.",
  410: "it was deleted, or the repository has no issues.",
};
