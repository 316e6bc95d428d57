import { UserError, ZodISODate, ZodISODateTime, _isoDate, _isoDateTime, dateRange, daysBetween, lastEndedDay } from "./every-action.js";

function datetime(params) {
	return _isoDateTime(ZodISODateTime, params);
}
function date(params) {
	return _isoDate(ZodISODate, params);
}

const PIECES = /(?<comment>--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*")|`(?<ticks>[^`]*)`|@(?<param>\w+)|(?<word>[A-Za-z_]\w*)|\s+|(?<other>[\s\S])/g;
/** Pieces of a statement, comments left out. A string is one piece, so that nothing inside it is taken for SQL. */
function piecesOf(sql) {
	const pieces = [];
	let depth = 0;
	for (const found of sql.matchAll(PIECES)) {
		const { text, ticks, param, word, other } = found.groups;
		const [start, end] = [found.index, found.index + found[0].length];
		const add = (kind, value) => pieces.push({
			kind,
			text: value,
			start,
			end,
			depth
		});
		if (text !== void 0) add("text", text);
		else if (ticks !== void 0) add("ticks", ticks);
		else if (param !== void 0) add("param", param);
		else if (word !== void 0) add("word", word);
		else if (other !== void 0) {
			if (other === ")" || other === "]") depth -= 1;
			add("other", other);
			if (other === "(" || other === "[") depth += 1;
		}
	}
	return pieces;
}
const isWord = (piece, ...words) => piece?.kind === "word" && words.includes(piece.text.toUpperCase());
const isSign = (piece, sign) => piece?.kind === "other" && piece.text === sign;
/** Where these stand, an output is of other rows than those of the table. */
const JOINING = [
	"WITH",
	"JOIN",
	"GROUP",
	"HAVING",
	"UNION"
];
/** Where these stand, an output is no longer an expression over one row of the table. */
const SHAPING = [
	...JOINING,
	"DISTINCT",
	"QUALIFY",
	"WINDOW",
	"LIMIT"
];
/** Reads one SELECT of the common SQL; a problem is said in words that follow the file's name. */
function readSelect(sql) {
	const pieces = piecesOf(sql);
	const [first] = pieces;
	if (first === void 0) return { problem: "is empty; it must be one SELECT" };
	const end = pieces.findIndex((piece) => isSign(piece, ";"));
	if (end !== -1) return { problem: pieces.slice(end + 1).some((piece) => !isSign(piece, ";")) ? "holds two statements; it must be one SELECT" : "ends with a semicolon; leave it out, because the SELECT is put into other statements" };
	if (!isWord(first, "SELECT", "WITH")) return { problem: `begins with ${first.text}; it must be one SELECT` };
	if (pieces.at(-1).depth !== 0 && !isSign(pieces.at(-1), ")")) return { problem: "has a bracket that is not closed" };
	const at = pieces.findIndex((piece) => piece.depth === 0 && isWord(piece, "SELECT"));
	if (at === -1) return { problem: "has no SELECT after its WITH" };
	const outputs = outputsOf(sql, pieces, at);
	if ("problem" in outputs) return outputs;
	const tables = pieces.flatMap((piece) => piece.kind === "ticks" && piece.text.includes(".") ? [piece.text] : []);
	const top = pieces.filter(({ depth }) => depth === 0);
	const reads = top[top.findIndex((piece) => isWord(piece, "FROM")) + 1]?.kind === "ticks" && tables.length === 1;
	const without = (words) => !top.some((piece) => isWord(piece, ...words));
	return {
		outputs: outputs.list,
		tables,
		params: new Set(pieces.flatMap((piece) => piece.kind === "param" ? [piece.text] : [])),
		isPlain: reads && without(SHAPING),
		isOfOneTable: reads && without(JOINING)
	};
}
function outputsOf(sql, pieces, select) {
	const begin = isWord(pieces[select + 1], "DISTINCT", "ALL") ? select + 2 : select + 1;
	const items = [[]];
	for (const piece of pieces.slice(begin)) {
		if (piece.depth === 0 && isWord(piece, "FROM", "UNION", "WHERE", "LIMIT", "ORDER")) break;
		if (piece.depth === 0 && isSign(piece, ",")) items.push([]);
		else items.at(-1)?.push(piece);
	}
	const list = [];
	for (const item of items.filter((one) => one.length > 0)) {
		const [last, before] = [item.at(-1), item.at(-2)];
		if (item.some((piece) => piece.depth === 0 && isSign(piece, "*")) && isStar(item)) return { problem: "selects *; list the columns, so that their names are known" };
		const isNamed = isWord(before, "AS");
		const expression = sql.slice(item[0]?.start, (isNamed ? item.at(-3) : last)?.end);
		const isPath = item.every((one) => one.kind === "word" || one.kind === "ticks" || isSign(one, "."));
		if (last.kind !== "word" && last.kind !== "ticks" || !(isNamed || isPath)) return { problem: `selects ${expression.slice(0, 60)} without a name; write AS and a name` };
		list.push({
			name: last.text,
			expression
		});
	}
	const twice = list.find(({ name }, index) => list.findIndex((one) => same(one.name, name)) < index);
	return twice === void 0 ? { list } : { problem: `gives the column ${twice.name} twice` };
}
/** `*` or `t.*`, and no product. */
const isStar = (item) => isSign(item[0], "*") || isSign(item[1], ".") && isSign(item[2], "*");
const same = (one, other) => one.toLowerCase() === other.toLowerCase();
/** The statement with these tables and parameters replaced; strings and comments stay as they are. */
function withReplaced(sql, replace) {
	return sql.replace(PIECES, (whole, ...rest) => {
		const { ticks, param } = rest.at(-1);
		if (ticks !== void 0) return replace.table(ticks);
		return param === void 0 ? whole : replace.param(param);
	});
}

/** The files that the readings of a pipeline name. */
const readingFiles = ({ tables }) => [...new Set(tables.flatMap(({ read = {} }) => Object.values(read).flatMap(({ file }) => file ?? [])))];
/** A table as an environment has it: its name there, and how its rows are read. The same objects for the same pipeline. */
function tableIn(pipeline, table, environment) {
	const declared = table.read?.[environment];
	if (declared === void 0 || table.reading !== void 0) return table;
	const name = declared.table ?? table.name;
	const reading = readingOf(pipeline, {
		...table,
		name
	}, declared);
	const { volatileColumns = table.volatileColumns, real = table.real } = declared;
	return {
		...table,
		name,
		...volatileColumns === void 0 ? {} : { volatileColumns },
		...real === void 0 ? {} : { real },
		...reading === null ? {} : { reading }
	};
}
function readingOf({ readFiles }, table, declared) {
	const { file, columns } = declared;
	if (file !== void 0) return reading(readFiles?.[file] ?? "", file);
	return columns === void 0 ? null : reading(selectOf(table, declared, columns), `the columns of ${table.id}`);
}
function reading(sql, from) {
	const select = readSelect(sql);
	return "problem" in select ? {
		sql: "",
		from,
		outputs: [],
		tables: [],
		isPlain: false,
		isOfOneTable: false
	} : {
		...select,
		sql,
		from
	};
}
/** The date filter stands beside the table's own name, where it leaves partitions out. */
function selectOf({ name, dateColumn }, { where }, columns) {
	return [
		`SELECT ${Object.entries(columns).map(([column, sql]) => column === sql ? `\`${column}\`` : `${sql} AS \`${column}\``).join(", ")}`,
		`FROM \`${name}\``,
		`WHERE \`${dateColumn}\` BETWEEN @first_date AND @last_date`,
		...where === void 0 ? [] : [`  AND (${where})`]
	].join("\n");
}

/** How a schedule says which dates have games; undefined where every day is a date. */
function gamesCalendar({ calendar }) {
	return calendar.kind === "daily" ? void 0 : calendar;
}
/** The declared season of a date and its day in it (opening night is 0); undefined between seasons. */
function seasonOf(pipeline, date) {
	const season = pipeline.seasons.find(({ opens, closes }) => date >= opens && date <= closes);
	return season && {
		season: season.id,
		seasonDay: daysBetween(season.opens, date)
	};
}
/** The whole declared range: from the first opening night to the newest day that has ended at `asOf`. */
function declaredRange(pipeline, asOf) {
	const opens = pipeline.seasons[0]?.opens;
	const ended = lastEndedDay(asOf, pipeline.timeZone);
	const closes = pipeline.seasons.at(-1)?.closes;
	const last = ended < closes ? ended : closes;
	if (last < opens) throw new UserError(`As of ${asOf.toISOString()} no declared season has begun (${opens}).`);
	return dateRange(opens, last);
}
function environmentOf(pipeline, name) {
	const environment = pipeline.environments[name];
	if (environment === void 0) throw new UserError(`There is no environment "${name}"; declared are ${Object.keys(pipeline.environments).join(", ")}.`);
	return environment;
}
/** How many dates repairs may write in 24 hours without an approval: what the workflow allows, up to what is declared. */
const dailyDatesIn = (pipeline, name, allowed) => Math.min(allowed, environmentOf(pipeline, name).dailyDates ?? allowed);
/** The tables that somebody fills in this environment, as it has them; the others are not part of it. */
function tablesOf(pipeline, environment) {
	const known = TABLES.get(pipeline) ?? /* @__PURE__ */ new Map();
	TABLES.set(pipeline, known);
	const found = known.get(environment);
	if (found !== void 0) return found;
	const tables = pipeline.tables.filter(({ producers }) => producers[environment] !== void 0).map((table) => tableIn(pipeline, table, environment));
	known.set(environment, tables);
	return tables;
}
/** The same tables for the same pipeline: they are keys of maps. */
const TABLES = /* @__PURE__ */ new WeakMap();
function producerOf(table, environment) {
	const producer = table.producers[environment];
	if (producer === void 0) throw new UserError(`Nobody is declared to fill ${table.id} in ${environment}.`);
	return producer;
}
/** Waivers in force at `asOf` for a table: an expired one has no effect. The last day is included, in UTC. */
function waiversFor(pipeline, table, environment, asOf) {
	const today = asOf.toISOString().slice(0, 10);
	return pipeline.waivers.filter(({ tables, environments, expires }) => tables.includes(table.id) && (environments?.includes(environment) ?? true) && expires >= today);
}
/** The tables of the phases that training needs, shadows left out: the set behind `phase4_completion`. */
function trainingTables(pipeline, environment) {
	const phases = new Set(pipeline.phases.filter(({ requiredForTraining }) => requiredForTraining).map(({ id }) => id));
	return tablesOf(pipeline, environment).filter(({ phase, shadow }) => phases.has(phase) && !shadow);
}
/** The column that names a row's game; undefined for a table whose rows are not about a game. */
const gameColumnOf = ({ gameColumn, full }) => gameColumn ?? (typeof full === "object" && "games" in full ? full.games.column : void 0);
/** The column that says where a game was moved to; null where the table's old listings are not read. */
const movedColumn = ({ columns: { movedTo } }, { reading }) => movedTo !== void 0 && reading?.outputs.some(({ name }) => name === movedTo) === true ? movedTo : null;
/** Whether nobody but this tool writes the table, as declared: a service writes when it likes. */
const writtenHere = (table, environment) => producerOf(table, environment).kind !== "service";
/** The tables that training needs, and all that these are computed from. */
function trainingLineage(pipeline, environment) {
	const tables = new Map(tablesOf(pipeline, environment).map((table) => [table.id, table]));
	const found = new Set(trainingTables(pipeline, environment).map(({ id }) => id));
	for (const id of found) for (const { table } of tables.get(id)?.upstream ?? []) if (tables.has(table)) found.add(table);
	return found;
}
/** A CSV does not say where it comes from: the first declared environment whose schedule is no recording. */
function warehouseBehindCsv(pipeline) {
	const names = Object.keys(pipeline.environments);
	return names.find((name) => {
		const kinds = pipeline.tables.flatMap(({ producers }) => producers[name]?.kind ?? []);
		return kinds.length > 0 && !kinds.includes("recorded");
	}) ?? names[0] ?? "";
}

export { dailyDatesIn, date, datetime, declaredRange, environmentOf, gameColumnOf, gamesCalendar, movedColumn, producerOf, readSelect, readingFiles, seasonOf, selectOf, tableIn, tablesOf, trainingLineage, trainingTables, waiversFor, warehouseBehindCsv, withReplaced, writtenHere };