import { getOctokit } from "./npm.actions.github.lib.context.js";
import { UserError } from "./every-action.js";
import { replyOf } from "./github.trouble.js";

const REQUEST_TIMEOUT_MS = 3e4;
/** The requests about workflows, in our words. Needs `actions: write`. */
function openWorkflows({ token, apiUrl, owner, repo }) {
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
	const at = (file) => ({
		owner,
		repo,
		workflow_id: file
	});
	const PATH = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}";
	return {
		dispatch: (file, ref, inputs) => explained(file, async () => {
			const { data } = await request(`POST ${PATH}/dispatches`, {
				...at(file),
				ref,
				inputs,
				return_run_details: true
			});
			const url = data?.html_url;
			return typeof url === "string" ? url : null;
		}),
		dispatchedSince: (file, since) => explained(file, async () => {
			const { data } = await request(`GET ${PATH}/runs`, {
				...at(file),
				event: "workflow_dispatch",
				per_page: 10,
				created: `>=${since.toISOString().slice(0, 19)}Z`
			});
			return data.workflow_runs.map((run) => ({
				title: run.display_title,
				at: run.created_at,
				url: run.html_url
			}));
		}),
		look: (file) => explained(file, async () => {
			const { data: workflow } = await request(`GET ${PATH}`, at(file));
			const { data: list } = await request(`GET ${PATH}/runs`, {
				...at(file),
				event: "schedule",
				per_page: 1
			});
			const [last] = list.workflow_runs;
			return {
				state: workflow.state,
				createdAt: workflow.created_at,
				lastScheduled: last === void 0 ? null : {
					at: last.created_at,
					url: last.html_url
				}
			};
		})
	};
}
async function explained(file, ask) {
	try {
		return await ask();
	} catch (error) {
		const status = replyOf(error)?.status ?? null;
		const remedy = status === null ? void 0 : REMEDIES[status];
		if (remedy === void 0) throw error;
		throw new UserError(`${file}: ${remedy} GitHub says`, { cause: error });
	}
}
const REMEDIES = {
	401: "The token is not valid, or no longer.",
	403: "The token may not do this: the job needs permissions actions: write.",
	404: "There is no such workflow for this token: check its name, and permissions actions: write.",
	422: "GitHub does not take these inputs."
};

export { openWorkflows };