import { __toESM } from "./rolldown-runtime.js";
import { require__node_path, require__node_util } from "./node-builtins.js";
import { writeGapsCsv } from "./grid.csv.gaps-csv.js";
import { declaredRange, gamesCalendar, trainingTables, waiversFor } from "./pipeline.readings.js";
import { OUT, PIPELINE, Temporal, addDays, cellsOfDay, columnOf, daysBetween, isCivilDate, isPresent, isThere, namesIn, parsedAs, printRange, readIfThere, writeWhole } from "./every-action.js";
import { BANDS, bandOf, boundedAverage, countBands, expectsSomething, isCertain, passes, reviewedRows, roundScore, runsOf } from "./findings.assess.criteria.js";
import { parse, stringify } from "./npm.csv-parse.lib.api.CsvError.js";
import { isCopyOf, mergeCost, mergeHistory, renderCosts } from "./jobs.reports.old-layout.js";
import { RunRecordSchema, recentChanges, recentDates, stateText } from "./findings.assess.gate.js";
import { averageOf, averageWords, capital, completionText, datesText, gamesOf, instantText, listed, monthsOf as monthsOf$1, oneDecimal, recordedAverage, reportedAverageText, runsText, scoreText, seasonsOf, share, stageLosses, wording } from "./grid.slice.js";
import { averageText, bullets, fence, fileLink, indented, inline, minutesText, nothing, partOf, percentText, section, sentence, sumOf } from "./render.text.figures.js";
import { count, onDates, quoted, table } from "./render.text.markdown.js";
import { CAUSES, CAUSE_KINDS, PLAN_PHASES, PLAN_PHASE_TITLES, TRAINING_STATES, folderOf, isAwaited, isOfNewest, outlook, repaired } from "./findings.assess.assess.js";
import { CAUSE_RUNS, adviseAll, environmentFolder, estimateOf, graceEnd, readMemory, writeCauseRuns } from "./advice.advice.js";
import { EXIT_CODES, command, dateListOf, isCallable, producerIn, targetOf, validateAgain } from "./advice.blocks.group.js";
import { Wholeness, flawText } from "./backfill.run.verdict.js";
import { keyOf } from "./backfill.run.outcome.js";
import { PRIORITIES } from "./pipeline.rhythm.js";
import { listedDays } from "./grid.calendar.calendar.js";
import { joinedNotes, keptNotes, renderNotes } from "./render.handoff.notes.js";
import { chooseCanary } from "./backfill.plan.canary.js";
import { ReceiptSchema } from "./backfill.plan.control.js";
import { INDEXED_FILES, latestIn, renderEnvironmentsIndex } from "./render.reports.environments-index.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/**
* The grid as rows of the 20-column CSV. Cells that are not part of the environment count as 0. A grid that was read from
* a CSV gives back its rows: an unread count stays -1, and only a figure that its own line contradicts is put right.
*/
function healthRows(grid, scores) {
	if (grid.reported !== void 0) return reviewedRows(grid);
	const required = trainingTables(grid.pipeline, grid.environment);
	return grid.days.map((day, index) => {
		const cells = cellsOfDay(grid, index);
		const from = (id, value) => {
			const cell = cells.get(id);
			if (cell === void 0) return 0;
			return cell.state === "unknown" ? null : value(cell) ?? 0;
		};
		const rows = (id) => from(id, (cell) => cell.rows);
		const games = (id) => from(id, (cell) => cell.games);
		const predictions = rows("player_prop_predictions");
		const graded = rows("prediction_grades");
		const measure = (id, name) => from(id, (cell) => cell.measures[name] ?? 0);
		const score = scores[index]?.value ?? null;
		const done = required.filter(({ id }) => {
			const cell = cells.get(id);
			return cell !== void 0 && (isPresent(cell) || (cell.rows ?? 0) > 0);
		});
		return {
			game_date: day.date,
			health_score: score === null ? null : roundScore(score),
			scheduled_games: day.unlisted === void 0 ? day.games.length : null,
			bdl_box_scores: games("bdl_box_scores"),
			nbac_gamebook: games("nbac_gamebook"),
			player_game_summary: rows("player_game_summary"),
			team_defense: rows("team_defense"),
			upcoming_context: rows("upcoming_context"),
			pdc: rows("pdc"),
			psza: rows("psza"),
			pcf: rows("pcf"),
			mlfs: rows("mlfs"),
			tdza: rows("tdza"),
			phase4_completion: {
				done: done.length,
				expected: required.length
			},
			total_predictions: predictions,
			unique_players: measure("player_prop_predictions", "unique_players"),
			unique_systems: measure("player_prop_predictions", "unique_systems"),
			total_graded: graded,
			grading_coverage_pct: percent(graded, predictions, 0),
			win_rate: percent(measure("prediction_grades", "wins"), measure("prediction_grades", "decided"), null)
		};
	});
}
function percent(part, whole, ofNothing) {
	if (part === null || whole === null) return null;
	return whole === 0 ? ofNothing : part / whole * 100;
}

/** The operators' 20 columns, in their order: a fixed profile, so that history stays comparable. */
const HEALTH_COLUMNS = [
	"game_date",
	"health_score",
	"scheduled_games",
	"bdl_box_scores",
	"nbac_gamebook",
	"player_game_summary",
	"team_defense",
	"upcoming_context",
	"pdc",
	"psza",
	"pcf",
	"mlfs",
	"tdza",
	"phase4_completion",
	"total_predictions",
	"unique_players",
	"unique_systems",
	"total_graded",
	"grading_coverage_pct",
	"win_rate"
];
const decimal = (value) => value === null ? "N/A" : (Math.round(value * 10 + 1e-9) / 10).toFixed(1);
/** Sorted by date; the same rows give the same bytes. */
function writeHealthCsv(rows) {
	const records = [...rows].sort((a, b) => a.game_date < b.game_date ? -1 : 1).map((row) => HEALTH_COLUMNS.map((column) => field(row, column)));
	return stringify([HEALTH_COLUMNS, ...records], { escape_formulas: false });
}
function field(row, column) {
	switch (column) {
		case "game_date": return row.game_date;
		case "health_score":
		case "grading_coverage_pct":
		case "win_rate": return decimal(row[column]);
		case "phase4_completion": return `${row.phase4_completion.done}/${row.phase4_completion.expected}`;
		default: return String(row[column] ?? -1);
	}
}

function renderNumbers({ assessment }) {
	const { bands, completionPct, counts, unknownCells, grid } = assessment;
	const { excellent, good, fair } = grid.pipeline.score.bands;
	const ranges = {
		excellent: `${excellent} and more`,
		good: `${good} to below ${excellent}`,
		fair: `${fair} to below ${good}`,
		poor: `below ${fair}`
	};
	return section("Numbers", table(["what", "value"], [
		["average health score", averageWords(assessment)],
		...reportedAverageText(grid).map((text) => ["average of the CSV's own health_score, without a cap", text]),
		...BANDS.map((band) => [`${band} (${ranges[band]})`, count(bands[band], "date")]),
		["dates with every training table", completionPct === null ? "nothing expected" : percentText(completionPct)],
		["findings", `${counts.P0} P0, ${counts.P1} P1, ${counts.P2} P2`],
		["cells that could not be read", String(unknownCells)],
		["season warm-up policy", grid.policy]
	]));
}
/** What each phase of the pipeline holds, and where the chain to the models breaks. */
function renderChain({ assessment }) {
	const { grid, training } = assessment;
	const states = grid.pipeline.phases.map((phase) => ({
		phase,
		...phaseState(grid, phase)
	})).filter(({ tables }) => tables.length > 0);
	const last = states.findLastIndex(({ phase }) => phase.requiredForTraining);
	const chain = [...states.slice(0, last + 1).map(({ phase, word }) => `${sentence(phase.title)} (${word})`), `model training (${training})`].join(" -> ");
	if (states.every(({ word }) => word === FINE)) return nothing("Dependency chain", last === -1 ? chainless(assessment) : chain);
	return section("Dependency chain", last === -1 ? chainless(assessment) : chain, table([
		"phase",
		"state",
		"dates in full",
		"in part or thin",
		"nothing",
		"unread",
		"tables"
	], states.map(({ phase, word, dates, tables }) => [
		sentence(phase.title),
		word,
		...[
			dates.full,
			dates.part,
			dates.nothing,
			dates.unread
		].map(String),
		tables.map(wording).join(", ")
	])));
}
const chainless = ({ training }) => `No phase is required for training; model training is ${training}.`;
const FINE = "fine";
function phaseState(grid, { id }) {
	const tables = grid.tables.filter(({ phase, shadow }) => phase === id && !shadow);
	const dates = {
		full: 0,
		part: 0,
		nothing: 0,
		unread: 0
	};
	grid.days.forEach((_, index) => {
		const day = cellsOfDay(grid, index);
		const cells = tables.flatMap((one) => day.get(one.id) ?? []).filter(({ state }) => state !== "expected-absent");
		if (cells.length > 0) dates[dateState(cells)] += 1;
	});
	return {
		word: wordFor(dates),
		tables: tables.map((one) => one.id),
		dates
	};
}
function dateState(cells) {
	if (cells.some(({ state }) => state === "unknown")) return "unread";
	if (cells.every(({ state }) => state === "missing")) return "nothing";
	return cells.every(({ state, thin }) => state === "complete" && !thin) ? "full" : "part";
}
function wordFor({ nothing, part, unread, full }) {
	const parts = [
		...unread > 0 ? [`UNKNOWN on ${unread}`] : [],
		...nothing > 0 ? [`missing on ${nothing}`] : [],
		...part > 0 ? [`short on ${part}`] : []
	];
	if (parts.length > 0) return parts.join("; ");
	return full === 0 ? "nothing expected" : FINE;
}

const TITLE$4 = "Success criteria";
/** Each criterion as measured and at its best after each phase; what is out of reach is said with what is in the way. */
function renderCriteria({ assessment }) {
	const { criteria } = assessment.ceilings;
	if (criteria.length === 0) return nothing(TITLE$4, "none are declared.");
	if (criteria.every(({ verdict }) => verdict === "pass")) return nothing(TITLE$4, `all ${criteria.length} pass: ${listed(criteria.map(({ criterion, measured }) => `${sentence(criterion.title)} ${numberText(measured)} (${targetText(criterion)})`))}.`);
	return section(TITLE$4, table([
		"criterion",
		"target",
		"measured",
		...PLAN_PHASES.map((phase) => `best after ${phase}`),
		"due after",
		"verdict"
	], criteria.map((result) => [
		sentence(result.criterion.title),
		targetText(result.criterion),
		numberText(result.measured),
		...PLAN_PHASES.map((phase) => numberText(result.after[phase])),
		`phase ${dueAfter(result)}`,
		verdictText(result)
	])), ...unreachable(assessment));
}
const dueAfter = ({ criterion }) => criterion.after === "P0" ? 1 : 4;
const targetText = ({ above, below }) => above === void 0 ? `below ${below}` : `above ${above}`;
const numberText = (value) => value === null ? "unknown" : String(roundScore(value));
function verdictText({ criterion, measured, after, verdict }) {
	if (verdict === "pass") return "pass";
	if (measured === null) return "UNKNOWN";
	if (verdict === "unreachable") return "UNREACHABLE";
	const phase = PLAN_PHASES.find((one) => passes(criterion, after[one]));
	return phase === void 0 ? "FAIL" : `FAIL; phase ${phase} can meet it`;
}
/** The criteria that no repair meets, and what stands in the way when everything that can be repaired is. */
function unreachable({ ceilings, grid, scores }) {
	const out = ceilings.criteria.filter(({ verdict, measured }) => verdict === "unreachable" && measured !== null);
	if (out.length === 0) return [];
	const stages = ceilings.obstacles.map(({ stage, dates, averageLoss }) => {
		const declared = grid.pipeline.score.stages.find(({ id }) => id === stage);
		const ids = declared === void 0 ? [] : "tables" in declared ? declared.tables : [declared.table];
		const fixed = grid.tables.filter(({ id, rebuildable }) => ids.includes(id) && !rebuildable);
		const why = fixed.length === 0 ? "" : `; ${listed(fixed.map(({ id }) => wording(id)))} cannot be rebuilt`;
		return `${wording(stage)}: short on ${count(dates, "date")} of ${scores.length}, ${averageLoss.toFixed(1)} points of the average${why}`;
	});
	return [
		"**Out of reach, whatever is run:**",
		bullets(out.map((result) => `${sentence(result.criterion.title)} ${targetText(result.criterion)}: ${numberText(result.after[dueAfter(result)])} at best when it is due, ${numberText(result.after[4])} after all four phases.`)),
		...stages.length === 0 ? [] : ["In the way when everything that can be repaired is repaired:", bullets(stages)]
	];
}

const TITLE$3 = "Critical issue";
/** What blocks, with its dates and games, what is lost by it, why it happened and the way out. */
function renderCritical(data) {
	const { findings, training, unread, grid } = data.assessment;
	const critical = findings.filter(({ priority }) => priority === "P0");
	if (critical.length > 0) return section(TITLE$3, ...critical.flatMap((finding) => issue(data, finding)));
	if (training !== "BLOCKED") return nothing(TITLE$3, "none.");
	return section(TITLE$3, unread.length > 0 ? `Training is BLOCKED because ${listed(unread.map(({ table }) => wording(table)))} could not be read: what is not known does not count as there.` : `Training is BLOCKED because no date from ${grid.range.first} to ${grid.range.last} expects anything that training needs.`);
}
/** A table by its id and by what people call it. */
function named({ pipeline }, id) {
	const title = pipeline.tables.find((table) => table.id === id)?.title;
	return title === void 0 ? wording(id) : `${wording(id)} (${sentence(title)})`;
}
function issue({ advice, phases, assessment }, finding) {
	const { pipeline } = assessment.grid;
	const tables = [...new Set(finding.cells.map(({ table }) => table))];
	const phaseIds = pipeline.tables.filter(({ id }) => tables.includes(id)).map(({ phase }) => phase);
	const phase = pipeline.phases.find(({ id }) => phaseIds.includes(id));
	const own = advice.filter(({ group }) => group.finding.id === finding.id);
	const [first] = own;
	const outline = phases.find((one) => one.phase === first?.repair.planPhase);
	return [`**${capital(sentence(finding.title))}${finding.dates.length === 0 ? "" : `: ${count(finding.dates.length, "game date")}, ${count(finding.games, "game")}`}.**`, bullets([
		...finding.runs.length === 0 ? [] : [`Dates: ${runsText(finding.runs)}`],
		...tables.length === 0 ? [] : [`Tables: ${tables.map((id) => named(assessment.grid, id)).join(", ")}`],
		...phase?.impact === void 0 ? [] : [`What is lost: ${sentence(phase.impact)}`],
		...own.map(({ title, group }) => `Cause${onDates(group.dates, " on ")}: **${title}**. ${group.evidence.slice(0, 2).map(sentence).join(" ")}`),
		outline === void 0 || outline.cells.length === 0 ? "Way out: no run of this tool; see the finding." : `Way out: plan phase ${outline.phase}, ${minutesText(outline.estimate)}.${outline.includeWarmUp ? " It needs `--include-warm-up`." : ""}`
	])];
}

/** Nothing is known beyond the assessment. */
const NO_CONTEXT = {
	previous: null,
	previousCopy: null,
	repairs: [],
	notes: null,
	owners: null,
	issues: [],
	files: [],
	out: null,
	name: null
};

/** The four phases in their order; a cell that falls to two findings is counted once, in the earlier phase. */
function outlinePhases(grid, advice, target) {
	const taken = /* @__PURE__ */ new Set();
	return PLAN_PHASES.map((phase) => {
		const some = advice.filter(({ repair }) => repair.planPhase === phase);
		const cells = some.flatMap(({ repair }) => repair.cells).filter(({ table, date }) => {
			const key = `${table} ${date}`;
			if (taken.has(key)) return false;
			taken.add(key);
			return true;
		});
		const keys = new Set(cells.map(({ table, date }) => `${table} ${date}`));
		const runs = ({ repair }) => repair.cells.some(({ table, date }) => keys.has(`${table} ${date}`));
		const filled = new Set(cells.map(({ table }) => table));
		const ids = [...grid.pipeline.tables.map(({ id }) => id).filter((id) => filled.has(id)), ...[...filled].filter((id) => !grid.pipeline.tables.some((table) => table.id === id))];
		const callable = grid.pipeline.tables.filter((table) => filled.has(table.id) && isCallable(target, table)).map(({ id }) => id);
		return {
			phase,
			title: PLAN_PHASE_TITLES[phase],
			advice: some,
			running: some.filter(runs),
			resting: some.filter((one) => !runs(one)),
			cells,
			dates: [...new Set(cells.map(({ date }) => date))].sort(),
			tables: ids,
			callable,
			handOver: handOver(grid, cells.filter(({ table }) => !callable.includes(table)), target),
			includeWarmUp: some.some(({ repair }) => repair.includeWarmUp),
			estimate: estimateOf(grid.pipeline, target, cells)
		};
	});
}
/** The options of a phase; where a part of its tables is others' to fill, only the rest. */
const phaseOptions = (outline) => ({
	"plan-phase": String(outline.phase),
	...outline.includeWarmUp ? { "include-warm-up": true } : {},
	...outline.handOver.length > 0 && outline.callable.length > 0 ? { tables: outline.callable.join(",") } : {}
});
function handOver(grid, cells, target) {
	const ownerOf = (id) => {
		const table = grid.pipeline.tables.find((one) => one.id === id);
		const producer = table && producerIn(target, table);
		return producer?.kind === "service" ? producer.owner : `whoever fills ${id}`;
	};
	return [...Map.groupBy(cells, ({ table }) => ownerOf(table))].map(([owner, some]) => ({
		owner,
		tables: [...new Set(some.map(({ table }) => table))],
		runs: runsOf([...new Set(some.map(({ date }) => date))], grid.days)
	}));
}

function handoffData(assessment, provenance, context) {
	const { grid, diagnoses } = assessment;
	const { pipelineFile } = provenance;
	const target = targetOf(grid, {
		pipelineFile: pipelineFile === PIPELINE.default ? null : pipelineFile ?? null,
		csvFile: provenance.csvFile ?? null,
		out: context.out
	});
	const advice = adviseAll(grid, diagnoses, target);
	const phases = outlinePhases(grid, advice, target);
	return {
		assessment,
		provenance,
		context,
		target,
		advice,
		phases,
		open: phases.filter(({ cells }) => cells.length > 0)
	};
}

const MOST_EVIDENCE = 6;
/** Everything that is wrong by priority, each with its causes, what speaks for them, and what repairs it. */
function renderFindings$1(data) {
	const { assessment, advice } = data;
	const { findings, unread } = assessment;
	if (findings.length === 0) return nothing("Findings", unread.length === 0 ? "none; every cell that was expected is there." : "none among the cells that could be read.");
	return section("Findings", ...PRIORITIES.flatMap((priority) => {
		const some = findings.filter((finding) => finding.priority === priority);
		return some.length === 0 ? [] : [`### ${priority}: ${count(some.length, "finding")}`, ...some.flatMap((finding) => renderFinding(data, finding, advice.filter(({ group }) => group.finding.id === finding.id)))];
	}));
}
function renderFinding(data, finding, causes) {
	const { kind, title, dates, games, runs, cells } = finding;
	const tables = [...new Set(cells.map(({ table }) => table))];
	const where = dates.length === 0 ? [] : [`Where: ${runsText(runs)}`, `Tables: ${tables.map(wording).join(", ")}${kind === "contradiction" ? "" : `; ${count(cells.length, "cell")} in gaps.csv`}`];
	return [
		`#### ${capital(sentence(title))}${dates.length === 0 ? "" : `: ${count(dates.length, "date")}, ${count(games, "game")}`}`,
		...where.length === 0 ? [] : [bullets(where)],
		...causes.map((one) => cause(data, one, causes.length))
	];
}
function cause({ phases, assessment }, advice, causes) {
	const { group, title, byDesign, repair } = advice;
	const { evidence, runs, dates } = group;
	const shown = evidence.slice(0, MOST_EVIDENCE).map(sentence);
	const more = evidence.length - shown.length;
	const keys = new Set(repair.cells.map(keyOf));
	const phase = `plan phase ${phases.find(({ cells }) => cells.some((cell) => keys.has(keyOf(cell))))?.phase ?? repair.planPhase}`;
	const where = causes === 1 ? "" : ` on ${count(dates.length, "date")} (${runsText(runs, 6)})`;
	const way = {
		run: `${phase}.`,
		refresh: `${phase}, by fetching the schedule again.`,
		remove: `${phase} rebuilds their dates; only --remove-strays takes rows out.`,
		wait: "none yet.",
		declare: "none by a run.",
		ask: "none by a run.",
		never: "none."
	}[repair.way];
	return [
		`**Cause${where}: ${title}${byDesign ? "; nothing failed" : ""}.**`,
		bullets([
			...shown,
			...more > 0 ? [`and ${more} more of the kind in run.json`] : [],
			`Repair: ${[way, ...repair.words.map(sentence)].join(" ")}`
		]),
		...repair.line === null || causes === 1 ? [] : alone(assessment, advice, repair.line)
	].join("\n\n");
}
/** A run of these cells is proven only where what they are computed from is whole. */
function alone({ grid }, { repair }, line) {
	const own = new Set(repair.cells.map(keyOf));
	const wholeness = new Wholeness(grid);
	const flaw = repair.cells.flatMap((cell) => wholeness.under(cell)).find((one) => !own.has(keyOf(one)));
	return flaw === void 0 ? ["This cause alone:", fence("sh", line)] : [`Not alone: it is computed from ${sentence(flawText(flaw))}. The phases above repair that first.`];
}

/** The state in two or three sentences; also the head of the job summary. */
function headline({ grid, findings, training, readiness }) {
	const blocking = findings.filter(({ kind, priority }) => kind === "phase-missing" && priority === "P0");
	const because = training === "BLOCKED" && blocking.length > 0 ? ` ${blocking.map(({ title, dates, runs }) => `${capital(sentence(title))} on ${count(dates.length, "game date")}: ${runs.map(printRange).join(" and ")}.`).join(" ")}` : "";
	return [`**Environment ${wording(grid.environment)}, ${count(listedDays(grid.days).length, "game date")} from ${grid.range.first} to ${grid.range.last}, as of ${instantText(grid.asOf)}.`, `Model training is ${stateText(readiness)}.**${because}`].join(" ");
}
/** Who, since when, until when: what is looked at first. */
function renderHeader(data) {
	const { assessment, context, provenance, target } = data;
	const { training, counts, unknownCells } = assessment;
	const { owners, previousCopy, notes } = context;
	return table(["what", "now"], [
		["status", `training ${stateText(assessment.readiness)}; findings: ${counts.P0} P0, ${counts.P1} P1, ${counts.P2} P2; ${count(unknownCells, "unknown cell")}`],
		["start by", startBy(data)],
		...training === "BLOCKED" ? [["time to unblock", timeToUnblock(data)]] : [],
		["owner now", owners?.now == null ? "not named; say so in the notes" : quoted(owners.now)],
		["owner next", owners?.next == null ? nextOwner(data) : quoted(owners.next)],
		["previous handoff", previousCopy === null ? "none of an earlier day is kept here" : fileLink(previousCopy)],
		["notes by people", notes === null ? "none yet; they go to the end of this file" : `${count(notes.split("\n").length, "line")} at the end of this file: read them first`],
		...provenance.runUrl === null ? [] : [["log of this run", provenance.runUrl]],
		...target.csv === null ? [] : [["read from", `a CSV, no warehouse; commands below address ${wording(target.environment)}, so check first that the CSV is of it`]],
		...target.declared?.destructive === true ? [["care", `writing to ${wording(target.environment)} changes data that others use`]] : []
	]);
}
/** What somebody has to start, by a command or without one. */
const STARTED = [
	"run",
	"refresh",
	"remove",
	"declare",
	"ask"
];
function startBy({ assessment, advice, open }) {
	const { training, unread } = assessment;
	if (training === "BLOCKED") return unread.length > 0 ? "now: first make the unread tables readable, for training waits" : "now: training waits for it, and none of it fills by itself";
	const ends = advice.filter(({ repair }) => repair.way === "wait").map(({ group }) => graceEnd({
		grid: assessment.grid,
		group
	})).sort();
	if (open.length > 0 || advice.some(({ repair }) => STARTED.includes(repair.way))) return "today; training is not blocked";
	if (ends.length > 0) return `not before ${ends.at(-1)}: the newest dates may fill by themselves`;
	return unread.length > 0 ? "today: tables could not be read" : "nothing has to be started";
}
function timeToUnblock({ assessment, phases }) {
	const { unread } = assessment;
	const [first] = phases;
	const run = first === void 0 || first.cells.length === 0 ? null : `plan phase 1: ${minutesText(first.estimate)}`;
	if (unread.length > 0) return `unknown: tables have to be read first${run === null ? "" : `; then ${run}`}`;
	return run ?? "unknown: no run of this tool unblocks it";
}
/** Without a name, those who fill the tables that the first open phase is about. */
function nextOwner({ open, target, assessment }) {
	const tables = open[0]?.tables ?? [];
	const owners = assessment.grid.pipeline.tables.flatMap(({ id, producers }) => {
		const producer = tables.includes(id) ? producers[target.environment] : void 0;
		return producer?.kind === "service" ? [producer.owner] : [];
	});
	const names = [...new Set(owners)].map(wording);
	return names.length === 0 ? "not named; whoever takes this up" : `not named; the tables of the first step belong to ${names.join(" and ")}`;
}
/** What was not read comes before everything that is said about the rest. */
function renderUnread({ assessment }) {
	const { unread, unknownCells, scores } = assessment;
	if (unread.length === 0) return [];
	const bounds = boundedAverage(scores);
	return [[`> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(unknownCells, "cell")}.** What follows is about the rest; nothing here says that these are well.`, ...bounds === null ? [] : [`> With the unknown as empty and as full, the average lies between ${roundScore(bounds.low)} and ${roundScore(bounds.high)}.`]].join("\n"), table([
		"table",
		"cells",
		"error"
	], unread.map(({ table: id, cells, error }) => [
		wording(id),
		String(cells),
		quoted(error)
	]))];
}

const MOST_ROWS$1 = 30;
/** The open issues with who has them and how far a repair of them is; nothing where none are known. */
function renderIssues({ issues, repairs }) {
	const open = issues.filter((issue) => issue.open);
	if (open.length === 0) return [];
	const left = open.length - MOST_ROWS$1;
	return [section("Issues", table([
		"issue",
		"about",
		"game dates",
		"owner",
		"newest repair"
	], open.slice(0, MOST_ROWS$1).map((issue) => [
		issueLink(issue),
		issue.subject === null ? "what can wait" : wording(issue.subject),
		shortDates(issue.target.dates),
		issue.assignees.length === 0 ? "nobody yet" : listed(issue.assignees.map((login) => quoted(login, 60))),
		repairWords(issue, repairs)
	])), ...left > 0 ? [`And ${count(left, "issue")} more.`] : [])];
}
const issueLink = ({ number, url }) => `[issue ${number}](${encodeURI(url).replace(/[()<>[\]]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)})`;
/** Many ranges as the span of them. */
function shortDates(list) {
	const ranges = list.split(",");
	if (ranges.length <= 3) return ranges.join(", ");
	return `${list.slice(0, 10)} to ${list.slice(-10)} (${count(ranges.length, "range")})`;
}
function repairWords({ run }, repairs) {
	if (run === null) return "none";
	const ended = repairs.find((repair) => repair.run === run);
	if (ended === void 0) return `${quoted(run)}: started, no receipt here yet`;
	return `${quoted(run)}: ${ended.outcome}`;
}
/** Who has the open issues; null where nobody is assigned. */
function ownerNow(issues) {
	const logins = issues.filter(({ open }) => open).flatMap(({ assignees }) => assignees);
	return logins.length === 0 ? null : [...new Set(logins)].slice(0, 5).join(", ");
}

function renderFiles({ context, provenance }) {
	const log = provenance.runUrl === null ? [] : [["the run's page, with its log", provenance.runUrl]];
	const rows = [...context.files.map(({ path, about }) => [fileLink(path), about]), ...log.map(([about = "", url = ""]) => [url, about])];
	return rows.length === 0 ? nothing("Files", "none were written beside this one.") : section("Files", table(["file", "what it is"], rows));
}
function renderProduced({ assessment, provenance, target, context }) {
	const { grid } = assessment;
	const { runId, configHash, warehouse, toolVersion, runUrl } = provenance;
	const exact = {
		...target,
		options: {
			...target.options,
			start: grid.range.first,
			end: grid.range.last,
			"as-of": grid.asOf.toISOString().replace(".000Z", "Z"),
			policy: grid.policy
		}
	};
	return section("How this was produced", "From one reading of the tables, by rules, without a person. The same reading gives the same text:", fence("sh", validateAgain(exact, context)), table(["what", "value"], [
		["run", quoted(runId)],
		[target.csv === null ? "warehouse" : "source", quoted(warehouse)],
		["configuration", quoted(configHash)],
		["tool", quoted(toolVersion)],
		...runUrl === null ? [] : [["workflow run", runUrl]]
	]));
}

/** The five questions of every handoff, answered from data, or with what is needed for an answer. */
const renderQuestions = (data) => section("Open questions", bullets([
	`**Did the last backfill complete?** ${lastBackfill(data)}`,
	`**Were there unexpected errors?** ${errors(data)}`,
	`**What is the root cause?** ${rootCause(data)}`,
	`**How is it prevented?** ${prevention(data)}`,
	`**Are the recent dates recovering?** ${recovery(data)}`
]));
function lastBackfill({ context, target }) {
	const last = context.repairs.at(-1);
	if (last === void 0) return "Not known: none is recorded with these reports. Needed: the id that a backfill printed, for `verify RUN`.";
	const { run, outcome, done, failed, parked, finished } = last;
	const counts = `${done} cells done, ${failed} failed, ${parked} parked`;
	if (outcome === "done") return `Yes: ${quoted(run)}, ${counts}, every cell proven.`;
	if (outcome === "taken back") return `No longer: ${quoted(run)} was taken back, ${counts} before that; what it had replaced is there again.`;
	const resume = /^[\w-]+$/.test(run) ? ` To go on: ${inline(command(target, "backfill", { resume: run }))}` : "";
	return finished === null ? `No: no end of ${quoted(run)} is recorded, ${counts}.${resume}` : `Not all of it: ${quoted(run)} ${outcome} at ${instantText(finished)}, ${counts}.${resume}`;
}
function errors({ assessment, context }) {
	const { unread } = assessment;
	const failed = context.repairs.filter((repair) => repair.failed > 0);
	return [
		unread.length === 0 ? "This validation read every table." : `This validation could not read ${count(unread.length, "table")}; the errors stand at the top.`,
		...failed.map(({ run, failed: cells }) => `${quoted(run)}: ${count(cells, "failed cell")}.`),
		...context.repairs.length === 0 ? ["Of jobs that ran elsewhere it sees only what they wrote; needed: their logs."] : []
	].join(" ");
}
function rootCause({ advice }) {
	if (advice.length === 0) return "Nothing is wrong that has one.";
	const [first] = advice;
	return advice.filter(({ group }) => group.finding.priority === first?.group.finding.priority).map(({ group, title, byDesign, repair }) => {
		const what = `${sentence(group.finding.title)}${onDates(group.dates)}`;
		if (group.cause === "scattered") return `${what}: not known; needed: what the job of one of these dates logged.`;
		if (repair.way === "never") return `${what}: cannot be told any more from what is there now (it looks like: ${title}).`;
		return `${what}: **${title}**${byDesign ? ", which is no failure" : ""}.`;
	}).join(" ");
}
function prevention({ advice }) {
	const [first] = advice;
	if (first === void 0) return "There is nothing to prevent.";
	const more = new Set(advice.map(({ group }) => group.cause)).size - 1;
	return `${sentence(first.prevent.words)}${more > 0 ? ` For the other ${count(more, "cause")}, and with the configuration: Confirm and prevent, below.` : " The configuration stands under Confirm and prevent, below."}`;
}
function recovery(data) {
	const since = sinceThen(data);
	const now = lagNow(data, since !== "");
	return since === "" ? now : `${since} ${now}`;
}
const TREND_WORDS = {
	filled: "lacks nothing any more",
	recovering: "is recovering",
	unchanged: "has not moved",
	worse: "lacks more than then"
};
/** What became of the newest dates since the run before, from its record; empty where there is none to compare with. */
function sinceThen({ assessment, context }) {
	const { previous } = context;
	const changes = recentChanges(previous?.recent ?? [], recentDates(assessment.grid));
	if (previous === null || changes.length === 0) return "";
	const texts = changes.map(({ date, was, now, trend }) => `${date} ${TREND_WORDS[trend]} (${was} then, ${now} now)`);
	return `Against ${instantText(previous.asOf)}, in games and tables lacking: ${texts.join("; ")}.`;
}
function lagNow({ assessment, advice, target }, hasHistory) {
	const { grid } = assessment;
	const recent = advice.filter(({ group }) => isOfNewest(group.finding));
	if (recent.length === 0) return grid.tables.some((table) => columnOf(grid, table.id).some((cell) => cell.late && !isAwaited(grid, table, cell.date))) ? `Nothing has been lacking for longer than the grace of ${grid.pipeline.graceHours} hours; cells that are still allowed to fill stand in gaps.csv with the word late.` : `None is lagging: nothing is lacking on the newest dates, to ${grid.days.at(-1)?.date ?? grid.range.last}, that counts as lag.`;
	return recent.map(({ group, title, repair }) => {
		const dates = `${count(group.dates.length, "date")} (${group.dates.map(wording).join(", ")})`;
		if (repair.way === "wait") return `${hasHistory ? "Still in their grace are" : "Not known yet for"} ${dates}: they have time until ${graceEnd({
			grid,
			group
		})}. Needed: another look then.`;
		return `No, and ${dates} will not by themselves: ${title}. ${group.evidence.slice(0, 2).map(sentence).join(" ")} ${inline(repair.line ?? command(target, "validate"))}`;
	}).join(" ");
}

const MOST_CHECKS = 4;
/** By cause: the queries that would show it to be right, and how it does not come back. Empty without causes. */
function renderConfirm({ advice, target, provenance }) {
	const kinds = CAUSE_KINDS.filter((kind) => advice.some(({ group }) => group.cause === kind));
	if (kinds.length === 0) return [];
	const file = provenance.pipelineFile ?? "pipeline/pipeline.yaml";
	return [section("Confirm and prevent", `The queries only read. ${whereToAsk(target)} A piece of configuration goes into ${wording(file)} under the key that is there already; ${inline(command(target, "config check"))} says whether it is right. A line under Prevent is for afterwards: while findings are open it may end with exit code 1.`, ...kinds.map((kind) => renderKind(advice.filter(({ group }) => group.cause === kind))))];
}
function whereToAsk({ declared, environment }) {
	const name = wording(environment);
	if (declared?.engine === "bigquery") return `Run them in BigQuery's console, in the project of ${name}.`;
	return declared?.path === void 0 ? `Run them on ${name}.` : `Run them in a DuckDB shell: ${inline(`duckdb -readonly ${declared.path}`)}.`;
}
function renderKind(advice) {
	const title = advice[0]?.title ?? "";
	const checks = once(advice.flatMap(({ confirm }) => confirm), ({ text }) => text);
	const prevents = once(advice.map(({ prevent }) => prevent), ({ yaml, line }) => `${yaml} ${line}`);
	const words = once(prevents.map((prevent) => prevent.words), (text) => text);
	return [
		`### ${capital(title)}`,
		...checks.slice(0, MOST_CHECKS).flatMap(({ says, language, text }) => [`Confirmed if: ${sentence(says)}`, fence(language, text)]),
		...words.map((text) => `Prevent: ${sentence(text)}`),
		...once(prevents.flatMap(({ yaml }) => yaml ?? []), (text) => text).map((text) => fence("yaml", text)),
		...once(prevents.flatMap(({ line }) => line ?? []), (text) => text).map((text) => fence("sh", text))
	].join("\n\n");
}
function once(items, keyOf) {
	return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

/** A run that is over before a coffee is watched; a longer one is left after its canary. */
const WATCH_MINUTES = 15;
/** What to decide before the first open phase, each with a recommendation and what speaks for it. */
function renderDecisions(data) {
	const [first] = data.open;
	if (first === void 0) return nothing("Decisions", "none; there is nothing to run.");
	return section(`Decisions before plan phase ${first.phase}`, runOrLook(data, first), allOrSome(data, first), watchOrLeave(first));
}
function runOrLook({ target }, outline) {
	const { running } = outline;
	const unclear = running.filter(({ first }) => first === "look");
	const [checks] = running.map(({ confirm }) => confirm);
	const answer = unclear.length === 0 ? "Run at once." : unclear.length === running.length ? "Look for the cause first." : "Run what has a known cause, and look at the rest first.";
	const warmUp = running.some(({ group }) => group.cause === "warm-up");
	return [`**Run at once, or look for the cause first? ${answer}**`, bullets([
		...running.map(({ group, title, why }) => `${count(group.dates.length, "date")}, ${title}. ${sentence(why)} ${group.evidence.slice(0, 3).map(sentence).join(" ")}`),
		...checks === void 0 || checks.length === 0 ? [] : ["To be surer, run the queries under Confirm and prevent: 2 minutes."],
		...warmUp ? [`The other way: if models can do without these days, nothing has to be run. ${inline(command(target, "validate", { policy: "expected" }))} shows the state with them expected to be empty.`] : []
	])].join("\n\n");
}
function allOrSome({ assessment, target }, outline) {
	const { dates, cells, estimate, running, callable } = outline;
	const question = "**All dates, or a test batch first?";
	const canary = chooseCanary(assessment, cells, 3);
	if (canary.length === 0) return `${question} All at once:** there are only ${count(dates.length, "date")}, no more than a test batch has.`;
	const takes = minutesText(partOf(estimate, canary.length, dates.length));
	const larger = command(target, "backfill", {
		...phaseOptions(outline),
		canary: "5"
	});
	return [`${question} A test batch of ${3}:** ${listed(canary)}.`, bullets([
		callable.length > 0 ? `\`backfill\` does this by itself: it goes on only if the cells of these dates come out as predicted. That takes ${takes}.` : `Ask for these dates first, and validate: go on only if their cells are there. That takes ${takes}.`,
		...running.length === 1 ? [`All ${dates.length} dates have one cause, so that these ${3} speak for the rest.`] : [`The ${dates.length} dates have ${running.length} causes, so that a larger batch tells more.`],
		...running.length > 1 && callable.length > 0 ? [inline(larger)] : []
	])].join("\n\n");
}
function watchOrLeave({ estimate, dates, callable }) {
	const { minutes, undeclared } = estimate;
	const question = "**Watch it, or leave it running?";
	const takes = `${count(dates.length, "date")} take ${minutesText(estimate)}`;
	if (callable.length === 0) return `${question} Nothing of it runs here:** ${takes}. Agree with those who run it when to look again.`;
	if (undeclared.length > 0 && minutes === 0) return `${question} Watch the test batch:** ${takes}. The test batch measures it.`;
	if (minutes <= WATCH_MINUTES) return `${question} Watch it:** ${takes}.`;
	return `${question} Watch the test batch, then leave it:** ${takes}. One date that fails does not hold up the others, and a run that was cut off goes on with \`--resume RUN\`.`;
}

/** A schedule that is fetched again makes games known, and what they lack with them. */
const refillsSchedule = ({ assessment }, { tables }) => tables.includes(gamesCalendar(assessment.grid.pipeline)?.table ?? "");
/** Days that the schedule does not know: what reads over them waits, whatever a phase has for it to do. */
const hasUnknownDays = ({ assessment }) => assessment.grid.days.some(({ unlisted }) => unlisted !== void 0);
/** What training is after a phase whose repairs all succeed, as far as it can be told before. */
function trainingAfter({ assessment }, { cells }) {
	const keys = new Set(cells.map(keyOf));
	const isOurs = (cell) => keys.has(`${cell.table} ${cell.date}`);
	return outlook(repaired(assessment.grid, isOurs, isOurs)).training;
}
/** What the validation after a phase must say, and what else it may. */
function mustSay(data, outline) {
	const { assessment } = data;
	const refills = refillsSchedule(data, outline);
	const gone = goneAfter(data, outline);
	const isUnblocked = assessment.training === "BLOCKED" && !refills && trainingAfter(data, outline) !== "BLOCKED";
	const isFreeOfP0 = !refills && assessment.counts.P0 > 0 && assessment.findings.every((one) => one.priority !== "P0" || gone.includes(one));
	const musts = [
		...isUnblocked ? ["It must not say training BLOCKED any more."] : [],
		...isFreeOfP0 ? ["It must list no P0."] : [],
		...gone.length === 0 ? [] : [`It must not list ${gone.map(({ title }) => `**${sentence(title)}**`).join(" or ")} on these dates.`]
	];
	return [...musts.length === 0 ? ["It says what is left."] : [
		...outline.callable.length > 0 ? ["After exit code 0 of the run:"] : [],
		...musts,
		"If not, see Troubleshooting."
	], ...refills ? ["Games that the schedule has again are expected from then on: what they lack is listed as new findings."] : []].join(" ");
}
/** The findings whose causes are all repaired by the phase, as far as that can be told. */
function goneAfter(data, { running }) {
	const { assessment, advice } = data;
	const schedule = gamesCalendar(assessment.grid.pipeline)?.table;
	const waits = hasUnknownDays(data);
	return assessment.findings.filter((finding) => {
		if (waits && finding.subject !== schedule) return false;
		const own = advice.filter(({ group }) => group.finding.id === finding.id);
		return own.length > 0 && own.every((one) => running.includes(one));
	});
}

const TITLE$2 = "The plan";
/** The four phases in order: exact lines, what they can reach at best, what may go wrong, and the look afterwards. */
function renderPlan(data) {
	const { phases, open, advice } = data;
	const unplanned = advice.filter(({ repair }) => repair.planPhase === null);
	if (open.length === 0) return [nothing(TITLE$2, `nothing to run in any of the four phases${data.assessment.unread.length === 0 ? "" : ", as far as could be read"}.`), ...advice.length === 0 ? [] : [bullets(advice.map((one) => notRun$1(data, one)))]].join("\n\n");
	return section(TITLE$2, "Run the phases in this order and look again after each. What a phase reaches is a ceiling: it holds if every repair of the phase succeeds, and is no promise.", ...phases.flatMap((outline) => renderPhase(data, outline)), ...unplanned.length === 0 ? [] : ["### Outside the phases", bullets(unplanned.map((one) => notRun$1(data, one)))]);
}
function renderPhase(data, outline) {
	const { phase, title, advice, running, resting, cells, dates, tables, estimate } = outline;
	const heading = `### Phase ${phase}: ${title}`;
	if (advice.length === 0) return [nothing(`Phase ${phase}, ${title}`, "nothing to do.")];
	if (cells.length === 0) return [
		heading,
		"Nothing to run.",
		bullets(resting.map((one) => notRun$1(data, one)))
	];
	return [
		heading,
		bullets([
			`What: ${count(cells.length, "cell")} on ${count(dates.length, "date")}, in ${tables.map(wording).join(", ")}.`,
			...running.map(whatOf),
			...handOverTexts(data, outline),
			`Minutes: ${minutesText(estimate)}.`,
			`Reaches at best: ${reaches(data, outline)}`,
			...resting.map((one) => notRun$1(data, one))
		]),
		fence("sh", linesOf(data, outline).join("\n")),
		"To know, and what may go wrong:",
		bullets(issues(data, outline))
	];
}
const whatOf = ({ title, group, repair }) => `${count(group.dates.length, "date")}, ${title}: ${runsText(group.runs, 6)}.${repair.way === "refresh" ? " The schedule of these dates is fetched again; the tables that lack the games stay as they are." : ""}`;
/** Who has to be asked for what, where it cannot be run from here; empty where it can. */
function handOverTexts({ target }, outline) {
	const override = outline.includeWarmUp ? ", with their override for the season's first days" : "";
	return outline.handOver.map(({ owner, tables, runs }) => `**${wording(owner)} cannot be called in ${wording(target.environment)}: no address of them is declared. Ask them for ${tables.map(wording).join(", ")} on ${dateListOf(runs)}${override}.**`);
}
function linesOf({ target }, outline) {
	const options = phaseOptions(outline);
	const run = command(target, "backfill", options);
	return [
		"# what it would do; writes nothing",
		command(target, "plan", options),
		...outline.callable.length > 0 ? ["# do it", run] : ["# ask for the dates, as said above; once their address is declared, this does it:", `# ${run}`],
		"# look again",
		command(target, "validate"),
		...outline.phase === 1 ? ["# passes once training may run", command(target, "gate")] : []
	];
}
function reaches(data, outline) {
	const { assessment } = data;
	const { phase } = outline;
	const { ceilings, unread } = assessment;
	const parts = [`dates with every training table ${percentText(ceilings.completion[phase])} (now ${completionText(assessment)})`, `average ${averageText(ceilings.average[phase])} (now ${averageWords(assessment)})`];
	const training = phase === 1 && assessment.training === "BLOCKED" ? unread.length > 0 ? "; training stays BLOCKED until every table it needs can be read" : `; training ${trainingAfter(data, outline)}` : "";
	return `${parts.join(", ")}${training}.`;
}
function issues({ target, assessment }, outline) {
	const own = outline.running.map(({ title, repair }) => `${capital(title)}: ${repair.words.map(sentence).join(" ")}`);
	const read = assessment.grid.pipeline.tables.some(({ id, upstream }) => !outline.tables.includes(id) && upstream.some(({ table }) => outline.tables.includes(table)));
	const variables = new Set(assessment.grid.pipeline.tables.flatMap((table) => {
		const producer = producerIn(target, table);
		if (producer?.kind !== "service" || !outline.callable.includes(table.id)) return [];
		return producer.urlFrom ?? [];
	}));
	return [
		...new Set(own),
		...target.declared?.destructive === true && outline.callable.length > 0 ? [`${wording(target.environment)} is used by others while this runs. Rows that were there are kept for 7 days; \`undo RUN\` brings them back.`] : [],
		...variables.size > 0 ? [`It calls services: set ${[...variables].join(" and ")} to their address first (docs/how-to/services.md).`] : [],
		...read && outline.phase < 4 ? ["What is computed from the refilled tables may become stale: the plan says how many cells, the next validation lists them, and phase 4 computes them again."] : [],
		"A date that fails is listed with its cause, and the others go on. Note it, finish the phase, look at it afterwards."
	];
}
/** What falls to a phase, and why nothing of it is run. */
function notRun$1({ assessment }, { group, title, repair }) {
	const what = `${sentence(group.finding.title)}${onDates(group.dates)}`;
	switch (repair.way) {
		case "never": return `Not run: ${what}. It cannot be rebuilt: a row made afterwards is none.`;
		case "wait": return `Not yet: ${what} (${title}). Wait until ${graceEnd({
			grid: assessment.grid,
			group
		})}; then ${inline(repair.line ?? "")}`;
		case "remove":
			if (repair.line === null) return `By hand: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
			return `Only on request: ${what} (${title}). ${inline(repair.line ?? "")} takes the misplaced rows out.`;
		case "declare":
		case "ask": return `No run mends this: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
		case "run":
		case "refresh": return `Done with an earlier phase: ${what} (${title}).`;
	}
}

const MOST = 5;
/** Ways that no command of this tool takes. */
const BEYOND = [
	"ask",
	"declare",
	"never",
	"wait"
];
const beyondCommands = ({ advice }) => advice.filter(({ repair }) => BEYOND.includes(repair.way) || repair.way === "remove" && repair.line === null);
/** What keeps training back that no command mends, and who does what about it; empty where nothing is. */
function beyondWords(data) {
	const { assessment } = data;
	const { training, readiness } = assessment;
	const some = beyondCommands(data);
	const held = readiness.holding.filter(({ from }) => from !== "COMPLETE");
	return [
		held.length === 0 ? `Training is ${training}, and stays so.` : `Training stays ${training}: ${listed(held.slice(0, MOST).map(({ why }) => sentence(why)))}.`,
		...some.slice(0, MOST).map((one) => words(data, one)),
		...some.length > MOST ? [`And ${count(some.length - MOST, "cause")} more under Findings.`] : []
	].join(" ");
}
function words({ assessment }, { group, title, repair }) {
	const tables = group.tables.length === 0 ? "" : ` in ${listed(group.tables)}`;
	const what = `${capital(title)}${tables}:`;
	return repair.way === "wait" ? `${what} wait until ${graceEnd({
		grid: assessment.grid,
		group
	})}, then validate.` : `${what} ${repair.words.map(sentence).join(" ")}`;
}

/** From nothing to repaired in numbered steps, each with its minutes, its lines and what must come of them. */
function renderQuickStart(data) {
	const { assessment, open, advice, target, context } = data;
	const again = validateAgain(target, context);
	if (!advice.some(({ repair }) => repair.way !== "never") && assessment.unread.length === 0 && assessment.training !== "BLOCKED") return nothing("Quick start", `nothing to do. The next validation: ${inline(again)}`);
	const [first, ...later] = open;
	const removing = removeSteps(data);
	const left = removing.length > 0 ? open : later;
	const steps = [
		setUp(data),
		look(data),
		...unreadSteps(data),
		...removing.length > 0 || first === void 0 ? removing : repairSteps(data, first),
		...left.length === 0 ? [] : [goOn(left)],
		...removing.length + open.length > 0 || beyondCommands(data).length === 0 ? [] : beyondSteps(data),
		{
			title: "Write down what you did",
			minutes: "2 min",
			says: "Between the marker lines at the end of this file: who has it now, what ran, what is left.",
			lines: []
		}
	];
	return section("Quick start", steps.map(({ title, minutes, says, lines }, at) => [`${at + 1}. **${title}** (${minutes}). ${says}`, ...lines.length === 0 ? [] : [indented(`\n${fence("sh", lines.join("\n"))}`)]].join("\n")).join("\n\n"));
}
function setUp({ target }) {
	const signIn = target.declared?.engine === "bigquery" && target.declared.project === void 0 ? ["gcloud auth application-default login", "export GOOGLE_CLOUD_PROJECT=PROJECT   # the project that holds the tables"] : [];
	const place = target.declared?.path;
	const there = place === void 0 ? "its tables are not there" : `${inline(place)} is not there`;
	return {
		title: "Set up",
		minutes: "2 min",
		says: `In a checkout of this repository; every line below runs in its folder.${target.recorded ? " The data are a recording: with --as-of each line looks from the same moment." : ""}${!target.recorded ? "" : ` If ${there}, ${inline(command(target, "sample load", { scenario: "incident-2026-01-25" }))} makes the incident, and \`--scenario healthy\` the data without it.`}`,
		lines: ["npm ci", ...signIn]
	};
}
function look({ assessment, target, context }) {
	const { readiness, counts, unread } = assessment;
	const code = unread.length > 0 ? 3 : counts.P0 > 0 ? 1 : 0;
	return {
		title: "See that this still holds",
		minutes: "1 min",
		says: `It must say training ${stateText(readiness)}, list ${counts.P0} P0, ${counts.P1} P1 and ${counts.P2} P2 findings, and end with exit code ${code}, which is right here. It changes no data. If it says something else, go on with the HANDOFF.md that it writes, and not with this one.`,
		lines: [validateAgain(target, context), ...target.csv === null ? [] : [`# the warehouse behind the CSV knows more: games by id, and what happened since`, command({
			...target,
			options: { environment: target.environment }
		}, "validate")]]
	};
}
function unreadSteps({ assessment, target }) {
	if (assessment.unread.length === 0) return [];
	return [{
		title: "Make the unread tables readable",
		minutes: "minutes unknown",
		says: `${assessment.unread.map(({ table }) => wording(table)).join(", ")}: the error of each stands at the top. Then look again: nothing may be repaired on what is not known.`,
		lines: [command(target, "validate")]
	}];
}
/**
* Misplaced rows come before the rebuild of their dates, which would be refused for the rows that go. Where the schedule
* itself is in doubt nothing is taken out: what it lists again is in place.
*/
function removeSteps(data) {
	const { target, advice, open } = data;
	const strays = advice.filter(({ repair }) => repair.way === "remove" && repair.line !== null);
	if (strays.length === 0 || open.some((outline) => refillsSchedule(data, outline))) return [];
	const tables = [...new Set(strays.flatMap(({ group }) => group.tables))];
	return [{
		title: "Take misplaced rows out",
		minutes: "2 min",
		says: `Your decision: ${tables.map(wording).join(", ")} hold rows where the schedule lists nothing, see Findings. If the schedule is right, this takes exactly these rows out and rebuilds the dates that lack them. The rows are kept for 7 days; \`undo RUN\` puts them back. Exit code 1 means that not all of it is proven: validate all the same, and go on with the next handoff.`,
		lines: [command(target, "backfill", {
			tables: tables.join(","),
			"remove-strays": true
		}), command(target, "validate")]
	}];
}
function repairSteps(data, outline) {
	const { target } = data;
	const options = phaseOptions(outline);
	const what = `${count(outline.cells.length, "cell")} on ${count(outline.dates.length, "date")} (a cell is one table on one date)`;
	const lists = hasUnknownDays(data) ? `It lists at most ${what} to rebuild, and names what waits until the schedule knows its days again` : `It must list ${what} to rebuild`;
	return [
		{
			title: `See the plan of phase ${outline.phase}`,
			minutes: "1 min",
			says: `${lists}${target.csv === null ? "" : ", and more where the warehouse has tables that the CSV does not count"}. It writes nothing.`,
			lines: [command(target, "plan", options)]
		},
		runStep(data, outline),
		{
			title: "Validate again",
			minutes: "1 min",
			says: `${mustSay(data, outline)} ${target.csv === null ? "It writes the next handoff over this one and keeps the notes: go on with that." : `It writes a handoff of ${wording(target.environment)} itself: go on with that.`}`,
			lines: [command(target, "validate")]
		}
	];
}
function runStep(data, outline) {
	const { target } = data;
	const minutes = minutesText(outline.estimate);
	const asked = handOverTexts(data, outline);
	if (outline.callable.length === 0) return {
		title: `Have phase ${outline.phase} run`,
		minutes,
		says: asked.join(" "),
		lines: []
	};
	const care = target.declared?.destructive === true ? ` **This changes data in ${wording(target.environment)} that others use.**` : "";
	return {
		title: `Run phase ${outline.phase}`,
		minutes,
		says: `A few dates first, by itself; then the rest, if those came out as predicted.${care}${asked.map((text) => ` ${text}`).join("")} It prints the run's id: keep it. Exit code 1 means that not all of it is proven, and its last lines say why: validate all the same, and go on with the next handoff.`,
		lines: [command(target, "backfill", phaseOptions(outline))]
	};
}
/** Where nothing is left to run, whoever reads it is told what the rest takes. */
const beyondSteps = (data) => [{
	title: "Hand on what no command mends",
	minutes: "minutes unknown",
	says: beyondWords(data),
	lines: []
}];
const goOn = (later) => ({
	title: `Go on with plan ${later.length === 1 ? "phase" : "phases"} ${later.map(({ phase }) => phase).join(", ")}`,
	minutes: minutesText(sumOf(later.map(({ estimate }) => estimate))),
	says: "The new handoff begins with the next of them; their lines stand under The plan, below, too.",
	lines: []
});

/** What goes wrong and what to do about it, with the options of this environment; about runs only where there are any. */
function renderTroubleshooting(data) {
	const { target, open, context, assessment } = data;
	const start = ["a command does not start", `${inline("npm ci")} in the repository's folder, then ${inline(command(target, "config check"))}: it names file, line and column of what is wrong`];
	const codes = ["exit codes", EXIT_CODES.map(([number, meaning]) => `${inline(String(number))} ${meaning}`).join(". ")];
	const unread = assessment.unread.length === 0 ? [] : [["a table stays unread", `its error stands at the top of this file. After it is mended: ${inline(validateAgain(target, context))}`]];
	const runs = open.length > 0 ? aboutRuns(data) : [];
	if (runs.length === 0 && unread.length === 0) return nothing("Troubleshooting", `if ${start.join(": ")}. Exit codes: ${codes[1]}.`);
	const all = [
		start,
		...unread,
		...access(target),
		...runs,
		codes
	];
	return section("Troubleshooting", bullets(all.map(([see, act]) => `**${see}:** ${act}`)), ...runs.length === 0 ? [] : ["RUN is the id that `backfill` prints."]);
}
function access(target) {
	if (target.declared?.engine === "bigquery") return [["a project is asked for, or access is denied", `set GOOGLE_CLOUD_PROJECT, sign in with ${inline("gcloud auth application-default login")}, and see that the account may read the datasets`]];
	return [["a file is still in use by another process", `let it end, or wait longer: ${inline(command(target, "validate", { "lock-wait": "120" }))}`]];
}
function aboutRuns({ target, open }) {
	const [first] = open;
	const resume = inline(command(target, "backfill", { resume: "RUN" }));
	const date = first?.dates[0];
	const one = first === void 0 || date === void 0 ? null : {
		tables: first.tables.join(","),
		dates: date
	};
	const look = one === null ? "" : ` Then look at it alone: ${inline(command(target, "plan", one))}`;
	const again = one === null || first?.callable.length === 0 ? "" : ` Then once more with force, for one date: ${inline(command(target, "backfill", {
		...one,
		force: true
	}))}`;
	return [
		...target.declared?.engine === "bigquery" ? [["rateLimitExceeded", `wait a minute; the run tries again by itself. If it stopped: ${resume}, or fewer dates a statement with ${inline("--batch-size 3")}`], ["quotaExceeded", `hours, not minutes: the rest is parked with its due time. Then ${resume}`]] : [],
		["a run was cut off", `${resume}, with the id that it printed: nothing is done twice`],
		["one date fails", `note it and let the rest go on.${look}`],
		["the plan is empty, or cells are refused", `it says which rule refused them. warm-up: add ${inline("--include-warm-up")}. not-rebuildable: it cannot be done. owner: nobody but its owner can fill the table, so ask them for the dates. A blocked cell names what is missing before it`],
		["a replacement is refused because rows would shrink", `the new rows are fewer than half of the old: find out why before using ${inline("--allow-shrink")}`],
		["a validation shows no improvement", `see whether rows were written (the queries under Confirm and prevent), whether the run ended with exit code 0, and whether the environment is the same.${again}`],
		["it made things worse", `${inline(command(target, "undo", {}, "RUN"))} brings the rows back that the run replaced`]
	];
}

const TITLE$1 = "Timeline";
const EXPECTED = "Expected is what the pipeline's declaration says a date takes, added up; it is no measurement. Reading and deciding come on top.";
/** What each open phase should take, beside what the runs since the last handoff took. */
function renderTimeline(data) {
	const { open, advice, assessment } = data;
	const repairs = repairsSince(data);
	const waiting = advice.filter(({ repair }) => repair.way === "wait");
	if (open.length === 0 && waiting.length === 0 && repairs.length === 0) return nothing(TITLE$1, "nothing is due.");
	const rows = [
		...open.map((outline) => [
			`plan phase ${outline.phase}: ${count(outline.dates.length, "date")}, ${count(outline.cells.length, "cell")}`,
			minutesText(outline.estimate),
			actual(outline, repairs)
		]),
		...open.length > 1 ? [[
			"all of them",
			minutesText(sumOf(open.map(({ estimate }) => estimate))),
			""
		]] : [],
		...repairs.filter((repair) => !open.some((outline) => isOf(outline, repair))).map((repair) => [
			`a repair of ${count(repair.dates, "date")}`,
			"",
			tookText(repair)
		]),
		...waiting.map(({ group }) => [
			`the newest ${count(group.dates.length, "date")} fill by themselves`,
			`by ${graceEnd({
				grid: assessment.grid,
				group
			})}`,
			"not yet"
		])
	];
	return section(TITLE$1, ...open.length === 0 ? [] : [EXPECTED], table([
		"step",
		"expected",
		"actual"
	], rows));
}
/** A run that wrote nothing but tables of this phase. */
const isOf = ({ tables }, repair) => repair.tables.length > 0 && repair.tables.every((id) => tables.includes(id));
/** The repairs that the handoff before this one did not know of. */
const repairsSince = ({ context }) => {
	const { previous, repairs } = context;
	if (previous === null) return repairs;
	return repairs.filter(({ run }) => !previous.repairs.includes(run));
};
function actual(outline, repairs) {
	const own = repairs.filter((repair) => isOf(outline, repair));
	return own.length === 0 ? "not run" : own.map(tookText).join("; ");
}
function tookText({ run, started, finished, outcome, dates }) {
	const ms = finished === null ? NaN : Date.parse(finished) - Date.parse(started);
	const took = Number.isNaN(ms) ? "no end is recorded" : `${(ms / 6e4).toFixed(1)} min`;
	return `${quoted(run)}: ${outcome}, ${took} for ${count(dates, "date")}`;
}

/** What changed since the handoff before, what ran, what did not and why, and whether anything was modified. */
function renderSince(data) {
	const { context } = data;
	return section("Since the last handoff", ...context.previous === null ? ["There is no earlier handoff of this environment to compare with."] : compared(data, context.previous), "What ran, what did not, and what was changed:", bullets([
		...ran(data),
		...notRun(data),
		modified(data)
	]));
}
function compared({ assessment, context, provenance }, before) {
	const { grid, training, counts, unknownCells, findings } = assessment;
	const range = `${before.range.first} to ${before.range.last}`;
	const where = context.previousCopy === null ? "" : `, ${fileLink(context.previousCopy)}`;
	const lead = `The one before: run ${quoted(before.run)}, as of ${instantText(before.asOf)}, ${wording(range)}${where}.`;
	if (before.range.first !== grid.range.first || before.range.last > grid.range.last) return [`${lead} It looked at other dates, so that the two are not compared.`];
	const then = new Map(before.findings.map((finding) => [finding.id, finding]));
	const now = new Set(findings.map(({ id }) => id));
	const changes = [
		...findings.flatMap(({ id, title, dates }) => {
			const old = then.get(id)?.dates;
			if (old === dates.length) return [];
			return old === void 0 ? [`New: ${sentence(title)}${onDates(dates)}`] : [`Changed: ${sentence(title)}, ${count(dates.length, "date")} (was ${old})`];
		}),
		...before.findings.filter(({ id }) => !now.has(id)).map(({ title, dates }) => `Gone: ${sentence(title)} (was ${count(dates, "date")})`),
		...before.configHash === provenance.configHash ? [] : ["The configuration has changed since: part of the difference may come from that."]
	];
	return [
		lead,
		table([
			"what",
			"then",
			"now"
		], [
			[
				"training",
				before.training,
				training
			],
			[
				"game dates",
				String(before.gameDates),
				String(listedDays(grid.days).length)
			],
			[
				"average health score",
				recordedAverage(before),
				averageWords(assessment)
			],
			...[
				"P0",
				"P1",
				"P2"
			].map((priority) => [
				`${priority} findings`,
				String(before.counts[priority]),
				String(counts[priority])
			]),
			[
				"unknown cells",
				String(before.unknownCells),
				String(unknownCells)
			]
		]),
		changes.length === 0 ? "No finding is new, gone or changed in size." : bullets(changes)
	];
}
function ran(data) {
	const repairs = repairsSince(data);
	if (repairs.length === 0) return ["Ran: this validation. No repair is recorded."];
	return ["Ran: this validation, and the repairs that follow.", ...repairs.map(({ run, outcome, started, finished, done, failed, parked, dates, tables, receipt }) => `Ran: ${quoted(run)}: ${outcome}; ${instantText(started)} to ${finished === null ? "no end recorded" : instantText(finished)}; ${done} cells done, ${failed} failed, ${parked} parked; ${count(dates, "date")} of ${tables.map(wording).join(", ")}${receipt === null ? "" : `; ${fileLink(receipt)}`}`)];
}
function notRun({ assessment, open, advice }) {
	const fixed = advice.filter(({ repair }) => repair.way === "never");
	return [
		...open.length === 0 ? [] : [`Not run: plan ${open.length === 1 ? "phase" : "phases"} ${listed(open.map(({ phase }) => String(phase)))}. A validation repairs nothing; a person decides, below.`],
		...fixed.length === 0 ? [] : [`Not run, and never: ${listed([...new Set(fixed.map(({ group }) => sentence(group.finding.title)))])}: it cannot be rebuilt.`],
		...assessment.unread.length === 0 ? [] : [`Not read: ${listed(assessment.unread.map(({ table: id }) => wording(id)))}.`]
	];
}
function modified(data) {
	const done = repairsSince(data).reduce((sum, repair) => sum + repair.done, 0);
	return done === 0 ? "Modified: nothing. This validation only read." : `Modified: ${count(done, "cell")}, by the repairs above. This validation only read.`;
}

/** Past their last day, which is included, in UTC. */
function expiredWaivers({ waivers }, asOf) {
	const today = asOf.toISOString().slice(0, 10);
	return waivers.filter(({ expires }) => expires < today);
}
/**
* The environment's waivers that are expired, or excuse no cell of the whole declared range; a grid of less says nothing
* about the latter. A cell that could not be read, or not counted, may be one that is excused.
*/
function waiverNotes(grid) {
	const { pipeline, environment, asOf } = grid;
	const own = pipeline.waivers.filter(({ environments }) => environments?.includes(environment) ?? true);
	const expired = new Set(expiredWaivers(pipeline, asOf));
	const isWhole = coversDeclared(grid);
	return own.flatMap((waiver) => {
		if (expired.has(waiver)) return [{
			waiver,
			status: "expired"
		}];
		return isWhole && !excusesSome(grid, waiver) ? [{
			waiver,
			status: "unused"
		}] : [];
	});
}
function coversDeclared({ pipeline, asOf, range }) {
	const declared = declaredRange(pipeline, asOf);
	return range.first <= declared.first && range.last >= declared.last;
}
function excusesSome(grid, { games, dates, tables }) {
	if (dates?.some((date) => date > grid.range.last)) return true;
	return tables.some((table) => columnOf(grid, table).some((cell, at) => {
		const day = grid.days[at];
		return (dates?.includes(cell.date) || day?.games.some(({ id }) => games?.includes(id))) && isShort(cell, day?.games.length ?? 0);
	}));
}
/** Whether something may be absent from the cell, had nothing been waived. */
const isShort = (cell, scheduled) => cell.state === "unknown" || cell.rows === null || cell.rows === 0 || cell.games !== null && cell.games < scheduled || cell.unit === "rows" && cell.expected !== null && cell.rows < cell.expected;
/** What the waiver is for, in a few words without its reason, which is somebody's text. */
function waiverWords({ games, dates, tables }) {
	const [firstGame, ...moreGames] = games ?? [];
	const [firstDate, ...moreDates] = dates ?? [];
	return `${[...firstGame === void 0 ? [] : [some("game", firstGame, moreGames.length)], ...firstDate === void 0 ? [] : [some("date", firstDate, moreDates.length)]].join(" and ") || "nothing"} in ${tables.join(", ")}`;
}
const some = (one, first, more) => more === 0 ? `${one} ${first}` : `${one}s ${first} and ${more} more`;
/** A sentence for whoever keeps the declaration; `what` names the waiver as the reader's text allows. */
const waiverSentence = ({ waiver, status }, what) => status === "expired" ? `The waiver for ${what} expired on ${waiver.expires} and has no effect: take it out of the declaration, or give it a later day` : `The waiver for ${what} (until ${waiver.expires}) excuses nothing in the whole declared range: take it out of the declaration`;

const TITLE = "Not known, and not asked for";
const MOST_REASONS = 8;
/** What this handoff does not say anything about, so that nobody takes silence for health. */
function renderUnknowns(data) {
	const items = [
		...unread(data),
		...notInCsv(data),
		...shadows(data),
		...excused(data),
		...waivers(data)
	];
	return items.length === 0 ? nothing(TITLE, "nothing; every declared table was read and every cell was asked for.") : section(TITLE, bullets(items));
}
const unread = ({ assessment }) => assessment.unread.map(({ table, cells, error }) => `${wording(table)}: ${count(cells, "cell")} could not be read: ${quoted(error)}`);
function notInCsv({ assessment, target }) {
	if (target.csv === null) return [];
	const { grid } = assessment;
	return ["Read from a CSV of 20 columns. Which games a table lacks, and whether its points add up to the final score, cannot be told from it: that needs a warehouse.", `Counts of phases 3 and 4 are rows, not games: a date with rows counts as there, however few. The schedule itself, and whatever is not one of the columns, was not looked at; there are ${grid.tables.length} tables in it.`];
}
function shadows({ assessment: { grid } }) {
	return grid.tables.filter(({ shadow }) => shadow).map(({ id }) => {
		const cells = columnOf(grid, id);
		const filled = cells.filter(isPresent).length;
		return `${wording(id)}: rows on ${filled} of ${count(cells.length, "date")}. It is only watched: it blocks nothing, scores nothing and makes no finding here.`;
	});
}
/** Cells of which a rule says that nothing is to be there, by the rule's reason. */
function excused({ assessment }) {
	const cells = [...assessment.grid.columns.values()].flat().filter(({ state }) => state === "expected-absent");
	const byReason = [...Map.groupBy(cells, ({ reason }) => reason ?? "")];
	const shown = byReason.slice(0, MOST_REASONS).map(([reason, some]) => {
		const dates = new Set(some.map(({ date }) => date)).size;
		return `Excused by a rule: ${count(some.length, "cell")} on ${count(dates, "date")}: ${quoted(reason)}`;
	});
	const more = byReason.length - shown.length;
	return [...shown, ...more > 0 ? [`and ${count(more, "more rule")}, in pipeline.yaml`] : []];
}
/** Rules that no longer excuse anything, so that nobody trusts in them. */
const waivers = ({ assessment }) => waiverNotes(assessment.grid).map((note) => waiverSentence(note, quoted(waiverWords(note.waiver))));

/**
* HANDOFF.md: what is broken, why, and what to do next, for somebody who has nothing but this file. What is acted on
* comes first, what explains it after. Ends with a line break.
*/
function renderHandoff(assessment, provenance, context = NO_CONTEXT) {
	const data = handoffData(assessment, provenance, context);
	return `${[
		`# Handoff: training ${stateText(assessment.readiness)} (${wording(assessment.grid.environment)})`,
		headline(assessment),
		...renderUnread(data),
		renderHeader(data),
		renderCritical(data),
		...renderIssues(context),
		renderQuickStart(data),
		renderDecisions(data),
		renderPlan(data),
		renderTimeline(data),
		renderCriteria(data),
		renderFindings$1(data),
		renderChain(data),
		renderNumbers(data),
		renderSince(data),
		renderQuestions(data),
		...renderConfirm(data),
		renderTroubleshooting(data),
		renderUnknowns(data),
		renderFiles(data),
		renderProduced(data),
		renderNotes(context.notes)
	].join("\n\n")}\n`;
}

var import__node_util = require__node_util();
/** The folder of the dated copies, under the environment's folder. */
const COPIES = "handoffs";
const BACKFILLS = "backfills";
/** The dated copy of a run: one a day and environment, the last of the day. From the environment's folder. */
const handoffCopy = ({ asOf, environment }) => `${COPIES}/HANDOFF-${asOf.slice(0, 10)}-${environment}.md`;
/** What the handoff of this run takes over from those before it: read before anything is written. */
async function handoffContext(place, folder, record, files) {
	const copy = handoffCopy(record);
	const [latest, replaced] = [await readIfThere((0, import__node_path.join)(folder, "latest", "HANDOFF.md")), await readIfThere((0, import__node_path.join)(folder, copy))];
	const { issues: all } = await readMemory(place);
	const issues = all.filter(({ target }) => target.environment === record.environment);
	const owner = ownerNow(issues);
	return {
		previous: previousOf$1(await readIfThere((0, import__node_path.join)(folder, "latest", "run.json")), record),
		previousCopy: await newestCopyBefore(folder, copy, record.environment),
		repairs: await newestRepairs(folder, record.environment),
		notes: joinedNotes(notesOf$1(latest), notesOf$1(replaced)),
		owners: owner === null ? null : {
			now: owner,
			next: null
		},
		issues,
		files,
		out: place.out === OUT.default ? null : place.out,
		name: place.name
	};
}
/** The record with what the next handoff has to know of this one. */
const inContext = (record, { previous, repairs }) => ({
	...record,
	...repairs.length === 0 ? {} : { repairs: repairs.map(({ run }) => run) },
	...previous === null ? {} : { previous }
});
const notesOf$1 = (handoff) => handoff === null ? null : keptNotes(handoff);
/** The run before, from run.json. The same look again keeps the one it had; a look back into the past has none. */
function previousOf$1(runJson, record) {
	const before = runJson === null ? void 0 : parsedAs(RunRecordSchema, runJson);
	if (before === void 0 || before.environment !== record.environment) return null;
	const { previous, repairs = [], cost: _, ...found } = before;
	const { cost: __, ...now } = record;
	if ((0, import__node_util.isDeepStrictEqual)(found, JSON.parse(JSON.stringify(now)))) return previous ?? null;
	if (Date.parse(before.asOf) > Date.parse(record.asOf)) return null;
	const { run, asOf, configHash, range, training, averageScore, gameDates, findings } = before;
	const of = (priority) => findings.filter((one) => one.priority === priority).length;
	return {
		run,
		asOf,
		configHash,
		range,
		training,
		averageScore,
		...before.averageBounds === void 0 ? {} : { averageBounds: before.averageBounds },
		gameDates,
		counts: {
			P0: of("P0"),
			P1: of("P1"),
			P2: of("P2")
		},
		unknownCells: before.cells.unknown,
		findings: findings.map(({ id, title, dates }) => ({
			id,
			title,
			dates: dates.length
		})),
		repairs,
		...before.recent === void 0 ? {} : { recent: before.recent }
	};
}
async function newestCopyBefore(folder, copy, environment) {
	return (await namesIn((0, import__node_path.join)(folder, COPIES))).filter((name) => isCopyOf(name, environment)).map((name) => `${COPIES}/${name}`).filter((path) => path < copy).sort().at(-1) ?? null;
}
/** The newest repairs that left something in `backfills/`, oldest first. */
async function newestRepairs(folder, environment) {
	const runs = await namesIn((0, import__node_path.join)(folder, BACKFILLS));
	const repairs = [];
	for (const run of runs.sort()) {
		const path = `${BACKFILLS}/${run}/receipt.json`;
		const text = await readIfThere((0, import__node_path.join)(folder, path));
		const receipt = text === null ? void 0 : parsedAs(ReceiptSchema, text);
		if (receipt?.environment === environment) repairs.push(repairOf(receipt, `${BACKFILLS}/${run}/RECEIPT.md`));
	}
	return repairs.sort((a, b) => a.started < b.started ? -1 : 1).slice(-5);
}
function repairOf(receipt, path) {
	const { run, startedAt, verifiedAt, counts, dates } = receipt;
	const failed = counts.failed + counts.blocked;
	return {
		run,
		started: startedAt,
		finished: verifiedAt,
		outcome: outcomeOf(receipt),
		done: counts.done,
		failed,
		parked: counts.parked,
		tables: [...new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)))],
		dates: dates.length,
		receipt: path
	};
}
function outcomeOf({ counts, proven, undoneAt }) {
	if (undoneAt !== void 0) return "taken back";
	if (counts.pending > 0) return "cut off";
	if (counts.failed + counts.blocked > 0) return "failed";
	if (counts.parked > 0) return "parked";
	return proven ? "done" : "not proven";
}

const SHOWN_RUNS = 10;
/** A range that ends at most this long before its run looks at everything there was: its end moves with the calendar. */
const OPEN_END_DAYS = 3;
/** The newest runs, newest first, each with its change against the run before it that looked at the same. */
function renderTrend(history) {
	const rows = readHistory(history);
	if (rows.length === 0) return "No run has been recorded yet.";
	const shown = rows.map((row, index) => trendRow(row, previousOf(rows, index)));
	const older = shown.length - SHOWN_RUNS;
	const header = [
		"as of (UTC)",
		"environment",
		"range",
		"training",
		...FIGURES.map(([name]) => name)
	];
	return [table([...header, "P0, P1, P2"], shown.slice(-10).reverse()), `In brackets: the change against the run before of the same environment, policy and range, where there is one; ranges that reach to the newest date are the same. A \\* stands where the configuration changed between the two.${older > 0 ? ` ${count(older, "older run")} in the history.` : ""}`].join("\n\n");
}
/** By time; what comes from a file in the repository is not trusted to be what this tool wrote. */
function readHistory(history) {
	return parse(history, {
		columns: true,
		relax_column_count: true,
		skip_empty_lines: true
	}).toSorted((a, b) => (a["as_of"] ?? "") < (b["as_of"] ?? "") ? -1 : 1);
}
const FIGURES = [
	[
		"average",
		"average_score",
		1
	],
	[
		"poor",
		"poor",
		0
	],
	[
		"complete %",
		"completion_pct",
		1
	],
	[
		"unknown",
		"unknown_cells",
		0
	]
];
function previousOf(rows, index) {
	const row = rows[index];
	return row && rows.slice(0, index).findLast((one) => looksAtTheSame(one, row));
}
function looksAtTheSame(a, b) {
	return [
		"environment",
		"policy",
		"first_date"
	].every((column) => a[column] === b[column]) && (a["last_date"] === b["last_date"] || isOpenEnded(a) && isOpenEnded(b));
}
function isOpenEnded(row) {
	const [last = "", day = ""] = [row["last_date"], row["as_of"]?.slice(0, 10)];
	return isCivilDate(last) && isCivilDate(day) && daysBetween(last, day) <= OPEN_END_DAYS;
}
function trendRow(row, before) {
	const training = TRAINING_STATES.find((state) => state === row["training"]);
	const policy = row["policy"] === "expected" ? ", warm-up expected" : "";
	const changed = before !== void 0 && before["config_hash"] !== row["config_hash"];
	return [
		instantText(row["as_of"] ?? "").replace(/^([\d-]{10})T(\d\d:\d\d):[\d.]+Z$/, "$1 $2"),
		`${wording(row["environment"] ?? "")}${policy}`,
		rangeText(row),
		`${training ?? quoted(row["training"] ?? "")}${changed ? " \\*" : ""}`,
		...FIGURES.map(([, column, digits]) => change(numberOf(row[column]), numberOf(before?.[column]), digits)),
		PRIORITIES.map((priority) => numberOf(row[priority.toLowerCase()]) ?? "N/A").join(", ")
	];
}
function rangeText(row) {
	const [first = "", last = ""] = [row["first_date"], row["last_date"]];
	return isCivilDate(first) && isCivilDate(last) ? printRange({
		first,
		last
	}) : quoted(`${first}..${last}`);
}
const numberOf = (text) => text !== void 0 && /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : null;
/** "93.8 (+0.4)"; alone where nothing changed or there is nothing to compare with. */
function change(value, before, digits) {
	if (value === null) return "N/A";
	const text = value.toFixed(digits);
	if (before === null) return text;
	const difference = (value - before).toFixed(digits);
	if (Number(difference) === 0) return text;
	return `${text} (${Number(difference) > 0 ? "+" : ""}${difference})`;
}

const PICTURES = {
	light: "latest/heatmap-light.svg",
	dark: "latest/heatmap-dark.svg"
};
const BADGE = "latest/badge.svg";
/** What each file is, in the order of reading. */
const ABOUT$1 = {
	"latest/HANDOFF.md": "what is wrong and what to do next, to act from alone",
	"latest/SEASON.md": "each season by band, month, stage, phase and table; its worst dates",
	"latest/health.csv": "a row a game date: score and counts, 20 columns",
	"latest/gaps.csv": "a row a cell (date and table) that is not as it should be, with why",
	"latest/run.json": "this validation for programs",
	"latest/cause-runs.json": "the findings by cause, for the job that keeps issues",
	[PICTURES.light]: "the calendar above, for light pages",
	[PICTURES.dark]: "the calendar above, for dark pages",
	[BADGE]: "state and average score as a picture",
	"latest/badge.json": "the same for shields.io's endpoint badge, which can read public places only",
	"history/health_history.csv": "a row a run",
	"history/costs.csv": "what each run was estimated to bill, and what it billed",
	"handoffs/": "dated copies of the handoff",
	"backfills/": "what each backfill did"
};
/** README.md of an environment: the latest state, its picture, the files and the trend. Links are relative to its own folder. */
function renderReportsIndex(input) {
	const { name, latest, history, costs = null, files } = input;
	const there = new Set(files);
	return `${[
		`# Reports of ${wording(name)}`,
		"<!-- Written by each validation; edits here are lost. -->",
		...there.has(BADGE) ? [`![Training ${latest.training}](${BADGE})`] : [],
		state(latest),
		...start(there),
		"[All environments](../README.md)",
		...unknownBanner$1(latest),
		...there.has(PICTURES.light) && there.has(PICTURES.dark) ? [picture(latest)] : [],
		"## Findings",
		findings(latest),
		"## Trend",
		renderTrend(history),
		...costs === null ? [] : ["## Costs", renderCosts(costs)],
		"## Files",
		fileTable(files)
	].join("\n\n")}\n`;
}
function state(latest) {
	const { bands, completionPct } = latest;
	const completion = completionPct === null ? "Nothing that training needs is expected." : `Every table that training needs is there on ${oneDecimal(completionPct)} % of the dates that expect them.`;
	return [
		`**Model training is ${latest.training}.** Environment ${wording(latest.environment)}, ${count(latest.gameDates, "game date")} from ${latest.range.first} to ${latest.range.last}, as of ${instantText(latest.asOf)}.`,
		`Average health score ${recordedAverage(latest)}: ${listed(BANDS.map((band) => `${bands[band]} ${band}`))}.`,
		completion
	].join(" ");
}
function start(there) {
	const links = ["HANDOFF.md", "SEASON.md"].filter((name) => there.has(`latest/${name}`)).map((name) => `[${name}](latest/${name})`);
	return links.length === 0 ? [] : [`Start with ${listed(links)}.`];
}
function unknownBanner$1({ unread, cells }) {
	if (unread.length === 0) return [];
	const names = unread.slice(0, 5).map((one) => wording(one.table));
	const more = unread.length - names.length;
	const tables = more === 0 ? listed(names) : `${names.join(", ")} and ${more} more`;
	return [`> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(cells.unknown ?? 0, "cell")}: ${tables}.** Nothing here says that these are well.`];
}
function picture({ gameDates, bands }) {
	const alt = `Calendar of ${count(gameDates, "game date")} by health band: ${listed(BANDS.map((band) => `${bands[band]} ${band}`))}.`;
	return [
		"<picture>",
		`  <source media="(prefers-color-scheme: dark)" srcset="${PICTURES.dark}">`,
		`  <img src="${PICTURES.light}" alt="${alt}">`,
		"</picture>"
	].join("\n");
}
function findings({ findings: all, unread }) {
	if (all.length === 0) return unread.length === 0 ? "None: every cell that was expected is there." : "None among the cells that could be read.";
	const sorted = PRIORITIES.flatMap((priority) => all.filter((one) => one.priority === priority));
	return table([
		"priority",
		"finding",
		"dates",
		"which"
	], sorted.map(({ priority, title, dates, runs }) => [
		priority,
		capital(wording(title)),
		String(dates.length),
		runsText(runs.map(({ first, last, dates: n }) => ({
			first,
			last,
			dates: n
		})), 4)
	]));
}
function fileTable(files) {
	if (files.length === 0) return "None were written.";
	const known = Object.keys(ABOUT$1).filter((file) => files.includes(file));
	const others = files.filter((file) => !Object.hasOwn(ABOUT$1, file)).sort();
	return table(["file", "what it is"], [...known, ...others].map((file) => [`[${wording(file)}](${link(file)})`, ABOUT$1[file] ?? ""]));
}
/** Nothing of a path may end the link. */
const link = (file) => encodeURI(file).replace(/[()<>[\]]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);

const COLOURS = {
	BLOCKED: "#a63603",
	UNBLOCKED: "#8a6100",
	READY: "#1f6f43",
	COMPLETE: "#1f6f43"
};
/** Grey: no state is claimed in colour while something could not be read. */
const UNKNOWN_COLOUR = "#57606a";
function faceOf(assessment) {
	const { training, average, grid, unknownCells } = assessment;
	const score = average === null ? "no score" : averageWords(assessment);
	const unknown = unknownCells === 0 ? "" : `, ${count(unknownCells, "cell")} unknown`;
	return {
		label: `training (${grid.environment})`,
		message: `${training} ${score}${unknown}`,
		color: unknownCells === 0 ? COLOURS[training] : UNKNOWN_COLOUR
	};
}
/** badge.json, as shields.io's endpoint badge reads it. It has to be readable for shields.io, so in a public place. */
const badge = (assessment) => `${JSON.stringify({
	schemaVersion: 1,
	...faceOf(assessment)
}, null, 2)}\n`;
/** About as wide as Verdana at 11 pixels; `textLength` makes every other font fit it. */
const widthOf = (text) => [...text].reduce((sum, one) => sum + (/[A-Z0-9]/.test(one) ? 7.4 : /[a-z]/.test(one) ? 6.1 : 4.4), 0);
/** badge.svg: the same badge as a picture, for a private repository, which shields.io cannot read. */
function renderBadgeSvg(assessment) {
	const { label, message, color } = faceOf(assessment);
	const [left, right] = [label, message].map((text) => Math.round(widthOf(text)) + 12);
	const text = (words, x, width) => `<text x="${x + 6}" y="14" textLength="${width - 12}">${escapeXml(words)}</text>`;
	const name = escapeXml(`${label}: ${message}`);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${name}">`,
		`<title>${name}</title>`,
		`<rect width="${left}" height="20" fill="#444c56"/><rect x="${left}" width="${right}" height="20" fill="${color}"/>`,
		`<g fill="#fff" font-family="Verdana, Geneva, DejaVu Sans, sans-serif" font-size="11">`,
		`${text(label, 0, left)}${text(message, left, right)}</g></svg>`,
		""
	].join("\n");
}
const escapeXml = (text) => text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A year and a day; longer seasons go on in a row of their own. */
const MOST_WEEKS = 53;
const calendarRows = (slice) => [...seasonsOf(slice).values()].flatMap((season) => rowsOf(season));
function rowsOf(season) {
	const { first, last } = season.grid.range;
	const sunday = addDays(first, -weekdayOf(first));
	const weeks = Math.floor(daysBetween(sunday, last) / 7) + 1;
	const marks = season.grid.days.map((day, index) => markOf(season, day, index, sunday));
	return Array.from({ length: Math.ceil(weeks / MOST_WEEKS) }, (_, row) => {
		const from = row * MOST_WEEKS;
		const length = Math.min(MOST_WEEKS, weeks - from);
		return {
			title: row === 0 ? titleOf$1(season) : "continued",
			weeks: length,
			marks: marks.filter(({ week }) => week >= from && week < from + length).map((mark) => ({
				...mark,
				week: mark.week - from
			})),
			months: monthsOf(addDays(sunday, from * 7), length)
		};
	});
}
const weekdayOf = (date) => Temporal.PlainDate.from(date).dayOfWeek % 7;
function titleOf$1(season) {
	const { first, last } = season.grid.range;
	const n = season.grid.days.length;
	return `${first === last ? first : `${first} to ${last}`}: ${n} game ${n === 1 ? "date" : "dates"}, average ${scoreText(averageOf(season))}`;
}
function markOf({ grid, scores }, { date }, index, sunday) {
	const score = scores[index];
	const kind = score === void 0 ? "unknown" : kindOf(grid, score);
	return {
		date,
		score: score === void 0 || score.value === null ? null : scoreText(score),
		week: Math.floor(daysBetween(sunday, date) / 7),
		weekday: weekdayOf(date),
		kind,
		partlyUnread: kind !== "unknown" && isPartlyUnread(grid, index)
	};
}
/** A band only where it holds for everything that the unread could be. */
function kindOf({ pipeline }, score) {
	if (!expectsSomething(score)) return "absent";
	const { bands } = pipeline.score;
	const band = bandOf(score.low, bands);
	return band === bandOf(score.high, bands) ? band : "unknown";
}
function isPartlyUnread(grid, dayIndex) {
	const cells = cellsOfDay(grid, dayIndex);
	return grid.tables.some(({ id, shadow }) => !shadow && cells.get(id)?.state === "unknown");
}
const MONTHS = [
	"Jan",
	"Feb",
	"Mar",
	"Apr",
	"May",
	"Jun",
	"Jul",
	"Aug",
	"Sep",
	"Oct",
	"Nov",
	"Dec"
];
/** A month stands over the week of its first day; the one that the row begins in, over its first week. */
function monthsOf(sunday, weeks) {
	const monthOf = (week) => addDays(sunday, week * 7 + 6).slice(5, 7);
	return Array.from({ length: weeks }, (_, week) => week).filter((week) => week === 0 || monthOf(week) !== monthOf(week - 1)).map((week) => ({
		week,
		name: MONTHS[Number(monthOf(week)) - 1] ?? ""
	}));
}

/**
* Blue to orange and pale to strong, so that the order and what is poor show to every kind of sight. Letters have a
* contrast of 4.5 and more on their fill, outlines 3 and more on the page.
*/
const PALETTES = {
	light: {
		excellent: {
			fill: "#dbe9f6",
			line: "#6592bd",
			ink: "#0b2a4a"
		},
		good: {
			fill: "#84b5de",
			line: "#3f7cb3",
			ink: "#06203a"
		},
		fair: {
			fill: "#f5a54f",
			line: "#a85f0c",
			ink: "#3a1d00"
		},
		poor: {
			fill: "#9a2f04",
			line: "#9a2f04",
			ink: "#ffffff"
		},
		unknown: {
			fill: "#ffffff",
			line: "#57606a",
			ink: "#24292f"
		},
		absent: {
			fill: "#eaeef2",
			line: "#818b95",
			ink: "#424a53"
		},
		text: "#24292f",
		quiet: "#57606a"
	},
	dark: {
		excellent: {
			fill: "#12304f",
			line: "#4379ae",
			ink: "#cfe3f5"
		},
		good: {
			fill: "#2f6ca6",
			line: "#6aa7e0",
			ink: "#ffffff"
		},
		fair: {
			fill: "#c97b1f",
			line: "#f0a34d",
			ink: "#1c0e00"
		},
		poor: {
			fill: "#ffb38a",
			line: "#ffd2b8",
			ink: "#3b1200"
		},
		unknown: {
			fill: "#0d1117",
			line: "#9aa4ae",
			ink: "#e6edf3"
		},
		absent: {
			fill: "#21262d",
			line: "#768390",
			ink: "#c3cbd3"
		},
		text: "#e6edf3",
		quiet: "#9aa4ae"
	}
};
/** The mark of each kind of date, so that colour is not all that tells them apart. */
const LETTERS = {
	excellent: "E",
	good: "G",
	fair: "F",
	poor: "P",
	unknown: "?",
	absent: "-"
};
const WORDS = {
	excellent: "excellent",
	good: "good",
	fair: "fair",
	poor: "poor",
	unknown: "unknown: could not be read",
	absent: "nothing expected"
};
const KINDS = Object.keys(LETTERS);

const WEEKDAYS = [
	"Sun",
	"Mon",
	"Tue",
	"Wed",
	"Thu",
	"Fri",
	"Sat"
];
/** Pixels. The page leaves this much free around, and the weekdays' names stand left of the weeks. */
const [PADDING, NAMES] = [8, 26];
/** Of the weeks' columns; with the weekdays' names the picture is about 900 pixels wide. */
const [WIDTH, WIDEST_FIELD] = [846, 22];
const LEFT = PADDING + NAMES;
/** The title of a season and the names of its months, and what is free below its last weekday. */
const [HEAD, BETWEEN] = [31, 14];
/** That the name of a month takes. */
const MONTH_WIDTH = 20;
const [LEGEND, LINE] = [20, 14];
/**
* A calendar of the game dates as SVG, a row of weeks a season: colour and letter say the band, words stand in the
* legend, and each field says its date and score. The same assessment gives the same bytes. Dates without games are
* blank. Text in it is ours or made of dates and figures, so that nothing has to be escaped.
*/
function renderHeatmap(assessment, theme) {
	const palette = PALETTES[theme];
	const rows = calendarRows(assessment);
	const field = Math.min(WIDEST_FIELD, Math.floor(WIDTH / Math.max(1, ...rows.map(({ weeks }) => weeks))));
	const pitch = HEAD + 7 * field + BETWEEN;
	const below = PADDING + (rows.length === 0 ? LEGEND + BETWEEN : rows.length * pitch);
	const notes = notesOf(rows);
	const height = below + LEGEND + notes.length * LINE + PADDING;
	const width = LEFT + WIDTH + PADDING;
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(rows)}" font-family="Arial, sans-serif">`,
		...rows.length === 0 ? [text("No game dates.", LEFT, PADDING + 14, 13, palette.text)] : rows.flatMap((row, at) => rowLines(row, PADDING + at * pitch, field, palette)),
		...legendLines(rows, below, palette),
		...notes.map((note, at) => text(note, LEFT, below + LEGEND + at * LINE + 13, 12, palette.quiet)),
		"</svg>",
		""
	].join("\n");
}
function rowLines(row, top, field, palette) {
	const months = row.months.filter(({ week }, at) => ((row.months[at + 1]?.week ?? row.weeks) - week) * field >= MONTH_WIDTH);
	const grid = top + HEAD;
	return [
		text(row.title, PADDING, top + 10, 13, palette.text, " font-weight=\"600\""),
		...months.map(({ week, name }) => text(name, LEFT + week * field, grid - 4, 10, palette.quiet)),
		...WEEKDAYS.map((name, weekday) => text(name, LEFT - 2, grid + (weekday + .5) * field + 3, 10, palette.quiet, END)),
		...row.marks.map((mark) => square(palette, {
			...mark,
			x: LEFT + (mark.week + .5) * field,
			y: grid + (mark.weekday + .5) * field,
			size: field - 3,
			fontSize: Math.round(field * .5),
			title: `${mark.date}: ${WORDS[mark.kind]}${mark.score === null ? "" : `, ${mark.score}`}`
		}))
	];
}
const [MIDDLE, END] = [" text-anchor=\"middle\"", " text-anchor=\"end\""];
const text = (words, x, y, size, colour, more = "") => `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}"${more}>${words}</text>`;
/** In the colours of its kind, with its letter; a dashed outline is the second sign of what is not known. */
function square(palette, one) {
	const { kind, x, y, size, fontSize, title } = one;
	const { fill, line, ink } = palette[kind];
	const dashes = kind === "unknown" ? " stroke-dasharray=\"3,2\"" : "";
	const letter = one.partlyUnread ? `${LETTERS[kind]}?` : LETTERS[kind];
	return [
		`<g><title>${title}</title>`,
		`<rect x="${x - size / 2}" y="${y - size / 2}" width="${size}" height="${size}" fill="${fill}" stroke="${line}"${dashes}/>`,
		`${text(letter, x, y + fontSize * .36, fontSize, ink, `${MIDDLE} font-weight="bold"`)}</g>`
	].join("");
}
/** The words beside each mark and how many dates have it. */
function legendLines(rows, top, palette) {
	const marks = rows.flatMap((row) => row.marks);
	let x = LEFT + 9;
	return KINDS.flatMap((kind) => {
		const dates = marks.filter((mark) => mark.kind === kind).length;
		if (kind === "absent" && dates === 0) return [];
		const [at, words] = [x, `${WORDS[kind]} (${dates})`];
		x += 40 + Math.round(words.length * 6.2);
		return [square(palette, {
			kind,
			partlyUnread: false,
			x: at,
			y: top + 10,
			size: 19,
			fontSize: 11,
			title: WORDS[kind]
		}), text(words, at + 15, top + 14, 12, palette.text)];
	});
}
function notesOf(rows) {
	const partly = rows.flatMap(({ marks }) => marks).filter((mark) => mark.partlyUnread).length;
	return ["Blank: no games on the date.", ...partly === 0 ? [] : [`A ? behind a letter (${partly}): part of the date could not be read;`, "its band is the same whatever that holds."]];
}
/** What a screen reader says of the whole: words and figures of our own. */
function describe(rows) {
	const marks = rows.flatMap((row) => row.marks);
	const counts = KINDS.map((kind) => `${marks.filter((mark) => mark.kind === kind).length} ${kind}`).filter((words) => words !== "0 absent");
	return `Calendar of ${marks.length} game dates by health band: ${counts.join(", ")}.`;
}

/** Longer lists stand in gaps.csv. */
const MOST_ROWS = 40;
/** Cells with more rows than keys, or more than the schedule allows. */
function renderOverCounts({ grid }) {
	const found = grid.tables.flatMap((one) => columnOf(grid, one.id).filter(({ state }) => state === "over-count").map((cell) => [one, cell]));
	if (found.length === 0) return none(grid, "None: no table holds more rows or games than are expected.");
	return longTable([
		"date",
		"table",
		"found",
		"expected",
		"surplus"
	], found.map(([one, cell]) => [
		cell.date,
		cell.table,
		[...cell.games === null ? [] : [count(cell.games, "game")], ...cell.rows === null ? [] : [count(cell.rows, "row")]].join(", "),
		cell.expected === null ? "one row a key" : expectedText(one, cell),
		String(cell.surplus)
	]));
}
function expectedText(one, cell) {
	const rows = rowsExpected(one, cell);
	return [...cell.unit === "games" ? [count(cell.expected ?? 0, "game")] : [], ...rows === null ? [] : [count(rows, "row")]].join(", ");
}
/** Rows of a full date; null where the table says nothing of them. */
function rowsExpected({ full }, { expected, unit }) {
	if (expected === null || unit === "rows") return expected;
	const perGame = typeof full === "object" && "games" in full ? full.games.rowsPerGame : void 0;
	return perGame === void 0 ? null : perGame * expected;
}
/** Dates on which a table counts as there with fewer rows than it declares, by run. */
function renderThin({ grid }) {
	const rows = grid.tables.flatMap((one) => {
		const thin = columnOf(grid, one.id).filter((cell) => cell.thin);
		const byDate = new Map(thin.map((cell) => [cell.date, cell]));
		return runsOf(thin.map(({ date }) => date), grid.days).map((run) => thinRow(one, run, byDate));
	});
	if (rows.length === 0) return none(grid, "None: every table that is there has the rows of a full date.");
	return longTable([
		"table",
		"which",
		"dates",
		"rows",
		"of expected"
	], rows);
}
function thinRow(one, run, byDate) {
	const cells = run.dates.flatMap((date) => byDate.get(date) ?? []);
	const expected = cells.flatMap((cell) => rowsExpected(one, cell) ?? []);
	const late = cells.filter((cell) => cell.late).length;
	return [
		late === 0 ? one.id : `${one.id} (${late} within the grace)`,
		runsText([run]),
		String(cells.length),
		span(cells.flatMap(({ rows }) => rows ?? [])),
		span(expected)
	];
}
/** "7", or "1 to 29". */
function span(numbers) {
	if (numbers.length === 0) return "";
	const least = numbers.reduce((a, b) => Math.min(a, b));
	const most = numbers.reduce((a, b) => Math.max(a, b));
	return least === most ? String(least) : `${least} to ${most}`;
}
/** What is not expected, by the rule that says so: whole cells, and single games of cells that are expected otherwise. */
function renderAbsences({ grid }) {
	const byRule = /* @__PURE__ */ new Map();
	const ruleOf = (rule) => {
		const known = byRule.get(rule) ?? {
			cells: [],
			games: /* @__PURE__ */ new Map()
		};
		byRule.set(rule, known);
		return known;
	};
	for (const one of grid.tables) for (const [index, cell] of columnOf(grid, one.id).entries()) if (cell.state === "expected-absent") ruleOf(generalised(cell.reason ?? "no rule is given")).cells.push(cell);
	else for (const { reason, games } of waivedGames(grid, one, cell, index)) {
		const absence = ruleOf(reason);
		absence.cells.push(cell);
		for (const id of games) absence.games.set(`${cell.table} ${id}`, 1);
	}
	if (byRule.size === 0) return "None: every cell is expected.";
	return longTable([
		"rule",
		"tables",
		"dates",
		"what",
		"which"
	], [...byRule].map(([rule, { cells, games }]) => {
		const dates = [...new Set(cells.map(({ date }) => date))].sort();
		return [
			quoted(rule),
			[...new Set(cells.map((cell) => cell.table))].join(", "),
			String(dates.length),
			games.size > 0 ? `${count(games.size, "game")} in ${count(cells.length, "cell")}` : count(cells.length, "cell"),
			datesText(dates, grid.days, 6)
		];
	}));
}
/** The day number of a warm-up differs from date to date; the rule is one. */
const generalised = (reason) => reason.replace(/^season warm-up: day \d+ of the first (\d+)$/, "season warm-up: the first $1 days");
function waivedGames(grid, one, cell, dayIndex) {
	const scheduled = grid.days[dayIndex]?.games ?? [];
	if (cell.unit !== "games" || cell.expected === null || cell.expected >= scheduled.length) return [];
	return waiversFor(grid.pipeline, one, grid.environment, grid.asOf).flatMap(({ reason, games = [] }) => {
		const here = scheduled.map(({ id }) => id).filter((id) => games.includes(id));
		return here.length === 0 ? [] : [{
			reason,
			games: here
		}];
	});
}
/** That there is nothing can be said only of what was read. */
const none = ({ columns }, text) => [...columns.values()].some((cells) => cells.some(({ state }) => state === "unknown")) ? "None among the cells that could be read." : text;
function longTable(header, rows) {
	const shown = table(header, rows.slice(0, MOST_ROWS));
	const more = rows.length - MOST_ROWS;
	return more > 0 ? `${shown}\n\nAnd ${more} more in \`gaps.csv\`.` : shown;
}

/** The lowest scores are told until there are this many dates and rows; dates that lost the same share a row. */
const [LEAST_DATES, LEAST_ROWS] = [10, 5];
/** The lowest scores with what each stage lost; dates with the same score for the same reason share a row. */
function renderWorst(slice) {
	const { grid, scores } = slice;
	const groups = /* @__PURE__ */ new Map();
	grid.days.forEach(({ date }, index) => {
		const score = scores[index];
		if (score === void 0 || score.value === null || roundScore(score.low) >= 100) return;
		const why = losses(grid.pipeline.score.stages, score, scoredCells(grid, index));
		const key = `${scoreText(score)} ${why}`;
		const group = groups.get(key);
		if (group === void 0) groups.set(key, {
			score,
			why,
			dates: [date]
		});
		else group.dates.push(date);
	});
	const sorted = [...groups.values()].sort((a, b) => (a.score.value ?? 0) - (b.score.value ?? 0) || a.score.low - b.score.low);
	let told = 0;
	const shown = sorted.filter(({ dates }, row) => {
		if (told >= LEAST_DATES && row >= LEAST_ROWS) return false;
		told += dates.length;
		return true;
	});
	return [shown.length === 0 ? "No date with a score lost a point." : table([
		"score",
		"dates",
		"which",
		"points lost, by stage"
	], shown.map(({ score, why, dates }) => [
		scoreText(score),
		String(dates.length),
		datesText(dates, grid.days, 6),
		why
	])), ...unscored(slice)];
}
/** What the score is made of: tables that are only watched stay out. */
function scoredCells(grid, dayIndex) {
	const cells = new Map(cellsOfDay(grid, dayIndex));
	for (const { id, shadow } of grid.tables) if (shadow) cells.delete(id);
	return cells;
}
function unscored({ grid, scores }) {
	const dates = grid.days.flatMap(({ date }, index) => {
		const score = scores[index];
		return score !== void 0 && score.value === null && expectsSomething(score) ? [date] : [];
	});
	if (dates.length === 0) return [];
	return [`**UNKNOWN:** ${count(dates.length, "date")} may be worse and ${dates.length === 1 ? "has" : "have"} no score, because nothing of ${dates.length === 1 ? "it" : "them"} could be read: ${datesText(dates, grid.days)}.`];
}
function losses(stages, score, cells) {
	const known = score.stages.filter(({ value }) => value !== null).length;
	return stages.flatMap((stage) => {
		const result = score.stages.find(({ id }) => id === stage.id);
		if (result === void 0 || result.state === "absent") return [];
		if (result.value === null) return [`${stage.id} UNKNOWN`];
		const unread = tablesOf(stage).filter((id) => cells.get(id)?.state === "unknown");
		const lost = oneDecimal((100 - result.value) / known);
		const why = [...lost === "0.0" ? [] : [lossOf(stage, cells, unread.length > 0)], ...unread.length === 0 ? [] : [`${listed(unread)} UNKNOWN`]];
		const points = lost === "0.0" ? "" : ` -${lost}`;
		return why.length === 0 ? [] : [`${stage.id}${points} (${why.join(", ")})`];
	}).join("; ");
}
const tablesOf = (stage) => {
	if ("tables" in stage) return stage.tables;
	return stage.kind === "ratio" ? [stage.table, stage.of] : [stage.table];
};
/** Why a stage is below 100; beside unread tables the missing ones are named, for "none" would be of those too. */
function lossOf(stage, cells, besideUnread) {
	switch (stage.kind) {
		case "games": {
			const [fullest] = stage.tables.flatMap((id) => cells.get(id) ?? []).filter(({ state }) => state !== "unknown" && state !== "expected-absent").sort((a, b) => (b.games ?? 0) - (a.games ?? 0));
			return (fullest?.games ?? 0) === 0 ? "no games" : `${fullest?.games} of ${count(fullest?.expected ?? 0, "game")}`;
		}
		case "share": {
			const expected = stage.tables.flatMap((id) => cells.get(id) ?? []).filter(({ state }) => state !== "unknown" && state !== "expected-absent");
			const missing = expected.filter((cell) => !isPresent(cell));
			if (missing.length === expected.length && !besideUnread) return "none";
			return `without ${listed(missing.map((cell) => cell.table))}`;
		}
		case "any": return "none";
		case "ratio": {
			const [part, whole] = [cells.get(stage.table)?.rows ?? 0, cells.get(stage.of)?.rows ?? 0];
			return part === 0 || whole === 0 ? "none" : `${oneDecimal(part / whole * 100)} %`;
		}
	}
}

/** A few sentences with figures: the state, what is worst, where the points go and what can be reached. */
function renderSeasonSummary(assessment) {
	const { grid, readiness } = assessment;
	const state = `Environment ${wording(grid.environment)}, as of ${instantText(grid.asOf)}. Model training is **${stateText(readiness)}**.`;
	if (grid.days.length === 0) return [`${state} There is no game date from ${grid.range.first} to ${grid.range.last}, so there is nothing to score.`, ...unknownBanner(assessment)];
	const points = [
		inShort(assessment),
		...reportedAverageText(grid).map((text) => `The operators' average, by the file's own health_score and without a cap: **${text}**.`),
		gravest(assessment),
		pointsLost(assessment),
		...bestAndWorst(assessment),
		...ceiling(assessment)
	];
	return [
		state,
		...unknownBanner(assessment),
		points.map((one) => `- ${one}`).join("\n")
	];
}
/** The figures of some dates in two sentences. */
function inShort(slice) {
	const { grid, scores } = slice;
	const counts = countBands(scores, grid.pipeline.score.bands);
	const bands = listed(BANDS.map((band) => `${counts[band]} ${band}`));
	const completion = completionText(slice);
	return [`${count(listedDays(grid.days).length, "game date")} from ${grid.range.first} to ${grid.range.last} with ${gamesText(slice)} score **${scoreText(averageOf(slice))}** on average: ${bands}.`, completion.includes("%") ? `Every table that training needs is there on **${completion}** of the dates that expect them.` : "Nothing that training needs is expected on them."].join(" ");
}
/** On a date whose schedule was not read nobody knows how many there are. */
function gamesText(slice) {
	const { days, reported } = slice.grid;
	return `${days.some(({ date }) => reported?.get(date)?.row.scheduled_games === null) ? "at least " : ""}${count(gamesOf(slice), "game")}`;
}
function unknownBanner({ unread, unknownCells }) {
	if (unread.length === 0) return [];
	return [`> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(unknownCells, "cell")}.** A score beside two bounds is of the rest: the bounds are the score with the unknown as empty and as full.`, table([
		"table",
		"cells",
		"error"
	], unread.map(({ table: id, cells, error }) => [
		id,
		String(cells),
		quoted(error)
	]))];
}
function gravest({ findings: all, diagnoses, unread }) {
	const [first] = all;
	if (first === void 0) return unread.length === 0 ? "No findings: every cell that is expected is there." : "No findings among the cells that could be read.";
	const counts = PRIORITIES.map((priority) => `${all.filter((one) => one.priority === priority).length} ${priority}`);
	const where = first.runs.length === 0 ? "" : `, ${runsText(first.runs, 4)}`;
	return `Findings: ${listed(counts)}. The gravest: **${wording(first.title)}**${onDates(first.dates)}${where}. Cause: ${causesText(diagnoses, first)}.`;
}
function pointsLost(slice) {
	const lost = stageLosses(slice).filter((stage) => stage.lost >= .05).sort((a, b) => b.lost - a.lost).map((stage) => `${stage.stage} ${oneDecimal(stage.lost)}`);
	return lost.length === 0 ? "No stage of the score takes a point from the average." : `Points that the average loses, by stage of the score: ${listed(lost)}.`;
}
function bestAndWorst(slice) {
	const months = [...monthsOf$1(slice)].flatMap(([month, part]) => {
		const value = averageOf(part)?.value ?? null;
		return value === null ? [] : [{
			month,
			value
		}];
	}).sort((a, b) => b.value - a.value);
	const [best, worst] = [months[0], months.at(-1)];
	if (best === void 0 || worst === void 0 || best === worst) return [];
	return [`Best month ${best.month} with ${oneDecimal(best.value)}, worst ${worst.month} with ${oneDecimal(worst.value)}.`];
}
function ceiling({ ceilings: { average, obstacles }, unread }) {
	const best = average[4];
	if (best === null) return [];
	const inTheWay = obstacles.filter(({ averageLoss }) => averageLoss >= .05).map(({ stage, averageLoss }) => `${stage} (${oneDecimal(averageLoss)})`);
	const because = inTheWay.length === 0 ? "" : ` What still takes points then: ${listed(inTheWay)}.`;
	return [`${unread.length === 0 ? "With" : "Of what could be read: with"} everything repaired that can be, the average reaches **${oneDecimal(best)}** at most.${because}`];
}
/** Every finding, worst first, with its dates and causes. */
function renderFindings({ findings: all, diagnoses, unread }) {
	if (all.length === 0) return unread.length === 0 ? "None: every cell that was expected is there." : "None among the cells that could be read.";
	return all.map((finding, index) => {
		const { priority, title, dates, games, runs } = finding;
		const where = runs.length === 0 ? "" : ` ${capital(count(dates.length, "date"))} with ${count(games, "game")}: ${runsText(runs)}.`;
		return `${index + 1}. **${priority}** ${capital(wording(title))}.${where} Cause: ${causesText(diagnoses, finding)}.`;
	}).join("\n");
}
function causesText(diagnoses, finding) {
	const dates = /* @__PURE__ */ new Map();
	for (const { cause, run, finding: of } of diagnoses) if (of.id === finding.id) dates.set(CAUSES[cause].title, (dates.get(CAUSES[cause].title) ?? 0) + run.dates.length);
	return dates.size === 0 ? "none is known" : [...dates].map(([title, n]) => `${title} (${n})`).join("; ");
}

const BAR_LENGTH = 20;
/** A bar of blocks for a share 0-1; whatever is not nothing has one block. */
const bar = (part) => "█".repeat(part === 0 ? 0 : Math.max(1, Math.round(part * BAR_LENGTH)));
/** One row a season. */
const renderOverview = (seasons) => table([
	"season",
	"dates",
	"games",
	"average",
	...BANDS,
	"completion"
], [...seasons].map(([id, season]) => [
	wording(id),
	String(season.grid.days.length),
	String(gamesOf(season)),
	scoreText(averageOf(season)),
	...bandCounts(season),
	completionText(season)
]));
const bandCounts = ({ grid, scores }) => {
	const counts = countBands(scores, grid.pipeline.score.bands);
	return BANDS.map((band) => String(counts[band]));
};
/** Dates in each band, and how many of them could be in another one if all had been read. */
function renderDistribution({ grid, scores }) {
	const { bands } = grid.pipeline.score;
	const counts = countBands(scores, bands);
	const unsure = scores.filter((score) => !isCertain(score) && score.value !== null);
	const unsureIn = (band) => unsure.filter(({ value, low, high }) => bandOf(value ?? 0, bands) === band && bandOf(low, bands) !== bandOf(high, bands)).length;
	const ranges = {
		excellent: `${bands.excellent} and more`,
		good: `${bands.good} to below ${bands.excellent}`,
		fair: `${bands.fair} to below ${bands.good}`,
		poor: `below ${bands.fair}`
	};
	const unread = scores.filter((score) => score.value === null && expectsSomething(score)).length;
	const absent = scores.filter((score) => !expectsSomething(score)).length;
	const rows = [
		...BANDS.map((band) => [
			capital(band),
			ranges[band],
			counts[band],
			unsureIn(band)
		]),
		...unread === 0 ? [] : [[
			"UNKNOWN",
			"nothing could be read",
			unread,
			unread
		]],
		...absent === 0 ? [] : [[
			"no score",
			"nothing is expected",
			absent,
			0
		]]
	].map(([band, range, dates, unsureDates]) => [
		band,
		range,
		dates,
		unsureDates
	]);
	const withUnsure = unsure.length + unread > 0;
	return table([
		"band",
		"score",
		"dates",
		"share",
		"",
		...withUnsure ? ["band not certain"] : []
	], rows.map(([band, range, dates, unsureDates]) => [
		band,
		range,
		String(dates),
		share(dates, scores.length),
		bar(dates / scores.length),
		...withUnsure ? [String(unsureDates)] : []
	]));
}
function renderMonths(slice) {
	return table([
		"month",
		"dates",
		"games",
		"average",
		"",
		"completion",
		"poor dates"
	], [...monthsOf$1(slice)].map(([month, part]) => {
		const average = averageOf(part);
		return [
			month,
			String(part.grid.days.length),
			String(gamesOf(part)),
			scoreText(average),
			bar((average?.value ?? 0) / 100),
			completionText(part),
			poorDates(part)
		];
	}));
}
/** "4", or "4 to 7" where the unread decides. */
function poorDates({ grid, scores }) {
	const poor = (of) => scores.filter((score) => expectsSomething(score) && bandOf(of(score), grid.pipeline.score.bands) === "poor").length;
	const [least, most] = [poor(({ high }) => high), poor(({ low }) => low)];
	return least === most ? String(least) : `${least} to ${most}`;
}
/** Where the points go, by stage of the score. */
function renderStages(slice) {
	const losses = stageLosses(slice);
	if (losses.length === 0) return "No stage has a value on any date.";
	return table([
		"stage",
		"average",
		"points it takes from the average",
		"dates below 100",
		"dates unknown"
	], losses.map(({ stage, average, lost, dates, unknown }) => [
		stage,
		oneDecimal(average),
		oneDecimal(lost),
		String(dates),
		String(unknown)
	]));
}
const ALWAYS = [
	"complete",
	"partial",
	"missing",
	"unknown"
];
const WHERE_THERE = [
	"over-count",
	"stale",
	"expected-absent",
	"thin",
	"late"
];
/** Dates by state for each phase, and below it for each of its tables. */
function renderPhases({ grid }) {
	const phases = grid.pipeline.phases.map((phase) => [phase, grid.tables.filter(({ phase: id }) => id === phase.id)]);
	const rows = phases.flatMap(([phase, tables]) => phaseRows(grid, phase, tables));
	const elsewhere = phases.filter(([, tables]) => tables.length === 0);
	const shown = [...ALWAYS, ...WHERE_THERE.filter((one) => rows.some(({ counts }) => counts[one] > 0))];
	return [rows.length === 0 ? "No phase has a table here." : table(["dates by phase and table", ...shown.map((one) => one.replace("-", " "))], rows.map(({ name, counts }) => [name, ...shown.map((one) => counts[one] === 0 ? "-" : String(counts[one]))])), ...elsewhere.length === 0 ? [] : [`Without a table here: ${elsewhere.map(([{ title }]) => wording(title)).join(", ")}.`]];
}
function phaseRows(grid, { title }, tables) {
	if (tables.length === 0) return [];
	const judged = new Set(tables.filter(({ shadow }) => !shadow).map(({ id }) => id));
	const dates = grid.days.flatMap((_, index) => {
		const cells = [...cellsOfDay(grid, index).values()].filter((cell) => judged.has(cell.table));
		return cells.length === 0 ? [] : [phaseDate(cells)];
	});
	return [{
		name: `**${wording(title)}**`,
		counts: countsOf(dates)
	}, ...tables.map(({ id, shadow }) => ({
		name: shadow ? `${id} (watched only)` : id,
		counts: countsOf(columnOf(grid, id))
	}))];
}
function countsOf(dates) {
	const counts = Object.fromEntries([...ALWAYS, ...WHERE_THERE].map((one) => [one, 0]));
	for (const { state, thin, late } of dates) {
		counts[state] += 1;
		if (thin) counts.thin += 1;
		if (late) counts.late += 1;
	}
	return counts;
}
/** A phase's date: unknown with any unread table, missing with none of its tables, partial with some. */
function phaseDate(cells) {
	const expected = cells.filter(({ state }) => state !== "expected-absent");
	const thin = expected.some((cell) => cell.thin);
	const late = expected.some((cell) => cell.late);
	const some = (state) => expected.some((cell) => cell.state === state);
	return {
		state: (() => {
			if (expected.length === 0) return "expected-absent";
			if (some("unknown")) return "unknown";
			if (expected.every((cell) => cell.state === "missing")) return "missing";
			if (some("missing") || some("partial")) return "partial";
			if (some("over-count")) return "over-count";
			return some("stale") ? "stale" : "complete";
		})(),
		thin,
		late
	};
}

/** SEASON.md: how each season of the grid stands, date by date and phase by phase. Ends with a line break. */
function renderSeason(assessment) {
	const { grid } = assessment;
	const seasons = seasonsOf(assessment);
	const names = [...seasons.keys()].map(wording);
	const several = seasons.size > 1;
	return `${[
		`# Season report: ${titleOf(names)} (${wording(grid.environment)})`,
		"## Executive summary",
		...renderSeasonSummary(assessment),
		...several ? [renderOverview(seasons)] : [],
		...[...seasons].flatMap(([id, season]) => several ? [
			`## Season ${wording(id)}`,
			inShort(season),
			...seasonSections(season, "###")
		] : seasonSections(season, "##")),
		"## Findings by priority",
		renderFindings(assessment)
	].join("\n\n")}\n`;
}
function titleOf(seasons) {
	if (seasons.length === 0) return "no game dates";
	return seasons.length > 3 ? `${seasons[0]} to ${seasons.at(-1)}, ${seasons.length} seasons` : listed(seasons);
}
function seasonSections(season, level) {
	return [
		`${level} Distribution`,
		renderDistribution(season),
		`${level} Month by month`,
		renderMonths(season),
		`${level} By stage of the score`,
		renderStages(season),
		`${level} By phase and table`,
		"A phase is complete with all of its tables, partial with some, missing with none, unknown with one unread. Thin (there, with fewer rows than a full date) and late (within the grace) are said beside the state.",
		...renderPhases(season),
		`${level} Worst dates`,
		...renderWorst(season),
		`${level} Over-counts`,
		renderOverCounts(season),
		`${level} Thin dates`,
		renderThin(season),
		`${level} Waived and expected to be absent`,
		renderAbsences(season)
	];
}

/** What people look at beside the handoff, from the folder of an environment. */
const SEASON_FILES = [
	"latest/SEASON.md",
	"latest/heatmap-light.svg",
	"latest/heatmap-dark.svg",
	"latest/badge.json",
	"latest/badge.svg"
];
/** The season report, the calendar in both themes and the badge. */
async function writeSeason(folder, assessment) {
	const texts = {
		"latest/SEASON.md": renderSeason(assessment),
		"latest/heatmap-light.svg": renderHeatmap(assessment, "light"),
		"latest/heatmap-dark.svg": renderHeatmap(assessment, "dark"),
		"latest/badge.json": badge(assessment),
		"latest/badge.svg": renderBadgeSvg(assessment)
	};
	for (const file of SEASON_FILES) await writeWhole((0, import__node_path.join)(folder, file), texts[file]);
}
/** README.md of an environment, last of its files: it links what is really there. */
async function writeIndex(place, latest, history, costs, written) {
	const { name } = place;
	const folder = folderOf(place);
	const folders = await Promise.all(["handoffs/", "backfills/"].map(async (part) => await isThere((0, import__node_path.join)(folder, part)) ? [part] : []));
	const files = [...written, ...folders.flat()];
	const text = renderReportsIndex({
		name,
		latest,
		history,
		costs,
		files
	});
	await writeWhole((0, import__node_path.join)(folder, "README.md"), text);
}
/** README.md of the root, from what each folder holds by now. */
async function writeRootIndex(out) {
	const folders = ["", ...(await namesIn(out)).sort()];
	const found = await Promise.all(folders.map((folder) => reportsIn(out, folder)));
	await writeWhole((0, import__node_path.join)(out, "README.md"), renderEnvironmentsIndex(found.flat()));
}
async function reportsIn(out, folder) {
	const runJson = await readIfThere((0, import__node_path.join)(out, folder, "latest", "run.json"));
	if (runJson === null) return [];
	const files = await Promise.all(INDEXED_FILES.map(async (file) => await isThere((0, import__node_path.join)(out, folder, file)) ? file : ""));
	return [{
		folder,
		latest: latestIn(runJson),
		has: (file) => files.includes(file)
	}];
}

/** What each file is to whoever reads the handoff, in the order in which they are worth opening. */
const ABOUT = [
	{
		path: "latest/gaps.csv",
		about: "every cell that is not as it should be, with date and table"
	},
	{
		path: "latest/health.csv",
		about: "a row a game date, 20 columns"
	},
	{
		path: "latest/run.json",
		about: "this validation for programs"
	},
	{
		path: "latest/cause-runs.json",
		about: "the findings by cause, for the job that keeps issues"
	},
	{
		path: "latest/HANDOFF.md",
		about: "the newest handoff"
	},
	{
		path: "latest/SEASON.md",
		about: "the season in figures: by month, by phase, the worst dates"
	},
	{
		path: "latest/heatmap-light.svg",
		about: "the calendar, a field a date"
	},
	{
		path: "history/health_history.csv",
		about: "a row a run"
	}
];
/** From the folder of an environment. */
const COSTS = "history/costs.csv";
/** Null where nothing was ever billed; a run that billed nothing, for its engine does not, adds no row. */
async function writeCosts(place, { asOf, run, environment, cost }) {
	if (cost === void 0) return readIfThere((0, import__node_path.join)(folderOf(place), COSTS));
	return recordCost(place.out, {
		at: asOf,
		run,
		kind: "validate",
		environment,
		cost
	});
}
/** Adds a row to the costs of the entry's environment, below the root `out`. */
async function recordCost(out, entry) {
	const file = (0, import__node_path.join)(await environmentFolder(out, entry.environment), COSTS);
	const costs = mergeCost(await readIfThere(file), entry);
	await writeWhole(file, costs);
	return costs;
}
/**
* Writes `latest/`, the dated copy of the handoff and the history into the folder of the place, and the index over all
* folders beside it. Each file is replaced as a whole.
*/
async function writeReports(place, assessment, record, provenance) {
	const isCsv = provenance.csvFile !== void 0;
	const folder = isCsv ? folderOf(place) : await environmentFolder(place.out, place.name);
	const paths = {
		healthCsv: (0, import__node_path.join)(folder, "latest", "health.csv"),
		gapsCsv: (0, import__node_path.join)(folder, "latest", "gaps.csv"),
		runJson: (0, import__node_path.join)(folder, "latest", "run.json"),
		handoff: (0, import__node_path.join)(folder, "latest", "HANDOFF.md"),
		history: (0, import__node_path.join)(folder, "history", "health_history.csv")
	};
	const { grid, scores } = assessment;
	const hasHealth = grid.pipeline.healthCsv === "nba-20";
	const hasIssues = !isCsv;
	const files = ABOUT.filter(({ path }) => (hasHealth || path !== "latest/health.csv") && (hasIssues || path !== "latest/cause-runs.json"));
	const context = await handoffContext(place, folder, record, files);
	const history = mergeHistory(await readIfThere(paths.history), record);
	if (hasHealth) await writeWhole(paths.healthCsv, writeHealthCsv(healthRows(grid, scores)));
	await writeWhole(paths.gapsCsv, writeGapsCsv(grid));
	await writeWhole(paths.runJson, `${JSON.stringify(inContext(record, context), null, 2)}\n`);
	if (hasIssues) await writeCauseRuns(folder, assessment, provenance);
	const handoff = renderHandoff(assessment, provenance, context);
	await writeWhole(paths.handoff, handoff);
	await writeWhole((0, import__node_path.join)(folder, handoffCopy(record)), handoff);
	await writeWhole(paths.history, history);
	await writeSeason(folder, assessment);
	const costs = await writeCosts(place, record);
	const written = [...files.map(({ path }) => path), ...SEASON_FILES];
	const ofCosts = costs === null ? [] : [COSTS];
	await writeIndex(place, record, history, costs, [.../* @__PURE__ */ new Set([...written, ...ofCosts])]);
	await writeRootIndex(place.out);
	return paths;
}

export { headline, recordCost, waiverNotes, waiverSentence, waiverWords, writeReports };