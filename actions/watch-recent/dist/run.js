import { WHERE, actionProgress, addDays, annotateWarning, dateRange, inRange, lastEndedDay } from "../../shared/dist/every-action.js";
import { isWrite, layerCheck, observe, readFailures, readLedgerOf } from "../../shared/dist/advice.phases.js";
import { planRepair } from "../../shared/dist/backfill.plan.estimate.js";
import { watch as watch$1 } from "../../shared/dist/backfill.run.watch.js";
import { assess } from "../../shared/dist/findings.assess.assess.js";
import { listedDays } from "../../shared/dist/findings.assess.gate.js";
import { dailyDatesIn } from "../../shared/dist/pipeline.readings.js";
import { recentSelection } from "../../shared/dist/records.plan.js";
import { openRuns } from "../../shared/dist/jobs.shared.open-runs.js";
import { withWarehouse } from "../../shared/dist/jobs.validate.run-validate.js";
import { renderWatched, watchOutputs } from "../../shared/dist/render.repair.watch.js";

/** A quick look at the newest dates and at what earlier repairs left, and what is to be started because of it. Reads only. */
const watchRecent = (request, progress) => withWarehouse(request, progress, async (input, warehouse) => {
	const { days, auto, dailyDates, environment, now = () => /* @__PURE__ */ new Date() } = request;
	const { asOf } = input;
	const { timeZone } = input.pipeline;
	const last = lastEndedDay(asOf, timeZone);
	const range = dateRange(addDays(last, 1 - days), last);
	const assessment = assess(await observe({
		...input,
		range
	}, warehouse, progress));
	const { grid, unread } = assessment;
	const { lineage, entries } = await readLedgerOf(warehouse);
	const selection = recentSelection(asOf, days, timeZone);
	const asked = grid.days.some(({ date }) => inRange(date, range)) ? selection : null;
	const since = now().getTime() - 864e5;
	const written = entries.filter(isWrite).filter((one) => Date.parse(one.writtenAt) >= since);
	const plan = planRepair(assessment, lineage, {
		canary: 0,
		datesAtOnce: warehouse.abilities.datesAtOnce,
		selection: asked ?? {
			...selection,
			dates: []
		}
	});
	return {
		...watch$1({
			environment,
			now: asOf,
			auto,
			dailyDates: dailyDatesIn(input.pipeline, input.environment, dailyDates),
			plan,
			openRuns: await openRuns(warehouse, grid),
			failedAttempts: await readFailures(warehouse),
			writtenToday: new Set(written.map(({ date }) => date))
		}),
		layers: layerCheck(grid),
		gameDates: listedDays(grid.days).length,
		unread: unread.map(({ table }) => table)
	};
});

/** Finds the dates that are overdue, and the repairs to start for them. */
async function watch(inputs) {
	const watched = await watchRecent({
		...inputs,
		...WHERE
	}, actionProgress);
	for (const note of watched.notes.slice(0, 10)) annotateWarning(note);
	return {
		outputs: watchOutputs(watched),
		summary: renderWatched(watched, inputs.environment),
		failure: watched.unread.length === 0 ? null : `Could not be read: ${watched.unread.join(", ")}.`
	};
}

export { watch };