import { __toESM } from "./rolldown-runtime.js";
import { require__node_path } from "./node-builtins.js";
import { TableNotFoundError, UnreadableError, UserError, checkAsked, columnOf, dayOf, declaredRange, gamesCalendar, keyOf, mergeRanges, printDateList, producerOf, reads, tablesOf as tablesOf$1 } from "./every-action.js";
import { batchesOf, driftOf } from "./backfill.outcome.js";
import { assess, costText } from "./gaps.arrivals.js";
import { topologicalOrder } from "./pipeline.graph.js";
import { planRepair, tablesHash } from "./backfill.estimate.js";
import { pMap } from "./warehouse.retry.js";
import { LEDGER_QUERY, aboveBudget, answered, checkReportFolder, columnsSeenIn, daysAround, fingerprintRequest, mostOf, observe, openProducer, openToPlan, openToRepair, priceLook, pricingOf, readAttempts, readLedgerOf, readRuns, readSql, readTouched, undoOf } from "./backfill.answered.js";
import { CostSchema, moneyFor, sumOfCosts } from "./pipeline.cost.js";
import { exitCodeOf } from "./backfill.verdict.js";
import { count, quoted, table } from "./render.markdown.js";
import { parsePlan } from "./jobs.plan-file.js";
import { judgedAt, loadPipeline, warehouseSettings } from "./jobs.open.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
const MOST_DATES = 400;
/** RECEIPT.md: what a run did, and whether it is proven. */
function renderReceipt(receipt) {
	const { training, average, dates } = receipt;
	const bad = dates.flatMap(({ date, cells }) => cells.filter(({ outcome, note }) => !["done", "unneeded"].includes(outcome) || note !== null).map((cell) => [
		date,
		cell.table,
		cell.outcome,
		cell.note === null ? "" : quoted(cell.note)
	]));
	const shown = dates.slice(0, MOST_DATES);
	return [
		`# Receipt of ${receipt.run}: ${verdictOf(receipt)}`,
		...receipt.undoneAt === void 0 ? [] : [`**Taken back at ${receipt.undoneAt}: the rows that it had replaced are there again.** What follows is what it did.`],
		`Environment ${receipt.environment}${receipt.issue === void 0 ? "" : `, for issue #${receipt.issue}`}, plan ${receipt.plan}, started ${receipt.startedAt}, verified ${receipt.verifiedAt} as of ${receipt.asOf}.`,
		...receipt.proven || receipt.undoneAt !== void 0 || (receipt.reasons ?? []).length === 0 ? [] : [(receipt.reasons ?? []).map((reason) => `- ${quoted(reason)}`).join("\n")],
		`${totals(receipt)}.${receipt.dueAt === null ? "" : ` Parked cells are due again at ${receipt.dueAt}.`}`,
		...receipt.cost === void 0 ? [] : [`${costText(receipt.cost)}.`],
		table([
			"what",
			"before",
			"predicted",
			"after"
		], [[
			"training",
			training.before,
			training.predicted,
			training.after
		], [
			"average score",
			points(average.before),
			points(average.predicted),
			points(average.after)
		]]),
		...bad.length === 0 ? [] : ["## Not done, or not proven", table([
			"date",
			"table",
			"outcome",
			"why"
		], bad.slice(0, MOST_DATES))],
		...bad.length > MOST_DATES ? [`${count(bad.length - MOST_DATES, "more cell")} in receipt.json.`] : [],
		...controlsOf(receipt),
		"## Dates",
		table([
			"date",
			"score before",
			"predicted",
			"after",
			"tables"
		], shown.map(({ date, score, cells }) => [
			date,
			points(score.before),
			points(score.predicted),
			points(score.after),
			tablesOf(cells)
		])),
		...dates.length > shown.length ? [`${count(dates.length - shown.length, "more date")} in receipt.json.`] : [],
		""
	].join("\n\n");
}
/** In one or two words. */
const verdictOf = ({ proven, undoneAt }) => undoneAt === void 0 ? proven ? "proven" : "not proven" : "taken back";
/** What the services made of dates that were complete. */
const controlsOf = ({ controls = [] }) => controls.length === 0 ? [] : [
	"## Control dates",
	"Complete dates, computed again before the run, compared, and put back.",
	table([
		"date",
		"table",
		"rows",
		"differing",
		"stopped the run"
	], controls.map(({ date, table: id, rows, differing, stopped }) => [
		date,
		id,
		String(rows),
		String(differing),
		stopped === null ? "no" : quoted(stopped)
	]))
];
/** What became of a date's tables, those of the same fate together; rows before and after behind each. */
function tablesOf(cells) {
	const fates = Map.groupBy(cells, ({ before, after }) => `${before} to ${after}`);
	const rows = (n) => n ?? "?";
	return [...fates].map(([fate, some]) => `${fate}: ${some.map((one) => `${one.table} ${rows(one.rowsBefore)} to ${rows(one.rowsAfter)}`).join(", ")} rows`).join("; ");
}
/** One sentence: every planned cell is in it once. */
function totals({ counts }) {
	return Object.entries(counts).filter(([name, n]) => n > 0 || name === "done").map(([name, n]) => `${n} ${name}`).join(", ");
}
const points = (value) => value === null ? "unknown" : value.toFixed(1);

/** Statements of a table that are asked for one by one; a dry run is free, and takes its time. */
const MOST_DRY_RUNS = 24;
/** How often everything is looked at: before, after the canary where there is one, and at the end. */
const looksOf = ({ canary }) => canary.length > 0 ? 3 : 2;
/** By each look, for the plan, and before the first statement: to see what is new, and again once that is recorded. */
const ledgerReadsOf = (plan) => looksOf(plan) + 3;
/**
* The dates of the statements by which the plan fills a table: one a batch, the canary's dates apart, or one a date
* where it reads itself, or where its producer takes one at a time.
*/
function statementsOf(plan, { id, upstream }, oneAtATime = false) {
	const own = new Set(plan.cells.flatMap(({ table, date }) => table === id ? [date] : []));
	if (oneAtATime || upstream.some(({ table }) => table === id)) return [...own].map((date) => [date]);
	return [true, false].map((inCanary) => plan.cells.filter(({ date }) => plan.canary.includes(date) === inCanary)).flatMap((cells) => batchesOf(cells, plan.batchSize)).map((dates) => dates.filter((date) => own.has(date))).filter((dates) => dates.length > 0);
}
/** All statements, or so many of them, evenly over the whole, with the first and the last. */
function askedOf(statements, most = MOST_DRY_RUNS) {
	if (statements.length <= most) return [...statements];
	const step = (statements.length - 1) / (most - 1);
	return Array.from({ length: most }, (_, n) => statements[Math.round(n * step)]);
}
/**
* The plan's estimate in full. A statement that was not asked for counts as the dearest of its table's that were; one
* that nobody knows is left out and named.
*/
function priced(plan, look, ledger, tables, mostBytesAQuery, usdPerTiB, around = []) {
	const fixed = (one, times) => ({
		table: one.table,
		statements: times,
		answers: Array.from({ length: times }, () => one),
		billedHere: true
	});
	const parts = [
		...look.map((one) => fixed(one, looksOf(plan))),
		fixed(ledger, ledgerReadsOf(plan)),
		...around.map((one) => fixed(one, 1)),
		...tables
	].map((one) => ({
		...one,
		...sumOf(one)
	}));
	const unpriced = parts.flatMap(({ table, why, unknown, billedHere }) => why === null ? [] : [{
		table,
		why,
		mostBytes: billedHere ? unknown * mostBytesAQuery : null
	}]);
	const own = tables.filter(({ billedHere }) => billedHere);
	return {
		...plan.estimate,
		...moneyFor(total(parts.map(({ bytes }) => bytes)), usdPerTiB),
		dryRuns: {
			asked: total(own.map(({ answers }) => answers.length)),
			statements: total(own.map(({ statements }) => statements))
		},
		unpriced
	};
}
function sumOf({ statements, answers }) {
	const known = answers.flatMap(({ bytes }) => bytes ?? []);
	const silent = answers.find((one) => one.bytes === null);
	const others = statements - answers.length;
	const isKnown = known.length > 0;
	return {
		bytes: total(known) + (isKnown ? others * Math.max(...known) : 0),
		unknown: answers.length - known.length + (isKnown ? 0 : others),
		why: silent?.bytes === null ? silent.why : null
	};
}
const total = (values) => values.reduce((sum, one) => sum + one, 0);

const LEDGER_TABLE = "ops.partition_writes";
/** The plan with what it is estimated to bill: its looks and its statements. As it was where nothing is billed. */
async function pricePlan(context, plan, look) {
	if (look === null) return plan;
	const tables = [];
	for (const table of context.tables) {
		const own = await priceTable(context, plan, table);
		if (own !== null) tables.push(own);
	}
	const { answers, pricing } = look;
	const ledger = await priceLedger(context);
	const around = await priceAround(context, plan);
	const most = mostOf(context.warehouse);
	const estimate = priced(plan, answers, ledger, tables, most, pricing.usdPerTiB, around);
	return {
		...plan,
		estimate
	};
}
/** What is looked at before the first statement, and recorded: the content around the cells (seen.ts). */
const priceAround = ({ warehouse, tables, request }, { cells }) => pMap(daysAround(tables, cells, dayOf(request.asOf)), ([table, days]) => answered(table.id, () => warehouse.estimateFingerprints(fingerprintRequest(table, days))), { concurrency: warehouse.abilities.maxConcurrentQueries });
/** By a dry run of each statement with its own dates: what it reads of partitioned tables are these dates' partitions. Null for a table that the plan leaves alone. */
async function priceTable({ request, warehouse }, plan, table) {
	const producer = producerOf(table, request.environment);
	const all = statementsOf(plan, table, producer.kind === "scraper");
	if (all.length === 0) return null;
	const own = {
		table: table.id,
		statements: all.length
	};
	if (producer.kind === "service") {
		const why = `${producer.owner} fills it, at a cost of its own`;
		return {
			...own,
			answers: [{
				bytes: null,
				why
			}],
			billedHere: false
		};
	}
	const select = producer.kind === "sql" ? await readSql(request.root, producer.file) : null;
	const { name, dateColumn } = table;
	const answers = await pMap(askedOf(all), (dates) => answered(table.id, () => warehouse.estimateReplace({
		table: name,
		dateColumn,
		dates,
		select
	})), { concurrency: warehouse.abilities.maxConcurrentQueries });
	return {
		...own,
		answers,
		billedHere: true
	};
}
/** One read of all recorded writes; nothing where nothing was ever repaired. */
const priceLedger = ({ warehouse }) => answered(LEDGER_TABLE, async () => {
	try {
		return await warehouse.estimate(LEDGER_QUERY);
	} catch (error) {
		if (error instanceof TableNotFoundError) return {
			bytes: 0,
			bytesBilled: 0
		};
		throw error;
	}
});
/** The UserError that refuses to run a plan above the budget; null for one that may run. */
function overBudget(pricing, plan) {
	const { bytes, unpriced } = plan.estimate;
	if (pricing === null || bytes === null) return null;
	const most = unpriced.reduce((sum, { mostBytes }) => sum + (mostBytes ?? 0), bytes);
	return aboveBudget(pricing, most, `Plan ${plan.id}`, "select fewer dates or tables");
}
/** Throws where the plan is above the budget: before anything is written. */
function keepPlanBudget(pricing, plan) {
	const over = overBudget(pricing, plan);
	if (over !== null) throw over;
}
/** Null where a part that is billed here is unknown. */
const knownBytes = ({ estimate: { bytes, unpriced } }) => unpriced.some(({ mostBytes }) => mostBytes !== null) ? null : bytes;
/** For a plan that was made elsewhere: what it is estimated to bill here and now. */
async function repriced(context, plan) {
	return pricePlan(context, plan, await context.price());
}

/** Opens the environment's warehouse to write, or to plan, once for all of `use`. */
async function withRepair(request, progress, use) {
	const pipeline = await loadPipeline(request.pipeline);
	const settings = warehouseSettings(pipeline, request.environment, request.project, request.env);
	const graph = topologicalOrder(tablesOf$1(pipeline, request.environment));
	if ("cycle" in graph) throw new Error("A checked pipeline has no cycle.");
	const { environment, readOnly = false } = request;
	checkAsked(pipeline, environment, request.asked ?? {});
	if (request.out !== void 0 && !readOnly) await checkReportFolder({
		out: request.out,
		name: environment
	});
	const waiting = {
		lockWaitMs: request.lockWait * 1e3,
		onWait: (message) => progress({
			kind: "note",
			message
		})
	};
	await using warehouse = readOnly ? await openToPlan(settings, (0, import__node_path.resolve)(request.root), waiting) : await openToRepair(settings, (0, import__node_path.resolve)(request.root), waiting);
	const asOf = judgedAt(pipeline, environment, request);
	const range = declaredRange(pipeline, asOf);
	const root = (0, import__node_path.resolve)(request.root);
	const columnsBefore = request.out === void 0 ? void 0 : await columnsSeenIn(request.out, environment);
	const { policy } = pipeline.warmUp;
	const input = {
		pipeline,
		environment,
		range,
		asOf,
		policy,
		root,
		columnsBefore
	};
	const pricing = pricingOf(pipeline, environment, warehouse, request.budget);
	const told = /* @__PURE__ */ new Set();
	const quiet = (event) => {
		if (event.kind !== "note" || told.has(event.message)) return;
		told.add(event.message);
		progress(event);
	};
	const look = async (part = range) => assess(await observe({
		...input,
		range: part
	}, warehouse, quiet));
	let asked;
	const price = () => {
		asked ??= priceLook(input, warehouse, pricing, progress);
		return asked;
	};
	const tables = graph.order;
	return await use({
		request: {
			...request,
			asOf
		},
		pipeline,
		tables,
		warehouse,
		progress,
		pricing,
		price,
		look
	});
}
/** The producer that the environment declares for a table. Throws a UserError where it cannot be set to work. */
function producerIn(context, table) {
	const given = context.given?.get(table.id);
	if (given !== void 0) return given;
	const { request, pipeline, warehouse, progress } = context;
	const { environment, root, env = {} } = request;
	const services = {
		variables: env,
		hosts: pipeline.environments[environment]?.serviceHosts ?? []
	};
	const scrapers = {
		pipeline,
		asOf: request.asOf,
		tell: (message) => progress({
			kind: "note",
			message
		})
	};
	return openProducer({
		environment,
		warehouse,
		root,
		services,
		scrapers
	}, table);
}
async function readRun(warehouse, run) {
	const runs = await readRuns(warehouse);
	const own = runs.filter((one) => one.run === run);
	const started = own.find(({ event }) => event === "started");
	if (started === void 0) {
		const started = runs.filter(({ event }) => event === "started");
		const known = [...new Set(started.map((one) => one.run))].slice(-5);
		throw new UserError(`There is no run "${run}" in this warehouse; ${known.length === 0 ? "nothing was repaired here yet" : `the last are ${known.join(", ")}`}.`);
	}
	const ledger = await readLedgerOf(warehouse);
	const attempts = await readAttempts(warehouse, run);
	const outcomes = /* @__PURE__ */ new Map();
	for (const { outcome, message, dueAt, ...cell } of attempts) outcomes.set(keyOf(cell), outcome === "parked" ? {
		status: "parked",
		message,
		dueAt: dueAt ?? started.at
	} : {
		status: "failed",
		message,
		attempts: failures(attempts, keyOf(cell))
	});
	const { settled = {}, controls = [], canaryStopped = null } = summaryOf(own);
	for (const [key, outcome] of Object.entries(settled)) outcomes.set(key, outcome);
	for (const { tableId, date, rows, rowsBefore, ...entry } of ledger.entries) if (entry.run === run && entry.kind === "replace") outcomes.set(keyOf({
		table: tableId,
		date
	}), {
		status: "done",
		rows,
		rowsBefore
	});
	const undo = ledger.entries.find((entry) => entry.run === undoOf(run));
	return {
		plan: parsePlan(started.planJson ?? "", run),
		startedAt: started.at,
		ledger,
		outcomes,
		attempts,
		controls,
		issue: issueIn(started),
		stopped: canaryStopped,
		touched: await readTouched(warehouse, run),
		cost: sumOfCosts(own.flatMap(costIn)),
		endedAt: own.findLast(({ event }) => event === "finished")?.at ?? null,
		undone: undo !== void 0,
		undoneAt: undo === void 0 ? null : new Date(undo.writtenAt).toISOString()
	};
}
/** What a run's last end says of its controls, and of the cells that it did not write: neither ledger nor attempts have all of them. */
function summaryOf(own) {
	const summary = own.findLast(({ event }) => event === "finished")?.summaryJson ?? "{}";
	return JSON.parse(summary);
}
function issueIn({ summaryJson }) {
	const { issue } = JSON.parse(summaryJson ?? "{}");
	return typeof issue === "number" ? issue : null;
}
function costIn({ summaryJson }) {
	const { cost } = JSON.parse(summaryJson ?? "{}");
	const { data } = CostSchema.safeParse(cost);
	return data === void 0 ? [] : [data];
}
const failures = (attempts, key) => attempts.filter((one) => one.outcome === "failed" && keyOf(one) === key).length;

/** Throws UnreadableError without the ledger, for then nobody knows what is stale. */
async function planOfKnown(context, options) {
	const price = await context.price();
	const before = await context.look();
	if (before.grid.ledgerError !== null) throw new UnreadableError(`The ledger of writes cannot be read: ${before.grid.ledgerError}`);
	const { lineage } = await readLedgerOf(context.warehouse);
	const { tables } = options.selection;
	const unread = before.unread.filter(({ table }) => tables.length === 0 || tables.includes(table));
	return {
		plan: await pricePlan(context, planRepair(before, lineage, options), price),
		unread,
		grid: before.grid
	};
}
/** A plan to be run. Throws UnreadableError where a table that it is for could not be read: a run would call the rest all there was to repair. */
async function plan(context, options) {
	const { plan: made, unread, grid } = await planOfKnown(context, options);
	const [first] = unread;
	if (first !== void 0) throw new UnreadableError(`${first.table} could not be read, so what it lacks is unknown: ${first.error}. Nothing was changed. Try again, or name the tables to repair without it: --tables of backfill, or a plan that was saved as it is by plan --save.`);
	return {
		plan: made,
		grid
	};
}
/** Throws a UserError where a table of the plan is filled by what cannot be run from here: before anything is begun. */
function checkProducers(context, { cells }) {
	for (const table of context.tables) if (cells.some((cell) => cell.table === table.id)) producerIn(context, table);
}
/** Named by the second and the plan; the same plan within one second, after an undo, is another run. */
async function newRun({ warehouse }, startedAt, { hash }) {
	const name = `b-${startedAt.replace(/[-:]|\.\d+/g, "")}-${hash.slice(0, 6)}`;
	const taken = new Set((await readRuns(warehouse)).map(({ run }) => run));
	let [run, n] = [name, 1];
	while (taken.has(run)) {
		n += 1;
		run = `${name}-${n}`;
	}
	return run;
}
async function driftNow(context, chosen, isFinished, range) {
	const { grid } = await context.look(range);
	const now = ({ table, date }) => columnOf(grid, table).find((cell) => cell.date === date);
	const finished = chosen.cells.filter(isFinished);
	const schedule = gamesCalendar(context.pipeline)?.table;
	const readsFinished = (cell) => {
		const upstream = context.tables.find(({ id }) => id === cell.table)?.upstream ?? [];
		return finished.some(({ table, date }) => table === schedule && date === cell.date || upstream.some((one) => one.table === table && reads(one.window, cell.date, date)));
	};
	const hash = tablesHash({ grid }, chosen.cells);
	return {
		drift: driftOf(chosen, isFinished, readsFinished, now, hash),
		grid
	};
}
function driftError(drift, what) {
	const shown = drift.slice(0, 10).map((line) => `  ${line}`);
	const more = drift.length > 10 ? [`  and ${drift.length - 10} more`] : [];
	return new UserError([
		"The data has drifted since the plan was made; nothing was changed:",
		...shown,
		...more,
		what
	].join("\n"));
}

/** The same sentence wherever a plan is spoken of. */
function planTotals({ cells, refused, blocked }) {
	const overwritten = cells.filter(({ rows }) => (rows ?? 0) > 0).length;
	const dates = new Set(cells.map(({ date }) => date)).size;
	return `${count(cells.length, "cell")} on ${count(dates, "date")} to rebuild, ${overwritten} of them overwritten, ${refused.length} refused, ${blocked.length} blocked`;
}
/** One line a rule and table, however many dates. */
function refusedLines(refused) {
	return [...Map.groupBy(refused, ({ rule, table }) => `${rule} ${table}`).values()].map((group) => {
		const [first] = group;
		if (first.rule === "owner") return handedOver(group, first);
		const how = first.override === null ? "" : `; ${first.override} runs them all the same`;
		return `refused (${first.rule}): ${first.table} on ${count(group.length, "date")}, such as ${first.date}: ${first.evidence}${how}`;
	});
}
/** Every date: somebody is to be asked for them. */
function handedOver(group, { table, evidence }) {
	const dates = mergeRanges(group.map(({ date }) => ({
		first: date,
		last: date
	})));
	return `handed over: ${table} on ${count(group.length, "date")} (${printDateList(dates)}): ${evidence}`;
}

/** The phases that the workflow has jobs for, in the order in which they run. */
const WORKFLOW_PHASES = [
	1,
	2,
	3,
	4
];
/** The action's outputs, by the names of its action.yml. */
function prepareOutputs({ plan, repair, approval, issue }, file) {
	const legs = repair?.legs ?? [];
	const other = legs.find(({ phase }) => !WORKFLOW_PHASES.some((one) => one === phase));
	if (other !== void 0) throw new UserError(`The plan has cells of phase ${other.phase}; the workflow has jobs for the phases ${WORKFLOW_PHASES.join(", ")}. Select phases, or use the command line.`);
	const ofPhase = (phase) => JSON.stringify(legs.filter((leg) => leg.phase === phase).map(({ id }) => id));
	return {
		run: repair?.run ?? "",
		plan: plan.id,
		cells: String(plan.cells.length),
		dates: String(new Set(plan.cells.map(({ date }) => date)).size),
		file: repair === null ? "" : file,
		approval: approval.join("; "),
		issue: String(issue ?? ""),
		...Object.fromEntries(WORKFLOW_PHASES.map((phase) => [`legs-${phase}`, ofPhase(phase)]))
	};
}
/** For the job summary: what will run, in how many jobs, what it gains and what it costs. */
function renderPrepared({ plan, repair, approval, issue }) {
	const { predicted, estimate, refused, blocked } = plan;
	const rows = [...Map.groupBy(plan.cells, (cell) => cell.table)].map(([id, cells]) => [
		id,
		String(cells.length),
		whenOf(cells.map(({ date }) => date))
	]);
	const reasons = refusedLines(refused);
	return [
		`## Repair of ${plan.environment}${issue === null ? "" : ` for issue #${issue}`}: ${planTotals(plan)}`,
		repair === null ? "Nothing can be run: nothing will be changed." : `Run ${repair.run}, plan ${plan.id}: ${plan.canary.length === 0 ? "no canary" : `the canary ${plan.canary.join(", ")} first`}, then ${jobsWords(repair)}.`,
		...approval.length === 0 ? [] : [`**Waits for an approval**: ${approval.join("; ")}.`],
		...rows.length === 0 ? [] : [table([
			"table",
			"dates",
			"when"
		], rows)],
		`Predicted: training ${predicted.training} to ${predicted.trainingAfter}, average score ${predicted.average ?? "unknown"} to ${predicted.averageAfter ?? "unknown"}.`,
		estimate.minutes === null ? "Time: unknown, nothing was measured and nobody declares it." : `Time: ${estimate.minutes} minutes of work (${estimate.basis}); ${billedMinutes(plan, repair)}.`,
		...reasons.length === 0 ? [] : [reasons.map((reason) => `- ${quoted(reason)}`).join("\n")],
		...blocked.length === 0 ? [] : [`${count(blocked.length, "cell")} blocked by what is missing before them; with-upstream includes it.`],
		""
	].join("\n\n");
}
function whenOf(dates) {
	const ranges = mergeRanges(dates.map((date) => ({
		first: date,
		last: date
	})));
	const more = ranges.length > 5 ? `, and ${ranges.length - 5} more` : "";
	return `${printDateList(ranges.slice(0, 5)).replaceAll(",", ", ")}${more}`;
}
const jobsWords = ({ legs, datesPerJob }) => legs.length === 0 ? "the rest in the same job" : `${count(legs.length, "job")} of up to ${count(datesPerJob, "date")} each`;
/** GitHub rounds every job up to a whole minute. */
function billedMinutes({ estimate }, repair) {
	const jobs = Math.max(1, repair?.legs.length ?? 1) + 4;
	return `about ${jobs * Math.max(1, Math.ceil((estimate.minutes ?? 0) / jobs))} billed minutes in ${jobs} jobs`;
}
function legOutputs({ cells }, file) {
	const number = (status) => cells.filter((cell) => cell.status === status).length;
	return {
		result: file,
		done: String(number("done") + number("unneeded")),
		failed: String(number("failed") + number("blocked") + number("pending")),
		parked: String(number("parked")),
		"parked-until": parkedUntil({ cells }) ?? ""
	};
}
function parkedUntil({ cells }) {
	return cells.flatMap((cell) => cell.status === "parked" ? [cell.dueAt] : []).sort()[0] ?? null;
}
/** Why the job fails, or null. Parked work is no failure: it is resumed when it is due. */
function legFailure({ cells, stopped, part }) {
	if (stopped !== null) return `Stopped after the canary: ${stopped}`;
	const bad = cells.filter(({ status }) => [
		"failed",
		"blocked",
		"pending"
	].includes(status));
	const [first] = bad;
	if (first === void 0) return null;
	const why = first.status === "failed" ? first.message : first.status === "blocked" ? first.by : "not run";
	return `${bad.length} of ${cells.length} cells of ${part} are not repaired, such as ${first.table} ${first.date} (${first.status}): ${why}`;
}
function concludeOutputs({ run, issue, proven, training, counts, dueAt }, path) {
	return {
		run,
		issue: String(issue ?? ""),
		proven: String(proven),
		"training-state": training.after,
		done: String(counts.done + counts.unneeded),
		failed: String(counts.failed + counts.blocked + counts.pending),
		parked: String(counts.parked),
		"parked-until": dueAt ?? "",
		receipt: path
	};
}
/** Parked work alone is no failure: it resumes when it is due. */
function concludeFailure(receipt, stopped) {
	if (stopped !== null) return `Stopped after the canary: ${stopped}`;
	if (exitCodeOf(receipt) === 0) return null;
	const { failed, blocked, pending } = receipt.counts;
	return failed + blocked + pending > 0 ? `${totals(receipt)}: re-run the failed jobs, they repair only what is left.` : `${totals(receipt)}, not proven: ${(receipt.reasons ?? []).join(" ")}`;
}

export { checkProducers, concludeFailure, concludeOutputs, driftError, driftNow, failures, keepPlanBudget, knownBytes, legFailure, legOutputs, newRun, parkedUntil, plan, prepareOutputs, producerIn, readRun, renderPrepared, renderReceipt, repriced, withRepair };