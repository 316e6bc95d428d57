import { _enum, strictObject, string } from "./every-action.js";
import { keyOf } from "./grid.cascade.js";

/** The inputs of one start of backfill.yml. */
const DispatchSchema = strictObject({
	environment: string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
	plan: _enum([
		"auto",
		"all",
		"1",
		"2",
		"3",
		"4"
	]).optional(),
	phase: _enum([
		"any",
		"1",
		"2",
		"3",
		"4"
	]).optional(),
	dates: string().regex(/^[0-9.,-]{0,20000}$/).optional(),
	tables: string().regex(/^[a-z0-9_,]{0,2000}$/).optional(),
	"include-warm-up": _enum(["true", "false"]).optional(),
	force: _enum(["true", "false"]).optional(),
	canary: _enum([
		"0",
		"1",
		"2",
		"3",
		"4",
		"5"
	]).optional(),
	resume: string().regex(/^b-[A-Za-z0-9-]{1,80}$/).optional()
});
/** A run without an end is taken for running so long; a job ends after six hours at most. */
const RUNNING_HOURS = 7;
/**
* What is to be started now: parked runs that are due, and, where repairs start by themselves, what is past its grace,
* within the day's budget of dates and three failed attempts a cell. Nothing new beside a run that is under way.
*/
function watch(input) {
	const { environment, now, openRuns, plan } = input;
	const own = openRuns.filter((run) => run.environment === environment);
	const ageHours = ({ startedAt }) => (now.getTime() - Date.parse(startedAt)) / 36e5;
	const running = own.filter((run) => run.endedAt === null && ageHours(run) < RUNNING_HOURS);
	const cutOff = own.filter((run) => run.endedAt === null && ageHours(run) >= RUNNING_HOURS);
	const parked = own.filter(({ parkedCells }) => parkedCells > 0);
	const isDue = ({ dueAt }) => dueAt === null || Date.parse(dueAt) <= now.getTime();
	const due = parked.filter(isDue);
	const resumed = [...due, ...input.auto ? cutOff : []];
	const notes = [
		...running.map(({ run }) => `Run ${run} is under way; nothing else is started beside it.`),
		...parked.filter((run) => !isDue(run)).map(({ run, parkedCells, dueAt }) => `Run ${run}: ${parkedCells} cells parked until ${dueAt}.`),
		...due.map(({ run, parkedCells }) => `Run ${run}: ${parkedCells} parked cells are due.`),
		...cutOff.map(({ run, startedAt }) => `Run ${run} of ${startedAt} has no end: it was cut off.`)
	];
	if (running.length > 0) return {
		dispatches: [],
		notes
	};
	if (resumed.length > 0) return {
		dispatches: resumed.map(({ run }) => ({
			environment,
			resume: run
		})),
		notes
	};
	const { dispatch, notes: more } = repair(input, parked);
	const planned = dispatch === null ? [] : [dispatch];
	if (!input.auto && planned.length > 0) more.push(`${plan.cells.length} cells past their grace could be repaired: start Backfill.`);
	return {
		dispatches: input.auto ? planned : [],
		notes: [...notes, ...more]
	};
}
function repair({ environment, plan, failedAttempts, dailyDates, writtenToday }, parked) {
	const notes = [];
	if (plan.cells.length === 0 || parked.length > 0) return {
		dispatch: null,
		notes
	};
	const isGivenUp = (cell) => (failedAttempts.get(keyOf(cell)) ?? 0) >= 3;
	const givenUp = new Set(plan.cells.filter(isGivenUp).map(({ date }) => date));
	for (const date of givenUp) notes.push(`${date} failed ${3} times: it waits for a person.`);
	const dates = [...new Set(plan.cells.map(({ date }) => date))].filter((date) => !givenUp.has(date)).sort();
	const left = Math.max(0, dailyDates - writtenToday.size);
	const chosen = dates.slice(0, left);
	if (chosen.length < dates.length) notes.push(`${dates.length} dates are past their grace, and ${left} of today's ${dailyDates} are left.`);
	if (chosen.length === 0) return {
		dispatch: null,
		notes
	};
	const tables = [...new Set(plan.cells.filter(({ date }) => chosen.includes(date)).map(({ table }) => table))];
	return {
		dispatch: {
			environment,
			plan: "all",
			dates: chosen.join(","),
			tables: tables.join(",")
		},
		notes
	};
}

export { DispatchSchema, watch };