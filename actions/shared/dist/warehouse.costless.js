import { TableNotFoundError, UnreadableError, errorMessage } from "./every-action.js";
import { NOT_OBSERVED, NO_LOSSES, RefusedLossError, RefusedStatementError, RefusedWriteError, dateParams, exactNumber, exactText, formOf, guardUnchanged, hashedColumns, instantOf, isOldFingerprint, lossesOf, lostSince, refusalsOf, safeInteger, shortHash, witnessed } from "./warehouse.content.js";

/** For an engine whose queries are free and which keeps no rows a partition. */
const WITHOUT_COSTS = {
	estimate: () => Promise.reject(/* @__PURE__ */ new Error("This engine makes no estimates.")),
	estimateReplace: () => Promise.reject(/* @__PURE__ */ new Error("This engine makes no estimates.")),
	estimateFingerprints: () => Promise.reject(/* @__PURE__ */ new Error("This engine makes no estimates.")),
	usage: () => null,
	tableStates: () => Promise.reject(/* @__PURE__ */ new Error("This engine has no partition metadata.")),
	partitionRows: () => Promise.reject(/* @__PURE__ */ new Error("This engine has no partition metadata."))
};

/**
* The one SQL text is GoogleSQL; DuckDB reads it after six lexical rewrites (backticked names, `@name` parameters,
* FLOAT64, SAFE_CAST, the alias of UNNEST names its column, the fingerprint of a few columns is the engine's own hash of
* them) and with the macros of `DUCKDB_PRELUDE`. Strings and comments are left alone.
*/
const TOKENS = /(?<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|(?<ticks>`[^`]*`)|FARM_FINGERPRINT\(TO_JSON_STRING\(STRUCT\((?<hashed>[^()]*)\)\)\)|UNNEST\(@(?<array>\w+)\) AS (?<column>\w+)|@(?<param>\w+)|\b(?<float>FLOAT64)\b|\b(?<safe>SAFE_CAST)\b/gi;
function toDuckDb(googleSql) {
	const params = /* @__PURE__ */ new Set();
	return {
		sql: googleSql.replace(TOKENS, (whole, ...rest) => {
			const { text, ticks, hashed, array, column, param, float, safe } = rest.at(-1);
			if (text !== void 0) return text.startsWith("#") ? text.replace("#", "--") : whole;
			if (ticks !== void 0) return quoteName(ticks.slice(1, -1));
			if (float !== void 0) return "DOUBLE";
			if (hashed !== void 0) return `hash(${hashed.replace(/`[^`]*`/g, (name) => quoteName(name.slice(1, -1)))})`;
			if (safe !== void 0) return "TRY_CAST";
			const name = array ?? param;
			params.add(name);
			return array === void 0 ? `$${name}` : `UNNEST($${name}) AS unnested_${name}(${column})`;
		}),
		params
	};
}
/** `dataset.table` to "dataset"."table". */
function quoteName(name) {
	return name.split(".").map((part) => `"${part.replaceAll("\"", "\"\"")}"`).join(".");
}
/** What GoogleSQL has and DuckDB lacks or answers otherwise (its own COUNTIF of nothing but NULLs is NULL, not 0), defined for each connection. */
const DUCKDB_PRELUDE = [
	"SET TimeZone = 'UTC'",
	"CREATE OR REPLACE TEMP MACRO safe_divide(a, b) AS CASE WHEN b = 0 THEN NULL ELSE a / b END",
	"CREATE OR REPLACE TEMP MACRO unix_date(d) AS CAST(d - DATE '1970-01-01' AS BIGINT)",
	"CREATE OR REPLACE TEMP MACRO countif(x) AS count(CASE WHEN x THEN 1 END)",
	"CREATE OR REPLACE TEMP MACRO logical_or(x) AS bool_or(x)",
	"CREATE OR REPLACE TEMP MACRO logical_and(x) AS bool_and(x)",
	"CREATE OR REPLACE TEMP MACRO div(a, b) AS a // b",
	"CREATE OR REPLACE TEMP MACRO to_json_string(x) AS CAST(to_json(x) AS VARCHAR)"
];

function bindParams(driver, params, used) {
	const values = {};
	const types = {};
	const day = (date) => new driver.DuckDBDateValue(Date.parse(`${date}T00:00:00Z`) / 864e5);
	for (const name of used) {
		const param = params[name];
		if (param === void 0) throw new Error(`The query uses @${name}, which was given no value.`);
		switch (param.type) {
			case "DATE":
				[values[name], types[name]] = [day(param.value), driver.DATE];
				break;
			case "ARRAY<DATE>":
				values[name] = driver.listValue(param.value.map(day));
				types[name] = driver.LIST(driver.DATE);
				break;
			case "INT64":
				[values[name], types[name]] = [BigInt(param.value), driver.BIGINT];
				break;
			case "STRING": [values[name], types[name]] = [param.value, driver.VARCHAR];
		}
	}
	return {
		values,
		types
	};
}

const MS_PER_DAY = 864e5;
/**
* An answer of DuckDB as plain values, column by column: thousands of rows have the same few columns. Throws where a
* number would lose digits, rather than round it silently.
*/
function plainRows(answer) {
	const rows = Array.from({ length: answer.currentRowCount }, () => ({}));
	const names = answer.deduplicatedColumnNames();
	for (const [at, values] of answer.getColumns().entries()) {
		const name = names[at];
		for (const [index, value] of values.entries()) rows[index][name] = plain(name, value);
	}
	return rows;
}
function plain(name, value) {
	if (value === null || typeof value === "string" || typeof value === "boolean") return value;
	if (typeof value === "number") return value;
	if (typeof value === "bigint") return safeInteger(name, value);
	if (typeof value === "object" && value !== null) {
		if ("days" in value && !("months" in value)) return dayText(Number(value.days));
		if ("micros" in value && typeof value.micros === "bigint" && "isFinite" in value) return instantOf(name, value.micros);
		if ("scale" in value) return exactNumber(name, String(value));
	}
	throw new Error(`Column "${name}" has a type that the warehouse port does not carry. It holds ${String(value).slice(0, 100)}.`);
}
/** An answer holds the same few days in thousands of rows. */
const dayTexts = /* @__PURE__ */ new Map();
function dayText(days) {
	const known = dayTexts.get(days);
	if (known !== void 0) return known;
	const text = (/* @__PURE__ */ new Date(days * MS_PER_DAY)).toISOString().slice(0, 10);
	if (dayTexts.size < MOST_DAYS) dayTexts.set(days, text);
	return text;
}
/** A century; more would be held for no reader. */
const MOST_DAYS = 36525;

/** Rows and, where asked for, a fingerprint by date. Hashing is what costs; guards and first loads do without (null). */
async function counts(driver, connection, table, column, dates, hashing) {
	const all = dates === "all";
	const where = all ? "IS NOT NULL" : dates.length > MANY ? BETWEEN : "IN (SELECT UNNEST($dates))";
	const wanted = all ? null : new Set(dates);
	const found = await rowsOf(connection, `SELECT CAST(${column} AS VARCHAR) AS d, COUNT(*) AS n, ${hashing?.sql ?? "''"} AS fingerprint
     FROM ${table} AS t WHERE ${column} ${where} GROUP BY ${column}`, all ? NOTHING_BOUND : bindParams(driver, dateParams(dates), usedIn(where)));
	const form = hashing === null || hashing.form === "" ? "" : `${hashing.form}:`;
	return new Map(found.filter(({ d }) => wanted?.has(d) ?? true).map((row) => [row["d"], {
		rows: Number(row["n"]),
		fingerprint: `${form}${row["n"]}-${row["fingerprint"]}`
	}]));
}
/** Looking each row's date up in a list of so many is dearer than hashing those between. */
const MANY = 60;
const BETWEEN = "BETWEEN $first_date AND $last_date";
const usedIn = (where) => new Set([
	"dates",
	"first_date",
	"last_date"
].filter((name) => where.includes(`$${name}`)));
const NOTHING_BOUND = {
	values: {},
	types: {}
};
async function rowsOf(connection, sql, bound) {
	const reader = await connection.runAndReadAll(sql, bound.values, bound.types);
	return plainRows(reader);
}
const writtenDates = (dates, before, after) => dates.map((date) => ({
	date,
	rows: after.get(date)?.rows ?? 0,
	rowsBefore: before.get(date)?.rows ?? 0,
	fingerprint: after.get(date)?.fingerprint ?? "",
	fingerprintBefore: before.get(date)?.fingerprint ?? ""
}));
/** `dataset.table` or a column as DuckDB's quoted identifier. */
const quoted = (name) => toDuckDb(`\`${name}\``).sql;
const literal = (text) => `'${text.replaceAll("'", "''")}'`;

/** One look at the catalogue for all tables and views. */
async function columnsOf(query, tables) {
	const schemas = [...new Set(tables.map((table) => literal(table.split(".")[0] ?? "")))];
	let rows;
	try {
		rows = await query(`SELECT concat(table_schema, '.', table_name) AS table_path, column_name AS name, data_type AS type
       FROM information_schema.columns
       WHERE table_catalog = current_database() AND table_schema IN (${schemas.join(", ") || "''"})
       ORDER BY table_path, ordinal_position`);
	} catch (error) {
		return tables.map((table) => ({
			table,
			status: "unread",
			error: errorMessage(error)
		}));
	}
	const found = Map.groupBy(rows, (row) => String(row["table_path"]).toLowerCase());
	return tables.map((table) => {
		const columns = found.get(table.toLowerCase());
		if (columns === void 0) return {
			table,
			status: "absent"
		};
		return {
			table,
			status: "read",
			columns: columns.map(({ name, type }) => ({
				name: String(name),
				type: String(type)
			}))
		};
	});
}
/** The embedded engine refuses a statement for what stands in it, and for nothing else. */
async function describe(query, sql, params) {
	try {
		return (await query(`DESCRIBE ${sql}`, params)).map((row) => ({
			name: String(row["column_name"]),
			type: String(row["column_type"])
		}));
	} catch (cause) {
		if (cause instanceof TableNotFoundError) throw cause;
		throw new RefusedStatementError(errorMessage(cause), { cause });
	}
}

/** Of the first versions of this tool, for dates that they wrote. It reads every value as text. */
const OLD_HASHING = {
	sql: "CAST(SUM(CAST(md5_number_lower(CAST(t AS VARCHAR)) AS HUGEINT)) AS VARCHAR)",
	form: ""
};
/**
* The sum over the rows of what their values hash to, each with its column's name: the order of rows and columns does
* not matter, duplicates do, and a value that is not there adds nothing.
*/
async function hashingOf(connection, quotedTable, volatileColumns = []) {
	const columns = (await connection.runAndReadAll(`DESCRIBE ${quotedTable}`)).getRowsJson().map(([name, type]) => ({
		name: String(name),
		type: String(type)
	}));
	const hashed = hashedColumns(columns, volatileColumns);
	const nothing = await hashOfNothing(connection, hashed.filter(isPlain).map(saltOf));
	return {
		sql: `CAST(SUM(CAST(${`xor(${xorOf(hashed.map(hashOf))}, ${nothing}::UBIGINT)`} AS HUGEINT)) AS VARCHAR)`,
		form: formOf(await engineForm(connection), volatileColumns)
	};
}
/**
* Hashed twice: the engine joins two values by XOR, so that after one hash the names would fall out of the XOR of a row,
* and with them equal values in two columns, or values that changed places.
*/
function hashOf(column) {
	const value = toDuckDb(`\`${column.name}\``).sql;
	const hash = `hash(hash(${value}, ${saltOf(column)}))`;
	return isPlain(column) ? hash : `CASE WHEN ${value} IS NULL THEN 0::UBIGINT ELSE ${hash} END`;
}
/** By the salts of a table's columns: the same in every file that this engine opens. */
const ofNothing = /* @__PURE__ */ new Map();
/** More than tables have shapes; what goes is only asked again. */
const MOST_SHAPES = 500;
/** The XOR of what a missing value of each plain column hashes to, whatever its type: asked once, since planning it in every statement costs more. */
function hashOfNothing(connection, salts) {
	const key = salts.join(" ");
	const known = ofNothing.get(key);
	if (known !== void 0) return known;
	if (ofNothing.size >= MOST_SHAPES) ofNothing.clear();
	const asked = askOfNothing(connection, salts);
	ofNothing.set(key, asked);
	asked.catch(() => ofNothing.delete(key));
	return asked;
}
async function askOfNothing(connection, salts) {
	const answer = await connection.runAndReadAll(`SELECT CAST(COALESCE(bit_xor(hash(hash(NULL, CAST(salt AS INTEGER)))), 0) AS VARCHAR)
     FROM UNNEST([${salts.join(", ")}]::INTEGER[]) AS salts(salt)`);
	return String(answer.getRowsJson()[0]?.[0]);
}
/** Not made of other types, whose names are no simple text. */
const isPlain = ({ type }) => /^(?:[A-Z_ ]+\d*|DECIMAL\(\d+,\d+\))$/.test(type);
/** Halved again and again: the engine plans a chain of so many calls in twice the time. */
function xorOf(terms) {
	const [only] = terms;
	if (only === void 0) return "0::UBIGINT";
	if (terms.length === 1) return only;
	const half = terms.length >> 1;
	return `xor(${xorOf(terms.slice(0, half))}, ${xorOf(terms.slice(half))})`;
}
/** A small number is much faster to hash than the name. */
const saltOf = ({ name }) => Number.parseInt(shortHash(name.toLowerCase()), 16);
/** One value of each type that a hash might treat in its own way. */
const PROBES = [...[
	"1",
	"-7::BIGINT",
	"1.5::DOUBLE",
	"1.5::DECIMAL(9,2)",
	"'text'",
	"TRUE",
	"'x'::BLOB"
], ...[
	"DATE '2026-01-25'",
	"TIMESTAMP '2026-01-25 12:00:00'",
	"['a', 'b']",
	"{'a': 1, 'b': 'x'}"
]].map((value) => `CAST(hash(hash(${value}, 5)) AS VARCHAR)`);
let probed;
/** The engine may hash otherwise in another version, which would look as if every row had changed. */
function engineForm(connection) {
	probed ??= connection.runAndReadAll(`SELECT concat_ws(' ', ${PROBES.join(", ")})`).then((answer) => `h1-${shortHash(String(answer.getRowsJson()[0]?.[0]))}`);
	return probed;
}

/**
* What was read of a file that this process alone writes. It stays true until this process writes the table: whoever
* has written says so here. What was being read meanwhile is not kept.
*/
var Remembered = class {
	#ask;
	#answers = /* @__PURE__ */ new Map();
	#contents = /* @__PURE__ */ new Map();
	#relations;
	#writes = 0;
	constructor(ask) {
		this.#ask = ask;
	}
	/** The rows of a query, from before where nothing that it reads has been written since. */
	async rowsOf(sql, params) {
		const key = JSON.stringify([sql, params]);
		const known = this.#answers.get(key);
		if (known !== void 0) return known.rows;
		const writes = this.#writes;
		const tables = await this.#tablesIn(sql);
		const rows = await this.#ask(sql, params);
		if (tables !== null && writes === this.#writes) this.#answers.set(key, {
			tables,
			rows
		});
		return rows;
	}
	/** The content of these dates; `read` is asked for those that are not known. */
	async contentOf(hashed, dates, read) {
		const known = this.#contents.get(keyOf(hashed)) ?? /* @__PURE__ */ new Map();
		const unknown = dates.filter((date) => !known.has(date));
		if (unknown.length === 0) return thoseWithRows(known, dates);
		const writes = this.#writes;
		const isTable = await this.#tablesIn(hashed.table) !== null;
		const there = known.size === 0 ? null : await this.#datesOf(hashed);
		const some = there === null ? unknown : unknown.filter((date) => there.has(date));
		const found = some.length === 0 ? /* @__PURE__ */ new Map() : await read(some);
		const all = new Map([...known, ...unknown.map((date) => [date, found.get(date) ?? null])]);
		if (isTable && writes === this.#writes) this.#contents.set(keyOf(hashed), all);
		return thoseWithRows(all, dates);
	}
	async #datesOf({ table, dateColumn }) {
		const days = await this.rowsOf(`SELECT CAST(day AS STRING) AS d FROM (SELECT DISTINCT \`${dateColumn}\` AS day FROM \`${table}\`) AS days`, {});
		return new Set(days.map(({ d }) => d));
	}
	/** The content of the dates before they are written; null where some of them were never read. */
	knownContent(hashed, dates) {
		const known = this.#contents.get(keyOf(hashed));
		return known !== void 0 && dates.every((date) => known.has(date)) ? thoseWithRows(known, dates) : null;
	}
	/** These dates were written, as one change that left the table's other dates as they were. */
	wrote(hashed, written) {
		this.#forgetAnswers((table) => table === hashed.table.toLowerCase());
		for (const [key, contents] of this.#contents) if (isOf(key, hashed.table)) for (const { date, rows, fingerprint } of written) if (key === keyOf(hashed)) contents.set(date, rows === 0 ? null : {
			rows,
			fingerprint
		});
		else contents.delete(date);
	}
	/** The table was written, or may have been. */
	forget(table) {
		const path = table.toLowerCase();
		this.#forgetAnswers((one) => one === path);
		for (const key of this.#contents.keys()) if (isOf(key, path)) this.#contents.delete(key);
	}
	/** Nobody knows what was written. */
	forgetAll() {
		this.#forgetAnswers(() => true);
		this.#contents.clear();
	}
	#forgetAnswers(isWritten) {
		this.#writes += 1;
		this.#relations = void 0;
		for (const [key, { tables }] of this.#answers) if ([...tables].some(isWritten)) this.#answers.delete(key);
	}
	/**
	* Every table whose name stands in the text, which are all that it can read. Null where it reads none, or a view,
	* which is written under other names.
	*/
	async #tablesIn(sql) {
		this.#relations ??= this.#ask(RELATIONS).then((rows) => rows.map(({ path, name, is_table }) => ({
			path: String(path).toLowerCase(),
			name: String(name).toLowerCase(),
			isTable: is_table === true
		})));
		const text = sql.toLowerCase();
		const named = (await this.#relations).filter(({ name }) => text.includes(name));
		return named.length === 0 || named.some(({ isTable }) => !isTable) ? null : new Set(named.map(({ path }) => path));
	}
};
const RELATIONS = `SELECT concat(table_schema, '.', table_name) AS path, table_name AS name, table_type = 'BASE TABLE' AS is_table
FROM information_schema.tables WHERE table_catalog = current_database()`;
/** The same warehouse, which does not read again what it remembers. */
const rememberingOn = (warehouse, remembered) => ({
	...warehouse,
	query: (sql, params = {}) => remembered.rowsOf(sql, params),
	fingerprints: (request) => {
		const { dates } = request;
		if (dates === "all") return warehouse.fingerprints(request);
		return remembered.contentOf(request, dates, (some) => warehouse.fingerprints({
			...request,
			dates: some
		}));
	}
});
const keyOf = ({ table, dateColumn, volatileColumns = [] }) => JSON.stringify([...[table.toLowerCase(), dateColumn.toLowerCase()], ...[...new Set(volatileColumns.map((name) => name.toLowerCase()))].sort()]);
const isOf = (key, table) => JSON.parse(key)[0] === table.toLowerCase();
const thoseWithRows = (all, dates) => new Map(dates.flatMap((date) => {
	const content = all.get(date);
	return content == null ? [] : [[date, content]];
}));

/**
* The columns to insert into a table: all that a source has but those that the engine computes itself, which it refuses to
* be given. The catalogue does not tell a generated column from one with a default, so the engine is asked, without
* anything being run.
*/
async function insertedColumns(connection, table) {
	const [schema = "", name = ""] = table.split(".");
	const reader = await connection.runAndReadAll(`SELECT column_name FROM duckdb_columns() WHERE database_name = current_database()
     AND schema_name = ${literal(schema)} AND table_name = ${literal(name)} AND column_default IS NOT NULL`);
	const generated = [];
	for (const [column] of reader.getRowsJson()) if (await isGenerated(connection, table, String(column))) generated.push(String(column));
	if (generated.length === 0) return "*";
	return `COLUMNS(c -> NOT list_contains([${generated.map((column) => literal(column.toLowerCase())).join(", ")}], lower(c)))`;
}
async function isGenerated(connection, table, column) {
	const name = `"${column.replaceAll("\"", "\"\"")}"`;
	try {
		(await connection.prepare(`INSERT INTO ${quoted(table)} (${name}) SELECT NULL WHERE false`)).destroySync();
		return false;
	} catch (error) {
		if (/generated column/i.test(errorMessage(error))) return true;
		throw error;
	}
}

/** The bookkeeping tables, and the type of their columns. */
const OPS_COLUMNS = {
	partition_writes: "run VARCHAR, kind VARCHAR, table_id VARCHAR, game_date DATE, row_count BIGINT, rows_before BIGINT, fingerprint VARCHAR, fingerprint_before VARCHAR, upstream_fingerprint VARCHAR, seconds DOUBLE, written_at TIMESTAMPTZ, position BIGINT",
	backfill_runs: "run VARCHAR, event VARCHAR, recorded_at TIMESTAMPTZ, plan_json VARCHAR, summary_json VARCHAR",
	cell_attempts: "run VARCHAR, table_id VARCHAR, game_date DATE, outcome VARCHAR, attempt BIGINT, message VARCHAR, due_at TIMESTAMPTZ, recorded_at TIMESTAMPTZ",
	row_sources: "run VARCHAR, table_id VARCHAR, game_date DATE, sources_json VARCHAR, recorded_at TIMESTAMPTZ"
};
/** One append a batch; `position` orders entries whose instants are equal. */
async function appendLedger(driver, connection, entry) {
	await ensureOps(connection, "partition_writes");
	const rows = entry.written.map((one) => ({
		...one,
		upstream: entry.upstream.get(one.date) ?? ""
	}));
	await connection.run(`INSERT INTO ops.partition_writes
     SELECT ${literal(entry.run)}, ${literal(entry.kind)}, ${literal(entry.tableId)},
       CAST(line->>'date' AS DATE), CAST(line->>'rows' AS BIGINT), CAST(line->>'rowsBefore' AS BIGINT),
       line->>'fingerprint', line->>'fingerprintBefore', line->>'upstream',
       ${entry.seconds / Math.max(1, rows.length)}, now(),
       (SELECT COALESCE(MAX(position), 0) + 1 FROM ops.partition_writes)
     FROM unnest($lines) AS t(line)`, { lines: driver.listValue(rows.map((row) => JSON.stringify(row))) }, { lines: driver.LIST(driver.VARCHAR) });
}
/** Content that was found: one append for all of it. */
async function appendObserved(driver, connection, { run, kind, lines }) {
	if (lines.length === 0) return;
	await ensureOps(connection, "partition_writes");
	await connection.run(`INSERT INTO ops.partition_writes
     SELECT ${literal(run)}, ${literal(kind)}, line->>'tableId',
       CAST(line->>'date' AS DATE), CAST(line->>'rows' AS BIGINT), CAST(line->>'rowsBefore' AS BIGINT),
       line->>'fingerprint', line->>'fingerprintBefore', line->>'upstreamFingerprint', 0, now(),
       (SELECT COALESCE(MAX(position), 0) + 1 FROM ops.partition_writes)
     FROM unnest($lines) AS t(line)`, { lines: driver.listValue(lines.map((line) => JSON.stringify(line))) }, { lines: driver.LIST(driver.VARCHAR) });
}
async function ensureOps(connection, table) {
	await connection.run("CREATE SCHEMA IF NOT EXISTS ops");
	await connection.run(`CREATE TABLE IF NOT EXISTS ops.${table} (${OPS_COLUMNS[table]})`);
}
async function insertOps(driver, connection, table, row) {
	await ensureOps(connection, table);
	const columns = Object.keys(row);
	const values = columns.map((name) => row[name] === null ? "NULL" : `$${name}`);
	const given = Object.entries(row).filter(([, value]) => value !== null);
	await connection.run(`INSERT INTO ops.${table} (${columns.join(", ")}) SELECT ${values.join(", ")}`, Object.fromEntries(given.map(([name, value]) => [name, String(value)])), Object.fromEntries(given.map(([name]) => [name, driver.VARCHAR])));
}

const keptName = (table) => `ops.kept__${table.replace(".", "__")}`;
const keptTable = (table) => quoted(keptName(table));
/** Keeps what the run replaces. Rows that it wrote itself, in an attempt whose answer was lost, are nothing to go back to. */
async function keep(connection, table, dateColumn, claim, { run, tableId }) {
	const column = quoted(dateColumn);
	await ensureOps(connection, "partition_writes");
	await connection.run(`CREATE TABLE IF NOT EXISTS ${keptTable(table)} AS
     SELECT CAST(NULL AS VARCHAR) AS kept_run, CAST(NULL AS TIMESTAMPTZ) AS kept_at, * FROM ${quoted(table)} LIMIT 0`);
	await addNewColumns(connection, table);
	await connection.run(`INSERT INTO ${keptTable(table)} BY NAME
     SELECT ${literal(run)} AS kept_run, now() AS kept_at, * FROM ${quoted(table)}
     WHERE ${column} IN (SELECT UNNEST($dates)) AND ${column} NOT IN
       (SELECT game_date FROM ops.partition_writes WHERE run = ${literal(run)} AND table_id = ${literal(tableId)} AND ${NOT_OBSERVED})`, claim.values, claim.types);
}
/** What the table has gained since rows of it were first kept. */
async function addNewColumns(connection, table) {
	const described = await connection.runAndReadAll(`SELECT column_name, column_type FROM (DESCRIBE ${quoted(table)})
     WHERE column_name NOT IN (SELECT column_name FROM (DESCRIBE ${keptTable(table)}))`);
	for (const [name, type] of described.getRowsJson()) await connection.run(`ALTER TABLE ${keptTable(table)} ADD COLUMN ${quoted(`${name}`)} ${type}`);
}
async function restore(driver, connection, request) {
	const restored = [];
	for (const one of request.tables) {
		const { tableId, table, dateColumn, dates, fingerprints } = one;
		const column = quoted(dateColumn);
		const count = (hashing, some = dates) => counts(driver, connection, quoted(table), column, some, hashing);
		const hashing = await hashingOf(connection, quoted(table), one.volatileColumns);
		const before = await count(hashing);
		const old = dates.filter((date) => isOldFingerprint(fingerprints.get(date) ?? ""));
		const now = old.length === 0 ? before : new Map([...before, ...await count(OLD_HASHING, old)]);
		guardUnchanged(request.run, one, now);
		const claim = bindParams(driver, dateParams(dates), /* @__PURE__ */ new Set(["dates"]));
		const where = `WHERE ${column} IN (SELECT UNNEST($dates))`;
		await connection.run(`DELETE FROM ${quoted(table)} ${where}`, claim.values, claim.types);
		if (await exists(connection, keptTable(table))) await connection.run(`INSERT INTO ${quoted(table)} BY NAME
         SELECT ${await insertedColumns(connection, table)} FROM (
           SELECT * EXCLUDE (kept_run, kept_at) FROM ${keptTable(table)} ${where} AND kept_run = ${literal(request.run)})`, claim.values, claim.types);
		const after = await count(hashing);
		const short = dates.filter((date) => (after.get(date)?.rows ?? 0) !== (one.rowsBefore.get(date) ?? 0));
		if (short.length > 0) throw new RefusedWriteError(`The rows of ${table} that ${request.run} replaced on ${short.join(", ")} are no longer kept. Nothing was restored.`);
		const written = writtenDates(dates, before, after);
		await appendLedger(driver, connection, {
			run: request.undoRun,
			tableId,
			kind: "undo",
			written,
			upstream: one.upstreamFingerprints,
			seconds: 0
		});
		restored.push(...written);
	}
	return restored;
}
async function exists(connection, table) {
	const name = table.split(".").at(-1)?.replaceAll("\"", "") ?? "";
	return (await connection.runAndReadAll(`SELECT 1 FROM information_schema.tables WHERE table_schema = 'ops' AND table_name = ${literal(name)}`)).currentRowCount > 0;
}
async function forgetKept(driver, connection, before) {
	const reader = await connection.runAndReadAll("SELECT table_name FROM information_schema.tables WHERE table_schema = 'ops' AND starts_with(table_name, 'kept__')");
	for (const [name] of reader.getRowsJson()) await connection.run(`DELETE FROM ${quoted(`ops.${name}`)} WHERE kept_at < CAST($before AS TIMESTAMPTZ)`, { before: before.toISOString() }, { before: driver.VARCHAR });
}

/**
* Rows from outside take the shape of the table that is there: a new column is refused by name, not added. Every value
* goes as text and is read by the engine in its column's type, for JSON and its numbers keep 53 bits and no NaN.
*/
async function stageRows(driver, connection, request, { rows, only }) {
	const { table } = request;
	await connection.run(`CREATE TEMP TABLE staged AS SELECT * FROM ${quoted(table)} LIMIT 0`);
	if (rows.length > 0) await insertRows(driver, connection, table, rows);
	if (only !== void 0) await keepOthers(driver, connection, request, only);
}
/** The rows that stay, beside the new ones. They never leave the engine. */
async function keepOthers(driver, connection, { table, dateColumn, dates }, { column, values }) {
	const claim = bindParams(driver, dateParams(dates), /* @__PURE__ */ new Set(["dates"]));
	const list = values.map(literal).join(", ");
	const stays = list === "" ? "TRUE" : `COALESCE(CAST(${quoted(column)} AS VARCHAR) NOT IN (${list}), TRUE)`;
	await connection.run(`INSERT INTO temp.staged BY NAME SELECT * FROM ${quoted(table)}
     WHERE ${quoted(dateColumn)} IN (SELECT UNNEST($dates)) AND ${stays}`, claim.values, claim.types);
}
async function insertRows(driver, connection, table, rows) {
	const shape = (await connection.runAndReadAll("DESCRIBE temp.staged")).getRowsJson().map(([name, type]) => ({
		name: String(name),
		type: String(type)
	}));
	const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) => ({
		name,
		column: shape.find((one) => one.name.toLowerCase() === name.toLowerCase())
	}));
	const strange = columns.filter(({ column }) => column === void 0);
	if (strange.length > 0) throw new RefusedWriteError(`${table} has no column ${strange.map(({ name }) => name).join(", ")}, which the rows have`);
	const given = columns.flatMap(({ name, column }) => column === void 0 ? [] : [{
		column,
		texts: textsOf(table, name, column, rows)
	}]);
	const params = {
		values: Object.fromEntries(given.map(({ texts }, at) => [`c${at}`, driver.listValue(texts)])),
		types: Object.fromEntries(given.map((_, at) => [`c${at}`, driver.LIST(driver.VARCHAR)]))
	};
	const texts = given.map((_, at) => `UNNEST($c${at}) AS c${at}`).join(", ");
	const casts = given.map(({ column: { name, type } }, at) => `CAST(c${at} AS ${type}) AS ${quotedColumn(name)}`);
	try {
		await connection.run(`INSERT INTO temp.staged BY NAME SELECT ${casts.join(", ")} FROM (SELECT ${texts})`, params.values, params.types);
	} catch (cause) {
		for (const { column, texts: own } of given) {
			const bad = await firstBad(driver, connection, column, own);
			if (bad !== null) throw new RefusedWriteError(`${table}: column "${column.name}" (${column.type}) cannot hold ${bad}`, { cause });
		}
		throw cause;
	}
}
function textsOf(table, name, column, rows) {
	const keeps = keepsOf(column.type);
	return rows.map((row) => {
		const value = row[name] ?? null;
		const text = exactText(keeps, value);
		if (text === void 0) throw new RefusedWriteError(`${table}: column "${name}" (${column.type}) would not keep all of ${value}`);
		return text;
	});
}
/** The first text that the engine cannot read in the column's type. */
async function firstBad(driver, connection, { type }, texts) {
	const [bad] = await rowsOf(connection, `SELECT t FROM (SELECT UNNEST($texts) AS t) WHERE t IS NOT NULL AND TRY_CAST(t AS ${type}) IS NULL LIMIT 1`, {
		values: { texts: driver.listValue(texts) },
		types: { texts: driver.LIST(driver.VARCHAR) }
	});
	return bad === void 0 ? null : String(bad["t"]);
}
/** A column's name may have any letter; `quoted` is for paths. */
const quotedColumn = (name) => `"${name.replaceAll("\"", "\"\"")}"`;
function keepsOf(type) {
	const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(type) ?? [];
	if (scale !== void 0) return {
		kind: "decimal",
		scale: Number(scale)
	};
	return KEEPS[type] ?? { kind: "text" };
}
const KEEPS = {
	...Object.fromEntries([
		"TINYINT",
		"SMALLINT",
		"INTEGER",
		"BIGINT",
		"HUGEINT"
	].flatMap((type) => [[type, { kind: "integer" }], [`U${type}`, { kind: "integer" }]])),
	FLOAT: {
		kind: "float",
		bits: 32
	},
	DOUBLE: {
		kind: "float",
		bits: 64
	},
	DATE: { kind: "day" },
	TIME: {
		kind: "time",
		digits: 6
	},
	"TIME WITH TIME ZONE": {
		kind: "time",
		digits: 6
	},
	TIME_NS: {
		kind: "time",
		digits: 9
	},
	TIMESTAMP: {
		kind: "time",
		digits: 6
	},
	"TIMESTAMP WITH TIME ZONE": {
		kind: "time",
		digits: 6
	},
	TIMESTAMP_S: {
		kind: "time",
		digits: 0
	},
	TIMESTAMP_MS: {
		kind: "time",
		digits: 3
	},
	TIMESTAMP_NS: {
		kind: "time",
		digits: 9
	}
};

/** Computes the new rows beside the table, so that guards can look at them before anything changes. */
async function stage(driver, connection, request) {
	const { sql, params } = sourceSql(request);
	const bound = bindParams(driver, dateParams(request.dates), params);
	await connection.run("DROP TABLE IF EXISTS temp.staged");
	if (request.source.kind === "rows") await stageRows(driver, connection, request, request.source);
	else await connection.run(`CREATE TEMP TABLE staged AS ${sql}`, bound.values, bound.types);
	await connection.run(`CREATE TABLE IF NOT EXISTS ${quoted(request.table)} AS SELECT ${await shape(connection)} FROM temp.staged LIMIT 0`);
}
/** All columns; DuckDB's sums of whole numbers have 128 bits, which GoogleSQL does not know and a scan is slow to skip. */
async function shape(connection) {
	const wide = (await connection.runAndReadAll("SELECT column_name FROM duckdb_columns() WHERE database_name = 'temp' AND table_name = 'staged' AND data_type = 'HUGEINT'")).getRowsJson().map(([name]) => quoted(String(name)));
	if (wide.length === 0) return "*";
	return `* REPLACE (${wide.map((name) => `CAST(${name} AS BIGINT) AS ${name}`).join(", ")})`;
}
function sourceSql({ source, dateColumn }) {
	if (source.kind === "select") return toDuckDb(source.sql);
	return {
		sql: `SELECT * FROM (${source.kind === "recorded" ? source.sql : ""}\n) WHERE ${quoted(dateColumn)} IN (SELECT UNNEST($dates))`,
		params: /* @__PURE__ */ new Set(["dates"])
	};
}
/** Refuses rows outside the claim, dates that shrink, and dates without the rows that were expected. */
async function guardStaged(driver, connection, request, known) {
	const column = quoted(request.dateColumn);
	const claim = bindParams(driver, dateParams(request.dates), /* @__PURE__ */ new Set(["dates"]));
	const staged = await rowsOf(connection, `SELECT CAST(day AS VARCHAR) AS d, n, COALESCE(day IN (SELECT UNNEST($dates)), FALSE) AS claimed
     FROM (SELECT ${column} AS day, COUNT(*) AS n FROM temp.staged GROUP BY ${column}) ORDER BY day`, claim);
	const outside = staged.filter(({ claimed }) => claimed !== true);
	if (outside.length > 0) throw new RefusedWriteError(`${request.table}: the new rows are not only of the claimed dates (${outside.map(({ d, n }) => `${n} of ${d ?? "no date"}`).join(", ")})`);
	const before = known ?? await counts(driver, connection, quoted(request.table), column, request.dates, null);
	const after = new Map(staged.map(({ d, n }) => [d, Number(n)]));
	const losses = await lossesThere(connection, request, [...before.keys()]);
	const changes = request.dates.map((date) => ({
		date,
		had: before.get(date)?.rows ?? 0,
		has: after.get(date) ?? 0
	}));
	const problems = refusalsOf(request, changes, losses, "ahead");
	if (problems.length > 0) throw new RefusedWriteError(`${request.table}: ${problems.join("; ")}`);
	if (losses.why !== null) throw new RefusedLossError(`${request.table}: ${losses.why}`);
}
async function lossesThere(connection, { table, losses, allowShrink }, dates) {
	if (losses === void 0 || dates.length === 0) return NO_LOSSES;
	const there = {
		before: `\`${table}\``,
		after: "`temp.staged`",
		dates
	};
	return lossesOf(losses, there, allowShrink, (sql) => rowsOf(connection, toDuckDb(sql).sql, {
		values: {},
		types: {}
	}));
}

/** Both or nothing: what the work changed is taken back where it throws. */
async function inTransaction(connection, work) {
	await connection.run("BEGIN TRANSACTION");
	try {
		const result = await work();
		await connection.run("COMMIT");
		return result;
	} catch (error) {
		await connection.run("ROLLBACK").catch(() => void 0);
		throw error;
	}
}
/** The same, one after the other: two transactions that make a table, or take the next position, end in a conflict. */
function oneAtATime(onConnection) {
	let last = Promise.resolve();
	return (use) => {
		const turn = last.then(() => onConnection(use));
		last = turn.catch(() => void 0);
		return turn;
	};
}

/** No connection and no transaction is held while somebody else writes. */
const witnessOn = (driver, onConnection) => (request, write) => witnessed(request, write, {
	before: () => onConnection((connection) => inTransaction(connection, () => keepBefore(driver, connection, request))),
	look: async (before) => {
		const now = await onConnection((connection) => counted(driver, connection, request));
		return writtenDates(request.dates, before, now);
	},
	lost: lostSince(request, keptName(request.table), (sql) => onConnection((connection) => rowsOf(connection, toDuckDb(sql).sql, {
		values: {},
		types: {}
	}))),
	recounted: (work) => work(),
	record: ({ kind, written, seconds }) => onConnection((connection) => inTransaction(connection, () => appendLedger(driver, connection, {
		run: request.ledger.run,
		tableId: request.ledger.tableId,
		kind,
		written,
		upstream: request.ledger.upstreamFingerprints,
		seconds
	})))
});
/** What the dates held before the run first touched them. Those that it has not touched are kept, with a line that says so. */
async function keepBefore(driver, connection, request) {
	const { table, dateColumn, dates, ledger } = request;
	await ensureOps(connection, "partition_writes");
	const lines = await firstLines(driver, connection, request);
	const recorded = new Set(lines.filter((line) => line.writes > 0).map(({ date }) => date));
	const before = new Map(lines.map(({ date, ...count }) => [date, count]));
	const fresh = dates.filter((date) => !before.has(date));
	if (fresh.length === 0) return {
		counts: before,
		recorded
	};
	const now = await counted(driver, connection, {
		...request,
		dates: fresh
	});
	if (now.size > 0) {
		const claim = bindParams(driver, dateParams(fresh), /* @__PURE__ */ new Set(["dates"]));
		await keep(connection, table, dateColumn, claim, ledger);
	}
	await appendLedger(driver, connection, {
		run: ledger.run,
		tableId: ledger.tableId,
		kind: "kept",
		written: writtenDates(fresh, now, now),
		upstream: /* @__PURE__ */ new Map(),
		seconds: 0
	});
	return {
		counts: new Map([...before, ...now]),
		recorded
	};
}
/** By the first line of the run for each date; what it wrote later is nothing to go back to. */
async function firstLines(driver, connection, { dates, ledger: { run, tableId } }) {
	return (await rowsOf(connection, `SELECT CAST(game_date AS VARCHAR) AS d, rows_before, fingerprint_before,
       SUM(CASE kind WHEN 'kept' THEN 0 ELSE 1 END) OVER (PARTITION BY game_date) AS writes
     FROM ops.partition_writes
     WHERE run = ${literal(run)} AND table_id = ${literal(tableId)} AND game_date IN (SELECT UNNEST($dates)) AND ${NOT_OBSERVED}
     QUALIFY ROW_NUMBER() OVER (PARTITION BY game_date ORDER BY position) = 1`, bindParams(driver, dateParams(dates), /* @__PURE__ */ new Set(["dates"])))).map((line) => ({
		date: line["d"],
		rows: Number(line["rows_before"]),
		fingerprint: String(line["fingerprint_before"]),
		writes: Number(line["writes"])
	}));
}
async function counted(driver, connection, { table, dateColumn, dates, ledger }) {
	const hashing = await hashingOf(connection, quoted(table), ledger.volatileColumns);
	return counts(driver, connection, quoted(table), quoted(dateColumn), dates, hashing);
}

function duckDbWriter(driver, anyConnection, remembered) {
	const onConnection = oneAtATime(anyConnection);
	/** What was remembered of these tables is not so any more, whether the work came to its end or not. */
	const writing = async (tables, work) => {
		try {
			return await work();
		} finally {
			for (const table of tables) remembered.forget(table);
		}
	};
	return {
		replaceDates: (request) => writing([LEDGER], () => onConnection((connection) => replace(driver, connection, request, remembered))),
		witness: (request, write) => {
			const forgetAll = () => remembered.forgetAll();
			return witnessOn(driver, onConnection)(request, write).finally(forgetAll);
		},
		restore: (request) => writing([LEDGER, ...request.tables.map(({ table }) => table)], () => onConnection((connection) => inTransaction(connection, () => restore(driver, connection, request)))),
		recordObserved: (observed) => writing([LEDGER], () => onConnection((connection) => inTransaction(connection, () => appendObserved(driver, connection, observed)))),
		record: (table, row) => writing([`ops.${table}`], () => onConnection((connection) => insertOps(driver, connection, table, row))),
		forgetKept: (before) => onConnection((connection) => forgetKept(driver, connection, before))
	};
}
const LEDGER = "ops.partition_writes";
async function replace(driver, connection, request, remembered) {
	const { table, dateColumn, dates, ledger } = request;
	const hashed = {
		table,
		dateColumn,
		volatileColumns: ledger?.volatileColumns
	};
	const started = performance.now();
	try {
		const known = ledger === null ? null : remembered.knownContent(hashed, dates);
		await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schemaOf(table)}`);
		await stage(driver, connection, request);
		await guardStaged(driver, connection, request, known);
		const written = await inTransaction(connection, () => swap(driver, connection, request, known, (performance.now() - started) / 1e3));
		if (ledger === null) remembered.forget(table);
		else remembered.wrote(hashed, written);
		return written;
	} catch (error) {
		remembered.forget(table);
		throw error;
	} finally {
		await connection.run("DROP TABLE IF EXISTS temp.staged");
	}
}
async function swap(driver, connection, request, known, secondsSoFar) {
	const [table, column] = [quoted(request.table), quoted(request.dateColumn)];
	const claim = bindParams(driver, dateParams(request.dates), /* @__PURE__ */ new Set(["dates"]));
	const where = `WHERE ${column} IN (SELECT UNNEST($dates))`;
	const hashing = request.ledger === null ? null : await hashingOf(connection, table, request.ledger.volatileColumns);
	const before = known ?? await counts(driver, connection, table, column, request.dates, hashing);
	if (request.ledger !== null && before.size > 0) await keep(connection, request.table, request.dateColumn, claim, request.ledger);
	await connection.run(`DELETE FROM ${table} ${where}`, claim.values, claim.types);
	await connection.run(`INSERT INTO ${table} BY NAME SELECT ${await insertedColumns(connection, request.table)} FROM temp.staged`);
	const after = await counts(driver, connection, table, column, request.dates, hashing);
	const written = writtenDates(request.dates, before, after);
	if (request.ledger !== null) {
		const { run, tableId, kind, upstreamFingerprints } = request.ledger;
		await appendLedger(driver, connection, {
			run,
			tableId,
			kind,
			written,
			upstream: upstreamFingerprints,
			seconds: secondsSoFar
		});
	}
	return written;
}
const schemaOf = (table) => quoted(table.split(".")[0] ?? "");

/** Opens an embedded warehouse. Throws UnreadableError where the file is locked by another process (see `isLocked`). */
async function openDuckDb(options) {
	const driver = await import("@duckdb/node-api");
	const instance = await createInstance(driver, options);
	const free = [];
	const running = /* @__PURE__ */ new Set();
	let closed = false;
	async function onConnection(use) {
		if (closed) throw new Error(`The warehouse ${options.path} is closed.`);
		const work = (async () => {
			const connection = free.pop() ?? await connect(instance, options.filesAt);
			try {
				return await use(connection);
			} finally {
				free.push(connection);
			}
		})();
		running.add(work);
		try {
			return await work;
		} finally {
			running.delete(work);
		}
	}
	async function query(googleSql, params = {}) {
		const { sql, params: used } = toDuckDb(googleSql);
		return onConnection(async (connection) => {
			try {
				const bound = bindParams(driver, params, used);
				const reader = await connection.runAndReadAll(sql, bound.values, bound.types);
				return plainRows(reader);
			} catch (cause) {
				throw classified(cause);
			}
		});
	}
	const remembered = new Remembered(query);
	const native = async (sql) => {
		try {
			await onConnection((connection) => connection.run(sql));
		} finally {
			remembered.forgetAll();
		}
	};
	const reading = {
		label: `DuckDB ${options.path}`,
		abilities: {
			shared: false,
			maxConcurrentQueries: 4,
			maxConcurrentWrites: 1,
			datesAtOnce: await datesAtOnce(query),
			estimates: false,
			maxBytesBilled: null,
			partitionMetadata: false
		},
		query,
		columnsOf: (tables) => columnsOf(query, tables),
		describe: (sql, params) => describe(query, sql, params),
		...WITHOUT_COSTS,
		fingerprints: ({ table, dateColumn, volatileColumns, dates }) => onConnection(async (connection) => {
			const [from, column] = [quoted(table), quoted(dateColumn)];
			try {
				const hashing = await hashingOf(connection, from, volatileColumns);
				return await counts(driver, connection, from, column, dates, hashing);
			} catch (cause) {
				throw classified(cause);
			}
		}),
		[Symbol.asyncDispose]: async () => {
			closed = true;
			await Promise.allSettled(running);
			for (const connection of free) connection.closeSync();
			instance.closeSync();
		}
	};
	return {
		...reading,
		remembering: rememberingOn(reading, remembered),
		native,
		...duckDbWriter(driver, onConnection, remembered)
	};
}
/** The largest of the models here takes less than 1 MiB a date; others may take more. */
const MIB_A_DATE = 8;
const LEAST_DATES = 7;
/** As many as a repair may be asked for. */
const MOST_DATES = 400;
const MIB = {
	KiB: 1 / 1024,
	MiB: 1,
	GiB: 1024,
	TiB: 1024 ** 2
};
/** By the memory that the engine may use, which says it as "18.8 GiB". */
async function datesAtOnce(query) {
	const [row] = await query("SELECT current_setting('memory_limit') AS most");
	const [, number = "0", unit = ""] = /^([\d.]+) (\w+)$/.exec(String(row?.["most"])) ?? [];
	const dates = Math.floor(Number(number) * (MIB[unit] ?? 0) / MIB_A_DATE);
	return Math.min(Math.max(dates, LEAST_DATES), MOST_DATES);
}
async function createInstance(driver, options) {
	try {
		const config = options.readOnly ? {
			access_mode: "READ_ONLY",
			threads: "1"
		} : {};
		return await driver.DuckDBInstance.create(options.path, config);
	} catch (cause) {
		throw new UnreadableError(`Cannot open the warehouse ${options.path}`, { cause });
	}
}
/** True for the error of a file that another process has open. */
function isLocked(error) {
	return /could not set lock|conflicting lock/i.test(errorMessage(error));
}
/** The program that has the file and its process id, as the engine names them; null where it does not. */
function lockHolder(error) {
	return /lock is held in (.+? \(PID \d+\)(?: by user \S+?)?)(?:\.|$)/i.exec(errorMessage(error))?.[1] ?? null;
}
async function connect(instance, filesAt) {
	const connection = await instance.connect();
	for (const statement of DUCKDB_PRELUDE) await connection.run(statement);
	if (filesAt !== void 0) await connection.run(`SET file_search_path = ${literal(filesAt)}`);
	return connection;
}
function classified(cause) {
	const message = errorMessage(cause);
	const missing = /Table with name "?([\w.]+?)"? does not exist/i.exec(message);
	if (missing) return new TableNotFoundError(`Table ${missing[1]} does not exist`, { cause });
	return cause instanceof Error ? cause : new Error(message, { cause });
}

export { isLocked, lockHolder, openDuckDb };