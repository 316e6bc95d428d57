import { __toESM } from "../../shared/dist/rolldown-runtime.js";
import { require__node_path } from "../../shared/dist/node-builtins.js";
import { UserError, WHERE, actionProgress, dateRange, mergeRanges, parseDateList } from "../../shared/dist/every-action.js";
import { EVERYTHING } from "../../shared/dist/records.plan.js";
import { isWrite, readLedgerOf } from "../../shared/dist/advice.phases.js";
import { planLegs } from "../../shared/dist/backfill.run.legs.js";
import { outcomeOf } from "../../shared/dist/backfill.run.outcome.js";
import { judgeApproval } from "../../shared/dist/issues.command.held.js";
import { dailyDatesIn } from "../../shared/dist/pipeline.readings.js";
import { keepPlanBudget, prepareOutputs, readStanding, renderPrepared, repriced, withRepair } from "../../shared/dist/backfill.ledger.found.js";
import { checkProducers, newRun, plan } from "../../shared/dist/jobs.repair.run.drift.js";
import { writeExactly } from "../../shared/dist/findings.assess.assess.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/** The issue's cells as a selection; `dates` and `tables` narrow them, and never go beyond them. */
function ofIssue(inputs, target) {
	const { issue, dates, start, end, tables, includeWarmUp } = inputs;
	if (start !== void 0 || end !== void 0) throw new UserError("input start: an issue has dates of its own; narrow them with dates.");
	const own = parseDateList(target.dates);
	const both = dates === void 0 ? own : common(own, dates);
	if (both.length === 0) throw new UserError(`input dates: none of them is of issue #${issue}, which is about ${target.dates}.`);
	const some = target.tables.length === 0 ? tables : tables?.filter((id) => target.tables.includes(id)) ?? [...target.tables];
	if (some?.length === 0) throw new UserError(`input tables: none of them is of issue #${issue}, which is about ${target.tables.join(",")}.`);
	return {
		...inputs,
		dates: both,
		...some === void 0 ? {} : { tables: some },
		includeWarmUp: includeWarmUp || target.includeWarmUp
	};
}
const common = (a, b) => mergeRanges(a.flatMap((one) => b.flatMap((other) => {
	const first = one.first > other.first ? one.first : other.first;
	const last = one.last < other.last ? one.last : other.last;
	return first > last ? [] : [{
		first,
		last
	}];
})));

/** `--dates` or a range of `--start` and `--end`, not both. */
function selectionOf(inputs) {
	const { start, end, dates, force } = inputs;
	if (dates !== void 0 && (start !== void 0 || end !== void 0)) throw new UserError("--dates and --start/--end say the same thing twice; give one of them.");
	const range = start === void 0 && end === void 0 ? [] : [dateRange(start ?? FIRST_DAY, end ?? LAST_DAY)];
	if (force && dates === void 0 && range.length === 0) throw new UserError("--force rebuilds what is complete; say which dates with --dates or --start and --end.");
	return {
		...EVERYTHING,
		dates: [...dates ?? range],
		tables: inputs.tables ?? [],
		phases: inputs.phase ?? [],
		planPhases: inputs.planPhase ?? [],
		force,
		withinGrace: dates !== void 0 || range.length > 0 || inputs.tables !== void 0,
		includeWarmUp: inputs.includeWarmUp,
		removeStrays: inputs.removeStrays,
		withUpstream: inputs.withUpstream,
		withDownstream: inputs.withDownstream
	};
}
/** What of a selection the declaration alone can check; an open end of a range is nobody's date. */
const askedOf = ({ tables, phase, dates, start, end }) => ({
	tables,
	phases: phase,
	dates: dates ?? [start, end].flatMap((date) => date === void 0 ? [] : [dateRange(date, date)])
});
const FIRST_DAY = "0001-01-01";
const LAST_DAY = "9999-12-31";

/** Plans a repair for a workflow of several jobs; writes nothing. */
async function prepare(context, request) {
	const { run, plan: chosen, rest, issue, approved, held } = await chosenPlan(context, request);
	const approvedBy = approvedByOf(request, {
		run,
		plan: chosen,
		held,
		approved
	});
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
	const { apply } = request;
	const allowShrink = approvedBy === null ? request.allowShrink : held?.allowShrink ?? request.allowShrink;
	const reasons = await approvalFor(context, request, rest, approved);
	const approval = [.../* @__PURE__ */ new Set([...held?.approval ?? [], ...reasons])];
	const askedBy = [...request.askedBy ?? []];
	const made = {
		run,
		plan: chosen,
		allowShrink,
		datesPerJob,
		legs,
		issue,
		approval
	};
	const drifted = apply === void 0 || apply === chosen.id ? null : apply;
	return {
		plan: chosen,
		repair: {
			schemaVersion: 1,
			...made,
			askedBy,
			approvedBy,
			drifted
		},
		approval: approvedBy === null ? approval : [],
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
			approved: false,
			held: null
		};
	}
	const { plan: recorded, outcomes, issue, approved, held } = await readStanding(context.warehouse, resume);
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
		approved,
		held
	};
}
/** Null where nobody approves by a comment. Throws a UserError for an approval that does not count. */
function approvedByOf({ approver = null, teamOfOne = false }, run) {
	if (approver === null) return null;
	if (run.held === null && run.approved) return null;
	if (run.held === null) throw new UserError(`${run.run} is not held for an approval: nothing was begun.`);
	if (approver.run !== run.run) throw new UserError(`The comment approves ${approver.run}, not ${run.run}.`);
	const held = {
		run: run.run,
		plan: run.plan.id,
		askedBy: [...run.held.askedBy]
	};
	const approved = judgeApproval(held, approver, teamOfOne);
	if ("why" in approved) throw new UserError(approved.why);
	return approved;
}
async function approvalFor({ warehouse, pipeline, request: { environment } }, { selection, allowShrink, now, ...request }, { cells }, approved) {
	const dailyDates = dailyDatesIn(pipeline, environment, request.dailyDates);
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

/** Plans the repair, and writes it for the jobs that do it. `reader` reads the issue that is named, if one is. */
async function planRepair(given, reader = readerHere) {
	const inputs = await withIssue(given, reader);
	const { environment, pipeline, project, asOf, datesPerJob = null } = inputs;
	const where = {
		...WHERE,
		environment,
		pipeline,
		project,
		asOf,
		asked: askedOf(inputs)
	};
	const selection = preparedSelection(inputs);
	const now = () => /* @__PURE__ */ new Date();
	const approver = await approverOf(inputs);
	const askedBy = (inputs.askedBy ?? "").split(",").filter((login) => login !== "");
	const asked = {
		approver,
		askedBy: [...new Set(askedBy)],
		teamOfOne: inputs.teamOfOne === "true"
	};
	const prepared = await withRepair(where, actionProgress, (repair) => prepare(repair, {
		...inputs,
		...asked,
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
/** `plan: auto` is what blocks training where nothing else says what is meant, else everything that fits the rest. */
function preparedSelection({ plan, ...rest }) {
	const { dates, start, end, tables, phase } = rest;
	const isOpen = [
		dates,
		start,
		end,
		tables,
		phase
	].every((one) => one === void 0);
	const number = plan === "auto" ? isOpen && 1 : plan !== "all" && Number(plan);
	const planPhase = number === false ? void 0 : [number];
	return selectionOf({
		...rest,
		removeStrays: false,
		planPhase
	});
}
/** With the dates and tables of the issue that the repair is for; GitHub is asked only where one is named. */
async function withIssue(given, reader) {
	const { issue, token = "" } = given;
	if (issue === void 0) return given;
	const { issueTarget } = await import("../../shared/dist/jobs.issues.issue-target.js");
	return ofIssue(given, await issueTarget({
		...given,
		issue
	}, await reader(token)));
}
/** What a comment says to the held run; null where none is named. */
async function approverOf({ approval, environment, identity, token = "" }) {
	if (approval === void 0) return null;
	const { context } = await import("../../shared/dist/npm.actions.github.lib.github.exports.js");
	const { openPeople } = await import("../../shared/dist/github.people.exports.js");
	const { readApprover } = await import("../../shared/dist/jobs.issues.approver.js");
	return readApprover({
		comment: Number(approval),
		environment,
		identity
	}, openPeople({
		...context.repo,
		token
	}), await readerHere(token));
}
/** Reads the issues of the repository that the workflow runs in. */
async function readerHere(token) {
	const { context } = await import("../../shared/dist/npm.actions.github.lib.github.exports.js");
	const { openIssueReader } = await import("../../shared/dist/github.issues.target.exports.js");
	return openIssueReader({
		...context.repo,
		token
	});
}

export { planRepair };