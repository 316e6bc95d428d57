import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { REAL_TIMING } from "../../shared/dist/github.attempts.js";
import { datetime } from "../../shared/dist/pipeline.rhythm.js";
import { openIssueTracker } from "../../shared/dist/github.agreed.js";
import { REFUSAL, UNCONFIRMED, commandOutputs, declaredAlready, isAnswerTo, lastShow, lastStart, openPeople, printCommand, readCommand, readCommandFiles, renderAnswer, renderHandled } from "../../shared/dist/github.people.js";
import { openWorkflows } from "../../shared/dist/github.workflows.js";
import { UserError, addDays, daysOf, errorMessage, inRange, int, lastEndedDay, object, parseDateList, printDateList, someRanges, string, unknown, without } from "../../shared/dist/every-action.js";
import { seasonOf } from "../../shared/dist/pipeline.readings.js";
import { ownRuns, sameStart } from "../../shared/dist/issues.command.under-way.js";
import { readMarker } from "../../shared/dist/issues.marker.js";
import { readState, withState } from "../../shared/dist/advice.blocks.group.js";
import { ACKNOWLEDGED, withStatus } from "../../shared/dist/issues.plan.clean.js";
import { writeExactly } from "../../shared/dist/findings.assess.assess.js";

const person = object({
	login: string(),
	type: string()
});
/** The parts of GitHub's issue_comment event that decide anything. author_association is none: it is not a permission. */
const EventSchema = object({
	action: string(),
	issue: object({
		number: int().positive(),
		state: string(),
		user: person,
		pull_request: unknown().optional()
	}),
	comment: object({
		id: int().positive(),
		body: string(),
		user: person,
		created_at: datetime()
	})
});
/** Throws a UserError for an event of another kind. */
function readCommentEvent(payload) {
	const { data } = EventSchema.safeParse(payload);
	if (data === void 0) throw new UserError("The event is no comment on an issue: run this on issue_comment, created.");
	const { action, issue, comment } = data;
	return {
		isNew: action === "created",
		issue: {
			number: issue.number,
			isOpen: issue.state === "open",
			author: issue.user.login,
			isPullRequest: issue.pull_request !== void 0 && issue.pull_request !== null
		},
		comment: {
			id: comment.id,
			body: comment.body,
			author: comment.user.login,
			isPerson: comment.user.type === "User",
			createdAt: new Date(comment.created_at)
		}
	};
}

const MAX_DATES = 400;
/** A game that the newest validation found missing on the dates and tables of the issue. */
function ofGame(game, { missing, target }) {
	if (missing === null) return { why: `No validation of ${target.environment} is kept here, so nobody knows the games.` };
	const own = parseDateList(target.dates);
	const rows = missing.filter(({ date, table }) => own.some(({ first, last }) => date >= first && date <= last) && (target.tables.length === 0 || target.tables.includes(table)));
	const lacking = rows.filter(({ games }) => games.includes(game));
	if (lacking.length > 0) return {
		games: [game],
		tables: [...new Set(lacking.map(({ table }) => table))]
	};
	const some = [...new Set(rows.flatMap(({ games }) => games))].sort().slice(0, 5);
	return { why: `Game ${game} is not missing on the dates and tables of this issue; ${some.length === 0 ? "no game is named as missing there" : `such as ${some.join(", ")}`}.` };
}
/** The dates of the issue that lie in the declared warm-up, for the tables that skip it. */
function ofWarmUp({ pipeline, target }) {
	const { days, tables: skipped } = pipeline.warmUp;
	const dates = daysOf(parseDateList(target.dates)).filter((day) => (seasonOf(pipeline, day)?.seasonDay ?? days) < days);
	const tables = target.tables.length === 0 ? skipped : target.tables.filter((id) => skipped.includes(id));
	if (dates.length === 0 || tables.length === 0) return { why: `Nothing of this issue lies in the declared warm-up: the first ${days} days of a season, for ${skipped.join(", ")}.` };
	if (dates.length > MAX_DATES) return { why: `That is ${dates.length} dates; a waiver has ${MAX_DATES} at most.` };
	return {
		dates,
		tables: [...tables]
	};
}

const ACK_DAYS = 90;
/** Ranges that an answer writes out. */
const MOST_RANGES = 4;
const WAIVER_DAYS = 366;
const refuse = (why, instead = null) => ({
	kind: "refuse",
	why,
	instead
});
/** What a command of somebody who may give it comes to. Reads and changes nothing. */
function decide(command, situation) {
	switch (command.kind) {
		case "help":
		case "take": return { kind: command.kind };
		case "retry": return retry(situation);
		case "apply": return apply(command.plan, situation);
		case "backfill":
		case "plan": return repair(command, situation);
		case "ack": return acknowledge(command, situation);
		case "expected": return propose(command, situation);
	}
}
const whole = ({ issue, target }) => ({
	environment: target.environment,
	issue: String(issue)
});
/** The same selection again, held to the plan's id: whoever plans it compares. */
function apply(plan, { lastShow }) {
	if (lastShow === null) return refuse("No plan was shown on this issue yet.", "/plan");
	const { "dry-run": _, ...shown } = lastShow;
	return {
		kind: "start",
		start: {
			...shown,
			apply: plan
		},
		again: false
	};
}
function retry(situation) {
	const { state, hasEnded, lastStart } = situation;
	const run = state?.run ?? null;
	if (run !== null && !hasEnded) return {
		kind: "start",
		start: {
			...whole(situation),
			resume: run
		},
		again: false
	};
	const { apply: _, ...last } = lastStart ?? whole(situation);
	return {
		kind: "start",
		start: (last.resume === void 0 ? last : null) ?? whole(situation),
		again: true
	};
}
function repair(command, situation) {
	const { target, pipeline } = situation;
	const { dates, phase, force, includeWarmUp } = command.scope;
	const own = parseDateList(target.dates);
	const beyond = dates === null ? [] : without(dates, own);
	const as = (scope) => printCommand({
		...command,
		scope: {
			...command.scope,
			...scope
		}
	});
	if (beyond.length > 0) {
		const kept = within(dates ?? [], own);
		return refuse(`${someRanges(beyond, MOST_RANGES)} ${isOneDay(beyond) ? "is" : "are"} not among the dates of this issue, which is about ${someRanges(own, MOST_RANGES)}.`, as({ dates: kept.length === 0 ? own.slice(0, 4) : parseDateList(kept.join(",")) }));
	}
	const number = pipeline.phases.find(({ id }) => id === target.phase)?.number;
	if (phase !== null && number !== void 0 && phase !== number) return refuse(`This issue is about phase ${number} (${target.phase}), not about phase ${phase}.`, number > 4 ? null : as({ phase: number }));
	return {
		kind: "start",
		start: {
			...whole(situation),
			...dates === null ? {} : { dates: printDateList(dates) },
			...phase === null ? {} : { phase: `${phase}` },
			...force ? { force: "true" } : {},
			...includeWarmUp || target.includeWarmUp ? { "include-warm-up": "true" } : {},
			...command.kind === "plan" ? { "dry-run": "true" } : {}
		},
		again: false
	};
}
const within = (dates, own) => daysOf(own).filter((day) => dates.some((range) => inRange(day, range)));
const isOneDay = ([range, ...rest]) => range !== void 0 && rest.length === 0 && range.first === range.last;
/** Why a date is no end for it; null where it is one. */
function wrongEnd(until, today, days) {
	if (until <= today) return `${until} is over or today (${today}); name a later day.`;
	const last = addDays(today, days);
	return until > last ? `${until} is more than ${days} days away; ${last} is the last.` : null;
}
function acknowledge(command, { state, today, by }) {
	const wrong = wrongEnd(command.until, today, ACK_DAYS);
	if (wrong !== null) return refuse(wrong, printCommand({
		...command,
		until: addDays(today, ACK_DAYS)
	}));
	if (state === null) return refuse("This issue's own notes cannot be read; the next validation that finds it broken writes them anew.");
	const { until, reason } = command;
	return {
		kind: "ack",
		state: {
			...state,
			ack: {
				by,
				until,
				reason
			}
		}
	};
}
function propose(command, situation) {
	const { what, until, reason } = command;
	const wrong = wrongEnd(until, situation.today, WAIVER_DAYS);
	if (wrong !== null) return refuse(wrong, printCommand({
		...command,
		until: addDays(situation.today, WAIVER_DAYS)
	}));
	const scope = "game" in what ? ofGame(what.game, situation) : ofWarmUp(situation);
	if ("why" in scope) return refuse(scope.why);
	const { issue, comment, by, target, pipeline } = situation;
	const proposal = {
		v: 1,
		issue,
		comment,
		by,
		command: printCommand(command),
		branch: `waiver/issue-${issue}-${"game" in what ? what.game : what.rule}-${until}`,
		waiver: {
			...scope,
			environments: [target.environment],
			reason,
			expires: until
		}
	};
	const already = declaredAlready(pipeline.waivers, proposal);
	if (already !== void 0) return refuse(`It is waived already until ${already.expires}; the next validation takes it out of the issue.`);
	return {
		kind: "propose",
		proposal
	};
}

/** Why a comment is not for us at all; null where it may be. */
function ignoredBecause({ isNew, issue, comment }, identity) {
	if (!isNew) return "Only new comments are commands.";
	if (issue.isPullRequest) return "It is a pull request.";
	if (!issue.isOpen) return "The issue is closed.";
	if (issue.author.toLowerCase() !== identity.toLowerCase()) return "The issue is not ours.";
	return comment.isPerson ? null : "The comment was not written by a person.";
}
/** Why the author may give no commands, after saying so; null where they may. */
async function barredBecause({ event }, { people, tracker }) {
	const { issue, comment } = event;
	let permission;
	try {
		permission = await people.permission(comment.author);
	} catch (error) {
		await people.react(comment.id, "confused");
		await tracker.comment(issue.number, "command-unconfirmed", UNCONFIRMED);
		return `What the author may do could not be read: ${errorMessage(error)}`;
	}
	if (permission === "admin" || permission === "write") return null;
	await people.react(comment.id, "-1");
	await tracker.comment(issue.number, "command-refused", REFUSAL);
	return `The author's permission is ${permission}; write is needed.`;
}

const handled = (outcome, why, more = {}) => ({
	outcome,
	why,
	url: null,
	proposal: null,
	...more
});
/** Does what the comment asks, if its author may: docs/adr/0015-commands-on-issues.md. */
async function runCommand(request, ports) {
	const { event, identity } = request;
	const { tracker, people } = ports;
	const { issue, comment } = event;
	const notForUs = ignoredBecause(event, identity);
	if (notForUs !== null) return handled("ignored", notForUs);
	const read = readCommand(comment.body);
	if (read.status === "none") return handled("ignored", "The first line is no command.");
	const own = await tracker.get(issue.number);
	const target = own === null ? null : readMarker(own.body);
	if (own === null || target === null) return handled("ignored", "The issue is not ours, or does not say what it is about.");
	if (!own.isOpen) return handled("ignored", "The issue is closed.");
	const barred = await barredBecause(request, ports);
	if (barred !== null) return handled("not allowed", barred);
	const live = await people.comment(comment.id);
	if (live === null) return handled("ignored", "The comment was deleted.");
	const reply = (command, answer, reaction) => respond(ports, event, command, answer, reaction);
	if (live.body !== comment.body || live.author !== comment.author) {
		await reply(null, { kind: "changed" }, "confused");
		return handled("refused", "The comment was changed after it was written.");
	}
	if (read.status === "wrong") {
		await reply(null, {
			kind: "wrong",
			why: read.why,
			instead: read.instead
		}, "confused");
		return handled("not understood", read.why);
	}
	return carryOut(read.command, own, target, request, ports);
}
/** The answer first: a reaction without one would say that all is done. Null for what is not done yet. */
async function respond({ tracker, people }, { issue, comment }, command, answer, reaction) {
	await tracker.comment(issue.number, `command-${comment.id}`, renderAnswer(comment.id, command, answer));
	if (reaction !== null) await people.react(comment.id, reaction);
}
async function carryOut(command, own, target, request, ports) {
	const { event, now } = request;
	const { comment } = event;
	const claim = await ports.people.react(comment.id, "eyes");
	const bodies = (await ports.tracker.comments(own.number)).map(({ body }) => body);
	if (bodies.some((body) => isAnswerTo(comment.id, body))) return handled("done before", "This comment was answered before.");
	const state = readState(own.body);
	const files = await readCommandFiles(request, target.environment, state?.run ?? null);
	const situation = {
		target,
		state,
		today: addDays(lastEndedDay(now, files.pipeline.timeZone), 1),
		lastStart: lastStart(bodies),
		lastShow: lastShow(bodies),
		...files
	};
	const who = {
		issue: own.number,
		comment: comment.id,
		by: comment.author
	};
	const decision = decide(command, {
		...who,
		...situation
	});
	if (decision.kind === "start" && claim === "there") return unsure(command, request, ports);
	return act(command, decision, own, request, ports);
}
async function act(command, decision, own, request, ports) {
	const { tracker } = ports;
	const { event } = request;
	const { author } = event.comment;
	const reply = (answer, reaction) => respond(ports, event, command, answer, reaction);
	switch (decision.kind) {
		case "help":
			await reply({ kind: "help" }, "rocket");
			return handled("done", "The commands were shown.");
		case "refuse":
			await reply({
				...decision,
				kind: "refused"
			}, "confused");
			return handled("refused", decision.why);
		case "take":
			await tracker.assign(own.number, author);
			await reply({
				kind: "taken",
				by: author
			}, "rocket");
			return handled("done", "The issue was assigned.");
		case "ack": {
			const { until = "", reason = "" } = decision.state.ack ?? {};
			await tracker.ensureLabels([ACKNOWLEDGED]);
			const now = await tracker.get(own.number) ?? own;
			const state = {
				...readState(now.body) ?? decision.state,
				ack: decision.state.ack
			};
			const labels = [.../* @__PURE__ */ new Set([...now.labels, ACKNOWLEDGED.name])];
			const body = withStatus(withState(now.body, state), state, "open");
			await tracker.update(own.number, {
				body,
				labels
			});
			await reply({
				kind: "acknowledged",
				until,
				reason
			}, "rocket");
			return handled("done", `Acknowledged until ${until}.`);
		}
		case "propose": return handled("proposed", "A waiver is to be proposed.", { proposal: decision.proposal });
		case "start": return start(command, decision, request, ports);
	}
}
async function start(command, { start, again }, request, ports) {
	const { event, workflow, ref } = request;
	const active = await ports.workflows.active(workflow);
	const same = active.find((run) => sameStart(run, start));
	if (same !== void 0) {
		await respond(ports, event, command, {
			kind: "waiting",
			run: same
		}, "confused");
		return handled("refused", "The same repair is not over.", { url: same.url });
	}
	let url;
	try {
		url = await ports.workflows.dispatch(workflow, ref, start);
	} catch (error) {
		if (!(error instanceof UserError)) return unsure(command, request, ports);
		const why = errorMessage(error);
		await respond(ports, event, command, {
			kind: "unstarted",
			why
		}, "confused");
		return handled("refused", why);
	}
	const behind = start["dry-run"] === void 0 ? ownRuns(active, start.environment) : [];
	await respond(ports, event, command, {
		kind: "started",
		start,
		url,
		again,
		behind
	}, behind.length === 0 ? "rocket" : null);
	return handled("started", "The repair was started.", { url });
}
/** Nobody knows whether it was started: it is said, with what can be seen, and not tried again. */
async function unsure(command, { event, workflow }, ports) {
	await respond(ports, event, command, {
		kind: "uncertain",
		runs: await ports.workflows.dispatchedSince(workflow, event.comment.createdAt)
	}, "confused");
	return handled("unsure", "Nobody knows whether the repair was started.");
}

/** Does what a comment on an issue asks for, and answers there. */
async function obey(inputs) {
	const { token, identity } = inputs;
	const connection = {
		...context.repo,
		token
	};
	const event = readCommentEvent(context.payload);
	const ref = context.ref.replace(/^refs\/heads\//, "");
	const handled = await runCommand({
		...inputs,
		event,
		ref,
		now: /* @__PURE__ */ new Date()
	}, {
		tracker: openIssueTracker({
			...connection,
			identity,
			timing: REAL_TIMING
		}),
		people: openPeople(connection),
		workflows: openWorkflows(connection)
	});
	const { proposal } = handled;
	if (proposal !== null) await writeExactly(inputs.proposal, JSON.stringify(proposal));
	return {
		outputs: commandOutputs(handled, inputs.proposal),
		summary: renderHandled(handled),
		failure: handled.outcome === "unsure" ? handled.why : null
	};
}

export { obey };