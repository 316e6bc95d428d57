import { ALLOW_SHRINK, AS_OF, BUDGET, DRY_RUN, END, ENVIRONMENT, GATE, JSON_OUTPUT, LOCK_WAIT, OUT, PIPELINE, PROJECT, SELECTION, START, UserError, VALIDATE, WAREHOUSE } from "./every-action.js";

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

/** What a model was trained on. */
const CERTIFICATE_COMMANDS = [{
	name: "certificate check",
	summary: "Say what has changed since a training certificate was made, cell by cell, and whether the model is still sound",
	argument: {
		name: "FILE",
		about: "a certificate, as `gate --certificate` wrote it"
	},
	options: [
		...WAREHOUSE,
		LOCK_WAIT,
		JSON_OUTPUT
	],
	examples: [{
		does: "of the last model",
		argument: "out/certificate.json",
		options: { environment: "sample" }
	}]
}, {
	name: "leak",
	summary: "Show that no row of a table knows its own day: run its model with another future, and with only what it is declared to read",
	argument: {
		name: "TABLE",
		about: "the table's id"
	},
	options: [
		ENVIRONMENT,
		PIPELINE,
		{
			name: "dates",
			value: "LIST",
			about: "only these dates, such as 2025-10-28,2025-11-03, instead of a sample of all",
			type: "dateList"
		},
		{
			name: "sample",
			value: "DATES",
			about: "how many dates to try, spread over all",
			type: "whole",
			within: [1, 4e3],
			default: "10"
		},
		{
			...OUT,
			about: "the root of the reports: what was tried is noted there, for the next certificate"
		},
		LOCK_WAIT,
		JSON_OUTPUT
	],
	examples: [{
		does: "the feature store",
		argument: "mlfs",
		options: { environment: "sample" }
	}, {
		does: "every date of the first two seasons",
		argument: "psza",
		options: {
			environment: "sample",
			sample: "400"
		}
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
			about: "which incident; the same one each time",
			type: "whole",
			within: [0, 4294967295],
			refused: "must be a whole number, such as 7",
			needed: true
		},
		{
			name: "out",
			value: "DIR",
			about: "where the copy goes",
			absent: "out/drill-N",
			type: "line"
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
		...WAREHOUSE,
		BUDGET,
		{
			...OUT,
			about: "the root of the reports, where receipts of repairs are looked for"
		},
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

/** Of a plan that is made here; a workflow has words of its own for the first, and removes nothing. */
const TYPED_SELECTION = [
	...SELECTION,
	{
		name: "plan-phase",
		value: "LIST",
		about: "only these phases of the repair plan: 1 blocking, 2 raw, 3 newest, 4 partial",
		type: "planPhases"
	},
	{
		name: "remove-strays",
		about: "also take out rows that stand on the wrong date or under an unknown game; undo puts them back"
	}
];
/** The commands that plan, run, prove and take back repairs. */
const REPAIR_COMMANDS = [
	{
		name: "plan",
		summary: "Plan a repair: which cells, in which order and batches, what blocks them, what it gains",
		options: [
			...WAREHOUSE,
			BUDGET,
			...TYPED_SELECTION,
			{
				name: "save",
				value: "FILE",
				about: "write the plan here, for backfill --plan",
				type: "line"
			},
			LOCK_WAIT,
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
			...TYPED_SELECTION,
			{
				name: "plan",
				value: "FILE",
				about: "run this saved plan; stops when the data has drifted",
				type: "line"
			},
			{
				name: "replan",
				about: "with --plan: plan again where the data has drifted"
			},
			{
				name: "resume",
				value: "RUN",
				about: "go on with this run: nothing twice, nothing skipped",
				type: "line"
			},
			ALLOW_SHRINK,
			DRY_RUN,
			OUT,
			LOCK_WAIT,
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
				type: "line",
				default: "nbac_gamebook"
			},
			{
				name: "force",
				about: "also games that have rows already"
			},
			ALLOW_SHRINK,
			OUT,
			LOCK_WAIT,
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
				type: "whole",
				within: [1, 60],
				default: "3"
			},
			DRY_RUN,
			OUT,
			LOCK_WAIT,
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
			LOCK_WAIT,
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
			LOCK_WAIT,
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
				about: "why it is right, in a sentence; it is recorded",
				type: "reason",
				needed: true
			},
			{
				name: "by",
				value: "PERSON",
				about: "who accepts it",
				type: "person",
				needed: true
			},
			LOCK_WAIT,
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
			...GATE,
			LOCK_WAIT,
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
			...VALIDATE,
			{
				name: "estimate",
				about: "print what it would bill, in full and by what changed, and stop; bills one query of metadata where that is declared"
			},
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
				about: "only these dates of every table, such as 2025-10-21..2025-10-28",
				absent: "all",
				type: "dateList"
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
				type: ENVIRONMENT.type,
				pattern: ENVIRONMENT.pattern,
				refused: ENVIRONMENT.refused,
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
				about: "what that folder is called, no environment",
				absent: "csv- and the file's name",
				type: "text",
				pattern: /^[a-z][a-z0-9_-]{0,60}$/,
				refused: "is not the name of a folder, such as operators-2024-25"
			},
			{
				...AS_OF,
				absent: "36 hours after the end of the CSV's last date"
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
			...WAREHOUSE,
			BUDGET,
			START,
			END,
			{
				name: "from",
				value: "WHAT",
				about: "count rows, or ask the engine's partition metadata, which is cheap and no proof",
				choices: ["rows", "metadata"],
				default: "rows"
			},
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
	...CERTIFICATE_COMMANDS,
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

export { EXIT_CODES, commandLine, commandSpec };