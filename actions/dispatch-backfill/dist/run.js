import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { openWorkflows } from "../../shared/dist/github.workflows.js";
import { ownRuns, sameStart } from "../../shared/dist/issues.command.under-way.js";
import { renderStarted } from "../../shared/dist/render.repair.watch.js";

/**
* Starts what the watch asks for, but nothing that is queued, waits for an approval or runs already: a look every four
* hours would otherwise pile up starts behind whoever does not answer. Something new is left for the next look while any
* repair of its environment has not ended.
*/
async function startRepairs(dispatches, workflow, ref, workflows) {
	const active = dispatches.length === 0 ? [] : await workflows.active(workflow);
	const started = [];
	for (const dispatch of dispatches) {
		const [because = null] = dispatch.resume === void 0 ? ownRuns(active, dispatch.environment) : active.filter((run) => sameStart(run, dispatch));
		const url = because === null ? await workflows.dispatch(workflow, ref, dispatch) : because.url;
		started.push({
			dispatch,
			url,
			because
		});
	}
	return started;
}

/** Starts the repairs that watch-recent asks for, but for those that are queued or waiting already. */
async function dispatch(inputs) {
	const { token, dispatches, workflow, ref = context.ref.replace(/^refs\/heads\//, "") } = inputs;
	const workflows = openWorkflows({
		...context.repo,
		token
	});
	const started = await startRepairs(dispatches, workflow, ref, workflows);
	const own = started.filter(({ because }) => because === null);
	return {
		outputs: {
			count: String(own.length),
			urls: own.map(({ url }) => url ?? "").join("\n")
		},
		summary: renderStarted(started),
		failure: null
	};
}

export { dispatch };