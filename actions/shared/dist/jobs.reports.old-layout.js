import { __toESM } from "./rolldown-runtime.js";
import { require__node_path, require_promises } from "./node-builtins.js";
import { UserError, object, string } from "./every-action.js";
import { REPORTS_PARTS } from "./pipeline.rhythm.js";
import { parse, stringify } from "./npm.csv-parse.lib.api.CsvError.js";
import { bytesText, usdText } from "./render.text.cost.js";
import { table } from "./render.text.markdown.js";
import { wording } from "./grid.slice.js";
import { isThere, makeFolder, namesIn, parsedAs, readIfThere, writeExactly } from "./findings.assess.assess.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
var import_promises = require_promises();
function historyFile(name, columns, key, before = columns.length) {
	const places = key.map((column) => columns.indexOf(column));
	const keyOf = (row) => places.map((place) => row[place]).join("	");
	const read = (text) => {
		const [header, ...rows] = parse(text, {
			relax_column_count: true,
			skip_empty_lines: true
		});
		if (![columns, columns.slice(0, before)].map((names) => names.join(",")).includes(header?.join(",") ?? "")) throw new UserError(`${name} does not have the columns ${columns.join(",")}; move it aside to start a new history.`);
		return rows.map((row) => [...row, ...columns.slice(row.length).map(() => "")]);
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
	"config_hash",
	"due_at",
	"ran_at"
];
const COLUMNS_BEFORE = COLUMNS$1.indexOf("due_at");
const HISTORY = historyFile("health_history.csv", COLUMNS$1, ["run"], COLUMNS_BEFORE);
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
		record.configHash,
		record.schedule?.dueAt ?? "",
		record.schedule?.ranAt ?? ""
	].map(String);
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

export { HISTORIES, isCopyOf, mergeCost, mergeHistory, renderCosts, takeOver };