import { countOutcomes, keyOf, outcomeOf } from "./backfill.run.outcome.js";
import { columnOf, epochDay, isForeign } from "./every-action.js";
import { gamesCalendar } from "./pipeline.readings.js";
import { topologicalOrder } from "./pipeline.graph.js";

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

export { Wholeness, exitCodeOf, flawText, isComplete, stateAfter, verdictOf };