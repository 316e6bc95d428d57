import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { REAL_TIMING } from "../../shared/dist/github.attempts.js";
import { openIssueTracker } from "../../shared/dist/github.agreed.js";
import { actionProgress } from "../../shared/dist/every-action.js";
import { rememberTracker } from "../../shared/dist/advice.advice.js";

/** Keeps what GitHub says of the issues beside the reports, which name them. */
async function rememberIssues({ token, identity, out, environment }) {
	const tracker = openIssueTracker({
		...context.repo,
		token,
		identity,
		timing: REAL_TIMING
	});
	await rememberTracker({
		out,
		name: environment
	}, tracker, actionProgress);
}

export { rememberIssues };