import { UserError, array, int, literal, strictObject, string } from "./every-action.js";
import { DateSchema } from "./dates.schema.js";
import { count, quoted, table } from "./render.text.markdown.js";

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
/** The text that one job hands to the other. Throws a UserError for any other. */
function parseProposal(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		value = null;
	}
	const { data, error } = ProposalSchema.safeParse(value);
	if (data !== void 0) return data;
	const [issue] = error.issues;
	throw new UserError(`input proposal is not what run-command gives: ${issue?.path.join(".") || "it"}: ${issue?.message}`);
}
/** A waiver that already excuses all of it, at least as long; undefined for none. */
const declaredAlready = (waivers, { waiver }) => waivers.find(({ games, dates, tables, environments, expires }) => expires >= waiver.expires && waiver.tables.every((table) => tables.includes(table)) && waiver.environments.every((name) => environments?.includes(name) ?? true) && (waiver.games?.every((game) => games?.includes(game)) ?? true) && (waiver.dates?.every((day) => dates?.includes(day)) ?? true));

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
/** By the names of its action.yml. */
const commandOutputs = ({ outcome, url, proposal }) => ({
	outcome,
	url: url ?? "",
	proposal: proposal === null ? "" : JSON.stringify(proposal)
});
/** For the job summary. */
const renderHandled = ({ outcome, why, url }) => `Comment: **${outcome}**. ${quoted(why)}${url === null ? "" : ` ${url}`}\n`;
const renderProposed = (outcome) => outcome.status === "declared" ? `Waived already, until ${outcome.until}.\n` : `Pull request: **${outcome.status}** ${outcome.url}\n`;
/** By the names of propose-waiver's action.yml. */
const proposedOutputs = (outcome) => ({
	status: outcome.status,
	url: outcome.status === "declared" ? "" : outcome.url
});

export { commandOutputs, declaredAlready, parseProposal, proposedOutputs, renderHandled, renderProposal, renderProposed };