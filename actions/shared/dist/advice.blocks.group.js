import { AS_OF, BUDGET, END, ENVIRONMENT, JSON_OUTPUT, LOCK_WAIT, OUT, PIPELINE, PROJECT, START, UserError, _enum, array, boolean, csvName, date as date$1, datetime, epochDay, fromEpochDay, int, isTimeZone, literal, mergeRanges, number$1 as number, parseDateList, prettifyError, printDateList, record, strictObject, string, url } from "./every-action.js";
import { CAUSE_KINDS, FINDING_KINDS, TRAINING_STATES, gamesBehind } from "./findings.assess.assess.js";
import { declaredRange, gamesCalendar, tableIn, warehouseBehindCsv } from "./pipeline.readings.js";
import { PRIORITIES, firstDaysOf, isOwners } from "./pipeline.rhythm.js";

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

/** Setting a warehouse up, and looking whether all that the tool stands on is there. */
const ADMIN_COMMANDS = [{
	name: "warehouse init",
	summary: "Make the datasets and tables that are missing; report what existing ones have otherwise",
	options: [
		ENVIRONMENT,
		PROJECT,
		{
			name: "dry-run",
			about: "say what would be made, and change nothing"
		},
		PIPELINE,
		LOCK_WAIT,
		JSON_OUTPUT
	],
	examples: [{
		does: "what would be made in production",
		options: {
			environment: "production",
			"dry-run": true
		}
	}]
}, {
	name: "doctor",
	summary: "Check configuration, identity, warehouse, permissions and GitHub, each with its remedy",
	options: [
		ENVIRONMENT,
		PROJECT,
		PIPELINE,
		LOCK_WAIT,
		JSON_OUTPUT
	],
	examples: [{
		does: "of production",
		options: { environment: "production" }
	}]
}];

/** Practising a repair. */
const DRILL_COMMANDS = [{
	name: "drill",
	summary: "Practise a repair: plant a seeded incident into a copy of the sample",
	options: [
		{
			name: "seed",
			value: "N",
			about: "which incident; the same one each time"
		},
		{
			name: "out",
			value: "DIR",
			about: "where the copy goes; default: out/drill-N"
		},
		{
			name: "reveal",
			about: "also say what was planted, or only that of a drill that is there"
		},
		ENVIRONMENT,
		PIPELINE,
		LOCK_WAIT,
		JSON_OUTPUT
	],
	examples: [{
		does: "an incident to practise on",
		options: {
			environment: "sample",
			seed: "7"
		}
	}, {
		does: "what it was, once you know",
		options: {
			environment: "sample",
			seed: "7",
			reveal: true
		}
	}]
}];

/** One cell with everything that hangs on it. */
const EXPLAIN_COMMANDS = [{
	name: "explain",
	summary: "Explain one table on one date: its state and rule, what it reads and blocks, who wrote it, the cause and the repair",
	argument: {
		name: "TABLE",
		about: "the table's id"
	},
	second: {
		name: "DATE",
		about: "a game date, such as 2026-01-20"
	},
	options: [
		ENVIRONMENT,
		AS_OF,
		{
			...OUT,
			about: "the root of the reports, where receipts of repairs are looked for"
		},
		PROJECT,
		BUDGET,
		PIPELINE,
		LOCK_WAIT,
		JSON_OUTPUT
	],
	examples: [{
		does: "why a feature set is missing on opening night",
		argument: "pdc",
		second: "2025-10-21",
		options: { environment: "sample" }
	}]
}];

const SELECTION = [
	START,
	END,
	{
		name: "dates",
		value: "LIST",
		about: "only these, such as 2024-10-22..2024-11-04,2025-10-21"
	},
	{
		name: "tables",
		value: "LIST",
		about: "only these tables, by id, with commas"
	},
	{
		name: "phase",
		value: "LIST",
		about: "only these pipeline phases, by number, such as 4 or 3,4"
	},
	{
		name: "plan-phase",
		value: "LIST",
		about: "only these phases of the repair plan: 1 blocking, 2 raw, 3 newest, 4 partial"
	},
	{
		name: "force",
		about: "also cells that are complete, within the selection; with --plan-phase, in the tables that the phase repairs"
	},
	{
		name: "include-warm-up",
		about: "run producers that skip the season's warm-up with their override"
	},
	{
		name: "remove-strays",
		about: "also take out rows that stand on the wrong date or under an unknown game; undo puts them back"
	},
	{
		name: "with-upstream",
		about: "also what the selected cells are computed from and lack"
	},
	{
		name: "with-downstream",
		about: "also what a refill makes stale: same date and later ones"
	},
	{
		name: "batch-size",
		value: "DATES",
		about: "dates a statement, split when one fails; unless given, 7, or by memory on DuckDB"
	},
	{
		name: "canary",
		value: "DATES",
		about: "dates to try first; 0 for none",
		default: "3"
	}
];
const WAREHOUSE = [
	ENVIRONMENT,
	AS_OF,
	PROJECT,
	PIPELINE,
	LOCK_WAIT
];
/** The commands that plan, run, prove and take back repairs. */
const REPAIR_COMMANDS = [
	{
		name: "plan",
		summary: "Plan a repair: which cells, in which order and batches, what blocks them, what it gains",
		options: [
			...WAREHOUSE,
			BUDGET,
			...SELECTION,
			{
				name: "save",
				value: "FILE",
				about: "write the plan here, for backfill --plan"
			},
			JSON_OUTPUT
		],
		examples: [{
			does: "what blocks training",
			options: {
				environment: "sample",
				"plan-phase": "1",
				save: "out/plan.json"
			}
		}, {
			does: "two feature sets on some dates",
			options: {
				environment: "sample",
				dates: "2024-11-06..2024-11-10",
				tables: "psza,tdza"
			}
		}]
	},
	{
		name: "backfill",
		summary: "Repair: a canary first, then the rest, each table and batch as one atomic change",
		options: [
			...WAREHOUSE,
			BUDGET,
			...SELECTION,
			{
				name: "plan",
				value: "FILE",
				about: "run this saved plan; stops when the data has drifted"
			},
			{
				name: "replan",
				about: "with --plan: plan again where the data has drifted"
			},
			{
				name: "resume",
				value: "RUN",
				about: "go on with this run: nothing twice, nothing skipped"
			},
			{
				name: "allow-shrink",
				about: "accept fewer rows than before; never of a game that other tables hold"
			},
			{
				name: "dry-run",
				about: "print the plan and stop"
			},
			OUT,
			JSON_OUTPUT
		],
		examples: [{
			does: "what blocks training",
			options: {
				environment: "sample",
				"plan-phase": "1"
			}
		}, {
			does: "the missing gamebooks",
			options: {
				environment: "sample",
				phase: "2",
				tables: "nbac_gamebook"
			}
		}]
	},
	{
		name: "import gamebook",
		summary: "Load gamebook PDFs that were fetched elsewhere, through the scraper's checks",
		argument: {
			name: "DIR",
			about: "a folder of files such as 20240410_MEMCLE.pdf"
		},
		options: [
			...WAREHOUSE,
			{
				name: "table",
				value: "ID",
				about: "the table that gets them",
				default: "nbac_gamebook"
			},
			{
				name: "force",
				about: "also games that have rows already"
			},
			{
				name: "allow-shrink",
				about: "replace dates even where rows would shrink by more than half"
			},
			OUT,
			JSON_OUTPUT
		],
		examples: [{
			does: "a folder of PDFs",
			argument: "downloads/gamebooks",
			options: { environment: "sample" }
		}]
	},
	{
		name: "recent",
		summary: "Look at the newest dates and repair what is past its grace",
		options: [
			...WAREHOUSE,
			BUDGET,
			{
				name: "days",
				value: "N",
				about: "the newest N calendar days",
				default: "3"
			},
			{
				name: "dry-run",
				about: "print the plan and stop"
			},
			OUT,
			JSON_OUTPUT
		],
		examples: [{
			does: "the last week, without writing",
			options: {
				environment: "sample",
				days: "7",
				"dry-run": true
			}
		}]
	},
	{
		name: "verify",
		summary: "Prove a run: validate again and write its receipt, date by date",
		argument: {
			name: "RUN",
			about: "the id that backfill printed"
		},
		options: [
			...WAREHOUSE,
			OUT,
			JSON_OUTPUT
		],
		examples: [{
			does: "one run",
			argument: "b-20260126T120000Z-1a2b3c",
			options: { environment: "sample" }
		}]
	},
	{
		name: "undo",
		summary: "Take a run back: the rows it replaced return; refused where someone wrote later",
		argument: {
			name: "RUN",
			about: "the id that backfill printed"
		},
		options: [
			...WAREHOUSE,
			OUT,
			JSON_OUTPUT
		],
		examples: [{
			does: "one run",
			argument: "b-20260126T120000Z-1a2b3c",
			options: { environment: "sample" }
		}]
	},
	{
		name: "accept",
		summary: "Accept what somebody else wrote in a table that only this tool writes: it becomes what is right",
		argument: {
			name: "TABLE",
			about: "the table's id"
		},
		second: {
			name: "DATES",
			about: "dates and ranges, such as 2026-01-20,2026-01-22..2026-01-24"
		},
		options: [
			...WAREHOUSE,
			{
				name: "reason",
				value: "TEXT",
				about: "why it is right, in a sentence; it is recorded"
			},
			{
				name: "by",
				value: "PERSON",
				about: "who accepts it"
			},
			JSON_OUTPUT
		],
		examples: [{
			does: "a correction made by hand",
			argument: "team_defense",
			second: "2026-01-20",
			options: {
				environment: "sample",
				reason: "the league corrected two fouls",
				by: "J. Doe"
			}
		}]
	},
	{
		name: "gate",
		summary: "Pass only when training may run: reads live, and never passes on unknown",
		options: [
			...WAREHOUSE,
			BUDGET,
			START,
			END,
			{
				name: "tables",
				value: "LIST",
				about: "what training needs, by id; default: as declared"
			},
			{
				name: "require",
				value: "STATE",
				about: "unblocked; ready: no P0, every criterion for training passes, nothing needed is stale or unsound; complete: nothing is short either",
				choices: [
					"unblocked",
					"ready",
					"complete"
				],
				default: "unblocked"
			},
			{
				name: "evidence",
				value: "FILE",
				about: "judge by this run.json instead of reading live"
			},
			{
				name: "max-age",
				value: "HOURS",
				about: "refuse evidence that is older",
				default: "24"
			},
			{
				name: "out",
				value: "DIR",
				about: "where the reports are: a column that the latest validation saw must still be there",
				default: "reports"
			},
			JSON_OUTPUT
		],
		examples: [{
			does: "before a training run",
			options: {
				environment: "sample",
				require: "ready"
			}
		}]
	}
];

/** Every command and its options: help, the reference page and the commands that reports print all come from here. */
const COMMANDS = [
	{
		name: "validate",
		summary: "Validate every game date through every phase and write the reports",
		options: [
			ENVIRONMENT,
			START,
			END,
			AS_OF,
			{
				name: "policy",
				value: "POLICY",
				about: "season warm-up: annotate its empty cells, or count them as expected; default: the pipeline's warmUp.policy",
				choices: ["annotate", "expected"]
			},
			{
				name: "fail-on",
				value: "PRIORITY",
				about: "exit 1 for findings of this priority or worse",
				choices: [
					"P0",
					"P1",
					"P2",
					"never"
				],
				default: "P0"
			},
			OUT,
			PROJECT,
			BUDGET,
			PIPELINE,
			LOCK_WAIT,
			JSON_OUTPUT
		],
		examples: [{
			does: "the whole declared range of the sample",
			options: { environment: "sample" }
		}, {
			does: "two weeks, in production",
			options: {
				environment: "production",
				start: "2024-10-22",
				end: "2024-11-04"
			}
		}]
	},
	{
		name: "sample load",
		summary: "Load the sample: two real seasons, every phase computed",
		options: [
			ENVIRONMENT,
			{
				name: "scenario",
				value: "NAME",
				about: "healthy, or the incident of 2026-01-25 with its cells emptied",
				choices: ["healthy", "incident-2026-01-25"],
				default: "healthy"
			},
			{
				name: "dates",
				value: "LIST",
				about: "only these dates of every table, such as 2025-10-21..2025-10-28; default: all"
			},
			{
				name: "force",
				about: "replace what is there: on BigQuery these dates in tables that hold rows already, embedded the whole file where it holds rows"
			},
			PROJECT,
			PIPELINE,
			LOCK_WAIT,
			JSON_OUTPUT
		],
		examples: [
			{
				does: "the incident",
				options: {
					environment: "sample",
					scenario: "incident-2026-01-25"
				}
			},
			{
				does: "the healthy sample, in place of what is there",
				options: {
					environment: "sample",
					force: true
				}
			},
			{
				does: "a week of it on BigQuery",
				options: {
					environment: "sample-bigquery",
					project: "my-project",
					dates: "2025-10-21..2025-10-28"
				}
			}
		]
	},
	{
		name: "config check",
		summary: "Check the pipeline's configuration; --explain prints what is in force",
		options: [
			PIPELINE,
			{
				name: "environment",
				value: "NAME",
				about: "also compare it with this environment's tables: their columns, and date columns of type DATE"
			},
			PROJECT,
			LOCK_WAIT,
			{
				name: "explain",
				about: "print the effective values, defaults filled in, as YAML"
			},
			JSON_OUTPUT
		],
		examples: [{
			does: "with effective values",
			options: { explain: true }
		}, {
			does: "against the tables of production",
			options: { environment: "production" }
		}]
	},
	{
		name: "assess",
		summary: "Assess an existing 20-column CSV without a warehouse: causes, ceilings, all reports",
		argument: {
			name: "FILE",
			about: "the CSV"
		},
		options: [
			{
				...OUT,
				about: "the root of the reports; the CSV has a folder below it"
			},
			{
				name: "name",
				value: "NAME",
				about: "what that folder is called, no environment; default: csv- and the file's name"
			},
			{
				...AS_OF,
				about: "judge as of this instant; default: 36 hours after the end of the CSV's last date"
			},
			PIPELINE,
			JSON_OUTPUT
		],
		examples: [{
			does: "the operators' report of 2024-25",
			argument: "sample/health_report_2024_25.csv",
			options: { out: "out/assess" }
		}, {
			does: "the same, into reports/operators-2024-25",
			argument: "sample/health_report_2024_25.csv",
			options: { name: "operators-2024-25" }
		}]
	},
	{
		name: "completeness",
		summary: "The quick check by layer: games in raw, analytics and precompute, and the dates that fall short",
		options: [
			ENVIRONMENT,
			START,
			END,
			AS_OF,
			{
				name: "from",
				value: "WHAT",
				about: "count rows, or ask the engine's partition metadata, which is cheap and no proof",
				choices: ["rows", "metadata"],
				default: "rows"
			},
			PROJECT,
			BUDGET,
			PIPELINE,
			LOCK_WAIT,
			JSON_OUTPUT
		],
		examples: [{
			does: "one month",
			options: {
				environment: "sample",
				start: "2025-12-01",
				end: "2025-12-31"
			}
		}]
	},
	...EXPLAIN_COMMANDS,
	...REPAIR_COMMANDS,
	...ADMIN_COMMANDS,
	...DRILL_COMMANDS,
	{
		name: "demo",
		summary: "Show the loop on real data: load the incident in place of the sample's warehouse, validate it, repair it, hand it off",
		options: [
			{
				...OUT,
				default: "out/demo"
			},
			PIPELINE,
			LOCK_WAIT
		],
		examples: []
	}
];
function commandSpec(name) {
	const found = COMMANDS.find((command) => command.name === name);
	if (found === void 0) throw new UserError(`There is no command "${name}".`);
	return found;
}
/**
* The line a person types, each value one word of it whatever is in it. Throws for an option the command does not have: a
* report must not print one.
*/
function commandLine(name, options = {}, argument, second) {
	const spec = commandSpec(name);
	const parts = Object.entries(options).map(([key, value]) => {
		if (spec.options.find((one) => one.name === key) === void 0) throw new Error(`"${name}" has no option --${key}.`);
		return value === true ? `--${key}` : `--${key} ${inShell(value)}`;
	});
	if (argument === void 0 !== (spec.argument === void 0)) throw new Error(`"${name}" ${spec.argument === void 0 ? "takes no" : "needs its"} argument.`);
	if (second === void 0 !== (spec.second === void 0)) throw new Error(`"${name}" ${spec.second === void 0 ? "takes one argument" : "needs two arguments"}.`);
	return [
		"npm run ops --",
		name,
		...[argument, second].flatMap((word) => word === void 0 ? [] : [inShell(word)]),
		...parts
	].join(" ");
}
/** One word for a shell; control characters, which would break the line, are left out. */
function inShell(text) {
	const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
	return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}
const EXIT_CODES = [
	[0, "healthy, or done"],
	[1, "findings at or above --fail-on, a repair that is not proven, or named dates without a game"],
	[2, "bad use or bad input; nothing was changed"],
	[3, "something could not be read"],
	[130, "interrupted; the last lines say how to resume"]
];

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
* are there, but somebody else has to make them. never: a row made afterwards is none.
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

const date = date$1().transform((text) => text);
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
		date,
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
	owner: text
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
		first: date,
		last: date
	}),
	training: _enum(TRAINING_STATES),
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
/** Exactly these days; empty for none. */
const compactDates = (days) => printDateList(mergeRanges([...days].map((day) => ({
	first: day,
	last: day
}))));
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

/**
* What an issue remembers between two looks, in a hidden comment of its body beside the marker of its target
* (src/issues/marker.ts). Whoever changes a body keeps it.
*/
const IssueStateSchema = strictObject({
	v: literal(1),
	/** A phase's or a table's id: what the finding is about. Null on the tracker of what is not urgent. */
	subject: string().regex(/^[a-z][a-z0-9_]{0,60}$/).nullable(),
	/** Validations in a row, each of another run, that observed all its cells and found none broken. */
	clean: int().min(0).max(100),
	/** The run of the newest of them, so that one run is not counted twice. */
	cleanRun: string().max(200).nullable(),
	/** When the look was made that the issue was written by last; an older look changes nothing. */
	lookedAt: datetime().optional(),
	/** Material changes so far: part of the key of the comment about the next one, so that it is said once. */
	changes: int().min(0).default(0),
	/** Somebody knows, until the day ends in the pipeline's time zone. */
	ack: strictObject({
		by: string().regex(/^[A-Za-z0-9_-]{1,39}$/),
		until: date$1(),
		reason: string().max(500)
	}).nullable(),
	/** The repair that was started last for its cells, such as b-20260126T120000Z-1a2b3c. */
	run: string().regex(/^b-[A-Za-z0-9-]{1,80}$/).nullable()
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

export { EXIT_CODES, command, compactDates, dailyLine, dateListOf, daysOf, firstDaysIn, groupByCause, isCallable, missingGamesOf, newState, ownersOf, parseCauseRuns, printState, producerIn, readState, redFromP1, refreshLine, scheduleOf, tablesOfGroup, targetOf, validateAgain, withState };