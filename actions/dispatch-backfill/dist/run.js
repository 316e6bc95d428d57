import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { openWorkflows } from "../../shared/dist/github.workflows.js";
import { dispatchWords, renderStarted } from "../../shared/dist/render.repair.watch.js";

/** Starts the repairs that watch-recent asks for. */
async function dispatch(inputs) {
	const { token, dispatches, workflow, ref = context.ref.replace(/^refs\/heads\//, "") } = inputs;
	const workflows = openWorkflows({
		...context.repo,
		token
	});
	const started = [];
	for (const dispatch of dispatches) {
		const url = await workflows.dispatch(workflow, ref, dispatch);
		started.push({
			what: dispatchWords(dispatch),
			url
		});
	}
	return {
		outputs: {
			count: String(started.length),
			urls: started.map(({ url }) => url ?? "").join("\n")
		},
		summary: renderStarted(started),
		failure: null
	};
}

export { dispatch };