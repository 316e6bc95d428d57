import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { openWorkflows } from "../../shared/dist/github.workflows.js";
import { annotateWarning } from "../../shared/dist/every-action.js";
import { renderWatchdog } from "../../shared/dist/render.repair.watch.js";

/** Looks whether each workflow's schedule is on and ran within `maxAgeHours`. It only reads. */
async function watchdog(files, maxAgeHours, now, workflows) {
	const late = [];
	const fine = [];
	for (const file of files) {
		const { state, createdAt, lastScheduled } = await workflows.look(file);
		if (state === "disabled_manually") late.push(`${file} was switched off by a person.`);
		if (state === "disabled_inactivity") late.push(`${file} was switched off after 60 idle days; switch it on: gh workflow enable ${file}`);
		const hours = (now.getTime() - Date.parse(lastScheduled?.at ?? createdAt)) / 36e5;
		const since = lastScheduled === null ? `was never started by its schedule in ${hours.toFixed(1)} hours` : `was last started by its schedule ${hours.toFixed(1)} hours ago`;
		if (hours > maxAgeHours) late.push(`${file} ${since}; ${maxAgeHours} are allowed.`);
		else fine.push(`${file} ${since}.`);
	}
	return {
		late,
		fine
	};
}
/**
* Tells an address outside of GitHub that all is fine, so that somebody hears when nothing does any more. Returns why it
* was not reached, without the address, which is a secret; null where it was.
*/
async function ping(url) {
	try {
		const answer = await fetch(url, { signal: AbortSignal.timeout(PING_TIMEOUT_MS) });
		return answer.ok ? null : `it answers ${answer.status}`;
	} catch (error) {
		return error instanceof Error && error.name === "TimeoutError" ? `no answer within ${PING_TIMEOUT_MS / 1e3} s` : "no connection";
	}
}
const PING_TIMEOUT_MS = 1e4;

/** Fails where a schedule did not run in time. */
async function lookForLate(inputs) {
	const { token, workflows, maxAge, pingUrl } = inputs;
	const seen = await watchdog(workflows, maxAge, /* @__PURE__ */ new Date(), openWorkflows({
		...context.repo,
		token
	}));
	const why = pingUrl === void 0 || seen.late.length > 0 ? null : await ping(pingUrl);
	if (why !== null) annotateWarning(`The address outside was not reached: ${why}.`);
	return {
		outputs: { late: String(seen.late.length) },
		summary: renderWatchdog(seen),
		failure: seen.late.length === 0 ? null : seen.late.join(" ")
	};
}

export { lookForLate };