import { TRAINING_STATES, canonical } from "./findings.assess.assess.js";
import { countOutcomes, keyOf, outcomeOf } from "./backfill.run.outcome.js";
import { _enum, array, boolean, columnOf, date as date$1, datetime, int, literal, number$1 as number, strictObject, string } from "./every-action.js";
import { roundScore } from "./findings.assess.criteria.js";
import { CostSchema } from "./pipeline.cost.js";
import { producerOf } from "./pipeline.readings.js";
import { flawText, stateAfter, verdictOf } from "./backfill.run.verdict.js";

/** A complete date that a service computed once more, against what was there. Its rows are put back either way. */
const ControlSchema = strictObject({
	table: string(),
	date: date$1().transform((text) => text),
	/** Before. */
	rows: int().nonnegative(),
	/** Rows with other values, rows that are gone and rows that are new. */
	differing: int().nonnegative(),
	/** In which the rows with other values differ. */
	columns: array(string()),
	/** Why the run was stopped for it; null where it was not. */
	stopped: string().nullable()
});
/**
* For each service that the cells need, by its address: the newest complete date of its first table there, outside the
* plan. A service without one has no control.
*/
function chooseControls(grid, plan, pending) {
	const ids = new Set(pending.map(({ table }) => table));
	const planned = new Set(plan.cells.map(({ date }) => date));
	const first = /* @__PURE__ */ new Map();
	for (const table of grid.tables.filter(({ id }) => ids.has(id))) {
		const producer = producerOf(table, grid.environment);
		if (producer.kind !== "service" || producer.unit === "game") continue;
		const address = producer.url ?? producer.urlFrom ?? "";
		if (!first.has(address)) first.set(address, table);
	}
	return [...first.values()].flatMap((table) => {
		const skipsWarmUp = grid.pipeline.warmUp.tables.includes(table.id) && !plan.includeWarmUp;
		const cell = columnOf(grid, table.id).findLast(({ state, thin, late, date }, index) => {
			const isWarmUp = (grid.days[index]?.seasonDay ?? 0) < grid.pipeline.warmUp.days;
			if (planned.has(date) || skipsWarmUp && isWarmUp) return false;
			return state === "complete" && !thin && !late;
		});
		return cell === void 0 ? [] : [{
			table: table.id,
			date: cell.date
		}];
	});
}
/** How the rows of a date differ, matched by the table's keys, its volatile columns left out. */
function compareRows({ keys, volatileColumns = [] }, before, after) {
	const keyOfRow = (row) => canonical(keys.map((key) => row[key] ?? null));
	const old = Map.groupBy(before, keyOfRow);
	const columns = /* @__PURE__ */ new Set();
	let [changed, added] = [0, 0];
	for (const row of after) {
		const was = old.get(keyOfRow(row))?.pop();
		if (was === void 0) {
			added += 1;
			continue;
		}
		const other = [.../* @__PURE__ */ new Set([...Object.keys(was), ...Object.keys(row)])].filter((name) => !volatileColumns.includes(name) && !isSame(was[name] ?? null, row[name] ?? null));
		for (const name of other) columns.add(name);
		if (other.length > 0) changed += 1;
	}
	const gone = [...old.values()].reduce((sum, rows) => sum + rows.length, 0);
	return {
		rows: before.length,
		differing: changed + added + gone,
		columns: [...columns].sort()
	};
}
/** Sums of the same numbers in another order differ in their last digits. */
function isSame(one, other) {
	if (typeof one !== "number" || typeof other !== "number") return one === other;
	return Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));
}
/** Columns named where a control date differs. */
const MOST_COLUMNS = 8;
/** Why a run is stopped where a control date differs; null within the tolerance, a share of its rows. */
function controlVerdict({ table, date }, { rows, differing, columns }, tolerance) {
	if (differing <= tolerance * Math.max(rows, 1)) return null;
	const more = columns.length > MOST_COLUMNS ? ` and ${columns.length - MOST_COLUMNS} more` : "";
	return `the service of ${table} computes something else than what is there: on the control date ${date}, which was complete, ${differing} of ${rows} rows differ${columns.length === 0 ? "" : ` (in ${columns.slice(0, MOST_COLUMNS).join(", ")}${more})`}. Columns that differ at every run are declared as volatileColumns`;
}

const date = date$1().transform((text) => text);
const count = int().nonnegative();
const score = number().nullable();
/** What a run did, proven by a validation after it: a line a date, and each cell before and after. */
const ReceiptSchema = strictObject({
	schemaVersion: literal(1),
	run: string(),
	/** The number of the issue that it was for, where it was for one. */
	issue: int().positive().optional(),
	plan: string(),
	environment: string(),
	asOf: datetime(),
	startedAt: datetime(),
	verifiedAt: datetime(),
	counts: strictObject({
		done: count,
		unneeded: count,
		failed: count,
		parked: count,
		blocked: count,
		pending: count
	}),
	/** Nothing of the plan is left, every cell was seen complete and rests on what is whole, and the run stands. */
	proven: boolean(),
	/** Why not, parked cells aside; receipts of earlier versions do not say. */
	reasons: array(string()).optional(),
	/** When an undo put back what the run had replaced; absent, as in receipts of earlier versions, where none did. */
	undoneAt: datetime().optional(),
	training: strictObject({
		before: _enum(TRAINING_STATES),
		predicted: _enum(TRAINING_STATES),
		after: _enum(TRAINING_STATES)
	}),
	average: strictObject({
		before: score,
		predicted: score,
		after: score
	}),
	dates: array(strictObject({
		date,
		score: strictObject({
			before: score,
			predicted: score,
			after: score
		}),
		cells: array(strictObject({
			table: string(),
			outcome: string(),
			before: string(),
			after: string(),
			rowsBefore: count.nullable(),
			rowsAfter: count.nullable(),
			note: string().nullable()
		}))
	})),
	/** Complete dates that services computed again before the run; receipts of earlier versions have none. */
	controls: array(ControlSchema).optional(),
	/** What the run has cost so far, resumed ones in full, where the engine bills. */
	cost: CostSchema.optional(),
	/** Parked cells are due again at the earliest of these. */
	dueAt: datetime().nullable()
});
function receiptOf(input) {
	const { run, issue = null, plan, outcomes, controls, after, cost } = input;
	const { undoneAt = null, stopped = null, startedAt, verifiedAt } = input;
	const { proven, reasons, restsOn } = verdictOf({
		plan,
		outcomes,
		after,
		stopped
	});
	const { grid, scores } = after;
	const index = new Map(grid.days.map((day, at) => [day.date, at]));
	const dates = [...new Set(plan.cells.map((cell) => cell.date))].sort().map((day) => {
		const predicted = plan.predicted.dates.find((one) => one.date === day);
		const value = scores[index.get(day) ?? -1]?.value ?? null;
		return {
			date: day,
			score: {
				before: predicted?.before ?? null,
				predicted: predicted?.after ?? null,
				after: value === null ? null : roundScore(value)
			},
			cells: plan.cells.filter((cell) => cell.date === day).map((cell) => {
				const now = columnOf(grid, cell.table)[index.get(day) ?? -1];
				const outcome = outcomeOf(outcomes, cell);
				return {
					table: cell.table,
					outcome: outcome.status,
					before: cell.state,
					after: stateAfter(after, cell),
					rowsBefore: cell.rows,
					rowsAfter: now?.rows ?? null,
					note: noteOf(outcome) ?? restText(restsOn.get(keyOf(cell)))
				};
			})
		};
	});
	const due = [...outcomes.values()].flatMap((one) => one.status === "parked" ? [one.dueAt] : []);
	return {
		schemaVersion: 1,
		run,
		...issue === null ? {} : { issue },
		plan: plan.id,
		environment: plan.environment,
		asOf: grid.asOf.toISOString(),
		startedAt,
		verifiedAt,
		counts: countOutcomes(plan, outcomes),
		proven: proven && undoneAt === null,
		...reasons.length === 0 ? {} : { reasons: [...reasons] },
		...undoneAt === null ? {} : { undoneAt },
		training: {
			before: plan.predicted.training,
			predicted: plan.predicted.trainingAfter,
			after: after.training
		},
		average: {
			before: plan.predicted.average,
			predicted: plan.predicted.averageAfter,
			after: after.average === null ? null : roundScore(after.average)
		},
		dates,
		controls: [...controls],
		...cost === null ? {} : { cost },
		dueAt: due.sort()[0] ?? null
	};
}
const restText = (flaws) => flaws === void 0 ? null : `computed from what is not whole: ${flaws.map(flawText).join(", ")}`;
function noteOf(outcome) {
	switch (outcome.status) {
		case "failed":
		case "parked": return outcome.message;
		case "blocked": return outcome.by;
		default: return null;
	}
}

export { ControlSchema, ReceiptSchema, chooseControls, compareRows, controlVerdict, receiptOf };