import { UserError } from "../../errors.ts";
import { replyOf } from "../trouble.ts";
import { IssueRefusedError } from "./port.ts";

/** What GitHub's refusals mean for whoever keeps issues. Anything else is thrown as it is. */
export async function explained<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const words = wordsOf(replyOf(error));
    throw words === null ? error : new UserError(`${what}: ${words} GitHub says`, { cause: error });
  }
}

/**
 * The same for one issue: a refusal that says nothing of the others is an IssueRefusedError, so that they can be gone on
 * with.
 */
export async function explainedOfOne<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const reply = replyOf(error);
    if (reply === null || reply.status >= 500 || reply.status === 401 || isLimit(reply))
      return await explained(what, () => Promise.reject(error));
    const words = /issue is locked/i.test(reply.message)
      ? "it is locked, and a workflow's token may not comment on it."
      : (wordsOf(reply) ?? "it is refused.");
    throw new IssueRefusedError(`${what}: ${words} GitHub says`, { cause: error });
  }
}

/** What another name than the identity wrote is found by no later run, which would write it again. */
export const writesAsAnother = (
  login: string | undefined,
  identity: string,
  undone: string,
): UserError =>
  new UserError(
    `The token writes as ${login ?? "nobody"}, and the identity is ${identity}: set it (the variable OPS_IDENTITY of the repository) to who writes, and give every job that writes on issues that one's token. ${undone}`,
  );

type Reply = NonNullable<ReturnType<typeof replyOf>>;

const isLimit = ({ status, message, headers }: Reply): boolean =>
  status === 429 ||
  /rate limit/i.test(message) ||
  (status === 403 && headers["x-ratelimit-remaining"] === "0");

function wordsOf(reply: Reply | null): string | null {
  if (reply === null) return null;
  const { status } = reply;
  if (isLimit(reply)) return "GitHub's request limit is used up; run this job again later.";
  switch (status) {
    case 401:
      return "the token is not valid, or no longer.";
    case 403:
      return "the token may not do this: the job needs the permission issues: write.";
    case 404:
      return "it is not there for this token: check the repository's name and the job's permissions (issues: write).";
    case 410:
      return "it was deleted, or issues are turned off: turn them on under Settings, General, Features.";
    default:
      return null;
  }
}
