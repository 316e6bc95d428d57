import { __toESM } from "./rolldown-runtime.js";
import { require__node_child_process, require__node_crypto, require__node_path, require__node_util, require_promises, require_promises$1 } from "./node-builtins.js";
import { TableNotFoundError, UnreadableError, UserError, _enum, addDays, array, boolean, columnOf, dayOf as dayOf$1, daysBetween, errorMessage, int, isCivilDate, isPresent, keyOf as keyOf$1, literal, looseObject, mergeRanges, number$1 as number, prettifyError, printDateList, reads, strictObject, string, union } from "./every-action.js";
import { datetime, declaredRange, environmentOf, gameColumnOf, gamesCalendar, movedColumn, producerOf, tablesOf, waiversFor } from "./pipeline.readings.js";
import { batchesOf, outcomeOf as outcomeOf$1 } from "./backfill.run.outcome.js";
import { LEDGER_QUERY, Lineage, Listing, aboveBudget, answered, canCompare, checkReportFolder, daysAround, fingerprintRequest, isWrite, mostOf, observe, openToPlan, openToRepair, priceReads, pricingOf, readAttempts, readEventsOf, readLedgerFor, readLedgerOf, readModel, readRunsBriefly, readSql, readTouched, recordCost, seenBy, staleByWrites, undoOf, upstreamFingerprint, upstreamFingerprints } from "./advice.phases.js";
import { ALWAYS, assess, boundsOf, isIndependent, tableSource, writeWhole } from "./findings.assess.assess.js";
import { overrideKeysOf, requestOf, serviceAddress } from "./pipeline.rhythm.js";
import { levelsOf, topologicalOrder } from "./pipeline.graph.js";
import { FOREIGN } from "./records.plan.js";
import { SOURCE_ADDRESS, checkAsked, judgedAt, loadPipeline, mayAsk, require_dist, sourceBase, warehouseSettings } from "./jobs.shared.open.js";
import { environmentFolder } from "./advice.advice.js";
import { moneyFor, sumOfCosts } from "./pipeline.cost.js";
import { count as count$1, quoted as quoted$1, table } from "./render.text.markdown.js";
import { pMap } from "./npm.p-map.index.js";
import { costIn, parsePlan, recordEvent, summaryOf } from "./jobs.shared.plan-file.js";
import { Wholeness, chooseControls, compareRows, controlVerdict, exitCodeOf, flawText, isComplete, receiptOf, stateAfter } from "./backfill.plan.control.js";
import { renderReceipt, totals } from "./render.repair.receipt.js";
import { NO_LIMITS, RefusedLossError, exactJsonNumber } from "./warehouse.content.js";
import { AdvisedError, DEFAULT_RETRY, adviceOf, withRetries } from "./warehouse.retry.js";

/** `range`: the dates whose ledger is needed, where not all of it is. `events`: the run's, where they were just read. */
async function readRun(warehouse, run, { range, events } = {}) {
	const own = events ?? await readEventsOf(warehouse, run);
	const started = own.find(({ event }) => event === "started");
	if (started === void 0) {
		const begun = (await readRunsBriefly(warehouse)).filter(({ event }) => event === "started");
		const known = [...new Set(begun.map((one) => one.run))].slice(-5);
		throw new UserError(`There is no run "${run}" in this warehouse; ${known.length === 0 ? "nothing was repaired here yet" : `the last are ${known.join(", ")}`}.`);
	}
	const ledger = range === void 0 ? await readLedgerOf(warehouse) : await readLedgerFor(warehouse, run, range);
	const attempts = await readAttempts(warehouse, run);
	const outcomes = /* @__PURE__ */ new Map();
	for (const { outcome, message, dueAt, ...cell } of attempts) outcomes.set(keyOf$1(cell), outcome === "parked" ? {
		status: "parked",
		message,
		dueAt: dueAt ?? started.at
	} : {
		status: "failed",
		message,
		attempts: failures(attempts, keyOf$1(cell))
	});
	const ended = own.findLast(({ event }) => event === "finished");
	const { settled = {}, controls = [], canaryStopped = null } = ended === void 0 ? {} : summaryOf(ended);
	for (const [key, outcome] of Object.entries(settled)) outcomes.set(key, outcome);
	for (const { tableId, date, rows, rowsBefore, ...entry } of ledger.entries) if (entry.run === run && entry.kind === "replace") outcomes.set(keyOf$1({
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
		issue: summaryOf(started).issue ?? null,
		stopped: canaryStopped,
		approved: own.some(({ event }) => event === "approved"),
		held: heldBy(own),
		approvedBy: approvedByIn(own),
		touched: await readTouched(warehouse, run),
		cost: sumOfCosts(own.flatMap(costIn)),
		endedAt: ended?.at ?? null,
		undone: undo !== void 0,
		undoneAt: undo === void 0 ? null : new Date(undo.writtenAt).toISOString()
	};
}
function approvedByIn(events) {
	const last = events.findLast(({ event }) => event === "approved");
	const { by, self = false } = last === void 0 ? {} : summaryOf(last);
	return by === void 0 ? null : {
		by,
		self
	};
}
function heldBy(events) {
	const last = events.findLast(({ event }) => event === "held" || event === "approved");
	if (last?.event !== "held") return null;
	const { approval = [], askedBy = [], allowShrink = false } = summaryOf(last);
	return {
		approval,
		askedBy,
		allowShrink
	};
}
/** The same of a run that stands. Throws a UserError for one that was taken back. */
async function readStanding(...[warehouse, run, part]) {
	const recorded = await readRun(warehouse, run, part);
	if (recorded.undone) throw new UserError(`${run} was taken back; plan a new backfill instead.`);
	return recorded;
}
/** Failed attempts by key of the cell. */
const failuresIn = (attempts) => new Map(attempts.map(keyOf$1).map((key) => [key, failures(attempts, key)]));
const failures = (attempts, key) => attempts.filter((one) => one.outcome === "failed" && keyOf$1(one) === key).length;

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
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
/** A date's rows before and after a service computed it again. Lists, records and exact numbers come as text: the operators' tables have all of them. */
async function rowsToCompare(warehouse, table, date) {
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

var import__node_child_process = /* @__PURE__ */ __toESM(require__node_child_process(), 1);
var import__node_util = require__node_util();
const run = (0, import__node_util.promisify)(import__node_child_process.execFile);
const MAX_OUTPUT_MIB = 256;
/**
* Runs the declared program without a shell and reads its rows, one JSON object a line, from its output. A status
* other than 0, a timeout and a line that is no object are errors that carry the end of what it wrote to stderr.
*/
async function runCommand({ argv, timeoutSeconds }, { table, dates, signal }, root) {
	const sorted = [...dates].sort();
	const [program, ...args] = argv.map((part) => part.replaceAll("{dates}", sorted.join(",")).replaceAll("{start}", sorted[0] ?? "").replaceAll("{end}", sorted.at(-1) ?? ""));
	const what = `The command of ${table.id} (${program})`;
	let stdout;
	try {
		({stdout} = await run(program ?? "", args, {
			cwd: root,
			signal,
			timeout: timeoutSeconds * 1e3,
			killSignal: "SIGKILL",
			maxBuffer: MAX_OUTPUT_MIB * 1024 ** 2
		}));
	} catch (cause) {
		const isOfItsOwn = typeof cause.code !== "string";
		throw new Error(`${what} ${failureOf$2(cause, timeoutSeconds)}`, isOfItsOwn ? {} : { cause });
	}
	return stdout.split("\n").filter((line) => line.trim() !== "").map((line, index) => parseRow(line, `${what} wrote line ${index + 1}`));
}
function failureOf$2(cause, timeoutSeconds) {
	const { code, killed, stderr } = cause;
	const said = (stderr ?? "").trim().split("\n").slice(-5).join(" / ");
	const how = howItEnded(code, killed === true, timeoutSeconds);
	return said === "" ? how : `${how}: ${said}`;
}
function howItEnded(code, killed, timeoutSeconds) {
	if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `wrote more than ${MAX_OUTPUT_MIB} MiB`;
	return killed ? `ran longer than ${timeoutSeconds} s` : `ended with ${code}`;
}
function parseRow(line, what) {
	let value;
	try {
		value = JSON.parse(line, exactly);
	} catch (cause) {
		const bare = /:\s*(-?(?:NaN|Infinity))\b/.exec(line)?.[1];
		const hint = bare === void 0 ? "" : `: write ${bare} as the text "${bare}"`;
		throw new Error(`${what}, which is not JSON${hint}`, { cause });
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${what}, which is not an object`);
	for (const [name, one] of Object.entries(value)) if (typeof one === "object" && one !== null) throw new Error(`${what}, whose "${name}" is not a plain value: ${JSON.stringify(one).slice(0, 100)}`);
	return value;
}
/** A number that has more digits than a number here keeps its text, which the engine reads in the column's type. */
const exactly = (_, value, { source } = {}) => typeof value === "number" && source !== void 0 ? exactJsonNumber(value, source) : value;

const MOST_NAMED = 5;
/** Refuses rows of which two have the same declared key, or one has none: a row would be counted twice, or another is lost. */
function refuseTwice$1({ id, keys = [] }, rows) {
	if (keys.length === 0) return;
	const keyOf = (row) => JSON.stringify(keys.map((name) => row[name]));
	const without = rows.filter((row) => keys.some((name) => row[name] === null));
	const whole = rows.filter((row) => keys.every((name) => row[name] != null));
	const faults = [...[...Map.groupBy(whole, keyOf).values()].filter((own) => own.length > 1).map((own) => `${textOf$2(keys, own[0])} is there ${own.length} times`), ...without.map((row) => `a row has no whole key: ${textOf$2(keys, row)}`)];
	if (faults.length === 0) return;
	const more = faults.length > MOST_NAMED ? `; and ${faults.length - MOST_NAMED} more` : "";
	throw new AdvisedError(`The rows for ${id} break its keys (${keys.join(", ")}): ${faults.slice(0, MOST_NAMED).join("; ")}${more}. Nothing was written`, { kind: "never" });
}
const textOf$2 = (keys, row) => keys.map((name) => `${name} ${row[name] ?? "NULL"}`).join(", ");

/**
* A date was written without some of its games, which the message names with the reason of each. What was there of those
* games is there still. The date's ledger line is "refused": it can be taken back, and a resume tries the games again.
*/
var PartlyWrittenError = class extends Error {
	name = "PartlyWrittenError";
	written;
	constructor(message, written) {
		super(message);
		this.written = written;
	}
};

/** A wait that the other side asks for and that is longer is a later run's. */
const MAX_WAIT_MS = 3e5;
/** The network's own trouble, which passes. */
const PASSING = /* @__PURE__ */ new Set([
	"ECONNRESET",
	"ECONNREFUSED",
	"EPIPE",
	"ETIMEDOUT",
	"EAI_AGAIN",
	"ENOTFOUND",
	"EHOSTUNREACH",
	"ENETUNREACH"
]);
const isPassing = (code) => PASSING.has(code);
/** Retry-After in seconds or as a date; nothing, or nonsense, is the policy's own wait. */
function waitAdvice(retryAfter, now) {
	const waitMs = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) * 1e3 : Date.parse(retryAfter ?? "") - now.getTime();
	if (!(waitMs > 0)) return { kind: "seconds" };
	if (waitMs <= MAX_WAIT_MS) return {
		kind: "seconds",
		waitMs
	};
	return {
		kind: "park",
		dueAt: new Date(now.getTime() + Math.min(waitMs, 864e5))
	};
}

/**
* A new identity token for one call, by the credentials of this process (application default credentials). Where those
* stand in for a service account (workload identity federation), that account is asked for it.
*/
async function identityToken(audience) {
	try {
		const { BaseExternalAccountClient, GoogleAuth, Impersonated, UserRefreshClient } = await import("./npm.google-auth-library.build.src.index.exports.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
		const auth = new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" });
		const client = await auth.getClient();
		if (client instanceof UserRefreshClient) throw new Error("a person's own sign-in has none; sign in with --impersonate-service-account");
		const account = client instanceof BaseExternalAccountClient ? client.getServiceAccountEmail() : null;
		if (account !== null) return await new Impersonated({
			sourceClient: client,
			targetPrincipal: account
		}).fetchIdToken(audience);
		return await (await auth.getIdTokenClient(audience)).idTokenProvider.fetchIdToken(audience);
	} catch (cause) {
		throw new AdvisedError(`No identity token for ${audience}: ${errorMessage(cause)}. docs/how-to/services.md says which credentials can have one`, adviceFor(cause));
	}
}
/** An access token for Google's own interfaces, by the same credentials. Throws AdvisedError where there are none. */
async function accessToken(scope) {
	try {
		const { GoogleAuth } = await import("./npm.google-auth-library.build.src.index.exports.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
		const given = await new GoogleAuth({ scopes: scope }).getAccessToken();
		if (given == null) throw new Error("no credentials give one");
		return given;
	} catch (cause) {
		throw new AdvisedError(`No access token for ${scope}: ${errorMessage(cause)}`, adviceFor(cause));
	}
}
/** Nothing was called yet, so a fault of the network, or of Google's sign-in, may be tried again. */
function adviceFor(cause) {
	for (let at = cause; at instanceof Error; at = at.cause) {
		const { status, code } = at;
		if (typeof status === "number") return { kind: status === 429 || status >= 500 ? "seconds" : "never" };
		if (typeof code === "string" && isPassing(code)) return { kind: "seconds" };
	}
	return { kind: "never" };
}

const TIMEOUT_MS = 6e4;
const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
/** The parts of "gs://BUCKET/PREFIX"; null for what is no bucket, and so a folder. */
function bucketOf(cache) {
	const [, bucket, prefix = ""] = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220})(?:\/([\w./-]*))?$/.exec(cache) ?? [];
	return bucket === void 0 ? null : {
		bucket,
		prefix: prefix.replace(/\/+$/, "")
	};
}
/**
* A bucket of Google Cloud Storage, by the credentials of this process; an object is there as a whole or not at all. With
* `emulator` (an address) nobody signs in. Throws AdvisedError where it does not answer, or refuses.
*/
function bucketStore({ bucket, prefix }, emulator, retry = DEFAULT_RETRY) {
	const base = emulator ?? "https://storage.googleapis.com";
	const place = `b/${bucket}/o`;
	const nameOf = (name) => encodeURIComponent(prefix === "" ? name : `${prefix}/${name}`);
	const ask = (method, path, body = null) => withRetries(() => once(method, `${base}${path}`, body, emulator === null ? () => accessToken(SCOPE) : async () => null), retry, new AbortController().signal);
	return {
		get: (name) => ask("GET", `/storage/v1/${place}/${nameOf(name)}?alt=media`),
		put: async (name, content) => {
			const path = `/upload/storage/v1/${place}?uploadType=media&name=${nameOf(name)}`;
			if (await ask("POST", path, content) === null) throw never$5(`There is no bucket ${bucket} to keep originals in; make it, or correct cache`);
		},
		remove: async (name) => {
			await ask("DELETE", `/storage/v1/${place}/${nameOf(name)}`);
		}
	};
}
/** Null for what is not there. */
async function once(method, url, body, tokenOf) {
	const bearer = await tokenOf();
	const headers = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
	let response;
	let bytes;
	try {
		const sent = body === null ? {} : { body: new Uint8Array(body) };
		const signal = AbortSignal.timeout(TIMEOUT_MS);
		response = await fetch(url, {
			method,
			headers,
			signal,
			...sent
		});
		bytes = new Uint8Array(await response.arrayBuffer());
	} catch (cause) {
		throw new AdvisedError(`${url}: ${errorMessage(cause)}`, { kind: "seconds" }, { cause });
	}
	if (response.ok) return bytes;
	if (response.status === 404) return null;
	const message = `${url} was answered with ${response.status}`;
	if (response.status === 429 || response.status >= 500) throw new AdvisedError(message, waitAdvice(response.headers.get("retry-after") ?? void 0, /* @__PURE__ */ new Date()));
	throw never$5(`${message}: the account needs roles/storage.objectUser on the bucket of originals`);
}
const never$5 = (message) => new AdvisedError(message, { kind: "never" });

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
var import_promises$1 = require_promises();
/** A folder. Files are written beside their place and moved there, so that one that was cut off is not there. */
const folderStore = (folder) => ({
	get: (name) => readIfThere((0, import__node_path.join)(folder, name)),
	put: (name, content) => writeAtOnce((0, import__node_path.join)(folder, name), content),
	remove: (name) => (0, import_promises$1.rm)((0, import__node_path.join)(folder, name), { force: true })
});
async function readIfThere(file) {
	try {
		return await (0, import_promises$1.readFile)(file);
	} catch (error) {
		if (error.code === "ENOENT") return null;
		throw error;
	}
}
async function writeAtOnce(file, content) {
	await (0, import_promises$1.mkdir)((0, import__node_path.dirname)(file), { recursive: true });
	const beside = `${file}.${(0, import__node_crypto.randomUUID)()}`;
	try {
		await (0, import_promises$1.writeFile)(beside, content);
		await (0, import_promises$1.rename)(beside, file);
	} finally {
		await (0, import_promises$1.rm)(beside, { force: true });
	}
}

const Entry = strictObject({
	url: string(),
	sha256: string().regex(/^[0-9a-f]{64}$/),
	bytes: int().nonnegative(),
	fetchedAt: datetime()
});
/**
* Originals in a store: `objects/ab/abc...` by the hash of their content, and `addresses/HASH.json` says which content
* an address had.
*/
function originalsOf(store) {
	const entryName = (url) => `addresses/${hashOf(Buffer.from(url, "utf8"))}.json`;
	const objectName = (sha256) => `objects/${sha256.slice(0, 2)}/${sha256}`;
	return {
		async read(url) {
			const text = await store.get(entryName(url));
			const entry = text === null ? null : parsed$2(Buffer.from(text).toString("utf8"));
			if (entry === null || entry.url !== url) return null;
			const bytes = await store.get(objectName(entry.sha256));
			if (bytes === null || hashOf(bytes) !== entry.sha256) return null;
			return {
				url,
				sha256: entry.sha256,
				bytes,
				fetchedAt: entry.fetchedAt
			};
		},
		async keep(url, bytes, fetchedAt) {
			const sha256 = hashOf(bytes);
			await store.put(objectName(sha256), bytes);
			const entry = {
				url,
				sha256,
				bytes: bytes.length,
				fetchedAt
			};
			await store.put(entryName(url), Buffer.from(`${JSON.stringify(entry)}\n`));
			return {
				url,
				sha256,
				bytes,
				fetchedAt
			};
		},
		forget: (url) => store.remove(entryName(url))
	};
}
/** The words of an original for messages. */
const originText = ({ url, sha256 }) => `${url}, sha256 ${sha256}`;
const hashOf = (bytes) => (0, import__node_crypto.createHash)("sha256").update(bytes).digest("hex");
function parsed$2(text) {
	try {
		return Entry.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}

/** The declared cache: "gs://BUCKET/PREFIX", or a folder below the root. STORAGE_EMULATOR_HOST stands in for Google. */
function originalsAt(cache, root, variables) {
	const bucket = bucketOf(cache);
	const given = variables["STORAGE_EMULATOR_HOST"] || null;
	const emulator = given === null || given.includes("://") ? given : `http://${given}`;
	return originalsOf(bucket === null ? folderStore((0, import__node_path.resolve)(root, cache)) : bucketStore(bucket, emulator));
}

var import_promises = require_promises$1();
/** Lets so many run at once, and none begin sooner than the spacing after the one before it. */
function paceOf({ spacingMs, concurrency }) {
	const waiting = [];
	let free = concurrency;
	let nextStart = 0;
	return async (work, signal) => {
		if (free > 0) free -= 1;
		else await new Promise((resolve) => waiting.push(resolve));
		try {
			signal.throwIfAborted();
			const at = Math.max(performance.now(), nextStart);
			nextStart = at + spacingMs;
			const waitMs = at - performance.now();
			if (waitMs > 0) await (0, import_promises.setTimeout)(waitMs, void 0, { signal });
			return await work();
		} finally {
			const next = waiting.shift();
			if (next === void 0) free += 1;
			else next();
		}
	};
}

/**
* What sends a request to this address. Asked for when it is needed: an import of node:http at the start loads all of
* undici, for the sake of one export.
*/
const requesterOf = ({ protocol }) => protocol === "https:" ? process.getBuiltinModule("node:https").request : process.getBuiltinModule("node:http").request;

var TooLate = class extends Error {};
/** One GET, whatever its status; no redirect is followed. Throws AdvisedError where no whole answer came. */
function getOnce(url, headers, limits, signal) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const request = requesterOf(url)(url, {
		headers,
		agent: false,
		signal
	}, (response) => {
		readAll(response, limits.maxBytes, url).then((bytes) => resolve({
			status: response.statusCode ?? 0,
			headers: response.headers,
			bytes
		}), reject);
	});
	const endIn = (ms, what) => setTimeout(() => request.destroy(new TooLate(`${what} within ${ms / 1e3} s`)), ms);
	const connecting = endIn(limits.connectMs, "no connection");
	const whole = endIn(limits.totalMs, "no whole answer");
	request.on("socket", (socket) => {
		const event = url.protocol === "https:" ? "secureConnect" : "connect";
		socket.once(event, () => clearTimeout(connecting));
	});
	request.on("error", reject);
	request.end();
	return promise.catch((error) => {
		throw failureOf$1(error, url);
	}).finally(() => {
		clearTimeout(connecting);
		clearTimeout(whole);
	});
}
async function readAll(response, maxBytes, url) {
	const parts = [];
	let size = 0;
	for await (const part of response) {
		size += part.length;
		if (size > maxBytes) {
			response.destroy();
			const limit = `${(maxBytes / 1024 ** 2).toFixed(1)} MiB`;
			throw new AdvisedError(`${url} answered with more than ${limit}`, { kind: "never" });
		}
		parts.push(part);
	}
	return Buffer.concat(parts);
}
function failureOf$1(error, url) {
	if (error instanceof AdvisedError || error.name === "AbortError") return error;
	const passes = error instanceof TooLate || isPassing(error.code ?? "");
	return new AdvisedError(`${url} could not be fetched: ${errorMessage(error)}`, { kind: passes ? "seconds" : "never" }, { cause: error });
}

const MAX_REDIRECTS = 3;
/** Asks the hosts of one source at their pace. */
function politeClient(setting) {
	const paces = /* @__PURE__ */ new Map();
	const paceAt = (host) => {
		const pace = paces.get(host) ?? paceOf(setting);
		paces.set(host, pace);
		return pace;
	};
	async function follow(ask) {
		let url = ask.url;
		for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
			if (!mayAsk(url, setting.base, setting.hosts)) throw never$4(`${ask.url} leads to ${url.origin}, which is not a host of this scraper; list it under hosts if it is right`);
			const own = url.host === setting.base.host ? ask.headers : void 0;
			const headers = {
				"user-agent": setting.userAgent,
				"accept-encoding": "identity",
				...own
			};
			const at = url;
			const answered = await paceAt(url.host)(() => getOnce(at, headers, {
				...setting,
				maxBytes: ask.maxBytes
			}, ask.signal), ask.signal);
			if (answered.status < 300 || answered.status >= 400) return answered;
			const to = answered.headers.location ?? "";
			if (!URL.canParse(to, url.href)) throw never$4(`${url} was answered with a redirect to nowhere`);
			url = new URL(to, url);
		}
		throw never$4(`${ask.url} was answered with more than ${MAX_REDIRECTS} redirects`);
	}
	async function once(ask) {
		const { status, headers, bytes } = await follow(ask);
		if (status >= 200 && status < 300) return {
			kind: "bytes",
			bytes,
			fetchedAt: setting.now().toISOString()
		};
		if (status === 403) return { kind: "forbidden" };
		if (status === 404 || status === 410) return { kind: "absent" };
		const message = `${ask.url} was answered with ${status}`;
		if (status !== 408 && status !== 429 && status < 500) throw never$4(message);
		throw new AdvisedError(message, waitAdvice(headers["retry-after"], setting.now()));
	}
	return { get: async (ask) => {
		try {
			return await withRetries(() => once(ask), setting.retry, ask.signal);
		} catch (error) {
			if (ask.signal.aborted || adviceOf(error).kind !== "seconds") throw error;
			const times = setting.retry.retries + 1;
			throw new AdvisedError(`${errorMessage(error)} (${times} times)`, { kind: "never" }, { cause: error });
		}
	} };
}
const never$4 = (message) => new AdvisedError(message, { kind: "never" });

const MIB = 1024 ** 2;
/** The session of a source's host. Throws a UserError for what is not declared or set, before anything is asked. */
function sessionOf(declared, setting) {
	const { base, userAgent } = {
		base: baseOf(declared, setting),
		userAgent: agentOf(declared, setting)
	};
	const key = `${base.href} ${declared.cache}`;
	const open = setting.sessions.get(key) ?? {
		base,
		client: politeClient({
			base,
			userAgent,
			hosts: declared.hosts,
			concurrency: declared.concurrency,
			spacingMs: declared.spacingSeconds * 1e3,
			connectMs: declared.connectSeconds * 1e3,
			totalMs: declared.timeoutSeconds * 1e3,
			retry: {
				retries: declared.retries,
				minWaitMs: declared.retryWaitSeconds * 1e3,
				maxWaitMs: 32e3
			},
			now: () => /* @__PURE__ */ new Date()
		}),
		originals: originalsAt(declared.cache, setting.root, setting.variables),
		forbidden: /* @__PURE__ */ new Set(),
		feeds: /* @__PURE__ */ new Map(),
		blocked: null
	};
	setting.sessions.set(key, open);
	return open;
}
function baseOf(declared, { variables }) {
	const { source, baseUrlFrom, baseUrl = SOURCE_ADDRESS[source] } = declared;
	const given = baseUrlFrom === void 0 ? "" : variables[baseUrlFrom] ?? "";
	if (baseUrlFrom === void 0 || given === "") return sourceBase(declared, baseUrl, `The address of ${source}`);
	return sourceBase(declared, given, baseUrlFrom);
}
/** Who asks, and where to complain: what SCRAPER_CONTACT says, or the repository of the workflow. */
function agentOf({ contactFrom }, { variables }) {
	const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = variables;
	const page = server && repository ? `${server}/${repository}/issues` : "";
	const contact = (variables[contactFrom] ?? "").trim() || page;
	if (contact === "") throw new UserError(`${contactFrom} is not set: set it to an address or a page where the source's owners can complain, such as ops@example.org. Nothing is fetched without it.`);
	if (!/^[\x21-\x7e]{3,200}$/.test(contact) || /[()\\]/.test(contact)) throw new UserError(`${contactFrom} is no address or page: write plain characters without spaces, such as ops@example.org.`);
	return `nba-pipeline-ops (+${contact})`;
}
/** A path under the session's address. */
const addressIn = ({ base }, path) => new URL(`${base.pathname.replace(/\/$/, "")}${path}`, base.origin);
/** An original that was kept, or else what the source answers, which is then kept. Nothing is asked where it is blocked. */
async function originalAt(session, url, { signal, headers }, age = "kept") {
	const kept = age === "kept" ? await session.originals.read(url.href) : null;
	if (kept !== null) return kept;
	if (session.blocked !== null) throw new AdvisedError(session.blocked, { kind: "never" });
	const more = headers === void 0 ? {} : { headers };
	const fetched = await session.client.get({
		url,
		maxBytes: 32 * MIB,
		signal,
		...more
	});
	if (fetched.kind !== "bytes") return fetched.kind;
	return session.originals.keep(url.href, fetched.bytes, fetched.fetchedAt);
}

/** What was fetched or handed over is not what it should be. The message says what is wrong with it; nothing of it is used. */
var RefusedSourceError = class extends Error {
	name = "RefusedSourceError";
};
/** Throws a RefusedSourceError. */
function refuse(reason, cause) {
	throw new RefusedSourceError(reason, cause === void 0 ? {} : { cause });
}

/** The words of a game for messages, such as "0022400500 LAC@MIN on 2025-01-06". */
const gameText = ({ id, date, home, away }) => `${id} ${away}@${home} on ${date}`;
/** The season's first year, which the id carries: 0022400500 is of 2024. */
const seasonOfGame = (id) => 2e3 + Number(id.slice(3, 5));
/** Refuses points that are not the schedule's final score; what the schedule does not know yet is not compared. */
function checkScore(game, home, away, whose) {
	const differs = (ours, theirs) => ours !== null && ours !== theirs;
	if (differs(game.homeScore, home) || differs(game.awayScore, away)) refuse(`${whose} end ${game.away} ${away}, ${game.home} ${home}; the schedule has ${game.away} ${game.awayScore}, ${game.home} ${game.homeScore}`);
}
/** As the warehouse's tables spell a player: lower case, no diacritics, letters and digits alone. */
const lookupOf = (name) => name.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The games that count on these dates, both ends included, by the schedule in the warehouse and in order of date and id. */
async function gamesBetween({ warehouse, pipeline, environment, declared }, first, last) {
	const calendar = gamesCalendar(pipeline);
	const schedule = tablesOf(pipeline, environment).find(({ id }) => id === calendar?.table);
	if (calendar === void 0 || schedule === void 0) throw new UserError(`Nobody is declared to fill the schedule in ${environment}, so its games are not known.`);
	const { game, type, status, homeScore, awayScore } = calendar.columns;
	const moved = movedColumn(calendar, schedule);
	const isListed = moved === null ? "" : ` AND \`${moved}\` IS NULL`;
	const rows = await warehouse.query(`SELECT \`${schedule.dateColumn}\` AS d, \`${game}\` AS id, \`${type}\` AS type, \`${status}\` AS status,
       \`${declared.home}\` AS home, \`${declared.away}\` AS away,
       \`${homeScore}\` AS home_points, \`${awayScore}\` AS away_points
     FROM ${tableSource(schedule, {
		first: "@first",
		last: "@last"
	})} WHERE \`${schedule.dateColumn}\` BETWEEN @first AND @last${isListed}
     ORDER BY d, id`, {
		first: {
			type: "DATE",
			value: first
		},
		last: {
			type: "DATE",
			value: last
		}
	});
	const excluded = new Set(calendar.exclude.map((one) => one.game));
	const counts = (row) => calendar.countTypes.includes(String(row["type"])) && !calendar.ignoreStatuses.includes(String(row["status"])) && !excluded.has(String(row["id"]));
	const games = rows.filter(counts).map((row) => ({
		id: String(row["id"]),
		date: row["d"],
		home: String(row["home"]),
		away: String(row["away"]),
		homeScore: row["home_points"] === null ? null : Number(row["home_points"]),
		awayScore: row["away_points"] === null ? null : Number(row["away_points"])
	}));
	return [...new Map(games.map((one) => [`${one.date} ${one.id}`, one])).values()];
}
/** Games of which nothing is expected in a table. */
function waivedGames(pipeline, table, environment, asOf) {
	return new Set(waiversFor(pipeline, table, environment, asOf).flatMap(({ games }) => games ?? []));
}

/** The JSON of an answer in its declared shape, or a refusal that says what it is instead. */
function parseAnswer(bytes, schema) {
	const text = new TextDecoder().decode(bytes).trim();
	if (text === "") return refuse("it is empty");
	if (text.startsWith("<")) return refuse("it is a page of HTML or XML and not JSON");
	let value;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		return refuse(`it is not JSON, or cut off after ${text.length} characters`, cause);
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	return refuse(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
}

const Team$1 = looseObject({
	teamTricode: string().nullish(),
	score: int().nonnegative().nullish()
});
const Game$1 = looseObject({
	gameId: string().regex(/^\d{10}$/),
	gameStatus: int(),
	gameStatusText: string().default(""),
	/** The Eastern calendar day, written as if it were midnight UTC. */
	gameDateEst: string().regex(/^\d{4}-\d\d-\d\dT/),
	gameDateTimeUTC: string().nullish(),
	homeTeam: Team$1,
	awayTeam: Team$1,
	/** Y: postponed; A: moved from another day; N: neither. */
	postponedStatus: string().default("N"),
	ifNecessary: union([boolean(), string()]).default(false)
});
const Feed = looseObject({ leagueSchedule: looseObject({
	seasonYear: string().regex(/^\d{4}-\d{2}$/),
	gameDates: array(looseObject({ games: array(looseObject({ gameId: string() })) }))
}) });
/** Of a game whose kind has no name here: it is written, and never counted. */
const OTHER = "other";
/** By the digits that an id begins with. */
const TYPES = {
	"001": "preseason",
	"002": "regular_season",
	"003": "all_star",
	"004": "playoffs",
	"005": "play_in",
	"006": "nba_cup_final"
};
const FINAL = 3;
const IN_PROGRESS = 2;
/**
* Reads the league's schedule of a season, or refuses it: half a schedule would take games away. Only games that are
* counted can refuse it. Another one that cannot be read is left out.
*/
function parseSchedule(bytes, counted) {
	const { seasonYear, gameDates } = parseAnswer(bytes, Feed).leagueSchedule;
	const games = gameDates.flatMap((day) => day.games);
	if (games.length === 0) refuse("it lists no game");
	const season = Number(seasonYear.slice(0, 4));
	const dateOf = /* @__PURE__ */ new Map();
	const byDate = /* @__PURE__ */ new Map();
	for (const one of games) {
		const isCounted = countsIn(counted, one.gameId);
		const game = checked(one, {
			seasonYear,
			isTwice: dateOf.has(one.gameId),
			isCounted
		});
		if (game === null) continue;
		const date = game.gameDateEst.slice(0, 10);
		dateOf.set(game.gameId, date);
		const home = game.homeTeam.teamTricode ?? "";
		const away = game.awayTeam.teamTricode ?? "";
		if (home === "" || away === "") continue;
		const row = rowOf$1(game, date, season, {
			home,
			away
		}, isCounted);
		byDate.set(date, [...byDate.get(date) ?? [], row]);
	}
	return {
		season,
		byDate,
		dateOf
	};
}
const typeOf = (id) => TYPES[id.slice(0, 3)] ?? OTHER;
/** Whether a game is expected to be played and recorded, by its id. */
const countsIn = ({ types, exclude }, id) => types.includes(typeOf(id)) && !exclude.has(id);
/** Null for a game that cannot be read, and that nobody counts. */
function checked(one, about) {
	const wrong = (reason) => about.isCounted ? refuse(reason) : null;
	if (about.isTwice) return wrong(`it has game ${one.gameId} twice`);
	const { data, error } = Game$1.safeParse(one);
	if (data === void 0) {
		const [issue] = error.issues;
		return wrong(`game ${one.gameId}: ${issue?.path.join(".")}: ${issue?.message}`);
	}
	return seasonOfGame(data.gameId) === Number(about.seasonYear.slice(0, 4)) ? data : wrong(`it is of ${about.seasonYear}, and game ${one.gameId} is of another season`);
}
function rowOf$1(game, date, season, { home, away }, isCounted) {
	const status = statusOf(game);
	const [homeScore, awayScore] = [game.homeTeam.score ?? null, game.awayTeam.score ?? null];
	if (status === "final" && isCounted && !(homeScore !== null && awayScore !== null && homeScore !== awayScore)) return refuse(`game ${game.gameId} is over, with the score ${awayScore} to ${homeScore}`);
	return {
		game_date: date,
		game_id: game.gameId,
		season,
		season_type: typeOf(game.gameId),
		home_team: home,
		away_team: away,
		home_score: status === "final" ? homeScore : null,
		away_score: status === "final" ? awayScore : null,
		tipoff_utc: tipoffOf(game),
		game_status: status
	};
}
function statusOf({ gameStatus, gameStatusText, postponedStatus, ifNecessary }) {
	if (gameStatus === FINAL) return "final";
	const words = gameStatusText.toLowerCase();
	if (words.startsWith("cancel")) return "cancelled";
	if (postponedStatus === "Y" || words.startsWith("ppd") || words.startsWith("postponed")) return "postponed";
	if (gameStatus === IN_PROGRESS) return "in_progress";
	return String(ifNecessary) === "true" ? "if_necessary" : "scheduled";
}
/** An instant; null where the time is to be determined. */
function tipoffOf({ gameDateTimeUTC }) {
	const ms = Date.parse(gameDateTimeUTC ?? "");
	return Number.isNaN(ms) || ms <= 0 ? null : new Date(ms).toISOString();
}

const PATH = "/static/json/staticData/scheduleLeagueV2.json";
/**
* A date as the league's schedule has it now. It is fetched once a session, never taken from what was kept: what changed
* is what is wanted. Refused, with nothing written, where it is of another season than the date's games.
*/
async function refreshSchedule(session, { warehouse, pipeline, request: { table, signal }, date }) {
	const original = await feedOf(session, signal);
	const old = await warehouse.query(`SELECT game_id FROM \`${table.name}\` WHERE \`${table.dateColumn}\` = @date`, { date: {
		type: "DATE",
		value: date
	} });
	const counted = countedIn(pipeline);
	const all = old.map((row) => String(row["game_id"]));
	const schedule = await readOrForget(session, original, date, {
		ids: all,
		counted
	});
	const ids = all.filter((id) => seasonOfGame(id) === schedule.season);
	const rows = schedule.byDate.get(date) ?? [];
	const has = new Set(rows.map((row) => String(row["game_id"])));
	const notes = ids.filter((id) => !has.has(id)).map((id) => goneText(id, date, schedule.dateOf.get(id)));
	return {
		rows,
		games: [.../* @__PURE__ */ new Set([...ids, ...has])],
		original,
		notes
	};
}
function countedIn(pipeline) {
	const { countTypes = [], exclude = [] } = gamesCalendar(pipeline) ?? {};
	return {
		types: countTypes,
		exclude: new Set(exclude.map(({ game }) => game))
	};
}
const goneText = (id, date, now) => now === void 0 ? `Game ${id} of ${date} is no longer on the league's schedule.` : `Game ${id} was moved from ${date} to ${now}: refresh ${now} too, if it is not there yet (--tables with the schedule's id, --dates ${now}).`;
async function feedOf(session, signal) {
	const url = addressIn(session, PATH);
	const asked = session.feeds.get(url.href) ?? fetchFeed(session, url, signal);
	session.feeds.set(url.href, asked);
	try {
		return await asked;
	} catch (error) {
		session.feeds.delete(url.href);
		throw error;
	}
}
async function fetchFeed(session, url, signal) {
	const answer = await originalAt(session, url, { signal }, "fresh");
	if (typeof answer !== "string") return answer;
	throw new AdvisedError(answer === "absent" ? `${url} is not there` : `${url} was answered with 403: it may refuse the address of this machine. Fetch from another: name a runner of your own in SCRAPER_RUNNER (docs/how-to/scrapers.md)`, { kind: "never" });
}
async function readOrForget(session, original, date, { ids, counted }) {
	try {
		const schedule = parseSchedule(original.bytes, counted);
		const other = ids.find((id) => countsIn(counted, id) && seasonOfGame(id) !== schedule.season);
		if (other !== void 0) refuse(`it is of the season that began in ${schedule.season}, and ${other} is of another`);
		return schedule;
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		await session.originals.forget(original.url);
		session.feeds.delete(original.url);
		throw new AdvisedError(`The schedule for ${date} was refused, and nothing is written: ${error.message} (${original.url}, sha256 ${original.sha256})`, { kind: "never" }, { cause: error });
	}
}

var import_dist = require_dist();
/** Where a checkout keeps them unless a scraper declares another file. */
const NAMES_FILE = "pipeline/player-names.yaml";
const Alias = strictObject({
	source: _enum(["bdl_box_scores", "nbac_gamebook"]),
	/** The source's own id of the player, where it has one: a name alone can be two people's. */
	id: int().optional(),
	/** As the source spells it. */
	name: string().min(1),
	/** The league's id. */
	player: int().positive().optional(),
	/** As the warehouse spells it; the source's spelling unless given. */
	as: string().min(1).optional()
}).refine(({ player, as }) => player !== void 0 || as !== void 0, { error: "says neither the league's id (player) nor the other spelling (as)" });
/** The names that a source spells differently. Without a declared file, one that is not there has no names. */
async function readAliases(root, declared) {
	const file = declared ?? "pipeline/player-names.yaml";
	let text;
	try {
		text = await (0, import_promises$1.readFile)((0, import__node_path.join)(root, file), "utf8");
	} catch (cause) {
		if (declared === void 0 && cause.code === "ENOENT") return [];
		throw new UserError(`The names of players in ${file} cannot be read`, { cause });
	}
	return parseAliases(text, file);
}
function parseAliases(text, file) {
	const result = array(Alias).safeParse(parsed$1(text, file) ?? []);
	if (!result.success) throw new UserError(`${file} is not a list of names:\n${prettifyError(result.error)}`);
	for (const same of Map.groupBy(result.data, aliasKey).values()) if (same.length > 1) throw new UserError(`${file} names ${same[0]?.name} ${same.length} times; keep one line.`);
	return result.data;
}
function parsed$1(text, file) {
	try {
		return (0, import_dist.parse)(text);
	} catch (cause) {
		throw new UserError(`${file} is not YAML`, { cause });
	}
}
const aliasKey = ({ source, id, name }) => `${source} ${id ?? lookupOf(name)}`;
/** By the source's id where both sides have it, else by the spelling. */
const aliasOf = (aliases, source, { id, name }) => {
	const own = aliases.filter((one) => one.source === source);
	return own.find((one) => one.id !== void 0 && one.id === id) ?? own.find((one) => one.id === void 0 && lookupOf(one.name) === lookupOf(name));
};

/** The thirty teams: code, city as the league's papers print it, nickname. */
const TEAMS = [
	[
		"ATL",
		"Atlanta",
		"Hawks"
	],
	[
		"BKN",
		"Brooklyn",
		"Nets"
	],
	[
		"BOS",
		"Boston",
		"Celtics"
	],
	[
		"CHA",
		"Charlotte",
		"Hornets"
	],
	[
		"CHI",
		"Chicago",
		"Bulls"
	],
	[
		"CLE",
		"Cleveland",
		"Cavaliers"
	],
	[
		"DAL",
		"Dallas",
		"Mavericks"
	],
	[
		"DEN",
		"Denver",
		"Nuggets"
	],
	[
		"DET",
		"Detroit",
		"Pistons"
	],
	[
		"GSW",
		"Golden State",
		"Warriors"
	],
	[
		"HOU",
		"Houston",
		"Rockets"
	],
	[
		"IND",
		"Indiana",
		"Pacers"
	],
	[
		"LAC",
		"LA",
		"Clippers"
	],
	[
		"LAL",
		"Los Angeles",
		"Lakers"
	],
	[
		"MEM",
		"Memphis",
		"Grizzlies"
	],
	[
		"MIA",
		"Miami",
		"Heat"
	],
	[
		"MIL",
		"Milwaukee",
		"Bucks"
	],
	[
		"MIN",
		"Minnesota",
		"Timberwolves"
	],
	[
		"NOP",
		"New Orleans",
		"Pelicans"
	],
	[
		"NYK",
		"New York",
		"Knicks"
	],
	[
		"OKC",
		"Oklahoma City",
		"Thunder"
	],
	[
		"ORL",
		"Orlando",
		"Magic"
	],
	[
		"PHI",
		"Philadelphia",
		"76ers"
	],
	[
		"PHX",
		"Phoenix",
		"Suns"
	],
	[
		"POR",
		"Portland",
		"Trail Blazers"
	],
	[
		"SAC",
		"Sacramento",
		"Kings"
	],
	[
		"SAS",
		"San Antonio",
		"Spurs"
	],
	[
		"TOR",
		"Toronto",
		"Raptors"
	],
	[
		"UTA",
		"Utah",
		"Jazz"
	],
	[
		"WAS",
		"Washington",
		"Wizards"
	]
];
const ALL = TEAMS.map(([code, city, nickname]) => ({
	code,
	nickname,
	name: `${city} ${nickname}`
}));
const isTeamCode = (text) => TEAMS.some(([code]) => code === text);
/** By what a paper calls it: a nickname, alone or after any form of its city ("LA Clippers", "Los Angeles Clippers"). */
function teamCalled(name) {
	const lower = name.trim().toLowerCase();
	return ALL.find(({ nickname }) => {
		const own = nickname.toLowerCase();
		return lower === own || lower.endsWith(` ${own}`);
	});
}

/** The numbers of a line in the order of the columns after the minutes. */
const STATS = [
	"fieldGoalsMade",
	"fieldGoalsAttempted",
	"threesMade",
	"threesAttempted",
	"freeThrowsMade",
	"freeThrowsAttempted",
	"offensiveRebounds",
	"defensiveRebounds",
	"rebounds",
	"assists",
	"personalFouls",
	"steals",
	"turnovers",
	"blocks",
	"plusMinus",
	"points"
];

/** Refuses the gamebook of another game, and one whose final score is another. */
function checkGame(book, expected) {
	const { date, visitor, home } = book;
	const own = `${visitor.team.code} at ${home.team.code} on ${date}`;
	const asked = `${expected.visitor} at ${expected.home} on ${expected.date}`;
	if (own !== asked) refuse(`it is of another game: ${own}, and not ${asked}`);
	for (const [box, points] of [[visitor, expected.visitorPoints], [home, expected.homePoints]]) if (points !== null && box.totals.stats.points !== points) refuse(`${box.team.name} have ${box.totals.stats.points} points in it, and ${points} in the schedule`);
}
/** Refuses a gamebook whose numbers do not agree with each other, naming every difference. */
function checkSums(book, remarks) {
	const { visitor, home } = book;
	if (visitor.team.code === home.team.code) refuse(`it has ${home.team.name} on both sides`);
	const differences = [visitor, home].flatMap((box) => {
		const other = box === visitor ? home : visitor;
		return [
			...totalsDifferences(book, box, remarks),
			...timeDifferences(book, box),
			...box.played.flatMap(lineDifferences),
			...pointsDifferences(box),
			...plusMinusDifferences(box, other, remarks)
		].map((what) => `${box.team.code}: ${what}`);
	});
	if (differences.length > 0) refuse(`its numbers disagree: ${differences.join("; ")}`);
}
const sumOf$1 = (played, stat) => played.reduce((sum, { stats }) => sum + stats[stat], 0);
/** From this season on a missed heave at the end of a period counts for the team and for no player. */
const HEAVES_SINCE = "2025-10-01";
/** There are not more ends of periods than these in a game. */
const MOST_HEAVES = 8;
function totalsDifferences({ date }, box, remarks) {
	const { played, totals } = box;
	const over = (stat) => totals.stats[stat] - sumOf$1(played, stat);
	const heaves = over("threesAttempted");
	const areHeaves = date >= HEAVES_SINCE && heaves > 0 && heaves <= MOST_HEAVES && over("fieldGoalsAttempted") === heaves;
	if (areHeaves) remarks.push(`${heaves} heaves of ${box.team.name} count for no player`);
	return STATS.flatMap((stat) => {
		if (stat === "plusMinus" || over(stat) === 0) return [];
		if (areHeaves && (stat === "threesAttempted" || stat === "fieldGoalsAttempted")) return [];
		return [`${words$1(stat)} are ${sumOf$1(played, stat)} by player and ${totals.stats[stat]} in all`];
	});
}
const FULL_SECONDS = 14400;
const OVERTIME_SECONDS$1 = 1500;
/** The printed total is exact; every player's time is rounded to a second. */
function timeDifferences({ overtimes }, { played, totals }) {
	const full = FULL_SECONDS + overtimes * OVERTIME_SECONDS$1;
	const sum = played.reduce((total, { seconds }) => total + seconds, 0);
	const differences = [];
	if (totals.seconds !== full) differences.push(`its time is ${clock(totals.seconds)}, and ${clock(full)} with ${overtimes} overtimes`);
	if (Math.abs(sum - full) > played.length) differences.push(`the minutes of its players add up to ${clock(sum)}, and not ${clock(full)}`);
	return differences;
}
/** What one player's numbers cannot be, whatever the others have. */
function lineDifferences({ name, stats }) {
	const { offensiveRebounds, defensiveRebounds, rebounds } = stats;
	const { fieldGoalsMade, fieldGoalsAttempted, threesMade, threesAttempted } = stats;
	const { freeThrowsMade, freeThrowsAttempted } = stats;
	const differences = STATS.filter((stat) => stat !== "plusMinus" && stats[stat] < 0).map((stat) => `${name} has ${stats[stat]} ${words$1(stat)}, and less than 0 cannot be`);
	if (fieldGoalsMade > fieldGoalsAttempted || threesMade > threesAttempted || freeThrowsMade > freeThrowsAttempted || threesMade > fieldGoalsMade || threesAttempted > fieldGoalsAttempted) differences.push(`${name} has made more than he attempted`);
	if (offensiveRebounds + defensiveRebounds !== rebounds) differences.push(`${name} has ${rebounds} rebounds, and ${offensiveRebounds} and ${defensiveRebounds} of the two kinds`);
	return differences;
}
function pointsDifferences({ played, totals, periods }) {
	const final = periods.reduce((sum, points) => sum + points, 0);
	const lines = played.flatMap(({ name, stats }) => {
		const { fieldGoalsMade, threesMade, freeThrowsMade, points } = stats;
		const scored = 2 * fieldGoalsMade + threesMade + freeThrowsMade;
		return scored === points ? [] : [`${name} made shots worth ${scored} and has ${points} points`];
	});
	return totals.stats.points === final ? lines : [...lines, `its players have ${totals.stats.points} points, and the final score is ${final}`];
}
/** The printed total is the margin, or five times it. The players' own sum is off by a little in real papers: remarked on. */
function plusMinusDifferences(box, other, remarks) {
	const margin = box.totals.stats.points - other.totals.stats.points;
	const sum = sumOf$1(box.played, "plusMinus");
	if (sum !== 5 * margin) remarks.push(`plus-minus of ${box.team.name} adds up to ${sum}, and not to ${5 * margin}`);
	const { plusMinus } = box.totals;
	return plusMinus === null || plusMinus === margin || plusMinus === 5 * margin ? [] : [`plus-minus is ${plusMinus} in all, and the margin ${margin}`];
}
const words$1 = (stat) => stat.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Patterns that several parts of a gamebook share. Spaces are single: src/producers/scrapers/gamebook/pdf-lines.ts sees to that. */
/** Letters of any script, and what stands inside names: "D'Angelo Russell", "Karl-Anthony Towns", "Jaren Jackson Jr.". */
const NAME = String.raw`\p{L}[\p{L}\p{M}'.\- ]*`;
/** The columns of both teams' tables, from the minutes on. */
const COLUMNS$1 = "MIN FG FGA 3P 3PA FT FTA OR DR TOT A PF ST TO BS +/- PTS";
const FURNITURE = /^(?:National Basketball Association|Official Scorer's Report|Final Box|Page \d+(?: of \d+)?)$/i;
/** What follows the two tables, by the words that begin a section. */
const TAIL = [
	"Inactive:",
	"Points in the Paint",
	"Score by Period",
	"Periods",
	"Technical fouls",
	"Memo",
	"Copyright",
	"2nd Chance Points",
	"Second Chance Points",
	"Fast Break Points",
	"Points off Turnovers",
	"Biggest Lead",
	"Lead Changes",
	"Times Tied",
	"Flagrant",
	"Ejections",
	"Team Rebounds",
	"Coach's Challenge"
];
/** Titles and page numbers carry nothing, wherever a page begins. */
const isFurniture = (line) => FURNITURE.test(line);
/** The section that a line begins; undefined for a line inside one. */
const tailLabel = (line) => TAIL.find((label) => line.toLowerCase().startsWith(label.toLowerCase()));
/** A heading that nobody here knows: "Bench Points: 20 to 31", or words in capitals alone on a line. */
const isUnknownHeading = (line) => /^[A-Z][\w'&/ -]{2,40}:/.test(line) || /^[A-Z][A-Z'&]+(?: [A-Z'&]+)+$/.test(line);
/** The words for an error, shortened. */
const quoted = (line) => `"${line.length > 100 ? `${line.slice(0, 100)}...` : line}"`;
/**
* What the rows do not need: a part that cannot be read is remarked on instead of refused, and its place is taken by
* `fallback`. Otherwise a misprinted attendance would cost a game its players.
*/
function tolerated(remarks, read, fallback) {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		remarks.push(error.message);
		return fallback;
	}
}
/** MM:SS, or MMM:SS of a team. */
function secondsOf(clock) {
	const [minutes, seconds] = clock.split(":").map(Number);
	return minutes * 60 + seconds;
}

const MONTHS = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December"
];
/** "Wednesday, April 10, 2024", with the arena after it or on the next line. */
const DATE = new RegExp(String.raw`^(?:[A-Z][a-z]+day,? )?(${MONTHS.join("|")}) (\d{1,2}), (\d{4})(?: (.*))?$`, "i");
const LABELS = /(Officials:|Game Duration:|Attendance:)/i;
/**
* Reads what stands before the visitors' table. The newest date line before it counts: a long form has a cover. Only the
* date must be there: anything else that is missing or cannot be read is null and remarked on.
*/
function readHeader(lines, remarks) {
	const at = lines.findLastIndex((line) => DATE.test(line));
	const found = DATE.exec(lines[at] ?? "");
	if (found === null) refuse("it names no date of the game before the visitors");
	const [, month = "", day = "", year, rest = ""] = found;
	const date = `${year}-${String(monthOf(month)).padStart(2, "0")}-${day.padStart(2, "0")}`;
	if (!isCivilDate(date)) refuse(`its date ${quoted(lines[at] ?? "")} does not exist`);
	const [place = "", ...labelled] = [rest, ...lines.slice(at + 1)].join(" ").trim().split(LABELS).map((part) => part.trim());
	const value = (label) => {
		const index = labelled.findIndex((one) => one.toLowerCase() === label.toLowerCase());
		if (index < 0) remarks.push(`no "${label}" line`);
		return index < 0 ? void 0 : labelled[index + 1];
	};
	return {
		date,
		...tolerated(remarks, () => placeOf(place), {
			arena: place || null,
			city: null,
			state: null
		}),
		officials: tolerated(remarks, () => officialsOf(value("Officials:")), []),
		duration: tolerated(remarks, () => durationOf(value("Game Duration:")), null),
		...tolerated(remarks, () => attendanceOf(value("Attendance:")), NO_ATTENDANCE)
	};
}
const NO_ATTENDANCE = {
	attendance: null,
	attendanceNote: null
};
/** From 1, in any case. */
const monthOf = (name) => MONTHS.findIndex((month) => month.toLowerCase() === name.toLowerCase()) + 1;
/** "Rocket Mortgage FieldHouse, Cleveland, OH"; abroad the state may be a country, or missing. */
function placeOf(text) {
	const parts = text.split(",").map((part) => part.trim());
	if (parts.length < 2 || parts.some((part) => part === "")) refuse(`its place ${quoted(text)} is not an arena, a city and a state`);
	if (parts.length === 2) return {
		arena: parts[0],
		city: parts[1],
		state: null
	};
	const [city, state] = parts.slice(-2);
	return {
		arena: parts.slice(0, -2).join(", "),
		city,
		state
	};
}
const OFFICIAL = new RegExp(`^#(\\d{1,3}) (${NAME})$`, "u");
function officialsOf(text) {
	if (text === void 0) return [];
	return text.split(/, ?/).map((part) => {
		const [, number, name] = OFFICIAL.exec(part) ?? [];
		if (number === void 0 || name === void 0) refuse(`of its officials, ${quoted(part)} is not a number and a name`);
		return {
			number: Number(number),
			name
		};
	});
}
function durationOf(text) {
	if (text !== void 0 && !/^\d{1,2}:\d{2}$/.test(text)) refuse(`its duration ${quoted(text)} is not hours and minutes`);
	return text ?? null;
}
function attendanceOf(text) {
	if (text === void 0) return NO_ATTENDANCE;
	const [, number, note] = /^(\d{1,3}(?:,?\d{3})?)(?: ?\(([^()]+)\))?$/.exec(text) ?? [];
	if (number === void 0) refuse(`its attendance ${quoted(text)} is not a number`);
	return {
		attendance: Number(number.replace(",", "")),
		attendanceNote: note ?? null
	};
}

/**
* Refuses a gamebook that lists a player twice: where one line is printed in the place of another, every sum can still
* agree, and a player who was on court is lost. Players are compared as the table's key spells them.
*/
function checkListedOnce$1({ visitor, home }, remarks) {
	const listed = [visitor, home].flatMap(({ played, absent }) => [...played, ...absent.filter((one) => played.some(({ name }) => lookupOf(name) === lookupOf(one.name)))]);
	const byKey = Map.groupBy(listed, ({ name }) => lookupOf(name));
	for (const players of byKey.values()) if (players.length > 1) refuse(`${players[0]?.name} is listed ${players.length} times: a line is doubled, and another player is missing`);
	for (const { team, played, absent } of [visitor, home]) for (const [jersey, players] of Map.groupBy([...played, ...absent], (one) => one.jersey)) if (players.length > 1) remarks.push(`${players.map(({ name }) => name).join(" and ")} of ${team.name} have the number ${jersey}`);
}

const MAX_MIB = 20;
const MAX_PAGES = 100;
const HEAD_BYTES = 1024;
/**
* The lines of a text PDF from top to bottom, page by page; the pieces of a line from left to right, with one space where
* there is a gap. Throws a RefusedSourceError for what is no whole PDF, or holds no text.
*/
async function pdfLines(bytes) {
	lookAtFile(bytes);
	const document = await (await import("./producers.scrapers.gamebook.pdf-reader.js")).getDocumentProxy(new Uint8Array(bytes), {
		stopAtErrors: true,
		useSystemFonts: false,
		verbosity: 0
	}).catch((cause) => refuse("the PDF cannot be read", cause));
	try {
		if (document.numPages > MAX_PAGES) refuse(`the PDF has ${document.numPages} pages; no gamebook has more than ${MAX_PAGES}`);
		const lines = [];
		for (let page = 1; page <= document.numPages; page += 1) lines.push(...await pageLines(document, page));
		if (lines.length === 0) refuse(`the PDF holds no text on its ${document.numPages} pages: it is an image, or empty`);
		return lines;
	} finally {
		await document.loadingTask.destroy();
	}
}
async function pageLines(document, number) {
	try {
		const { items } = await (await document.getPage(number)).getTextContent();
		return linesOf$1(items.flatMap(pieceOf));
	} catch (cause) {
		return refuse(`page ${number} of the PDF cannot be read`, cause);
	}
}
function pieceOf(item) {
	if (!("str" in item) || item.str.trim() === "") return [];
	const [, , c = 0, d = 0, x = 0, y = 0] = item.transform;
	const { str, width } = item;
	return [{
		text: str.normalize("NFC"),
		x,
		y,
		width,
		fontSize: Math.hypot(c, d)
	}];
}
/** Pieces whose baselines are this share of the font's size apart are of one line. */
const SAME_LINE = .4;
/** A wider gap than this share of the font's size is a space. */
const SPACE = .12;
/** The lines of one page. */
function linesOf$1(pieces) {
	const lines = [];
	for (const piece of [...pieces].sort((a, b) => b.y - a.y)) {
		const line = lines.at(-1);
		const first = line?.[0];
		if (line !== void 0 && first !== void 0 && first.y - piece.y <= SAME_LINE * piece.fontSize) line.push(piece);
		else lines.push([piece]);
	}
	return lines.map(textOf$1);
}
function textOf$1(line) {
	let text = "";
	let end = Number.NEGATIVE_INFINITY;
	for (const piece of [...line].sort((a, b) => a.x - b.x)) {
		text += piece.x - end > SPACE * piece.fontSize ? ` ${piece.text}` : piece.text;
		end = piece.x + piece.width;
	}
	return text.replaceAll(/\s+/g, " ").replaceAll(/[‘’]/g, "'").trim();
}
/** Says what a file is that is no PDF, where its first bytes tell. */
function lookAtFile(bytes) {
	if (bytes.length === 0) refuse("the file is empty");
	if (bytes.length > MAX_MIB * 1024 ** 2) refuse(`the file has ${bytes.length} bytes; no gamebook has more than ${MAX_MIB} MiB`);
	const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
	if (!head.includes("%PDF-")) {
		const title = /<title>([^<]{1,80})/i.exec(head)?.[1]?.trim();
		if (/<(?:!doctype html|html|head|body)/i.test(head)) refuse(`the file is a web page${title === void 0 ? "" : ` ("${title}")`} and no PDF`);
		refuse("the file is no PDF");
	}
	if (!Buffer.from(bytes.subarray(-2048)).toString("latin1").includes("%%EOF")) refuse("the file ends before the end mark of a PDF: it is not whole; fetch it again");
}

/** Reads what follows the two tables. Only the score by periods must be understood; the rest is remarked on. */
function readTail(lines, visitor, home, remarks) {
	const sections = sectionsOf(lines);
	const textOf = (label) => {
		return sections.filter((section) => section.label === label).map((section) => section.lines.join(" ").slice(label.length)).join(" ").replace(/^[\s:-]+/, "").trim() || null;
	};
	const [ofVisitor, ofHome] = scoreByPeriods(lines, [visitor, home]);
	const inactive = inactiveOf(sections, [visitor, home], remarks);
	const paint = textOf("Points in the Paint");
	const pointsOf = (team) => pointsInPaint(paint, team, remarks);
	return {
		visitor: {
			inactive: inactive(visitor),
			periods: ofVisitor,
			pointsInPaint: pointsOf(visitor)
		},
		home: {
			inactive: inactive(home),
			periods: ofHome,
			pointsInPaint: pointsOf(home)
		},
		overtimes: ofVisitor.length - QUARTERS$1,
		technicalFouls: textOf("Technical fouls"),
		memo: textOf("Memo")
	};
}
function sectionsOf(lines) {
	const sections = [];
	for (const line of lines) {
		const last = sections.at(-1);
		const label = tailLabel(line);
		if (label !== void 0) sections.push({
			label,
			lines: [line]
		});
		else if (isUnknownHeading(line) && isClosed(last?.lines.join(" ") ?? "")) sections.push({
			label: null,
			lines: [line]
		});
		else last?.lines.push(line);
	}
	return sections;
}
const isClosed = (text) => text.split("(").length === text.split(")").length;
const QUARTERS$1 = 4;
/** "SCORE BY PERIODS", "SCORE BY PERIOD" and "PERIODS", whatever their case. */
const TITLE$1 = /^(?:Score by )?Periods?:? /i;
const PERIODS = /^1 2 3 4((?: (?:\d?OT\d?|[5-9]|1\d))*) (?:Final|Total)$/i;
/** Points a period of both teams. Throws where they do not add up to the final column. */
function scoreByPeriods(lines, teams) {
	const at = lines.findIndex((line) => TITLE$1.test(line));
	if (at < 0) refuse("it has no score by periods: it is an early version, or not whole");
	const title = lines[at];
	const found = PERIODS.exec(title.replace(TITLE$1, ""));
	if (found === null) refuse(`the periods ${quoted(title)} are not four quarters and overtimes`);
	const count = QUARTERS$1 + (found[1] ?? "").split(" ").filter((part) => part !== "").length;
	const rows = lines.slice(at + 1);
	return [periodsOf(rows, teams[0], count), periodsOf(rows, teams[1], count)];
}
/** From the first line that is a team and numbers alone: "Magic 20 31 19 28 98". */
function periodsOf(rows, team, count) {
	const row = rows.map((line) => /^(.+?)((?: \d+)+)$/.exec(line) ?? []).find(([, name = ""]) => teamCalled(name)?.code === team.code);
	if (row === void 0) refuse(`it has no score by periods of ${team.name}`);
	const values = (row[2] ?? "").trim().split(" ").map(Number);
	if (values.length !== count + 1) refuse(`the score by periods of ${team.name} is ${quoted(row[0] ?? "")}`);
	const [final, ...others] = values.toReversed();
	const sum = others.reduce((total, points) => total + points, 0);
	if (sum !== final) refuse(`the periods of ${team.name} add up to ${sum}, and its final score is ${final}`);
	return others.toReversed();
}
/** By team. Both may stand in one line; a team without a line has none, and that is remarked on. */
function inactiveOf(sections, teams, remarks) {
	const lists = sections.filter(({ label }) => label === "Inactive:").flatMap(({ lines }) => lines.join(" ").split(/ ?Inactive: ?/i)).filter((text) => text !== "");
	const byTeam = /* @__PURE__ */ new Map();
	const add = (list) => {
		const [, name = "", players = ""] = /^(.+?) -(?: (.*))?$/.exec(list) ?? [];
		const team = teams.find(({ code }) => code === teamCalled(name)?.code);
		if (team === void 0) refuse(`the inactive players ${quoted(list)} are of neither team`);
		byTeam.set(team.code, [...byTeam.get(team.code) ?? [], ...playersOf(players)]);
	};
	for (const list of lists) tolerated(remarks, () => add(list), void 0);
	return ({ code, name }) => {
		if (!byTeam.has(code)) remarks.push(`no inactive players of ${name} are named`);
		return byTeam.get(code) ?? [];
	};
}
function playersOf(list) {
	const text = list.trim().replace(/\.$/, "");
	if (text === "" || /^none$/i.test(text)) return [];
	return splitOutside(text).map((part) => {
		const [, name, reason] = /^(\p{L}[\p{L}\p{M}'.\- ]*?)(?: ?\((.*)\))?$/u.exec(part) ?? [];
		if (name === void 0) refuse(`the inactive player ${quoted(part)} is not a name and a reason`);
		return {
			name,
			reason: reason?.trim() || null
		};
	});
}
/** Splits at commas that are in no parenthesis: reasons have commas of their own. */
function splitOutside(text) {
	const parts = [""];
	let depth = 0;
	for (const letter of text) {
		if (letter === "(") depth += 1;
		if (letter === ")") depth -= 1;
		if (depth < 0) break;
		if (letter === "," && depth === 0) parts.push("");
		else parts.push(`${parts.pop()}${letter}`);
	}
	if (depth !== 0) refuse(`the parentheses of the inactive players ${quoted(text)} do not close`);
	return parts.map((part) => part.trim());
}
function pointsInPaint(text, { nickname }, remarks) {
	const found = new RegExp(`${nickname}[:\\s-]*(\\d+)`, "i").exec(text ?? "");
	if (found === null) remarks.push(`no points in the paint of ${nickname}`);
	return found === null ? null : Number(found[1]);
}

const TITLE = /^(?:VISITOR|HOME): ?(.+?)(?: ?\((\d+)-(\d+)\))?$/i;
const PLAYED = new RegExp(String.raw`^(\d{1,2}) (${NAME}?)(?: ([FCG]))? (\d{1,3}:[0-5]\d)((?: [+-]?\d+){${STATS.length}})$`, "u");
const ABSENT = new RegExp(String.raw`^(\d{1,2}) (${NAME}?) (NWT|DNP|DND)(?: ?- ?(.*))?$`, "u");
/** The players' column has no name here, and plus-minus may be left out. */
const TOTALS = new RegExp(String.raw`^(?:Totals:? )?(\d{3}:[0-5]\d)((?: [+-]?\d+){${STATS.length - 1},${STATS.length}})$`, "i");
const BELOW_TOTALS = /^(?:\d*\.?\d+%|TM REB:)/;
/** A number, a name and nothing else: the reason, and its kind, are on the next line. */
const NAME_ALONE = new RegExp(String.raw`^\d{1,2} ${NAME}$`, "u");
const KIND = /^(?:NWT|DNP|DND)\b/;
/** Minutes and numbers: a player who was on court, however the rest of the line is printed. */
const HAS_NUMBERS = /\d:[0-5]\d [+-]?\d/;
/**
* Reads one team's lines, its title first. Every line down to the totals must be understood, for one that is passed over
* may be a player; what stands below them is remarked on.
*/
function readTeamTable(lines, remarks) {
	const [title = "", columns = "", ...rest] = lines;
	const [, name, wins, losses] = TITLE.exec(title) ?? [];
	if (name === void 0) refuse(`${quoted(title)} names no team`);
	const team = teamCalled(name);
	if (team === void 0) refuse(`${quoted(name)} is none of the thirty teams`);
	if (columns.toUpperCase().replace(/^.*?(?=MIN )/, "") !== "MIN FG FGA 3P 3PA FT FTA OR DR TOT A PF ST TO BS +/- PTS") refuse(`the columns of ${team.name} are ${quoted(columns)}, and not ${COLUMNS$1}`);
	const [played, absent] = [[], []];
	let totals;
	for (const line of whole(rest)) {
		const fault = () => refuse(`the line ${quoted(line)} of ${team.name} is not understood`);
		if (totals !== void 0) {
			if (isEntry(line) || HAS_NUMBERS.test(line)) fault();
			if (!BELOW_TOTALS.test(line)) remarks.push(`below the totals of ${team.name} stands ${quoted(line)}`);
			continue;
		}
		const one = playedOf(line);
		const other = one === void 0 ? absentOf(line) : void 0;
		if (one !== void 0) played.push(one);
		else if (other !== void 0) absent.push(other);
		else totals = totalsOf(line) ?? fault();
	}
	if (played.length === 0) refuse(`nobody of ${team.name} has played in it: it is an early version; fetch it again`);
	if (totals === void 0) refuse(`${team.name} has no row of totals: it is not whole`);
	const record = (text) => text === void 0 ? null : Number(text);
	return {
		team,
		wins: record(wins),
		losses: record(losses),
		played,
		absent,
		totals
	};
}
const isEntry = (line) => PLAYED.test(line) || ABSENT.test(line);
/**
* Puts reasons that run over line ends back together. A reason may begin its second line with a number, as a player's
* line does ("10 Day Contract"): only what reads as a whole line of the list begins one.
*/
function whole(lines) {
	const joined = [];
	for (const [index, line] of lines.entries()) {
		const last = joined.at(-1) ?? "";
		const next = lines[index + 1] ?? "";
		const isName = NAME_ALONE.test(line) && KIND.test(next);
		const begins = isEntry(line) || isName || HAS_NUMBERS.test(line) || TOTALS.test(line) || BELOW_TOTALS.test(line);
		const continues = ABSENT.test(last) || NAME_ALONE.test(last) && KIND.test(line);
		if (!begins && continues) joined.splice(-1, 1, `${last} ${line}`);
		else joined.push(line);
	}
	return joined;
}
function playedOf(line) {
	const [, jersey, name, position, clock, numbers] = PLAYED.exec(line) ?? [];
	if (jersey === void 0 || name === void 0 || clock === void 0) return void 0;
	const values = numbersOf(numbers);
	const entries = STATS.map((stat, index) => [stat, values[index]]);
	return {
		jersey,
		name,
		position: position ?? null,
		seconds: secondsOf(clock),
		stats: Object.fromEntries(entries)
	};
}
function absentOf(line) {
	const [, jersey, name, kind, reason = ""] = ABSENT.exec(line) ?? [];
	if (jersey === void 0 || name === void 0) return void 0;
	return {
		jersey,
		name,
		kind,
		reason: reason.trim() || null
	};
}
function totalsOf(line) {
	const [, clock, numbers] = TOTALS.exec(line) ?? [];
	if (clock === void 0) return void 0;
	const values = numbersOf(numbers);
	const hasPlusMinus = values.length === STATS.length;
	const own = STATS.filter((stat) => hasPlusMinus || stat !== "plusMinus");
	const { plusMinus = null, ...stats } = Object.fromEntries(own.map((stat, index) => [stat, values[index]]));
	return {
		seconds: secondsOf(clock),
		plusMinus,
		stats
	};
}
const numbersOf = (text = "") => text.trim().split(" ").map(Number);

/**
* A gamebook from its PDF, checked against itself and against the game that it should be of. What is damaged, of another
* game or does not add up is refused with the reason, as a value: one bad file is no reason to stop.
*/
async function parseGamebookPdf(bytes, expected) {
	try {
		const gamebook = parseGamebook(await pdfLines(bytes));
		if (expected !== null) checkGame(gamebook, expected);
		return {
			status: "parsed",
			gamebook
		};
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		return {
			status: "refused",
			reason: errorMessage(error)
		};
	}
}
/** From lines in reading order. Throws a RefusedSourceError. */
function parseGamebook(all) {
	const lines = all.filter((line) => line !== "" && !isFurniture(line));
	const visitorAt = lines.findIndex((line) => /^VISITOR:/i.test(line));
	if (visitorAt < 0) refuse("it has no line VISITOR: it is no gamebook, or not whole");
	const remarks = [];
	const header = readHeader(lines.slice(0, visitorAt), remarks);
	const homeAt = lines.findIndex((line, index) => index > visitorAt && /^HOME:/i.test(line));
	if (homeAt < 0) refuse("it has no line HOME: it is not whole");
	const tailAt = lines.findIndex((line, index) => index > homeAt && tailLabel(line) !== void 0);
	const visitor = readTeamTable(lines.slice(visitorAt, homeAt), remarks);
	const home = readTeamTable(lines.slice(homeAt, tailAt < 0 ? void 0 : tailAt), remarks);
	const { visitor: ofVisitor, home: ofHome, ...rest } = readTail(untilCopyright(tailAt < 0 ? [] : lines.slice(tailAt)), visitor.team, home.team, remarks);
	const book = {
		...header,
		...rest,
		visitor: {
			...visitor,
			...ofVisitor
		},
		home: {
			...home,
			...ofHome
		},
		remarks
	};
	checkListedOnce$1(book, remarks);
	checkSums(book, remarks);
	return book;
}
function untilCopyright(lines) {
	const end = lines.findIndex((line) => tailLabel(line) === "Copyright");
	return end < 0 ? lines : lines.slice(0, end);
}

/**
* A row a player who was on court, visitors first; minutes are whole, rounded. `gameId` is the schedule's, and
* `spelled` how the warehouse spells a name that the paper spells differently.
*/
function toRows(book, gameId, spelled = (name) => name) {
	const rowOf = ({ team }, { name, seconds, stats }) => ({
		game_date: book.date,
		game_id: gameId,
		player_lookup: lookupOf(spelled(name)),
		player_name: name,
		team_abbr: team.code,
		minutes: Math.round(seconds / 60),
		points: stats.points,
		rebounds: stats.rebounds,
		assists: stats.assists
	});
	return [book.visitor, book.home].flatMap((box) => box.played.map((player) => rowOf(box, player)));
}

/** The two forms of a game's paper under the source's address: the short one, then the long one. */
function gamebookPaths({ date, away, home }) {
	const day = date.replaceAll("-", "");
	const path = `/pdfs/${day}/${day}_${away}${home}`;
	return [`${path}.pdf`, `${path}_book.pdf`];
}
/** The rows of a game's paper. Throws a RefusedSourceError with what is wrong with it; nothing of it is used then. */
async function readGamebook(bytes, game, aliases) {
	const result = await parseGamebookPdf(bytes, expectedOf(game));
	if (result.status === "refused") return refuse(result.reason);
	const spelled = (name) => aliasOf(aliases, "nbac_gamebook", { name })?.as ?? name;
	return toRows(result.gamebook, game.id, spelled);
}
function expectedOf(game) {
	const codeOf = (team) => isTeamCode(team) ? team : refuse(`${team} of game ${game.id} is none of the thirty teams`);
	return {
		date: game.date,
		visitor: codeOf(game.away),
		home: codeOf(game.home),
		visitorPoints: game.awayScore,
		homePoints: game.homeScore
	};
}

const count = int().nonnegative();
const Line = looseObject({
	min: string().nullable(),
	fgm: count,
	fga: count,
	fg3m: count,
	fg3a: count,
	ftm: count,
	fta: count,
	oreb: count,
	dreb: count,
	reb: count,
	ast: count,
	stl: count,
	blk: count,
	turnover: count,
	pf: count,
	pts: count,
	player: looseObject({
		id: int(),
		first_name: string(),
		last_name: string(),
		jersey_number: string().nullish()
	})
});
const Team = looseObject({
	abbreviation: string(),
	players: array(Line)
});
const Game = looseObject({
	date: string(),
	status: string(),
	home_team_score: count,
	visitor_team_score: count,
	home_team: Team,
	visitor_team: Team
});
const Answer$1 = looseObject({ data: array(Game) });
/**
* Reads a date's box scores: each of these games that the answer has and that has ended. A game that does not add up, or
* with a player whom nobody knows, is refused; the others are read. Throws for an answer that is none of that date. The
* source has no plus-minus: null.
*/
function parseBoxScores(bytes, date, games, whoIs) {
	const { data } = parseAnswer(bytes, Answer$1);
	const wrong = data.find((one) => one.date.slice(0, 10) !== date);
	if (wrong !== void 0) refuse(`it has a game of ${wrong.date}, and ${date} was asked for`);
	const found = [];
	const refused = [];
	const unknown = [];
	const known = /* @__PURE__ */ new Set();
	const noted = (line) => {
		const who = whoIs(line);
		if (who === null) unknown.push(line);
		else known.add(who.player);
		return who;
	};
	for (const game of games) try {
		const own = gameIn(data, game);
		if (own === void 0) continue;
		found.push({
			game: game.id,
			rows: rowsOf(own, game, noted)
		});
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		refused.push({
			game,
			words: error.message
		});
	}
	return {
		found,
		refused,
		unknown,
		known
	};
}
function gameIn(data, game) {
	const [own, ...others] = data.filter(({ home_team: home, visitor_team: away }) => home.abbreviation === game.home && away.abbreviation === game.away);
	if (others.length > 0) refuse(`it has ${game.away}@${game.home} ${others.length + 1} times`);
	return own?.status === "Final" ? own : void 0;
}
function rowsOf(source, game, whoIs) {
	const { home_team: home, visitor_team: away } = source;
	checkListedOnce([...home.players, ...away.players]);
	checkTeam(home, source.home_team_score);
	checkTeam(away, source.visitor_team_score);
	checkScore(game, source.home_team_score, source.visitor_team_score, "its box scores");
	const lines = [home, away].flatMap((team) => team.players.filter(hasPlayed).map((line) => {
		const one = lineOf(line, team.abbreviation);
		return {
			line,
			one,
			known: whoIs(one),
			isHome: team === home
		};
	}));
	const strangers = lines.flatMap(({ one, known }) => known === null ? [one] : []);
	if (strangers.length > 0) refuse(`nobody knows the league's id of ${strangers.map(({ name }) => name).join(", ")}`);
	const rows = lines.flatMap(({ line, known, isHome }) => known === null ? [] : [rowOf(line, game, known, isHome)]);
	refuseTwice(lines, ({ known }) => String(known?.player));
	return rows;
}
const lineOf = (line, team) => {
	const { id, jersey_number: number = null } = line.player;
	return {
		id,
		name: nameOf(line),
		team,
		number
	};
};
/** A line in the place of another can leave every sum as it was, and a player is lost. */
function checkListedOnce(lines) {
	const played = lines.filter(hasPlayed);
	const ids = new Set(played.map(({ player }) => player.id));
	refuseTwice(lines.filter((line) => ids.has(line.player.id)).map((line) => ({
		line,
		one: { name: nameOf(line) }
	})), ({ line }) => String(line.player.id));
	refuseTwice(played.map((line) => ({ one: { name: nameOf(line) } })), ({ one }) => lookupOf(one.name));
}
function refuseTwice(lines, keyOf) {
	for (const same of Map.groupBy(lines, keyOf).values()) if (same.length > 1) refuse(`it has ${same.map(({ one }) => one.name).join(" and ")} ${same.length} times: a line is doubled, and another player is missing`);
}
function rowOf(line, game, known, isHome) {
	return {
		game_date: game.date,
		game_id: game.id,
		season: seasonOfGame(game.id),
		player_id: known.player,
		player_name: known.name,
		player_lookup: known.lookup,
		team_abbr: isHome ? game.home : game.away,
		opponent_abbr: isHome ? game.away : game.home,
		is_home: isHome,
		minutes: minutesOf(line),
		points: line.pts,
		rebounds: line.reb,
		assists: line.ast,
		steals: line.stl,
		blocks: line.blk,
		turnovers: line.turnover,
		fgm: line.fgm,
		fga: line.fga,
		fg3m: line.fg3m,
		fg3a: line.fg3a,
		ftm: line.ftm,
		fta: line.fta,
		plus_minus: null,
		attempts_derived: false
	};
}
function checkTeam({ abbreviation, players }, score) {
	const points = players.reduce((sum, { pts }) => sum + pts, 0);
	if (points !== score) refuse(`the players of ${abbreviation} have ${points} points together, and the team ${score}`);
	for (const line of players) {
		const { pts, fgm, fga, fg3m, fg3a, ftm, fta, reb, oreb, dreb } = line;
		if (pts !== 2 * fgm + fg3m + ftm) refuse(`${nameOf(line)} has ${pts} points, and shots of ${2 * fgm + fg3m + ftm}`);
		if (fgm > fga || fg3m > fg3a || ftm > fta || fg3m > fgm || fg3a > fga) refuse(`${nameOf(line)} has made more than he attempted`);
		if (reb !== oreb + dreb) refuse(`${nameOf(line)} has ${reb} rebounds, and ${oreb} and ${dreb} of the two kinds`);
	}
	const minutes = players.reduce((sum, line) => sum + minutesOf(line), 0);
	const played = players.filter(hasPlayed).length;
	const overtimes = Math.max(0, Math.round((minutes + played / 2 - 240) / 25));
	if (Math.abs(240 + 25 * overtimes - minutes) > played) refuse(`the minutes of ${abbreviation} add up to ${minutes}`);
}
const nameOf = ({ player }) => `${player.first_name} ${player.last_name}`.trim();
/** Those who did not get on the court are listed with nothing. */
const hasPlayed = (line) => minutesOf(line) > 0 || [
	line.pts,
	line.fga,
	line.fta,
	line.reb,
	line.ast,
	line.stl,
	line.blk
].some((n) => n > 0) || line.turnover + line.pf > 0;
function minutesOf({ min }) {
	const text = min ?? "";
	if (text === "") return 0;
	return /^\d{1,2}(:\d{2})?$/.test(text) ? Number(text.split(":")[0]) : refuse(`"${text}" are no minutes`);
}

const SIBLING_DAYS = 14;
/** Gathers games that have an address each. One that its reader refuses holds back no other. */
async function gatherByGame(source, wanted, signal) {
	const all = await pMap(wanted, (game) => one(source, game, signal), {
		concurrency: source.concurrency,
		stopOnError: true
	});
	return {
		found: all.filter((each) => "rows" in each),
		lacking: all.filter((each) => "why" in each)
	};
}
async function one(source, game, signal) {
	const { session } = source;
	const { url, answer: original } = await firstThere(source, game, signal, "kept");
	if (original === "absent") return {
		game,
		why: "absent",
		words: `${url.host} does not have it (${url.pathname})`
	};
	if (original === "forbidden") {
		session.forbidden.add(game.id);
		const sibling = await givenSibling(source, game, signal);
		return {
			game,
			why: "withheld",
			words: `${url.host} answers 403 for it, and gives ${gameText(sibling)}`
		};
	}
	try {
		return {
			game: game.id,
			rows: await source.read(original, game),
			source: original
		};
	} catch (error) {
		if (!(error instanceof RefusedSourceError)) throw error;
		await session.originals.forget(original.url);
		return {
			game,
			why: "refused",
			words: `${error.message} (${originText(original)})`
		};
	}
}
/** What the first of a game's addresses that is not absent answers; the last one's absence where none is there. */
async function firstThere({ session, paths }, game, signal, age) {
	const [first, ...others] = paths(game).map((path) => addressIn(session, path));
	let url = first;
	let answer = await originalAt(session, url, { signal }, age);
	for (const other of others) {
		if (answer !== "absent") break;
		url = other;
		answer = await originalAt(session, url, { signal }, age);
	}
	return {
		url,
		answer
	};
}
/**
* A game that the source gives while it refuses this one. Up to two are asked, afresh: one of the same date, and, because
* games of one date can be withheld together, one of another. Where both are refused the address is blocked, and nothing
* more is asked.
*/
async function givenSibling(source, game, signal) {
	const { session } = source;
	const refused = [];
	for (const sibling of await siblingsOf(source, game)) {
		const { answer } = await firstThere(source, sibling, signal, "fresh");
		if (typeof answer !== "string") return sibling;
		if (answer === "forbidden") refused.push(sibling);
	}
	const host = session.base.host;
	if (refused.length === 0) throw new AdvisedError(`${host} answers 403 for game ${gameText(game)}, and there is no other game to ask whether this address is blocked`, { kind: "never" });
	session.blocked = `${host} answers 403 for game ${gameText(game)} and for ${refused.map(gameText).join(" and ")}: it refuses the address of this machine, as it does with many data centres. Nothing more is asked of it in this run. Fetch from another address: name a runner of your own in SCRAPER_RUNNER (docs/how-to/scrapers.md)`;
	throw new AdvisedError(session.blocked, { kind: "never" });
}
async function siblingsOf({ gamesBetween, session }, game) {
	const played = (await gamesBetween(addDays(game.date, -14), addDays(game.date, SIBLING_DAYS))).filter((other) => other.homeScore !== null && other.id !== game.id);
	const isKnown = ({ id }) => session.forbidden.has(id);
	const away = (other) => Math.abs(daysBetween(game.date, other.date));
	const sorted = played.sort((a, b) => away(a) - away(b));
	return [sorted.find((other) => other.date === game.date && !isKnown(other)), sorted.find((each) => each.date !== game.date && !isKnown(each))].filter((each) => each !== void 0);
}

const QUARTERS = 4;
const QUARTER_SECONDS = 720;
const OVERTIME_SECONDS = 300;
/** Six overtimes were the most in a game; more than ten are a misprint. */
const MOST_PERIODS = 14;
/** Refuses plays of periods and at times that a game does not have, and a game without one of its periods. */
function checkTimes(actions) {
	for (const { actionNumber, period, clock } of actions) {
		if (period > MOST_PERIODS) refuse(`action ${actionNumber} is in period ${period}`);
		const [, minutes = "", seconds = ""] = /^PT(\d+)M([\d.]+)S$/.exec(clock) ?? [];
		const left = Number(minutes) * 60 + Number(seconds);
		const most = period > QUARTERS ? OVERTIME_SECONDS : QUARTER_SECONDS;
		if (Number(seconds) >= 60 || left > most) refuse(`action ${actionNumber} is at ${clock} in period ${period}, which has ${most / 60} minutes`);
	}
	const periods = new Set(actions.map(({ period }) => period));
	for (let period = 1; period <= Math.max(QUARTERS, ...periods); period += 1) if (!periods.has(period)) refuse(`it has no play of period ${period}`);
}

const HALF_COURT = 417.5;
const CORNER_TOP = 87.5;
const CORNER_SIDE = 220;
const RESTRICTED_RADIUS = 40;
const PAINT_SIDE = 80;
const FREE_THROW_LINE = 137.5;
const isOnCourt = ({ x, y }) => Math.abs(x) <= 260 && y >= -62.5 && y <= 897.5;
/**
* The zone of a shot by its place. The source's own label of the area is not used: on the real game that is kept here it
* differs from the league's published shots in 6 of 181, and these rules in none.
*/
function zoneOf({ x, y }, isThree) {
	if (y > HALF_COURT) return "backcourt";
	if (isThree) {
		if (y > CORNER_TOP || Math.abs(x) < CORNER_SIDE) return "above_break_3";
		return x < 0 ? "left_corner_3" : "right_corner_3";
	}
	if (Math.hypot(x, y) <= RESTRICTED_RADIUS) return "restricted_area";
	return Math.abs(x) <= PAINT_SIDE && y <= FREE_THROW_LINE ? "paint_non_ra" : "mid_range";
}
/** Whole feet from the hoop, rounded down. */
const distanceFt = ({ x, y }) => Math.floor(Math.hypot(x, y) / 10);

const Action = looseObject({
	actionNumber: int(),
	actionType: string(),
	subType: string().optional(),
	clock: string().regex(/^PT\d+M\d+(\.\d+)?S$/, "is no clock such as PT11M42.00S"),
	period: int().positive(),
	personId: int(),
	teamTricode: string().optional(),
	isFieldGoal: union([literal(0), literal(1)]),
	shotResult: _enum(["Made", "Missed"]).optional(),
	xLegacy: number().nullable(),
	yLegacy: number().nullable(),
	scoreHome: string().regex(/^\d+$/),
	scoreAway: string().regex(/^\d+$/)
});
const PlayByPlay = looseObject({ game: looseObject({
	gameId: string(),
	actions: array(Action)
}) });
/** The ids of teams, under which a heave at the end of a period is nobody's attempt. */
const isPlayer = (id) => id > 0 && id < 1610612e3;
/** Reads one game's play-by-play, or refuses it with the difference. Nothing of a refused game is used. */
function parsePlayByPlay(bytes, game) {
	const { gameId, actions } = parseAnswer(bytes, PlayByPlay).game;
	if (gameId !== game.id) refuse(`it is of game ${gameId}, and ${game.id} was asked for`);
	const last = actions.findLast(({ actionType }) => actionType === "game");
	if (last?.subType !== "end") refuse("the game is not over in it");
	const numbers = new Set(actions.map(({ actionNumber }) => actionNumber));
	if (numbers.size !== actions.length) refuse(`${actions.length - numbers.size} of its actions are there twice`);
	checkTimes(actions);
	const lines = linesOf(actions, game);
	const [home, away] = [Number(last?.scoreHome), Number(last?.scoreAway)];
	checkPoints(actions, game, {
		home,
		away
	});
	checkScore(game, home, away, "its plays");
	const shots = actions.filter((one) => one.isFieldGoal === 1 && isPlayer(one.personId)).map((one) => shotOf(one, game));
	if (shots.length === 0) refuse("it has no field goal");
	return {
		rows: numbered(shots),
		lines
	};
}
function shotOf(action, game) {
	const { actionNumber, xLegacy: x, yLegacy: y, teamTricode: team = "", shotResult } = action;
	if (x === null || y === null || shotResult === void 0) return refuse(`the shot ${actionNumber} has no place, or no result`);
	if (!isOnCourt({
		x,
		y
	})) return refuse(`the shot ${actionNumber} is from ${x}, ${y}: outside the court`);
	const isHome = team === game.home;
	const isThree = action.actionType === "3pt";
	const made = shotResult === "Made";
	const [home, away] = [Number(action.scoreHome), Number(action.scoreAway)];
	const ahead = isHome ? home - away : away - home;
	return {
		game_date: game.date,
		game_id: game.id,
		player_id: action.personId,
		team_abbr: team,
		opponent_abbr: isHome ? game.away : game.home,
		period: action.period,
		seconds_left: secondsLeft(action.clock),
		zone: zoneOf({
			x,
			y
		}, isThree),
		distance_ft: distanceFt({
			x,
			y
		}),
		is_three: isThree,
		made,
		modelled: false,
		/** Points that the shooter's team was ahead before the shot. */
		score_margin: ahead - (made ? pointsOf(action) : 0),
		x_legacy: x,
		y_legacy: y,
		action_number: actionNumber
	};
}
/** Counts a player's attempts in the order that the recorded shots have, so that the keys are the same. */
function numbered(shots) {
	const sorted = [...shots].sort((a, b) => a.player_id - b.player_id || a.period - b.period || b.seconds_left - a.seconds_left || (a.zone < b.zone ? -1 : a.zone > b.zone ? 1 : 0) || a.distance_ft - b.distance_ft || Number(a.made) - Number(b.made));
	const counts = /* @__PURE__ */ new Map();
	return sorted.map((shot) => {
		const n = (counts.get(shot.player_id) ?? 0) + 1;
		counts.set(shot.player_id, n);
		return {
			...shot,
			shot_number: n
		};
	});
}
function linesOf(actions, game) {
	const lines = /* @__PURE__ */ new Map();
	for (const action of actions) {
		const points = pointsOf(action);
		if (points === 0) continue;
		if (action.teamTricode !== game.home && action.teamTricode !== game.away) refuse(`action ${action.actionNumber} is of ${action.teamTricode ?? "no team"}; the game is ${game.away}@${game.home}`);
		if (!isPlayer(action.personId)) continue;
		const line = lines.get(action.personId) ?? {
			fgm: 0,
			fga: 0,
			fg3m: 0,
			fg3a: 0,
			ftm: 0,
			points: 0
		};
		const made = action.shotResult === "Made" ? 1 : 0;
		line.points += made * points;
		if (points === 1) line.ftm += made;
		else {
			line.fga += 1;
			line.fgm += made;
			line.fg3a += points === 3 ? 1 : 0;
			line.fg3m += points === 3 ? made : 0;
		}
		lines.set(action.personId, line);
	}
	return lines;
}
/** What an attempt is worth; 0 for what is none. */
function pointsOf({ actionType, isFieldGoal }) {
	if (actionType === "freethrow") return 1;
	if (isFieldGoal === 0) return 0;
	if (actionType === "2pt") return 2;
	return actionType === "3pt" ? 3 : refuse(`a field goal of the kind "${actionType}" is unknown`);
}
function checkPoints(actions, { home, away }, score) {
	const sumOf = (team) => actions.filter((one) => one.teamTricode === team && one.shotResult === "Made").reduce((sum, one) => sum + pointsOf(one), 0);
	const sums = {
		home: sumOf(home),
		away: sumOf(away)
	};
	if (sums.home !== score.home || sums.away !== score.away) refuse(`its baskets make ${away} ${sums.away}, ${home} ${sums.home}, and its last score is ${away} ${score.away}, ${home} ${score.home}`);
}
const secondsLeft = (clock) => {
	const [, minutes = "", seconds = ""] = /^PT(\d+)M(\d+)/.exec(clock) ?? [];
	return Number(minutes) * 60 + Number(seconds);
};
/** Refuses shots that do not add up to the box score; the message has the first three differences. */
function checkBoxScore({ lines }, box) {
	if (box.length === 0) return;
	const none = {
		fgm: 0,
		fga: 0,
		fg3m: 0,
		fg3a: 0,
		ftm: 0,
		points: 0
	};
	const differences = box.flatMap(({ player, points, shooting }) => {
		const own = lines.get(player) ?? none;
		const wanted = {
			points,
			...shooting
		};
		return Object.entries(wanted).flatMap(([key, value]) => own[key] === value ? [] : [`player ${player} has ${key} ${own[key]} here and ${value} there`]);
	});
	const known = new Set(box.map(({ player }) => player));
	for (const [player, { points }] of lines) if (!known.has(player)) differences.push(`player ${player} has ${points} points, and no line`);
	if (differences.length > 0) refuse(`it differs from the box score in ${differences.length} numbers: ${differences.slice(0, 3).join("; ")}`);
}

/** Long enough for who has not played since last season, and a date filter that a partitioned table asks for. */
const DIRECTORY_DAYS = 400;
/** Columns of the table of players that help to tell who somebody is, where it has them. */
const OPTIONAL = [
	"player_name",
	"team_abbr",
	"jersey_number",
	"bdl_player_id"
];
/** The players around a date, one entry for each spelling and team. */
async function directoryIn(warehouse, table, date) {
	const [shape] = await warehouse.columnsOf([table.name]);
	const has = new Set(shape?.status === "read" ? shape.columns.map((one) => one.name.toLowerCase()) : []);
	const columns = [
		"player_id",
		"player_lookup",
		...OPTIONAL.filter((one) => has.has(one))
	];
	const rows = await warehouse.query(`SELECT DISTINCT ${columns.map((one) => `\`${one}\``).join(", ")} FROM ${tableSource(table, {
		first: "@first",
		last: "@last"
	})}
     WHERE \`${table.dateColumn}\` BETWEEN @first AND @last
     ORDER BY ${columns.map((one) => `\`${one}\``).join(", ")}`, {
		first: {
			type: "DATE",
			value: addDays(date, -400)
		},
		last: {
			type: "DATE",
			value: addDays(date, DIRECTORY_DAYS)
		}
	});
	const text = (value) => value == null ? null : String(value);
	return rows.map((row) => ({
		player: Number(row["player_id"]),
		lookup: String(row["player_lookup"]),
		name: text(row["player_name"]),
		team: text(row["team_abbr"]),
		number: text(row["jersey_number"]),
		sourceId: row["bdl_player_id"] == null ? null : Number(row["bdl_player_id"])
	}));
}
/** A game's lines of the box score table; none where it has no such game. */
async function boxLinesOf(warehouse, table, game) {
	return (await warehouse.query(`SELECT player_id, points, fgm, fga, fg3m, fg3a, attempts_derived FROM ${tableSource(table, {
		first: "@date",
		last: "@date"
	})}
     WHERE \`${table.dateColumn}\` = @date AND game_id = @game`, {
		date: {
			type: "DATE",
			value: game.date
		},
		game: {
			type: "STRING",
			value: game.id
		}
	})).map((row) => ({
		player: Number(row["player_id"]),
		points: Number(row["points"]),
		shooting: row["attempts_derived"] === true ? null : {
			fgm: Number(row["fgm"]),
			fga: Number(row["fga"]),
			fg3m: Number(row["fg3m"]),
			fg3a: Number(row["fg3a"])
		}
	}));
}

/**
* Who a line is of: by an alias, by the source's id where the table has it, by the spelling where one player alone has
* it. A last name is evidence for a person, never an answer: two brothers play in one team.
*/
function whoIsIn(directory, aliases) {
	const bySourceId = uniqueBy(directory, ({ sourceId }) => sourceId);
	const byLookup = uniqueBy(directory, ({ lookup }) => lookup);
	const byPlayer = Map.groupBy(directory, ({ player }) => player);
	return ({ id, name }) => {
		const alias = aliasOf(aliases, "bdl_box_scores", {
			id,
			name
		});
		const spelled = alias?.as ?? name;
		const found = alias?.player === void 0 ? bySourceId.get(id) ?? byLookup.get(lookupOf(spelled)) : byPlayer.get(alias.player)?.[0] ?? {
			player: alias.player,
			lookup: lookupOf(spelled)
		};
		return found === void 0 ? null : knownAs(found, spelled);
	};
}
const knownAs = ({ player, lookup }, name) => ({
	player,
	lookup,
	name
});
/** Only keys that one player alone has: nobody can say which of two he is. */
function uniqueBy(entries, keyOf) {
	const groups = Map.groupBy(entries, keyOf);
	return new Map([...groups].flatMap(([key, own]) => key !== null && new Set(own.map(({ player }) => player)).size === 1 ? [[key, own[0]]] : []));
}
/**
* What to add to the file of names, a line a player, with the evidence for each. Players whom the answer has under their
* own names are nobody else in it.
*/
function linesToAdd({ unknown, known }, all) {
	const directory = all.filter(({ player }) => !known.has(player));
	const once = [...new Map(unknown.map((one) => [one.id, one])).values()];
	const lines = once.map((one) => {
		const [found, evidence] = candidateFor(one, directory);
		const player = found === null ? "LEAGUE_ID" : found.player;
		const as = found?.name == null ? "" : `, as: ${JSON.stringify(found.name)}`;
		const number = one.number === null ? "" : `, number ${one.number}`;
		return `- { source: bdl_box_scores, id: ${one.id}, name: ${JSON.stringify(one.name)}, player: ${player}${as} } # ${one.team}${number}: ${evidence}`;
	});
	return `Check ${once.length === 1 ? "this line" : `these ${once.length} lines`} and add ${once.length === 1 ? "it" : "them"} to ${NAMES_FILE}:\n${lines.join("\n")}`;
}
function candidateFor(one, directory) {
	const named = directory.filter(({ name }) => name !== null);
	const words = wordsOf$2(one.name);
	const isTeam = ({ team }) => team === one.team;
	const isNumber = ({ number }) => number !== null && number === one.number;
	const isInitial = ({ name }) => lookupOf(name ?? "")[0] === words[0]?.[0];
	const sameWords = named.filter(({ name }) => same(wordsOf$2(name ?? ""), words));
	const sameLast = named.filter(({ name }) => sharesLast(wordsOf$2(name ?? ""), words));
	const tries = [
		[sameWords, "the same name but for its order or suffix"],
		[sameLast.filter((entry) => isTeam(entry) && isNumber(entry)), "same last name, team and number"],
		[sameLast.filter((entry) => isTeam(entry) && entry.number === null && isInitial(entry)), "same last name, first letter and team; no number to compare"]
	];
	for (const [entries, evidence] of tries) if (new Set(entries.map(({ player }) => player)).size === 1) return [entries.find(isTeam) ?? entries[0], evidence];
	const who = [...new Map(sameLast.filter(isTeam).map(({ player, name }) => [player, `${name} (${player})`])).values()].join(" or ");
	return [null, who === "" ? `nobody else of that last name in ${one.team}; look the league's id up` : `perhaps ${who}: the last name and the team alone say too little; look the league's id up`];
}
const SUFFIX = /^(?:jr|sr|ii|iii|iv|v)$/;
/** Lower case, without diacritics, points and suffixes. */
const wordsOf$2 = (name) => name.split(/\s+/).map(lookupOf).filter((word) => word !== "" && !SUFFIX.test(word));
const same = (some, others) => [...some].sort().join(" ") === [...others].sort().join(" ");
const sharesLast = (some, others) => some.length > 0 && some.at(-1) === others.at(-1);

/** How a source is asked and read. Throws a UserError where it cannot be, before anything is asked. */
function gatherOf(source, where) {
	switch (source) {
		case "nbac_gamebook": return gamebooks(where);
		case "nbac_play_by_play": return playByPlay(where);
		case "bdl_box_scores": return boxScores(where);
	}
}
function gamebooks(where) {
	const { root, declared } = where;
	return byGame(where, gamebookPaths, async ({ bytes }, game) => readGamebook(bytes, game, await readAliases(root, declared.names)));
}
function playByPlay(where) {
	const { pipeline, declared, warehouse } = where;
	const table = pipeline.tables.find(({ id }) => id === declared.boxScores);
	const read = async ({ bytes }, game) => {
		const shots = parsePlayByPlay(bytes, game);
		if (table !== void 0) checkBoxScore(shots, await boxLinesOf(warehouse, table, game));
		return shots.rows;
	};
	const paths = ({ id }) => [`/static/json/liveData/playbyplay/playbyplay_${id}.json`];
	return byGame(where, paths, read);
}
const byGame = (where, paths, read) => (_date, wanted, signal) => gatherByGame({
	session: where.session,
	concurrency: where.declared.concurrency,
	paths,
	read,
	gamesBetween: (first, last) => gamesBetween(where, first, last)
}, wanted, signal);
/** One answer for a whole date. Its key is a header, so that no address has it. */
function boxScores(where) {
	const { declared, session, warehouse, pipeline, variables, root } = where;
	const { keyFrom = "", players } = declared;
	const key = variables[keyFrom] ?? "";
	if (key === "") throw new UserError(`${keyFrom} is not set: set it to the key of the box score source, or leave this table to another producer.`);
	const directory = pipeline.tables.find(({ id }) => id === players);
	return async (date, wanted, signal) => {
		if (directory === void 0) throw new Error("A checked pipeline has the table of players.");
		const url = addressIn(session, `/v1/box_scores?date=${date}`);
		const answer = await originalAt(session, url, {
			signal,
			headers: { authorization: key }
		});
		if (answer === "forbidden") throw never$3(`${url.host} answers 403: the key in ${keyFrom} may not read box scores`);
		const absent = (game) => ({
			game,
			why: "absent",
			words: `${url.host} has no final box score of it`
		});
		if (answer === "absent") return {
			found: [],
			lacking: wanted.map(absent)
		};
		try {
			const players = await directoryIn(warehouse, directory, date);
			const whoIs = whoIsIn(players, await readAliases(root, declared.names));
			const read = parseBoxScores(answer.bytes, date, wanted, whoIs);
			const { found, refused, unknown } = read;
			const has = /* @__PURE__ */ new Set([...found.map(({ game }) => game), ...refused.map(({ game }) => game.id)]);
			const lacking = [...wanted.filter(({ id }) => !has.has(id)).map(absent), ...refused.map(({ game, words }) => ({
				game,
				why: "refused",
				words: `${words} (${originText(answer)})`
			}))];
			if (lacking.length > 0) await session.originals.forget(url.href);
			return {
				found: found.map((one) => ({
					...one,
					source: answer
				})),
				lacking,
				...unknown.length === 0 ? {} : { advice: linesToAdd(read, players) }
			};
		} catch (error) {
			if (!(error instanceof RefusedSourceError)) throw error;
			await session.originals.forget(url.href);
			throw never$3(`The box scores of ${date} were refused, and nothing of the date is written: ${error.message} (${url.href}, sha256 ${answer.sha256})`);
		}
	};
}
/** The columns that every source fills; others only where the table is declared to have them. */
const COLUMNS = {
	nbac_gamebook: words("game_date game_id player_lookup player_name team_abbr minutes points rebounds assists"),
	nbac_play_by_play: words("game_date game_id player_id shot_number team_abbr opponent_abbr period seconds_left zone distance_ft is_three made modelled"),
	bdl_box_scores: words("game_date game_id season player_id player_name player_lookup team_abbr opponent_abbr is_home minutes points rebounds assists steals blocks turnovers fgm fga fg3m fg3a ftm fta plus_minus attempts_derived")
};
function words(text) {
	return text.split(" ");
}
/** A row with the columns of its table, in their order. */
function shaped(source, row, extra, sha256) {
	const all = {
		...row,
		source_sha256: sha256
	};
	const entries = [...COLUMNS[source], ...extra].map((name) => {
		const value = all[name];
		if (value === void 0) return refuse(`${source} has no column "${name}" for the table`);
		return [name, value];
	});
	return Object.fromEntries(entries);
}
const never$3 = (message) => new AdvisedError(message, { kind: "never" });

const gameColumn = ({ full }) => typeof full === "object" && "games" in full ? full.games.column : "game_id";
async function ownOf(warehouse, { name, dateColumn, ...table }, date) {
	const [shape] = await warehouse.columnsOf([name]);
	const columns = shape?.status === "read" ? shape.columns.map((one) => one.name) : [];
	const game = gameColumn({
		name,
		dateColumn,
		...table
	});
	const counts = columns.map((one, index) => `COUNT(\`${one}\`) AS c${index}`);
	const rows = await warehouse.query(`SELECT CAST(\`${game}\` AS STRING) AS own_game, ${counts.join(", ")} FROM \`${name}\`
     WHERE \`${dateColumn}\` = @date GROUP BY own_game`, { date: {
		type: "DATE",
		value: date
	} });
	return {
		games: new Set(rows.map((row) => String(row["own_game"]))),
		filled: (games) => new Set(columns.filter((_, index) => rows.some((row) => games.has(String(row["own_game"])) && Number(row[`c${index}`]) > 0)))
	};
}
/** Writes the games that were found as one atomic change of the date, in which its other games stay as they are. */
async function writeGames(warehouse, request, date, { source, extraColumns, own, gathered }) {
	const games = gathered.found.map(({ game }) => game);
	const fresh = gathered.found.flatMap(({ rows, source: original }) => rows.map((row) => shaped(source, row, extraColumns, original.sha256)));
	refuseLoss(request.table, date, own.filled(new Set(games)), fresh);
	refuseTwice$1(request.table, fresh);
	await recordSources(warehouse, request, date, gathered);
	return replaceDate(warehouse, request, date, fresh, {
		games,
		isPartly: gathered.lacking.some(({ why }) => why === "refused")
	});
}
/** Refuses to replace rows that hold something in columns which the new ones do not have: it would be gone. */
function refuseLoss(table, date, replaced, fresh) {
	const given = new Set(fresh.flatMap((row) => Object.keys(row)));
	if (given.size === 0) return;
	const lost = [...replaced].filter((name) => !given.has(name));
	if (lost.length > 0) throw new AdvisedError(`${date}: rows of ${table.id} that would be replaced hold ${lost.sort().join(", ")}, which the source does not give; nothing is written, so that nothing is lost. Leave this table to who fills those columns`, { kind: "never" });
}
async function replaceDate(warehouse, { table, ledger, limits }, date, rows, { games, isPartly = false }) {
	return [...await warehouse.replaceDates({
		table: table.name,
		dateColumn: table.dateColumn,
		dates: [date],
		ledger: isPartly ? {
			...ledger,
			kind: "refused"
		} : ledger,
		source: {
			kind: "rows",
			rows,
			only: {
				column: gameColumn(table),
				values: games
			}
		},
		...limits
	})];
}
/** Before the rows are written: a line too many says where rows would have been from, one too few would lose it. */
async function recordSources(warehouse, { table, ledger }, date, { found, lacking }) {
	await warehouse.record("row_sources", {
		run: ledger.run,
		table_id: table.id,
		game_date: date,
		sources_json: JSON.stringify([...found.map(({ game, source: { url, sha256, fetchedAt } }) => ({
			game,
			url,
			sha256,
			fetchedAt
		})), ...lacking.map(({ game, why, words }) => ({
			game: game.id,
			why,
			words
		}))]),
		recorded_at: (/* @__PURE__ */ new Date()).toISOString()
	});
}

const WAIVER_DAYS = 30;
/**
* A producer that fetches what a date lacks, a date at a time. The games are those of the schedule in the warehouse
* without the waived ones, and of them those without rows, or all with `force`. Throws a UserError, before anything is
* asked, for what is not declared or set.
*/
function openScraper(declared, setting, warehouse) {
	const session = sessionOf(declared, setting);
	const { source } = declared;
	const oneByOne = (produceDate) => ({
		callsAtOnce: 1,
		produce: async (request) => {
			const written = [];
			for (const date of request.dates) written.push(...await produceDate(request, date));
			return written;
		}
	});
	if (source === "nbac_schedule") return oneByOne(async (request, date) => {
		const { rows, games, original, notes } = await refreshSchedule(session, {
			pipeline: setting.pipeline,
			warehouse,
			request,
			date
		});
		await recordSources(warehouse, request, date, {
			found: [{
				game: "",
				rows,
				source: original
			}],
			lacking: []
		});
		const own = await ownOf(warehouse, request.table, date);
		refuseLoss(request.table, date, own.filled(new Set(games)), rows);
		const written = await replaceDate(warehouse, request, date, rows, { games });
		for (const note of notes) setting.tell(note);
		return written;
	});
	const gather = gatherOf(source, {
		...setting,
		declared,
		session,
		warehouse
	});
	return oneByOne(async (request, date) => {
		const { table, force, signal } = request;
		const own = await ownOf(warehouse, table, date);
		const waived = waivedGames(setting.pipeline, table, setting.environment, setting.asOf);
		const scheduled = (await gamesBetween({
			...setting,
			declared,
			warehouse
		}, date, date)).filter(({ id }) => !waived.has(id));
		const wanted = force ? scheduled : scheduled.filter(({ id }) => !own.games.has(id));
		if (wanted.length === 0) throw never$2(`${date}: every game of the schedule has rows in ${table.id} already, and nothing was fetched; --force reads them again`);
		const gathered = await gather(date, wanted, signal);
		if (gathered.found.length === 0) {
			await recordSources(warehouse, request, date, gathered);
			if (hasNothing(table, own, gathered)) return replaceDate(warehouse, request, date, [], { games: [] });
			throw never$2(`${date}: none of the ${wanted.length} games that ${table.id} lacks could be had. ${lackingText(gathered, table, setting)}`);
		}
		const { extraColumns } = declared;
		const written = await writeGames(warehouse, request, date, {
			source,
			extraColumns,
			own,
			gathered
		});
		if (gathered.lacking.length === 0) return written;
		const said = `${table.id} ${date}: ${gathered.found.length} of ${wanted.length} games were written. ${lackingText(gathered, table, setting)}`;
		setting.tell(said);
		if (gathered.lacking.some(({ why }) => why === "refused")) throw new PartlyWrittenError(said, written);
		return written;
	});
}
/** The source was asked for every game and has none of them, which a table that may be empty takes as its answer. */
const hasNothing = ({ empty }, own, { lacking }) => empty === "allowed" && own.games.size === 0 && lacking.every(({ why }) => why === "absent");
/** What is lacking and, for withheld games, the waiver that excuses them. */
function lackingText({ lacking, advice }, table, { environment, asOf }) {
	const texts = lacking.map(({ game, why, words }) => `${gameText(game)} is ${why}: ${words}.`);
	if (advice !== void 0) texts.push(advice);
	const withheld = lacking.filter(({ why }) => why === "withheld");
	if (withheld.length === 0) return texts.join(" ");
	const expires = new Date(asOf.getTime() + WAIVER_DAYS * 864e5).toISOString().slice(0, 10);
	const games = withheld.map(({ game }) => JSON.stringify(game.id)).join(", ");
	return `${texts.join(" ")} If they stay withheld, excuse them under waivers: { games: [${games}], tables: [${table.id}], environments: [${environment}], reason: "Withheld by the source: 403, while other games are given.", expires: ${expires} }`;
}
const never$2 = (message) => new AdvisedError(message, { kind: "never" });

/** What is read of a service's answer; it may say more. */
const Result = looseObject({
	processor: string(),
	status: string().optional(),
	success: boolean().optional()
}).refine(({ status, success }) => status !== void 0 || success !== void 0, { error: "has neither status nor success" });
const Answer = looseObject({ results: array(Result) });
const STATUSES = new Map([
	...[
		"success",
		"succeeded",
		"ok",
		"done",
		"completed",
		"complete"
	].map((word) => [word, "done"]),
	...["skipped", "skip"].map((word) => [word, "skipped"]),
	...[
		"failed",
		"failure",
		"error",
		"exception",
		"partial",
		"timeout"
	].map((word) => [word, "failed"])
]);
/** Keys under which services say why. */
const REASONS = [
	"reason",
	"skip_reason",
	"error",
	"error_message",
	"message",
	"detail"
];
const WARM_UP = /bootstrap|early[ _-]?season|warm[ _-]?up/i;
const MAX_SAID = 300;
/** An answer with one outcome, at its top. */
const OneAnswer = looseObject({
	status: string().optional(),
	success: boolean().optional()
}).refine(({ status, success }) => status !== void 0 || success !== void 0, { error: "has neither status nor success" });
/** Ends where the answer says of itself that it was done; thrown otherwise, and never tried again. */
function checkStatus(text, asked) {
	const answer = OneAnswer.safeParse(parsed(text, asked.what));
	if (!answer.success) throw never$1(`${asked.what} answered what is no answer of a service: ${answer.error.issues[0]?.message}`);
	checkResult({
		...answer.data,
		processor: asked.processor
	}, asked);
}
/** Ends where the answer says that the processor did the date; what is wrong with it otherwise is thrown, never tried again. */
function checkAnswer(text, asked) {
	const { what, processor } = asked;
	const answer = Answer.safeParse(parsed(text, what));
	if (!answer.success) {
		const [issue] = answer.error.issues;
		throw never$1(`${what} answered what is no answer of a service: ${[...issue?.path ?? [], issue?.message].join(" ")}`);
	}
	const own = answer.data.results.filter((result) => result.processor === processor);
	if (own.length === 0) {
		const others = answer.data.results.map((result) => result.processor).join(", ");
		throw never$1(`${what} said nothing of ${processor}; ${others === "" ? "it gave no results: it ignores a name that it does not know, so see processor in the pipeline" : `its results are of ${said(others)}`}`);
	}
	for (const result of own) checkResult(result, asked);
}
function checkResult(result, { what, processor, includeWarmUp, override }) {
	const outcome = outcomeOf(result);
	if (outcome === "done") return;
	const why = reasonOf(result);
	if (outcome === null) throw never$1(`${what} answered with the status "${said(result.status ?? "")}", which is unknown`);
	if (outcome === "failed") throw never$1(`${what} failed: ${why}`);
	if (!WARM_UP.test(`${result.status} ${why}`)) throw never$1(`${what} was skipped by ${processor}: ${why}`);
	throw never$1(includeWarmUp ? `${what} was skipped by ${processor} although ${override.join(" and ") || "nothing"} was sent: ${why}` : `${what} was skipped by ${processor} on purpose (${why}). Calling it again is futile${override.length > 0 ? " without --include-warm-up" : ": nothing makes it fill these dates"}`);
}
/** By `success` where that says no, else by the word of `status`; null for a word that nobody knows. */
function outcomeOf({ status, success }) {
	const word = status?.toLowerCase();
	const byWord = word === void 0 ? void 0 : STATUSES.get(word.split(/[^a-z]/)[0] ?? word);
	if (byWord === "skipped") return "skipped";
	if (success === false) return "failed";
	return status === void 0 ? "done" : byWord ?? null;
}
function reasonOf(result) {
	const words = REASONS.map((key) => result[key]).filter((one) => typeof one === "string");
	return words.length === 0 ? "it gave no reason" : said(words.join("; "));
}
function parsed(text, what) {
	try {
		return JSON.parse(text);
	} catch {
		throw never$1(`${what} answered what is not JSON: ${said(text)}`);
	}
}
/** Somebody else's words on one line, without control characters, and not without end. */
function said(text) {
	const plain = text.slice(0, 4 * MAX_SAID).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
	return plain.length > MAX_SAID ? `${plain.slice(0, MAX_SAID)}...` : plain;
}
const never$1 = (message) => new AdvisedError(message, { kind: "never" });

const MAX_ANSWER_BYTES = 1024 ** 2;
/**
* One POST, and the text of its answer. Throws AdvisedError for everything but a 2xx. No redirect is followed: the body
* and the token are for this address. Node's own fetch is not used: it ends every wait for an answer after 300 s.
*/
async function post(call) {
	const { status, headers, text } = withoutToken(withoutToken(await send(call), call.token), call.key ?? null);
	if (status >= 200 && status < 300) return text;
	const { what, timeoutMs } = call;
	if (status >= 300 && status < 400) throw never(`${what} was answered with a redirect (${status}) to ${said(headers.location ?? "nowhere")}; the declared address must be the service's own`);
	const words = text.trim() === "" ? "" : `: ${said(text)}`;
	if (status === 401 || status === 403) throw never(`${what} was answered with ${status}${words}. The identity that calls needs roles/run.invoker on the service`);
	if (status === 504) throw tooLong(what, timeoutMs, "The service's own limit was reached (504)");
	if (status !== 408 && status !== 429 && status < 500) throw never(`${what} was answered with ${status}${words}`);
	throw new AdvisedError(`${what} was answered with ${status}${words}`, waitAdvice(headers["retry-after"], call.now()));
}
/** A service that says what it was sent must not bring its token into a log or a report. */
function withoutToken(answer, token) {
	if (token === null || token === "") return answer;
	const { text, headers } = answer;
	const clean = (said) => said.replaceAll(token, "[token]");
	const location = headers.location === void 0 ? {} : { location: clean(headers.location) };
	return {
		...answer,
		text: clean(text),
		headers: {
			...headers,
			...location
		}
	};
}
/**
* Not tried again in this run: the service may be at work still, and two calls at once that delete and insert the same
* date can leave its rows twice. A resume, later, calls it again.
*/
const tooLong = (what, timeoutMs, how) => never(`${what} did not end within ${timeoutMs / 1e3} s. ${how}, and it may be writing still: resume the run later`);
function send({ address, token, key = null, body, timeoutMs, what }) {
	const text = JSON.stringify(body);
	const options = {
		method: "POST",
		agent: false,
		signal: AbortSignal.timeout(timeoutMs),
		headers: {
			"content-type": "application/json",
			"content-length": Buffer.byteLength(text),
			accept: "application/json",
			...token === null ? {} : { authorization: `Bearer ${token}` },
			...key === null ? {} : { "x-api-key": key }
		}
	};
	return new Promise((resolve, reject) => {
		const fail = (error) => reject(failureOf(error, what, timeoutMs));
		const request = requesterOf(address)(address, options, (response) => {
			read(response, what).then((answer) => resolve({
				status: response.statusCode ?? 0,
				headers: response.headers,
				text: answer
			}), fail);
		});
		request.on("error", fail);
		request.end(text);
	});
}
async function read(response, what) {
	const parts = [];
	let size = 0;
	for await (const part of response) {
		size += part.length;
		if (size > MAX_ANSWER_BYTES) {
			response.destroy();
			throw never(`${what} was answered with more than ${MAX_ANSWER_BYTES / 1024 ** 2} MiB`);
		}
		parts.push(part);
	}
	return Buffer.concat(parts).toString("utf8");
}
function failureOf(error, what, timeoutMs) {
	if (error instanceof AdvisedError) return error;
	const code = error.code ?? "";
	if (error.name === "AbortError" || code === "ABORT_ERR" || error.name === "TimeoutError") return tooLong(what, timeoutMs, "Nobody listens to its answer any more");
	const advice = isPassing(code) ? { kind: "seconds" } : { kind: "never" };
	return new AdvisedError(`${what} could not be called: ${errorMessage(error)}`, advice, { cause: error });
}
const never = (message) => new AdvisedError(message, { kind: "never" });

/** Looks come soon at first, and then this far apart. */
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [250, 5e3];
const NAMES = {
	home: "home_team",
	away: "away_team"
};
/** The games of a date that the table lacks; all of them with `force`. */
async function gamesToAsk(warehouse, where, { table, force }, date) {
	const scheduled = await gamesBetween({
		...where,
		warehouse,
		declared: NAMES
	}, date, date);
	if (force) return scheduled;
	const there = await rowsBy(warehouse, table, [date]);
	return scheduled.filter(({ id }) => !there.games.has(id));
}
/** Which dates and games have a row that counts: a placeholder is none. */
async function rowsBy(warehouse, table, dates) {
	const game = gameColumnOf(table);
	const [first, last] = [dates[0], dates.at(-1)];
	const params = {
		first_date: {
			type: "DATE",
			value: first
		},
		last_date: {
			type: "DATE",
			value: last
		}
	};
	const rows = await warehouse.query(`SELECT DISTINCT CAST(\`${table.dateColumn}\` AS STRING) AS d, ${game === void 0 ? "''" : `CAST(\`${game}\` AS STRING)`} AS g
FROM ${tableSource(table)} WHERE \`${table.dateColumn}\` BETWEEN @first_date AND @last_date`, params);
	return {
		dates: new Set(rows.map((row) => String(row["d"]))),
		games: new Set(rows.map((row) => String(row["g"])))
	};
}
/**
* Ends once every date, or every one of the games, has a row that counts. Rows may come later than the answer, and a
* reader may look between a delete and an insert: `waitSeconds` says how long that is waited for. Throws what is lacking
* then; a resume asks for the rest.
*/
async function waitForRows(warehouse, { waitSeconds = 0 }, { table, dates, signal }, games) {
	if (waitSeconds === 0 && games.length === 0 && table.real === void 0) return;
	const until = Date.now() + waitSeconds * 1e3;
	for (let pause = FIRST_WAIT_MS;; pause = Math.min(2 * pause, LONGEST_WAIT_MS)) {
		const there = await rowsBy(warehouse, table, dates);
		const lacking = games.length > 0 ? games.filter((game) => !there.games.has(game)) : dates.filter((date) => !there.dates.has(date));
		if (lacking.length === 0 || table.empty === "allowed" && games.length === 0) return;
		if (Date.now() >= until || signal.aborted) throw new AdvisedError(`${table.id}: it was answered as done, and ${waitSeconds === 0 ? "there is" : `${waitSeconds} s later there is still`} no row of ${lacking.join(", ")}${table.real === void 0 ? "" : " that is more than a placeholder"}. A resume asks for these again`, { kind: "never" });
		await (0, import_promises.setTimeout)(Math.min(pause, Math.max(until - Date.now(), 0)), void 0, { signal }).catch(() => void 0);
	}
}

const DEFAULT_TIMEOUT_SECONDS = 300;
const DEFAULT_CONCURRENCY = 2;
/**
* A producer that calls the service, a date, some consecutive dates or a game a call, while the warehouse looks on: what
* counts is the rows that are there afterwards. Throws a UserError, before anything is called, for an address or a key
* that is not given, or not allowed.
*/
function openService(declared, where, { variables, hosts }, warehouse) {
	const address = addressOf(declared, where, variables, hosts);
	const key = keyOf(declared, where, variables);
	const { processor = where.table.id, auth = "identity-token", timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, concurrency = DEFAULT_CONCURRENCY, unit = "date", answer = "results" } = declared;
	async function call(one, includeWarmUp) {
		const of = one.game === void 0 ? "" : `${one.game.away}@${one.game.home} of `;
		const dates = one.first === one.last ? one.first : `${one.first} to ${one.last}`;
		const what = `${processor} on ${of}${dates}`;
		const text = await post({
			address,
			token: auth === "identity-token" ? await identityToken(address.origin) : null,
			key,
			body: requestOf(declared, processor, one, includeWarmUp),
			timeoutMs: timeoutSeconds * 1e3,
			what,
			now: () => /* @__PURE__ */ new Date()
		});
		const asked = {
			what,
			processor,
			includeWarmUp,
			override: overrideKeysOf(declared)
		};
		(answer === "results" ? checkAnswer : checkStatus)(text, asked);
	}
	async function callFor(request, dates) {
		const [first, last] = [dates[0], dates.at(-1)];
		const wait = (games) => waitForRows(warehouse, declared, {
			...request,
			dates
		}, games);
		if (unit !== "game") {
			await call({
				first,
				last
			}, request.includeWarmUp);
			return wait([]);
		}
		const games = await gamesToAsk(warehouse, where, request, first);
		await pMap(games, (game) => call({
			first,
			last,
			game
		}, request.includeWarmUp), {
			concurrency,
			stopOnError: true
		});
		return wait(games.map(({ id }) => id));
	}
	const produceDates = (request, dates) => warehouse.witness({
		table: request.table.name,
		dateColumn: request.table.dateColumn,
		dates,
		ledger: request.ledger,
		...request.limits
	}, () => callFor(request, dates));
	return {
		...unit === "range" ? {} : { callsAtOnce: unit === "game" ? 1 : concurrency },
		produce: async (request) => {
			const calls = unit === "range" ? consecutive(request.dates) : request.dates.map((date) => [date]);
			return (await pMap(calls, (dates) => produceDates(request, dates), {
				concurrency: unit === "date" ? concurrency : 1,
				stopOnError: true
			})).flat();
		}
	};
}
/** Dates that follow each other without a gap, so that a call for them names no other. */
function consecutive(dates) {
	const runs = [];
	for (const date of [...dates].sort()) {
		const run = runs.at(-1);
		const before = run?.at(-1);
		if (run !== void 0 && before !== void 0 && addDays(before, 1) === date) run.push(date);
		else runs.push([date]);
	}
	return runs;
}
function keyOf({ keyFrom, owner }, { table, environment }, variables) {
	if (keyFrom === void 0) return null;
	const key = variables[keyFrom] ?? "";
	if (key === "") throw new UserError(`${table.id} is filled by ${owner} in ${environment}, and ${keyFrom} is not set: set it to the service's key.`);
	return key;
}
function addressOf(declared, { table: { id: tableId }, environment }, variables, hosts) {
	const { url, urlFrom, owner } = declared;
	const whose = `${tableId} is filled by ${owner} in ${environment}`;
	if (url !== void 0) return serviceAddress(declared, url, hosts, `The url of ${tableId} in ${environment}`);
	if (urlFrom === void 0) throw new UserError(`${whose}, which declares no url: it cannot be called. Hand the dates to them, or see docs/how-to/services.md.`);
	const given = variables[urlFrom] ?? "";
	if (given === "") throw new UserError(`${whose}, and ${urlFrom} is not set: set it to the service's address, such as https://NAME.run.app.`);
	return serviceAddress(declared, given, hosts, urlFrom);
}

/** The producer that an environment declares for a table; it writes no other table. */
function openProducer(setting, table) {
	const declared = producerOf(table, setting.environment);
	const write = (request, source) => setting.warehouse.replaceDates({
		table: table.name,
		dateColumn: table.dateColumn,
		dates: request.dates,
		source,
		ledger: request.ledger,
		...request.limits
	});
	switch (declared.kind) {
		case "sql": return { produce: async (request) => write(request, {
			kind: "select",
			sql: await readModel({
				...setting,
				...setting.scrapers
			}, table, declared.file)
		}) };
		case "recorded": return { produce: async (request) => write(request, {
			kind: "recorded",
			sql: await readSql(setting.root, declared.file)
		}) };
		case "command": return { produce: async (request) => {
			const rows = await runCommand(declared, request, setting.root);
			refuseTwice$1(table, rows);
			return write(request, {
				kind: "rows",
				rows
			});
		} };
		case "scraper": return openScraper(declared, {
			...setting.scrapers,
			environment: setting.environment,
			variables: setting.services.variables,
			root: setting.root
		}, setting.warehouse);
		case "service": return openService(declared, {
			table,
			environment: setting.environment,
			pipeline: setting.scrapers.pipeline
		}, setting.services, setting.warehouse);
	}
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
		sessions: context.sessions,
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

/**
* Records what a service wrote in a run that ended, or was ended, before it could say so: only what is in the ledger can
* be taken back. Dates that hold what they held get no line.
*/
async function recordUnanswered(warehouse, tables, run) {
	const touched = await readTouched(warehouse, run);
	if (touched.length === 0) return;
	const { entries } = await readLedgerOf(warehouse);
	const recorded = new Set(entries.flatMap((entry) => entry.run === run && isWrite(entry) ? [keyOf$1({
		table: entry.tableId,
		date: entry.date
	})] : []));
	const open = touched.filter((cell) => !recorded.has(keyOf$1(cell)));
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
		...NO_LIMITS
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
	const before = await rowsToCompare(context.warehouse, table, cell.date);
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
	const after = await rowsToCompare(context.warehouse, table, cell.date);
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
		limits: {
			allowShrink: false,
			rowsExpected: table.empty !== "allowed"
		},
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
					const outcome = outcomeOf$1(outcomes, cell);
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
	const { status } = outcomeOf$1(outcomes, cell);
	return status === "done" || status === "unneeded";
}
function describe(outcomes, cell) {
	const outcome = outcomeOf$1(outcomes, cell);
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
		...NO_LIMITS
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
	const set = (date, outcome) => outcomes.set(keyOf$1({
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
			limits: input.guards.limitsOf(table, dates, input.lineage),
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
		const attempts = (input.attemptsBefore.get(keyOf$1({
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
			const { statements, atOnce } = statementsOf$1(input, table, own);
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
function statementsOf$1({ producerOf, plan }, table, cells) {
	const taken = new Set(plan.cells.flatMap((cell) => cell.remove === void 0 ? [] : [keyOf$1(cell)]));
	const removals = cells.filter((cell) => taken.has(keyOf$1(cell)));
	if (removals.length > 0) {
		const others = cells.filter((cell) => !taken.has(keyOf$1(cell)));
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
		if (outcomeOf$1(outcomes, cell).status !== "pending") return [];
		const by = brokenUpstream(input.plan, table, cell, outcomes);
		const attempts = input.attemptsBefore.get(keyOf$1(cell)) ?? 0;
		if (by !== null) outcomes.set(keyOf$1(cell), {
			status: "blocked",
			by
		});
		else if (attempts >= 3) outcomes.set(keyOf$1(cell), {
			status: "failed",
			message: `escalated after ${attempts} failed attempts; look at it before it is run again`,
			attempts
		});
		else if (parked !== null) outcomes.set(keyOf$1(cell), parked);
		else if (cell.because === "downstream" && !isChanged(cell)) outcomes.set(keyOf$1(cell), { status: "unneeded" });
		else return [cell.date];
		return [];
	});
}
/** A planned cell that this one reads and that failed; null where there is none. What waits for a parked one is parked itself. */
function brokenUpstream(plan, table, cell, outcomes) {
	for (const other of plan.cells) {
		const { status } = outcomeOf$1(outcomes, other);
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
	const statements = [];
	for (const part of parts) {
		const joined = `${statements.at(-1)}\nUNION ALL\n${part}`;
		if (statements.length === 0 || joined.length > MOST_CHARS) statements.push(part);
		else statements.splice(-1, 1, joined);
	}
	return statements;
}
/** BigQuery takes 1 MB; of hundreds of witnesses and many dates one statement would be longer. */
const MOST_CHARS = 5e5;

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
	#allowShrink;
	#grid;
	#whole;
	/** A job that has nothing to write has looked at nothing. */
	constructor(context, plan, grid, allowShrink) {
		this.#context = context;
		this.#allowShrink = allowShrink;
		this.#cells = new Map(plan.cells.map((cell) => [keyOf$1(cell), cell]));
		this.#grid = grid;
		this.#whole = grid && new Wholeness(grid);
	}
	limitsOf(table, dates, lineage) {
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
		return {
			allowShrink: this.#allowShrink,
			rowsExpected: table.empty !== "allowed",
			losses: lossGuard({
				pipeline,
				tables,
				table,
				there,
				strict
			})
		};
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
		const cell = this.#cells.get(keyOf$1({
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

/** To read what this side may have read before. */
const reading = (warehouse) => warehouse.remembering ?? warehouse;

/**
* Records what the partitions around these cells hold before anything is written, where the ledger does not say so: what
* they are computed from, which others may change later, and what is computed from them, which others may compute
* again. Cells that other jobs of the run write are theirs to record. Returns the ledger with it.
*/
async function recordSeen({ warehouse, tables, request }, { run, plan, pending, ledger }) {
	const { lineage } = ledger ?? await readLedgerOf(reading(warehouse));
	if (pending.length === 0) return lineage;
	const mine = new Set(pending.map(keyOf$1));
	const others = new Set(plan.cells.map(keyOf$1).filter((key) => !mine.has(key)));
	const around = [...daysAround(tables, pending, dayOf$1(request.asOf))].map(([table, days]) => [table, days.filter((date) => !others.has(keyOf$1({
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

/** Records that a run begins. With its issue, so that whoever resumes it knows, and the issue hears of its end. */
async function begin(warehouse, { run, plan, at, issue }) {
	return await recordEvent(warehouse, {
		run,
		event: "started",
		at,
		plan,
		summary: issue === null ? null : { issue }
	});
}
/** Records why a run needed the approval that it has; it holds for whatever the run still does. */
const approve = (warehouse, { run, at, ...summary }) => recordEvent(warehouse, {
	run,
	event: "approved",
	at,
	summary
});
/** Records a run with its plan, of which nothing may be done until a person approves it. */
async function hold(warehouse, { run, plan, issue, approval, askedBy, allowShrink }, at) {
	if ((await readEventsOf(warehouse, run)).length === 0) await begin(warehouse, {
		run,
		plan,
		issue,
		at
	});
	await recordEvent(warehouse, {
		run,
		event: "held",
		at,
		summary: {
			approval,
			askedBy,
			allowShrink
		}
	});
}
/** Drops the replaced rows that no undo may bring back any more. */
const forgetKept = (warehouse, now) => warehouse.forgetKept(/* @__PURE__ */ new Date(now.getTime() - 7 * 864e5));
/** The control dates, the canary with a validation after it, then the rest. */
async function settle(context, options, part) {
	const { run, plan, cells, canary, outcomes, note = async () => void 0 } = part;
	const { signal, retry = DEFAULT_RETRY } = options;
	if (signal.aborted) return {
		controls: [],
		stopped: null
	};
	const pending = (some) => some.filter((cell) => outcomeOf$1(outcomes, cell).status === "pending");
	const own = pending(cells);
	const dates = new Set(own.map(({ date }) => date)).size;
	const name = part.name === void 0 ? "" : `, ${part.name}`;
	const title = `Repairing ${own.length} cells on ${dates} dates (${plan.environment}, run ${run}${name})`;
	context.progress({
		kind: "start",
		title,
		total: dates,
		hasLines: true
	});
	const controls = await controlServices(context, {
		plan,
		run,
		pending: part.guarded,
		retry,
		signal
	});
	if (controls.length > 0) await note("control", controls);
	const input = {
		plan,
		run,
		retry,
		now: options.now,
		signal,
		tables: context.tables,
		warehouse: context.warehouse,
		lineage: await recordSeen(context, {
			run,
			plan,
			pending: own,
			ledger: part.ledger
		}),
		producerOf: (table) => producerIn(context, table),
		guards: new Guards(context, plan, part.grid, options.allowShrink),
		attemptsBefore: part.attemptsBefore,
		events: reportingEvents(context.pipeline.phases, context.tables, dates, context.progress)
	};
	let stopped = controls.find((one) => one.stopped !== null)?.stopped ?? null;
	if (stopped === null) {
		await execute(input, pending(canary), outcomes);
		if (!canary.every((cell) => outcomeOf$1(outcomes, cell).status === "parked") && !signal.aborted) stopped = canaryVerdict(await context.assessNow(), canary, outcomes);
	}
	if (canary.length > 0) await note("canary", {
		cells: canary.length,
		stopped
	});
	if (stopped === null) await execute(input, pending(cells), outcomes);
	context.progress({
		kind: "end",
		title
	});
	return {
		controls,
		stopped
	};
}
/** Equality of states with what was predicted: complete. Null where the rest may go on. */
function canaryVerdict(after, canary, outcomes) {
	const wrong = canary.filter((cell) => outcomeOf$1(outcomes, cell).status !== "parked" && !isComplete(after, cell));
	if (wrong.length === 0) return null;
	const [first] = wrong;
	return `${wrong.length} of ${canary.length} canary cells are not as predicted, such as ${first.table} ${first.date}: complete was predicted, it is ${stateAfter(after, first)}`;
}
/** Writes the receipt of all parts, by the validation after them, and records the end and what it has cost. */
async function finish({ warehouse }, ended, [before, cost], { out, now }) {
	const { run, outcomes, controls, stopped: canaryStopped } = ended;
	const at = now().toISOString();
	const total = sumOfCosts([before, cost].filter((one) => one !== null));
	const receipt = receiptOf({
		...ended,
		cost: total,
		verifiedAt: at
	});
	const { counts, proven, environment } = receipt;
	const settled = Object.fromEntries([...outcomes].filter(([, { status }]) => status !== "done"));
	const { stoppedBy = null } = ended;
	if (stoppedBy !== null) await recordEvent(warehouse, {
		run,
		event: "stopped",
		at,
		summary: stoppedBy
	});
	const summary = {
		counts,
		canaryStopped,
		controls,
		cost,
		proven,
		settled,
		...stoppedBy === null ? {} : { stoppedBy }
	};
	await recordEvent(warehouse, {
		run,
		event: "finished",
		at,
		summary
	});
	const paths = await writeReceipt(out, receipt);
	if (cost !== null) await recordCost(out, {
		at,
		run,
		kind: "backfill",
		environment,
		cost
	});
	return {
		receipt,
		paths
	};
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
/** What is looked at before the first statement, and recorded: the content around the cells (src/jobs/repair/run/seen.ts). */
const priceAround = ({ warehouse, tables, request }, { cells }) => pMap(daysAround(tables, cells, dayOf$1(request.asOf)), ([table, days]) => answered(table.id, () => warehouse.estimateFingerprints(fingerprintRequest(table, days))), { concurrency: warehouse.abilities.maxConcurrentQueries });
/** By a dry run of each statement with its own dates: what it reads of partitioned tables are these dates' partitions. Null for a table that the plan leaves alone. */
async function priceTable({ request, pipeline, warehouse }, plan, table) {
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
	const select = producer.kind === "sql" ? await readModel({
		...request,
		pipeline
	}, table, producer.file) : null;
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
	const graph = topologicalOrder(tablesOf(pipeline, request.environment));
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
	const columnsBefore = request.out === void 0 ? void 0 : await columnsSeenBy(request.out, environment);
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
	const assessNow = async (part = range, { ledger, through } = {}) => {
		const at = {
			...input,
			range: part
		};
		return assess(await observe(at, through ?? reading(warehouse), quiet, ledger));
	};
	let asked;
	const price = () => {
		asked ??= priceReads(input, warehouse, pricing, progress);
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
		sessions: /* @__PURE__ */ new Map(),
		progress,
		pricing,
		price,
		assessNow
	});
}
/** Loaded where there are reports: a plan is made without them. */
async function columnsSeenBy(out, environment) {
	const { columnsSeenIn } = await import("./jobs.reports.columns-seen.exports.js");
	return columnsSeenIn(out, environment);
}

/** The same sentence wherever a plan is spoken of. */
function planTotals({ cells, refused, blocked }) {
	const overwritten = cells.filter(({ rows }) => (rows ?? 0) > 0).length;
	const dates = new Set(cells.map(({ date }) => date)).size;
	return `${count$1(cells.length, "cell")} on ${count$1(dates, "date")} to rebuild, ${overwritten} of them overwritten, ${refused.length} refused, ${blocked.length} blocked`;
}
/** One line a rule and table, however many dates. */
function refusedLines(refused) {
	return [...Map.groupBy(refused, ({ rule, table }) => `${rule} ${table}`).values()].map((group) => {
		const [first] = group;
		if (first.rule === "owner") return handedOver(group, first);
		const how = first.override === null ? "" : `; ${first.override} runs them all the same`;
		return `refused (${first.rule}): ${first.table} on ${count$1(group.length, "date")}, such as ${first.date}: ${first.evidence}${how}`;
	});
}
/** Every date: somebody is to be asked for them. */
function handedOver(group, { table, evidence }) {
	const dates = mergeRanges(group.map(({ date }) => ({
		first: date,
		last: date
	})));
	return `handed over: ${table} on ${count$1(group.length, "date")} (${printDateList(dates)}): ${evidence}`;
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
		drifted: repair?.drifted ?? "",
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
		...repair?.drifted == null ? [] : [`**Not begun**: the plan ${repair.drifted} was asked for, and it is ${plan.id} by now. Look at it, and ask for that.`],
		...approval.length === 0 ? [] : [`**Waits for an approval**: ${approval.join("; ")}.`],
		...rows.length === 0 ? [] : [table([
			"table",
			"dates",
			"when"
		], rows)],
		`Predicted: training ${predicted.training} to ${predicted.trainingAfter}, average score ${predicted.average ?? "unknown"} to ${predicted.averageAfter ?? "unknown"}.`,
		estimate.minutes === null ? "Time: unknown, nothing was measured and nobody declares it." : `Time: ${estimate.minutes} minutes of work (${estimate.basis}); ${billedMinutes(plan, repair)}.`,
		...reasons.length === 0 ? [] : [reasons.map((reason) => `- ${quoted$1(reason)}`).join("\n")],
		...blocked.length === 0 ? [] : [`${count$1(blocked.length, "cell")} blocked by what is missing before them; with-upstream includes it.`],
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
const jobsWords = ({ legs, datesPerJob }) => legs.length === 0 ? "the rest in the same job" : `${count$1(legs.length, "job")} of up to ${count$1(datesPerJob, "date")} each`;
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
function legFailure({ cells, stopped, stoppedBy, part }) {
	const pending = cells.filter(({ status }) => status === "pending").length;
	if (stoppedBy !== void 0 && pending > 0) return `Stopped by ${stoppedBy.by} at ${stoppedBy.at}: ${pending} of ${cells.length} cells of ${part} were not begun.`;
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

export { approve, begin, concludeFailure, concludeOutputs, failuresIn, finish, forgetKept, hold, keepPlanBudget, knownBytes, legFailure, legOutputs, parkedUntil, prepareOutputs, pricePlan, producerIn, readRun, readStanding, reading, renderPrepared, repriced, settle, withRepair };