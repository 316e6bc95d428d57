import { __toESM } from "./rolldown-runtime.js";
import { require__node_path } from "./node-builtins.js";
import { Lineage, Listing, canCompare, daysAround, fingerprintRequest, isWrite, readLedgerOf, readTouched, seenBy, staleByWrites, undoOf, upstreamFingerprint, upstreamFingerprints } from "./backfill.ledger.answered.js";
import { batchesOf, keyOf, outcomeOf, reads } from "./backfill.run.outcome.js";
import { chooseControls, compareRows, controlVerdict } from "./backfill.plan.control.js";
import { Wholeness, flawText, isComplete, stateAfter } from "./backfill.run.verdict.js";
import "./pipeline.cost.js";
import { PartlyWrittenError, producerIn, reading, renderReceipt } from "./backfill.run.plan-cost.js";
import { DEFAULT_RETRY, adviceOf, withRetries } from "./warehouse.retry.js";
import { environmentFolder } from "./advice.advice.js";
import "./advice.phases.js";
import { TableNotFoundError, UnreadableError, UserError, columnOf, dayOf as dayOf$1, errorMessage, isPresent, writeWhole } from "./every-action.js";
import { environmentOf, gameColumnOf, gamesCalendar, movedColumn } from "./pipeline.readings.js";
import { ALWAYS, boundsOf, isIndependent, tableSource } from "./findings.assess.assess.js";
import { pMap } from "./npm.p-map.index.js";
import { levelsOf } from "./pipeline.graph.js";
import { FOREIGN } from "./records.selection.js";
import { RefusedLossError } from "./warehouse.content.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/**
* Records what a service wrote in a run that ended, or was ended, before it could say so: only what is in the ledger can
* be taken back. Dates that hold what they held get no line.
*/
async function recordUnanswered(warehouse, tables, run) {
	const touched = await readTouched(warehouse, run);
	if (touched.length === 0) return;
	const { entries } = await readLedgerOf(warehouse);
	const recorded = new Set(entries.flatMap((entry) => entry.run === run && isWrite(entry) ? [keyOf({
		table: entry.tableId,
		date: entry.date
	})] : []));
	const open = touched.filter((cell) => !recorded.has(keyOf(cell)));
	for (const table of tables) {
		const dates = open.filter((cell) => cell.table === table.id).map(({ date }) => date);
		if (dates.length > 0) await recordUnansweredOf(warehouse, table, dates, run);
	}
}
async function recordUnansweredOf(warehouse, table, dates, run) {
	const ended = /* @__PURE__ */ new Error(`${run} ended before it could say what became of ${table.id}`);
	const request = {
		table: table.name,
		dateColumn: table.dateColumn,
		dates,
		ledger: {
			run,
			tableId: table.id,
			kind: "replace",
			volatileColumns: table.volatileColumns,
			upstreamFingerprints: /* @__PURE__ */ new Map()
		},
		allowShrink: true,
		rowsExpected: false
	};
	try {
		await warehouse.witness(request, () => Promise.reject(ended));
	} catch (error) {
		if (error !== ended) throw error;
	}
}

/**
* Guards data that others use against a service that computes something else than it once did: before the first call of
* the plan, each service computes one complete date again. Its rows are compared and put back, equal or not, so that a
* control leaves no trace and makes nothing stale. The first that differs is the last.
*/
async function controlServices(context, input) {
	const { environment } = context.request;
	const declared = environmentOf(context.pipeline, environment);
	const isService = ({ table }) => context.given?.has(table) !== true && context.tables.find(({ id }) => id === table)?.producers[environment]?.kind === "service";
	if (!declared.destructive || !input.pending.some(isService)) return [];
	const { grid } = await context.assessNow();
	const chosen = chooseControls(grid, input.plan, input.pending);
	const controls = [];
	for (const cell of chosen) {
		if (input.signal.aborted) break;
		const control = await compareDate(context, input, cell, declared.controlTolerance ?? 0);
		controls.push(control);
		if (control.stopped !== null) break;
	}
	return controls;
}
async function compareDate(context, input, cell, tolerance) {
	const table = context.tables.find(({ id }) => id === cell.table);
	const run = await freshRun(context, `${input.run}-control-${cell.table}`, table);
	const before = await rowsOf(context, table, cell);
	context.progress({
		kind: "line",
		message: `Control date ${cell.date} of ${cell.table}...`
	});
	try {
		await callOnce(context, input, table, cell, run);
	} catch (error) {
		await putBack(context, table, run);
		const stopped = `the control date ${cell.date} of ${cell.table}, which is complete, could not be computed again: ${errorMessage(error)}`;
		return {
			...cell,
			rows: before.length,
			differing: 0,
			columns: [],
			stopped
		};
	}
	const after = await rowsOf(context, table, cell);
	await putBack(context, table, run);
	const compared = compareRows(ownColumns(table), before, after);
	return {
		...cell,
		...compared,
		stopped: controlVerdict(cell, compared, tolerance)
	};
}
async function callOnce(context, { plan, retry, signal }, table, { date }, run) {
	const { lineage } = await readLedgerOf(context.warehouse);
	const upstreamFingerprints = /* @__PURE__ */ new Map([[date, upstreamFingerprint(lineage, table, date)]]);
	await withRetries(() => producerIn(context, table).produce({
		table,
		dates: [date],
		ledger: {
			run,
			tableId: table.id,
			kind: "replace",
			upstreamFingerprints,
			volatileColumns: table.volatileColumns
		},
		allowShrink: false,
		includeWarmUp: plan.includeWarmUp,
		force: true,
		signal
	}), retry, signal);
}
/** The run's next control of the table. One that was cut off before its rows were put back is finished first. */
async function freshRun(context, name, table) {
	for (let n = 1;; n += 1) {
		const run = `${name}-${n}`;
		if ((await readTouched(context.warehouse, run)).length === 0) return run;
		await recordUnanswered(context.warehouse, [table], run);
		await putBack(context, table, run);
	}
}
/** What was there before the control; nothing to do where the service left it, or where it is back already. */
async function putBack({ warehouse }, table, run) {
	const { entries } = await readLedgerOf(warehouse);
	const own = entries.filter((entry) => entry.run === run);
	const [first, last] = [own[0], own.at(-1)];
	if (first === void 0 || last === void 0) return;
	if (entries.some((entry) => entry.run === undoOf(run))) return;
	const earlier = new Lineage(entries.filter((entry) => entry.run !== run));
	const { date } = first;
	await warehouse.restore({
		run,
		undoRun: undoOf(run),
		tables: [{
			tableId: table.id,
			table: table.name,
			dateColumn: table.dateColumn,
			volatileColumns: table.volatileColumns,
			dates: [date],
			fingerprints: /* @__PURE__ */ new Map([[date, last.fingerprint]]),
			rowsBefore: /* @__PURE__ */ new Map([[date, first.rowsBefore]]),
			upstreamFingerprints: /* @__PURE__ */ new Map([[date, earlier.latest(table.id, date)?.upstreamFingerprint ?? ""]])
		}]
	});
}
/** Values of these types come as they are; a sum that differs in its last digit has to stay a number. */
const PLAIN$1 = /* @__PURE__ */ new Set([
	"STRING",
	"VARCHAR",
	"DATE",
	"BOOL",
	"BOOLEAN",
	"FLOAT64",
	"FLOAT",
	"DOUBLE"
]);
/** Lists, records and exact numbers are compared as text: the operators' tables have all of them. */
async function rowsOf({ warehouse }, table, { date }) {
	const from = `FROM ${tableSource(ownColumns(table), ON_DATE)} WHERE \`${table.dateColumn}\` = @date`;
	const params = { date: {
		type: "DATE",
		value: date
	} };
	const list = (await warehouse.describe(`SELECT * ${from}`, params)).map(({ name, type }) => PLAIN$1.has(type.toUpperCase()) ? `\`${name}\`` : `TO_JSON_STRING(\`${name}\`) AS \`${name}\``);
	return warehouse.query(`SELECT ${list.join(", ")} ${from}`, params);
}
const ON_DATE = {
	first: "@date",
	last: "@date"
};
/** The table itself, with all of its columns, where its keys are columns of it; else as it is read. */
function ownColumns(table) {
	const { reading, ...itself } = table;
	if (reading === void 0) return table;
	const keys = table.keys.map((key) => reading.outputs.find(({ name }) => name === key)?.expression.replaceAll("`", "") ?? "");
	return reading.isPlain && keys.every((key) => /^\w+$/.test(key)) ? {
		...itself,
		keys
	} : table;
}

/** Lines that a person can follow, in the words of the operators' own tool, and a step a date for the bar. */
function reportingEvents(phases, tables, totalDates, progress) {
	let done = 0;
	let started = performance.now();
	const say = (message) => progress({
		kind: "line",
		message
	});
	return {
		batchStarts: (dates) => {
			started = performance.now();
			for (const date of dates) say(`Processing date ${date}...`);
		},
		unrecorded: (table, dates, error) => say(`${table.id}: ${dates.length} parked dates could not be recorded in the warehouse (${errorMessage(error)}); the result has them`),
		batchEnds: (dates, cells, outcomes) => {
			const seconds = ((performance.now() - started) / 1e3 / dates.length).toFixed(2);
			for (const date of dates) {
				const own = cells.filter((cell) => cell.date === date);
				for (const phase of phases) {
					const ids = new Set(tables.filter((one) => one.phase === phase.id).map(({ id }) => id));
					const planned = own.filter(({ table }) => ids.has(table));
					if (planned.length === 0) continue;
					const good = planned.filter((cell) => isGood(outcomes, cell)).length;
					say(`${wordsOf$1(phase)} computed: ${good}/${planned.length}`);
				}
				const bad = own.filter((cell) => !isGood(outcomes, cell));
				const rows = own.reduce((sum, cell) => {
					const outcome = outcomeOf(outcomes, cell);
					return sum + (outcome.status === "done" ? outcome.rows : 0);
				}, 0);
				if (bad.length === 0) say(`Completed ${date} (${rows} rows, ${seconds} s)`);
				for (const cell of bad) say(`${date} ${cell.table}: ${describe(outcomes, cell)}`);
				done += 1;
				progress({
					kind: "step",
					label: date,
					done,
					total: totalDates
				});
			}
		}
	};
}
const wordsOf$1 = ({ number, judged }) => `Phase ${number} ${judged === "together" ? "features" : "tables"}`;
function isGood(outcomes, cell) {
	const { status } = outcomeOf(outcomes, cell);
	return status === "done" || status === "unneeded";
}
function describe(outcomes, cell) {
	const outcome = outcomeOf(outcomes, cell);
	switch (outcome.status) {
		case "failed": return `FAILED: ${outcome.message}`;
		case "parked": return `PARKED until ${outcome.dueAt}: ${outcome.message}`;
		case "blocked": return `blocked by ${outcome.by}`;
		default: return outcome.status;
	}
}

const PLAIN = /^[\w .:/-]*$/;
/**
* Takes misplaced rows of one date out as one atomic change, with the replaced rows kept: the date is written anew from
* its other rows, inside the engine. Throws a UserError for a game id that no statement can hold safely.
*/
async function takeOut(warehouse, table, date, { games }, ledger) {
	return warehouse.replaceDates({
		table: table.name,
		dateColumn: table.dateColumn,
		dates: [date],
		source: {
			kind: "select",
			sql: othersSql(table, date, games)
		},
		ledger,
		allowShrink: true,
		rowsExpected: false
	});
}
/** What to do by hand where nothing tells which column of the table the game is. */
const unmapped = ({ id, name, dateColumn }, from, game, date, games) => `${id} is read by ${from}, where ${game} is not an expression over a row of ${name}, so no statement of this tool can take rows out. Look in ${from} for the column that holds the game, and run: DELETE FROM \`${name}\` WHERE \`${dateColumn}\` = DATE '${date}' AND that_column IN (${games.map((one) => `'${one}'`).join(", ")}). Or write the reading so that it names ${name} once, after FROM, and makes ${game} of its columns.`;
function othersSql(table, date, games) {
	const others = `SELECT * FROM \`${table.name}\` WHERE \`${table.dateColumn}\` BETWEEN @first_date AND @last_date`;
	if (games === null) return `${others} AND FALSE`;
	const game = gameColumnOf(table);
	if (game === void 0) throw new Error(`${table.id} names no game.`);
	const odd = games.find((id) => !PLAIN.test(id));
	if (odd !== void 0) throw new UserError(`${table.id} holds rows under the game id ${JSON.stringify(odd)}, which no statement of this tool writes; remove them by hand.`);
	const own = table.reading?.outputs.find(({ name }) => name === game)?.expression;
	if (table.reading !== void 0 && (!table.reading.isOfOneTable || own === void 0 || /\bOVER\b/i.test(own))) throw new UserError(unmapped(table, table.reading.from, game, date, games));
	const list = games.map((id) => `'${id}'`).join(", ");
	return `${others} AND COALESCE(CAST(${own ?? `\`${game}\``} AS STRING), '') NOT IN (${list})`;
}

/** Of hundreds of dates a bad one is found in fewer statements than one a date. */
const PART = 16;
/**
* One statement for all dates; where it fails for good, one for some of them, and then one a date, so that a bad date
* holds back no other.
*/
async function runTable(input, table, dates, outcomes, isSecondLook = false) {
	const set = (date, outcome) => outcomes.set(keyOf({
		table: table.id,
		date
	}), outcome);
	const computedFrom = upstreamFingerprints(input.lineage);
	const upstream = new Map(dates.map((date) => [date, computedFrom(table, date)]));
	const started = input.now();
	const learn = (written, kind) => {
		for (const one of written) input.lineage.add({
			...one,
			run: input.run,
			kind,
			tableId: table.id,
			upstreamFingerprint: upstream.get(one.date) ?? "",
			seconds: (input.now().getTime() - started.getTime()) / 1e3 / written.length,
			writtenAt: input.now().toISOString(),
			position: 0
		});
	};
	try {
		const ledger = {
			run: input.run,
			tableId: table.id,
			kind: "replace",
			volatileColumns: table.volatileColumns,
			upstreamFingerprints: upstream
		};
		const [first] = dates;
		const { remove } = input.plan.cells.find((cell) => cell.table === table.id && cell.date === first) ?? { remove: void 0 };
		const written = await withRetries(() => remove !== void 0 && first !== void 0 ? takeOut(input.warehouse, table, first, remove, ledger) : input.producerOf(table).produce({
			table,
			dates,
			ledger,
			allowShrink: input.allowShrink,
			losses: input.guards.of(table, dates, input.lineage),
			includeWarmUp: input.plan.includeWarmUp,
			force: input.plan.selection.force || isForeign(input.plan, table, dates),
			signal: input.signal
		}), input.retry, input.signal);
		for (const one of written) set(one.date, {
			status: "done",
			rows: one.rows,
			rowsBefore: one.rowsBefore
		});
		learn(written, "replace");
		return null;
	} catch (error) {
		if (error instanceof PartlyWrittenError) learn(error.written, "refused");
		const advice = adviceOf(error);
		if (input.signal.aborted) return null;
		if (advice.kind === "park") {
			const outcome = {
				status: "parked",
				message: errorMessage(error),
				dueAt: advice.dueAt.toISOString()
			};
			for (const date of dates) set(date, outcome);
			await recordParked(input, table, dates, outcome);
			return outcome;
		}
		if (error instanceof RefusedLossError && !isSecondLook && input.guards.isInDoubt(table, dates)) {
			await input.guards.lookAgain();
			return runTable(input, table, dates, outcomes, true);
		}
		if (dates.length > 1) {
			const size = dates.length > PART ? PART : 1;
			for (let at = 0; at < dates.length; at += size) {
				if (input.signal.aborted) return null;
				const parked = await runTable(input, table, dates.slice(at, at + size), outcomes, isSecondLook);
				if (parked === null) continue;
				for (const later of dates.slice(at + size)) set(later, parked);
				return parked;
			}
			return null;
		}
		const [date] = dates;
		const attempts = (input.attemptsBefore.get(keyOf({
			table: table.id,
			date
		})) ?? 0) + 1;
		const outcome = {
			status: "failed",
			message: errorMessage(error),
			attempts
		};
		set(date, outcome);
		await recordAttempt(input, table, date, outcome);
		return null;
	}
}
/** Rows of somebody else are no rows that a producer may leave as they are. */
const isForeign = ({ cells }, { id }, dates) => cells.some(({ table, date, because }) => table === id && dates.includes(date) && because.startsWith(`${"changed-outside"}:`));
/**
* What is used up may refuse this too, and parking must not fail for it: the result says which cells are parked, and a
* resume runs those of which the warehouse knows nothing.
*/
async function recordParked(input, table, dates, outcome) {
	try {
		for (const date of dates) await recordAttempt(input, table, date, outcome);
	} catch (error) {
		input.events.unrecorded(table, dates, error);
	}
}
async function recordAttempt({ run, warehouse, now }, table, date, outcome) {
	await warehouse.record("cell_attempts", {
		run,
		table_id: table.id,
		game_date: date,
		outcome: outcome.status,
		attempt: outcome.status === "failed" ? outcome.attempts : 0,
		message: outcome.message,
		due_at: outcome.status === "parked" ? outcome.dueAt : null,
		recorded_at: now().toISOString()
	});
}

/**
* Runs these cells of the plan, batch by batch in order of date, and in a batch table by table along the graph: windows
* only look back, so that whatever a cell reads has been filled before it. Outcomes are recorded in `outcomes`.
*/
async function execute(input, cells, outcomes) {
	const levels = levelsOf(input.tables);
	let parked = [...outcomes.values()].find((one) => one.status === "parked") ?? null;
	for (const dates of batchesOf(cells, input.plan.batchSize)) {
		if (input.signal.aborted) return;
		const batch = cells.filter(({ date }) => dates.includes(date));
		input.events.batchStarts(dates, batch);
		for (const level of levels) await pMap(level, async (table) => {
			if (input.signal.aborted) return;
			const own = batch.filter((cell) => cell.table === table.id);
			if (own.length === 0) return;
			const { statements, atOnce } = statementsOf(input, table, own);
			await pMap(statements, async (cells) => {
				const ready = datesToRun(input, table, cells, outcomes, parked);
				if (ready.length === 0 || input.signal.aborted) return;
				parked = await runTable(input, table, ready, outcomes) ?? parked;
			}, { concurrency: atOnce });
		}, { concurrency: input.warehouse.abilities.maxConcurrentWrites });
		input.events.batchEnds(dates, batch, outcomes);
	}
}
/**
* The cells of a table and batch by statement, and how many of these may run at once: all in one, but date by date where
* a date is a call of its own, and one after the other where a date reads the table's own earlier ones.
*/
function statementsOf({ producerOf, plan }, table, cells) {
	const taken = new Set(plan.cells.flatMap((cell) => cell.remove === void 0 ? [] : [keyOf(cell)]));
	const removals = cells.filter((cell) => taken.has(keyOf(cell)));
	if (removals.length > 0) {
		const others = cells.filter((cell) => !taken.has(keyOf(cell)));
		return {
			statements: [...others.length > 0 ? [others] : [], ...removals.map((cell) => [cell])],
			atOnce: 1
		};
	}
	const readsItself = table.upstream.some((one) => one.table === table.id);
	const { callsAtOnce } = producerOf(table);
	if (!readsItself && callsAtOnce === void 0) return {
		statements: [cells],
		atOnce: 1
	};
	return {
		statements: [...cells].sort((a, b) => a.date < b.date ? -1 : 1).map((cell) => [cell]),
		atOnce: readsItself ? 1 : callsAtOnce ?? 1
	};
}
/** Settles the cells that are not to be run, and returns the dates of the others. */
function datesToRun(input, table, cells, outcomes, parked) {
	const isChanged = upstreamsChanged(input, table);
	return cells.flatMap((cell) => {
		if (outcomeOf(outcomes, cell).status !== "pending") return [];
		const by = brokenUpstream(input.plan, table, cell, outcomes);
		const attempts = input.attemptsBefore.get(keyOf(cell)) ?? 0;
		if (by !== null) outcomes.set(keyOf(cell), {
			status: "blocked",
			by
		});
		else if (attempts >= 3) outcomes.set(keyOf(cell), {
			status: "failed",
			message: `escalated after ${attempts} failed attempts; look at it before it is run again`,
			attempts
		});
		else if (parked !== null) outcomes.set(keyOf(cell), parked);
		else if (cell.because === "downstream" && !isChanged(cell)) outcomes.set(keyOf(cell), { status: "unneeded" });
		else return [cell.date];
		return [];
	});
}
/** A planned cell that this one reads and that failed; null where there is none. What waits for a parked one is parked itself. */
function brokenUpstream(plan, table, cell, outcomes) {
	for (const other of plan.cells) {
		const { status } = outcomeOf(outcomes, other);
		if (status !== "failed" && status !== "blocked") continue;
		if (table.upstream.some(({ table: id, window }) => id === other.table && reads(window, cell.date, other.date))) return `${other.table} ${other.date} ${status}`;
	}
	return null;
}
/** Of a cell, true when the content that it was computed from is no longer what its upstreams hold. */
function upstreamsChanged({ lineage }, table) {
	const computedNow = upstreamFingerprints(lineage);
	return ({ date }) => {
		const computedFrom = lineage.latest(table.id, date)?.upstreamFingerprint ?? "";
		return computedNow(table, date) !== computedFrom;
	};
}

const textOf = (column) => `COALESCE(CAST(\`${column}\` AS STRING), '')`;
const dayOf = (column) => `CAST(\`${column}\` AS STRING)`;
const within = (column, dates) => `\`${column}\` IN (${dates.map((date) => `DATE '${date}'`).join(", ")})`;
/** Distinct keys of the claimed dates in what stands after FROM: d, game, k0, k1 and so on, as texts. */
function keysSql(relation, { dateColumn, game, keys }, dates) {
	const columns = keys.map((key, at) => `${textOf(key)} AS k${at}`);
	return `SELECT DISTINCT ${[
		`${dayOf(dateColumn)} AS d`,
		`${game === null ? "''" : textOf(game)} AS game`,
		...columns
	].join(", ")}
FROM ${relation} AS rows_there WHERE ${within(dateColumn, dates)}`;
}
const sameKey = ({ keys }) => ["one.d = other.d", ...keys.map((_, at) => `one.k${at} = other.k${at}`)].join(" AND ");
const wordsOf = ({ keys }) => keys.length === 0 ? "'the only row'" : keys.map((_, at) => `one.k${at}`).join(" || ' ' || ");
/** By date and game: the keys that are there, those that the new rows lack, and one of these. Only games that lose any. */
const lostSql = (known, { before, after, dates }) => `SELECT one.d, one.game, COUNT(*) AS had, COUNTIF(other.d IS NULL) AS lost,
  MIN(CASE WHEN other.d IS NULL THEN ${wordsOf(known)} END) AS example
FROM (${keysSql(known.read(dates, before), known, dates)}) AS one
LEFT JOIN (${keysSql(known.read(dates, after), {
	...known,
	game: null
}, dates)}) AS other ON ${sameKey(known)}
GROUP BY one.d, one.game HAVING COUNTIF(other.d IS NULL) > 0 ORDER BY 1, 2`;
/** part, id, d, game and n: games and lost keys that independent tables hold on these dates, and where games are listed. */
function evidenceSql(known, relations) {
	const { before, after, dates } = relations;
	const parts = known.witnesses.flatMap(({ id, read, dateColumn, game, hasKeys }) => [...game === null || known.game === null ? [] : [`SELECT DISTINCT 'game' AS part, '${id}' AS id, ${dayOf(dateColumn)} AS d, ${textOf(game)} AS game, 0 AS n
FROM ${read(dates)} AS witnessed WHERE ${within(dateColumn, dates)}`], ...hasKeys ? [`SELECT 'key' AS part, '${id}' AS id, one.d, one.game, COUNT(*) AS n
FROM (${keysSql(known.read(dates, before), known, dates)}) AS one
JOIN (${keysSql(read(dates), {
		dateColumn,
		game: null,
		keys: known.keys
	}, dates)}) AS other ON ${sameKey(known)}
LEFT JOIN (${keysSql(known.read(dates, after), {
		...known,
		game: null
	}, dates)}) AS fresh ON ${sameKey(known).replaceAll("other.", "fresh.")}
WHERE fresh.d IS NULL GROUP BY one.d, one.game`] : []]);
	if (known.schedule !== null) {
		const { read, movedTo, dateColumn, game, isRebuilt } = known.schedule;
		const day = movedTo === null ? dayOf(dateColumn) : `COALESCE(${dayOf(movedTo)}, ${dayOf(dateColumn)})`;
		const listed = (relation, where) => `SELECT DISTINCT 'listed' AS part, '' AS id, ${day} AS d, ${textOf(game)} AS game, 0 AS n FROM ${relation} AS listed_there WHERE ${where}`;
		if (isRebuilt) parts.push(listed(known.read(dates, after), "TRUE"));
		parts.push(listed(read, isRebuilt ? `NOT (${within(dateColumn, dates)})` : "TRUE"));
	}
	return parts.length === 0 ? "SELECT '' AS part, '' AS id, '' AS d, '' AS game, 0 AS n" : parts.join("\nUNION ALL\n");
}

/**
* What a rebuild of a table may not take away. Keys that are there and not in the new rows are compared with what
* independent tables and the schedule know. Two queries at most: without a lost key, one.
*/
function lossGuard(input) {
	const { pipeline, tables, table, there, strict } = input;
	const calendar = gamesCalendar(pipeline);
	const known = knownTo(input);
	const isSchedule = calendar?.table === table.id;
	return {
		lost: (relations) => lostSql(known, relations),
		evidence: (relations) => evidenceSql(known, relations),
		judge: (lost, evidence, allowShrink) => {
			const found = readEvidence(evidence);
			const schedule = calendar === void 0 || !(isSchedule || there.has(calendar.table)) ? null : {
				id: calendar.table,
				listing: new Listing(found.listed)
			};
			const misplaced = /* @__PURE__ */ new Map();
			return {
				problems: lost.flatMap((row) => {
					const loss = readLoss(row, found);
					if (schedule !== null && isMisplaced(schedule.listing, loss)) {
						misplaced.set(loss.date, (misplaced.get(loss.date) ?? 0) + loss.lost);
						return [];
					}
					const agree = isSchedule ? loss.holders.some((one) => loss.holders.some((other) => isIndependent(tables, one, other))) : loss.holders.length > 0;
					return problemOf(loss, {
						schedule,
						agree,
						isSchedule,
						strict,
						allowShrink
					}) ?? [];
				}),
				misplaced
			};
		}
	};
}
function knownTo({ pipeline, tables, table, there }) {
	const calendar = gamesCalendar(pipeline);
	const gameOf = (one) => one.id === calendar?.table ? calendar.columns.game : gameColumnOf(one);
	const keysOf = ({ keys, dateColumn }) => keys.filter((key) => key !== dateColumn);
	const keys = keysOf(table);
	const others = tables.filter(({ id }) => there.has(id) && isIndependent(tables, table.id, id));
	const listed = tables.find(({ id }) => id === calendar?.table && (there.has(id) || id === table.id));
	return {
		read: (dates, relation) => tableSource(table, boundsOf(dates), relation),
		dateColumn: table.dateColumn,
		keys,
		game: gameOf(table) ?? null,
		witnesses: others.map((one) => ({
			id: one.id,
			read: (dates) => tableSource(one, boundsOf(dates)),
			dateColumn: one.dateColumn,
			game: gameOf(one) ?? null,
			hasKeys: keys.length > 0 && keys.every((key) => keysOf(one).includes(key))
		})),
		schedule: listed === void 0 || calendar === void 0 ? null : {
			read: tableSource(listed, ALWAYS),
			movedTo: movedColumn(calendar, listed),
			dateColumn: listed.dateColumn,
			game: calendar.columns.game,
			isRebuilt: listed.id === table.id
		}
	};
}
function readEvidence(rows) {
	const placed = (part, text) => {
		const some = rows.filter((row) => row["part"] === part);
		const byPlace = Map.groupBy(some, ({ d, game }) => `${d} ${game}`);
		return new Map([...byPlace].map(([place, own]) => [place, own.map(text)]));
	};
	return {
		games: placed("game", ({ id }) => String(id)),
		keys: placed("key", ({ id, n }) => `${id} (${n})`),
		listed: rows.filter((row) => row["part"] === "listed" && row["d"] !== null).map(({ d, game }) => ({
			date: String(d),
			game: String(game)
		}))
	};
}
function readLoss(row, { games, keys }) {
	const [date, game] = [String(row["d"]), String(row["game"])];
	return {
		date,
		game,
		had: Number(row["had"]),
		lost: Number(row["lost"]),
		example: String(row["example"]),
		holders: game === "" ? [] : games.get(`${date} ${game}`) ?? [],
		keyHolders: keys.get(`${date} ${game}`) ?? []
	};
}
const ACCEPT = "--allow-shrink accepts that";
/** Of rows that were not misplaced. Null where the loss is small, or where a person has accepted it. */
function problemOf(loss, { schedule, agree, isSchedule, strict, allowShrink }) {
	const { date, game, had, lost, example, holders, keyHolders } = loss;
	const holding = holders.join(", ");
	if (game !== "" && lost === had && agree) {
		const what = `${date} would lose game ${game} with all of its ${had} rows, and ${holding} ${holders.length === 1 ? "holds" : "hold"} that game on the same date`;
		if (schedule === null) return `${what}; repair what it is computed from first`;
		return schedule.listing.has(date, game) ? `${what}, as ${schedule.id} lists it; repair what it is computed from first` : `${what}. ${schedule.id} does not list the game on any date, so the schedule is the suspect: repair that first, by backfill --tables ${schedule.id} --dates ${date}`;
	}
	if (allowShrink) return null;
	const place = game === "" ? date : `${date}, game ${game}`;
	const reason = strict.get(date);
	if (reason !== void 0) return `${place}: ${lost} of ${had} rows would go, such as ${example}, though ${reason}; ${ACCEPT}`;
	if (keyHolders.length > 0) return `${place}: ${lost} of ${had} rows would go, such as ${example}, and ${keyHolders.join(", ")} hold some of them too; ${ACCEPT}`;
	return game !== "" && !isSchedule && had - lost < had / 2 ? `${place} would shrink from ${had} to ${had - lost} rows; ${ACCEPT}` : null;
}
/** Rows of a game that the schedule lists on another date, or under an id that it does not use, do not belong there. */
function isMisplaced(listing, { date, game }) {
	if (game === "" || listing.has(date, game)) return false;
	return listing.datesOf(game).length > 0 || !listing.hasFormOf(game);
}

/** Cells that nothing is wrong with, and that are run all the same. */
const HEALTHY = ["force", "downstream"];
/** What no statement of a run may take away, by what was seen before it began, or when it was looked at again. */
var Guards = class {
	#context;
	#cells;
	#grid;
	#whole;
	/** A job that has nothing to write has looked at nothing. */
	constructor(context, plan, grid) {
		this.#context = context;
		this.#cells = new Map(plan.cells.map((cell) => [keyOf(cell), cell]));
		this.#grid = grid;
		this.#whole = grid && new Wholeness(grid);
	}
	of(table, dates, lineage) {
		const { pipeline, tables } = this.#context;
		const strict = /* @__PURE__ */ new Map();
		const computedNow = upstreamFingerprints(lineage);
		const isUnchanged = (date) => {
			const computedFrom = lineage.latest(table.id, date)?.upstreamFingerprint ?? "";
			return computedNow(table, date) === computedFrom;
		};
		for (const date of dates) {
			const reason = this.#reasonToKeep(table, date, isUnchanged);
			if (reason !== null) strict.set(date, reason);
		}
		const there = new Set(tables.flatMap(({ id }) => this.#grid !== null && columnOf(this.#grid, id).some(isPresent) ? [id] : []));
		return lossGuard({
			pipeline,
			tables,
			table,
			there,
			strict
		});
	}
	isInDoubt({ id }, dates) {
		return dates.some((date) => this.#flawsUnder(id, date).length > 0);
	}
	async lookAgain() {
		const { grid } = await this.#context.assessNow(this.#grid?.range);
		this.#grid = grid;
		this.#whole = new Wholeness(grid);
	}
	#reasonToKeep(table, date, isUnchanged) {
		const flaws = this.#flawsUnder(table.id, date);
		if (flaws.length > 0) return `what it is computed from is not whole: ${flaws.map(flawText).join(", ")}`;
		const cell = this.#cells.get(keyOf({
			table: table.id,
			date
		}));
		if (cell?.state !== "complete" || !HEALTHY.includes(cell.because)) return null;
		return isUnchanged(date) ? "it is complete and nothing that it is computed from has changed" : null;
	}
	#flawsUnder(table, date) {
		return this.#whole?.under({
			table,
			date
		}) ?? [];
	}
};

/**
* Ledger lines for content that was found. It counts as computed from what its upstreams hold now, with two exceptions
* where a run merely saw it: a date that is stale by our own writes stays stale, and one whose line cannot be compared
* keeps what that line says.
*/
function foundEntries(lineage, { run, kind }, found) {
	const lines = found.map(({ table, date, content }) => {
		const last = lineage.latest(table.id, date);
		const before = last !== void 0 && comparable(last, content) ? last : content;
		return {
			run,
			kind,
			tableId: table.id,
			date,
			...content,
			rowsBefore: before.rows,
			fingerprintBefore: before.fingerprint,
			upstreamFingerprint: "",
			seconds: 0,
			writtenAt: "",
			position: 0
		};
	});
	const current = upstreamFingerprints(new Lineage([...lineage.entries(), ...lines]));
	const byWrites = staleByWrites(lineage);
	return lines.map((line, index) => {
		const { table, date, content } = found[index];
		const last = lineage.latest(table.id, date);
		if (kind === "seen" && last !== void 0 && !comparable(last, content)) return {
			...line,
			upstreamFingerprint: last.upstreamFingerprint
		};
		if (kind === "seen" && last === void 0 && byWrites(table, date)) return line;
		return {
			...line,
			upstreamFingerprint: current(table, date)
		};
	});
}
const comparable = (last, content) => canCompare(last.fingerprint, content.fingerprint);

/**
* Records what the partitions around these cells hold before anything is written, where the ledger does not say so: what
* they are computed from, which others may change later, and what is computed from them, which others may compute
* again. Cells that other jobs of the run write are theirs to record. Returns the ledger with it.
*/
async function recordSeen({ warehouse, tables, request }, { run, plan, pending, ledger }) {
	const { lineage } = ledger ?? await readLedgerOf(reading(warehouse));
	if (pending.length === 0) return lineage;
	const mine = new Set(pending.map(keyOf));
	const others = new Set(plan.cells.map(keyOf).filter((key) => !mine.has(key)));
	const around = [...daysAround(tables, pending, dayOf$1(request.asOf))].map(([table, days]) => [table, days.filter((date) => !others.has(keyOf({
		table: table.id,
		date
	})))]);
	const read = await pMap(around.filter(([, days]) => days.length > 0), async ([table, days]) => ({
		table,
		days,
		content: await contentOf(warehouse, table, days)
	}), { concurrency: warehouse.abilities.maxConcurrentQueries });
	const days = /* @__PURE__ */ new Set([...pending.map(({ date }) => date), ...read.flatMap(({ content }) => [...content.keys()])]);
	const found = read.flatMap(({ table, days: own, content }) => own.flatMap((date) => {
		const here = content.get(date) ?? (days.has(date) ? NO_ROWS : void 0);
		return here === void 0 || isKnown(lineage, table, date, here) ? [] : [{
			table,
			date,
			content: here
		}];
	}));
	const lines = foundEntries(lineage, {
		run: seenBy(run),
		kind: "seen"
	}, found);
	await warehouse.recordObserved({
		run: seenBy(run),
		kind: "seen",
		lines
	});
	for (const line of lines) lineage.add(line);
	return lineage;
}
const NO_ROWS = {
	rows: 0,
	fingerprint: ""
};
function isKnown(lineage, { id }, date, content) {
	const last = lineage.latest(id, date);
	return last !== void 0 && canCompare(last.fingerprint, content.fingerprint) && last.fingerprint === content.fingerprint;
}
async function contentOf(warehouse, table, days) {
	try {
		return await reading(warehouse).fingerprints(fingerprintRequest(table, days));
	} catch (cause) {
		if (cause instanceof TableNotFoundError) return /* @__PURE__ */ new Map();
		throw new UnreadableError(`What ${table.id} holds cannot be read, and nothing is written before it is recorded`, { cause });
	}
}

/** Into the folder of the receipt's environment, below the root `out`. */
async function writeReceipt(out, receipt) {
	const folder = (0, import__node_path.join)(await environmentFolder(out, receipt.environment), "backfills", receipt.run);
	const paths = {
		receipt: (0, import__node_path.join)(folder, "RECEIPT.md"),
		json: (0, import__node_path.join)(folder, "receipt.json")
	};
	await writeWhole(paths.json, `${JSON.stringify(receipt, null, 2)}\n`);
	await writeWhole(paths.receipt, renderReceipt(receipt));
	return paths;
}
async function executeInput(context, request, { run, plan: chosen, attemptsBefore, grid, ledger }, pending) {
	const { pipeline, tables, warehouse, progress } = context;
	const dates = new Set(pending.map(({ date }) => date)).size;
	return {
		plan: chosen,
		run,
		tables,
		warehouse,
		lineage: await recordSeen(context, {
			run,
			plan: chosen,
			pending,
			ledger
		}),
		producerOf: (table) => producerIn(context, table),
		retry: request.retry ?? DEFAULT_RETRY,
		allowShrink: request.allowShrink,
		guards: new Guards(context, chosen, grid),
		now: request.now,
		signal: request.signal,
		attemptsBefore,
		events: reportingEvents(pipeline.phases, tables, dates, progress)
	};
}
/** Equality of states with what was predicted: complete. Null where the rest may go on. */
function canaryVerdict(after, canary, outcomes) {
	const wrong = canary.filter((cell) => outcomeOf(outcomes, cell).status !== "parked" && !isComplete(after, cell));
	if (wrong.length === 0) return null;
	const [first] = wrong;
	return `${wrong.length} of ${canary.length} canary cells are not as predicted, such as ${first.table} ${first.date}: complete was predicted, it is ${stateAfter(after, first)}`;
}

export { canaryVerdict, controlServices, execute, executeInput, writeReceipt };