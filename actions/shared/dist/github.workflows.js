import { getOctokit } from "./npm.actions.github.lib.context.js";
import { UserError } from "./every-action.js";
import { replyOf } from "./github.trouble.js";

const REQUEST_TIMEOUT_MS = 3e4;
/** GitHub lists the runs of one status at a time. */
const ACTIVE = [
	"in_progress",
	"queued",
	"pending",
	"waiting",
	"requested"
];
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
		active: (file) => explained(file, async () => {
			const runs = /* @__PURE__ */ new Map();
			for (const status of ACTIVE) {
				const { data } = await request(`GET ${PATH}/runs`, {
					...at(file),
					status,
					per_page: 100
				});
				for (const run of data.workflow_runs) runs.set(run.id, {
					title: run.display_title,
					at: run.created_at,
					url: run.html_url,
					id: run.id,
					attempt: run.run_attempt ?? 1,
					by: run.triggering_actor?.login ?? run.actor?.login ?? null,
					status: run.status ?? status
				});
			}
			return [...runs.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
		}),
		cancel: async ({ id }) => {
			try {
				const where = {
					owner,
					repo,
					run_id: Number(id)
				};
				await request("POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel", where);
			} catch (error) {
				if (replyOf(error)?.status !== 409) throw error;
			}
		},
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