import { nearest } from "./commands.nearest.js";
import { UserError, isCivilDate, parseDateList, printDateList } from "./every-action.js";

/** By the command's word: how it is written, and what it does. */
const COMMAND_HELP = {
	backfill: ["/backfill [DATES | phase N] [force] [include-warm-up]", "starts a repair"],
	plan: ["/plan [DATES | phase N] [force] [include-warm-up]", "shows what a repair would do, and runs nothing"],
	apply: ["/apply PLAN", "runs the plan that was shown here last, by its id; refused where it is another by now"],
	retry: ["/retry", "goes on with the last repair, or starts it once more where it ended"],
	approve: ["/approve RUN [PLAN]", "lets a held repair begin; by somebody else than who asked, a team of one confirms the plan's id"],
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
	if (kind === "approve") return `/approve ${command.run}${command.plan === null ? "" : ` ${command.plan}`}`;
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
	approve: "/approve b-20260126T120000Z-1a2b3c",
	stop: "/stop",
	explain: "/explain psza 2025-10-22",
	take: "/take",
	ack: "/ack until 2026-02-15 the source is down until then",
	expected: "/expected 0022500651 until 2026-12-31 the league withholds this game",
	help: "/help"
};
const PLAN = /^p-[0-9a-f]{10}$/;
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
		if (!PLAN.test(plan) || more.length > 0) throw new Wrong("It is followed by the id of a plan that /plan showed, and nothing more.");
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
	approve: ([run = "", plan = null, ...more]) => {
		if (!/^b-[A-Za-z0-9-]{1,80}$/.test(run)) throw new Wrong("Which repair? It is followed by the id of a held one (b-...).");
		if (plan !== null && !PLAN.test(plan) || more.length > 0) throw new Wrong("After the repair's id comes nothing, or the id of its plan (p-...).", `/approve ${run}`);
		return {
			kind: "approve",
			run,
			plan
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

export { COMMAND_HELP, printCommand, readCommand };