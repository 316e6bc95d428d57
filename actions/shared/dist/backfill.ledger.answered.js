import { __toESM } from "./rolldown-runtime.js";
import { require__node_crypto, require__node_path, require_promises$1 as require_promises } from "./node-builtins.js";
import { NO_DETAIL, NoGamesError, OVER, TableNotFoundError, UnreadableError, UserError, addDays, array, columnOf, daysOf, epochDay, errorMessage, fromEpochDay, inRange, isPresent, isWithinGrace, lastEndedDay, looseObject, printRange, string } from "./every-action.js";
import { keyOf, reads } from "./backfill.run.outcome.js";
import { ALWAYS, ASKED, compareQuery, emptiedTables, folderOf, readDifferences, tableSource, whyEmptyIsEnough, whyNothingToShare } from "./findings.assess.assess.js";
import { declaredRange, environmentOf, gameColumnOf, gamesCalendar, movedColumn, producerOf, seasonOf, tablesOf, waiversFor, withReplaced, writtenHere } from "./pipeline.readings.js";
import { offCadence } from "./pipeline.rhythm.js";
import { topologicalOrder } from "./pipeline.graph.js";
import { declaredColumnsOf } from "./commands.nearest.js";
import { findStrays } from "./grid.strays.js";
import { pRetry } from "./npm.is-network-error.index.js";
import { RefusedStatementError } from "./warehouse.content.js";
import { pMap } from "./npm.p-map.index.js";
import { costOf, moneyFor, priceOf } from "./pipeline.cost.js";
import { count } from "./render.text.markdown.js";
import { bytesText, costText, moneyText, usdText } from "./render.text.cost.js";
import { buildCalendar, isListed } from "./grid.calendar.calendar.js";
import { isLocked, lockHolder, openDuckDb } from "./warehouse.costless.js";

const NOTHING_READ = /* @__PURE__ */ new Map();
/** Who hashed, and which columns were left out. Texts of the first versions of this tool have none. */
const formOf$1 = (fingerprint) => fingerprint.slice(0, Math.max(0, fingerprint.indexOf(":")));
/** Whether two fingerprints say something of each other; no rows are no rows in every form. */
const canCompare = (one, other) => one === "" || other === "" || formOf$1(one) === formOf$1(other);
/** Of the first versions of this tool: a count and a sum, which nothing of today compares with. */
const isOldForm = (fingerprint) => fingerprint !== "" && formOf$1(fingerprint) === "";

var import_promises = require_promises();
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
var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
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

/** Lines of the kind "kept" say what was there before a service was called; they are no writes. */
const ledgerQuery = (where) => `SELECT run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position
FROM \`ops.partition_writes\` WHERE kind <> 'kept'${where} ORDER BY position, table_id, game_date`;
const LEDGER_QUERY = ledgerQuery("");
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
function keysPart(table, covers, upstream) {
	return [
		`SELECT ${COLUMNS({
			part: "'keys'",
			date: "d",
			game: "g",
			rows: "COUNT(*)",
			missing: "COUNTIF(side = 0)",
			extra: "COUNTIF(side = 1)"
		})}`,
		covers.extra === "refused" ? ofEither(table, covers, upstream) : ofUpstream(table, covers, upstream),
		"GROUP BY d, g"
	].join("\n");
}
const keysOf$1 = ({ on }) => on.map(column).join(", ");
/**
* Both sides hold the same on most dates: only where the hashes of a date's keys differ are the keys themselves
* compared, which takes the engine three times as long.
*/
function ofEither(table, covers, upstream) {
	const keys = keysOf$1(covers);
	const side = (one, own) => [`    SELECT ${column(one.dateColumn)} AS d, ${gameSql(one)} AS g, ${own} AS own, ${keys}`, `    ${within(one)} AND ${column(one.dateColumn)} IN (SELECT d FROM differing)`].join("\n");
	return [
		"FROM (",
		differingDates(table, keys, upstream),
		"  SELECT d, MAX(g) AS g, MIN(own) AS side",
		`  FROM (\n${side(table, 1)}\n    UNION ALL\n${side(upstream, 0)}) AS sides`,
		`  GROUP BY d, ${keys} HAVING MIN(own) = MAX(own)) AS of_one_side`
	].join("\n");
}
/** Equal keys hash to the same and fall out of the XOR; their number tells a pair of equal hashes of one side. */
function differingDates(table, keys, upstream) {
	const side = (one, own) => [
		`      SELECT DISTINCT ${column(one.dateColumn)} AS d, ${own} AS own,`,
		`        FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(${keys}))) AS h`,
		`      ${within(one)}`
	].join("\n");
	return [
		"  WITH differing AS (",
		`    SELECT d FROM (\n${side(table, 1)}\n      UNION ALL\n${side(upstream, -1)}) AS hashes`,
		"    GROUP BY d HAVING BIT_XOR(h) <> 0 OR SUM(own) <> 0)"
	].join("\n");
}
/** For a table that may hold more than the upstream, such as one that adds up a season: only what it lacks. */
function ofUpstream(table, covers, upstream) {
	const keys = keysOf$1(covers);
	const isSame = covers.on.map((key) => `held.${column(key)} IS NOT DISTINCT FROM wanted.${column(key)}`);
	return [
		"FROM (",
		"  SELECT d, MAX(g) AS g, 0 AS side",
		`  FROM (SELECT ${column(upstream.dateColumn)} AS d, ${gameSql(upstream)} AS g, ${keys}`,
		`    ${within(upstream)}) AS wanted`,
		`  WHERE NOT EXISTS (SELECT 1 FROM (SELECT ${column(table.dateColumn)} AS held_d, ${keys}`,
		`      ${within(table)}) AS held`,
		`    WHERE held.held_d = wanted.d AND ${isSame.join(" AND ")})`,
		`  GROUP BY d, ${keys}) AS lacking`
	].join("\n");
}
const within = (table) => `FROM ${tableSource(table)} WHERE ${column(table.dateColumn)} BETWEEN @first_date AND @last_date`;

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
		...table.covers === void 0 || upstream === void 0 ? [] : [keysPart(table, table.covers, upstream)],
		...twicePart(table)
	].join("\nUNION ALL\n");
}
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
			...ALWAYS,
			last: before
		}, `${d} < @declared_first`, nothing),
		"  UNION ALL",
		side("after", {
			...ALWAYS,
			first: after
		}, `${d} > @declared_last`, [d, gameSql(table)]),
		"  UNION ALL",
		`  SELECT 'undated' AS part, CAST(NULL AS DATE) AS cell_date, CAST(NULL AS STRING) AS game, ${d} AS d`,
		`  FROM ${column(table.name)} WHERE ${d} IS NULL) AS outside_rows`
	];
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
		`FROM ${tableSource(table)} WHERE ${d} BETWEEN @first_date AND @last_date`,
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
/** Everything that is asked of a table, for pricing it. */
const questionsOf = ({ pipeline, range, asOf }, tables, table) => [{
	table,
	sql: countsQuery(pipeline, table),
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
async function priceReads(input, warehouse, pricing, progress, only) {
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
	const there = new Map(tablesOf(pipeline, environment).map((table) => [table.id, table]));
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
	const tables = tablesOf(input.pipeline, input.environment);
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

/**
* Reads every table of the environment by two statements for the whole range and fills the grid. A table that cannot be
* read makes its cells unknown and the rest goes on; one that does not exist is a UserError, for then the declaration is
* wrong. Without the schedule nothing is known to be expected: UnreadableError. `recorded` is the ledger, where it was just
* read.
*/
async function observe(input, warehouse, progress, recorded) {
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
	const ledger = recorded === void 0 ? await tryReadLedger(warehouse) : {
		lineage: recorded.lineage,
		error: null
	};
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
		return what === "count" ? await warehouse.query(countsQuery(pipeline, table), countParams(pipeline, table, range)) : await warehouse.query(whereQuery(pipeline, tables, table), placementParams(pipeline, table, range, asOf));
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

export { LEDGER_QUERY, Lineage, Listing, aboveBudget, answered, beyondRetention, canCompare, checkReportFolder, costSoFar, daysAround, fingerprintRequest, isWrite, layerCheck, mostOf, noGames, observe, openToPlan, openToRead, openToRepair, priceReads, pricingOf, readAttempts, readEventsOf, readFailures, readLedgerFor, readLedgerOf, readModel, readRunsBriefly, readRunsNamed, readSql, readTouched, recordedAround, seenBy, staleByWrites, tellCost, undoOf, upstreamFingerprint, upstreamFingerprints };