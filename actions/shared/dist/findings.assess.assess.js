import { __toESM } from "./rolldown-runtime.js";
import { require__node_crypto, require__node_path, require_promises } from "./node-builtins.js";
import { NO_DETAIL, UserError, cellsOfDay, columnOf, epochDay, isForeign, isPresent, isUnsound, isWithinGrace, keyOf, printRange, redacted, visible } from "./every-action.js";
import { declaredRange, gamesCalendar, trainingLineage, trainingTables, withReplaced } from "./pipeline.readings.js";
import { averageScore, completionPct, contradictionsOn, countBands, measureCriterion, measured, passes, requiredCells, runsAnywhere, runsOf, scoreGrid } from "./findings.assess.criteria.js";
import { REPORTS_PARTS, arrivalOf, arrivalWords, cadenceWords, firstDaysOf, isOwners, isReportsFolder, offCadence } from "./pipeline.rhythm.js";

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

const CONTRADICTION_CAUSES = { "contradictory-columns": {
	title: "columns that contradict each other",
	byDesign: false,
	matches: ({ finding }) => finding.kind === "contradiction",
	evidence: (dates) => dates.flatMap(({ grid, dayIndex, finding }) => contradictionsOn(grid, dayIndex).filter(({ column }) => column === finding.subject).map(({ says }) => `${says}.`))
} };

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
	if (last.seasonDay >= warmUp.days * MOST_WARM_UPS) return false;
	const ofSeason = columnOf(grid, id).filter((_, index) => grid.days[index]?.season === last.season);
	const shape = seasonShapes(grid).get(last.season);
	return ofSeason.some(({ date }) => date === first) && ofSeason.every(({ date, state }) => date >= first || state === "expected-absent") && shape !== void 0 && isWarmUpShape(shape);
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
const faultsOf = ({ columnsRead: columnLook }, table) => (columnLook?.faults ?? []).filter((fault) => fault.table === table);
const BY = {
	declared: (as) => `declared as ${as}`,
	model: (as) => `given by ${plain(as)}`,
	seen: (as) => `${plain(as)} when it was last seen`
};
/** "column minutes is gone (declared as compare of nbac_gamebook)". */
function faultWords(fault) {
	if (fault.kind === "unrunnable") return `${fault.reads === true ? "it is read by" : "its model"} ${plain(fault.file)}${fault.reads === true ? ", which cannot" : " cannot"} run: ${plain(fault.error)}`;
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

/** A cause that is read off the rows themselves, with their places, and not date by date (src/findings/causes/diagnose-outside.ts). */
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
				`${shape?.emptyDates} of the ${shape?.warmUpDates} game dates in those days are empty; dates outside them are filled.`,
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

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
/**
* Sixteen hex digits over the effective configuration: defaults filled in, keys sorted, comments and layout left out. How
* reports and issues are kept, and what `ops leak` takes for known, is left out too: it changes nothing that a validation finds.
*/
function configHash({ reports: _, issues: __, ...judged }) {
	const tables = judged.tables.map(({ owner: ___, knownBefore: ____, ...table }) => table);
	return (0, import__node_crypto.createHash)("sha256").update(canonical({
		...judged,
		tables
	})).digest("hex").slice(0, 16);
}
/** JSON with sorted keys: equal values give equal text. */
function canonical(value) {
	return JSON.stringify(value, (_, inner) => typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a < b ? -1 : 1)) : inner);
}

/**
* Whether two tables tell of the same thing without one having it from the other: neither is computed from the other,
* nothing feeds both, and different producers fill them.
*/
function isIndependent(tables, one, other) {
	if (one === other) return false;
	const [a, b] = [lineageOf(tables, one), lineageOf(tables, other)];
	if ([...a].some((id) => b.has(id))) return false;
	const producersOf = (id) => canonical(tables.find((table) => table.id === id)?.producers);
	return producersOf(one) !== producersOf(other);
}
/** A table and everything that it is computed from. */
function lineageOf(tables, id) {
	const found = /* @__PURE__ */ new Set();
	const queue = [id];
	for (let next = queue.pop(); next !== void 0; next = queue.pop()) {
		if (found.has(next)) continue;
		found.add(next);
		const table = tables.find((candidate) => candidate.id === next);
		queue.push(...(table?.upstream ?? []).map((upstream) => upstream.table));
	}
	return found;
}

/**
* The games that a computed cell lacks although every source that it is computed from has them: no source has to arrive
* for these, they were not computed. Empty for a source, and for what is not counted by games.
*/
function gamesBehind(grid, cell) {
	const table = grid.tables.find(({ id }) => id === cell.table);
	if (table === void 0 || table.upstream.length === 0 || cell.unit !== "games") return [];
	const lineage = lineageOf(grid.tables, table.id);
	const sources = grid.tables.filter(({ id, upstream }) => lineage.has(id) && upstream.length === 0).flatMap(({ id }) => columnOf(grid, id).filter(({ date }) => date === cell.date)).filter(({ unit }) => unit === "games");
	const isReady = sources.every(({ state }) => state === "complete" || state === "partial");
	if (sources.length === 0 || !isReady) return [];
	const awaited = new Set(sources.flatMap(({ missingGames }) => missingGames));
	return cell.missingGames.filter((game) => !awaited.has(game));
}

/** The kinds of finding; what is said about each stands in one table (src/render/issue/title.ts). */
const FINDING_KINDS = [
	"phase-missing",
	"phase-partial",
	"table-missing",
	"games-short",
	"recent-lag",
	"late-arrival",
	"thin",
	"over-count",
	"stale",
	"unreconciled",
	"contradiction",
	"changed-outside",
	"zero-everywhere",
	"stopped",
	"off-cadence",
	"column-gone",
	"column-changed",
	"empty-calendar",
	"schedule-unknown",
	"season-undeclared",
	"misplaced",
	"rows-before"
];
/** Of dates that are still allowed to fill. */
const isOfNewest = ({ kind }) => kind === "recent-lag" || kind === "late-arrival";
/** Null where there is nothing to find. */
const findingOf = (grid, input) => findingAt(grid, input)[0] ?? null;
/** None where there is neither a cell nor anything beyond the cells. */
function findingAt(grid, input, beyond = {
	dates: [],
	always: false
}) {
	if (input.cells.length === 0 && !beyond.always) return [];
	const dates = [.../* @__PURE__ */ new Set([...input.cells.map(({ date }) => date), ...beyond.dates])].sort();
	const wanted = new Set(dates);
	return [{
		...input,
		id: `${input.kind}:${input.subject}`,
		dates,
		runs: runsAnywhere(dates, grid.days),
		games: grid.days.filter(({ date }) => wanted.has(date)).reduce((sum, { games }) => sum + games.length, 0),
		...beyond.strays === void 0 ? {} : { strays: beyond.strays }
	}];
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

/** The bounds of a statement over `@first_date` to `@last_date`. */
const ASKED = {
	first: "@first_date",
	last: "@last_date"
};
/** Of everything, but for days that a reading could not look around (`@first_date - 300`) and stay in the calendar. */
const ALWAYS = {
	first: "DATE '0002-01-01'",
	last: "DATE '9998-12-31'"
};
/** The span of some dates, written out. */
function boundsOf(dates) {
	const sorted = [...dates].sort();
	const [first, last] = [sorted[0], sorted.at(-1)];
	if (first === void 0 || last === void 0) throw new Error("No dates have no bounds.");
	return {
		first: `DATE '${first}'`,
		last: `DATE '${last}'`
	};
}
/**
* What stands after FROM where rows of a table are read: its name, or its reading, with the statement's dates beside the
* table itself so that they leave partitions out. `relation` stands in for the table, such as rows that were kept of it.
*/
function tableSource({ name, dateColumn, reading, real }, { first, last } = ASKED, relation = `\`${name}\``) {
	if (reading === void 0) return real === void 0 ? relation : `(SELECT * FROM ${relation} WHERE \`${dateColumn}\` BETWEEN ${first} AND ${last} AND (${real}))`;
	if (reading.sql === "") throw new Error(`${reading.from} was not loaded with the pipeline.`);
	const rows = `(${withReplaced(reading.sql, {
		table: (ticked) => ticked === name ? relation : `\`${ticked}\``,
		param: (param) => param === "first_date" ? first : last
	})}\n)`;
	return real === void 0 ? rows : `(SELECT * FROM ${rows} WHERE (${real}))`;
}

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
	const side = (number, from) => [
		`  SELECT ${number} AS side, \`${from.dateColumn}\` AS d, CAST(\`${compare.game}\` AS STRING) AS game,`,
		`    REGEXP_REPLACE(\`${compare.player}\`, ${SUFFIX}, '') AS player, \`${compare.name}\` AS name,`,
		`    ${stats.map(([stat], n) => `\`${stat}\` AS s${n}`).join(", ")}`,
		`  FROM ${tableSource(from)} WHERE \`${from.dateColumn}\` BETWEEN @first_date AND @last_date`
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
/** Every kind of cause, by shape and evidence. What to do about each stands in src/advice/advice.ts. */
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
/** For src/findings/find/find.ts: cells of the schedule are judged here alone. */
const isCalendarTable = (grid, { id }) => gamesCalendar(grid.pipeline)?.table === id;

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

/** Whether a date is one of the first days of a season, which producers may skip on purpose. */
const isFirstDay = ({ days, pipeline }, date) => (days.find((day) => day.date === date)?.seasonDay ?? pipeline.warmUp.days) < pipeline.warmUp.days;
/** Whether no call of its producer can fill a date: it skips the season's first days and has no override. */
const isFutile = (grid, table, date) => firstDaysOf(table.producers[grid.environment]) === "never" && isFirstDay(grid, date);

/** The operators' order of repair: 1 what blocks training, 2 raw sources, 3 the newest dates, 4 what is there in part. */
const PLAN_PHASES = [
	1,
	2,
	3,
	4
];
const PLAN_PHASE_TITLES = {
	1: "what blocks training",
	2: "raw sources",
	3: "the newest dates",
	4: "what is there only in part"
};
/** The plan phase that repairs a finding; null for one that no repair of data mends (a wrong declaration). */
function planPhaseOf(grid, finding) {
	switch (finding.kind) {
		case "phase-missing":
		case "schedule-unknown": return 1;
		case "recent-lag":
		case "late-arrival": return 3;
		case "phase-partial":
		case "thin":
		case "over-count":
		case "stale": return 4;
		case "table-missing":
		case "games-short":
		case "unreconciled":
		case "changed-outside":
		case "misplaced":
		case "zero-everywhere":
		case "stopped": {
			const table = grid.tables.find(({ id }) => id === finding.subject || finding.cells.some((cell) => cell.table === id));
			const phase = grid.pipeline.phases.find(({ id }) => id === table?.phase);
			if (finding.priority === "P0") return 1;
			return (phase?.number ?? 0) <= 2 ? 2 : 4;
		}
		case "contradiction":
		case "empty-calendar":
		case "season-undeclared":
		case "rows-before":
		case "off-cadence":
		case "column-gone":
		case "column-changed": return null;
	}
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
* The grid with these cells complete, as far as somebody can fill them at all, and without the misplaced rows of
* tables and dates that are rewritten.
*/
function repaired(grid, isHealed, isRewritten = () => false) {
	const columns = new Map([...grid.columns].map(([id, column]) => {
		const table = grid.tables.find((one) => one.id === id);
		if (table === void 0 || !table.rebuildable) return [id, column];
		return [id, column.map((cell) => isHealed(cell) && !isFutile(grid, table, cell.date) ? complete(cell) : cell)];
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
/** None where no cell shows it. */
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
/** The state alone, the same as `readinessOf` has: whatever a worse state makes idle is not worked out. */
function trainingOf(grid, findingsOf, criteriaOf) {
	if (blocking(grid).length > 0) return "BLOCKED";
	const findings = findingsOf();
	if (emptiedTraining(grid, findings).length > 0) return "BLOCKED";
	if (notReady(grid, findings, criteriaOf()).length > 0) return "UNBLOCKED";
	return incomplete(grid, shortDates(grid)).length > 0 ? "READY" : "COMPLETE";
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
				if (reading.some((one) => one - day >= window.to && one - day <= window.from)) found.set(keyOf(cell), cell);
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
function incomplete(grid, short) {
	const watched = grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id);
	const needed = new Set(neededTables(grid));
	const cells = watched.flatMap((id) => columnOf(grid, id));
	const isShort = new Set(short.flatMap(({ date, tables }) => tables.map((table) => keyOf({
		table,
		date
	}))));
	return [...some("COMPLETE", "cell lacks rows", "cells lack rows", cells.filter(({ table, date }) => isShort.has(keyOf({
		table,
		date
	})))), ...unfit(grid, watched.filter((id) => !needed.has(id))).map(({ why, cells: odd }) => ({ ...holds("COMPLETE", why.replace("needed ", ""), odd) }))];
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
	const criteriaOf = () => grid.pipeline.criteria.map((criterion) => measured(grid, criterion));
	return {
		average: averageScore(scoreGrid(grid)),
		training: trainingOf(grid, () => findGaps(grid), criteriaOf)
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

var import_promises = require_promises();
var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/**
* Makes a folder with those above it; one that is there is left alone. Throws the system's error. Not by mkdir's own
* `recursive`: where a folder's parent is there and takes no folders, as in /proc, that never ends (Node 24).
*/
async function makeFolder(path) {
	try {
		await (0, import_promises.mkdir)(path);
	} catch (error) {
		switch (error.code) {
			case "EEXIST":
				if ((await (0, import_promises.stat)(path)).isDirectory()) return;
				throw error;
			case "ENOENT":
				if ((0, import__node_path.dirname)(path) === path || await isFolder((0, import__node_path.dirname)(path))) throw error;
				await makeFolder((0, import__node_path.dirname)(path));
				return makeFolder(path);
			default: throw error;
		}
	}
}
const isFolder = (path) => (0, import_promises.stat)(path).then((found) => found.isDirectory(), () => false);

/** A reader sees the old file or the new one, never a part. Throws a UserError for a place that cannot be written. */
const writeWhole = (path, text) => writeExactly(path, FOR_PEOPLE.test(path) ? visible(redacted(text)) : redacted(text));
/** What a person reads or a spreadsheet opens; JSON is for programs, and a plan's hash is of every character. */
const FOR_PEOPLE = /\.(?:md|csv|svg)$/;
/** The same for what is compared character by character. */
async function writeExactly(path, text) {
	const part = `${path}.part-${process.pid}`;
	try {
		await makeFolder((0, import__node_path.dirname)(path));
		await (0, import_promises.writeFile)(part, text);
		await (0, import_promises.rename)(part, path);
	} catch (cause) {
		throw new UserError(`${path} cannot be written`, { cause });
	}
}
async function readIfThere(path) {
	try {
		return await (0, import_promises.readFile)(path, "utf8");
	} catch (error) {
		if (["ENOENT", "ENOTDIR"].includes(error.code ?? "")) return null;
		throw new UserError(`${path} cannot be read`, { cause: error });
	}
}
const isThere = (path) => (0, import_promises.access)(path).then(() => true, () => false);
/** What is in a folder; nothing where it is not there. */
const namesIn = (folder) => (0, import_promises.readdir)(folder).catch((error) => {
	if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
	throw error;
});
/** Undefined for a file of another version, or one that somebody broke: then nothing is said of it. */
function parsedAs(schema, text) {
	try {
		return schema.safeParse(JSON.parse(text)).data;
	} catch {
		return;
	}
}

/** The folder of one place, whether it is there or not. Throws a UserError for a name that no folder can have. */
function folderOf({ out, name }) {
	if (!isReportsFolder(name)) throw new UserError(`"${name}" cannot be the name of a folder of reports; write letters, digits, _ and -, and none of ${REPORTS_PARTS.join(", ")}.`);
	return (0, import__node_path.join)(out, name);
}

export { ALWAYS, ASKED, CAUSES, CAUSE_KINDS, FINDING_KINDS, PLAN_PHASES, PLAN_PHASE_TITLES, TRAINING_STATES, VERDICTS, assess, boundsOf, canonical, cellReason, compareQuery, configHash, emptiedTables, faultsOf, folderOf, gamesBehind, isAwaited, isIndependent, isOfNewest, isStrayByCadence, isThere, lineageOf, makeFolder, namesIn, neededTables, outlook, parsedAs, planPhaseOf, readDifferences, readIfThere, repaired, tableSource, unfit, whyEmptyIsEnough, whyNothingToShare, writeExactly, writeWhole };