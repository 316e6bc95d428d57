import { __toESM } from "./rolldown-runtime.js";
import { require__node_crypto } from "./node-builtins.js";

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
/** A guard refused to write; trying again changes nothing. */
var RefusedWriteError = class extends Error {
	name = "RefusedWriteError";
};
/** The engine cannot run a statement as it stands; trying again changes nothing. */
var RefusedStatementError = class extends Error {
	name = "RefusedStatementError";
};

/**
* The text that an engine reads as this very value; null for none. Undefined where the column would keep less than the
* value has: engines round without a word what does not fit.
*/
function exactText(keeps, value) {
	if (value === null) return null;
	const text = String(value);
	switch (keeps.kind) {
		case "text": return text;
		case "day": return /[T ].*[1-9]/.test(text.replace(/[+-]\d\d:?\d\d$|Z$/, "")) ? void 0 : text;
		case "time": {
			const [, fraction = ""] = /:\d\d\.(\d+)/.exec(text) ?? [];
			return fraction.replace(/0+$/, "").length > keeps.digits ? void 0 : text;
		}
		case "integer":
		case "decimal": {
			const number = decimalOf(text);
			if (number === null) return text;
			const scale = keeps.kind === "integer" ? 0 : keeps.scale;
			return -number.exponent > scale ? void 0 : plainText(number);
		}
		case "float": return survives(text, keeps.bits) ? text : void 0;
	}
}
/** Null for a text that is no decimal number, such as NaN. */
function decimalOf(text) {
	const [whole, sign = "", before = "", after = "", power = "0"] = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text) ?? [];
	if (whole === void 0 || before + after === "") return null;
	const all = `${before}${after}`.replace(/^0+/, "");
	const digits = all.replace(/0+$/, "");
	if (digits === "") return {
		sign: "",
		digits: "0",
		exponent: 0
	};
	return {
		sign: sign === "-" ? "-" : "",
		digits,
		exponent: Number(power) - after.length + (all.length - digits.length)
	};
}
/** More zeros than any type holds are left as they were written, for the engine to refuse. */
const MOST_ZEROS = 100;
function plainText({ sign, digits, exponent }) {
	if (Math.abs(exponent) > MOST_ZEROS) return `${sign}${digits}e${exponent}`;
	if (exponent >= 0) return `${sign}${digits}${"0".repeat(exponent)}`;
	const padded = digits.padStart(1 - exponent, "0");
	return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
const same = (one, other) => {
	const [a, b] = [decimalOf(one), decimalOf(other)];
	return a !== null && b !== null && plainText(a) === plainText(b);
};
/** Every binary number has one shortest text; more digits than these tell nothing. */
const MOST_DIGITS = 17;
/** Whether a binary number of so many bits, printed with as many digits as the text has, is the text again. */
function survives(text, bits) {
	const decimal = decimalOf(text);
	if (decimal === null) return true;
	const { length } = decimal.digits;
	const number = bits === 32 ? Math.fround(Number(text)) : Number(text);
	return length <= MOST_DIGITS && same(number.toPrecision(length), text);
}
/** A number of JSON as a number where that is the same, else its own text. */
const exactJsonNumber = (value, source) => same(String(value), source) ? value : source;
/** Throws where a number would lose digits, rather than round it silently. */
function exactNumber(name, text) {
	const number = Number(text);
	if (decimalOf(text) !== null && !same(String(number), text)) throw new Error(`Column "${name}" holds ${text}, which has more digits than a number keeps.`);
	return number;
}
/** Such as 2026-01-25T12:00:00.000Z; six digits of a second where three are not all. */
function instantOf(name, micros) {
	const rest = (micros % 1000n + 1000n) % 1000n;
	const at = new Date(Number((micros - rest) / 1000n));
	if (Number.isNaN(at.getTime())) throw new Error(`Column "${name}" holds an instant beyond all calendars (${micros} microseconds).`);
	const text = at.toISOString();
	return rest === 0n ? text : text.replace("Z", `${String(rest).padStart(3, "0")}Z`);
}
/** Throws where a number would lose digits, rather than round it silently. */
function safeInteger(name, value) {
	const number = Number(value);
	if (!Number.isSafeInteger(number)) throw new Error(`Column "${name}" holds ${value}, too large for an exact number.`);
	return number;
}

const NO_LOSSES = {
	why: null,
	misplaced: /* @__PURE__ */ new Map()
};
/** Of a write that is right whatever it leaves: fewer rows, or none, are its purpose, or were there before all rules. */
const NO_LIMITS = {
	allowShrink: true,
	rowsExpected: false
};
/** In the words of a write that is about to be made, and of one that somebody else has made. */
const WORDS = {
	ahead: {
		shrinks: "would shrink",
		none: "the producer succeeded without a row"
	},
	after: {
		shrinks: "shrank",
		none: "it was answered as done, and there is no row"
	}
};
/** Why dates may not be written so, a sentence each: more than half of the rows that belonged there go, or none comes. */
function refusalsOf({ allowShrink, rowsExpected }, changes, { misplaced }, when) {
	const { shrinks, none } = WORDS[when];
	return changes.flatMap(({ date, had, has }) => {
		if (!allowShrink && has < (had - (misplaced.get(date) ?? 0)) / 2) return [`${date} ${shrinks} from ${had} to ${has} rows; --allow-shrink accepts that`];
		return rowsExpected && has === 0 && had === 0 ? [`${date}: ${none} where rows were expected`] : [];
	});
}
/** A write was refused for what it would take away. */
var RefusedLossError = class extends RefusedWriteError {};
const MOST = 5;
/** One query of the claimed dates' keys, and as few more as are needed where keys would go. */
async function lossesOf(guard, relations, allowShrink, ask) {
	const lost = await ask(guard.lost(relations));
	if (lost.length === 0) return NO_LOSSES;
	const evidence = [];
	for (const sql of guard.evidence(relations)) evidence.push(...await ask(sql));
	const { problems, misplaced } = guard.judge(lost, evidence, allowShrink);
	const more = problems.length - MOST;
	const some = [...problems.slice(0, MOST), ...more > 0 ? [`and ${more} more`] : []];
	return {
		why: problems.length === 0 ? null : some.join("; "),
		misplaced
	};
}
/** The same after somebody else has written: the rows that the run kept before, against what is there. */
const lostSince = ({ losses, table, allowShrink, ledger }, kept, ask) => (dates) => losses === void 0 ? Promise.resolve(NO_LOSSES) : lossesOf(losses, {
	before: `(SELECT * FROM \`${kept}\` WHERE kept_run = '${ledger.run}')`,
	after: `\`${table}\``,
	dates
}, allowShrink, ask);

/** The three parameters every model may use. */
function dateParams(dates) {
	const sorted = [...dates].sort();
	const [first, last] = [sorted[0], sorted.at(-1)];
	if (first === void 0 || last === void 0) throw new Error("A claim has at least one date.");
	return {
		dates: {
			type: "ARRAY<DATE>",
			value: sorted
		},
		first_date: {
			type: "DATE",
			value: first
		},
		last_date: {
			type: "DATE",
			value: last
		}
	};
}

/** Texts of the first versions of this tool, which still stand in their ledgers: without a form before them. */
const isOldFingerprint = (text) => text !== "" && !text.includes(":");
/** The beginning of a fingerprint: who hashed, and which columns were left out. Texts of two forms say nothing of each other. */
function formOf(engine, volatileColumns) {
	const names = [...new Set(volatileColumns.map((name) => name.toLowerCase()))].sort();
	return names.length === 0 ? engine : `${engine}.${shortHash(names.join(" "))}`;
}
const shortHash = (text) => (0, import__node_crypto.createHash)("sha256").update(text).digest("hex").slice(0, 6);
/** The columns that count, in an order of their own: another order of the same columns is the same content. */
function hashedColumns(columns, volatileColumns) {
	const left = new Set(volatileColumns.map((name) => name.toLowerCase()));
	const key = ({ name }) => name.toLowerCase();
	return columns.filter((column) => !left.has(key(column))).sort((a, b) => key(a) < key(b) ? -1 : 1);
}
const formIn = (text) => text.slice(0, text.indexOf(":") + 1);
/** Throws RefusedWriteError where a date holds something else than the run left, or where that can no longer be said. */
function guardUnchanged(run, { table, dates, fingerprints }, now) {
	const left = (date) => fingerprints.get(date) ?? "";
	const differing = dates.filter((date) => (now.get(date)?.fingerprint ?? "") !== left(date));
	const [first] = differing;
	if (first === void 0) return;
	const unlike = differing.filter((date) => {
		const text = now.get(date)?.fingerprint ?? "";
		return text !== "" && left(date) !== "" && formIn(text) !== formIn(left(date));
	});
	if (unlike.length > 0) throw new RefusedWriteError(`${table}: nobody can tell whether ${unlike.join(", ")} still hold what ${run} wrote: its fingerprints were made by another version of the engine, or the volatileColumns of the table have changed since. Declare them as they were, or use the version that wrote them. Nothing was restored.`);
	throw new RefusedWriteError(`${table} no longer holds what ${run} wrote on ${differing.join(", ")}: somebody wrote later. Nothing was restored.`);
}

/**
* Ledger lines that record content without a write: "loaded" by `sample load`, "seen" before a run writes, "accepted"
* by a person who takes over what somebody else wrote.
*/
const OBSERVED_KINDS = [
	"loaded",
	"seen",
	"accepted"
];
/** SQL that leaves them out of `ops.partition_writes`. */
const NOT_OBSERVED = `kind NOT IN (${OBSERVED_KINDS.map((kind) => `'${kind}'`).join(", ")})`;

/** Keep, let write, look, record: the same on every engine. */
async function witnessed(request, write, { before, look, lost, record, recounted }) {
	const kept = await before();
	const started = performance.now();
	const seconds = () => (performance.now() - started) / 1e3;
	try {
		await write();
	} catch (error) {
		await recounted(async () => {
			await recordSome({
				kind: "refused",
				written: (await look(kept.counts)).filter(isWritten)
			});
		}).catch(() => void 0);
		throw error;
	}
	return recounted(judged);
	async function judged() {
		const now = await look(kept.counts);
		const had = now.filter(({ rowsBefore }) => rowsBefore > 0);
		const losses = lost === void 0 || had.length === 0 ? NO_LOSSES : await lost(had.map(({ date }) => date));
		const refusal = whyRefused(request, now, losses);
		const loss = refusal === null ? losses.why : null;
		if (refusal === null && loss === null) {
			await recordSome({
				kind: "replace",
				written: now
			});
			return now;
		}
		await recordSome({
			kind: "refused",
			written: now.filter(isWritten)
		});
		if (loss !== null) throw new RefusedLossError(`${request.table}: ${loss}`);
		throw new RefusedWriteError(refusal ?? "");
	}
	function isWritten({ date, fingerprint, fingerprintBefore }) {
		return fingerprint !== fingerprintBefore || kept.recorded.has(date);
	}
	async function recordSome(entry) {
		if (entry.written.length > 0) await record({
			...entry,
			seconds: seconds()
		});
	}
}
/** What is wrong with dates that somebody else has written; null where nothing is. */
function whyRefused(request, written, losses) {
	const changes = written.map(({ date, rows, rowsBefore }) => ({
		date,
		had: rowsBefore,
		has: rows
	}));
	const problems = refusalsOf(request, changes, losses, "after");
	return problems.length === 0 ? null : `${request.table}: ${problems.join("; ")}`;
}

export { NOT_OBSERVED, NO_LIMITS, NO_LOSSES, RefusedLossError, RefusedStatementError, RefusedWriteError, dateParams, exactJsonNumber, exactNumber, exactText, formOf, guardUnchanged, hashedColumns, instantOf, isOldFingerprint, lossesOf, lostSince, refusalsOf, safeInteger, shortHash, witnessed };