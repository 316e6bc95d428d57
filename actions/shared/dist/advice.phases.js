import { __toESM } from "./rolldown-runtime.js";
import { require__node_crypto, require__node_path, require__node_util, require_promises } from "./node-builtins.js";
import { NO_DETAIL, NoGamesError, OUT, OVER, PIPELINE, TableNotFoundError, Temporal, UnreadableError, UserError, addDays, array, cellsOfDay, columnOf, daysBetween, daysOf, epochDay, errorMessage, fromEpochDay, inRange, isCivilDate, isPresent, isWithinGrace, keyOf, lastEndedDay, looseObject, mergeRanges, printRange, reads, string, without } from "./every-action.js";
import { declaredRange, environmentOf, gameColumnOf, gamesCalendar, movedColumn, producerOf, seasonOf, tablesOf as tablesOf$1, trainingTables, waiversFor, withReplaced, writtenHere } from "./pipeline.readings.js";
import { pRetry } from "./npm.is-network-error.index.js";
import { BANDS, bandOf, boundedAverage, countBands, expectsSomething, isCertain, passes, reviewedRows, roundScore, runsOf } from "./findings.assess.criteria.js";
import { ALWAYS as ALWAYS$1, ASKED, CAUSES, CAUSE_KINDS, PLAN_PHASES, PLAN_PHASE_TITLES, TRAINING_STATES, boundsOf, compareQuery, emptiedTables, folderOf, isAwaited, isOfNewest, isThere, namesIn, outlook, parsedAs, readDifferences, readIfThere, repaired, tableSource, whyEmptyIsEnough, whyNothingToShare, writeWhole } from "./findings.assess.assess.js";
import { PRIORITIES, offCadence } from "./pipeline.rhythm.js";
import { topologicalOrder } from "./pipeline.graph.js";
import { chooseCanary, joinedNotes, keptNotes, renderNotes } from "./backfill.plan.canary.js";
import { declaredColumnsOf } from "./jobs.shared.open.js";
import { CAUSE_RUNS, adviseAll, environmentFolder, estimateOf, findStrays, graceEnd, readMemory, writeCauseRuns } from "./advice.advice.js";
import { costOf, moneyFor, priceOf } from "./pipeline.cost.js";
import { count, link, onDates, quoted, table } from "./render.text.markdown.js";
import { bytesText, costText, moneyText, usdText } from "./render.text.cost.js";
import { pMap } from "./npm.p-map.index.js";
import { RunRecordSchema, buildCalendar, isListed, listedDays, packed, recentChanges, recentDates, stateText, unpacked } from "./findings.assess.gate.js";
import { ReceiptSchema, Wholeness, bundledNames, flawText, readDated } from "./backfill.plan.control.js";
import { RefusedStatementError } from "./warehouse.content.js";
import { parse, stringify } from "./npm.csv-parse.lib.api.CsvError.js";
import { isCopyOf, mergeCost, mergeHistory, renderCosts } from "./jobs.reports.old-layout.js";
import { averageOf, averageWords, capital, completionText, datesText, gamesOf as gamesOf$1, instantText, listed, monthsOf as monthsOf$1, oneDecimal, recordedAverage, reportedAverageText, runsText, scoreText, seasonsOf, share, stageLosses, wording } from "./grid.slice.js";
import { writeGapsCsv } from "./grid.csv.gaps-csv.js";
import { averageText, bullets, fence, fileLink, folded, indented, inline, minutesText, nothing, partOf, percentText, section, sentence, sumOf } from "./render.text.figures.js";
import { command, dateListOf, isCallable, producerIn, targetOf, validateAgain } from "./advice.blocks.group.js";
import { EXIT_CODES } from "./commands.admin.js";
import { BADGE, INDEXED_FILES, PICTURES, REPORT_FILES, latestIn, renderEnvironmentsIndex } from "./render.reports.environments-index.js";
import { isLocked, lockHolder, openDuckDb } from "./warehouse.costless.js";

const NOTHING_READ = /* @__PURE__ */ new Map();
/** Who hashed, and which columns were left out. Texts of the first versions of this tool have none. */
const formOf$1 = (fingerprint) => fingerprint.slice(0, Math.max(0, fingerprint.indexOf(":")));
/** Whether two fingerprints say something of each other; no rows are no rows in every form. */
const canCompare = (one, other) => one === "" || other === "" || formOf$1(one) === formOf$1(other);
/** Of the first versions of this tool: a count and a sum, which nothing of today compares with. */
const isOldForm = (fingerprint) => fingerprint !== "" && formOf$1(fingerprint) === "";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
var import__node_util = require__node_util();
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
/**
* The dates whose lines say all that is asked of the ledger around these cells: what they are computed from and what
* is computed from them, and what these in turn are computed from. Undefined for no cells.
*/
function recordedAround(tables, cells) {
	const dates = cells.map(({ date }) => date).sort();
	const [first, last] = [dates[0], dates.at(-1)];
	if (first === void 0 || last === void 0) return void 0;
	const reach = Math.max(0, ...tables.flatMap(({ upstream }) => upstream.flatMap(({ window }) => [Math.abs(window.from), Math.abs(window.to)])));
	return {
		first: addDays(first, -2 * reach),
		last: addDays(last, 2 * reach)
	};
}
/** Each day once, in order, however the spans overlap. */
function daysIn(spans) {
	const days = [];
	for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) for (let day = Math.max(from, (days.at(-1) ?? from - 1) + 1); day <= to; day += 1) days.push(day);
	return days;
}

/** A date's partition begins with its day in UTC and is removed `days` days later. */
const retentionAt = (days, now) => ({
	days,
	oldest: addDays(now.toISOString().slice(0, 10), 1 - days)
});
/** Why nothing is expected of a date, and why it cannot be written either; null within the retention. */
function beyondRetention(retention, table, date) {
	if (retention === void 0 || date >= retention.oldest) return null;
	return `beyond retention: ${table} removes a date's rows after ${retention.days} days, so it keeps ${retention.oldest} and later`;
}

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
/** A person named dates on which there is nothing to look at: which dates there are, and who lists them. */
function noGames({ pipeline, environment }, ranges, days) {
	const [first] = ranges;
	const nearest = [days.findLast((day) => day < first.first), days.find((day) => day > first.last)].filter((day) => day !== void 0);
	const id = gamesCalendar(pipeline)?.table;
	const producer = pipeline.tables.find((table) => table.id === id)?.producers[environment];
	const lists = id === void 0 ? "The declared seasons have" : `${id} lists`;
	return new NoGamesError([
		`No game date lies in ${ranges.map(printRange).join(", ")}.`,
		nearest.length === 0 ? `${lists} no date at all.` : `${lists} dates nearest on ${nearest.join(" and ")}; name a range that holds one.`,
		...producer === void 0 ? [] : [`If there were games, the schedule is out of date: ${refreshOf(producer, `${id}`)}.`]
	].join(" "));
}
function refreshOf(producer, id) {
	switch (producer.kind) {
		case "service": return `have ${producer.owner} load ${id} again`;
		case "scraper": return `have the scraper of ${producer.source} fetch ${id} again, with backfill --tables ${id} on a date that it lists`;
		case "command": return `run ${producer.argv[0]}, which loads ${id}, again`;
		case "recorded":
		case "sql": return `load ${id} again from ${producer.file}`;
	}
}

/** How a person is told of a line. */
const HOW_KNOWN = {
	replace: "wrote",
	refused: "wrote",
	undo: "put back",
	loaded: "loaded",
	seen: "saw",
	accepted: "accepted"
};
/** Lines of the kind "kept" say what was there before a service was called; they are no writes. */
const ledgerQuery = (where) => `SELECT run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position
FROM \`ops.partition_writes\` WHERE kind <> 'kept'${where} ORDER BY position, table_id, game_date`;
const LEDGER_QUERY = ledgerQuery("");
/** Lines of one run. */
const LEDGER_QUERY_BY = ledgerQuery(" AND run = @run");
/** Lines of these dates, and of a run and its undo on all dates: of each date all lines or none. */
const LEDGER_QUERY_OF = ledgerQuery(" AND (game_date BETWEEN @first_date AND @last_date OR run IN (@run, @undo))");
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
		const key = keyOf({
			table: entry.tableId,
			date: entry.date
		});
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
async function contentTasks(warehouse, wanted, known) {
	const modified = known ?? await modifiedSince(warehouse, [...wanted.keys()]);
	return [...wanted].map(([table, lines]) => {
		const times = modified?.get(table.name);
		const isSame = ({ date, kind, writtenAt, rows }) => {
			const at = times?.get(date);
			if (at === void 0) return times !== void 0 && rows === 0;
			if (at.rows !== rows) return false;
			return Date.parse(at.modified) < Date.parse(writtenAt) - (LOOKED_BEFORE[kind] ?? 0);
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
const datesOf = ({ rowsByDate, modifiedByDate }) => new Map([...modifiedByDate].map(([date, modified]) => [date, {
	modified,
	rows: rowsByDate.get(date) ?? 0
}]));
async function modifiedSince(warehouse, tables) {
	if (!warehouse.abilities.partitionMetadata || tables.length === 0) return null;
	try {
		const found = await warehouse.partitionRows(tables.map(({ name, dateColumn }) => ({
			table: name,
			dateColumn
		})));
		return new Map(found.flatMap((one) => one.status === "by day" ? [[one.table, datesOf(one)]] : []));
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

/** Statements that one piece is asked in at most: each bills a minimum, whatever it reads. */
const MOST_SPANS = 3;
/** Few ranges that hold all of these, within `span`: the smallest gaps are read too. */
function fewSpans(ranges, span) {
	const inside = ranges.flatMap((range) => overlap(range, span) ?? []);
	let spans = [...mergeRanges(inside)];
	while (spans.length > MOST_SPANS) {
		const gaps = spans.slice(1).map(({ first }, at) => daysBetween(lastOf(spans, at), first));
		const at = gaps.indexOf(Math.min(...gaps));
		const joined = {
			first: spans[at].first,
			last: lastOf(spans, at + 1)
		};
		spans = [
			...spans.slice(0, at),
			joined,
			...spans.slice(at + 2)
		];
	}
	return spans;
}
const lastOf = (spans, at) => spans[at].last;
function overlap(one, other) {
	const first = one.first > other.first ? one.first : other.first;
	const last = one.last < other.last ? one.last : other.last;
	return first <= last ? {
		first,
		last
	} : null;
}
const isWithin = (date, ranges) => ranges.some(({ first, last }) => date >= first && date <= last);
/** The ages after these dates were counted anew. Neighbours of one age are one. */
function aged(ages, counted, at) {
	const all = [...ages.flatMap((age) => without([age], counted).map((range) => ({
		...range,
		at: age.at
	}))), ...counted.map((range) => ({
		...range,
		at
	}))].sort((a, b) => a.first < b.first ? -1 : 1);
	const joined = [];
	for (const age of all) {
		const last = joined.at(-1);
		if (last !== void 0 && last.at === age.at && addDays(last.last, 1) === age.first) joined[joined.length - 1] = {
			...last,
			last: age.last
		};
		else joined.push(age);
	}
	return joined;
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
		`  FROM ${tableSource(table)} WHERE ${date} BETWEEN @first_date AND @last_date`,
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
		`FROM ${tableSource(table)} WHERE ${date} BETWEEN @first_date AND @last_date`,
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
function scheduleQuery(calendar, table) {
	const { game, type, status, homeScore, awayScore } = calendar.columns;
	const date = `\`${table.dateColumn}\``;
	return [
		`SELECT ${date} AS cell_date, CAST(\`${game}\` AS STRING) AS game, \`${type}\` AS season_type,`,
		`  \`${status}\` AS game_status, \`${homeScore}\` AS home_points, \`${awayScore}\` AS away_points${movedSql(calendar, table)}`,
		`FROM ${tableSource(table)}`,
		`WHERE ${date} BETWEEN @first_date AND @last_date`
	].join("\n");
}
/** Only a reading knows of older listings of a game. */
function movedSql(calendar, table) {
	const moved = movedColumn(calendar, table);
	return moved === null ? "" : `, \`${moved}\` AS moved_to`;
}
function readSchedule(rows) {
	return rows.map((row) => ({
		date: row["cell_date"],
		game: String(row["game"]),
		type: row["season_type"],
		status: row["game_status"],
		homeScore: row["home_points"],
		awayScore: row["away_points"],
		...row["moved_to"] == null ? {} : { movedTo: row["moved_to"] }
	}));
}
/** The schedule's own column of the grid, from the rows that also made the calendar: no second query. */
function observeSchedule(rows) {
	const games = /* @__PURE__ */ new Map();
	for (const { date, game } of rows.filter(isListed)) games.set(date, [...games.get(date) ?? [], game]);
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
		counts: new Map([...byDate].map(([date, own]) => [date, countsOf$1(own, isByGame)]))
	};
}
function countsOf$1(rows, isByGame) {
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

/** The columns of every part of the statement, which UNION ALL joins; what a part does not say is NULL or 0. */
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

/**
* By date and game, the keys that a table and the upstream that it covers do not share. A key is had or lacked on its
* date, whatever the game. Keys that only the table has are counted where they are a fault (`extra: refused`).
*/
function keysPart(table, covers, upstream, bounds) {
	return [
		`SELECT ${COLUMNS({
			part: "'keys'",
			date: "d",
			game: "g",
			rows: "COUNT(*)",
			missing: "COUNTIF(side = 0)",
			extra: "COUNTIF(side = 1)"
		})}`,
		covers.extra === "refused" ? ofEither(table, covers, upstream, bounds) : ofUpstream(table, covers, upstream, bounds),
		"GROUP BY d, g"
	].join("\n");
}
const keysOf$1 = ({ on }) => on.map(column).join(", ");
/**
* Both sides hold the same on most dates: only where the hashes of a date's keys differ are the keys themselves
* compared, which takes the engine three times as long.
*/
function ofEither(table, covers, upstream, bounds) {
	const keys = keysOf$1(covers);
	const side = (one, own) => [`    SELECT ${column(one.dateColumn)} AS d, ${gameSql(one)} AS g, ${own} AS own, ${keys}`, `    ${within(one, bounds)} AND ${column(one.dateColumn)} IN (SELECT d FROM differing)`].join("\n");
	return [
		"FROM (",
		differingDates(table, keys, upstream, bounds),
		"  SELECT d, MAX(g) AS g, MIN(own) AS side",
		`  FROM (\n${side(table, 1)}\n    UNION ALL\n${side(upstream, 0)}) AS sides`,
		`  GROUP BY d, ${keys} HAVING MIN(own) = MAX(own)) AS of_one_side`
	].join("\n");
}
/** Equal keys hash to the same and fall out of the XOR; their number tells a pair of equal hashes of one side. */
function differingDates(table, keys, upstream, bounds) {
	const side = (one, own) => [
		`      SELECT DISTINCT ${column(one.dateColumn)} AS d, ${own} AS own,`,
		`        FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(${keys}))) AS h`,
		`      ${within(one, bounds)}`
	].join("\n");
	return [
		"  WITH differing AS (",
		`    SELECT d FROM (\n${side(table, 1)}\n      UNION ALL\n${side(upstream, -1)}) AS hashes`,
		"    GROUP BY d HAVING BIT_XOR(h) <> 0 OR SUM(own) <> 0)"
	].join("\n");
}
/** For a table that may hold more than the upstream, such as one that adds up a season: only what it lacks. */
function ofUpstream(table, covers, upstream, bounds) {
	const keys = keysOf$1(covers);
	const isSame = covers.on.map((key) => `held.${column(key)} IS NOT DISTINCT FROM wanted.${column(key)}`);
	return [
		"FROM (",
		"  SELECT d, MAX(g) AS g, 0 AS side",
		`  FROM (SELECT ${column(upstream.dateColumn)} AS d, ${gameSql(upstream)} AS g, ${keys}`,
		`    ${within(upstream, bounds)}) AS wanted`,
		`  WHERE NOT EXISTS (SELECT 1 FROM (SELECT ${column(table.dateColumn)} AS held_d, ${keys}`,
		`      ${within(table, bounds)}) AS held`,
		`    WHERE held.held_d = wanted.d AND ${isSame.join(" AND ")})`,
		`  GROUP BY d, ${keys}) AS lacking`
	].join("\n");
}
const within = (table, bounds) => `FROM ${tableSource(table, bounds)} WHERE ${column(table.dateColumn)} BETWEEN ${bounds.first} AND ${bounds.last}`;

/** The upstream whose keys the table must have, where it is part of the same environment. */
const coveredBy = (tables, { covers }) => tables.find(({ id }) => id === covers?.table);
/**
* One statement that says where the rows of a table stand: outside the declared range `@declared_first` to
* `@declared_last`, without a date, by game and under two dates, and which keys it and the upstream that it covers do
* not share from `@first_date` to `@last_date`. Both ends of both ranges are included.
*/
const placementQuery = (table, upstream) => [
	outsidePart(table),
	...datedParts(table, upstream, ASKED),
	...twicePart(table)
].join(UNION);
const UNION = "\nUNION ALL\n";
const datedParts = (table, upstream, bounds) => [...gamesPart(table, bounds), ...table.covers === void 0 || upstream === void 0 ? [] : [keysPart(table, table.covers, upstream, bounds)]];
/** What a placement says date by date; null for a table of which it says nothing so. `@first_date` to `@last_date`. */
function datedPlacement(table, upstream) {
	const parts = datedParts(table, upstream, ASKED);
	return parts.length === 0 ? null : parts.join(UNION);
}
/** The rest of it, which is of the table as a whole; with the dated parts over these bounds where they are given. */
const wholePlacement = (table, dated) => [
	outsidePart(table),
	...dated === void 0 ? [] : datedParts(table, dated.upstream, dated.bounds),
	...twicePart(table)
].join(UNION);
/** Whether a placement's row is of the table as a whole. */
const isOfWhole = (row) => row["part"] !== "games" && row["part"] !== "keys";
/** Whether the whole part depends on the range that is asked for: keys are looked for on two of its dates. */
const looksForTwice = (table) => twicePart(table).length > 0;
/** For the calendar's own table, whose rows are read as a whole anyway. */
const outsideQuery = (table) => outsidePart(table);
function outsidePart(table) {
	const d = column(table.dateColumn);
	const isRead = table.reading !== void 0 || table.real !== void 0;
	return [
		`SELECT ${COLUMNS({
			part: "part",
			date: "cell_date",
			game: "game",
			rows: "COUNT(*)",
			first: "MIN(d)",
			last: "MAX(d)"
		})}`,
		...isRead ? outsideOfReading(table) : [
			"FROM (SELECT",
			`    CASE WHEN ${d} IS NULL THEN 'undated' WHEN ${d} < @declared_first THEN 'before' ELSE 'after' END AS part,`,
			`    CASE WHEN ${d} > @declared_last THEN ${d} END AS cell_date,`,
			`    CASE WHEN ${d} > @declared_last THEN ${gameSql(table)} END AS game, ${d} AS d`,
			`  FROM ${tableSource(table)}`,
			`  WHERE ${d} IS NULL OR ${d} < @declared_first OR ${d} > @declared_last) AS outside_rows`
		],
		"GROUP BY part, cell_date, game"
	].join("\n");
}
/** A reading takes its dates from one span, so each side is read for itself; a row without a date is in no span. */
function outsideOfReading(table) {
	const d = column(table.dateColumn);
	const side = (part, bounds, where, own) => [`  SELECT '${part}' AS part, ${own[0]} AS cell_date, ${own[1]} AS game, ${d} AS d`, `  FROM ${tableSource(table, bounds)} WHERE ${where}`].join("\n");
	const nothing = ["CAST(NULL AS DATE)", "CAST(NULL AS STRING)"];
	const [before, after] = ["(@declared_first - 1)", "(@declared_last + 1)"];
	return [
		"FROM (",
		side("before", {
			...ALWAYS$1,
			last: before
		}, `${d} < @declared_first`, nothing),
		"  UNION ALL",
		side("after", {
			...ALWAYS$1,
			first: after
		}, `${d} > @declared_last`, [d, gameSql(table)]),
		"  UNION ALL",
		`  SELECT 'undated' AS part, CAST(NULL AS DATE) AS cell_date, CAST(NULL AS STRING) AS game, ${d} AS d`,
		`  FROM ${column(table.name)} WHERE ${d} IS NULL) AS outside_rows`
	];
}
function gamesPart(table, bounds) {
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
		`FROM ${tableSource(table, bounds)} WHERE ${d} BETWEEN ${bounds.first} AND ${bounds.last}`,
		`GROUP BY ${d}, ${gameSql(table)}`
	].join("\n")];
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
		`  FROM ${tableSource(table)} WHERE ${d} BETWEEN @first_date AND @last_date`,
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
function countsQuery(pipeline, table) {
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
/** A schedule lists games that are still to come, and moved ones among them. A reading may look 300 days further. */
const LAST_DAY = "9998-12-31";
/** One question about a table, over the whole range. A table is compared only where it says with which. */
function questionOf({ pipeline, range, asOf }, tables, table, what) {
	switch (what) {
		case "count": return {
			sql: countsQuery(pipeline, table),
			params: countParams(pipeline, table, range)
		};
		case "place": return {
			sql: whereQuery(pipeline, tables, table),
			params: placementParams(pipeline, table, range, asOf)
		};
		case "compare": {
			const { compare } = table;
			const other = tables.find(({ id }) => id === compare?.with);
			if (compare === void 0 || other === void 0) throw new Error(`${table.id} is compared with nothing.`);
			return {
				sql: compareQuery(table, other, compare),
				params: rangeParams(range)
			};
		}
	}
}
/** Everything that is asked of the tables, for pricing it. */
function questionsOf(input, tables) {
	const ask = (what) => (table) => ({
		...questionOf(input, tables, table, what),
		table: table.id
	});
	return [...tables.flatMap((table) => [ask("count")(table), ask("place")(table)]), ...input.sources === true ? tables.filter(isCompared(tables)).map(ask("compare")) : []];
}
/** Whether a table says with which it is compared, and that one is there. */
const isCompared = (tables) => ({ compare }) => compare !== void 0 && tables.some(({ id }) => id === compare.with);
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

/** SQL that says something else later over the same rows, or reads what no metadata is asked of. */
const LATER = /\b(?:CURRENT_\w+|NOW|RAND|GENERATE_UUID|SESSION_USER|TODAY|EXTERNAL_QUERY|ML|FOR\s+SYSTEM_TIME)\b|@@/i;
/** What may stand after FROM or JOIN: a table in backticks, a subquery, or the elements of a list. */
const FOLLOWED = /\b(?:FROM|JOIN)\s+(?!`|\(|UNNEST\b)(\S+)/i;
const withoutComments = (sql) => sql.replace(/--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g, " ").replace(/EXTRACT\s*\([^()]*\)/gi, " ");
const sqlOf = ({ reading, real }) => [reading?.sql ?? "", real ?? ""].map(withoutComments).join("\n");
/** The tables whose rows an answer about this one is made of. */
function readsOf(table) {
	const names = table.reading === void 0 ? [table.name] : table.reading.tables;
	const column = dateColumnIn(table);
	return [.../* @__PURE__ */ new Set([table.name, ...names])].map((name) => ({
		name,
		column
	}));
}
/** The table's own column behind its dates, where a row of an answer is of one row of the table; else null. */
function dateColumnIn(table) {
	const { dateColumn, reading } = table;
	const selects = sqlOf(table).match(/\bSELECT\b/gi)?.length ?? 0;
	if (reading === void 0) return selects === 0 ? dateColumn : null;
	if (!reading.isPlain || reading.tables.length !== 1 || selects > 1) return null;
	const [, name] = /^`?(\w+)`?$/.exec(reading.outputs.find((one) => one.name.toLowerCase() === dateColumn.toLowerCase())?.expression ?? "") ?? [];
	return name ?? null;
}
/** Why an answer over these tables may change while their rows do not; null where it cannot. */
function volatileOf(tables) {
	for (const table of tables) {
		const sql = sqlOf(table);
		const [later] = LATER.exec(sql) ?? [];
		if (later !== void 0) return `the reading of ${table.id} says ${later}`;
		const [, name] = FOLLOWED.exec(sql) ?? [];
		if (name !== void 0) return `the reading of ${table.id} reads ${name}, which is not written in backticks`;
		if (table.reading?.outputs.some(({ expression }) => expression.includes("@"))) return `the reading of ${table.id} gives the dates that it is asked for as values`;
	}
	return null;
}

const pieceId = (table, what) => `${table.id} ${what}`;
/** Days after the range that are asked too, so that the days to come are in the record: they hold little or nothing. */
const HORIZON_DAYS = 45;
/** All that a validation asks of the tables, cut so that it can be asked again in part. */
const piecesOf = (input, tables) => tables.flatMap((table) => [
	countPiece(input, table),
	placePiece(input, tables, table),
	...input.sources === true ? comparePiece(input, tables, table) : []
]);
const beyond = ({ first, last }) => ({
	first,
	last: last > "9000" ? last : addDays(last, HORIZON_DAYS)
});
function countPiece({ pipeline, range }, table) {
	const sql = countsQuery(pipeline, table);
	const wanted = rangeOf(countParams(pipeline, table, range));
	const dated = (dates) => ({
		sql,
		params: rangeParams(dates)
	});
	const span = beyond(wanted);
	return {
		id: pieceId(table, "count"),
		table: table.id,
		reads: readsOf(table),
		volatile: volatileOf([table]),
		wanted,
		span,
		dated,
		whole: null,
		everything: dated(span)
	};
}
function placePiece({ pipeline, range, asOf }, tables, table) {
	const isSchedule = gamesCalendar(pipeline)?.table === table.id;
	const upstream = isSchedule ? void 0 : coveredBy(tables, table);
	const sql = isSchedule ? null : datedPlacement(table, upstream);
	const span = beyond(range);
	const params = placementParams(pipeline, table, range, asOf);
	const whole = isSchedule ? outsideQuery(table) : wholePlacement(table);
	const bounds = boundsOf([span.first, span.last]);
	const both = upstream === void 0 ? [table] : [table, upstream];
	return {
		id: pieceId(table, "place"),
		table: table.id,
		reads: both.flatMap(readsOf),
		volatile: volatileOf(both),
		wanted: range,
		span,
		dated: sql === null ? null : (dates) => ({
			sql,
			params: rangeParams(dates)
		}),
		whole: {
			question: {
				sql: whole,
				params
			},
			declared: declaredRange(pipeline, asOf),
			twiceIn: !isSchedule && looksForTwice(table) ? range : null
		},
		everything: {
			sql: sql === null ? whole : wholePlacement(table, {
				upstream,
				bounds
			}),
			params
		}
	};
}
function comparePiece({ range }, tables, table) {
	const { compare } = table;
	const other = tables.find(({ id }) => id === compare?.with);
	if (compare === void 0 || other === void 0) return [];
	const sql = compareQuery(table, other, compare);
	const dated = (dates) => ({
		sql,
		params: rangeParams(dates)
	});
	const span = beyond(range);
	return [{
		id: pieceId(table, "compare"),
		table: table.id,
		reads: [table, other].flatMap(readsOf),
		volatile: volatileOf([table, other]),
		wanted: range,
		span,
		dated,
		whole: null,
		everything: dated(span)
	}];
}
const rangeOf = ({ first_date: first, last_date: last }) => ({
	first: first?.value,
	last: last?.value
});

/** Asks what is planned, takes the rest from the record, and keeps both. */
function recordingReader({ warehouse, plain, plans, readAt, knownContent, modified }) {
	const planned = new Map(plans.map((plan) => [plan.piece.id, plan]));
	const records = /* @__PURE__ */ new Map();
	const asked = [];
	const contents = /* @__PURE__ */ new Map();
	const ask = ({ sql, params }) => warehouse.query(sql, params);
	async function answered(plan) {
		const { piece } = plan;
		const { spans, whole } = questionsIn(plan);
		if (spans.length > 0 || whole) asked.push({
			piece,
			spans,
			whole
		});
		const record = plan.kind === "everything" ? await all(piece, ask) : await some$1(plan, ask);
		const counted = plan.kind === "everything" ? [record.span] : spans;
		records.set(piece.id, {
			span: record.span,
			ages: aged(record.ages, counted, readAt),
			whole: wholeOf(piece, record.whole, whole),
			...packed(record.rows)
		});
		return needed(piece, record.rows);
	}
	return {
		reader: {
			rows: async (what, table) => {
				const plan = planned.get(pieceId(table, what));
				return plan === void 0 ? plain.rows(what, table) : answered(plan);
			},
			rowsWithout: plain.rowsWithout,
			contentTasks: async (wanted) => {
				return (await contentTasks(warehouse, wanted, modified)).map(({ table, dates, known }) => {
					const own = knownContent.get(table.id);
					const left = dates.filter((date) => !own?.has(date));
					const taken = dates.flatMap((date) => {
						const content = own?.get(date);
						return content === void 0 ? [] : [[date, content]];
					});
					return {
						table,
						dates: left,
						known: new Map([...known, ...taken])
					};
				});
			},
			readContent: async (task) => {
				const read = await readContent(warehouse, task);
				if ("content" in read) contents.set(read.table, read.content);
				return read;
			}
		},
		recorded: () => ({
			pieces: Object.fromEntries(records),
			contents: Object.fromEntries([...contents].map(([id, dates]) => [id, [...dates].map(([date, { rows, fingerprint }]) => [
				date,
				rows,
				fingerprint
			])]))
		}),
		anew: () => {
			const byTable = Map.groupBy(asked, ({ piece }) => piece.table);
			return new Map([...byTable].map(([id, own]) => [id, own.flatMap(({ spans }) => spans)]));
		}
	};
}
/** What of a piece is asked. */
function questionsIn(plan) {
	const { piece } = plan;
	if (plan.kind === "some") return {
		spans: plan.spans,
		whole: plan.whole
	};
	return {
		spans: piece.dated === null ? [] : [piece.span],
		whole: piece.whole !== null
	};
}
async function all(piece, ask) {
	const rows = await ask(piece.everything);
	const ages = [{
		...piece.span,
		at: ""
	}];
	return {
		span: piece.span,
		whole: null,
		ages,
		rows: inOrder$1(rows)
	};
}
async function some$1({ piece, from, spans, whole }, ask) {
	const { dated } = piece;
	const known = unpacked(from);
	const isDated = (row) => piece.whole === null || !isOfWhole(row);
	const [ofDates, ofWhole] = [known.filter(isDated), known.filter((row) => !isDated(row))];
	const anew = dated === null ? [] : await Promise.all(spans.map((span) => ask(dated(span))));
	const wholeNow = whole && piece.whole !== null ? await ask(piece.whole.question) : ofWhole;
	const kept = ofDates.filter((row) => !isWithin(String(row["cell_date"]), spans));
	const ends = [from.span, ...spans];
	return {
		span: {
			first: ends.map(({ first }) => first).sort()[0],
			last: ends.map(({ last }) => last).sort().at(-1)
		},
		whole: from.whole,
		ages: from.ages,
		rows: inOrder$1([
			...kept,
			...anew.flat(),
			...wholeNow
		])
	};
}
const wholeOf = ({ whole }, before, isAsked) => {
	if (whole === null) return null;
	return isAsked ? {
		declared: whole.declared,
		twiceIn: whole.twiceIn
	} : before;
};
/** By date, and within it as the statements order them; whole numbers by value. */
function inOrder$1(rows) {
	const key = ({ part, cell_date: date, game, kind }) => [
		part,
		date,
		game,
		kind
	].map((value) => value ?? "").join("");
	const keyed = rows.map((row) => ({
		row,
		key: key(row),
		place: Number(row["place"] ?? 0)
	}));
	keyed.sort((a, b) => a.key === b.key ? a.place - b.place : a.key < b.key ? -1 : 1);
	return keyed.map(({ row }) => row);
}
/** The rows that this validation asks for: the record reaches further, and may be of an earlier end of the range. */
function needed({ wanted, whole }, rows) {
	return rows.filter((row) => {
		const date = row["cell_date"];
		if (whole === null || !isOfWhole(row)) return isWithin(String(date), [wanted]);
		return row["part"] !== "after" || String(date) > whole.declared.last;
	});
}
/** Of some cells, those that were counted anew. */
const cellsAnew = (anew, cells) => cells.filter(({ table, date }) => isWithin(date, anew.get(table) ?? [])).length;

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
/** What each question of a look bills, by dry runs, which are free. */
async function answersOf(input, warehouse, { only, whole = [], prepared }) {
	const tables = only ?? tablesOf$1(input.pipeline, input.environment);
	const questions = prepared == null ? questionsOf(input, tables) : prepared.plans.flatMap(questionsOfPlan);
	const all = daysOf([input.range]);
	const contents = tables.flatMap((table) => {
		const changes = prepared?.changesOf(table) ?? { kind: "all" };
		const days = changes.kind === "all" ? all : daysOf(changes.ranges.flatMap((range) => overlap(range, input.range) ?? []));
		return days.length === 0 ? [] : [{
			table,
			days
		}];
	});
	const hasContents = only === void 0 && contents.length > 0 && await hasLedger(warehouse);
	return pMap([
		...questions.map(({ table, sql, params }) => ({
			table,
			ask: () => warehouse.estimate(sql, params)
		})),
		...whole.map((table) => ({
			table: table.id,
			ask: () => warehouse.estimateFingerprints(fingerprintRequest(table, "all"))
		})),
		...(hasContents ? contents : []).map(({ table, days }) => ({
			table: table.id,
			ask: () => warehouse.estimateFingerprints(fingerprintRequest(table, days))
		}))
	], ({ table, ask }) => answered(table, ask), { concurrency: warehouse.abilities.maxConcurrentQueries });
}
/** The statements that a plan sends. */
function questionsOfPlan(plan) {
	const { piece } = plan;
	const { table, dated } = piece;
	if (plan.kind === "everything") return [{
		...piece.everything,
		table
	}];
	const { spans, whole } = questionsIn(plan);
	return [...dated === null ? [] : spans.map((span) => ({
		...dated(span),
		table
	})), ...whole && piece.whole !== null ? [{
		...piece.whole.question,
		table
	}] : []];
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
/**
* Prices a look before it is made, tells it in one line, and throws a UserError where it is above the budget. A query
* whose cost is unknown counts there with the most that the engine lets it bill.
*/
async function priceReads(input, warehouse, pricing, progress, asking = {}) {
	if (pricing === null) return null;
	const answers = [...billedBefore(warehouse, asking), ...await answersOf(input, warehouse, asking)];
	const known = answers.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
	const silent = answers.filter((answer) => answer.bytes === null);
	const most = known + silent.length * mostOf(warehouse);
	const { first, last } = input.range;
	progress({
		kind: "note",
		message: `Estimated to be billed for ${count(answers.length, "query", "queries")}, ${first} to ${last}: ${moneyText(moneyFor(known, pricing.usdPerTiB))}${unknownText(silent, warehouse)}`
	});
	const over = aboveBudget(pricing, most, `Reading ${first} to ${last}`, "shorten the range with --start and --end");
	if (over !== null) throw over;
	return {
		pricing,
		answers,
		estimatedBytes: silent.length === 0 ? known : null
	};
}
/** The query of the metadata has been sent by then. */
function billedBefore(warehouse, { prepared }) {
	const bytes = warehouse.usage()?.bytesBilled ?? 0;
	return prepared == null || bytes === 0 ? [] : [{
		table: "the tables' metadata",
		bytes
	}];
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
	return `; ${count(silent.length, "query is", "queries are")} of unknown cost and may bill ${bytesText(mostOf(warehouse))} each, such as that of ${first.table}: ${first.why}`;
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

/** Every recorded write. A warehouse that nothing was repaired in has no ledger, and that is an empty one. */
async function readLedgerOf(warehouse) {
	const entries = readLedger(await rowsIfThere(warehouse, LEDGER_QUERY));
	return {
		entries,
		lineage: new Lineage(entries)
	};
}
/**
* What is recorded of these dates, and what a run wrote wherever it did. `entries` has the run's lines on other dates too;
* `lineage` only dates of which all lines were read, for half of a date's lines would say that it never changed.
*/
async function readLedgerFor(warehouse, run, range) {
	const entries = readLedger(await rowsIfThere(warehouse, LEDGER_QUERY_OF, {
		first_date: {
			type: "DATE",
			value: range.first
		},
		last_date: {
			type: "DATE",
			value: range.last
		},
		run: {
			type: "STRING",
			value: run
		},
		undo: {
			type: "STRING",
			value: undoOf(run)
		}
	}));
	return {
		entries,
		lineage: new Lineage(entries.filter(({ date }) => inRange(date, range)))
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
const EVENTS = "SELECT run, event, recorded_at, plan_json, summary_json FROM `ops.backfill_runs`";
const eventsOf = (rows) => rows.map((row) => ({
	run: String(row["run"]),
	event: row["event"],
	at: String(row["recorded_at"]),
	planJson: row["plan_json"] ?? null,
	summaryJson: row["summary_json"]
}));
/** The same without the plans, which are long: `planJson` is null. */
async function readRunsBriefly(warehouse) {
	const brief = EVENTS.replace("plan_json, ", "");
	return eventsOf(await rowsIfThere(warehouse, `${brief} ORDER BY recorded_at`));
}
/** What is recorded of one run, oldest first; empty for one that was not begun. */
async function readEventsOf(warehouse, run) {
	const rows = await rowsIfThere(warehouse, `${EVENTS} WHERE run = @run ORDER BY recorded_at`, { run: {
		type: "STRING",
		value: run
	} });
	return eventsOf(rows);
}
/** The runs whose name begins so. */
async function readRunsNamed(warehouse, name) {
	const rows = await rowsIfThere(warehouse, "SELECT DISTINCT run FROM `ops.backfill_runs` WHERE STARTS_WITH(run, @name)", { name: {
		type: "STRING",
		value: name
	} });
	return new Set(rows.map((row) => String(row["run"])));
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

/** From health_history.csv: the newest 30 scheduled runs. Null where no run is known to have been scheduled. */
function latenessIn(history) {
	if (history === null) return null;
	const late = parse(history, {
		columns: true,
		relax_column_count: true,
		skip_empty_lines: true
	}).flatMap(({ due_at = "", ran_at = "" }) => {
		const [due, ran] = [Date.parse(due_at), Date.parse(ran_at)];
		return ran >= due ? [{
			ran,
			minutes: (ran - due) / 6e4
		}] : [];
	}).sort((a, b) => a.ran - b.ran).slice(-30).map(({ minutes }) => minutes).sort((a, b) => a - b);
	const at = (share) => late[Math.max(0, Math.ceil(share * late.length) - 1)];
	const [median, p90, worst] = [
		at(.5),
		at(.9),
		late.at(-1)
	];
	if (median === void 0 || p90 === void 0 || worst === void 0) return null;
	return {
		runs: late.length,
		median,
		p90,
		worst
	};
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
		...reportedAverageText(grid).map((text) => ["average of health_score in the CSV, not capped", text]),
		...BANDS.map((band) => [`${band} (${ranges[band]})`, count(bands[band], "date")]),
		["dates with every training table", completionPct === null ? "nothing expected" : percentText(completionPct)],
		["findings", `${counts.P0} P0, ${counts.P1} P1, ${counts.P2} P2`],
		["cells that could not be read", String(unknownCells)],
		["season warm-up policy", grid.policy]
	]));
}
/** The state of each pipeline phase, and where the chain to model training breaks. */
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
		"complete dates",
		"partial or thin",
		"empty",
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
/** Each criterion as measured and at its best after each phase; for one out of reach, the obstacles. */
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
/** The criteria that no repair can meet, and what remains after every possible repair. */
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
		"**Out of reach of every repair:**",
		bullets(out.map((result) => `${sentence(result.criterion.title)} ${targetText(result.criterion)}: ${numberText(result.after[dueAfter(result)])} at best when it is due, ${numberText(result.after[4])} after all four phases.`)),
		...stages.length === 0 ? [] : ["What remains after every possible repair:", bullets(stages)]
	];
}

const TITLE$3 = "Critical issue";
/** Each P0 finding: its dates and games, its impact, its cause and the repair. */
function renderCritical(data) {
	const { findings, training, unread, grid } = data.assessment;
	const critical = findings.filter(({ priority }) => priority === "P0");
	if (critical.length > 0) return section(TITLE$3, ...critical.flatMap((finding) => issue(data, finding)));
	if (training !== "BLOCKED") return nothing(TITLE$3, "none.");
	return section(TITLE$3, unread.length > 0 ? `Training is BLOCKED because ${listed(unread.map(({ table }) => wording(table)))} could not be read: unknown cells do not count as present.` : `Training is BLOCKED because no date from ${grid.range.first} to ${grid.range.last} is expected to have rows in a training table.`);
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
		...phase?.impact === void 0 ? [] : [`Impact: ${sentence(phase.impact)}`],
		...own.map(({ title, group }) => `Cause${onDates(group.dates, " on ")}: **${title}**. ${group.evidence.slice(0, 2).map(sentence).join(" ")}`),
		outline === void 0 || outline.cells.length === 0 ? "Repair: no run can repair it; see the finding." : `Repair: plan phase ${outline.phase}, ${minutesText(outline.estimate)}.${outline.includeWarmUp ? " It needs `--include-warm-up`." : ""}`
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
	lateness: null,
	out: null,
	name: null
};

/** The four phases in their order; a cell that falls to two findings is counted once, in the earlier phase. */
function outlinePhases(grid, advice, target) {
	const taken = /* @__PURE__ */ new Set();
	return PLAN_PHASES.map((phase) => {
		const some = advice.filter(({ repair }) => repair.planPhase === phase);
		const cells = some.flatMap(({ repair }) => repair.cells).filter(({ table, date }) => {
			const key = keyOf({
				table,
				date
			});
			if (taken.has(key)) return false;
			taken.add(key);
			return true;
		});
		const keys = new Set(cells.map(keyOf));
		const runs = ({ repair }) => repair.cells.some(({ table, date }) => keys.has(keyOf({
			table,
			date
		})));
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
const PLANNED = ["run", "refresh"];
/** Every finding by priority, with its causes, their evidence and the repair. Only P0 is open: the plan says what to run for the others. */
function renderFindings$1(data) {
	const { assessment, advice } = data;
	const { findings, unread } = assessment;
	if (findings.length === 0) return nothing("Findings", unread.length === 0 ? "none; every expected cell is complete." : "none among the cells that could be read.");
	return section("Findings", ...PRIORITIES.flatMap((priority) => {
		const some = findings.filter((finding) => finding.priority === priority);
		if (some.length === 0) return [];
		const texts = some.flatMap((finding) => renderFinding(data, finding, advice.filter(({ group }) => group.finding.id === finding.id)));
		return [`### ${priority}: ${count(some.length, "finding")}`, ...priority === "P0" ? texts : [bullets(some.map(short)), folded("Causes and evidence", ...texts)]];
	}));
}
const short = ({ title, dates }) => capital(sentence(title)) + (dates.length === 0 ? "" : ` (${count(dates.length, "date")})`);
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
		remove: `${phase} rebuilds their dates; only --remove-strays removes rows.`,
		wait: "not yet.",
		declare: "no run can repair it.",
		ask: "no run can repair it.",
		never: "impossible."
	}[repair.way];
	return [
		`**Cause${where}: ${title}${byDesign ? "; nothing failed" : ""}.**`,
		bullets([
			...shown,
			...more > 0 ? [`${more} more in run.json`] : [],
			`Repair: ${[way, ...PLANNED.includes(repair.way) ? [] : repair.words.map(sentence)].join(" ")}`
		]),
		...repair.line === null || causes === 1 ? [] : alone(assessment, advice, repair.line)
	].join("\n\n");
}
/** A run of these cells alone can be proven only if their upstreams are complete. */
function alone({ grid }, { repair }, line) {
	const own = new Set(repair.cells.map(keyOf));
	const wholeness = new Wholeness(grid);
	const flaw = repair.cells.flatMap((cell) => wholeness.under(cell)).find((one) => !own.has(keyOf(one)));
	return flaw === void 0 ? ["To repair only this cause:", fence("sh", line)] : [`Not on its own: it is computed from ${sentence(flawText(flaw))}. The phases above repair that first.`];
}

const number = (value) => value.toLocaleString("en-US");
/** One line: what was read anew, and where the rest is from. */
function countedText({ anew, of, since, why }) {
	if (since === null) return `counted anew: all ${count(of.tables, "table")}, ${number(of.cells)} cells${why === null ? "" : `, because ${why}`}`;
	return `counted anew: ${number(anew.tables)} of ${count(of.tables, "table")}, ${number(anew.cells)} of ${number(of.cells)} cells; the rest unchanged since ${since}`;
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
		["owner now", owners?.now == null ? "unassigned; add your name to the notes" : quoted(owners.now)],
		["owner next", owners?.next == null ? nextOwner(data) : quoted(owners.next)],
		["previous handoff", previousCopy === null ? "none from an earlier day" : fileLink(previousCopy)],
		["notes by people", notes === null ? "none yet; add yours at the end of this file" : `${count(notes.split("\n").length, "line")} at the end of this file; read them first`],
		...provenance.counted === void 0 ? [] : [["read", quoted(countedText(provenance.counted))]],
		...provenance.runUrl === null ? [] : [["log of this run", provenance.runUrl]],
		...target.csv === null ? [] : [["read from", `a CSV file, not a warehouse. The commands below use ${wording(target.environment)}: first check that the CSV comes from it`]],
		...target.declared?.destructive === true ? [["warning", `writes to ${wording(target.environment)} change data that others use`]] : []
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
	if (training === "BLOCKED") return unread.length > 0 ? "now: training is waiting; first make the unread tables readable" : "now: training is waiting, and it will not recover by itself";
	const ends = advice.filter(({ repair }) => repair.way === "wait").map(({ group }) => graceEnd({
		grid: assessment.grid,
		group
	})).sort();
	if (open.length > 0 || advice.some(({ repair }) => STARTED.includes(repair.way))) return "today; training is not blocked";
	if (ends.length > 0) return `not before ${ends.at(-1)}: the newest dates may still arrive`;
	return unread.length > 0 ? "today: some tables could not be read" : "no action needed";
}
function timeToUnblock({ assessment, phases }) {
	const { unread } = assessment;
	const [first] = phases;
	const run = first === void 0 || first.cells.length === 0 ? null : `${minutesText(first.estimate)}, plan phase 1`;
	if (unread.length > 0) return `unknown until every table can be read${run === null ? "" : `; then ${run}`}`;
	return run ?? "unknown: no repair run unblocks it";
}
/** Without a name, those who fill the tables that the first open phase is about. */
function nextOwner({ open, target, assessment }) {
	const tables = open[0]?.tables ?? [];
	const owners = assessment.grid.pipeline.tables.flatMap(({ id, producers }) => {
		const producer = tables.includes(id) ? producers[target.environment] : void 0;
		return producer?.kind === "service" ? [producer.owner] : [];
	});
	const names = [...new Set(owners)].map(wording);
	return names.length === 0 ? "unassigned" : `unassigned; ${names.join(" and ")} own the tables of the first step`;
}
/** What was not read comes before everything that is said about the rest. */
function renderUnread({ assessment }) {
	const { unread, unknownCells, scores } = assessment;
	if (unread.length === 0) return [];
	const bounds = boundedAverage(scores);
	return [[`> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(unknownCells, "cell")}.** This report covers only the other tables.`, ...bounds === null ? [] : [`> Depending on the unread cells, the average score is between ${roundScore(bounds.low)} and ${roundScore(bounds.high)}.`]].join("\n"), table([
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
function renderIssues({ issues, repairs }, today) {
	const open = issues.filter((issue) => issue.open);
	const rest = restWords(issues, today);
	if (open.length === 0) return rest.length === 0 ? [] : [section("Issues", ...rest)];
	const left = open.length - MOST_ROWS$1;
	return [section("Issues", table([
		"issue",
		"about",
		"game dates",
		"owner",
		"newest repair"
	], open.slice(0, MOST_ROWS$1).map((issue) => [
		link(`issue ${issue.number}`, issue.url),
		issue.subject === null ? "what can wait" : wording(issue.subject),
		shortDates(issue.target.dates),
		issue.assignees.length === 0 ? "nobody yet" : listed(issue.assignees.map((login) => quoted(login, 60))),
		repairWords(issue, repairs)
	])), ...left > 0 ? [`And ${count(left, "issue")} more.`] : [], ...rest)];
}
/** Issues that people closed as not planned: no validation opens them again before that day. */
function restWords(issues, today) {
	const resting = issues.filter(({ open, restsUntil }) => !open && restsUntil !== void 0 && restsUntil >= today);
	if (resting.length === 0) return [];
	const shown = resting.slice(0, MOST_ROWS$1).map(({ number, url, subject, target, restsUntil }) => `${link(`issue ${number}`, url)} (${subject === null ? "what can wait" : wording(subject)}, ${shortDates(target.dates)}) until ${restsUntil}`);
	const more = resting.length - shown.length;
	return [`Closed as not planned, and left closed: ${listed(shown)}${more > 0 ? `, and ${more} more` : ""}.`];
}
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

/** How late the schedule starts its runs, in one sentence without a full stop. */
function latenessText(lateness) {
	if (lateness === null) return "unknown: the history has no run that a schedule started";
	const { runs, median, p90, worst } = lateness;
	return `median ${hours(median)}, 90th percentile ${hours(p90)}, worst ${hours(worst)} (last ${count(runs, "scheduled run")})`;
}
/** "7 h 37 min"; minutes are cut, not rounded up. */
function hours(minutes) {
	const whole = Math.floor(minutes);
	return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

function renderFiles({ context, provenance }) {
	const log = provenance.runUrl === null ? [] : [["the run's page, with its log", provenance.runUrl]];
	const rows = [...context.files.map(({ path, about }) => [fileLink(path), about]), ...log.map(([about = "", url = ""]) => [url, about])];
	return rows.length === 0 ? nothing("Files", "this is the only one.") : section("Files", table(["file", "what it is"], rows));
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
	return section("How this was produced", "By rules, from one reading of the tables. The same reading produces the same text:", fence("sh", validateAgain(exact, context)), table(["what", "value"], [
		["run", quoted(runId)],
		[target.csv === null ? "warehouse" : "source", quoted(warehouse)],
		["configuration", quoted(configHash)],
		["tool", quoted(toolVersion)],
		...target.csv === null ? [["scheduled runs start late by", latenessText(context.lateness)]] : [],
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
	if (last === void 0) return "Unknown: these reports record no backfill. With the run id that `backfill` printed, `verify RUN` can tell.";
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
		unread.length === 0 ? "This validation read every table." : `This validation could not read ${count(unread.length, "table")}; the errors are at the top.`,
		...failed.map(({ run, failed: cells }) => `${quoted(run)}: ${count(cells, "failed cell")}.`),
		...context.repairs.length === 0 ? ["It cannot see errors of jobs that ran elsewhere; check their logs."] : []
	].join(" ");
}
function rootCause({ advice }) {
	if (advice.length === 0) return "No findings, so no root cause.";
	const [first] = advice;
	return advice.filter(({ group }) => group.finding.priority === first?.group.finding.priority).map(({ group, title, byDesign, repair }) => {
		const what = `${sentence(group.finding.title)}${onDates(group.dates)}`;
		if (group.cause === "scattered") return `${what}: unknown; the log of one of these dates' jobs is needed.`;
		if (repair.way === "never") return `${what}: can no longer be determined (probably: ${title}).`;
		return `${what}: **${title}**${byDesign ? ", which is not a failure" : ""}.`;
	}).join(" ");
}
function prevention({ advice }) {
	const [first] = advice;
	if (first === void 0) return "Nothing to prevent.";
	const more = new Set(advice.map(({ group }) => group.cause)).size - 1;
	return `${sentence(first.prevent.words)}${more > 0 ? ` Confirm and prevent has the configuration, and the other ${count(more, "cause")}.` : " Confirm and prevent has the configuration."}`;
}
function recovery(data) {
	const since = sinceThen(data);
	const now = lagNow(data, since !== "");
	return since === "" ? now : `${since} ${now}`;
}
const TREND_WORDS = {
	filled: "is now complete",
	recovering: "is recovering",
	unchanged: "is unchanged",
	worse: "got worse"
};
/** What became of the newest dates since the run before, from its record; empty where there is none to compare with. */
function sinceThen({ assessment, context }) {
	const { previous } = context;
	const changes = recentChanges(previous?.recent ?? [], recentDates(assessment.grid));
	if (previous === null || changes.length === 0) return "";
	const texts = changes.map(({ date, was, now, trend }) => `${date} ${TREND_WORDS[trend]} (${was} before, ${now} now)`);
	return `Missing games and tables since ${instantText(previous.asOf)}: ${texts.join("; ")}.`;
}
function lagNow({ assessment, advice, target }, hasHistory) {
	const { grid } = assessment;
	const recent = advice.filter(({ group }) => isOfNewest(group.finding));
	if (recent.length === 0) return grid.tables.some((table) => columnOf(grid, table.id).some((cell) => cell.late && !isAwaited(grid, table, cell.date))) ? `Nothing is overdue: every missing cell is within its grace of ${grid.pipeline.graceHours} hours, and is marked late in gaps.csv.` : `No lag: the newest dates, up to ${grid.days.at(-1)?.date ?? grid.range.last}, lack nothing that counts as lag.`;
	return recent.map(({ group, title, repair }) => {
		const dates = `${count(group.dates.length, "date")} (${group.dates.map(wording).join(", ")})`;
		if (repair.way === "wait") return `${hasHistory ? "Still within grace" : "Not known yet"}: ${dates}, due by ${graceEnd({
			grid,
			group
		})}. Validate again then.`;
		return `No. ${dates} will not recover by themselves: ${title}. ${group.evidence.slice(0, 2).map(sentence).join(" ")} ${inline(repair.line ?? command(target, "validate"))}`;
	}).join(" ");
}

const WORDS$1 = {
	duckdb: {
		signIn: [],
		whereToAsk: ({ declared, environment }) => declared?.path === void 0 ? `Run them on ${wording(environment)}.` : `Run them in a DuckDB shell: ${inline(`duckdb -readonly ${declared.path}`)}.`,
		noAccess: (waitLonger) => ["a file is still in use by another process", `let it end, or wait longer: ${waitLonger}`],
		overQuota: () => []
	},
	bigquery: {
		signIn: ["gcloud auth application-default login", "export GOOGLE_CLOUD_PROJECT=PROJECT   # the project that holds the tables"],
		whereToAsk: ({ environment }) => `Run them in BigQuery's console, in the project of ${wording(environment)}.`,
		noAccess: () => ["a project is asked for, or access is denied", `set GOOGLE_CLOUD_PROJECT, sign in with ${inline("gcloud auth application-default login")}, and see that the account may read the datasets`],
		overQuota: (resume) => [["rateLimitExceeded", `wait a minute; the run tries again by itself. If it stopped: ${resume}, or fewer dates a statement with ${inline("--batch-size 3")}`], ["quotaExceeded", `hours, not minutes: the rest is parked with its due time. Then ${resume}`]]
	}
};
/** Of an environment that no pipeline declares, those that need least. */
const engineWords = ({ declared }) => WORDS$1[declared?.engine ?? "duckdb"];

const MOST_CHECKS = 4;
/** By cause: queries that confirm it, and how to prevent it. Empty without causes. */
function renderConfirm({ advice, target, provenance }) {
	const kinds = CAUSE_KINDS.filter((kind) => advice.some(({ group }) => group.cause === kind));
	if (kinds.length === 0) return [];
	const file = provenance.pipelineFile ?? PIPELINE.default;
	return [section("Confirm and prevent", `The queries only read. ${engineWords(target).whereToAsk(target)} Add configuration to ${wording(file)} under the existing key and check it with ${inline(command(target, "config check"))}. Use the commands under Prevent after the repair: while findings are open they may end with exit code 1.`, ...kinds.map((kind) => renderKind(advice.filter(({ group }) => group.cause === kind))))];
}
function renderKind(advice) {
	const title = advice[0]?.title ?? "";
	const checks = once$1(advice.flatMap(({ confirm }) => confirm), ({ text }) => text);
	const prevents = once$1(advice.map(({ prevent }) => prevent), ({ yaml, line }) => `${yaml} ${line}`);
	const words = once$1(prevents.map((prevent) => prevent.words), (text) => text);
	return [
		`### ${capital(title)}`,
		...checks.slice(0, MOST_CHECKS).flatMap(({ says, language, text }) => [`Confirmed if: ${sentence(says)}`, fence(language, text)]),
		...words.map((text) => `Prevent: ${sentence(text)}`),
		...once$1(prevents.flatMap(({ yaml }) => yaml ?? []), (text) => text).map((text) => fence("yaml", text)),
		...once$1(prevents.flatMap(({ line }) => line ?? []), (text) => text).map((text) => fence("sh", text))
	].join("\n\n");
}
function once$1(items, keyOf) {
	return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

/** Watch a run shorter than this to its end; leave a longer one after its canary. */
const WATCH_MINUTES = 15;
/** The three decisions before the first open phase, each with a recommendation, its reasons and the cost of the alternative. */
function renderDecisions(data) {
	const [first] = data.open;
	if (first === void 0) return nothing("Decisions", "none; there is nothing to run.");
	return section(`Decisions before plan phase ${first.phase}`, runOrLook(data, first), allOrSome(data, first), watchOrLeave(first));
}
function runOrLook({ target }, outline) {
	const { running } = outline;
	const unclear = running.filter(({ first }) => first === "look");
	const [checks] = running.map(({ confirm }) => confirm);
	const answer = unclear.length === 0 ? "Run it now." : unclear.length === running.length ? "Investigate first." : "Run the part with a known cause; investigate the rest first.";
	const warmUp = running.some(({ group }) => group.cause === "warm-up");
	return [`**Run now, or investigate first? ${answer}**`, bullets([
		...running.map(({ group, title, why }) => `${count(group.dates.length, "date")}, ${title}. ${sentence(why)} ${group.evidence.slice(0, 3).map(sentence).join(" ")}`),
		...checks === void 0 || checks.length === 0 ? [] : ["To investigate first, run the queries under Confirm and prevent: 2 minutes."],
		...warmUp ? [`The alternative: if models can do without these days, run nothing. ${inline(command(target, "validate", { policy: "expected" }))} shows the state if they are expected to be empty.`] : []
	])].join("\n\n");
}
function allOrSome({ assessment, target }, outline) {
	const { dates, cells, estimate, running, callable } = outline;
	const question = "**All dates, or a test batch first?";
	const canary = chooseCanary(assessment, cells, 3);
	if (canary.length === 0) return `${question} All at once:** ${count(dates.length, "date")} would be a test batch anyway.`;
	const takes = minutesText(partOf(estimate, canary.length, dates.length));
	const larger = command(target, "backfill", {
		...phaseOptions(outline),
		canary: "5"
	});
	return [`${question} A test batch of ${3}:** ${listed(canary)}.`, bullets([
		callable.length > 0 ? `\`backfill\` does this automatically: it continues only if these dates come out as predicted. The test batch takes ${takes}.` : `Ask for these dates first, then validate. Continue only if their cells are complete. That takes ${takes}.`,
		...running.length === 1 ? [`All ${dates.length} dates have one cause, so ${3} of them represent the rest.`] : [`The ${dates.length} dates have ${running.length} causes. A larger test batch covers more of them:`],
		...running.length > 1 && callable.length > 0 ? [inline(larger)] : []
	])].join("\n\n");
}
function watchOrLeave({ estimate, dates, callable }) {
	const { minutes, undeclared } = estimate;
	const question = "**Watch it, or leave it running?";
	const takes = `${count(dates.length, "date")} take ${minutesText(estimate)}`;
	if (callable.length === 0) return `${question} It does not run here:** ${takes}. Agree with the owner when to validate again.`;
	if (undeclared.length > 0 && minutes === 0) return `${question} Watch the test batch:** ${takes}. The test batch measures it.`;
	if (minutes <= WATCH_MINUTES) return `${question} Watch it:** ${takes}.`;
	return `${question} Watch the test batch, then leave it:** ${takes}. A failed date does not stop the others, and \`--resume RUN\` continues an interrupted run.`;
}

/** A schedule that is fetched again makes games known, and what they lack with them. */
const refillsSchedule = ({ assessment }, { tables }) => tables.includes(gamesCalendar(assessment.grid.pipeline)?.table ?? "");
/** Days that the schedule does not know: what reads over them waits, whatever a phase has for it to do. */
const hasUnknownDays = ({ assessment }) => assessment.grid.days.some(({ unlisted }) => unlisted !== void 0);
/** What training is after a phase whose repairs all succeed, as far as it can be told before. */
function trainingAfter({ assessment }, { cells }) {
	const keys = new Set(cells.map(keyOf));
	const isOurs = (cell) => keys.has(keyOf(cell));
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
/** The four phases in order: their commands, the best result each can reach, and its risks. */
function renderPlan(data) {
	const { phases, open, advice } = data;
	const unplanned = advice.filter(({ repair }) => repair.planPhase === null);
	if (open.length === 0) return [nothing(TITLE$2, `nothing to run in any of the four phases${data.assessment.unread.length === 0 ? "" : ", among the tables that could be read"}.`), ...advice.length === 0 ? [] : [bullets(advice.map((one) => notRun$1(data, one)))]].join("\n\n");
	return section(TITLE$2, `Run the phases in this order. After each, validate again: ${inline(command(data.target, "validate"))}`, bullets(everyPhase(data)), ...phases.flatMap((outline) => renderPhase(data, outline)), ...unplanned.length === 0 ? [] : ["### Outside the phases", bullets(unplanned.map((one) => notRun$1(data, one)))]);
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
			`Repairs ${count(cells.length, "cell")} on ${count(dates.length, "date")}, in ${tables.map(wording).join(", ")}: ${minutesText(estimate)}.`,
			...once(running.map(whatOf)),
			...handOverTexts(data, outline),
			`Best result: ${reaches(data, outline)}`,
			...once(resting.map((one) => notRun$1(data, one))),
			...risks(data, outline)
		]),
		fence("sh", linesOf(data, outline).join("\n"))
	];
}
/** Two findings may be one repair. */
const once = (texts) => [...new Set(texts)];
/** What holds for every phase, said once. */
function everyPhase({ assessment, target, open }) {
	const isShared = target.declared?.destructive === true && open.some(({ callable }) => callable.length > 0);
	return [
		"`plan` shows what a phase would do and writes nothing. Best results are ceilings: they assume that every repair of the phase succeeds.",
		"A failed date is listed with its cause and does not stop the others. Note it, finish the phase, then look at it.",
		...open.some((outline) => outline.phase < 4 && isRead(assessment, outline)) ? ["Tables computed from the refilled ones may become stale. The plan says how many cells, the next validation lists them, and phase 4 recomputes them."] : [],
		...isShared ? [`Others use ${wording(target.environment)} while this runs. Replaced rows are kept for ${7} days; \`undo RUN\` restores them.`] : []
	];
}
/** Whether a table outside the phase is computed from one of its tables. */
const isRead = ({ grid }, { tables }) => grid.pipeline.tables.some(({ id, upstream }) => !tables.includes(id) && upstream.some(({ table }) => tables.includes(table)));
const whatOf = ({ title, group, repair }) => `${count(group.dates.length, "date")}, ${title}: ${runsText(group.runs, 6)}.${repair.way === "refresh" ? " This fetches the schedule of these dates again and changes no other table." : ""}`;
/** Who has to be asked for what, where it cannot be run from here; empty where it can. */
function handOverTexts({ target }, outline) {
	const override = outline.includeWarmUp ? ", with their override for the first days of the season" : "";
	return outline.handOver.map(({ owner, tables, runs }) => `**${wording(owner)} cannot be called in ${wording(target.environment)}: no address is declared. Ask them for ${tables.map(wording).join(", ")} on ${dateListOf(runs)}${override}.**`);
}
function linesOf({ target }, outline) {
	const options = phaseOptions(outline);
	const run = command(target, "backfill", options);
	return [
		command(target, "plan", options),
		...outline.callable.length > 0 ? [run] : ["# ask for the dates, as above; once their address is declared, this repairs them:", `# ${run}`],
		...outline.phase === 1 ? ["# after validating: passes if training may run", command(target, "gate")] : []
	];
}
function reaches(data, outline) {
	const { assessment } = data;
	const { phase } = outline;
	const { ceilings, unread } = assessment;
	const parts = [`dates with every training table ${percentText(ceilings.completion[phase])} (now ${completionText(assessment)})`, `average ${averageText(ceilings.average[phase])} (now ${averageWords(assessment)})`];
	const training = phase === 1 && assessment.training === "BLOCKED" ? unread.length > 0 ? "; training stays BLOCKED until every table that it needs can be read" : `; training ${trainingAfter(data, outline)}` : "";
	return `${parts.join(", ")}${training}.`;
}
function risks({ target, assessment }, outline) {
	const variables = new Set(assessment.grid.pipeline.tables.flatMap((table) => {
		const producer = producerIn(target, table);
		if (producer?.kind !== "service" || !outline.callable.includes(table.id)) return [];
		return producer.urlFrom ?? [];
	}));
	return [...once(outline.running.map(({ title, repair }) => `${capital(title)}: ${repair.words.map(sentence).join(" ")}`)), ...variables.size > 0 ? [`It calls services: first set ${[...variables].join(" and ")} to their address (docs/how-to/services.md).`] : []];
}
/** A finding of the phase that no run repairs, and why. */
function notRun$1({ assessment }, { group, title, repair }) {
	const what = `${sentence(group.finding.title)}${onDates(group.dates)}`;
	switch (repair.way) {
		case "never": return `Not run: ${what}. It cannot be recreated after the fact.`;
		case "wait": return `Not yet: ${what} (${title}). Wait until ${graceEnd({
			grid: assessment.grid,
			group
		})}; then ${inline(repair.line ?? "")}`;
		case "remove":
			if (repair.line === null) return `By hand: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
			return `Only on request: ${what} (${title}). ${inline(repair.line ?? "")} removes the misplaced rows.`;
		case "declare":
		case "ask": return `No run repairs this: ${what} (${title}). ${repair.words.map(sentence).join(" ")}`;
		case "run":
		case "refresh": return `Done with an earlier phase: ${what} (${title}).`;
	}
}

const MOST = 5;
/** Ways of repair that no command can take. */
const BEYOND = [
	"ask",
	"declare",
	"never",
	"wait"
];
const beyondCommands = ({ advice }) => advice.filter(({ repair }) => BEYOND.includes(repair.way) || repair.way === "remove" && repair.line === null);
/** What holds training back that no command can repair, and who can; empty where nothing does. */
function beyondWords(data) {
	const { assessment } = data;
	const { training, readiness } = assessment;
	const some = beyondCommands(data);
	const held = readiness.holding.filter(({ from }) => from !== "COMPLETE");
	return [
		held.length === 0 ? `Training stays ${training}.` : `Training stays ${training}: ${listed(held.slice(0, MOST).map(({ why }) => sentence(why)))}.`,
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

/** The repair in numbered steps, each with its minutes, its commands and the result to expect. */
function renderQuickStart(data) {
	const { assessment, open, advice, target, context } = data;
	const again = validateAgain(target, context);
	if (!advice.some(({ repair }) => repair.way !== "never") && assessment.unread.length === 0 && assessment.training !== "BLOCKED") return nothing("Quick start", `no action needed. To validate again: ${inline(again)}`);
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
			says: "In the notes at the end of this file: who owns it now, what ran, what remains.",
			lines: []
		}
	];
	return section("Quick start", steps.map(({ title, minutes, says, lines }, at) => [`${at + 1}. **${title}** (${minutes}). ${says}`, ...lines.length === 0 ? [] : [indented(`\n${fence("sh", lines.join("\n"))}`)]].join("\n")).join("\n\n"));
}
function setUp({ target }) {
	const signIn = target.declared?.project === void 0 ? engineWords(target).signIn : [];
	const place = target.declared?.path;
	const there = place === void 0 ? "its tables do not exist" : `${inline(place)} does not exist`;
	return {
		title: "Set up",
		minutes: "2 min",
		says: `Run every command in a checkout of this repository.${!target.recorded ? "" : ` If ${there}, load the recorded incident first: ${inline(command(target, "sample load", { scenario: "incident-2026-01-25" }))}.`}`,
		lines: ["npm ci", ...signIn]
	};
}
function look({ assessment, target, context }) {
	const { readiness, counts, unread } = assessment;
	const code = unread.length > 0 ? 3 : counts.P0 > 0 ? 1 : 0;
	return {
		title: "Confirm the current state",
		minutes: "1 min",
		says: `Expect training ${stateText(readiness)}, ${counts.P0} P0, ${counts.P1} P1 and ${counts.P2} P2 findings, and exit code ${code}. It changes no data. If the result differs, use the HANDOFF.md that it writes instead of this one.`,
		lines: [validateAgain(target, context), ...target.csv === null ? [] : [`# the warehouse knows more than the CSV: games by id, and later changes`, command({
			...target,
			options: { environment: target.environment }
		}, "validate")]]
	};
}
function unreadSteps({ assessment, target }) {
	if (assessment.unread.length === 0) return [];
	return [{
		title: "Make the unread tables readable",
		minutes: "duration unknown",
		says: `${assessment.unread.map(({ table }) => wording(table)).join(", ")}: the errors are at the top of this file. Then validate again. Repairs wait until these tables can be read.`,
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
		title: "Remove misplaced rows",
		minutes: "2 min",
		says: `Your decision: ${tables.map(wording).join(", ")} hold rows of games that the schedule does not list (see Findings). If the schedule is right, this removes only those rows and rebuilds the dates that lack them. The rows are kept for ${7} days, and \`undo RUN\` restores them. Exit code 1 means the repair is not fully proven: validate anyway and continue with the next handoff.`,
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
	const lists = hasUnknownDays(data) ? `Expect at most ${what} to rebuild. It names the cells that wait for the schedule` : `Expect ${what} to rebuild`;
	return [
		{
			title: `Show the plan of phase ${outline.phase}`,
			minutes: "1 min",
			says: `${lists}${target.csv === null ? "" : ", or more if the warehouse has tables that the CSV does not cover"}. It writes nothing.`,
			lines: [command(target, "plan", options)]
		},
		runStep(data, outline),
		{
			title: "Validate again",
			minutes: "1 min",
			says: `${mustSay(data, outline)} ${target.csv === null ? "It replaces this handoff and keeps the notes: continue with the new one." : `It writes a handoff of ${wording(target.environment)}: continue with that one.`}`,
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
		says: `It repairs a few dates first, and continues only if they come out as predicted.${care}${asked.map((text) => ` ${text}`).join("")} Keep the run id that it prints. Exit code 1 means the repair is not fully proven; its last lines say why. Validate anyway and continue with the next handoff.`,
		lines: [command(target, "backfill", phaseOptions(outline))]
	};
}
/** Where no command is left to run: what remains, and who can do it. */
const beyondSteps = (data) => [{
	title: "Pass on what no command can repair",
	minutes: "duration unknown",
	says: beyondWords(data),
	lines: []
}];
const goOn = (later) => ({
	title: `Continue with plan ${later.length === 1 ? "phase" : "phases"} ${later.map(({ phase }) => phase).join(", ")}`,
	minutes: minutesText(sumOf(later.map(({ estimate }) => estimate))),
	says: "The new handoff starts with the next phase. Their commands are also under The plan.",
	lines: []
});

/** Problems and their fixes, with the options of this environment; those of repair runs only if a phase is open. */
function renderTroubleshooting(data) {
	const { target, open, context, assessment } = data;
	const start = ["a command does not start", `${inline("npm ci")} in the checkout, then ${inline(command(target, "config check"))}, which names file, line and column of an error`];
	const codes = ["exit codes", EXIT_CODES.map(([number, meaning]) => `${inline(String(number))} ${meaning}`).join(". ")];
	const unread = assessment.unread.length === 0 ? [] : [["a table stays unread", `its error is at the top of this file. After fixing it: ${inline(validateAgain(target, context))}`]];
	const wait = command(target, "validate", { "lock-wait": "120" });
	const access = engineWords(target).noAccess(inline(wait));
	const runs = open.length > 0 ? aboutRuns(data) : [];
	if (runs.length === 0 && unread.length === 0) return nothing("Troubleshooting", `if ${start.join(": ")}. Exit codes: ${codes[1]}.`);
	const all = [
		start,
		...unread,
		access,
		...runs,
		codes
	];
	return section("Troubleshooting", bullets(all.map(([see, act]) => `**${see}:** ${act}`)), ...runs.length === 0 ? [] : ["RUN is the run id that `backfill` prints."]);
}
function aboutRuns({ target, open }) {
	const [first] = open;
	const resume = inline(command(target, "backfill", { resume: "RUN" }));
	const date = first?.dates[0];
	const one = first === void 0 || date === void 0 ? null : {
		tables: first.tables.join(","),
		dates: date
	};
	const look = one === null ? "" : ` Then plan it alone: ${inline(command(target, "plan", one))}`;
	const again = one === null || first?.callable.length === 0 ? "" : ` Then force one date: ${inline(command(target, "backfill", {
		...one,
		force: true
	}))}`;
	return [
		...engineWords(target).overQuota(resume),
		["a run was interrupted", `${resume} continues it; nothing is done twice`],
		["one date fails", `note it and let the others finish.${look}`],
		["the plan is empty, or cells are refused", `the plan names the rule. warm-up: add ${inline("--include-warm-up")}. not-rebuildable: it cannot be recreated. owner: only the owner can fill the table, so ask them for the dates. A blocked cell names the upstream that it waits for`],
		["a replacement is refused because rows would shrink", `fewer than half of the old rows would remain. Find out why before using ${inline("--allow-shrink")}`],
		["a validation shows no improvement", `check that rows were written (queries under Confirm and prevent), that the run ended with exit code 0, and that the environment is the same.${again}`],
		["the repair made it worse", `${inline(command(target, "undo", {}, "RUN"))} restores the rows that the run replaced`]
	];
}

const TITLE$1 = "Timeline";
const EXPECTED = "Expected durations come from `minutesPerDate` in the declaration, not from measurements. Add time to read and decide.";
/** The expected duration of each open phase, and how long the repair runs since the last handoff took. */
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
			"all phases",
			minutesText(sumOf(open.map(({ estimate }) => estimate))),
			""
		]] : [],
		...repairs.filter((repair) => !open.some((outline) => isOf(outline, repair))).map((repair) => [
			`a repair of ${count(repair.dates, "date")}`,
			"",
			tookText(repair)
		]),
		...waiting.map(({ group }) => [
			`the newest ${count(group.dates.length, "date")} may still arrive`,
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
/** Whether the run wrote only tables of this phase. */
const isOf = ({ tables }, repair) => repair.tables.length > 0 && repair.tables.every((id) => tables.includes(id));
/** The repair runs since the last handoff. */
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
	const took = Number.isNaN(ms) ? "no end recorded" : `${(ms / 6e4).toFixed(1)} min`;
	return `${quoted(run)}: ${outcome}, ${took} for ${count(dates, "date")}`;
}

/** What changed since the last handoff, what ran, what did not run and why, and what was modified. */
function renderSince(data) {
	const { context } = data;
	return section("Since the last handoff", ...context.previous === null ? ["This environment has no earlier handoff to compare with."] : compared(data, context.previous), bullets([
		...ran(data),
		...notRun(data),
		modified(data)
	]));
}
function compared({ assessment, context, provenance }, before) {
	const { grid, training, counts, unknownCells, findings } = assessment;
	const range = `${before.range.first} to ${before.range.last}`;
	const where = context.previousCopy === null ? "" : `, ${fileLink(context.previousCopy)}`;
	const lead = `Last handoff: run ${quoted(before.run)}, as of ${instantText(before.asOf)}, ${wording(range)}${where}.`;
	if (before.range.first !== grid.range.first || before.range.last > grid.range.last) return [`${lead} It covers other dates, so the two are not compared.`];
	const then = new Map(before.findings.map((finding) => [finding.id, finding]));
	const now = new Set(findings.map(({ id }) => id));
	const changes = [
		...findings.flatMap(({ id, title, dates }) => {
			const old = then.get(id)?.dates;
			if (old === dates.length) return [];
			return old === void 0 ? [`New: ${sentence(title)}${onDates(dates)}`] : [`Changed: ${sentence(title)}, ${count(dates.length, "date")} (was ${old})`];
		}),
		...before.findings.filter(({ id }) => !now.has(id)).map(({ title, dates }) => `Gone: ${sentence(title)} (was ${count(dates, "date")})`),
		...before.configHash === provenance.configHash ? [] : ["The configuration has changed since, which may explain part of the difference."]
	];
	const rows = [
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
	];
	return [
		lead,
		rows.every(([, then, now]) => then === now) ? `Unchanged: ${rows.map(([what, , now]) => `${what} ${now}`).join(", ")}.` : table([
			"what",
			"then",
			"now"
		], rows),
		changes.length === 0 ? "No finding appeared, disappeared or changed in size." : bullets(changes)
	];
}
function ran(data) {
	const repairs = repairsSince(data);
	if (repairs.length === 0) return ["Ran: this validation. No repair run is recorded."];
	return ["Ran: this validation, and these repair runs.", ...repairs.map(({ run, outcome, started, finished, done, failed, parked, dates, tables, receipt }) => `Ran: ${quoted(run)}: ${outcome}; ${instantText(started)} to ${finished === null ? "no end recorded" : instantText(finished)}; ${done} cells done, ${failed} failed, ${parked} parked; ${count(dates, "date")} of ${tables.map(wording).join(", ")}${receipt === null ? "" : `; ${fileLink(receipt)}`}`)];
}
function notRun({ assessment, open, advice }) {
	const fixed = advice.filter(({ repair }) => repair.way === "never");
	return [
		...open.length === 0 ? [] : [`Not run: plan ${open.length === 1 ? "phase" : "phases"} ${listed(open.map(({ phase }) => String(phase)))}. A validation repairs nothing; a person decides.`],
		...fixed.length === 0 ? [] : [`Cannot be repaired: ${listed([...new Set(fixed.map(({ group }) => sentence(group.finding.title)))])}.`],
		...assessment.unread.length === 0 ? [] : [`Not read: ${listed(assessment.unread.map(({ table: id }) => wording(id)))}.`]
	];
}
function modified(data) {
	const done = repairsSince(data).reduce((sum, repair) => sum + repair.done, 0);
	return done === 0 ? "Modified: nothing. Validations only read." : `Modified: ${count(done, "cell")}, by the repair runs above. Validations only read.`;
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

const TITLE = "Not covered by this report";
const MOST_REASONS = 8;
/** What this handoff does not cover, so that nobody takes silence for health. */
function renderUnknowns(data) {
	const items = [
		...unread(data),
		...notInCsv(data),
		...shadows(data),
		...excused(data),
		...waivers(data)
	];
	return items.length === 0 ? nothing(TITLE, "nothing; every declared table was read and every cell was expected.") : section(TITLE, bullets(items));
}
const unread = ({ assessment }) => assessment.unread.map(({ table, cells, error }) => `${wording(table)}: ${count(cells, "cell")} could not be read: ${quoted(error)}`);
function notInCsv({ assessment, target }) {
	if (target.csv === null) return [];
	const { grid } = assessment;
	return ["This report comes from a CSV of 20 columns. It cannot tell which games a table lacks, or whether points add up to the final score: that needs a warehouse.", `Phases 3 and 4 are counted in rows, not games: a date with any rows counts as present. The CSV covers ${grid.tables.length} tables and not the schedule itself.`];
}
function shadows({ assessment: { grid } }) {
	return grid.tables.filter(({ shadow }) => shadow).map(({ id }) => {
		const cells = columnOf(grid, id);
		const filled = cells.filter(isPresent).length;
		return `${wording(id)}: rows on ${filled} of ${count(cells.length, "date")}. It is only observed: it blocks nothing, does not count in the score and makes no finding.`;
	});
}
/** Cells that a rule excuses, by the reason of the rule. */
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
/** Waivers that no longer excuse anything. */
const waivers = ({ assessment }) => waiverNotes(assessment.grid).map((note) => waiverSentence(note, quoted(waiverWords(note.waiver))));

const isQuiet = ({ assessment }) => assessment.findings.length === 0 && assessment.unread.length === 0;
const explained = (data) => [renderSince(data), renderQuestions(data)];
/** Sections that say one line, next to each other, as one list. */
function together(sections) {
	const isLine = (text) => /^\*\*[^:\n]+:\*\* [^\n]+$/.test(text);
	return sections.flatMap((text, at) => {
		if (!isLine(text)) return [text];
		if (isLine(sections[at - 1] ?? "")) return [];
		const end = sections.findIndex((one, index) => index > at && !isLine(one));
		return [bullets(sections.slice(at, end === -1 ? void 0 : end))];
	});
}
/** What is looked up rather than read; its summary names the sections. Nobody has to act on a quiet morning. */
function reference(data) {
	const sections = [
		...isQuiet(data) ? explained(data) : [],
		renderNumbers(data),
		...renderConfirm(data),
		renderTroubleshooting(data),
		renderFiles(data),
		renderProduced(data)
	];
	const titles = sections.map((text) => /^(?:## |\*\*)([^:\n]+)/.exec(text)?.[1] ?? "");
	return folded(titles.join(", "), ...sections);
}
/**
* HANDOFF.md: what is broken, why, and what to do next, for somebody who has nothing but this file. What is acted on
* comes first, what explains it after. Ends with a line break.
*/
function renderHandoff(assessment, provenance, context = NO_CONTEXT) {
	const data = handoffData(assessment, provenance, context);
	return `${together([
		`# Handoff: training ${stateText(assessment.readiness)} (${wording(assessment.grid.environment)})`,
		headline(assessment),
		...renderUnread(data),
		renderHeader(data),
		renderCritical(data),
		...renderIssues(context, data.assessment.grid.asOf.toISOString().slice(0, 10)),
		renderQuickStart(data),
		renderDecisions(data),
		renderPlan(data),
		renderTimeline(data),
		renderCriteria(data),
		renderFindings$1(data),
		renderChain(data),
		...isQuiet(data) ? [] : explained(data),
		renderUnknowns(data),
		reference(data),
		renderNotes(context.notes)
	]).join("\n\n")}\n`;
}

/** The folder of the dated copies, under the environment's folder. */
const COPIES = "handoffs";
const BACKFILLS = "backfills";
/** The dated copy of a run: one a day and environment, the last of the day. From the environment's folder. */
const handoffCopy = ({ asOf, environment }) => `${COPIES}/HANDOFF-${asOf.slice(0, 10)}-${environment}.md`;
/** What the handoff of this run takes over from those before it: read before anything is written. */
async function handoffContext(place, folder, record, files) {
	const copy = handoffCopy(record);
	const [latest, replaced] = [await readIfThere((0, import__node_path.join)(folder, "latest", "HANDOFF.md")), (await readDated(folder, COPIES, copy.slice(9)))?.text ?? null];
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
	const names = await namesIn((0, import__node_path.join)(folder, COPIES));
	const isBefore = (name) => isCopyOf(name, environment) && `${COPIES}/${name}` < copy;
	const newest = names.filter(isBefore).sort().at(-1);
	if (newest !== void 0) return `${COPIES}/${newest}`;
	return (await bundledNames(folder, COPIES)).filter(({ name }) => isBefore(name)).sort((a, b) => a.name < b.name ? -1 : 1).at(-1)?.path ?? null;
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

/** README.md of an environment: the latest state, its picture, the files and the trend. Links are relative to its own folder. */
function renderReportsIndex(input) {
	const { name, latest, history, costs = null, files } = input;
	const there = new Set(files);
	return `${[
		`# Reports of ${wording(name)}`,
		"<!-- Written by each validation; edits here are lost. -->",
		...there.has("latest/badge.svg") ? [`![Training ${latest.training}](${BADGE})`] : [],
		state(latest),
		...start(there),
		"[All environments](../README.md)",
		...unknownBanner$1(latest),
		...there.has(PICTURES.light) && there.has(PICTURES.dark) ? [picture(latest)] : [],
		"## Findings",
		findings(latest),
		"## Trend",
		renderTrend(history),
		`Scheduled runs start late by: ${latenessText(latenessIn(history))}.`,
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
	const known = REPORT_FILES.filter(({ path }) => files.includes(path));
	const isKnown = new Set(known.map(({ path }) => path));
	const others = files.filter((file) => !isKnown.has(file)).sort();
	return table(["file", "what it is"], [...known, ...others.map((path) => ({
		path,
		about: ""
	}))].map(({ path, about }) => [link(wording(path), path), about]));
}

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
	return `${days.some(({ date }) => reported?.get(date)?.row.scheduled_games === null) ? "at least " : ""}${count(gamesOf$1(slice), "game")}`;
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
	String(gamesOf$1(season)),
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
			String(gamesOf$1(part)),
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
function renderSeason(assessment, lateness = null) {
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
		renderFindings(assessment),
		...lateness === null ? [] : ["## Validations", `Scheduled runs start late by: ${latenessText(lateness)}.`]
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
async function writeSeason(folder, assessment, lateness) {
	const texts = {
		"latest/SEASON.md": renderSeason(assessment, lateness),
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
	const files = REPORT_FILES.filter(({ path, isAside = false }) => !isAside && (hasHealth || path !== "latest/health.csv") && (hasIssues || path !== "latest/cause-runs.json"));
	const history = mergeHistory(await readIfThere(paths.history), record);
	const lateness = isCsv ? null : latenessIn(history);
	const context = {
		...await handoffContext(place, folder, record, files),
		lateness
	};
	if (hasHealth) await writeWhole(paths.healthCsv, writeHealthCsv(healthRows(grid, scores)));
	await writeWhole(paths.gapsCsv, writeGapsCsv(grid));
	await writeWhole(paths.runJson, `${JSON.stringify(inContext(record, context), null, 2)}\n`);
	if (hasIssues) await writeCauseRuns(folder, assessment, provenance);
	const handoff = renderHandoff(assessment, provenance, context);
	await writeWhole(paths.handoff, handoff);
	await writeWhole((0, import__node_path.join)(folder, handoffCopy(record)), handoff);
	await writeWhole(paths.history, history);
	await writeSeason(folder, assessment, lateness);
	const costs = await writeCosts(place, record);
	const written = [...files.map(({ path }) => path), ...SEASON_FILES];
	const ofCosts = costs === null ? [] : [COSTS];
	await writeIndex(place, record, history, costs, [.../* @__PURE__ */ new Set([...written, ...ofCosts])]);
	await writeRootIndex(place.out);
	return paths;
}

var import_promises = require_promises();
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
/** By cell, one text for the changed partitions that it reads; "" while none has changed. By the ledger as it is when first asked. */
function upstreamFingerprints(lineage) {
	let changed;
	return (table, date) => {
		changed ??= new ChangedByTable(lineage.changed());
		return changed.fingerprint(table, date);
	};
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

/** Days back that a model may look in a table that is not among its upstreams. */
const UNDECLARED = {
	from: 365,
	to: 0
};
/**
* A model's SQL as an environment runs it: where a table that it reads has another shape there, the reading stands in for
* its name, over the days back that the upstream's window gives.
*/
function modelIn(pipeline, environment, { upstream }, sql) {
	const there = new Map(tablesOf$1(pipeline, environment).map((table) => [table.id, table]));
	const named = new Map(pipeline.tables.map((table) => [table.name, table]));
	const source = (name) => {
		const declared = named.get(name);
		const table = there.get(declared?.id ?? "");
		if (table === void 0) return `\`${name}\``;
		const { from, to } = upstream.find((one) => one.table === table.id)?.window ?? UNDECLARED;
		return tableSource(table, {
			first: `(@first_date - ${from})`,
			last: `(@last_date - ${to})`
		});
	};
	return withReplaced(sql, {
		table: source,
		param: (name) => `@${name}`
	});
}

/** The SQL of a file that the pipeline names. */
async function readSql(root, file) {
	try {
		return await (0, import_promises.readFile)((0, import__node_path.isAbsolute)(file) ? file : (0, import__node_path.join)(root, file), "utf8");
	} catch (cause) {
		throw new UserError(`The pipeline names ${file}, which cannot be read`, { cause });
	}
}
/** A model as the environment runs it, from its file. */
async function readModel(where, table, file) {
	return modelIn(where.pipeline, where.environment, table, await readSql(where.root, file));
}

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

/** Opens what a validation reads. An embedded file that is not there is an error, not an empty warehouse. */
async function openToRead(settings, waiting) {
	if (settings.engine === "bigquery") {
		await reachBigQuery(settings);
		const { openBigQuery } = await import("./warehouse.bigquery.bigquery.js");
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
	const { openBigQuery } = await import("./warehouse.bigquery.bigquery.js");
	return openBigQuery({
		...settings,
		filesAt: root
	});
}
/** By the variables that the client itself looks at. */
async function reachBigQuery({ project }) {
	const { checkBigQuery } = await import("./warehouse.bigquery.client.reach.js");
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
		const who = lockHolder(error);
		throw new UnreadableError(`${path} is still in use by another process after ${lockWaitMs / 1e3} s${who === null ? "" : `: ${who}`}. Let it finish, then run this again.`, who === null ? { cause: error } : {});
	}
}
async function mustExist(path) {
	if (!await isFile(path)) throw new UserError(`There is no warehouse at ${path}. Run "npm run ops -- sample load --environment sample" to make the sample's.`);
}
async function isFile(path) {
	return (0, import_promises.stat)(path).then((found) => found.isFile(), () => false);
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
	const tables = tablesOf$1(input.pipeline, input.environment);
	const filled = /* @__PURE__ */ new Map();
	const usual = /* @__PURE__ */ new Map();
	for (const table of inOrder(tables)) {
		const waivers = waiversFor(input.pipeline, table, input.environment, input.asOf);
		const known = tableDetail(input, table);
		if (known.usual !== null) usual.set(table.id, known.usual);
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
		usual,
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
	const beyond = beyondRetention(input.retention?.get(table.id), table.id, day.date);
	if (beyond !== null) return beyond;
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
function calendarSeen(input, tables, rows, observations, placementReads) {
	const { pipeline, range, asOf } = input;
	const calendar = gamesCalendar(pipeline);
	const placements = /* @__PURE__ */ new Map();
	for (const [id, read] of placementReads) if (read.status === "read") placements.set(id, read.placement);
	const games = rows.filter(isListed);
	const silent = unknownDays(pipeline, games, range);
	const tomorrow = addDays(lastEndedDay(asOf, pipeline.timeZone), 2);
	const others = tables.filter(({ id }) => id !== calendar?.table);
	const { strays, suspects } = findStrays({
		tables: others,
		listing: calendar === void 0 ? void 0 : new Listing(rows.map(asListed)),
		moved: new Set(rows.flatMap((row) => isListed(row) ? [] : [`${row.date} ${row.game}`])),
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
/** A moved game stands on its new date, under the id that its old rows have too. */
const asListed = (row) => ({
	date: row.movedTo ?? row.date,
	game: row.game
});
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

/** Which columns the readings give, asked without running them. Tables that are not there, or were not read, are left out. */
async function readingColumns(tables, found, warehouse) {
	const read = /* @__PURE__ */ new Map();
	const faults = [];
	const unread = [];
	const asked = tables.filter(({ id, reading }) => reading !== void 0 && found.get(id)?.status === "read");
	await pMap(asked, async (table) => {
		try {
			const columns = await warehouse.describe(`SELECT * FROM ${tableSource(table, ASKED)}`, ONE_DAY);
			read.set(table.id, {
				table: table.name,
				status: "read",
				columns
			});
		} catch (error) {
			const [message = ""] = errorMessage(error).split("\n");
			const file = table.reading?.from ?? "";
			if (error instanceof RefusedStatementError) faults.push({
				table: table.id,
				kind: "unrunnable",
				reads: true,
				file,
				error: message
			});
			else unread.push({
				table: table.id,
				error: `${file} could not be asked: ${message}`
			});
		}
	}, { concurrency: warehouse.abilities.maxConcurrentQueries });
	const columnsOf = ({ id, reading }) => {
		const own = read.get(id);
		if (own?.status === "read") return own.columns;
		return (reading?.outputs ?? []).map(({ name }) => ({
			name,
			type: ""
		}));
	};
	return {
		columnsOf,
		read,
		faults,
		unread
	};
}
const DAY = {
	type: "DATE",
	value: "2000-01-01"
};
const ONE_DAY = {
	first_date: DAY,
	last_date: DAY
};

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
	const ask = async (table, kind, file) => kind === "sql" ? warehouse.describe(await readModel({
		pipeline,
		environment,
		root
	}, table, file), modelParams(pipeline)) : recorded.columnsOf(await readSql(root, file));
	await pMap(tables, async (table) => {
		const { id } = table;
		const producer = producerOf(table, environment);
		if (producer.kind !== "sql" && producer.kind !== "recorded") return;
		const { kind, file } = producer;
		try {
			columns.set(id, {
				file,
				names: (await ask(table, kind, file)).map(({ name }) => name)
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
	const told = await warehouse.columnsOf(tables.map(({ name }) => name));
	const read = new Map(tables.map((table, index) => [table.id, told[index]]));
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
	const readings = await readingColumns(tables, read, warehouse);
	refuseOtherTypes(tables, readings.read, warehouse);
	const faults = [...models.faults, ...readings.faults];
	for (const { table, error } of [...readings.faults, ...readings.unread]) uncountable.set(table, error);
	const unread = [...readings.unread];
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
		const gone = goneFrom(input, table, tables, [...readings.columnsOf(table), ...columns.columns], models.columns.get(table.id), before);
		faults.push(...gone.faults, ...changes(table, columns.columns, before));
		if (gone.uncountable !== null) uncountable.set(table.id, gone.uncountable);
		seen[table.id] = Object.fromEntries(columns.columns.map(({ name, type }) => [name, type]));
		if (Object.keys(gone.missed).length > 0) missed[table.id] = gone.missed;
	}
	const absent = tables.filter(({ id }) => read.get(id)?.status === "absent");
	const retentionDays = new Map(tables.flatMap(({ id }) => {
		const found = read.get(id);
		return found?.status === "read" && found.retentionDays !== void 0 ? [[id, found.retentionDays]] : [];
	}));
	return {
		look: {
			faults,
			seen,
			missed
		},
		uncountable,
		unread,
		absent,
		found: read,
		retentionDays
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
	how: HOW_KNOWN[kind],
	at: writtenAt
});

/** A stretch without a game this long does not happen within a season; the all-star break has 6 days. */
const NO_BREAK_IS_SO_LONG = 14;
/** Below this share of what the first layer has, a date counts as short. */
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
	const games = schedule === void 0 ? [] : readSchedule(await warehouse.query(countsQuery(pipeline, schedule), countParams(pipeline, schedule, declared)));
	const known = buildCalendar(pipeline, games, declared).map(({ date }) => date);
	throw noGames({
		pipeline,
		environment
	}, [range], known);
}

/** Asks everything, each question once. */
function plainReader(input, warehouse) {
	const tables = tablesOf$1(input.pipeline, input.environment);
	const ask = (what, table, among) => {
		const { sql, params } = questionOf(input, among, table, what);
		return warehouse.query(sql, params);
	};
	return {
		rows: async (what, table) => ask(what, table, tables),
		rowsWithout: async (upstream, table) => ask("place", table, tables.filter((one) => one !== upstream)),
		contentTasks: (wanted) => contentTasks(warehouse, wanted),
		readContent: (task) => readContent(warehouse, task)
	};
}

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

/**
* What the sources say of each other, and of what they withhold. Neither is needed for the grid: what cannot be read is
* told, and then it is not known rather than in order.
*/
async function readSources({ range: { first, last } }, tables, warehouse, reader, progress) {
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
	for (const table of tables.filter(isCompared(tables))) {
		const compare = table.compare;
		try {
			differences.set(table.id, readDifferences(compare, await reader.rows("compare", table)));
		} catch (error) {
			progress({
				kind: "note",
				message: `UNKNOWN: ${table.id} could not be compared with ${compare.with}: ${errorMessage(error)}`
			});
		}
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

/**
* Reads every table of the environment by two statements for the whole range and fills the grid. A table that cannot be
* read makes its cells unknown and the rest goes on; one that does not exist is a UserError, for then the declaration is
* wrong. Without the schedule nothing is known to be expected: UnreadableError. `recorded` is the ledger, where it was just
* read.
*/
async function observe(input, warehouse, progress, recorded, reader = plainReader(input, warehouse)) {
	const tables = tablesOf$1(input.pipeline, input.environment);
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
	const ledger = recorded === void 0 ? await tryReadLedger(warehouse) : {
		lineage: recorded.lineage,
		error: null
	};
	let games = [];
	if (schedule !== void 0) games = await readGames(() => ask("count", schedule, reader, warehouse));
	const looks = /* @__PURE__ */ new Map();
	const look = (table) => async () => {
		const why = columns.uncountable.get(table.id);
		const seen = why === void 0 ? await lookAt(input, table, tables, reader, warehouse, games) : unreadLook(why);
		if (seen.observation.status === "unread") progress({
			kind: "note",
			message: `UNKNOWN: ${table.id} could not be read: ${seen.observation.error}`
		});
		step(table);
		looks.set(table.id, seen);
	};
	const contents = [];
	const content = (task, at) => async () => {
		contents[at] = await reader.readContent(task);
	};
	const wanted = partitionsToRead(tables, input.range, ledger.lineage);
	await pMap([...tables.map(look), ...(await reader.contentTasks(wanted)).map(content)], (work) => work(), { concurrency: warehouse.abilities.maxConcurrentQueries });
	const sources = input.sources === true ? await readSources(input, tables, warehouse, reader, progress) : {};
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
		columnsRead: columns.look,
		...retentionNow(columns.retentionDays),
		...sources,
		answeredEmpty: answeredEmpty(tables, dates, ledger.lineage),
		observations,
		placements
	});
	if (input.isNamed === true) await refuseNoGames(input, grid, warehouse);
	return grid;
}
/** By the clock, whatever instant is judged by: what was removed is gone. */
function retentionNow(days) {
	if (days.size === 0) return {};
	const now = /* @__PURE__ */ new Date();
	return { retention: new Map([...days].map(([id, kept]) => [id, retentionAt(kept, now)])) };
}
/** A table's counts and where its rows stand: both, or neither, since one without the other would be half a look. */
async function lookAt(input, table, tables, reader, warehouse, games) {
	const isSchedule = gamesCalendar(input.pipeline)?.table === table.id;
	try {
		const [counted, placed] = await Promise.all([isSchedule ? null : ask("count", table, reader, warehouse), places(table, tables, reader, warehouse)]);
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
async function places(table, tables, reader, warehouse) {
	try {
		return await ask("place", table, reader, warehouse);
	} catch (error) {
		const upstream = coveredBy(tables, table);
		if (error instanceof UserError || upstream === void 0) throw error;
		return translated(table, warehouse, () => reader.rowsWithout(upstream, table));
	}
}
const ask = (what, table, reader, warehouse) => translated(table, warehouse, () => reader.rows(what, table));
async function translated(table, warehouse, read) {
	try {
		return await read();
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

export { HOW_KNOWN, LEDGER_QUERY, Lineage, Listing, aboveBudget, answered, beyondRetention, canCompare, cellsAnew, checkReportFolder, costSoFar, countedText, daysAround, fewSpans, fingerprintRequest, headline, isWithin, isWrite, layerCheck, mostOf, noGames, observe, openToPlan, openToRead, openToRepair, overlap, piecesOf, plainReader, priceReads, pricingOf, readAttempts, readEventsOf, readFailures, readLedgerFor, readLedgerOf, readModel, readRunsBriefly, readRunsNamed, readSql, readTouched, recordCost, recordedAround, recordingReader, seenBy, staleByWrites, tellCost, undoOf, upstreamFingerprint, upstreamFingerprints, waiverNotes, waiverSentence, waiverWords, writeReports };