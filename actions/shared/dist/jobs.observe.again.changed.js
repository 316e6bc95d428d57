import { __toESM } from "./rolldown-runtime.js";
import { assess, canonical, configHash, folderOf, parsedAs, readIfThere, writeWhole } from "./findings.assess.assess.js";
import { PRIORITIES } from "./pipeline.rhythm.js";
import { ObservedSchema, observedText, runRecord } from "./findings.assess.gate.js";
import { cellsAnew, costSoFar, fewSpans, isWithin, observe, overlap, piecesOf, plainReader, recordingReader, writeReports } from "./advice.phases.js";
import { columnsSeenIn } from "./jobs.reports.columns-seen.js";
import { require__node_path } from "./node-builtins.js";
import { addDays, daysBetween, errorMessage, isCivilDate, redacted, without } from "./every-action.js";
import { environmentFolder } from "./advice.advice.js";
import { declaredRange, environmentOf, tablesOf } from "./pipeline.readings.js";
import { UNDATED_PARTITION, datesOfPartition } from "./warehouse.states.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/** From the folder of an environment. */
const OBSERVED = "latest/observed.json";
const DIFFERS = {
	environment: "the record is of another environment",
	warehouse: "the record is of another warehouse",
	configHash: "the declaration has changed since",
	tool: "the record was written by another version of this tool"
};
async function readObserved(place, of) {
	const text = await readIfThere((0, import__node_path.join)(folderOf(place), OBSERVED));
	if (text === null) return {
		record: null,
		why: "no record of an earlier validation is there"
	};
	const record = parsedAs(ObservedSchema, text);
	if (record === void 0) return {
		record: null,
		why: "the record of the last validation cannot be read"
	};
	const differing = Object.keys(DIFFERS).find((key) => record[key] !== of[key]);
	return differing === void 0 ? { record } : {
		record: null,
		why: DIFFERS[differing]
	};
}
/** Null, or why it was not written: an answer that names what is to be hidden cannot be kept as it is. */
async function writeObserved(place, record) {
	const text = observedText(record);
	if (redacted(text) !== text) return "the answers name a project that is hidden, so no record of them is kept";
	await writeWhole((0, import__node_path.join)(await environmentFolder(place.out, place.name), OBSERVED), text);
	return null;
}

const NOTHING = {
	kind: "dates",
	ranges: [],
	undated: false
};
const all = (why) => ({
	kind: "all",
	why
});
/** A write moves the time of its partition and of its table at once; they are told to the microsecond and the millisecond. */
const SAME_WRITE_MS = 6e4;
/**
* What changed between two states, by the bookkeeping alone. Whatever it cannot place is everything. What was written
* shortly before the earlier look, so that the bookkeeping may not have known of a second write, counts as changed.
*/
function changesSince(before, now, column, lagMs) {
	if (now === void 0) return all("its state is not known");
	if (before === void 0) return all("its state was not known");
	const { state, readAt } = before;
	const settled = Date.parse(readAt) - lagMs;
	const current = now === "same" ? state : now;
	const moved = movedPartitions(state, current, settled);
	if ((now === "same" || now.mark === state.mark) && moved.length === 0) {
		if (Date.parse(state.modified) >= settled) return all("it was changed as it was last counted");
		return NOTHING;
	}
	if (moved.length === 0) return all("something was done to it, and no partition says where");
	const newest = Math.max(...[...current.partitions.values()].map(({ modified }) => instant(modified)));
	if (!(Date.parse(current.modified) <= newest + SAME_WRITE_MS)) return all("something was done to it after the last write that its partitions know of");
	if (column === null || current.column !== column || state.column !== column) return all("a partition of it changed, and its partitions are not of the counted dates");
	const dated = moved.filter((id) => id !== UNDATED_PARTITION);
	const ranges = dated.map(datesOfPartition);
	if (ranges.includes(null)) return all("rows of it stand in a partition of no date");
	return {
		kind: "dates",
		ranges: ranges.flatMap((range) => range ?? []),
		undated: dated.length < moved.length
	};
}
/** Ids of partitions that are not as they were, came or went, or whose time is unknown or within the lag. */
function movedPartitions(before, now, settled) {
	return [.../* @__PURE__ */ new Set([...before.partitions.keys(), ...now.partitions.keys()])].filter((id) => {
		const [was, is] = [before.partitions.get(id), now.partitions.get(id)];
		return was === void 0 || is === void 0 || !isSame(was, is) || !(instant(is.modified) < settled);
	});
}
const isSame = (one, other) => one.rows === other.rows && one.bytes === other.bytes && one.modified === other.modified;
/** An instant that is not said is NaN, which is neither before nor after any other. */
const instant = (text) => Date.parse(text);
/** What changed in any of several tables. */
function together(changes) {
	const whole = changes.find(({ kind }) => kind === "all");
	if (whole !== void 0) return whole;
	const dated = changes.flatMap((one) => one.kind === "dates" ? [one] : []);
	return {
		kind: "dates",
		ranges: dated.flatMap(({ ranges }) => ranges),
		undated: dated.some(({ undated }) => undated)
	};
}

const stateFrom = ({ partitions, ...state }) => ({
	...state,
	partitions: new Map(partitions.map(([id, rows, bytes, modified]) => [id, {
		rows,
		bytes,
		modified
	}]))
});
const stateTo = ({ partitions, ...state }) => ({
	...state,
	partitions: [...partitions].sort(([a], [b]) => a < b ? -1 : 1).map(([id, { rows, bytes, modified }]) => [
		id,
		rows,
		bytes,
		modified
	])
});

/**
* Whose turn it is: what was counted longest ago, up to a budget in bytes, and one in any case. A piece above the budget
* is cut by dates. So nobody has to remember which day's turn a failed run missed.
*/
function takeTurns(candidates, budget) {
	const turns = /* @__PURE__ */ new Map();
	let spent = 0;
	for (const { id, weight, ages, until } of [...candidates].sort(byAge)) {
		const cost = Math.min(weight, budget);
		if (turns.size > 0 && spent + cost > budget) continue;
		const turn = turnOf(ages, until, weight <= budget ? 1 : budget / weight);
		if (turn === null) continue;
		spent += cost;
		turns.set(id, turn);
	}
	return turns;
}
const oldest = (ages) => ages.reduce((old, age) => old === void 0 || age.at < old.at ? age : old, void 0);
function byAge(one, other) {
	const [a, b] = [oldest(one.ages)?.at ?? "", oldest(other.ages)?.at ?? ""];
	if (a !== b) return a < b ? -1 : 1;
	return one.id < other.id ? -1 : 1;
}
function turnOf(ages, until, share) {
	const [begin, end] = [ages[0], ages.at(-1)];
	const old = oldest(ages);
	if (begin === void 0 || end === void 0 || old === void 0) return null;
	if (share === 1) return {
		first: begin.first,
		last: end.last,
		isAll: true
	};
	const days = daysBetween(begin.first, until > end.last ? end.last : until) + 1;
	const last = addDays(old.first, Math.max(1, Math.floor(days * share)) - 1);
	return {
		first: old.first,
		last: last >= until ? end.last : last,
		isAll: false
	};
}

/** The least that a query of a table bills (src/warehouse/bigquery/read/estimate.ts): small tables weigh the same. */
const LEAST_WEIGHT = 10 * 1024 ** 2;
/** Decides what is asked again; nothing is read for it. */
function planReading(pieces, record, { readAt, tables }, { lagMs, share, isRecorded }) {
	const before = new Map(Object.entries(record.tables).map(([name, state]) => [name, stateFrom(state)]));
	const states = new Map(tables.flatMap((one) => {
		const state = one.status === "known" ? one.state : before.get(one.table);
		return one.status === "unknown" || state === void 0 ? [] : [[one.table, state]];
	}));
	const changesOf = (name, column) => {
		const state = before.get(name);
		const seen = state === void 0 ? void 0 : {
			state,
			readAt: record.readAt
		};
		return changesSince(seen, states.get(name), column, lagMs);
	};
	const plain = pieces.map((piece) => {
		return {
			piece,
			from: record.pieces[piece.id],
			changes: together(piece.reads.map(({ name, column }) => changesOf(name, column))),
			weight: weightOf(piece, states)
		};
	});
	const days = isRecorded ? Math.min(daysSince(record.turnAt, readAt), 1 / share) : 0;
	const total = plain.reduce((sum, { weight }) => sum + weight, 0);
	const turns = days === 0 ? /* @__PURE__ */ new Map() : takeTurns(plain.flatMap(({ piece, from, changes, weight }) => from === void 0 || changes.kind === "all" || piece.volatile !== null ? [] : [{
		id: piece.id,
		weight,
		ages: from.ages,
		until: piece.wanted.last
	}]), total * share * days);
	return {
		states,
		turnAt: days === 0 ? record.turnAt : readAt,
		changesOf,
		plans: plain.map(({ piece, from, changes }) => {
			const turn = turns.get(piece.id);
			const everything = (why) => ({
				piece,
				kind: "everything",
				why
			});
			if (piece.volatile !== null) return everything(piece.volatile);
			if (from === void 0) return everything("it is in no record");
			if (changes.kind === "all") return everything(changes.why);
			if (turn?.isAll === true || turn !== void 0 && piece.dated === null) return everything("its turn has come");
			const wide = {
				first: min(piece.span.first, from.span.first),
				last: max(piece.span.last, from.span.last)
			};
			const asked = [
				...changes.ranges,
				...uncovered(piece, from),
				...turn === void 0 ? [] : [turn]
			];
			const spans = piece.dated === null ? [] : fewSpans(asked, isRecorded ? wide : piece.wanted);
			const isFirst = turn !== void 0 && turn.first <= from.span.first;
			return {
				piece,
				kind: "some",
				from,
				spans,
				whole: piece.whole !== null && (isFirst || !keepsWhole(piece, from, changes, states))
			};
		})
	};
}
const min = (one, other) => one < other ? one : other;
const max = (one, other) => one > other ? one : other;
/** Dates that are needed and that the record does not reach; days still to come are asked along with them. */
function uncovered({ wanted, span }, { span: known }) {
	return without([wanted], [known]).map(({ first, last }) => ({
		first,
		last: last === wanted.last ? max(span.last, last) : last
	}));
}
/** Whether what was found of the table as a whole still holds. */
function keepsWhole({ whole, reads }, { whole: known }, changes, states) {
	if (whole === null || known === null || changes.undated) return false;
	const { declared, twiceIn } = whole;
	if (declared.first !== known.declared.first || declared.last < known.declared.last) return false;
	const isOutside = ({ first, last }) => first < declared.first || last > declared.last;
	if (changes.ranges.some(isOutside)) return false;
	if (twiceIn === null) return true;
	if (known.twiceIn === null || twiceIn.first !== known.twiceIn.first) return false;
	if (twiceIn.last < known.twiceIn.last) return false;
	if (changes.ranges.some((range) => overlap(range, twiceIn) !== null)) return false;
	const added = without([twiceIn], [known.twiceIn]);
	return !reads.some(({ name, column }) => holdsAnyOf(states.get(name), column, added));
}
function holdsAnyOf(state, column, ranges) {
	if (ranges.length === 0) return false;
	if (state === void 0 || column === null || state.column !== column) return true;
	return [...state.partitions.keys()].map(datesOfPartition).some((dates) => dates !== null && ranges.some((range) => overlap(range, dates) !== null));
}
const weightOf = ({ reads }, states) => reads.reduce((sum, { name }) => sum + Math.max(states.get(name)?.bytes ?? 0, LEAST_WEIGHT), 0);
/** Whole UTC days between two instants; a turn is taken once a day, however often somebody validates. */
function daysSince(turnAt, readAt) {
	const [from, to] = [turnAt.slice(0, 10), readAt.slice(0, 10)];
	return Math.max(0, daysBetween(from, to));
}

/** Milliseconds, a share, and days, as the environment declares them; null where it does not, or its engine cannot. */
function metadataFirst({ pipeline, environment }, { abilities }) {
	const declared = environmentOf(pipeline, environment).metadataFirst;
	if (declared === void 0 || !abilities.partitionMetadata) return null;
	const { lagMinutes, share, maxAgeDays } = declared;
	return {
		lagMs: lagMinutes * 6e4,
		share,
		maxAgeDays
	};
}
/** Only a validation of the whole declared range leaves a record: a narrower one would be the next one's baseline. */
const isRecorded = ({ pipeline, asOf, range }) => {
	const declared = declaredRange(pipeline, asOf);
	return range.first === declared.first && range.last === declared.last;
};
/**
* Asks the engine's bookkeeping what changed since the record, and plans what to count. Whatever stands in the way has
* everything counted, and is told.
*/
async function prepare(input, warehouse, earlier, settings, progress) {
	const tables = tablesOf(input.pipeline, input.environment);
	const pieces = piecesOf(input, tables);
	const names = [...new Set(pieces.flatMap(({ reads }) => reads.map(({ name }) => name)))];
	const marks = new Map(Object.entries(earlier.record?.tables ?? {}).map(([name, { mark }]) => [name, mark]));
	let states;
	try {
		states = await warehouse.tableStates(names, marks);
	} catch (error) {
		const why = `the tables' metadata could not be read: ${errorMessage(error)}`;
		progress({
			kind: "note",
			message: `UNKNOWN: ${why}. Every table is counted in full.`
		});
		return inFull(pieces, why, null);
	}
	const why = earlier.why ?? tooOld(earlier.record, states.readAt, settings.maxAgeDays);
	if (earlier.record === null || why !== null) return inFull(pieces, why ?? "", isRecorded(input) ? {
		tables,
		states,
		earlier
	} : null);
	return fromRecord(input, pieces, earlier.record, states, settings);
}
function tooOld(record, readAt, maxAgeDays) {
	if (record === null) return null;
	const days = (Date.parse(readAt) - Date.parse(record.readAt)) / 864e5;
	if (days >= 0 && days <= maxAgeDays) return null;
	return `the record is of ${record.readAt}, and at most ${maxAgeDays} days are accepted`;
}
function fromRecord(input, pieces, record, found, settings) {
	const tables = tablesOf(input.pipeline, input.environment);
	const own = {
		...settings,
		isRecorded: isRecorded(input)
	};
	const { plans, turnAt, states, changesOf } = planReading(pieces, record, found, own);
	const changes = new Map(tables.map((one) => [one, changesOf(one.name, one.dateColumn)]));
	const known = tables.flatMap((table) => {
		const changed = changes.get(table);
		const contents = record.contents[table.id];
		if (changed?.kind !== "dates" || contents === void 0) return [];
		const still = contents.filter(([date]) => !isWithin(date, changed.ranges)).map(([date, rows, text]) => [date, {
			rows,
			fingerprint: text
		}]);
		return [[table.id, new Map(still)]];
	});
	return {
		plans,
		since: record.run,
		why: null,
		readAt: found.readAt,
		knownContent: new Map(known),
		changesOf: (table) => changes.get(table) ?? {
			kind: "all",
			why: "it is not known"
		},
		modified: modifiedIn(tables, states),
		head: own.isRecorded ? headOf(found.readAt, turnAt, states) : null
	};
}
function inFull(pieces, why, to) {
	const states = new Map((to?.states.tables ?? []).flatMap((one) => {
		const before = to?.earlier.record?.tables[one.table];
		if (one.status === "known") return [[one.table, one.state]];
		return one.status === "same" && before !== void 0 ? [[one.table, stateFrom(before)]] : [];
	}));
	const readAt = to?.states.readAt ?? "";
	return {
		plans: pieces.map((piece) => ({
			piece,
			kind: "everything",
			why
		})),
		since: null,
		why,
		readAt,
		knownContent: /* @__PURE__ */ new Map(),
		changesOf: () => ({
			kind: "all",
			why
		}),
		modified: to === null ? void 0 : modifiedIn(to.tables, states),
		head: to === null ? null : headOf(readAt, readAt, states)
	};
}
const headOf = (readAt, turnAt, states) => ({
	readAt,
	turnAt,
	tables: Object.fromEntries([...states].map(([name, state]) => [name, stateTo(state)]))
});
/** Of tables whose partitions are days of their date column. */
function modifiedIn(tables, states) {
	return new Map(tables.flatMap(({ name, dateColumn }) => {
		const state = states.get(name);
		if (state?.column !== dateColumn) return [];
		const dates = [...state.partitions].flatMap(([id, one]) => {
			const date = id.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
			return isCivilDate(date) ? [[date, one]] : [];
		});
		return [...state.partitions.keys()].every((id) => !/^\d{4}(\d{2})?$/.test(id)) ? [[name, new Map(dates)]] : [];
	}));
}

/** Stands in every report; the tests hold it equal to package.json, which a bundle cannot read. */
const TOOL_VERSION = "nba-pipeline-ops 0.1.0";

/** What a record of this validation is of. A project that is hidden is hidden here too; its tables' marks tell it apart. */
const recordOf = ({ pipeline, environment }, { label }) => ({
	tool: TOOL_VERSION,
	environment,
	warehouse: redacted(label),
	configHash: configHash(pipeline)
});
async function earlierIn(out, input, warehouse) {
	return readObserved({
		out,
		name: input.environment
	}, recordOf(input, warehouse));
}
/** What to count anew and what to take from the record below `out`; null where everything is always counted. */
async function preparedBy(input, warehouse, { out, isFull }, progress) {
	const settings = metadataFirst(input, warehouse);
	if (settings === null) return null;
	const earlier = isFull ? {
		record: null,
		why: "--full asks for it"
	} : await earlierIn(out, input, warehouse);
	return prepare(input, warehouse, earlier, settings, progress);
}
/** Asks as it was prepared, and keeps the answers. */
const recordingOf = (input, warehouse, { plans, readAt, knownContent, modified }) => recordingReader({
	warehouse,
	plans,
	readAt,
	knownContent,
	modified,
	plain: plainReader(input, warehouse)
});
function countedIn(grid, prepared, recording) {
	const anew = recording.anew();
	const columns = [...grid.columns.values()];
	return {
		anew: {
			tables: anew.size,
			cells: columns.reduce((sum, cells) => sum + cellsAnew(anew, cells), 0)
		},
		of: {
			tables: columns.length,
			cells: columns.reduce((sum, cells) => sum + cells.length, 0)
		},
		since: prepared.since,
		why: prepared.why
	};
}
/** The record for the next validation; null where this one leaves none. */
function observedBy(run, input, warehouse, { head }, recording) {
	if (head === null) return null;
	return {
		schemaVersion: 1,
		run,
		...recordOf(input, warehouse),
		...head,
		...recording.recorded()
	};
}

/** Observes, assesses and writes the reports. Nothing is written when the schedule could not be read. */
async function validate(input, warehouse, progress) {
	const { now = () => /* @__PURE__ */ new Date() } = input;
	const lookedAt = input.hostRun === null ? void 0 : now();
	const columnsBefore = await columnsSeenIn(input.out, input.environment);
	const { prepared = null } = input;
	const recording = prepared === null ? null : recordingOf(input, warehouse, prepared);
	const reader = recording?.reader;
	const seen = {
		...input,
		columnsBefore
	};
	const grid = await observe(seen, warehouse, progress, void 0, reader);
	const assessment = assess(grid);
	const runId = input.hostRun?.id ?? localRunId(input);
	const provenance = {
		runId,
		...prepared === null || recording === null ? {} : { counted: countedIn(grid, prepared, recording) },
		configHash: configHash(input.pipeline),
		warehouse: warehouse.label,
		toolVersion: input.toolVersion,
		runUrl: input.hostRun?.url ?? null,
		lookedAt,
		dueAt: input.hostRun?.dueAt,
		pipelineFile: input.pipelineFile
	};
	const { pricing = null, estimatedBytes = null } = input.price ?? {};
	const cost = costSoFar(warehouse, pricing, estimatedBytes);
	const found = runRecord(assessment, provenance);
	const record = cost === null ? found : {
		...found,
		cost
	};
	const place = {
		out: input.out,
		name: input.environment
	};
	const paths = await writeReports(place, assessment, record, provenance);
	const observed = prepared === null || recording === null ? null : observedBy(runId, input, warehouse, prepared, recording);
	const unkept = observed === null ? null : await writeObserved(place, observed);
	if (unkept !== null) progress({
		kind: "note",
		message: `Nothing is recorded: ${unkept}.`
	});
	return {
		assessment,
		record,
		paths,
		exitCode: exitCodeOf(assessment, input.failOn)
	};
}
/** The same look at the same range gives the same run, so that repeating it adds no row to the history. */
function localRunId({ environment, range, asOf, policy, pipeline }) {
	return `${asOf.toISOString().replace(/[-:]|\.000/g, "")}-${environment}-${configHash({
		...pipeline,
		name: canonical([
			environment,
			range,
			policy
		])
	}).slice(0, 6)}`;
}
function exitCodeOf(assessment, failOn) {
	if (assessment.unread.length > 0) return 3;
	if (failOn === "never") return 0;
	return PRIORITIES.slice(0, PRIORITIES.indexOf(failOn) + 1).some((priority) => assessment.counts[priority] > 0) ? 1 : 0;
}

export { TOOL_VERSION, preparedBy, validate };