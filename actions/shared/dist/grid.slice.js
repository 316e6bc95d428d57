import { __toESM } from "./rolldown-runtime.js";
import { require__node_path, require_promises$1 as require_promises } from "./node-builtins.js";
import { UserError, isPresent, isThere, makeFolder, namesIn, object, parsedAs, printRange, readIfThere, string, writeExactly } from "./every-action.js";
import { REPORTS_PARTS } from "./pipeline.readings.js";
import { parse, stringify } from "./npm.csv-parse.lib.api.CsvError.js";
import { count, quoted, table } from "./render.text.markdown.js";
import { boundedAverage, isCertain, reportedAverage, requiredCells, roundScore, runsOf } from "./findings.assess.assess.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
var import_promises = require_promises();
const UNITS = [
	"bytes",
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function bytesText(bytes) {
	const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
	return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
/** US dollars; small amounts with the digits that make them more than nothing. */
function usdText(usd) {
	if (usd === 0 || usd >= 1) return `${usd.toFixed(2)} USD`;
	return `${usd >= .01 ? usd.toFixed(4) : usd.toFixed(6)} USD`;
}
const moneyText = ({ bytes, usd }) => `${bytesText(bytes)}, ${usdText(usd)}`;
/** One sentence: what was billed, against what was estimated. */
function costText({ estimated, billed, queries, unknown }) {
	const silent = `; ${unknown} of ${count(queries, "query", "queries")} did not say what they billed`;
	const said = unknown === queries ? "unknown" : `at least ${moneyText(billed)}`;
	return [
		`Billed: ${unknown === 0 ? moneyText(billed) : said}`,
		unknown === 0 ? ` for ${count(queries, "query", "queries")}` : silent,
		`; estimated: ${estimated === null ? "unknown" : moneyText(estimated)}`
	].join("");
}

function historyFile(name, columns, key) {
	const places = key.map((column) => columns.indexOf(column));
	const keyOf = (row) => places.map((place) => row[place]).join("	");
	const read = (text) => {
		const [header, ...rows] = parse(text, {
			relax_column_count: true,
			skip_empty_lines: true
		});
		if (header?.join(",") !== columns.join(",")) throw new UserError(`${name} does not have the columns ${columns.join(",")}; move it aside to start a new history.`);
		return rows;
	};
	const write = (rows) => {
		const sorted = rows.toSorted((a, b) => a.join("	") < b.join("	") ? -1 : 1);
		return stringify([[...columns], ...sorted], { escape_formulas: true });
	};
	const mergeRows = (theirs, ours) => {
		const keys = new Set(ours.map(keyOf));
		const others = theirs === null ? [] : read(theirs).filter((row) => !keys.has(keyOf(row)));
		return write([...others, ...ours]);
	};
	const place = columns.indexOf("environment");
	return {
		merge: (existing, row) => mergeRows(existing, [asWritten(row)]),
		mergeAll: (theirs, ours) => mergeRows(theirs, read(ours)),
		split(existing, environment) {
			const rows = read(existing);
			const part = (isOwn) => {
				const some = rows.filter((row) => row[place] === environment === isOwn);
				return some.length === 0 ? null : write(some);
			};
			return {
				own: part(true),
				others: part(false)
			};
		}
	};
}
/** Fields as they stand in the file: what a spreadsheet would run has a mark before it. */
const asWritten = (row) => parse(stringify([[...row]], { escape_formulas: true }))[0] ?? [];

const COLUMNS$1 = [
	"as_of",
	"run",
	"environment",
	"first_date",
	"last_date",
	"game_dates",
	"training",
	"average_score",
	"excellent",
	"good",
	"fair",
	"poor",
	"completion_pct",
	"p0",
	"p1",
	"p2",
	"unknown_cells",
	"policy",
	"config_hash"
];
const HISTORY = historyFile("health_history.csv", COLUMNS$1, ["run"]);
/** The history with this run in it: one row a run, by time. A run that is there already keeps its one row, renewed. */
const mergeHistory = (existing, record) => HISTORY.merge(existing, historyRow(record));
function historyRow(record) {
	const byPriority = (priority) => record.findings.filter((finding) => finding.priority === priority).length;
	const number = (value) => value === null ? "N/A" : value.toFixed(1);
	return [
		record.asOf,
		record.run,
		record.environment,
		record.range.first,
		record.range.last,
		record.gameDates,
		record.training,
		number(record.averageScore),
		record.bands.excellent,
		record.bands.good,
		record.bands.fair,
		record.bands.poor,
		number(record.completionPct),
		byPriority("P0"),
		byPriority("P1"),
		byPriority("P2"),
		record.cells.unknown,
		record.policy,
		record.configHash
	].map(String);
}

/** The days by a key, in the order in which the keys first come. The range of a part is from its first to its last day. */
function sliceBy({ grid, scores }, keyOf) {
	const indexes = /* @__PURE__ */ new Map();
	grid.days.forEach((day, index) => {
		const known = indexes.get(keyOf(day));
		if (known === void 0) indexes.set(keyOf(day), [index]);
		else known.push(index);
	});
	return new Map([...indexes].map(([key, some]) => {
		const pick = (all) => some.flatMap((index) => all[index] ?? []);
		const days = pick(grid.days);
		const columns = new Map([...grid.columns].map(([id, cells]) => [id, pick(cells)]));
		const range = {
			first: days[0]?.date ?? grid.range.first,
			last: days.at(-1)?.date ?? grid.range.last
		};
		return [key, {
			grid: {
				...grid,
				range,
				days,
				columns
			},
			scores: pick(scores)
		}];
	}));
}
const seasonsOf = (slice) => sliceBy(slice, ({ season }) => season);
/** Keys as in 2024-10. */
const monthsOf = (slice) => sliceBy(slice, ({ date }) => date.slice(0, 7));
const gamesOf = ({ grid }) => grid.days.reduce((sum, { games }) => sum + games.length, 0);
/** Null where nothing is expected on any of the dates. */
const averageOf = ({ scores }) => boundedAverage(scores);
/** What each stage costs, in the pipeline's order; stages without any value are left out. */
function stageLosses({ grid, scores }) {
	const scored = scores.filter(({ value }) => value !== null);
	return grid.pipeline.score.stages.flatMap(({ id }) => {
		let [sum, lost, dates, known] = [
			0,
			0,
			0,
			0
		];
		for (const { stages } of scored) {
			const value = stages.find((stage) => stage.id === id)?.value ?? null;
			if (value === null) continue;
			known += 1;
			sum += value;
			lost += (100 - value) / stages.filter((stage) => stage.value !== null).length;
			if (value < 100) dates += 1;
		}
		const unknown = scores.filter(({ stages }) => stages.some((stage) => stage.id === id && stage.state === "unknown")).length;
		if (known === 0) return [];
		return [{
			stage: id,
			average: sum / known,
			lost: lost / scored.length,
			dates,
			unknown
		}];
	});
}

const HARMLESS = /^[\p{L}\p{N}][\p{L}\p{N} .,:;()'/%+_-]*$/u;
const LINKED = /www\.|:\/\/|:[\w+-]+:|\bGH-\d|\b[0-9a-f]{7,40}\b|__|(^|\s)_|_(\s|$)/i;
/** Text of the configuration: as it stands where GitHub can make nothing of it, else as inline code. */
const wording = (text) => text.length <= 300 && HARMLESS.test(text) && !LINKED.test(text) ? text : quoted(text);
/** A table's id stays as it is written. */
const capital = (text) => /^[a-z0-9]*_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
const oneDecimal = (value) => roundScore(value).toFixed(1);
/** "88.7 %"; with its upper bound where what could not be read may be there as well. */
function completionText({ grid }) {
	const days = requiredCells(grid);
	if (days.length === 0) return "nothing expected";
	const where = (isThere) => days.filter((cells) => cells.every(isThere)).length;
	const read = where(isPresent);
	const best = where((cell) => isPresent(cell) || cell.state === "unknown");
	const least = share(read, days.length);
	return read === best ? least : `${least} to ${share(best, days.length)}`;
}
const share = (part, whole) => whole === 0 ? "" : `${oneDecimal(part / whole * 100)} %`;
/** "77.1", "77.1 (71.0 to 83.2)" where something could not be read, or that there is none. */
function scoreText(score) {
	if (score === null) return "nothing expected";
	const bounds = `${oneDecimal(score.low)} to ${oneDecimal(score.high)}`;
	if (score.value === null) return `UNKNOWN (${bounds})`;
	return isCertain(score) ? oneDecimal(score.value) : `${oneDecimal(score.value)} (${bounds})`;
}
/** The average score as every report prints it, with its bounds where something is unknown. */
function averageWords(slice) {
	const average = averageOf(slice);
	return average === null || average.value === null ? "unknown" : scoreText(average);
}
/** The average of a CSV by its own scores, which the operators do not cap; nothing for a grid of a warehouse. */
function reportedAverageText(grid) {
	const average = reportedAverage(grid);
	if (average === null) return [];
	const { value, dates } = average;
	const some = dates === grid.days.length ? "" : ` (of ${dates} of ${grid.days.length} dates)`;
	return [`${oneDecimal(value)}${some}`];
}
/** "2024-10-22..2024-11-04 (14), 2024-12-25, and 3 more runs in gaps.csv". */
function runsText(runs, limit = 12) {
	const shown = runs.slice(0, limit).map((run) => {
		const n = typeof run.dates === "number" ? run.dates : run.dates.length;
		return n === 1 ? printRange(run) : `${printRange(run)} (${n})`;
	});
	const more = runs.length - shown.length;
	return [...shown, ...more > 0 ? [`and ${more} more ${more === 1 ? "run" : "runs"} in gaps.csv`] : []].join(", ");
}
/** "2026-01-26T12:00:00Z"; text that is no instant as inline code. */
function instantText(instant) {
	const at = new Date(instant);
	return Number.isNaN(at.getTime()) ? quoted(String(instant)) : at.toISOString().replace(".000Z", "Z");
}
const datesText = (dates, days, limit) => runsText(runsOf(dates, days), limit);
/** "a", "a and b", "a, b and c". */
const listed = (parts) => parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
/** As the reports print it; of a record that was written before bounds were kept, without them. */
function recordedAverage({ averageScore: value, averageBounds }) {
	if (value === null) return "no score";
	return averageBounds === void 0 ? oneDecimal(value) : scoreText({
		...averageBounds,
		value
	});
}

const COLUMNS = [
	"at",
	"run",
	"kind",
	"environment",
	"estimated_bytes",
	"estimated_usd",
	"billed_bytes",
	"billed_usd",
	"queries",
	"unknown_queries"
];
const SHOWN_MONTHS = 12;
const COSTS = historyFile("costs.csv", COLUMNS, ["at", "run"]);
const mergeCost = (existing, entry) => COSTS.merge(existing, costRow(entry));
/** An estimate that nobody has is "unknown"; so is what none of the queries said. */
function costRow({ at, run, kind, environment, cost }) {
	const { estimated, billed, queries, unknown } = cost;
	const money = (value) => value === null ? ["unknown", "unknown"] : [String(value.bytes), value.usd.toFixed(6)];
	const isSilent = queries > 0 && unknown === queries;
	return [
		...[
			at,
			run,
			kind,
			environment
		],
		...money(estimated),
		...money(isSilent ? null : billed),
		...[String(queries), String(unknown)]
	];
}
/** Estimate against actual, a row a month (UTC) and environment, newest first. */
function renderCosts(costs) {
	const rows = parse(costs, {
		columns: true,
		relax_column_count: true,
		skip_empty_lines: true
	});
	const sorted = [...Map.groupBy(rows, (row) => `${row["at"]?.slice(0, 7) ?? ""}\t${row["environment"] ?? ""}`)].sort(([a], [b]) => a > b ? -1 : 1).slice(0, SHOWN_MONTHS);
	if (sorted.length === 0) return "Nothing has been billed yet.";
	return [table([
		"month",
		"environment",
		"runs",
		"estimated",
		"billed",
		"billed / estimated"
	], sorted.map(([, group]) => monthRow(group))), "A sum that starts with ≥ leaves out what nobody knows: a run without an estimate, or queries that did not say what they billed. The ratio is over those runs of which both are known."].join("\n\n");
}
function monthRow(rows) {
	const [first] = rows;
	const both = rows.filter((row) => known(row, "estimated_bytes") && known(row, "billed_bytes") && isWhole(row));
	const estimated = sum(both, "estimated_bytes");
	return [
		/^\d{4}-\d{2}/.exec(first?.["at"] ?? "")?.[0] ?? "unknown",
		wording(first?.["environment"] ?? ""),
		String(rows.length),
		sumText(rows, "estimated", () => true),
		sumText(rows, "billed", isWhole),
		estimated > 0 ? `${Math.round(sum(both, "billed_bytes") / estimated * 100)} %` : "unknown"
	];
}
function sumText(rows, what, isAll) {
	const said = rows.filter((row) => known(row, `${what}_bytes`) && known(row, `${what}_usd`));
	if (said.length === 0) return "unknown";
	return `${said.length < rows.length || !said.every(isAll) ? "≥ " : ""}${bytesText(sum(said, `${what}_bytes`))}, ${usdText(sum(said, `${what}_usd`))}`;
}
const isWhole = (row) => row["unknown_queries"] === "0";
const known = (row, column) => /^\d{1,18}(\.\d{1,6})?$/.test(row[column] ?? "");
const sum = (rows, column) => rows.reduce((total, row) => total + Number(row[column]), 0);

/** Files that grow by a row a run, from the folder of an environment. */
const HISTORIES = [["history/health_history.csv", HISTORY], ["history/costs.csv", COSTS]];
const Owned = object({ environment: string() });
/** The environment that a run.json, a receipt or a plan of any version is of; null where it does not say. */
const environmentIn = (text) => (text === null ? void 0 : parsedAs(Owned, text))?.environment ?? null;
/** Whether a dated copy of the handoff is this environment's, by its name. */
const isCopyOf = (name, environment) => /^HANDOFF-\d{4}-\d{2}-\d{2}-/.test(name) && name.slice(19) === `${environment}.md`;
/**
* Earlier versions wrote the reports of every environment into the root itself. The first run of an environment takes
* over what is its own: `latest/` by its run.json, the rows of the histories, the dated copies by their names, and the
* repairs by their receipts. Nothing that is in `folder` already is replaced; doing it again does nothing.
*/
async function takeOver(out, folder, environment) {
	try {
		await takeAll(out, folder, environment);
	} catch (cause) {
		if (cause instanceof UserError) throw cause;
		throw new UserError(`What an earlier version left in ${out} of ${environment} cannot be moved to ${folder}; make both writable, or move it aside`, { cause });
	}
}
async function takeAll(out, folder, environment) {
	await takeRows(out, folder, environment);
	await takeLatest(out, folder, environment);
	for (const name of await namesIn((0, import__node_path.join)(out, "handoffs"))) if (isCopyOf(name, environment)) await move(out, folder, (0, import__node_path.join)("handoffs", name));
	for (const run of await namesIn((0, import__node_path.join)(out, "backfills"))) if (await environmentOfRun((0, import__node_path.join)(out, "backfills", run)) === environment) await move(out, folder, (0, import__node_path.join)("backfills", run));
	for (const part of REPORTS_PARTS) await removeEmpty((0, import__node_path.join)(out, part));
}
async function takeRows(out, folder, environment) {
	const parts = await Promise.all(HISTORIES.map(async ([path, file]) => {
		const text = await readIfThere((0, import__node_path.join)(out, path));
		return {
			path,
			file,
			...text === null ? NO_ROWS : file.split(text, environment)
		};
	}));
	for (const { path, file, own, others } of parts) {
		if (own === null) continue;
		const newer = await readIfThere((0, import__node_path.join)(folder, path));
		await writeExactly((0, import__node_path.join)(folder, path), newer === null ? own : file.mergeAll(own, newer));
		if (others === null) await (0, import_promises.rm)((0, import__node_path.join)(out, path));
		else await writeExactly((0, import__node_path.join)(out, path), others);
	}
}
const NO_ROWS = {
	own: null,
	others: null
};
async function takeLatest(out, folder, environment) {
	const record = (0, import__node_path.join)("latest", "run.json");
	if (environmentIn(await readIfThere((0, import__node_path.join)(out, record))) !== environment) return;
	if (await isThere((0, import__node_path.join)(folder, record))) return;
	for (const name of await namesIn((0, import__node_path.join)(out, "latest"))) if (name !== "run.json") await move(out, folder, (0, import__node_path.join)("latest", name));
	await move(out, folder, record);
}
async function environmentOfRun(folder) {
	const [receipt, plan] = await Promise.all(["receipt.json", "plan.json"].map((name) => readIfThere((0, import__node_path.join)(folder, name))));
	return environmentIn(receipt ?? null) ?? environmentIn(plan ?? null);
}
async function move(out, folder, path) {
	const target = (0, import__node_path.join)(folder, path);
	if (await isThere(target)) return;
	await makeFolder((0, import__node_path.dirname)(target));
	await (0, import_promises.rename)((0, import__node_path.join)(out, path), target);
}
async function removeEmpty(folder) {
	if ((await (0, import_promises.readdir)(folder).catch(() => null))?.length === 0) await (0, import_promises.rmdir)(folder);
}

export { HISTORIES, averageOf, averageWords, bytesText, capital, completionText, costText, datesText, gamesOf, instantText, isCopyOf, listed, mergeCost, mergeHistory, moneyText, monthsOf, oneDecimal, recordedAverage, renderCosts, reportedAverageText, runsText, scoreText, seasonsOf, share, stageLosses, takeOver, usdText, wording };