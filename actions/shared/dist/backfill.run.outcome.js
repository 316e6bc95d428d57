import { columnOf, epochDay, isPresent } from "./every-action.js";

const keyOf = ({ table, date }) => `${table} ${date}`;
/** True when a date of the reading table reads `date` of the upstream: the window's ends are days back, both included. */
function reads(window, reading, date) {
	const back = epochDay(reading) - epochDay(date);
	return back <= window.from && back >= window.to;
}
/** The cells of the grid that a cell is computed from, its own date and the look-back. */
function upstreamCells(grid, { table, date }) {
	const config = grid.tables.find(({ id }) => id === table);
	const day = epochDay(date);
	const found = [];
	for (const { table: id, window } of config?.upstream ?? []) {
		const column = columnOf(grid, id);
		for (let at = firstFrom(column, day - window.from); at < column.length; at += 1) {
			const cell = column[at];
			if (epochDay(cell.date) > day - window.to) break;
			found.push(cell);
		}
	}
	return found;
}
/** The index of the first cell on this day or later; the column's length where there is none. */
function firstFrom(column, day) {
	let [low, high] = [0, column.length];
	while (low < high) {
		const middle = low + high >> 1;
		if (epochDay(column[middle].date) < day) low = middle + 1;
		else high = middle;
	}
	return low;
}
/** Every cell with rows, or that `takes` takes, which reads one of `changed`, directly or through others, in no particular order. */
function downstreamOf(grid, changed, takes = isPresent) {
	const found = /* @__PURE__ */ new Map();
	const seen = new Set(changed.map(keyOf));
	let frontier = changed;
	while (frontier.length > 0) {
		const byTable = Map.groupBy(frontier, ({ table }) => table);
		const next = [];
		for (const table of grid.tables) for (const { table: id, window } of table.upstream) {
			const dates = byTable.get(id)?.map(({ date }) => date) ?? [];
			if (dates.length === 0) continue;
			for (const cell of columnOf(grid, table.id)) {
				const ref = {
					table: table.id,
					date: cell.date
				};
				if (seen.has(keyOf(ref)) || !takes(cell)) continue;
				if (!dates.some((date) => reads(window, cell.date, date))) continue;
				seen.add(keyOf(ref));
				found.set(keyOf(ref), ref);
				next.push(ref);
			}
		}
		frontier = next;
	}
	return [...found.values()];
}

const outcomeOf = (outcomes, cell) => outcomes.get(keyOf(cell)) ?? { status: "pending" };
function countOutcomes(plan, outcomes) {
	const counts = {
		done: 0,
		unneeded: 0,
		failed: 0,
		parked: 0,
		blocked: 0,
		pending: 0
	};
	for (const cell of plan.cells) counts[outcomeOf(outcomes, cell).status] += 1;
	return counts;
}
/** The dates of the cells in batches: in order, none in two. */
function batchesOf(cells, batchSize) {
	const dates = [...new Set(cells.map(({ date }) => date))].sort();
	const batches = [];
	for (let at = 0; at < dates.length; at += batchSize) batches.push(dates.slice(at, at + batchSize));
	return batches;
}
/**
* What changed since the plan was made, in cells that it has not finished itself. Empty where nothing did. A cell that
* reads what the plan has finished may be judged otherwise by now; its rows are still nobody else's.
*/
function driftOf(plan, isFinished, readsFinished, now, tablesHashNow) {
	const drift = [];
	if (tablesHashNow !== plan.tablesHash) drift.push("the declaration of one of its tables has changed");
	for (const cell of plan.cells) {
		if (isFinished(cell)) continue;
		const found = now(cell);
		const [was, is] = [words(cell), found === void 0 ? "gone" : words(found)];
		if (found?.rows === cell.rows && readsFinished(cell)) continue;
		if (was !== is) drift.push(`${cell.table} ${cell.date} was ${was} and is ${is}`);
	}
	return drift;
}
const words = ({ state, rows }) => rows === null ? state : `${state} with ${rows} rows`;

export { batchesOf, countOutcomes, downstreamOf, driftOf, keyOf, outcomeOf, reads, upstreamCells };