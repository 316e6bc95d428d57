import { getOctokit } from "./npm.actions.github.lib.context.js";
import { pRetry } from "./npm.is-network-error.index.js";
import { UserError } from "./every-action.js";
import { isLostAnswer, replyOf } from "./github.trouble.js";
import { isOf } from "./github.issues.shape.js";

/** Whether it is an issue of ours. No person can take a name with brackets; where a user writes the issues, the login is all there is. */
function isWrittenBy(identity, { author: { login, type }, isPullRequest }) {
	const isKind = type === "Bot" || !identity.endsWith("[bot]");
	return !isPullRequest && isKind && login.toLowerCase() === identity.toLowerCase();
}
const REQUEST_TIMEOUT_MS = 3e4;
/** Reads single issues. Needs `issues: read`. */
function openIssueReader({ token, apiUrl, owner, repo }) {
	const { request } = getOctokit(token, apiUrl === void 0 ? {} : { baseUrl: apiUrl });
	const known = /* @__PURE__ */ new Map();
	async function ask(number, etag) {
		const { data, headers } = await request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
			owner,
			repo,
			issue_number: number,
			headers: etag === void 0 ? {} : { "if-none-match": etag },
			request: { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) }
		});
		if (!isOf(data, {
			owner,
			repo
		}) || data.number !== number) throw new UserError(`Issue #${number} was moved to another repository.`);
		if (headers.etag !== void 0) known.set(number, headers.etag);
		return {
			number,
			body: data.body ?? "",
			author: {
				login: data.user?.login ?? "",
				type: data.user?.type ?? ""
			},
			isPullRequest: data.pull_request !== void 0
		};
	}
	const asked = (number, etag) => explained(number, () => pRetry(() => ask(number, etag), {
		retries: 2,
		minTimeout: 500,
		shouldRetry: ({ error }) => isLostAnswer(error)
	}));
	return {
		read: (number) => asked(number),
		async readAgain(number) {
			try {
				return await asked(number, known.get(number));
			} catch (error) {
				if (replyOf(error)?.status === 304) return null;
				throw error;
			}
		}
	};
}
async function explained(number, ask) {
	try {
		return await ask();
	} catch (error) {
		const status = replyOf(error)?.status ?? null;
		const remedy = status === null ? void 0 : REMEDIES[status];
		if (remedy === void 0) throw error;
		throw new UserError(`Issue #${number} cannot be read: ${remedy} GitHub says`, { cause: error });
	}
}
const REMEDIES = {
	401: "the token is not valid, or no longer.",
	403: "the job needs permissions issues: read.",
	404: "there is none for this token; check its number, and permissions issues: read.",
	410: "it was deleted, or the repository has no issues."
};

export { isWrittenBy, openIssueReader };