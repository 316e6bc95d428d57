import { UserError } from "./every-action.js";

/** Longer waits are left to a later run. */
const MAX_WAIT_MS = 3e5;
/** GitHub's word for secondary limits that come without retry-after. */
const SECONDARY_WAIT_MS = 6e4;
const STALE_HEAD = /not a fast[- ]forward|reference already exists|cannot lock ref|pull request already exists/i;
const RULES = /rule violations|GH013|protected branch|through a pull request|required status check|approving review|verified signature|not authorized to push/i;
/** The status and words of a reply; null for an error that is not one. Network errors come as status 500 from the client. */
function replyOf(error) {
	if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return null;
	const { response } = error;
	return {
		status: error.status,
		message: error.message,
		headers: response?.headers ?? {}
	};
}
const isNotFound = (error) => replyOf(error)?.status === 404;
/** After it nobody knows whether the request was carried out. */
const isLostAnswer = (error) => (replyOf(error)?.status ?? 0) >= 500;
function troubleOf(error, branch, now) {
	const reply = replyOf(error);
	if (reply === null) return {
		kind: "final",
		error
	};
	const { status, message, headers } = reply;
	if (status >= 500) return {
		kind: "again",
		waitMs: retryAfterMs(headers)
	};
	if (status === 422 && STALE_HEAD.test(message) || status === 409 && !isEmpty(message)) return { kind: "conflict" };
	const explained = (text) => ({
		kind: "final",
		error: new UserError(text, { cause: error })
	});
	if (isEmpty(message)) return explained("The repository has no commit yet; push one first. GitHub says");
	if (isLimit(reply)) {
		const waitMs = limitWaitMs(headers, now);
		if (waitMs <= MAX_WAIT_MS) return {
			kind: "again",
			waitMs
		};
		return explained(`GitHub's request limit is used up until ${new Date(now.getTime() + waitMs).toISOString()}; run this job again then`);
	}
	if (RULES.test(message)) return explained(`The rules of branch ${branch} refuse this commit: they ask for a pull request, a review or a check that a workflow's token cannot give. Set the repository variable REPORTS_BRANCH to a branch without such rules (it is created when missing), or publish with mode pull-request. GitHub says`);
	if (/not permitted to create or approve pull requests/i.test(message)) return explained("The repository does not let workflows open pull requests: tick \"Allow GitHub Actions to create and approve pull requests\" under Settings, Actions, General, or publish with mode commit. GitHub says");
	if (status === 401) return explained("The token is not valid, or no longer. GitHub says");
	if (status === 403) return explained("The token may not do this: the job needs permissions contents: write, and pull-requests: write for mode pull-request. GitHub says");
	if (status === 404) return explained("The repository is not there for this token: check its name and the job's permissions (contents: write). GitHub says");
	return {
		kind: "final",
		error
	};
}
const isEmpty = (message) => /repository is empty/i.test(message);
const isLimit = ({ status, message, headers }) => status === 429 || status === 403 && (headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== void 0 || /rate limit/i.test(message));
function limitWaitMs(headers, now) {
	const asked = retryAfterMs(headers);
	if (asked !== null) return asked;
	const reset = Number(headers["x-ratelimit-reset"]);
	if (headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset)) return Math.max(0, reset * 1e3 - now.getTime());
	return SECONDARY_WAIT_MS;
}
function retryAfterMs(headers) {
	const seconds = Number(headers["retry-after"] ?? NaN);
	return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1e3 : null;
}

export { isLostAnswer, isNotFound, replyOf, troubleOf };