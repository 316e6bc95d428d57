import { columnOf, epochDay, isPresent } from "./every-action.js";

/** Of a cell, whoever names it. */
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

export { downstreamOf, keyOf, reads, upstreamCells };