import { __toESM } from "./rolldown-runtime.js";
import { require__node_path, require_promises } from "./node-builtins.js";
import { _enum, array, boolean, columnOf, epochDay, int, isForeign, keyOf, literal, number$1 as number, strictObject, string } from "./every-action.js";
import { datetime, gamesCalendar, producerOf } from "./pipeline.readings.js";
import { countOutcomes, outcomeOf } from "./backfill.run.outcome.js";
import { roundScore } from "./findings.assess.criteria.js";
import { TRAINING_STATES, canonical, namesIn, readIfThere } from "./findings.assess.assess.js";
import { topologicalOrder } from "./pipeline.graph.js";
import { DateSchema } from "./dates.schema.js";
import { CostSchema } from "./pipeline.cost.js";
import { bundlesOf, dateOfName, parseBundle } from "./records.bundle.js";

/** A complete date that a service computed once more, against what was there. Its rows are put back either way. */
const ControlSchema = strictObject({
	table: string(),
	date: DateSchema,
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
/**
* How the rows of a date differ, matched by the table's keys, its volatile columns left out. A key may have several rows,
* as where a service keeps its earlier versions: those that are equal are matched first.
*/
function compareRows({ keys, volatileColumns = [] }, before, after) {
	const differences = (one, other) => [.../* @__PURE__ */ new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => !volatileColumns.includes(name) && !isSame(one[name] ?? null, other[name] ?? null));
	const keyOfRow = (row) => canonical(keys.map((key) => row[key] ?? null));
	const old = Map.groupBy(before, keyOfRow);
	const unmatched = after.filter((row) => {
		const same = old.get(keyOfRow(row)) ?? [];
		const at = same.findIndex((was) => differences(was, row).length === 0);
		if (at === -1) return true;
		same.splice(at, 1);
		return false;
	});
	const columns = /* @__PURE__ */ new Set();
	for (const row of unmatched) {
		const was = old.get(keyOfRow(row))?.pop();
		if (was !== void 0) for (const name of differences(was, row)) columns.add(name);
	}
	const gone = [...old.values()].reduce((sum, rows) => sum + rows.length, 0);
	return {
		rows: before.length,
		differing: unmatched.length + gone,
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

const flawText = ({ table, date, what }) => `${table} ${date} (${what})`;
/** Flaws named for one cell; a look-back of a year can hold hundreds. */
const MOST = 3;
/**
* Which cells of a grid rest on something that is not whole, however far up. A cell can be complete by its own count and
* still be wrong: computed from half of a table, it has a row for each row that was left.
*/
var Wholeness = class {
	#grid;
	#columns = /* @__PURE__ */ new Map();
	constructor(grid) {
		this.#grid = grid;
		const graph = topologicalOrder(grid.tables);
		if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
		for (const table of graph.order) {
			const column = {
				days: [],
				tainted: [0]
			};
			this.#columns.set(table.id, column);
			for (const cell of columnOf(grid, table.id)) {
				const isTainted = flawOf(cell) !== null || this.#restsOnFlaws(table, cell);
				column.days.push(epochDay(cell.date));
				column.tainted.push((column.tainted.at(-1) ?? 0) + (isTainted ? 1 : 0));
			}
		}
	}
	/** The nearest flaws that a cell is computed from, a few of them; empty where all is whole. */
	under({ table, date }, most = MOST) {
		const found = /* @__PURE__ */ new Map();
		const seen = /* @__PURE__ */ new Set();
		const visit = (ref) => {
			const config = this.#grid.tables.find(({ id }) => id === ref.table);
			for (const { table: id, window } of config?.upstream ?? []) {
				const [first, last] = this.#between(id, ref, window);
				const cells = columnOf(this.#grid, id);
				for (let at = last - 1; at >= first && found.size < most; at -= 1) {
					const cell = cells[at];
					if (cell === void 0 || !this.#isTainted(id, at) || seen.has(keyOf(cell))) continue;
					seen.add(keyOf(cell));
					const what = flawOf(cell);
					if (what === null) visit(cell);
					else found.set(keyOf(cell), {
						table: id,
						date: cell.date,
						what
					});
				}
			}
		};
		visit({
			table,
			date
		});
		return [...found.values()];
	}
	#restsOnFlaws({ upstream }, cell) {
		return upstream.some(({ table, window }) => {
			const [first, last] = this.#between(table, cell, window);
			const tainted = this.#columns.get(table)?.tainted ?? [];
			return (tainted[last] ?? 0) > (tainted[first] ?? 0);
		});
	}
	#isTainted(table, at) {
		const tainted = this.#columns.get(table)?.tainted ?? [];
		return (tainted[at + 1] ?? 0) > (tainted[at] ?? 0);
	}
	/** The cells of a window by number: the first, and the one after the last. */
	#between(table, { date }, window) {
		const days = this.#columns.get(table)?.days ?? [];
		const day = epochDay(date);
		return [below(days, day - window.from), below(days, day - window.to + 1)];
	}
};
/** What keeps a cell from being built on; null where it is whole. A rule that expects no rows is no flaw. */
function flawOf(cell) {
	if (isForeign(cell)) return "changed by somebody else";
	if (cell.state !== "complete" && cell.state !== "expected-absent") return cell.state;
	if (cell.thin) return "thin";
	return (cell.points?.size ?? 0) > 0 ? "its points are not the final score" : null;
}
/** How many of the days, which are in order, lie before this one. */
function below(days, day) {
	let [low, high] = [0, days.length];
	while (low < high) {
		const middle = low + high >> 1;
		if ((days[middle] ?? 0) < day) low = middle + 1;
		else high = middle;
	}
	return low;
}

/**
* "Proven" needs all three: nothing of the plan is left, the validation sees every planned cell complete, and all that
* these cells are computed from is whole. Cells that turned out well while their run failed prove nothing.
*/
function verdictOf({ plan, outcomes, after, stopped }) {
	const { failed, blocked, pending, parked } = countOutcomes(plan, outcomes);
	const whole = new Wholeness(after.grid);
	const settled = plan.cells.filter((cell) => ["done", "unneeded"].includes(outcomeOf(outcomes, cell).status));
	const short = settled.filter((cell) => !isComplete(after, cell));
	const restsOn = new Map(settled.filter((cell) => cell.remove === void 0).map((cell) => [keyOf(cell), whole.under(cell)]).filter(([, flaws]) => flaws.length > 0));
	const left = [
		...failed > 0 ? [`${failed} failed`] : [],
		...blocked > 0 ? [`${blocked} blocked`] : [],
		...pending > 0 ? [`${pending} not run`] : []
	];
	const [one] = short;
	const [resting] = [...restsOn];
	const reasons = [
		...stopped === null ? [] : [`The run stopped early: ${stopped}.`],
		...left.length === 0 ? [] : [`Of ${plan.cells.length} planned cells: ${left.join(", ")}.`],
		...one === void 0 ? [] : [`The validation does not see ${short.length} of the written cells complete, such as ${one.table} ${one.date}: ${stateAfter(after, one)}.`],
		...resting === void 0 ? [] : [`${restsOn.size} cells are computed from data that is not whole, such as ${resting[0]}, from ${resting[1].map(flawText).join(", ")}. Repair that first, then these again with --force.`]
	];
	return {
		proven: reasons.length === 0 && parked === 0,
		reasons,
		restsOn
	};
}
/** Complete, not thin, and what the run wrote; anything else has not been repaired, whatever its producer said. */
function isComplete({ grid }, cell) {
	const now = columnOf(grid, cell.table).find((one) => keyOf(one) === keyOf(cell));
	if (now === void 0) return (cell.remove !== void 0 || gamesCalendar(grid.pipeline)?.table === cell.table) && !(grid.outside?.strays ?? []).some(({ table, date }) => table === cell.table && date === cell.date);
	return now.state === "complete" && !now.thin && !now.changedOutside;
}
/** In the words of a receipt. */
function stateAfter({ grid }, { table, date }) {
	const now = columnOf(grid, table).find((cell) => cell.date === date);
	if (now === void 0) return "gone";
	return now.thin ? `${now.state}, thin` : now.state;
}
/** Of a command that repairs or verifies. Parked cells alone are no failure: the run resumes when they are due. */
const exitCodeOf = ({ proven, counts, reasons = [], undoneAt }) => proven || counts.parked > 0 && reasons.length === 0 && undoneAt === void 0 ? 0 : 1;

const count = int().nonnegative();
const score = number().nullable();
/** Who asked by /stop on an issue that a run ends, and when. */
const StoppedBySchema = strictObject({
	by: string().max(100),
	at: datetime()
});
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
	/** Who approved it by a comment, and whether they had asked for it themselves; absent where nobody had to. */
	approvedBy: strictObject({
		by: string(),
		self: boolean()
	}).optional(),
	/** Who had it end before its work was done; absent where nobody did. */
	stoppedBy: StoppedBySchema.optional(),
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
		date: DateSchema,
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
	const { undoneAt = null, stopped = null, stoppedBy = null, approvedBy = null, startedAt, verifiedAt } = input;
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
		...approvedBy === null ? {} : { approvedBy: { ...approvedBy } },
		...stoppedBy === null ? {} : { stoppedBy },
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

var import_promises = require_promises();
var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/** Null where neither a file nor a bundle has it. `name` is from the folder, such as `b-.../receipt.json`. */
async function readDated(environmentFolder, folder, name) {
	const text = await readIfThere((0, import__node_path.join)(environmentFolder, folder, name));
	if (text !== null) return {
		path: `${folder}/${name}`,
		text
	};
	const month = dateOfName(folder, name.split("/")[0] ?? "")?.slice(0, 7);
	if (month === void 0) return null;
	const bundles = bundlesOf(month, await namesIn((0, import__node_path.join)(environmentFolder, folder)));
	for (const bundle of bundles.reverse()) {
		const found = parseBundle(await (0, import_promises.readFile)((0, import__node_path.join)(environmentFolder, folder, bundle)))?.findLast((one) => one.name === name);
		if (found !== void 0) return {
			path: `${folder}/${bundle}`,
			text: Buffer.from(found.content).toString("utf8")
		};
	}
	return null;
}
/** The names of the handoffs or run files within all bundles of a folder, each with the bundle's path. */
async function bundledNames(environmentFolder, folder) {
	const names = await namesIn((0, import__node_path.join)(environmentFolder, folder));
	const months = [...new Set(names.flatMap((name) => /^\d{4}-\d{2}(?=[.-])/.exec(name) ?? []))];
	const found = [];
	for (const bundle of months.sort().flatMap((month) => bundlesOf(month, names))) {
		const path = `${folder}/${bundle}`;
		const files = parseBundle(await (0, import_promises.readFile)((0, import__node_path.join)(environmentFolder, path))) ?? [];
		found.push(...files.map(({ name }) => ({
			name,
			path
		})));
	}
	return found;
}

export { ControlSchema, ReceiptSchema, StoppedBySchema, Wholeness, bundledNames, chooseControls, compareRows, controlVerdict, exitCodeOf, flawText, isComplete, readDated, receiptOf, stateAfter };