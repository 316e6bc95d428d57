import { COMMAND_HELP, printCommand } from "./issues.command.command.js";
import { hiddenIn, standsAlone } from "./issues.hidden.js";
import { askerOf } from "./issues.command.under-way.js";
import { count, quoted, table } from "./render.text.markdown.js";
import { commandLine } from "./commands.admin.js";
import { _enum, literal, printRange, strictObject, string } from "./every-action.js";
import { instantText, wording } from "./grid.slice.js";

/** What a command starts backfill.yml with. Inputs of a workflow are texts; one that is not said is not sent. */
const StartSchema = strictObject({
	environment: string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
	issue: string().regex(/^[1-9]\d{0,8}$/),
	dates: string().regex(/^[0-9.,-]{1,20000}$/).optional(),
	phase: _enum([
		"1",
		"2",
		"3",
		"4"
	]).optional(),
	force: literal("true").optional(),
	"include-warm-up": literal("true").optional(),
	"dry-run": literal("true").optional(),
	/** The comment that approves the held run of `resume`; whoever plans reads it. */
	approval: string().regex(/^[1-9]\d{0,15}$/).optional(),
	/** Who asked by a comment: GitHub names the workflow alone. */
	"asked-by": string().regex(/^[A-Za-z0-9_-]{1,39}$/).optional(),
	apply: string().regex(/^p-[0-9a-f]{10}$/).optional(),
	resume: string().regex(/^b-[A-Za-z0-9-]{1,80}$/).optional()
});
const OPEN = "<!-- nba-pipeline-ops start ";
const CLOSE = " -->";
/** One line that GitHub does not show, in our answer: what was started, so that it can be started again. */
const printStart = (start) => `${OPEN}${JSON.stringify(StartSchema.parse(start))}${CLOSE}`;
/** The newest start that our own comments tell of, oldest comment first; null for none. Shows (dry runs) do not count. */
const lastStart = (bodies) => startsIn(bodies).findLast((start) => start["dry-run"] === void 0) ?? null;
/** The newest show, likewise. */
const lastShow = (bodies) => startsIn(bodies).findLast((start) => start["dry-run"] !== void 0) ?? null;
const startsIn = (bodies) => bodies.flatMap((body) => readStart(body) ?? []);
function readStart(body) {
	const text = hiddenIn(body, OPEN, CLOSE).at(-1);
	if (text === void 0) return null;
	try {
		return StartSchema.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}
/** Stands in every answer: which comment it answers. */
const printAnswerMark = (comment) => `<!-- nba-pipeline-ops answer ${comment} -->`;
const isAnswerTo = (comment, body) => standsAlone(body, printAnswerMark(comment));

const MOST_ODD = 5;
const MOST_EVIDENCE = 4;
const MOST_TABLES = 20;
/** One cell as an answer on an issue. What the reports cannot say is said to be unknown, with the command that can. */
function explainedCell({ cell, last, unreadReceipts, here }) {
	const { environment, run, asOf, table, date } = cell;
	return [
		`\`${table.id}\` on ${date}, as validation ${quoted(run)} of ${quoted(environment)} left it (as of ${instantText(asOf)}):`,
		[
			line("State", [stateWords(cell)]),
			line("Held against", cell.rules.map(wording)),
			line("Finding", findingWords(cell)),
			line("Computed from", cell.upstream.map(cellsWords), "no other table"),
			line("Blocks", blockWords(cell)),
			line("Last repair that wrote it", [lastWords(last, unreadReceipts)]),
			line("Repair", repairWords(cell, here))
		].join("\n"),
		`Unknown here: what the ledger says of other writers, and anything since that validation. This reads it live: ${quoted(liveCommand(cell), 500)}`
	];
}
/** The command that asks the warehouse, which a comment's job has no access to. */
const liveCommand = (cell) => commandLine("explain", { environment: cell.environment }, cell.table.id, cell.date);
const line = (title, words, none = "none") => words.length <= 1 ? `- **${title}:** ${words[0] ?? none}` : `- **${title}:**\n${words.map((one) => `  - ${one}`).join("\n")}`;
function stateWords({ state }) {
	switch (state.kind) {
		case "no gap": return "complete, or expected to be absent. The reports keep no counts of such a cell";
		case "awaited": return "not there yet, and not due yet; its count is UNKNOWN here";
		case "no date": return "no game date: the schedule lists no game on it";
		case "unknown": return `UNKNOWN: ${quoted(state.why)}`;
		case "gap": {
			const { state: name, late, thin, rows, games, expected, unit, missingGames, reason } = state.line;
			return [
				[
					quoted(name),
					...late ? ["late"] : [],
					...thin ? ["thin"] : []
				].join(", "),
				rows === null ? "rows UNKNOWN" : count(rows, "row"),
				...games === null ? [] : [count(games, "game")],
				...expected === null ? [] : [`${expected} ${quoted(unit)} expected`],
				...reason === "" ? [] : [quoted(reason, 500)],
				...missingGames.length === 0 ? [] : [`missing games: ${quoted(missingGames.join(" "), 500)}`]
			].join("; ");
		}
	}
}
function findingWords({ findings, state }) {
	if (findings.length === 0) {
		const isShort = state.kind === "gap";
		return state.kind === "unknown" ? ["UNKNOWN"] : [isShort ? "none of its own: what it is computed from is named instead" : "none about it"];
	}
	return findings.flatMap(({ priority, title, cause, evidence }) => [`${priority} ${quoted(title)}; cause: ${quoted(cause)}`, ...evidence.slice(0, MOST_EVIDENCE).map((one) => quoted(one, 500))]);
}
function cellsWords({ table, first, last, dates, odd, unread }) {
	const named = odd.slice(0, MOST_ODD).map(({ date, state }) => `${date} (${quoted(state)})`);
	const more = odd.length - named.length;
	const how = dates === null ? `game dates UNKNOWN, ${odd.length} not as they should be` : dates === 0 ? "no game date" : `${odd.length} of ${count(dates, "date")} not as they should be`;
	return [
		`\`${table}\` ${printRange({
			first,
			last
		})}: ${how}`,
		...unread > 0 ? [`${unread} UNKNOWN`] : [],
		...named.length === 0 ? [] : [named.join(", ")],
		...more > 0 ? [`and ${more} more`] : []
	].join("; ");
}
function blockWords({ downstream, training }) {
	const more = downstream.length - MOST_TABLES;
	return [
		...downstream.length === 0 ? ["no other table is computed from it"] : [],
		...downstream.slice(0, MOST_TABLES).map(cellsWords),
		...more > 0 ? [`and ${count(more, "more table")}`] : [],
		`training is ${training.state}; it ${training.isNeeded ? "needs this table" : "does not need this table"}`
	];
}
function lastWords(last, unread) {
	const broken = unread === 0 ? "" : `; ${count(unread, "receipt")} could not be read`;
	if (last === null) return `UNKNOWN: no receipt that is kept here names it${broken}`;
	const { run, at, rows, undoneAt } = last;
	const then = rows === null ? "rows UNKNOWN after it" : `${count(rows, "row")} after it`;
	const undone = undoneAt === null ? "" : `, undone ${instantText(undoneAt)}`;
	return `${quoted(run)}, verified ${instantText(at)}, ${then}${undone}${broken}`;
}
function repairWords({ findings, state, date }, here) {
	if (findings.length === 0) return [state.kind === "unknown" ? "UNKNOWN" : "nothing found, so nothing to repair"];
	const lines = findings.flatMap(({ lines: known }) => known ?? []);
	const words = findings.flatMap(({ words: known }) => known);
	const isUnread = findings.some(({ lines: known }) => known === null);
	const some = [...new Set(lines)].slice(0, MOST_EVIDENCE).map((one) => quoted(one, 500));
	return [
		...here === null ? [] : [`on this issue: ${quoted(here)}`],
		...some,
		...some.length > 0 ? [] : [isUnread ? `UNKNOWN for ${date}` : "no command of this tool repairs it"],
		...[...new Set(words)].slice(0, MOST_EVIDENCE).map((one) => quoted(one, 500))
	];
}

/** A comment on the issue. Nothing in it mentions, refers, closes or links but our own addresses. */
function renderAnswer(comment, command, answer) {
	return `${[
		...command === null ? [] : [`For [this comment](#issuecomment-${comment}): ${quoted(printCommand(command), 500)}`],
		...says(answer),
		...answer.kind === "started" ? [printStart(answer.start)] : [],
		printAnswerMark(comment)
	].join("\n\n")}\n`;
}
function says(answer) {
	switch (answer.kind) {
		case "help": return [helpTable()];
		case "wrong":
		case "refused": return [`**${answer.kind === "wrong" ? "Not understood" : "Not done"}.** ${quoted(answer.why, 500)}`, ...answer.instead === null ? [] : [`Write ${quoted(answer.instead, 4e3)} in a new comment.`]];
		case "changed": return ["**Not done.** The comment was changed after it was written; only what was written first is taken as a command. Write a new comment."];
		case "by an app": return [`**Not done.** The app ${quoted(answer.app)} wrote the comment in a person's name. Commands are taken from people, and from the app that writes these issues. Write it yourself in a new comment.`];
		case "started": return started(answer);
		case "waiting": return [`**Not started.** The same repair ${statusWords(answer.run.status)} already${askedWords(answer.run)}: ${answer.run.url}`, "Cancel it there, or wait for its end, and write the command in a new comment."];
		case "unstarted": return [`**Not started.** ${quoted(answer.why, 500)}`];
		case "uncertain": return uncertain(answer.runs);
		case "stopping": return [
			...answer.running.map(({ url }) => `**Asked to end:** ${url}. It finishes the statement in hand and begins nothing more; its parts see this within a minute. What is left stays pending.`),
			...answer.cancelled.map(({ url }) => `**Cancelled before it began:** ${url}`),
			"Write `/retry` in a new comment to go on with what is left."
		];
		case "nothing to stop": return [`**Nothing was stopped.** ${answer.why ?? (answer.named === null ? "No repair of this issue is under way." : `${quoted(answer.named)} is no repair of this issue that is under way.`)}`, answer.under.length === 0 ? "No repair of the environment is under way." : `Under way in the environment:\n\n${runList(answer.under)}`];
		case "explained": return explainedCell(answer);
		case "taken": return [`Assigned to ${quoted(answer.by)}.`];
		case "acknowledged": return [`Acknowledged until ${answer.until}: ${quoted(answer.reason)}. The issue stays open and is kept up to date.`];
		case "proposed": return proposed(answer.proposal, answer.outcome);
	}
}
/** Who it is for: whoever waits knows whom to ask. */
function askedWords(run) {
	const by = askerOf(run);
	return by === null ? "" : `, asked for by ${quoted(by)}`;
}
const runList = (runs) => runs.map((run) => `- ${run.url} ${quoted(run.title)}, which ${statusWords(run.status)}${askedWords(run)}`).join("\n");
/** By GitHub's word for the status of a run. */
const statusWords = (status) => ({
	waiting: "waits for an approval",
	in_progress: "is under way"
})[status] ?? "waits for its turn";
function started({ start, url, again, behind }) {
	const shows = start["dry-run"] !== void 0;
	return [
		`${start.approval !== void 0 ? `Approved; going on with ${quoted(start.resume ?? "")}` : start.resume !== void 0 ? `Going on with ${quoted(start.resume)}` : start.apply !== void 0 ? `Running the plan ${quoted(start.apply)}, unless it is another by now` : shows ? "Planning, and running nothing" : again ? "The same repair again" : "Repair started"}: ${url === null ? "GitHub did not say which run it is; see Actions, Backfill" : url}`,
		...behind.length === 0 ? [] : [`It takes its turn in ${quoted(start.environment)} after:\n\n${runList(behind)}`],
		...shows ? ["Its summary shows what would be rebuilt, what that gains and what it costs."] : [],
		...start.force !== void 0 && !shows ? ["`force` rebuilds what is complete too: it waits for an approval of the environment `backfill-approval`."] : [],
		...shows || start.force !== void 0 ? [] : ["A few dates go first. More dates than the day's budget wait for an approval."]
	];
}
function uncertain(runs) {
	return [`**Nobody knows whether this was started**: the answer was lost. ${runs.length === 0 ? "GitHub lists no run of Backfill since then." : `Since then ${count(runs.length, "run")} of Backfill began:\n\n${runs.map(({ title, url }) => `- ${url} ${quoted(title)}`).join("\n")}`}`, "It is not started a second time for this comment. Where no run is yours, write the command in a new comment."];
}
function proposed({ waiver }, outcome) {
	if (outcome.status === "declared") return [`Nothing to do: it is waived already, until ${outcome.until}.`];
	if (outcome.status === "closed") return [`**Not done.** ${outcome.url} asked for the same and was closed without being merged. Open it again if that was a mistake.`];
	return [`${outcome.status === "opened" ? "Opened" : "There is one already"}: ${outcome.url}, until ${waiver.expires}. Once it is merged, the next validation expects these cells to be absent.`, ...outcome.checks === null ? [] : [outcome.checks]];
}
const helpTable = () => table(["command", "what it does"], Object.values(COMMAND_HELP).map(([how, what]) => [quoted(how), what]));
/** Once an issue, whoever asks how often: a refusal that answered each would be a way to have us write. */
const REFUSAL = "Commands are taken from people who can write to this repository. Everybody else's get a reaction, and this comment once.\n";
/** Likewise once an issue. */
const UNCONFIRMED = "GitHub did not say what the author of a command may do here, so it was not carried out. Write it in a new comment later.\n";

export { REFUSAL, UNCONFIRMED, isAnswerTo, lastShow, lastStart, liveCommand, renderAnswer };