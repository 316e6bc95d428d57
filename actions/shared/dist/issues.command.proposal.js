import { __toESM } from "./rolldown-runtime.js";
import { require__node_path } from "./node-builtins.js";
import { UserError, array, int, literal, object, strictObject, string } from "./every-action.js";
import { folderOf, isThere, readIfThere } from "./findings.assess.assess.js";
import { DateSchema } from "./dates.schema.js";
import { loadPipeline } from "./jobs.shared.open.js";
import { count, quoted, table } from "./render.text.markdown.js";
import { ReceiptSchema, readDated } from "./backfill.plan.control.js";
import { readMissingGames } from "./grid.csv.gaps-csv.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
const id = string().regex(/^[a-z][a-z0-9_]{0,60}$/);
/** What one job decides and another, which may write to the repository, proposes: one dated waiver. */
const ProposalSchema = strictObject({
	v: literal(1),
	issue: int().positive(),
	/** The id of the comment that asked. */
	comment: int().positive(),
	by: string().regex(/^[A-Za-z0-9_-]{1,39}$/),
	/** How it was written, in one line. */
	command: string().max(500),
	/** Of its own for each issue, what is waived and until when: asking twice finds the first. */
	branch: string().regex(/^waiver\/issue-\d{1,9}-[a-z0-9-]{1,30}-\d{4}-\d{2}-\d{2}$/),
	waiver: strictObject({
		games: array(string().regex(/^\d{4,20}$/)).min(1).max(1).optional(),
		dates: array(DateSchema).min(1).max(400).optional(),
		tables: array(id).min(1).max(100),
		environments: array(string().regex(/^[a-z][a-z0-9_-]{0,40}$/)).min(1).max(1),
		reason: string().min(8).max(300),
		expires: DateSchema
	}).refine(({ games, dates }) => games === void 0 !== (dates === void 0), { message: "is about games or about dates" })
});
/** The text that one job hands to the other in the file `path`. Throws a UserError for any other. */
function parseProposal(text, path) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		value = null;
	}
	const { data, error } = ProposalSchema.safeParse(value);
	if (data !== void 0) return data;
	const [issue] = error.issues;
	throw new UserError(`${path} is not what run-command writes: ${issue?.path.join(".") || "it"}: ${issue?.message}`);
}
/** A waiver that already excuses all of it, at least as long; undefined for none. */
const declaredAlready = (waivers, { waiver }) => waivers.find(({ games, dates, tables, environments, expires }) => expires >= waiver.expires && waiver.tables.every((table) => tables.includes(table)) && waiver.environments.every((name) => environments?.includes(name) ?? true) && (waiver.games?.every((game) => games?.includes(game)) ?? true) && (waiver.dates?.every((day) => dates?.includes(day)) ?? true));

const RunJson = object({ environment: string() });
async function readCommandFiles(place, environment, run) {
	const folder = folderOf({
		out: place.reports,
		name: environment
	});
	const at = await isThere((0, import__node_path.join)(folder, "latest", "run.json")) ? folder : place.reports;
	const readReceipt = async (id) => {
		const name = `${id}/receipt.json`;
		return (await readDated(folder, "backfills", name))?.text ?? readIfThere((0, import__node_path.join)(place.reports, "backfills", name));
	};
	const [pipeline, record, gaps, receipt] = await Promise.all([
		loadPipeline(place.pipeline),
		readIfThere((0, import__node_path.join)(at, "latest", "run.json")),
		readIfThere((0, import__node_path.join)(at, "latest", "gaps.csv")),
		run === null ? null : readReceipt(run)
	]);
	const isOfIt = readAs(RunJson, record)?.environment === environment;
	const counts = readAs(ReceiptSchema, receipt)?.counts;
	const left = counts && counts.failed + counts.parked + counts.blocked + counts.pending;
	return {
		pipeline,
		missing: isOfIt && gaps !== null ? readMissingGames(gaps) : null,
		hasEnded: left === 0
	};
}
/** 400 dates and 100 tables have room. */
const MOST_PROPOSED = 4e4;
/** What another job decided and left in a file. Throws a UserError where there is none, or something else. */
async function readProposal(path) {
	const text = await readIfThere(path);
	if (text === null) throw new UserError(`${path} is not there: run-command writes it where a waiver is proposed.`);
	if (text.length > MOST_PROPOSED) throw new UserError(`${path} has ${text.length} characters; a proposal has ${MOST_PROPOSED} at most.`);
	return parseProposal(text, path);
}
/** Undefined for a file that is not there, of another version, or one that somebody broke: then nothing is known by it. */
function readAs(schema, text) {
	try {
		return text === null ? void 0 : schema.safeParse(JSON.parse(text)).data;
	} catch {
		return;
	}
}

const FOR_WHOM = "Asked for on the issue below; merge it where the gap is expected, close it where not.";
/** The pull request's title and text. Only the reason is somebody's words, and stands in code. */
function renderProposal({ issue, waiver, by }) {
	return {
		title: `Waive ${waiver.games === void 0 ? count(waiver.dates?.length ?? 0, "date") : `game ${waiver.games.join(", ")}`} of ${waiver.environments.join(", ")} until ${waiver.expires}`,
		body: `${[
			FOR_WHOM,
			table(["what", "value"], [
				["issue", `#${issue}`],
				["asked by", quoted(by)],
				["environment", quoted(waiver.environments.join(", "))],
				["tables", quoted(waiver.tables.join(", "), 1e3)],
				...waiver.games === void 0 ? [] : [["games", quoted(waiver.games.join(", "))]],
				...waiver.dates === void 0 ? [] : [["dates", quoted(`${waiver.dates.length}, ${waiver.dates[0]} to ${waiver.dates.at(-1)}`)]],
				["reason", quoted(waiver.reason)],
				["until", waiver.expires]
			]),
			"While it holds, these cells count as expected to be absent: no finding, no issue, no part of the score. It is reported once it has expired, or excuses nothing."
		].join("\n\n")}\n`
	};
}
/** By the names of its action.yml. What somebody wrote goes into the file `proposal`, never into an output. */
const commandOutputs = ({ outcome, url, proposal }, file) => ({
	outcome,
	url: url ?? "",
	proposal: proposal === null ? "" : file
});
/** For the job summary. */
const renderHandled = ({ outcome, why, url }) => `Comment: **${outcome}**. ${quoted(why)}${url === null ? "" : ` ${url}`}\n`;
const renderProposed = (outcome) => outcome.status === "declared" ? `Waived already, until ${outcome.until}.\n` : `Pull request: **${outcome.status}** ${outcome.url}\n`;
/** By the names of propose-waiver's action.yml. */
const proposedOutputs = (outcome) => ({
	status: outcome.status,
	url: outcome.status === "declared" ? "" : outcome.url
});

export { commandOutputs, declaredAlready, proposedOutputs, readCommandFiles, readProposal, renderHandled, renderProposal, renderProposed };