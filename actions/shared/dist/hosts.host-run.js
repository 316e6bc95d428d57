import { context } from "./npm.actions.github.lib.context.js";

function runUrl() {
	const { repo, serverUrl, runId } = context;
	return `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`;
}
/** This workflow run's name and address, for the reports; two environments may be looked at in one run. */
function hostRun(environment) {
	const { runId, runAttempt } = context;
	return {
		id: `${runId}-${runAttempt}-${environment}`,
		url: runUrl()
	};
}

export { hostRun, runUrl };