import { __toESM } from "./rolldown-runtime.js";
import { require__node_crypto } from "./node-builtins.js";
import { columnOf, downstreamOf, epochDay, inRange, isForeign, keyOf, upstreamCells } from "./every-action.js";
import { canonical, configHash, gamesBehind, isOfNewest, outlook, planPhaseOf, repaired } from "./findings.assess.assess.js";
import { averageScore, roundScore, scoreGrid } from "./findings.assess.criteria.js";
import { topologicalOrder } from "./pipeline.graph.js";
import { gamesCalendar, producerOf } from "./pipeline.readings.js";
import { chooseCanary } from "./backfill.plan.canary.js";
import { beyondRetention, noGames } from "./advice.phases.js";
import { firstDaysOf, isOwners, offCadence } from "./pipeline.rhythm.js";
import { FOREIGN } from "./records.plan.js";
import { checkAsked } from "./jobs.shared.open.js";
import { isRemovable } from "./advice.advice.js";

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
/** Money is asked for at the warehouse (src/jobs/repair/run/price-plan.ts). */
const UNPRICED = {
	bytes: null,
	usd: null,
	dryRuns: null,
	unpriced: []
};
/** Minutes from what the ledger measured for each table, else from what its producer declares, else unknown. */
function estimateMinutes(grid, cells, batchSize, lineage) {
	const measured = lineage.secondsPerDate();
	let minutes = 0;
	let basis = cells.length === 0 ? "declared" : "measured";
	for (const { table } of cells) {
		const seconds = measured.get(table);
		const declared = grid.tables.find(({ id }) => id === table)?.producers[grid.environment];
		if (seconds !== void 0) minutes += seconds / 60;
		else if (declared?.minutesPerDate !== void 0) {
			minutes += declared.minutesPerDate;
			basis = "declared";
		} else return {
			minutes: null,
			basis: "unknown",
			billedMinutesByDate: null,
			billedMinutesByBatch: null,
			...UNPRICED
		};
	}
	const dates = new Set(cells.map(({ date }) => date)).size;
	const batches = Math.ceil(dates / Math.max(1, batchSize));
	const billed = (jobs) => jobs * Math.max(1, Math.ceil(jobs === 0 ? 0 : minutes / jobs));
	return {
		minutes: Math.round(minutes * 100) / 100,
		basis,
		billedMinutesByDate: billed(dates),
		billedMinutesByBatch: billed(batches),
		...UNPRICED
	};
}

/** Upstream, futility and cascade: what of the wanted cells can run, and what a run would do to others. */
function gate(grid, wanted, selection) {
	const refused = [];
	const taken = /* @__PURE__ */ new Map();
	const consider = (asked) => {
		if (taken.has(keyOf(asked))) return true;
		const now = cellAt(grid, asked);
		const cell = now !== void 0 && isForeign(now) ? {
			...asked,
			because: foreign(now)
		} : asked;
		const refusal = refusalOf(grid, cell, selection);
		if (refusal === null) taken.set(keyOf(cell), cell);
		else if (!refused.some((one) => keyOf(one) === keyOf(cell))) refused.push(refusal);
		return refusal === null;
	};
	for (const cell of wanted) consider(cell);
	if (selection.withUpstream) includeUpstreams(grid, taken, consider);
	if (selection.withDownstream) for (const ref of downstreamOf(grid, [...taken.values()])) {
		const cell = cellAt(grid, ref);
		const table = grid.tables.find(({ id }) => id === ref.table);
		if (cell !== void 0 && table?.rebuildable && !isOwners(producerOf(table, grid.environment))) consider({
			...ref,
			because: "downstream",
			state: cell.state,
			rows: cell.rows
		});
	}
	const blocked = blockedCells(grid, taken);
	for (const { table, date } of blocked) taken.delete(keyOf({
		table,
		date
	}));
	const runs = [...taken.values()];
	return {
		runs,
		refused,
		blocked,
		becomesStale: downstreamOf(grid, runs)
	};
}
/** What is there is to be replaced, whatever else the cell is run for (src/jobs/repair/run/execute-table.ts). */
const foreign = ({ table }) => `${FOREIGN}:${table}`;
const cellAt = (grid, { table, date }) => columnOf(grid, table).find((cell) => cell.date === date);
function refusalOf(grid, cell, selection) {
	const table = grid.tables.find(({ id }) => id === cell.table);
	const ref = {
		table: cell.table,
		date: cell.date
	};
	if (cell.state === "unknown") return {
		...ref,
		rule: "unknown",
		evidence: unreadText(cellAt(grid, cell)),
		override: null
	};
	const gone = beyondRetention(grid.retention?.get(table.id), table.id, cell.date);
	if (gone !== null) return {
		...ref,
		rule: "retention",
		evidence: gone,
		override: null
	};
	const off = offCadence(table, cell.date);
	if (off !== null) return {
		...ref,
		rule: "cadence",
		evidence: off,
		override: null
	};
	if (!table.rebuildable) {
		const now = cellAt(grid, cell);
		const accept = now !== void 0 && isForeign(now) ? `; somebody else changed it: \`ops accept ${table.id} ${cell.date}\` takes that over` : "";
		return {
			...ref,
			rule: "not-rebuildable",
			evidence: `${table.id} is declared rebuildable: false; its rows cannot be recreated after the fact${accept}`,
			override: null
		};
	}
	const producer = producerOf(table, grid.environment);
	if (producer.kind === "service" && isOwners(producer)) return {
		...ref,
		rule: "owner",
		evidence: `${producer.owner} fill it, and no command here can call them; ask them for these dates`,
		override: null
	};
	const day = grid.days.find(({ date }) => date === cell.date);
	const { days } = grid.pipeline.warmUp;
	const first = firstDaysOf(producer);
	if (first === "filled" || producer.kind !== "service") return null;
	if (day === void 0 || day.seasonDay >= days) return null;
	if (first === "never") return {
		...ref,
		rule: "warm-up",
		evidence: `${cell.date} is day ${day.seasonDay} of season ${day.season}; ${producer.owner} skip days 0 to ${days - 1}, and nothing makes them fill these. Expect them to be absent, or compute them by SQL models into a dataset of your own`,
		override: null
	};
	if (!selection.includeWarmUp) return {
		...ref,
		rule: "warm-up",
		evidence: `${cell.date} is day ${day.seasonDay} of season ${day.season}, and ${producer.owner} skip days 0 to ${days - 1}`,
		override: "--include-warm-up"
	};
	return null;
}
const MOST_WORDS = 300;
const unreadText = (cell) => `it could not be read${cell?.reason ? `: ${cell.reason.slice(0, MOST_WORDS)}` : ""}`;
function includeUpstreams(grid, taken, consider) {
	const queue = [...taken.values()];
	const seen = /* @__PURE__ */ new Set();
	for (let ref = queue.pop(); ref !== void 0; ref = queue.pop()) {
		if (seen.has(keyOf(ref))) continue;
		seen.add(keyOf(ref));
		for (const upstream of upstreamCells(grid, ref)) {
			const { table, date, state, rows } = upstream;
			if (state !== "missing" && state !== "partial" && !isForeign(upstream)) continue;
			if (consider({
				table,
				date,
				because: "upstream",
				state,
				rows
			})) queue.push({
				table,
				date
			});
		}
	}
}
/** Cells that read something missing, unknown or foreign which the run does not fill either; blocking is passed on. */
function blockedCells(grid, taken) {
	const blocked = /* @__PURE__ */ new Map();
	let grew = true;
	while (grew) {
		grew = false;
		for (const cell of taken.values()) {
			if (blocked.has(keyOf(cell)) || cell.remove !== void 0) continue;
			const by = upstreamCells(grid, cell).filter((upstream) => {
				const key = keyOf(upstream);
				if (blocked.has(key)) return true;
				const { state } = upstream;
				const { table, date } = upstream;
				if (beyondRetention(grid.retention?.get(table), table, date) !== null) return true;
				return (state === "missing" || state === "unknown" || isForeign(upstream)) && !taken.has(key);
			}).map((cell) => {
				const gone = beyondRetention(grid.retention?.get(cell.table), cell.table, cell.date);
				const now = gone === null ? `is ${cell.state}` : `is ${gone}`;
				const what = isForeign(cell) ? "was changed by somebody else" : now;
				return `${cell.table} ${cell.date} ${what}`;
			});
			if (by.length === 0) continue;
			blocked.set(keyOf(cell), {
				table: cell.table,
				date: cell.date,
				by: by.slice(0, 3)
			});
			grew = true;
		}
	}
	return [...blocked.values()];
}

/**
* The cells that a repair leaves stale, at worst: they read a cell of the plan that may get other rows, and are not in
* it. `planned` stands in the order of a run: upstreams first, and a table's dates from the oldest.
*/
function becomesStaleBy(grid, planned) {
	const changed = /* @__PURE__ */ new Map();
	const tables = new Map(grid.tables.map((table) => [table.id, table]));
	for (const ref of planned) {
		const table = tables.get(ref.table);
		if (table === void 0 || !getsOtherRows(grid, table, ref, changed)) continue;
		changed.set(table.id, [...changed.get(table.id) ?? [], epochDay(ref.date)]);
	}
	const inPlan = new Set(planned.map(keyOf));
	return new Set(grid.tables.flatMap((table) => columnOf(grid, table.id).filter((cell) => !inPlan.has(keyOf(cell)) && readsChanged(table, cell, changed)).map(keyOf)));
}
/** Why a complete cell is run again, and not because something is wrong with it. */
const KEEPS_ROWS = ["force", "downstream"];
function readsChanged({ upstream }, { date }, changed) {
	const day = epochDay(date);
	return upstream.some(({ table, window }) => changed.get(table)?.some((one) => day - one <= window.from && day - one >= window.to));
}
/**
* One that lacks something or reads what changes, and a stale one, which may turn out the same. What is complete and
* rebuilt by force is computed to the same rows, and what somebody else changed or removed returns to what it was.
*/
function getsOtherRows(grid, table, ref, changed) {
	if (readsChanged(table, ref, changed)) return true;
	const cell = columnOf(grid, ref.table).find(({ date }) => date === ref.date);
	if (cell === void 0 || cell.changedOutside) return false;
	return cell.state !== "complete" || cell.thin || !KEEPS_ROWS.includes(ref.because);
}
/** The grid with these cells stale, where they are complete. */
function withStale(grid, keys) {
	if (keys.size === 0) return grid;
	const stale = (cell) => cell.state === "complete" && keys.has(keyOf(cell)) ? {
		...cell,
		state: "stale"
	} : cell;
	const columns = new Map([...grid.columns].map(([id, column]) => [id, column.map(stale)]));
	return {
		...grid,
		columns
	};
}

/**
* Days that a person asked for by table and date, and that the table's cadence leaves out: the gates refuse them by name.
* A longer range that holds dates of the table as well means those.
*/
function namedOffCadence(grid, { tables, dates }) {
	return grid.tables.filter(({ id, cadence }) => cadence !== void 0 && tables.includes(id)).flatMap((table) => dates.flatMap((range) => {
		const cells = columnOf(grid, table.id).filter(({ date }) => inRange(date, range));
		return cells.every(({ date }) => offCadence(table, date) !== null) ? cells : [];
	}));
}

/**
* The misplaced rows of these tables within the selection, a cell a table and date. A cell that also lacks rows is
* rebuilt instead, which replaces the date as a whole.
*/
function removalsOf(grid, { tables, dates }, of) {
	const strays = (grid.outside?.strays ?? []).filter(isRemovable).filter(({ table, date }) => of.has(table) && (tables.length === 0 || tables.includes(table)) && (dates.length === 0 || dates.some((range) => inRange(date, range))));
	return [...Map.groupBy(strays, keyOf).values()].flatMap((some) => {
		const [first] = some;
		const cell = columnOf(grid, first.table).find(({ date }) => date === first.date);
		if (cell !== void 0 && (cell.missingGames.length > 0 || (cell.detail.keys?.missing ?? 0) > 0)) return [];
		const isDay = grid.days.some(({ date }) => date === first.date);
		return [{
			table: first.table,
			date: first.date,
			because: "remove-strays",
			state: cell?.state ?? "over-count",
			rows: cell === void 0 ? some.reduce((sum, { rows }) => sum + rows, 0) : cell.rows,
			remove: { games: isDay ? some.map(({ game }) => game ?? "").sort() : null }
		}];
	});
}

/** The cells to repair before any gate: what is wrong or unread within the selection, and complete cells only by force. */
function wantedCells(assessment, selection) {
	const { grid } = assessment;
	checkSelection(grid, selection);
	const wanted = /* @__PURE__ */ new Map();
	const take = (cell, because) => {
		const ref = {
			table: cell.table,
			date: cell.date
		};
		if (wanted.has(keyOf(ref)) || !isSelected(grid, selection, cell)) return;
		wanted.set(keyOf(ref), {
			...ref,
			because,
			state: cell.state,
			rows: cell.rows
		});
	};
	if (selection.removeStrays) for (const removal of removalsOf(grid, selection, strayTables(assessment, selection))) wanted.set(keyOf(removal), removal);
	const refreshed = staleScheduleDates(assessment);
	const schedule = gamesCalendar(grid.pipeline)?.table ?? "";
	for (const finding of assessment.findings) {
		const phase = planPhaseOf(grid, finding);
		if (phase === null) continue;
		if (selection.planPhases.length > 0 && !selection.planPhases.includes(phase)) continue;
		for (const cell of finding.cells) {
			const isBehind = gamesBehind(grid, cell).length > 0;
			if (isOfNewest(finding) && !(refreshed.has(cell.date) && isBehind) && !selection.withinGrace) continue;
			if (cell.late && selection.pastGraceOnly) continue;
			if (refreshed.has(cell.date) && isGamesCell(cell) && !isBehind) continue;
			take(cell, finding.id);
		}
	}
	for (const [date, phase] of refreshed) {
		if (selection.planPhases.length > 0 && !selection.planPhases.includes(phase)) continue;
		const cell = columnOf(grid, schedule).find((one) => one.date === date);
		if (cell !== void 0) take(cell, "stale-schedule");
	}
	const watched = new Set(grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id));
	for (const [id, column] of grid.columns) if (watched.has(id)) {
		for (const cell of column) if (cell.state === "unknown") take(cell, "unread");
	}
	for (const cell of namedOffCadence(grid, selection)) take(cell, "named");
	if (selection.force) {
		const isForced = forcedIn(assessment, selection);
		for (const column of grid.columns.values()) for (const cell of column) if (isForced(cell)) take(cell, "force");
	}
	return [...wanted.values()];
}
/**
* A complete cell has no finding, so no plan phase of its own. Force stays inside a selected plan phase: it takes the tables
* that the phase repairs, without the cells that another phase repairs.
*/
function forcedIn({ grid, findings }, { planPhases }) {
	if (planPhases.length === 0) return () => true;
	const tables = /* @__PURE__ */ new Set();
	const others = /* @__PURE__ */ new Set();
	for (const finding of findings) {
		const phase = planPhaseOf(grid, finding);
		if (phase === null) continue;
		const isIn = planPhases.includes(phase);
		for (const cell of finding.cells) isIn ? tables.add(cell.table) : others.add(keyOf(cell));
	}
	return (cell) => tables.has(cell.table) && !others.has(keyOf(cell));
}
/** Tables of the selected phases and plan phases that hold misplaced rows. */
function strayTables({ grid, findings }, { phases, planPhases }) {
	const own = findings.filter((finding) => {
		if (finding.kind !== "misplaced") return false;
		const phase = planPhaseOf(grid, finding);
		return planPhases.length === 0 || phase !== null && planPhases.includes(phase);
	});
	return new Set(own.map(({ subject }) => subject).filter((id) => phases.length === 0 || phases.includes(phaseNumberOf(grid, id))));
}
const phaseNumberOf = ({ tables, pipeline }, id) => {
	const table = tables.find((one) => one.id === id);
	return pipeline.phases.find((phase) => phase.id === table?.phase)?.number ?? 0;
};
/** A game that nobody played is mended on the schedule, not in the tables that lack it. */
const isGamesCell = ({ unit, state }) => unit === "games" && state === "partial";
function staleScheduleDates({ grid, diagnoses }) {
	const dates = /* @__PURE__ */ new Map();
	for (const { cause, finding, run } of diagnoses) {
		const phase = planPhaseOf(grid, finding);
		if (cause !== "stale-schedule" || phase === null) continue;
		for (const date of run.dates) if (!dates.has(date)) dates.set(date, phase);
	}
	return dates;
}
function isSelected(grid, selection, cell) {
	const { dates, tables, phases } = selection;
	return (dates.length === 0 || dates.some((range) => inRange(cell.date, range))) && (tables.length === 0 || tables.includes(cell.table)) && (phases.length === 0 || phases.includes(phaseNumberOf(grid, cell.table)));
}
function checkSelection(grid, selection) {
	const { tables, phases } = selection;
	checkAsked(grid.pipeline, grid.environment, {
		tables,
		phases
	});
	const known = [...grid.days.map(({ date }) => date), ...selection.removeStrays ? (grid.outside?.strays ?? []).flatMap(({ date }) => date ?? []) : []];
	const without = selection.dates.filter((range) => !known.some((date) => inRange(date, range)));
	if (without.length > 0) throw noGames(grid, without, grid.days.map(({ date }) => date));
}

const planCell = ({ remove, ...cell }) => remove === void 0 ? cell : {
	...cell,
	remove: { games: remove.games === null ? null : [...remove.games] }
};
function planRepair(assessment, lineage, { selection, canary, ...sizes }) {
	const { grid } = assessment;
	const { runs, refused, blocked, becomesStale } = gate(grid, wantedCells(assessment, selection), selection);
	const order = tableOrder(assessment);
	const byOrder = (cells) => [...cells].sort((a, b) => order.indexOf(a.table) - order.indexOf(b.table) || (a.date < b.date ? -1 : 1));
	const cells = byOrder(runs).map(planCell);
	const batchSize = sizes.batchSize ?? batchSizeOf(assessment, cells, sizes.datesAtOnce);
	const body = {
		schemaVersion: 1,
		environment: grid.environment,
		asOf: grid.asOf.toISOString(),
		configHash: configHash(grid.pipeline),
		tablesHash: tablesHash(assessment, cells),
		selection,
		batchSize,
		includeWarmUp: selection.includeWarmUp,
		cells,
		canary: chooseCanary(assessment, cells, canary),
		refused: byOrder(refused),
		blocked: byOrder(blocked).map((one) => ({
			...one,
			by: [...one.by]
		})),
		becomesStale: byOrder(becomesStale),
		predicted: predict(assessment, cells),
		estimate: estimateMinutes(grid, cells, batchSize, lineage)
	};
	const hash = planHash(body);
	return {
		...body,
		id: `p-${hash.slice(0, 10)}`,
		hash
	};
}
/** As many as the engine takes at once where all of the plan's tables are statements. */
function batchSizeOf({ grid }, cells, datesAtOnce = 7) {
	const ids = new Set(cells.map(({ table }) => table));
	const isStatement = ({ producers }) => ["sql", "recorded"].includes(producers[grid.environment]?.kind ?? "");
	return grid.tables.every((table) => !ids.has(table.id) || isStatement(table)) ? datesAtOnce : 7;
}
/** The same whatever the order of the cells; another with any cell, its evidence or the declaration of its tables. */
function planHash(plan) {
	const cells = plan.cells.map((cell) => canonical(cell)).sort();
	const { environment, tablesHash: tables, includeWarmUp } = plan;
	return (0, import__node_crypto.createHash)("sha256").update(canonical({
		environment,
		tables,
		includeWarmUp,
		cells
	})).digest("hex");
}
/** Changes when the declaration of one of the plan's tables does. */
function tablesHash({ grid }, cells) {
	const ids = new Set(cells.map(({ table }) => table));
	const tables = grid.tables.filter(({ id }) => ids.has(id));
	return (0, import__node_crypto.createHash)("sha256").update(canonical(tables)).digest("hex").slice(0, 16);
}
function tableOrder({ grid }) {
	const graph = topologicalOrder(grid.tables);
	if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
	return graph.order.map(({ id }) => id);
}
/**
* Scores before and after, if every cell of the plan becomes complete: what reads one that changes, and is not rebuilt
* with it, is stale then.
*/
function predict(assessment, cells) {
	const { grid, scores } = assessment;
	const planned = new Set(cells.map(keyOf));
	const schedule = gamesCalendar(grid.pipeline)?.table;
	const refreshed = new Set(cells.filter(({ table }) => table === schedule).map(({ date }) => date));
	const heals = (cell) => planned.has(keyOf(cell)) || refreshed.has(cell.date) && cell.state === "partial";
	const repairedGrid = withStale(repaired(grid, heals, (ref) => planned.has(keyOf(ref))), becomesStaleBy(grid, cells));
	const after = scoreGrid(repairedGrid);
	const average = averageScore(after);
	const round = (value) => value == null ? null : roundScore(value);
	const dates = new Set(cells.map((cell) => cell.date));
	return {
		training: assessment.training,
		trainingAfter: outlook(repairedGrid).training,
		average: round(assessment.average),
		averageAfter: round(average),
		dates: grid.days.flatMap((day, index) => dates.has(day.date) ? [{
			date: day.date,
			before: round(scores[index]?.value),
			after: round(after[index]?.value)
		}] : [])
	};
}

export { planHash, planRepair, tablesHash };