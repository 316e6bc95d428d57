import { keyOf } from "./grid.cascade.js";

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

export { batchesOf, countOutcomes, driftOf, outcomeOf };