import { __toESM } from "./rolldown-runtime.js";
import { require__node_path, require_promises } from "./node-builtins.js";
import { UserError, addDays, dateRange } from "./every-action.js";
import { nearest } from "./commands.nearest.js";
import { declaredRange, environmentOf, readingFiles, tablesOf } from "./pipeline.readings.js";
import { parsedPipeline } from "./pipeline.columns.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/** Throws a UserError for a name that nobody declares, and for dates far from every season: before anything is opened. */
function checkAsked(pipeline, environment, asked) {
	environmentOf(pipeline, environment);
	const tables = tablesOf(pipeline, environment);
	for (const table of asked.tables ?? []) if (!tables.some(({ id }) => id === table)) throw noTable(tables, environment, table);
	const numbers = pipeline.phases.map(({ number }) => number);
	for (const phase of asked.phases ?? []) if (!numbers.includes(phase)) throw new UserError(`There is no phase ${phase}; there are ${numbers.join(", ")}.`);
	checkReach(pipeline, (asked.dates ?? []).flatMap(({ first, last }) => [first, last]));
}
/** A name that nobody declares: the id that was probably meant, by its letters or by the table's own name, and all ids. */
function noTable(tables, environment, typed) {
	const ids = tables.map(({ id }) => id);
	const meant = tables.find(({ name }) => name === typed || name.split(".")[1] === typed)?.id ?? nearest(typed, ids);
	const there = `there are ${ids.join(", ")}`;
	return new UserError(`There is no table "${typed}" in ${environment}; ${meant === void 0 ? there : `did you mean ${meant}? In all ${there}`}.`);
}
/** No data of a pipeline is so old, and a range of centuries would fill the memory with days. */
const MOST_YEARS = 20;
const DAYS_A_YEAR = 365.25;
/** Throws a UserError for a date that is so far from every declared season that it is a slip. */
function checkReach({ seasons }, dates) {
	const [first, last] = [seasons[0], seasons.at(-1)];
	if (first === void 0 || last === void 0) return;
	const reach = Math.floor(MOST_YEARS * DAYS_A_YEAR);
	const [from, to] = [addDays(first.opens, -7305), addDays(last.closes, reach)];
	const far = dates.find((date) => date < from || date > to);
	if (far === void 0) return;
	const declared = seasons.map(({ id, opens, closes }) => `${id} (${opens} to ${closes})`);
	throw new UserError(`${far} is more than ${MOST_YEARS} years from every declared season; declared are ${declared.join(", ")}. Name dates within them.`);
}

var import_promises = require_promises();
/** Reads the declaration and the SQL files that its readings name, which stand under `root`. */
async function loadPipeline(file, root = ".") {
	let text;
	try {
		text = await (0, import_promises.readFile)(file, "utf8");
	} catch (cause) {
		throw new UserError(`The pipeline ${file} cannot be read; name it with --pipeline`, { cause });
	}
	const checked = parsedOnce(text, file);
	const pipeline = checked();
	const named = readingFiles(pipeline);
	if (named.length === 0) return pipeline;
	const texts = await Promise.all(named.map(async (name) => [name, await (0, import_promises.readFile)((0, import__node_path.join)(root, name), "utf8").catch(() => null)]));
	return checked(Object.fromEntries(texts));
}
/**
* One command loads its declaration several times: for the environment that is meant, for its own work, for what it hides.
* Parsing it anew takes as long as counting a month of every table.
*/
const parsed = /* @__PURE__ */ new Map();
const MOST_PARSED = 4;
function parsedOnce(text, file) {
	const key = JSON.stringify([file, text]);
	const known = parsed.get(key);
	if (known !== void 0) return known;
	const checked = parsedPipeline(text, file);
	const [oldest] = parsed.keys();
	if (parsed.size >= MOST_PARSED && oldest !== void 0) parsed.delete(oldest);
	parsed.set(key, checked);
	return checked;
}
/**
* The project of an environment on BigQuery: the given one, else the declared one, else GOOGLE_CLOUD_PROJECT, which
* google-github-actions/auth sets in a workflow.
*/
const projectOf = ({ project: declared }, given, env) => given ?? declared ?? (env["GOOGLE_CLOUD_PROJECT"] || void 0);
/** Where an environment's warehouse is. */
function warehouseSettings(pipeline, name, project, env = {}) {
	const environment = environmentOf(pipeline, name);
	if (environment.engine === "duckdb") {
		if (environment.path === void 0) throw new UserError(`Environment ${name} uses duckdb and declares no path.`);
		if (project !== void 0) throw new UserError(`Environment ${name} uses duckdb; a project is for BigQuery.`);
		return {
			engine: "duckdb",
			path: environment.path
		};
	}
	const chosen = projectOf(environment, project, env);
	if (chosen === void 0) throw new UserError(`Environment ${name} is on BigQuery and no project is named; give --project, set GOOGLE_CLOUD_PROJECT, or declare one.`);
	const { location = "US", maxBytesBilled, billingProject, labels } = environment;
	return {
		engine: "bigquery",
		project: chosen,
		location,
		...maxBytesBilled === void 0 ? {} : { maxBytesBilled },
		...billingProject === void 0 ? {} : { billingProject },
		...labels === void 0 ? {} : { labels }
	};
}
/**
* The instant to judge by: the asked one, else the environment's own now (a recording has one), else the clock. Ledger
* times, leases and run ids always go by the clock.
*/
function judgedAt(pipeline, environment, { asOf, now = () => /* @__PURE__ */ new Date() }) {
	const { asOf: declared } = environmentOf(pipeline, environment);
	return asOf ?? (declared === void 0 ? now() : new Date(declared));
}
/** The asked range, its open ends taken from the declared one. */
function rangeOf(pipeline, asOf, start, end) {
	checkReach(pipeline, [start, end].flatMap((date) => date ?? []));
	const declared = declaredRange(pipeline, asOf);
	const [first, last] = [start ?? declared.first, end ?? declared.last];
	const tooLate = (what) => new UserError(`The range ${what}, and the newest date that had ended as of ${asOf.toISOString()} is ${declared.last}.`);
	const tooEarly = new UserError(`No season is declared before ${declared.first}; the range ends on ${last}.`);
	if (end === void 0 && first > declared.last) throw tooLate(`starts on ${first}`);
	if (start === void 0 && last < declared.first) throw tooEarly;
	const range = dateRange(first, last);
	if (last > declared.last) throw tooLate(`ends on ${last}`);
	if (last < declared.first) throw tooEarly;
	return range;
}

export { checkAsked, judgedAt, loadPipeline, projectOf, rangeOf, warehouseSettings };