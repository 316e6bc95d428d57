import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { openWorkflows } from "../../shared/dist/github.workflows.js";
import { renderWatchdog } from "../../shared/dist/render.repair.watch.js";

/**
* Looks whether each workflow's schedule ran within `maxAgeHours`, and starts GitHub's 60 days of idleness anew for
* those that are on; one that a person switched off stays off and is said to be.
*/
async function watchdog(files, maxAgeHours, now, workflows) {
	const late = [];
	const fine = [];
	for (const file of files) {
		const { state, createdAt, lastScheduled } = await workflows.look(file);
		if (state === "disabled_manually") late.push(`${file} was switched off by a person.`);
		else await workflows.keepAlive(file);
		if (state === "disabled_inactivity") late.push(`${file} was switched off after 60 idle days, and is on again.`);
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

/** Fails where a schedule did not run in time. */
async function lookForLate(inputs) {
	const { token, workflows, maxAge } = inputs;
	const seen = await watchdog(workflows, maxAge, /* @__PURE__ */ new Date(), openWorkflows({
		...context.repo,
		token
	}));
	return {
		outputs: { late: String(seen.late.length) },
		summary: renderWatchdog(seen),
		failure: seen.late.length === 0 ? null : seen.late.join(" ")
	};
}

export { lookForLate };