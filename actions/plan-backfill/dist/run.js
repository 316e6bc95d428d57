import { __toESM } from "../../shared/dist/rolldown-runtime.js";
import { require__node_path } from "../../shared/dist/node-builtins.js";
import { UserError, actionProgress, writeExactly } from "../../shared/dist/every-action.js";
import { ofIssue } from "../../shared/dist/hosts.inputs.issue.js";
import { askedOf } from "../../shared/dist/hosts.inputs.repair.js";
import { preparedSelection } from "../../shared/dist/hosts.inputs.workflow.js";
import { isWrite, readLedgerOf } from "../../shared/dist/backfill.ledger.answered.js";
import { planLegs } from "../../shared/dist/backfill.run.legs.js";
import { outcomeOf } from "../../shared/dist/backfill.run.outcome.js";
import { checkProducers, keepPlanBudget, newRun, plan, prepareOutputs, readRun, renderPrepared, repriced, withRepair } from "../../shared/dist/backfill.run.plan-cost.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/** Plans a repair for a workflow of several jobs; writes nothing. */
async function prepare(context, request) {
	const { run, plan: chosen, rest, issue, approved } = await chosenPlan(context, request);
	if (rest.cells.length === 0) return {
		plan: chosen,
		repair: null,
		approval: [],
		issue
	};
	checkProducers(context, chosen);
	keepPlanBudget(context.pricing, await repriced(context, rest));
	const { shared } = context.warehouse.abilities;
	const { legs, datesPerJob } = shared ? planLegs(rest, context, request.datesPerJob) : {
		legs: [],
		datesPerJob: Math.max(1, chosen.cells.length)
	};
	const { allowShrink } = request;
	const approval = await approvalFor(context, request, rest, approved);
	return {
		plan: chosen,
		repair: {
			schemaVersion: 1,
			run,
			plan: chosen,
			allowShrink,
			datesPerJob,
			legs,
			issue,
			approval
		},
		approval,
		issue
	};
}
/** The plan, and what of it is still to be done: all of a new one, the unwritten cells of a resumed one. */
async function chosenPlan(context, request) {
	const { resume, now } = request;
	if (resume === void 0) {
		const made = (await plan(context, request)).plan;
		return {
			run: await newRun(context, now().toISOString(), made),
			plan: made,
			rest: made,
			issue: request.issue ?? null,
			approved: false
		};
	}
	const { plan: recorded, outcomes, undone, issue, approved } = await readRun(context.warehouse, resume);
	if (undone) throw new UserError(`${resume} was taken back; plan a new backfill instead.`);
	if (recorded.environment !== context.request.environment) throw new UserError(`${resume} is of ${recorded.environment}.`);
	const cells = recorded.cells.filter((cell) => !["done", "unneeded"].includes(outcomeOf(outcomes, cell).status));
	return {
		run: resume,
		plan: recorded,
		rest: {
			...recorded,
			cells
		},
		issue: request.issue ?? issue,
		approved
	};
}
async function approvalFor({ warehouse, request: { environment } }, { selection, allowShrink, dailyDates, now }, { cells }, approved) {
	const since = now().getTime() - 864e5;
	const { entries } = await readLedgerOf(warehouse);
	const written = new Set(entries.filter(isWrite).filter((one) => Date.parse(one.writtenAt) >= since).map(({ date }) => date)).size;
	const asked = new Set(cells.map(({ date }) => date)).size;
	return [
		...selection.force ? ["force rebuilds what is complete"] : [],
		...allowShrink ? ["allow-shrink accepts fewer rows than before"] : [],
		...!approved && written + asked > dailyDates ? [`${asked} dates are asked for, ${written} were written in ${environment} in the last 24 hours, and ${dailyDates} a day need no approval`] : []
	];
}

/** Plans the repair, and writes it for the jobs that do it. */
async function planRepair(given) {
	const inputs = await withIssue(given);
	const { environment, pipeline, project, asOf, datesPerJob = null } = inputs;
	const where = {
		environment,
		pipeline,
		project,
		asOf,
		lockWait: 30,
		root: ".",
		env: process.env,
		asked: askedOf(inputs)
	};
	const selection = preparedSelection(inputs);
	const now = () => /* @__PURE__ */ new Date();
	const prepared = await withRepair(where, actionProgress, (repair) => prepare(repair, {
		...inputs,
		selection,
		datesPerJob,
		now
	}));
	const file = (0, import__node_path.join)(inputs.out, "repair.json");
	if (prepared.repair !== null) await writeExactly(file, JSON.stringify(prepared.repair));
	return {
		outputs: prepareOutputs(prepared, file),
		summary: renderPrepared(prepared),
		failure: null
	};
}
/** With the dates and tables of the issue that the repair is for; GitHub is asked only where one is named. */
async function withIssue(given) {
	const { issue, token = "" } = given;
	if (issue === void 0) return given;
	const { context } = await import("../../shared/dist/npm.actions.github.lib.github.exports.js");
	const { openIssueReader } = await import("../../shared/dist/github.issues.target.js");
	const { issueTarget } = await import("../../shared/dist/jobs.issues.issue-target.js");
	const reader = openIssueReader({
		...context.repo,
		token
	});
	return ofIssue(given, await issueTarget({
		...given,
		issue
	}, reader));
}

export { planRepair };