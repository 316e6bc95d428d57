import { UserError, _enum, isCivilDate, literal, parseDateList, printDateList, printRange, strictObject, string } from "./every-action.js";
import { getOctokit } from "./npm.actions.github.lib.context.js";
import { pRetry } from "./npm.is-network-error.index.js";
import { isLostAnswer, isNotFound } from "./github.trouble.js";
import { nearest } from "./commands.nearest.js";
import { count, quoted, table } from "./render.text.markdown.js";
import { instantText, wording } from "./grid.slice.js";
import { commandLine } from "./commands.admin.js";
import { hiddenIn, standsAlone } from "./issues.hidden.js";
import { REQUEST_TIMEOUT_MS } from "./github.git.js";

const PERMISSIONS = [
	"admin",
	"write",
	"read",
	"none"
];
/** The requests about commenters and their comments. Needs `issues: write`. */
function openPeople({ token, apiUrl, owner, repo }) {
	const { request, hook } = getOctokit(token, apiUrl === void 0 ? {} : { baseUrl: apiUrl });
	hook.wrap("request", (send, options) => {
		const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
		return send({
			...options,
			request: {
				...options.request,
				signal
			}
		});
	});
	const at = {
		owner,
		repo
	};
	const asked = (ask) => pRetry(ask, {
		retries: 2,
		minTimeout: 500,
		shouldRetry: ({ error }) => isLostAnswer(error)
	});
	const nothingFor404 = (error) => {
		if (isNotFound(error)) return null;
		throw error;
	};
	return {
		permission: (login) => asked(async () => {
			const { data } = await request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", {
				...at,
				username: login
			});
			if (!(data.user?.login.toLowerCase() === login.toLowerCase()) || !PERMISSIONS.includes(data.permission)) throw new Error(`GitHub answered ${data.permission} for ${data.user?.login ?? "nobody"}`);
			return data.permission;
		}),
		comment: (id) => asked(() => request("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", {
			...at,
			comment_id: id
		}).then(({ data }) => ({
			body: data.body ?? "",
			author: data.user?.login ?? ""
		}), nothingFor404)),
		async react(comment, reaction) {
			const { status } = await request("POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions", {
				...at,
				comment_id: comment,
				content: reaction
			});
			return Number(status) === 201 ? "set" : "there";
		}
	};
}

/** By the command's word: how it is written, and what it does. */
const COMMAND_HELP = {
	backfill: ["/backfill [DATES | phase N] [force] [include-warm-up]", "starts a repair"],
	plan: ["/plan [DATES | phase N] [force] [include-warm-up]", "shows what a repair would do, and runs nothing"],
	apply: ["/apply PLAN", "runs the plan that was shown here last, by its id; refused where it is another by now"],
	retry: ["/retry", "goes on with the last repair, or starts it once more where it ended"],
	stop: ["/stop [RUN]", "ends the issue's repair after the statement in hand; /retry goes on with the rest"],
	explain: ["/explain TABLE DATE", "shows one cell as the newest validation left it: state, cause, what it reads and blocks, and its repair"],
	take: ["/take", "assigns the issue to you"],
	ack: ["/ack until DATE REASON", "says that somebody knows, for 90 days at most"],
	expected: ["/expected GAME until DATE REASON", "opens a pull request with a waiver; warm-up in place of a game waives the season's first days"],
	help: ["/help", "shows this"]
};
/** The command as it is written. */
function printCommand(command) {
	const { kind } = command;
	if (kind === "backfill" || kind === "plan") {
		const { dates, phase, force, includeWarmUp } = command.scope;
		return [
			`/${kind}`,
			...dates === null ? [] : [printDateList(dates)],
			...phase === null ? [] : [`phase ${phase}`],
			...force ? ["force"] : [],
			...includeWarmUp ? ["include-warm-up"] : []
		].join(" ");
	}
	if (kind === "apply") return `/apply ${command.plan}`;
	if (kind === "stop") return command.run === null ? "/stop" : `/stop ${command.run}`;
	if (kind === "explain") return `/explain ${command.table} ${command.date}`;
	if (kind === "ack") return `/ack until ${command.until} ${command.reason}`;
	if (kind !== "expected") return `/${kind}`;
	return `/expected ${"game" in command.what ? command.what.game : command.what.rule} until ${command.until} ${command.reason}`;
}

const EXAMPLES = {
	backfill: "/backfill 2024-10-22..2024-11-04",
	plan: "/plan 2024-10-22..2024-11-04",
	apply: "/apply p-5f6189f865",
	retry: "/retry",
	stop: "/stop",
	explain: "/explain psza 2025-10-22",
	take: "/take",
	ack: "/ack until 2026-02-15 the source is down until then",
	expected: "/expected 0022500651 until 2026-12-31 the league withholds this game",
	help: "/help"
};
const KINDS = Object.keys(COMMAND_HELP);
const MAX_LINE = 4e3;
const MAX_REASON = 300;
/** As the waivers of pipeline.yaml ask. */
const MIN_REASON = 8;
/** Thrown within this file: `instead` is the corrected command. */
var Wrong = class extends Error {
	instead;
	constructor(why, instead) {
		super(why);
		this.instead = instead;
	}
};
/** Reads the first line of a comment; what follows is for people. */
function readCommand(body) {
	const line = (body.split(/[\n\r\v\f\u0085\u2028\u2029]/, 1)[0] ?? "").toWellFormed();
	const word = /^\/([A-Za-z][A-Za-z-]{1,15})(?=[ \t]|$)/.exec(line)?.[1]?.toLowerCase();
	const kind = word === void 0 ? void 0 : nearest(word, KINDS);
	if (word === void 0 || kind === void 0) return { status: "none" };
	const rest = line.slice(word.length + 1);
	try {
		if (line.length > MAX_LINE) throw new Wrong(`The line has ${line.length} characters; the limit is ${MAX_LINE}.`);
		if (word !== kind) throw new Wrong(`There is no /${word}.`, `/${kind}${rest.trimEnd()}`);
		return {
			status: "command",
			command: readers[kind](words(rest), kind)
		};
	} catch (error) {
		if (!(error instanceof Wrong)) throw error;
		return {
			status: "wrong",
			why: error.message,
			instead: corrected(error.instead, kind)
		};
	}
}
/** Only what would be understood is proposed. */
const corrected = (line, kind) => {
	if (line === void 0) return EXAMPLES[kind];
	const read = readCommand(line);
	return read.status === "command" ? printCommand(read.command) : EXAMPLES[kind];
};
const words = (text) => text.split(/[ \t]+/).filter((word) => word !== "");
const bare = (given, kind) => {
	if (given.length > 0) throw new Wrong(`/${kind} takes nothing more.`, `/${kind}`);
	return { kind };
};
const scoped = (given, kind) => ({
	kind,
	scope: readScope(given, kind)
});
const readers = {
	backfill: scoped,
	plan: scoped,
	apply: ([plan = "", ...more]) => {
		if (!/^p-[0-9a-f]{10}$/.test(plan) || more.length > 0) throw new Wrong("It is followed by the id of a plan that /plan showed, and nothing more.");
		return {
			kind: "apply",
			plan
		};
	},
	retry: bare,
	explain: ([table = "", date = "", ...more]) => {
		const id = table.toLowerCase();
		if (!/^[a-z][a-z0-9_]{0,60}$/.test(id)) throw new Wrong("Which cell? It is followed by a table's id and a date.");
		if (!isCivilDate(date)) throw new Wrong(`"${cut(date)}" is not a calendar day; write YYYY-MM-DD, for example 2026-01-31.`);
		if (more.length > 0) throw new Wrong("It takes one table and one date.", `/explain ${id} ${date}`);
		return {
			kind: "explain",
			table: id,
			date
		};
	},
	stop: ([run = null, ...more]) => {
		if (run === null) return {
			kind: "stop",
			run
		};
		if (!/^(?:b-[A-Za-z0-9-]{1,80}|[1-9]\d{0,15})$/.test(run)) throw new Wrong(`"${cut(run)}" is neither a repair's id, such as b-20260126T120000Z-1a2b3c, nor the number of a workflow run.`, "/stop");
		if (more.length > 0) throw new Wrong("It takes one run.", `/stop ${run}`);
		return {
			kind: "stop",
			run
		};
	},
	take: bare,
	help: bare,
	ack: (given) => ({
		kind: "ack",
		...readUntil(given)
	}),
	expected: ([what, ...given]) => {
		if (what === void 0) throw new Wrong("Which game, or which rule, is expected?");
		if (/^\d{4,20}$/.test(what)) return {
			kind: "expected",
			what: { game: what },
			...readUntil(given)
		};
		if (what.toLowerCase() === "warm-up") return {
			kind: "expected",
			what: { rule: "warm-up" },
			...readUntil(given)
		};
		throw new Wrong(`"${cut(what)}" is neither the id of a game, in digits, nor the rule warm-up.`, nearest(what.toLowerCase(), ["warm-up"]) && `/expected warm-up ${given.join(" ")}`);
	}
};
const SWITCHES = [
	"force",
	"include-warm-up",
	"phase"
];
function readScope(given, kind) {
	const dates = [];
	const seen = /* @__PURE__ */ new Set();
	let phase = null;
	for (let at = 0; at < given.length; at += 1) {
		const one = given[at] ?? "";
		const plain = one.toLowerCase().replace(/^--/, "");
		const instead = (by) => `/${kind} ${given.toSpliced(at, 1, by).join(" ")}`;
		if (/^[\d,]/.test(one)) {
			dates.push(one);
			continue;
		}
		const known = SWITCHES.find((name) => name === plain);
		if (known === void 0) {
			const near = nearest(plain, SWITCHES);
			const phased = /^phase=?([1-4])$/.exec(plain)?.[1];
			const meant = phased === void 0 ? near : `phase ${phased}`;
			throw new Wrong(`"${cut(one)}" is neither dates nor force, include-warm-up or phase N.`, meant && instead(meant));
		}
		if (seen.has(known)) throw new Wrong(`${known} is said twice.`, instead(""));
		seen.add(known);
		if (known !== "phase") continue;
		at += 1;
		const number = given[at] ?? "";
		if (!/^[1-4]$/.test(number)) throw new Wrong("phase is followed by its number, 1 to 4.");
		phase = Number(number);
	}
	if (phase !== null && dates.length > 0) throw new Wrong("Give dates or a phase, not both.", `/${kind} ${dates.join(",")}`);
	const [force, includeWarmUp] = [seen.has("force"), seen.has("include-warm-up")];
	return {
		dates: readDates(dates, kind),
		phase,
		force,
		includeWarmUp
	};
}
/** Also "2024-10-22, 2024-10-23": a space after a comma is no other date list. */
function readDates(parts, kind) {
	if (parts.length === 0) return null;
	const text = parts.join(",").replace(/,{2,}/g, ",").replace(/^,|,$/g, "");
	try {
		return parseDateList(text);
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const turned = /Did you mean (\S+)\?$/.exec(error.message)?.[1];
		const range = turned?.split("..").toReversed().join("..") ?? "";
		throw new Wrong(cut(error.message, 200), turned && `/${kind} ${text.replace(range, turned)}`);
	}
}
function readUntil([until, day, ...rest]) {
	if (until?.toLowerCase() !== "until" || day === void 0) throw new Wrong("It holds until a date: write until YYYY-MM-DD, and then why.");
	if (!isCivilDate(day)) throw new Wrong(`"${cut(day)}" is not a calendar day; write YYYY-MM-DD, for example 2026-01-31.`);
	const reason = cleanReason(rest.join(" "));
	if (reason.length < MIN_REASON) throw new Wrong("Say why, in a sentence.");
	return {
		until: day,
		reason
	};
}
/** One line without characters that steer a terminal or turn the direction of text. */
const cleanReason = (text) => cut(text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, "").replace(/\s+/gu, " ").trim(), MAX_REASON);
const cut = (text, limit = 60) => {
	const start = text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "");
	return text.length > limit ? `${start}…` : text;
};

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
		case "waiting": return [`**Not started.** The same repair ${statusWords(answer.run.status)} already: ${answer.run.url}`, "Cancel it there, or wait for its end, and write the command in a new comment."];
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
const runList = (runs) => runs.map(({ url, title, status }) => `- ${url} ${quoted(title)}, which ${statusWords(status)}`).join("\n");
/** By GitHub's word for the status of a run. */
const statusWords = (status) => ({
	waiting: "waits for an approval",
	in_progress: "is under way"
})[status] ?? "waits for its turn";
function started({ start, url, again, behind }) {
	const shows = start["dry-run"] !== void 0;
	return [
		`${start.resume !== void 0 ? `Going on with ${quoted(start.resume)}` : start.apply !== void 0 ? `Running the plan ${quoted(start.apply)}, unless it is another by now` : shows ? "Planning, and running nothing" : again ? "The same repair again" : "Repair started"}: ${url === null ? "GitHub did not say which run it is; see Actions, Backfill" : url}`,
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

export { REFUSAL, UNCONFIRMED, isAnswerTo, lastShow, lastStart, liveCommand, openPeople, printCommand, readCommand, renderAnswer };