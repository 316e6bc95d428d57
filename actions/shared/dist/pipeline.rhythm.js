import { UserError, _enum, array, boolean, daysInMonth, discriminatedUnion, endOfDay, int, isTimeZone, json, literal, number$1 as number, record, strictObject, string, timeOnNextDay, union, weekdayOf } from "./every-action.js";
import { date as date$2, datetime, gamesCalendar, seasonOf } from "./pipeline.readings.js";

/** In the order of the week; Monday is the first. */
const WEEKDAYS = [
	"monday",
	"tuesday",
	"wednesday",
	"thursday",
	"friday",
	"saturday",
	"sunday"
];
const date$1 = date$2("must be a calendar day written YYYY-MM-DD").transform((text) => text);
/** Which of the calendar's dates a table has rows on. */
const cadence = union([
	_enum(["daily", "weekdays"]).describe("every date of the calendar, or those from Monday to Friday"),
	strictObject({ weekly: _enum(WEEKDAYS).describe("one day a week") }),
	strictObject({ monthly: int().min(1).max(31).describe("one day a month; a month without that day has its last day instead") }),
	array(date$1).min(1).describe("these dates and no others")
]);
/** When the rows of a date are usually there. */
const arrivesBy = union([string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day in quotes, such as \"09:30\"").describe("a time of the day after the date, in the pipeline's time zone"), strictObject({ hours: number().positive().describe("after the end of the date") })]);

const MS_PER_HOUR = 36e5;
/** Whether a table is to have rows on a date of the calendar. */
function isOnCadence(cadence, date) {
	if (cadence === void 0 || cadence === "daily") return true;
	if (cadence === "weekdays") return weekdayOf(date) < 5;
	if (Array.isArray(cadence)) return cadence.includes(date);
	if ("weekly" in cadence) return WEEKDAYS[weekdayOf(date)] === cadence.weekly;
	return Number(date.slice(8)) === Math.min(cadence.monthly, daysInMonth(date));
}
/** "weekly, on Sunday". */
function cadenceWords(cadence) {
	if (cadence === "daily") return "every date";
	if (cadence === "weekdays") return "Monday to Friday";
	if (Array.isArray(cadence)) return `${cadence.length} listed dates`;
	if ("weekly" in cadence) return `weekly, on ${cadence.weekly.charAt(0).toUpperCase()}${cadence.weekly.slice(1)}`;
	return cadence.monthly > 28 ? `monthly, on day ${cadence.monthly} or the last day of a shorter month` : `monthly, on day ${cadence.monthly}`;
}
/** Why a date is none of the table's; null where it is one. */
function offCadence({ id, cadence }, date) {
	if (cadence === void 0 || isOnCadence(cadence, date)) return null;
	return `${id} has no rows on this day: its cadence is ${cadenceWords(cadence)}`;
}
/** When the rows of a date are usually there; null for a table that does not say. */
function arrivalOf({ arrives_by: by }, date, timeZone) {
	if (by === void 0) return null;
	if (typeof by === "string") return timeOnNextDay(date, by, timeZone);
	return new Date(endOfDay(date, timeZone).getTime() + by.hours * MS_PER_HOUR);
}
/** "by 09:30 the next day (America/New_York)", or "within 6 hours after the date ends". */
const arrivalWords = (by, timeZone) => typeof by === "string" ? `by ${by} the next day (${timeZone})` : `within ${by.hours} hours after the date ends`;
/** What the schema cannot see of cadences, arrivals and empty dates. */
function rhythmProblems(pipeline) {
	const schedule = gamesCalendar(pipeline)?.table;
	return pipeline.tables.flatMap((table, index) => {
		const problem = (key, message, ...rest) => ({
			path: [
				"tables",
				index,
				key,
				...rest
			],
			message
		});
		const { cadence, arrives_by: by, empty, full } = table;
		const isSchedule = table.id === schedule;
		const dates = Array.isArray(cadence) ? cadence : [];
		return [
			...dates.flatMap((date, at) => {
				if (dates.indexOf(date) !== at) return [problem("cadence", `${date} is listed twice`, at)];
				return seasonOf(pipeline, date) === void 0 ? [problem("cadence", `${date} lies in no declared season`, at)] : [];
			}),
			...isSchedule && cadence !== void 0 ? [problem("cadence", "the schedule says which dates there are, so it has no cadence")] : [],
			...isSchedule && empty !== void 0 ? [problem("empty", "a date is in the calendar because the schedule has rows on it")] : [],
			...empty !== void 0 && typeof full === "object" && "games" in full ? [problem("empty", "a table that is counted by games has rows on every date with games; waive single games instead")] : [],
			...by !== void 0 && hoursOf(by) >= pipeline.graceHours ? [problem("arrives_by", `comes ${hoursOf(by)} hours after the date ends, and the grace ends after ${pipeline.graceHours}: a date would be missing before it is late`)] : []
		];
	});
}
/** Hours from the end of a date, on a day without a change of the clock. */
function hoursOf(by) {
	if (typeof by !== "string") return by.hours;
	const [hours = 0, minutes = 0] = by.split(":").map(Number);
	return hours + minutes / 60;
}

const PLACEHOLDERS = [
	"date",
	"first",
	"last",
	"processor",
	"game",
	"game_code"
];
/** What a service is sent where nothing is declared. */
const DEFAULT_REQUEST = {
	analysis_date: "{date}",
	backfill_mode: true,
	processors: ["{processor}"]
};
const DEFAULT_OVERRIDE = { include_bootstrap: true };
/** The keys that make a service fill what it skips; none where it has no such override. */
const overrideKeysOf = ({ override = DEFAULT_OVERRIDE }) => override === "none" ? [] : Object.keys(override);
/** The body of a call. */
function requestOf({ request = DEFAULT_REQUEST, override = DEFAULT_OVERRIDE }, processor, { first, last, game }, includeWarmUp) {
	const values = {
		date: first,
		first,
		last,
		processor,
		game: game?.id ?? "",
		game_code: game === void 0 ? "" : `${first.replaceAll("-", "")}/${game.away}${game.home}`
	};
	const more = includeWarmUp && override !== "none" ? override : {};
	return filled({
		...request,
		...more
	}, values);
}
function filled(value, values) {
	if (typeof value === "string") return value.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
	if (Array.isArray(value)) return value.map((one) => filled(one, values));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, values)]));
}
/** What each unit's body has to name: one of these. */
const NEEDS = {
	date: ["date", "first"],
	range: ["first"],
	game: ["game", "game_code"]
};
/** What is wrong with a declared contract, by its key. */
function contractProblems(declared) {
	const { unit = "date", request, auth, keyFrom } = declared;
	const problems = [];
	const used = new Set([...JSON.stringify(request ?? {}).matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
	for (const name of used) if (!PLACEHOLDERS.some((one) => one === name)) problems.push(["request", `{${name}} stands for nothing; there are ${PLACEHOLDERS.map((one) => `{${one}}`).join(", ")}`]);
	const needs = NEEDS[unit];
	if ((request !== void 0 || unit !== "date") && !needs.some((name) => used.has(name))) problems.push(["request", `names no ${unit}: it needs ${needs.map((one) => `{${one}}`).join(" or ")}`]);
	if (unit === "range" && !used.has("last")) problems.push(["request", "names no end of the range: it needs {last}"]);
	if (auth === "api-key" && keyFrom === void 0) problems.push(["keyFrom", "auth: api-key needs the variable that holds the key"]);
	if (auth !== "api-key" && keyFrom !== void 0) problems.push(["keyFrom", "a key is sent with auth: api-key alone"]);
	return problems;
}

/** True where a call is declared; whether the variable behind `urlFrom` is set only a run can say. */
const isCalled = ({ url, urlFrom }) => url !== void 0 || urlFrom !== void 0;
/** Filled by somebody whom no command can call: a repair hands its dates over. */
const isOwners = (producer) => producer.kind === "service" && !isCalled(producer);
/** How a producer treats a season's first days: it fills them, it fills them when told to, or nothing makes it fill them. */
function firstDaysOf(producer) {
	if (producer?.kind !== "service" || !producer.skips.includes("warm-up")) return "filled";
	return producer.override === "none" ? "never" : "on request";
}
/**
* The address that is called: `url` with the path after it. Throws a UserError for what is no address, for http
* elsewhere than on this machine, and for a host that is not listed. `where` names the value in the message.
*/
function serviceAddress({ path = "/process-date", auth }, url, hosts, where) {
	const base = URL.canParse(url) ? new URL(url) : null;
	if (base === null || !["https:", "http:"].includes(base.protocol)) throw new UserError(`${where} is no address; write it as https://HOST.`);
	if (base.username !== "" || base.password !== "" || base.search !== "" || base.hash !== "") throw new UserError(`${where} has more than a host and a path; write it as https://HOST.`);
	if (!isHere(base)) {
		if (base.protocol === "http:") throw new UserError(`${where} is http; a service on another machine needs https.`);
		if (auth === "none") throw new UserError(`${where} is on another machine, where auth: none is not accepted.`);
		if (base.port !== "") throw new UserError(`${where} names the port ${base.port}; services answer on 443.`);
		if (!hosts.some((pattern) => fits(base.hostname, pattern))) throw new UserError(`${where} is on ${base.hostname}, which is not in the environment's serviceHosts (${hosts.length === 0 ? "there are none" : hosts.join(", ")}). Correct it, or list the host in the pipeline.`);
	}
	return new URL(`${base.pathname.replace(/\/+$/, "")}${path}`, base.origin);
}
const isHere = ({ hostname }) => hostname === "127.0.0.1" || hostname === "localhost";
const fits = (host, pattern) => pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
/** What the schema alone cannot see of services. */
function serviceProblems({ tables, environments }) {
	return tables.flatMap(({ producers }, index) => Object.entries(producers).flatMap(([name, declared]) => {
		if (declared.kind !== "service" || !isCalled(declared)) return [];
		return problemsOf(declared, environments[name]?.serviceHosts ?? []).map(([key, message]) => ({
			path: [
				"tables",
				index,
				"producers",
				name,
				key
			],
			message
		}));
	}));
}
function problemsOf(declared, hosts) {
	const { url, urlFrom, processor } = declared;
	const problems = contractProblems(declared);
	if (processor === void 0) problems.push(["processor", "a service that is called needs its name in results[]"]);
	if (url === void 0) return problems;
	if (urlFrom !== void 0) problems.push(["urlFrom", "url is given as well; leave one out"]);
	try {
		serviceAddress(declared, url, hosts, `"${url}"`);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		problems.push(["url", error.message]);
	}
	return problems;
}

/** The folders that every environment's reports have; earlier versions had them in the root. No environment is called so. */
const REPORTS_PARTS = [
	"latest",
	"history",
	"handoffs",
	"backfills",
	"certificates"
];
/** Letters, digits, _ and - alone: such a name never leads out of the root, and nothing reads it as markdown. */
const isReportsFolder = (name) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,80}$/.test(name) && !isReportsPart(name);
const isReportsPart = (name) => REPORTS_PARTS.some((part) => part === name.toLowerCase());

const ID = /^[a-z][a-z0-9_]*$/;
const TABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$/;
const COLUMN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const id = string().regex(ID, "must be lower case letters, digits and _, such as player_game_summary");
const column$1 = string().regex(COLUMN, "must be a column name");
const COLUMN_NAME = string().regex(COLUMN, "must be a column name");
const reason = string().min(8, "must say why, in a sentence");
const date = date$2("must be a calendar day written YYYY-MM-DD").transform((text) => text);
const PRIORITIES = [
	"P0",
	"P1",
	"P2"
];
const priority = _enum(PRIORITIES);

const calendarBreak = strictObject({
	first: date,
	last: date.describe("both ends included"),
	reason
});
const scheduleCalendar = strictObject({
	kind: literal("schedule").optional().describe("dates with games; the kind where none is given"),
	table: id.describe("lists the games"),
	columns: strictObject({
		game: column$1,
		type: column$1,
		status: column$1,
		homeScore: column$1,
		awayScore: column$1,
		movedTo: column$1.optional().describe("where a reading gives it: the date that a game was moved to; such a row is an old listing of the game")
	}),
	countTypes: array(string()).min(1).describe("season types that count"),
	ignoreStatuses: array(string()).default([]).describe("games that are known not to be played"),
	exclude: array(strictObject({
		game: string(),
		reason
	})).default([]),
	maxGapDays: int().positive().default(8).describe("more days in a row without a listed game: the schedule is not known there"),
	playoffTypes: array(string()).default(["playoffs"]).describe("season types after whose last game a season may end before it closes"),
	breaks: array(calendarBreak).default([]).describe("days without games that are known of")
});
const calendar = union([scheduleCalendar, strictObject({ kind: literal("daily") }).describe("every day of the declared seasons; nothing is counted by games")]);

const ENVIRONMENT = /^[a-z][a-z0-9_-]*$/;
const LABEL = /^[a-z][a-z0-9_-]{0,62}$/;
const HOST = /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const environmentName = string().regex(ENVIRONMENT, "must be lower case letters, digits, _ and -, such as sample or sample-bigquery").refine((name) => !isReportsPart(name), `must not be called as a part of the reports is: ${REPORTS_PARTS.join(", ")}`);
/** Where an environment's tables are, what writing there means, and what it may cost. */
const environment = strictObject({
	engine: _enum(["duckdb", "bigquery"]),
	path: string().optional().describe("DuckDB: the file"),
	project: string().optional().describe("BigQuery: the project; usually given by --project"),
	location: string().optional().describe("BigQuery: where the datasets live, such as US"),
	pricePerTiB: number().positive().optional().describe("BigQuery: US dollars for a TiB read; 6.25, the on-demand price, unless given"),
	budgetUsd: number().positive().optional().describe("BigQuery: a command that is estimated to cost more is refused; --budget goes before"),
	maxBytesBilled: int().min(10485760, "must be 10485760 (10 MiB) at least, which is the least that BigQuery bills").optional().describe("BigQuery: a query that would bill more is refused, unbilled; 10 GiB unless given"),
	metadataFirst: strictObject({
		lagMinutes: number().min(0).max(10080).default(60).describe("how long a write may be missing from BigQuery's metadata; 60 unless given"),
		share: number().min(.01).max(1).default(.1).describe("what is counted anew each day although nothing changed; 0.1 unless given"),
		maxAgeDays: number().positive().max(31).default(7).describe("an older record of a validation is not used; 7 unless given")
	}).optional().describe("BigQuery: validate counts only what changed by the tables' metadata, and takes the rest from its last record; everything is counted unless given"),
	billingProject: string().optional().describe("BigQuery: the project that runs and pays for jobs; the tables' own unless given"),
	labels: record(string().regex(LABEL, "must begin with a lower case letter, as BigQuery's labels do"), string().regex(/^[a-z0-9_-]{0,63}$/, "must be 63 lower case letters, digits, _ and - at most")).optional().describe("BigQuery: put on every job, beside tool, kind and run, to find what it costs"),
	like: environmentName.optional().describe("another environment: tables are filled, and waivers hold, as there"),
	asOf: datetime("must be an instant such as 2026-01-26T12:00:00Z").optional().describe("a recording's own now, for judging what is late; --as-of goes before it"),
	destructive: boolean().default(false).describe("writing here changes data that others use"),
	serviceHosts: array(string().regex(HOST, "must be a host name in lower case, or one with *. before it: *.run.app")).optional().describe("hosts whose services may be called, such as *.run.app"),
	dailyDates: int().min(0).optional().describe("the most dates that repairs may write in 24 hours without an approval, and that watch recent may start; workflow variables can only lower it"),
	controlTolerance: number().min(0).max(1).optional().describe("share of a control date's rows that a service may compute otherwise; 0 unless given")
});

/** What a table declares about a full date (docs/reference/pipeline.md). */
const fullDate = union([
	literal("presence").describe("any row"),
	strictObject({ games: strictObject({
		column: column$1.default("game_id"),
		rowsPerGame: int().positive().optional().describe("exact rows a game, where known")
	}).describe("distinct games against the schedule") }),
	strictObject({ fixed: int().positive().describe("rows on every date") }),
	strictObject({ share: strictObject({
		of: id,
		atLeast: number().gt(0).max(1),
		atMost: number().min(1).optional().describe("above this share there are too many")
	}).describe("rows against another table's rows of the same date") })
]);
const measure = union([
	strictObject({ distinct: column$1 }).describe("distinct values"),
	strictObject({ true: column$1 }).describe("rows where a boolean is true"),
	strictObject({ notNull: column$1 }).describe("rows where it is not null")
]);
const upstream = strictObject({
	table: id,
	window: strictObject({
		from: int().nonnegative().describe("days back of the oldest date read"),
		to: int().nonnegative().describe("days back of the newest date read; 0 is the same date")
	}).default({
		from: 0,
		to: 0
	}).describe("which of its dates a date reads, in days back, both ends included")
});
/** Whose rows say which rows are due here: found by joining keys, never by a ratio of counts. */
const covers = strictObject({
	table: id.describe("the upstream; each of its keys has a row here on the same date"),
	on: array(column$1).min(1).describe("columns of the key, named alike in both tables"),
	extra: _enum(["refused", "allowed"]).default("refused").describe("keys that the upstream does not have: refused makes them a surplus")
}).describe("an upstream whose every key has a row here");

const variable = string().regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, such as SCRAPER_CONTACT");
const column = string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a column name");
const SCRAPED_SOURCES = [
	"nbac_schedule",
	"bdl_box_scores",
	"nbac_gamebook",
	"nbac_play_by_play"
];
/** Fetches the games that a date lacks from their source, a game at a time. */
const scraper = strictObject({
	kind: literal("scraper"),
	source: _enum(SCRAPED_SOURCES),
	baseUrl: string().optional().describe("instead of the source's own host"),
	baseUrlFrom: variable.optional().describe("the variable that, where it is set, goes before baseUrl"),
	hosts: array(string()).default([]).describe("further hosts that may be asked, by a redirect too; *.example.org covers all below"),
	keyFrom: variable.optional().describe("the variable that holds the key of bdl_box_scores"),
	contactFrom: variable.default("SCRAPER_CONTACT").describe("the variable that says where the source's owners can complain"),
	spacingSeconds: number().nonnegative().max(60).default(1).describe("between two requests"),
	concurrency: int().positive().max(4).default(1).describe("requests at once"),
	connectSeconds: number().positive().max(60).default(10),
	timeoutSeconds: number().positive().max(600).default(60).describe("for a whole answer"),
	retries: int().nonnegative().max(10).default(4).describe("of a request, after the first"),
	retryWaitSeconds: number().positive().max(60).default(1).describe("before the first of them; it doubles"),
	cache: string().regex(/^(?!\w+:\/\/)|^gs:\/\/[a-z0-9][a-z0-9._-]+(?:\/[\w./-]*)?$/, "must be a folder, or a bucket such as gs://my-bucket/originals").default(".cache/originals").describe("what keeps the originals: a folder, or gs://BUCKET/PREFIX"),
	home: column.default("home_team").describe("the schedule's column of the home team's code"),
	away: column.default("away_team").describe("the schedule's column of the away team's code"),
	players: string().optional().describe("bdl_box_scores: the table that knows the league's player ids, such as rosters"),
	names: string().optional().describe("the file of names that a source spells differently; pipeline/player-names.yaml, where it is there, unless declared"),
	boxScores: string().optional().describe("nbac_play_by_play: the table whose points and makes the shots must equal"),
	extraColumns: array(column).default([]).describe("columns that the table has beyond the sample's, such as source_sha256"),
	minutesPerDate: number().positive().optional().describe("declared duration, until the ledger has measured one")
}).describe("fetches what a date lacks from its source, politely");

/** Words that reports and summaries have as they are: nothing in them may be markup, a mention or another line. */
const words = string().max(300).regex(/^[^\p{Cc}\u2028\u2029<>@#`|[\]\\*]+$/u, "must be words on one line, without any of < > @ # ` | [ ] * and backslash");
const minutesPerDate = number().positive().optional().describe("declared duration, until the ledger has measured one");
/** Who fills a table in an environment. */
const producer = discriminatedUnion("kind", [
	strictObject({
		kind: literal("recorded"),
		file: string().describe("DuckDB SQL over files kept in the repository"),
		minutesPerDate
	}),
	strictObject({
		kind: literal("sql"),
		file: string().describe("one SELECT that fills a set of dates"),
		minutesPerDate
	}),
	strictObject({
		kind: literal("command"),
		argv: array(string()).min(1).describe("run without a shell; {dates}, {start} and {end} are replaced"),
		timeoutSeconds: int().positive().max(86400).default(600),
		minutesPerDate
	}).describe("a program that prints the rows of the dates, one JSON object a line"),
	strictObject({
		kind: literal("service"),
		owner: words.describe("who runs it"),
		minutesPerDate,
		url: string().optional().describe("where it answers; https, or http on this machine"),
		urlFrom: string().regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, such as PHASE4_SERVICE_URL").optional().describe("instead of url: the environment variable that holds it"),
		path: string().regex(/^\/[\w./-]*$/, "must be a path, such as /process-date").optional().describe("what is called there; /process-date unless given"),
		processor: string().optional().describe("the table's name in `processors` and in `results[]`"),
		auth: _enum([
			"identity-token",
			"api-key",
			"none"
		]).optional().describe("identity-token unless given; none is for this machine alone"),
		timeoutSeconds: int().positive().max(3600).optional().describe("300 unless given"),
		concurrency: int().positive().max(20).optional().describe("dates that are asked for at once; 2 unless given"),
		skips: array(_enum(["warm-up"])).default([]).describe("dates it leaves out on purpose"),
		override: union([literal("none"), record(string(), json())]).optional().describe("what the request has more under --include-warm-up, include_bootstrap: true unless given; none: nothing makes it fill the dates that it skips"),
		unit: _enum([
			"date",
			"range",
			"game"
		]).optional().describe("what one call is for: a date, unless given; consecutive dates; or a game that the date lacks"),
		request: record(string(), json()).optional().describe("the body of a call; {date}, {first}, {last}, {processor}, {game} and {game_code} in its texts are replaced"),
		answer: _enum(["results", "status"]).optional().describe("where the outcome stands: results[], by processor, unless given; or status of the answer itself"),
		waitSeconds: int().positive().max(7200).optional().describe("rows come later than the answer: how long they are waited for; not unless given"),
		keyFrom: string().regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of a variable, such as PHASE3_API_KEY").optional().describe("with auth: api-key, the variable that holds it; it is sent as X-API-Key")
	}).describe("somebody else's; with url or urlFrom it can be called"),
	scraper
]);

const expression = string().min(1).max(2e3).regex(/^[^;@]*$/, "must be one SQL expression, without ; and without parameters");
/** The rows that count, as a condition over the columns that are read. */
const real = expression.describe("SQL condition; a row for which it is not true is a placeholder, and no row");
/** How an environment has a table whose columns differ from the declared ones. Writers use the table itself. */
const reading = strictObject({
	table: string().regex(TABLE_NAME, "must be dataset.table").optional().describe("dataset.table there; name unless given"),
	file: string().regex(/^[\w./-]+\.sql$/, "must be a file that ends in .sql").optional().describe("one SELECT in the common SQL, such as pipeline/read/production/nbac_schedule.sql, filtered by @first_date and @last_date"),
	columns: record(COLUMN_NAME, expression).optional().describe("instead of a file: each declared column as an expression over those of the table"),
	where: expression.optional().describe("with columns: which rows are read"),
	also: array(string().regex(TABLE_NAME, "must be dataset.table")).optional().describe("with a file: further tables that it reads, such as one of yours with dates that theirs lacks"),
	real: real.optional(),
	volatileColumns: array(column$1).optional().describe("of the table there")
}).describe("how this environment reads the table");

const stage = discriminatedUnion("kind", [
	strictObject({
		kind: literal("games"),
		id,
		tables: array(id).min(1)
	}).describe("the fullest table's games against the schedule's"),
	strictObject({
		kind: literal("share"),
		id,
		tables: array(id).min(1)
	}).describe("share of the tables with rows"),
	strictObject({
		kind: literal("any"),
		id,
		table: id
	}).describe("100 with any row"),
	strictObject({
		kind: literal("ratio"),
		id,
		table: id,
		of: id
	}).describe("rows of one table against another's; 0 where the other has none")
]);
const CRITERIA_METRICS = [
	"completion_pct",
	"average_score",
	"poor_dates",
	"missing_dates"
];
const criterion = strictObject({
	id,
	title: words,
	metric: _enum(CRITERIA_METRICS),
	table: id.optional().describe("for missing_dates"),
	above: number().optional(),
	below: number().optional(),
	after: _enum(["P0", "all"]).describe("the plan phase after which it should hold"),
	for: _enum(["training", "report"]).default("report").describe("training: READY needs it, whether or not it can be reached; report: it is printed")
});

/** Unless `reports.rollAfterDays` says another number. */
const ROLL_AFTER_DAYS = 90;
const table = strictObject({
	id,
	phase: id,
	owner: string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, "must be a GitHub login").optional().describe("the GitHub login that is assigned when an issue about the table is opened"),
	name: string().regex(TABLE_NAME, "must be dataset.table").describe("dataset.table"),
	title: words.optional().describe("what people call it"),
	dateColumn: column$1.default("game_date"),
	keys: array(column$1).min(1).describe("columns that make a row unique"),
	gameColumn: column$1.optional().describe("the game of a row, where it has one; full: games names it too"),
	full: fullDate.optional().describe("where neither this nor covers says it, about as many rows as on other dates"),
	covers: covers.optional(),
	measures: record(string().regex(ID), measure).default({}),
	reconcile: strictObject({ points: column$1 }).optional().describe("its points a game must add up to the schedule's final score"),
	compare: strictObject({
		with: id.describe("another source of the same numbers"),
		game: column$1.default("game_id"),
		player: column$1.default("player_lookup").describe("what both sources know a player by"),
		name: column$1.default("player_name"),
		stats: record(COLUMN_NAME, number().nonnegative()).describe("columns that both have, and by how much they may differ")
	}).optional().describe("players whose numbers differ from another table's are a finding"),
	upstream: array(upstream).default([]),
	producers: record(string(), producer).describe("who fills it, by environment"),
	knownBefore: union([literal(true), strictObject({ except: array(column$1).min(1) })]).optional().describe("its rows of a date stand before the date, but for the columns in except, such as final scores; ops leak takes everything else of the date for unknown"),
	rebuildable: boolean().default(true).describe("false if a row cannot be recreated after the fact, such as a prediction"),
	read: record(environmentName, reading).optional().describe("by environment, how a table of another shape is read as this one"),
	real: real.optional(),
	since: date.optional().describe("first date it covers; earlier ones are expected to be absent"),
	cadence: cadence.optional().describe("which of the calendar's dates it has rows on; daily unless given"),
	arrives_by: arrivesBy.optional().describe("when a date is usually there; after that it is late, within the grace too"),
	empty: literal("allowed").optional().describe("a date without a row is a zero and no gap, because its source may have nothing"),
	volatileColumns: array(column$1).optional().describe("differ at every run, such as processed_at; whether a date has changed is judged without them"),
	droppedColumns: array(column$1).optional().describe("columns that were removed on purpose; that they are gone is no finding"),
	shadow: boolean().default(false).describe("watched, but blocks nothing and scores nothing"),
	priority: strictObject({
		missing: priority.optional(),
		partial: priority.optional(),
		thin: priority.optional()
	}).default({}).describe("instead of its phase's")
});
const phase = strictObject({
	id,
	title: words,
	number: int().positive(),
	judged: _enum(["together", "each"]).default("each").describe("together: a date with none of its tables is one finding; each: a finding a table"),
	requiredForTraining: boolean().default(false).describe("training is blocked while a date has none of it"),
	impact: words.optional().describe("what models or people lose without it"),
	priority: strictObject({
		missing: priority.default("P1"),
		partial: priority.default("P2"),
		thin: priority.default("P2").describe("rows are there, but fewer than there should be")
	}).prefault({})
});
const season = strictObject({
	id: string().regex(/^\w[\w.-]{0,40}$/, "must be a name such as 2025-26"),
	opens: date.describe("opening night"),
	closes: date.describe("last possible game date")
});
const waiver = strictObject({
	games: array(string()).optional(),
	dates: array(date).optional(),
	tables: array(id).min(1),
	environments: array(environmentName).optional().describe("all where not given"),
	reason,
	expires: date.describe("last day on which it holds")
});
/** `pipeline/pipeline.yaml`: what is watched. Unknown keys are errors, so that a typo is one. */
const PipelineSchema = strictObject({
	version: literal(1),
	name: words,
	timeZone: string().refine(isTimeZone, "must be an IANA time zone, such as America/New_York").describe("IANA name; game dates are its calendar days"),
	graceHours: number().positive().describe("after the end of a date: late, not failed"),
	warmUp: strictObject({
		days: int().nonnegative().describe("from opening night, that night is day 0"),
		policy: _enum(["annotate", "expected"]).default("annotate"),
		tables: array(id)
	}),
	seasons: array(season).min(1),
	calendar,
	environments: record(environmentName, environment),
	phases: array(phase).min(1),
	tables: array(table).min(1),
	score: strictObject({
		stages: array(stage).min(1),
		bands: strictObject({
			excellent: number(),
			good: number(),
			fair: number()
		})
	}),
	healthCsv: _enum(["nba-20", "none"]).default("none").describe("nba-20: the operators' 20 columns, which need their tables by id"),
	criteria: array(criterion).default([]),
	issues: strictObject({ restDays: int().nonnegative().max(3650).default(30).describe("days for which an issue is left closed that a person closed as not planned; 0: the next validation opens it again") }).prefault({}),
	reports: strictObject({ rollAfterDays: int().min(7).default(90).describe("days after the end of a month until a publication bundles its handoffs and receipts into one file") }).prefault({}),
	waivers: array(waiver).default([])
});

export { PRIORITIES, PipelineSchema, REPORTS_PARTS, arrivalOf, arrivalWords, cadenceWords, firstDaysOf, isOwners, isReportsFolder, offCadence, overrideKeysOf, requestOf, rhythmProblems, serviceAddress, serviceProblems };