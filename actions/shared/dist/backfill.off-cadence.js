import { addDays, array, boolean, checkAsked, columnOf, date as date$1, dateRange, gamesBehind, gamesCalendar, inRange, int, isOfNewest, isRemovable, keyOf, lastEndedDay, literal, noGames, offCadence, planPhaseOf, strictObject, string, union } from "./every-action.js";

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
	return [...Map.groupBy(strays, ({ table, date }) => `${table} ${date}`).values()].flatMap((some) => {
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

const date = date$1().transform((text) => text);
/** What a person asked to be repaired. Empty lists mean no restriction. */
const SelectionSchema = strictObject({
	dates: array(strictObject({
		first: date,
		last: date
	})),
	tables: array(string()),
	/** Pipeline phases, by number. */
	phases: array(int()),
	planPhases: array(union([
		literal(1),
		literal(2),
		literal(3),
		literal(4)
	])),
	/** Complete cells of the selection too. */
	force: boolean(),
	/** Newest dates that are still allowed to fill by themselves. */
	withinGrace: boolean(),
	/** Nothing of dates within the grace, not even what is there only in part. */
	pastGraceOnly: boolean().default(false),
	includeWarmUp: boolean(),
	/** Take misplaced rows out too. */
	removeStrays: boolean().default(false),
	withUpstream: boolean(),
	withDownstream: boolean()
});
const EVERYTHING = {
	dates: [],
	tables: [],
	phases: [],
	planPhases: [],
	force: false,
	withinGrace: false,
	pastGraceOnly: false,
	includeWarmUp: false,
	removeStrays: false,
	withUpstream: false,
	withDownstream: false
};
/** The newest `days` calendar days that have ended, their raw sources and what is there in part. */
function recentSelection(asOf, days, timeZone) {
	const last = lastEndedDay(asOf, timeZone);
	return {
		...EVERYTHING,
		dates: [dateRange(addDays(last, 1 - days), last)],
		pastGraceOnly: true
	};
}
/** Why a cell is run whose rows are somebody else's: what its producer finds there must not be kept. */
const FOREIGN = "changed-outside";
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

export { EVERYTHING, FOREIGN, SelectionSchema, recentSelection, wantedCells };