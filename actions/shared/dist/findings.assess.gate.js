import { CAUSE_KINDS, FINDING_KINDS, TRAINING_STATES, VERDICTS, neededTables, unfit } from "./findings.assess.assess.js";
import { CELL_STATES, _enum, _null, addDays, array, boolean, cellsOfDay, columnOf, daysBetween, inRange, int, literal, number$1 as number, record, strictObject, string, tuple, union } from "./every-action.js";
import { date, datetime, gamesCalendar, seasonOf, trainingTables } from "./pipeline.readings.js";
import { boundedAverage, isCertain, reportedAverage, roundScore } from "./findings.assess.criteria.js";
import { CostSchema } from "./pipeline.cost.js";
import { PRIORITIES } from "./pipeline.rhythm.js";
import { DateSchema } from "./dates.schema.js";

/** Whether the schedule lists the game there now. */
const isListed = ({ movedTo }) => movedTo === void 0;
/**
* The dates of the range in order, by the declared rules: every day of a season, or the days with games, of the types
* that count and without those that are left out. `unlisted` are further days, on which nobody knows, with the reason.
*/
function buildCalendar(pipeline, rows, range, unlisted = /* @__PURE__ */ new Map()) {
	const calendar = gamesCalendar(pipeline);
	if (calendar === void 0) return everyDay(pipeline, range);
	const { countTypes, ignoreStatuses, exclude } = calendar;
	const excluded = new Set(exclude.map(({ game }) => game));
	const byDate = /* @__PURE__ */ new Map();
	for (const row of rows) {
		if (!(isListed(row) && inRange(row.date, range) && countTypes.includes(row.type ?? "") && !ignoreStatuses.includes(row.status ?? "") && !excluded.has(row.game))) continue;
		const games = byDate.get(row.date) ?? /* @__PURE__ */ new Map();
		const points = row.homeScore === null || row.awayScore === null ? null : row.homeScore + row.awayScore;
		games.set(row.game, {
			id: row.game,
			points
		});
		byDate.set(row.date, games);
	}
	return [.../* @__PURE__ */ new Set([...byDate.keys(), ...unlisted.keys()])].sort().flatMap((date) => {
		const season = seasonOf(pipeline, date);
		if (season === void 0 || !inRange(date, range)) return [];
		const why = unlisted.get(date);
		const games = [...byDate.get(date)?.values() ?? []];
		return [{
			date,
			...season,
			games,
			...why === void 0 ? {} : { unlisted: why }
		}];
	});
}
/** The dates whose games are known: what a headline counts. */
const listedDays = (days) => days.filter(({ unlisted }) => unlisted === void 0);
const everyDay = (pipeline, { first, last }) => Array.from({ length: daysBetween(first, last) + 1 }, (_, day) => addDays(first, day)).flatMap((date) => {
	const season = seasonOf(pipeline, date);
	return season === void 0 ? [] : [{
		date,
		...season,
		games: []
	}];
});

const range = strictObject({
	first: DateSchema,
	last: DateSchema
});
const count = int().nonnegative();
const value = union([
	string(),
	number(),
	boolean(),
	_null()
]);
/** An instant, to the microsecond where an engine says it so; "" where it does not say. */
const instant = string().regex(/^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)?$/);
const state = strictObject({
	mark: string(),
	modified: instant,
	bytes: count,
	column: string().nullable(),
	/** Id, rows, bytes, last change. */
	partitions: array(tuple([
		string(),
		count,
		count,
		instant
	]))
});
const piece = strictObject({
	span: range,
	/** Dates by when they were last counted. */
	ages: array(strictObject({
		first: DateSchema,
		last: DateSchema,
		at: instant
	})),
	whole: strictObject({
		declared: range,
		twiceIn: range.nullable()
	}).nullable(),
	columns: array(string()),
	rows: array(array(value))
});
/**
* `observed.json`: what a validation was answered, row by row, and what the engine's bookkeeping said of the tables just
* before. Never what was concluded from it.
*/
const ObservedSchema = strictObject({
	schemaVersion: literal(1),
	run: string(),
	tool: string(),
	environment: string(),
	warehouse: string(),
	configHash: string(),
	/** By the engine's clock, before anything was counted. */
	readAt: instant,
	/** When a share was last counted that nothing seemed to have changed in. */
	turnAt: instant,
	/** By name. Of a table that is not here nothing is known. */
	tables: record(string(), state),
	/** By what was asked, such as "psza count". */
	pieces: record(string(), piece),
	/** Content of dates that the ledger knows, by table id: rows and fingerprint. */
	contents: record(string(), array(tuple([
		DateSchema,
		count,
		string()
	])))
});
/** How much of a validation was counted anew; the rest is from the record of `since`. */
const CountedSchema = strictObject({
	anew: strictObject({
		tables: count,
		cells: count
	}),
	of: strictObject({
		tables: count,
		cells: count
	}),
	/** The run whose record the rest is from; null where everything was counted. */
	since: string().nullable(),
	/** Why everything was counted, where a record could have been used. */
	why: string().nullable()
});
/** Rows as a list of columns and the values in their order. */
function packed(rows) {
	const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	return {
		columns,
		rows: rows.map((row) => columns.map((name) => row[name] ?? null))
	};
}
const unpacked = ({ columns, rows }) => rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));
/** One line a table or piece, so that a change of one of them is a change of one line. */
function observedText(observed) {
	const { tables, pieces, contents, ...head } = observed;
	const lines = (name, of) => `${JSON.stringify(name)}: {\n${Object.entries(of).map(([key, one]) => `${JSON.stringify(key)}: ${JSON.stringify(one)}`).join(",\n")}\n}`;
	return [
		`${JSON.stringify(head).slice(0, -1)},`,
		`${lines("tables", tables)},`,
		`${lines("pieces", pieces)},`,
		`${lines("contents", contents)}}`,
		""
	].join("\n");
}

const MOST_NAMED = 5;
/** The sentence with its cells, by table: "3 needed cells are stale: pdc 2026-01-21, 2026-01-22; mlfs 2026-01-21". */
function holdingText({ why, cells }) {
	if (cells.length === 0) return why;
	return `${why}: ${[...Map.groupBy(cells, ({ table }) => table)].map(([table, own]) => {
		const dates = [...new Set(own.map(({ date }) => date))].sort();
		const more = dates.length > MOST_NAMED ? `, and ${dates.length - MOST_NAMED} more dates` : "";
		return `${table} ${dates.slice(0, MOST_NAMED).join(", ")}${more}`;
	}).join("; ")}`;
}
/** "READY, 3 dates short"; the state alone where nothing is short. */
const stateText = ({ training, short }) => training === "READY" && short.length > 0 ? `READY, ${short.length} ${short.length === 1 ? "date" : "dates"} short` : training;

/** The newest game dates that are looked back at from one run to the next. */
const NEWEST_DATES = 7;
/** The newest game dates, those that lack nothing too; without those of which a table could not be read. */
function recentDates(grid) {
	const watched = new Set(grid.tables.filter(({ shadow }) => !shadow).map(({ id }) => id));
	const from = Math.max(0, grid.days.length - NEWEST_DATES);
	return grid.days.slice(from).flatMap(({ date }, index) => {
		const cells = [...cellsOfDay(grid, from + index).values()].filter(({ table }) => watched.has(table));
		if (cells.some(({ state }) => state === "unknown")) return [];
		return [{
			date,
			lacking: cells.reduce((sum, { state, unit, missingGames }) => {
				if (state !== "missing" && state !== "partial") return sum;
				return sum + (unit === "games" ? Math.max(1, missingGames.length) : 1);
			}, 0)
		}];
	});
}
/** What became of the dates that lacked something at an earlier look; dates that either look did not see are left out. */
function recentChanges(before, now) {
	return before.flatMap(({ date, lacking: was }) => {
		const found = now.find((one) => one.date === date);
		if (found === void 0 || was === 0 && found.lacking === 0) return [];
		return [{
			date,
			was,
			now: found.lacking,
			trend: trendOf(was, found.lacking)
		}];
	});
}
function trendOf(was, now) {
	if (now > was) return "worse";
	if (now === was) return "unchanged";
	return now === 0 ? "filled" : "recovering";
}

const GATE_REQUIREMENTS = [
	"unblocked",
	"ready",
	"complete"
];
/** What each requirement holds against, worst first. */
const HELD = {
	unblocked: ["UNBLOCKED"],
	ready: ["UNBLOCKED", "READY"],
	complete: [
		"UNBLOCKED",
		"READY",
		"COMPLETE"
	]
};
/**
* Whether training may run on this grid. `tables` narrows what is needed to these and what they are computed from;
* empty for what the pipeline declares. Nothing unknown or stale ever passes.
*/
function judgeGate(assessment, require, tables) {
	const { grid, readiness } = assessment;
	const needed = neededTables(grid, tables);
	const holding = [
		...(tables.length > 0 ? tables : trainingTables(grid.pipeline, grid.environment).map(({ id }) => id)).flatMap((id) => columnOf(grid, id)).length === 0 ? [nothing("no game date is in the range")] : [],
		...unfit(grid, needed),
		...tables.length > 0 ? missingOf(assessment, tables) : [],
		...tables.length > 0 && require === "unblocked" ? [] : readiness.holding.filter(({ from }) => HELD[require].includes(from))
	];
	const reasons = [...new Set(holding.map(holdingText))];
	return {
		passes: reasons.length === 0,
		training: assessment.training,
		state: stateText(readiness),
		unknown: grid.ledgerError !== null || needed.some((id) => assessment.unread.some(({ table }) => table === id)),
		reasons: reasons.length === 0 ? [] : [...stateReason(assessment, require), ...reasons],
		short: readiness.short.flatMap(({ date, tables: lacking }) => {
			const own = tables.length === 0 ? lacking : lacking.filter((id) => needed.includes(id));
			return own.length === 0 ? [] : [`${date}: ${own.join(", ")}`];
		})
	};
}
const nothing = (why) => ({
	from: "UNBLOCKED",
	why,
	cells: [],
	isFinding: false
});
function stateReason({ training }, require) {
	const wanted = require.toUpperCase();
	return training === wanted || require === "unblocked" ? training === "BLOCKED" ? ["training is BLOCKED"] : [] : [`training is ${training}, and ${wanted} is required`];
}
/** Of narrowed tables every cell is needed, where the declared ones may lack a set on a date. */
function missingOf({ grid }, tables) {
	const missing = tables.flatMap((id) => columnOf(grid, id)).filter(({ state, late }) => state === "missing" && !late);
	return missing.length === 0 ? [] : [{
		from: "UNBLOCKED",
		why: `${missing.length} needed cells are missing`,
		cells: missing.map(({ table, date }) => ({
			table,
			date
		})),
		isFinding: false
	}];
}

const dates = array(date());
const counts = int().nonnegative();
/** How much the newest game dates lack; records of earlier versions have none. */
const recent = array(strictObject({
	date: date(),
	lacking: counts
})).optional();
/** The average with everything unknown as empty and as full, where something is. */
const bounds = strictObject({
	low: number(),
	high: number()
}).optional();
/** What a later handoff is compared with. */
const PreviousSchema = strictObject({
	run: string(),
	asOf: datetime(),
	configHash: string(),
	range: strictObject({
		first: date(),
		last: date()
	}),
	training: _enum(TRAINING_STATES),
	averageScore: number().nullable(),
	averageBounds: bounds,
	gameDates: counts,
	counts: strictObject({
		P0: counts,
		P1: counts,
		P2: counts
	}),
	unknownCells: counts,
	findings: array(strictObject({
		id: string(),
		title: string(),
		dates: counts
	})),
	/** The repairs that it knew of. */
	repairs: array(string()),
	recent
});
/** Table id, then column, then its type in the engine's words. */
const columns = record(string(), record(string(), string()));
/** `run.json`: one validation for programs. The version rises when a field changes its meaning or goes. */
const RunRecordSchema = strictObject({
	schemaVersion: literal(1),
	run: string(),
	tool: string(),
	environment: string(),
	warehouse: string(),
	asOf: datetime(),
	policy: _enum(["annotate", "expected"]),
	configHash: string(),
	range: strictObject({
		first: date(),
		last: date()
	}),
	gameDates: counts,
	training: _enum(TRAINING_STATES),
	averageScore: number().nullable(),
	averageBounds: bounds,
	/** The mean of the scores as a CSV gives them, not capped. */
	reportedAverage: number().optional(),
	bands: strictObject({
		excellent: counts,
		good: counts,
		fair: counts,
		poor: counts
	}),
	completionPct: number().nullable(),
	cells: record(_enum(CELL_STATES), counts),
	unread: array(strictObject({
		table: string(),
		cells: counts,
		error: string()
	})),
	findings: array(strictObject({
		id: string(),
		kind: _enum(FINDING_KINDS),
		subject: string(),
		priority: _enum(PRIORITIES),
		title: string(),
		games: counts,
		dates,
		runs: array(strictObject({
			first: date(),
			last: date(),
			dates: counts
		}))
	})),
	criteria: array(strictObject({
		id: string(),
		measured: number().nullable(),
		verdict: _enum(VERDICTS)
	})),
	diagnoses: array(strictObject({
		cause: _enum(CAUSE_KINDS),
		finding: string(),
		first: date(),
		last: date(),
		dates: counts,
		tables: array(string()),
		evidence: array(string())
	})),
	/** What the gate says of this validation, by what is required; records of earlier versions have none. */
	gate: strictObject({
		state: string(),
		reasons: strictObject({
			unblocked: array(string()),
			ready: array(string()),
			complete: array(string())
		}),
		short: array(string())
	}).optional(),
	recent,
	/** The tables' columns, and those that were seen before and are gone; records of earlier versions have none. */
	columns: strictObject({
		seen: columns,
		missed: columns
	}).optional(),
	/** When the schedule was due that started the run, and when it ran; only of a run that a schedule started. */
	schedule: strictObject({
		dueAt: datetime(),
		ranAt: datetime()
	}).optional(),
	/** What the look has cost, where the engine bills. */
	cost: CostSchema.optional(),
	/** How much was counted anew, and what the rest is from; not given where everything always is. */
	counted: CountedSchema.optional(),
	/** The newest repairs that are recorded in the same folder, where there are any. */
	repairs: array(string()).optional(),
	/** The run before it in the same folder, where there was one. */
	previous: PreviousSchema.optional()
});
function runRecord(assessment, provenance) {
	const { grid } = assessment;
	return {
		schemaVersion: 1,
		run: provenance.runId,
		tool: provenance.toolVersion,
		environment: grid.environment,
		warehouse: provenance.warehouse,
		asOf: grid.asOf.toISOString(),
		policy: grid.policy,
		configHash: provenance.configHash,
		range: {
			first: grid.range.first,
			last: grid.range.last
		},
		gameDates: listedDays(grid.days).length,
		training: assessment.training,
		averageScore: assessment.average === null ? null : roundScore(assessment.average),
		...averagesBeside(assessment),
		bands: { ...assessment.bands },
		completionPct: assessment.completionPct === null ? null : roundScore(assessment.completionPct),
		cells: cellCounts(assessment),
		unread: assessment.unread.map((table) => ({ ...table })),
		findings: assessment.findings.map(({ id, kind, subject, priority, title, games, dates: on, runs }) => ({
			id,
			kind,
			subject,
			priority,
			title,
			games,
			dates: [...on],
			runs: runs.map(({ first, last, dates: run }) => ({
				first,
				last,
				dates: run.length
			}))
		})),
		criteria: assessment.ceilings.criteria.map(({ criterion, measured, verdict }) => ({
			id: criterion.id,
			measured: measured === null ? null : roundScore(measured),
			verdict
		})),
		diagnoses: assessment.diagnoses.map(({ cause, finding, run, tables, evidence }) => ({
			cause,
			finding: finding.id,
			first: run.first,
			last: run.last,
			dates: run.dates.length,
			tables: [...tables],
			evidence: [...evidence]
		})),
		gate: gateRecord(assessment),
		recent: recentDates(grid),
		...scheduleOf(provenance),
		...provenance.counted === void 0 ? {} : { counted: provenance.counted },
		...grid.columnsRead === void 0 ? {} : { columns: {
			seen: columnsOf(grid.columnsRead.seen),
			missed: columnsOf(grid.columnsRead.missed)
		} }
	};
}
function scheduleOf({ dueAt = null, lookedAt }) {
	if (dueAt === null || lookedAt === void 0) return {};
	return { schedule: {
		dueAt: dueAt.toISOString(),
		ranAt: lookedAt.toISOString()
	} };
}
function gateRecord(assessment) {
	const [unblocked, ready, complete] = GATE_REQUIREMENTS.map((one) => judgeGate(assessment, one, []));
	return {
		state: ready.state,
		reasons: {
			unblocked: [...unblocked.reasons],
			ready: [...ready.reasons],
			complete: [...complete.reasons]
		},
		short: [...ready.short]
	};
}
function averagesBeside(assessment) {
	const bounds = boundedAverage(assessment.scores);
	const reported = reportedAverage(assessment.grid);
	return {
		...bounds === null || isCertain(bounds) ? {} : { averageBounds: {
			low: roundScore(bounds.low),
			high: roundScore(bounds.high)
		} },
		...reported === null ? {} : { reportedAverage: roundScore(reported.value) }
	};
}
const columnsOf = (tables) => Object.fromEntries(Object.entries(tables).map(([id, types]) => [id, { ...types }]));
function cellCounts({ grid }) {
	const totals = Object.fromEntries(CELL_STATES.map((state) => [state, 0]));
	for (const column of grid.columns.values()) for (const { state } of column) totals[state] += 1;
	return totals;
}

export { GATE_REQUIREMENTS, ObservedSchema, RunRecordSchema, buildCalendar, isListed, judgeGate, listedDays, observedText, packed, recentChanges, recentDates, runRecord, stateText, unpacked };