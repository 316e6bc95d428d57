import { __toESM } from "./rolldown-runtime.js";
import { require__node_child_process, require__node_crypto, require__node_http, require__node_https, require__node_path, require__node_util, require_promises, require_promises$1 } from "./node-builtins.js";
import { NO_DETAIL, OVER, TableNotFoundError, UnreadableError, UserError, _enum, addDays, array, boolean, columnOf, datetime, daysBetween, daysOf, declaredRange, environmentOf, epochDay, errorMessage, findStrays, fromEpochDay, gameColumnOf, gamesCalendar, inRange, int, isCivilDate, isPresent, isWithinGrace, keyOf, lastEndedDay, literal, looseObject, noGames, number$1 as number, offCadence, parsedAs, prettifyError, producerOf, readIfThere as readIfThere$1, reads, seasonOf, strictObject, string, tablesOf, union, waiversFor, writtenHere } from "./every-action.js";
import { bytesText, compareQuery, costText, emptiedTables, folderOf, moneyText, readDifferences, usdText, whyEmptyIsEnough, whyNothingToShare } from "./gaps.arrivals.js";
import { serviceAddress } from "./pipeline.report-parts.js";
import { topologicalOrder } from "./pipeline.graph.js";
import { pRetry } from "./npm.is-network-error.index.js";
import { RefusedStatementError, exactJsonNumber } from "./warehouse.content.js";
import { AdvisedError, DEFAULT_RETRY, adviceOf, pMap, withRetries } from "./warehouse.retry.js";
import { costOf, moneyFor, priceOf } from "./pipeline.cost.js";
import { count as count$1 } from "./render.markdown.js";
import { SOURCE_ADDRESS, declaredColumnsOf, mayAsk, require_dist, sourceBase } from "./pipeline.columns.js";
import { isLocked, openDuckDb } from "./warehouse.costless.js";
import { RunRecordSchema, buildCalendar } from "./gaps.gate.js";

const NOTHING_READ = /* @__PURE__ */ new Map();
/** Who hashed, and which columns were left out. Texts of the first versions of this tool have none. */
const formOf$1 = (fingerprint) => fingerprint.slice(0, Math.max(0, fingerprint.indexOf(":")));
/** Whether two fingerprints say something of each other; no rows are no rows in every form. */
const canCompare = (one, other) => one === "" || other === "" || formOf$1(one) === formOf$1(other);
/** Of the first versions of this tool: a count and a sum, which nothing of today compares with. */
const isOldForm = (fingerprint) => fingerprint !== "" && formOf$1(fingerprint) === "";

/** Lines of the kind "kept" say what was there before a service was called; they are no writes. */
const LEDGER_QUERY = `SELECT run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position
FROM \`ops.partition_writes\` WHERE kind <> 'kept' ORDER BY position, table_id, game_date`;
function readLedger(rows) {
	return rows.map((row) => ({
		run: String(row["run"]),
		kind: row["kind"],
		tableId: String(row["table_id"]),
		date: row["game_date"],
		rows: Number(row["row_count"]),
		rowsBefore: Number(row["rows_before"]),
		fingerprint: String(row["fingerprint"] ?? ""),
		fingerprintBefore: String(row["fingerprint_before"] ?? ""),
		upstreamFingerprint: String(row["upstream_fingerprint"] ?? ""),
		seconds: Number(row["seconds"] ?? 0),
		writtenAt: String(row["written_at"]),
		position: Number(row["position"])
	}));
}
/** The run under which a run is taken back, and the one of what it found before it wrote. */
const undoOf = (run) => `u-${run}`;
const seenBy = (run) => `s-${run}`;
/** Somebody changed the rows, as opposed to lines about what was found. */
const isWrite = ({ kind }) => kind === "replace" || kind === "undo" || kind === "refused";
/** What the ledger says of each date of a table, oldest first. */
var Lineage = class {
	#tables = /* @__PURE__ */ new Map();
	#alias = /* @__PURE__ */ new Map();
	constructor(entries) {
		for (const entry of entries) this.add(entry);
	}
	add(entry) {
		const key = `${entry.tableId} ${entry.date}`;
		const dates = this.#tables.get(entry.tableId) ?? /* @__PURE__ */ new Map();
		this.#tables.set(entry.tableId, dates);
		const lines = dates.get(entry.date) ?? [];
		dates.set(entry.date, lines);
		const last = lines.at(-1);
		const { fingerprint, fingerprintBefore: before } = entry;
		if (last !== void 0 && !canCompare(last.fingerprint, before)) this.#alias.set(`${key} ${before}`, last.content);
		const taken = lines.find(({ run }) => entry.kind === "undo" && undoOf(run) === entry.run);
		if (taken !== void 0 && !canCompare(taken.fingerprintBefore, fingerprint)) this.#alias.set(`${key} ${fingerprint}`, taken.contentBefore);
		const content = (text) => this.contentOf(entry.tableId, entry.date, text);
		lines.push({
			...entry,
			content: content(fingerprint),
			contentBefore: content(before)
		});
	}
	/** One text for the same rows, whichever form their fingerprint has. */
	contentOf(tableId, date, fingerprint) {
		return this.#alias.get(`${tableId} ${date} ${fingerprint}`) ?? fingerprint;
	}
	linesOf(tableId, date) {
		return this.#tables.get(tableId)?.get(date) ?? [];
	}
	latest(tableId, date) {
		return this.linesOf(tableId, date).at(-1);
	}
	/**
	* The newest line of what we wrote, loaded or accepted, and did not take back: an undo returns what was there before,
	* rows of somebody else included. The undo itself only where there is no such line.
	*/
	latestOwn(tableId, date) {
		const own = this.linesOf(tableId, date).filter(({ kind }) => kind !== "seen");
		const undos = new Set(own.filter(({ kind }) => kind === "undo").map(({ run }) => run));
		return own.findLast(({ kind, run }) => kind !== "undo" && !undos.has(undoOf(run))) ?? own.at(-1);
	}
	/** Oldest first, of each date of a table that has any. */
	datesOf(tableId) {
		return this.#tables.get(tableId) ?? /* @__PURE__ */ new Map();
	}
	/** The newest line of each date that has one. */
	partitions() {
		return [...this.#tables.values()].flatMap((dates) => [...dates.values()].flatMap((lines) => lines.at(-1) ?? []));
	}
	/** Every line, oldest first for each partition. */
	entries() {
		return this.#all().flat();
	}
	/** Mean seconds a date by table, from the last write of each date. */
	secondsPerDate() {
		const sums = /* @__PURE__ */ new Map();
		for (const lines of this.#all()) {
			const write = lines.findLast(isWrite);
			if (write?.kind !== "replace") continue;
			const before = sums.get(write.tableId) ?? {
				seconds: 0,
				dates: 0
			};
			sums.set(write.tableId, {
				seconds: before.seconds + write.seconds,
				dates: before.dates + 1
			});
		}
		return new Map([...sums].map(([table, { seconds, dates }]) => [table, seconds / dates]));
	}
	/**
	* Partitions whose content differs from what was there at their first line, of which `contentOf` tells what is there;
	* by the newest line unless given. One that holds again what it held at first counts as unchanged, so that an undo
	* makes nothing stale.
	*/
	changed(contentOf = newest) {
		return this.#all().flatMap((lines) => {
			const [first] = lines;
			const content = contentOf(lines);
			if (first === void 0 || content === void 0 || content === first.contentBefore) return [];
			return [{
				tableId: first.tableId,
				date: first.date,
				fingerprint: content
			}];
		});
	}
	#all() {
		return [...this.#tables.values()].flatMap((dates) => [...dates.values()]);
	}
	/** The same by writes alone, which leaves out what others changed in between. */
	changedByWrites() {
		return this.#all().flatMap((lines) => {
			const writes = lines.filter(isWrite);
			const [first, last] = [writes[0], writes.at(-1)];
			if (first === void 0 || last === void 0 || last.content === first.contentBefore) return [];
			return [{
				tableId: first.tableId,
				date: first.date,
				fingerprint: last.content
			}];
		});
	}
};
const newest = (lines) => lines.at(-1)?.content;

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
var import_promises = require_promises$1();
/** Every recorded write. A warehouse that nothing was repaired in has no ledger, and that is an empty one. */
async function readLedgerOf(warehouse) {
	const entries = readLedger(await rowsIfThere(warehouse, LEDGER_QUERY));
	return {
		entries,
		lineage: new Lineage(entries)
	};
}
/** For looking only: a ledger that cannot be read leaves staleness unknown, and the rest can still be said. */
async function tryReadLedger(warehouse) {
	try {
		return {
			lineage: (await readLedgerOf(warehouse)).lineage,
			error: null
		};
	} catch (error) {
		return {
			lineage: new Lineage([]),
			error: errorMessage(error)
		};
	}
}
async function rowsIfThere(warehouse, sql, params = {}) {
	try {
		return await warehouse.query(sql, params);
	} catch (error) {
		if (error instanceof TableNotFoundError) return [];
		throw new UnreadableError("What is recorded of repairs cannot be read", { cause: error });
	}
}
/** What is recorded of runs, oldest first. */
async function readRuns(warehouse) {
	return (await rowsIfThere(warehouse, "SELECT run, event, recorded_at, plan_json, summary_json FROM `ops.backfill_runs` ORDER BY recorded_at")).map((row) => ({
		run: String(row["run"]),
		event: row["event"],
		at: String(row["recorded_at"]),
		planJson: row["plan_json"],
		summaryJson: row["summary_json"]
	}));
}
/** Attempts of a run that wrote nothing, oldest first. */
async function readAttempts(warehouse, run) {
	return (await rowsIfThere(warehouse, "SELECT table_id, game_date, outcome, message, due_at FROM `ops.cell_attempts` WHERE run = @run ORDER BY recorded_at", { run: {
		type: "STRING",
		value: run
	} })).map((row) => ({
		table: String(row["table_id"]),
		date: row["game_date"],
		outcome: row["outcome"],
		message: String(row["message"]),
		dueAt: row["due_at"]
	}));
}
/** Failed attempts by key of the cell, over all runs. */
async function readFailures(warehouse) {
	const rows = await rowsIfThere(warehouse, "SELECT table_id, game_date, COUNT(*) AS n FROM `ops.cell_attempts` WHERE outcome = 'failed' GROUP BY table_id, game_date");
	return new Map(rows.map((row) => [keyOf({
		table: String(row["table_id"]),
		date: row["game_date"]
	}), Number(row["n"])]));
}
/** Cells whose rows a run has kept for a service to write, whether it did or not, and those that it wrote in part. */
async function readTouched(warehouse, run) {
	return (await rowsIfThere(warehouse, "SELECT DISTINCT table_id, game_date FROM `ops.partition_writes` WHERE run = @run AND kind IN ('kept', 'refused')", { run: {
		type: "STRING",
		value: run
	} })).map((row) => ({
		table: String(row["table_id"]),
		date: row["game_date"]
	}));
}

/**
* The partitions whose content a validation of this range needs, by table: those of the range that have a line, and
* those that these were computed from. What the first versions of this tool recorded cannot be compared, and is left out.
*/
function partitionsToRead(tables, range, lineage) {
	const readers = /* @__PURE__ */ new Map();
	for (const table of tables) {
		const days = [...lineage.datesOf(table.id).keys()].filter((date) => inRange(date, range)).map(epochDay).sort((a, b) => a - b);
		if (days.length === 0) continue;
		for (const { table: id, window } of table.upstream) readers.set(id, [...readers.get(id) ?? [], {
			...window,
			days
		}]);
	}
	const wanted = tables.map((table) => {
		return [table, [...lineage.datesOf(table.id)].flatMap(([date, all]) => {
			const day = epochDay(date);
			const isRead = inRange(date, range) || (readers.get(table.id) ?? []).some(({ from, to, days }) => hasBetween(days, day + to, day + from));
			const last = all.at(-1);
			return isRead && last !== void 0 && !isOldForm(last.fingerprint) ? [last] : [];
		})];
	});
	return new Map(wanted.filter(([, lines]) => lines.length > 0));
}
/** Dates that were recorded and of which nobody can say whether they still hold the same. */
function notComparable(lineage, now) {
	return [...now].flatMap(([table, dates]) => [...dates].filter(([date, { fingerprint }]) => {
		const last = lineage.latest(table, date);
		return last !== void 0 && !canCompare(last.fingerprint, fingerprint);
	})).length + lineage.partitions().filter((line) => isOldForm(line.fingerprint)).length;
}
/** Both ends included; of days in order. */
function hasBetween(days, first, last) {
	let [low, high] = [0, days.length];
	while (low < high) {
		const middle = low + high >> 1;
		if ((days[middle] ?? 0) < first) low = middle + 1;
		else high = middle;
	}
	return (days[low] ?? Number.POSITIVE_INFINITY) <= last;
}
/**
* The days around cells that are to be written, by table: what they are computed from, and what is computed from them.
* Nothing after `last` is asked for.
*/
function daysAround(tables, cells, last) {
	const spans = /* @__PURE__ */ new Map();
	const take = (id, from, to) => {
		const own = spans.get(id) ?? [];
		spans.set(id, own);
		own.push([from, Math.min(to, epochDay(last))]);
	};
	const cellsOf = Map.groupBy(cells, ({ table }) => table);
	const daysOf = (id) => (cellsOf.get(id) ?? []).map(({ date }) => epochDay(date));
	for (const table of tables) for (const { table: id, window } of table.upstream) {
		for (const day of daysOf(table.id)) take(id, day - window.from, day - window.to);
		for (const day of daysOf(id)) take(table.id, day + window.to, day + window.from);
	}
	return new Map(tables.flatMap((table) => {
		const days = daysIn(spans.get(table.id) ?? []);
		return days.length === 0 ? [] : [[table, days.map(fromEpochDay)]];
	}));
}
/** Each day once, in order, however the spans overlap. */
function daysIn(spans) {
	const days = [];
	for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) for (let day = Math.max(from, (days.at(-1) ?? from - 1) + 1); day <= to; day += 1) days.push(day);
	return days;
}

var import__node_child_process = /* @__PURE__ */ __toESM(require__node_child_process(), 1);
var import__node_util = require__node_util();
const run = (0, import__node_util.promisify)(import__node_child_process.execFile);
const MAX_OUTPUT_MIB = 256;
/**
* Runs the declared program without a shell and reads its rows, one JSON object a line, from its output. A status
* other than 0, a timeout and a line that is no object are errors that carry the end of what it wrote to stderr.
*/
async function runCommand({ argv, timeoutSeconds }, { table, dates, signal }, root) {
	const sorted = [...dates].sort();
	const [program, ...args] = argv.map((part) => part.replaceAll("{dates}", sorted.join(",")).replaceAll("{start}", sorted[0] ?? "").replaceAll("{end}", sorted.at(-1) ?? ""));
	const what = `The command of ${table.id} (${program})`;
	let stdout;
	try {
		({stdout} = await run(program ?? "", args, {
			cwd: root,
			signal,
			timeout: timeoutSeconds * 1e3,
			killSignal: "SIGKILL",
			maxBuffer: MAX_OUTPUT_MIB * 1024 ** 2
		}));
	} catch (cause) {
		const isOfItsOwn = typeof cause.code !== "string";
		throw new Error(`${what} ${failureOf$2(cause, timeoutSeconds)}`, isOfItsOwn ? {} : { cause });
	}
	return stdout.split("\n").filter((line) => line.trim() !== "").map((line, index) => parseRow(line, `${what} wrote line ${index + 1}`));
}
function failureOf$2(cause, timeoutSeconds) {
	const { code, killed, stderr } = cause;
	const said = (stderr ?? "").trim().split("\n").slice(-5).join(" / ");
	const how = howItEnded(code, killed === true, timeoutSeconds);
	return said === "" ? how : `${how}: ${said}`;
}
function howItEnded(code, killed, timeoutSeconds) {
	if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `wrote more than ${MAX_OUTPUT_MIB} MiB`;
	return killed ? `ran longer than ${timeoutSeconds} s` : `ended with ${code}`;
}
function parseRow(line, what) {
	let value;
	try {
		value = JSON.parse(line, exactly);
	} catch (cause) {
		const bare = /:\s*(-?(?:NaN|Infinity))\b/.exec(line)?.[1];
		const hint = bare === void 0 ? "" : `: write ${bare} as the text "${bare}"`;
		throw new Error(`${what}, which is not JSON${hint}`, { cause });
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${what}, which is not an object`);
	for (const [name, one] of Object.entries(value)) if (typeof one === "object" && one !== null) throw new Error(`${what}, whose "${name}" is not a plain value: ${JSON.stringify(one).slice(0, 100)}`);
	return value;
}
/** A number that has more digits than a number here keeps its text, which the engine reads in the column's type. */
const exactly = (_, value, { source } = {}) => typeof value === "number" && source !== void 0 ? exactJsonNumber(value, source) : value;

const MOST_NAMED = 5;
/** Refuses rows of which two have the same declared key, or one has none: a row would be counted twice, or another is lost. */
function refuseTwice$1({ id, keys = [] }, rows) {
	if (keys.length === 0) return;
	const keyOf = (row) => JSON.stringify(keys.map((name) => row[name]));
	const without = rows.filter((row) => keys.some((name) => row[name] === null));
	const whole = rows.filter((row) => keys.every((name) => row[name] != null));
	const faults = [...[...Map.groupBy(whole, keyOf).values()].filter((own) => own.length > 1).map((own) => `${textOf$1(keys, own[0])} is there ${own.length} times`), ...without.map((row) => `a row has no whole key: ${textOf$1(keys, row)}`)];
	if (faults.length === 0) return;
	const more = faults.length > MOST_NAMED ? `; and ${faults.length - MOST_NAMED} more` : "";
	throw new AdvisedError(`The rows for ${id} break its keys (${keys.join(", ")}): ${faults.slice(0, MOST_NAMED).join("; ")}${more}. Nothing was written`, { kind: "never" });
}
const textOf$1 = (keys, row) => keys.map((name) => `${name} ${row[name] ?? "NULL"}`).join(", ");

/**
* A date was written without some of its games, which the message names with the reason of each. What was there of those
* games is there still. The date's ledger line is "refused": it can be taken back, and a resume tries the games again.
*/
var PartlyWrittenError = class extends Error {
	name = "PartlyWrittenError";
	written;
	constructor(message, written) {
		super(message);
		this.written = written;
	}
};

/** What was fetched or handed over is not what it should be. The message says what is wrong with it; nothing of it is used. */
var RefusedSourceError = class extends Error {
	name = "RefusedSourceError";
};
/** Throws a RefusedSourceError. */
function refuse(reason, cause) {
	throw new RefusedSourceError(reason, cause === void 0 ? {} : { cause });
}

/** The words of a game for messages, such as "0022400500 LAC@MIN on 2025-01-06". */
const gameText = ({ id, date, home, away }) => `${id} ${away}@${home} on ${date}`;
/** The season's first year, which the id carries: 0022400500 is of 2024. */
const seasonOfGame = (id) => 2e3 + Number(id.slice(3, 5));
/** Refuses points that are not the schedule's final score; what the schedule does not know yet is not compared. */
function checkScore(game, home, away, whose) {
	const differs = (ours, theirs) => ours !== null && ours !== theirs;
	if (differs(game.homeScore, home) || differs(game.awayScore, away)) refuse(`${whose} end ${game.away} ${away}, ${game.home} ${home}; the schedule has ${game.away} ${game.awayScore}, ${game.home} ${game.homeScore}`);
}
/** As the warehouse's tables spell a player: lower case, no diacritics, letters and digits alone. */
const lookupOf = (name) => name.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The games that count on these dates, both ends included, by the schedule in the warehouse and in order of date and id. */
async function gamesBetween({ warehouse, pipeline, declared }, first, last) {
	const calendar = gamesCalendar(pipeline);
	const schedule = pipeline.tables.find(({ id }) => id === calendar?.table);
	if (calendar === void 0 || schedule === void 0) throw new Error("A checked scraper has a schedule.");
	const { game, type, status, homeScore, awayScore } = calendar.columns;
	const rows = await warehouse.query(`SELECT \`${schedule.dateColumn}\` AS d, \`${game}\` AS id, \`${type}\` AS type, \`${status}\` AS status,
       \`${declared.home}\` AS home, \`${declared.away}\` AS away,
       \`${homeScore}\` AS home_points, \`${awayScore}\` AS away_points
     FROM \`${schedule.name}\` WHERE \`${schedule.dateColumn}\` BETWEEN @first AND @last
     ORDER BY d, id`, {
		first: {
			type: "DATE",
			value: first
		},
		last: {
			type: "DATE",
			value: last
		}
	});
	const excluded = new Set(calendar.exclude.map((one) => one.game));
	const counts = (row) => calendar.countTypes.includes(String(row["type"])) && !calendar.ignoreStatuses.includes(String(row["status"])) && !excluded.has(String(row["id"]));
	const games = rows.filter(counts).map((row) => ({
		id: String(row["id"]),
		date: row["d"],
		home: String(row["home"]),
		away: String(row["away"]),
		homeScore: row["home_points"] === null ? null : Number(row["home_points"]),
		awayScore: row["away_points"] === null ? null : Number(row["away_points"])
	}));
	return [...new Map(games.map((one) => [`${one.date} ${one.id}`, one])).values()];
}
/** Games of which nothing is expected in a table. */
function waivedGames(pipeline, table, environment, asOf) {
	return new Set(waiversFor(pipeline, table, environment, asOf).flatMap(({ games }) => games ?? []));
}

/** The JSON of an answer in its declared shape, or a refusal that says what it is instead. */
function parseAnswer(bytes, schema) {
	const text = new TextDecoder().decode(bytes).trim();
	if (text === "") return refuse("it is empty");
	if (text.startsWith("<")) return refuse("it is a page of HTML or XML and not JSON");
	let value;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		return refuse(`it is not JSON, or cut off after ${text.length} characters`, cause);
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	return refuse(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
}

const Team$1 = looseObject({
	teamTricode: string().nullish(),
	score: int().nonnegative().nullish()
});
const Game$1 = looseObject({
	gameId: string().regex(/^\d{10}$/),
	gameStatus: int(),
	gameStatusText: string().default(""),
	/** The Eastern calendar day, written as if it were midnight UTC. */
	gameDateEst: string().regex(/^\d{4}-\d\d-\d\dT/),
	gameDateTimeUTC: string().nullish(),
	homeTeam: Team$1,
	awayTeam: Team$1,
	/** Y: postponed; A: moved from another day; N: neither. */
	postponedStatus: string().default("N"),
	ifNecessary: union([boolean(), string()]).default(false)
});
const Feed = looseObject({ leagueSchedule: looseObject({
	seasonYear: string().regex(/^\d{4}-\d{2}$/),
	gameDates: array(looseObject({ games: array(looseObject({ gameId: string() })) }))
}) });
/** Of a game whose kind has no name here: it is written, and never counted. */
const OTHER = "other";
/** By the digits that an id begins with. */
const TYPES = {
	"001": "preseason",
	"002": "regular_season",
	"003": "all_star",
	"004": "playoffs",
	"005": "play_in",
	"006": "nba_cup_final"
};
const FINAL = 3;
const IN_PROGRESS = 2;
/**
* Reads the league's schedule of a season, or refuses it: half a schedule would take games away. Only games that are
* counted can refuse it. Another one that cannot be read is left out.
*/
function parseSchedule(bytes, counted) {
	const { seasonYear, gameDates } = parseAnswer(bytes, Feed).leagueSchedule;
	const games = gameDates.flatMap((day) => day.games);
	if (games.length === 0) refuse("it lists no game");
	const season = Number(seasonYear.slice(0, 4));
	const dateOf = /* @__PURE__ */ new Map();
	const byDate = /* @__PURE__ */ new Map();
	for (const one of games) {
		const isCounted = countsIn(counted, one.gameId);
		const game = checked(one, {
			seasonYear,
			isTwice: dateOf.has(one.gameId),
			isCounted
		});
		if (game === null) continue;
		const date = game.gameDateEst.slice(0, 10);
		dateOf.set(game.gameId, date);
		const home = game.homeTeam.teamTricode ?? "";
		const away = game.awayTeam.teamTricode ?? "";
		if (home === "" || away === "") continue;
		const row = rowOf$1(game, date, season, {
			home,
			away
		}, isCounted);
		byDate.set(date, [...byDate.get(date) ?? [], row]);
	}
	return {
		season,
		byDate,
		dateOf
	};
}
const typeOf = (id) => TYPES[id.slice(0, 3)] ?? OTHER;
/** Whether a game is expected to be played and recorded, by its id. */
const countsIn = ({ types, exclude }, id) => types.includes(typeOf(id)) && !exclude.has(id);
/** Null for a game that cannot be read, and that nobody counts. */
function checked(one, about) {
	const wrong = (reason) => about.isCounted ? refuse(reason) : null;
	if (about.isTwice) return wrong(`it has game ${one.gameId} twice`);
	const { data, error } = Game$1.safeParse(one);
	if (data === void 0) {
		const [issue] = error.issues;
		return wrong(`game ${one.gameId}: ${issue?.path.join(".")}: ${issue?.message}`);
	}
	return seasonOfGame(data.gameId) === Number(about.seasonYear.slice(0, 4)) ? data : wrong(`it is of ${about.seasonYear}, and game ${one.gameId} is of another season`);
}
function rowOf$1(game, date, season, { home, away }, isCounted) {
	const status = statusOf(game);
	const [homeScore, awayScore] = [game.homeTeam.score ?? null, game.awayTeam.score ?? null];
	if (status === "final" && isCounted && !(homeScore !== null && awayScore !== null && homeScore !== awayScore)) return refuse(`game ${game.gameId} is over, with the score ${awayScore} to ${homeScore}`);
	return {
		game_date: date,
		game_id: game.gameId,
		season,
		season_type: typeOf(game.gameId),
		home_team: home,
		away_team: away,
		home_score: status === "final" ? homeScore : null,
		away_score: status === "final" ? awayScore : null,
		tipoff_utc: tipoffOf(game),
		game_status: status
	};
}
function statusOf({ gameStatus, gameStatusText, postponedStatus, ifNecessary }) {
	if (gameStatus === FINAL) return "final";
	const words = gameStatusText.toLowerCase();
	if (words.startsWith("cancel")) return "cancelled";
	if (postponedStatus === "Y" || words.startsWith("ppd") || words.startsWith("postponed")) return "postponed";
	if (gameStatus === IN_PROGRESS) return "in_progress";
	return String(ifNecessary) === "true" ? "if_necessary" : "scheduled";
}
/** An instant; null where the time is to be determined. */
function tipoffOf({ gameDateTimeUTC }) {
	const ms = Date.parse(gameDateTimeUTC ?? "");
	return Number.isNaN(ms) || ms <= 0 ? null : new Date(ms).toISOString();
}

/** A wait that the other side asks for and that is longer is a later run's. */
const MAX_WAIT_MS = 3e5;
/** The network's own trouble, which passes. */
const PASSING = /* @__PURE__ */ new Set([
	"ECONNRESET",
	"ECONNREFUSED",
	"EPIPE",
	"ETIMEDOUT",
	"EAI_AGAIN",
	"ENOTFOUND"
]);
const isPassing = (code) => PASSING.has(code);
/** Retry-After in seconds or as a date; nothing, or nonsense, is the policy's own wait. */
function waitAdvice(retryAfter, now) {
	const waitMs = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) * 1e3 : Date.parse(retryAfter ?? "") - now.getTime();
	if (!(waitMs > 0)) return { kind: "seconds" };
	if (waitMs <= MAX_WAIT_MS) return {
		kind: "seconds",
		waitMs
	};
	return {
		kind: "park",
		dueAt: new Date(now.getTime() + Math.min(waitMs, 864e5))
	};
}

var import_promises$1 = require_promises();
/** Lets so many run at once, and none begin sooner than the spacing after the one before it. */
function paceOf({ spacingMs, concurrency }) {
	const waiting = [];
	let free = concurrency;
	let nextStart = 0;
	return async (work, signal) => {
		if (free > 0) free -= 1;
		else await new Promise((resolve) => waiting.push(resolve));
		try {
			signal.throwIfAborted();
			const at = Math.max(performance.now(), nextStart);
			nextStart = at + spacingMs;
			const waitMs = at - performance.now();
			if (waitMs > 0) await (0, import_promises$1.setTimeout)(waitMs, void 0, { signal });
			return await work();
		} finally {
			const next = waiting.shift();
			if (next === void 0) free += 1;
			else next();
		}
	};
}

var import__node_http = /* @__PURE__ */ __toESM(require__node_http(), 1);
var import__node_https = /* @__PURE__ */ __toESM(require__node_https(), 1);
var TooLate = class extends Error {};
/** One GET, whatever its status; no redirect is followed. Throws AdvisedError where no whole answer came. */
function getOnce(url, headers, limits, signal) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const request = (url.protocol === "https:" ? import__node_https.request : import__node_http.request)(url, {
		headers,
		agent: false,
		signal
	}, (response) => {
		readAll(response, limits.maxBytes, url).then((bytes) => resolve({
			status: response.statusCode ?? 0,
			headers: response.headers,
			bytes
		}), reject);
	});
	const endIn = (ms, what) => setTimeout(() => request.destroy(new TooLate(`${what} within ${ms / 1e3} s`)), ms);
	const connecting = endIn(limits.connectMs, "no connection");
	const whole = endIn(limits.totalMs, "no whole answer");
	request.on("socket", (socket) => {
		const event = url.protocol === "https:" ? "secureConnect" : "connect";
		socket.once(event, () => clearTimeout(connecting));
	});
	request.on("error", reject);
	request.end();
	return promise.catch((error) => {
		throw failureOf$1(error, url);
	}).finally(() => {
		clearTimeout(connecting);
		clearTimeout(whole);
	});
}
async function readAll(response, maxBytes, url) {
	const parts = [];
	let size = 0;
	for await (const part of response) {
		size += part.length;
		if (size > maxBytes) {
			response.destroy();
			const limit = `${(maxBytes / 1024 ** 2).toFixed(1)} MiB`;
			throw new AdvisedError(`${url} answered with more than ${limit}`, { kind: "never" });
		}
		parts.push(part);
	}
	return Buffer.concat(parts);
}
function failureOf$1(error, url) {
	if (error instanceof AdvisedError || error.name === "AbortError") return error;
	const passes = error instanceof TooLate || isPassing(error.code ?? "");
	return new AdvisedError(`${url} could not be fetched: ${errorMessage(error)}`, { kind: passes ? "seconds" : "never" }, { cause: error });
}

const MAX_REDIRECTS = 3;
/** Asks the hosts of one source at their pace. */
function politeClient(setting) {
	const paces = /* @__PURE__ */ new Map();
	const paceAt = (host) => {
		const pace = paces.get(host) ?? paceOf(setting);
		paces.set(host, pace);
		return pace;
	};
	async function follow(ask) {
		let url = ask.url;
		for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
			if (!mayAsk(url, setting.base, setting.hosts)) throw never$5(`${ask.url} leads to ${url.origin}, which is not a host of this scraper; list it under hosts if it is right`);
			const own = url.host === setting.base.host ? ask.headers : void 0;
			const headers = {
				"user-agent": setting.userAgent,
				"accept-encoding": "identity",
				...own
			};
			const at = url;
			const answered = await paceAt(url.host)(() => getOnce(at, headers, {
				...setting,
				maxBytes: ask.maxBytes
			}, ask.signal), ask.signal);
			if (answered.status < 300 || answered.status >= 400) return answered;
			const to = answered.headers.location ?? "";
			if (!URL.canParse(to, url.href)) throw never$5(`${url} was answered with a redirect to nowhere`);
			url = new URL(to, url);
		}
		throw never$5(`${ask.url} was answered with more than ${MAX_REDIRECTS} redirects`);
	}
	async function once(ask) {
		const { status, headers, bytes } = await follow(ask);
		if (status >= 200 && status < 300) return {
			kind: "bytes",
			bytes,
			fetchedAt: setting.now().toISOString()
		};
		if (status === 403) return { kind: "forbidden" };
		if (status === 404 || status === 410) return { kind: "absent" };
		const message = `${ask.url} was answered with ${status}`;
		if (status !== 408 && status !== 429 && status < 500) throw never$5(message);
		throw new AdvisedError(message, waitAdvice(headers["retry-after"], setting.now()));
	}
	return { get: async (ask) => {
		try {
			return await withRetries(() => once(ask), setting.retry, ask.signal);
		} catch (error) {
			if (ask.signal.aborted || adviceOf(error).kind !== "seconds") throw error;
			const times = setting.retry.retries + 1;
			throw new AdvisedError(`${errorMessage(error)} (${times} times)`, { kind: "never" }, { cause: error });
		}
	} };
}
const never$5 = (message) => new AdvisedError(message, { kind: "never" });

const Entry = strictObject({
	url: string(),
	sha256: string().regex(/^[0-9a-f]{64}$/),
	bytes: int().nonnegative(),
	fetchedAt: datetime()
});
/**
* Originals in a store: `objects/ab/abc...` by the hash of their content, and `addresses/HASH.json` says which content
* an address had.
*/
function originalsOf(store) {
	const entryName = (url) => `addresses/${hashOf(Buffer.from(url, "utf8"))}.json`;
	const objectName = (sha256) => `objects/${sha256.slice(0, 2)}/${sha256}`;
	return {
		async read(url) {
			const text = await store.get(entryName(url));
			const entry = text === null ? null : parsed$3(Buffer.from(text).toString("utf8"));
			if (entry === null || entry.url !== url) return null;
			const bytes = await store.get(objectName(entry.sha256));
			if (bytes === null || hashOf(bytes) !== entry.sha256) return null;
			return {
				url,
				sha256: entry.sha256,
				bytes,
				fetchedAt: entry.fetchedAt
			};
		},
		async keep(url, bytes, fetchedAt) {
			const sha256 = hashOf(bytes);
			await store.put(objectName(sha256), bytes);
			const entry = {
				url,
				sha256,
				bytes: bytes.length,
				fetchedAt
			};
			await store.put(entryName(url), Buffer.from(`${JSON.stringify(entry)}\n`));
			return {
				url,
				sha256,
				bytes,
				fetchedAt
			};
		},
		forget: (url) => store.remove(entryName(url))
	};
}
/** The words of an original for messages. */
const originText = ({ url, sha256 }) => `${url}, sha256 ${sha256}`;
const hashOf = (bytes) => (0, import__node_crypto.createHash)("sha256").update(bytes).digest("hex");
function parsed$3(text) {
	try {
		return Entry.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}

/**
* A new identity token for one call, by the credentials of this process (application default credentials). Where those
* stand in for a service account (workload identity federation), that account is asked for it.
*/
async function identityToken(audience) {
	try {
		const { BaseExternalAccountClient, GoogleAuth, Impersonated, UserRefreshClient } = await import("./npm.google-auth-library.build.src.index.exports.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
		const auth = new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" });
		const client = await auth.getClient();
		if (client instanceof UserRefreshClient) throw new Error("a person's own sign-in has none; sign in with --impersonate-service-account");
		const account = client instanceof BaseExternalAccountClient ? client.getServiceAccountEmail() : null;
		if (account !== null) return await new Impersonated({
			sourceClient: client,
			targetPrincipal: account
		}).fetchIdToken(audience);
		return await (await auth.getIdTokenClient(audience)).idTokenProvider.fetchIdToken(audience);
	} catch (cause) {
		const status = cause.status;
		const passes = typeof status === "number" && (status === 429 || status >= 500);
		throw new AdvisedError(`No identity token for ${audience}: ${errorMessage(cause)}. docs/how-to/services.md says which credentials can have one`, { kind: passes ? "seconds" : "never" });
	}
}
/** An access token for Google's own interfaces, by the same credentials. Throws AdvisedError where there are none. */
async function accessToken(scope) {
	try {
		const { GoogleAuth } = await import("./npm.google-auth-library.build.src.index.exports.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
		const given = await new GoogleAuth({ scopes: scope }).getAccessToken();
		if (given == null) throw new Error("no credentials give one");
		return given;
	} catch (cause) {
		throw new AdvisedError(`No access token for ${scope}: ${errorMessage(cause)}`, { kind: "never" });
	}
}

const TIMEOUT_MS = 6e4;
const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
/** The parts of "gs://BUCKET/PREFIX"; null for what is no bucket, and so a folder. */
function bucketOf(cache) {
	const [, bucket, prefix = ""] = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220})(?:\/([\w./-]*))?$/.exec(cache) ?? [];
	return bucket === void 0 ? null : {
		bucket,
		prefix: prefix.replace(/\/+$/, "")
	};
}
/**
* A bucket of Google Cloud Storage, by the credentials of this process; an object is there as a whole or not at all. With
* `emulator` (an address) nobody signs in. Throws AdvisedError where it does not answer, or refuses.
*/
function bucketStore({ bucket, prefix }, emulator, retry = DEFAULT_RETRY) {
	const base = emulator ?? "https://storage.googleapis.com";
	const place = `b/${bucket}/o`;
	const nameOf = (name) => encodeURIComponent(prefix === "" ? name : `${prefix}/${name}`);
	const ask = (method, path, body = null) => withRetries(() => once(method, `${base}${path}`, body, emulator === null ? () => accessToken(SCOPE) : async () => null), retry, new AbortController().signal);
	return {
		get: (name) => ask("GET", `/storage/v1/${place}/${nameOf(name)}?alt=media`),
		put: async (name, content) => {
			const path = `/upload/storage/v1/${place}?uploadType=media&name=${nameOf(name)}`;
			if (await ask("POST", path, content) === null) throw never$4(`There is no bucket ${bucket} to keep originals in; make it, or correct cache`);
		},
		remove: async (name) => {
			await ask("DELETE", `/storage/v1/${place}/${nameOf(name)}`);
		}
	};
}
/** Null for what is not there. */
async function once(method, url, body, tokenOf) {
	const bearer = await tokenOf();
	const headers = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
	let response;
	let bytes;
	try {
		const sent = body === null ? {} : { body: new Uint8Array(body) };
		const signal = AbortSignal.timeout(TIMEOUT_MS);
		response = await fetch(url, {
			method,
			headers,
			signal,
			...sent
		});
		bytes = new Uint8Array(await response.arrayBuffer());
	} catch (cause) {
		throw new AdvisedError(`${url}: ${errorMessage(cause)}`, { kind: "seconds" }, { cause });
	}
	if (response.ok) return bytes;
	if (response.status === 404) return null;
	const message = `${url} was answered with ${response.status}`;
	if (response.status === 429 || response.status >= 500) throw new AdvisedError(message, waitAdvice(response.headers.get("retry-after") ?? void 0, /* @__PURE__ */ new Date()));
	throw never$4(`${message}: the account needs roles/storage.objectUser on the bucket of originals`);
}
const never$4 = (message) => new AdvisedError(message, { kind: "never" });

/** A folder. Files are written beside their place and moved there, so that one that was cut off is not there. */
const folderStore = (folder) => ({
	get: (name) => readIfThere((0, import__node_path.join)(folder, name)),
	put: (name, content) => writeAtOnce((0, import__node_path.join)(folder, name), content),
	remove: (name) => (0, import_promises.rm)((0, import__node_path.join)(folder, name), { force: true })
});
async function readIfThere(file) {
	try {
		return await (0, import_promises.readFile)(file);
	} catch (error) {
		if (error.code === "ENOENT") return null;
		throw error;
	}
}
async function writeAtOnce(file, content) {
	await (0, import_promises.mkdir)((0, import__node_path.dirname)(file), { recursive: true });
	const beside = `${file}.${(0, import__node_crypto.randomUUID)()}`;
	try {
		await (0, import_promises.writeFile)(beside, content);
		await (0, import_promises.rename)(beside, file);
	} finally {
		await (0, import_promises.rm)(beside, { force: true });
	}
}

/** The declared cache: "gs://BUCKET/PREFIX", or a folder below the root. STORAGE_EMULATOR_HOST stands in for Google. */
function originalsAt(cache, root, variables) {
	const bucket = bucketOf(cache);
	const given = variables["STORAGE_EMULATOR_HOST"] || null;
	const emulator = given === null || given.includes("://") ? given : `http://${given}`;
	return originalsOf(bucket === null ? folderStore((0, import__node_path.resolve)(root, cache)) : bucketStore(bucket, emulator));
}

const MIB = 1024 ** 2;
/** By the object that lives as long as a run does, such as its open warehouse. */
const sessions = /* @__PURE__ */ new WeakMap();
/** The session of a source's host. Throws a UserError for what is not declared or set, before anything is asked. */
function sessionOf(owner, declared, setting) {
	const { base, userAgent } = {
		base: baseOf(declared, setting),
		userAgent: agentOf(declared, setting)
	};
	const own = sessions.get(owner) ?? /* @__PURE__ */ new Map();
	sessions.set(owner, own);
	const key = `${base.href} ${declared.cache}`;
	const open = own.get(key) ?? {
		base,
		client: politeClient({
			base,
			userAgent,
			hosts: declared.hosts,
			concurrency: declared.concurrency,
			spacingMs: declared.spacingSeconds * 1e3,
			connectMs: declared.connectSeconds * 1e3,
			totalMs: declared.timeoutSeconds * 1e3,
			retry: {
				retries: declared.retries,
				minWaitMs: declared.retryWaitSeconds * 1e3,
				maxWaitMs: 32e3
			},
			now: () => /* @__PURE__ */ new Date()
		}),
		originals: originalsAt(declared.cache, setting.root, setting.variables),
		forbidden: /* @__PURE__ */ new Set(),
		feeds: /* @__PURE__ */ new Map(),
		blocked: null
	};
	own.set(key, open);
	return open;
}
function baseOf(declared, { variables }) {
	const { source, baseUrlFrom, baseUrl = SOURCE_ADDRESS[source] } = declared;
	const given = baseUrlFrom === void 0 ? "" : variables[baseUrlFrom] ?? "";
	if (baseUrlFrom === void 0 || given === "") return sourceBase(declared, baseUrl, `The address of ${source}`);
	return sourceBase(declared, given, baseUrlFrom);
}
/** Who asks, and where to complain: what SCRAPER_CONTACT says, or the repository of the workflow. */
function agentOf({ contactFrom }, { variables }) {
	const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = variables;
	const page = server && repository ? `${server}/${repository}/issues` : "";
	const contact = (variables[contactFrom] ?? "").trim() || page;
	if (contact === "") throw new UserError(`${contactFrom} is not set: set it to an address or a page where the source's owners can complain, such as ops@example.org. Nothing is fetched without it.`);
	if (!/^[\x21-\x7e]{3,200}$/.test(contact) || /[()\\]/.test(contact)) throw new UserError(`${contactFrom} is no address or page: write plain characters without spaces, such as ops@example.org.`);
	return `nba-pipeline-ops (+${contact})`;
}
/** A path under the session's address. */
const addressIn = ({ base }, path) => new URL(`${base.pathname.replace(/\/$/, "")}${path}`, base.origin);
/** An original that was kept, or else what the source answers, which is then kept. Nothing is asked where it is blocked. */
async function originalAt(session, url, { signal, headers }, age = "kept") {
	const kept = age === "kept" ? await session.originals.read(url.href) : null;
	if (kept !== null) return kept;
	if (session.blocked !== null) throw new AdvisedError(session.blocked, { kind: "never" });
	const more = headers === void 0 ? {} : { headers };
	const fetched = await session.client.get({
		url,
		maxBytes: 32 * MIB,
		signal,
		...more
	});
	if (fetched.kind !== "bytes") return fetched.kind;
	return session.originals.keep(url.href, fetched.bytes, fetched.fetchedAt);
}

const PATH = "/static/json/staticData/scheduleLeagueV2.json";
/**
* A date as the league's schedule has it now. It is fetched once a session, never taken from what was kept: what changed
* is what is wanted. Refused, with nothing written, where it is of another season than the date's games.
*/
async function refreshSchedule(session, { warehouse, pipeline, request: { table, signal }, date }) {
	const original = await feedOf(session, signal);
	const old = await warehouse.query(`SELECT game_id FROM \`${table.name}\` WHERE \`${table.dateColumn}\` = @date`, { date: {
		type: "DATE",
		value: date
	} });
	const counted = countedIn(pipeline);
	const all = old.map((row) => String(row["game_id"]));
	const schedule = await readOrForget(session, original, date, {
		ids: all,
		counted
	});
	const ids = all.filter((id) => seasonOfGame(id) === schedule.season);
	const rows = schedule.byDate.get(date) ?? [];
	const has = new Set(rows.map((row) => String(row["game_id"])));
	const notes = ids.filter((id) => !has.has(id)).map((id) => goneText(id, date, schedule.dateOf.get(id)));
	return {
		rows,
		games: [.../* @__PURE__ */ new Set([...ids, ...has])],
		original,
		notes
	};
}
function countedIn(pipeline) {
	const { countTypes = [], exclude = [] } = gamesCalendar(pipeline) ?? {};
	return {
		types: countTypes,
		exclude: new Set(exclude.map(({ game }) => game))
	};
}
const goneText = (id, date, now) => now === void 0 ? `Game ${id} of ${date} is no longer on the league's schedule.` : `Game ${id} was moved from ${date} to ${now}: refresh ${now} too, if it is not there yet (--tables with the schedule's id, --dates ${now}).`;
async function feedOf(session, signal) {
	const url = addressIn(session, PATH);
	const asked = session.feeds.get(url.href) ?? fetchFeed(session, url, signal);
	session.feeds.set(url.href, asked);
	try {
		return await asked;
	} catch (error) {
		session.feeds.delete(url.href);
		throw error;
	}
}
async function fetchFeed(session, url, signal) {
	const answer = await originalAt(session, url, { signal }, "fresh");
	if (typeof answer !== "string") return answer;
	throw new AdvisedError(answer === "absent" ? `${url} is not there` : `${url} was answered with 403: it may refuse the address of this machine. Fetch from another: name a runner of your own in SCRAPER_RUNNER (docs/how-to/scrapers.md)`, { kind: "never" });
}
async function readOrForget(session, original, date, { ids, counted }) {
	try {
		const schedule = parseSchedule(original.bytes, counted);
		const other = ids.find((id) => countsIn(counted, id) && seasonOfGame(id) !== schedule.season);
		if (other !== void 0) refuse(`it is of the season that began in ${schedule.season}, and ${other} is of another`);
		return schedule;
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		await session.originals.forget(original.url);
		session.feeds.delete(original.url);
		throw new AdvisedError(`The schedule for ${date} was refused, and nothing is written: ${error.message} (${original.url}, sha256 ${original.sha256})`, { kind: "never" }, { cause: error });
	}
}

const count = int().nonnegative();
const Line = looseObject({
	min: string().nullable(),
	fgm: count,
	fga: count,
	fg3m: count,
	fg3a: count,
	ftm: count,
	fta: count,
	oreb: count,
	dreb: count,
	reb: count,
	ast: count,
	stl: count,
	blk: count,
	turnover: count,
	pf: count,
	pts: count,
	player: looseObject({
		id: int(),
		first_name: string(),
		last_name: string(),
		jersey_number: string().nullish()
	})
});
const Team = looseObject({
	abbreviation: string(),
	players: array(Line)
});
const Game = looseObject({
	date: string(),
	status: string(),
	home_team_score: count,
	visitor_team_score: count,
	home_team: Team,
	visitor_team: Team
});
const Answer$1 = looseObject({ data: array(Game) });
/**
* Reads a date's box scores: each of these games that the answer has and that has ended. A game that does not add up, or
* with a player whom nobody knows, is refused; the others are read. Throws for an answer that is none of that date. The
* source has no plus-minus: null.
*/
function parseBoxScores(bytes, date, games, whoIs) {
	const { data } = parseAnswer(bytes, Answer$1);
	const wrong = data.find((one) => one.date.slice(0, 10) !== date);
	if (wrong !== void 0) refuse(`it has a game of ${wrong.date}, and ${date} was asked for`);
	const found = [];
	const refused = [];
	const unknown = [];
	const known = /* @__PURE__ */ new Set();
	const noted = (line) => {
		const who = whoIs(line);
		if (who === null) unknown.push(line);
		else known.add(who.player);
		return who;
	};
	for (const game of games) try {
		const own = gameIn(data, game);
		if (own === void 0) continue;
		found.push({
			game: game.id,
			rows: rowsOf(own, game, noted)
		});
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		refused.push({
			game,
			words: error.message
		});
	}
	return {
		found,
		refused,
		unknown,
		known
	};
}
function gameIn(data, game) {
	const [own, ...others] = data.filter(({ home_team: home, visitor_team: away }) => home.abbreviation === game.home && away.abbreviation === game.away);
	if (others.length > 0) refuse(`it has ${game.away}@${game.home} ${others.length + 1} times`);
	return own?.status === "Final" ? own : void 0;
}
function rowsOf(source, game, whoIs) {
	const { home_team: home, visitor_team: away } = source;
	checkListedOnce$1([...home.players, ...away.players]);
	checkTeam(home, source.home_team_score);
	checkTeam(away, source.visitor_team_score);
	checkScore(game, source.home_team_score, source.visitor_team_score, "its box scores");
	const lines = [home, away].flatMap((team) => team.players.filter(hasPlayed).map((line) => {
		const one = lineOf(line, team.abbreviation);
		return {
			line,
			one,
			known: whoIs(one),
			isHome: team === home
		};
	}));
	const strangers = lines.flatMap(({ one, known }) => known === null ? [one] : []);
	if (strangers.length > 0) refuse(`nobody knows the league's id of ${strangers.map(({ name }) => name).join(", ")}`);
	const rows = lines.flatMap(({ line, known, isHome }) => known === null ? [] : [rowOf(line, game, known, isHome)]);
	refuseTwice(lines, ({ known }) => String(known?.player));
	return rows;
}
const lineOf = (line, team) => {
	const { id, jersey_number: number = null } = line.player;
	return {
		id,
		name: nameOf(line),
		team,
		number
	};
};
/** A line in the place of another can leave every sum as it was, and a player is lost. */
function checkListedOnce$1(lines) {
	const played = lines.filter(hasPlayed);
	const ids = new Set(played.map(({ player }) => player.id));
	refuseTwice(lines.filter((line) => ids.has(line.player.id)).map((line) => ({
		line,
		one: { name: nameOf(line) }
	})), ({ line }) => String(line.player.id));
	refuseTwice(played.map((line) => ({ one: { name: nameOf(line) } })), ({ one }) => lookupOf(one.name));
}
function refuseTwice(lines, keyOf) {
	for (const same of Map.groupBy(lines, keyOf).values()) if (same.length > 1) refuse(`it has ${same.map(({ one }) => one.name).join(" and ")} ${same.length} times: a line is doubled, and another player is missing`);
}
function rowOf(line, game, known, isHome) {
	return {
		game_date: game.date,
		game_id: game.id,
		season: seasonOfGame(game.id),
		player_id: known.player,
		player_name: known.name,
		player_lookup: known.lookup,
		team_abbr: isHome ? game.home : game.away,
		opponent_abbr: isHome ? game.away : game.home,
		is_home: isHome,
		minutes: minutesOf(line),
		points: line.pts,
		rebounds: line.reb,
		assists: line.ast,
		steals: line.stl,
		blocks: line.blk,
		turnovers: line.turnover,
		fgm: line.fgm,
		fga: line.fga,
		fg3m: line.fg3m,
		fg3a: line.fg3a,
		ftm: line.ftm,
		fta: line.fta,
		plus_minus: null,
		attempts_derived: false
	};
}
function checkTeam({ abbreviation, players }, score) {
	const points = players.reduce((sum, { pts }) => sum + pts, 0);
	if (points !== score) refuse(`the players of ${abbreviation} have ${points} points together, and the team ${score}`);
	for (const line of players) {
		const { pts, fgm, fga, fg3m, fg3a, ftm, fta, reb, oreb, dreb } = line;
		if (pts !== 2 * fgm + fg3m + ftm) refuse(`${nameOf(line)} has ${pts} points, and shots of ${2 * fgm + fg3m + ftm}`);
		if (fgm > fga || fg3m > fg3a || ftm > fta || fg3m > fgm || fg3a > fga) refuse(`${nameOf(line)} has made more than he attempted`);
		if (reb !== oreb + dreb) refuse(`${nameOf(line)} has ${reb} rebounds, and ${oreb} and ${dreb} of the two kinds`);
	}
	const minutes = players.reduce((sum, line) => sum + minutesOf(line), 0);
	const played = players.filter(hasPlayed).length;
	const overtimes = Math.max(0, Math.round((minutes + played / 2 - 240) / 25));
	if (Math.abs(240 + 25 * overtimes - minutes) > played) refuse(`the minutes of ${abbreviation} add up to ${minutes}`);
}
const nameOf = ({ player }) => `${player.first_name} ${player.last_name}`.trim();
/** Those who did not get on the court are listed with nothing. */
const hasPlayed = (line) => minutesOf(line) > 0 || [
	line.pts,
	line.fga,
	line.fta,
	line.reb,
	line.ast,
	line.stl,
	line.blk
].some((n) => n > 0) || line.turnover + line.pf > 0;
function minutesOf({ min }) {
	const text = min ?? "";
	if (text === "") return 0;
	return /^\d{1,2}(:\d{2})?$/.test(text) ? Number(text.split(":")[0]) : refuse(`"${text}" are no minutes`);
}

const SIBLING_DAYS = 14;
/** Gathers games that have an address each. One that its reader refuses holds back no other. */
async function gatherByGame(source, wanted, signal) {
	const all = await pMap(wanted, (game) => one(source, game, signal), {
		concurrency: source.concurrency,
		stopOnError: true
	});
	return {
		found: all.filter((each) => "rows" in each),
		lacking: all.filter((each) => "why" in each)
	};
}
async function one(source, game, signal) {
	const { session } = source;
	const { url, answer: original } = await firstThere(source, game, signal, "kept");
	if (original === "absent") return {
		game,
		why: "absent",
		words: `${url.host} does not have it (${url.pathname})`
	};
	if (original === "forbidden") {
		session.forbidden.add(game.id);
		const sibling = await givenSibling(source, game, signal);
		return {
			game,
			why: "withheld",
			words: `${url.host} answers 403 for it, and gives ${gameText(sibling)}`
		};
	}
	try {
		return {
			game: game.id,
			rows: await source.read(original, game),
			source: original
		};
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		await session.originals.forget(original.url);
		return {
			game,
			why: "refused",
			words: `${error.message} (${originText(original)})`
		};
	}
}
/** What the first of a game's addresses that is not absent answers; the last one's absence where none is there. */
async function firstThere({ session, paths }, game, signal, age) {
	const [first, ...others] = paths(game).map((path) => addressIn(session, path));
	let url = first;
	let answer = await originalAt(session, url, { signal }, age);
	for (const other of others) {
		if (answer !== "absent") break;
		url = other;
		answer = await originalAt(session, url, { signal }, age);
	}
	return {
		url,
		answer
	};
}
/**
* A game that the source gives while it refuses this one. Up to two are asked, afresh: one of the same date, and, because
* games of one date can be withheld together, one of another. Where both are refused the address is blocked, and nothing
* more is asked.
*/
async function givenSibling(source, game, signal) {
	const { session } = source;
	const refused = [];
	for (const sibling of await siblingsOf(source, game)) {
		const { answer } = await firstThere(source, sibling, signal, "fresh");
		if (typeof answer !== "string") return sibling;
		if (answer === "forbidden") refused.push(sibling);
	}
	const host = session.base.host;
	if (refused.length === 0) throw new AdvisedError(`${host} answers 403 for game ${gameText(game)}, and there is no other game to ask whether this address is blocked`, { kind: "never" });
	session.blocked = `${host} answers 403 for game ${gameText(game)} and for ${refused.map(gameText).join(" and ")}: it refuses the address of this machine, as it does with many data centres. Nothing more is asked of it in this run. Fetch from another address: name a runner of your own in SCRAPER_RUNNER (docs/how-to/scrapers.md)`;
	throw new AdvisedError(session.blocked, { kind: "never" });
}
async function siblingsOf({ gamesBetween, session }, game) {
	const played = (await gamesBetween(addDays(game.date, -14), addDays(game.date, SIBLING_DAYS))).filter((other) => other.homeScore !== null && other.id !== game.id);
	const isKnown = ({ id }) => session.forbidden.has(id);
	const away = (other) => Math.abs(daysBetween(game.date, other.date));
	const sorted = played.sort((a, b) => away(a) - away(b));
	return [sorted.find((other) => other.date === game.date && !isKnown(other)), sorted.find((each) => each.date !== game.date && !isKnown(each))].filter((each) => each !== void 0);
}

var import_dist = require_dist();
/** Where a checkout keeps them unless a scraper declares another file. */
const NAMES_FILE = "pipeline/player-names.yaml";
const Alias = strictObject({
	source: _enum(["bdl_box_scores", "nbac_gamebook"]),
	/** The source's own id of the player, where it has one: a name alone can be two people's. */
	id: int().optional(),
	/** As the source spells it. */
	name: string().min(1),
	/** The league's id. */
	player: int().positive().optional(),
	/** As the warehouse spells it; the source's spelling unless given. */
	as: string().min(1).optional()
}).refine(({ player, as }) => player !== void 0 || as !== void 0, { error: "says neither the league's id (player) nor the other spelling (as)" });
/** The names that a source spells differently. Without a declared file, one that is not there has no names. */
async function readAliases(root, declared) {
	const file = declared ?? "pipeline/player-names.yaml";
	let text;
	try {
		text = await (0, import_promises.readFile)((0, import__node_path.join)(root, file), "utf8");
	} catch (cause) {
		if (declared === void 0 && cause.code === "ENOENT") return [];
		throw new UserError(`The names of players in ${file} cannot be read`, { cause });
	}
	return parseAliases(text, file);
}
function parseAliases(text, file) {
	const result = array(Alias).safeParse(parsed$2(text, file) ?? []);
	if (!result.success) throw new UserError(`${file} is not a list of names:\n${prettifyError(result.error)}`);
	for (const same of Map.groupBy(result.data, aliasKey).values()) if (same.length > 1) throw new UserError(`${file} names ${same[0]?.name} ${same.length} times; keep one line.`);
	return result.data;
}
function parsed$2(text, file) {
	try {
		return (0, import_dist.parse)(text);
	} catch (cause) {
		throw new UserError(`${file} is not YAML`, { cause });
	}
}
const aliasKey = ({ source, id, name }) => `${source} ${id ?? lookupOf(name)}`;
/** By the source's id where both sides have it, else by the spelling. */
const aliasOf = (aliases, source, { id, name }) => {
	const own = aliases.filter((one) => one.source === source);
	return own.find((one) => one.id !== void 0 && one.id === id) ?? own.find((one) => one.id === void 0 && lookupOf(one.name) === lookupOf(name));
};

/** The thirty teams: code, city as the league's papers print it, nickname. */
const TEAMS = [
	[
		"ATL",
		"Atlanta",
		"Hawks"
	],
	[
		"BKN",
		"Brooklyn",
		"Nets"
	],
	[
		"BOS",
		"Boston",
		"Celtics"
	],
	[
		"CHA",
		"Charlotte",
		"Hornets"
	],
	[
		"CHI",
		"Chicago",
		"Bulls"
	],
	[
		"CLE",
		"Cleveland",
		"Cavaliers"
	],
	[
		"DAL",
		"Dallas",
		"Mavericks"
	],
	[
		"DEN",
		"Denver",
		"Nuggets"
	],
	[
		"DET",
		"Detroit",
		"Pistons"
	],
	[
		"GSW",
		"Golden State",
		"Warriors"
	],
	[
		"HOU",
		"Houston",
		"Rockets"
	],
	[
		"IND",
		"Indiana",
		"Pacers"
	],
	[
		"LAC",
		"LA",
		"Clippers"
	],
	[
		"LAL",
		"Los Angeles",
		"Lakers"
	],
	[
		"MEM",
		"Memphis",
		"Grizzlies"
	],
	[
		"MIA",
		"Miami",
		"Heat"
	],
	[
		"MIL",
		"Milwaukee",
		"Bucks"
	],
	[
		"MIN",
		"Minnesota",
		"Timberwolves"
	],
	[
		"NOP",
		"New Orleans",
		"Pelicans"
	],
	[
		"NYK",
		"New York",
		"Knicks"
	],
	[
		"OKC",
		"Oklahoma City",
		"Thunder"
	],
	[
		"ORL",
		"Orlando",
		"Magic"
	],
	[
		"PHI",
		"Philadelphia",
		"76ers"
	],
	[
		"PHX",
		"Phoenix",
		"Suns"
	],
	[
		"POR",
		"Portland",
		"Trail Blazers"
	],
	[
		"SAC",
		"Sacramento",
		"Kings"
	],
	[
		"SAS",
		"San Antonio",
		"Spurs"
	],
	[
		"TOR",
		"Toronto",
		"Raptors"
	],
	[
		"UTA",
		"Utah",
		"Jazz"
	],
	[
		"WAS",
		"Washington",
		"Wizards"
	]
];
const ALL = TEAMS.map(([code, city, nickname]) => ({
	code,
	nickname,
	name: `${city} ${nickname}`
}));
const isTeamCode = (text) => TEAMS.some(([code]) => code === text);
/** By what a paper calls it: a nickname, alone or after any form of its city ("LA Clippers", "Los Angeles Clippers"). */
function teamCalled(name) {
	const lower = name.trim().toLowerCase();
	return ALL.find(({ nickname }) => {
		const own = nickname.toLowerCase();
		return lower === own || lower.endsWith(` ${own}`);
	});
}

const MAX_MIB = 20;
const MAX_PAGES = 100;
const HEAD_BYTES = 1024;
/**
* The lines of a text PDF from top to bottom, page by page; the pieces of a line from left to right, with one space where
* there is a gap. Throws a RefusedSourceError for what is no whole PDF, or holds no text.
*/
async function pdfLines(bytes) {
	lookAtFile(bytes);
	const document = await (await import("./producers.scrapers.pdf-reader.js")).getDocumentProxy(new Uint8Array(bytes), {
		stopAtErrors: true,
		useSystemFonts: false,
		verbosity: 0
	}).catch((cause) => refuse("the PDF cannot be read", cause));
	try {
		if (document.numPages > MAX_PAGES) refuse(`the PDF has ${document.numPages} pages; no gamebook has more than ${MAX_PAGES}`);
		const lines = [];
		for (let page = 1; page <= document.numPages; page += 1) lines.push(...await pageLines(document, page));
		if (lines.length === 0) refuse(`the PDF holds no text on its ${document.numPages} pages: it is an image, or empty`);
		return lines;
	} finally {
		await document.loadingTask.destroy();
	}
}
async function pageLines(document, number) {
	try {
		const { items } = await (await document.getPage(number)).getTextContent();
		return linesOf$1(items.flatMap(pieceOf));
	} catch (cause) {
		return refuse(`page ${number} of the PDF cannot be read`, cause);
	}
}
function pieceOf(item) {
	if (!("str" in item) || item.str.trim() === "") return [];
	const [, , c = 0, d = 0, x = 0, y = 0] = item.transform;
	const { str, width } = item;
	return [{
		text: str.normalize("NFC"),
		x,
		y,
		width,
		fontSize: Math.hypot(c, d)
	}];
}
/** Pieces whose baselines are this share of the font's size apart are of one line. */
const SAME_LINE = .4;
/** A wider gap than this share of the font's size is a space. */
const SPACE = .12;
/** The lines of one page. */
function linesOf$1(pieces) {
	const lines = [];
	for (const piece of [...pieces].sort((a, b) => b.y - a.y)) {
		const line = lines.at(-1);
		const first = line?.[0];
		if (line !== void 0 && first !== void 0 && first.y - piece.y <= SAME_LINE * piece.fontSize) line.push(piece);
		else lines.push([piece]);
	}
	return lines.map(textOf);
}
function textOf(line) {
	let text = "";
	let end = Number.NEGATIVE_INFINITY;
	for (const piece of [...line].sort((a, b) => a.x - b.x)) {
		text += piece.x - end > SPACE * piece.fontSize ? ` ${piece.text}` : piece.text;
		end = piece.x + piece.width;
	}
	return text.replaceAll(/\s+/g, " ").replaceAll(/[‘’]/g, "'").trim();
}
/** Says what a file is that is no PDF, where its first bytes tell. */
function lookAtFile(bytes) {
	if (bytes.length === 0) refuse("the file is empty");
	if (bytes.length > MAX_MIB * 1024 ** 2) refuse(`the file has ${bytes.length} bytes; no gamebook has more than ${MAX_MIB} MiB`);
	const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
	if (!head.includes("%PDF-")) {
		const title = /<title>([^<]{1,80})/i.exec(head)?.[1]?.trim();
		if (/<(?:!doctype html|html|head|body)/i.test(head)) refuse(`the file is a web page${title === void 0 ? "" : ` ("${title}")`} and no PDF`);
		refuse("the file is no PDF");
	}
	if (!Buffer.from(bytes.subarray(-2048)).toString("latin1").includes("%%EOF")) refuse("the file ends before the end mark of a PDF: it is not whole; fetch it again");
}

/** The numbers of a line in the order of the columns after the minutes. */
const STATS = [
	"fieldGoalsMade",
	"fieldGoalsAttempted",
	"threesMade",
	"threesAttempted",
	"freeThrowsMade",
	"freeThrowsAttempted",
	"offensiveRebounds",
	"defensiveRebounds",
	"rebounds",
	"assists",
	"personalFouls",
	"steals",
	"turnovers",
	"blocks",
	"plusMinus",
	"points"
];

/** Refuses the gamebook of another game, and one whose final score is another. */
function checkGame(book, expected) {
	const { date, visitor, home } = book;
	const own = `${visitor.team.code} at ${home.team.code} on ${date}`;
	const asked = `${expected.visitor} at ${expected.home} on ${expected.date}`;
	if (own !== asked) refuse(`it is of another game: ${own}, and not ${asked}`);
	for (const [box, points] of [[visitor, expected.visitorPoints], [home, expected.homePoints]]) if (points !== null && box.totals.stats.points !== points) refuse(`${box.team.name} have ${box.totals.stats.points} points in it, and ${points} in the schedule`);
}
/** Refuses a gamebook whose numbers do not agree with each other, naming every difference. */
function checkSums(book, remarks) {
	const { visitor, home } = book;
	if (visitor.team.code === home.team.code) refuse(`it has ${home.team.name} on both sides`);
	const differences = [visitor, home].flatMap((box) => {
		const other = box === visitor ? home : visitor;
		return [
			...totalsDifferences(book, box, remarks),
			...timeDifferences(book, box),
			...box.played.flatMap(lineDifferences),
			...pointsDifferences(box),
			...plusMinusDifferences(box, other, remarks)
		].map((what) => `${box.team.code}: ${what}`);
	});
	if (differences.length > 0) refuse(`its numbers disagree: ${differences.join("; ")}`);
}
const sumOf = (played, stat) => played.reduce((sum, { stats }) => sum + stats[stat], 0);
/** From this season on a missed heave at the end of a period counts for the team and for no player. */
const HEAVES_SINCE = "2025-10-01";
/** There are not more ends of periods than these in a game. */
const MOST_HEAVES = 8;
function totalsDifferences({ date }, box, remarks) {
	const { played, totals } = box;
	const over = (stat) => totals.stats[stat] - sumOf(played, stat);
	const heaves = over("threesAttempted");
	const areHeaves = date >= HEAVES_SINCE && heaves > 0 && heaves <= MOST_HEAVES && over("fieldGoalsAttempted") === heaves;
	if (areHeaves) remarks.push(`${heaves} heaves of ${box.team.name} count for no player`);
	return STATS.flatMap((stat) => {
		if (stat === "plusMinus" || over(stat) === 0) return [];
		if (areHeaves && (stat === "threesAttempted" || stat === "fieldGoalsAttempted")) return [];
		return [`${words$1(stat)} are ${sumOf(played, stat)} by player and ${totals.stats[stat]} in all`];
	});
}
const FULL_SECONDS = 14400;
const OVERTIME_SECONDS$1 = 1500;
/** The printed total is exact; every player's time is rounded to a second. */
function timeDifferences({ overtimes }, { played, totals }) {
	const full = FULL_SECONDS + overtimes * OVERTIME_SECONDS$1;
	const sum = played.reduce((total, { seconds }) => total + seconds, 0);
	const differences = [];
	if (totals.seconds !== full) differences.push(`its time is ${clock(totals.seconds)}, and ${clock(full)} with ${overtimes} overtimes`);
	if (Math.abs(sum - full) > played.length) differences.push(`the minutes of its players add up to ${clock(sum)}, and not ${clock(full)}`);
	return differences;
}
/** What one player's numbers cannot be, whatever the others have. */
function lineDifferences({ name, stats }) {
	const { offensiveRebounds, defensiveRebounds, rebounds } = stats;
	const { fieldGoalsMade, fieldGoalsAttempted, threesMade, threesAttempted } = stats;
	const { freeThrowsMade, freeThrowsAttempted } = stats;
	const differences = STATS.filter((stat) => stat !== "plusMinus" && stats[stat] < 0).map((stat) => `${name} has ${stats[stat]} ${words$1(stat)}, and less than 0 cannot be`);
	if (fieldGoalsMade > fieldGoalsAttempted || threesMade > threesAttempted || freeThrowsMade > freeThrowsAttempted || threesMade > fieldGoalsMade || threesAttempted > fieldGoalsAttempted) differences.push(`${name} has made more than he attempted`);
	if (offensiveRebounds + defensiveRebounds !== rebounds) differences.push(`${name} has ${rebounds} rebounds, and ${offensiveRebounds} and ${defensiveRebounds} of the two kinds`);
	return differences;
}
function pointsDifferences({ played, totals, periods }) {
	const final = periods.reduce((sum, points) => sum + points, 0);
	const lines = played.flatMap(({ name, stats }) => {
		const { fieldGoalsMade, threesMade, freeThrowsMade, points } = stats;
		const scored = 2 * fieldGoalsMade + threesMade + freeThrowsMade;
		return scored === points ? [] : [`${name} made shots worth ${scored} and has ${points} points`];
	});
	return totals.stats.points === final ? lines : [...lines, `its players have ${totals.stats.points} points, and the final score is ${final}`];
}
/** The printed total is the margin, or five times it. The players' own sum is off by a little in real papers: remarked on. */
function plusMinusDifferences(box, other, remarks) {
	const margin = box.totals.stats.points - other.totals.stats.points;
	const sum = sumOf(box.played, "plusMinus");
	if (sum !== 5 * margin) remarks.push(`plus-minus of ${box.team.name} adds up to ${sum}, and not to ${5 * margin}`);
	const { plusMinus } = box.totals;
	return plusMinus === null || plusMinus === margin || plusMinus === 5 * margin ? [] : [`plus-minus is ${plusMinus} in all, and the margin ${margin}`];
}
const words$1 = (stat) => stat.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Patterns that several parts of a gamebook share. Spaces are single: pdf-lines.ts sees to that. */
/** Letters of any script, and what stands inside names: "D'Angelo Russell", "Karl-Anthony Towns", "Jaren Jackson Jr.". */
const NAME = String.raw`\p{L}[\p{L}\p{M}'.\- ]*`;
/** The columns of both teams' tables, from the minutes on. */
const COLUMNS$2 = "MIN FG FGA 3P 3PA FT FTA OR DR TOT A PF ST TO BS +/- PTS";
const FURNITURE = /^(?:National Basketball Association|Official Scorer's Report|Final Box|Page \d+(?: of \d+)?)$/i;
/** What follows the two tables, by the words that begin a section. */
const TAIL = [
	"Inactive:",
	"Points in the Paint",
	"Score by Period",
	"Periods",
	"Technical fouls",
	"Memo",
	"Copyright",
	"2nd Chance Points",
	"Second Chance Points",
	"Fast Break Points",
	"Points off Turnovers",
	"Biggest Lead",
	"Lead Changes",
	"Times Tied",
	"Flagrant",
	"Ejections",
	"Team Rebounds",
	"Coach's Challenge"
];
/** Titles and page numbers carry nothing, wherever a page begins. */
const isFurniture = (line) => FURNITURE.test(line);
/** The section that a line begins; undefined for a line inside one. */
const tailLabel = (line) => TAIL.find((label) => line.toLowerCase().startsWith(label.toLowerCase()));
/** A heading that nobody here knows: "Bench Points: 20 to 31", or words in capitals alone on a line. */
const isUnknownHeading = (line) => /^[A-Z][\w'&/ -]{2,40}:/.test(line) || /^[A-Z][A-Z'&]+(?: [A-Z'&]+)+$/.test(line);
/** The words for an error, shortened. */
const quoted = (line) => `"${line.length > 100 ? `${line.slice(0, 100)}...` : line}"`;
/**
* What the rows do not need: a part that cannot be read is remarked on instead of refused, and its place is taken by
* `fallback`. Otherwise a misprinted attendance would cost a game its players.
*/
function tolerated(remarks, read, fallback) {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		remarks.push(error.message);
		return fallback;
	}
}
/** MM:SS, or MMM:SS of a team. */
function secondsOf(clock) {
	const [minutes, seconds] = clock.split(":").map(Number);
	return minutes * 60 + seconds;
}

const MONTHS = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December"
];
/** "Wednesday, April 10, 2024", with the arena after it or on the next line. */
const DATE = new RegExp(String.raw`^(?:[A-Z][a-z]+day,? )?(${MONTHS.join("|")}) (\d{1,2}), (\d{4})(?: (.*))?$`, "i");
const LABELS = /(Officials:|Game Duration:|Attendance:)/i;
/**
* Reads what stands before the visitors' table. The newest date line before it counts: a long form has a cover. Only the
* date must be there: anything else that is missing or cannot be read is null and remarked on.
*/
function readHeader(lines, remarks) {
	const at = lines.findLastIndex((line) => DATE.test(line));
	const found = DATE.exec(lines[at] ?? "");
	if (found === null) refuse("it names no date of the game before the visitors");
	const [, month = "", day = "", year, rest = ""] = found;
	const date = `${year}-${String(monthOf(month)).padStart(2, "0")}-${day.padStart(2, "0")}`;
	if (!isCivilDate(date)) refuse(`its date ${quoted(lines[at] ?? "")} does not exist`);
	const [place = "", ...labelled] = [rest, ...lines.slice(at + 1)].join(" ").trim().split(LABELS).map((part) => part.trim());
	const value = (label) => {
		const index = labelled.findIndex((one) => one.toLowerCase() === label.toLowerCase());
		if (index < 0) remarks.push(`no "${label}" line`);
		return index < 0 ? void 0 : labelled[index + 1];
	};
	return {
		date,
		...tolerated(remarks, () => placeOf(place), {
			arena: place || null,
			city: null,
			state: null
		}),
		officials: tolerated(remarks, () => officialsOf(value("Officials:")), []),
		duration: tolerated(remarks, () => durationOf(value("Game Duration:")), null),
		...tolerated(remarks, () => attendanceOf(value("Attendance:")), NO_ATTENDANCE)
	};
}
const NO_ATTENDANCE = {
	attendance: null,
	attendanceNote: null
};
/** From 1, in any case. */
const monthOf = (name) => MONTHS.findIndex((month) => month.toLowerCase() === name.toLowerCase()) + 1;
/** "Rocket Mortgage FieldHouse, Cleveland, OH"; abroad the state may be a country, or missing. */
function placeOf(text) {
	const parts = text.split(",").map((part) => part.trim());
	if (parts.length < 2 || parts.some((part) => part === "")) refuse(`its place ${quoted(text)} is not an arena, a city and a state`);
	if (parts.length === 2) return {
		arena: parts[0],
		city: parts[1],
		state: null
	};
	const [city, state] = parts.slice(-2);
	return {
		arena: parts.slice(0, -2).join(", "),
		city,
		state
	};
}
const OFFICIAL = new RegExp(`^#(\\d{1,3}) (${NAME})$`, "u");
function officialsOf(text) {
	if (text === void 0) return [];
	return text.split(/, ?/).map((part) => {
		const [, number, name] = OFFICIAL.exec(part) ?? [];
		if (number === void 0 || name === void 0) refuse(`of its officials, ${quoted(part)} is not a number and a name`);
		return {
			number: Number(number),
			name
		};
	});
}
function durationOf(text) {
	if (text !== void 0 && !/^\d{1,2}:\d{2}$/.test(text)) refuse(`its duration ${quoted(text)} is not hours and minutes`);
	return text ?? null;
}
function attendanceOf(text) {
	if (text === void 0) return NO_ATTENDANCE;
	const [, number, note] = /^(\d{1,3}(?:,?\d{3})?)(?: ?\(([^()]+)\))?$/.exec(text) ?? [];
	if (number === void 0) refuse(`its attendance ${quoted(text)} is not a number`);
	return {
		attendance: Number(number.replace(",", "")),
		attendanceNote: note ?? null
	};
}

/**
* Refuses a gamebook that lists a player twice: where one line is printed in the place of another, every sum can still
* agree, and a player who was on court is lost. Players are compared as the table's key spells them.
*/
function checkListedOnce({ visitor, home }, remarks) {
	const listed = [visitor, home].flatMap(({ played, absent }) => [...played, ...absent.filter((one) => played.some(({ name }) => lookupOf(name) === lookupOf(one.name)))]);
	const byKey = Map.groupBy(listed, ({ name }) => lookupOf(name));
	for (const players of byKey.values()) if (players.length > 1) refuse(`${players[0]?.name} is listed ${players.length} times: a line is doubled, and another player is missing`);
	for (const { team, played, absent } of [visitor, home]) for (const [jersey, players] of Map.groupBy([...played, ...absent], (one) => one.jersey)) if (players.length > 1) remarks.push(`${players.map(({ name }) => name).join(" and ")} of ${team.name} have the number ${jersey}`);
}

/** Reads what follows the two tables. Only the score by periods must be understood; the rest is remarked on. */
function readTail(lines, visitor, home, remarks) {
	const sections = sectionsOf(lines);
	const textOf = (label) => {
		return sections.filter((section) => section.label === label).map((section) => section.lines.join(" ").slice(label.length)).join(" ").replace(/^[\s:-]+/, "").trim() || null;
	};
	const [ofVisitor, ofHome] = scoreByPeriods(lines, [visitor, home]);
	const inactive = inactiveOf(sections, [visitor, home], remarks);
	const paint = textOf("Points in the Paint");
	const pointsOf = (team) => pointsInPaint(paint, team, remarks);
	return {
		visitor: {
			inactive: inactive(visitor),
			periods: ofVisitor,
			pointsInPaint: pointsOf(visitor)
		},
		home: {
			inactive: inactive(home),
			periods: ofHome,
			pointsInPaint: pointsOf(home)
		},
		overtimes: ofVisitor.length - QUARTERS$1,
		technicalFouls: textOf("Technical fouls"),
		memo: textOf("Memo")
	};
}
function sectionsOf(lines) {
	const sections = [];
	for (const line of lines) {
		const last = sections.at(-1);
		const label = tailLabel(line);
		if (label !== void 0) sections.push({
			label,
			lines: [line]
		});
		else if (isUnknownHeading(line) && isClosed(last?.lines.join(" ") ?? "")) sections.push({
			label: null,
			lines: [line]
		});
		else last?.lines.push(line);
	}
	return sections;
}
const isClosed = (text) => text.split("(").length === text.split(")").length;
const QUARTERS$1 = 4;
/** "SCORE BY PERIODS", "SCORE BY PERIOD" and "PERIODS", whatever their case. */
const TITLE$1 = /^(?:Score by )?Periods?:? /i;
const PERIODS = /^1 2 3 4((?: (?:\d?OT\d?|[5-9]|1\d))*) (?:Final|Total)$/i;
/** Points a period of both teams. Throws where they do not add up to the final column. */
function scoreByPeriods(lines, teams) {
	const at = lines.findIndex((line) => TITLE$1.test(line));
	if (at < 0) refuse("it has no score by periods: it is an early version, or not whole");
	const title = lines[at];
	const found = PERIODS.exec(title.replace(TITLE$1, ""));
	if (found === null) refuse(`the periods ${quoted(title)} are not four quarters and overtimes`);
	const count = QUARTERS$1 + (found[1] ?? "").split(" ").filter((part) => part !== "").length;
	const rows = lines.slice(at + 1);
	return [periodsOf(rows, teams[0], count), periodsOf(rows, teams[1], count)];
}
/** From the first line that is a team and numbers alone: "Magic 20 31 19 28 98". */
function periodsOf(rows, team, count) {
	const row = rows.map((line) => /^(.+?)((?: \d+)+)$/.exec(line) ?? []).find(([, name = ""]) => teamCalled(name)?.code === team.code);
	if (row === void 0) refuse(`it has no score by periods of ${team.name}`);
	const values = (row[2] ?? "").trim().split(" ").map(Number);
	if (values.length !== count + 1) refuse(`the score by periods of ${team.name} is ${quoted(row[0] ?? "")}`);
	const [final, ...others] = values.toReversed();
	const sum = others.reduce((total, points) => total + points, 0);
	if (sum !== final) refuse(`the periods of ${team.name} add up to ${sum}, and its final score is ${final}`);
	return others.toReversed();
}
/** By team. Both may stand in one line; a team without a line has none, and that is remarked on. */
function inactiveOf(sections, teams, remarks) {
	const lists = sections.filter(({ label }) => label === "Inactive:").flatMap(({ lines }) => lines.join(" ").split(/ ?Inactive: ?/i)).filter((text) => text !== "");
	const byTeam = /* @__PURE__ */ new Map();
	const add = (list) => {
		const [, name = "", players = ""] = /^(.+?) -(?: (.*))?$/.exec(list) ?? [];
		const team = teams.find(({ code }) => code === teamCalled(name)?.code);
		if (team === void 0) refuse(`the inactive players ${quoted(list)} are of neither team`);
		byTeam.set(team.code, [...byTeam.get(team.code) ?? [], ...playersOf(players)]);
	};
	for (const list of lists) tolerated(remarks, () => add(list), void 0);
	return ({ code, name }) => {
		if (!byTeam.has(code)) remarks.push(`no inactive players of ${name} are named`);
		return byTeam.get(code) ?? [];
	};
}
function playersOf(list) {
	const text = list.trim().replace(/\.$/, "");
	if (text === "" || /^none$/i.test(text)) return [];
	return splitOutside(text).map((part) => {
		const [, name, reason] = /^(\p{L}[\p{L}\p{M}'.\- ]*?)(?: ?\((.*)\))?$/u.exec(part) ?? [];
		if (name === void 0) refuse(`the inactive player ${quoted(part)} is not a name and a reason`);
		return {
			name,
			reason: reason?.trim() || null
		};
	});
}
/** Splits at commas that are in no parenthesis: reasons have commas of their own. */
function splitOutside(text) {
	const parts = [""];
	let depth = 0;
	for (const letter of text) {
		if (letter === "(") depth += 1;
		if (letter === ")") depth -= 1;
		if (depth < 0) break;
		if (letter === "," && depth === 0) parts.push("");
		else parts.push(`${parts.pop()}${letter}`);
	}
	if (depth !== 0) refuse(`the parentheses of the inactive players ${quoted(text)} do not close`);
	return parts.map((part) => part.trim());
}
function pointsInPaint(text, { nickname }, remarks) {
	const found = new RegExp(`${nickname}[:\\s-]*(\\d+)`, "i").exec(text ?? "");
	if (found === null) remarks.push(`no points in the paint of ${nickname}`);
	return found === null ? null : Number(found[1]);
}

const TITLE = /^(?:VISITOR|HOME): ?(.+?)(?: ?\((\d+)-(\d+)\))?$/i;
const PLAYED = new RegExp(String.raw`^(\d{1,2}) (${NAME}?)(?: ([FCG]))? (\d{1,3}:[0-5]\d)((?: [+-]?\d+){${STATS.length}})$`, "u");
const ABSENT = new RegExp(String.raw`^(\d{1,2}) (${NAME}?) (NWT|DNP|DND)(?: ?- ?(.*))?$`, "u");
/** The players' column has no name here, and plus-minus may be left out. */
const TOTALS = new RegExp(String.raw`^(?:Totals:? )?(\d{3}:[0-5]\d)((?: [+-]?\d+){${STATS.length - 1},${STATS.length}})$`, "i");
const BELOW_TOTALS = /^(?:\d*\.?\d+%|TM REB:)/;
/** A number, a name and nothing else: the reason, and its kind, are on the next line. */
const NAME_ALONE = new RegExp(String.raw`^\d{1,2} ${NAME}$`, "u");
const KIND = /^(?:NWT|DNP|DND)\b/;
/** Minutes and numbers: a player who was on court, however the rest of the line is printed. */
const HAS_NUMBERS = /\d:[0-5]\d [+-]?\d/;
/**
* Reads one team's lines, its title first. Every line down to the totals must be understood, for one that is passed over
* may be a player; what stands below them is remarked on.
*/
function readTeamTable(lines, remarks) {
	const [title = "", columns = "", ...rest] = lines;
	const [, name, wins, losses] = TITLE.exec(title) ?? [];
	if (name === void 0) refuse(`${quoted(title)} names no team`);
	const team = teamCalled(name);
	if (team === void 0) refuse(`${quoted(name)} is none of the thirty teams`);
	if (columns.toUpperCase().replace(/^.*?(?=MIN )/, "") !== "MIN FG FGA 3P 3PA FT FTA OR DR TOT A PF ST TO BS +/- PTS") refuse(`the columns of ${team.name} are ${quoted(columns)}, and not ${COLUMNS$2}`);
	const [played, absent] = [[], []];
	let totals;
	for (const line of whole(rest)) {
		const fault = () => refuse(`the line ${quoted(line)} of ${team.name} is not understood`);
		if (totals !== void 0) {
			if (isEntry(line) || HAS_NUMBERS.test(line)) fault();
			if (!BELOW_TOTALS.test(line)) remarks.push(`below the totals of ${team.name} stands ${quoted(line)}`);
			continue;
		}
		const one = playedOf(line);
		const other = one === void 0 ? absentOf(line) : void 0;
		if (one !== void 0) played.push(one);
		else if (other !== void 0) absent.push(other);
		else totals = totalsOf(line) ?? fault();
	}
	if (played.length === 0) refuse(`nobody of ${team.name} has played in it: it is an early version; fetch it again`);
	if (totals === void 0) refuse(`${team.name} has no row of totals: it is not whole`);
	const record = (text) => text === void 0 ? null : Number(text);
	return {
		team,
		wins: record(wins),
		losses: record(losses),
		played,
		absent,
		totals
	};
}
const isEntry = (line) => PLAYED.test(line) || ABSENT.test(line);
/**
* Puts reasons that run over line ends back together. A reason may begin its second line with a number, as a player's
* line does ("10 Day Contract"): only what reads as a whole line of the list begins one.
*/
function whole(lines) {
	const joined = [];
	for (const [index, line] of lines.entries()) {
		const last = joined.at(-1) ?? "";
		const next = lines[index + 1] ?? "";
		const isName = NAME_ALONE.test(line) && KIND.test(next);
		const begins = isEntry(line) || isName || HAS_NUMBERS.test(line) || TOTALS.test(line) || BELOW_TOTALS.test(line);
		const continues = ABSENT.test(last) || NAME_ALONE.test(last) && KIND.test(line);
		if (!begins && continues) joined.splice(-1, 1, `${last} ${line}`);
		else joined.push(line);
	}
	return joined;
}
function playedOf(line) {
	const [, jersey, name, position, clock, numbers] = PLAYED.exec(line) ?? [];
	if (jersey === void 0 || name === void 0 || clock === void 0) return void 0;
	const values = numbersOf(numbers);
	const entries = STATS.map((stat, index) => [stat, values[index]]);
	return {
		jersey,
		name,
		position: position ?? null,
		seconds: secondsOf(clock),
		stats: Object.fromEntries(entries)
	};
}
function absentOf(line) {
	const [, jersey, name, kind, reason = ""] = ABSENT.exec(line) ?? [];
	if (jersey === void 0 || name === void 0) return void 0;
	return {
		jersey,
		name,
		kind,
		reason: reason.trim() || null
	};
}
function totalsOf(line) {
	const [, clock, numbers] = TOTALS.exec(line) ?? [];
	if (clock === void 0) return void 0;
	const values = numbersOf(numbers);
	const hasPlusMinus = values.length === STATS.length;
	const own = STATS.filter((stat) => hasPlusMinus || stat !== "plusMinus");
	const { plusMinus = null, ...stats } = Object.fromEntries(own.map((stat, index) => [stat, values[index]]));
	return {
		seconds: secondsOf(clock),
		plusMinus,
		stats
	};
}
const numbersOf = (text = "") => text.trim().split(" ").map(Number);

/**
* A gamebook from its PDF, checked against itself and against the game that it should be of. What is damaged, of another
* game or does not add up is refused with the reason, as a value: one bad file is no reason to stop.
*/
async function parseGamebookPdf(bytes, expected) {
	try {
		const gamebook = parseGamebook(await pdfLines(bytes));
		if (expected !== null) checkGame(gamebook, expected);
		return {
			status: "parsed",
			gamebook
		};
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		return {
			status: "refused",
			reason: errorMessage(error)
		};
	}
}
/** From lines in reading order. Throws a RefusedSourceError. */
function parseGamebook(all) {
	const lines = all.filter((line) => line !== "" && !isFurniture(line));
	const visitorAt = lines.findIndex((line) => /^VISITOR:/i.test(line));
	if (visitorAt < 0) refuse("it has no line VISITOR: it is no gamebook, or not whole");
	const remarks = [];
	const header = readHeader(lines.slice(0, visitorAt), remarks);
	const homeAt = lines.findIndex((line, index) => index > visitorAt && /^HOME:/i.test(line));
	if (homeAt < 0) refuse("it has no line HOME: it is not whole");
	const tailAt = lines.findIndex((line, index) => index > homeAt && tailLabel(line) !== void 0);
	const visitor = readTeamTable(lines.slice(visitorAt, homeAt), remarks);
	const home = readTeamTable(lines.slice(homeAt, tailAt < 0 ? void 0 : tailAt), remarks);
	const { visitor: ofVisitor, home: ofHome, ...rest } = readTail(untilCopyright(tailAt < 0 ? [] : lines.slice(tailAt)), visitor.team, home.team, remarks);
	const book = {
		...header,
		...rest,
		visitor: {
			...visitor,
			...ofVisitor
		},
		home: {
			...home,
			...ofHome
		},
		remarks
	};
	checkListedOnce(book, remarks);
	checkSums(book, remarks);
	return book;
}
function untilCopyright(lines) {
	const end = lines.findIndex((line) => tailLabel(line) === "Copyright");
	return end < 0 ? lines : lines.slice(0, end);
}

/**
* A row a player who was on court, visitors first; minutes are whole, rounded. `gameId` is the schedule's, and
* `spelled` how the warehouse spells a name that the paper spells differently.
*/
function toRows(book, gameId, spelled = (name) => name) {
	const rowOf = ({ team }, { name, seconds, stats }) => ({
		game_date: book.date,
		game_id: gameId,
		player_lookup: lookupOf(spelled(name)),
		player_name: name,
		team_abbr: team.code,
		minutes: Math.round(seconds / 60),
		points: stats.points,
		rebounds: stats.rebounds,
		assists: stats.assists
	});
	return [book.visitor, book.home].flatMap((box) => box.played.map((player) => rowOf(box, player)));
}

/** The two forms of a game's paper under the source's address: the short one, then the long one. */
function gamebookPaths({ date, away, home }) {
	const day = date.replaceAll("-", "");
	const path = `/pdfs/${day}/${day}_${away}${home}`;
	return [`${path}.pdf`, `${path}_book.pdf`];
}
/** The rows of a game's paper. Throws a RefusedSourceError with what is wrong with it; nothing of it is used then. */
async function readGamebook(bytes, game, aliases) {
	const result = await parseGamebookPdf(bytes, expectedOf(game));
	if (result.status === "refused") return refuse(result.reason);
	const spelled = (name) => aliasOf(aliases, "nbac_gamebook", { name })?.as ?? name;
	return toRows(result.gamebook, game.id, spelled);
}
function expectedOf(game) {
	const codeOf = (team) => isTeamCode(team) ? team : refuse(`${team} of game ${game.id} is none of the thirty teams`);
	return {
		date: game.date,
		visitor: codeOf(game.away),
		home: codeOf(game.home),
		visitorPoints: game.awayScore,
		homePoints: game.homeScore
	};
}

const QUARTERS = 4;
const QUARTER_SECONDS = 720;
const OVERTIME_SECONDS = 300;
/** Six overtimes were the most in a game; more than ten are a misprint. */
const MOST_PERIODS = 14;
/** Refuses plays of periods and at times that a game does not have, and a game without one of its periods. */
function checkTimes(actions) {
	for (const { actionNumber, period, clock } of actions) {
		if (period > MOST_PERIODS) refuse(`action ${actionNumber} is in period ${period}`);
		const [, minutes = "", seconds = ""] = /^PT(\d+)M([\d.]+)S$/.exec(clock) ?? [];
		const left = Number(minutes) * 60 + Number(seconds);
		const most = period > QUARTERS ? OVERTIME_SECONDS : QUARTER_SECONDS;
		if (Number(seconds) >= 60 || left > most) refuse(`action ${actionNumber} is at ${clock} in period ${period}, which has ${most / 60} minutes`);
	}
	const periods = new Set(actions.map(({ period }) => period));
	for (let period = 1; period <= Math.max(QUARTERS, ...periods); period += 1) if (!periods.has(period)) refuse(`it has no play of period ${period}`);
}

const HALF_COURT = 417.5;
const CORNER_TOP = 87.5;
const CORNER_SIDE = 220;
const RESTRICTED_RADIUS = 40;
const PAINT_SIDE = 80;
const FREE_THROW_LINE = 137.5;
const isOnCourt = ({ x, y }) => Math.abs(x) <= 260 && y >= -62.5 && y <= 897.5;
/**
* The zone of a shot by its place. The source's own label of the area is not used: on the real game that is kept here it
* differs from the league's published shots in 6 of 181, and these rules in none.
*/
function zoneOf({ x, y }, isThree) {
	if (y > HALF_COURT) return "backcourt";
	if (isThree) {
		if (y > CORNER_TOP || Math.abs(x) < CORNER_SIDE) return "above_break_3";
		return x < 0 ? "left_corner_3" : "right_corner_3";
	}
	if (Math.hypot(x, y) <= RESTRICTED_RADIUS) return "restricted_area";
	return Math.abs(x) <= PAINT_SIDE && y <= FREE_THROW_LINE ? "paint_non_ra" : "mid_range";
}
/** Whole feet from the hoop, rounded down. */
const distanceFt = ({ x, y }) => Math.floor(Math.hypot(x, y) / 10);

const Action = looseObject({
	actionNumber: int(),
	actionType: string(),
	subType: string().optional(),
	clock: string().regex(/^PT\d+M\d+(\.\d+)?S$/, "is no clock such as PT11M42.00S"),
	period: int().positive(),
	personId: int(),
	teamTricode: string().optional(),
	isFieldGoal: union([literal(0), literal(1)]),
	shotResult: _enum(["Made", "Missed"]).optional(),
	xLegacy: number().nullable(),
	yLegacy: number().nullable(),
	scoreHome: string().regex(/^\d+$/),
	scoreAway: string().regex(/^\d+$/)
});
const PlayByPlay = looseObject({ game: looseObject({
	gameId: string(),
	actions: array(Action)
}) });
/** The ids of teams, under which a heave at the end of a period is nobody's attempt. */
const isPlayer = (id) => id > 0 && id < 1610612e3;
/** Reads one game's play-by-play, or refuses it with the difference. Nothing of a refused game is used. */
function parsePlayByPlay(bytes, game) {
	const { gameId, actions } = parseAnswer(bytes, PlayByPlay).game;
	if (gameId !== game.id) refuse(`it is of game ${gameId}, and ${game.id} was asked for`);
	const last = actions.findLast(({ actionType }) => actionType === "game");
	if (last?.subType !== "end") refuse("the game is not over in it");
	const numbers = new Set(actions.map(({ actionNumber }) => actionNumber));
	if (numbers.size !== actions.length) refuse(`${actions.length - numbers.size} of its actions are there twice`);
	checkTimes(actions);
	const lines = linesOf(actions, game);
	const [home, away] = [Number(last?.scoreHome), Number(last?.scoreAway)];
	checkPoints(actions, game, {
		home,
		away
	});
	checkScore(game, home, away, "its plays");
	const shots = actions.filter((one) => one.isFieldGoal === 1 && isPlayer(one.personId)).map((one) => shotOf(one, game));
	if (shots.length === 0) refuse("it has no field goal");
	return {
		rows: numbered(shots),
		lines
	};
}
function shotOf(action, game) {
	const { actionNumber, xLegacy: x, yLegacy: y, teamTricode: team = "", shotResult } = action;
	if (x === null || y === null || shotResult === void 0) return refuse(`the shot ${actionNumber} has no place, or no result`);
	if (!isOnCourt({
		x,
		y
	})) return refuse(`the shot ${actionNumber} is from ${x}, ${y}: outside the court`);
	const isHome = team === game.home;
	const isThree = action.actionType === "3pt";
	const made = shotResult === "Made";
	const [home, away] = [Number(action.scoreHome), Number(action.scoreAway)];
	const ahead = isHome ? home - away : away - home;
	return {
		game_date: game.date,
		game_id: game.id,
		player_id: action.personId,
		team_abbr: team,
		opponent_abbr: isHome ? game.away : game.home,
		period: action.period,
		seconds_left: secondsLeft(action.clock),
		zone: zoneOf({
			x,
			y
		}, isThree),
		distance_ft: distanceFt({
			x,
			y
		}),
		is_three: isThree,
		made,
		modelled: false,
		/** Points that the shooter's team was ahead before the shot. */
		score_margin: ahead - (made ? pointsOf$1(action) : 0),
		x_legacy: x,
		y_legacy: y,
		action_number: actionNumber
	};
}
/** Counts a player's attempts in the order that the recorded shots have, so that the keys are the same. */
function numbered(shots) {
	const sorted = [...shots].sort((a, b) => a.player_id - b.player_id || a.period - b.period || b.seconds_left - a.seconds_left || (a.zone < b.zone ? -1 : a.zone > b.zone ? 1 : 0) || a.distance_ft - b.distance_ft || Number(a.made) - Number(b.made));
	const counts = /* @__PURE__ */ new Map();
	return sorted.map((shot) => {
		const n = (counts.get(shot.player_id) ?? 0) + 1;
		counts.set(shot.player_id, n);
		return {
			...shot,
			shot_number: n
		};
	});
}
function linesOf(actions, game) {
	const lines = /* @__PURE__ */ new Map();
	for (const action of actions) {
		const points = pointsOf$1(action);
		if (points === 0) continue;
		if (action.teamTricode !== game.home && action.teamTricode !== game.away) refuse(`action ${action.actionNumber} is of ${action.teamTricode ?? "no team"}; the game is ${game.away}@${game.home}`);
		if (!isPlayer(action.personId)) continue;
		const line = lines.get(action.personId) ?? {
			fgm: 0,
			fga: 0,
			fg3m: 0,
			fg3a: 0,
			ftm: 0,
			points: 0
		};
		const made = action.shotResult === "Made" ? 1 : 0;
		line.points += made * points;
		if (points === 1) line.ftm += made;
		else {
			line.fga += 1;
			line.fgm += made;
			line.fg3a += points === 3 ? 1 : 0;
			line.fg3m += points === 3 ? made : 0;
		}
		lines.set(action.personId, line);
	}
	return lines;
}
/** What an attempt is worth; 0 for what is none. */
function pointsOf$1({ actionType, isFieldGoal }) {
	if (actionType === "freethrow") return 1;
	if (isFieldGoal === 0) return 0;
	if (actionType === "2pt") return 2;
	return actionType === "3pt" ? 3 : refuse(`a field goal of the kind "${actionType}" is unknown`);
}
function checkPoints(actions, { home, away }, score) {
	const sumOf = (team) => actions.filter((one) => one.teamTricode === team && one.shotResult === "Made").reduce((sum, one) => sum + pointsOf$1(one), 0);
	const sums = {
		home: sumOf(home),
		away: sumOf(away)
	};
	if (sums.home !== score.home || sums.away !== score.away) refuse(`its baskets make ${away} ${sums.away}, ${home} ${sums.home}, and its last score is ${away} ${score.away}, ${home} ${score.home}`);
}
const secondsLeft = (clock) => {
	const [, minutes = "", seconds = ""] = /^PT(\d+)M(\d+)/.exec(clock) ?? [];
	return Number(minutes) * 60 + Number(seconds);
};
/** Refuses shots that do not add up to the box score; the message has the first three differences. */
function checkBoxScore({ lines }, box) {
	if (box.length === 0) return;
	const none = {
		fgm: 0,
		fga: 0,
		fg3m: 0,
		fg3a: 0,
		ftm: 0,
		points: 0
	};
	const differences = box.flatMap(({ player, points, shooting }) => {
		const own = lines.get(player) ?? none;
		const wanted = {
			points,
			...shooting
		};
		return Object.entries(wanted).flatMap(([key, value]) => own[key] === value ? [] : [`player ${player} has ${key} ${own[key]} here and ${value} there`]);
	});
	const known = new Set(box.map(({ player }) => player));
	for (const [player, { points }] of lines) if (!known.has(player)) differences.push(`player ${player} has ${points} points, and no line`);
	if (differences.length > 0) refuse(`it differs from the box score in ${differences.length} numbers: ${differences.slice(0, 3).join("; ")}`);
}

/** Long enough for who has not played since last season, and a date filter that a partitioned table asks for. */
const DIRECTORY_DAYS = 400;
/** Columns of the table of players that help to tell who somebody is, where it has them. */
const OPTIONAL = [
	"player_name",
	"team_abbr",
	"jersey_number",
	"bdl_player_id"
];
/** The players around a date, one entry for each spelling and team. */
async function directoryIn(warehouse, { name, dateColumn }, date) {
	const [shape] = await warehouse.columnsOf([name]);
	const has = new Set(shape?.status === "read" ? shape.columns.map((one) => one.name.toLowerCase()) : []);
	const columns = [
		"player_id",
		"player_lookup",
		...OPTIONAL.filter((one) => has.has(one))
	];
	const rows = await warehouse.query(`SELECT DISTINCT ${columns.map((one) => `\`${one}\``).join(", ")} FROM \`${name}\`
     WHERE \`${dateColumn}\` BETWEEN @first AND @last
     ORDER BY ${columns.map((one) => `\`${one}\``).join(", ")}`, {
		first: {
			type: "DATE",
			value: addDays(date, -400)
		},
		last: {
			type: "DATE",
			value: addDays(date, DIRECTORY_DAYS)
		}
	});
	const text = (value) => value == null ? null : String(value);
	return rows.map((row) => ({
		player: Number(row["player_id"]),
		lookup: String(row["player_lookup"]),
		name: text(row["player_name"]),
		team: text(row["team_abbr"]),
		number: text(row["jersey_number"]),
		sourceId: row["bdl_player_id"] == null ? null : Number(row["bdl_player_id"])
	}));
}
/** A game's lines of the box score table; none where it has no such game. */
async function boxLinesOf(warehouse, { name, dateColumn }, game) {
	return (await warehouse.query(`SELECT player_id, points, fgm, fga, fg3m, fg3a, attempts_derived FROM \`${name}\`
     WHERE \`${dateColumn}\` = @date AND game_id = @game`, {
		date: {
			type: "DATE",
			value: game.date
		},
		game: {
			type: "STRING",
			value: game.id
		}
	})).map((row) => ({
		player: Number(row["player_id"]),
		points: Number(row["points"]),
		shooting: row["attempts_derived"] === true ? null : {
			fgm: Number(row["fgm"]),
			fga: Number(row["fga"]),
			fg3m: Number(row["fg3m"]),
			fg3a: Number(row["fg3a"])
		}
	}));
}

/**
* Who a line is of: by an alias, by the source's id where the table has it, by the spelling where one player alone has
* it. A last name is evidence for a person, never an answer: two brothers play in one team.
*/
function whoIsIn(directory, aliases) {
	const bySourceId = uniqueBy(directory, ({ sourceId }) => sourceId);
	const byLookup = uniqueBy(directory, ({ lookup }) => lookup);
	const byPlayer = Map.groupBy(directory, ({ player }) => player);
	return ({ id, name }) => {
		const alias = aliasOf(aliases, "bdl_box_scores", {
			id,
			name
		});
		const spelled = alias?.as ?? name;
		const found = alias?.player === void 0 ? bySourceId.get(id) ?? byLookup.get(lookupOf(spelled)) : byPlayer.get(alias.player)?.[0] ?? {
			player: alias.player,
			lookup: lookupOf(spelled)
		};
		return found === void 0 ? null : knownAs(found, spelled);
	};
}
const knownAs = ({ player, lookup }, name) => ({
	player,
	lookup,
	name
});
/** Only keys that one player alone has: nobody can say which of two he is. */
function uniqueBy(entries, keyOf) {
	const groups = Map.groupBy(entries, keyOf);
	return new Map([...groups].flatMap(([key, own]) => key !== null && new Set(own.map(({ player }) => player)).size === 1 ? [[key, own[0]]] : []));
}
/**
* What to add to the file of names, a line a player, with the evidence for each. Players whom the answer has under their
* own names are nobody else in it.
*/
function linesToAdd({ unknown, known }, all) {
	const directory = all.filter(({ player }) => !known.has(player));
	const once = [...new Map(unknown.map((one) => [one.id, one])).values()];
	const lines = once.map((one) => {
		const [found, evidence] = candidateFor(one, directory);
		const player = found === null ? "LEAGUE_ID" : found.player;
		const as = found?.name == null ? "" : `, as: ${JSON.stringify(found.name)}`;
		const number = one.number === null ? "" : `, number ${one.number}`;
		return `- { source: bdl_box_scores, id: ${one.id}, name: ${JSON.stringify(one.name)}, player: ${player}${as} } # ${one.team}${number}: ${evidence}`;
	});
	return `Check ${once.length === 1 ? "this line" : `these ${once.length} lines`} and add ${once.length === 1 ? "it" : "them"} to ${NAMES_FILE}:\n${lines.join("\n")}`;
}
function candidateFor(one, directory) {
	const named = directory.filter(({ name }) => name !== null);
	const words = wordsOf(one.name);
	const isTeam = ({ team }) => team === one.team;
	const isNumber = ({ number }) => number !== null && number === one.number;
	const isInitial = ({ name }) => lookupOf(name ?? "")[0] === words[0]?.[0];
	const sameWords = named.filter(({ name }) => same(wordsOf(name ?? ""), words));
	const sameLast = named.filter(({ name }) => sharesLast(wordsOf(name ?? ""), words));
	const tries = [
		[sameWords, "the same name but for its order or suffix"],
		[sameLast.filter((entry) => isTeam(entry) && isNumber(entry)), "same last name, team and number"],
		[sameLast.filter((entry) => isTeam(entry) && entry.number === null && isInitial(entry)), "same last name, first letter and team; no number to compare"]
	];
	for (const [entries, evidence] of tries) if (new Set(entries.map(({ player }) => player)).size === 1) return [entries.find(isTeam) ?? entries[0], evidence];
	const who = [...new Map(sameLast.filter(isTeam).map(({ player, name }) => [player, `${name} (${player})`])).values()].join(" or ");
	return [null, who === "" ? `nobody else of that last name in ${one.team}; look the league's id up` : `perhaps ${who}: the last name and the team alone say too little; look the league's id up`];
}
const SUFFIX = /^(?:jr|sr|ii|iii|iv|v)$/;
/** Lower case, without diacritics, points and suffixes. */
const wordsOf = (name) => name.split(/\s+/).map(lookupOf).filter((word) => word !== "" && !SUFFIX.test(word));
const same = (some, others) => [...some].sort().join(" ") === [...others].sort().join(" ");
const sharesLast = (some, others) => some.length > 0 && some.at(-1) === others.at(-1);

/** How a source is asked and read. Throws a UserError where it cannot be, before anything is asked. */
function gatherOf(source, where) {
	switch (source) {
		case "nbac_gamebook": return gamebooks(where);
		case "nbac_play_by_play": return playByPlay(where);
		case "bdl_box_scores": return boxScores(where);
	}
}
function gamebooks(where) {
	const { root, declared } = where;
	return byGame(where, gamebookPaths, async ({ bytes }, game) => readGamebook(bytes, game, await readAliases(root, declared.names)));
}
function playByPlay(where) {
	const { pipeline, declared, warehouse } = where;
	const table = pipeline.tables.find(({ id }) => id === declared.boxScores);
	const read = async ({ bytes }, game) => {
		const shots = parsePlayByPlay(bytes, game);
		if (table !== void 0) checkBoxScore(shots, await boxLinesOf(warehouse, table, game));
		return shots.rows;
	};
	const paths = ({ id }) => [`/static/json/liveData/playbyplay/playbyplay_${id}.json`];
	return byGame(where, paths, read);
}
const byGame = (where, paths, read) => (_date, wanted, signal) => gatherByGame({
	session: where.session,
	concurrency: where.declared.concurrency,
	paths,
	read,
	gamesBetween: (first, last) => gamesBetween(where, first, last)
}, wanted, signal);
/** One answer for a whole date. Its key is a header, so that no address has it. */
function boxScores(where) {
	const { declared, session, warehouse, pipeline, variables, root } = where;
	const { keyFrom = "", players } = declared;
	const key = variables[keyFrom] ?? "";
	if (key === "") throw new UserError(`${keyFrom} is not set: set it to the key of the box score source, or leave this table to another producer.`);
	const directory = pipeline.tables.find(({ id }) => id === players);
	return async (date, wanted, signal) => {
		if (directory === void 0) throw new Error("A checked pipeline has the table of players.");
		const url = addressIn(session, `/v1/box_scores?date=${date}`);
		const answer = await originalAt(session, url, {
			signal,
			headers: { authorization: key }
		});
		if (answer === "forbidden") throw never$3(`${url.host} answers 403: the key in ${keyFrom} may not read box scores`);
		const absent = (game) => ({
			game,
			why: "absent",
			words: `${url.host} has no final box score of it`
		});
		if (answer === "absent") return {
			found: [],
			lacking: wanted.map(absent)
		};
		try {
			const players = await directoryIn(warehouse, directory, date);
			const whoIs = whoIsIn(players, await readAliases(root, declared.names));
			const read = parseBoxScores(answer.bytes, date, wanted, whoIs);
			const { found, refused, unknown } = read;
			const has = /* @__PURE__ */ new Set([...found.map(({ game }) => game), ...refused.map(({ game }) => game.id)]);
			const lacking = [...wanted.filter(({ id }) => !has.has(id)).map(absent), ...refused.map(({ game, words }) => ({
				game,
				why: "refused",
				words: `${words} (${originText(answer)})`
			}))];
			if (lacking.length > 0) await session.originals.forget(url.href);
			return {
				found: found.map((one) => ({
					...one,
					source: answer
				})),
				lacking,
				...unknown.length === 0 ? {} : { advice: linesToAdd(read, players) }
			};
		} catch (error) {
			if (!(error instanceof RefusedSourceError)) throw error;
			await session.originals.forget(url.href);
			throw never$3(`The box scores of ${date} were refused, and nothing of the date is written: ${error.message} (${url.href}, sha256 ${answer.sha256})`);
		}
	};
}
/** The columns that every source fills; others only where the table is declared to have them. */
const COLUMNS$1 = {
	nbac_gamebook: words("game_date game_id player_lookup player_name team_abbr minutes points rebounds assists"),
	nbac_play_by_play: words("game_date game_id player_id shot_number team_abbr opponent_abbr period seconds_left zone distance_ft is_three made modelled"),
	bdl_box_scores: words("game_date game_id season player_id player_name player_lookup team_abbr opponent_abbr is_home minutes points rebounds assists steals blocks turnovers fgm fga fg3m fg3a ftm fta plus_minus attempts_derived")
};
function words(text) {
	return text.split(" ");
}
/** A row with the columns of its table, in their order. */
function shaped(source, row, extra, sha256) {
	const all = {
		...row,
		source_sha256: sha256
	};
	const entries = [...COLUMNS$1[source], ...extra].map((name) => {
		const value = all[name];
		if (value === void 0) return refuse(`${source} has no column "${name}" for the table`);
		return [name, value];
	});
	return Object.fromEntries(entries);
}
const never$3 = (message) => new AdvisedError(message, { kind: "never" });

const gameColumn = ({ full }) => typeof full === "object" && "games" in full ? full.games.column : "game_id";
async function ownOf(warehouse, { name, dateColumn, ...table }, date) {
	const [shape] = await warehouse.columnsOf([name]);
	const columns = shape?.status === "read" ? shape.columns.map((one) => one.name) : [];
	const game = gameColumn({
		name,
		dateColumn,
		...table
	});
	const counts = columns.map((one, index) => `COUNT(\`${one}\`) AS c${index}`);
	const rows = await warehouse.query(`SELECT CAST(\`${game}\` AS STRING) AS own_game, ${counts.join(", ")} FROM \`${name}\`
     WHERE \`${dateColumn}\` = @date GROUP BY own_game`, { date: {
		type: "DATE",
		value: date
	} });
	return {
		games: new Set(rows.map((row) => String(row["own_game"]))),
		filled: (games) => new Set(columns.filter((_, index) => rows.some((row) => games.has(String(row["own_game"])) && Number(row[`c${index}`]) > 0)))
	};
}
/** Writes the games that were found as one atomic change of the date, in which its other games stay as they are. */
async function writeGames(warehouse, request, date, { source, extraColumns, own, gathered }) {
	const games = gathered.found.map(({ game }) => game);
	const fresh = gathered.found.flatMap(({ rows, source: original }) => rows.map((row) => shaped(source, row, extraColumns, original.sha256)));
	refuseLoss(request.table, date, own.filled(new Set(games)), fresh);
	refuseTwice$1(request.table, fresh);
	await recordSources(warehouse, request, date, gathered);
	return replaceDate(warehouse, request, date, fresh, {
		games,
		isPartly: gathered.lacking.some(({ why }) => why === "refused")
	});
}
/** Refuses to replace rows that hold something in columns which the new ones do not have: it would be gone. */
function refuseLoss(table, date, replaced, fresh) {
	const given = new Set(fresh.flatMap((row) => Object.keys(row)));
	if (given.size === 0) return;
	const lost = [...replaced].filter((name) => !given.has(name));
	if (lost.length > 0) throw new AdvisedError(`${date}: rows of ${table.id} that would be replaced hold ${lost.sort().join(", ")}, which the source does not give; nothing is written, so that nothing is lost. Leave this table to who fills those columns`, { kind: "never" });
}
async function replaceDate(warehouse, { table, ledger, allowShrink, losses }, date, rows, { games, isPartly = false }) {
	return [...await warehouse.replaceDates({
		table: table.name,
		dateColumn: table.dateColumn,
		dates: [date],
		allowShrink,
		ledger: isPartly ? {
			...ledger,
			kind: "refused"
		} : ledger,
		source: {
			kind: "rows",
			rows,
			only: {
				column: gameColumn(table),
				values: games
			}
		},
		losses,
		rowsExpected: table.empty !== "allowed"
	})];
}
/** Before the rows are written: a line too many says where rows would have been from, one too few would lose it. */
async function recordSources(warehouse, { table, ledger }, date, { found, lacking }) {
	await warehouse.record("row_sources", {
		run: ledger.run,
		table_id: table.id,
		game_date: date,
		sources_json: JSON.stringify([...found.map(({ game, source: { url, sha256, fetchedAt } }) => ({
			game,
			url,
			sha256,
			fetchedAt
		})), ...lacking.map(({ game, why, words }) => ({
			game: game.id,
			why,
			words
		}))]),
		recorded_at: (/* @__PURE__ */ new Date()).toISOString()
	});
}

const WAIVER_DAYS = 30;
/**
* A producer that fetches what a date lacks, a date at a time. The games are those of the schedule in the warehouse
* without the waived ones, and of them those without rows, or all with `force`. Throws a UserError, before anything is
* asked, for what is not declared or set.
*/
function openScraper(declared, setting, warehouse) {
	const session = sessionOf(warehouse, declared, setting);
	const { source } = declared;
	const oneByOne = (produceDate) => ({
		callsAtOnce: 1,
		produce: async (request) => {
			const written = [];
			for (const date of request.dates) written.push(...await produceDate(request, date));
			return written;
		}
	});
	if (source === "nbac_schedule") return oneByOne(async (request, date) => {
		const { rows, games, original, notes } = await refreshSchedule(session, {
			pipeline: setting.pipeline,
			warehouse,
			request,
			date
		});
		await recordSources(warehouse, request, date, {
			found: [{
				game: "",
				rows,
				source: original
			}],
			lacking: []
		});
		const own = await ownOf(warehouse, request.table, date);
		refuseLoss(request.table, date, own.filled(new Set(games)), rows);
		const written = await replaceDate(warehouse, request, date, rows, { games });
		for (const note of notes) setting.tell(note);
		return written;
	});
	const gather = gatherOf(source, {
		...setting,
		declared,
		session,
		warehouse
	});
	return oneByOne(async (request, date) => {
		const { table, force, signal } = request;
		const own = await ownOf(warehouse, table, date);
		const waived = waivedGames(setting.pipeline, table, setting.environment, setting.asOf);
		const scheduled = (await gamesBetween({
			...setting,
			declared,
			warehouse
		}, date, date)).filter(({ id }) => !waived.has(id));
		const wanted = force ? scheduled : scheduled.filter(({ id }) => !own.games.has(id));
		if (wanted.length === 0) throw never$2(`${date}: every game of the schedule has rows in ${table.id} already, and nothing was fetched; --force reads them again`);
		const gathered = await gather(date, wanted, signal);
		if (gathered.found.length === 0) {
			await recordSources(warehouse, request, date, gathered);
			if (hasNothing(table, own, gathered)) return replaceDate(warehouse, request, date, [], { games: [] });
			throw never$2(`${date}: none of the ${wanted.length} games that ${table.id} lacks could be had. ${lackingText(gathered, table, setting)}`);
		}
		const { extraColumns } = declared;
		const written = await writeGames(warehouse, request, date, {
			source,
			extraColumns,
			own,
			gathered
		});
		if (gathered.lacking.length === 0) return written;
		const said = `${table.id} ${date}: ${gathered.found.length} of ${wanted.length} games were written. ${lackingText(gathered, table, setting)}`;
		setting.tell(said);
		if (gathered.lacking.some(({ why }) => why === "refused")) throw new PartlyWrittenError(said, written);
		return written;
	});
}
/** The source was asked for every game and has none of them, which a table that may be empty takes as its answer. */
const hasNothing = ({ empty }, own, { lacking }) => empty === "allowed" && own.games.size === 0 && lacking.every(({ why }) => why === "absent");
/** What is lacking and, for withheld games, the waiver that excuses them. */
function lackingText({ lacking, advice }, table, { environment, asOf }) {
	const texts = lacking.map(({ game, why, words }) => `${gameText(game)} is ${why}: ${words}.`);
	if (advice !== void 0) texts.push(advice);
	const withheld = lacking.filter(({ why }) => why === "withheld");
	if (withheld.length === 0) return texts.join(" ");
	const expires = new Date(asOf.getTime() + WAIVER_DAYS * 864e5).toISOString().slice(0, 10);
	const games = withheld.map(({ game }) => JSON.stringify(game.id)).join(", ");
	return `${texts.join(" ")} If they stay withheld, excuse them under waivers: { games: [${games}], tables: [${table.id}], environments: [${environment}], reason: "Withheld by the source: 403, while other games are given.", expires: ${expires} }`;
}
const never$2 = (message) => new AdvisedError(message, { kind: "never" });

/** What is read of a service's answer; it may say more. */
const Result = looseObject({
	processor: string(),
	status: string().optional(),
	success: boolean().optional()
}).refine(({ status, success }) => status !== void 0 || success !== void 0, { error: "has neither status nor success" });
const Answer = looseObject({ results: array(Result) });
const STATUSES = new Map([
	...[
		"success",
		"succeeded",
		"ok",
		"done",
		"completed",
		"complete"
	].map((word) => [word, "done"]),
	...["skipped", "skip"].map((word) => [word, "skipped"]),
	...[
		"failed",
		"failure",
		"error",
		"exception",
		"partial",
		"timeout"
	].map((word) => [word, "failed"])
]);
/** Keys under which services say why. */
const REASONS = [
	"reason",
	"skip_reason",
	"error",
	"error_message",
	"message",
	"detail"
];
const WARM_UP = /bootstrap|early[ _-]?season|warm[ _-]?up/i;
const MAX_SAID = 300;
/** Ends where the answer says that the processor did the date; what is wrong with it otherwise is thrown, never tried again. */
function checkAnswer(text, asked) {
	const { what, processor } = asked;
	const answer = Answer.safeParse(parsed$1(text, what));
	if (!answer.success) {
		const [issue] = answer.error.issues;
		throw never$1(`${what} answered what is no answer of a service: ${[...issue?.path ?? [], issue?.message].join(" ")}`);
	}
	const own = answer.data.results.filter((result) => result.processor === processor);
	if (own.length === 0) {
		const others = answer.data.results.map((result) => result.processor).join(", ");
		throw never$1(`${what} said nothing of ${processor}; its results are of ${others === "" ? "nobody" : said(others)}`);
	}
	for (const result of own) checkResult(result, asked);
}
function checkResult(result, { what, processor, includeWarmUp }) {
	const outcome = outcomeOf(result);
	if (outcome === "done") return;
	const why = reasonOf(result);
	if (outcome === null) throw never$1(`${what} answered with the status "${said(result.status ?? "")}", which is unknown`);
	if (outcome === "failed") throw never$1(`${what} failed: ${why}`);
	if (!WARM_UP.test(`${result.status} ${why}`)) throw never$1(`${what} was skipped by ${processor}: ${why}`);
	throw never$1(includeWarmUp ? `${what} was skipped by ${processor} although include_bootstrap was sent: ${why}` : `${what} was skipped by ${processor} on purpose (${why}). Calling it again is futile without --include-warm-up`);
}
/** By `success` where that says no, else by the word of `status`; null for a word that nobody knows. */
function outcomeOf({ status, success }) {
	const word = status?.toLowerCase();
	const byWord = word === void 0 ? void 0 : STATUSES.get(word.split(/[^a-z]/)[0] ?? word);
	if (byWord === "skipped") return "skipped";
	if (success === false) return "failed";
	return status === void 0 ? "done" : byWord ?? null;
}
function reasonOf(result) {
	const words = REASONS.map((key) => result[key]).filter((one) => typeof one === "string");
	return words.length === 0 ? "it gave no reason" : said(words.join("; "));
}
function parsed$1(text, what) {
	try {
		return JSON.parse(text);
	} catch {
		throw never$1(`${what} answered what is not JSON: ${said(text)}`);
	}
}
/** Somebody else's words on one line, without control characters, and not without end. */
function said(text) {
	const plain = text.slice(0, 4 * MAX_SAID).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
	return plain.length > MAX_SAID ? `${plain.slice(0, MAX_SAID)}...` : plain;
}
const never$1 = (message) => new AdvisedError(message, { kind: "never" });

const MAX_ANSWER_BYTES = 1024 ** 2;
/**
* One POST, and the text of its answer. Throws AdvisedError for everything but a 2xx. No redirect is followed: the body
* and the token are for this address. Node's own fetch is not used: it ends every wait for an answer after 300 s.
*/
async function post(call) {
	const { status, headers, text } = withoutToken(await send(call), call.token);
	if (status >= 200 && status < 300) return text;
	const { what, timeoutMs } = call;
	if (status >= 300 && status < 400) throw never(`${what} was answered with a redirect (${status}) to ${said(headers.location ?? "nowhere")}; the declared address must be the service's own`);
	const words = text.trim() === "" ? "" : `: ${said(text)}`;
	if (status === 401 || status === 403) throw never(`${what} was answered with ${status}${words}. The identity that calls needs roles/run.invoker on the service`);
	if (status === 504) throw tooLong(what, timeoutMs, "The service's own limit was reached (504)");
	if (status !== 408 && status !== 429 && status < 500) throw never(`${what} was answered with ${status}${words}`);
	throw new AdvisedError(`${what} was answered with ${status}${words}`, waitAdvice(headers["retry-after"], call.now()));
}
/** A service that says what it was sent must not bring its token into a log or a report. */
function withoutToken(answer, token) {
	if (token === null || token === "") return answer;
	const { text, headers } = answer;
	const clean = (said) => said.replaceAll(token, "[token]");
	const location = headers.location === void 0 ? {} : { location: clean(headers.location) };
	return {
		...answer,
		text: clean(text),
		headers: {
			...headers,
			...location
		}
	};
}
/**
* Not tried again in this run: the service may be at work still, and two calls at once that delete and insert the same
* date can leave its rows twice. A resume, later, calls it again.
*/
const tooLong = (what, timeoutMs, how) => never(`${what} did not end within ${timeoutMs / 1e3} s. ${how}, and it may be writing still: resume the run later`);
function send({ address, token, body, timeoutMs, what }) {
	const text = JSON.stringify(body);
	const options = {
		method: "POST",
		agent: false,
		signal: AbortSignal.timeout(timeoutMs),
		headers: {
			"content-type": "application/json",
			"content-length": Buffer.byteLength(text),
			accept: "application/json",
			...token === null ? {} : { authorization: `Bearer ${token}` }
		}
	};
	return new Promise((resolve, reject) => {
		const fail = (error) => reject(failureOf(error, what, timeoutMs));
		const request = (address.protocol === "https:" ? import__node_https.request : import__node_http.request)(address, options, (response) => {
			read(response, what).then((answer) => resolve({
				status: response.statusCode ?? 0,
				headers: response.headers,
				text: answer
			}), fail);
		});
		request.on("error", fail);
		request.end(text);
	});
}
async function read(response, what) {
	const parts = [];
	let size = 0;
	for await (const part of response) {
		size += part.length;
		if (size > MAX_ANSWER_BYTES) {
			response.destroy();
			throw never(`${what} was answered with more than ${MAX_ANSWER_BYTES / 1024 ** 2} MiB`);
		}
		parts.push(part);
	}
	return Buffer.concat(parts).toString("utf8");
}
function failureOf(error, what, timeoutMs) {
	if (error instanceof AdvisedError) return error;
	const code = error.code ?? "";
	if (error.name === "AbortError" || code === "ABORT_ERR" || error.name === "TimeoutError") return tooLong(what, timeoutMs, "Nobody listens to its answer any more");
	const advice = isPassing(code) ? { kind: "seconds" } : { kind: "never" };
	return new AdvisedError(`${what} could not be called: ${errorMessage(error)}`, advice, { cause: error });
}
const never = (message) => new AdvisedError(message, { kind: "never" });

const DEFAULT_TIMEOUT_SECONDS = 300;
const DEFAULT_CONCURRENCY = 2;
/**
* A producer that calls the service, one date a call, while the warehouse looks on: what counts is the rows that are
* there afterwards. Throws a UserError, before anything is called, for an address that is not given or not allowed.
*/
function openService(declared, where, { variables, hosts }, warehouse) {
	const address = addressOf(declared, where, variables, hosts);
	const { processor = where.tableId, auth = "identity-token", timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, concurrency = DEFAULT_CONCURRENCY } = declared;
	async function call(date, includeWarmUp) {
		const what = `${processor} on ${date}`;
		const text = await post({
			address,
			token: auth === "none" ? null : await identityToken(address.origin),
			body: {
				analysis_date: date,
				backfill_mode: true,
				processors: [processor],
				...includeWarmUp ? { include_bootstrap: true } : {}
			},
			timeoutMs: timeoutSeconds * 1e3,
			what,
			now: () => /* @__PURE__ */ new Date()
		});
		checkAnswer(text, {
			what,
			processor,
			includeWarmUp
		});
	}
	const produceDate = ({ table, ledger, allowShrink, losses, includeWarmUp }, date) => warehouse.witness({
		table: table.name,
		dateColumn: table.dateColumn,
		dates: [date],
		ledger,
		allowShrink,
		losses,
		rowsExpected: table.empty !== "allowed"
	}, () => call(date, includeWarmUp));
	return {
		callsAtOnce: concurrency,
		produce: async (request) => (await pMap(request.dates, (date) => produceDate(request, date), {
			concurrency,
			stopOnError: true
		})).flat()
	};
}
function addressOf(declared, { tableId, environment }, variables, hosts) {
	const { url, urlFrom, owner } = declared;
	const whose = `${tableId} is filled by ${owner} in ${environment}`;
	if (url !== void 0) return serviceAddress(declared, url, hosts, `The url of ${tableId} in ${environment}`);
	if (urlFrom === void 0) throw new UserError(`${whose}, which declares no url: it cannot be called. Hand the dates to them, or see docs/how-to/services.md.`);
	const given = variables[urlFrom] ?? "";
	if (given === "") throw new UserError(`${whose}, and ${urlFrom} is not set: set it to the service's address, such as https://NAME.run.app.`);
	return serviceAddress(declared, given, hosts, urlFrom);
}

/** The producer that an environment declares for a table; it writes no other table. */
function openProducer(setting, table) {
	const declared = producerOf(table, setting.environment);
	const write = (request, source) => setting.warehouse.replaceDates({
		table: table.name,
		dateColumn: table.dateColumn,
		dates: request.dates,
		source,
		ledger: request.ledger,
		allowShrink: request.allowShrink,
		losses: request.losses,
		rowsExpected: table.empty !== "allowed"
	});
	switch (declared.kind) {
		case "sql": return { produce: async (request) => write(request, {
			kind: "select",
			sql: await readSql(setting.root, declared.file)
		}) };
		case "recorded": return { produce: async (request) => write(request, {
			kind: "recorded",
			sql: await readSql(setting.root, declared.file)
		}) };
		case "command": return { produce: async (request) => {
			const rows = await runCommand(declared, request, setting.root);
			refuseTwice$1(table, rows);
			return write(request, {
				kind: "rows",
				rows
			});
		} };
		case "scraper": return openScraper(declared, {
			...setting.scrapers,
			environment: setting.environment,
			variables: setting.services.variables,
			root: setting.root
		}, setting.warehouse);
		case "service": return openService(declared, {
			tableId: table.id,
			environment: setting.environment
		}, setting.services, setting.warehouse);
	}
}
async function readSql(root, file) {
	try {
		return await (0, import_promises.readFile)((0, import__node_path.isAbsolute)(file) ? file : (0, import__node_path.join)(root, file), "utf8");
	} catch (cause) {
		throw new UserError(`The pipeline names ${file}, which cannot be read`, { cause });
	}
}

const fingerprintRequest = ({ name, dateColumn, volatileColumns = [] }, dates) => ({
	table: name,
	dateColumn,
	volatileColumns,
	dates
});
/**
* Leaves out what the engine knows not to have changed since its line. An engine without such knowledge, or whose
* bookkeeping cannot be asked, has everything read.
*/
async function contentTasks(warehouse, wanted) {
	const modified = await modifiedSince(warehouse, [...wanted.keys()]);
	return [...wanted].map(([table, lines]) => {
		const times = modified?.get(table.name);
		const isSame = ({ date, kind, writtenAt, rows }) => {
			const at = times?.get(date);
			if (at === void 0) return times !== void 0 && rows === 0;
			return Date.parse(at) < Date.parse(writtenAt) - (LOOKED_BEFORE[kind] ?? 0);
		};
		const [same, others] = [lines.filter(isSame), lines.filter((line) => !isSame(line))];
		return {
			table,
			dates: others.map(({ date }) => date),
			known: new Map(same.map(({ date, rows, fingerprint }) => [date, {
				rows,
				fingerprint
			}]))
		};
	});
}
/** Milliseconds that may lie between the look at a date and the line about it. */
const LOOKED_BEFORE = {
	seen: 36e5,
	accepted: 36e5
};
async function modifiedSince(warehouse, tables) {
	if (!warehouse.abilities.partitionMetadata || tables.length === 0) return null;
	try {
		const found = await warehouse.partitionRows(tables.map(({ name, dateColumn }) => ({
			table: name,
			dateColumn
		})));
		return new Map(found.flatMap((one) => one.status === "by day" ? [[one.table, one.modifiedByDate]] : []));
	} catch {
		return null;
	}
}
/** A date that is asked for and has no rows is known to have none. */
async function readContent(warehouse, { table, dates, known }) {
	try {
		const found = dates.length === 0 ? /* @__PURE__ */ new Map() : await warehouse.fingerprints(fingerprintRequest(table, dates));
		const read = dates.map((date) => [date, found.get(date) ?? NO_ROWS]);
		return {
			table: table.id,
			content: new Map([...known, ...read])
		};
	} catch (error) {
		return {
			table: table.id,
			error: errorMessage(error)
		};
	}
}
const NO_ROWS = {
	rows: 0,
	fingerprint: ""
};
const contentNow$1 = (reads) => new Map(reads.flatMap((one) => "content" in one ? [[one.table, one.content]] : []));

/** What is recorded of where rows are from, for `@first_date` to `@last_date`, both included, oldest first. */
const SOURCES_QUERY = ["SELECT table_id, sources_json FROM `ops.row_sources`", "WHERE game_date BETWEEN @first_date AND @last_date ORDER BY recorded_at"].join("\n");
const Sources = array(looseObject({
	game: string(),
	why: string().optional(),
	words: string().optional()
}));
/** A later line of the same game goes before an earlier one: it may have been given since. */
function readWithheld(rows) {
	const tables = /* @__PURE__ */ new Map();
	for (const row of rows) {
		const table = String(row["table_id"]);
		const games = tables.get(table) ?? /* @__PURE__ */ new Map();
		tables.set(table, games);
		for (const { game, why, words = "" } of parsed(String(row["sources_json"]))) if (why === "withheld") games.set(game, words);
		else games.delete(game);
	}
	return tables;
}
/** A line that says nothing that is understood excuses nothing. */
function parsed(text) {
	try {
		return Sources.safeParse(JSON.parse(text)).data ?? [];
	} catch {
		return [];
	}
}

/** The statements that compare two sources, for the tables that declare it and whose other table is there. */
const comparisons = (tables) => tables.flatMap((table) => {
	const { compare } = table;
	const other = tables.find(({ id }) => id === compare?.with);
	if (compare === void 0 || other === void 0) return [];
	return [{
		table,
		compare,
		sql: compareQuery(table, other, compare)
	}];
});
/**
* What the sources say of each other, and of what they withhold. Neither is needed for the grid: what cannot be read is
* told, and then it is not known rather than in order.
*/
async function readSources({ range: { first, last } }, tables, warehouse, progress) {
	const params = {
		first_date: {
			type: "DATE",
			value: first
		},
		last_date: {
			type: "DATE",
			value: last
		}
	};
	const differences = /* @__PURE__ */ new Map();
	for (const { table, compare, sql } of comparisons(tables)) try {
		differences.set(table.id, readDifferences(compare, await warehouse.query(sql, params)));
	} catch (error) {
		progress({
			kind: "note",
			message: `UNKNOWN: ${table.id} could not be compared with ${compare.with}: ${errorMessage(error)}`
		});
	}
	return {
		withheld: await readWithheldGames(warehouse, params, progress),
		differences
	};
}
async function readWithheldGames(warehouse, params, progress) {
	try {
		return readWithheld(await warehouse.query(SOURCES_QUERY, params));
	} catch (error) {
		if (!(error instanceof TableNotFoundError)) progress({
			kind: "note",
			message: `UNKNOWN: where rows are from could not be read: ${errorMessage(error)}`
		});
		return /* @__PURE__ */ new Map();
	}
}

const gamesOf = (table) => typeof table.full === "object" && "games" in table.full ? table.full.games : void 0;
/**
* One statement that counts a table for the whole range `@first_date` to `@last_date`, both included: a row a date,
* or a row a date and game where the table is counted by game.
*/
function countQuery(table) {
	const game = gamesOf(table)?.column;
	const keys = table.keys.filter((key) => key !== table.dateColumn && key !== game);
	return Object.values(table.measures).every((how) => !("distinct" in how) || keys.includes(how.distinct)) ? countByKeys(table, keys) : countRows(table, keys);
}
/** Groups by key first, which DuckDB does about twice as fast as it counts distinct keys. A null is a key. */
function countByKeys(table, keys) {
	const [date, game] = [column(table.dateColumn), gamesOf(table)?.column];
	const groups = [date, ...[...game === void 0 ? [] : [game], ...keys].map(column)];
	const counted = Object.entries(table.measures).filter(([, how]) => !("distinct" in how));
	const inner = [
		...groups,
		"COUNT(*) AS rows_of_key",
		...pointsOf(table, "points_of_key"),
		...counted.map(([name, how]) => `${measureSql(how)} AS m_${name}`)
	];
	return [
		`SELECT ${[
			`${date} AS cell_date`,
			...gameOf(game),
			"SUM(rows_of_key) AS row_count, COUNT(*) AS key_count",
			...table.reconcile === void 0 ? [] : ["SUM(points_of_key) AS points"],
			...Object.entries(table.measures).map(([name, how]) => `${"distinct" in how ? measureSql(how) : `SUM(m_${name})`} AS m_${name}`)
		].join(", ")}`,
		`FROM (SELECT ${inner.join(", ")}`,
		`  FROM ${column(table.name)} WHERE ${date} BETWEEN @first_date AND @last_date`,
		`  GROUP BY ${groups.join(", ")}) AS keys_of_date`,
		`GROUP BY ${[date, ...game === void 0 ? [] : [column(game)]].join(", ")}`
	].join("\n");
}
/** For a measure that counts distinct values of a column beside the key. */
function countRows(table, keys) {
	const [date, game] = [column(table.dateColumn), gamesOf(table)?.column];
	return [
		`SELECT ${[
			`${date} AS cell_date`,
			...gameOf(game),
			"COUNT(*) AS row_count",
			`${distinctKeys(keys)} AS key_count`,
			...pointsOf(table, "points"),
			...Object.entries(table.measures).map(([name, how]) => `${measureSql(how)} AS m_${name}`)
		].join(", ")}`,
		`FROM ${column(table.name)} WHERE ${date} BETWEEN @first_date AND @last_date`,
		`GROUP BY ${[date, ...game === void 0 ? [] : [column(game)]].join(", ")}`
	].join("\n");
}
/** A name as the common SQL writes it. */
const column = (name) => `\`${name}\``;
const gameOf = (game) => game === void 0 ? [] : [`CAST(${column(game)} AS STRING) AS game`];
const pointsOf = ({ reconcile }, name) => reconcile === void 0 ? [] : [`SUM(${column(reconcile.points)}) AS ${name}`];
/** Stands in no key, so that ("a|b", "c") and ("a", "b|c") stay two. */
const UNIT_SEPARATOR = "";
function distinctKeys(keys) {
	if (keys.length === 0) return "1";
	const parts = keys.map((key) => `COALESCE(CAST(${column(key)} AS STRING), '')`);
	return `COUNT(DISTINCT ${parts.length === 1 ? parts[0] : `CONCAT(${parts.join(`, '${UNIT_SEPARATOR}', `)})`})`;
}
function measureSql(how) {
	if ("distinct" in how) return `COUNT(DISTINCT ${column(how.distinct)})`;
	if ("true" in how) return `COUNTIF(${column(how.true)})`;
	return `COUNT(${column(how.notNull)})`;
}
function scheduleQuery({ columns }, table) {
	const { game, type, status, homeScore, awayScore } = columns;
	const date = `\`${table.dateColumn}\``;
	return [
		`SELECT ${date} AS cell_date, CAST(\`${game}\` AS STRING) AS game, \`${type}\` AS season_type,`,
		`  \`${status}\` AS game_status, \`${homeScore}\` AS home_points, \`${awayScore}\` AS away_points`,
		`FROM \`${table.name}\``,
		`WHERE ${date} BETWEEN @first_date AND @last_date`
	].join("\n");
}
function readSchedule(rows) {
	return rows.map((row) => ({
		date: row["cell_date"],
		game: String(row["game"]),
		type: row["season_type"],
		status: row["game_status"],
		homeScore: row["home_points"],
		awayScore: row["away_points"]
	}));
}
/** The schedule's own column of the grid, from the rows that also made the calendar: no second query. */
function observeSchedule(rows) {
	const games = /* @__PURE__ */ new Map();
	for (const { date, game } of rows) games.set(date, [...games.get(date) ?? [], game]);
	const counts = /* @__PURE__ */ new Map();
	for (const [date, ids] of games) counts.set(date, {
		rows: ids.length,
		surplus: ids.length - new Set(ids).size,
		games: null,
		gameIds: null,
		points: /* @__PURE__ */ new Map(),
		measures: {}
	});
	return {
		status: "read",
		counts
	};
}
function readCounts(table, rows) {
	const isByGame = gamesOf(table) !== void 0;
	const byDate = /* @__PURE__ */ new Map();
	for (const row of rows) {
		const date = row["cell_date"];
		if (date === null) continue;
		const own = byDate.get(date);
		if (own === void 0) byDate.set(date, [row]);
		else own.push(row);
	}
	return {
		status: "read",
		counts: new Map([...byDate].map(([date, own]) => [date, countsOf(own, isByGame)]))
	};
}
function countsOf(rows, isByGame) {
	let [total, keys] = [0, 0];
	let measures = {};
	const gameIds = /* @__PURE__ */ new Set();
	const points = /* @__PURE__ */ new Map();
	const rowsByGame = /* @__PURE__ */ new Map();
	for (const row of rows) {
		const rowCount = Number(row["row_count"]);
		total += rowCount;
		keys += Number(row["key_count"]);
		measures = addMeasures(measures, row);
		if (!isByGame) continue;
		const game = row["game"];
		rowsByGame.set(game ?? "", (rowsByGame.get(game ?? "") ?? 0) + rowCount);
		if (game === null) continue;
		gameIds.add(game);
		const sum = row["points"];
		if (sum !== void 0) points.set(game, sum === null ? null : Number(sum));
	}
	return {
		rows: total,
		surplus: total - keys,
		games: isByGame ? gameIds.size : null,
		gameIds: isByGame ? gameIds : null,
		...isByGame ? { rowsByGame } : {},
		points,
		measures
	};
}
function addMeasures(before, row) {
	const measures = { ...before };
	for (const [name, value] of Object.entries(row)) if (name.startsWith("m_")) measures[name.slice(2)] = (measures[name.slice(2)] ?? 0) + Number(value);
	return measures;
}

/** The upstream whose keys the table must have, where it is part of the same environment. */
const coveredBy = (tables, { covers }) => tables.find(({ id }) => id === covers?.table);
/**
* One statement that says where the rows of a table stand: outside the declared range `@declared_first` to
* `@declared_last`, without a date, by game and under two dates, and which keys it and the upstream that it covers do
* not share from `@first_date` to `@last_date`. Both ends of both ranges are included.
*/
function placementQuery(table, upstream) {
	return [
		outsidePart(table),
		...gamesPart(table),
		...table.covers === void 0 || upstream === void 0 ? [] : [keysPart(table, table.covers.on, upstream)],
		...twicePart(table)
	].join("\nUNION ALL\n");
}
const COLUMNS = (parts) => [
	`${parts["part"]} AS part`,
	`${parts["date"] ?? "CAST(NULL AS DATE)"} AS cell_date`,
	`${parts["game"] ?? "CAST(NULL AS STRING)"} AS game`,
	`${parts["rows"]} AS row_count`,
	`${parts["missing"] ?? "0"} AS missing_count`,
	`${parts["extra"] ?? "0"} AS extra_count`,
	`${parts["first"] ?? "CAST(NULL AS DATE)"} AS first_date`,
	`${parts["last"] ?? "CAST(NULL AS DATE)"} AS last_date`
].join(", ");
const gameSql = (table) => {
	const game = gameColumnOf(table);
	return game === void 0 ? "CAST(NULL AS STRING)" : `CAST(${column(game)} AS STRING)`;
};
/** For the calendar's own table, whose rows are read as a whole anyway. */
const outsideQuery = (table) => outsidePart(table);
function outsidePart(table) {
	const d = column(table.dateColumn);
	return [
		`SELECT ${COLUMNS({
			part: "part",
			date: "cell_date",
			game: "game",
			rows: "COUNT(*)",
			first: "MIN(d)",
			last: "MAX(d)"
		})}`,
		"FROM (SELECT",
		`    CASE WHEN ${d} IS NULL THEN 'undated' WHEN ${d} < @declared_first THEN 'before' ELSE 'after' END AS part,`,
		`    CASE WHEN ${d} > @declared_last THEN ${d} END AS cell_date,`,
		`    CASE WHEN ${d} > @declared_last THEN ${gameSql(table)} END AS game, ${d} AS d`,
		`  FROM ${column(table.name)}`,
		`  WHERE ${d} IS NULL OR ${d} < @declared_first OR ${d} > @declared_last) AS outside_rows`,
		"GROUP BY part, cell_date, game"
	].join("\n");
}
function gamesPart(table) {
	const isCountedByGame = typeof table.full === "object" && "games" in table.full;
	if (gameColumnOf(table) === void 0 || isCountedByGame) return [];
	const d = column(table.dateColumn);
	return [[
		`SELECT ${COLUMNS({
			part: "'games'",
			date: d,
			game: gameSql(table),
			rows: "COUNT(*)"
		})}`,
		`FROM ${column(table.name)} WHERE ${d} BETWEEN @first_date AND @last_date`,
		`GROUP BY ${d}, ${gameSql(table)}`
	].join("\n")];
}
/** A key is had or lacked on its date, whatever the game. Keys that both sides have are most of them, and not told. */
function keysPart(table, on, upstream) {
	const keys = on.map(column).join(", ");
	const side = (one, own) => {
		const d = column(one.dateColumn);
		return [`    SELECT ${d} AS d, ${gameSql(one)} AS g, ${own} AS own, ${keys}`, `    FROM ${column(one.name)} WHERE ${d} BETWEEN @first_date AND @last_date`].join("\n");
	};
	return [
		`SELECT ${COLUMNS({
			part: "'keys'",
			date: "d",
			game: "g",
			rows: "COUNT(*)",
			missing: "COUNTIF(side = 0)",
			extra: "COUNTIF(side = 1)"
		})}`,
		"FROM (",
		"  SELECT d, MAX(g) AS g, MIN(own) AS side",
		`  FROM (\n${side(table, 1)}\n    UNION ALL\n${side(upstream, 0)}) AS sides`,
		`  GROUP BY d, ${keys} HAVING MIN(own) = MAX(own)) AS of_one_side`,
		"GROUP BY d, g"
	].join("\n");
}
/** A key that does not hold the date belongs to one; the games of a game's row are looked at by their own date. */
function twicePart(table) {
	const game = gameColumnOf(table);
	const { keys, dateColumn } = table;
	if (keys.includes(dateColumn) || game !== void 0 && keys.includes(game)) return [];
	const d = column(dateColumn);
	const names = keys.map(column).join(", ");
	return [[
		`SELECT ${COLUMNS({
			part: "'twice'",
			rows: "COUNT(*)",
			first: "first_d",
			last: "last_d"
		})}`,
		"FROM (",
		`  SELECT CASE WHEN MIN(${d}) < MAX(${d}) THEN MIN(${d}) END AS first_d,`,
		`    CASE WHEN MIN(${d}) < MAX(${d}) THEN MAX(${d}) END AS last_d`,
		`  FROM ${column(table.name)} WHERE ${d} BETWEEN @first_date AND @last_date`,
		`  GROUP BY ${names}) AS dates_of_keys`,
		"GROUP BY first_d, last_d"
	].join("\n")];
}
function readPlacement(rows) {
	const after = /* @__PURE__ */ new Map();
	const games = /* @__PURE__ */ new Map();
	const keys = /* @__PURE__ */ new Map();
	const twice = [];
	let undated = 0;
	let onceDated = 0;
	let before = null;
	for (const row of rows) {
		const date = row["cell_date"];
		const game = row["game"] === null ? "" : String(row["game"]);
		const count = Number(row["row_count"]);
		const [first, last] = [row["first_date"], row["last_date"]];
		if (count === 0) continue;
		switch (row["part"]) {
			case "undated":
				undated += count;
				break;
			case "before":
				before = {
					rows: count,
					first,
					last
				};
				break;
			case "after":
				inner(after, date).set(game, count);
				break;
			case "games":
				inner(games, date).set(game, count);
				break;
			case "keys":
				inner(keys, date).set(game, {
					missing: Number(row["missing_count"]),
					extra: Number(row["extra_count"])
				});
				break;
			case "twice": if (first === null) onceDated += count;
			else twice.push({
				first,
				last,
				keys: count
			});
		}
	}
	const doubled = twice.reduce((sum, one) => sum + one.keys, 0);
	return {
		outside: {
			undated,
			before,
			after
		},
		games,
		keys,
		twice: doubled > onceDated ? [] : twice
	};
}
function inner(outer, date) {
	const found = outer.get(date) ?? /* @__PURE__ */ new Map();
	outer.set(date, found);
	return found;
}

/** With fewer games or dates to compare with, what is usual is not known: a season's first games are odd. */
const ENOUGH_TO_COMPARE = {
	game: 50,
	date: 10
};
/** Share of the median below which a game or date is short; healthy ones stay above 0.8 in the sample. */
const OF_THE_MEDIAN = .75;
/** Tables whose rows vary more are held against their lowest fifth instead, so that quiet weekends are no gap. */
const OF_THE_LOWEST_FIFTH = .9;
/**
* What the rows of a table are held against: nothing where `full` or `covers` says exactly what is due, else the table's
* own history, by game where its rows name one.
*/
function usualPer(pipeline, table) {
	const { full, covers } = table;
	const calendar = gamesCalendar(pipeline);
	if (calendar?.table === table.id) return null;
	if (covers !== void 0 && covers.extra === "refused") return null;
	if (full === "presence") return null;
	if (typeof full === "object" && ("fixed" in full || "share" in full)) return null;
	if (typeof full === "object" && full.games.rowsPerGame !== void 0) return null;
	return calendar !== void 0 && gameColumnOf(table) !== void 0 ? "game" : "date";
}
/**
* From every date that was counted, those before the range included. A date without a row tells nothing of full ones.
* A table of dates is not compared at the start of a season, when little lies behind it.
*/
function usualOf(pipeline, table, observation, rowsByGame) {
	const per = usualPer(pipeline, table);
	if (per === null || observation?.status !== "read") return null;
	const values = (per === "game" ? gameCounts(observation.counts, rowsByGame) : dateCounts()).filter((rows) => rows > 0).sort((a, b) => a - b);
	if (values.length < ENOUGH_TO_COMPARE[per]) return null;
	const at = (share) => values[Math.floor((values.length - 1) * share)] ?? 0;
	const rows = at(.5);
	return {
		per,
		rows,
		of: values.length,
		atLeast: Math.min(OF_THE_MEDIAN * rows, OF_THE_LOWEST_FIFTH * at(.2))
	};
	function dateCounts() {
		if (observation?.status !== "read") return [];
		return [...observation.counts].flatMap(([date, counts]) => isSeasonStart(pipeline, date) ? [] : [counts.rows ?? 0]);
	}
}
/** The season's first days, by the length of the declared warm-up. */
function isSeasonStart(pipeline, date) {
	const season = seasonOf(pipeline, date);
	return season !== void 0 && season.seasonDay < pipeline.warmUp.days;
}
function gameCounts(counts, rowsByGame) {
	const own = [...counts.values()].flatMap((one) => [...one.rowsByGame?.values() ?? []]);
	return own.length > 0 ? own : [...rowsByGame?.values() ?? []].flatMap((one) => [...one.values()]);
}

/** The statement by which a table is counted. */
function lookQuery(pipeline, table) {
	const calendar = gamesCalendar(pipeline);
	return calendar?.table === table.id ? scheduleQuery(calendar, table) : countQuery(table);
}
/** The statement that says where its rows stand, and which keys it shares with what it covers. */
function whereQuery(pipeline, tables, table) {
	return gamesCalendar(pipeline)?.table === table.id ? outsideQuery(table) : placementQuery(table, coveredBy(tables, table));
}
const rangeParams = ({ first, last }) => ({
	first_date: {
		type: "DATE",
		value: first
	},
	last_date: {
		type: "DATE",
		value: last
	}
});
/** What a table's count reads: the range, the whole schedule, or some days more to compare with. */
function countParams(pipeline, table, range) {
	const opens = pipeline.seasons[0]?.opens ?? range.first;
	if (gamesCalendar(pipeline)?.table === table.id) return rangeParams({
		first: opens < range.first ? opens : range.first,
		last: LAST_DAY
	});
	if (usualPer(pipeline, table) === null) return rangeParams(range);
	const earlier = addDays(range.first, -60);
	const first = [earlier > opens ? earlier : opens, range.first].sort()[0];
	return rangeParams({
		...range,
		first
	});
}
/** A schedule lists games that are still to come, and moved ones among them. */
const LAST_DAY = "9999-12-31";
/** Everything that is asked of a table, for pricing it. */
const questionsOf = ({ pipeline, range, asOf }, tables, table) => [{
	table,
	sql: lookQuery(pipeline, table),
	params: countParams(pipeline, table, range)
}, {
	table,
	sql: whereQuery(pipeline, tables, table),
	params: placementParams(pipeline, table, range, asOf)
}];
function placementParams(pipeline, table, range, asOf) {
	const declared = declaredRange(pipeline, asOf);
	return {
		...gamesCalendar(pipeline)?.table === table.id ? {} : rangeParams(range),
		declared_first: {
			type: "DATE",
			value: declared.first
		},
		declared_last: {
			type: "DATE",
			value: declared.last
		}
	};
}

/** Null where nothing is billed; a budget is bad input there. */
function pricingOf(pipeline, environment, { abilities, label }, budget) {
	const declared = environmentOf(pipeline, environment);
	const budgetUsd = budget ?? declared.budgetUsd ?? null;
	if (abilities.estimates) return {
		usdPerTiB: priceOf(declared),
		budgetUsd
	};
	if (budgetUsd === null) return null;
	throw new UserError(`${label} bills nothing, so that a budget of ${usdText(budgetUsd)} means nothing; leave out --budget, and budgetUsd of ${environment}.`);
}
/** An estimate that fails is unknown, not 0. */
async function answered(table, ask) {
	try {
		return {
			table,
			bytes: (await ask()).bytesBilled
		};
	} catch (error) {
		return {
			table,
			bytes: null,
			why: errorMessage(error)
		};
	}
}
/**
* Prices a look before it is made, tells it in one line, and throws a UserError where it is above the budget. A query
* whose cost is unknown counts there with the most that the engine lets it bill.
*/
async function priceLook(input, warehouse, pricing, progress, only) {
	if (pricing === null) return null;
	const tables = only ?? tablesOf(input.pipeline, input.environment);
	const params = rangeParams(input.range);
	const looks = tables.flatMap((table) => questionsOf(input, tables, table));
	const compared = input.sources === true ? comparisons(tables) : [];
	const counts = [...looks, ...compared.map((one) => ({
		...one,
		params
	}))].map(({ table, sql, params: own }) => ({
		table,
		ask: () => warehouse.estimate(sql, own)
	}));
	const contents = only === void 0 && await hasLedger(warehouse) ? tables : [];
	const days = daysOf([input.range]);
	const answers = await pMap([...counts, ...contents.map((table) => ({
		table,
		ask: () => warehouse.estimateFingerprints(fingerprintRequest(table, days))
	}))], ({ table, ask }) => answered(table.id, ask), { concurrency: warehouse.abilities.maxConcurrentQueries });
	const known = answers.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
	const silent = answers.filter((answer) => answer.bytes === null);
	const most = known + silent.length * mostOf(warehouse);
	const { first, last } = input.range;
	progress({
		kind: "note",
		message: `Estimated to be billed for ${count$1(answers.length, "query", "queries")}, ${first} to ${last}: ${moneyText(moneyFor(known, pricing.usdPerTiB))}${unknownText(silent, warehouse)}`
	});
	const over = aboveBudget(pricing, most, `Reading ${first} to ${last}`, "shorten the range with --start and --end");
	if (over !== null) throw over;
	return {
		pricing,
		answers,
		estimatedBytes: silent.length === 0 ? known : null
	};
}
/** Without one no content is compared, and none is read. */
async function hasLedger(warehouse) {
	try {
		await warehouse.estimate(LEDGER_QUERY);
		return true;
	} catch (error) {
		return !(error instanceof TableNotFoundError);
	}
}
/** The UserError that names both amounts where so many bytes are above the budget; null within it. */
function aboveBudget({ usdPerTiB, budgetUsd }, bytes, what, instead) {
	const money = moneyFor(bytes, usdPerTiB);
	if (budgetUsd === null || money.usd <= budgetUsd) return null;
	return new UserError(`${what} may bill ${moneyText(money)}, and the budget is ${usdText(budgetUsd)}. It was not begun: raise --budget, or ${instead}.`);
}
/** The most that a query of unknown cost can bill. */
const mostOf = ({ abilities }) => abilities.maxBytesBilled ?? 0;
function unknownText(silent, warehouse) {
	const [first] = silent;
	if (first?.bytes !== null) return "";
	return `; ${count$1(silent.length, "query is", "queries are")} of unknown cost and may bill ${bytesText(mostOf(warehouse))} each, such as that of ${first.table}: ${first.why}`;
}
/** What the open warehouse has cost, against what was estimated; null where nothing is billed. */
function costSoFar(warehouse, pricing, estimatedBytes) {
	const usage = warehouse.usage();
	return usage === null || pricing === null ? null : costOf(usage, estimatedBytes, pricing.usdPerTiB);
}
function tellCost(cost, progress) {
	if (cost !== null) progress({
		kind: "note",
		message: costText(cost)
	});
}

/** Opens what a validation reads. An embedded file that is not there is an error, not an empty warehouse. */
async function openToRead(settings, waiting) {
	if (settings.engine === "bigquery") {
		await reachBigQuery(settings);
		const { openBigQuery } = await import("./warehouse.bigquery.js");
		return openBigQuery(settings);
	}
	await mustExist(settings.path);
	return withLease({
		path: settings.path,
		readOnly: true
	}, waiting);
}
/** Opens an embedded file to write; `create` makes it when missing. One process at a time has it. */
async function openToWrite({ path, root, create }, waiting) {
	if (!create) await mustExist(path);
	return withLease({
		path,
		readOnly: false,
		filesAt: root
	}, waiting);
}
/** Opens what a repair writes; an embedded file must be there. `root` is where the recorded files are. */
async function openToRepair(settings, root, waiting) {
	if (settings.engine === "duckdb") return openToWrite({
		path: settings.path,
		root,
		create: false
	}, waiting);
	await reachBigQuery(settings);
	const { openBigQuery } = await import("./warehouse.bigquery.js");
	return openBigQuery({
		...settings,
		filesAt: root
	});
}
/** By the variables that the client itself looks at. */
async function reachBigQuery({ project }) {
	const { checkBigQuery } = await import("./warehouse.bigquery-reach.js");
	await checkBigQuery(process.env, project);
}
/** Opens what a repair is planned from: an embedded file to read, which several processes may do at once. */
async function openToPlan(settings, root, waiting) {
	if (settings.engine === "bigquery") return openToRepair(settings, root, waiting);
	await mustExist(settings.path);
	return withLease({
		path: settings.path,
		readOnly: true,
		filesAt: root
	}, waiting);
}
const POLL_MS = 500;
async function withLease(options, { lockWaitMs, onWait }) {
	const { path } = options;
	let told = false;
	try {
		return await pRetry(() => openDuckDb(options), {
			retries: Math.ceil(lockWaitMs / POLL_MS),
			minTimeout: POLL_MS,
			factor: 1,
			shouldRetry: ({ error }) => isLocked(error),
			onFailedAttempt: ({ error }) => {
				if (told || !isLocked(error)) return;
				told = true;
				onWait(`Another process has ${path} open; waiting up to ${lockWaitMs / 1e3} s for it.`);
			}
		});
	} catch (error) {
		if (!isLocked(error)) throw error;
		throw new UnreadableError(`${path} is still in use by another process after ${lockWaitMs / 1e3} s. Let it finish, then run this again.`, { cause: error });
	}
}
async function mustExist(path) {
	if (!await isFile(path)) throw new UserError(`There is no warehouse at ${path}. Run "npm run ops -- sample load --environment sample" to make the sample's.`);
}
async function isFile(path) {
	return (0, import_promises.stat)(path).then((found) => found.isFile(), () => false);
}

/**
* The columns that the latest validation of the environment in a folder of reports saw, and those that it already missed.
* None where there is no such validation, or an earlier version made it.
*/
async function columnsSeenIn(out, environment) {
	const text = await readIfThere$1((0, import__node_path.join)(folderOf({
		out,
		name: environment
	}), "latest", "run.json"));
	const record = text === null ? void 0 : parsedAs(RunRecordSchema, text);
	if (record?.columns === void 0 || record.environment !== environment) return {};
	const { seen, missed } = record.columns;
	const ids = [.../* @__PURE__ */ new Set([...Object.keys(seen), ...Object.keys(missed)])];
	return Object.fromEntries(ids.map((id) => [id, {
		...missed[id],
		...seen[id]
	}]));
}

/** Dates whose last write put no row into a table that may be empty: its source was asked and had nothing. */
const answeredEmpty = (tables, dates, lineage) => new Map(tables.filter(({ empty }) => empty === "allowed").map(({ id }) => [id, new Set(dates.filter((date) => {
	const last = lineage.latest(id, date);
	return last?.kind === "replace" && last.rows === 0;
}))]));

/** Games of the date without a row; for the schedule itself those that other tables hold and it does not list. */
function missingOf({ pipeline, outside }, { id }, { date }, expected, { gameIds }, byGame) {
	if (gamesCalendar(pipeline)?.table === id) return (outside?.suspects ?? []).flatMap((one) => one.date === date && one.game !== null ? [one.game] : []);
	return byGame && gameIds !== null ? expected.map((game) => game.id).filter((game) => !gameIds.has(game)) : [];
}
/** Rows without those of games that the date does not count, where that is known. */
function rowsOfGames({ outside }, counts, { games }) {
	if (outside === void 0 || counts.rowsByGame === void 0) return counts.rows;
	return games.reduce((sum, { id }) => sum + (counts.rowsByGame?.get(id) ?? 0), 0);
}
/** The largest surplus, and what it is a surplus over: where rows repeat their keys, that explains as many others. */
function surplusOf({ outside }, counts, counted, full, scheduled, { strays, keys }) {
	const rows = full.atMost === null ? 0 : (counted ?? 0) - full.atMost;
	const isByGame = full.unit === "games" && outside === void 0;
	const found = {
		keys: counts.surplus ?? 0,
		games: isByGame ? (counts.games ?? 0) - scheduled : 0,
		rows: full.ofTable ? 0 : rows,
		table: full.ofTable ? rows : 0,
		strays,
		upstream: keys?.extra ?? 0
	};
	const surplus = Math.max(0, ...Object.values(found));
	return {
		surplus,
		over: {
			by: OVER.find((one) => found[one] === surplus) ?? "keys",
			keysRead: counts.surplus !== null
		}
	};
}
function stateOf(counts, full, surplus, missingGames, isStale) {
	if (!((counts.rows ?? counts.games ?? 0) > 0)) return "missing";
	if (surplus > 0) return "over-count";
	if (full.unit === "games" && counts.games !== null && counts.games < (full.expected ?? 0) || missingGames > 0) return "partial";
	return isStale ? "stale" : "complete";
}
const isThin = (rows, { thinBelow }, { keys, belowUsual }) => thinBelow !== null && rows !== null && rows < thinBelow || (keys?.missing ?? 0) > 0 || belowUsual !== null;

function tableDetail(known, table) {
	const { pipeline, observations, outside } = known;
	const placementOf = (id) => {
		const read = id === void 0 ? void 0 : known.placements?.get(id);
		return read?.status === "read" ? read.placement : void 0;
	};
	const placement = placementOf(table.id);
	const oddKeys = placementOf(table.covers?.table)?.keys ?? /* @__PURE__ */ new Map();
	const strays = /* @__PURE__ */ new Map();
	for (const { table: id, date, rows } of outside?.strays ?? []) if (id === table.id && date !== null) strays.set(date, (strays.get(date) ?? 0) + rows);
	return {
		table,
		pipeline,
		placement,
		oddKeys,
		usual: placement === void 0 ? null : usualOf(pipeline, table, observations.get(table.id), placement.games),
		strays
	};
}
/**
* What one cell's rows consist of. Only games that count and are not waived (`games`) are held against the upstream; keys
* that it lacks are a surplus here only where it is whole itself.
*/
function detailOf(known, day, games, counts, upstream) {
	const wanted = new Set(games.map(({ id }) => id));
	return {
		duplicates: counts.surplus ?? 0,
		strays: known.strays.get(day.date) ?? 0,
		keys: keysOf(known, day, wanted, upstream),
		belowUsual: belowUsual(known, day, wanted, counts)
	};
}
function keysOf({ table: { covers }, placement, oddKeys }, { date, games: scheduled }, wanted, upstream) {
	if (covers === void 0 || placement === void 0 || upstream === void 0) return null;
	const isCounted = (game) => game === "" || scheduled.length === 0 || wanted.has(game);
	const isWhole = isPresent(upstream) && upstream.state !== "partial" && !upstream.thin && upstream.detail.strays === 0;
	const odd = (upstream.detail.keys?.extra ?? 0) > 0 ? oddKeys.get(date) : void 0;
	let [missing, extra] = [0, 0];
	const games = [];
	for (const [game, keys] of placement.keys.get(date) ?? []) {
		if (!isCounted(game)) continue;
		const lacking = Math.max(0, keys.missing - (odd?.get(game)?.extra ?? 0));
		missing += lacking;
		extra += covers.extra === "refused" && isWhole ? keys.extra : 0;
		if (lacking > 0 && game !== "") games.push(game);
	}
	return {
		of: covers.table,
		missing,
		extra,
		games: games.sort()
	};
}
function belowUsual({ usual, placement, pipeline }, { date }, wanted, counts) {
	if (usual === null) return null;
	if (usual.per === "date") return (counts.rows ?? 0) < usual.atLeast && !isSeasonStart(pipeline, date) ? {
		...usual,
		games: []
	} : null;
	const low = [...counts.rowsByGame ?? placement?.games.get(date) ?? /* @__PURE__ */ new Map()].filter(([game, rows]) => wanted.has(game) && rows < usual.atLeast);
	return low.length === 0 ? null : {
		...usual,
		games: low.map(([game]) => game).sort()
	};
}

function expectation({ observations }, table, day, games, other) {
	const { full } = table;
	if (full === void 0 || full === "presence") return {
		unit: "rows",
		expected: null,
		thinBelow: null,
		atMost: null
	};
	if ("fixed" in full) return {
		unit: "rows",
		expected: full.fixed,
		thinBelow: full.fixed,
		atMost: full.fixed
	};
	if ("share" in full) {
		const rows = other === void 0 ? rowsOn(observations, full.share.of, day) : soundRows(other);
		const least = rows === null ? null : Math.ceil(rows * full.share.atLeast);
		const { atMost } = full.share;
		const isMeasure = atMost !== void 0 && (other?.detail.strays ?? 0) === 0;
		return {
			unit: "rows",
			expected: rows,
			thinBelow: least,
			atMost: rows === null || !isMeasure ? null : Math.floor(rows * atMost),
			ofTable: true
		};
	}
	const { rowsPerGame } = full.games;
	return {
		unit: "games",
		expected: games,
		thinBelow: rowsPerGame === void 0 ? null : rowsPerGame * games,
		atMost: rowsPerGame === void 0 ? null : rowsPerGame * day.games.length
	};
}
function rowsOn(observations, id, { date }) {
	const other = observations.get(id);
	return other?.status === "read" && whyNotRead(other, date) === null ? other.counts.get(date)?.rows ?? 0 : null;
}
/** Rows that are neither doubled, misplaced nor of keys that nothing knows; null where they could not be read. */
const soundRows = ({ rows, detail: { duplicates, strays, keys } }) => rows === null ? null : Math.max(0, rows - duplicates - strays - (keys?.extra ?? 0));
/** Why a table is unread on a date; null where it was read. */
function whyNotRead(observation, date) {
	if (observation === void 0) return "was not read";
	if (observation.status === "unread") return observation.error;
	return observation.unreadDates?.get(date) ?? null;
}

/** Fills every cell of the grid from what was counted. A table without an observation is unknown, never zero. */
function buildGrid(input) {
	const { observations: _observations, stale: _stale, answeredEmpty: _answeredEmpty, placements: _placements, ledgerError = null, ...rest } = input;
	const tables = tablesOf(input.pipeline, input.environment);
	const filled = /* @__PURE__ */ new Map();
	for (const table of inOrder(tables)) {
		const waivers = waiversFor(input.pipeline, table, input.environment, input.asOf);
		const known = tableDetail(input, table);
		const covered = filled.get(table.covers?.table ?? "");
		const shared = filled.get(sharedBy(table) ?? "");
		filled.set(table.id, input.days.map((day, index) => cellOf(input, known, day, waivers, {
			covered: covered?.[index],
			shared: shared?.[index]
		})));
	}
	const columns = new Map(tables.map(({ id }) => [id, filled.get(id) ?? []]));
	return {
		...rest,
		ledgerError,
		tables,
		columns
	};
}
function inOrder(tables) {
	const nodes = tables.map((table) => {
		const other = sharedBy(table);
		return {
			id: table.id,
			table,
			upstream: [...table.upstream, ...other === void 0 ? [] : [{ table: other }]]
		};
	});
	const graph = topologicalOrder(nodes);
	if ("order" in graph) return graph.order.map(({ table }) => table);
	const declared = topologicalOrder(tables);
	return "order" in declared ? declared.order : tables;
}
const sharedBy = ({ full }) => typeof full === "object" && "share" in full ? full.share.of : void 0;
const EMPTY = {
	rows: 0,
	surplus: 0,
	games: 0,
	gameIds: /* @__PURE__ */ new Set(),
	points: /* @__PURE__ */ new Map(),
	measures: {}
};
function cellOf(input, known, day, waivers, { covered, shared: other }) {
	const { table } = known;
	const observation = input.observations.get(table.id);
	const unread = whyUnread(input, table, day);
	const counts = observation?.status === "read" ? observation.counts.get(day.date) ?? EMPTY : EMPTY;
	const waived = new Set(waivers.flatMap(({ games }) => games ?? []));
	const expectedGames = day.games.filter(({ id }) => !waived.has(id));
	const absence = expectedAbsence(input, table, day, waivers, expectedGames.length);
	const full = expectation(input, table, day, expectedGames.length, other);
	const byGame = full.unit === "games";
	const shared = {
		date: day.date,
		table: table.id,
		rows: unread === null ? counts.rows : null,
		games: byGame && unread === null ? counts.games : null,
		expected: unread !== null && byGame && day.games.length === 0 ? null : full.expected,
		unit: full.unit,
		measures: counts.measures
	};
	const none = {
		late: false,
		thin: false,
		surplus: 0,
		missingGames: [],
		unreconciled: [],
		detail: NO_DETAIL,
		changedOutside: false
	};
	if (unread !== null) return {
		...shared,
		...none,
		state: "unknown",
		reason: unread
	};
	if (absence !== null) return {
		...shared,
		...none,
		state: "expected-absent",
		reason: absence
	};
	const enough = whyEmptyIsEnough(table, counts, input, day.date);
	if (enough !== null) return {
		...shared,
		...none,
		state: "complete",
		reason: enough
	};
	const missingGames = missingOf(input, table, day, expectedGames, counts, byGame);
	const detail = detailOf(known, day, expectedGames, counts, covered);
	const rows = rowsOfGames(input, counts, day);
	const { surplus, over } = surplusOf(input, counts, rows, full, day.games.length, detail);
	const isStale = input.stale?.get(table.id)?.has(day.date) ?? false;
	const state = stateOf(counts, full, surplus, missingGames.length, isStale);
	const thin = (state === "complete" || state === "stale") && isThin(rows, full, detail);
	const waiting = thin || state === "missing" || state === "partial";
	const { graceHours, timeZone } = input.pipeline;
	const isYoung = () => isWithinGrace(day.date, input.asOf, graceHours, timeZone);
	const off = state === "over-count" ? [] : unreconciledGames(input, table, counts, day, isYoung);
	return {
		...shared,
		state,
		thin,
		late: waiting && isYoung(),
		surplus,
		detail,
		...state === "over-count" ? { over } : {},
		missingGames,
		unreconciled: off,
		...off.length === 0 || table.reconcile === void 0 ? {} : { points: counts.points },
		changedOutside: input.changedOutside?.get(table.id)?.has(day.date) ?? false,
		reason: null
	};
}
/** Why nothing is known of a cell: its table was not read, or nobody knows what the date expects of it. */
function whyUnread({ pipeline, observations, placements }, { id }, { date, unlisted }) {
	const placement = placements?.get(id);
	if (placement?.status === "unread") return placement.error;
	const notRead = whyNotRead(observations.get(id), date);
	const isSilent = unlisted !== void 0 && gamesCalendar(pipeline)?.table !== id;
	return notRead ?? (isSilent ? unlisted : null);
}
/** The rule by which nothing is expected of this cell, or null. */
function expectedAbsence(input, table, day, waivers, expectedGames) {
	if (table.since !== void 0 && day.date < table.since) return `${table.id} begins on ${table.since}`;
	const off = offCadence(table, day.date);
	if (off !== null) return off;
	const byDate = waivers.find(({ dates }) => dates?.includes(day.date));
	if (byDate !== void 0) return byDate.reason;
	if (day.unlisted === void 0 && expectedGames === 0 && day.games.length > 0) return waivers.find(({ games }) => games?.includes(day.games[0]?.id ?? ""))?.reason ?? "every game of the date is waived";
	const nothing = whyNothingToShare(table, input, day.date);
	if (nothing !== null) return nothing;
	const { warmUp } = input.pipeline;
	if (input.policy === "expected" && day.seasonDay < warmUp.days && warmUp.tables.includes(table.id)) return `season warm-up: day ${day.seasonDay} of the first ${warmUp.days}`;
	return null;
}
/**
* Games of the date whose points differ from the schedule's final score, or whose players another source has otherwise.
* Points that are all NULL do not equal a score, and past the grace a game with points has one.
*/
function unreconciledGames({ differences }, table, counts, day, isYoung) {
	const others = (differences?.get(table.id) ?? []).filter(({ date }) => date === day.date);
	const differing = new Set(others.map(({ game }) => game));
	return day.games.filter(({ id, points }) => {
		const counted = counts.points.get(id);
		return counted !== void 0 && counted !== points && !(points === null && isYoung()) || differing.has(id);
	}).map(({ id }) => id);
}

/** After a listed playoff game a season may end this many days before it closes: the finals were short. */
const FINALS_MAY_END_EARLIER_DAYS = 21;
/**
* The days of the range on which nobody knows whether there were games, with the reason: a declared season has no
* listed game there for more than `maxGapDays` days in a row. Counted or not, any listed game ends a gap. `rows` must
* reach beyond the range on both sides, as far as the schedule does.
*/
function unknownDays(pipeline, rows, range) {
	const calendar = gamesCalendar(pipeline);
	const days = /* @__PURE__ */ new Map();
	if (calendar === void 0) return days;
	for (const season of pipeline.seasons) {
		if (season.opens > range.last || season.closes < range.first) continue;
		for (const gap of gapsOf(season, calendar, rows, range.last)) for (const date of gap.days) if (inRange(date, range)) days.set(date, gapText(calendar, season, gap));
	}
	return days;
}
function gapsOf(season, calendar, rows, lastEnded) {
	const own = rows.filter(({ date }) => inRange(date, {
		first: season.opens,
		last: season.closes
	}));
	const dates = [...new Set(own.map(({ date }) => date))].sort();
	const end = season.closes < lastEnded ? season.closes : lastEnded;
	const last = dates.at(-1);
	const isAfterFinals = last !== void 0 && own.some(({ date, type }) => date === last && calendar.playoffTypes.includes(type ?? "")) && epochDay(season.closes) - epochDay(last) <= FINALS_MAY_END_EARLIER_DAYS;
	const until = last === void 0 || last < end ? addDays(end, 1) : void 0;
	const marks = [
		addDays(season.opens, -1),
		...dates,
		...until === void 0 || isAfterFinals ? [] : [until]
	];
	return marks.slice(1).flatMap((mark, index) => {
		const before = marks[index];
		const days = daysBetweenMarks(before, mark, calendar, end);
		const [first, latest] = [days[0], days.at(-1)];
		return first === void 0 || latest === void 0 || days.length <= calendar.maxGapDays ? [] : [{
			first,
			last: latest,
			days
		}];
	});
}
/** Neither mark included, without declared breaks and without days that are still to come. */
function daysBetweenMarks(before, mark, { breaks }, end) {
	const days = [];
	for (let date = addDays(before, 1); date < mark && date <= end; date = addDays(date, 1)) if (!breaks.some((one) => inRange(date, one))) days.push(date);
	return days;
}
const gapText = (calendar, { id }, { first, last, days }) => `${calendar.table} lists no game of season ${id} from ${first} to ${last}, ${days.length} days; more than ${calendar.maxGapDays} without a game do not happen`;

/** What an id looks like: its letters and digits left out. */
const formOf = (game) => game.replace(/\p{L}+/gu, "a").replace(/\d+/g, "0");
/** Which games the schedule lists on which dates: every row of it, whether the game counts or not. */
var Listing = class {
	#games = /* @__PURE__ */ new Map();
	#dates = /* @__PURE__ */ new Map();
	#forms = /* @__PURE__ */ new Set();
	#lengths = /* @__PURE__ */ new Set();
	constructor(rows) {
		for (const { date, game } of rows) {
			const games = this.#games.get(date) ?? /* @__PURE__ */ new Set();
			if (!games.has(game)) this.#dates.set(game, [...this.#dates.get(game) ?? [], date].sort());
			this.#games.set(date, games.add(game));
			this.#forms.add(formOf(game));
			this.#lengths.add(game.length);
		}
	}
	hasDate(date) {
		return this.#games.has(date);
	}
	has(date, game) {
		return this.#games.get(date)?.has(game) ?? false;
	}
	/** Whether a game that it does not list could be one of its own, by the look of its id. */
	hasFormOf(game) {
		return (this.#lengths.size !== 1 || this.#lengths.has(game.length)) && this.#forms.has(formOf(game));
	}
	/** Games that are listed on more than one date, with the dates. */
	get repeated() {
		return [...this.#dates].filter(([, dates]) => dates.length > 1);
	}
	/** The dates on which a game is listed, oldest first; empty for a game that the schedule does not know. */
	datesOf(game) {
		return this.#dates.get(game) ?? [];
	}
};

/**
* The season after the last declared one, where something speaks for it: games listed or rows stored after it closes
* (rows only up to the day after `asOf`: what stands further in the future is misplaced), or an `asOf` in the months in
* which earlier seasons ran. Null where nothing does.
*/
function undeclaredSeason(pipeline, asOf, later) {
	const closes = pipeline.seasons.at(-1)?.closes;
	const today = addDays(lastEndedDay(asOf, pipeline.timeZone), 1);
	const games = [...later.games].filter(([date]) => date > closes).sort(byDate);
	const stored = [...later.rows].flatMap(([table, byDay]) => {
		const dates = [...byDay].filter(([date]) => date > closes && date <= addDays(today, 1));
		return dates.length === 0 ? [] : [{
			table,
			dates: dates.sort(byDate)
		}];
	});
	const dates = [...games.map(([date]) => date), ...stored.flatMap((one) => one.dates.map(([date]) => date))].sort();
	const [first, last] = [dates[0], dates.at(-1)];
	if (first !== void 0 && last !== void 0) {
		const listed = games.reduce((sum, [, count]) => sum + count, 0);
		return {
			why: `${[...listed > 0 ? [`${listed} games are listed`] : [], ...stored.map(({ table, dates: own }) => `${table} holds ${own.reduce((sum, [, count]) => sum + count, 0)} rows`)].join(" and ")} after ${closes}, when the last declared season closes`,
			first,
			last
		};
	}
	const same = today > closes ? sameMonths(pipeline.seasons, today) : void 0;
	return same === void 0 ? null : {
		why: `${today} lies in the months in which season ${same.season.id} ran, and no season is declared for it`,
		first: same.first,
		last: same.last
	};
}
const byDate = (a, b) => a[0] < b[0] ? -1 : 1;
/** The newest season in whose months and days `today` lies, moved to the year of `today`. */
function sameMonths(seasons, today) {
	for (const season of [...seasons].reverse()) {
		const years = Number(today.slice(0, 4)) - Number(season.opens.slice(0, 4));
		for (const shift of [years, years - 1]) {
			const [first, last] = [moved(season.opens, shift), moved(season.closes, shift)];
			if (shift > 0 && today >= first && today <= last) return {
				season,
				first,
				last
			};
		}
	}
}
/** The same month and day `years` later; 29 February becomes 28 February. */
function moved(date, years) {
	return `${String(Number(date.slice(0, 4)) + years).padStart(4, "0")}${date.slice(4) === "-02-29" ? "-02-28" : date.slice(4)}`;
}

/**
* The days of the range, and what stands outside them, from the schedule and from all other tables: the schedule is
* believed only where it is not silent for too long, and where no two independent tables know of more.
*/
function calendarSeen(input, tables, games, observations, placementReads) {
	const { pipeline, range, asOf } = input;
	const calendar = gamesCalendar(pipeline);
	const placements = /* @__PURE__ */ new Map();
	for (const [id, read] of placementReads) if (read.status === "read") placements.set(id, read.placement);
	const silent = unknownDays(pipeline, games, range);
	const tomorrow = addDays(lastEndedDay(asOf, pipeline.timeZone), 2);
	const others = tables.filter(({ id }) => id !== calendar?.table);
	const { strays, suspects } = findStrays({
		tables: others,
		listing: calendar === void 0 ? void 0 : new Listing(games),
		schedule: calendar && {
			table: calendar.table,
			played: new Listing(played(calendar, games))
		},
		placements,
		held: new Map(others.map((table) => [table.id, heldRows(table, observations.get(table.id), placements.get(table.id), range)])),
		unknown: new Set(silent.keys()),
		lastClose: pipeline.seasons.at(-1)?.closes,
		tomorrow
	});
	const unlisted = new Map(silent);
	for (const { date, game, tables: holders } of suspects) if (game === null && inRange(date, range) && !unlisted.has(date)) unlisted.set(date, `${calendar?.table} lists no game on ${date}, and ${holders.join(", ")} hold rows of it`);
	return {
		days: buildCalendar(pipeline, games, range, unlisted),
		outside: {
			strays,
			suspects: suspects.filter((one) => isInDays(one, range)),
			undeclared: undeclaredSeason(pipeline, asOf, {
				games: countByDate(games),
				rows: new Map([...placements].map(([id, { outside }]) => [id, sums(outside.after)]))
			}),
			before: new Map([...placements].flatMap(([id, { outside }]) => outside.before === null ? [] : [[id, outside.before]]))
		}
	};
}
const played = ({ ignoreStatuses }, games) => games.filter(({ status }) => !ignoreStatuses.includes(status ?? ""));
const isInDays = ({ date }, range) => inRange(date, range);
/** Rows of one table by date and game within the range, and after it; "" is the game of rows that name none. */
function heldRows(table, observation, placement, range) {
	const held = new Map(placement?.outside.after ?? []);
	for (const [date, games] of placement?.games ?? []) held.set(date, games);
	if (observation?.status !== "read") return held;
	for (const [date, { rows, rowsByGame }] of observation.counts) {
		if (!inRange(date, range) || held.has(date)) continue;
		if (rowsByGame !== void 0) held.set(date, rowsByGame);
		else if (gameColumnOf(table) === void 0 && (rows ?? 0) > 0) held.set(date, /* @__PURE__ */ new Map([["", rows ?? 0]]));
	}
	return held;
}
function countByDate(games) {
	const counts = /* @__PURE__ */ new Map();
	for (const { date } of games) counts.set(date, (counts.get(date) ?? 0) + 1);
	return counts;
}
const sums = (byDate) => new Map([...byDate].map(([date, games]) => [date, [...games.values()].reduce((total, one) => total + one, 0)]));

/** Changed partitions by table, for many cells that read them. */
var ChangedByTable = class {
	#byTable;
	constructor(changed) {
		this.#byTable = Map.groupBy(changed.map((one) => ({
			...one,
			day: epochDay(one.date)
		})), ({ tableId }) => tableId);
	}
	/** Those that a date of the table reads. */
	readBy({ upstream }, date) {
		const day = epochDay(date);
		return upstream.flatMap(({ table, window }) => (this.#byTable.get(table) ?? []).filter((one) => day - one.day <= window.from && day - one.day >= window.to));
	}
	/** One text for what a date of the table reads; "" while none of it has changed. */
	fingerprint(table, date) {
		const read = this.readBy(table, date);
		if (read.length === 0) return "";
		const lines = new Set(read.map((one) => `${one.tableId} ${one.date} ${one.fingerprint}`));
		return (0, import__node_crypto.createHash)("sha256").update([...lines].sort().join("\n")).digest("hex").slice(0, 16);
	}
};
/** By cell, one text for the changed partitions that it reads; "" while none has changed. */
function upstreamFingerprints(lineage) {
	const changed = new ChangedByTable(lineage.changed());
	return (table, date) => changed.fingerprint(table, date);
}
const upstreamFingerprint = (lineage, table, date) => upstreamFingerprints(lineage)(table, date);
/** Whether a date that has no line reads something that this tool has changed. */
function staleByWrites(lineage) {
	const changed = new ChangedByTable(lineage.changedByWrites());
	return (table, date) => changed.readBy(table, date).length > 0;
}
/**
* The dates of our own tables whose content somebody else has changed since we wrote, loaded or accepted it, with that
* line. A line in another form says nothing.
*/
function changedOutside({ lineage, now = NOTHING_READ, own = NOBODYS }) {
	const found = /* @__PURE__ */ new Map();
	for (const [table, dates] of now) {
		if (!own.has(table)) continue;
		for (const [date, { fingerprint }] of dates) {
			const line = lineage.latestOwn(table, date);
			if (line === void 0 || !differs(line, fingerprint)) continue;
			found.set(table, (found.get(table) ?? /* @__PURE__ */ new Map()).set(date, line));
		}
	}
	return found;
}
const NOBODYS = /* @__PURE__ */ new Set();
const differs = (line, fingerprint) => canCompare(line.fingerprint, fingerprint) && line.fingerprint !== fingerprint;
/**
* The cells whose upstreams hold other content than they were computed from, and which upstreams. A cell whose own
* content changed since its line was computed again by whoever changed it, and is not stale. One without a line is stale
* only by what this tool wrote: nobody knows what else it was computed from.
*/
function staleCells(input) {
	const { tables, dates, lineage, now = NOTHING_READ } = input;
	const outside = changedOutside(input);
	const contentOf = (lines) => contentNow(lines, input, outside);
	const current = new ChangedByTable(lineage.changed(contentOf));
	const byWrites = staleByWrites(lineage);
	const stale = /* @__PURE__ */ new Map();
	for (const table of tables) for (const date of dates) {
		const line = lineage.latest(table.id, date);
		const content = now.get(table.id)?.get(date);
		if (line !== void 0 && content !== void 0 && differs(line, content.fingerprint)) continue;
		if (!(line === void 0 ? byWrites(table, date) : current.fingerprint(table, date) !== line.upstreamFingerprint)) continue;
		const of = stale.get(table.id) ?? /* @__PURE__ */ new Map();
		stale.set(table.id, of.set(date, reasons(input, table, date, contentOf)));
	}
	return stale;
}
/** What a partition holds, as far as it may be built on: what others did to a table of ours is no new content. */
function contentNow(lines, { lineage, now = NOTHING_READ }, outside) {
	const last = lines.at(-1);
	if (last === void 0) return void 0;
	const { tableId, date } = last;
	const ours = outside.get(tableId)?.get(date);
	if (ours !== void 0) return ours.content;
	const content = now.get(tableId)?.get(date);
	return content === void 0 || !canCompare(last.fingerprint, content.fingerprint) ? last.content : lineage.contentOf(tableId, date, content.fingerprint);
}
/** The partitions that a cell reads and that hold something else than at its line; all that changed where it has none. */
function reasons({ lineage, now = NOTHING_READ }, table, date, contentOf) {
	const line = lineage.latest(table.id, date);
	return table.upstream.flatMap(({ table: id, window }) => [...lineage.datesOf(id)].filter(([day]) => reads(window, date, day)).map(([, lines]) => lines)).flatMap((lines) => {
		const [first, last] = [lines[0], lines.at(-1)];
		if (first === void 0 || last === void 0) return [];
		const then = lines.findLast(({ position }) => position <= (line?.position ?? -1));
		if (contentOf(lines) === (then?.content ?? first.contentBefore)) return [];
		return [{
			table: last.tableId,
			date: last.date,
			rowsThen: then?.rows ?? first.rowsBefore,
			rowsNow: now.get(last.tableId)?.get(last.date)?.rows ?? last.rows
		}];
	});
}

/** What the ledger and the content now say together: what is stale, and what somebody else changed. */
function foreignChanges({ environment, tables, dates, ledger, contents, isRead, progress }) {
	const now = contentNow$1(contents);
	const own = new Set(tables.filter((table) => writtenHere(table, environment)).map(({ id }) => id));
	const input = {
		tables,
		dates,
		lineage: ledger.lineage,
		now,
		own
	};
	const unread = contents.flatMap((one) => "error" in one && isRead(one.table) ? [one] : []);
	const [first] = unread;
	const unlike = notComparable(ledger.lineage, now);
	if (unlike > 0) progress({
		kind: "note",
		message: `The content of ${unlike} recorded dates cannot be compared with their record, which an older version of this tool made, another version of the engine, or other volatileColumns. Whether somebody else changed them is unknown until they are written or loaded again.`
	});
	const stale = staleCells(input);
	return {
		ledgerError: ledger.error ?? (first === void 0 ? null : `the content of ${unread.map(({ table }) => table).join(", ")} could not be read: ${first.error}`),
		stale: new Map([...stale].map(([table, of]) => [table, new Set(of.keys())])),
		staleFrom: stale,
		changedOutside: new Map([...changedOutside(input)].map(([table, of]) => [table, new Map([...of].map(([date, line]) => [date, lastLine(line)]))]))
	};
}
const lastLine = ({ run, kind, rows, writtenAt }) => ({
	run,
	rows,
	how: HOW[kind],
	at: writtenAt
});
const HOW = {
	replace: "wrote",
	refused: "wrote",
	undo: "put back",
	loaded: "loaded",
	seen: "saw",
	accepted: "accepted"
};

/** A stretch without a game this long does not happen within a season; the all-star break has 6 days. */
const NO_BREAK_IS_SO_LONG = 14;
/** Below this share of what the first layer has, a date counts as short (domain.md section 2). */
const SHORT_BELOW = .8;
/**
* The quick check by layer: each table against the box scores, the fullest of the raw tables a date. Where none of those
* has a row they themselves are held against the schedule, so that nothing at all is no agreement. What a rule excuses,
* and what is still within the grace there, is not asked for; what could not be read is counted apart.
*/
function layerCheck(grid) {
	const scheduleId = gamesCalendar(grid.pipeline)?.table;
	const raw = grid.pipeline.score.stages.find(({ kind }) => kind === "games");
	const rawIds = raw?.kind === "games" ? raw.tables : [];
	const firstLayer = grid.days.map((_, index) => rawIds.length === 0 ? 1 : Math.max(0, ...rawIds.map((id) => columnOf(grid, id)[index]?.games ?? 0)));
	const scheduled = grid.days.map(({ games }) => games.length);
	const raws = new Set(rawIds);
	const watched = grid.tables.filter(({ id, shadow }) => id !== scheduleId && !shadow);
	const empty = new Set(emptiedTables(grid).flatMap(({ table, how }) => how === "throughout" ? [table.id] : []));
	return watched.filter(({ phase }) => phase !== phaseOf(grid, scheduleId)).map((table) => {
		return {
			...checkTable(grid, table, (index, cell) => {
				const most = firstLayer[index] ?? 0;
				return most === 0 && raws.has(table.id) && cell.state === "missing" && !cell.late ? scheduled[index] ?? 0 : most;
			}),
			empty: empty.has(table.id)
		};
	});
}
/** In season, and no game is listed for too long: the calendar is wrong, and everything it expects is nothing. */
function hasEmptyCalendar({ pipeline, range, days }) {
	if (days.some(({ unlisted }) => unlisted !== void 0)) return true;
	if (days.length > 0) return false;
	const { first, last } = range;
	return pipeline.seasons.some(({ opens, closes }) => {
		const [from, to] = [opens > first ? opens : first, closes < last ? closes : last];
		return epochDay(to) - epochDay(from) + 1 > NO_BREAK_IS_SO_LONG;
	});
}
const phaseOf = (grid, id) => grid.tables.find((table) => table.id === id)?.phase;
function checkTable(grid, table, gamesOf) {
	const cells = columnOf(grid, table.id).map((cell, index) => ({
		cell,
		games: gamesOf(index, cell)
	})).filter(({ cell }, index) => cell.state !== "expected-absent" && grid.days[index]?.unlisted === void 0);
	const read = cells.filter(({ cell }) => cell.state !== "unknown");
	const byGame = read.some(({ cell }) => cell.games !== null && cell.unit === "games");
	const has = (cell) => byGame ? cell.games ?? 0 : isPresent(cell) ? 1 : 0;
	const wanted = (games) => byGame ? games : games > 0 ? 1 : 0;
	const sum = (values) => values.reduce((total, value) => total + value, 0);
	return {
		table: table.id,
		phase: table.phase,
		unit: byGame ? "games" : "dates",
		has: sum(read.map(({ cell, games }) => Math.min(has(cell), wanted(games)))),
		of: sum(read.map(({ games }) => wanted(games))),
		short: read.filter(({ cell, games }) => has(cell) < wanted(games) * SHORT_BELOW).map(({ cell }) => cell.date),
		unknown: cells.length - read.length
	};
}

/** Throws a NoGamesError where a person named the range, and neither the schedule nor any table has something in it. */
async function refuseNoGames({ pipeline, environment, asOf, range }, grid, warehouse) {
	const { days, outside } = grid;
	const found = outside ?? null;
	const hasRows = found !== null && (found.undeclared !== null || found.before.size + found.strays.length + found.suspects.length > 0);
	if (days.length > 0 || hasRows || hasEmptyCalendar(grid)) return;
	const declared = declaredRange(pipeline, asOf);
	const id = gamesCalendar(pipeline)?.table;
	const schedule = pipeline.tables.find((table) => table.id === id);
	const games = schedule === void 0 ? [] : readSchedule(await warehouse.query(lookQuery(pipeline, schedule), countParams(pipeline, schedule, declared)));
	const known = buildCalendar(pipeline, games, declared).map(({ date }) => date);
	throw noGames({
		pipeline,
		environment
	}, [range], known);
}

/** What gives the columns of recorded sources, none of whose rows are read; opened when the first is asked for. */
function openRecorded(filesAt) {
	let files;
	return {
		columnsOf: async (sql) => {
			files ??= openDuckDb({
				path: ":memory:",
				readOnly: false,
				filesAt
			});
			return (await files).describe(sql);
		},
		[Symbol.asyncDispose]: async () => {
			await (await files?.catch(() => void 0))?.[Symbol.asyncDispose]();
		}
	};
}

function modelParams({ seasons }) {
	const date = seasons[0]?.opens;
	return {
		dates: {
			type: "ARRAY<DATE>",
			value: [date]
		},
		first_date: {
			type: "DATE",
			value: date
		},
		last_date: {
			type: "DATE",
			value: date
		}
	};
}

/**
* What the SQL of this repository gives the tables that it fills. A model that cannot run as it stands is a fault of its
* table; what could not be asked for another reason is told and left out.
*/
async function askModels({ pipeline, environment, root }, tables, warehouse, progress) {
	const columns = /* @__PURE__ */ new Map();
	const faults = [];
	await using recorded = openRecorded(root);
	const ask = async (kind, file) => {
		const sql = await readSql(root, file);
		return kind === "sql" ? warehouse.describe(sql, modelParams(pipeline)) : recorded.columnsOf(sql);
	};
	await pMap(tables, async (table) => {
		const { id } = table;
		const producer = producerOf(table, environment);
		if (producer.kind !== "sql" && producer.kind !== "recorded") return;
		const { kind, file } = producer;
		try {
			columns.set(id, {
				file,
				names: (await ask(kind, file)).map(({ name }) => name)
			});
		} catch (error) {
			const [message = ""] = errorMessage(error).split("\n");
			if (kind === "sql" && isOfModel(error)) faults.push({
				table: id,
				kind: "unrunnable",
				file,
				error: message
			});
			else progress({
				kind: "note",
				message: `UNKNOWN: which columns ${file} gives ${id} could not be asked: ${message}`
			});
		}
	}, { concurrency: warehouse.abilities.maxConcurrentQueries });
	return {
		columns,
		faults
	};
}
const isOfModel = (error) => error instanceof RefusedStatementError || error instanceof TableNotFoundError;

/**
* Reads the columns of all tables and holds them against the declaration, the SQL that fills them, and what earlier
* validations saw. Throws a UserError for date columns that are no DATE: every comparison of dates would be wrong.
*/
async function observeColumns(input, tables, warehouse, progress) {
	const found = await warehouse.columnsOf(tables.map(({ name }) => name));
	const read = new Map(tables.map((table, index) => [table.id, found[index]]));
	refuseOtherTypes(tables, read, warehouse);
	const { root } = input;
	const models = root === void 0 ? {
		columns: /* @__PURE__ */ new Map(),
		faults: []
	} : await askModels({
		...input,
		root
	}, tables, warehouse, progress);
	const uncountable = /* @__PURE__ */ new Map();
	const seen = {};
	const missed = {};
	const faults = [...models.faults];
	const unread = [];
	for (const table of tables) {
		const before = input.columnsBefore?.[table.id] ?? {};
		const columns = read.get(table.id);
		if (columns?.status === "unread") {
			const error = `its columns could not be read: ${columns.error}`;
			uncountable.set(table.id, error);
			unread.push({
				table: table.id,
				error
			});
		}
		if (columns?.status !== "read" || columns.columns.length === 0) {
			if (Object.keys(before).length > 0) seen[table.id] = before;
			continue;
		}
		const gone = goneFrom(input, table, tables, columns.columns, models.columns.get(table.id), before);
		faults.push(...gone.faults, ...changes(table, columns.columns, before));
		if (gone.uncountable !== null) uncountable.set(table.id, gone.uncountable);
		seen[table.id] = Object.fromEntries(columns.columns.map(({ name, type }) => [name, type]));
		if (Object.keys(gone.missed).length > 0) missed[table.id] = gone.missed;
	}
	const absent = tables.filter(({ id }) => read.get(id)?.status === "absent");
	return {
		look: {
			faults,
			seen,
			missed
		},
		uncountable,
		unread,
		absent
	};
}
const has = (columns, name) => columns.some((one) => one.name.toLowerCase() === name.toLowerCase());
function refuseOtherTypes(tables, read, { label }) {
	const wrong = tables.flatMap(({ id, name, dateColumn }) => {
		const found = read.get(id);
		const column = found?.status === "read" ? found.columns.find((one) => one.name.toLowerCase() === dateColumn.toLowerCase()) : void 0;
		return column === void 0 || column.type === "DATE" ? [] : [`Table ${id} (${name}): its dateColumn ${dateColumn} has the type ${column.type}, not DATE.`];
	});
	if (wrong.length === 0) return;
	throw new UserError([...wrong, `Rows are counted by calendar day in ${label}, so a date column must be a DATE. Declare a DATE column as dateColumn, or declare a view as the table's name that adds one.`].join("\n"));
}
function goneFrom({ pipeline }, table, tables, columns, model, before) {
	const dropped = new Set((table.droppedColumns ?? []).map((name) => name.toLowerCase()));
	const isGone = (name) => !has(columns, name) && !dropped.has(name.toLowerCase());
	const declared = declaredColumnsOf(pipeline, table, tables).filter(({ name }) => isGone(name));
	const named = new Set(declared.map(({ name }) => name.toLowerCase()));
	const fault = (column, by, as) => ({
		table: table.id,
		column,
		kind: "gone",
		by,
		as
	});
	const others = (names) => names.filter((name) => isGone(name) && !named.has(name.toLowerCase()));
	const missed = Object.fromEntries(Object.entries(before).filter(([name]) => isGone(name) && model === void 0));
	const counted = declared.filter(({ isCounted }) => isCounted);
	return {
		faults: [
			...declared.map(({ name, as }) => fault(name, "declared", as)),
			...others(model?.names ?? []).map((name) => fault(name, "model", model?.file ?? "")),
			...others(Object.keys(missed)).map((name) => fault(name, "seen", missed[name] ?? ""))
		],
		missed,
		uncountable: counted.length === 0 ? null : `${table.name} has no column ${counted.map(({ name, as }) => `${name} (${as})`).join(", ")}`
	};
}
/** Against what earlier validations saw: nothing is new to the first one. */
function changes({ id }, columns, before) {
	const known = new Map(Object.entries(before).map(([name, type]) => [name.toLowerCase(), type]));
	if (known.size === 0) return [];
	return columns.flatMap(({ name, type }) => {
		const was = known.get(name.toLowerCase());
		if (was === void 0) return [{
			table: id,
			column: name,
			kind: "added",
			type
		}];
		return was === type ? [] : [{
			table: id,
			column: name,
			kind: "retyped",
			was,
			type
		}];
	});
}

/**
* Reads every table of the environment by two statements for the whole range and fills the grid. A table that cannot be
* read makes its cells unknown and the rest goes on; one that does not exist is a UserError, for then the declaration is
* wrong. Without the schedule nothing is known to be expected: UnreadableError.
*/
async function observe(input, warehouse, progress) {
	const tables = tablesOf(input.pipeline, input.environment);
	const calendar = gamesCalendar(input.pipeline);
	const schedule = tables.find(({ id }) => id === calendar?.table);
	if (calendar !== void 0 && schedule === void 0) throw new UserError(`Nobody is declared to fill the schedule in ${input.environment}.`);
	const title = `Reading ${tables.length} tables, ${input.range.first} to ${input.range.last}`;
	progress({
		kind: "start",
		title,
		total: tables.length
	});
	let done = 0;
	const step = ({ id }) => {
		done += 1;
		progress({
			kind: "step",
			label: id,
			done,
			total: tables.length
		});
	};
	const columns = await observeColumns(input, tables, warehouse, progress);
	const ledger = await tryReadLedger(warehouse);
	let games = [];
	if (schedule !== void 0) games = await readGames(() => ask(input, schedule, "count", tables, warehouse));
	const looks = /* @__PURE__ */ new Map();
	const look = (table) => async () => {
		const why = columns.uncountable.get(table.id);
		const seen = why === void 0 ? await lookAt(input, table, tables, warehouse, games) : unreadLook(why);
		if (seen.observation.status === "unread") progress({
			kind: "note",
			message: `UNKNOWN: ${table.id} could not be read: ${seen.observation.error}`
		});
		step(table);
		looks.set(table.id, seen);
	};
	const contents = [];
	const content = (task, at) => async () => {
		contents[at] = await readContent(warehouse, task);
	};
	const wanted = partitionsToRead(tables, input.range, ledger.lineage);
	await pMap([...tables.map(look), ...(await contentTasks(warehouse, wanted)).map(content)], (work) => work(), { concurrency: warehouse.abilities.maxConcurrentQueries });
	const sources = input.sources === true ? await readSources(input, tables, warehouse, progress) : {};
	progress({
		kind: "end",
		title
	});
	const inOrder = tables.flatMap(({ id }) => {
		const seen = looks.get(id);
		return seen === void 0 ? [] : [{
			id,
			...seen
		}];
	});
	const observations = new Map(inOrder.map(({ id, observation }) => [id, observation]));
	const placements = new Map(inOrder.map(({ id, placement }) => [id, placement]));
	const seen = calendarSeen(input, tables, games, observations, placements);
	const dates = seen.days.map(({ date }) => date);
	const changes = foreignChanges({
		environment: input.environment,
		tables,
		dates,
		ledger,
		contents,
		progress,
		isRead: (id) => observations.get(id)?.status !== "unread"
	});
	const grid = buildGrid({
		...input,
		...seen,
		...changes,
		columnLook: columns.look,
		...sources,
		answeredEmpty: answeredEmpty(tables, dates, ledger.lineage),
		observations,
		placements
	});
	if (input.isNamed === true) await refuseNoGames(input, grid, warehouse);
	return grid;
}
/** A table's counts and where its rows stand: both, or neither, since one without the other would be half a look. */
async function lookAt(input, table, tables, warehouse, games) {
	const isSchedule = gamesCalendar(input.pipeline)?.table === table.id;
	try {
		const [counted, placed] = await Promise.all([isSchedule ? null : ask(input, table, "count", tables, warehouse), places(input, table, tables, warehouse)]);
		return {
			observation: counted === null ? observeSchedule(games) : readCounts(table, counted),
			placement: {
				status: "read",
				placement: readPlacement(placed)
			}
		};
	} catch (error) {
		if (error instanceof UserError) throw error;
		return unreadLook(errorMessage(error));
	}
}
function unreadLook(error) {
	const unread = {
		status: "unread",
		error
	};
	return {
		observation: unread,
		placement: unread
	};
}
/** An upstream that cannot be read leaves its keys out; that it is unknown is said of itself. */
async function places(input, table, tables, warehouse) {
	try {
		return await ask(input, table, "place", tables, warehouse);
	} catch (error) {
		const upstream = coveredBy(tables, table);
		if (error instanceof UserError || upstream === void 0) throw error;
		return ask(input, table, "place", tables.filter((one) => one !== upstream), warehouse);
	}
}
async function ask({ pipeline, range, asOf }, table, what, tables, warehouse) {
	try {
		return what === "count" ? await warehouse.query(lookQuery(pipeline, table), countParams(pipeline, table, range)) : await warehouse.query(whereQuery(pipeline, tables, table), placementParams(pipeline, table, range, asOf));
	} catch (error) {
		if (error instanceof TableNotFoundError) throw notThere(table, warehouse, error);
		throw error;
	}
}
async function readGames(read) {
	try {
		return readSchedule(await read());
	} catch (cause) {
		if (cause instanceof UserError) throw cause;
		throw new UnreadableError("The schedule could not be read, so nothing is known to be expected", { cause });
	}
}
const notThere = (table, warehouse, cause) => new UserError(`Table ${table.id} is declared as ${table.name}, which does not exist in ${warehouse.label}. Correct its name in the pipeline, or create it.`, { cause });

/** Throws a UserError where the reports could not be written: before the work that they are of. */
async function checkReportFolder(place) {
	const folder = folderOf(place);
	for (const part of [
		folder,
		(0, import__node_path.join)(folder, "latest"),
		(0, import__node_path.join)(folder, "history")
	]) await takesFiles(part, `${part} cannot be written; name another folder for the reports with --out`);
}
/** Tries it in the nearest folder that is there, and leaves nothing behind: only the system knows what it takes. */
async function takesFiles(folder, message) {
	try {
		await (0, import_promises.rmdir)(await (0, import_promises.mkdtemp)((0, import__node_path.join)(await nearest(folder), ".ops-")));
	} catch (cause) {
		throw new UserError(message, { cause });
	}
}
async function nearest(path) {
	try {
		await (0, import_promises.stat)(path);
		return path;
	} catch (error) {
		const { code } = error;
		if ((code === "ENOENT" || code === "ENOTDIR") && (0, import__node_path.dirname)(path) !== path) return nearest((0, import__node_path.dirname)(path));
		throw error;
	}
}

export { LEDGER_QUERY, Lineage, Listing, PartlyWrittenError, aboveBudget, answered, canCompare, checkReportFolder, columnsSeenIn, costSoFar, daysAround, fingerprintRequest, isWrite, layerCheck, mostOf, observe, openProducer, openToPlan, openToRead, openToRepair, priceLook, pricingOf, readAttempts, readFailures, readLedgerOf, readRuns, readSql, readTouched, seenBy, staleByWrites, tellCost, undoOf, upstreamFingerprint, upstreamFingerprints };