import { keyOf, reads } from "./backfill.run.outcome.js";

/** Representative dates to try first: the earliest, the latest, the worst scored, the middle, then evenly between. */
function chooseCanary({ grid, scores }, cells, size) {
	const dates = [...new Set(cells.map(({ date }) => date))].sort();
	if (size === 0 || dates.length <= size) return [];
	const score = new Map(grid.days.map(({ date }, index) => [date, scores[index]?.low ?? 0]));
	const worst = [...dates].sort((a, b) => (score.get(a) ?? 0) - (score.get(b) ?? 0));
	const middle = dates[Math.floor(dates.length / 2)];
	const step = dates.length / (size + 1);
	const between = Array.from({ length: size }, (_, n) => dates[Math.floor((n + 1) * step)]);
	const candidates = [
		dates[0],
		dates.at(-1),
		worst[0],
		middle,
		...between,
		...dates
	];
	return [...new Set(candidates.filter((one) => one !== void 0))].slice(0, size).sort();
}
/**
* The cells of the canary's dates that read nothing which the plan fills outside the canary: run before their
* upstreams, they would be stale as soon as those are filled. Keys as of `keyOf`.
*/
function canaryCells(plan, tables) {
	const upstreams = new Map(tables.map(({ id, upstream }) => [id, upstream]));
	const chosen = /* @__PURE__ */ new Set();
	for (const cell of plan.cells) {
		if (!plan.canary.includes(cell.date)) continue;
		if (!plan.cells.some((other) => !chosen.has(keyOf(other)) && (upstreams.get(cell.table) ?? []).some(({ table, window }) => table === other.table && reads(window, cell.date, other.date)))) chosen.add(keyOf(cell));
	}
	return chosen;
}

export { canaryCells, chooseCanary };