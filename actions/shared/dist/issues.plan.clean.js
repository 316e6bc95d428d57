import { dateRange, printRange } from "./every-action.js";
import { PRIORITIES } from "./pipeline.rhythm.js";
import { quoted } from "./render.text.markdown.js";
import { daysOf } from "./advice.blocks.group.js";

const OURS = {
	name: "nba-ops",
	color: "1d76db",
	description: "Opened and kept by the pipeline's validation"
};
const PRIORITY = {
	P0: {
		name: "P0",
		color: "b60205",
		description: "Blocks training"
	},
	P1: {
		name: "P1",
		color: "d93f0b",
		description: "Data is missing or wrong"
	},
	P2: {
		name: "P2",
		color: "fbca04",
		description: "Can wait"
	}
};
const ACKNOWLEDGED = {
	name: "acknowledged",
	color: "0e8a16",
	description: "Somebody knows, until the day in the text"
};
/** What an issue is to carry. */
function labelsOf(about, state, file) {
	const run = about.kind === "run" ? about.run : null;
	const phase = file.phases.find(({ id }) => run !== null && id === run.phase);
	return [
		OURS,
		PRIORITY[run?.priority ?? "P2"],
		...phase === void 0 ? [] : [phaseLabel(phase.number)],
		{
			name: `env-${file.environment}`.slice(0, 50),
			color: "c5def5",
			description: "The environment that it is about"
		},
		...state.ack === null ? [] : [ACKNOWLEDGED]
	];
}
const phaseLabel = (number) => ({
	name: `phase-${number}`,
	color: "5319e7",
	description: `Phase ${number} of the pipeline`
});
const MANAGED = /^(?:nba-ops|P[012]|acknowledged|phase-\d+|env-[a-z0-9_-]+)$/i;
/** Ours as they should be, and those that people added as they are. */
const withLabels = (present, ours) => [...ours, ...present.filter((name) => !MANAGED.test(name))];
/** The same but for an acknowledgement that has ended, for an issue that nothing was found about. */
const withoutAck = (present, state) => present.filter((name) => state.ack !== null || name !== ACKNOWLEDGED.name);

/** The cells that an issue about it is about; days off within the run belong to it. */
function targetOfRun({ environment }, run) {
	const [first, last] = [run.dates[0]?.date, run.dates.at(-1)?.date];
	if (first === void 0 || last === void 0) throw new Error("A cause-run has no date.");
	return {
		v: 1,
		environment,
		phase: run.phase,
		cause: run.cause,
		tables: [.../* @__PURE__ */ new Set([...run.tables, ...run.repair.tables])].slice(0, 100),
		dates: printRange(dateRange(first, last)),
		includeWarmUp: run.repair.includeWarmUp
	};
}
/** What has changed since the issue was written last; what it was is read from itself. */
function eventsOf(file, run, issue) {
	const gameDays = new Set(daysOf(file.days));
	const before = new Set(issue.days.filter((day) => gameDays.has(day)));
	const now = new Set(run.dates.map(({ date }) => date));
	const added = [...now].filter((day) => !before.has(day));
	const gone = [...before].filter((day) => !now.has(day));
	const priority = PRIORITIES.find((one) => issue.view.labels.includes(one));
	return [
		...added.length === 0 ? [] : [{
			kind: "grew",
			dates: added
		}],
		...gone.length === 0 ? [] : [{
			kind: "shrank",
			dates: gone
		}],
		...run.cause === issue.target.cause ? [] : [{
			kind: "cause",
			from: issue.target.cause,
			to: run.cause
		}],
		...priority === void 0 || priority === run.priority ? [] : [{
			kind: "priority",
			from: priority,
			to: run.priority
		}]
	];
}
/** An acknowledgement holds through its last day. */
function acked(state, today) {
	if (state.ack === null || state.ack.until >= today) return {
		state,
		events: []
	};
	const { by, until } = state.ack;
	return {
		state: {
			...state,
			ack: null
		},
		events: [{
			kind: "ack-expired",
			by,
			until
		}]
	};
}
/** One material change more, where there is something to say. */
const counted = (state, events) => events === 0 ? state : {
	...state,
	changes: state.changes + 1
};
/** Each issue once. */
const uniqueOthers = (others) => {
	const keyOf = (other) => typeof other === "object" && "of" in other ? other.of : other;
	return [...new Map(others.map((other) => [keyOf(other), other])).values()];
};

/** The last day on which an issue rests; null for one that does not, or no longer. */
function restOf({ resting, today }, number) {
	const until = resting?.get(number);
	return until !== void 0 && until >= today ? until : null;
}
/** Seen broken from now on; nothing where it is not known when the validation read the tables. */
const brokenNow = ({ lookedAt }) => lookedAt === void 0 ? {} : { broken: {
	since: lookedAt,
	until: null
} };
/** The state of an issue whose cells are broken: still, or again after it was closed. */
function againBroken(file, { state, view }) {
	const { restsUntil: _, broken, ...rest } = state;
	const known = broken === void 0 ? {} : { broken: {
		...broken,
		until: null
	} };
	return {
		...rest,
		clean: 0,
		cleanRun: null,
		...view.isOpen ? known : brokenNow(file)
	};
}
/** The state of an issue whose cells are well, by the first validation that saw it. */
function wellNow(state, { lookedAt }) {
	const { broken } = state;
	if (broken === void 0 || broken.until !== null) return state;
	return {
		...state,
		broken: {
			...broken,
			until: lookedAt ?? null
		}
	};
}

/** Validations that find an issue's cells well before it is closed. */
const CLEAN_TO_CLOSE = 2;
/** Nothing of it is broken: it is closed by the second look that says so, or at once where a repair has proven it. */
function planClean({ file, today, proven }, issue) {
	const { state: before, events: ofAck } = acked(wellNow(issue.state, file), today);
	const isProven = proven !== null && issue.target.tables.some((table) => issue.days.some((day) => proven.cells.has(`${table} ${day}`)));
	const clean = before.cleanRun === file.run ? before.clean : before.clean + 1;
	const runs = [...new Set([before.cleanRun, file.run].filter((run) => run !== null))];
	if (isProven || clean >= 2) return [{
		kind: "close",
		issue,
		as: "completed",
		state: counted({
			...before,
			clean: 0,
			cleanRun: null,
			...isProven ? { run: proven.run } : {}
		}, 1),
		events: [isProven ? {
			kind: "closed-proven",
			run: proven.run
		} : {
			kind: "closed-clean",
			runs
		}]
	}];
	if (before.cleanRun === file.run && ofAck.length === 0) return [];
	return [{
		kind: "clean",
		issue,
		state: counted({
			...before,
			clean,
			cleanRun: file.run
		}, ofAck.length),
		events: ofAck
	}];
}

const OPEN = "<!-- status -->";
const CLOSE = "<!-- /status -->";
const CLOSED = {
	completed: "**Closed: all of its cells were found well.** It is opened again if they break again.",
	not_planned: "**Closed: what is left of it goes on elsewhere, as the last comment says.**"
};
/** How an issue stands: what it was closed as is ours where its text says that too. */
function standingOf({ isOpen, closedAs, body }) {
	if (isOpen) return "open";
	return closedAs !== null && body.split("\n").includes(`> ${CLOSED[closedAs]}`) ? closedAs : "by-hand";
}
/** How it stands, at the top: what changes while the finding does not. Empty where there is nothing to say. */
function statusBlock(state, standing) {
	const { clean, cleanRun, ack, run } = state;
	const lines = [
		...standing === "completed" || standing === "not_planned" ? [CLOSED[standing]] : [],
		...standing === "completed" ? [lifetimeWords(state)] : [],
		...standing === "by-hand" && state.restsUntil !== void 0 ? [`**Closed by a person as not planned.** It rests until ${state.restsUntil}. After that, a validation that finds its cells broken opens it again.`] : [],
		...standing === "open" && clean > 0 ? [`**Found well ${clean === 1 ? "once" : `${clean} times`}**, last by run ${quoted(cleanRun ?? "")}; ${2} in a row close it.`] : [],
		...ack === null ? [] : [`**Acknowledged** by ${quoted(ack.by)} through ${ack.until}: ${quoted(ack.reason, 500)}`],
		...run === null ? [] : [`Newest repair: ${quoted(run)}; the comments say how it went.`]
	];
	return [
		OPEN,
		...lines.map((line) => `> ${line}\n>`),
		CLOSE
	].join("\n").replace(/\n>\n(?=<!--)/, "\n");
}
/** "Broken 3 d 4 h, repaired by RUN." */
function lifetimeWords({ broken, run }) {
	const by = run === null ? "no repair is recorded" : `repaired by ${quoted(run)}`;
	if (broken === void 0 || broken.until === null) return `Broken for an unknown time, ${by}.`;
	const minutes = Math.floor((Date.parse(broken.until) - Date.parse(broken.since)) / 6e4);
	return `Broken ${spanOf(Math.max(0, minutes))}, ${by}.`;
}
function spanOf(minutes) {
	const hours = Math.floor(minutes / 60);
	if (hours < 1) return `${minutes} min`;
	return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
/** The body with how it stands replaced; the same where it has no such place. */
function withStatus(body, state, standing) {
	const lines = body.split("\n");
	const start = lines.indexOf(OPEN);
	const end = lines.indexOf(CLOSE, start);
	if (start < 0 || end < 0) return body;
	return lines.toSpliced(start, end - start + 1, statusBlock(state, standing)).join("\n");
}

export { ACKNOWLEDGED, acked, againBroken, brokenNow, counted, eventsOf, labelsOf, planClean, restOf, standingOf, statusBlock, targetOfRun, uniqueOthers, withLabels, withStatus, withoutAck };