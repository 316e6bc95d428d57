import { __toESM } from "./rolldown-runtime.js";
import { commandLine } from "./commands.admin.js";
import { printHeld } from "./issues.command.held.js";
import { require__node_zlib } from "./node-builtins.js";
import { array, boolean, compactDates, keyOf, strictObject, string, tuple } from "./every-action.js";
import { DateSchema } from "./dates.schema.js";
import { hiddenIn } from "./issues.hidden.js";
import { approvalText } from "./render.repair.receipt.js";
import { usdText } from "./render.text.cost.js";
import { averageText, bullets, fence } from "./render.text.figures.js";
import { count, link, quoted, table } from "./render.text.markdown.js";
import { instantText, wording } from "./grid.slice.js";

var import__node_zlib = /* @__PURE__ */ __toESM(require__node_zlib(), 1);
/** What a plan's id is the hash of, as it was shown: cells with their evidence, and the declaration by its own hash. */
const ShownSchema = strictObject({
	id: string().regex(/^p-[0-9a-f]{10}$/),
	tables: string().max(64),
	warmUp: boolean(),
	/** Table, date, and what the plan knew of the cell. */
	cells: array(tuple([
		string().max(64),
		DateSchema,
		string().max(300)
	])).max(5e4)
});
const OPEN = "<!-- nba-pipeline-ops plan ";
const CLOSE = " -->";
/** GitHub takes 65,536 characters a comment, and people read the rest of it. */
const MOST_CHARACTERS = 4e4;
const MOST_BYTES = 8388608;
/** What was known of a cell, in words: a difference in them is what drift means. */
const knownOf = ({ state, rows, remove }) => [
	state,
	rows === null ? "rows unknown" : `${rows} ${rows === 1 ? "row" : "rows"}`,
	...remove === void 0 ? [] : [remove.games === null ? "taken out" : `games ${remove.games.join(" ")} taken out`]
].join(", ").slice(0, 300);
const shownOf = ({ id, tablesHash, includeWarmUp, cells }) => ({
	id,
	tables: tablesHash,
	warmUp: includeWarmUp,
	cells: cells.map((cell) => [
		cell.table,
		cell.date,
		knownOf(cell)
	])
});
/** One hidden line of a comment, packed; null where it would not fit beside what people read. */
function printShownPlan(plan) {
	const packed = (0, import__node_zlib.gzipSync)(JSON.stringify(shownOf(plan)), { level: 9 }).toString("base64");
	return packed.length > MOST_CHARACTERS ? null : `${OPEN}${packed}${CLOSE}`;
}
/** The plan of this id that our own comments show, the newest first; null where none can be read. */
function shownPlan(bodies, id) {
	for (const packed of bodies.toReversed().flatMap((body) => hiddenIn(body, OPEN, CLOSE))) {
		const plan = unpacked(packed);
		if (plan?.id === id) return plan;
	}
	return null;
}
function unpacked(text) {
	try {
		const json = (0, import__node_zlib.gunzipSync)(Buffer.from(text, "base64"), { maxOutputLength: MOST_BYTES });
		return ShownSchema.safeParse(JSON.parse(json.toString("utf8"))).data ?? null;
	} catch {
		return null;
	}
}
/** How a plan differs from the one that was shown: tables in their order, cells of a table that drifted alike together. */
function driftSince(then, plan) {
	const now = shownOf(plan);
	const [before, after] = [then, now].map(({ cells }) => new Map(cells.map((cell) => [keyOf({
		table: cell[0],
		date: cell[1]
	}), cell])));
	const found = [];
	for (const [key, [table, day, known]] of after) {
		const was = before.get(key);
		if (was === void 0) found.push({
			how: "added",
			table,
			date: day,
			known: null
		});
		else if (was[2] !== known) found.push({
			how: "changed",
			table,
			date: day,
			known: {
				was: was[2],
				is: known
			}
		});
	}
	for (const [key, [table, day]] of before) if (!after.has(key)) found.push({
		how: "gone",
		table,
		date: day,
		known: null
	});
	return {
		cells: [...Map.groupBy(found, ({ how, table, known }) => JSON.stringify([
			how,
			table,
			known?.was.split(",")[0],
			known?.is.split(",")[0]
		])).values()].flatMap((some) => {
			const [first] = some;
			if (first === void 0) return [];
			const { how, table, known } = first;
			const isSame = some.every((one) => one.known?.was === known?.was && one.known?.is === known?.is);
			return {
				how,
				table,
				cells: some.length,
				dates: compactDates(some.map((one) => one.date)),
				known: known === null || isSame ? known : {
					was: stateOf(known.was),
					is: stateOf(known.is)
				}
			};
		}),
		isDeclaredAnew: then.tables !== now.tables,
		isWarmUpAnother: then.warmUp !== now.warmUp
	};
}
const stateOf = (known) => known.split(",")[0] ?? known;

const MOST_ROWS = 20;
/** How long a repair waits for an approval before it is cancelled. GitHub itself waits 30 days. */
const APPROVAL_HOURS = 24;
/** A repair that is begun, where people wait for it. `runUrl`: the workflow run's page. */
const startedComment = ({ run, plan }, runUrl) => [`**Repair ${quoted(run)} has started**: ${planWords(plan)}. ${link("Watch it", runUrl)}.`, ...refusals(plan)].join("\n\n");
/** A repair that was announced or asked for, and that ended without a receipt. */
const cutOffComment = ({ run, plan }, runUrl) => [
	`**Repair ${quoted(run)} was cut off**, and left no receipt: its workflow run was cancelled, ran out of time, failed or was turned down. ${link("The run", runUrl)} says which.`,
	`What it wrote until then stands, date by date, and the ledger knows it. Resume it: nothing is done twice. Where it had not begun yet, start it anew.`,
	fence("sh", commandLine("backfill", {
		environment: plan.environment,
		resume: run
	})),
	`In GitHub, start the workflow that repairs with ${quoted(run)} in its field \`resume\`.`
].join("\n\n");
/** A repair that a person has to approve: nothing of it is begun, and nobody else waits for it. */
const waitingComment = ({ run, plan, approval, askedBy }, runUrl) => [
	`**Repair ${quoted(run)} waits for an approval** of its plan ${quoted(plan.id)}: ${planWords(plan)}.`,
	bullets(approval.map((why) => quoted(why, 500))),
	`Where the environment ${quoted("backfill-approval")} has required reviewers: ${link("approve or reject it", runUrl)}; after ${24} hours without an answer it is cancelled.`,
	`Where it has none, it is held: nothing of it is begun until somebody who can write to the repository${askedBy.length === 0 ? "" : `, and did not ask for it (${askedBy.map((login) => quoted(login)).join(", ")} did)`}, writes ${quoted(`/approve ${run}`)} in a new comment. A team of one writes ${quoted(`/approve ${run} ${plan.id}`)}.`,
	printHeld({
		run,
		plan: plan.id,
		askedBy: [...askedBy]
	})
].filter((part) => part !== "").join("\n\n");
/** Nobody answered, and it was cancelled. */
const expiredComment = (title, runUrl) => `**Not begun.** ${link(quoted(title), runUrl)} waited ${24} hours for an approval and was cancelled. Write the command in a new comment to ask again.`;
/**
* What a repair would do; nothing of it is begun. `drift`: how it differs from the plan that was asked for; null where that
* plan's content was not found.
*/
const plannedComment = ({ plan, drifted, approval }, runUrl, drift) => [
	...drifted === null ? [] : [`**Not begun: the plan ${quoted(drifted)} is another by now.** ${drift === null ? `What ${quoted(drifted)} held was not found in the comments of this issue, so what drifted is UNKNOWN. ` : ""}This is the new one.`, ...drift === null ? [] : [driftText(drift)]],
	`**The plan ${quoted(plan.id)}, not begun**: ${planWords(plan)}. ${link("How it came about", runUrl)}.`,
	bullets([
		`canary: ${plan.canary.length === 0 ? "none" : plan.canary.join(", ")}`,
		`training ${plan.predicted.training} to ${plan.predicted.trainingAfter}, average ${averageText(plan.predicted.average)} to ${averageText(plan.predicted.averageAfter)}, as predicted`,
		`about ${plan.estimate.minutes === null ? "an unknown number of" : Math.ceil(plan.estimate.minutes)} minutes (${plan.estimate.basis})`,
		`${count(plan.becomesStale.length, "cell")} of what is computed from them becomes stale`,
		...plan.estimate.usd == null ? [] : [`about ${usdText(plan.estimate.usd)} of queries`],
		...approval.map((why) => `needs an approval: ${quoted(why, 500)}`)
	]),
	...refusals(plan),
	`To run exactly this, write ${quoted(`/apply ${plan.id}`)} in a new comment. Where the plan is another by then, nothing is run.`,
	printShownPlan(plan) ?? ""
].filter((part) => part !== "").join("\n\n");
const MOST_DRIFT = 10;
/** What drifted, a line for each table and way. */
function driftText({ cells, isDeclaredAnew, isWarmUpAnother }) {
	const shown = cells.slice(0, MOST_DRIFT);
	const more = cells.slice(MOST_DRIFT).reduce((sum, one) => sum + one.cells, 0);
	return `What drifted:\n\n${bullets([
		...shown.map(({ how, table: id, cells: number, dates, known }) => `${how}: ${wording(id)}, ${count(number, "cell")}, ${someOf(dates)}${known === null ? "" : `: ${quoted(known.was, 100)}, now ${quoted(known.is, 100)}`}`),
		...more > 0 ? [`and ${count(more, "more cell")}`] : [],
		...isDeclaredAnew ? ["the declaration of one of its tables"] : [],
		...isWarmUpAnother ? ["whether the season's first days are computed"] : [],
		...cells.length === 0 && !isDeclaredAnew && !isWarmUpAnother ? ["why its cells are in it; their states and rows are the same"] : []
	])}`;
}
const MOST_RANGES = 6;
const someOf = (dates) => {
	const ranges = dates.split(",");
	const more = ranges.length - MOST_RANGES;
	return `${ranges.slice(0, MOST_RANGES).join(", ")}${more > 0 ? ` and ${count(more, "more range")}` : ""}`;
};
function planWords({ cells }) {
	const dates = [...new Set(cells.map(({ date }) => date))].sort();
	const tables = [...new Set(cells.map((cell) => cell.table))];
	const span = dates.length < 2 ? "" : `, ${dates[0]} to ${dates.at(-1)}`;
	return `${count(cells.length, "cell")} on ${count(dates.length, "game date")}${span}, in ${tables.map((id) => quoted(id)).join(", ")}`;
}
const refusals = ({ refused, blocked }) => refused.length + blocked.length === 0 ? [] : [`Not done by it: ${count(refused.length, "cell")} that a rule refuses${rules(refused)}, ${count(blocked.length, "cell")} that something before them blocks.`];
const rules = (refused) => {
	const names = [...new Set(refused.map(({ rule }) => rule))];
	return names.length === 0 ? "" : ` (${names.map((rule) => quoted(rule, 100)).join(", ")})`;
};
/** How a repair ended. `runUrl`: the workflow run's page; null where it was not one. */
function receiptComment(receipt, runUrl) {
	const { run, counts, training, average, dueAt, dates, proven, reasons = [] } = receipt;
	const bad = dates.flatMap(({ date, cells }) => cells.filter(({ outcome }) => outcome !== "done" && outcome !== "unneeded").map((cell) => [
		date,
		wording(cell.table),
		wording(cell.outcome),
		cell.note === null ? "" : quoted(cell.note)
	]));
	const runLink = runUrl === null ? "" : ` ${link("The run", runUrl)}.`;
	return [
		`**Repair ${quoted(run)}: ${proven ? "proven" : "not proven"}.** ${countWords(counts)}.${runLink}`,
		...proven || reasons.length === 0 ? [] : [reasons.map((reason) => `- ${quoted(reason)}`).join("\n")],
		...receipt.approvedBy === void 0 ? [] : [`${approvalText(receipt.approvedBy)}.`],
		...receipt.stoppedBy === void 0 ? [] : [`**Stopped by ${quoted(receipt.stoppedBy.by)}** at ${instantText(receipt.stoppedBy.at)}: what is pending was not begun. Write \`/retry\` in a new comment to go on with it.`],
		...dueAt === null ? [] : [`**Parked until ${instantText(dueAt)}**: it is gone on with then.`],
		table([
			"",
			"before",
			"predicted",
			"after"
		], [[
			"training",
			training.before,
			training.predicted,
			training.after
		], [
			"average score",
			averageText(average.before),
			averageText(average.predicted),
			averageText(average.after)
		]]),
		...bad.length === 0 ? [] : [table([
			"date",
			"table",
			"outcome",
			"why"
		], bad.slice(0, MOST_ROWS)), ...bad.length > MOST_ROWS ? [`And ${bad.length - MOST_ROWS} more in the receipt.`] : []]
	].join("\n\n");
}
const countWords = (counts) => Object.entries(counts).filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`).join(", ") || "No cell";

export { cutOffComment, driftSince, expiredComment, plannedComment, receiptComment, shownPlan, startedComment, waitingComment };