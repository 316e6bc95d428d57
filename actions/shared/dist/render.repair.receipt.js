import { costText } from "./render.text.cost.js";
import { count, quoted, table } from "./render.text.markdown.js";

const MOST_DATES = 400;
/** RECEIPT.md: what a run did, and whether it is proven. */
function renderReceipt(receipt) {
	const { training, average, dates } = receipt;
	const bad = dates.flatMap(({ date, cells }) => cells.filter(({ outcome, note }) => !["done", "unneeded"].includes(outcome) || note !== null).map((cell) => [
		date,
		cell.table,
		cell.outcome,
		cell.note === null ? "" : quoted(cell.note)
	]));
	const shown = dates.slice(0, MOST_DATES);
	return [
		`# Receipt of ${receipt.run}: ${verdictOf(receipt)}`,
		...receipt.undoneAt === void 0 ? [] : [`**Taken back at ${receipt.undoneAt}: the rows that it had replaced are there again.** What follows is what it did.`],
		`Environment ${receipt.environment}${receipt.issue === void 0 ? "" : `, for issue #${receipt.issue}`}, plan ${receipt.plan}, started ${receipt.startedAt}, verified ${receipt.verifiedAt} as of ${receipt.asOf}.`,
		...receipt.proven || receipt.undoneAt !== void 0 || (receipt.reasons ?? []).length === 0 ? [] : [(receipt.reasons ?? []).map((reason) => `- ${quoted(reason)}`).join("\n")],
		...receipt.approvedBy === void 0 ? [] : [`${approvalText(receipt.approvedBy)}.`],
		...receipt.stoppedBy === void 0 ? [] : [`**Stopped by ${quoted(receipt.stoppedBy.by)} at ${receipt.stoppedBy.at}**: what is pending was not begun.`],
		`${totals(receipt)}.${receipt.dueAt === null ? "" : ` Parked cells are due again at ${receipt.dueAt}.`}`,
		...receipt.cost === void 0 ? [] : [`${costText(receipt.cost)}.`],
		table([
			"what",
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
			points(average.before),
			points(average.predicted),
			points(average.after)
		]]),
		...bad.length === 0 ? [] : ["## Not done, or not proven", table([
			"date",
			"table",
			"outcome",
			"why"
		], bad.slice(0, MOST_DATES))],
		...bad.length > MOST_DATES ? [`${count(bad.length - MOST_DATES, "more cell")} in receipt.json.`] : [],
		...controlsOf(receipt),
		"## Dates",
		table([
			"date",
			"score before",
			"predicted",
			"after",
			"tables"
		], shown.map(({ date, score, cells }) => [
			date,
			points(score.before),
			points(score.predicted),
			points(score.after),
			tablesOf(cells)
		])),
		...dates.length > shown.length ? [`${count(dates.length - shown.length, "more date")} in receipt.json.`] : [],
		""
	].join("\n\n");
}
/** Who let it begin. */
const approvalText = ({ by, self }) => self ? `Self-approved by ${quoted(by)}, a team of one` : `Approved by ${quoted(by)}`;
/** In one or two words. */
const verdictOf = ({ proven, undoneAt }) => undoneAt === void 0 ? proven ? "proven" : "not proven" : "taken back";
/** What the services made of dates that were complete. */
const controlsOf = ({ controls = [] }) => controls.length === 0 ? [] : [
	"## Control dates",
	"Complete dates, computed again before the run, compared, and put back.",
	table([
		"date",
		"table",
		"rows",
		"differing",
		"stopped the run"
	], controls.map(({ date, table: id, rows, differing, stopped }) => [
		date,
		id,
		String(rows),
		String(differing),
		stopped === null ? "no" : quoted(stopped)
	]))
];
/** What became of a date's tables, those of the same fate together; rows before and after behind each. */
function tablesOf(cells) {
	const fates = Map.groupBy(cells, ({ before, after }) => `${before} to ${after}`);
	const rows = (n) => n ?? "?";
	return [...fates].map(([fate, some]) => `${fate}: ${some.map((one) => `${one.table} ${rows(one.rowsBefore)} to ${rows(one.rowsAfter)}`).join(", ")} rows`).join("; ");
}
/** One sentence: every planned cell is in it once. */
function totals({ counts }) {
	return Object.entries(counts).filter(([name, n]) => n > 0 || name === "done").map(([name, n]) => `${n} ${name}`).join(", ");
}
const points = (value) => value === null ? "unknown" : value.toFixed(1);

export { approvalText, renderReceipt, totals };