import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { REAL_TIMING } from "../../shared/dist/github.attempts.js";
import { openIssueTracker } from "../../shared/dist/github.agreed.js";
import { openWorkflows } from "../../shared/dist/github.workflows.js";
import { issueOf } from "../../shared/dist/issues.command.under-way.js";
import { expiredComment } from "../../shared/dist/issues.command.shown-plan.js";
import { renderExpired } from "../../shared/dist/render.repair.watch.js";

/**
* Cancels the runs of a workflow that have waited longer than APPROVAL_HOURS for an approval, and says so on the issue
* that each was for. The word first: a run that is cancelled is not found again.
*/
async function expireApprovals(workflow, now, workflows, tracker) {
	const oldest = now.getTime() - 24 * 36e5;
	const expired = [];
	for (const run of await workflows.active(workflow)) {
		if (run.status !== "waiting" || Date.parse(run.at) > oldest) continue;
		const named = issueOf(run);
		const issue = named === null ? null : await tracker.get(named);
		const told = issue === null || issue.isLocked ? null : issue.number;
		if (told !== null) await tracker.comment(told, `expired:${run.id}`, expiredComment(run.title, run.url));
		await workflows.cancel(run);
		expired.push({
			run,
			told
		});
	}
	return expired;
}

/** Cancels the repairs that nobody approved in time. */
async function expire(inputs) {
	const { token, identity, workflow } = inputs;
	const connection = {
		...context.repo,
		token
	};
	const tracker = openIssueTracker({
		...connection,
		identity,
		timing: REAL_TIMING
	});
	const workflows = openWorkflows(connection);
	const expired = await expireApprovals(workflow, /* @__PURE__ */ new Date(), workflows, tracker);
	return {
		outputs: { count: String(expired.length) },
		summary: renderExpired(expired),
		failure: null
	};
}

export { expire };