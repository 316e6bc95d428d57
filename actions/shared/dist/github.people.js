import { object, string } from "./every-action.js";
import { getOctokit } from "./npm.actions.github.lib.context.js";
import { pRetry } from "./npm.is-network-error.index.js";
import { REQUEST_TIMEOUT_MS } from "./github.git.js";
import { isLostAnswer, isNotFound } from "./github.trouble.js";

const PERMISSIONS = [
	"admin",
	"write",
	"read",
	"none"
];
const EDITED = "query ($id: ID!) { node(id: $id) { ... on IssueComment { lastEditedAt } } }";
const EditedSchema = object({ lastEditedAt: string().nullable() });
/** The number at the end of an issue's address. */
function numberIn(url) {
	const [, number] = /\/issues\/([1-9]\d{0,15})$/.exec(url ?? "") ?? [];
	return number === void 0 ? null : Number(number);
}
/** The requests about commenters and their comments. Needs `issues: write`. */
function openPeople({ token, apiUrl, owner, repo }) {
	const { request, hook } = getOctokit(token, apiUrl === void 0 ? {} : { baseUrl: apiUrl });
	hook.wrap("request", (send, options) => {
		const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
		return send({
			...options,
			request: {
				...options.request,
				signal
			}
		});
	});
	const at = {
		owner,
		repo
	};
	const asked = (ask) => pRetry(ask, {
		retries: 2,
		minTimeout: 500,
		shouldRetry: ({ error }) => isLostAnswer(error)
	});
	const nothingFor404 = (error) => {
		if (isNotFound(error)) return null;
		throw error;
	};
	return {
		permission: (login) => asked(async () => {
			const { data } = await request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
				...at,
				username: login
			});
			if (!(data.user?.login.toLowerCase() === login.toLowerCase()) || !PERMISSIONS.includes(data.permission)) throw new Error(`GitHub answered ${data.permission} for ${data.user?.login ?? "nobody"}`);
			return data.permission;
		}),
		comment: (id) => asked(() => request("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", {
			...at,
			comment_id: id
		}).then(({ data }) => ({
			body: data.body ?? "",
			author: data.user?.login ?? "",
			isPerson: data.user?.type === "User",
			app: data.performed_via_github_app == null ? null : `${data.performed_via_github_app.slug}[bot]`,
			issue: numberIn(data.issue_url),
			node: data.node_id
		}), nothingFor404)),
		isEdited: (node) => asked(async () => {
			const { data } = await request("POST /graphql", {
				query: EDITED,
				variables: { id: node }
			});
			const { data: found } = object({ data: object({ node: EditedSchema }) }).parse(data);
			return found.node.lastEditedAt !== null;
		}),
		async react(comment, reaction) {
			const { status } = await request("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", {
				...at,
				comment_id: comment,
				content: reaction
			});
			return Number(status) === 201 ? "set" : "there";
		}
	};
}

export { openPeople };