import { __toESM } from "./rolldown-runtime.js";
import { require__node_path, require_promises$1 as require_promises } from "./node-builtins.js";
import { NO_DETAIL, PLAN_PHASES, UserError, arrivalOf, arrivalWords, cadenceWords, cellsOfDay, columnOf, declaredRange, epochDay, findingAt, findingOf, gamesBehind, gamesCalendar, isForeign, isOfNewest, isPresent, isThere, isUnsound, isWithinGrace, lineageOf, makeFolder, namesIn, object, offCadence, parsedAs, planPhaseOf, printRange, readIfThere, runsAnywhere, runsOf, string, trainingLineage, trainingTables, writeExactly } from "./every-action.js";
import { REPORTS_PARTS, isOwners, isReportsFolder } from "./pipeline.report-parts.js";
import { count, quoted, table } from "./render.markdown.js";

/** Computes once for each grid what follows from it alone: a grid is never changed, and is asked many times. */
function perGrid(compute) {
	const known = /* @__PURE__ */ new WeakMap();
	return (grid) => {
		const found = known.get(grid) ?? { value: compute(grid) };
		known.set(grid, found);
		return found.value;
	};
}

/** Of each day of the grid. */
const scoreGrid = perGrid((grid) => {
	const { stages } = grid.pipeline.score;
	const scored = grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => columnOf(grid, id));
	return grid.days.map((_, index) => {
		const cells = scored.flatMap((column) => column[index] ?? []);
		return knownScore(stages, cells) ?? keptScore(stages, cells);
	});
});
/** By the first cell: a grid that is thought to be repaired shares most days with the one that it was made from. */
const lastScored = /* @__PURE__ */ new WeakMap();
function knownScore(stages, cells) {
	const last = cells[0] === void 0 ? void 0 : lastScored.get(cells[0]);
	return last !== void 0 && last.stages === stages && last.cells.length === cells.length && cells.every((cell, at) => cell === last.cells[at]) ? last.score : void 0;
}
function keptScore(stages, cells) {
	const score = scoreDay(stages, new Map(cells.map((cell) => [cell.table, cell])));
	if (cells[0] !== void 0) lastScored.set(cells[0], {
		stages,
		cells,
		score
	});
	return score;
}
function scoreDay(stages, cells) {
	const scored = stages.map((stage) => scoreStage(stage, cells));
	const expected = scored.filter(({ state }) => state !== "absent");
	const known = expected.flatMap(({ value }) => value === null ? [] : [value]);
	return {
		value: known.length === 0 ? null : mean(known),
		low: mean(expected.map(({ low }) => low)),
		high: mean(expected.map(({ high }) => high)),
		stages: scored
	};
}
function scoreStage(stage, cells) {
	switch (stage.kind) {
		case "games": return combine(stage.id, stage.tables.map((id) => part(cells.get(id), gameShare)), largest);
		case "share": return combine(stage.id, stage.tables.map((id) => part(cells.get(id), presence)), mean);
		case "any": return combine(stage.id, [part(cells.get(stage.table), presence)], mean);
		case "ratio": return combine(stage.id, [ratio(cells.get(stage.table), cells.get(stage.of))], mean);
	}
}
function part(cell, value) {
	if (cell === void 0 || cell.state === "expected-absent") return "absent";
	return cell.state === "unknown" ? "unknown" : value(cell);
}
const presence = (cell) => isPresent(cell) ? 100 : 0;
const gameShare = (cell) => cell.expected === null || cell.expected === 0 ? presence(cell) : Math.min(100, (cell.games ?? 0) / cell.expected * 100);
function ratio(cell, of) {
	if (cell === void 0 || cell.state === "expected-absent") return "absent";
	if (of === void 0 || of.state === "expected-absent") return "absent";
	if (of.state === "complete" && of.rows === 0) return "absent";
	const rows = cell.state === "unknown" ? null : cell.rows ?? 0;
	const whole = of.state === "unknown" ? null : of.rows ?? 0;
	if (whole === 0 || rows === 0) return 0;
	return rows === null || whole === null ? "unknown" : Math.min(100, rows / whole * 100);
}
function combine(id, parts, how) {
	const expected = parts.filter((value) => value !== "absent");
	if (expected.length === 0) return {
		id,
		state: "absent",
		value: null,
		low: 0,
		high: 0
	};
	const known = expected.filter((value) => typeof value === "number");
	const withUnknownAs = (value) => how(expected.map((one) => one === "unknown" ? value : one));
	return {
		id,
		state: known.length === expected.length ? "known" : "unknown",
		value: known.length === 0 ? null : how(known),
		low: withUnknownAs(0),
		high: withUnknownAs(100)
	};
}
const largest = (values) => Math.max(...values);
const mean = (values) => values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
const BANDS = [
	"excellent",
	"good",
	"fair",
	"poor"
];
/** As printed: one decimal. Bands are judged on it, so that a date never stands beside the band of another number. */
const roundScore = (score) => Math.round(score * 10 + 1e-9) / 10;
/** The band of a score, by its one-decimal value. */
function bandOf(unrounded, bands) {
	const score = roundScore(unrounded);
	if (score >= bands.excellent) return "excellent";
	if (score >= bands.good) return "good";
	return score >= bands.fair ? "fair" : "poor";
}
/** The mean over the days that have a score; null where none has. */
function averageScore(scores) {
	const values = scores.flatMap(({ value }) => value === null ? [] : [value]);
	return values.length === 0 ? null : mean(values);
}
const isCertain = ({ low, high }) => high - low < .05;
const expectsSomething = ({ stages }) => stages.some(({ state }) => state !== "absent");
/** The average with its bounds; null where nothing is expected on any of the days. */
function boundedAverage(scores) {
	const expected = scores.filter(expectsSomething);
	if (expected.length === 0) return null;
	return {
		value: averageScore(expected),
		low: mean(expected.map(({ low }) => low)),
		high: mean(expected.map(({ high }) => high))
	};
}
/** Days in each band; days without a score are in none. */
function countBands(scores, bands) {
	const counts = {
		excellent: 0,
		good: 0,
		fair: 0,
		poor: 0
	};
	for (const { value } of scores) if (value !== null) counts[bandOf(value, bands)] += 1;
	return counts;
}

/** The cells of the training tables on each day that expects something of them, by day. */
const requiredCells = perGrid((grid) => {
	const columns = trainingTables(grid.pipeline, grid.environment).map(({ id }) => columnOf(grid, id));
	return grid.days.map((_, index) => columns.flatMap((column) => {
		const cell = column[index];
		return cell === void 0 || cell.state === "expected-absent" ? [] : [cell];
	})).filter((cells) => cells.length > 0);
});
/** Dates with every table that training needs, per cent of the dates that expect them; null where none does. */
const completionPct = (grid) => completionWith(grid, isPresent);
function completionWith(grid, isThere) {
	const days = requiredCells(grid);
	if (days.length === 0) return null;
	return days.filter((cells) => cells.every(isThere)).length / days.length * 100;
}
function measured(grid, criterion) {
	const value = measureCriterion(grid, criterion);
	return {
		criterion,
		measured: value,
		passed: passes(criterion, value)
	};
}
/**
* In the metric's own unit: per cent, score points or dates. Null where it could not be measured, and where it is the
* unknown that decides whether the criterion passes: an outage must not make one pass.
*/
function measureCriterion(grid, criterion) {
	const [value, worst, best] = bounded(grid, criterion);
	return passes(criterion, worst) === passes(criterion, best) ? value : null;
}
function bounded(grid, criterion) {
	switch (criterion.metric) {
		case "completion_pct": {
			const asRead = completionPct(grid);
			return [
				asRead,
				asRead,
				completionWith(grid, (cell) => isPresent(cell) || cell.state === "unknown")
			];
		}
		case "average_score": return ofScores(grid, (scores) => {
			const average = averageScore(scores);
			return average === null ? null : roundScore(average);
		});
		case "poor_dates": {
			const { bands } = grid.pipeline.score;
			return ofScores(grid, (scores) => grid.days.length === 0 ? null : countBands(scores, bands).poor);
		}
		case "missing_dates": {
			const cells = columnOf(grid, criterion.table ?? "");
			const missing = cells.filter(({ state }) => state === "missing").length;
			const unknown = cells.filter(({ state }) => state === "unknown").length;
			return [
				unknown > 0 ? null : missing,
				missing + unknown,
				missing
			];
		}
	}
}
function ofScores(grid, measure) {
	const scores = scoreGrid(grid);
	const expected = scores.filter(({ stages }) => stages.some(({ state }) => state !== "absent"));
	const at = (end) => measure(expected.map((day) => ({
		...day,
		value: day[end]
	})));
	return [
		measure(scores),
		at("low"),
		at("high")
	];
}
/** An unmeasured criterion does not pass. */
function passes(criterion, measured) {
	return measured !== null && (criterion.above === void 0 || measured > criterion.above) && (criterion.below === void 0 || measured < criterion.below);
}

const VERDICTS = [
	"pass",
	"fail",
	"unreachable"
];
/** The best each criterion can become: computed before anything is promised. */
function ceilings(grid, findings) {
	const after = /* @__PURE__ */ new Map();
	let repairedGrid = grid;
	for (const phase of PLAN_PHASES) {
		const some = findings.filter((finding) => planPhaseOf(grid, finding) === phase);
		if (some.length === 0) {
			after.set(phase, repairedGrid);
			continue;
		}
		const healed = new Set(some.flatMap(({ cells }) => cells.map(keyOf)));
		const isHealed = (cell) => healed.has(keyOf(cell));
		repairedGrid = repaired(repairedGrid, isHealed, isHealed);
		after.set(phase, repairedGrid);
	}
	const atEach = (measure) => Object.fromEntries(PLAN_PHASES.map((phase) => [phase, measure(after.get(phase) ?? grid)]));
	return {
		criteria: grid.pipeline.criteria.map((criterion) => {
			const now = measured(grid, criterion);
			const best = atEach((one) => measureCriterion(one, criterion));
			const due = best[criterion.after === "P0" ? 1 : 4];
			const within = due === null || passes(criterion, due);
			const verdict = now.passed ? "pass" : within ? "fail" : "unreachable";
			return {
				...now,
				after: best,
				verdict
			};
		}),
		average: atEach((one) => averageScore(scoreGrid(one))),
		completion: atEach(completionPct),
		obstacles: obstacles(repairedGrid)
	};
}
/**
* The grid with these cells complete, as far as their tables can be rebuilt at all, and without the misplaced rows of
* tables and dates that are rewritten.
*/
function repaired(grid, isHealed, isRewritten = () => false) {
	const columns = new Map([...grid.columns].map(([id, column]) => {
		const table = grid.tables.find((one) => one.id === id);
		if (table === void 0 || !table.rebuildable) return [id, column];
		return [id, column.map((cell) => isHealed(cell) ? complete(cell) : cell)];
	}));
	if (grid.outside === void 0) return {
		...grid,
		columns
	};
	const strays = grid.outside.strays.filter(({ table, date }) => date === null || !isRewritten({
		table,
		date
	}));
	return {
		...grid,
		columns,
		outside: {
			...grid.outside,
			strays
		}
	};
}
const keyOf = ({ table, date }) => `${table} ${date}`;
/** Absent and unknown cells stay as they are: a repair proves nothing about what cannot be read. */
function complete(cell) {
	if (cell.state !== "missing" && !isPresent(cell)) return cell;
	const games = cell.unit === "games" ? cell.expected : cell.games;
	const rows = Math.max(cell.rows ?? 0, cell.unit === "rows" ? cell.expected ?? 1 : 1);
	return {
		...cell,
		state: "complete",
		games,
		rows,
		late: false,
		thin: false,
		surplus: 0,
		detail: NO_DETAIL,
		missingGames: [],
		unreconciled: [],
		changedOutside: false
	};
}
function obstacles(best) {
	const scores = scoreGrid(best);
	const byStage = /* @__PURE__ */ new Map();
	for (const { stages } of scores) {
		const counted = stages.filter(({ value }) => value !== null);
		for (const { id, value } of counted) {
			if (value === null || value >= 100) continue;
			const before = byStage.get(id) ?? {
				dates: 0,
				loss: 0
			};
			byStage.set(id, {
				dates: before.dates + 1,
				loss: before.loss + (100 - value) / counted.length
			});
		}
	}
	return [...byStage].map(([stage, { dates, loss }]) => ({
		stage,
		dates,
		averageLoss: loss / scores.length
	})).sort((a, b) => b.averageLoss - a.averageLoss);
}

const ANSWERED = "its source was asked and had nothing";
const DECLARED = "declared empty: allowed; nobody recorded what its source answered";
/**
* Why a date without a row is complete; null where it has rows, or the table may not be empty. A table that also says when
* its dates arrive is waited for within the grace, unless its source was asked.
*/
function whyEmptyIsEnough({ id, empty, arrives_by }, { rows, games }, { answeredEmpty, asOf, pipeline }, date) {
	if (empty !== "allowed" || (rows ?? games ?? 0) > 0) return null;
	if (answeredEmpty?.get(id)?.has(date)) return ANSWERED;
	const { graceHours, timeZone } = pipeline;
	return arrives_by !== void 0 && isWithinGrace(date, asOf, graceHours, timeZone) ? null : DECLARED;
}
/** Why nothing is expected of a share of a table that may be empty and is; null for any other table. */
function whyNothingToShare({ full }, { pipeline, observations }, date) {
	if (typeof full !== "object" || !("share" in full)) return null;
	const { of } = full.share;
	if (pipeline.tables.find(({ id }) => id === of)?.empty !== "allowed") return null;
	const other = observations.get(of);
	if (other?.status !== "read" || other.unreadDates?.has(date)) return null;
	return (other.counts.get(date)?.rows ?? 0) > 0 ? null : `${of} may be empty and has no row`;
}
/** Complete without a row, on the declaration's word alone: no record says that the source had nothing. */
const isEmptyByWord = ({ state, rows, reason }) => state === "complete" && rows === 0 && reason === DECLARED;

/** True when every game date of the season's warm-up is empty, the shape of the rule and of no outage. */
const isWarmUpShape = ({ warmUpDates, emptyDates }) => warmUpDates > 0 && warmUpDates === emptyDates;
function seasonShapes(grid) {
	const { warmUp } = grid.pipeline;
	const never = new Set(grid.tables.filter(({ id }) => columnOf(grid, id).every(({ state }) => state === "missing")).map(({ id }) => id));
	const judged = grid.tables.filter(({ id, shadow }) => warmUp.tables.includes(id) && !shadow);
	const shapes = /* @__PURE__ */ new Map();
	for (const season of grid.pipeline.seasons) {
		let [warmUpDates, emptyDates, inTail] = [
			0,
			0,
			true
		];
		const tail = /* @__PURE__ */ new Set();
		grid.days.forEach((day, index) => {
			if (day.season !== season.id) return;
			const byTable = cellsOfDay(grid, index);
			const cells = judged.flatMap(({ id }) => byTable.get(id) ?? []);
			if (day.seasonDay < warmUp.days) {
				warmUpDates += 1;
				if (cells.length > 0 && cells.every(isEmpty)) emptyDates += 1;
				return;
			}
			const growing = cells.some(({ state, thin, table }) => !never.has(table) && (state === "missing" || thin));
			inTail &&= growing;
			if (inTail) tail.add(day.date);
		});
		shapes.set(season.id, {
			opens: season.opens,
			warmUpDates,
			emptyDates,
			tail
		});
	}
	return shapes;
}
/** Without a row, whether or not a rule (`--policy expected`) excuses it. */
const isEmpty = ({ state, rows }) => state === "missing" || state === "expected-absent" && rows === 0;
/** The cells of the same date that a cell is computed from. */
function sameDateUpstreams({ grid, dayIndex }, cell) {
	const table = grid.tables.find(({ id }) => id === cell.table);
	const byTable = cellsOfDay(grid, dayIndex);
	return (table?.upstream ?? []).filter(({ window }) => window.to === 0).flatMap((upstream) => byTable.get(upstream.table) ?? []);
}
/** The tables that count the same games independently of each other: those of the score's stage by games. */
function independentSources({ grid, dayIndex }) {
	const stage = grid.pipeline.score.stages.find(({ kind }) => kind === "games");
	if (stage?.kind !== "games") return [];
	const byTable = cellsOfDay(grid, dayIndex);
	return stage.tables.flatMap((id) => byTable.get(id) ?? []);
}

/** Grades cannot exist where no prediction does: the gap is the other table's. */
function isExplainedByAnother(grid, table, index) {
	if (typeof table.full !== "object" || !("share" in table.full)) return false;
	return columnOf(grid, table.full.share.of)[index]?.state === "missing";
}

/** So many dates past the grace, and a gap is no longer one of single dates. */
const ENOUGH_DATES = 3;
/** Of a part of the declared range, and of tables that may be empty, so many are needed to say so. */
const ENOUGH_DATES_OF_A_PART = 20;
/** After so many lengths of the warm-up a table that has not begun is no longer filling up. */
const MOST_WARM_UPS = 3;
/** Tables that were emptied or never filled, and tables that stopped and have not come back. Shadows are left out. */
function emptiedTables(grid) {
	const reach = reachOf(grid);
	const needed = neededForTraining(grid);
	return grid.tables.flatMap((table) => {
		const found = table.shadow ? null : emptinessOf(grid, table, reach);
		const isNeeded = needed.has(table.id);
		if (found === null || !isNeeded && followsFromUpstream(grid, table, found.cells)) return [];
		return [{
			table,
			...found,
			neededForTraining: isNeeded
		}];
	});
}
/** The training tables and everything that they are computed from, by id. */
function neededForTraining({ pipeline, environment, tables }) {
	const needed = /* @__PURE__ */ new Set();
	const queue = trainingTables(pipeline, environment).map(({ id }) => id);
	for (let id = queue.pop(); id !== void 0; id = queue.pop()) {
		if (needed.has(id)) continue;
		needed.add(id);
		queue.push(...(tables.find((one) => one.id === id)?.upstream ?? []).map((one) => one.table));
	}
	return needed;
}
/** How much of the declared range the grid covers. A CSV is all there is. */
function reachOf({ pipeline, environment, asOf, range }) {
	if (pipeline.environments[environment] === void 0) return {
		isWhole: true,
		isToTheEnd: true
	};
	const declared = declaredRange(pipeline, asOf);
	const isToTheEnd = range.last >= declared.last;
	return {
		isWhole: isToTheEnd && range.first <= declared.first,
		isToTheEnd
	};
}
function emptinessOf(grid, table, { isWhole, isToTheEnd }) {
	const column = columnOf(grid, table.id);
	const expected = column.filter(({ state }, index) => state !== "expected-absent" && grid.days[index]?.unlisted === void 0 && !isExplainedByAnother(grid, table, index));
	const isPast = ({ date }) => !isWithinGrace(date, grid.asOf, grid.pipeline.graceHours, grid.pipeline.timeZone);
	const hasEnough = (cells, enough) => cells.length >= enough && cells.findLastIndex(isPast) + 1 >= enough;
	if (table.empty === "allowed") return expected.every(isEmptyByWord) && hasEnough(expected, ENOUGH_DATES_OF_A_PART) ? {
		how: "throughout",
		cells: expected
	} : null;
	const lastOther = expected.findLastIndex(({ state }) => state !== "missing");
	const run = expected.slice(lastOther + 1);
	if (isStillFillingUp(grid, table, run)) return null;
	if (lastOther < 0 && hasEnough(run, isWhole ? ENOUGH_DATES : ENOUGH_DATES_OF_A_PART)) return {
		how: "throughout",
		cells: column.filter(({ state }) => state === "missing")
	};
	return isToTheEnd && hasEnough(run, ENOUGH_DATES) ? {
		how: "stopped",
		cells: run
	} : null;
}
/** At a season's start tables that need games behind them begin one after the other; that is no stop. */
function isStillFillingUp(grid, { id }, run) {
	const { warmUp } = grid.pipeline;
	const [first, last] = [run[0]?.date, grid.days.at(-1)];
	if (!warmUp.tables.includes(id) || first === void 0 || last === void 0) return false;
	const ofSeason = columnOf(grid, id).filter((_, index) => grid.days[index]?.season === last.season);
	const shape = seasonShapes(grid).get(last.season);
	return last.seasonDay < warmUp.days * MOST_WARM_UPS && ofSeason.some(({ date }) => date === first) && ofSeason.every(({ date, state }) => date >= first || state === "expected-absent") && shape !== void 0 && isWarmUpShape(shape);
}
/** On every one of the cells' dates something that the table is computed from is empty too. */
function followsFromUpstream(grid, table, cells) {
	const indexes = new Map(grid.days.map(({ date }, index) => [date, index]));
	const sameDate = table.upstream.filter((one) => one.window.to === 0 && one.table !== table.id);
	return cells.every(({ date }) => sameDate.some((one) => {
		const cell = columnOf(grid, one.table)[indexes.get(date) ?? -1];
		return cell !== void 0 && isEmpty(cell);
	}));
}
/** One finding a table; a table of a phase that has nothing at all on the same dates stands in that phase's finding. */
const emptiedFindings = (grid, emptied) => emptied.filter((one) => !isOfMissingPhase(grid, one)).map(({ table, how, cells, neededForTraining: needed }) => {
	const name = table.title ?? table.id;
	return {
		kind: how === "throughout" ? "zero-everywhere" : "stopped",
		subject: table.id,
		priority: needed ? "P0" : priorityOf(grid, table),
		title: how === "throughout" ? `${name} is empty on every date` : `${name} has no row from ${cells[0]?.date} on and has not come back`,
		cells
	};
});
/** Never less than one missing date, and never less than P1. */
function priorityOf({ pipeline }, table) {
	const phase = pipeline.phases.find(({ id }) => id === table.phase);
	return (table.priority.missing ?? phase?.priority.missing ?? "P1") === "P0" ? "P0" : "P1";
}
function isOfMissingPhase(grid, { table, cells }) {
	if (grid.pipeline.phases.find(({ id }) => id === table.phase)?.judged !== "together") return false;
	const siblings = grid.tables.filter((one) => one.phase === table.phase && !one.shadow);
	const dates = new Set(cells.map(({ date }) => date));
	return grid.days.every(({ date }, index) => {
		if (!dates.has(date)) return true;
		const day = cellsOfDay(grid, index);
		return siblings.every(({ id }) => {
			const cell = day.get(id);
			return cell === void 0 || !isPresent(cell) && cell.state !== "unknown";
		});
	});
}

/** What stops the gate; the others are for information. */
const STOPPING = ["gone", "unrunnable"];
const MOST_NAMES = 6;
/** Names and errors come from outside: what a report could read something into is not shown. */
const named = (name) => name.replace(/\W/g, "?").slice(0, 100);
const plain = (text) => text.replace(/[^\w ./:,()='"-]/g, "?").slice(0, 200);
const faultsOf = ({ columnLook }, table) => (columnLook?.faults ?? []).filter((fault) => fault.table === table);
const BY = {
	declared: (as) => `declared as ${as}`,
	model: (as) => `given by ${plain(as)}`,
	seen: (as) => `${plain(as)} when it was last seen`
};
/** "column minutes is gone (declared as compare of nbac_gamebook)". */
function faultWords(fault) {
	if (fault.kind === "unrunnable") return `its model ${plain(fault.file)} cannot run: ${plain(fault.error)}`;
	const column = `column ${named(fault.column)}`;
	if (fault.kind === "gone") return `${column} is gone (${BY[fault.by](fault.as)})`;
	if (fault.kind === "added") return `${column} is new (${plain(fault.type)})`;
	return `${column} is ${plain(fault.type)} and was ${plain(fault.was)}`;
}
const list = (faults) => {
	const first = faults.slice(0, MOST_NAMES).map(faultWords);
	const more = faults.length - first.length;
	return `${first.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
};
/** Columns that the declaration, the model or an earlier validation has and the table lacks, and a model that lacks one. */
function goneColumns(grid, table) {
	const gone = faultsOf(grid, table.id).filter(({ kind }) => STOPPING.includes(kind));
	if (gone.length === 0) return [];
	const stops = gone.some((fault) => fault.kind === "gone" && fault.by === "declared") || neededForTraining(grid).has(table.id);
	return [{
		kind: "column-gone",
		subject: table.id,
		priority: stops ? "P0" : "P1",
		title: `${table.title ?? table.id}: ${list(gone)}`,
		cells: columnOf(grid, table.id).filter(({ state }) => state !== "expected-absent")
	}];
}
/** For information: columns that are new, or of another type than at the last validation. */
function changedColumns(grid, table) {
	const changed = faultsOf(grid, table.id).filter(({ kind }) => !STOPPING.includes(kind));
	if (changed.length === 0) return [];
	return [{
		id: `column-changed:${table.id}`,
		kind: "column-changed",
		subject: table.id,
		priority: "P2",
		title: `${table.title ?? table.id}: ${list(changed)}`,
		dates: [],
		runs: [],
		cells: [],
		games: 0
	}];
}

/** What became of a table as a whole. */
const TABLE_CAUSES = {
	"source-stopped": {
		title: "the source stopped and has not come back",
		byDesign: false,
		matches: (context) => context.finding.kind === "stopped" && context.cells.every(({ table }) => upstreamOf(context.grid, table).length === 0),
		evidence: stoppedEvidence
	},
	emptied: {
		title: "the table was emptied, or never filled",
		byDesign: false,
		matches: (context) => context.cells.length > 0 && isOfEmptied(context) && !isCascade(context),
		evidence: (dates, run) => dates[0]?.finding.kind === "stopped" ? stoppedEvidence(dates, run) : [`Not one row on any of ${dates.length} dates: a table that fails sometimes has some.`, ...upstreamEvidence(dates)]
	},
	"off-cadence": {
		title: "rows on days outside the table's cadence",
		byDesign: false,
		matches: ({ finding }) => finding.kind === "off-cadence",
		evidence: (dates) => {
			const cells = dates.flatMap((context) => context.cells);
			const rows = cells.reduce((sum, cell) => sum + (cell.rows ?? 0), 0);
			const table = dates[0]?.grid.tables.find(({ id }) => id === cells[0]?.table);
			const cadence = table?.cadence === void 0 ? "daily" : cadenceWords(table.cadence);
			return [`${table?.id} holds ${rows} rows on ${dates.length} days; its cadence is ${cadence}.`];
		}
	},
	"column-gone": {
		title: "a column is gone",
		byDesign: false,
		matches: ({ finding }) => finding.kind === "column-gone",
		evidence: (dates) => {
			const first = dates[0];
			if (first === void 0) return [];
			return faultsOf(first.grid, first.finding.subject).map((fault) => `${first.finding.subject}: ${faultWords(fault)}.`);
		}
	}
};
/** Somebody can be set to work to fill it: a model, a program, a scraper, or a service with an address. */
function canBeFilled({ tables, environment }, id) {
	const producer = tables.find((table) => table.id === id)?.producers[environment];
	return producer !== void 0 && !isOwners(producer);
}
const upstreamOf = ({ tables }, id) => (tables.find((table) => table.id === id)?.upstream ?? []).filter(({ table }) => table !== id && tables.some((one) => one.id === table));
const emptiedOf = /* @__PURE__ */ new WeakMap();
/** The finding is an emptied table's, or its cells are those of emptied tables that its phase's finding covers. */
function isOfEmptied({ grid, finding, cells, day }) {
	if (finding.kind === "zero-everywhere" || finding.kind === "stopped") return true;
	if (finding.kind !== "phase-missing") return false;
	const known = emptiedOf.get(grid) ?? new Map(emptiedTables(grid).map((one) => [one.table.id, one]));
	emptiedOf.set(grid, known);
	return cells.every(({ table }) => known.get(table)?.cells.some(({ date }) => date === day.date));
}
const following = /* @__PURE__ */ new WeakMap();
/** The finding follows from another table on every date: then it is a cascade, and no fault of its own. */
function isCascade({ grid, finding }) {
	const known = following.get(finding);
	if (known !== void 0) return known;
	const table = grid.tables.find(({ id }) => id === finding.subject);
	const follows = table !== void 0 && followsFromUpstream(grid, table, finding.cells);
	following.set(finding, follows);
	return follows;
}
function stoppedEvidence(dates, run) {
	const [first] = dates;
	if (first === void 0) return [];
	const { grid, finding } = first;
	const before = columnOf(grid, finding.subject).findLast(({ date, rows }) => date < first.day.date && (rows ?? 0) > 0);
	return [
		`${finding.subject} has no row on any of the ${dates.length} dates of ${printRange(run)}, the newest ones included.`,
		...before === void 0 ? [] : [`Its last rows are of ${before.date}.`],
		...upstreamEvidence(dates)
	];
}
/** What it is computed from is there: its own job did not run, or its rows were removed. */
function upstreamEvidence(dates) {
	const [first] = dates;
	if (first === void 0) return [];
	const names = [...new Set(first.cells.flatMap(({ table }) => upstreamOf(first.grid, table).map((one) => one.table)))].filter((id) => columnOf(first.grid, id).some((cell) => !isEmpty(cell)));
	return names.length === 0 ? [] : [`It is computed from ${names.join(", ")}, which have rows.`];
}

const MOST_SENTENCES = 5;
/** What somebody else changed, a sentence a cell: rows then and now, and the last line of the ledger. */
const foreignWriting = (dates) => shortened(cellsOf(dates).flatMap(({ grid, cell }) => isPresent(cell) ? sentence$1(grid, cell, `it holds ${cell.rows} rows now, not the same`) : []), "more cells were changed in the same way");
/** The same of rows that somebody else took away: their absence is found as such. */
const removedRows = (dates) => shortened(cellsOf(dates).flatMap(({ grid, cell }) => cell.changedOutside && cell.state === "missing" ? sentence$1(grid, cell, "somebody else removed them") : []), "more cells were emptied in the same way");
/** Which upstream partitions changed after the cells were computed, each once. */
function changedUpstreams(dates) {
	const texts = cellsOf(dates).flatMap(({ grid, cell }) => (grid.staleFrom?.get(cell.table)?.get(cell.date) ?? []).map(({ table, date, rowsThen, rowsNow }) => rowsThen === rowsNow ? `${table} of ${date} holds ${rowsNow} rows as it did then, with other values.` : `${table} of ${date} held ${rowsThen} rows then and holds ${rowsNow} now.`));
	return shortened([...new Set(texts)], "more upstream dates changed");
}
const cellsOf = (dates) => dates.flatMap(({ grid, cells }) => cells.map((cell) => ({
	grid,
	cell
})));
function sentence$1(grid, { table, date }, now) {
	const line = grid.changedOutside?.get(table)?.get(date);
	return line === void 0 ? [] : [`${table} of ${date}: ${line.run} ${line.how} ${line.rows} rows on ${line.at}; ${now}.`];
}
function shortened(sentences, more) {
	const left = sentences.length - MOST_SENTENCES;
	return left <= 0 ? [...sentences] : [...sentences.slice(0, MOST_SENTENCES), `${left} ${more}.`];
}

/** What happened, or did not, along the graph of tables. */
const FLOW_CAUSES = {
	"never-graded": {
		title: "never graded",
		byDesign: false,
		matches: ({ grid, finding, cells, dayIndex }) => (finding.kind === "table-missing" || finding.kind === "zero-everywhere") && cells.every((cell) => {
			const table = grid.tables.find(({ id }) => id === cell.table);
			if (table === void 0 || typeof table.full !== "object" || !("share" in table.full)) return false;
			const of = columnOf(grid, table.full.share.of);
			const has = finding.kind === "zero-everywhere" ? of.some(isPresent) : isPresentAt(of[dayIndex]);
			return !table.rebuildable && has;
		}),
		evidence: (dates) => {
			const first = dates[0];
			const [cell] = first?.cells ?? [];
			const table = first?.grid.tables.find(({ id }) => id === cell?.table);
			const of = typeof table?.full === "object" && "share" in table.full ? table.full.share.of : "";
			const column = first === void 0 ? [] : columnOf(first.grid, of);
			return [`${dates.reduce((sum, { dayIndex }) => sum + (column[dayIndex]?.rows ?? 0), 0)} rows of ${of} on ${dates.filter(({ dayIndex }) => isPresentAt(column[dayIndex])).length} dates, and not one row of ${cell?.table}.`];
		}
	},
	"wrong-declaration": {
		title: "declared wrongly, or never filled",
		byDesign: false,
		matches: ({ grid, finding, cells }) => finding.kind === "zero-everywhere" && cells.every((cell) => !canBeFilled(grid, cell.table)),
		evidence: (dates) => [`Not one row on any of ${dates.length} dates: a table that fails sometimes has some.`]
	},
	"upstream-changed": {
		title: "an upstream changed later",
		byDesign: false,
		matches: ({ finding }) => finding.kind === "stale",
		evidence: (dates) => [`An upstream holds other content now than these ${dates.length} dates were computed from.`, ...changedUpstreams(dates)]
	},
	"foreign-writer": {
		title: "written by somebody else",
		byDesign: false,
		matches: ({ finding }) => finding.kind === "changed-outside",
		evidence: (dates) => foreignWriting(dates)
	},
	cascade: {
		title: "cascade from an upstream",
		byDesign: false,
		matches: (context) => context.cells.every((cell) => brokenUpstreams(context, cell).length > 0),
		evidence: (dates, run) => {
			const upstreams = dates.flatMap((context) => context.cells.flatMap((cell) => brokenUpstreams(context, cell)));
			const names = [...new Set(upstreams.map(({ table }) => table))];
			return [`On every date of ${printRange(run)} something it is computed from is missing or short: ${names.join(", ")}.`];
		}
	},
	"phase-failure": {
		title: "the phase alone failed",
		byDesign: false,
		matches: (context) => (context.finding.kind === "phase-missing" || context.finding.kind === "phase-partial" || context.finding.kind === "table-missing") && context.cells.every((cell) => sameDateUpstreams(context, cell).every((upstream) => isPresent(upstream) || isOfSamePhase(context, cell, upstream))),
		evidence: (dates, run) => [`On ${printRange(run)} everything that ${[...new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)))].join(", ")} reads of the same date is there.`]
	},
	scattered: {
		title: "scattered, no common shape",
		byDesign: false,
		matches: () => true,
		evidence: (dates) => [`${dates.length} dates; neither the season's start, nor an upstream, nor a source that others contradict explains them.`]
	}
};
const isPresentAt = (cell) => cell !== void 0 && isPresent(cell);
function isOfSamePhase({ grid }, a, b) {
	const phaseOf = (id) => grid.tables.find((table) => table.id === id)?.phase;
	return phaseOf(a.table) === phaseOf(b.table);
}
/** An empty upstream empties what reads it; one that is short leaves it short. */
function brokenUpstreams(context, cell) {
	return sameDateUpstreams(context, cell).filter((upstream) => isEmpty(upstream) || upstream.state === "partial" && cell.state === "partial");
}

/** A cause that is read off the rows themselves, with their places, and not date by date (diagnose-outside.ts). */
const byRows = (title) => ({
	title,
	byDesign: false,
	matches: () => false,
	evidence: () => []
});
/** What is wrong with the calendar, and how rows came to stand outside it. */
const OUTSIDE_CAUSES = {
	"schedule-stopped": {
		title: "the schedule stopped, or was never loaded",
		byDesign: false,
		matches: ({ finding, day }) => finding.kind === "schedule-unknown" && day.unlisted !== void 0 && !isSuspect(day.unlisted),
		evidence: (dates) => [...new Set(dates.flatMap(({ day }) => day.unlisted ?? []))].map(sentence)
	},
	"schedule-lost": {
		title: "games missing from the schedule",
		byDesign: false,
		matches: ({ finding }) => finding.kind === "schedule-unknown",
		evidence: (dates) => dates.flatMap(({ grid, day }) => (grid.outside?.suspects ?? []).filter(({ date, game }) => date === day.date && game !== null).map(({ game, tables }) => `${day.date}: ${tables.join(", ")} hold game ${game}, and the schedule does not list it. They are independent of each other, so the schedule is the suspect.`).concat(day.unlisted === void 0 ? [] : [sentence(`${day.date}: ${day.unlisted}`)]))
	},
	"season-not-declared": byRows("a season that nobody declared"),
	"moved-game": byRows("moved game"),
	"wrong-day": byRows("wrong day: stored under the UTC date"),
	"wrong-date": byRows("written to the wrong date"),
	"foreign-game-ids": byRows("foreign game ids"),
	"before-the-first-season": byRows("older than the first declared season"),
	orphans: {
		title: "orphans of the other table",
		byDesign: false,
		matches: ({ finding, cells }) => finding.kind === "over-count" && cells.every(({ detail }) => (detail.keys?.extra ?? 0) > 0 && detail.duplicates === 0),
		evidence: (dates) => dates.flatMap(({ cells }) => cells.map(({ date, table, detail }) => `${date}: ${detail.keys?.extra} rows of ${table} have a key that ${detail.keys?.of} does not have on this date.`))
	},
	"lost-rows": {
		title: "lost rows",
		byDesign: false,
		matches: (context) => (context.finding.kind === "thin" || isGamesLost(context)) && context.cells.every(canRebuild(context.grid)),
		evidence: (dates) => dates.flatMap(({ cells }) => cells.flatMap(shortEvidence))
	},
	"coverage-drop": {
		title: "coverage dropped",
		byDesign: false,
		matches: ({ finding }) => finding.kind === "thin",
		evidence: (dates) => dates.flatMap(({ cells }) => cells.flatMap(shortEvidence))
	}
};
/** How each kind of misplaced row came about. */
const CAUSE_OF_STRAY = {
	"moved-game": "moved-game",
	"wrong-day": "wrong-day",
	"wrong-date": "wrong-date",
	"foreign-ids": "foreign-game-ids",
	"off-day": "wrong-date",
	"two-dates": "wrong-date",
	undated: "wrong-date",
	outside: "wrong-date"
};
const isSuspect = (why) => why.includes("hold rows of it");
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
/** Whole games are gone though everything of their date that the tables are computed from is whole. */
const isGamesLost = (context) => context.finding.kind === "games-short" && context.cells.every((cell) => {
	const upstreams = sameDateUpstreams(context, cell);
	return upstreams.length > 0 && upstreams.every(({ state, thin }) => isFull(state) && !thin);
});
const isFull = (state) => state === "complete" || state === "stale";
const canRebuild = (grid) => ({ table }) => grid.tables.find(({ id }) => id === table)?.rebuildable ?? true;
/** What a thin or partial cell lacks, in a sentence with its figures. */
function shortEvidence(cell) {
	const { date, table, rows, games, expected, missingGames, detail } = cell;
	const { keys, belowUsual } = detail;
	const ofGames = missingGames.length === 0 ? [] : [`${date}: ${table} has ${games} of ${expected} games${inGames$1(missingGames, "without")}.`];
	const ofKeys = keys === null || keys.missing === 0 ? [] : [`${date}: ${keys.missing} keys of ${keys.of} have no row in ${table}, which has ${rows} rows${inGames$1(keys.games, "in")}.`];
	const ofUsual = belowUsual === null ? [] : [`${date}: ${table} has ${rows} rows; a ${belowUsual.per} usually has ${Math.round(belowUsual.rows)} and at least ${Math.ceil(belowUsual.atLeast)}${belowUsual.per === "game" ? `, and fewer are there${inGames$1(belowUsual.games, "in")}` : ""}.`];
	const found = [
		...ofGames,
		...ofKeys,
		...ofUsual
	];
	if (found.length > 0 || expected === null) return found;
	return [`${date}: ${table} has ${rows} rows, fewer than ${cell.unit === "games" ? `its ${expected} games have` : `the ${expected} of a full date`}.`];
}
const MOST_GAMES = 5;
function inGames$1(games, word) {
	if (games.length === 0) return "";
	const more = games.length > MOST_GAMES ? ` and ${games.length - MOST_GAMES} more` : "";
	return ` (${word} ${games.length === 1 ? "game" : "games"} ${games.slice(0, MOST_GAMES).join(", ")}${more})`;
}
/** "45 rows of 2 games (0022500617, 0022500618) stand on 2026-01-21; the schedule lists them on 2026-01-20." */
function strayEvidence(some) {
	const [first] = some;
	const rows = some.reduce((sum, one) => sum + one.rows, 0);
	const games = [...new Set(some.flatMap(({ game }) => game ?? []))];
	const more = games.length > MOST_GAMES ? ` and ${games.length - MOST_GAMES} more` : "";
	const ofGames = games.length === 0 ? "" : ` of ${games.length} ${games.length === 1 ? "game" : "games"} (${games.slice(0, MOST_GAMES).join(", ")}${more})`;
	if (first.kind === "two-dates") return `${first.table}: ${rows} keys stand on ${first.belongs} and again on ${first.date}.`;
	const what = `${first.table}: ${rows} rows${ofGames} ${first.date === null ? "have no date" : `stand on ${first.date}`}`;
	if (first.belongs !== null) return `${what}; the schedule lists them on ${first.belongs}.`;
	if (first.kind === "foreign-ids") return `${what}; the schedule knows no such game.`;
	if (first.kind === "outside") return `${what}, which lies outside every declared season.`;
	return first.date === null ? `${what}.` : `${what}, a day without games.`;
}

/** How a season begins, by design. */
const SEASON_CAUSES = {
	"warm-up": {
		title: "season warm-up, by design",
		byDesign: true,
		matches: ({ grid, finding, day, cells, shapes }) => {
			const shape = shapes.get(day.season);
			const { days, tables } = grid.pipeline.warmUp;
			return finding.kind === "phase-missing" && day.seasonDay < days && cells.every(({ table }) => tables.includes(table)) && shape !== void 0 && isWarmUpShape(shape);
		},
		evidence: (dates, run) => {
			const [first, last] = [dates[0], dates.at(-1)];
			if (first === void 0 || last === void 0) return [];
			const { warmUp } = first.grid.pipeline;
			const shape = first.shapes.get(first.day.season);
			const others = [...first.shapes.entries()].filter(([id, other]) => id !== first.day.season && isWarmUpShape(other));
			return [
				`${printRange(run)} are days ${first.day.seasonDay} to ${last.day.seasonDay} from opening night ${shape?.opens}, and the rule skips days 0 to ${warmUp.days - 1}.`,
				`${shape?.emptyDates} of the ${shape?.warmUpDates} game dates in those days are empty, none before or after is part of the run.`,
				...others.length > 0 ? [`Season ${others.map(([id]) => id).join(", ")} begins with the same shape.`] : [],
				skippingEvidence(dates)
			];
		}
	},
	"warm-up-tail": {
		title: "tail of the season warm-up",
		byDesign: true,
		matches: ({ finding, day, shapes }) => {
			const shape = shapes.get(day.season);
			return (finding.kind === "phase-partial" || finding.kind === "thin") && shape !== void 0 && isWarmUpShape(shape) && shape.tail.has(day.date);
		},
		evidence: (dates, run) => {
			const first = dates[0];
			const shape = first?.shapes.get(first.day.season);
			const counts = dates.flatMap(({ cells }) => cells.filter(({ thin }) => thin)).map(({ rows, expected }) => `${rows} of ${expected}`);
			return [`${printRange(run)} belongs to the ${shape?.tail.size} game dates right after the warm-up of the season that opened ${shape?.opens}, without a break: processors that need games behind them fill up.`, ...counts.length > 0 ? [`Rows grow from ${counts[0]} to ${counts.at(-1)}.`] : []];
		}
	}
};
/** Whether the declared producers skip such dates on purpose, in this environment or another. */
function skippingEvidence(dates) {
	const first = dates[0];
	const tables = new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)));
	const skipping = (first?.grid.pipeline.tables ?? []).filter(({ id, producers }) => tables.has(id) && Object.values(producers).some((one) => one.kind === "service" && one.skips.includes("warm-up")));
	return `${skipping.length} of the ${tables.size} tables have a producer that is declared to skip the warm-up${skipping.length > 0 ? ` (${skipping.map(({ id }) => id).join(", ")})` : ""}.`;
}

/** "746 rows, of which 373 repeat a key"; what an over-counted cell has, and what it is too much for. */
function overWords(cell, { full, covers }) {
	const { rows, games, surplus, expected, over } = cell;
	const has = rows === null ? counted(games ?? 0, "game") : counted(rows, "row");
	switch (over?.by) {
		case "games": return `${counted(games ?? 0, "game")}, ${surplus} more than the schedule has`;
		case "rows": {
			const perGame = typeof full === "object" && "games" in full ? full.games.rowsPerGame : void 0;
			const most = (rows ?? 0) - surplus;
			return perGame === void 0 ? `${has}, ${surplus} more than the ${most} of a full date` : `${has}, ${surplus} more than ${counted(most / perGame, "game")} allow${most === perGame ? "s" : ""}`;
		}
		case "table": {
			const of = typeof full === "object" && "share" in full ? full.share.of : "another table";
			return over.keysRead ? `${has}, each with a key of its own, and ${of} has ${expected === 0 ? "no row" : `only ${expected}`}` : `${has}, ${surplus} more than the ${expected} of ${of} allow`;
		}
		case "strays": return `${has}, of which ${surplus} stand where they do not belong`;
		case "upstream": return `${has}, of which ${surplus} have a key that ${covers?.table ?? "its upstream"} does not have`;
		case "keys":
		case void 0: return `${has}, of which ${surplus} repeat a key`;
	}
}
/** "57 players", and in how many games; every one is counted. */
function differingPlayers(some) {
	const players = some.reduce((sum, one) => sum + one.players, 0);
	const games = new Set(some.map(({ game }) => game)).size;
	return `${counted(players, "player")} in ${counted(games, "game")}`;
}
const differencesOn = (differences, { table, date }) => (differences?.get(table) ?? []).filter((one) => one.date === date);
/** Why a cell is not as it should be, in words on one line; empty for one that is. */
function cellReason(cell, table, around = {}) {
	return [
		...cell.reason === null ? stateReason(cell, table) : [cell.reason],
		...cell.thin ? [thinReason(cell, table)] : [],
		...cell.unreconciled.length > 0 ? unreconciledReason(cell, table, around) : [],
		...isForeign(cell) ? ["somebody else wrote it"] : [],
		...cell.late ? ["still within the grace"] : []
	].join("; ").replace(/\s*[\n\r\v\f\u0085\u2028\u2029]+\s*/g, " ").trim();
}
function stateReason(cell, table) {
	switch (cell.state) {
		case "missing": return ["no row"];
		case "over-count": return [overWords(cell, table)];
		case "partial": return [partialReason(cell)];
		case "stale": return ["something it was computed from changed later"];
		case "unknown": return ["it could not be read"];
		case "expected-absent": return ["nothing is expected"];
		case "complete": return [];
	}
}
function partialReason({ games, expected, missingGames, unit }) {
	if (unit === "rows") return `${counted(missingGames.length, "game")} that other tables hold`;
	const has = `${games ?? 0} of ${counted(expected ?? 0, "scheduled game")}`;
	const others = (games ?? 0) - ((expected ?? 0) - missingGames.length);
	return missingGames.length > 0 && others > 0 ? `${has}: ${missingGames.length} missing, and ${others} of another id there` : has;
}
function thinReason({ rows, expected, unit, detail }, { full }) {
	const has = counted(rows ?? 0, "row");
	const { keys, belowUsual } = detail;
	if (keys !== null && keys.missing > 0) return `${has}; ${counted(keys.missing, "key")} of ${keys.of} without a row${inGames(keys.games)}`;
	if (belowUsual !== null) return `${has}; a ${belowUsual.per} usually has ${Math.round(belowUsual.rows)}, and at least ${Math.ceil(belowUsual.atLeast)}${inGames(belowUsual.games)}`;
	if (typeof full !== "object" || expected === null) return `only ${has}`;
	if ("share" in full) return `${has}, fewer than ${percent(full.share.atLeast)} of the ${expected} of ${full.share.of}`;
	if ("fixed" in full) return `${has} of ${expected}`;
	const { rowsPerGame } = full.games;
	return rowsPerGame === void 0 || unit !== "games" ? `only ${has}` : `${has} of ${rowsPerGame * expected} for ${counted(expected, "game")}`;
}
const inGames = (games) => games.length === 0 ? "" : ` (in ${counted(games.length, "game")}, such as ${games[0]})`;
function unreconciledReason(cell, table, { differences, day }) {
	const some = differencesOn(differences, cell);
	const compared = new Set(some.map(({ game }) => game));
	return [...cell.unreconciled.filter((game) => !compared.has(game)).map((game) => pointsWords(cell, game, day)), ...some.length === 0 ? [] : [`${differingPlayers(some)} differ from ${table.compare?.with ?? "another source"}`]];
}
/** What is wrong with the points of one game. */
function pointsWords({ points, table }, game, day) {
	const sum = points?.get(game);
	const final = day?.games.find(({ id }) => id === game)?.points;
	if (sum === void 0 || final === void 0) return `the points in ${table} differ from the final score in game ${game}`;
	if (sum === null) return `game ${game} has NULL for points in every row of ${table}, and a final score of ${final} together`;
	return final === null ? `game ${game} has ${sum} points in ${table}, and the schedule has no final score of it` : `game ${game} has ${sum} points in ${table}, and a final score of ${final} together`;
}
const percent = (share) => `${Math.round(share * 1e3) / 10} %`;
const counted = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;

/** One decimal is printed: below this two figures are one. */
const ROUNDING = .05 + 1e-9;
/** What contradicts itself in the line of one date; nothing for a grid that was not read from a CSV. */
function contradictionsOn(grid, dayIndex) {
	const date = grid.days[dayIndex]?.date;
	const reported = date === void 0 ? void 0 : grid.reported?.get(date);
	if (reported === void 0) return [];
	const { row } = reported;
	return [
		...gamesAboveSchedule(row),
		...completion(grid, row),
		...predictions(row),
		...grades(row),
		...score(grid, dayIndex, row)
	].map((one) => ({
		...one,
		says: `${place(reported)}: ${one.says}`
	}));
}
const place = ({ row, file, line }) => `${file}, line ${line}, ${row.game_date}`;
function gamesAboveSchedule(row) {
	return ["bdl_box_scores", "nbac_gamebook"].flatMap((column) => isMore(row[column], row.scheduled_games) ? [{
		column,
		title: "more games than scheduled_games",
		tables: [column],
		counts: true,
		says: `${column} ${row[column]}, and scheduled_games ${row.scheduled_games}`
	}] : []);
}
/** Of the sets that the denominator stands for; a count that is -1 may be either way. */
function completion(grid, row) {
	const { done, expected } = row.phase4_completion;
	const sets = setsOf(grid, expected);
	const counts = sets.map(({ id }) => [id, row[id]]);
	const filled = counts.filter(([, rows]) => rows !== null && rows > 0).length;
	const unread = counts.filter(([, rows]) => rows === null).length;
	const columns = counts.map(([id, rows]) => `${id} ${rows ?? -1}`).join(", ");
	const about = {
		column: "phase4_completion",
		title: "not what the columns of its feature sets say",
		tables: sets.map(({ id }) => id)
	};
	if (sets.length !== expected) return [{
		...about,
		says: `phase4_completion ${done}/${expected}, and there are ${sets.length} columns of feature sets (${columns})`
	}];
	if (done >= filled && done <= filled + unread) return [];
	return [{
		...about,
		says: `phase4_completion ${done}/${expected}, and ${filled} of its ${expected} columns have rows (${columns})`,
		...unread === 0 ? { corrected: { phase4_completion: {
			done: filled,
			expected
		} } } : {}
	}];
}
/** All sets of the phase, or with one fewer expected all but mlfs, as in the operators' older reports. */
function setsOf({ tables }, expected) {
	const phase = tables.find(({ id }) => id === "mlfs")?.phase;
	const all = tables.filter((table) => table.phase === phase);
	return expected === all.length - 1 ? all.filter(({ id }) => id !== "mlfs") : all;
}
function predictions(row) {
	const { total_predictions: total } = row;
	return ["unique_players", "unique_systems"].flatMap((column) => {
		const unique = row[column];
		const isNone = unique === 0 && total !== null && total > 0;
		if (!isMore(unique, total) && !isNone) return [];
		return [{
			column,
			title: isNone ? "0 in dates with predictions" : "more than total_predictions",
			tables: ["player_prop_predictions"],
			says: `${column} ${unique}, and total_predictions ${total}`
		}];
	});
}
function grades(row) {
	const { total_graded: graded, total_predictions: total } = row;
	const { grading_coverage_pct: coverage, win_rate: rate } = row;
	const tables = ["prediction_grades", "player_prop_predictions"];
	const both = `total_graded ${graded ?? -1} and total_predictions ${total ?? -1}`;
	const found = [];
	if (isMore(graded, total)) found.push({
		column: "total_graded",
		title: "more than total_predictions",
		tables,
		counts: true,
		says: `total_graded ${graded}, and total_predictions ${total}`
	});
	if (coverage !== null && coverage > 100) found.push({
		column: "grading_coverage_pct",
		title: "above 100",
		tables,
		says: `grading_coverage_pct ${coverage.toFixed(1)}, with ${both}`
	});
	if (graded !== null && total !== null) {
		const share = total === 0 ? 0 : graded / total * 100;
		if (coverage === null ? total > 0 : Math.abs(coverage - share) > ROUNDING) found.push({
			column: "grading_coverage_pct",
			title: "not total_graded of total_predictions",
			tables,
			says: `grading_coverage_pct ${coverage?.toFixed(1) ?? "N/A"}, and ${both} make ${share.toFixed(1)}`,
			corrected: { grading_coverage_pct: share }
		});
	}
	if (rate !== null && (rate > 100 || graded === 0)) found.push({
		column: "win_rate",
		title: rate > 100 ? "above 100" : "given with nothing graded",
		tables: ["prediction_grades"],
		says: `win_rate ${rate.toFixed(1)}, with total_graded ${graded ?? -1}`
	});
	return found;
}
/** Where a stage could not be read the score may lie anywhere between its bounds. */
function score(grid, dayIndex, row) {
	const { expected } = row.phase4_completion;
	const sets = setsOf(grid, expected).map(({ id }) => id);
	if (sets.length !== expected) return [];
	const cells = new Map(cellsOfDay(grid, dayIndex));
	for (const { id, shadow } of grid.tables) if (shadow || id === "mlfs" && !sets.includes(id)) cells.delete(id);
	const { value, low, high, stages } = scoreDay(grid.pipeline.score.stages, cells);
	const given = row.health_score;
	const isKnown = stages.every(({ state }) => state !== "unknown");
	if (value === null || given === null && !isKnown) return [];
	if (given !== null && given >= (isKnown ? value : low) - ROUNDING && given <= (isKnown ? value : high) + ROUNDING) return [];
	const parts = stages.flatMap((stage) => stage.state === "absent" ? [] : [`${stage.id} ${stage.value === null ? "unknown" : stage.value.toFixed(1)}`]);
	const made = isKnown ? `the mean of its stages is ${roundScore(value).toFixed(1)}` : `the mean of its stages lies between ${roundScore(low).toFixed(1)} and ${roundScore(high).toFixed(1)}`;
	return [{
		column: "health_score",
		title: "not the mean of its stages, each 100 at most",
		tables: grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id),
		says: `health_score ${given?.toFixed(1) ?? "N/A"}, and ${made} (${parts.join(", ")})`,
		...isKnown ? { corrected: { health_score: roundScore(value) } } : {}
	}];
}
const isMore = (count, than) => count !== null && than !== null && count > than;
/** The rows of the CSV with the figures put right that the counts beside them contradict; all others as they were. */
const reviewedRows = (grid) => grid.days.flatMap(({ date }, index) => {
	const row = grid.reported?.get(date)?.row;
	if (row === void 0) return [];
	return [Object.assign({}, row, ...contradictionsOn(grid, index).map(({ corrected }) => corrected))];
});
/** The mean of the file's own scores, which no cap holds below 100; null where none is given. */
function reportedAverage({ reported, days }) {
	const scores = days.flatMap(({ date }) => reported?.get(date)?.row.health_score ?? []);
	if (scores.length === 0) return null;
	return {
		value: scores.reduce((sum, one) => sum + one, 0) / scores.length,
		dates: scores.length
	};
}

/**
* A finding for each column of a CSV that other columns contradict, with the cells that the columns are about. What is
* over-counted already, such as more grades than predictions, is told there.
*/
function contradictions(grid) {
	const found = grid.days.flatMap((_, index) => {
		const byTable = cellsOfDay(grid, index);
		return contradictionsOn(grid, index).flatMap((one) => {
			const cells = one.tables.flatMap((id) => byTable.get(id) ?? []);
			return isToldAsSurplus(one, cells[0]) ? [] : [{
				one,
				cells
			}];
		});
	});
	return [...Map.groupBy(found, ({ one }) => one.column)].map(([column, some]) => ({
		kind: "contradiction",
		subject: column,
		priority: "P1",
		title: `${column} contradicts other columns: ${[...new Set(some.map(({ one }) => one.title))].join(", or ")}`,
		cells: [...new Set(some.flatMap(({ cells }) => cells))]
	}));
}
const isToldAsSurplus = ({ counts }, cell) => counts === true && cell?.state === "over-count";
/** Where the CSV says that a cell is over-counted: file, line, date, columns and values. */
const surplusInCsv = ({ grid, dayIndex }, { table }) => contradictionsOn(grid, dayIndex).filter(({ counts, tables }) => counts === true && tables[0] === table).map(({ says }) => `${says}.`);
const CONTRADICTION_CAUSES = { "contradictory-columns": {
	title: "columns that contradict each other",
	byDesign: false,
	matches: ({ finding }) => finding.kind === "contradiction",
	evidence: (dates) => dates.flatMap(({ grid, dayIndex, finding }) => contradictionsOn(grid, dayIndex).filter(({ column }) => column === finding.subject).map(({ says }) => `${says}.`))
} };

/** More rows or games than are expected where no key is known to be repeated. */
const SURPLUS_CAUSES = {
	"measure-lost-rows": {
		title: "the table it is measured by has fewer rows",
		byDesign: false,
		matches: ({ finding, cells }) => finding.kind === "over-count" && cells.every(({ over }) => over?.by === "table" && over.keysRead),
		evidence: (dates) => [...dates.flatMap(surplusEvidence), "No row repeats a key here, so nothing is doubled: the other table lacks rows that these were made from."]
	},
	surplus: {
		title: "more rows or games than expected",
		byDesign: false,
		matches: ({ finding }) => finding.kind === "over-count",
		evidence: (dates) => [...dates.flatMap(surplusEvidence), dates.every(({ cells }) => cells.every(({ over }) => over?.keysRead !== false)) ? "No row repeats a key, so these are no duplicates." : KEYLESS]
	}
};
const KEYLESS = "The source carries no keys, so whether any of these are duplicates is not known.";
/** A sentence a cell: what it has, and what that is too much for; of a CSV also where it says so. */
const surplusEvidence = (context) => context.cells.flatMap((cell) => {
	const table = context.grid.tables.find(({ id }) => id === cell.table);
	if (table === void 0) return [];
	return [`${cell.date}: ${cell.table} has ${overWords(cell, table)}.`, ...surplusInCsv(context, cell)];
});

/** Players that are named in each game and kind. The others are counted. */
const MOST_EXAMPLES = 5;
/** A name is told, not trusted: a longer one is cut. */
const LONGEST_NAME = 80;
/** What sources leave out or write otherwise: "GG Jackson" and "GG Jackson II". */
const SUFFIX = "'(jr|sr|ii|iii|iv|v)$'";
/**
* One statement for the whole range `@first_date` to `@last_date`, both included. It counts, by date, game and kind, the
* players whose numbers differ by more than is allowed, and those whom only one of the two has with any number; each row
* is one of the first few of them, with the count of all. A game that one of the two lacks is a gap and no disagreement.
* A NULL differs from every number of a player who played: a source that lost its numbers does not agree.
*/
function compareQuery(table, other, compare) {
	const stats = Object.entries(compare.stats);
	const side = (number, { name: from, dateColumn }) => [
		`  SELECT ${number} AS side, \`${dateColumn}\` AS d, CAST(\`${compare.game}\` AS STRING) AS game,`,
		`    REGEXP_REPLACE(\`${compare.player}\`, ${SUFFIX}, '') AS player, \`${compare.name}\` AS name,`,
		`    ${stats.map(([stat], n) => `\`${stat}\` AS s${n}`).join(", ")}`,
		`  FROM \`${from}\` WHERE \`${dateColumn}\` BETWEEN @first_date AND @last_date`
	].join("\n");
	const sum = (number, n) => `CASE WHEN COUNTIF(side = ${number} AND s${n} IS NULL) = 0 THEN SUM(CASE WHEN side = ${number} THEN s${n} END) END`;
	const any = (name) => `(${stats.map((_, n) => `COALESCE(${name}_${n}, 0) <> 0`).join(" OR ")})`;
	const differ = stats.map(([, allowed], n) => `NOT (ABS(own_${n} - other_${n}) <= ${allowed})`);
	const lost = stats.map((_, n) => `(own_${n} IS NULL) <> (other_${n} IS NULL)`);
	const numbers = stats.map((_, n) => `${sum(1, n)} AS own_${n}, ${sum(2, n)} AS other_${n}`);
	const onDate = (date) => `CONCAT(CAST(${date} AS STRING), ' ', game)`;
	const group = "PARTITION BY cell_date, game, kind";
	return [
		`WITH sides AS (\n${side(1, table)}\n  UNION ALL\n${side(2, other)}\n),`,
		"players AS (",
		"  SELECT d AS cell_date, game, player AS spelling,",
		"    COALESCE(MIN(CASE WHEN side = 1 THEN name END), MIN(name), MIN(player)) AS player,",
		"    CASE WHEN COUNTIF(side = 2) = 0 THEN 'only-own' WHEN COUNTIF(side = 1) = 0 THEN 'only-other' ELSE 'numbers' END AS kind,",
		`    ${numbers.join(",\n    ")}`,
		"  FROM sides GROUP BY d, game, spelling),",
		"differing AS (",
		"  SELECT * FROM players",
		`  WHERE ${onDate("cell_date")} IN (SELECT ${onDate("d")} FROM sides WHERE side = 1)`,
		`    AND ${onDate("cell_date")} IN (SELECT ${onDate("d")} FROM sides WHERE side = 2)`,
		`    AND ((kind = 'numbers' AND (${differ.join(" OR ")}))`,
		`      OR (kind = 'numbers' AND (${any("own")} OR ${any("other")}) AND (${lost.join(" OR ")}))`,
		`      OR (kind = 'only-own' AND ${any("own")}) OR (kind = 'only-other' AND ${any("other")}))),`,
		"counted AS (",
		`  SELECT *, COUNT(*) OVER (${group}) AS player_count,`,
		`    ROW_NUMBER() OVER (${group} ORDER BY player, spelling) AS place`,
		"  FROM differing)",
		`SELECT * FROM counted WHERE place <= ${MOST_EXAMPLES} ORDER BY cell_date, game, kind, place`
	].join("\n");
}
/** The answer's rows, which are in the order of date, game and kind. */
function readDifferences(compare, rows) {
	return [...Map.groupBy(rows, (row) => JSON.stringify([
		row["cell_date"],
		row["game"],
		row["kind"]
	])).values()].flatMap((some) => {
		const [first] = some;
		if (first === void 0) return [];
		return [{
			date: first["cell_date"],
			game: String(first["game"]),
			kind: first["kind"],
			players: Number(first["player_count"]),
			examples: some.map((row) => example(compare, row))
		}];
	});
}
function example({ stats }, row) {
	const kind = row["kind"];
	const name = String(row["player"] ?? "a player without a name");
	const player = name.length > LONGEST_NAME ? `${name.slice(0, 79)}…` : name;
	if (kind !== "numbers") return {
		player,
		kind
	};
	const number = (value) => value == null ? null : Number(value);
	return {
		player,
		kind,
		numbers: Object.entries(stats).flatMap(([stat, allowed], n) => {
			const [own, other] = [number(row[`own_${n}`]), number(row[`other_${n}`])];
			return (own === null || other === null ? own === other : Math.abs(own - other) <= allowed) ? [] : [{
				stat,
				own,
				other
			}];
		})
	};
}
/** Such as "Luka Dončić: points 31 in nbac_gamebook and 33 in bdl_box_scores". */
function differenceText(one, table, other) {
	switch (one.kind) {
		case "numbers": return `${one.player}: ${one.numbers.map((it) => `${it.stat} ${it.own ?? "NULL"} in ${table} and ${it.other ?? "NULL"} in ${other}`).join(", ")}`;
		case "only-own": return `${one.player} is in ${table} alone`;
		case "only-other": return `${one.player} is in ${other} alone`;
	}
}

/** Players named in one sentence. */
const MOST_PLAYERS = 5;
/**
* How many players of how many games differ in all, where that is more than one game; then a sentence a game with the
* first few of them, and one for each game whose points are not its final score.
*/
function disagreementEvidence(dates) {
	return [...totals(dates, dates.flatMap(({ grid, cells }) => cells.flatMap((cell) => differencesOn(grid.differences, cell)))), ...dates.flatMap(byGame)];
}
function totals(dates, all) {
	if (new Set(all.map(({ game }) => game)).size < 2) return [];
	const [first] = dates;
	const table = first?.cells[0]?.table ?? "";
	const other = otherOf(first, table);
	const of = (kind) => all.filter((one) => one.kind === kind).reduce((sum, { players }) => sum + players, 0);
	const words = [
		[of("numbers"), "with other numbers"],
		[of("only-own"), `in ${table} alone`],
		[of("only-other"), `in ${other} alone`]
	].filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
	return [`${table} and ${other} differ in ${differingPlayers(all)}, on ${new Set(all.map(({ date }) => date)).size} dates: ${words.join(", ")}.`];
}
function byGame(context) {
	return context.cells.flatMap((cell) => {
		const { date, table } = cell;
		const games = Map.groupBy(differencesOn(context.grid.differences, cell), ({ game }) => game);
		const points = cell.unreconciled.filter((game) => !games.has(game));
		return [...[...games].map(([game, some]) => `${date}, game ${game}: ${players(some, table, otherOf(context, table))}.`), ...points.map((game) => `${date}: ${pointsWords(cell, game, context.day)}.`)];
	});
}
function players(some, table, other) {
	const all = some.reduce((sum, one) => sum + one.players, 0);
	const shown = some.flatMap(({ examples }) => examples).slice(0, MOST_PLAYERS).map((one) => differenceText(one, table, other));
	const more = all - shown.length;
	return [...shown, ...more > 0 ? [`and ${more} more players`] : []].join("; ");
}
const otherOf = (context, table) => context?.grid.tables.find(({ id }) => id === table)?.compare?.with ?? "another source";

/** What the sources and the schedule say of each other. */
const SOURCE_CAUSES = {
	"stale-schedule": {
		title: "stale schedule",
		byDesign: false,
		matches: (context) => (context.finding.kind === "games-short" || isOfNewest(context.finding)) && agreedShortfall(context) !== null,
		evidence: (dates) => dates.flatMap((context) => {
			const agreed = agreedShortfall(context);
			if (agreed === null) return [];
			const unplayed = context.day.games.filter(({ id, points }) => points === null && agreed.games.includes(id));
			return [
				`${context.day.date}: ${agreed.tables.join(" and ")} independently list ${agreed.listed} of the ${agreed.scheduled} scheduled games.`,
				...unplayed.length > 0 ? [`${context.day.date}: the schedule has no final score for ${unplayed.map(({ id }) => id).join(", ")}, the games that both lack.`] : [],
				...context.cells.flatMap((cell) => {
					const behind = gamesBehind(context.grid, cell);
					return behind.length === 0 ? [] : [`${context.day.date}: ${cell.table} lacks ${behind.join(", ")} too, which its sources have: it was not computed, and is rebuilt with the refresh.`];
				})
			];
		})
	},
	lag: {
		title: "lag of the newest dates",
		byDesign: false,
		matches: ({ finding }) => isOfNewest(finding),
		evidence: (dates, run) => [`${printRange(run)} ended less than ${dates[0]?.grid.pipeline.graceHours} hours before this validation, and the sources do not agree on what is lacking.`, ...arrivalEvidence(dates.at(-1))]
	},
	"withheld-game": {
		title: "withheld by the source",
		byDesign: false,
		matches: ({ grid, finding, cells }) => (finding.kind === "games-short" || finding.kind === "table-missing") && cells.every(({ table, missingGames }) => missingGames.length > 0 && missingGames.every((game) => grid.withheld?.get(table)?.has(game))),
		evidence: (dates) => dates.flatMap(({ grid, cells }) => cells.flatMap(({ date, table, missingGames }) => missingGames.map((game) => `${date}: ${table} lacks ${game}, and when it was last asked ${grid.withheld?.get(table)?.get(game)}: no outage.`)))
	},
	"source-outage": {
		title: "outage of one source",
		byDesign: false,
		matches: (context) => {
			const own = new Set(context.cells.map(({ table }) => table));
			const sources = independentSources(context);
			return sources.some(({ table }) => own.has(table)) && sources.some((cell) => !own.has(cell.table) && cell.state === "complete");
		},
		evidence: (dates, run) => {
			const own = [...new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)))];
			const others = dates.flatMap((context) => independentSources(context).filter(({ table, state }) => !own.includes(table) && state === "complete"));
			const games = others.reduce((sum, cell) => sum + (cell.games ?? 0), 0);
			return [`On ${dates.length} of ${run.dates.length} dates ${[...new Set(others.map(({ table }) => table))].join(", ")} has all ${games} games, and ${own.join(", ")} lacks them: the games were played, one source failed.`];
		}
	},
	duplicates: {
		title: "duplicates",
		byDesign: false,
		matches: ({ finding, cells }) => finding.kind === "over-count" && cells.every(({ over }) => over?.by === "keys"),
		evidence: (dates) => dates.flatMap(surplusEvidence)
	},
	disagreement: {
		title: "sources disagree",
		byDesign: false,
		matches: ({ finding }) => finding.kind === "unreconciled",
		evidence: disagreementEvidence
	}
};
/** By when a table that says so usually has the newest of its late dates. */
function arrivalEvidence(newest) {
	if (newest?.finding.kind !== "late-arrival") return [];
	const { grid, cells, day } = newest;
	return grid.tables.filter(({ id }) => cells.some(({ table }) => table === id)).flatMap((table) => {
		const arrival = arrivalOf(table, day.date, grid.pipeline.timeZone);
		if (arrival === null) return [];
		const hours = (grid.asOf.getTime() - arrival.getTime()) / 36e5;
		return [`${table.id} of ${day.date} is usually there by ${arrival.toISOString().replace(".000Z", "Z")} (declared); that was ${hours.toFixed(1)} hours before this validation.`];
	});
}
/** Two independent sources that lack the same games of a date: then it is the schedule that is wrong. */
function agreedShortfall(context) {
	const sources = independentSources(context);
	const [first] = sources;
	if (first === void 0 || sources.length < 2) return null;
	if (!sources.every((cell) => cell.state === "partial" && cell.games === first.games && cell.missingGames.join() === first.missingGames.join())) return null;
	return {
		tables: sources.map(({ table }) => table),
		listed: first.games ?? 0,
		scheduled: first.expected ?? 0,
		games: first.missingGames
	};
}

/** In the order in which they are tried: the first whose shape fits is the cause. */
const CAUSE_KINDS = [
	"warm-up",
	"warm-up-tail",
	"stale-schedule",
	"lag",
	"never-graded",
	"wrong-declaration",
	"source-stopped",
	"emptied",
	"off-cadence",
	"column-gone",
	"schedule-stopped",
	"schedule-lost",
	"season-not-declared",
	"moved-game",
	"wrong-day",
	"wrong-date",
	"foreign-game-ids",
	"before-the-first-season",
	"orphans",
	"foreign-writer",
	"duplicates",
	"measure-lost-rows",
	"surplus",
	"contradictory-columns",
	"upstream-changed",
	"disagreement",
	"cascade",
	"withheld-game",
	"source-outage",
	"lost-rows",
	"coverage-drop",
	"phase-failure",
	"scattered"
];
/** Every kind of cause, by shape and evidence (domain.md section 5). What to do about each stands in advice.ts. */
const CAUSES = {
	...SEASON_CAUSES,
	...SOURCE_CAUSES,
	...SURPLUS_CAUSES,
	...CONTRADICTION_CAUSES,
	...FLOW_CAUSES,
	...OUTSIDE_CAUSES,
	...TABLE_CAUSES
};

/** The causes of findings about rows or seasons and not about dates of the grid; null for any other finding. */
function diagnoseOutside(grid, finding) {
	switch (finding.kind) {
		case "misplaced": return misplaced$1(grid, finding, finding.strays ?? []);
		case "season-undeclared": return [{
			...wholeRange(grid, finding),
			cause: "season-not-declared",
			evidence: [`${grid.outside?.undeclared?.why ?? ""}.`]
		}];
		case "rows-before": return [{
			...wholeRange(grid, finding),
			cause: "before-the-first-season",
			tables: [...grid.outside?.before.keys() ?? []],
			evidence: [`${finding.title}.`]
		}];
		default: return null;
	}
}
const MOST_PLACES$1 = 10;
function misplaced$1(grid, finding, strays) {
	return [...Map.groupBy(strays, ({ kind }) => CAUSE_OF_STRAY[kind])].flatMap(([cause, some]) => {
		const places = [...Map.groupBy(some, ({ date, belongs, kind }) => `${date} ${belongs} ${kind}`)];
		const evidence = [...places.slice(0, MOST_PLACES$1).map(([, rows]) => strayEvidence(rows)), ...places.length > MOST_PLACES$1 ? [`And ${places.length - MOST_PLACES$1} more places.`] : []];
		const found = {
			cause,
			finding,
			tables: [finding.subject],
			evidence
		};
		const runs = runsAnywhere(datesOf(finding, some), grid.days);
		return runs.length === 0 ? [{
			...wholeRange(grid, finding),
			...found
		}] : runs.map((run) => ({
			...found,
			run
		}));
	});
}
/** Where the rows stand, and where the same finding shows that they are lacking. */
function datesOf({ cells }, strays) {
	const lacking = new Set(cells.map(({ date }) => date));
	const dates = strays.flatMap(({ date, belongs }) => [...date === null ? [] : [date], ...belongs !== null && lacking.has(belongs) ? [belongs] : []]);
	return [...new Set(dates)].sort();
}
/** For what has no date: the run is the whole range, with no date of its own. */
const wholeRange = (grid, finding) => ({
	finding,
	run: {
		first: grid.range.first,
		last: grid.range.last,
		dates: []
	},
	tables: [finding.subject]
});

/** Splits each finding into runs of dates with one cause each, in the order of the findings and then of the dates. */
function diagnose(grid, findings) {
	const shapes = seasonShapes(grid);
	return findings.flatMap((finding) => {
		const outside = diagnoseOutside(grid, finding);
		if (outside !== null) return outside;
		const byCause = /* @__PURE__ */ new Map();
		const cellsByDate = Map.groupBy(finding.cells, ({ date }) => date);
		const contexts = /* @__PURE__ */ new Map();
		grid.days.forEach((day, dayIndex) => {
			const cells = cellsByDate.get(day.date);
			if (cells === void 0) return;
			const context = {
				grid,
				finding,
				day,
				dayIndex,
				cells,
				shapes
			};
			contexts.set(day.date, context);
			const cause = CAUSE_KINDS.find((kind) => CAUSES[kind].matches(context)) ?? "scattered";
			byCause.set(cause, [...byCause.get(cause) ?? [], day.date]);
		});
		return [...byCause].flatMap(([cause, dates]) => runsOf(dates, grid.days).map((run) => {
			const inRun = run.dates.flatMap((date) => contexts.get(date) ?? []);
			return {
				cause,
				finding,
				run,
				tables: [...new Set(inRun.flatMap(({ cells }) => cells.map(({ table }) => table)))],
				evidence: [...CAUSES[cause].evidence(inRun, run), ...removedRows(inRun)]
			};
		})).sort((a, b) => a.run.first < b.run.first ? -1 : 1);
	});
}

/** True before a date of a table is usually there (`arrives_by`): nothing is wrong yet where it lacks rows. */
function isAwaited({ pipeline, asOf }, table, date) {
	const arrival = arrivalOf(table, date, pipeline.timeZone);
	return arrival !== null && asOf.getTime() < arrival.getTime();
}

/** The ids of the tables that say when their dates arrive. */
const arrivingTables = (tables) => new Set(tables.flatMap(({ id, arrives_by }) => arrives_by === void 0 ? [] : [id]));
/** Dates that a table usually has by now and lacks, still within the grace: a finding for each table that declares `arrives_by`. `taken`: cells of other findings. */
const lateArrivals = (grid, tables, taken) => tables.flatMap((table) => {
	const { arrives_by: by } = table;
	if (by === void 0) return [];
	return [{
		kind: "late-arrival",
		subject: table.id,
		priority: "P1",
		title: `${table.title ?? table.id} late: usually there ${arrivalWords(by, grid.pipeline.timeZone)}`,
		cells: columnOf(grid, table.id).filter((cell, index) => cell.late && !cell.thin && !taken.has(cell) && !isAwaited(grid, table, cell.date) && !isExplainedByAnother(grid, table, index))
	}];
});

/** What is wrong with the calendar itself, and rows that stand where it does not reach. */
function findOutside(grid) {
	return [
		...scheduleUnknown(grid),
		...seasonUndeclared(grid),
		...grid.tables.flatMap((table) => table.shadow ? [] : misplaced(grid, table)),
		...rowsBefore(grid)
	];
}
/** Days on which the schedule says nothing, and games that others hold and it does not list. */
function scheduleUnknown(grid) {
	const id = gamesCalendar(grid.pipeline)?.table;
	if (id === void 0) return [];
	const silent = new Map(grid.days.map(({ date, unlisted }) => [date, unlisted]));
	const cells = columnOf(grid, id).filter(({ date, missingGames }) => silent.get(date) !== void 0 || missingGames.length > 0);
	const days = cells.filter(({ date }) => silent.get(date) !== void 0).length;
	const games = cells.reduce((sum, { missingGames }) => sum + missingGames.length, 0);
	const parts = [...days > 0 ? [`lists no game on ${days} ${days === 1 ? "day" : "days"}`] : [], ...games > 0 ? [`lacks ${games} ${games === 1 ? "game" : "games"} that other tables hold`] : []];
	return findingAt(grid, {
		kind: "schedule-unknown",
		subject: id,
		priority: "P0",
		title: `the schedule ${parts.join(" and ")}: nobody knows what is expected there`,
		cells
	});
}
function seasonUndeclared(grid) {
	const undeclared = grid.outside?.undeclared;
	if (undeclared == null) return [];
	return findingAt(grid, {
		kind: "season-undeclared",
		subject: "calendar",
		priority: "P0",
		title: `season not declared: ${undeclared.why}`,
		cells: []
	}, {
		dates: [],
		always: true
	});
}
/** Rows of a table that stand on the wrong date, under an unknown game, or without a date: one finding with both ends. */
function misplaced(grid, table) {
	const strays = straysOf(grid, table.id);
	if (strays.length === 0) return [];
	const explained = explainedByStrays(grid, table.id);
	const cells = columnOf(grid, table.id).filter((cell) => explained.has(cell.date));
	const dates = strays.flatMap(({ date }) => date ?? []);
	return findingAt(grid, {
		kind: "misplaced",
		subject: table.id,
		priority: "P1",
		title: `${table.title ?? table.id}: rows that stand where they do not belong (${placesText(strays)})`,
		cells
	}, {
		dates,
		always: true,
		strays
	});
}
const straysOf = (grid, table) => (grid.outside?.strays ?? []).filter((stray) => stray.table === table);
/** The dates of a table whose surplus or shortfall is nothing but misplaced rows. */
function explainedByStrays(grid, table) {
	const strays = straysOf(grid, table);
	const gone = /* @__PURE__ */ new Map();
	for (const { belongs, game } of strays) if (belongs !== null && game !== null) gone.set(belongs, (gone.get(belongs) ?? /* @__PURE__ */ new Set()).add(game));
	return new Set(columnOf(grid, table).filter((cell) => isOnlyStrays(cell) || isOnlyGone(cell, gone.get(cell.date))).map(({ date }) => date));
}
/** A misplaced row may have the key of one that is in its place: it is then no other fault. */
const isOnlyStrays = ({ state, detail }) => state === "over-count" && detail.strays > 0 && detail.duplicates <= detail.strays && (detail.keys?.extra ?? 0) === 0;
/** Whatever the date lacks stands on another one. */
function isOnlyGone({ state, thin, missingGames, detail }, gone) {
	if (gone === void 0 || !(thin || state === "partial" || state === "missing")) return false;
	const { keys, belowUsual } = detail;
	const lacking = [
		...missingGames,
		...keys?.games ?? [],
		...belowUsual?.games ?? []
	];
	return lacking.length > 0 && lacking.every((game) => gone.has(game));
}
const MOST_PLACES = 3;
/** "45 on 2026-01-21 belong to 2026-01-20, 147 without a date, and 2 more places". */
function placesText(strays) {
	const texts = [...Map.groupBy(strays, ({ date, belongs, kind }) => `${date} ${belongs} ${kind}`)].map(([, some]) => placeText(some));
	const more = texts.length - MOST_PLACES;
	return [...texts.slice(0, MOST_PLACES), ...more > 0 ? [`and ${more} more places`] : []].join(", ");
}
function placeText(some) {
	const [first] = some;
	const rows = some.reduce((sum, one) => sum + one.rows, 0);
	const games = new Set(some.flatMap(({ game }) => game ?? [])).size;
	if (first.kind === "two-dates") return `${rows} keys of ${first.belongs} again on ${first.date}`;
	if (first.date === null) return `${rows} without a date`;
	const where = `${rows} on ${first.date}`;
	if (first.belongs !== null) return `${where} belong to ${first.belongs}`;
	if (first.kind === "foreign-ids") return `${where} under ${games} ${games === 1 ? "game id" : "game ids"} that the schedule does not know`;
	return first.kind === "outside" ? `${where}, outside every season` : `${where}, a day without games`;
}
function rowsBefore(grid) {
	const before = [...grid.outside?.before ?? []];
	if (before.length === 0) return [];
	const parts = before.map(([table, { rows, first, last }]) => `${rows} of ${table} from ${first} to ${last}`);
	const opens = grid.pipeline.seasons[0]?.opens;
	return findingAt(grid, {
		kind: "rows-before",
		subject: "calendar",
		priority: "P2",
		title: `rows before the first declared season (${opens}), which nothing here looks at: ${parts.join(", ")}`,
		cells: []
	}, {
		dates: [],
		always: true
	});
}
/** For find.ts: cells of the schedule are judged here alone. */
const isCalendarTable = (grid, { id }) => gamesCalendar(grid.pipeline)?.table === id;

/** Says of an over-counted table what it has too much of, and no more than is known: a CSV carries no keys. */
function overCountTitle(name, { full, covers }, cells) {
	const of = typeof full === "object" && "share" in full ? full.share.of : "another table";
	const keysRead = cells.every(({ over }) => over?.keysRead !== false);
	const what = {
		keys: "more rows than keys",
		games: "more games than the schedule has",
		rows: "more rows than a full date has",
		strays: "rows that stand where they do not belong",
		upstream: `rows without a key in ${covers?.table ?? "another table"}`,
		table: keysRead ? `${of} has fewer rows` : `more rows than ${of} has`
	};
	return `${name} over-counted: ${[...new Set(cells.map(({ over }) => what[over?.by ?? "keys"]))].join(", or ")}`;
}

/** Rows of a table on a day that its cadence leaves out. */
const isStrayByCadence = (table, { state, rows, date }) => state === "expected-absent" && (rows ?? 0) > 0 && offCadence(table, date) !== null;
/** The cells of a table that hold rows although its cadence leaves their days out. */
const strayByCadence = (grid, table) => columnOf(grid, table.id).filter((cell) => isStrayByCadence(table, cell));

/** Rows on days that a table's cadence leaves out: misplaced, with their count. */
function offCadenceRows(grid, table) {
	if (table.cadence === void 0) return [];
	const cells = strayByCadence(grid, table);
	const rows = cells.reduce((sum, cell) => sum + (cell.rows ?? 0), 0);
	return [{
		kind: "off-cadence",
		subject: table.id,
		priority: "P1",
		title: `${table.title ?? table.id}: ${rows} rows on days outside its cadence (${cadenceWords(table.cadence)})`,
		cells
	}];
}

/** Everything that is wrong in the grid, worst first: by priority, then in the order of the pipeline. */
function findGaps(grid) {
	const beyond = findOutside(grid);
	if (grid.days.length === 0) return sorted([...emptyCalendar(grid), ...beyond]);
	const own = grid.tables.filter(({ shadow }) => !shadow);
	const watched = own.filter((table) => !isCalendarTable(grid, table));
	const ids = new Set(watched.map(({ id }) => id));
	const emptied = emptiedFindings(grid, emptiedTables(grid).filter(({ table }) => ids.has(table.id)));
	/** Cells that stand in the finding of their emptied table. */
	const taken = new Set(emptied.flatMap(({ cells }) => cells));
	const inputs = [
		...grid.pipeline.phases.flatMap((phase) => {
			const tables = watched.filter((table) => table.phase === phase.id);
			return phase.judged === "together" ? judgeTogether(grid, phase, tables, taken) : judgeEach(grid, phase, tables, taken);
		}),
		recentLag(grid, watched, taken),
		...lateArrivals(grid, watched, taken),
		...own.flatMap((table) => judgeCells(grid, table)),
		...watched.flatMap((table) => [...offCadenceRows(grid, table), ...goneColumns(grid, table)]),
		...emptied,
		...contradictions(grid)
	];
	return sorted([
		...beyond,
		...inputs.flatMap((input) => findingOf(grid, input) ?? []),
		...watched.flatMap((table) => changedColumns(grid, table))
	]);
}
/** Worst first; findings of one priority stay in their order. */
const sorted = (findings) => [...findings].sort((a, b) => a.priority.localeCompare(b.priority));
/** A phase whose tables belong together: dates with none of them, and dates with some. */
function judgeTogether(grid, phase, tables, taken) {
	const none = [];
	const some = [];
	const columns = tables.map((table) => unexplained(grid, table));
	const arriving = arrivingTables(tables);
	grid.days.forEach((_, index) => {
		const cells = columns.flatMap((column) => column[index] ?? []);
		const missing = cells.filter((cell) => cell.state === "missing" && !taken.has(cell) && !(cell.late && arriving.has(cell.table)));
		const present = cells.filter(isPresent);
		const unknown = cells.some(({ state }) => state === "unknown");
		if (missing.length > 0 && (present.length > 0 || unknown)) some.push(...missing);
		else if (missing.length > 0 && !missing.every(({ late }) => late)) none.push(...missing);
	});
	return [{
		kind: "phase-missing",
		subject: phase.id,
		priority: phase.priority.missing,
		title: `no ${phase.title} at all`,
		cells: none
	}, {
		kind: "phase-partial",
		subject: phase.id,
		priority: phase.priority.partial,
		title: `${phase.title} only in part`,
		cells: some
	}];
}
/** A phase whose tables stand alone: each table's empty dates, and the phase's dates with fewer games than scheduled. */
function judgeEach(grid, phase, tables, taken) {
	const missing = tables.map((table) => ({
		kind: "table-missing",
		subject: table.id,
		priority: table.priority.missing ?? phase.priority.missing,
		title: `${table.title ?? table.id} missing`,
		cells: unexplained(grid, table).filter((cell, index) => cell.state === "missing" && !cell.late && !taken.has(cell) && !isExplainedByAnother(grid, table, index))
	}));
	const short = tables.flatMap((table) => unexplained(grid, table).filter(({ state, late }) => state === "partial" && !late));
	const shortOnes = tables.filter(({ id }) => short.some(({ table }) => table === id));
	const priorities = shortOnes.map((table) => table.priority.partial ?? phase.priority.partial).sort();
	const shortFinding = {
		kind: "games-short",
		subject: phase.id,
		priority: priorities[0] ?? phase.priority.partial,
		title: `${shortOnes.length === 1 ? shortOnes[0]?.title ?? phase.title : phase.title} short of the schedule on older dates`,
		cells: short
	};
	return [...missing, shortFinding];
}
/** A table's cells with those as healthy whose only fault is that rows stand on another date: that is said once. */
function unexplained(grid, { id }) {
	const explained = explainedByStrays(grid, id);
	if (explained.size === 0) return columnOf(grid, id);
	return columnOf(grid, id).map((cell) => explained.has(cell.date) ? {
		...cell,
		state: "complete",
		thin: false,
		late: false
	} : cell);
}
/** Newest dates that are still allowed to fill by themselves: short or empty tables, and phases with nothing at all. */
function recentLag(grid, tables, taken) {
	const arriving = arrivingTables(tables);
	const together = new Set(grid.pipeline.phases.filter(({ judged }) => judged === "together").map(({ id }) => id));
	return {
		kind: "recent-lag",
		subject: "recent",
		priority: "P1",
		title: "newest dates short of the schedule, still within the grace",
		cells: tables.flatMap((table) => unexplained(grid, table).filter((cell, index) => {
			if (!cell.late || taken.has(cell) || arriving.has(table.id)) return false;
			if (!together.has(table.phase)) return !isExplainedByAnother(grid, table, index);
			if (cell.thin) return true;
			const day = cellsOfDay(grid, index);
			return tables.filter(({ phase }) => phase === table.phase).every(({ id }) => day.get(id)?.state === "missing");
		}))
	};
}
/** What one table's cells show beyond being there or not. */
function judgeCells(grid, table) {
	const cells = columnOf(grid, table.id);
	const explained = explainedByStrays(grid, table.id);
	const phase = grid.pipeline.phases.find(({ id }) => id === table.phase);
	const name = table.title ?? table.id;
	const over = cells.filter(({ state, date }) => state === "over-count" && !explained.has(date));
	return [
		{
			kind: "thin",
			subject: table.id,
			priority: table.priority.thin ?? phase?.priority.thin ?? "P2",
			title: `${name} only in part (thin): rows are there, but fewer than a full date has`,
			cells: unexplained(grid, table).filter(({ thin, late }) => thin && !late)
		},
		{
			kind: "stale",
			subject: table.id,
			priority: "P2",
			title: `${name} stale: something it was computed from changed later`,
			cells: cells.filter(({ state }) => state === "stale")
		},
		{
			kind: "over-count",
			subject: table.id,
			priority: "P1",
			title: overCountTitle(name, table, over),
			cells: over
		},
		{
			kind: "unreconciled",
			subject: table.id,
			priority: "P1",
			title: table.compare === void 0 ? `${name}: points do not add up to the final score` : `${name}: players' numbers differ from those of ${table.compare.with}`,
			cells: cells.filter(({ unreconciled }) => unreconciled.length > 0)
		},
		{
			kind: "changed-outside",
			subject: table.id,
			priority: trainingLineage(grid.pipeline, grid.environment).has(table.id) ? "P0" : "P1",
			title: `${name} changed outside: somebody else wrote rows that only this tool writes`,
			cells: cells.filter(isForeign)
		}
	];
}
function emptyCalendar(grid) {
	return [{
		id: "empty-calendar:calendar",
		kind: "empty-calendar",
		subject: "calendar",
		priority: "P1",
		title: `${gamesCalendar(grid.pipeline)?.table ?? "no declared season"} lists no game that counts between ${grid.range.first} and ${grid.range.last}`,
		dates: [],
		runs: [],
		cells: [],
		games: 0
	}];
}

const TRAINING_STATES = [
	"BLOCKED",
	"UNBLOCKED",
	"READY",
	"COMPLETE"
];
/**
* What may be trained on this grid (docs/reference/states.md). BLOCKED: a required date without any training table's row
* or with an unknown one, or a missing upstream of one. READY: no P0 is open, every criterion that is declared for
* training passes, and nothing that training needs, or that this is computed from, is unknown, stale or unsound.
* COMPLETE: no cell of any table is short either.
*/
function readinessOf(grid, findings, criteria) {
	const short = shortDates(grid);
	const holding = [
		...blocking(grid),
		...emptiedTraining(grid, findings),
		...notReady(grid, findings, criteria),
		...incomplete(grid, short)
	];
	const held = (state) => holding.some(({ from }) => from === state);
	return {
		training: held("UNBLOCKED") ? "BLOCKED" : held("READY") ? "UNBLOCKED" : held("COMPLETE") ? "READY" : "COMPLETE",
		holding,
		short
	};
}
/** The training tables and everything that they are computed from, in the pipeline's order. */
function neededTables(grid, asked = []) {
	const own = asked.length > 0 ? asked : trainingTables(grid.pipeline, grid.environment).map(({ id }) => id);
	const lineage = new Set(own.flatMap((id) => [...lineageOf(grid.tables, id)]));
	return grid.tables.map(({ id }) => id).filter((id) => lineage.has(id));
}
function blocking(grid) {
	const days = requiredCells(grid);
	const empty = days.filter((cells) => cells.every(({ state, late }) => state === "missing" && !late));
	const unknown = days.flat().filter(({ state }) => state === "unknown");
	const broken = missingUpstreams(grid);
	return [
		...days.length === 0 ? [holds("UNBLOCKED", "no date in the range is required", [])] : [],
		...some("UNBLOCKED", "cell of a required date without any row", "cells of required dates without any row", empty.flat()).map((one) => ({
			...one,
			isFinding: true
		})),
		...some("UNBLOCKED", "required cell is unknown", "required cells are unknown", unknown),
		...some("UNBLOCKED", "cell that required ones are computed from is missing or unknown", "cells that required ones are computed from are missing or unknown", broken)
	];
}
/** A training table without a row, throughout or from some date on to the last. */
function emptiedTraining(grid, findings) {
	const required = new Set(trainingTables(grid.pipeline, grid.environment).map(({ id }) => id));
	return findings.filter(({ kind, subject }) => EMPTIED.includes(kind) && required.has(subject)).map(({ title, cells }) => holds("UNBLOCKED", title, cells, true));
}
const EMPTIED = ["zero-everywhere", "stopped"];
/** Missing or unknown cells of tables that are not required themselves and that a required cell reads. */
function missingUpstreams(grid) {
	const required = trainingTables(grid.pipeline, grid.environment);
	const ids = new Set(required.map(({ id }) => id));
	const found = /* @__PURE__ */ new Map();
	for (const table of required) {
		const reading = columnOf(grid, table.id).filter(({ state }) => state !== "expected-absent").map(({ date }) => epochDay(date));
		for (const { table: id, window } of table.upstream) {
			if (ids.has(id)) continue;
			for (const cell of columnOf(grid, id)) {
				if (!(cell.state === "missing" && !cell.late || cell.state === "unknown")) continue;
				const day = epochDay(cell.date);
				if (reading.some((one) => one - day >= window.to && one - day <= window.from)) found.set(`${id} ${cell.date}`, cell);
			}
		}
	}
	return [...found.values()];
}
function notReady(grid, findings, criteria) {
	const open = findings.filter(({ priority }) => priority === "P0");
	const needed = neededTables(grid);
	return [
		...open.map(({ title, cells }) => holds("READY", `a P0 finding is open: ${title}`, cells, true)),
		...criteria.flatMap(({ criterion, measured, passed }) => {
			if (criterion.for !== "training" || passed) return [];
			const target = criterion.above === void 0 ? `below ${criterion.below}` : `above ${criterion.above}`;
			const now = measured === null ? "unknown" : String(Math.round(measured * 10) / 10);
			return [holds("READY", `${criterion.title} is ${now}, ${target} is required`, [])];
		}),
		...unfit(grid, needed)
	];
}
/** What of these tables is unknown, stale or unsound. */
function unfit(grid, tables) {
	const cells = tables.flatMap((id) => columnOf(grid, id));
	const wanted = new Set(tables);
	const strays = (grid.outside?.strays ?? []).filter(({ table }) => wanted.has(table));
	const rows = strays.reduce((sum, one) => sum + one.rows, 0);
	return [
		...grid.ledgerError === null ? [] : [holds("READY", `staleness is unknown: ${grid.ledgerError}`, [])],
		...some("READY", "needed cell is unknown", "needed cells are unknown", cells.filter(({ state }) => state === "unknown")),
		...some("READY", "needed cell is stale", "needed cells are stale", cells.filter(({ state }) => state === "stale")),
		...some("READY", "needed cell is unsound (doubled or misplaced rows)", "needed cells are unsound (doubled or misplaced rows)", cells.filter(isUnsound)),
		...some("READY", "needed cell was changed by somebody else", "needed cells were changed by somebody else", cells.filter(isForeign)),
		...strays.length === 0 ? [] : [holds("READY", `${rows} rows of ${[...new Set(strays.map(({ table }) => table))].join(", ")} stand where they do not belong`, [])]
	];
}
function incomplete(grid, short) {
	const watched = grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id);
	const needed = new Set(neededTables(grid));
	const cells = watched.flatMap((id) => columnOf(grid, id));
	const isShort = new Set(short.flatMap(({ date, tables }) => tables.map((table) => `${table} ${date}`)));
	return [...some("COMPLETE", "cell lacks rows", "cells lack rows", cells.filter(({ table, date }) => isShort.has(`${table} ${date}`))), ...unfit(grid, watched.filter((id) => !needed.has(id))).map(({ why, cells: odd }) => ({ ...holds("COMPLETE", why.replace("needed ", ""), odd) }))];
}
function shortDates(grid) {
	const byDate = /* @__PURE__ */ new Map();
	for (const { id, shadow } of grid.tables) if (!shadow) {
		for (const { date, state, thin } of columnOf(grid, id)) if (state === "missing" || state === "partial" || thin) byDate.set(date, [...byDate.get(date) ?? [], id]);
	}
	return [...byDate].sort(([a], [b]) => a < b ? -1 : 1).map(([date, tables]) => ({
		date,
		tables
	}));
}
const some = (from, one, many, cells) => cells.length === 0 ? [] : [holds(from, cells.length === 1 ? `1 ${one}` : `${cells.length} ${many}`, cells)];
const holds = (from, why, cells, isFinding = false) => ({
	from,
	why,
	isFinding,
	cells: cells.map(({ table, date }) => ({
		table,
		date
	}))
});

function assess(grid) {
	const scores = scoreGrid(grid);
	const findings = findGaps(grid);
	const unread = unreadTables(grid);
	const reachable = ceilings(grid, findings);
	const readiness = readinessOf(grid, findings, reachable.criteria);
	return {
		grid,
		scores,
		average: averageScore(scores),
		bands: countBands(scores, grid.pipeline.score.bands),
		completionPct: completionPct(grid),
		findings,
		diagnoses: diagnose(grid, findings),
		counts: {
			P0: findings.filter(({ priority }) => priority === "P0").length,
			P1: findings.filter(({ priority }) => priority === "P1").length,
			P2: findings.filter(({ priority }) => priority === "P2").length
		},
		unread,
		unknownCells: unread.reduce((sum, { cells }) => sum + cells, 0),
		ceilings: reachable,
		training: readiness.training,
		readiness
	};
}
/** What a grid would be worth, without its causes: for a repair that is only thought of. */
function outlook(grid) {
	const findings = findGaps(grid);
	const criteria = grid.pipeline.criteria.map((criterion) => measured(grid, criterion));
	return {
		average: averageScore(scoreGrid(grid)),
		training: readinessOf(grid, findings, criteria).training
	};
}
function unreadTables(grid) {
	const ledger = grid.ledgerError === null ? [] : [{
		table: "ops.partition_writes",
		cells: 0,
		error: grid.ledgerError
	}];
	return [...grid.tables.flatMap(({ id }) => {
		const unknown = columnOf(grid, id).filter(({ state }, index) => state === "unknown" && grid.days[index]?.unlisted === void 0);
		const [first] = unknown;
		return first === void 0 ? [] : [{
			table: id,
			cells: unknown.length,
			error: first.reason ?? "was not read"
		}];
	}), ...ledger];
}

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
var import_promises = require_promises();
const UNITS = [
	"bytes",
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function bytesText(bytes) {
	const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
	return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
/** US dollars; small amounts with the digits that make them more than nothing. */
function usdText(usd) {
	if (usd === 0 || usd >= 1) return `${usd.toFixed(2)} USD`;
	return `${usd >= .01 ? usd.toFixed(4) : usd.toFixed(6)} USD`;
}
const moneyText = ({ bytes, usd }) => `${bytesText(bytes)}, ${usdText(usd)}`;
/** One sentence: what was billed, against what was estimated. */
function costText({ estimated, billed, queries, unknown }) {
	const silent = `; ${unknown} of ${count(queries, "query", "queries")} did not say what they billed`;
	const said = unknown === queries ? "unknown" : `at least ${moneyText(billed)}`;
	return [
		`Billed: ${unknown === 0 ? moneyText(billed) : said}`,
		unknown === 0 ? ` for ${count(queries, "query", "queries")}` : silent,
		`; estimated: ${estimated === null ? "unknown" : moneyText(estimated)}`
	].join("");
}

/** The days by a key, in the order in which the keys first come. The range of a part is from its first to its last day. */
function sliceBy({ grid, scores }, keyOf) {
	const indexes = /* @__PURE__ */ new Map();
	grid.days.forEach((day, index) => {
		const known = indexes.get(keyOf(day));
		if (known === void 0) indexes.set(keyOf(day), [index]);
		else known.push(index);
	});
	return new Map([...indexes].map(([key, some]) => {
		const pick = (all) => some.flatMap((index) => all[index] ?? []);
		const days = pick(grid.days);
		const columns = new Map([...grid.columns].map(([id, cells]) => [id, pick(cells)]));
		const range = {
			first: days[0]?.date ?? grid.range.first,
			last: days.at(-1)?.date ?? grid.range.last
		};
		return [key, {
			grid: {
				...grid,
				range,
				days,
				columns
			},
			scores: pick(scores)
		}];
	}));
}
const seasonsOf = (slice) => sliceBy(slice, ({ season }) => season);
/** Keys as in 2024-10. */
const monthsOf = (slice) => sliceBy(slice, ({ date }) => date.slice(0, 7));
const gamesOf = ({ grid }) => grid.days.reduce((sum, { games }) => sum + games.length, 0);
/** Null where nothing is expected on any of the dates. */
const averageOf = ({ scores }) => boundedAverage(scores);
/** What each stage costs, in the pipeline's order; stages without any value are left out. */
function stageLosses({ grid, scores }) {
	const scored = scores.filter(({ value }) => value !== null);
	return grid.pipeline.score.stages.flatMap(({ id }) => {
		let [sum, lost, dates, known] = [
			0,
			0,
			0,
			0
		];
		for (const { stages } of scored) {
			const value = stages.find((stage) => stage.id === id)?.value ?? null;
			if (value === null) continue;
			known += 1;
			sum += value;
			lost += (100 - value) / stages.filter((stage) => stage.value !== null).length;
			if (value < 100) dates += 1;
		}
		const unknown = scores.filter(({ stages }) => stages.some((stage) => stage.id === id && stage.state === "unknown")).length;
		if (known === 0) return [];
		return [{
			stage: id,
			average: sum / known,
			lost: lost / scored.length,
			dates,
			unknown
		}];
	});
}

const HARMLESS = /^[\p{L}\p{N}][\p{L}\p{N} .,:;()'/%+_-]*$/u;
const LINKED = /www\.|:\/\/|:[\w+-]+:|\bGH-\d|\b[0-9a-f]{7,40}\b|__|(^|\s)_|_(\s|$)/i;
/** Text of the configuration: as it stands where GitHub can make nothing of it, else as inline code. */
const wording = (text) => text.length <= 300 && HARMLESS.test(text) && !LINKED.test(text) ? text : quoted(text);
/** A table's id stays as it is written. */
const capital = (text) => /^[a-z0-9]*_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
const oneDecimal = (value) => roundScore(value).toFixed(1);
/** "88.7 %"; with its upper bound where what could not be read may be there as well. */
function completionText({ grid }) {
	const days = requiredCells(grid);
	if (days.length === 0) return "nothing expected";
	const where = (isThere) => days.filter((cells) => cells.every(isThere)).length;
	const read = where(isPresent);
	const best = where((cell) => isPresent(cell) || cell.state === "unknown");
	const least = share(read, days.length);
	return read === best ? least : `${least} to ${share(best, days.length)}`;
}
const share = (part, whole) => whole === 0 ? "" : `${oneDecimal(part / whole * 100)} %`;
/** "77.1", "77.1 (71.0 to 83.2)" where something could not be read, or that there is none. */
function scoreText(score) {
	if (score === null) return "nothing expected";
	const bounds = `${oneDecimal(score.low)} to ${oneDecimal(score.high)}`;
	if (score.value === null) return `UNKNOWN (${bounds})`;
	return isCertain(score) ? oneDecimal(score.value) : `${oneDecimal(score.value)} (${bounds})`;
}
/** The average score as every report prints it, with its bounds where something is unknown. */
function averageWords(slice) {
	const average = averageOf(slice);
	return average === null || average.value === null ? "unknown" : scoreText(average);
}
/** The average of a CSV by its own scores, which the operators do not cap; nothing for a grid of a warehouse. */
function reportedAverageText(grid) {
	const average = reportedAverage(grid);
	if (average === null) return [];
	const { value, dates } = average;
	const some = dates === grid.days.length ? "" : ` (of ${dates} of ${grid.days.length} dates)`;
	return [`${oneDecimal(value)}${some}`];
}
/** "2024-10-22..2024-11-04 (14), 2024-12-25, and 3 more runs in gaps.csv". */
function runsText(runs, limit = 12) {
	const shown = runs.slice(0, limit).map((run) => {
		const n = typeof run.dates === "number" ? run.dates : run.dates.length;
		return n === 1 ? printRange(run) : `${printRange(run)} (${n})`;
	});
	const more = runs.length - shown.length;
	return [...shown, ...more > 0 ? [`and ${more} more ${more === 1 ? "run" : "runs"} in gaps.csv`] : []].join(", ");
}
/** "2026-01-26T12:00:00Z"; text that is no instant as inline code. */
function instantText(instant) {
	const at = new Date(instant);
	return Number.isNaN(at.getTime()) ? quoted(String(instant)) : at.toISOString().replace(".000Z", "Z");
}
const datesText = (dates, days, limit) => runsText(runsOf(dates, days), limit);
/** "a", "a and b", "a, b and c". */
const listed = (parts) => parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

var CsvError$1 = class CsvError$1 extends Error {
	constructor(code, message, options, ...contexts) {
		if (Array.isArray(message)) message = message.join(" ").trim();
		super(message);
		if (Error.captureStackTrace !== void 0) Error.captureStackTrace(this, CsvError$1);
		this.code = code;
		for (const context of contexts) for (const key in context) {
			const value = context[key];
			this[key] = Buffer.isBuffer(value) ? value.toString(options.encoding) : value == null ? value : JSON.parse(JSON.stringify(value));
		}
	}
};

const is_object$1 = function(obj) {
	return typeof obj === "object" && obj !== null && !Array.isArray(obj);
};

const normalize_columns_array = function(columns) {
	const normalizedColumns = [];
	for (let i = 0, l = columns.length; i < l; i++) {
		const column = columns[i];
		if (column === void 0 || column === null || column === false) normalizedColumns[i] = { disabled: true };
		else if (typeof column === "string" || typeof column === "number") normalizedColumns[i] = { name: `${column}` };
		else if (is_object$1(column)) {
			if (typeof column.name !== "string") throw new CsvError$1("CSV_OPTION_COLUMNS_MISSING_NAME", [
				"Option columns missing name:",
				`property "name" is required at position ${i}`,
				"when column is an object literal"
			]);
			normalizedColumns[i] = column;
		} else throw new CsvError$1("CSV_INVALID_COLUMN_DEFINITION", [
			"Invalid column definition:",
			"expect a string or a literal object,",
			`got ${JSON.stringify(column)} at position ${i}`
		]);
	}
	return normalizedColumns;
};

var ResizeableBuffer = class {
	constructor(size = 100) {
		this.size = size;
		this.length = 0;
		this.buf = Buffer.allocUnsafe(size);
	}
	prepend(val) {
		if (Buffer.isBuffer(val)) {
			const length = this.length + val.length;
			if (length >= this.size) {
				this.resize();
				if (length >= this.size) throw Error("INVALID_BUFFER_STATE");
			}
			const buf = this.buf;
			this.buf = Buffer.allocUnsafe(this.size);
			val.copy(this.buf, 0);
			buf.copy(this.buf, val.length);
			this.length += val.length;
		} else {
			const length = this.length++;
			if (length === this.size) this.resize();
			const buf = this.clone();
			this.buf[0] = val;
			buf.copy(this.buf, 1, 0, length);
		}
	}
	append(val) {
		const length = this.length++;
		if (length === this.size) this.resize();
		this.buf[length] = val;
	}
	clone() {
		return Buffer.from(this.buf.slice(0, this.length));
	}
	resize() {
		const length = this.length;
		this.size = this.size * 2;
		const buf = Buffer.allocUnsafe(this.size);
		this.buf.copy(buf, 0, 0, length);
		this.buf = buf;
	}
	toString(encoding) {
		if (encoding) return this.buf.toString(encoding, 0, this.length);
		else return Uint8Array.prototype.slice.call(this.buf.slice(0, this.length));
	}
	toJSON() {
		return this.toString("utf8");
	}
	reset() {
		this.length = 0;
	}
};

const init_state = function(options) {
	const timchars = [
		32,
		9,
		10,
		13,
		12,
		11,
		160,
		5760,
		8192,
		8193,
		8194,
		8195,
		8196,
		8197,
		8198,
		8199,
		8200,
		8201,
		8202,
		8232,
		8233,
		8239,
		8287,
		12288,
		65279
	].reduce((acc, codepoint) => {
		const encoded = Buffer.from(String.fromCharCode(codepoint), options.encoding);
		if (codepoint !== 63 && encoded.length === 1 && encoded[0] === 63) return acc;
		acc.push(encoded);
		return acc;
	}, []);
	const timcharFirstBytes = /* @__PURE__ */ new Uint8Array(256);
	for (const t of timchars) timcharFirstBytes[t[0]] = 1;
	return {
		bomSkipped: false,
		bufBytesStart: 0,
		castField: options.cast_function,
		commenting: false,
		delimiterBufPrevious: void 0,
		delimiterDiscovered: false,
		error: void 0,
		enabled: options.from_line === 1,
		escaping: false,
		escapeIsQuote: Buffer.isBuffer(options.escape) && Buffer.isBuffer(options.quote) && Buffer.compare(options.escape, options.quote) === 0,
		expectedRecordLength: Array.isArray(options.columns) ? options.columns.length : void 0,
		field: new ResizeableBuffer(20),
		firstLineToHeaders: options.cast_first_line_to_header,
		needMoreDataSize: Math.max(options.comment !== null ? options.comment.length : 0, ...options.delimiter ? options.delimiter.map((delimiter) => delimiter.length) : [], options.delimiter_auto ? 1 : 0, options.quote !== null ? options.quote.length : 0, ...timchars.map((t) => t.length)),
		previousBuf: void 0,
		quoting: false,
		stop: false,
		rawBuffer: new ResizeableBuffer(100),
		record: [],
		recordHasError: false,
		record_length: 0,
		recordDelimiterMaxLength: options.record_delimiter.length === 0 ? 0 : Math.max(...options.record_delimiter.map((v) => v.length)),
		trimChars: [Buffer.from(" ", options.encoding)[0], Buffer.from("	", options.encoding)[0]],
		wasQuoting: false,
		wasRowDelimiter: false,
		timchars,
		timcharFirstBytes
	};
};

const underscore$1 = function(str) {
	return str.replace(/([A-Z])/g, function(_, match) {
		return "_" + match.toLowerCase();
	});
};

const normalize_options$1 = function(opts) {
	const options = {};
	for (const opt in opts) options[underscore$1(opt)] = opts[opt];
	if (options.encoding === void 0 || options.encoding === true) options.encoding = "utf8";
	else if (options.encoding === null || options.encoding === false) options.encoding = null;
	else if (typeof options.encoding !== "string" && options.encoding !== null) throw new CsvError$1("CSV_INVALID_OPTION_ENCODING", [
		"Invalid option encoding:",
		"encoding must be a string or null to return a buffer,",
		`got ${JSON.stringify(options.encoding)}`
	], options);
	if (options.bom === void 0 || options.bom === null || options.bom === false) options.bom = false;
	else if (options.bom !== true) throw new CsvError$1("CSV_INVALID_OPTION_BOM", [
		"Invalid option bom:",
		"bom must be true,",
		`got ${JSON.stringify(options.bom)}`
	], options);
	options.cast_function = null;
	if (options.cast === void 0 || options.cast === null || options.cast === false || options.cast === "") options.cast = void 0;
	else if (typeof options.cast === "function") {
		options.cast_function = options.cast;
		options.cast = true;
	} else if (options.cast !== true) throw new CsvError$1("CSV_INVALID_OPTION_CAST", [
		"Invalid option cast:",
		"cast must be true or a function,",
		`got ${JSON.stringify(options.cast)}`
	], options);
	if (options.cast_date === void 0 || options.cast_date === null || options.cast_date === false || options.cast_date === "") options.cast_date = false;
	else if (options.cast_date === true) options.cast_date = function(value) {
		const date = Date.parse(value);
		return !isNaN(date) ? new Date(date) : value;
	};
	else if (typeof options.cast_date !== "function") throw new CsvError$1("CSV_INVALID_OPTION_CAST_DATE", [
		"Invalid option cast_date:",
		"cast_date must be true or a function,",
		`got ${JSON.stringify(options.cast_date)}`
	], options);
	options.cast_first_line_to_header = void 0;
	if (options.columns === true) options.cast_first_line_to_header = void 0;
	else if (typeof options.columns === "function") {
		options.cast_first_line_to_header = options.columns;
		options.columns = true;
	} else if (Array.isArray(options.columns)) options.columns = normalize_columns_array(options.columns);
	else if (options.columns === void 0 || options.columns === null || options.columns === false) options.columns = false;
	else throw new CsvError$1("CSV_INVALID_OPTION_COLUMNS", [
		"Invalid option columns:",
		"expect an array, a function or true,",
		`got ${JSON.stringify(options.columns)}`
	], options);
	if (options.group_columns_by_name === void 0 || options.group_columns_by_name === null || options.group_columns_by_name === false) options.group_columns_by_name = false;
	else if (options.group_columns_by_name !== true) throw new CsvError$1("CSV_INVALID_OPTION_GROUP_COLUMNS_BY_NAME", [
		"Invalid option group_columns_by_name:",
		"expect an boolean,",
		`got ${JSON.stringify(options.group_columns_by_name)}`
	], options);
	else if (options.columns === false) throw new CsvError$1("CSV_INVALID_OPTION_GROUP_COLUMNS_BY_NAME", ["Invalid option group_columns_by_name:", "the `columns` mode must be activated."], options);
	if (options.comment === void 0 || options.comment === null || options.comment === false || options.comment === "") options.comment = null;
	else {
		if (typeof options.comment === "string") options.comment = Buffer.from(options.comment, options.encoding);
		if (!Buffer.isBuffer(options.comment)) throw new CsvError$1("CSV_INVALID_OPTION_COMMENT", [
			"Invalid option comment:",
			"comment must be a buffer or a string,",
			`got ${JSON.stringify(options.comment)}`
		], options);
	}
	if (options.comment_no_infix === void 0 || options.comment_no_infix === null || options.comment_no_infix === false) options.comment_no_infix = false;
	else if (options.comment_no_infix !== true) throw new CsvError$1("CSV_INVALID_OPTION_COMMENT", [
		"Invalid option comment_no_infix:",
		"value must be a boolean,",
		`got ${JSON.stringify(options.comment_no_infix)}`
	], options);
	if (options.delimiter_auto === void 0 || options.delimiter_auto === null || options.delimiter_auto === false) options.delimiter_auto = false;
	else if (options.delimiter_auto === true) options.delimiter_auto = {};
	else if (!is_object$1(options.delimiter_auto)) throw new CsvError$1("CSV_INVALID_OPTION_DELIMITER_AUTO", [
		"Invalid option delimiter_auto:",
		"delimiter_auto must be a boolean or a configuration object,",
		`got ${JSON.stringify(options.delimiter_auto)}`
	], options);
	if (options.delimiter_auto) {
		if (options.delimiter_auto.preferred === void 0) options.delimiter_auto.preferred = {
			[",".charCodeAt(0)]: 1.8,
			["	".charCodeAt(0)]: 1.8,
			[";".charCodeAt(0)]: 1.6,
			[" ".charCodeAt(0)]: 1.6,
			[":".charCodeAt(0)]: 1.5,
			[".".charCodeAt(0)]: 1.4,
			["/".charCodeAt(0)]: 1.4
		};
		else if (!is_object$1(options.delimiter_auto.preferred)) throw new CsvError$1("CSV_INVALID_OPTION_DELIMITER_AUTO", [
			"Invalid option delimiter_auto:",
			"preferred must be an object,",
			`got ${JSON.stringify(options.delimiter_auto.preferred)}`
		], options);
		if (options.delimiter_auto.score === void 0) options.delimiter_auto.score = (info, options) => {
			return (info.total - info.std) * (options.preferred[info.char_code] || 1);
		};
		else if (typeof options.delimiter_auto.score !== "function") throw new CsvError$1("CSV_INVALID_OPTION_DELIMITER_AUTO", [
			"Invalid option delimiter_auto:",
			"score must be a function,",
			`got ${JSON.stringify(options.delimiter_auto.score)}`
		], options);
		if (options.delimiter_auto.size === void 0) options.delimiter_auto.size = 2048;
		else if (typeof options.delimiter_auto.size !== "number") throw new CsvError$1("CSV_INVALID_OPTION_DELIMITER_AUTO", [
			"Invalid option delimiter_auto:",
			"size must be a number,",
			`got ${JSON.stringify(options.delimiter_auto.size)}`
		], options);
	}
	const delimiter_json = JSON.stringify(options.delimiter);
	if (options.delimiter_auto !== false) options.delimiter = [];
	if (!Array.isArray(options.delimiter)) {
		if (options.delimiter === void 0 || options.delimiter === null || options.delimiter === false) options.delimiter = Buffer.from(",", options.encoding);
		options.delimiter = [options.delimiter];
	}
	options.delimiter = options.delimiter.map(function(delimiter) {
		if (typeof delimiter === "string") delimiter = Buffer.from(delimiter, options.encoding);
		if (!Buffer.isBuffer(delimiter) || delimiter.length === 0) throw new CsvError$1("CSV_INVALID_OPTION_DELIMITER", [
			"Invalid option delimiter:",
			"delimiter must be a non empty string or buffer or array of string|buffer,",
			`got ${delimiter_json}`
		], options);
		return delimiter;
	});
	if (options.escape === void 0 || options.escape === true) options.escape = Buffer.from("\"", options.encoding);
	else if (typeof options.escape === "string") options.escape = Buffer.from(options.escape, options.encoding);
	else if (options.escape === null || options.escape === false) options.escape = null;
	if (options.escape !== null) {
		if (!Buffer.isBuffer(options.escape)) throw new Error(`Invalid Option: escape must be a buffer, a string or a boolean, got ${JSON.stringify(options.escape)}`);
	}
	if (options.from === void 0 || options.from === null) options.from = 1;
	else {
		if (typeof options.from === "string" && /\d+/.test(options.from)) options.from = parseInt(options.from);
		if (Number.isInteger(options.from)) {
			if (options.from < 0) throw new Error(`Invalid Option: from must be a positive integer, got ${JSON.stringify(opts.from)}`);
		} else throw new Error(`Invalid Option: from must be an integer, got ${JSON.stringify(options.from)}`);
	}
	if (options.from_line === void 0 || options.from_line === null) options.from_line = 1;
	else {
		if (typeof options.from_line === "string" && /\d+/.test(options.from_line)) options.from_line = parseInt(options.from_line);
		if (Number.isInteger(options.from_line)) {
			if (options.from_line <= 0) throw new Error(`Invalid Option: from_line must be a positive integer greater than 0, got ${JSON.stringify(opts.from_line)}`);
		} else throw new Error(`Invalid Option: from_line must be an integer, got ${JSON.stringify(opts.from_line)}`);
	}
	if (options.ignore_last_delimiters === void 0 || options.ignore_last_delimiters === null) options.ignore_last_delimiters = false;
	else if (typeof options.ignore_last_delimiters === "number") {
		options.ignore_last_delimiters = Math.floor(options.ignore_last_delimiters);
		if (options.ignore_last_delimiters === 0) options.ignore_last_delimiters = false;
	} else if (typeof options.ignore_last_delimiters !== "boolean") throw new CsvError$1("CSV_INVALID_OPTION_IGNORE_LAST_DELIMITERS", [
		"Invalid option `ignore_last_delimiters`:",
		"the value must be a boolean value or an integer,",
		`got ${JSON.stringify(options.ignore_last_delimiters)}`
	], options);
	if (options.ignore_last_delimiters === true && options.columns === false) throw new CsvError$1("CSV_IGNORE_LAST_DELIMITERS_REQUIRES_COLUMNS", ["The option `ignore_last_delimiters`", "requires the activation of the `columns` option"], options);
	if (options.info === void 0 || options.info === null || options.info === false) options.info = false;
	else if (options.info !== true) throw new Error(`Invalid Option: info must be true, got ${JSON.stringify(options.info)}`);
	if (options.max_record_size === void 0 || options.max_record_size === null || options.max_record_size === false) options.max_record_size = 0;
	else if (Number.isInteger(options.max_record_size) && options.max_record_size >= 0) {} else if (typeof options.max_record_size === "string" && /\d+/.test(options.max_record_size)) options.max_record_size = parseInt(options.max_record_size);
	else throw new Error(`Invalid Option: max_record_size must be a positive integer, got ${JSON.stringify(options.max_record_size)}`);
	if (options.objname === void 0 || options.objname === null || options.objname === false) options.objname = void 0;
	else if (Buffer.isBuffer(options.objname)) {
		if (options.objname.length === 0) throw new Error(`Invalid Option: objname must be a non empty buffer`);
		if (options.encoding === null) {} else options.objname = options.objname.toString(options.encoding);
	} else if (typeof options.objname === "string") {
		if (options.objname.length === 0) throw new Error(`Invalid Option: objname must be a non empty string`);
	} else if (typeof options.objname === "number") {} else throw new Error(`Invalid Option: objname must be a string or a buffer, got ${options.objname}`);
	if (options.objname !== void 0) {
		if (typeof options.objname === "number") {
			if (options.columns !== false) throw Error("Invalid Option: objname index cannot be combined with columns or be defined as a field");
		} else if (options.columns === false) throw Error("Invalid Option: objname field must be combined with columns or be defined as an index");
	}
	if (options.on_record === void 0 || options.on_record === null) options.on_record = void 0;
	else if (typeof options.on_record !== "function") throw new CsvError$1("CSV_INVALID_OPTION_ON_RECORD", [
		"Invalid option `on_record`:",
		"expect a function,",
		`got ${JSON.stringify(options.on_record)}`
	], options);
	if (options.on_skip !== void 0 && options.on_skip !== null && typeof options.on_skip !== "function") throw new Error(`Invalid Option: on_skip must be a function, got ${JSON.stringify(options.on_skip)}`);
	if (options.quote === null || options.quote === false || options.quote === "") options.quote = null;
	else {
		if (options.quote === void 0 || options.quote === true) options.quote = Buffer.from("\"", options.encoding);
		else if (typeof options.quote === "string") options.quote = Buffer.from(options.quote, options.encoding);
		if (!Buffer.isBuffer(options.quote)) throw new Error(`Invalid Option: quote must be a buffer or a string, got ${JSON.stringify(options.quote)}`);
	}
	if (options.raw === void 0 || options.raw === null || options.raw === false) options.raw = false;
	else if (options.raw !== true) throw new Error(`Invalid Option: raw must be true, got ${JSON.stringify(options.raw)}`);
	if (options.record_delimiter === void 0) options.record_delimiter = [];
	else if (typeof options.record_delimiter === "string" || Buffer.isBuffer(options.record_delimiter)) {
		if (options.record_delimiter.length === 0) throw new CsvError$1("CSV_INVALID_OPTION_RECORD_DELIMITER", [
			"Invalid option `record_delimiter`:",
			"value must be a non empty string or buffer,",
			`got ${JSON.stringify(options.record_delimiter)}`
		], options);
		options.record_delimiter = [options.record_delimiter];
	} else if (!Array.isArray(options.record_delimiter)) throw new CsvError$1("CSV_INVALID_OPTION_RECORD_DELIMITER", [
		"Invalid option `record_delimiter`:",
		"value must be a string, a buffer or array of string|buffer,",
		`got ${JSON.stringify(options.record_delimiter)}`
	], options);
	options.record_delimiter = options.record_delimiter.map(function(rd, i) {
		if (typeof rd !== "string" && !Buffer.isBuffer(rd)) throw new CsvError$1("CSV_INVALID_OPTION_RECORD_DELIMITER", [
			"Invalid option `record_delimiter`:",
			"value must be a string, a buffer or array of string|buffer",
			`at index ${i},`,
			`got ${JSON.stringify(rd)}`
		], options);
		else if (rd.length === 0) throw new CsvError$1("CSV_INVALID_OPTION_RECORD_DELIMITER", [
			"Invalid option `record_delimiter`:",
			"value must be a non empty string or buffer",
			`at index ${i},`,
			`got ${JSON.stringify(rd)}`
		], options);
		if (typeof rd === "string") rd = Buffer.from(rd, options.encoding);
		return rd;
	});
	if (typeof options.relax_column_count === "boolean") {} else if (options.relax_column_count === void 0 || options.relax_column_count === null) options.relax_column_count = false;
	else throw new Error(`Invalid Option: relax_column_count must be a boolean, got ${JSON.stringify(options.relax_column_count)}`);
	if (typeof options.relax_column_count_less === "boolean") {} else if (options.relax_column_count_less === void 0 || options.relax_column_count_less === null) options.relax_column_count_less = false;
	else throw new Error(`Invalid Option: relax_column_count_less must be a boolean, got ${JSON.stringify(options.relax_column_count_less)}`);
	if (typeof options.relax_column_count_more === "boolean") {} else if (options.relax_column_count_more === void 0 || options.relax_column_count_more === null) options.relax_column_count_more = false;
	else throw new Error(`Invalid Option: relax_column_count_more must be a boolean, got ${JSON.stringify(options.relax_column_count_more)}`);
	if (typeof options.relax_quotes === "boolean") {} else if (options.relax_quotes === void 0 || options.relax_quotes === null) options.relax_quotes = false;
	else throw new Error(`Invalid Option: relax_quotes must be a boolean, got ${JSON.stringify(options.relax_quotes)}`);
	if (typeof options.skip_empty_lines === "boolean") {} else if (options.skip_empty_lines === void 0 || options.skip_empty_lines === null) options.skip_empty_lines = false;
	else throw new Error(`Invalid Option: skip_empty_lines must be a boolean, got ${JSON.stringify(options.skip_empty_lines)}`);
	if (typeof options.skip_records_with_empty_values === "boolean") {} else if (options.skip_records_with_empty_values === void 0 || options.skip_records_with_empty_values === null) options.skip_records_with_empty_values = false;
	else throw new Error(`Invalid Option: skip_records_with_empty_values must be a boolean, got ${JSON.stringify(options.skip_records_with_empty_values)}`);
	if (typeof options.skip_records_with_error === "boolean") {} else if (options.skip_records_with_error === void 0 || options.skip_records_with_error === null) options.skip_records_with_error = false;
	else throw new Error(`Invalid Option: skip_records_with_error must be a boolean, got ${JSON.stringify(options.skip_records_with_error)}`);
	if (options.rtrim === void 0 || options.rtrim === null || options.rtrim === false) options.rtrim = false;
	else if (options.rtrim !== true) throw new Error(`Invalid Option: rtrim must be a boolean, got ${JSON.stringify(options.rtrim)}`);
	if (options.ltrim === void 0 || options.ltrim === null || options.ltrim === false) options.ltrim = false;
	else if (options.ltrim !== true) throw new Error(`Invalid Option: ltrim must be a boolean, got ${JSON.stringify(options.ltrim)}`);
	if (options.trim === void 0 || options.trim === null || options.trim === false) options.trim = false;
	else if (options.trim !== true) throw new Error(`Invalid Option: trim must be a boolean, got ${JSON.stringify(options.trim)}`);
	if (options.trim === true && opts.ltrim !== false) options.ltrim = true;
	else if (options.ltrim !== true) options.ltrim = false;
	if (options.trim === true && opts.rtrim !== false) options.rtrim = true;
	else if (options.rtrim !== true) options.rtrim = false;
	if (options.to === void 0 || options.to === null) options.to = -1;
	else if (options.to !== -1) {
		if (typeof options.to === "string" && /\d+/.test(options.to)) options.to = parseInt(options.to);
		if (Number.isInteger(options.to)) {
			if (options.to <= 0) throw new Error(`Invalid Option: to must be a positive integer greater than 0, got ${JSON.stringify(opts.to)}`);
		} else throw new Error(`Invalid Option: to must be an integer, got ${JSON.stringify(opts.to)}`);
	}
	if (options.to_line === void 0 || options.to_line === null) options.to_line = -1;
	else if (options.to_line !== -1) {
		if (typeof options.to_line === "string" && /\d+/.test(options.to_line)) options.to_line = parseInt(options.to_line);
		if (Number.isInteger(options.to_line)) {
			if (options.to_line <= 0) throw new Error(`Invalid Option: to_line must be a positive integer greater than 0, got ${JSON.stringify(opts.to_line)}`);
		} else throw new Error(`Invalid Option: to_line must be an integer, got ${JSON.stringify(opts.to_line)}`);
	}
	return options;
};

const delimiter_discover = function(records, options) {
	if (!options) ({delimiter_auto: options} = normalize_options$1({ delimiter_auto: true }));
	if (typeof records === "string") records = Buffer.from(records);
	if (Buffer.isBuffer(records)) records = ((data) => {
		const records = [];
		const parser = transform({ delimiter: [] });
		const push = (record) => records.push(record);
		const close = () => {};
		const error = parser.parse(data, true, push, close);
		if (error !== void 0) throw error;
		return records;
	})(records);
	const info = Array(127).fill().map(() => ({ lines: [] }));
	records.map(([record], line) => {
		for (let i = 0, l = record.length; i < l; i++) {
			const code = record.charCodeAt(i);
			if (info[code].lines[line] === void 0) info[code].lines[line] = 0;
			info[code].lines[line]++;
		}
	});
	info.map((info, i) => {
		info.char_code = i;
		info.std = std(info.lines);
		info.total = info.lines.reduce((acc, val) => acc + val, 0);
		info.preferred = !!options.preferred[i];
		info.score = options.score(info, options);
	});
	const result = info.reduce((acc, info) => acc.score > info.score ? acc : info, {});
	return String.fromCharCode(result.char_code);
};
const std = function(array) {
	const n = array.length;
	if (n === 0) return 0;
	const mean = array.reduce((a, b) => a + b) / n;
	return Math.sqrt(array.map((x) => Math.pow(x - mean, 2)).reduce((a, b) => a + b) / n);
};

const isRecordEmpty = function(record) {
	return record.every((field) => field == null || field.toString && field.toString().trim() === "");
};
const cr = 13;
const nl = 10;
const boms = {
	utf8: Buffer.from([
		239,
		187,
		191
	]),
	utf16le: Buffer.from([255, 254])
};
const transform = function(original_options = {}) {
	const info = {
		bytes: 0,
		bytes_records: 0,
		comment_lines: 0,
		empty_lines: 0,
		invalid_field_length: 0,
		lines: 1,
		records: 0
	};
	const options = normalize_options$1(original_options);
	return {
		info,
		original_options,
		options,
		state: init_state(options),
		__needMoreData: function(i, bufLen, end) {
			if (end) return false;
			const { encoding, escape, quote } = this.options;
			const { quoting, needMoreDataSize, recordDelimiterMaxLength } = this.state;
			return bufLen - i - 1 < Math.max(needMoreDataSize, recordDelimiterMaxLength === 0 ? Buffer.from("\r\n", encoding).length : recordDelimiterMaxLength, quoting ? (escape === null ? 0 : escape.length) + quote.length : 0, quoting ? quote.length + recordDelimiterMaxLength : 0);
		},
		parse: function(nextBuf, end, push, close) {
			const { bom, comment_no_infix, delimiter_auto, encoding, from_line, ltrim, max_record_size, raw, relax_quotes, rtrim, skip_empty_lines, to, to_line } = this.options;
			let { comment, escape, quote, record_delimiter } = this.options;
			const { bomSkipped, delimiterDiscovered, delimiterBufPrevious, rawBuffer, escapeIsQuote } = this.state;
			if (!delimiterDiscovered && delimiter_auto) {
				let delimiterBuf;
				if (delimiterBufPrevious === void 0) delimiterBuf = nextBuf;
				else if (delimiterBufPrevious !== void 0 && nextBuf === void 0) delimiterBuf = delimiterBufPrevious;
				else delimiterBuf = Buffer.concat([delimiterBufPrevious, nextBuf]);
				nextBuf = void 0;
				if (end || delimiterBuf.length > delimiter_auto.size) {
					this.options.delimiter = [Buffer.from(delimiter_discover(delimiterBuf, this.options.delimiter_auto))];
					this.state.previousBuf = delimiterBuf;
					this.state.delimiterBufPrevious = void 0;
					this.state.delimiterDiscovered = true;
				} else {
					this.state.delimiterBufPrevious = delimiterBuf;
					return;
				}
			}
			const { previousBuf } = this.state;
			let buf;
			if (previousBuf === void 0) {
				if (nextBuf === void 0) {
					close();
					return;
				} else buf = nextBuf;
			} else if (previousBuf !== void 0 && nextBuf === void 0) buf = previousBuf;
			else buf = Buffer.concat([previousBuf, nextBuf]);
			if (bomSkipped === false) {
				if (bom === false) this.state.bomSkipped = true;
				else if (buf.length < 3) {
					if (end === false) {
						this.state.previousBuf = buf;
						return;
					}
				} else {
					for (const encoding in boms) if (boms[encoding].compare(buf, 0, boms[encoding].length) === 0) {
						const bomLength = boms[encoding].length;
						this.state.bufBytesStart += bomLength;
						buf = buf.slice(bomLength);
						const options = normalize_options$1({
							...this.original_options,
							encoding
						});
						for (const key in options) this.options[key] = options[key];
						({comment, escape, quote} = this.options);
						break;
					}
					this.state.bomSkipped = true;
				}
			}
			const bufLen = buf.length;
			let pos = 0;
			for (; pos < bufLen; pos++) {
				if (this.__needMoreData(pos, bufLen, end)) break;
				if (this.state.wasRowDelimiter === true) {
					this.info.lines++;
					this.state.wasRowDelimiter = false;
				}
				if (to_line !== -1 && this.info.lines > to_line) {
					this.state.stop = true;
					close();
					return;
				}
				if (this.state.quoting === false && record_delimiter.length === 0) {
					if (this.__autoDiscoverRecordDelimiter(buf, pos)) record_delimiter = this.options.record_delimiter;
				}
				const chr = buf[pos];
				if (raw === true) rawBuffer.append(chr);
				if ((chr === cr || chr === nl) && this.state.wasRowDelimiter === false) this.state.wasRowDelimiter = true;
				if (this.state.escaping === true) this.state.escaping = false;
				else {
					if (escape !== null && this.state.quoting === true && this.__isEscape(buf, pos, chr) && pos + escape.length < bufLen) {
						if (escapeIsQuote) {
							if (this.__isQuote(buf, pos + escape.length)) {
								this.state.escaping = true;
								pos += escape.length - 1;
								continue;
							}
						} else {
							this.state.escaping = true;
							pos += escape.length - 1;
							continue;
						}
					}
					if (this.state.commenting === false && this.__isQuote(buf, pos)) {
						if (this.state.quoting === true) {
							const nextChr = buf[pos + quote.length];
							const isNextChrTrimable = rtrim && this.__isCharTrimable(buf, pos + quote.length);
							const isNextChrComment = comment !== null && this.__compareBytes(comment, buf, pos + quote.length, nextChr);
							const isNextChrDelimiter = this.__isDelimiter(buf, pos + quote.length, nextChr);
							const isNextChrRecordDelimiter = record_delimiter.length === 0 ? this.__autoDiscoverRecordDelimiter(buf, pos + quote.length) : this.__isRecordDelimiter(nextChr, buf, pos + quote.length);
							if (escape !== null && this.__isEscape(buf, pos, chr) && this.__isQuote(buf, pos + escape.length)) pos += escape.length - 1;
							else if (!nextChr || isNextChrDelimiter || isNextChrRecordDelimiter || isNextChrComment || isNextChrTrimable) {
								this.state.quoting = false;
								this.state.wasQuoting = true;
								pos += quote.length - 1;
								continue;
							} else if (relax_quotes === false) {
								const err = this.__error(new CsvError$1("CSV_INVALID_CLOSING_QUOTE", [
									"Invalid Closing Quote:",
									`got "${String.fromCharCode(nextChr)}"`,
									`at line ${this.info.lines}`,
									"instead of delimiter, record delimiter, trimable character",
									"(if activated) or comment"
								], this.options, this.__infoField()));
								if (err !== void 0) return err;
							} else {
								this.state.quoting = false;
								this.state.wasQuoting = true;
								this.state.field.prepend(quote);
								pos += quote.length - 1;
							}
						} else if (this.state.field.length !== 0) {
							if (relax_quotes === false) {
								const info = this.__infoField();
								const bom = Object.keys(boms).map((b) => boms[b].equals(this.state.field.toString()) ? b : false).filter(Boolean)[0];
								const err = this.__error(new CsvError$1("INVALID_OPENING_QUOTE", [
									"Invalid Opening Quote:",
									`a quote is found on field ${JSON.stringify(info.column)} at line ${info.lines}, value is ${JSON.stringify(this.state.field.toString(encoding))}`,
									bom ? `(${bom} bom)` : void 0
								], this.options, info, { field: this.state.field }));
								if (err !== void 0) return err;
							}
						} else {
							this.state.quoting = true;
							pos += quote.length - 1;
							continue;
						}
					}
					if (this.state.quoting === false) {
						const recordDelimiterLength = this.__isRecordDelimiter(chr, buf, pos);
						if (recordDelimiterLength !== 0) {
							if (this.state.commenting && this.state.wasQuoting === false && this.state.record.length === 0 && this.state.field.length === 0) this.info.comment_lines++;
							else {
								if (this.state.enabled === false && this.info.lines + (this.state.wasRowDelimiter === true ? 1 : 0) >= from_line) {
									this.state.enabled = true;
									this.__resetField();
									this.__resetRecord();
									pos += recordDelimiterLength - 1;
									continue;
								}
								if (skip_empty_lines === true && this.state.wasQuoting === false && this.state.record.length === 0 && this.state.field.length === 0) {
									this.info.empty_lines++;
									pos += recordDelimiterLength - 1;
									continue;
								}
								this.info.bytes = this.state.bufBytesStart + pos;
								const errField = this.__onField();
								if (errField !== void 0) return errField;
								this.info.bytes = this.state.bufBytesStart + pos + recordDelimiterLength;
								const errRecord = this.__onRecord(push);
								if (errRecord !== void 0) return errRecord;
								if (to !== -1 && this.info.records >= to) {
									this.state.stop = true;
									close();
									return;
								}
							}
							this.state.commenting = false;
							pos += recordDelimiterLength - 1;
							continue;
						}
						if (this.state.commenting) continue;
						if (comment !== null && (comment_no_infix === false || this.state.record.length === 0 && this.state.field.length === 0)) {
							if (this.__compareBytes(comment, buf, pos, chr) !== 0) {
								this.state.commenting = true;
								continue;
							}
						}
						const delimiterLength = this.__isDelimiter(buf, pos, chr);
						if (delimiterLength !== 0) {
							this.info.bytes = this.state.bufBytesStart + pos;
							const errField = this.__onField();
							if (errField !== void 0) return errField;
							pos += delimiterLength - 1;
							continue;
						}
					}
				}
				if (this.state.commenting === false) {
					if (max_record_size !== 0 && this.state.record_length + this.state.field.length > max_record_size) return this.__error(new CsvError$1("CSV_MAX_RECORD_SIZE", [
						"Max Record Size:",
						"record exceed the maximum number of tolerated bytes",
						`of ${max_record_size}`,
						`at line ${this.info.lines}`
					], this.options, this.__infoField()));
				}
				const lappend = ltrim === false || this.state.quoting === true || this.state.field.length !== 0 || !this.__isCharTrimable(buf, pos);
				const rappend = rtrim === false || this.state.wasQuoting === false;
				if (lappend === true && rappend === true) this.state.field.append(chr);
				else if (rtrim === true && !this.__isCharTrimable(buf, pos)) return this.__error(new CsvError$1("CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE", [
					"Invalid Closing Quote:",
					"found non trimable byte after quote",
					`at line ${this.info.lines}`
				], this.options, this.__infoField()));
				else {
					if (lappend === false) pos += this.__isCharTrimable(buf, pos) - 1;
					continue;
				}
			}
			if (end === true) {
				if (this.state.quoting === true) {
					const err = this.__error(new CsvError$1("CSV_QUOTE_NOT_CLOSED", ["Quote Not Closed:", `the parsing is finished with an opening quote at line ${this.info.lines}`], this.options, this.__infoField()));
					if (err !== void 0) return err;
				} else if (this.state.wasQuoting === true || this.state.record.length !== 0 || this.state.field.length !== 0) {
					this.info.bytes = this.state.bufBytesStart + pos;
					const errField = this.__onField();
					if (errField !== void 0) return errField;
					const errRecord = this.__onRecord(push);
					if (errRecord !== void 0) return errRecord;
				} else if (this.state.wasRowDelimiter === true) this.info.empty_lines++;
				else if (this.state.commenting === true) this.info.comment_lines++;
			} else {
				this.state.bufBytesStart += pos;
				this.state.previousBuf = buf.slice(pos);
			}
			if (this.state.wasRowDelimiter === true) {
				this.info.lines++;
				this.state.wasRowDelimiter = false;
			}
		},
		__onRecord: function(push) {
			const { columns, group_columns_by_name, encoding, info, from, relax_column_count, relax_column_count_less, relax_column_count_more, raw, skip_records_with_empty_values } = this.options;
			const { enabled, record } = this.state;
			if (enabled === false) return this.__resetRecord();
			const recordLength = record.length;
			if (columns === true) {
				if (skip_records_with_empty_values === true && isRecordEmpty(record)) {
					this.__resetRecord();
					return;
				}
				return this.__firstLineToColumns(record);
			}
			if (columns === false && this.info.records === 0) this.state.expectedRecordLength = recordLength;
			if (recordLength !== this.state.expectedRecordLength) {
				const err = columns === false ? new CsvError$1("CSV_RECORD_INCONSISTENT_FIELDS_LENGTH", [
					"Invalid Record Length:",
					`expect ${this.state.expectedRecordLength},`,
					`got ${recordLength} on line ${this.info.lines}`
				], this.options, this.__infoField(), { record }) : new CsvError$1("CSV_RECORD_INCONSISTENT_COLUMNS", [
					"Invalid Record Length:",
					`columns length is ${columns.length},`,
					`got ${recordLength} on line ${this.info.lines}`
				], this.options, this.__infoField(), { record });
				if (relax_column_count === true || relax_column_count_less === true && recordLength < this.state.expectedRecordLength || relax_column_count_more === true && recordLength > this.state.expectedRecordLength) {
					this.info.invalid_field_length++;
					this.state.error = err;
				} else {
					const finalErr = this.__error(err);
					if (finalErr) return finalErr;
				}
			}
			if (skip_records_with_empty_values === true && isRecordEmpty(record)) {
				this.__resetRecord();
				return;
			}
			if (this.state.recordHasError === true) {
				this.__resetRecord();
				this.state.recordHasError = false;
				return;
			}
			this.info.records++;
			if (from === 1 || this.info.records >= from) {
				const { objname } = this.options;
				if (columns !== false) {
					const obj = {};
					for (let i = 0, l = record.length; i < l; i++) {
						if (columns[i] === void 0 || columns[i].disabled) continue;
						if (group_columns_by_name === true && Object.hasOwn(obj, columns[i].name)) {
							if (Array.isArray(obj[columns[i].name])) obj[columns[i].name] = obj[columns[i].name].concat(record[i]);
							else obj[columns[i].name] = [obj[columns[i].name], record[i]];
						} else Object.defineProperty(obj, columns[i].name, {
							value: record[i],
							enumerable: true,
							writable: true,
							configurable: true
						});
					}
					if (raw === true || info === true) {
						const extRecord = Object.assign({ record: obj }, raw === true ? { raw: this.state.rawBuffer.toString(encoding) } : {}, info === true ? { info: this.__infoRecord() } : {});
						const err = this.__push(objname === void 0 ? extRecord : [obj[objname], extRecord], push);
						if (err) return err;
					} else {
						const err = this.__push(objname === void 0 ? obj : [obj[objname], obj], push);
						if (err) return err;
					}
				} else if (raw === true || info === true) {
					const extRecord = Object.assign({ record }, raw === true ? { raw: this.state.rawBuffer.toString(encoding) } : {}, info === true ? { info: this.__infoRecord() } : {});
					const err = this.__push(objname === void 0 ? extRecord : [record[objname], extRecord], push);
					if (err) return err;
				} else {
					const err = this.__push(objname === void 0 ? record : [record[objname], record], push);
					if (err) return err;
				}
			}
			this.__resetRecord();
		},
		__firstLineToColumns: function(record) {
			const { firstLineToHeaders } = this.state;
			try {
				const headers = firstLineToHeaders === void 0 ? record : firstLineToHeaders.call(null, record);
				if (!Array.isArray(headers)) return this.__error(new CsvError$1("CSV_INVALID_COLUMN_MAPPING", [
					"Invalid Column Mapping:",
					"expect an array from column function,",
					`got ${JSON.stringify(headers)}`
				], this.options, this.__infoField(), { headers }));
				const normalizedHeaders = normalize_columns_array(headers);
				this.state.expectedRecordLength = normalizedHeaders.length;
				this.options.columns = normalizedHeaders;
				this.__resetRecord();
				return;
			} catch (err) {
				return err;
			}
		},
		__resetRecord: function() {
			if (this.options.raw === true) this.state.rawBuffer.reset();
			this.state.error = void 0;
			this.state.record = [];
			this.state.record_length = 0;
		},
		__onField: function() {
			const { cast, encoding, rtrim, max_record_size } = this.options;
			const { enabled, wasQuoting } = this.state;
			if (enabled === false) return this.__resetField();
			let field = this.state.field.toString(encoding);
			if (rtrim === true && wasQuoting === false) field = field.trimRight();
			if (cast === true) {
				const [err, f] = this.__cast(field);
				if (err !== void 0) return err;
				field = f;
			}
			this.state.record.push(field);
			if (max_record_size !== 0 && typeof field === "string") this.state.record_length += field.length;
			this.__resetField();
		},
		__resetField: function() {
			this.state.field.reset();
			this.state.wasQuoting = false;
		},
		__push: function(record, push) {
			const { on_record } = this.options;
			if (on_record !== void 0) {
				const info = this.__infoRecord();
				try {
					record = on_record.call(null, record, info);
				} catch (err) {
					return err;
				}
				if (record === void 0 || record === null) return;
			}
			this.info.bytes_records += this.info.bytes;
			push(record);
		},
		__cast: function(field) {
			const { columns, relax_column_count } = this.options;
			if (Array.isArray(columns) === true && relax_column_count && this.options.columns.length <= this.state.record.length) return [void 0, void 0];
			if (this.state.castField !== null) try {
				const info = this.__infoField();
				return [void 0, this.state.castField.call(null, field, info)];
			} catch (err) {
				return [err];
			}
			if (this.__isFloat(field)) return [void 0, parseFloat(field)];
			else if (this.options.cast_date !== false) {
				const info = this.__infoField();
				return [void 0, this.options.cast_date.call(null, field, info)];
			}
			return [void 0, field];
		},
		__compareBytes: function(sourceBuf, targetBuf, targetPos, firstByte) {
			if (sourceBuf[0] !== firstByte) return 0;
			const sourceLength = sourceBuf.length;
			for (let i = 1; i < sourceLength; i++) if (sourceBuf[i] !== targetBuf[targetPos + i]) return 0;
			return sourceLength;
		},
		__isCharTrimable: function(buf, pos) {
			const { timchars, timcharFirstBytes } = this.state;
			const first = buf[pos];
			if (first === void 0 || timcharFirstBytes[first] === 0) return 0;
			loop1: for (let i = 0; i < timchars.length; i++) {
				const timchar = timchars[i];
				for (let j = 0; j < timchar.length; j++) if (timchar[j] !== buf[pos + j]) continue loop1;
				return timchar.length;
			}
			return 0;
		},
		__isDelimiter: function(buf, pos, chr) {
			const { delimiter, ignore_last_delimiters } = this.options;
			if (ignore_last_delimiters === true && this.state.record.length === this.options.columns.length - 1) return 0;
			else if (ignore_last_delimiters !== false && typeof ignore_last_delimiters === "number" && this.state.record.length === ignore_last_delimiters - 1) return 0;
			loop1: for (let i = 0; i < delimiter.length; i++) {
				const del = delimiter[i];
				if (del[0] === chr) {
					for (let j = 1; j < del.length; j++) if (del[j] !== buf[pos + j]) continue loop1;
					return del.length;
				}
			}
			return 0;
		},
		__isEscape: function(buf, pos, chr) {
			const { escape } = this.options;
			if (escape === null) return false;
			const l = escape.length;
			if (escape[0] === chr) {
				for (let i = 0; i < l; i++) if (escape[i] !== buf[pos + i]) return false;
				return true;
			}
			return false;
		},
		__isFloat: function(value) {
			return value - parseFloat(value) + 1 >= 0;
		},
		__isQuote: function(buf, pos) {
			const { quote } = this.options;
			if (quote === null) return false;
			const l = quote.length;
			for (let i = 0; i < l; i++) if (quote[i] !== buf[pos + i]) return false;
			return true;
		},
		__isRecordDelimiter: function(chr, buf, pos) {
			const { record_delimiter } = this.options;
			const recordDelimiterLength = record_delimiter.length;
			loop1: for (let i = 0; i < recordDelimiterLength; i++) {
				const rd = record_delimiter[i];
				const rdLength = rd.length;
				if (rd[0] !== chr) continue;
				for (let j = 1; j < rdLength; j++) if (rd[j] !== buf[pos + j]) continue loop1;
				return rd.length;
			}
			return 0;
		},
		__autoDiscoverRecordDelimiter: function(buf, pos) {
			const { encoding } = this.options;
			const rds = [
				Buffer.from("\r\n", encoding),
				Buffer.from("\n", encoding),
				Buffer.from("\r", encoding)
			];
			loop: for (let i = 0; i < rds.length; i++) {
				const l = rds[i].length;
				for (let j = 0; j < l; j++) if (rds[i][j] !== buf[pos + j]) continue loop;
				this.options.record_delimiter.push(rds[i]);
				this.state.recordDelimiterMaxLength = rds[i].length;
				return rds[i].length;
			}
			return 0;
		},
		__error: function(msg) {
			const { encoding, raw, skip_records_with_error } = this.options;
			const err = typeof msg === "string" ? new Error(msg) : msg;
			if (skip_records_with_error) {
				this.state.recordHasError = true;
				if (this.options.on_skip !== void 0) try {
					this.options.on_skip(err, raw ? this.state.rawBuffer.toString(encoding) : void 0);
				} catch (err) {
					return err;
				}
				return;
			} else return err;
		},
		__infoDataSet: function() {
			return {
				...this.info,
				columns: this.options.columns
			};
		},
		__infoRecord: function() {
			const { columns, raw, encoding } = this.options;
			return {
				...this.__infoDataSet(),
				bytes_records: this.info.bytes,
				error: this.state.error,
				header: columns === true,
				index: this.state.record.length,
				raw: raw ? this.state.rawBuffer.toString(encoding) : void 0
			};
		},
		__infoField: function() {
			const { columns } = this.options;
			const isColumns = Array.isArray(columns);
			const bytes_records = this.info.bytes_records;
			return {
				...this.__infoRecord(),
				bytes_records,
				column: isColumns === true ? columns.length > this.state.record.length ? columns[this.state.record.length].name : null : this.state.record.length,
				quoting: this.state.wasQuoting
			};
		}
	};
};

const parse = function(data, opts = {}) {
	if (typeof data === "string") data = Buffer.from(data);
	const records = opts && opts.objname ? Object.create(null) : [];
	const parser = transform(opts);
	const push = (record) => {
		if (parser.options.objname === void 0) records.push(record);
		else records[record[0]] = record[1];
	};
	const close = () => {};
	const error = parser.parse(data, true, push, close);
	if (error !== void 0) throw error;
	return records;
};

const charCodeOfDot = ".".charCodeAt(0);
const reEscapeChar = /\\(\\)?/g;
const rePropName = RegExp("[^.[\\]]+|\\[(?:([^\"'][^[]*)|([\"'])((?:(?!\\2)[^\\\\]|\\\\.)*?)\\2)\\]|(?=(?:\\.|\\[\\])(?:\\.|\\[\\]|$))", "g");
const reIsDeepProp = /\.|\[(?:[^[\]]*|(["'])(?:(?!\1)[^\\]|\\.)*?\1)\]/;
const reIsPlainProp = /^\w*$/;
const getTag = function(value) {
	return Object.prototype.toString.call(value);
};
const isSymbol = function(value) {
	const type = typeof value;
	return type === "symbol" || type === "object" && value && getTag(value) === "[object Symbol]";
};
const isKey = function(value, object) {
	if (Array.isArray(value)) return false;
	const type = typeof value;
	if (type === "number" || type === "symbol" || type === "boolean" || !value || isSymbol(value)) return true;
	return reIsPlainProp.test(value) || !reIsDeepProp.test(value) || object != null && value in Object(object);
};
const stringToPath = function(string) {
	const result = [];
	if (string.charCodeAt(0) === charCodeOfDot) result.push("");
	string.replace(rePropName, function(match, expression, quote, subString) {
		let key = match;
		if (quote) key = subString.replace(reEscapeChar, "$1");
		else if (expression) key = expression.trim();
		result.push(key);
	});
	return result;
};
const castPath = function(value, object) {
	if (Array.isArray(value)) return value;
	else return isKey(value, object) ? [value] : stringToPath(value);
};
const toKey = function(value) {
	if (typeof value === "string" || isSymbol(value)) return value;
	const result = `${value}`;
	return result == "0" && 1 / value == -Infinity ? "-0" : result;
};
const get = function(object, path) {
	path = castPath(path, object);
	let index = 0;
	const length = path.length;
	while (object != null && index < length) object = object[toKey(path[index++])];
	return index && index === length ? object : void 0;
};

const is_object = function(obj) {
	return typeof obj === "object" && obj !== null && !Array.isArray(obj);
};

const normalize_columns = function(columns) {
	if (columns === void 0 || columns === null) return [void 0, void 0];
	if (typeof columns !== "object") return [Error("Invalid option \"columns\": expect an array or an object")];
	if (!Array.isArray(columns)) {
		const newcolumns = [];
		for (const k in columns) newcolumns.push({
			key: k,
			header: columns[k]
		});
		columns = newcolumns;
	} else {
		const newcolumns = [];
		for (const column of columns) if (typeof column === "string") newcolumns.push({
			key: column,
			header: column
		});
		else if (typeof column === "object" && column !== null && !Array.isArray(column)) {
			if (!column.key) return [Error("Invalid column definition: property \"key\" is required")];
			if (column.header === void 0) column.header = column.key;
			newcolumns.push(column);
		} else return [Error("Invalid column definition: expect a string or an object")];
		columns = newcolumns;
	}
	return [void 0, columns];
};

var CsvError = class CsvError extends Error {
	constructor(code, message, ...contexts) {
		if (Array.isArray(message)) message = message.join(" ");
		super(message);
		if (Error.captureStackTrace !== void 0) Error.captureStackTrace(this, CsvError);
		this.code = code;
		for (const context of contexts) for (const key in context) {
			const value = context[key];
			this[key] = Buffer.isBuffer(value) ? value.toString() : value == null ? value : JSON.parse(JSON.stringify(value));
		}
	}
};

const underscore = function(str) {
	return str.replace(/([A-Z])/g, function(_, match) {
		return "_" + match.toLowerCase();
	});
};

const normalize_options = function(opts) {
	const options = {};
	for (const opt in opts) options[underscore(opt)] = opts[opt];
	if (options.bom === void 0 || options.bom === null || options.bom === false) options.bom = false;
	else if (options.bom !== true) return [new CsvError("CSV_OPTION_BOOLEAN_INVALID_TYPE", ["option `bom` is optional and must be a boolean value,", `got ${JSON.stringify(options.bom)}`])];
	if (options.delimiter === void 0 || options.delimiter === null) options.delimiter = ",";
	else if (Buffer.isBuffer(options.delimiter)) options.delimiter = options.delimiter.toString();
	else if (typeof options.delimiter !== "string") return [new CsvError("CSV_OPTION_DELIMITER_INVALID_TYPE", ["option `delimiter` must be a buffer or a string,", `got ${JSON.stringify(options.delimiter)}`])];
	if (options.quote === void 0 || options.quote === null) options.quote = "\"";
	else if (options.quote === true) options.quote = "\"";
	else if (options.quote === false) options.quote = "";
	else if (Buffer.isBuffer(options.quote)) options.quote = options.quote.toString();
	else if (typeof options.quote !== "string") return [new CsvError("CSV_OPTION_QUOTE_INVALID_TYPE", ["option `quote` must be a boolean, a buffer or a string,", `got ${JSON.stringify(options.quote)}`])];
	if (options.quoted === void 0 || options.quoted === null) options.quoted = false;
	if (options.escape_formulas === void 0 || options.escape_formulas === null) options.escape_formulas = false;
	else if (typeof options.escape_formulas !== "boolean") return [new CsvError("CSV_OPTION_ESCAPE_FORMULAS_INVALID_TYPE", ["option `escape_formulas` must be a boolean,", `got ${JSON.stringify(options.escape_formulas)}`])];
	if (options.quoted_empty === void 0 || options.quoted_empty === null) options.quoted_empty = void 0;
	if (options.quoted_match === void 0 || options.quoted_match === null || options.quoted_match === false) options.quoted_match = null;
	else if (!Array.isArray(options.quoted_match)) options.quoted_match = [options.quoted_match];
	if (options.quoted_match) for (const quoted_match of options.quoted_match) {
		const isString = typeof quoted_match === "string";
		const isRegExp = quoted_match instanceof RegExp;
		if (!isString && !isRegExp) return [new CsvError("CSV_OPTION_QUOTED_MATCH", ["option `quoted_match` must be a string or a regex,", `got ${JSON.stringify(options.quoted_match)}`])];
	}
	if (options.quoted_string === void 0 || options.quoted_string === null) options.quoted_string = false;
	if (options.eof === void 0 || options.eof === null) options.eof = true;
	if (options.escape === void 0 || options.escape === null) options.escape = "\"";
	else if (Buffer.isBuffer(options.escape)) options.escape = options.escape.toString();
	else if (typeof options.escape !== "string") return [Error(`Invalid Option: escape must be a buffer or a string, got ${JSON.stringify(options.escape)}`)];
	if (options.escape.length > 1) return [Error(`Invalid Option: escape must be one character, got ${options.escape.length} characters`)];
	if (options.header === void 0 || options.header === null || options.header === false) options.header = false;
	else if (options.header !== true) throw new CsvError("CSV_INVALID_OPTION_HEADER", ["option `header` is expected to be a boolean,", `got ${JSON.stringify(options.header)}`], options);
	if (options.header_as_comment === void 0 || options.header_as_comment === null || options.header_as_comment === false) options.header_as_comment = false;
	else if (options.header_as_comment === true) options.header_as_comment = "#";
	else if (Buffer.isBuffer(options.header_as_comment)) options.header_as_comment = options.header_as_comment.toString();
	else if (typeof options.header_as_comment !== "string") throw new CsvError("CSV_INVALID_OPTION_HEADER_AS_COMMENT", ["option `header_as_comment` must be a boolean, a string or a buffer,", `got ${JSON.stringify(options.header_as_comment)}`], options);
	const [errColumns, columns] = normalize_columns(options.columns);
	if (errColumns !== void 0) return [errColumns];
	options.columns = columns;
	if (options.quoted === void 0 || options.quoted === null) options.quoted = false;
	if (options.cast === void 0 || options.cast === null) options.cast = {};
	if (options.cast.bigint === void 0 || options.cast.bigint === null) options.cast.bigint = (value) => "" + value;
	if (options.cast.boolean === void 0 || options.cast.boolean === null) options.cast.boolean = (value) => value ? "1" : "";
	if (options.cast.date === void 0 || options.cast.date === null) options.cast.date = (value) => "" + value.getTime();
	if (options.cast.number === void 0 || options.cast.number === null) options.cast.number = (value) => "" + value;
	if (options.cast.object === void 0 || options.cast.object === null) options.cast.object = (value) => JSON.stringify(value);
	if (options.cast.string === void 0 || options.cast.string === null) options.cast.string = function(value) {
		return value;
	};
	if (options.on_record !== void 0 && typeof options.on_record !== "function") return [Error(`Invalid Option: "on_record" must be a function.`)];
	if (options.quote_record_delimiter === void 0 || options.quote_record_delimiter === null) options.quote_record_delimiter = !options.record_delimiter;
	else if (typeof options.quote_record_delimiter !== "boolean") return [new CsvError("CSV_OPTION_QUOTE_RECORD_DELIMITER_INVALID_TYPE", ["option `quote_record_delimiter` must be a boolean,", `got ${JSON.stringify(options.quote_record_delimiter)}`])];
	if (options.record_delimiter === void 0 || options.record_delimiter === null) options.record_delimiter = "\n";
	else if (Buffer.isBuffer(options.record_delimiter)) options.record_delimiter = options.record_delimiter.toString();
	else if (typeof options.record_delimiter !== "string") return [Error(`Invalid Option: record_delimiter must be a buffer or a string, got ${JSON.stringify(options.record_delimiter)}`)];
	switch (options.record_delimiter) {
		case "unix":
			options.record_delimiter = "\n";
			break;
		case "mac":
			options.record_delimiter = "\r";
			break;
		case "windows":
			options.record_delimiter = "\r\n";
			break;
		case "ascii":
			options.record_delimiter = "";
			break;
		case "unicode": options.record_delimiter = "\u2028";
	}
	return [void 0, options];
};

const bom_utf8 = Buffer.from([
	239,
	187,
	191
]);
const emits_separator = function(value, separators) {
	return separators.some((separator) => separator.length !== 0 && (value.indexOf(separator) !== -1 || separator.length > 1 && (value + separator).indexOf(separator) < value.length));
};
const matches_quoted_match = function(value, quoted_match) {
	if (!quoted_match) return false;
	return quoted_match.some((pattern) => typeof pattern === "string" ? value.indexOf(pattern) !== -1 : value.search(pattern) !== -1);
};
const stringifier = function(options, state, info) {
	return {
		options,
		state,
		info,
		__transform: function(chunk, push) {
			if (!Array.isArray(chunk) && typeof chunk !== "object") return Error(`Invalid Record: expect an array or an object, got ${JSON.stringify(chunk)}`);
			if (this.info.records === 0) {
				if (Array.isArray(chunk)) {
					if (this.options.header === true && this.options.columns === void 0) return Error("Undiscoverable Columns: header option requires column option or object records");
				} else if (this.options.columns === void 0) {
					const [err, columns] = normalize_columns(Object.keys(chunk));
					if (err) return;
					this.options.columns = columns;
				}
			}
			if (this.info.records === 0) {
				this.bom(push);
				const err = this.headers(push);
				if (err) return err;
			}
			try {
				if (this.options.on_record) this.options.on_record(chunk, this.info.records);
			} catch (err) {
				return err;
			}
			let err, chunk_string;
			if (this.options.eof) {
				[err, chunk_string] = this.stringify(chunk);
				if (err) return err;
				if (chunk_string === void 0) return;
				else chunk_string = chunk_string + this.options.record_delimiter;
			} else {
				[err, chunk_string] = this.stringify(chunk);
				if (err) return err;
				if (chunk_string === void 0) return;
				else if (this.options.header || this.info.records) chunk_string = this.options.record_delimiter + chunk_string;
			}
			this.info.records++;
			push(chunk_string);
		},
		stringify: function(chunk, chunkIsHeader = false) {
			if (typeof chunk !== "object") return [void 0, chunk];
			const { columns } = this.options;
			const record = [];
			if (Array.isArray(chunk)) {
				const length = columns ? Math.min(chunk.length, columns.length) : chunk.length;
				for (let i = 0; i < length; i++) {
					const field = chunk[i];
					const [err, value] = this.__cast(field, {
						index: i,
						column: i,
						records: this.info.records,
						header: chunkIsHeader
					});
					if (err) return [err];
					record[i] = [value, field];
				}
			} else for (let i = 0; i < columns.length; i++) {
				const field = get(chunk, columns[i].key);
				const [err, value] = this.__cast(field, {
					index: i,
					column: columns[i].key,
					records: this.info.records,
					header: chunkIsHeader
				});
				if (err) return [err];
				record[i] = [value, field];
			}
			let csvrecord = "";
			for (let i = 0; i < record.length; i++) {
				let options, err;
				let [value, field] = record[i];
				if (typeof value === "string") options = this.options;
				else if (is_object(value)) {
					options = { ...value };
					value = options.value;
					delete options.value;
					if (typeof value !== "string" && value !== void 0 && value !== null) {
						if (err) return [Error(`Invalid Casting Value: returned value must return a string, null or undefined, got ${JSON.stringify(value)}`)];
					}
					options = {
						...this.options,
						...options
					};
					[err, options] = normalize_options(options);
					if (err !== void 0) return [err];
				} else if (value === void 0 || value === null) options = this.options;
				else return [Error(`Invalid Casting Value: returned value must return a string, an object, null or undefined, got ${JSON.stringify(value)}`)];
				const { delimiter, escape, quote, quoted, quoted_empty, quoted_string, quoted_match, record_delimiter, quote_record_delimiter, escape_formulas } = options;
				if ("" === value && "" === field) {
					if ((matches_quoted_match(value, quoted_match) || true === quoted_empty || true === quoted_string && false !== quoted_empty) === true) value = quote + value + quote;
					csvrecord += value;
				} else if (value) {
					if (typeof value !== "string") return [Error(`Formatter must return a string, null or undefined, got ${JSON.stringify(value)}`)];
					const containsdelimiter = emits_separator(value, [delimiter]);
					const containsQuote = quote !== "" && value.indexOf(quote) >= 0;
					const containsEscape = value.indexOf(escape) >= 0 && escape !== quote;
					const containsRecordDelimiter = emits_separator(value, [record_delimiter, ...quote_record_delimiter === false ? [] : ["\n", "\r"]]);
					const quotedString = quoted_string && typeof field === "string";
					const quotedMatch = matches_quoted_match(value, quoted_match);
					if (escape_formulas) switch (value[0]) {
						case "-":
							if (typeof field === "number" || typeof field === "bigint") break;
							value = `'${value}`;
							break;
						case "=":
						case "+":
						case "@":
						case "	":
						case "\r":
						case "＝":
						case "＋":
						case "－":
						case "＠": value = `'${value}`;
					}
					const shouldQuote = containsQuote === true || containsdelimiter || containsRecordDelimiter || quoted || quotedString || quotedMatch;
					if (shouldQuote === true && containsEscape === true) value = value.replaceAll(escape, () => escape + escape);
					if (containsQuote === true) value = value.replaceAll(quote, () => escape + quote);
					if (shouldQuote === true) value = quote + value + quote;
					csvrecord += value;
				} else if (quoted_empty === true || field === "" && quoted_string === true && quoted_empty !== false) csvrecord += quote + quote;
				if (i !== record.length - 1) csvrecord += delimiter;
			}
			return [void 0, csvrecord];
		},
		bom: function(push) {
			if (this.options.bom !== true) return;
			push(bom_utf8);
		},
		headers: function(push) {
			if (this.options.header === false) return;
			if (this.options.columns === void 0) return;
			let err;
			let headers = this.options.columns.map((column) => column.header);
			if (this.options.eof) {
				[err, headers] = this.stringify(headers, true);
				headers += this.options.record_delimiter;
			} else [err, headers] = this.stringify(headers, true);
			if (err) return err;
			if (this.options.header_as_comment) headers = this.options.header_as_comment + " " + headers;
			push(headers);
		},
		__cast: function(value, context) {
			const type = typeof value;
			try {
				if (type === "string") return [void 0, this.options.cast.string(value, context)];
				else if (type === "bigint") return [void 0, this.options.cast.bigint(value, context)];
				else if (type === "number") return [void 0, this.options.cast.number(value, context)];
				else if (type === "boolean") return [void 0, this.options.cast.boolean(value, context)];
				else if (value instanceof Date) return [void 0, this.options.cast.date(value, context)];
				else if (type === "object" && value !== null) return [void 0, this.options.cast.object(value, context)];
				else if (value === null && this.options.cast.null !== void 0) return [void 0, this.options.cast.null(value, context)];
				else if (value === void 0 && this.options.cast.undefined !== void 0) return [void 0, this.options.cast.undefined(value, context)];
				else return [void 0, value];
			} catch (err) {
				return [err];
			}
		}
	};
};

const stringify = function(records, opts = {}) {
	const data = [];
	const [err, options] = normalize_options(opts);
	if (err !== void 0) throw err;
	const api = stringifier(options, { stop: false }, { records: 0 });
	for (const record of records) {
		const err = api.__transform(record, function(record) {
			data.push(record);
		});
		if (err !== void 0) throw err;
	}
	if (data.length === 0) {
		api.bom((d) => {
			data.push(d);
		});
		const err = api.headers((headers) => {
			data.push(headers);
		});
		if (err !== void 0) throw err;
	}
	return data.join("");
};

function historyFile(name, columns, key) {
	const places = key.map((column) => columns.indexOf(column));
	const keyOf = (row) => places.map((place) => row[place]).join("	");
	const read = (text) => {
		const [header, ...rows] = parse(text, {
			relax_column_count: true,
			skip_empty_lines: true
		});
		if (header?.join(",") !== columns.join(",")) throw new UserError(`${name} does not have the columns ${columns.join(",")}; move it aside to start a new history.`);
		return rows;
	};
	const write = (rows) => {
		const sorted = rows.toSorted((a, b) => a.join("	") < b.join("	") ? -1 : 1);
		return stringify([[...columns], ...sorted], { escape_formulas: true });
	};
	const mergeRows = (theirs, ours) => {
		const keys = new Set(ours.map(keyOf));
		const others = theirs === null ? [] : read(theirs).filter((row) => !keys.has(keyOf(row)));
		return write([...others, ...ours]);
	};
	const place = columns.indexOf("environment");
	return {
		merge: (existing, row) => mergeRows(existing, [asWritten(row)]),
		mergeAll: (theirs, ours) => mergeRows(theirs, read(ours)),
		split(existing, environment) {
			const rows = read(existing);
			const part = (isOwn) => {
				const some = rows.filter((row) => row[place] === environment === isOwn);
				return some.length === 0 ? null : write(some);
			};
			return {
				own: part(true),
				others: part(false)
			};
		}
	};
}
/** Fields as they stand in the file: what a spreadsheet would run has a mark before it. */
const asWritten = (row) => parse(stringify([[...row]], { escape_formulas: true }))[0] ?? [];

const COLUMNS$1 = [
	"at",
	"run",
	"kind",
	"environment",
	"estimated_bytes",
	"estimated_usd",
	"billed_bytes",
	"billed_usd",
	"queries",
	"unknown_queries"
];
const SHOWN_MONTHS = 12;
const COSTS = historyFile("costs.csv", COLUMNS$1, ["at", "run"]);
const mergeCost = (existing, entry) => COSTS.merge(existing, costRow(entry));
/** An estimate that nobody has is "unknown"; so is what none of the queries said. */
function costRow({ at, run, kind, environment, cost }) {
	const { estimated, billed, queries, unknown } = cost;
	const money = (value) => value === null ? ["unknown", "unknown"] : [String(value.bytes), value.usd.toFixed(6)];
	const isSilent = queries > 0 && unknown === queries;
	return [
		...[
			at,
			run,
			kind,
			environment
		],
		...money(estimated),
		...money(isSilent ? null : billed),
		...[String(queries), String(unknown)]
	];
}
/** Estimate against actual, a row a month (UTC) and environment, newest first. */
function renderCosts(costs) {
	const rows = parse(costs, {
		columns: true,
		relax_column_count: true,
		skip_empty_lines: true
	});
	const sorted = [...Map.groupBy(rows, (row) => `${row["at"]?.slice(0, 7) ?? ""}\t${row["environment"] ?? ""}`)].sort(([a], [b]) => a > b ? -1 : 1).slice(0, SHOWN_MONTHS);
	if (sorted.length === 0) return "Nothing has been billed yet.";
	return [table([
		"month",
		"environment",
		"runs",
		"estimated",
		"billed",
		"billed / estimated"
	], sorted.map(([, group]) => monthRow(group))), "A sum that starts with ≥ leaves out what nobody knows: a run without an estimate, or queries that did not say what they billed. The ratio is over those runs of which both are known."].join("\n\n");
}
function monthRow(rows) {
	const [first] = rows;
	const both = rows.filter((row) => known(row, "estimated_bytes") && known(row, "billed_bytes") && isWhole(row));
	const estimated = sum(both, "estimated_bytes");
	return [
		/^\d{4}-\d{2}/.exec(first?.["at"] ?? "")?.[0] ?? "unknown",
		wording(first?.["environment"] ?? ""),
		String(rows.length),
		sumText(rows, "estimated", () => true),
		sumText(rows, "billed", isWhole),
		estimated > 0 ? `${Math.round(sum(both, "billed_bytes") / estimated * 100)} %` : "unknown"
	];
}
function sumText(rows, what, isAll) {
	const said = rows.filter((row) => known(row, `${what}_bytes`) && known(row, `${what}_usd`));
	if (said.length === 0) return "unknown";
	return `${said.length < rows.length || !said.every(isAll) ? "≥ " : ""}${bytesText(sum(said, `${what}_bytes`))}, ${usdText(sum(said, `${what}_usd`))}`;
}
const isWhole = (row) => row["unknown_queries"] === "0";
const known = (row, column) => /^\d{1,18}(\.\d{1,6})?$/.test(row[column] ?? "");
const sum = (rows, column) => rows.reduce((total, row) => total + Number(row[column]), 0);

const COLUMNS = [
	"as_of",
	"run",
	"environment",
	"first_date",
	"last_date",
	"game_dates",
	"training",
	"average_score",
	"excellent",
	"good",
	"fair",
	"poor",
	"completion_pct",
	"p0",
	"p1",
	"p2",
	"unknown_cells",
	"policy",
	"config_hash"
];
const HISTORY = historyFile("health_history.csv", COLUMNS, ["run"]);
/** The history with this run in it: one row a run, by time. A run that is there already keeps its one row, renewed. */
const mergeHistory = (existing, record) => HISTORY.merge(existing, historyRow(record));
function historyRow(record) {
	const byPriority = (priority) => record.findings.filter((finding) => finding.priority === priority).length;
	const number = (value) => value === null ? "N/A" : value.toFixed(1);
	return [
		record.asOf,
		record.run,
		record.environment,
		record.range.first,
		record.range.last,
		record.gameDates,
		record.training,
		number(record.averageScore),
		record.bands.excellent,
		record.bands.good,
		record.bands.fair,
		record.bands.poor,
		number(record.completionPct),
		byPriority("P0"),
		byPriority("P1"),
		byPriority("P2"),
		record.cells.unknown,
		record.policy,
		record.configHash
	].map(String);
}

/** Files that grow by a row a run, from the folder of an environment. */
const HISTORIES = [["history/health_history.csv", HISTORY], ["history/costs.csv", COSTS]];
const Owned = object({ environment: string() });
/** The environment that a run.json, a receipt or a plan of any version is of; null where it does not say. */
const environmentIn = (text) => (text === null ? void 0 : parsedAs(Owned, text))?.environment ?? null;
/** Whether a dated copy of the handoff is this environment's, by its name. */
const isCopyOf = (name, environment) => /^HANDOFF-\d{4}-\d{2}-\d{2}-/.test(name) && name.slice(19) === `${environment}.md`;
/**
* Earlier versions wrote the reports of every environment into the root itself. The first run of an environment takes
* over what is its own: `latest/` by its run.json, the rows of the histories, the dated copies by their names, and the
* repairs by their receipts. Nothing that is in `folder` already is replaced; doing it again does nothing.
*/
async function takeOver(out, folder, environment) {
	try {
		await takeAll(out, folder, environment);
	} catch (cause) {
		if (cause instanceof UserError) throw cause;
		throw new UserError(`What an earlier version left in ${out} of ${environment} cannot be moved to ${folder}; make both writable, or move it aside`, { cause });
	}
}
async function takeAll(out, folder, environment) {
	await takeRows(out, folder, environment);
	await takeLatest(out, folder, environment);
	for (const name of await namesIn((0, import__node_path.join)(out, "handoffs"))) if (isCopyOf(name, environment)) await move(out, folder, (0, import__node_path.join)("handoffs", name));
	for (const run of await namesIn((0, import__node_path.join)(out, "backfills"))) if (await environmentOfRun((0, import__node_path.join)(out, "backfills", run)) === environment) await move(out, folder, (0, import__node_path.join)("backfills", run));
	for (const part of REPORTS_PARTS) await removeEmpty((0, import__node_path.join)(out, part));
}
async function takeRows(out, folder, environment) {
	const parts = await Promise.all(HISTORIES.map(async ([path, file]) => {
		const text = await readIfThere((0, import__node_path.join)(out, path));
		return {
			path,
			file,
			...text === null ? NO_ROWS : file.split(text, environment)
		};
	}));
	for (const { path, file, own, others } of parts) {
		if (own === null) continue;
		const newer = await readIfThere((0, import__node_path.join)(folder, path));
		await writeExactly((0, import__node_path.join)(folder, path), newer === null ? own : file.mergeAll(own, newer));
		if (others === null) await (0, import_promises.rm)((0, import__node_path.join)(out, path));
		else await writeExactly((0, import__node_path.join)(out, path), others);
	}
}
const NO_ROWS = {
	own: null,
	others: null
};
async function takeLatest(out, folder, environment) {
	const record = (0, import__node_path.join)("latest", "run.json");
	if (environmentIn(await readIfThere((0, import__node_path.join)(out, record))) !== environment) return;
	if (await isThere((0, import__node_path.join)(folder, record))) return;
	for (const name of await namesIn((0, import__node_path.join)(out, "latest"))) if (name !== "run.json") await move(out, folder, (0, import__node_path.join)("latest", name));
	await move(out, folder, record);
}
async function environmentOfRun(folder) {
	const [receipt, plan] = await Promise.all(["receipt.json", "plan.json"].map((name) => readIfThere((0, import__node_path.join)(folder, name))));
	return environmentIn(receipt ?? null) ?? environmentIn(plan ?? null);
}
async function move(out, folder, path) {
	const target = (0, import__node_path.join)(folder, path);
	if (await isThere(target)) return;
	await makeFolder((0, import__node_path.dirname)(target));
	await (0, import_promises.rename)((0, import__node_path.join)(out, path), target);
}
async function removeEmpty(folder) {
	if ((await (0, import_promises.readdir)(folder).catch(() => null))?.length === 0) await (0, import_promises.rmdir)(folder);
}

/** The folder of one place, whether it is there or not. Throws a UserError for a name that no folder can have. */
function folderOf({ out, name }) {
	if (!isReportsFolder(name)) throw new UserError(`"${name}" cannot be the name of a folder of reports; write letters, digits, _ and -, and none of ${REPORTS_PARTS.join(", ")}.`);
	return (0, import__node_path.join)(out, name);
}
/** The folder of one environment. What an earlier version left of it in the root itself is moved there first. */
async function environmentFolder(out, environment) {
	const folder = folderOf({
		out,
		name: environment
	});
	await takeOver(out, folder, environment);
	return folder;
}

export { BANDS, CAUSES, CAUSE_KINDS, HISTORIES, TRAINING_STATES, VERDICTS, assess, averageOf, averageScore, averageWords, bandOf, boundedAverage, bytesText, capital, cellReason, compareQuery, completionText, costText, countBands, datesText, emptiedTables, environmentFolder, expectsSomething, faultsOf, folderOf, gamesOf, instantText, isAwaited, isCertain, isCopyOf, isStrayByCadence, listed, mergeCost, mergeHistory, moneyText, monthsOf, neededTables, oneDecimal, outlook, parse, passes, readDifferences, renderCosts, repaired, reportedAverage, reportedAverageText, reviewedRows, roundScore, runsText, scoreGrid, scoreText, seasonsOf, share, stageLosses, stringify, unfit, usdText, whyEmptyIsEnough, whyNothingToShare, wording };