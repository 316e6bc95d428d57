import { readLedgerOf, readRunsNamed } from "./advice.phases.js";
import { planRepair, tablesHash } from "./backfill.plan.estimate.js";
import "./jobs.shared.plan-file.js";
import { pricePlan, producerIn, reading } from "./backfill.ledger.found.js";
import { driftOf } from "./backfill.run.outcome.js";
import { UnreadableError, UserError, columnOf } from "./every-action.js";
import { reads } from "./grid.cascade.js";
import { gamesCalendar } from "./pipeline.readings.js";

async function driftNow(context, chosen, isFinished, range, how) {
	const { grid } = await context.assessNow(range, how);
	const now = ({ table, date }) => columnOf(grid, table).find((cell) => cell.date === date);
	const finished = chosen.cells.filter(isFinished);
	const schedule = gamesCalendar(context.pipeline)?.table;
	const readsFinished = (cell) => {
		const upstream = context.tables.find(({ id }) => id === cell.table)?.upstream ?? [];
		return finished.some(({ table, date }) => table === schedule && date === cell.date || upstream.some((one) => one.table === table && reads(one.window, cell.date, date)));
	};
	const hash = tablesHash({ grid }, chosen.cells);
	return {
		drift: driftOf(chosen, isFinished, readsFinished, now, hash),
		grid
	};
}
function driftError(drift, what) {
	const shown = drift.slice(0, 10).map((line) => `  ${line}`);
	const more = drift.length > 10 ? [`  and ${drift.length - 10} more`] : [];
	return new UserError([
		"The data has drifted since the plan was made; nothing was changed:",
		...shown,
		...more,
		what
	].join("\n"));
}

/** Throws UnreadableError without the ledger, for then nobody knows what is stale. */
async function planOfKnown(context, options) {
	const price = await context.price();
	const before = await context.assessNow();
	if (before.grid.ledgerError !== null) throw new UnreadableError(`The ledger of writes cannot be read: ${before.grid.ledgerError}`);
	const { lineage } = await readLedgerOf(reading(context.warehouse));
	const { tables } = options.selection;
	const unread = before.unread.filter(({ table }) => tables.length === 0 || tables.includes(table));
	const { datesAtOnce } = context.warehouse.abilities;
	const made = planRepair(before, lineage, {
		...options,
		datesAtOnce
	});
	return {
		plan: await pricePlan(context, made, price),
		unread,
		grid: before.grid
	};
}
/** A plan to be run. Throws UnreadableError where a table that it is for could not be read: a run would call the rest all there was to repair. */
async function plan(context, options) {
	const { plan: made, unread, grid } = await planOfKnown(context, options);
	const [first] = unread;
	if (first !== void 0) throw new UnreadableError(`${first.table} could not be read, so what it lacks is unknown: ${first.error}. Nothing was changed. Try again, or name the tables to repair without it: --tables of backfill, or a plan that was saved as it is by plan --save.`);
	return {
		plan: made,
		grid
	};
}

/** Throws a UserError where a table of the plan is filled by what cannot be run from here: before anything is begun. */
function checkProducers(context, { cells }) {
	for (const table of context.tables) if (cells.some((cell) => cell.table === table.id)) producerIn(context, table);
}
/** Named by the second and the plan; the same plan within one second, after an undo, is another run. */
async function newRun({ warehouse }, startedAt, { hash }) {
	const name = `b-${startedAt.replace(/[-:]|\.\d+/g, "")}-${hash.slice(0, 6)}`;
	const taken = await readRunsNamed(warehouse, name);
	let [run, n] = [name, 1];
	while (taken.has(run)) {
		n += 1;
		run = `${name}-${n}`;
	}
	return run;
}

export { checkProducers, driftError, driftNow, newRun, plan };