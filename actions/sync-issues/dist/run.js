import { __toESM } from "../../shared/dist/rolldown-runtime.js";
import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { UserError, addDays, dateRange, errorMessage, keyOf, lastEndedDay, mergeRanges, parseDateList, printDateList, printRange, visible } from "../../shared/dist/every-action.js";
import { REAL_TIMING } from "../../shared/dist/github.attempts.js";
import { IssueRefusedError, isKeyed, openIssueTracker } from "../../shared/dist/github.agreed.js";
import { runUrl } from "../../shared/dist/dates.schedule.js";
import { require__node_crypto, require__node_path } from "../../shared/dist/node-builtins.js";
import { ReceiptSchema, readDated } from "../../shared/dist/backfill.plan.control.js";
import { readRepair } from "../../shared/dist/backfill.run.leg-result.js";
import { readCauseRuns, readMemory, readTracked } from "../../shared/dist/advice.advice.js";
import { folderOf } from "../../shared/dist/findings.assess.assess.js";
import { daysOf, newState, printState, readState, withState } from "../../shared/dist/advice.blocks.group.js";
import { acked, againBroken, brokenNow, counted, eventsOf, labelsOf, planClean, restOf, standingOf, statusBlock, targetOfRun, uniqueOthers, withLabels, withStatus, withoutAck } from "../../shared/dist/issues.plan.clean.js";
import { standsAlone } from "../../shared/dist/issues.hidden.js";
import { printMarker, readMarker } from "../../shared/dist/issues.marker.js";
import { averageText, bullets, fence, inline, minutesText, section, sentence } from "../../shared/dist/render.text.figures.js";
import { count, link, quoted, table, unmarked } from "../../shared/dist/render.text.markdown.js";
import { capital, listed, scoreText, wording } from "../../shared/dist/grid.slice.js";
import { keptNotes, renderIssueNotes } from "../../shared/dist/backfill.plan.canary.js";
import { cutOffComment, driftSince, plannedComment, receiptComment, shownPlan, startedComment, waitingComment } from "../../shared/dist/issues.command.shown-plan.js";

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/** Text from outside on one line of a terminal: nothing in it moves the cursor, colours, or begins a line of its own. */
function oneLine(text, limit = 400) {
	const flat = visible(text).replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
	return flat.length > limit ? `${flat.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…` : flat;
}

/**
* Game dates that both are about; 0 for another phase or subject. An issue whose dates the schedule has lost counts for
* one where they lie between the dates of the run, for an issue of the run would be about them again.
*/
function overlap(run, issue) {
	if (run.phase !== issue.target.phase || run.subject !== issue.state.subject) return 0;
	const days = new Set(issue.days);
	const shared = run.dates.filter(({ date }) => days.has(date)).length;
	const [from, to] = [run.dates[0]?.date, run.dates.at(-1)?.date];
	if (shared > 0 || from === void 0 || to === void 0) return shared;
	return issue.days.some((day) => day > from && day < to) ? 1 : 0;
}
/**
* At most one issue a run and one run an issue, by the dates that both are about: the same cause first, then the most
* dates, then the issue of the lowest number. What was matched last time is the best match again.
*/
function match(runs, issues) {
	const pairs = runs.flatMap((run, order) => issues.flatMap((issue) => {
		const dates = overlap(run, issue);
		const sameCause = run.cause === issue.target.cause;
		return dates === 0 ? [] : [{
			run,
			issue,
			dates,
			sameCause,
			order
		}];
	}));
	pairs.sort((a, b) => Number(b.sameCause) - Number(a.sameCause) || b.dates - a.dates || a.issue.view.number - b.issue.view.number || a.order - b.order);
	const matched = /* @__PURE__ */ new Map();
	const taken = /* @__PURE__ */ new Set();
	for (const { run, issue } of pairs) {
		if (matched.has(run) || taken.has(issue)) continue;
		matched.set(run, issue);
		taken.add(issue);
	}
	return matched;
}

/** In place of a cause: the rolling issue is of all that can wait. */
const ROLLING_CAUSE = "not-urgent";
/** One rolling issue an environment, with a table of what can wait and of what the limit of new issues left out. */
function planRolling(input, look, mine, found, claimOf) {
	const none = {
		changes: [],
		held: []
	};
	const trackers = mine.filter(({ state }) => state.subject === null);
	const issue = trackers.find(({ view }) => view.isOpen) ?? trackers[0];
	const second = trackers.filter((one) => one !== issue && one.view.isOpen);
	if (issue !== void 0 && second.length > 0) {
		const { changes, held } = planRolling(input, look, mine.filter((one) => !second.includes(one)), found, claimOf);
		const seen = held.length > 0 ? [] : second.filter((one) => look.whyHeld(one) === null);
		return {
			changes: [...changes, ...seen.map((one) => closedInto(one, issue))],
			held
		};
	}
	const runs = [...found.waiting, ...found.later];
	if (issue !== void 0 && found.waiting.length === 0 && restOf(input, issue.view.number) !== null) return {
		changes: [],
		held: [{
			issue: issue.view.number,
			what: issue.view.title,
			why: "rests"
		}]
	};
	const why = issue === void 0 ? null : look.whyHeld(issue);
	if (issue !== void 0 && why !== null) {
		const { number, title } = issue.view;
		return issue.view.isOpen || runs.length > 0 ? {
			changes: [],
			held: [{
				issue: number,
				what: title,
				why
			}]
		} : none;
	}
	if (runs.length === 0) {
		if (issue === void 0 || !issue.view.isOpen) return none;
		const broken = look.brokenOf(issue);
		const others = new Set(broken.flatMap((cell) => claimOf(cell) ?? []));
		const isLost = broken.some((cell) => claimOf(cell) === void 0);
		const { number, title } = issue.view;
		if (issue.isRestored) return {
			changes: [],
			held: [{
				issue: number,
				what: title,
				why: "unreadable"
			}]
		};
		if (isLost) return {
			changes: [],
			held: [{
				issue: number,
				what: title,
				why: "unclaimed"
			}]
		};
		if (broken.length === 0 && look.isLost(issue)) return {
			changes: [],
			held: [{
				issue: number,
				what: title,
				why: "dateless"
			}]
		};
		if (broken.length === 0) return {
			changes: planClean(input, issue),
			held: []
		};
		const events = [{
			kind: "closed-into",
			others: uniqueOthers([...others])
		}];
		return {
			changes: [{
				kind: "close",
				as: "not_planned",
				issue,
				state: counted(issue.state, 1),
				events
			}],
			held: []
		};
	}
	if (issue?.view.isOpen !== true && mine.some(look.isNewer)) return {
		changes: [],
		held: [{
			issue: null,
			what: "what can wait",
			why: "older"
		}]
	};
	const about = {
		kind: "rolling",
		runs: found.later,
		waiting: found.waiting
	};
	const target = targetOfTracker(input.file.environment, runs);
	if (issue === void 0) return {
		changes: [{
			kind: "open",
			about,
			target,
			state: {
				...newState(null),
				...brokenNow(input.file)
			},
			events: []
		}],
		held: []
	};
	const { state, events: ofAck } = acked(againBroken(input.file, issue), input.today);
	const events = [...issue.view.isOpen ? [] : [{ kind: "relapsed" }], ...ofAck];
	const changes = events.length === 0 ? state.changes : state.changes + 1;
	return {
		changes: [{
			kind: issue.view.isOpen ? "keep" : "reopen",
			issue,
			about,
			target,
			events,
			state: {
				...state,
				changes
			}
		}],
		held: []
	};
}
/** There is one rolling issue an environment: another that is open, whoever made it so, goes on as the first. */
const closedInto = (issue, first) => ({
	kind: "close",
	as: "not_planned",
	issue,
	state: counted(issue.state, 1),
	events: [{
		kind: "closed-into",
		others: [{ number: first.view.number }]
	}]
});
function targetOfTracker(environment, runs) {
	const ranges = runs.flatMap(({ dates }) => {
		const [first, last] = [dates[0]?.date, dates.at(-1)?.date];
		return first === void 0 || last === void 0 ? [] : [dateRange(first, last)];
	});
	return {
		v: 1,
		environment,
		phase: null,
		cause: ROLLING_CAUSE,
		tables: [...new Set(runs.flatMap(({ tables }) => tables))].slice(0, 100),
		dates: listOf(ranges),
		includeWarmUp: runs.some(({ repair }) => repair.includeWarmUp)
	};
}
/** The marker's limit is 20,000 characters; beyond it stands the span. */
const MOST_DATES = 500;
function listOf(ranges) {
	const list = mergeRanges(ranges);
	const [first, last] = [list[0]?.first, list.at(-1)?.last];
	return list.length <= MOST_DATES || first === void 0 || last === void 0 ? printDateList(list) : printDateList([{
		first,
		last
	}]);
}

const cellsOfRun = ({ dates }) => dates.flatMap(({ date, cells }) => cells.map(({ table }) => keyOf({
	table,
	date
})));
function validationOf(file) {
	const sets = (lists) => new Map(Object.entries(lists).map(([table, list]) => [table, new Set(daysOf(list))]));
	const [observed, broken] = [sets(file.observed), sets(file.broken)];
	const gameDays = new Set(daysOf(file.days));
	const { first, last } = file.range;
	const isObserved = ({ target, days }) => days.every((day) => day >= first && day <= last) && target.tables.every((table) => {
		const read = observed.get(table);
		return read === void 0 || days.every((day) => !gameDays.has(day) || read.has(day));
	});
	const isNewer = ({ state }) => file.lookedAt !== void 0 && state.lookedAt !== void 0 && Date.parse(state.lookedAt) > Date.parse(file.lookedAt);
	return {
		isNewer,
		whyHeld(issue) {
			if (isNewer(issue)) return "older";
			if (gameDays.size === 0) return "dateless";
			return isObserved(issue) ? null : "unread";
		},
		isLost: ({ target }) => parseDateList(target.dates).some((range) => !gameDays.has(range.first) && !gameDays.has(range.last)),
		brokenOf: ({ target, days }) => target.tables.flatMap((table) => days.filter((day) => broken.get(table)?.has(day)).map((day) => keyOf({
			table,
			date: day
		})))
	};
}

/** What is to change so that the issues say what the validation found. Changes nothing itself. */
function planIssues(input) {
	const { file, today, maxNew } = input;
	const look = validationOf(file);
	const read = readTracked(input.issues, input.remembered);
	const mine = read.tracked.filter(({ target }) => target.environment === file.environment);
	const watched = mine.filter(({ state }) => state.subject !== null);
	const isFrozen = (issue) => look.whyHeld(issue) !== null;
	const isLate = mine.some(look.isNewer);
	const frozen = watched.filter(({ view }) => view.isOpen).filter(isFrozen);
	const open = watched.filter((one) => one.view.isOpen && !isFrozen(one));
	const closed = watched.filter((one) => !one.view.isOpen && !isFrozen(one) && !look.isLost(one));
	const heldRuns = file.causeRuns.filter((run) => frozen.some((one) => overlap(run, one) > 0));
	const runs = file.causeRuns.filter((run) => !heldRuns.includes(run));
	const matched = match(runs, open);
	const unmatched = runs.filter((run) => !matched.has(run) && run.priority !== "P2");
	const [late, urgent] = isLate ? [unmatched, []] : [[], unmatched];
	const isResting = ({ view }) => restOf(input, view.number) !== null;
	const rested = match(urgent, closed.filter(isResting));
	const awake = urgent.filter((run) => !rested.has(run));
	const relapsed = match(awake, closed.filter((one) => !isResting(one)));
	const fresh = awake.filter((run) => !relapsed.has(run));
	const [opened, waiting] = [fresh.slice(0, maxNew), fresh.slice(maxNew)];
	const later = runs.filter((run) => !matched.has(run) && run.priority === "P2");
	const kept = new Map([...matched, ...relapsed]);
	const taken = new Set(kept.values());
	const own = claims([...kept.keys(), ...opened], []);
	const rolling = planRolling(input, look, mine, {
		later,
		waiting
	}, (cell) => own.get(cell));
	const inRolling = rolling.held.length === 0 ? [...later, ...waiting] : [];
	const claimed = claims([...kept.keys(), ...opened], inRolling);
	const orphans = open.filter((one) => !taken.has(one));
	const intoOf = (orphan) => {
		const broken = look.brokenOf(orphan).map((cell) => claimed.get(cell));
		return broken.includes(void 0) ? [] : uniqueOthers(broken.flatMap((one) => one ?? []));
	};
	const around = (orphan) => [...kept.keys(), ...opened].filter((run) => overlap(run, orphan) > 0).map((of) => ({ of }));
	const held = [
		...read.unreadable.map(({ number, title }) => heldAs(number, title, "unreadable")),
		...frozen.flatMap((one) => {
			const why = look.whyHeld(one);
			return why === null ? [] : [heldAs(one.view.number, one.view.title, why)];
		}),
		...[...rested.values()].map(({ view }) => heldAs(view.number, view.title, "rests")),
		...heldRuns.map((run) => heldAs(null, nameOf$1(run), "frozen")),
		...late.map((run) => heldAs(null, nameOf$1(run), "older")),
		...waiting.map((run) => heldAs(null, nameOf$1(run), "limit"))
	];
	const changes = [];
	for (const run of opened) {
		const from = open.find((one) => overlap(run, one) > 0 && taken.has(one));
		changes.push({
			kind: "open",
			about: {
				kind: "run",
				run
			},
			target: targetOfRun(file, run),
			state: {
				...newState(run.subject),
				...brokenNow(file)
			},
			events: from === void 0 ? [] : [{
				kind: "split-from",
				other: toNumber(from)
			}]
		});
	}
	for (const [run, issue] of kept) {
		const others = [...opened, ...relapsed.keys()].filter((other) => other !== run && overlap(other, issue) > 0);
		const merged = orphans.filter((one) => intoOf(one).some((other) => typeof other === "object" && "of" in other && other.of === run));
		const state = acked(againBroken(file, issue), today);
		const events = [
			...issue.view.isOpen ? [] : [{ kind: "relapsed" }],
			...eventsOf(file, run, issue),
			...others.length === 0 || !issue.view.isOpen ? [] : [{
				kind: "split",
				into: others.map((of) => ({ of }))
			}],
			...merged.length === 0 ? [] : [{
				kind: "merged",
				from: merged.map(({ view }) => view.number)
			}],
			...state.events
		];
		changes.push({
			kind: issue.view.isOpen ? "keep" : "reopen",
			issue,
			events,
			about: {
				kind: "run",
				run
			},
			target: targetOfRun(file, run),
			state: counted(state.state, events.length)
		});
	}
	for (const issue of orphans) {
		if (issue.isRestored) {
			held.push(heldAs(issue.view.number, issue.view.title, "unreadable"));
			continue;
		}
		const isHeld = heldRuns.some((run) => overlap(run, issue) > 0);
		const isWell = look.brokenOf(issue).length === 0;
		const isLost = isWell && look.isLost(issue);
		const others = isLost ? around(issue) : intoOf(issue);
		if (isWell && !isLost) changes.push(...planClean(input, issue));
		else if (isHeld) held.push(heldAs(issue.view.number, issue.view.title, "frozen"));
		else if (others.length === 0) held.push(heldAs(issue.view.number, issue.view.title, isLost ? "dateless" : "unclaimed"));
		else changes.push({
			kind: "close",
			issue,
			as: "not_planned",
			state: counted(issue.state, 1),
			events: [{
				kind: "closed-into",
				others
			}]
		});
	}
	for (const issue of mine.filter(({ isRestored }) => !isRestored)) {
		const restsUntil = restOf(input, issue.view.number);
		if (restsUntil === null || restsUntil === issue.state.restsUntil || look.isNewer(issue)) continue;
		changes.push({
			kind: "rest",
			issue,
			state: {
				...issue.state,
				restsUntil
			},
			events: []
		});
	}
	const { lookedAt } = file;
	const all = [...changes, ...rolling.changes];
	return {
		changes: lookedAt === void 0 ? all : all.map((one) => ({
			...one,
			state: {
				...one.state,
				lookedAt
			}
		})),
		held: [...held, ...rolling.held]
	};
}
/** Which issue answers for a broken cell after this plan. */
function claims(own, inRolling) {
	const claimed = /* @__PURE__ */ new Map();
	for (const run of own) for (const cell of cellsOfRun(run)) claimed.set(cell, { of: run });
	for (const run of inRolling) for (const cell of cellsOfRun(run)) if (!claimed.has(cell)) claimed.set(cell, "rolling");
	return claimed;
}
const toNumber = ({ view }) => ({ number: view.number });
const heldAs = (issue, what, why) => ({
	issue,
	what,
	why
});
const nameOf$1 = ({ priority, what, dates }) => `${priority} ${what}, ${dates.at(0)?.date} to ${dates.at(-1)?.date}`;

/**
* The change to an issue as it stands now. What was written since it was listed is kept: people's notes and labels, and
* of its state what a command or a repair sets.
*/
function onto(change, now) {
	const there = readState(now.body);
	const state = there === null ? change.state : newer(change.state, change.issue.state, there);
	return {
		...change,
		state,
		issue: {
			...change.issue,
			view: now
		}
	};
}
/** `wanted` was made from `listed`; what is another by now has been set in between. */
const newer = (wanted, listed, there) => ({
	...wanted,
	ack: same(there.ack, listed.ack) ? wanted.ack : there.ack,
	run: there.run === listed.run ? wanted.run : there.run
});
/** A state is read through its schema, which orders the keys. */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const MOST_ROWS$2 = 40;
/** Where the environment's newest reports are in the repository. */
const latestPath = (environment, file) => `reports/${environment}/latest/${file}`;
/** Each date with what is wrong on it, dates that are alike together. No task boxes: GitHub lets readers tick them. */
function datesTable({ dates }, environment) {
	const rows = [];
	for (const { date, cells } of dates) {
		const words = cellWords(cells);
		const last = rows.at(-1);
		if (last?.words === words) Object.assign(last, {
			last: date,
			count: last.count + 1
		});
		else rows.push({
			first: date,
			last: date,
			count: 1,
			words
		});
	}
	const shown = rows.slice(0, MOST_ROWS$2).map(({ first, last, count, words }) => [
		printRange({
			first,
			last
		}),
		String(count),
		words
	]);
	const left = rows.slice(MOST_ROWS$2).reduce((sum, { count }) => sum + count, 0);
	return [table([
		"date",
		"game dates",
		"what is wrong"
	], shown), ...left === 0 ? [] : [`And ${left} game dates more: \`${latestPath(environment, "gaps.csv")}\` has every cell.`]].join("\n\n");
}
/** "missing: tdza, psza; partial, 3 of 7 games: bdl_box_scores". */
function cellWords(cells) {
	return [...Map.groupBy(cells, ({ state }) => state)].map(([state, some]) => `${wording(state)}: ${some.map(({ table: id }) => wording(id)).join(", ")}`).join("; ");
}
/** "2024-10-22, 2024-10-23 and 2024-10-24", shortened where they are many. */
function dayWords(days) {
	const sorted = [...days].sort();
	if (sorted.length <= 5) return listed(sorted);
	return `${sorted[0]} to ${sorted.at(-1)} (${sorted.length} game dates)`;
}
/** A run's name, which comes from its host. */
const runWords = (run) => quoted(run, 200);

/** What has changed, in the words of a comment. */
function eventsComment(events, { run, runUrl }, numberOf) {
	const lines = events.map((event) => eventWords(event, numberOf));
	const by = runUrl === null ? `run ${runWords(run)}` : `${link("run", runUrl)} ${runWords(run)}`;
	const [only] = lines;
	return `${lines.length === 1 && only !== void 0 ? only : bullets(lines)}\n\n<sub>Found by ${by}.</sub>`;
}
function eventWords(event, numberOf) {
	const links = (others) => listed(others.map((other) => linkTo(numberOf(other)))) || "another issue";
	switch (event.kind) {
		case "grew": return `**It has grown** by ${count(event.dates.length, "game date")}: ${dayWords(event.dates)}.`;
		case "shrank": return `**It has shrunk** by ${count(event.dates.length, "game date")}, which no longer belong to it: ${dayWords(event.dates)}.`;
		case "cause": return `**The cause is another one**: ${wording(event.to)}, before ${wording(event.from)}.`;
		case "priority": return `**The priority is ${event.to}**, before ${event.from}.`;
		case "split": return `**It has split**: the rest goes on as ${links(event.into)}.`;
		case "split-from": return `Split from ${links([event.other])}, which keeps the larger part.`;
		case "merged": return `**Merged into this one**: ${links(event.from.map((number) => ({ number })))}.`;
		case "relapsed": return "**Opened again**: its cells are broken.";
		case "ack-expired": return `The acknowledgement by ${quoted(event.by)} ended with ${event.until}.`;
		case "closed-clean": return `**Closed**: validations in a row found all of its cells well (${event.runs.map(runWords).join(", ")}).`;
		case "closed-proven": return `**Closed**: repair ${quoted(event.run)} was verified, and all of its cells are well.`;
		case "closed-into": return `**Closed here**: what is left of it goes on as ${links(event.others)}.`;
	}
}
const linkTo = (number) => number === null ? "another issue" : `#${number}`;

const WRONG = {
	"phase-missing": "missing",
	"phase-partial": "there only in part",
	"table-missing": "missing",
	"games-short": "short of games",
	"recent-lag": "short of games",
	"late-arrival": "late",
	thin: "thin",
	"over-count": "over-counted",
	stale: "stale",
	unreconciled: "not adding up",
	contradiction: "contradicting itself",
	"changed-outside": "changed by somebody else",
	"zero-everywhere": "empty",
	stopped: "stopped",
	"off-cadence": "on days outside its cadence",
	"column-gone": "without a column",
	"column-changed": "with other columns",
	"empty-calendar": "empty",
	"schedule-unknown": "silent",
	"season-undeclared": "not declared",
	misplaced: "misplaced",
	"rows-before": "before the first season"
};
/** "missing", "missing and thin". */
const wrongWords = ({ kinds }) => [...new Set(kinds.map((kind) => WRONG[kind]))].join(" and ");
/** The subject as a title has it: a text that GitHub could read something into is replaced by the id. */
const subjectWords = ({ what, subject }) => {
	const words = wording(what) === what && what.length <= 100 ? what : subject;
	return words.charAt(0).toUpperCase() + words.slice(1);
};
function spanWords({ dates }) {
	const [first, last] = [dates[0]?.date, dates.at(-1)?.date];
	return first === last ? `on ${first}` : `on ${count(dates.length, "game date")}, ${first} to ${last}`;
}
/** "[P0] Phase 4 missing on 14 game dates, 2024-10-22 to 2024-11-04 (season warm-up)"; some 180 characters at most. */
function issueTitle(about) {
	if (about.kind === "rolling") {
		const { runs, waiting } = about;
		const more = waiting.length === 0 ? "" : `, and ${waiting.length} without an issue yet`;
		return `[P2] What can wait: ${count(runs.length, "finding")}${more}`;
	}
	const { run } = about;
	const cause = run.causeTitle.replace(/, by design$/, "");
	return `[${run.priority}] ${subjectWords(run)} ${wrongWords(run)} ${spanWords(run)} (${wording(cause) === cause ? cause : run.cause})`;
}

const MOST_EVIDENCE = 8;
const MOST_LINES = 3;
/** What the issue of one cause-run says. `number`: the issue's, null until GitHub gave it one. */
function causeRunBody(run, file, number) {
	const evidence = run.evidence.slice(0, MOST_EVIDENCE).map(sentence);
	const more = run.evidence.length - evidence.length;
	return [
		causeRunHead(run, file),
		section("Why", bullets([...evidence.length === 0 ? ["Nothing in the data speaks for a cause of its own."] : evidence, ...more > 0 ? [`and ${more} more of the kind in \`${latestPath(file.environment, "run.json")}\``] : []])),
		section("How to act", ...actWords(run, file.environment, number)),
		section("Dates", datesTable(run, file.environment)),
		section("When it closes", `By itself: when ${2} validations in a row find all of its cells well, or at once when a repair's verification has proven them. Never while one of them could not be read. Who has it is who is assigned.`)
	].join("\n\n");
}
/** The most important of it, which always has room. */
function causeRunHead(run, { environment, phases }) {
	const phase = phases.find(({ id }) => id === run.phase);
	return [`**${subjectWords(run)} ${wrongWords(run)} ${spanWords(run)}.** ${sentence(whyWords(run))}`, table(["what", "as found"], [
		["environment", `\`${environment}\``],
		["dates", `${count(run.dates.length, "game date")}, ${count(run.games, "game")}`],
		...phase === void 0 ? [] : [["phase", sentence(phase.title)]],
		["tables", run.tables.map((id) => `\`${id}\``).join(", ")],
		["what models lose", run.impact === null ? "not declared" : sentence(run.impact)],
		["repairing it gains", gainWords(run)],
		["filled by", sentence(run.owner)]
	])].join("\n\n");
}
const whyWords = ({ causeTitle, byDesign }) => `Cause: ${causeTitle}${byDesign && !causeTitle.includes("by design") ? ", by design" : ""}.`;
function gainWords({ predicted, repair }) {
	const { average, training } = predicted;
	if (repair.way === "never") return "nothing: it cannot be recreated after the fact";
	const of = (value) => averageText(value);
	const now = average.bounds === void 0 ? of(average.before) : scoreText({
		...average.bounds,
		value: average.before
	});
	const score = average.before === average.after ? `average health score stays ${now}` : `average health score ${now} to ${of(average.after)}`;
	if (training.before !== training.after) return `${score}; training ${training.before} to ${training.after}`;
	const rest = training.after === "BLOCKED" ? " while other gaps are there" : "";
	return `${score}; training stays ${training.after}${rest}`;
}
function actWords(run, environment, number) {
	const { way, words, includeWarmUp, estimate, first, why } = run.repair;
	const lines = run.repair.lines.slice(0, MOST_LINES).map((line) => unmarked(oneLine(line, 4e3)));
	const notes = [...why === "" ? [] : [capital(why)], ...words].map(sentence);
	const look = first === "look" ? ["Look at the cause first."] : [];
	if (way !== "run" && way !== "refresh" && way !== "remove") return [bullets([...look, ...notes]), ...lines.map((line) => fence("sh", line))];
	const own = number === null ? "NUMBER" : String(number);
	const warmUp = includeWarmUp ? " include-warm-up" : "";
	return [
		...look.length + notes.length === 0 ? [] : [bullets([...look, ...notes])],
		[
			`1. Comment \`/backfill${warmUp}\` here (\`/plan${warmUp}\` shows first what it would do, \`/help\` lists the commands).`,
			`2. Or the form: Actions, Backfill, Run workflow, with this issue's number${includeWarmUp ? " and include-warm-up" : ""}.`,
			`3. Or from a terminal: ${inline(`gh workflow run backfill.yml -f environment=${environment} -f issue=${own}${includeWarmUp ? " -f include-warm-up=true" : ""}`)}`,
			...lines.length === 0 ? [] : [
				"4. Or by this tool itself:",
				"",
				...lines.map(indentedFence)
			]
		].join("\n"),
		`It takes ${minutesText(estimate)}.`
	];
}
const indentedFence = (line) => fence("sh", line).split("\n").map((one) => `   ${one}`).join("\n");

const MOST_ROWS$1 = 100;
const HEADER = [
	"what",
	"game dates",
	"cause",
	"tables",
	"way out"
];
/** One table of what can wait, and one of what found no room under the limit of new issues. */
function rollingBody(about, { environment }) {
	const { runs, waiting } = about;
	return [
		`What is not as it should be in \`${environment}\` and can wait. Nothing of it blocks training; the table is written anew by each validation that sees all of it.`,
		...waiting.length === 0 ? [] : [section("Without an issue yet", `The limit of new issues a run was reached; the next runs open ${waiting.length === 1 ? "it" : "them"}.`, rowsTable(environment, waiting, (run) => [`${run.priority}: ${nameOf(run)}`, ...rowOf(run)]))],
		section("What can wait", rowsTable(environment, runs, (run) => [nameOf(run), ...rowOf(run)])),
		section("How to act", `Comment ${inline("/backfill DATES")} here with the dates of a row, such as ${inline("/backfill 2024-11-06..2024-11-15")}; without dates it takes everything that a backfill can mend.`)
	].join("\n\n");
}
function rowsTable(environment, runs, rowFor) {
	if (runs.length === 0) return "Nothing.";
	const left = runs.length - MOST_ROWS$1;
	return [table(HEADER, runs.slice(0, MOST_ROWS$1).map(rowFor)), ...left > 0 ? [`And ${count(left, "row")} more in \`${latestPath(environment, "cause-runs.json")}\`.`] : []].join("\n\n");
}
const nameOf = (run) => `${subjectWords(run)} ${wrongWords(run)}`;
function rowOf({ dates, causeTitle, tables, repair }) {
	const [first, last] = [dates[0]?.date, dates.at(-1)?.date];
	return [
		dates.length === 1 ? String(first) : `${first}..${last} (${dates.length})`,
		sentence(causeTitle),
		tables.map(wording).join(", "),
		WAYS[repair.way]
	];
}
const WAYS = {
	run: "backfill",
	refresh: "fetch the schedule again",
	remove: "take the misplaced rows out",
	wait: "wait",
	declare: "correct the declaration",
	ask: "ask who fills it",
	never: "none"
};

/** GitHub takes 65,536 characters. */
const MAX_BODY = 6e4;
/** The whole of an issue. `number`: null until GitHub gave it one; `before`: its text, from which people's notes are kept. */
function issueDraft({ about, target, state }, file, number, before) {
	const top = `${printMarker(target)}\n${printState(state)}\n${statusBlock(state, "open")}`;
	const notes = renderIssueNotes(before === null ? null : keptNotes(before.body));
	const whole = [
		top,
		bodyOf(about, file, number),
		notes
	].join("\n\n");
	const short = [
		top,
		headOf(about, file),
		notes
	].join("\n\n");
	const names = labelsOf(about, state, file).map(({ name }) => name);
	return {
		title: issueTitle(about),
		body: whole.length <= MAX_BODY ? whole : short,
		labels: withLabels(before?.labels ?? [], names)
	};
}
const bodyOf = (about, file, number) => about.kind === "run" ? causeRunBody(about.run, file, number) : rollingBody(about, file);
const headOf = (about, file) => about.kind === "run" ? causeRunHead(about.run, file) : rollingBody({
	runs: [],
	waiting: []
}, file);
/** Only what differs from how the issue stands; null where nothing does but the time of the look. */
function editOf(change, file) {
	const { lookedAt: _, ...state } = change.state;
	const { lookedAt } = change.issue.state;
	const asBefore = {
		...state,
		...lookedAt === void 0 ? {} : { lookedAt }
	};
	return differing({
		...change,
		state: asBefore
	}, file) === null ? null : differing(change, file);
}
function differing(change, file) {
	const { view } = change.issue;
	const wanted = wantedOf(change, file);
	const edit = {
		...wanted.title === view.title ? {} : { title: wanted.title },
		...wanted.body === view.body ? {} : { body: wanted.body },
		...sameNames(wanted.labels, view.labels) ? {} : { labels: wanted.labels },
		...change.kind === "close" ? { state: change.as } : {},
		...change.kind === "reopen" ? { state: "open" } : {}
	};
	return Object.keys(edit).length === 0 ? null : edit;
}
function wantedOf(change, file) {
	const { view } = change.issue;
	if (change.kind === "keep" || change.kind === "reopen") return issueDraft(change, file, view.number, view);
	const closed = change.kind === "rest" ? "by-hand" : "open";
	const standing = change.kind === "close" ? change.as : closed;
	return {
		title: view.title,
		body: withStatus(withState(view.body, change.state), change.state, standing),
		labels: withoutAck(view.labels, change.state)
	};
}
function sameNames(one, other) {
	const lower = (names) => [...new Set(names.map((name) => name.toLowerCase()))];
	return lower(one).sort().join("\n") === lower(other).sort().join("\n");
}

/** Collects single refusals, so that one issue holds back no other. What concerns all of them is thrown on. */
var Refusals = class {
	all = [];
	/** Whether it was done. */
	async goOn(about, work) {
		try {
			await work();
			return true;
		} catch (error) {
			if (!(error instanceof IssueRefusedError)) throw error;
			this.all.push({
				...about,
				why: errorMessage(error)
			});
			return false;
		}
	}
};

/**
* Performs a plan, one write after another. New issues come first, because others name them. What there is to say is
* said before the text is changed: a run that ends between says it again under the same key, which is once. An issue
* is read once more before it is written, since people write in it while a run goes through the others. A single issue
* that GitHub refuses is told in the end, and the others are gone on with; a locked one is changed without a comment.
*/
async function applyIssues({ changes }, file, tracker) {
	const applied = [];
	const refusals = new Refusals();
	const numbers = /* @__PURE__ */ new Map();
	for (const change of changes) if ("about" in change && change.kind !== "open") note(change);
	const numberOf = (other) => {
		if (other === "rolling") return numbers.get(other) ?? null;
		return "number" in other ? other.number : numbers.get(other.of) ?? null;
	};
	function note(change) {
		const { about, issue } = change;
		numbers.set(about.kind === "run" ? about.run : "rolling", issue.view.number);
	}
	const say = async (number, changed, events) => {
		if (events.length === 0) return;
		const key = `change:${changed}:${hashOf(events)}`;
		await tracker.comment(number, key, eventsComment(events, file, numberOf));
	};
	await ensureLabels(changes, file, tracker);
	const open = async (change, draft) => {
		const { about, target, state, events } = change;
		const opened = `<!-- nba-pipeline-ops opened by ${hashOf(file.run)} -->`;
		const made = await tracker.create({
			...draft,
			body: `${opened}\n${draft.body}`
		}, (body) => standsAlone(body, printMarker(target)) && standsAlone(body, opened));
		numbers.set(about.kind === "run" ? about.run : "rolling", made.number);
		await say(made.number, state.changes, events);
		const now = await tracker.get(made.number);
		await tracker.update(made.number, { body: issueDraft(change, file, made.number, now).body });
		applied.push({
			kind: "opened",
			number: made.number,
			title: draft.title
		});
		const owners = about.kind === "run" ? about.run.assignees ?? [] : [];
		for (const login of owners) await refusals.goOn({
			number: made.number,
			title: draft.title
		}, () => tracker.assign(made.number, login));
	};
	const edit = async (change) => {
		const { number, title, isLocked } = change.issue.view;
		if (!isLocked) await say(number, change.state.changes, change.events);
		const now = await tracker.get(number);
		const edited = now === null ? null : editOf(onto(change, now), file);
		if (edited === null) return;
		await tracker.update(number, edited);
		applied.push({
			kind: DID[change.kind],
			number,
			title: edited.title ?? title
		});
	};
	for (const change of changes) {
		if (change.kind !== "open") continue;
		const draft = issueDraft(change, file, null, null);
		await refusals.goOn({
			number: null,
			title: draft.title
		}, () => open(change, draft));
	}
	for (const change of changes) {
		if (change.kind === "open" || editOf(change, file) === null) continue;
		const { number, title } = change.issue.view;
		await refusals.goOn({
			number,
			title
		}, () => edit(change));
	}
	return {
		applied,
		refused: refusals.all
	};
}
/** What a plan would do, in the same words. */
const wouldApply = ({ changes }, file) => changes.flatMap((change) => {
	if (change.kind === "open") {
		const { title } = issueDraft(change, file, null, null);
		return [{
			kind: "opened",
			number: null,
			title
		}];
	}
	const edit = editOf(change, file);
	const { number, title } = change.issue.view;
	return edit === null ? [] : [{
		kind: DID[change.kind],
		number,
		title: edit.title ?? title
	}];
});
const DID = {
	keep: "updated",
	clean: "updated",
	rest: "updated",
	close: "closed",
	reopen: "reopened"
};
async function ensureLabels(changes, file, tracker) {
	const needed = changes.flatMap((change) => {
		if (change.kind === "clean" || change.kind === "close" || change.kind === "rest") return [];
		if (change.kind !== "open" && editOf(change, file)?.labels === void 0) return [];
		return labelsOf(change.about, change.state, file);
	});
	const labels = [...new Map(needed.map((label) => [label.name, label])).values()];
	if (labels.length > 0) await tracker.ensureLabels(labels);
}
const hashOf = (what) => (0, import__node_crypto.createHash)("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 16);

/** Unless the pipeline declares another number. */
const REST_DAYS = 30;
/** Those that a person closed as not planned, each with the last day on which it is left closed. */
function restingOf(issues, { restDays = REST_DAYS, timeZone }, today) {
	const closed = issues.filter((issue) => issue.closedAs === "not_planned" && standingOf(issue) === "by-hand");
	return new Map(restDays === 0 ? [] : closed.map(({ number, closedAt, body }) => {
		const known = readState(body)?.restsUntil;
		const from = closedAt === null ? today : dayIn(new Date(closedAt), timeZone);
		return [number, closedAt === null && known ? known : addDays(from, restDays)];
	}));
}
/** The calendar day of an instant. */
const dayIn = (instant, timeZone) => addDays(lastEndedDay(instant, timeZone), 1);
/** Makes the issues say what a validation found. Throws before the first change where GitHub's list cannot be trusted. */
async function syncIssues({ file, known, remembered = [], today, maxNew, proven, dryRun }, tracker) {
	const issues = await tracker.list(known);
	const resting = restingOf(issues, file, today);
	const plan = planIssues({
		file,
		issues,
		remembered,
		today,
		maxNew,
		proven,
		resting
	});
	const { applied, refused } = dryRun ? {
		applied: wouldApply(plan, file),
		refused: []
	} : await applyIssues(plan, file, tracker);
	const of = (kind) => applied.filter((one) => one.kind === kind).length;
	const open = issues.filter(({ isOpen }) => isOpen).length;
	return {
		applied,
		held: plan.held,
		refused,
		dryRun,
		open: open + of("opened") + of("reopened") - of("closed")
	};
}

/** Issues of the environment: the open ones about one of these cells, and the one that was named, whatever it is about. */
function about(issues, environment, cells, named) {
	const keys = new Set(cells.map(keyOf));
	return readTracked(issues).tracked.filter(({ view, target, days }) => target.environment === environment && (view.number === named || view.isOpen && target.tables.some((table) => days.some((day) => keys.has(`${table} ${day}`)))));
}
/**
* Says that a repair has started, or waits for an approval, on every issue about one of its cells; saying it again is
* nothing.
*/
async function tellBegin(how, repair, known, named, runUrl, tracker) {
	const { run, plan } = repair;
	const issues = about(await tracker.list(known), plan.environment, plan.cells, named);
	const text = (how === "started" ? startedComment : waitingComment)(repair, runUrl);
	return tellAll(issues, how === "started" ? run : null, `${how}:${run}`, text, tracker);
}
/** Says that a repair was cancelled, ran out of time or was turned down, so that no receipt follows; once a workflow run. */
async function tellCutOff(repair, known, named, runUrl, tracker) {
	const { run, plan } = repair;
	return tellAll(about(await tracker.list(known), plan.environment, plan.cells, named), run, `cut-off:${run}:${(0, import__node_crypto.createHash)("sha256").update(runUrl).digest("hex").slice(0, 12)}`, cutOffComment(repair, runUrl), tracker);
}
/** One issue that refuses holds back no other; on a locked one nothing can be said. */
async function tellAll(issues, run, key, text, tracker) {
	const refusals = new Refusals();
	const told = [];
	for (const issue of issues) {
		const { number, title, isLocked } = issue.view;
		if (await refusals.goOn({
			number,
			title
		}, async () => {
			if (!isLocked) await tracker.comment(number, key, text);
			if (run !== null) await setRun(issue, run, tracker);
		})) told.push(number);
	}
	return {
		told,
		refused: refusals.all
	};
}
const PLANNED = "planned:";
/** Says what a repair would do, on the issue that was asked about. */
async function tellPlanned(repair, named, runUrl, tracker) {
	const issue = await tracker.get(named);
	if (issue === null) throw new UserError(`Issue ${named} is none of ours: a plan is shown on an issue of this tool.`);
	const whose = readMarker(issue.body)?.environment;
	if (whose !== void 0 && whose !== repair.plan.environment) throw new UserError(`Issue ${named} is about ${whose}, and the plan is of ${repair.plan.environment}: nothing was said on it.`);
	const before = await tracker.comments(named);
	const bodies = before.map(({ body }) => body);
	const shown = repair.drifted === null ? null : shownPlan(bodies, repair.drifted);
	const drift = shown && driftSince(shown, repair.plan);
	const text = plannedComment(repair, runUrl, drift);
	const said = await tracker.comment(named, `${PLANNED}${repair.run}`, text);
	const old = before.findLast(({ body }) => isKeyed(body, PLANNED));
	if (said !== null && old !== void 0) await tracker.fold(old);
	return {
		told: [named],
		refused: []
	};
}
/** Says how a repair ended, on every issue about one of its cells. */
async function tellReceipt(receipt, known, named, runUrl, tracker) {
	const { run, environment, dates } = receipt;
	const cells = dates.flatMap((day) => day.cells.map(({ table }) => ({
		table,
		date: day.date
	})));
	const issues = about(await tracker.list(known), environment, cells, named);
	const how = (0, import__node_crypto.createHash)("sha256").update(JSON.stringify([
		receipt.counts,
		receipt.proven,
		receipt.dueAt
	])).digest("hex");
	const text = receiptComment(receipt, runUrl);
	return tellAll(issues, run, `receipt:${run}:${how.slice(0, 12)}`, text, tracker);
}
async function setRun({ view, state }, run, tracker) {
	if (state.run === run) return;
	const now = await tracker.get(view.number);
	if (now === null) return;
	const next = {
		...readState(now.body) ?? state,
		run
	};
	const body = withStatus(withState(now.body, next), next, standingOf(now));
	if (body !== now.body) await tracker.update(view.number, { body });
}
/** The cells that a verified repair has proven; null where it has not. */
const provenCells = ({ run, proven, dates }) => proven ? {
	run,
	cells: new Set(dates.flatMap(({ date, cells }) => cells.map(({ table }) => keyOf({
		table,
		date
	}))))
} : null;

/** One look at the tracker, for each mode of the action. */
async function runSync(request, tracker) {
	const { mode, path, environment, issue: named = null, runUrl, dryRun } = request;
	const place = {
		out: path,
		name: environment
	};
	const { known, issues: remembered } = await readMemory(place);
	if (mode !== "validation" && mode !== "receipt") {
		const repair = await readRepair(request.repair);
		mustBeOf(environment, repair.plan.environment, request.repair);
		if (dryRun) return {
			synced: null,
			told: [],
			refused: []
		};
		return {
			synced: null,
			...mode === "planned" ? await tellPlanned(repair, named ?? 0, runUrl, tracker) : mode === "cut-off" ? await tellCutOff(repair, known, named, runUrl, tracker) : await tellBegin(mode, repair, known, named, runUrl, tracker)
		};
	}
	const file = await readCauseRuns(place);
	const sync = {
		file,
		known,
		remembered,
		today: dayOf(request.now, file.timeZone),
		maxNew: request.maxNew,
		dryRun
	};
	if (mode === "validation") {
		const synced = await syncIssues({
			...sync,
			proven: null
		}, tracker);
		return {
			synced,
			told: [],
			refused: synced.refused
		};
	}
	const receipt = await readReceipt(place, request.run ?? "");
	const { told, refused } = dryRun ? {
		told: [],
		refused: []
	} : await tellReceipt(receipt, known, named, runUrl, tracker);
	const synced = await syncIssues({
		...sync,
		proven: provenCells(receipt)
	}, tracker);
	return {
		synced,
		told,
		refused: [...refused, ...synced.refused]
	};
}
const dayOf = (now, timeZone) => addDays(lastEndedDay(now, timeZone), 1);
function mustBeOf(environment, found, file) {
	if (found !== environment) throw new UserError(`${file} is of ${found}, and the issues of ${environment} are asked for; nothing was changed.`);
}
async function readReceipt(place, run) {
	const folder = folderOf(place);
	const file = (0, import__node_path.join)(folder, "backfills", run, "receipt.json");
	const text = (await readDated(folder, "backfills", `${run}/receipt.json`))?.text ?? null;
	if (text === null) throw new UserError(`${file} is not there: ${run} has left no receipt.`);
	let receipt;
	try {
		receipt = ReceiptSchema.parse(JSON.parse(text));
	} catch (cause) {
		throw new UserError(`${file} is not a receipt of this version`, { cause });
	}
	mustBeOf(place.name, receipt.environment, file);
	return receipt;
}

const HELD = {
	unread: "not all of its cells were read by this validation",
	dateless: "its dates are no game dates any more",
	older: "a newer validation already updated it, or another issue of this environment",
	frozen: "an issue about some of its dates was not read in full",
	unclaimed: "some of its cells are still broken, and no finding names them",
	unreadable: "its hidden marker or state is not what this tool writes",
	rests: "a person closed it as not planned; it rests until the day in its text",
	limit: "the limit of new issues a run is reached; the rolling issue lists it"
};

const MOST_ROWS = 100;
/** What was done to the issues, and what was left as it is. */
function renderSynced({ synced, told, refused }, issueUrl) {
	const linked = (number) => number === null ? "" : link(`issue ${number}`, `${issueUrl}/${number}`);
	return [
		"## Issues",
		...told.length === 0 ? [] : [`Said on ${told.map((number) => linked(number)).join(", ")}.`],
		...synced === null ? [] : syncedParts(synced, linked),
		...told.length === 0 && synced === null && refused.length === 0 ? ["No issue is about it."] : [],
		...refusedParts(refused, linked),
		""
	].join("\n\n");
}
function syncedParts({ applied, held, dryRun, open }, linked) {
	const would = dryRun ? " (a dry run: nothing was changed)" : "";
	return [
		applied.length === 0 ? `Nothing to change; ${count(open, "issue")} open.` : `${count(applied.length, "change")}${would}; ${count(open, "issue")} open after it.`,
		...applied.length === 0 ? [] : [table([
			"what",
			"issue",
			"title"
		], applied.slice(0, MOST_ROWS).map(({ kind, number, title }) => [
			kind,
			linked(number),
			quoted(title)
		]))],
		...held.length === 0 ? [] : ["**Left as it is:**", table([
			"issue",
			"what",
			"why"
		], held.slice(0, MOST_ROWS).map(({ issue, what, why }) => [
			linked(issue),
			quoted(what),
			HELD[why]
		]))]
	];
}
function refusedParts(refused, linked) {
	if (refused.length === 0) return [];
	const rows = refused.slice(0, MOST_ROWS).map(({ number, title, why }) => [
		linked(number),
		quoted(title),
		quoted(why)
	]);
	return ["**Refused by GitHub; the others were gone on with:**", table([
		"issue",
		"title",
		"why"
	], rows)];
}
/** Null where nothing was refused. */
function refusedFailure(refused) {
	const [first] = refused;
	if (first === void 0) return null;
	return `GitHub refused ${count(refused.length, "issue")}; the others are as they should be. ${first.why}`;
}
function syncedOutputs(synced, refused) {
	const of = (kind) => String(synced?.applied.filter((one) => one.kind === kind).length ?? 0);
	return {
		opened: of("opened"),
		updated: of("updated"),
		closed: of("closed"),
		reopened: of("reopened"),
		held: String(synced?.held.length ?? 0),
		refused: String(refused.length)
	};
}

/** Keeps the issues in step with the reports. */
async function sync(inputs) {
	const { token, identity, ...rest } = inputs;
	if (rest.mode === "receipt" && rest.run === void 0) throw new UserError("input run: is needed with mode receipt");
	if (rest.mode === "planned" && rest.issue === void 0) throw new UserError("input issue: is needed with mode planned");
	const { owner, repo } = context.repo;
	const tracker = openIssueTracker({
		owner,
		repo,
		token,
		identity,
		timing: REAL_TIMING
	});
	const request = {
		...rest,
		now: /* @__PURE__ */ new Date(),
		runUrl: runUrl()
	};
	const result = await runSync(request, tracker);
	return {
		outputs: syncedOutputs(result.synced, result.refused),
		summary: renderSynced(result, `${context.serverUrl}/${owner}/${repo}/issues`),
		failure: refusedFailure(result.refused)
	};
}

export { sync };