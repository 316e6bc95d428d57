/**
* Tables so that each stands after all its upstreams, otherwise in declared order; or the ids of a cycle, first and
* last the same. A table that reads its own earlier dates is no cycle.
*/
function topologicalOrder(tables) {
	const byId = new Map(tables.map((table) => [table.id, table]));
	const order = [];
	const done = /* @__PURE__ */ new Set();
	const visit = (table, trail) => {
		if (done.has(table.id)) return void 0;
		if (trail.includes(table.id)) return [...trail.slice(trail.indexOf(table.id)), table.id];
		for (const upstream of table.upstream) {
			const next = byId.get(upstream.table);
			if (next === void 0 || next === table) continue;
			const cycle = visit(next, [...trail, table.id]);
			if (cycle !== void 0) return cycle;
		}
		done.add(table.id);
		order.push(table);
	};
	for (const table of tables) {
		const cycle = visit(table, []);
		if (cycle !== void 0) return { cycle };
	}
	return { order };
}
/** Tables in levels, given upstreams first: those of one level do not read each other and may be filled side by side. */
function levelsOf(tables) {
	const level = /* @__PURE__ */ new Map();
	const levels = [];
	for (const table of tables) {
		const below = table.upstream.filter((one) => one.table !== table.id).map((one) => level.get(one.table) ?? -1);
		const at = Math.max(-1, ...below) + 1;
		level.set(table.id, at);
		levels[at] = [...levels[at] ?? [], table];
	}
	return levels;
}

export { levelsOf, topologicalOrder };