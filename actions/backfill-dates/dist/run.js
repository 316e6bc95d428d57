import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { isWrittenBy, openIssueReader } from "../../shared/dist/github.issues.target.js";
import { UserError, WHERE, actionProgress, annotateWarning, errorMessage, keyOf, stopSignal } from "../../shared/dist/every-action.js";
import { costSoFar, readEventsOf, recordedAround } from "../../shared/dist/advice.phases.js";
import { planHash } from "../../shared/dist/backfill.plan.estimate.js";
import { cellsOf, phaseOf } from "../../shared/dist/backfill.run.legs.js";
import { writeWhole } from "../../shared/dist/findings.assess.assess.js";
import { outcomeOf } from "../../shared/dist/backfill.run.outcome.js";
import { approve, begin, failuresIn, forgetKept, hold, legFailure, legOutputs, parkedUntil, readStanding, settle, withRepair } from "../../shared/dist/backfill.ledger.found.js";
import { checkProducers, driftError, driftNow } from "../../shared/dist/jobs.repair.run.drift.js";
import { readRepair } from "../../shared/dist/backfill.run.leg-result.js";
import { require_promises$1 as require_promises } from "../../shared/dist/node-builtins.js";
import { stopOf } from "../../shared/dist/advice.blocks.group.js";

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
	const isFirst = part === "canary" || part === "all";
	const events = isFirst ? await begun(context, request) : void 0;
	const recorded = await readStanding(context.warehouse, run, {
		range: recordedAround(context.tables, cells),
		...events === void 0 ? {} : { events }
	});
	const outcomes = knownOutcomes(context, request, recorded, new Set(cells.map(keyOf)));
	const pending = cells.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
	const grid = await refuseDrift(context, repair, pending, recorded);
	const guarded = part === "canary" && pending.length === 0 ? plan.cells : pending;
	const options = {
		...request,
		allowShrink: repair.allowShrink
	};
	const { controls, stopped } = await settle(context, options, {
		run,
		plan,
		name: part,
		cells,
		outcomes,
		grid,
		ledger: recorded.ledger,
		canary: isFirst ? cellsOf(repair, context, "canary") : [],
		guarded: isFirst ? guarded : [],
		attemptsBefore: failuresIn(recorded.attempts)
	});
	const cost = costSoFar(context.warehouse, context.pricing, 0);
	const stoppedBy = request.stopRequest?.() ?? null;
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
		...stoppedBy === null ? {} : { stoppedBy },
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
function checkRepair({ request, tables }, { plan, drifted }) {
	if (plan.environment !== request.environment) throw new UserError(`The plan is for ${plan.environment}, and ${request.environment} is asked for.`);
	if (drifted !== null) throw new UserError(`The plan ${drifted} was asked for, and it is ${plan.id} by now: nothing was changed. Look at the new plan, and ask for that.`);
	if (planHash(plan) !== plan.hash) throw new UserError("The plan was changed after it was made: its hash no longer fits.");
	const strange = plan.cells.find(({ table }) => !tables.some(({ id }) => id === table));
	if (strange !== void 0) throw new UserError(`The plan has the table ${strange.table}, which is not declared.`);
}
/** Begins the run once, however often the job is repeated. Returns what is recorded of it. */
async function begun(context, { repair: { run, plan, issue, approval, approvedBy }, now }) {
	const { warehouse } = context;
	checkProducers(context, plan);
	const events = await readEventsOf(warehouse, run);
	const at = now().toISOString();
	const last = events.findLast(({ event }) => event === "approved" || event === "held");
	const approvals = approval.length === 0 || last?.event === "approved" ? [] : [await approve(warehouse, {
		run,
		at,
		approval,
		...approvedBy
	})];
	if (events.length > 0) return [...events, ...approvals];
	const started = await begin(warehouse, {
		run,
		plan,
		issue,
		at
	});
	await forgetKept(warehouse, now());
	return [started, ...approvals];
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

var import_promises = require_promises();
/** Between two looks at the issue. */
const LOOK_MS = 3e4;
/**
* Looks whether somebody asks that this run ends: before anything is begun, and every half minute until it is disposed of.
* An issue that cannot be read stops nothing, which is said once.
*/
async function watchForStop({ issue, identity, self }, reader, cancelled, say, everyMs = LOOK_MS) {
	const [stop, over] = [new AbortController(), new AbortController()];
	let asked = null;
	let isSaid = false;
	async function look() {
		try {
			const found = await reader.readAgain(issue);
			if (found === null) return;
			if (!isWrittenBy(identity, found)) throw new Error(`issue #${issue} is not ours`);
			asked = stopOf(found.body, self);
		} catch (error) {
			if (isSaid) return;
			isSaid = true;
			say(`Whether somebody asks on issue #${issue} that this run ends cannot be read: ${errorMessage(error)}. It goes on, and asks again.`);
			return;
		}
		if (asked === null) return;
		say(`${asked.by} asked at ${asked.at} that this run ends: nothing more is begun.`);
		stop.abort();
	}
	async function lookOn() {
		const until = {
			signal: AbortSignal.any([
				over.signal,
				stop.signal,
				cancelled
			]),
			ref: false
		};
		while (!until.signal.aborted) {
			await (0, import_promises.setTimeout)(everyMs, void 0, until).catch(() => void 0);
			if (!until.signal.aborted) await look();
		}
	}
	await look();
	const looking = lookOn();
	return {
		signal: AbortSignal.any([cancelled, stop.signal]),
		request: () => asked,
		async [Symbol.asyncDispose]() {
			over.abort();
			await looking;
		}
	};
}

/** One part of the repair that plan-backfill wrote. */
async function repairPart(inputs) {
	const { environment, pipeline, project, part, out } = inputs;
	const repair = await readRepair(inputs.repair);
	const asOf = inputs.asOf ?? new Date(repair.plan.asOf);
	const where = {
		...WHERE,
		environment,
		pipeline,
		project,
		asOf
	};
	if (part === "hold") {
		const at = (/* @__PURE__ */ new Date()).toISOString();
		await withRepair(where, actionProgress, ({ warehouse }) => hold(warehouse, repair, at));
		annotateWarning(`${repair.run} is held until somebody writes /approve ${repair.run} on its issue.`);
		return {
			outputs: {},
			summary: null,
			failure: null
		};
	}
	const cancelled = stopSignal();
	await using watch = await stopWatch(inputs, repair.issue, cancelled);
	const request = {
		repair,
		part,
		attempt: context.runAttempt || 1,
		now: () => /* @__PURE__ */ new Date(),
		signal: watch?.signal ?? cancelled,
		stopRequest: () => watch?.request() ?? null
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
/** Of the issue that the repair is for; null where it is for none, or nobody may ask. */
async function stopWatch({ token, identity }, issue, cancelled) {
	if (issue === null || token === void 0) return null;
	const self = {
		id: context.runId,
		attempt: context.runAttempt || 1
	};
	const reader = openIssueReader({
		...context.repo,
		token
	});
	const say = (message) => actionProgress({
		kind: "line",
		message
	});
	return watchForStop({
		issue,
		identity,
		self
	}, reader, cancelled, say);
}

export { repairPart };