import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { UserError, actionProgress, annotateWarning, stopSignal, writeWhole } from "../../shared/dist/every-action.js";
import { costSoFar, readEventsOf, recordedAround } from "../../shared/dist/backfill.ledger.answered.js";
import { planHash } from "../../shared/dist/backfill.plan.estimate.js";
import { cellsOf, phaseOf } from "../../shared/dist/backfill.run.legs.js";
import { keyOf, outcomeOf } from "../../shared/dist/backfill.run.outcome.js";
import { DEFAULT_RETRY } from "../../shared/dist/warehouse.retry.js";
import { checkProducers, driftError, driftNow, failures, legFailure, legOutputs, parkedUntil, readRun, withRepair } from "../../shared/dist/backfill.run.plan-cost.js";
import { canaryVerdict, controlServices, execute, executeInput } from "../../shared/dist/backfill.ledger.found.js";
import { readRepair } from "../../shared/dist/backfill.run.leg-result.js";
import "../../shared/dist/advice.phases.js";

const MAX_WORDS = 2e3;
/**
* Runs one part of a repair that several jobs share. What the ledger has of it already is not run again, so that a job
* may be repeated; what an earlier phase has not finished blocks what is computed from it. The canary's part, or the
* only one, begins the run.
*/
async function runLeg(context, request) {
	const { repair, part, now } = request;
	const { plan, run } = repair;
	checkRepair(context, repair);
	const startedAt = now().toISOString();
	const cells = cellsOf(repair, context, part);
	const events = part === "canary" || part === "all" ? await begin(context, request) : void 0;
	const recorded = await readRun(context.warehouse, run, {
		range: recordedAround(context.tables, cells),
		...events === void 0 ? {} : { events }
	});
	if (recorded.undone) throw new UserError(`${run} was taken back; plan a new backfill instead.`);
	const outcomes = knownOutcomes(context, request, recorded, new Set(cells.map(keyOf)));
	const pending = cells.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
	const grid = await refuseDrift(context, repair, pending, recorded);
	const keys = new Set(recorded.attempts.map(keyOf));
	const attemptsBefore = new Map([...keys].map((key) => [key, failures(recorded.attempts, key)]));
	const dates = new Set(pending.map(({ date }) => date)).size;
	const title = `Repairing ${pending.length} cells on ${dates} dates (${plan.environment}, run ${run}, ${part})`;
	context.progress({
		kind: "start",
		title,
		total: dates,
		hasLines: true
	});
	const options = {
		...request,
		allowShrink: repair.allowShrink
	};
	const { ledger } = recorded;
	const input = await executeInput(context, options, {
		run,
		plan,
		attemptsBefore,
		grid,
		ledger
	}, pending);
	const controls = await controlled(context, request, pending);
	const stopped = controls.find((one) => one.stopped !== null)?.stopped ?? await executeParts(context, request, cells, outcomes, (own) => execute(input, own, outcomes));
	context.progress({
		kind: "end",
		title
	});
	const cost = costSoFar(context.warehouse, context.pricing, 0);
	return {
		schemaVersion: 1,
		run,
		planHash: plan.hash,
		part,
		attempt: request.attempt,
		startedAt,
		endedAt: now().toISOString(),
		stopped: stopped?.slice(0, MAX_WORDS) ?? null,
		controls,
		...cost === null ? {} : { cost },
		cells: cells.map(({ table, date }) => ({
			table,
			date,
			...short(outcomeOf(outcomes, {
				table,
				date
			}))
		}))
	};
}
/** Before the first call of the run, the services' control dates. */
function controlled(context, { repair, part, signal, retry = DEFAULT_RETRY }, pending) {
	if (part !== "canary" && part !== "all") return Promise.resolve([]);
	const { plan, run } = repair;
	const some = part === "canary" && pending.length === 0 ? plan.cells : pending;
	return controlServices(context, {
		plan,
		run,
		pending: some,
		retry,
		signal
	});
}
/** The canary's cells first wherever they are in the part, with a look after them; returns why the rest was not run. */
async function executeParts(context, { repair, part, signal }, cells, outcomes, run) {
	const pending = (some) => some.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
	const first = part === "canary" || part === "all" ? cellsOf(repair, context, "canary") : [];
	await run(pending(first));
	if (!first.every((cell) => outcomeOf(outcomes, cell).status === "parked") && !signal.aborted) {
		const stopped = canaryVerdict(await context.assessNow(), first, outcomes);
		if (stopped !== null) return stopped;
	}
	if (part !== "canary") await run(pending(cells));
	return null;
}
function checkRepair({ request, tables }, { plan }) {
	if (plan.environment !== request.environment) throw new UserError(`The plan is for ${plan.environment}, and ${request.environment} is asked for.`);
	if (planHash(plan) !== plan.hash) throw new UserError("The plan was changed after it was made: its hash no longer fits.");
	const strange = plan.cells.find(({ table }) => !tables.some(({ id }) => id === table));
	if (strange !== void 0) throw new UserError(`The plan has the table ${strange.table}, which is not declared.`);
}
/** Once, however often the job is repeated. Returns what is recorded of the run. */
async function begin(context, { repair, now }) {
	const { warehouse } = context;
	checkProducers(context, repair.plan);
	const { run } = repair;
	const events = await readEventsOf(warehouse, run);
	const approvals = await recordApproval(context, repair, events, now().toISOString());
	if (events.length > 0) return [...events, ...approvals];
	const started = {
		run,
		event: "started",
		at: now().toISOString(),
		planJson: JSON.stringify(repair.plan),
		summaryJson: repair.issue === null ? null : JSON.stringify({ issue: repair.issue })
	};
	await warehouse.record("backfill_runs", {
		run,
		event: started.event,
		recorded_at: started.at,
		plan_json: started.planJson,
		summary_json: started.summaryJson
	});
	await warehouse.forgetKept(/* @__PURE__ */ new Date(now().getTime() - 7 * 864e5));
	return [started, ...approvals];
}
/** The workflow begins a run that needs an approval when it has one; it holds for whatever the run still does. */
async function recordApproval({ warehouse }, { run, approval }, events, at) {
	if (approval.length === 0 || events.some(({ event }) => event === "approved")) return [];
	const summaryJson = JSON.stringify({ approval });
	await warehouse.record("backfill_runs", {
		run,
		event: "approved",
		recorded_at: at,
		plan_json: null,
		summary_json: summaryJson
	});
	return [{
		run,
		event: "approved",
		at,
		planJson: null,
		summaryJson
	}];
}
/** What is settled before this part begins: its own written cells, and what other parts' cells mean for it. */
function knownOutcomes(context, { repair, part, now }, { outcomes }, isOwn) {
	const known = /* @__PURE__ */ new Map();
	const phase = repair.legs.find(({ id }) => id === part)?.phase ?? 0;
	const isOver = (outcome) => outcome.status === "parked" && Date.parse(outcome.dueAt) <= now().getTime();
	const parked = [...outcomes.values()].find((one) => one.status === "parked" && !isOver(one));
	for (const cell of repair.plan.cells) {
		const key = keyOf(cell);
		const outcome = outcomeOf(outcomes, cell);
		const isDue = isOver(outcome);
		if (outcome.status === "done" || outcome.status === "parked" && !isDue) known.set(key, outcome);
		else if (!isOwn.has(key) && ["failed", "unneeded"].includes(outcome.status)) known.set(key, outcome);
		else if (!isOwn.has(key) && phaseOf(context, cell.table) < phase && !isOptional(cell)) known.set(key, parked ?? {
			status: "blocked",
			by: "its job did not run it"
		});
	}
	return known;
}
/** A cell that was taken along may have turned out to be unneeded, of which the ledger says nothing. */
const isOptional = ({ because }) => because === "downstream";
/** Somebody else's change in what this part is to write stops it; the run's own progress is none. */
async function refuseDrift(context, { plan }, pending, { outcomes, touched, ledger }) {
	const dates = pending.map(({ date }) => date).sort();
	const [first, last] = [dates[0], dates.at(-1)];
	if (first === void 0 || last === void 0) return null;
	const isPending = new Set(pending.map(keyOf));
	const isTouched = new Set(touched.map(keyOf));
	const isFinished = (cell) => !isPending.has(keyOf(cell)) || isTouched.has(keyOf(cell)) || outcomeOf(outcomes, cell).status === "done";
	const { drift, grid } = await driftNow(context, plan, isFinished, {
		first,
		last
	}, { ledger });
	if (drift.length > 0) throw driftError(drift, "Plan again: what is to be written is no longer what was planned.");
	return grid;
}
function short(outcome) {
	switch (outcome.status) {
		case "failed":
		case "parked": return {
			...outcome,
			message: outcome.message.slice(0, MAX_WORDS)
		};
		case "blocked": return {
			...outcome,
			by: outcome.by.slice(0, MAX_WORDS)
		};
		default: return outcome;
	}
}

/** One part of the repair that plan-backfill wrote. */
async function repairPart(inputs) {
	const { environment, pipeline, project, part, out } = inputs;
	const repair = await readRepair(inputs.repair);
	const where = {
		environment,
		pipeline,
		project,
		asOf: inputs.asOf ?? new Date(repair.plan.asOf),
		lockWait: 30,
		root: ".",
		env: process.env
	};
	const request = {
		repair,
		part,
		attempt: context.runAttempt || 1,
		now: () => /* @__PURE__ */ new Date(),
		signal: stopSignal()
	};
	const result = await withRepair(where, actionProgress, (repairing) => runLeg(repairing, request));
	await writeWhole(out, JSON.stringify(result));
	const due = parkedUntil(result);
	if (due !== null) annotateWarning(`${part}: parked until ${due}; watch-recent resumes it then.`);
	return {
		outputs: legOutputs(result, out),
		summary: null,
		failure: legFailure(result)
	};
}

export { repairPart };