import { UserError, WHERE, actionProgress, annotateWarning } from "../../shared/dist/every-action.js";
import { hostRun } from "../../shared/dist/dates.schedule.js";
import { newest, outcomesOf, readRepair, readResults } from "../../shared/dist/backfill.run.leg-result.js";
import { sumOfCosts } from "../../shared/dist/pipeline.cost.js";
import { costSoFar, readEventsOf } from "../../shared/dist/advice.phases.js";
import { concludeFailure, concludeOutputs, finish, knownBytes, readRun, withRepair } from "../../shared/dist/backfill.ledger.found.js";
import { TOOL_VERSION, validate } from "../../shared/dist/jobs.observe.again.changed.js";
import { renderReceipt } from "../../shared/dist/render.repair.receipt.js";

/** The same warehouse for a short while: what was answered is not asked again, what failed is. */
function askedOnce(warehouse) {
	const answers = /* @__PURE__ */ new Map();
	const once = (what, ask) => (...args) => {
		const key = JSON.stringify([what, args]);
		const known = answers.get(key);
		if (known !== void 0) return known;
		const answer = ask(...args);
		answers.set(key, answer);
		answer.catch(() => answers.delete(key));
		return answer;
	};
	return {
		...warehouse,
		query: once("query", warehouse.query),
		columnsOf: once("columns", warehouse.columnsOf),
		describe: once("describe", warehouse.describe),
		partitionRows: once("partitions", warehouse.partitionRows),
		fingerprints: once("fingerprints", warehouse.fingerprints)
	};
}

/** Ends a repair that several jobs shared: looks again, once for all, writes the receipt and the reports, and records the end. */
async function conclude(context, { repair, results, now, ...reports }) {
	const { warehouse, pipeline, request } = context;
	const { run, plan, issue } = repair;
	const events = await readEventsOf(warehouse, run);
	if (events.length === 0) throw new UserError(`${run} was not begun: its first job did not run, so nothing was written.`);
	const recorded = await readRun(warehouse, run, { events });
	const outcomes = outcomesOf(repair, recorded.outcomes, results);
	const stopped = newest(results).find((one) => one.stopped !== null)?.stopped ?? null;
	const stoppedBy = newest(results).flatMap((one) => one.stoppedBy ?? [])[0] ?? null;
	const controls = newest(results).flatMap((one) => one.controls);
	const once = askedOnce(warehouse);
	const seen = await context.assessNow(void 0, { through: once });
	const cost = costOfRun(context, plan, results, recorded.endedAt);
	const { startedAt, approvedBy } = recorded;
	const { receipt, paths } = await finish(context, {
		run,
		issue,
		plan,
		outcomes,
		controls,
		stopped,
		stoppedBy,
		approvedBy,
		after: seen,
		startedAt
	}, [recorded.cost, cost], {
		out: reports.out,
		now
	});
	const { environment, asOf, pipeline: pipelineFile } = request;
	const { range, policy } = seen.grid;
	return {
		receipt,
		paths,
		stopped,
		after: await validate({
			pipeline,
			environment,
			range,
			asOf,
			policy,
			pipelineFile,
			...reports,
			sources: true,
			failOn: "never",
			now
		}, once, context.progress)
	};
}
/** Of the jobs since the run last came to an end, and of this one; what was paid before is recorded already. */
function costOfRun({ warehouse, pricing }, plan, results, since) {
	const own = costSoFar(warehouse, pricing, knownBytes(plan));
	if (own === null) return null;
	const jobs = results.filter(({ startedAt }) => since === null || startedAt > since);
	return sumOfCosts([own, ...jobs.flatMap(({ cost }) => cost ?? [])]);
}

/** Says what became of the repair whose parts have ended. */
async function concludeRepair(inputs) {
	const { environment, pipeline, project, asOf, out } = inputs;
	const repair = await readRepair(inputs.repair);
	const results = await readResults(inputs.results);
	const where = {
		...WHERE,
		environment,
		pipeline,
		project,
		asOf
	};
	const now = () => /* @__PURE__ */ new Date();
	const request = {
		repair,
		results,
		out,
		now,
		toolVersion: TOOL_VERSION,
		hostRun: hostRun(environment)
	};
	const { receipt, paths, stopped } = await withRepair(where, actionProgress, (repairing) => conclude(repairing, request));
	if (receipt.dueAt !== null) annotateWarning(`Parked until ${receipt.dueAt}; watch-recent resumes it then.`);
	return {
		outputs: concludeOutputs(receipt, paths.receipt),
		summary: renderReceipt(receipt),
		failure: concludeFailure(receipt, stopped)
	};
}

export { concludeRepair };