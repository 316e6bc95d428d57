import { __toESM } from "../../shared/dist/rolldown-runtime.js";
import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { REAL_TIMING } from "../../shared/dist/github.attempts.js";
import { openIssueTracker } from "../../shared/dist/github.agreed.js";
import { openPeople } from "../../shared/dist/github.people.js";
import { openWorkflows } from "../../shared/dist/github.workflows.js";
import { barredBecause, ignoredBecause, isOfAnotherApp, readCommentEvent } from "../../shared/dist/issues.command.event.js";
import { UserError, addDays, daysOf, errorMessage, inRange, keyOf, lastEndedDay, object, parseDateList, printDateList, printRange, reads, someRanges, string, without } from "../../shared/dist/every-action.js";
import { printCommand, readCommand } from "../../shared/dist/issues.command.command.js";
import { heldIn, judgeApproval } from "../../shared/dist/issues.command.held.js";
import { commandOutputs, declaredAlready, readCommandFiles, renderHandled } from "../../shared/dist/issues.command.proposal.js";
import { gamesCalendar, seasonOf, tablesOf, trainingLineage, waiversFor } from "../../shared/dist/pipeline.readings.js";
import { isAnswerTo, lastShow, lastStart, liveCommand, renderAnswer } from "../../shared/dist/issues.command.start.js";
import { readMarker } from "../../shared/dist/issues.marker.js";
import { CauseRunsSchema, daysOf as daysOf$1, readState, withState } from "../../shared/dist/advice.blocks.group.js";
import { ACKNOWLEDGED, withStatus } from "../../shared/dist/issues.plan.clean.js";
import { require__node_path } from "../../shared/dist/node-builtins.js";
import { ReceiptSchema } from "../../shared/dist/backfill.plan.control.js";
import { nearest } from "../../shared/dist/commands.nearest.js";
import { arrivalWords, cadenceWords } from "../../shared/dist/pipeline.rhythm.js";
import { readGaps } from "../../shared/dist/grid.csv.gaps-csv.js";
import { RunRecordSchema } from "../../shared/dist/findings.assess.gate.js";
import { folderOf, isThere, namesIn, parsedAs, readIfThere, writeExactly } from "../../shared/dist/findings.assess.assess.js";
import { loadPipeline } from "../../shared/dist/jobs.shared.open.js";
import { ownRuns, runsOfIssue, sameStart } from "../../shared/dist/issues.command.under-way.js";

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
		case "approve": return approve(command, situation);
		case "stop": return {
			kind: "stop",
			run: command.run
		};
		case "explain": return {
			kind: "explain",
			command
		};
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
function approve({ run, plan }, situation) {
	const { held, by, isTeamOfOne, comment } = situation;
	if (held === null) return refuse(`${run} is not held here: no comment of ours asks for it.`);
	const approved = judgeApproval(held, {
		by,
		plan
	}, isTeamOfOne);
	if ("why" in approved) return refuse(approved.why, approved.instead);
	return {
		kind: "start",
		start: {
			...whole(situation),
			resume: run,
			approval: String(comment)
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
	const { apply: _, approval: __, ...last } = lastStart ?? whole(situation);
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

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/**
* The rules that are declared for a table on a date, for whoever has no grid. `expected` is null where nobody says it, and
* `unknown` is then said in its place.
*/
function declaredRules(known, table, date, expected) {
	const { pipeline } = known;
	const season = seasonOf(pipeline, date);
	return [
		...table.full === void 0 && table.covers === void 0 && gamesCalendar(pipeline)?.table !== table.id ? [`About as many rows as on other dates: ${known.unknown}.`] : fullRules(known, table, expected),
		...rhythmRules({ pipeline }, table),
		...season === void 0 ? [] : warmUpRule(known, table, season)
	];
}
/** `full`, `covers`, or the table's own history, with the number each gives for this date. */
function fullRules(grid, table, expected) {
	const { full, covers } = table;
	const { unknown = "UNKNOWN, for that could not be read" } = grid;
	const known = (what) => expected === null ? unknown : what(expected);
	const rules = [];
	if (full === "presence") rules.push("full: presence: any row will do.");
	else if (full !== void 0 && "fixed" in full) rules.push(`full: fixed: ${plural(full.fixed, "row")} on every date.`);
	else if (full !== void 0 && "share" in full) {
		const { of, atLeast, atMost } = full.share;
		rules.push(`full: share: at least ${percent(atLeast)} of the rows of ${of}: ${known((n) => `it has ${plural(n, "row")}, so at least ${Math.ceil(n * atLeast)}`)}.`);
		if (atMost !== void 0) rules.push(`full: share: at most ${percent(atMost)} of them: ${known((n) => `${Math.floor(n * atMost)}`)}.`);
	} else if (full !== void 0) {
		const { rowsPerGame } = full.games;
		rules.push(`full: games: a row for each game: ${known((n) => plural(n, "game"))}.`);
		if (rowsPerGame !== void 0) rules.push(`full: games: ${plural(rowsPerGame, "row")} a game: ${known((n) => plural(n * rowsPerGame, "row"))}.`);
	}
	if (covers !== void 0) rules.push(`covers: a row for each key (${covers.on.join(", ")}) of ${covers.table} on the date${covers.extra === "refused" ? ", and for no other key" : ""}.`);
	const usual = grid.usual?.get(table.id);
	if (usual !== void 0) rules.push(`About as many rows as on other dates: a ${usual.per} usually has ${Math.round(usual.rows)} (over ${plural(usual.of, usual.per)}), and at least ${Math.ceil(usual.atLeast)}.`);
	if (gamesCalendar(grid.pipeline)?.table === table.id) rules.push("It is the schedule itself, which says what games there are.");
	else if (rules.length === 0) rules.push("Nothing else is declared, and too few dates are there to compare with: any row.");
	if (table.reconcile !== void 0) rules.push(`reconcile: the ${table.reconcile.points} of each game add up to its final score.`);
	return rules;
}
function rhythmRules({ pipeline, retention }, table) {
	const { id, cadence, arrives_by: by, empty, since } = table;
	const kept = retention?.get(id);
	return [
		...cadence === void 0 ? [] : [`cadence: ${cadenceWords(cadence)}.`],
		...since === void 0 ? [] : [`since: ${id} begins on ${since}.`],
		`It is late, not missing, for ${pipeline.graceHours} hours after the date ends${by === void 0 ? "" : `; it usually arrives ${arrivalWords(by, pipeline.timeZone)}`}.`,
		...empty === void 0 ? [] : ["empty: allowed: a date without a row may be a zero."],
		...kept === void 0 ? [] : [`Its rows are kept for ${kept.days} days: ${kept.oldest} and later.`]
	];
}
function warmUpRule({ pipeline: { warmUp }, policy }, { id }, { seasonDay }) {
	if (!warmUp.tables.includes(id) || seasonDay >= warmUp.days) return [];
	return [`warmUp: one of the first ${warmUp.days} days of a season; ${policy === "expected" ? "nothing is expected" : "its rows are expected all the same (policy: annotate)"}.`];
}
const percent = (share) => `${Math.round(share * 1e3) / 10} %`;
const plural = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;

/** All that the reports and the declaration say of one cell, which lies in the range of the reports. */
function explainReported({ pipeline, tables }, reports, table, date) {
	const { record, causes } = reports;
	const { environment, run, asOf, policy, training } = record;
	const look = new Look(reports);
	const state = look.stateOf({
		table: table.id,
		date
	});
	const expected = state.kind === "gap" ? state.line.expected : null;
	const unknown = "how many that is, the reports do not say";
	const excusing = waiversFor(pipeline, table, environment, new Date(asOf));
	return {
		environment,
		run,
		asOf,
		table,
		date,
		state,
		rules: [
			...declaredRules({
				pipeline,
				policy,
				unknown
			}, table, date, expected),
			...excusing.flatMap(({ dates, expires, reason }) => dates?.includes(date) ? [`A waiver excuses the date until ${expires}: ${reason}`] : []),
			...excusing.some(({ games }) => games !== void 0) ? ["Waivers excuse single games of the table; which of them the date has, the reports do not say."] : []
		],
		findings: findingsOf(record, causes, {
			table: table.id,
			date
		}),
		upstream: table.upstream.map(({ table: id, window }) => look.cells(id, addDays(date, -window.from), addDays(date, -window.to))),
		downstream: readersOf(tables, look.days, {
			table: table.id,
			date
		}).flatMap(({ id, dates }) => {
			const [first, last] = [dates[0], dates.at(-1)];
			return first === void 0 || last === void 0 ? [] : [look.cells(id, first, last, new Set(dates))];
		}),
		training: {
			state: training,
			isNeeded: trainingLineage(pipeline, environment).has(table.id)
		}
	};
}
/** What the files say of any cell. */
var Look = class {
	/** Null where nobody knows the game dates. */
	days;
	#lines;
	#reports;
	#observed = /* @__PURE__ */ new Map();
	#broken = /* @__PURE__ */ new Map();
	constructor(reports) {
		const { gaps, causes } = reports;
		this.#reports = reports;
		this.#lines = new Map(gaps.map((line) => [keyOf(line), line]));
		this.days = causes === null ? null : daysOf$1(causes.days);
		for (const [id, dates] of Object.entries(causes?.observed ?? {})) this.#observed.set(id, new Set(daysOf$1(dates)));
		for (const [id, dates] of Object.entries(causes?.broken ?? {})) this.#broken.set(id, new Set(daysOf$1(dates)));
	}
	stateOf({ table, date }) {
		const line = this.#lines.get(keyOf({
			table,
			date
		}));
		if (line !== void 0) return {
			kind: "gap",
			line
		};
		const error = this.#reports.record.unread.find((one) => one.table === table)?.error;
		if (error !== void 0) return {
			kind: "unknown",
			why: error
		};
		if (this.days === null) return {
			kind: "unknown",
			why: "the reports do not say which dates have games"
		};
		if (!this.days.includes(date)) return { kind: "no date" };
		if (this.#broken.get(table)?.has(date)) return { kind: "awaited" };
		if (!this.#observed.get(table)?.has(date)) return {
			kind: "unknown",
			why: "the validation did not read all that the cell is judged by"
		};
		return { kind: "no gap" };
	}
	cells(table, first, last, only = null) {
		const days = this.days?.filter((day) => day >= first && day <= last && (only === null || only.has(day)));
		const odd = this.#reports.gaps.filter((line) => line.table === table && line.date >= first && line.date <= last && (only === null || only.has(line.date))).map(({ date, state, thin }) => ({
			date,
			state: thin ? `${state}, thin` : state
		}));
		const unread = (days ?? []).filter((date) => this.stateOf({
			table,
			date
		}).kind === "unknown");
		return {
			table,
			first,
			last,
			dates: days?.length ?? null,
			odd,
			unread: unread.length
		};
	}
};
/** The tables that read a cell, directly or through others, in the pipeline's order; without dates where none are known. */
function readersOf(tables, days, ref) {
	const found = /* @__PURE__ */ new Map([[ref.table, /* @__PURE__ */ new Set([ref.date])]]);
	const known = days ?? [ref.date];
	let isGrowing = true;
	while (isGrowing) {
		isGrowing = false;
		for (const { id, upstream } of tables) for (const { table, window } of upstream) {
			const read = found.get(table);
			if (read === void 0) continue;
			const own = found.get(id) ?? /* @__PURE__ */ new Set();
			const before = own.size;
			for (const day of known) if (!own.has(day) && [...read].some((date) => reads(window, day, date))) own.add(day);
			if (own.size > before) {
				found.set(id, own);
				isGrowing = true;
			}
		}
	}
	return tables.filter(({ id }) => id !== ref.table).map(({ id }) => ({
		id,
		dates: [...found.get(id) ?? []].sort()
	}));
}
function findingsOf({ findings, diagnoses }, causes, { table, date }) {
	const isAbout = (one) => one.tables.includes(table) && one.first <= date && date <= one.last;
	return diagnoses.filter(isAbout).flatMap(({ finding: id, cause, evidence }) => {
		const finding = findings.find((one) => one.id === id);
		if (finding === void 0 || !finding.dates.includes(date)) return [];
		const run = causes?.causeRuns.find((one) => one.cause === cause && one.subject === finding.subject && one.dates.some((day) => day.date === date && day.cells.some((cell) => cell.table === table)));
		if (causes !== null && run === void 0) return [];
		const { priority, title } = finding;
		return [{
			priority,
			title,
			evidence,
			cause: run?.causeTitle ?? cause,
			words: run?.repair.words ?? [],
			lines: run?.repair.lines ?? null
		}];
	});
}

/** What the committed reports say of one cell of the issue's environment, or why nothing is said. */
async function explainCell({ table: id, date }, target, place) {
	const { environment } = target;
	const pipeline = await loadPipeline(place.pipeline);
	const tables = tablesOf(pipeline, environment);
	const table = tables.find((one) => one.id === id);
	const ids = tables.map((one) => one.id);
	const as = (over) => printCommand({
		kind: "explain",
		table: id,
		date,
		...over
	});
	if (table === void 0) {
		const near = nearest(id, ids);
		return {
			why: `${environment} has no table "${id}"; it has ${ids.join(", ")}.`,
			instead: near === void 0 ? null : as({ table: near })
		};
	}
	const folder = folderOf({
		out: place.reports,
		name: environment
	});
	const reports = await readReports(folder, place.reports, environment);
	if (reports === null) return {
		why: `No validation of ${environment} is kept here that this version can read. ${liveCommand({
			environment,
			table,
			date
		})} reads the warehouse.`,
		instead: null
	};
	const { first, last } = reports.record.range;
	const range = {
		first,
		last
	};
	if (!inRange(date, range)) return {
		why: `${date} is outside of what the newest validation of ${environment} covers, ${printRange(range)}.`,
		instead: as({ date: date < range.first ? range.first : range.last })
	};
	const receipts = await receiptsOf([folder, place.reports], environment, {
		table: id,
		date
	});
	const isAbout = target.tables.includes(id) && parseDateList(target.dates).some((days) => inRange(date, days));
	return {
		cell: explainReported({
			pipeline,
			tables
		}, reports, table, date),
		...receipts,
		here: isAbout ? `/backfill ${date}` : null
	};
}
/** Of the environment's own folder, or as an earlier version left them in the root; null where there are none of it. */
async function readReports(folder, root, environment) {
	const at = await isThere((0, import__node_path.join)(folder, "latest", "run.json")) ? folder : root;
	const [run, gaps, causeRuns] = await Promise.all([
		"run.json",
		"gaps.csv",
		"cause-runs.json"
	].map((name) => readIfThere((0, import__node_path.join)(at, "latest", name))));
	const record = run && parsedAs(RunRecordSchema, run);
	if (!record || record.environment !== environment || typeof gaps !== "string") return null;
	const causes = causeRuns && parsedAs(CauseRunsSchema, causeRuns);
	return {
		record,
		gaps: readGaps(gaps),
		causes: causes && causes.run === record.run ? causes : null
	};
}
const Undated = object({ environment: string() });
/** The newest receipt that says its run wrote the cell, and how many could not be read. */
async function receiptsOf(roots, environment, cell) {
	const seen = /* @__PURE__ */ new Set();
	let last = null;
	let unreadReceipts = 0;
	for (const root of roots) for (const run of await namesIn((0, import__node_path.join)(root, "backfills"))) {
		const text = await readIfThere((0, import__node_path.join)(root, "backfills", run, "receipt.json"));
		if (text === null || seen.has(run)) continue;
		seen.add(run);
		const receipt = parsedAs(ReceiptSchema, text);
		if (receipt === void 0) {
			const other = parsedAs(Undated, text)?.environment;
			if (other === void 0 || other === environment) unreadReceipts += 1;
			continue;
		}
		const own = receipt.dates.find(({ date }) => date === cell.date)?.cells.find(({ table }) => table === cell.table);
		const isNewer = last === null || Date.parse(receipt.verifiedAt) > Date.parse(last.at);
		if (receipt.environment !== environment || own?.outcome !== "done" || !isNewer) continue;
		last = {
			run: receipt.run,
			at: receipt.verifiedAt,
			rows: own.rowsAfter,
			undoneAt: receipt.undoneAt ?? null
		};
	}
	return {
		last,
		unreadReceipts
	};
}

const handled = (outcome, why, more = {}) => ({
	outcome,
	why,
	url: null,
	proposal: null,
	...more
});
/** The answer first: a reaction without one would say that all is done. Null for what is not done yet. */
async function respond({ tracker, people }, { issue, comment }, command, answer, reaction) {
	await tracker.comment(issue.number, `command-${comment.id}`, renderAnswer(comment.id, command, answer));
	if (reaction !== null) await people.react(comment.id, reaction);
}

/** Starts the repair, unless the same has not ended. */
async function startRepair(command, { start: decided, again }, request, ports) {
	const { event, workflow, ref } = request;
	const start = {
		...decided,
		"asked-by": event.comment.author
	};
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
	const runs = await ports.workflows.dispatchedSince(workflow, event.comment.createdAt);
	await respond(ports, event, command, {
		kind: "uncertain",
		runs
	}, "confused");
	return handled("unsure", "Nobody knows whether the repair was started.");
}

/**
* Has the issue's repairs end. Those whose jobs run are asked by the issue's own notes, which each part reads: GitHub's
* own cancel would end a statement in the middle. Those that only wait are cancelled.
*/
async function stopRepair(named, own, { environment }, { event, workflow, now }, { tracker, workflows }) {
	const active = await workflows.active(workflow);
	const last = readState(own.body)?.run ?? null;
	const runs = runsOfIssue(active, {
		environment,
		issue: own.number
	}, named, last);
	if (runs.length === 0) return {
		kind: "nothing to stop",
		named,
		under: ownRuns(active, environment)
	};
	const current = await tracker.get(own.number) ?? own;
	const state = readState(current.body);
	const running = runs.filter(({ status }) => status === "in_progress");
	if (state === null && running.length > 0) return {
		kind: "nothing to stop",
		named,
		under: runs,
		why: UNREADABLE
	};
	if (state !== null) {
		const stop = {
			by: event.comment.author,
			at: now.toISOString(),
			runs: runs.slice(0, 20).map(({ id, attempt }) => ({
				id: Number(id),
				attempt
			}))
		};
		await tracker.update(own.number, { body: withState(current.body, {
			...state,
			stop
		}) });
	}
	const waiting = runs.filter(({ status }) => status !== "in_progress");
	for (const run of waiting) await workflows.cancel(run);
	return {
		kind: "stopping",
		running,
		cancelled: waiting
	};
}
const UNREADABLE = "This issue's own notes cannot be read, so its repair cannot be asked to end. The next validation that finds it broken writes them anew.";

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
	if (isOfAnotherApp(event, identity)) {
		await reply(null, {
			kind: "by an app",
			app: comment.app ?? ""
		}, "confused");
		return handled("refused", "An app wrote the comment in a person's name.");
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
		held: command.kind === "approve" ? heldIn(bodies, command.run) : null,
		isTeamOfOne: request.teamOfOne,
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
	return act(command, decision, own, target, request, ports);
}
async function act(command, decision, own, target, request, ports) {
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
		case "explain": {
			const found = await explainCell(decision.command, target, request);
			if ("why" in found) {
				await reply({
					...found,
					kind: "refused"
				}, "confused");
				return handled("refused", found.why);
			}
			await reply({
				...found,
				kind: "explained"
			}, "rocket");
			return handled("done", "The cell was explained.");
		}
		case "stop": {
			const answer = await stopRepair(decision.run, own, target, request, ports);
			const isAsked = answer.kind === "stopping";
			await reply(answer, isAsked ? "rocket" : "confused");
			return isAsked ? handled("done", "The repair was asked to end.") : handled("refused", "Nothing of this issue is under way under that name.");
		}
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
		case "start": return startRepair(command, decision, request, ports);
	}
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
		teamOfOne: inputs.teamOfOne === "true",
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