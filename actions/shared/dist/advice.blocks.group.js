import { UserError, _enum, array, boolean, csvName, epochDay, fromEpochDay, int, isTimeZone, literal, number$1 as number, parseDateList, prettifyError, printDateList, record, strictObject, string, url } from "./every-action.js";
import { date, datetime, declaredRange, gamesCalendar, tableIn, warehouseBehindCsv } from "./pipeline.readings.js";
import { CAUSE_KINDS, FINDING_KINDS, TRAINING_STATES, gamesBehind } from "./findings.assess.assess.js";
import { PRIORITIES, firstDaysOf, isOwners } from "./pipeline.rhythm.js";
import { DateSchema } from "./dates.schema.js";
import { commandLine, commandSpec } from "./commands.admin.js";

/** In the order of the findings, and within one by the first date of each cause. */
function groupByCause(diagnoses) {
	return [...Map.groupBy(diagnoses, ({ finding, cause }) => `${finding.id} ${cause}`).values()].flatMap((some) => {
		const [first] = some;
		return first === void 0 ? [] : [groupOf(first, some)];
	});
}
function groupOf({ cause, finding }, some) {
	const runs = some.map(({ run }) => run);
	const dates = runs.flatMap((run) => run.dates);
	const wanted = new Set(dates);
	return {
		cause,
		finding,
		runs,
		dates,
		cells: finding.cells.filter(({ date }) => wanted.has(date)),
		tables: [...new Set(some.flatMap(({ tables }) => tables))],
		evidence: [...new Set(some.flatMap(({ evidence }) => evidence))]
	};
}
const tablesOfGroup = (grid, { tables }) => grid.tables.filter(({ id }) => tables.includes(id));
/** A longer list is no line that a person can read: then the span from the first run to the last. */
const MOST_RUNS = 30;
/** Runs as a date list; off days within a run belong to it and hold no game. */
function dateListOf(runs) {
	const [first, last] = [runs[0]?.first, runs.at(-1)?.last];
	return first === void 0 || last === void 0 || runs.length <= MOST_RUNS ? printDateList(runs) : printDateList([{
		first,
		last
	}]);
}

function targetOf(grid, { pipelineFile, out, csvFile }) {
	const { pipeline } = grid;
	const fromCsv = pipeline.environments[grid.environment] === void 0;
	const environment = fromCsv ? warehouseBehindCsv(pipeline) : grid.environment;
	const recorded = !fromCsv && scheduleKind(pipeline, environment) === "recorded";
	const range = declaredRange(pipeline, grid.asOf);
	const instant = grid.asOf.toISOString().replace(".000Z", "Z");
	const whole = !fromCsv && range.first === grid.range.first && range.last === grid.range.last ? {} : {
		start: grid.range.first,
		end: grid.range.last
	};
	return {
		environment,
		declared: pipeline.environments[environment],
		csv: fromCsv ? csvFile ?? "FILE.csv" : null,
		recorded,
		options: {
			environment,
			...whole,
			...recorded && pipeline.environments[environment]?.asOf !== instant ? { "as-of": instant } : {},
			...grid.policy === pipeline.warmUp.policy ? {} : { policy: grid.policy },
			...pipelineFile === null ? {} : { pipeline: pipelineFile },
			...out === null || fromCsv ? {} : { out }
		}
	};
}
const scheduleKind = (pipeline, environment) => pipeline.tables.find(({ id }) => id === gamesCalendar(pipeline)?.table)?.producers[environment]?.kind;
/** A command to the target: the shared options that the command has, then its own. Dates of its own end the range. */
function command(target, name, own = {}, file, second) {
	const has = new Set(commandSpec(name).options.map((option) => option.name));
	if (name === "config check") has.delete("environment");
	const ranged = own["dates"] !== void 0 || own["start"] !== void 0;
	const shared = Object.entries(target.options).filter(([key]) => has.has(key) && !(ranged && (key === "start" || key === "end")));
	return commandLine(name, {
		...Object.fromEntries(shared),
		...own
	}, file, second);
}
/** The look at the same dates again: a validation, and for a CSV the assessment of the file. */
function validateAgain(target, place) {
	if (target.csv === null) return command(target, "validate");
	const { out, name } = place;
	const own = name === null || name === csvName(target.csv) ? {} : { name };
	const where = {
		...out === null ? {} : { out },
		...own
	};
	return command({
		...target,
		options: {}
	}, "assess", where, target.csv);
}
/** What this tool can set to work. Where it cannot, a person hands the dates to whoever fills the table. */
const isCallable = (target, table) => {
	const producer = producerIn(target, table);
	if (producer === void 0) return false;
	return !isOwners(producer);
};
const producerIn = ({ environment }, table) => table.producers[environment];
/** How the tables' producers treat a season's first days: the least that one of them does. */
function firstDaysIn(target, tables) {
	const kinds = tables.map((table) => firstDaysOf(producerIn(target, table)));
	if (kinds.includes("never")) return "never";
	return kinds.includes("on request") ? "on request" : "filled";
}

/**
* How the cells come to be as they should. run: a backfill writes them. refresh: the schedule is fetched again, and what
* nobody played is expected no longer. remove: misplaced rows are taken out, and where they lack their dates are filled. wait: they fill by themselves. declare: the declaration is corrected. ask: rows
* are there, but somebody else has to make them. never: a row cannot be recreated after the fact.
*/
const REPAIR_WAYS = [
	"run",
	"refresh",
	"remove",
	"wait",
	"declare",
	"ask",
	"never"
];
/** The declared schedule and its table; a grid from a CSV, or of every day, does not have it. */
function scheduleOf({ grid, target }) {
	const calendar = gamesCalendar(grid.pipeline);
	const isSchedule = ({ id }) => id === calendar?.table;
	const declared = grid.pipeline.tables.find(isSchedule);
	const table = grid.tables.find(isSchedule) ?? (declared && tableIn(grid.pipeline, declared, target.environment));
	return calendar === void 0 || table === void 0 ? void 0 : {
		calendar,
		table
	};
}
/** What to run every morning: a repair of the newest days, or where nothing can be run from here, a look that turns red. */
const dailyLine = ({ tables, target }, days) => tables.some((table) => isCallable(target, table)) ? command(target, "recent", { days: String(days) }) : redFromP1({ target });
/**
* Game ids that the group's cells lack, by the tables that count games, without those that were only not computed: nobody
* is to excuse these. Empty where games are not known by id.
*/
const missingGamesOf = ({ grid, group }) => [...new Set(group.cells.flatMap((cell) => {
	const behind = new Set(gamesBehind(grid, cell));
	return cell.missingGames.filter((game) => !behind.has(game));
}))].sort();
const PRODUCERS = {
	recorded: "the recorded files",
	sql: "the SQL models",
	command: "the declared command",
	scraper: "the declared scraper"
};
/** Who fills the tables, as declared for the environment. */
function ownersOf({ tables, target }) {
	const owners = tables.flatMap((table) => {
		const producer = producerIn(target, table);
		if (producer === void 0) return [];
		return [producer.kind === "service" ? producer.owner : PRODUCERS[producer.kind]];
	});
	return [...new Set(owners)].join(" and ") || "whoever fills it";
}
/** The command that turns the morning's run red from P1 on. */
const redFromP1 = ({ target }) => command(target, "validate", { "fail-on": "P1" });
/** The command that fetches the schedule of the group's dates again; null where it cannot be fetched from here. */
const refreshLine = (place, also = []) => {
	const schedule = scheduleOf(place);
	return schedule === void 0 || !isCallable(place.target, schedule.table) ? null : command(place.target, "backfill", {
		tables: [schedule.table.id, ...also].join(","),
		dates: dateListOf(place.group.runs)
	});
};

const id = string().regex(/^[a-z][a-z0-9_]{0,60}$/);
const text = string().max(4e3);
const count = int().nonnegative();
const score = number().nullable();
/** Such as 2024-10-22..2024-11-04,2025-10-21: exactly these calendar days; empty for none. */
const dates = string().max(2e4).refine(isDates, "is not a list of dates");
const byTable = record(id, dates);
/** One cause over a run of game dates with none between, of one phase or table: what an issue is about. */
const CauseRunSchema = strictObject({
	/** A phase's or a table's id, or "recent". */
	subject: id,
	/** The pipeline phase's id; null where it is of no single one. */
	phase: id.nullable(),
	/** The subject in words. */
	what: text,
	/** What is wrong with it, worst first. */
	kinds: array(_enum(FINDING_KINDS)).min(1),
	cause: _enum(CAUSE_KINDS),
	causeTitle: text,
	/** By design: the pipeline did what it is declared to do. */
	byDesign: boolean(),
	priority: _enum(PRIORITIES),
	tables: array(id).min(1).max(100),
	games: count,
	/** In order, one at least; the cells that are wrong, with their state in words. */
	dates: array(strictObject({
		date: DateSchema,
		cells: array(strictObject({
			table: id,
			state: text
		})).min(1)
	})).min(1),
	evidence: array(text),
	/** What models or people lose, as declared; null where nobody said. */
	impact: text.nullable(),
	/** What repairing this alone gains: the average score, unrounded, and the state of training. */
	predicted: strictObject({
		average: strictObject({
			before: score,
			after: score,
			/** Of the average before, where something is unknown. */
			bounds: strictObject({
				low: number(),
				high: number()
			}).optional()
		}),
		training: strictObject({
			before: _enum(TRAINING_STATES),
			after: _enum(TRAINING_STATES)
		})
	}),
	repair: strictObject({
		way: _enum(REPAIR_WAYS),
		/** Before a run: go, or look at the cause first, and why. */
		first: _enum(["run", "look"]),
		why: text,
		words: array(text),
		/** What a run writes, which may be the schedule in place of the tables that lack games. */
		tables: array(id).max(100),
		/** Command lines of this tool; none where no command repairs it. */
		lines: array(text),
		includeWarmUp: boolean(),
		estimate: strictObject({
			minutes: number().nonnegative(),
			undeclared: array(id)
		})
	}),
	/** Who fills the tables, as declared. */
	owner: text,
	/** Logins that the tables declare as owners: whoever is assigned when the issue is opened. */
	assignees: array(string().max(60)).max(10).optional()
});
/** `cause-runs.json`: what a validation found, by cause, and which cells it saw at all. For the job that keeps issues. */
const CauseRunsSchema = strictObject({
	schemaVersion: literal(1),
	run: string().min(1).max(200),
	runUrl: url({ protocol: /^https?$/ }).max(500).nullable(),
	environment: string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
	asOf: datetime(),
	/** When the warehouse began to be read, by the clock: looks are in its order. Not given by one of no workflow run. */
	lookedAt: datetime().optional(),
	/** The pipeline's, an IANA name. */
	timeZone: string().max(100).refine(isTimeZone, "is no time zone"),
	range: strictObject({
		first: DateSchema,
		last: DateSchema
	}),
	training: _enum(TRAINING_STATES),
	/** Days for which an issue rests that a person closed as not planned; files of earlier versions do not say. */
	restDays: count.optional(),
	/** The game dates in the range. */
	days: dates,
	/** By table that is watched, its game dates whose cell was read, with all that it is measured by (src/issues/seen.ts). */
	observed: byTable,
	/** By table, its game dates whose cell is not as it should be, whatever its cause. */
	broken: byTable,
	phases: array(strictObject({
		id,
		title: text,
		number: count
	})),
	/** Worst first. */
	causeRuns: array(CauseRunSchema)
});
/** Throws a UserError for a file that is not what a validation of this version writes. */
function parseCauseRuns(content, file) {
	let value;
	try {
		value = JSON.parse(content);
	} catch (cause) {
		throw new UserError(`${file} is no JSON; validate again to write it anew`, { cause });
	}
	const found = CauseRunsSchema.safeParse(value);
	if (found.success) return found.data;
	throw new UserError(`${file} is not what this version writes; validate again to write it anew:\n${prettifyError(found.error)}`);
}
/** Every calendar day of a list as src/issues/marker.ts and cause-runs.json write it. */
function daysOf(list) {
	if (list === "") return [];
	return parseDateList(list).flatMap(({ first, last }) => {
		const from = epochDay(first);
		return Array.from({ length: epochDay(last) - from + 1 }, (_, n) => fromEpochDay(from + n));
	});
}
function isDates(list) {
	if (list === "") return true;
	try {
		return printDateList(parseDateList(list)) === list;
	} catch {
		return false;
	}
}

const StopSchema = strictObject({
	by: string().regex(/^[A-Za-z0-9_-]{1,39}$/),
	at: datetime(),
	/** GitHub's numbers, and which attempt of each. */
	runs: array(strictObject({
		id: int().positive(),
		attempt: int().positive()
	})).min(1).max(20)
});
/** What a body asks of this attempt; null for nothing. */
function stopOf(body, { id, attempt }) {
	const stop = readState(body)?.stop;
	const isAsked = stop?.runs.some((one) => one.id === id && one.attempt === attempt) === true;
	return stop === void 0 || !isAsked ? null : {
		by: stop.by,
		at: stop.at
	};
}
/**
* What an issue remembers between two looks, in a hidden comment of its body beside the marker of its target
* (src/issues/marker.ts). Whoever changes a body keeps it.
*/
const IssueStateSchema = strictObject({
	v: literal(1),
	/** A phase's or a table's id: what the finding is about. Null on the rolling issue of what is not urgent. */
	subject: string().regex(/^[a-z][a-z0-9_]{0,60}$/).nullable(),
	/** Validations in a row, each of another run, that observed all its cells and found none broken. */
	clean: int().min(0).max(100),
	/** The run of the newest of them, so that one run is not counted twice. */
	cleanRun: string().max(200).nullable(),
	/** When the look was made that the issue was written by last; an older look changes nothing. */
	lookedAt: datetime().optional(),
	/** From when to when its cells were seen broken; not given by issues of earlier versions. `until` is null while they are. */
	broken: strictObject({
		since: datetime(),
		until: datetime().nullable()
	}).optional(),
	/** Closed by a person as not planned: it is left closed through this day. */
	restsUntil: date().optional(),
	/** Material changes so far: part of the key of the comment about the next one, so that it is said once. */
	changes: int().min(0).default(0),
	/** Somebody knows, until the day ends in the pipeline's time zone. */
	ack: strictObject({
		by: string().regex(/^[A-Za-z0-9_-]{1,39}$/),
		until: date(),
		reason: string().max(500)
	}).nullable(),
	/** The repair that was started last for its cells, such as b-20260126T120000Z-1a2b3c. */
	run: string().regex(/^b-[A-Za-z0-9-]{1,80}$/).nullable(),
	/** Somebody asked by /stop that these workflow runs end; nothing where nobody did. An attempt later goes on. */
	stop: StopSchema.optional()
});
const OPEN = "<!-- nba-pipeline-ops state ";
const CLOSE = " -->";
const newState = (subject) => ({
	v: 1,
	subject,
	clean: 0,
	cleanRun: null,
	changes: 0,
	ack: null,
	run: null
});
/** One line that GitHub does not show. What could end a comment of HTML, or begin another, is written as an escape of JSON. */
const printState = (state) => `${OPEN}${JSON.stringify(IssueStateSchema.parse(state)).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e")}${CLOSE}`;
/** The first state of a body; null without one, or where it is not what we write. */
function readState(body) {
	const start = body.indexOf(OPEN);
	const end = body.indexOf(CLOSE, start);
	if (start < 0 || end < 0) return null;
	try {
		const value = JSON.parse(body.slice(start + 28, end));
		return IssueStateSchema.safeParse(value).data ?? null;
	} catch {
		return null;
	}
}
/** The body with its state replaced; the same body where it has none. */
function withState(body, state) {
	const start = body.indexOf(OPEN);
	const end = body.indexOf(CLOSE, start);
	if (start < 0 || end < 0) return body;
	return `${body.slice(0, start)}${printState(state)}${body.slice(end + 4)}`;
}

export { CauseRunsSchema, command, dailyLine, dateListOf, daysOf, firstDaysIn, groupByCause, isCallable, missingGamesOf, newState, ownersOf, parseCauseRuns, printState, producerIn, readState, redFromP1, refreshLine, scheduleOf, stopOf, tablesOfGroup, targetOf, validateAgain, withState };