import { __toESM } from "./rolldown-runtime.js";
import { require__node_crypto, require_promises$1 as require_promises } from "./node-builtins.js";
import { AdvisedError, DEFAULT_RETRY, withRetries } from "./warehouse.retry.js";
import { TableNotFoundError, UserError, array, boolean, errorMessage, int, isCivilDate, number, object, string, union, unknown } from "./every-action.js";
import { NOT_OBSERVED, NO_LOSSES, RefusedLossError, RefusedStatementError, RefusedWriteError, dateParams, exactNumber, exactText, formOf, guardUnchanged, hashedColumns, instantOf, isOldFingerprint, lossesOf, lostSince, refusalsOf, safeInteger, witnessed } from "./warehouse.content.js";
import { pMap } from "./npm.p-map.index.js";
import { UNPLACED_PARTITION } from "./warehouse.states.js";

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
const MINUTE_MS = 6e4;
const after = (minutes) => (now) => new Date(now.getTime() + minutes * MINUTE_MS);
/** The first that fits the message; the last fits all. */
const QUOTAS = [
	{
		message: /free query bytes|free tier/i,
		name: "the free bytes of the month",
		due: nextPacificMonth,
		remedy: "Enable billing for the project, or wait for the next month"
	},
	{
		message: /query usage|bytes scanned|scanned per day|custom quota/i,
		name: "the daily limit on bytes that the project or the user set",
		due: nextPacificMidnight,
		remedy: "Raise QueryUsagePerDay, or validate a narrower range; it starts again at midnight Pacific time"
	},
	{
		message: /partition modif|table modif|imports? (?:or query appends )?per|load jobs? per|copy jobs? per|number of (table|partition)/i,
		name: "the day's changes of one table",
		due: after(60),
		remedy: "Write in larger batches; the quota refills gradually over the day"
	},
	{
		message: /concurrent|simultaneous|slots|can be queued/i,
		name: "jobs at the same time",
		due: after(10),
		remedy: "Run fewer at once"
	},
	{
		message: /(?:)/,
		name: "a quota of the project",
		due: after(10),
		remedy: "Look at IAM & Admin > Quotas for the one that is used up"
	}
];
/** Quotas refill slowly, so nothing is gained within seconds: the work is parked until the quota's kind says. */
function parkOf({ message }, now) {
	const quota = QUOTAS.find((one) => one.message.test(message));
	const dueAt = quota.due(now);
	return {
		advice: {
			kind: "park",
			dueAt
		},
		newJob: false,
		remedy: `Used up: ${quota.name}. ${quota.remedy}. Due again at ${dueAt.toISOString()}`
	};
}
const STREAMED_MINUTES = 45;
/** Rows that were streamed in cannot be changed at first; how long that lasts is BigQuery's affair, and it says no time. */
function streamedOf(_, now) {
	const dueAt = after(STREAMED_MINUTES)(now);
	return {
		advice: {
			kind: "park",
			dueAt
		},
		newJob: false,
		remedy: `Rows that were streamed in cannot be changed for 30 to 90 minutes. Due again at ${dueAt.toISOString()}`
	};
}
/** Daily quotas start again at midnight in California. */
function nextPacificMidnight(now) {
	const hour = /* @__PURE__ */ new Date(Math.ceil((now.getTime() + 1) / (60 * MINUTE_MS)) * 60 * MINUTE_MS);
	for (let step = 0; step < 30; step += 1) {
		const at = new Date(hour.getTime() + step * 60 * MINUTE_MS);
		if (pacific(at)["hour"] === "00") return at;
	}
	return after(1440)(now);
}
function nextPacificMonth(now) {
	let at = nextPacificMidnight(now);
	while (pacific(at)["day"] !== "01") at = nextPacificMidnight(at);
	return at;
}
function pacific(at) {
	const parts = new Intl.DateTimeFormat("en-US", {
		timeZone: "America/Los_Angeles",
		hourCycle: "h23",
		day: "2-digit",
		hour: "2-digit"
	}).formatToParts(at);
	return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

var import_promises = require_promises();
/** What came back instead of the answer that was asked for. */
var ApiFailure = class extends Error {
	name = "ApiFailure";
	/** Of HTTP; null where no answer arrived, or one that could not be read: the request may have been carried out. */
	status;
	/** BigQuery's word for it, such as rateLimitExceeded. */
	reason;
	constructor(message, { status, reason }, options) {
		super(message, options);
		this.status = status;
		this.reason = reason;
	}
};
/**
* BigQuery's requests through the official client, which finds the credentials and signs them. Its own `createQueryJob`
* and `getQueryResults` are not used: an answer without a status ends the process there, and their retries look at the
* HTTP status alone (docs/adr/0009-bigquery-replace.md).
*/
async function openRest(options) {
	const { BigQuery } = await import("./npm.google-cloud.bigquery.build.src.index.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const { project, location, billingProject = project, requestTimeoutMs } = options;
	const clientOf = (projectId) => new BigQuery({
		projectId,
		location,
		autoRetry: false
	});
	const [tables, jobs] = [clientOf(project), clientOf(billingProject)];
	return {
		project,
		jobsProject: billingProject,
		location,
		uploadUrl: `${jobs.apiEndpoint}/upload/bigquery/v2/projects/${billingProject}/jobs`,
		call: async (call, answer) => {
			return read(call, await send(call.uri.startsWith("/datasets") ? tables : jobs, call, requestTimeoutMs), answer);
		}
	};
}
async function send(client, call, timeoutMs) {
	const given = new AbortController();
	const late = (0, import_promises.setTimeout)(timeoutMs, void 0, { signal: given.signal }).then(() => {
		throw new ApiFailure(`No whole answer to ${named(call)} within ${timeoutMs / 1e3} s`, {
			status: null,
			reason: "timeout"
		});
	});
	try {
		return await Promise.race([asked(client, call), late]);
	} finally {
		given.abort();
		late.catch(() => void 0);
	}
}
function asked(client, call) {
	return new Promise((resolve, reject) => {
		client.request({
			method: "GET",
			...call
		}, (error, body) => {
			if (error) reject(failureOf$1(error, call));
			else resolve(body);
		});
	});
}
const ErrorAnswer = object({
	code: union([int(), string()]).optional(),
	errors: array(object({
		reason: string().default(""),
		message: string().default("")
	})).optional()
});
function failureOf$1(cause, call) {
	const { code, errors } = ErrorAnswer.safeParse(cause).data ?? {};
	const [first] = errors ?? [];
	if (typeof code !== "number") return new ApiFailure(`No answer to ${named(call)}: ${errorMessage(cause)}`, {
		status: null,
		reason: code ?? "noAnswer"
	}, { cause });
	const message = first?.message || errorMessage(cause);
	return new ApiFailure(message, {
		status: code,
		reason: first?.reason ?? ""
	}, { cause });
}
function read(call, body, answer) {
	const result = answer.safeParse(body);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	const where = issue?.path.join(".") || "it";
	throw new ApiFailure(`The answer to ${named(call)} cannot be read: ${where}: ${issue?.message}`, {
		status: null,
		reason: "malformed"
	});
}
const named = ({ method = "GET", uri }) => `${method} ${uri.replace(/^https?:\/\/[^/]+/, "")}`;

const seconds = () => ({
	advice: { kind: "seconds" },
	newJob: false
});
const again = () => ({
	advice: { kind: "seconds" },
	newJob: true
});
const conflict = () => ({
	...again(),
	conflict: true
});
const split = () => ({
	advice: { kind: "split" },
	newJob: false
});
/** A job that ended has failed (400); a request that failed with 5xx may have been carried out, so its job keeps its id. */
const byStatus = ({ status }) => status === 400 ? again() : seconds();
const never = (remedy) => () => ({
	advice: { kind: "never" },
	newJob: false,
	...remedy === void 0 ? {} : { remedy }
});
/** In order, the first that fits. By message before reason: conflicts arrive as invalidQuery, quotas as rate limits. */
const RULES = [
	{
		message: /aborted due to concurrent update|could not serialize access|too many DML statements outstanding|dml jobs writing to a table/i,
		judge: conflict
	},
	{
		message: /streaming buffer/i,
		judge: streamedOf
	},
	{
		message: /^failed to (parse|analyze|scan)|syntax error|unrecognized name|invalid_argument/i,
		judge: never()
	},
	{
		message: /would not keep all of/,
		judge: never()
	},
	{
		message: /^not found: job|^job \S+ is not found/i,
		judge: seconds
	},
	{
		reason: /^stopped$/,
		message: /tim(ed|e) ?out/i,
		judge: split
	},
	{
		reason: /^timeout$/,
		judge: ({ status }) => status === null ? seconds() : split()
	},
	{
		reason: /^stopped$/,
		judge: never("Somebody cancelled the job in BigQuery; ask them, then run this again.")
	},
	{
		reason: /^quotaExceeded$/,
		message: /api requests|per second|per 100 seconds/i,
		judge: seconds
	},
	{
		reason: /^rateLimitExceeded$/,
		message: /per day|daily/i,
		judge: parkOf
	},
	{
		reason: /^quotaExceeded$/,
		judge: parkOf
	},
	{
		reason: /^(rateLimitExceeded|userRateLimitExceeded)$/,
		judge: seconds
	},
	{
		reason: /^(jobRateLimitExceeded|jobBackendError|jobInternalError)$/,
		judge: again
	},
	{
		reason: /^(backendError|internalError|badGateway|tableUnavailable)$/,
		judge: byStatus
	},
	{
		reason: /^resourcesExceeded$/,
		judge: split
	},
	{
		reason: /^bytesBilledLimitExceeded$/,
		judge: never("Narrow the range, or raise the limit on bytes billed.")
	},
	{
		reason: /^accessDenied$/,
		message: /\bops\b|datasets\.create/,
		judge: never("The dataset ops, where this tool keeps its books, does not exist, or is not granted to this identity. Somebody who may make datasets runs `npm run ops -- warehouse init` for this environment once, and grants ops (docs/how-to/bigquery.md lists the roles).")
	},
	{
		reason: /^accessDenied$/,
		judge: never("docs/how-to/bigquery.md lists the roles that each command needs.")
	},
	{
		reason: /^(invalidQuery|invalid|notFound|duplicate|responseTooLarge|notImplemented)$/,
		judge: never()
	}
];
function judge(failure, now) {
	const { status, reason, message } = failure;
	const rule = RULES.find((one) => (one.reason?.test(reason) ?? true) && (one.message?.test(message) ?? true));
	if (rule !== void 0) return rule.judge(failure, now);
	if (status === null || status === 408 || status === 429 || status >= 500) return seconds();
	if (status === 401) return never("Sign in: gcloud auth application-default login, or google-github-actions/auth.")();
	return never()();
}
/** The port's error for a failure: what is not there by name, the rest with its advice. */
function classified(failure, now) {
	if (!(failure instanceof ApiFailure)) return failure instanceof Error ? failure : new Error(errorMessage(failure));
	const { message, reason } = failure;
	const missing = missingTable(message);
	if (missing !== null) return new TableNotFoundError(`Table ${missing} does not exist`, { cause: failure });
	const { advice, remedy } = judge(failure, now);
	const said = reason === "" || message.includes(reason) ? message : `${message} (${reason})`;
	return new AdvisedError(remedy === void 0 ? said : `${said}. ${remedy}`, advice, { cause: failure });
}
/** The table or dataset that an error says is not there. */
function missingTable(message) {
	const found = /Not found: (?:Table|Dataset) ([^\s;,]+)|table not found: ?`?([^\s;,`]*)/i.exec(message);
	return found === null ? null : found[1] ?? found[2] ?? "";
}
/** A job or table of this name is there already. The emulator has other words, and no 409, for it. */
const isDuplicate = ({ status, reason, message }) => status === 409 || reason === "duplicate" || /is already created/.test(message);
const isDenied = (failure) => failure instanceof ApiFailure && failure.status === 403 && failure.reason === "accessDenied";
const isNotFound = (failure) => failure instanceof ApiFailure && failure.status === 404;

/** The parts of BigQuery's answers that are read; an answer without them is a broken one. */
const Reference = object({ jobId: string() });
const Problem = object({
	reason: string().default(""),
	message: string().default("")
});
/** Written as text. What is no number is not said: it never becomes 0. */
const bytes = union([string().regex(/^\d+$/), int().nonnegative()]).transform(Number).optional().catch(void 0);
const digits = union([string(), int()]).transform(String).optional();
const digitsOrNothing = union([string().regex(/^\d+$/), int().nonnegative()]).transform(String).optional().catch(void 0);
/** With what a RECORD holds and a NUMERIC is limited to: a table that is made like another has to have them too. */
const PolicyTags = object({ names: array(string()).optional() });
const RowPoliciesAnswer = object({ rowAccessPolicies: array(unknown()).nullish() });
const FieldAnswer = object({
	name: string(),
	type: string(),
	mode: string().optional(),
	precision: digits,
	scale: digits,
	/** Who lacks its right reads a mask, or nothing. */
	policyTags: PolicyTags.optional(),
	get fields() {
		return array(FieldAnswer).optional();
	}
});
const JobAnswer = object({
	jobReference: Reference,
	/** The emulator's load jobs answer without one. */
	status: object({
		state: string(),
		errorResult: Problem.optional()
	}).optional(),
	statistics: object({
		totalBytesProcessed: bytes,
		/** Rows that whoever asks may not see were left out, or values were masked. */
		rowLevelSecurityStatistics: object({ rowLevelSecurityApplied: boolean().optional() }).optional(),
		dataMaskingStatistics: object({ dataMaskingApplied: boolean().optional() }).optional(),
		query: object({
			totalBytesBilled: bytes,
			referencedTables: array(unknown()).optional(),
			/** Of a dry run; the emulator leaves it out. */
			schema: object({ fields: array(FieldAnswer).optional() }).optional()
		}).optional()
	}).optional()
});
const RowsAnswer = object({
	jobReference: Reference,
	jobComplete: boolean(),
	schema: object({ fields: array(FieldAnswer).optional() }).nullish(),
	rows: array(object({ f: array(object({ v: unknown() })) })).nullish(),
	pageToken: string().optional(),
	totalRows: number().optional()
});
/** Of a dry run, which makes no job: its reference has no id. */
const DryRunJobAnswer = JobAnswer.omit({ jobReference: true });
/** Of a dry run through jobs.query. */
const DryRunAnswer = object({ schema: object({ fields: array(FieldAnswer).optional() }).nullish() });
const PermissionsAnswer = object({ permissions: array(string()).nullish() });
const TableAnswer = object({
	schema: object({ fields: array(FieldAnswer).optional() }).optional(),
	timePartitioning: object({
		type: string().optional(),
		field: string().optional(),
		/** Milliseconds from a partition's day until it is removed; a number as text. */
		expirationMs: string().optional(),
		/** Where it stood before it became the table's own. */
		requirePartitionFilter: boolean().optional()
	}).optional(),
	clustering: object({ fields: array(string()) }).optional(),
	requirePartitionFilter: boolean().optional(),
	/** TABLE, VIEW, EXTERNAL, MATERIALIZED_VIEW or SNAPSHOT. */
	type: string().optional(),
	/** Milliseconds since 1970, and counts, as text. What is no number is not said. */
	creationTime: digitsOrNothing,
	lastModifiedTime: digitsOrNothing,
	numRows: digitsOrNothing,
	numBytes: digitsOrNothing,
	/** There while rows that were streamed in stand in no partition yet. */
	streamingBuffer: unknown().optional()
});
const ListedTable = object({
	tableReference: object({ tableId: string() }),
	timePartitioning: object({ expirationMs: string().optional() }).optional()
});
const TablesAnswer = object({
	tables: array(ListedTable).nullish(),
	nextPageToken: string().optional()
});
const DatasetAnswer = object({ location: string().optional() });
/** Cancelling, creating and deleting answer with what is not looked at. */
const Anything = unknown();

/** What a transaction says when the dates no longer hold what was counted before it (`unchangedSql`). */
const CHANGED = /changed while it was being replaced/i;
/** The rows changed under a write. The same statement would find them changed again: they have to be counted anew. */
var ChangedError = class extends Error {
	name = "ChangedError";
};
const saysChanged = (message) => CHANGED.test(message);
/**
* Does the work anew, with its counting, where rows changed under it. Somebody who keeps writing is waited for by whoever
* asked, not here.
*/
async function recounted({ retry, signal }, work) {
	for (let attempt = 0;; attempt += 1) try {
		return await work(attempt > 0);
	} catch (error) {
		if (!(error instanceof ChangedError)) throw error;
		if (attempt >= retry.retries || signal.aborted) throw new AdvisedError(`${error.message}, ${attempt + 1} times in a row: somebody else writes these dates. Run it again when they have finished`, { kind: "seconds" }, { cause: error });
	}
}

function insertCall(engine, spec, id) {
	const { rest, maxBytesBilled, jobDeadlineMs } = engine;
	const jobReference = {
		projectId: rest.jobsProject,
		jobId: id,
		location: rest.location
	};
	const common = { labels: {
		...engine.labels,
		tool: "nba-pipeline-ops",
		...spec.labels,
		...runLabel(spec.run)
	} };
	if (spec.work.kind === "query") {
		const { query, queryParameters } = spec.work.query;
		const text = queryText(rest, query, queryParameters);
		return {
			method: "POST",
			uri: "/jobs",
			json: {
				jobReference,
				configuration: {
					...common,
					jobTimeoutMs: String(jobDeadlineMs),
					query: {
						...text,
						maximumBytesBilled: String(maxBytesBilled)
					}
				}
			}
		};
	}
	const boundary = `part-${(0, import__node_crypto.randomUUID)()}`;
	const head = JSON.stringify({
		jobReference,
		configuration: {
			...common,
			load: spec.work.load
		}
	});
	return {
		method: "POST",
		uri: rest.uploadUrl,
		qs: { uploadType: "multipart" },
		headers: { "Content-Type": `multipart/related; boundary=${boundary}` },
		body: [
			`--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${head}\r\n`,
			`--${boundary}\r\nContent-Type: application/octet-stream\r\n\r\n${spec.work.lines}\r\n`,
			`--${boundary}--\r\n`
		].join("")
	};
}
/** `dataset.table` is a table of the project that runs the job, unless the query says whose datasets are meant. */
const queryText = ({ project, jobsProject }, query, queryParameters) => ({
	query,
	queryParameters,
	parameterMode: "NAMED",
	useLegacySql: false,
	...project === jobsProject ? {} : { connectionProperties: [{
		key: "dataset_project_id",
		value: project
	}] }
});
/** As BigQuery takes labels: small letters, digits, _ and -, at most 63. */
const runLabel = (run) => run === void 0 ? {} : { run: run.toLowerCase().replaceAll(/[^a-z0-9_-]/g, "_").slice(0, 63) };
/** Checked and estimated, and not run. */
const dryRunCall = ({ rest }, { query, queryParameters }, id) => ({
	method: "POST",
	uri: "/jobs",
	json: {
		jobReference: {
			projectId: rest.jobsProject,
			jobId: id,
			location: rest.location
		},
		configuration: {
			dryRun: true,
			query: queryText(rest, query, queryParameters)
		}
	}
});
const jobCall = ({ rest }, id) => ({
	uri: `/jobs/${id}`,
	qs: { location: rest.location }
});
const cancelCall = ({ rest }, id) => ({
	method: "POST",
	uri: `/jobs/${id}/cancel`,
	qs: { location: rest.location }
});
const rowsCall = ({ rest }, id, page) => ({
	uri: `/queries/${id}`,
	qs: {
		location: rest.location,
		"formatOptions.useInt64Timestamp": true,
		timeoutMs: 1e4,
		...page
	}
});

/** Strings, comments and quoted names are passed over. */
const TOKENS = /(?<other>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|@(?<param>\w+)/g;
/**
* Dates are written out as literals, because the emulator takes an array of dates for one of strings, and BigQuery
* takes none where a statement creates a table; the rest are typed parameters.
*/
function bindQuery(sql, params) {
	const used = /* @__PURE__ */ new Map();
	return {
		query: sql.replace(TOKENS, (whole, ...rest) => {
			const { param: name } = rest.at(-1);
			if (name === void 0) return whole;
			const param = params[name];
			if (param === void 0) throw new Error(`The query uses @${name}, which was given no value.`);
			if (param.type === "DATE") return dateLiteral(param.value);
			if (param.type === "ARRAY<DATE>") return `[${dateLiterals(param.value)}]`;
			used.set(name, {
				name,
				parameterType: { type: param.type },
				parameterValue: { value: String(param.value) }
			});
			return whole;
		}),
		queryParameters: [...used.values()]
	};
}
function dateLiteral(date) {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new Error(`"${date}" is not a calendar day.`);
	return `DATE '${date}'`;
}
const dateLiterals = (dates) => [...dates].sort().map(dateLiteral).join(", ");
/** GoogleSQL reads the escapes of JSON. */
const textLiteral = (text) => JSON.stringify(text);
function quotedName(name) {
	if (!/^[\w.-]+$/.test(name)) throw new Error(`"${name}" is not a name of a table or column.`);
	return `\`${name}\``;
}
/** A row of an answer to plain values. Throws where a number would lose digits, rather than round it silently. */
function plainRow(fields, cells) {
	return Object.fromEntries(fields.map((field, index) => [field.name, plain(field, cells[index]?.v)]));
}
function plain({ name, type, mode }, value) {
	if (mode !== "REPEATED") {
		if (value === null || value === void 0) return null;
		if (typeof value === "string") switch (typeName(type)) {
			case "STRING":
			case "DATE": return value;
			case "INT64": return safeInteger(name, BigInt(value));
			case "FLOAT64": return Number(value);
			case "NUMERIC":
			case "BIGNUMERIC": return exactNumber(name, value);
			case "BOOL": return value === "true";
			case "TIMESTAMP": return instantOf(name, BigInt(value));
			case "DATETIME": return instantOf(name, microsOf(value));
		}
	}
	throw new Error(`Column "${name}" has a type that the warehouse port does not carry. It holds ${String(value).slice(0, 100)}.`);
}
/** Of a DATETIME as the API writes it: 2026-01-25T12:00:00, and up to six digits of a second. */
function microsOf(text) {
	const [whole = "", fraction = ""] = text.split(".");
	return BigInt(Date.parse(`${whole}Z`)) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}
/** What a column keeps, for values that are sent to it. */
function keepsOf({ type }) {
	switch (typeName(type)) {
		case "INT64": return { kind: "integer" };
		case "NUMERIC": return {
			kind: "decimal",
			scale: 9
		};
		case "BIGNUMERIC": return {
			kind: "decimal",
			scale: 38
		};
		case "FLOAT64": return {
			kind: "float",
			bits: 64
		};
		case "TIMESTAMP":
		case "DATETIME":
		case "TIME": return {
			kind: "time",
			digits: 6
		};
		case "DATE": return { kind: "day" };
		default: return { kind: "text" };
	}
}
const LEGACY_TYPES = {
	INTEGER: "INT64",
	FLOAT: "FLOAT64",
	BOOLEAN: "BOOL"
};
/** The name that SQL has for a type of the API. */
const typeName = (type) => LEGACY_TYPES[type] ?? type;

const PAGE_ROWS = 1e4;
const MAX_POLL_MS = 5e3;
const CANCEL_GRACE_MS = 3e4;
const PARK_UNSURE_MS = 6e5;
/** A failed job had no effect, so it is run again under the next of these names. */
const MAX_IDS = 80;
/** So often a job waits for others that change its table: with the waits of `DEFAULT_RETRY` about 20 minutes. */
const MAX_CONFLICTS = 25;
/** A request that may be repeated as it is. Throws the port's errors. */
async function repeatable(engine, ask) {
	return withRetries(() => ask().catch((failure) => {
		throw classified(failure, engine.now());
	}), engine.retry, engine.signal);
}
/** Runs a job to its end and returns the id under which it succeeded. */
async function runJob(engine, spec) {
	let number = 0;
	let conflicts = 0;
	const next = () => {
		number += 1;
		if (number >= MAX_IDS) throw new Error(`Job ${spec.id} has failed ${MAX_IDS} times.`);
	};
	return withRetries(async () => {
		for (;;) {
			const id = number === 0 ? spec.id : `${spec.id}-r${number}`;
			try {
				const { adopted, answer } = await insert(engine, spec, id);
				if (spec.work.kind === "query") engine.meter.begun(id);
				const done = await ended(engine, id, answer);
				const failure = failureOf(done, adopted);
				if (failure === null && adopted && spec.work.kind === "query") await confirm(engine, id);
				if (failure === null && spec.sees === "all") guardSight(spec, done);
				if (failure === null) return id;
				throw failure;
			} catch (failure) {
				if (!(failure instanceof ApiFailure)) throw failure;
				if (failure.status === null && spec.work.kind === "query") engine.meter.begun(id);
				if (failure instanceof AdoptedFailure) {
					next();
					continue;
				}
				if (saysChanged(failure.message)) throw new ChangedError(failure.message);
				const judged = judge(failure, engine.now());
				if (judged.newJob) next();
				if (judged.conflict === true && conflicts < MAX_CONFLICTS) {
					conflicts += 1;
					await (0, import_promises.setTimeout)(conflictWaitMs(engine, conflicts), void 0, { signal: engine.signal });
					continue;
				}
				throw classified(failure, engine.now());
			}
		}
	}, engine.retry, engine.signal);
}
/** Doubles, and differs from what the others wait, who would else meet again. */
function conflictWaitMs({ retry }, conflicts) {
	return Math.min(retry.minWaitMs * 2 ** conflicts, 2 * retry.maxWaitMs) * (.25 + Math.random() * .75);
}
/** Rows that were withheld would be lost by a replacement, and masked values kept in place of the real ones. */
function guardSight({ labels }, { statistics }) {
	const isFiltered = statistics?.rowLevelSecurityStatistics?.rowLevelSecurityApplied === true;
	const isMasked = statistics?.dataMaskingStatistics?.dataMaskingApplied === true;
	if (!isFiltered && !isMasked) return;
	throw new RefusedWriteError(`A table that is to be written is not seen as it is: ${isFiltered ? "row-level security withholds rows" : "masked columns withhold values"} from this identity (job ${labels["kind"]}). Nothing was changed. Grant it the right to see everything, or have its owner write the table`);
}
/** A job of an earlier attempt that did not succeed. */
var AdoptedFailure = class extends ApiFailure {};
async function insert(engine, spec, id) {
	try {
		return {
			adopted: false,
			answer: await engine.rest.call(insertCall(engine, spec, id), JobAnswer)
		};
	} catch (failure) {
		if (!(failure instanceof ApiFailure) || !isDuplicate(failure)) throw failure;
		return {
			adopted: true,
			answer: await existing(engine, id)
		};
	}
}
/** The job that an insert was refused for. Where there is none, nothing was accepted, and the insert may be sent again. */
async function existing(engine, id) {
	try {
		return await lookUp(engine, id);
	} catch (error) {
		if (error instanceof Error && isDenied(error.cause)) throw new AdoptedFailure(`Job ${id} is another identity's`, {
			status: 403,
			reason: "accessDenied"
		});
		if (!(error instanceof Error && isNotFound(error.cause))) throw error;
		throw new AdvisedError(`BigQuery says that job ${id} is there already, and does not find it`, { kind: "seconds" }, { cause: error });
	}
}
const lookUp = (engine, id) => repeatable(engine, () => engine.rest.call(jobCall(engine, id), JobAnswer));
/** The job when it is done. One that takes too long is cancelled, and what became of it is looked at once more. */
async function ended(engine, id, first) {
	const deadline = performance.now() + engine.jobDeadlineMs;
	let answer = first;
	let cancelledAt = null;
	for (let waitMs = 50; answer.status?.state !== "DONE"; waitMs = Math.min(waitMs * 2, MAX_POLL_MS)) {
		if (answer.status !== void 0 || answer !== first) await (0, import_promises.setTimeout)(waitMs, void 0, { signal: engine.signal });
		answer = await lookUp(engine, id);
		if (answer.status?.state === "DONE" || performance.now() < deadline) continue;
		if (cancelledAt === null) {
			cancelledAt = performance.now();
			await repeatable(engine, () => engine.rest.call(cancelCall(engine, id), Anything));
		} else if (performance.now() - cancelledAt > CANCEL_GRACE_MS) throw new AdvisedError(`Job ${id} runs longer than ${engine.jobDeadlineMs / 1e3} s and does not end when it is cancelled`, {
			kind: "park",
			dueAt: new Date(engine.now().getTime() + PARK_UNSURE_MS)
		});
	}
	engine.meter.ended(id, answer);
	if (cancelledAt !== null && answer.status.errorResult !== void 0) throw new AdvisedError(`Job ${id} was cancelled after ${engine.jobDeadlineMs / 1e3} s; fewer dates at once take less`, { kind: "split" });
	return answer;
}
function failureOf({ status }, adopted) {
	const problem = status?.errorResult;
	if (problem === void 0) return null;
	const kind = {
		status: 400,
		reason: problem.reason
	};
	return adopted ? new AdoptedFailure(problem.message, kind) : new ApiFailure(problem.message, kind);
}
/** That an adopted job succeeded. The emulator forgets in its job what it still says of the results. */
async function confirm(engine, id) {
	try {
		await repeatable(engine, async () => {
			try {
				await engine.rest.call(rowsCall(engine, id, { maxResults: 0 }), RowsAnswer);
			} catch (failure) {
				if (failure instanceof ApiFailure && failure.status === 400) throw new AdoptedFailure(failure.message, {
					status: 400,
					reason: failure.reason
				});
				throw failure;
			}
		});
	} catch (error) {
		if (error instanceof Error && error.cause instanceof AdoptedFailure) throw error.cause;
		throw error;
	}
}
/** All rows of a finished query, page by page. Throws where fewer or more come than there are: an answer cut short is no small result. */
async function rowsOfJob(engine, id) {
	const deadline = performance.now() + engine.jobDeadlineMs;
	const rows = [];
	let pageToken;
	for (;;) {
		const page = {
			maxResults: PAGE_ROWS,
			...pageToken === void 0 ? {} : { pageToken }
		};
		const answer = await repeatable(engine, () => engine.rest.call(rowsCall(engine, id, page), RowsAnswer));
		if (!answer.jobComplete) {
			if (performance.now() > deadline) throw incomplete(`The rows of job ${id} have not come within ${engine.jobDeadlineMs} ms`);
			await (0, import_promises.setTimeout)(50, void 0, { signal: engine.signal });
			continue;
		}
		const fields = answer.schema?.fields ?? [];
		for (const { f } of answer.rows ?? []) {
			if (f.length !== fields.length) throw incomplete(`Job ${id} has ${fields.length} columns, and ${f.length} of them came`);
			rows.push(plainRow(fields, f));
		}
		const { totalRows = rows.length } = answer;
		pageToken = answer.pageToken;
		if (pageToken !== void 0 && rows.length <= totalRows) continue;
		if (totalRows !== rows.length) throw incomplete(`Job ${id} has ${totalRows} rows, and ${rows.length} of them came`);
		return rows;
	}
}
const incomplete = (message) => new AdvisedError(message, { kind: "seconds" });

function openMeter() {
	const jobs = /* @__PURE__ */ new Map();
	return {
		begun: (id) => {
			if (!jobs.has(id)) jobs.set(id, {
				processed: null,
				billed: null
			});
		},
		ended: (id, { status, statistics }) => {
			if (!jobs.has(id)) return;
			const billed = statistics?.query?.totalBytesBilled ?? null;
			const processed = statistics?.totalBytesProcessed ?? null;
			const problem = status?.errorResult;
			if (problem !== void 0 && problem.reason !== "stopped" && billed === null) jobs.delete(id);
			else if (jobs.get(id)?.billed === null) jobs.set(id, {
				processed,
				billed
			});
		},
		usage: () => usageOf([...jobs.values()])
	};
}
function usageOf(costs) {
	const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);
	return {
		queries: costs.length,
		bytesProcessed: sum(costs.map(({ processed }) => processed)),
		bytesBilled: sum(costs.map(({ billed }) => billed)),
		unknown: costs.filter(({ billed }) => billed === null).length
	};
}

const pathOf = (table) => {
	const [dataset, id, more] = table.split(".");
	if (!dataset || !id || more !== void 0) throw new Error(`"${table}" is not dataset.table.`);
	return {
		dataset,
		id
	};
};
const referenceOf = ({ rest }, table) => {
	const { dataset, id } = pathOf(table);
	return {
		projectId: rest.project,
		datasetId: dataset,
		tableId: id
	};
};
const uriOf = (table) => {
	const { dataset, id } = pathOf(table);
	return `/datasets/${dataset}/tables/${id}`;
};
/** What BigQuery knows of a table; null where there is none. */
const findTable = (engine, table) => found(engine, () => engine.rest.call({ uri: uriOf(table) }, TableAnswer));
/** The same of a table that is to be written. Throws RefusedWriteError, before anything changes, where it is none. */
async function findWritten(engine, table) {
	const found = await findTable(engine, table);
	const why = found === null ? null : unwritableOf(table, found);
	if (why !== null) throw new RefusedWriteError(`${table} ${why}. Nothing was changed`);
	return found;
}
const KINDS = {
	VIEW: "a view",
	MATERIALIZED_VIEW: "a materialized view",
	EXTERNAL: "an external table, whose rows lie in files",
	SNAPSHOT: "a snapshot, which never changes"
};
/** Null for a table whose dates can be removed and written. */
function unwritableOf(table, { type = "TABLE" }) {
	const kind = KINDS[type];
	if (kind !== void 0) return `is ${kind}: no rows can be written to it. Declare the table itself, or have its owner fill it`;
	return /_\d{8}$/.test(table) ? "is one day of a table that is sharded by name: a date would be written into another day's table. Declare a view over all of them, which is read, and have their owner fill them" : null;
}
const findDataset = (engine, dataset) => found(engine, () => engine.rest.call({ uri: `/datasets/${dataset}` }, DatasetAnswer));
function found(engine, ask) {
	return repeatable(engine, async () => {
		try {
			return await ask();
		} catch (failure) {
			if (isNotFound(failure)) return null;
			throw failure;
		}
	});
}
/** Makes what is missing and leaves alone what is there. */
async function ensure(engine, create) {
	await repeatable(engine, async () => {
		try {
			await create();
		} catch (failure) {
			if (!(failure instanceof ApiFailure && isDuplicate(failure))) throw failure;
		}
	});
}
async function ensureDataset(engine, dataset) {
	const known = `dataset ${dataset}`;
	if (engine.ensured.has(known)) return;
	await makeDataset(engine, dataset);
	engine.ensured.add(known);
}
async function makeDataset(engine, dataset) {
	if (await findDataset(engine, dataset) !== null) return;
	const { rest } = engine;
	const json = {
		datasetReference: {
			projectId: rest.project,
			datasetId: dataset
		},
		location: rest.location
	};
	await ensure(engine, () => rest.call({
		method: "POST",
		uri: "/datasets",
		json
	}, Anything));
}
const asSent = ({ fields, ...field }) => ({
	...field,
	type: typeName(field.type),
	...fields === void 0 || fields.length === 0 ? {} : { fields: fields.map(asSent) }
});
async function ensureTable(engine, table, made) {
	const { dataset } = pathOf(table);
	const { fields, partitionedBy, partitionDays, clusteredBy, expiresAt } = made;
	const json = {
		tableReference: referenceOf(engine, table),
		schema: { fields: fields.map(asSent) },
		...partitionedBy === void 0 ? {} : { timePartitioning: byDay(partitionedBy, partitionDays) },
		...clusteredBy === void 0 ? {} : { clustering: { fields: clusteredBy } },
		...expiresAt === void 0 ? {} : { expirationTime: String(expiresAt.getTime()) }
	};
	const uri = `/datasets/${dataset}/tables`;
	await ensure(engine, () => engine.rest.call({
		method: "POST",
		uri,
		json
	}, Anything));
}
const DAY_MS$1 = 864e5;
const byDay = (field, days) => ({
	type: "DAY",
	field,
	...days === void 0 ? {} : { expirationMs: String(days * DAY_MS$1) }
});
/** Has the partitions of a table that is there expire; a change of the table's description, which is free and no DML. */
const expirePartitions = (engine, table, field, days) => repeatable(engine, () => engine.rest.call({
	method: "PATCH",
	uri: uriOf(table),
	json: { timePartitioning: byDay(field, days) }
}, Anything));
/** The names of a dataset's tables; none where there is no dataset. */
const tablesIn = async (engine, dataset) => (await listTables(engine, dataset)).map(({ tableReference }) => tableReference.tableId);
async function listTables(engine, dataset) {
	const listed = [];
	let pageToken;
	do {
		const qs = {
			maxResults: 1e3,
			...pageToken === void 0 ? {} : { pageToken }
		};
		const page = await found(engine, () => engine.rest.call({
			uri: `/datasets/${dataset}/tables`,
			qs
		}, TablesAnswer));
		listed.push(...page?.tables ?? []);
		pageToken = page?.nextPageToken;
	} while (pageToken !== void 0);
	return listed;
}

const MOST_REQUESTS$2 = 8;
/** Asked of the API table by table, which is free; a query of INFORMATION_SCHEMA is billed with 10 MiB a dataset. */
const columnsOf = (engine, tables) => pMap(tables, async (table) => {
	try {
		const found = await findTable(engine, table);
		if (found === null) return {
			table,
			status: "absent"
		};
		return {
			table,
			status: "read",
			columns: (found.schema?.fields ?? []).map(columnOf),
			...retentionOf(found),
			...limitsOf(table, found)
		};
	} catch (failure) {
		return {
			table,
			status: "unread",
			error: errorMessage(failure)
		};
	}
}, { concurrency: MOST_REQUESTS$2 });
/** What a table is not fit for, whatever its columns are. */
function limitsOf(table, found) {
	const { timePartitioning: partition, requirePartitionFilter } = found;
	const mustFilter = requirePartitionFilter ?? partition?.requirePartitionFilter ?? false;
	const unwritable = unwritableOf(table, found);
	return {
		...unwritable === null ? {} : { unwritable },
		...mustFilter && partition !== void 0 ? { mustFilterBy: partition.field ?? null } : {}
	};
}
const DAY_MS = 864e5;
/** How long a table keeps a date, where its partitions expire. */
function retentionOf({ timePartitioning }) {
	const expires = Number(timePartitioning?.expirationMs ?? 0);
	return expires > 0 ? { retentionDays: Math.floor(expires / DAY_MS) } : {};
}
const columnOf = ({ name, type, mode, fields }) => ({
	name,
	type: mode === "REPEATED" ? `ARRAY<${typeName(type)}>` : typeName(type),
	...fields === void 0 || fields.length === 0 ? {} : { parts: fields.map(columnOf) }
});
/** By a dry run, which is free. */
async function describe(engine, query) {
	try {
		return (await repeatable(engine, () => dryRun(engine, query))).columns;
	} catch (cause) {
		if (cause instanceof TableNotFoundError || !isOfStatement(cause)) throw cause;
		throw new RefusedStatementError(errorMessage(cause), { cause });
	}
}
/** BigQuery answers 400 to a statement that it cannot run. */
function isOfStatement(error) {
	for (let at = error; at instanceof Error; at = at.cause) if (at instanceof ApiFailure) return at.status === 400;
	return false;
}
/**
* BigQuery's dry run of a job answers with bytes and columns (statistics.query.schema). The emulator's leaves both out,
* but its jobs.query does answer a dry run with columns: asked second, where the first brought none.
*/
async function dryRun(engine, text) {
	const { rest } = engine;
	const query = queryText(rest, text.query, text.queryParameters);
	const json = {
		jobReference: {
			projectId: rest.jobsProject,
			jobId: `ops-dry-${(0, import__node_crypto.randomUUID)()}`,
			location: rest.location
		},
		configuration: {
			dryRun: true,
			query
		}
	};
	const { status, statistics } = await rest.call({
		method: "POST",
		uri: "/jobs",
		json
	}, DryRunJobAnswer);
	if (status?.errorResult !== void 0) {
		const { message, reason } = status.errorResult;
		throw new ApiFailure(message, {
			status: 400,
			reason: reason && "invalidQuery"
		});
	}
	const bytes = statistics?.totalBytesProcessed ?? null;
	const fields = statistics?.query?.schema?.fields;
	if (fields !== void 0) return {
		bytes,
		columns: fields.map(columnOf)
	};
	const again = {
		...query,
		dryRun: true,
		location: rest.location
	};
	return {
		bytes,
		columns: ((await rest.call({
			method: "POST",
			uri: "/queries",
			json: again
		}, DryRunAnswer)).schema?.fields ?? []).map(columnOf)
	};
}

/** Asks and reads, under an id that nobody else has. */
async function ask(engine, kind, sql, sees = {}) {
	const id = await runJob(engine, {
		id: `ops-${kind}-${(0, import__node_crypto.randomUUID)()}`,
		labels: { kind },
		...sees,
		work: {
			kind: "query",
			query: {
				query: sql,
				queryParameters: []
			}
		}
	});
	return rowsOfJob(engine, id);
}
/** SELECT of d (a date as text, NULL for none), n and fingerprint (`hash`, null where nobody asks), one row a date. */
const countsSql = (table, dateColumn, hash, where) => `SELECT CAST(${quotedName(dateColumn)} AS STRING) AS d, COUNT(*) AS n, ${hash ?? "CONCAT(CAST(COUNT(*) AS STRING), '-')"} AS fingerprint
FROM ${quotedName(table)} WHERE ${where} GROUP BY 1`;
const inClaim = (dateColumn, dates) => `${quotedName(dateColumn)} IN (${dateLiterals(dates)})`;
const columnNames = (fields) => fields.map(({ name }) => quotedName(name));
/** BigQuery's columns differ by more than their letters' case. */
const sameName = (one, other) => one.name.toLowerCase() === other.name.toLowerCase();
const countsOf = (rows) => new Map(rows.map((row) => [row["d"], {
	rows: Number(row["n"]),
	fingerprint: String(row["fingerprint"])
}]));
/** Fails inside a transaction when the dates no longer hold what was counted before it: nothing is committed then. */
function unchangedSql(counted, counts, what) {
	const expected = [...counts].map(([date, { fingerprint }]) => `${date} ${fingerprint}`).sort().join(",");
	return `SELECT IF(COALESCE((SELECT STRING_AGG(CONCAT(d, ' ', fingerprint), ',' ORDER BY d) FROM (${counted})), '') = ${textLiteral(expected)},
  0, ERROR(${textLiteral(`${what} changed while it was being replaced`)})) AS unchanged`;
}
/** The rows of a final SELECT of d, n, rows_before, fingerprint and fingerprint_before. */
function writtenOf(dates, rows) {
	const byDate = new Map(rows.map((row) => [row["d"], row]));
	return dates.map((date) => {
		const row = byDate.get(date);
		return {
			date,
			rows: Number(row?.["n"] ?? 0),
			rowsBefore: Number(row?.["rows_before"] ?? 0),
			fingerprint: String(row?.["fingerprint"] ?? ""),
			fingerprintBefore: String(row?.["fingerprint_before"] ?? "")
		};
	});
}
/** A job's id of what it does: the same work has the same id, in whatever process it is asked for. */
function jobIdOf(kind, name, ...content) {
	const hash = (0, import__node_crypto.createHash)("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 40);
	return `ops-${kind}-${name.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 200)}-${hash}`;
}

/** Billed at least for each table that a query names, and for each query (BigQuery's price list). */
const LEAST_BILLED = 10 * 1024 ** 2;
/** By a dry run, which is free and reads nothing. Throws the port's errors, and where the answer does not say. */
async function estimate(engine, query) {
	const id = `ops-estimate-${(0, import__node_crypto.randomUUID)()}`;
	const { status, statistics } = await repeatable(engine, () => engine.rest.call(dryRunCall(engine, query, id), DryRunJobAnswer));
	const problem = status?.errorResult;
	if (problem !== void 0) throw new Error(problem.message);
	const bytes = statistics?.totalBytesProcessed;
	if (bytes === void 0) throw new Error("The dry run does not say how many bytes are read");
	const tables = statistics?.query?.referencedTables?.length ?? 1;
	return {
		bytes,
		bytesBilled: tables === 0 ? bytes : Math.max(bytes, tables * LEAST_BILLED)
	};
}
/** How often one replacement reads the dates' old rows: the look, the check that they are unchanged, the keeping, the removal, the count afterwards. */
const READS_OF_OLD_ROWS = 5;
/** What it reads besides, each at about the minimum: the stage three times, the ledger four times. */
const SMALL_READS = 7;
/** One replacement of all these dates, as src/warehouse/bigquery/write/write.ts carries it out; loads of rows are free. */
async function estimateReplace(engine, { table, dateColumn, dates, select }) {
	const parts = [await oldRows(engine, table, inClaim(dateColumn, dates))];
	if (select !== null) parts.push(await estimate(engine, bindQuery(select, dateParams(dates))));
	const sum = (of) => parts.reduce((total, one) => total + of(one), 0);
	return {
		bytes: sum(({ bytes }) => bytes),
		bytesBilled: sum(({ bytesBilled }) => bytesBilled) + SMALL_READS * LEAST_BILLED
	};
}
async function oldRows(engine, table, where) {
	if (await findTable(engine, table) === null) return {
		bytes: 0,
		bytesBilled: 0
	};
	const { bytes, bytesBilled } = await estimate(engine, {
		query: `SELECT * FROM ${quotedName(table)} WHERE ${where}`,
		queryParameters: []
	});
	return {
		bytes: bytes * READS_OF_OLD_ROWS,
		bytesBilled: bytesBilled * READS_OF_OLD_ROWS
	};
}

/** Types that a cast to rounds or cuts without a word. */
const WHOLE = /* @__PURE__ */ new Set([
	"INT64",
	"DATE",
	"BOOL"
]);
/** From these a cast that does not fit is an error of its own. */
const TEXT = /* @__PURE__ */ new Set(["STRING", "BYTES"]);
/**
* A new row's value as its column takes it. BigQuery puts no FLOAT64 into NUMERIC or INT64 unless it is cast. A value
* that a whole column would round ends the statement; the decimals of a NUMERIC are rounded to its scale, as BigQuery
* itself does.
*/
function insertedSql(target, own) {
	const value = quotedName(own.name);
	if (isOtherShape(target, own) || target.fields !== void 0) return value;
	if (target.mode !== "REPEATED") return castSql(target, own, value);
	const item = castSql(target, own, "item");
	return item === "item" ? value : `ARRAY(SELECT ${item} FROM UNNEST(${value}) AS item WITH OFFSET AS nth ORDER BY nth)`;
}
/** No cast makes a list of a value, or a record of either. */
const isOtherShape = (target, own) => target.mode === "REPEATED" !== (own.mode === "REPEATED") || isRecord(target) !== isRecord(own);
const isRecord = ({ type }) => type === "RECORD" || type === "STRUCT";
function castSql(target, own, value) {
	const [type, from] = [typeName(target.type), typeName(own.type)];
	if (isRecord(target)) return value;
	const cast = type === from ? value : castTo(type, from, value);
	if (isDecimal(type) && target.precision !== void 0) {
		const rounded = `ROUND(${cast}, ${Number(target.scale ?? 0)})`;
		return type === from ? `IF(${value} = ${rounded}, ${value}, ${rounded})` : rounded;
	}
	if (type === from || !WHOLE.has(type) || TEXT.has(from)) return cast;
	return `IF(${value} IS NULL OR CAST(${cast} AS ${from}) = ${value}, ${cast}, ERROR(${`CONCAT(${textLiteral(`column "${target.name}" (${type}) would not keep all of `)}, CAST(${value} AS STRING))`}))`;
}
const isDecimal = (type) => type === "NUMERIC" || type === "BIGNUMERIC";
const castTo = (type, from, value) => type === "JSON" && from === "STRING" ? `PARSE_JSON(${value})` : `CAST(${value} AS ${type})`;

const FORM = "f1";
/**
* Of the rows of a group, in any order: the sum of their hashes in two halves that cannot overflow. Rows count as often
* as they are there, which an XOR would not see. A row hashes its values, each with its column's name, and leaves out
* those that are not there.
*/
const fingerprintSql = (columns, volatileColumns = []) => sumOf(columns.map(inTable), volatileColumns);
/** The same over rows that are to be inserted into `shape`: their values as they are after it. */
const stagedFingerprintSql = (shape, rows, volatileColumns = []) => sumOf(shape.flatMap((field) => asInserted(field, rows)), volatileColumns);
/** Of the first versions of this tool, for dates that they wrote. */
function oldFingerprintSql(columns) {
	return `CONCAT(${sumsOf(`FARM_FINGERPRINT(TO_JSON_STRING(STRUCT(${columns.map(({ name }) => quotedName(name)).join(", ")})))`)})`;
}
function sumOf(values, volatileColumns) {
	const hash = `FARM_FINGERPRINT(CONCAT(${["''", ...hashedColumns(values, volatileColumns).map(({ name, sql, isList }) => `IF(${isList ? `ARRAY_LENGTH(${sql}) > 0` : `${sql} IS NOT NULL`}, CONCAT(${textLiteral(`${name.toLowerCase()}=`)}, TO_JSON_STRING(${sql}), ';'), '')`)].join(", ")}))`;
	return `CONCAT(${textLiteral(`${formOf(FORM, volatileColumns)}:`)}, ${sumsOf(hash)})`;
}
function sumsOf(hash) {
	const half = (operation) => `CAST(SUM(${operation}(${hash}, 4294967296)) AS STRING)`;
	return `CAST(COUNT(*) AS STRING), '-', ${half("DIV")}, '-', ${half("MOD")}`;
}
const inTable = ({ name, mode }) => ({
	name,
	sql: quotedName(name),
	isList: mode === "REPEATED"
});
/** Nothing for a column that the rows do not have, for it stays empty; a value of another type is cast. */
function asInserted(field, rows) {
	const own = rows.find((one) => sameName(one, field));
	return own === void 0 ? [] : [{
		...inTable(field),
		sql: insertedSql(field, own)
	}];
}
async function fingerprints(engine, request) {
	return countsOf(await ask(engine, "look", await sqlOf(engine, request)));
}
const estimateFingerprints = async (engine, request) => estimate(engine, {
	query: await sqlOf(engine, request),
	queryParameters: []
});
async function sqlOf(engine, { table, dateColumn, volatileColumns, dates }) {
	const columns = (await findTable(engine, table))?.schema?.fields;
	if (columns === void 0) throw new TableNotFoundError(`Table ${table} does not exist`);
	const where = dates === "all" ? `${quotedName(dateColumn)} IS NOT NULL` : inClaim(dateColumn, dates);
	return countsSql(table, dateColumn, fingerprintSql(columns, volatileColumns), where);
}

const IN_LOCATION = /Not found: (?:Dataset|Table) (?:[^\s:]+[:.])?([A-Za-z_]\w*)(?:\.[^\s]+)? was not found in location (\S+)/i;
/**
* BigQuery says "not found in location" of what does not exist, and of a dataset that lies elsewhere. Only the dataset
* itself tells which: one that lies elsewhere has its rows, and its ledger is no empty one. Null for what does not exist.
*/
async function liesElsewhere(engine, error) {
	if (!(error instanceof TableNotFoundError)) return null;
	const said = error.cause instanceof Error ? error.cause.message : error.message;
	const [, dataset, asked = ""] = IN_LOCATION.exec(said) ?? [];
	if (dataset === void 0) return null;
	const found = await findDataset(engine, dataset);
	const location = found?.location ?? asked;
	if (found === null || location.toUpperCase() === asked.replace(/[.;,]+$/, "").toUpperCase()) return null;
	return new UserError(`Dataset ${dataset} lies in ${location}, and queries run in ${asked}: nothing of it was read. Write location: ${location} for the environment in the pipeline; datasets in different locations cannot be read together.`, { cause: error });
}

const MOST_REQUESTS$1 = 8;
/** Rows without a date, and rows that still stand in the streaming buffer: they belong to no date yet. */
const NO_DATE = ["__NULL__", "__UNPARTITIONED__"];
/** One query a dataset of INFORMATION_SCHEMA.PARTITIONS, which covers 1,000 tables at most and is never cached. */
async function partitionRows(engine, tables) {
	const looked = await pMap(tables, (table) => lookAt$2(engine, table), { concurrency: MOST_REQUESTS$1 });
	const byDay = looked.filter(({ status }) => status === "by day");
	const rows = /* @__PURE__ */ new Map();
	const modified = /* @__PURE__ */ new Map();
	for (const [dataset, group] of Map.groupBy(byDay, ({ table }) => pathOf(table).dataset)) {
		const names = group.map(({ table }) => pathOf(table).id);
		for (const row of await ask(engine, "metadata", partitionsSql(dataset, names))) {
			const date = dateOf(String(row["partition_id"]));
			if (date === null) continue;
			const name = `${dataset}.${row["table_name"]}`;
			const counts = rows.get(name) ?? /* @__PURE__ */ new Map();
			counts.set(date, (counts.get(date) ?? 0) + Number(row["n"]));
			rows.set(name, counts);
			const times = modified.get(name) ?? /* @__PURE__ */ new Map();
			modified.set(name, times.set(date, String(row["modified"] ?? "")));
		}
	}
	return looked.map(({ table, status }) => status === "by day" ? {
		table,
		status,
		rowsByDate: rows.get(table) ?? /* @__PURE__ */ new Map(),
		modifiedByDate: modified.get(table) ?? /* @__PURE__ */ new Map()
	} : {
		table,
		status
	});
}
/** The partitions of a table count by its date only where it is partitioned by day on that very column. */
async function lookAt$2(engine, { table, dateColumn }) {
	const found = await findTable(engine, table);
	if (found === null) return {
		table,
		status: "absent"
	};
	const { type = "DAY", field } = found.timePartitioning ?? {};
	return {
		table,
		status: type === "DAY" && field?.toLowerCase() === dateColumn.toLowerCase() ? "by day" : "not by day"
	};
}
const partitionsSql = (dataset, names) => `SELECT table_name, partition_id, SUM(total_rows) AS n, MAX(last_modified_time) AS modified
FROM ${quotedName(dataset)}.INFORMATION_SCHEMA.PARTITIONS
WHERE table_name IN (${names.map(textLiteral).join(", ")}) AND partition_id NOT IN (${NO_DATE.map((id) => `'${id}'`).join(", ")})
GROUP BY table_name, partition_id`;
/** "20260125" is a day; null for what belongs to none, asked for or not. */
function dateOf(partition) {
	const text = partition.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
	return isCivilDate(text) ? text : null;
}

const MOST_REQUESTS = 8;
/** INFORMATION_SCHEMA.PARTITIONS refuses a query over more. */
const MOST_TABLES = 1e3;
/**
* Two sources: tables.get, which is free, says whether anything was done to a table at all; only of those that moved
* since `marks` are the partitions asked for, which bills a query's minimum.
*/
async function tableStates(engine, tables, marks) {
	const readAt = await clockOf(engine);
	const looked = await pMap(tables, (table) => lookAt$1(engine, table), { concurrency: MOST_REQUESTS });
	const rows = await partitionsOf(engine, looked.flatMap((one) => "answer" in one && marks.get(one.table) !== one.mark ? [one.table] : []));
	const byTable = Map.groupBy(rows, (row) => `${row["dataset"]}.${row["table_name"]}`);
	return {
		readAt,
		tables: looked.map((one) => {
			const { table } = one;
			if ("why" in one) return {
				table,
				status: "unknown",
				why: one.why
			};
			if (marks.get(table) === one.mark) return {
				table,
				status: "same"
			};
			return {
				table,
				status: "known",
				state: stateOf(one, byTable.get(table) ?? [])
			};
		})
	};
}
/** A table that the API does not describe as a plain one, or not in full, is not known: never taken for unchanged. */
async function lookAt$1(engine, table) {
	let answer;
	try {
		answer = await findTable(engine, table);
	} catch (error) {
		return {
			table,
			why: errorMessage(error)
		};
	}
	if (answer === null) return {
		table,
		why: "it does not exist"
	};
	const { type, creationTime, lastModifiedTime, numRows, numBytes } = answer;
	if (type !== "TABLE") return {
		table,
		why: `it is ${type ?? "of an unknown kind"}, no TABLE`
	};
	if (answer.streamingBuffer !== void 0) return {
		table,
		why: "rows stand in its streaming buffer"
	};
	if ([
		creationTime,
		lastModifiedTime,
		numRows,
		numBytes
	].includes(void 0)) return {
		table,
		why: "its description does not say when it was changed"
	};
	return {
		table,
		answer,
		mark: [
			creationTime,
			lastModifiedTime,
			numRows,
			numBytes
		].join(" ")
	};
}
function stateOf({ answer, mark }, rows) {
	const { type = "DAY", field } = answer.timePartitioning ?? {};
	const column = answer.schema?.fields?.find(({ name }) => name.toLowerCase() === field?.toLowerCase());
	const isByDate = column?.type === "DATE" && [
		"DAY",
		"MONTH",
		"YEAR"
	].includes(type);
	return {
		mark,
		modified: new Date(Number(answer.lastModifiedTime)).toISOString(),
		bytes: Number(answer.numBytes),
		column: isByDate ? column.name : null,
		partitions: new Map(rows.map((row) => [idOf(row), partitionOf(row)]))
	};
}
/** A table without partitions has one row, whose id is NULL: its rows are of any date. */
const idOf = (row) => String(row["partition_id"] ?? "__UNPARTITIONED__");
const partitionOf = (row) => ({
	rows: Number(row["n"]),
	bytes: Number(row["bytes"] ?? 0),
	modified: String(row["modified"] ?? "")
});
/**
* Before anything else is asked, and by the engine: what it says of its writes is by its clock, whatever this machine's
* says. A query that names no table bills nothing.
*/
async function clockOf(engine) {
	const [row] = await ask(engine, "metadata", CLOCK_SQL);
	const at = row?.["now"];
	if (typeof at !== "string") throw new Error("BigQuery did not say what time it is");
	return at;
}
const CLOCK_SQL = "SELECT CURRENT_TIMESTAMP() AS now";
async function partitionsOf(engine, tables) {
	const rows = [];
	for (let at = 0; at < tables.length; at += MOST_TABLES) rows.push(...await ask(engine, "metadata", statesSql(tables.slice(at, at + MOST_TABLES))));
	return rows;
}
/** One statement for all datasets: the minimum is billed by query. Two lines of a partition, one a storage tier, are added up. */
const statesSql = (tables) => [...Map.groupBy(tables, (table) => pathOf(table).dataset)].map(([dataset, own]) => `SELECT ${textLiteral(dataset)} AS dataset, table_name, partition_id, SUM(total_rows) AS n, SUM(total_logical_bytes) AS bytes, MAX(last_modified_time) AS modified
FROM ${quotedName(dataset)}.INFORMATION_SCHEMA.PARTITIONS
WHERE table_name IN (${own.map((table) => textLiteral(pathOf(table).id)).join(", ")})
GROUP BY table_name, partition_id`).join("\nUNION ALL\n");

const KEPT = "kept__";
/** Of every table of kept rows, before the columns of the table itself. */
const KEPT_FIELDS = [{
	name: "kept_run",
	type: "STRING"
}, {
	name: "kept_at",
	type: "TIMESTAMP"
}];
/** A table with other columns than before keeps its rows elsewhere: an old one would not take them. */
function keptName(table, columns) {
	const shape = columns.map(shapeOf);
	const hash = (0, import__node_crypto.createHash)("sha256").update(JSON.stringify(shape)).digest("hex").slice(0, 8);
	return `ops.${KEPT}${table.replace(".", "__")}__${hash}`;
}
/** Flat columns keep the name that tables of earlier versions have. */
const shapeOf = ({ name, type, mode, fields }) => [...[
	name.toLowerCase(),
	type,
	mode ?? ""
], ...fields === void 0 || fields.length === 0 ? [] : [fields.map(shapeOf)]];
/** Kept rows were rows of the table: what it requires needs no second check. */
const asKept = ({ mode, fields, ...field }) => ({
	...field,
	...mode === "REPEATED" ? { mode } : {},
	...fields === void 0 || fields.length === 0 ? {} : { fields: fields.map(asKept) }
});
/** Undo may ask for rows of the last 7 days, and a partition goes so many days after its day began, not ended. */
const KEPT_PARTITION_DAYS = 8;
/** By the day of keeping, so that BigQuery forgets whole partitions by itself. */
async function ensureKept(engine, table, columns) {
	const name = keptName(table, columns);
	await ensureTable(engine, name, {
		fields: [...KEPT_FIELDS, ...columns.map(asKept)],
		partitionedBy: "kept_at",
		partitionDays: 8,
		clusteredBy: ["kept_run"]
	});
	return name;
}
/** Keeps what the run replaces. Rows that it wrote itself, in an earlier attempt, are nothing to go back to. */
function keepSql(kept, { table, dateColumn, dates }, columns, { run, tableId }) {
	const list = columnNames(columns).join(", ");
	return `INSERT INTO ${quotedName(kept)} (kept_run, kept_at, ${list})
SELECT ${textLiteral(run)}, CURRENT_TIMESTAMP(), ${list} FROM ${quotedName(table)}
WHERE ${inClaim(dateColumn, dates)} AND ${quotedName(dateColumn)} NOT IN (
  SELECT game_date FROM \`ops.partition_writes\`
  WHERE run = ${textLiteral(run)} AND table_id = ${textLiteral(tableId)} AND ${NOT_OBSERVED})`;
}
/** The tables that may hold kept rows of a table: one for each set of columns that it has had. */
function keptTablesOf(table, namesInOps) {
	const own = `${KEPT}${table.replace(".", "__")}__`;
	return namesInOps.filter((name) => name.startsWith(own) && /^[0-9a-f]{8}$/.test(name.slice(own.length))).map((name) => `ops.${name}`).sort();
}
/** Kept rows expire; only tables that an earlier version made without an expiration are given one, once. */
async function expireKept(engine) {
	for (const { tableReference, timePartitioning } of await listTables(engine, "ops")) {
		const { tableId } = tableReference;
		if (!tableId.startsWith(KEPT) || Number(timePartitioning?.expirationMs ?? 0) > 0) continue;
		await expirePartitions(engine, `ops.${tableId}`, "kept_at", 8);
	}
}

/** BigQuery takes 1 MB of text as it is sent; the rest is room for what stands around the statements. */
const MAX_TEXT_CHARS = 9e5;
/** A transaction may change 100 tables, and a table, such as the ledger, 25 times in 10 s. */
const MAX_PARTS = 20;
/** Parts in order, as many together as one transaction takes. A part larger than that is one by itself. */
function chunksOf(parts, textsOf) {
	const chunks = [];
	let size = 0;
	for (const part of parts) {
		const own = textsOf(part).reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
		const last = chunks.at(-1);
		if (last === void 0 || last.length >= MAX_PARTS || size + own > 9e5) {
			chunks.push([part]);
			size = own;
		} else {
			last.push(part);
			size += own;
		}
	}
	return chunks;
}

/** The bookkeeping tables: the same columns as on the embedded engine. */
const OPS_FIELDS = {
	partition_writes: fields({
		run: "STRING",
		kind: "STRING",
		table_id: "STRING",
		game_date: "DATE",
		row_count: "INT64",
		rows_before: "INT64",
		fingerprint: "STRING",
		fingerprint_before: "STRING",
		upstream_fingerprint: "STRING",
		seconds: "FLOAT64",
		written_at: "TIMESTAMP",
		position: "INT64"
	}),
	backfill_runs: fields({
		run: "STRING",
		event: "STRING",
		recorded_at: "TIMESTAMP",
		plan_json: "STRING",
		summary_json: "STRING"
	}),
	cell_attempts: fields({
		run: "STRING",
		table_id: "STRING",
		game_date: "DATE",
		outcome: "STRING",
		attempt: "INT64",
		message: "STRING",
		due_at: "TIMESTAMP",
		recorded_at: "TIMESTAMP"
	}),
	row_sources: fields({
		run: "STRING",
		table_id: "STRING",
		game_date: "DATE",
		sources_json: "STRING",
		recorded_at: "TIMESTAMP"
	})
};
/** What each is asked by: a filter then reads little of it, however long it has grown. */
const OPS_CLUSTERS = {
	partition_writes: ["table_id", "game_date"],
	backfill_runs: ["run"],
	cell_attempts: ["table_id", "game_date"],
	row_sources: ["table_id", "game_date"]
};
function fields(types) {
	return Object.entries(types).map(([name, type]) => ({
		name,
		type
	}));
}
const ensureOps = async (engine, table) => {
	if (engine.ensured.has(table)) return;
	await ensureDataset(engine, "ops");
	await ensureTable(engine, `ops.${table}`, {
		fields: OPS_FIELDS[table],
		clusteredBy: OPS_CLUSTERS[table]
	});
	engine.ensured.add(table);
};
/** Values as GoogleSQL: every column takes text and casts it. */
function insertOps(table, row) {
	const given = Object.entries(row).filter(([, value]) => value !== null);
	const typeOf = (name) => {
		const field = OPS_FIELDS[table].find((one) => one.name === name);
		if (field === void 0) throw new Error(`ops.${table} has no column "${name}".`);
		return field.type;
	};
	const columns = given.map(([name]) => `\`${name}\``).join(", ");
	const values = given.map(([name]) => `CAST(@${name} AS ${typeOf(name)})`).join(", ");
	return {
		id: `ops-record-${(0, import__node_crypto.randomUUID)()}`,
		labels: { kind: "record" },
		work: {
			kind: "query",
			query: {
				query: `INSERT INTO \`ops.${table}\` (${columns}) SELECT ${values}`,
				queryParameters: given.map(([name, value]) => ({
					name,
					parameterType: { type: "STRING" },
					parameterValue: { value: String(value) }
				}))
			}
		}
	};
}
/** Appends one row, once: a lost answer is looked up by the job's id. */
async function record$1(engine, table, row) {
	await ensureOps(engine, table);
	const text = JSON.stringify(row);
	const spec = text.length > 9e5 ? loadOps(engine, table, text) : insertOps(table, row);
	await runJob(engine, spec);
}
/** A plan of many cells is longer than a request with parameters may be; a load takes a row of 100 MB. */
const loadOps = (engine, table, line) => ({
	id: `ops-record-${(0, import__node_crypto.randomUUID)()}`,
	labels: { kind: "record" },
	work: {
		kind: "load",
		lines: `${line}\n`,
		load: {
			destinationTable: referenceOf(engine, `ops.${table}`),
			schema: { fields: OPS_FIELDS[table] },
			sourceFormat: "NEWLINE_DELIMITED_JSON",
			createDisposition: "CREATE_NEVER",
			writeDisposition: "WRITE_APPEND"
		}
	}
});
/** Counts inside the transaction, so that the ledger says what was committed. */
function appendLedgerSql({ note, before, seconds, afterSql }) {
	const lines = before.map(({ date, rowsBefore, fingerprintBefore }) => `STRUCT(${dateLiteral(date)} AS game_date, ${rowsBefore} AS rows_before, ${textLiteral(fingerprintBefore)} AS fingerprint_before, ${textLiteral(note.upstreamFingerprints.get(date) ?? "")} AS upstream)`);
	return `INSERT INTO \`ops.partition_writes\` (run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position)
SELECT ${textLiteral(note.run)}, ${textLiteral(note.kind)}, ${textLiteral(note.tableId)}, claim.game_date,
  COALESCE(written.n, 0), claim.rows_before, COALESCE(written.fingerprint, ''), claim.fingerprint_before,
  claim.upstream, ${(seconds / Math.max(1, before.length)).toFixed(6)}, CURRENT_TIMESTAMP(),
  (SELECT COALESCE(MAX(position), 0) + 1 FROM \`ops.partition_writes\`)
FROM UNNEST([${lines.join(",\n  ")}]) AS claim
LEFT JOIN (${afterSql}) AS written ON written.d = CAST(claim.game_date AS STRING)`;
}
/** Many lines make a text that BigQuery refuses; it takes 1 MB. */
const LINES_A_STATEMENT = 1e3;
/** Content that was found, in statements of so many lines that the engine takes them. */
async function recordObserved(engine, { run, kind, lines }) {
	if (lines.length === 0) return;
	await ensureOps(engine, "partition_writes");
	for (let at = 0; at < lines.length; at += LINES_A_STATEMENT) {
		const some = lines.slice(at, at + LINES_A_STATEMENT).map((line) => `STRUCT(${textLiteral(line.tableId)} AS table_id, ${dateLiteral(line.date)} AS game_date, ${line.rows} AS n, ${line.rowsBefore} AS rows_before, ${textLiteral(line.fingerprint)} AS fingerprint, ${textLiteral(line.fingerprintBefore)} AS fingerprint_before, ${textLiteral(line.upstreamFingerprint)} AS upstream)`);
		const query = `INSERT INTO \`ops.partition_writes\` (run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position)
SELECT ${textLiteral(run)}, ${textLiteral(kind)}, line.table_id, line.game_date, line.n, line.rows_before, line.fingerprint,
  line.fingerprint_before, line.upstream, 0, CURRENT_TIMESTAMP(),
  (SELECT COALESCE(MAX(position), 0) + 1 FROM \`ops.partition_writes\`)
FROM UNNEST([${some.join(",\n  ")}]) AS line`;
		await runJob(engine, {
			id: `ops-record-${(0, import__node_crypto.randomUUID)()}`,
			labels: { kind: "record" },
			run,
			work: {
				kind: "query",
				query: {
					query,
					queryParameters: []
				}
			}
		});
	}
}
/** The newest ledger lines of some dates of a table that are writes; what was only kept or seen is none. */
const latestLedgerSql = (tableId, dates, run) => `SELECT CAST(game_date AS STRING) AS d, run, row_count AS n, fingerprint, rows_before, fingerprint_before, position
FROM \`ops.partition_writes\`
WHERE table_id = ${textLiteral(tableId)} AND game_date IN (${dates}) AND kind <> 'kept' AND ${NOT_OBSERVED}${run === void 0 ? "" : ` AND run = ${textLiteral(run)}`}
QUALIFY ROW_NUMBER() OVER (PARTITION BY game_date ORDER BY position DESC) = 1`;
/** What each date held before a run first touched it, by the run's first line, and how often the run wrote it. */
const firstLedgerSql = (tableId, dates, run) => `SELECT CAST(game_date AS STRING) AS d, rows_before, fingerprint_before,
  SUM(IF(kind = 'kept', 0, 1)) OVER (PARTITION BY game_date) AS writes
FROM \`ops.partition_writes\`
WHERE table_id = ${textLiteral(tableId)} AND game_date IN (${dates}) AND run = ${textLiteral(run)} AND ${NOT_OBSERVED}
QUALIFY ROW_NUMBER() OVER (PARTITION BY game_date ORDER BY position) = 1`;

/**
* One job for all that is to be known before a change: a job takes a second and bills 10 MB at least, and what is read
* by one is of one moment. `counts` are SELECTs of d, n and fingerprint by name, `ledger` one of the newest lines.
*/
async function lookOnce(engine, counts, ledger) {
	const parts = Object.entries(counts).map(([side, sql]) => `SELECT '${side}' AS side, counted.d, counted.n, counted.fingerprint, CAST(NULL AS STRING) AS run,
  CAST(NULL AS INT64) AS rows_before, CAST(NULL AS STRING) AS fingerprint_before, CAST(NULL AS INT64) AS position
FROM (${sql}) AS counted`);
	if (ledger !== null) parts.push(`SELECT 'ledger' AS side, line.d, line.n, line.fingerprint, line.run, line.rows_before, line.fingerprint_before,
  line.position
FROM (${ledger}) AS line`);
	const rows = await ask(engine, "look", parts.join("\nUNION ALL\n"), { sees: "all" });
	const of = (side) => rows.filter((row) => row["side"] === side);
	return {
		counts: (side) => countsOf(of(side)),
		ledger: of("ledger")
	};
}

/**
* Everything is looked at before anything changes; then tables return in transactions of so many that BigQuery takes the
* text. Who dies between two of them undoes the rest by asking again.
*/
async function restore(engine, request) {
	await ensureOps(engine, "partition_writes");
	const inOps = await tablesIn(engine, "ops");
	const looked = [];
	for (const one of request.tables) looked.push(await lookAt(engine, request, one, inOps));
	const written = [];
	for (const chunk of chunksOf(looked, ({ statements, result }) => [...statements, result])) {
		let now = chunk;
		const back = recounted(engine, async (isAgain) => {
			if (isAgain) now = await Promise.all(chunk.map(({ part }) => lookAt(engine, request, part, inOps)));
			return put(engine, request, now);
		});
		written.push(...await back.catch((error) => refused(error, written.length)));
	}
	return written;
}
/** A refusal that came after other tables had returned must not say that nothing did. */
function refused(error, restored) {
	if (!(error instanceof RefusedWriteError) || restored === 0) throw error;
	const what = `${restored} cells of other tables were restored before; these were not.`;
	throw new RefusedWriteError(error.message.replace("Nothing was restored.", what));
}
async function put(engine, request, looked) {
	const script = [
		"BEGIN TRANSACTION",
		...looked.flatMap(({ statements }) => statements),
		"COMMIT TRANSACTION",
		looked.map(({ result }) => result).join("\nUNION ALL\n")
	];
	const positions = looked.flatMap(({ part, ledger }) => ledger.map((row) => [
		part.tableId,
		row["d"],
		row["position"]
	]));
	const id = await runJob(engine, {
		id: jobIdOf("restore", request.run, request.undoRun, positions.sort()),
		labels: { kind: "restore" },
		run: request.undoRun,
		work: {
			kind: "query",
			query: {
				query: `${script.join(";\n")};`,
				queryParameters: []
			}
		}
	});
	const rows = await rowsOfJob(engine, id);
	return looked.flatMap(({ part: { tableId, dates } }) => writtenOf(dates, rows.filter((row) => row["id"] === tableId)));
}
/** Refuses, before anything changes, what was written later or is no longer kept; else the statements that put it back. */
async function lookAt(engine, request, one, inOps) {
	const { tableId, table, dateColumn, dates } = one;
	const columns = (await findWritten(engine, table))?.schema?.fields;
	if (columns === void 0) throw new TableNotFoundError(`Table ${table} does not exist`);
	const where = inClaim(dateColumn, dates);
	const counted = countsSql(table, dateColumn, fingerprintSql(columns, one.volatileColumns), where);
	const ofRun = `${where} AND kept_run = ${textLiteral(request.run)}`;
	const kept = keptTablesOf(table, inOps);
	const old = dates.filter((date) => isOldFingerprint(one.fingerprints.get(date) ?? ""));
	const { counts, ledger } = await lookOnce(engine, {
		before: counted,
		...old.length === 0 ? {} : { old: countsSql(table, dateColumn, oldFingerprintSql(columns), inClaim(dateColumn, old)) },
		...Object.fromEntries(kept.map((name) => [name, countsSql(name, dateColumn, null, ofRun)]))
	}, latestLedgerSql(tableId, dateLiterals(dates)));
	const before = counts("before");
	const holding = kept.filter((name) => counts(name).size > 0);
	const returns = [];
	for (const name of holding) {
		const own = await keptColumns(engine, name);
		guardColumns$1(table, columns, own, request.run);
		const list = columnNames(own).join(", ");
		returns.push(`INSERT INTO ${quotedName(table)} (${list}) SELECT ${list} FROM ${quotedName(name)} WHERE ${ofRun}`);
	}
	guardUnchanged(request.run, one, new Map([...before, ...counts("old")]));
	const rowsKept = (date) => holding.reduce((sum, name) => sum + (counts(name).get(date)?.rows ?? 0), 0);
	const short = dates.filter((date) => rowsKept(date) !== (one.rowsBefore.get(date) ?? 0));
	if (short.length > 0) throw new RefusedWriteError(`The rows of ${table} that ${request.run} replaced on ${short.join(", ")} are no longer kept. Nothing was restored.`);
	return {
		part: one,
		ledger,
		result: `SELECT ${textLiteral(tableId)} AS id, lines.* FROM (${latestLedgerSql(tableId, dateLiterals(dates), request.undoRun)}) AS lines`,
		statements: [
			unchangedSql(counted, before, table),
			`DELETE FROM ${quotedName(table)} WHERE ${where}`,
			...returns,
			appendLedgerSql({
				note: {
					run: request.undoRun,
					tableId,
					kind: "undo",
					upstreamFingerprints: one.upstreamFingerprints
				},
				before: dates.map((date) => ({
					date,
					rowsBefore: before.get(date)?.rows ?? 0,
					fingerprintBefore: before.get(date)?.fingerprint ?? ""
				})),
				seconds: 0,
				afterSql: counted
			})
		]
	};
}
/** What the table had when the rows were kept. A column that it has gained since stays empty in them, as it was. */
async function keptColumns(engine, kept) {
	return ((await findTable(engine, kept))?.schema?.fields ?? []).filter((field) => !KEPT_FIELDS.some((own) => sameName(own, field)));
}
function guardColumns$1(table, columns, kept, run) {
	const gone = kept.filter((field) => !columns.some((one) => sameName(one, field)));
	if (gone.length > 0) throw new RefusedWriteError(`${table} no longer has the column ${gone.map(({ name }) => name).join(", ")}, which the rows that ${run} replaced have. Add it again (ALTER TABLE ... ADD COLUMN), then undo ${run}. Nothing was restored.`);
}

/** Two small transactions around somebody else's write: see docs/adr/0010-services.md. */
async function witness(engine, request, write) {
	const columns = (await findWritten(engine, request.table))?.schema?.fields;
	if (columns === void 0) throw new TableNotFoundError(`Table ${request.table} does not exist`);
	await ensureOps(engine, "partition_writes");
	return witnessed(request, write, {
		before: () => recounted(engine, () => keepBefore(engine, request, columns)),
		look: async (before) => {
			const sql = countedSql(request, columns, request.dates);
			return against(request.dates, before, countsOf(await ask(engine, "look", sql)));
		},
		lost: lostSince(request, keptName(request.table, columns), (sql) => ask(engine, "look", sql)),
		record: (entry) => record(engine, request, columns, entry),
		recounted: (work) => recounted(engine, work)
	});
}
/** What the dates held before the run first touched them. Those that it has not touched are kept, with a line that says so. */
async function keepBefore(engine, request, columns) {
	const { table, dates, ledger } = request;
	const sql = firstLedgerSql(ledger.tableId, dateLiterals(dates), ledger.run);
	const lines = await ask(engine, "look", sql);
	const recorded = new Set(lines.filter(({ writes }) => Number(writes) > 0).map(({ d }) => d));
	const before = countsOf(lines.map(({ d, rows_before: n = null, fingerprint_before: fingerprint = null }) => ({
		d,
		n,
		fingerprint
	})));
	const fresh = dates.filter((date) => !before.has(date));
	if (fresh.length === 0) return {
		counts: before,
		recorded
	};
	const counted = countedSql(request, columns, fresh);
	const now = countsOf(await ask(engine, "look", counted, { sees: "all" }));
	const keep = now.size === 0 ? [] : [keepSql(await ensureKept(engine, table, columns), {
		...request,
		dates: fresh
	}, columns, ledger)];
	const kept = appendLedgerSql({
		note: {
			...ledger,
			kind: "kept",
			upstreamFingerprints: /* @__PURE__ */ new Map()
		},
		before: against(fresh, now, now),
		seconds: 0,
		afterSql: counted
	});
	await change(engine, [
		unchangedSql(counted, now, table),
		...keep,
		kept
	], {
		kind: "keep",
		run: ledger.run,
		id: jobIdOf("keep", table, ledger.run, [...fresh].sort(), [...now].sort())
	});
	return {
		counts: new Map([...before, ...now]),
		recorded
	};
}
async function record(engine, request, columns, entry) {
	const { table, ledger } = request;
	const { kind, written, seconds } = entry;
	const dates = written.map(({ date }) => date);
	const counted = countedSql(request, columns, dates);
	const there = new Map(written.flatMap(({ date, rows, fingerprint }) => rows === 0 ? [] : [[date, {
		rows,
		fingerprint
	}]]));
	const positions = (await ask(engine, "look", latestLedgerSql(ledger.tableId, dateLiterals(dates)))).map((row) => [row["d"], row["position"]]).sort();
	const append = appendLedgerSql({
		note: {
			...ledger,
			kind
		},
		before: written,
		seconds,
		afterSql: counted
	});
	await change(engine, [unchangedSql(counted, there, table), append], {
		kind: "witness",
		run: ledger.run,
		id: jobIdOf("witness", table, ledger.run, kind, [...there].sort(), positions)
	});
}
async function change(engine, statements, { kind, id, run }) {
	const script = [
		"BEGIN TRANSACTION",
		...statements,
		"COMMIT TRANSACTION"
	];
	await runJob(engine, {
		id,
		labels: { kind },
		run,
		work: {
			kind: "query",
			query: {
				query: `${script.join(";\n")};`,
				queryParameters: []
			}
		}
	});
}
const countedSql = ({ table, dateColumn, ledger }, columns, dates) => {
	const hash = fingerprintSql(columns, ledger.volatileColumns);
	return countsSql(table, dateColumn, hash, inClaim(dateColumn, dates));
};
const against = (dates, before, now) => dates.map((date) => ({
	date,
	rows: now.get(date)?.rows ?? 0,
	rowsBefore: before.get(date)?.rows ?? 0,
	fingerprint: now.get(date)?.fingerprint ?? "",
	fingerprintBefore: before.get(date)?.fingerprint ?? ""
}));

/** Before the transaction, because the engine finds out in the middle of it. */
function guardColumns({ table, dateColumn }, shape, { fields }) {
	const strange = fields.filter((one) => !shape.some((field) => sameName(one, field)));
	if (strange.length > 0) throw new RefusedWriteError(`${table} has no column ${strange.map(({ name }) => name).join(", ")}, which the new rows have`);
	for (const own of fields) {
		const target = shape.find((field) => sameName(own, field));
		if (target !== void 0 && isOtherShape(target, own)) throw new RefusedWriteError(`${table}: column "${target.name}" is ${columnOf(target).type}, and the new rows have ${columnOf(own).type} in it`);
	}
	if (!fields.some((one) => sameName(one, {
		name: dateColumn,
		type: "DATE"
	}) && one.type === "DATE")) throw new RefusedWriteError(`${table}: the new rows have no date in ${dateColumn}`);
}
/** Refuses rows outside the claim, and rows that did not arrive. */
function guardArrival({ table, dates }, { staged }, { rowsSent }) {
	const claim = new Set(dates);
	const outside = [...staged].filter(([date]) => !claim.has(date));
	if (outside.length > 0) throw new RefusedWriteError(`${table}: the new rows are not only of the claimed dates (${outside.map(([date, { rows }]) => `${rows} of ${date ?? "no date"}`).join(", ")})`);
	const arrived = [...staged.values()].reduce((sum, { rows }) => sum + rows, 0);
	if (rowsSent !== null && arrived !== rowsSent) throw new AdvisedError(`${table}: ${arrived} of ${rowsSent} rows were loaded`, { kind: "seconds" });
}
/** BigQuery drops rows of a day that has expired, and says nothing: the write would be recorded, and be empty. */
function guardRetention({ table, dateColumn }, { staged }, { timePartitioning: partition }, now) {
	const keepsMs = Number(partition?.expirationMs ?? 0);
	if (keepsMs <= 0 || partition?.field?.toLowerCase() !== dateColumn.toLowerCase()) return;
	const gone = [...staged.keys()].filter((date) => Date.parse(date) + keepsMs <= now.getTime());
	if (gone.length > 0) throw new RefusedWriteError(`${table} removes a date's rows after ${Math.floor(keepsMs / 864e5)} days, and would drop those of ${gone.join(", ")} without an error. Have its owner take the expiration off (ALTER TABLE ... SET OPTIONS (partition_expiration_days = NULL)), then run this again`);
}

/**
* A row as a line of a load. What JSON has no exact number for goes as text, which the engine reads in the column's type.
* Throws RefusedWriteError, with column and value, where the column would round it.
*/
function loadLine(table, fields, row) {
	const entries = Object.entries(row).map(([name, value]) => {
		const field = fields.find((one) => sameName(one, {
			name,
			type: ""
		}));
		const text = field === void 0 ? null : exactText(keepsOf(field), value);
		if (text === void 0) throw new RefusedWriteError(`${table}: column "${name}" (${field?.type}) would not keep all of ${value}`);
		return [name, jsonValue(value, text)];
	});
	return JSON.stringify(Object.fromEntries(entries));
}
/** JSON has no NaN and no infinity: they would become null. */
const jsonValue = (value, text) => typeof value === "string" || typeof value === "number" && !Number.isFinite(value) ? text ?? String(value) : value;

const STAGE_HOURS = 12;
/** A load is sent in one request; BigQuery takes more, a lost connection repeats less. */
const MAX_LOAD_CHARS = 8 * 1024 ** 2;
/** Computes the new rows beside the table, under a name of this run and call alone; which expires by itself: a transaction may read it long after its answer was lost. */
async function stage(engine, request, shape, filesAt) {
	await ensureDataset(engine, "ops");
	const { source } = request;
	const run = request.ledger?.run;
	const name = `ops.${[
		"stage",
		request.table,
		run ?? "load",
		(0, import__node_crypto.randomUUID)().slice(0, 8)
	].join("__").replaceAll(/[^A-Za-z0-9_]/g, "_")}`;
	switch (source.kind) {
		case "select": {
			const { query } = bindQuery(source.sql, dateParams(request.dates));
			const sql = `CREATE TABLE ${quotedName(name)}
OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL ${STAGE_HOURS} HOUR))
AS ${query}`;
			await runJob(engine, {
				id: name.replace(".", "-"),
				labels: { kind: "stage" },
				sees: "all",
				run,
				work: {
					kind: "query",
					query: {
						query: sql,
						queryParameters: []
					}
				}
			});
			return {
				table: name,
				fields: (await findTable(engine, name))?.schema?.fields ?? [],
				rowsSent: null
			};
		}
		case "rows":
			if (shape === null) throw new TableNotFoundError(`Table ${request.table} does not exist`);
			await load(engine, name, fieldsOfRows(request.table, shape, source.rows), source.rows, run);
			if (source.only === void 0) return {
				table: name,
				fields: shape,
				rowsSent: source.rows.length
			};
			return {
				table: name,
				fields: shape,
				rowsSent: source.rows.length + await keepOthers(engine, name, request, shape, source)
			};
		case "recorded": {
			const { readRecorded } = await import("./warehouse.bigquery.write.recorded.js");
			const { fields, rows } = await readRecorded(source.sql, request, filesAt);
			await load(engine, name, fields, rows, run);
			return {
				table: name,
				fields,
				rowsSent: rows.length
			};
		}
	}
}
/** Copies the rows that stay beside the new ones, by the engine alone. Returns how many they are. */
async function keepOthers(engine, stage, { table, dateColumn, dates, ledger }, shape, { only }) {
	if (only === void 0) return 0;
	const column = `CAST(${quotedName(only.column)} AS STRING)`;
	const values = only.values.map(textLiteral).join(", ");
	const stays = values === "" ? "TRUE" : `COALESCE(${column} NOT IN (${values}), TRUE)`;
	const where = `${inClaim(dateColumn, dates)} AND ${stays}`;
	const list = columnNames(shape).join(", ");
	const [counted] = await ask(engine, "look", `SELECT COUNT(*) AS n FROM ${quotedName(table)} WHERE ${where}`);
	const n = Number(counted?.["n"] ?? 0);
	if (n > 0) await runJob(engine, {
		id: `${stage.replace(".", "-")}-kept`,
		labels: { kind: "stage" },
		run: ledger?.run,
		work: {
			kind: "query",
			query: {
				query: `INSERT INTO ${quotedName(stage)} (${list}) SELECT ${list} FROM ${quotedName(table)} WHERE ${where}`,
				queryParameters: []
			}
		}
	});
	return n;
}
/** Rows from outside take the shape of the table that is there: a new column is refused by name, not added. */
function fieldsOfRows(table, shape, rows) {
	const strange = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !shape.some((field) => sameName(field, {
		name,
		type: ""
	})));
	if (strange.length > 0) throw new RefusedWriteError(`${table} has no column ${strange.join(", ")}, which the rows have`);
	return shape;
}
/** By load jobs, which cost nothing and count against the stage alone, not against the table's daily loads. */
async function load(engine, table, fields, rows, run) {
	const expiresAt = new Date(engine.now().getTime() + STAGE_HOURS * 36e5);
	await ensureTable(engine, table, {
		fields,
		expiresAt
	});
	for (const [index, lines] of [...chunks(rows.map((row) => loadLine(table, fields, row)))].entries()) await runJob(engine, {
		id: `${table.replace(".", "-")}-${index}`,
		labels: { kind: "load" },
		run,
		work: {
			kind: "load",
			lines,
			load: {
				destinationTable: referenceOf(engine, table),
				schema: { fields },
				sourceFormat: "NEWLINE_DELIMITED_JSON",
				createDisposition: "CREATE_NEVER",
				writeDisposition: index === 0 ? "WRITE_TRUNCATE" : "WRITE_APPEND"
			}
		}
	});
}
function* chunks(all) {
	let lines = [];
	let size = 0;
	for (const line of all) {
		if (size + line.length > MAX_LOAD_CHARS && lines.length > 0) {
			yield `${lines.join("\n")}\n`;
			[lines, size] = [[], 0];
		}
		lines.push(line);
		size += line.length + 1;
	}
	if (lines.length > 0) yield `${lines.join("\n")}\n`;
}

/** Stage, look, then one transaction: see docs/adr/0009-bigquery-replace.md for why this way. */
const replaceDates = (engine, request, filesAt) => recounted(engine, () => replaceOnce(engine, request, filesAt));
async function replaceOnce(engine, request, filesAt) {
	const started = performance.now();
	const found = await findWritten(engine, request.table);
	const shape = found?.schema?.fields ?? null;
	if (request.ledger !== null) await ensureOps(engine, "partition_writes");
	const staged = await stage(engine, request, shape, filesAt);
	const columns = shape ?? staged.fields;
	guardColumns(request, columns, staged);
	const looked = await look(engine, request, columns, shape !== null, staged);
	guardArrival(request, looked, staged);
	if (found !== null) guardRetention(request, looked, found, engine.now());
	const done = alreadyDone(request, looked);
	if (done !== null) return done;
	await guardLosses(engine, request, looked, staged);
	return swap(engine, request, columns, staged, looked, (performance.now() - started) / 1e3);
}
async function look(engine, { table, dateColumn, dates, ledger }, columns, exists, staged) {
	const hashed = ledger !== null;
	const left = ledger?.volatileColumns;
	const own = hashed ? stagedFingerprintSql(columns, staged.fields, left) : null;
	const there = hashed ? fingerprintSql(columns, left) : null;
	const { counts, ledger: lines } = await lookOnce(engine, {
		staged: countsSql(staged.table, dateColumn, own, "TRUE"),
		...exists ? { before: countsSql(table, dateColumn, there, inClaim(dateColumn, dates)) } : {}
	}, ledger === null ? null : latestLedgerSql(ledger.tableId, dateLiterals(dates)));
	return {
		exists,
		staged: counts("staged"),
		before: counts("before"),
		ledger: lines
	};
}
/**
* Refuses dates that shrink, dates without the rows that were expected, and what others hold too. Keys are asked for only
* where there are rows to lose; that they are still the same is checked in the transaction.
*/
async function guardLosses(engine, request, { before, staged }, stage) {
	const { table, dates, losses, allowShrink } = request;
	const some = dates.filter((date) => before.has(date));
	const there = {
		before: quotedName(table),
		after: quotedName(stage.table),
		dates: some
	};
	const found = losses === void 0 || some.length === 0 ? NO_LOSSES : await lossesOf(losses, there, allowShrink, (sql) => ask(engine, "look", sql));
	const changes = dates.map((date) => ({
		date,
		had: before.get(date)?.rows ?? 0,
		has: staged.get(date)?.rows ?? 0
	}));
	const problems = refusalsOf(request, changes, found, "ahead");
	if (problems.length > 0) throw new RefusedWriteError(`${table}: ${problems.join("; ")}`);
	if (found.why !== null) throw new RefusedLossError(`${table}: ${found.why}`);
}
/** The same run wrote these very rows, and its answer was lost: what it recorded then is the answer. */
function alreadyDone({ ledger, dates }, { staged, before, ledger: lines }) {
	if (ledger === null) return null;
	return dates.every((date) => {
		const line = lines.find((row) => row["d"] === date);
		const content = staged.get(date)?.fingerprint ?? "";
		return line?.["run"] === ledger.run && line["fingerprint"] === content && (before.get(date)?.fingerprint ?? "") === content;
	}) ? writtenOf(dates, lines) : null;
}
async function swap(engine, request, columns, staged, looked, secondsSoFar) {
	const { table, dateColumn, dates, ledger } = request;
	if (!looked.exists) {
		await ensureDataset(engine, pathOf(table).dataset);
		await ensureTable(engine, table, {
			fields: columns,
			partitionedBy: dateColumn
		});
	}
	const where = inClaim(dateColumn, dates);
	const change = [`DELETE FROM ${quotedName(table)} WHERE ${where}`, insertStagedSql(table, columns, staged)];
	const hash = ledger && fingerprintSql(columns, ledger.volatileColumns);
	const counted = countsSql(table, dateColumn, hash, where);
	const script = ledger === null ? [
		"BEGIN TRANSACTION",
		...change,
		"COMMIT TRANSACTION",
		counted
	] : [
		"BEGIN TRANSACTION",
		unchangedSql(counted, looked.before, table),
		...looked.before.size === 0 ? [] : [keepSql(await ensureKept(engine, table, columns), request, columns, ledger)],
		...change,
		appendLedgerSql({
			note: ledger,
			seconds: secondsSoFar,
			afterSql: counted,
			before: beforeLines(dates, looked.before)
		}),
		"COMMIT TRANSACTION",
		latestLedgerSql(ledger.tableId, dateLiterals(dates), ledger.run)
	];
	const positions = looked.ledger.map((row) => [row["d"], row["position"]]).sort();
	const content = ledger === null ? staged.table : [
		ledger.run,
		[...looked.staged].sort(),
		positions
	];
	const id = await runJob(engine, {
		id: jobIdOf("replace", table, [...dates].sort(), content),
		labels: { kind: "replace" },
		run: ledger?.run,
		work: {
			kind: "query",
			query: {
				query: `${script.join(";\n")};`,
				queryParameters: []
			}
		}
	});
	const rows = await rowsOfJob(engine, id);
	const before = beforeLines(dates, looked.before);
	return writtenOf(dates, rows).map((one, index) => ledger === null ? {
		...one,
		...before[index]
	} : one);
}
/** Every value as its column takes it: the fingerprints of the staged rows are over the same values. */
function insertStagedSql(table, columns, { table: from, fields }) {
	const values = fields.map((own) => {
		const target = columns.find((one) => sameName(one, own));
		return target === void 0 ? quotedName(own.name) : insertedSql(target, own);
	});
	return `INSERT INTO ${quotedName(table)} (${columnNames(fields).join(", ")}) SELECT ${values.join(", ")} FROM ${quotedName(from)}`;
}
const beforeLines = (dates, before) => dates.map((date) => ({
	date,
	rowsBefore: before.get(date)?.rows ?? 0,
	fingerprintBefore: before.get(date)?.fingerprint ?? ""
}));

/** Per query; a count over two seasons reads a few columns of one table. */
const DEFAULT_MAX_BYTES_BILLED = 10 * 1024 ** 3;
const DEFAULT_JOB_DEADLINE_MS = 12e5;
const DEFAULT_REQUEST_TIMEOUT_MS = 6e4;
/** A warehouse on BigQuery. Credentials are found by the client (application default credentials). */
async function openBigQuery(options) {
	const { project, location, filesAt = "." } = options;
	const closed = new AbortController();
	const engine = {
		rest: await openRest({
			project,
			location,
			billingProject: options.billingProject,
			requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS
		}),
		retry: options.retry ?? DEFAULT_RETRY,
		maxBytesBilled: options.maxBytesBilled ?? DEFAULT_MAX_BYTES_BILLED,
		labels: options.labels ?? {},
		jobDeadlineMs: options.jobDeadlineMs ?? DEFAULT_JOB_DEADLINE_MS,
		now: options.now ?? (() => /* @__PURE__ */ new Date()),
		signal: closed.signal,
		ensured: /* @__PURE__ */ new Set(),
		meter: openMeter()
	};
	async function query(sql, params = {}) {
		const id = await runJob(engine, {
			id: `ops-read-${(0, import__node_crypto.randomUUID)()}`,
			labels: { kind: "read" },
			work: {
				kind: "query",
				query: bindQuery(sql, params)
			}
		});
		return rowsOfJob(engine, id);
	}
	const judged = async (work) => {
		try {
			return await work();
		} catch (error) {
			const known = classified(error, engine.now());
			throw await liesElsewhere(engine, known) ?? known;
		}
	};
	return {
		label: `BigQuery ${project}`,
		abilities: {
			shared: true,
			maxConcurrentQueries: 8,
			maxConcurrentWrites: 8,
			datesAtOnce: 7,
			estimates: true,
			maxBytesBilled: engine.maxBytesBilled,
			partitionMetadata: true
		},
		query: (sql, params) => judged(() => query(sql, params)),
		columnsOf: (tables) => columnsOf(engine, tables),
		describe: (sql, params = {}) => judged(() => describe(engine, bindQuery(sql, params))),
		estimate: (sql, params = {}) => judged(() => estimate(engine, bindQuery(sql, params))),
		estimateReplace: (request) => judged(() => estimateReplace(engine, request)),
		usage: () => engine.meter.usage(),
		partitionRows: (tables) => judged(() => partitionRows(engine, tables)),
		tableStates: (tables, marks) => judged(() => tableStates(engine, tables, marks)),
		fingerprints: (request) => judged(() => fingerprints(engine, request)),
		estimateFingerprints: (request) => judged(() => estimateFingerprints(engine, request)),
		replaceDates: (request) => judged(() => replaceDates(engine, request, filesAt)),
		witness: (request, write) => judged(() => witness(engine, request, write)),
		restore: (request) => judged(() => restore(engine, request)),
		recordObserved: (observed) => judged(() => recordObserved(engine, observed)),
		record: (table, row) => judged(() => record$1(engine, table, row)),
		forgetKept: () => judged(() => expireKept(engine)),
		[Symbol.asyncDispose]: async () => closed.abort()
	};
}

export { openBigQuery };