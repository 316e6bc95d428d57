import { __toESM } from "../../shared/dist/rolldown-runtime.js";
import { TableNotFoundError, UnreadableError, UserError, WHERE, _enum, actionProgress, array, boolean, errorMessage, int, isForeign, isUnsound, literal, number$1, record, redacted, strictObject, string, tuple, upstreamCells } from "../../shared/dist/every-action.js";
import { require__node_crypto, require__node_path, require_promises } from "../../shared/dist/node-builtins.js";
import { DateSchema } from "../../shared/dist/dates.schema.js";
import { TRAINING_STATES, assess, canonical, configHash, folderOf, lineageOf, namesIn, parsedAs, readIfThere, writeExactly, writeWhole } from "../../shared/dist/findings.assess.assess.js";
import { GATE_REQUIREMENTS, RunRecordSchema, judgeGate } from "../../shared/dist/findings.assess.gate.js";
import { date, datetime, declaredRange, producerOf, tablesOf, trainingTables, waiversFor, writtenHere } from "../../shared/dist/pipeline.readings.js";
import { count as count$1, quoted } from "../../shared/dist/render.text.markdown.js";
import { HOW_KNOWN, fingerprintRequest, observe, readLedgerOf, readSql, waiverWords } from "../../shared/dist/advice.phases.js";
import { stringify } from "../../shared/dist/npm.csv-parse.lib.api.CsvError.js";
import { TOOL_VERSION } from "../../shared/dist/jobs.observe.again.changed.js";
import { pMap } from "../../shared/dist/npm.p-map.index.js";
import { columnsSeenIn } from "../../shared/dist/jobs.reports.columns-seen.js";
import { judgedAt, loadPipeline } from "../../shared/dist/jobs.shared.open.js";
import { openRuns } from "../../shared/dist/jobs.shared.open-runs.js";
import { withWarehouse } from "../../shared/dist/jobs.validate.run-validate.js";

var import_promises = require_promises();
var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
const count = int().nonnegative();
const hash = string().regex(/^[0-9a-f]{16}$/);
/** How rows came to be what they were: what the ledger says last of them. */
const KNOWN_HOW = [
	"wrote",
	"put back",
	"loaded",
	"saw",
	"accepted"
];
const table = strictObject({
	id: string(),
	name: string(),
	dateColumn: string(),
	/** Training reads it; the others are what it is computed from. */
	isTraining: boolean(),
	/** Only this tool is declared to write it. */
	isOurs: boolean(),
	volatileColumns: array(string()),
	/** Column, then its type in the engine's words. */
	columns: record(string(), string()),
	/** Over its declaration as it was in force. */
	declared: hash,
	/** The SQL that fills it, where a file of this repository does. */
	model: strictObject({
		file: string(),
		hash
	}).nullable(),
	/** When `ops leak` last tried the same SQL, on how many dates, and what it found; null where it did not. */
	tried: strictObject({
		at: datetime(),
		dates: count,
		leaks: count
	}).nullable(),
	/** Of every date with rows up to the end of the range: date, rows, content, and which of `known` it is from (-1: of none). */
	dates: array(tuple([
		DateSchema,
		count,
		string(),
		int().min(-1)
	]))
});
const Content = strictObject({
	schemaVersion: literal(1),
	kind: literal("training certificate"),
	tool: string(),
	environment: string(),
	warehouse: string(),
	/** By the clock, before the first row was read. */
	readAt: datetime(),
	asOf: datetime(),
	range: strictObject({
		first: DateSchema,
		last: DateSchema
	}),
	policy: _enum(["annotate", "expected"]),
	configHash: string(),
	required: _enum(GATE_REQUIREMENTS),
	training: _enum(TRAINING_STATES),
	state: string(),
	/** Tolerated by the verdict: a date and its tables a line. */
	short: array(string()),
	/** In force when it was made. */
	waivers: array(strictObject({
		what: string(),
		reason: string(),
		expires: date()
	})),
	/** The number of the last line of the ledger; null where there is no ledger. */
	ledgerPosition: number$1().nullable(),
	known: array(strictObject({
		run: string(),
		how: _enum(KNOWN_HOW),
		at: string()
	})),
	tables: array(table),
	/** The digest of the newest certificate in the folder of reports; null where there was none. */
	previous: string().nullable()
});
/** `gate --certificate`: what a training run read, date by date, and what was known of it. */
const CertificateSchema = Content.extend({ 
/** SHA-256 over everything else, keys sorted. */
digest: string().regex(/^[0-9a-f]{64}$/) });
const digestOf = (content) => (0, import__node_crypto.createHash)("sha256").update(canonical(content)).digest("hex");
const sealed = (content) => ({
	...content,
	digest: digestOf(content)
});
/** What it is called in texts and file names. */
const idOf = ({ digest }) => `c-${digest.slice(0, 10)}`;
/** A date a line, so that git shows which dates differ between two of them. */
function certificateText(certificate) {
	const lines = /* @__PURE__ */ new Map();
	const tables = certificate.tables.map((one, at) => {
		const mark = `@dates-${at}@`;
		lines.set(`"${mark}"`, one.dates.map((date) => `\n        ${JSON.stringify(date)}`).join(","));
		return {
			...one,
			dates: mark
		};
	});
	return `${JSON.stringify({
		...certificate,
		tables
	}, null, 2).replace(/"@dates-\d+@"/g, (mark) => {
		const dates = lines.get(mark) ?? "";
		return dates === "" ? "[]" : `[${dates}\n      ]`;
	})}\n`;
}
/** Throws a UserError for what is no certificate, and for one that was changed after it was written. */
function readCertificate(text, file) {
	let json;
	try {
		json = JSON.parse(text);
	} catch (cause) {
		throw new UserError(`${file} is no JSON, so it is no certificate`, { cause });
	}
	const parsed = CertificateSchema.safeParse(json);
	if (!parsed.success) {
		const [first] = parsed.error.issues;
		const where = first?.path.join(".") ?? "";
		throw new UserError(`${file} is no certificate of this version${where === "" ? "" : ` (${where}: ${first?.message})`}; make one with gate --certificate.`);
	}
	const { digest, ...content } = json;
	if (digestOf(content) !== digest) throw new UserError(`${file} was changed after it was written: its content does not have the digest ${digest.slice(0, 10)}. Take the file as it was made.`);
	return parsed.data;
}

/** Thousands with commas. */
const number = (value) => value.toLocaleString("en-US");
/** One line of a gate that wrote it. */
function certificateLine(certificate, file) {
	const dates = certificate.tables.flatMap((table) => table.dates);
	const rows = dates.reduce((sum, [, of]) => sum + of, 0);
	return `Certificate ${idOf(certificate)}: ${file} (${count$1(certificate.tables.length, "table")}, ${number(dates.length)} dates, ${number(rows)} rows, ${certificate.state})`;
}

const hashOf = (text) => (0, import__node_crypto.createHash)("sha256").update(text).digest("hex").slice(0, 16);
/** Over what the declaration says of a table that bears on its rows. */
const declaredHash = ({ owner: _, knownBefore: __, ...table }) => hashOf(canonical(table));
/** Of a gate that passed, not sealed yet. Dates after the range are left out: they were not judged. */
function issueCertificate({ grid, training }, verdict, look, { require, asked, tool, warehouse, previous, tried }) {
	const { pipeline, environment, asOf, range, policy } = grid;
	const known = new Known();
	const own = new Set(asked.length > 0 ? asked : trainingTables(pipeline, environment).map(({ id }) => id));
	const tables = look.tables.map((table) => {
		const model = look.models.get(table.id);
		const dates = [...look.content.get(table.id) ?? []].filter(([date, { rows }]) => date <= range.last && rows > 0).sort(([a], [b]) => a < b ? -1 : 1);
		return {
			id: table.id,
			name: table.name,
			dateColumn: table.dateColumn,
			isTraining: own.has(table.id),
			isOurs: writtenHere(table, environment),
			volatileColumns: [...table.volatileColumns ?? []],
			columns: look.columns.get(table.id) ?? {},
			declared: declaredHash(table),
			model: model === void 0 ? null : {
				file: model.file,
				hash: hashOf(model.text)
			},
			tried: triedOf(tried[table.id], look.models),
			dates: dates.map(([date, { rows, fingerprint }]) => {
				const line = look.lineage.latest(table.id, date);
				return [
					date,
					rows,
					fingerprint,
					line !== void 0 && line.fingerprint === fingerprint ? known.indexOf(line) : -1
				];
			})
		};
	});
	const waivers = new Set(look.tables.flatMap((table) => waiversFor(pipeline, table, environment, asOf)));
	return {
		schemaVersion: 1,
		kind: "training certificate",
		tool,
		environment,
		warehouse,
		readAt: look.readAt.toISOString(),
		asOf: asOf.toISOString(),
		range: {
			first: range.first,
			last: range.last
		},
		policy,
		configHash: configHash(pipeline),
		required: require,
		training,
		state: verdict.state,
		short: [...verdict.short],
		waivers: [...waivers].map((waiver) => ({
			what: waiverWords(waiver),
			reason: waiver.reason,
			expires: waiver.expires
		})),
		ledgerPosition: look.entries.reduce((most, { position }) => Math.max(most ?? position, position), null),
		known: known.all(),
		tables,
		previous
	};
}
/** What was tried of other SQL, of the table or of what it is computed from, says nothing of this one. */
function triedOf(of, models) {
	const isSame = ([id, hash]) => hash === hashOf(models.get(id)?.text ?? "");
	if (of === void 0 || !Object.entries(of.models).every(isSame)) return null;
	return {
		at: of.at,
		dates: of.dates,
		leaks: of.leaks
	};
}
/** The lines that dates are known from, each once. */
var Known = class {
	#lines = [];
	#index = /* @__PURE__ */ new Map();
	indexOf({ run, kind, writtenAt }) {
		const at = atOf(writtenAt);
		const key = `${run} ${kind} ${at}`;
		const found = this.#index.get(key);
		if (found !== void 0) return found;
		this.#lines.push({
			run,
			how: HOW_KNOWN[kind],
			at
		});
		this.#index.set(key, this.#lines.length - 1);
		return this.#lines.length - 1;
	}
	all() {
		return this.#lines;
	}
};
const atOf = (writtenAt) => {
	const at = new Date(writtenAt);
	return Number.isNaN(at.getTime()) ? writtenAt : at.toISOString();
};

/**
* Every game date of the grid. Sound: each training table has all the rows that are expected there, and neither these nor
* anything of what they are computed from is missing, unknown, stale, doubled, misplaced or changed by somebody else. An
* expected absence is sound: there is nothing to train on. `own` are the ids of the training tables.
*/
function soundDates({ grid }, own) {
	const strays = grid.outside?.strays ?? [];
	const trouble = /* @__PURE__ */ new Map();
	const untrusted = (cell) => {
		const known = trouble.get(cell);
		if (known !== void 0) return known;
		trouble.set(cell, null);
		const stray = strays.some(({ table, date }) => table === cell.table && date === cell.date);
		const why = ownTrouble(cell) ?? (stray ? `${cell.table} has misplaced rows` : null) ?? upstreamCells(grid, cell).map((one) => [one, untrusted(one)]).find(([, of]) => of !== null)?.[1] ?? null;
		trouble.set(cell, why);
		return why;
	};
	return grid.days.map(({ date }, at) => {
		const cells = own.flatMap((id) => grid.columns.get(id)?.[at] ?? []);
		const lacking = cells.flatMap((cell) => lackOf(cell) ?? []);
		const why = lacking.length > 0 ? lacking : cells.flatMap((cell) => untrusted(cell) ?? []);
		const all = [
			...grid.ledgerError === null ? [] : ["staleness is unknown"],
			...cells.length === 0 ? ["no training table is counted here"] : [],
			...new Set(why)
		];
		return {
			date,
			sound: all.length === 0,
			why: all
		};
	});
}
function lackOf({ table, state, thin }) {
	if (state === "missing") return `${table} has no rows`;
	if (state === "partial") return `${table} is partial`;
	return thin ? `${table} has fewer rows than a full date` : null;
}
/** What makes its own rows untrustworthy, and with them all that is computed from them. */
function ownTrouble(cell) {
	const { table, state, date, late } = cell;
	if (state === "missing" && !late) return `${table} of ${date} is missing`;
	if (state === "unknown") return `${table} of ${date} is unknown`;
	if (state === "stale") return `${table} of ${date} is stale`;
	if (isUnsound(cell)) return `${table} of ${date} has doubled or misplaced rows`;
	return isForeign(cell) ? `${table} of ${date} was changed by somebody else` : null;
}

/** `game_date,sound,why`: a line a game date, for a training query to join. */
const soundDatesCsv = (dates) => stringify([[
	"game_date",
	"sound",
	"why"
], ...dates.map(({ date, sound, why }) => [
	date,
	String(sound),
	why.join("; ")
])], { escape_formulas: true });

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/** Beside the certificates, and none itself: what `ops leak` tried. */
const TRIED = "leaks.json";
const certificatesOf = (place) => (0, import__node_path.join)(folderOf(place), "certificates");
/** The certificates of an environment, oldest first. */
async function certificatesIn(place) {
	const folder = certificatesOf(place);
	const kept = [];
	for (const name of (await namesIn(folder)).filter((one) => one.endsWith(".json") && one !== "leaks.json").sort()) {
		const file = (0, import__node_path.join)(folder, name);
		try {
			kept.push({
				file,
				certificate: readCertificate(await readIfThere(file) ?? "", file)
			});
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			kept.push({
				file,
				error: error.message
			});
		}
	}
	const at = (one) => "certificate" in one ? one.certificate.readAt : "";
	return kept.sort((a, b) => at(a) < at(b) ? -1 : 1);
}
/** The digest of the newest one, which the next one carries on; null where there is none. */
async function newestDigest(place) {
	const newest = (await certificatesIn(place)).findLast((one) => "certificate" in one);
	return newest !== void 0 && "certificate" in newest ? newest.certificate.digest : null;
}

/** Every date with rows of these tables, one statement a table. A table that does not exist has no rows. */
async function readAll(warehouse, tables) {
	const content = /* @__PURE__ */ new Map();
	const unread = /* @__PURE__ */ new Map();
	await pMap(tables, async (table) => {
		try {
			content.set(table.id, await warehouse.fingerprints(fingerprintRequest(table, "all")));
		} catch (error) {
			if (error instanceof TableNotFoundError) content.set(table.id, /* @__PURE__ */ new Map());
			else unread.set(table.id, errorMessage(error));
		}
	}, { concurrency: warehouse.abilities.maxConcurrentQueries });
	return {
		content,
		unread
	};
}
/** By table id: column, then type. A table that does not exist, or that could not be asked, has no entry. */
async function readColumns(warehouse, tables) {
	const told = await warehouse.columnsOf(tables.map(({ name }) => name));
	return new Map(tables.flatMap(({ id }, at) => {
		const one = told[at];
		if (one === void 0 || one.status !== "read") return [];
		return [[id, Object.fromEntries(one.columns.map(({ name, type }) => [name, type]))]];
	}));
}
/** The SQL files of this repository that fill these tables. A file that is gone has no entry. */
async function readModels({ environment, root }, tables) {
	const found = /* @__PURE__ */ new Map();
	for (const table of tables) {
		const producer = producerOf(table, environment);
		if (producer.kind !== "sql" && producer.kind !== "recorded") continue;
		try {
			found.set(table.id, {
				file: producer.file,
				text: await readSql(root, producer.file)
			});
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
		}
	}
	return found;
}

/** `leaks.json`: what `ops leak` has tried last of each table. The version rises when a field changes its meaning or goes. */
const TriedSchema = strictObject({
	schemaVersion: literal(1),
	tables: record(string(), strictObject({
		at: datetime(),
		/** Hashes of the SQL of the table and of all that it is computed from, by table id. */
		models: record(string(), string()),
		dates: int().nonnegative(),
		first: DateSchema.nullable(),
		last: DateSchema.nullable(),
		leaks: int().nonnegative()
	}))
});

const fileIn = (place) => (0, import__node_path.join)(certificatesOf(place), TRIED);
/** What was tried last of each table; nothing where no such file is, or a version wrote it that this one does not read. */
async function triedIn(place) {
	const text = await readIfThere(fileIn(place));
	return (text === null ? void 0 : parsedAs(TriedSchema, text))?.tables ?? {};
}

const ownIds = ({ pipeline, environment, asked }) => asked.length > 0 ? asked : trainingTables(pipeline, environment).map(({ id }) => id);
/** The training tables and all that they are computed from. */
function certifiedTables(where) {
	const all = tablesOf(where.pipeline, where.environment);
	const lineage = new Set(ownIds(where).flatMap((id) => [...lineageOf(all, id)]));
	return all.filter(({ id }) => lineage.has(id));
}
/**
* What the certificate is of, read before the gate looks: what is written in between is seen by the gate, or by the next
* check of the certificate. Throws an UnreadableError where a table cannot be read.
*/
async function lookToCertify(warehouse, where, { entries, lineage }, now) {
	const tables = certifiedTables(where);
	const columns = await readColumns(warehouse, tables);
	const models = await readModels(where, tables);
	const { content, unread } = await readAll(warehouse, tables);
	const [first] = unread;
	if (first !== void 0) throw new UnreadableError(`${first[0]} cannot be certified: ${first[1]}`);
	return {
		readAt: now,
		tables,
		content,
		columns,
		models,
		entries,
		lineage
	};
}
/** Writes the certificate of a gate that passed, and returns it. */
async function writeCertificate(file, assessment, verdict, look, request) {
	const { require, asked, warehouse, out } = request;
	const previous = await newestDigest({
		out,
		name: assessment.grid.environment
	});
	const tried = await triedIn({
		out,
		name: assessment.grid.environment
	});
	const content = issueCertificate(assessment, verdict, look, {
		require,
		asked,
		warehouse,
		previous,
		tried,
		tool: TOOL_VERSION
	});
	const hidden = JSON.parse(redacted(JSON.stringify(content)));
	const certificate = sealed(hidden);
	await writeExactly(file, certificateText(certificate));
	return certificate;
}
/** Every game date as sound or not, with why, as CSV. */
async function writeSoundDates(file, assessment, where) {
	await writeWhole(file, soundDatesCsv(soundDates(assessment, ownIds(where))));
}

/** By `evidence` where it is given, else by reading live. */
async function gate(request, progress) {
	const { evidence, maxAge, environment, require, ...look } = request;
	if (evidence === void 0) return gateLive({
		...look,
		environment,
		require
	}, progress);
	if (look.tables.length > 0 || look.start !== void 0 || look.end !== void 0) throw new UserError("evidence is judged as it was made; start, end and tables need a live look, without it.");
	if (look.certificate !== void 0 || look.datesOut !== void 0) throw new UserError("a certificate and the list of dates are of a live look; leave evidence out.");
	const { pipeline } = look;
	return gateByEvidence(evidence, {
		environment,
		pipeline,
		require,
		maxAgeHours: maxAge,
		asOf: look.asOf,
		now: look.now
	});
}
/** Reads live, and asks the ledger for runs that have not come to their end. */
const gateLive = (request, progress) => withWarehouse({
	...request,
	asked: { tables: request.tables }
}, progress, async (input, warehouse) => {
	const columnsBefore = await columnsSeenIn(request.out, request.environment);
	const where = {
		...input,
		root: input.root ?? ".",
		asked: request.tables
	};
	const ledger = request.certificate === void 0 ? void 0 : await readLedgerOf(warehouse);
	const certified = ledger === void 0 ? void 0 : await lookToCertify(warehouse, where, ledger, (request.now ?? clock)());
	const assessment = assess(await observe({
		...input,
		columnsBefore
	}, warehouse, progress, ledger));
	const judged = judgeGate(assessment, request.require, request.tables);
	const open = (await openRuns(warehouse, assessment.grid)).map(words);
	const verdict = open.length === 0 ? judged : {
		...judged,
		passes: false,
		reasons: [...judged.reasons, ...open]
	};
	if (request.datesOut !== void 0) await writeSoundDates(request.datesOut, assessment, where);
	const { certificate: file, require, out } = request;
	if (file === void 0 || certified === void 0 || !verdict.passes) return verdict;
	const certificate = await writeCertificate(file, assessment, verdict, certified, {
		require,
		asked: request.tables,
		warehouse: warehouse.label,
		out
	});
	return {
		...verdict,
		certificate: {
			id: idOf(certificate),
			file,
			line: certificateLine(certificate, file)
		}
	};
}, request.certificate === void 0 ? {} : { whole: (pipeline, environment) => certifiedTables({
	pipeline,
	environment,
	asked: request.tables
}) });
const clock = () => /* @__PURE__ */ new Date();
const words = ({ run, endedAt, parkedCells }) => endedAt === null ? `run ${run} is running, or was cut off: backfill --resume ${run}` : `run ${run} has ${parkedCells} parked cells: backfill --resume ${run}`;
/** Judges by a validation's run.json, refusing one of another environment, of a part of the declared range, or older than `maxAgeHours` at `now`. */
async function gateByEvidence(file, { environment, pipeline: declaration, require, maxAgeHours, asOf: asked, now }) {
	const record = RunRecordSchema.safeParse(await readJson(file));
	if (!record.success) throw new UserError(`${file} is not a run.json of this version; validate again.`);
	const { asOf, training, range, gate: verdicts, unread, counted } = record.data;
	if (record.data.environment !== environment) throw new UserError(`${file} is of environment ${record.data.environment}, and ${environment} is asked for.`);
	if (verdicts === void 0) throw new UserError(`${file} was written by an earlier version; validate again.`);
	const pipeline = await loadPipeline(declaration);
	const declared = declaredRange(pipeline, new Date(asOf));
	const isPart = range.first > declared.first || range.last < declared.last;
	const ageHours = (judgedAt(pipeline, environment, {
		asOf: asked,
		...now === void 0 ? {} : { now }
	}).getTime() - Date.parse(asOf)) / 36e5;
	const reasons = [
		...ageHours > maxAgeHours || ageHours < 0 ? [`the evidence is of ${asOf}, ${ageHours.toFixed(1)} hours from now; at most ${maxAgeHours} are accepted`] : [],
		...isPart ? [`the evidence is of ${range.first} to ${range.last}, a part of ${declared.first} to ${declared.last}: validate the whole declared range`] : [],
		...counted === void 0 || counted.since === null ? [] : [`the evidence takes part of its counts from ${counted.since}: validate again with --full`],
		...verdicts.reasons[require]
	];
	return {
		passes: reasons.length === 0,
		training,
		state: verdicts.state,
		unknown: unread.length > 0,
		reasons,
		short: verdicts.short
	};
}
async function readJson(file) {
	try {
		return JSON.parse(await (0, import_promises.readFile)(file, "utf8"));
	} catch (cause) {
		throw new UserError(`The evidence ${file} cannot be read`, { cause });
	}
}

/** The action's outputs, by the names of its action.yml. */
const gateOutputs = ({ passes, training, reasons, short, certificate }) => ({
	passes: String(passes),
	training,
	short: short.join("\n"),
	reasons: reasons.join("\n"),
	certificate: certificate?.id ?? ""
});
/** Why the step fails, or null. */
const gateFailure = ({ passes, reasons }) => passes ? null : `Training may not run: ${reasons.join("; ")}.`;
/** For the job summary. */
function renderGate({ passes, state, reasons, short, certificate }, environment) {
	const head = passes ? "## Gate: training may run" : "## Gate: training may not run";
	const what = `Environment ${quoted(environment)}, training ${state}.`;
	const lines = [...reasons, ...short.map((one) => `short on ${one}`)];
	return `${[
		head,
		what,
		...certificate === void 0 ? [] : [quoted(certificate.line)],
		...lines.map((line) => `- ${quoted(line)}`)
	].join("\n\n")}\n`;
}

/** Whether the asked dates are ready. */
async function askGate({ fail, redact: _, tables = [], ...inputs }) {
	const verdict = await gate({
		...inputs,
		...WHERE,
		tables
	}, actionProgress);
	return {
		outputs: gateOutputs(verdict),
		summary: renderGate(verdict, inputs.environment),
		failure: fail ? gateFailure(verdict) : null
	};
}

export { askGate };