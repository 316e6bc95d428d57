import { cellsOfDay, columnOf, isPresent } from "./every-action.js";
import { trainingTables } from "./pipeline.readings.js";

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

/** Splits any dates into runs; one that is no day of the calendar is a run of its own. */
function runsAnywhere(dates, days) {
	const known = new Set(days.map(({ date }) => date));
	const others = dates.filter((date) => !known.has(date));
	if (others.length === 0) return runsOf(dates, days);
	const alone = others.map((date) => ({
		first: date,
		last: date,
		dates: [date]
	}));
	return [...runsOf(dates, days), ...alone].sort((a, b) => a.first < b.first ? -1 : 1);
}
/** Splits dates into runs. Every date must be one of `days`; off days between game dates do not break a run. */
function runsOf(dates, days) {
	const wanted = new Set(dates);
	const runs = [];
	let current;
	let season;
	for (const day of days) {
		if (!wanted.has(day.date)) {
			current = void 0;
			continue;
		}
		if (current === void 0 || day.season !== season) {
			current = [];
			runs.push(current);
		}
		current.push(day.date);
		season = day.season;
	}
	return runs.map((run) => ({
		first: run[0],
		last: run.at(-1),
		dates: run
	}));
}

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

export { BANDS, averageScore, bandOf, boundedAverage, completionPct, contradictionsOn, countBands, expectsSomething, isCertain, measureCriterion, measured, passes, reportedAverage, requiredCells, reviewedRows, roundScore, runsAnywhere, runsOf, scoreGrid };