import { __toESM } from "./rolldown-runtime.js";
import { require__node_path, require_promises } from "./node-builtins.js";
import { DateSchema } from "./dates.schema.js";
import { datetime } from "./pipeline.readings.js";
import { UserError, array, discriminatedUnion, int, keyOf, literal, strictObject, string } from "./every-action.js";
import { CostSchema } from "./pipeline.cost.js";
import { ControlSchema, StoppedBySchema } from "./backfill.plan.control.js";
import { outcomeOf } from "./backfill.run.outcome.js";
import { RepairSchema } from "./backfill.run.legs.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
var import_promises = require_promises();
const count = int().nonnegative();
const ref = {
	table: string().regex(/^[a-z][a-z0-9_]{0,60}$/),
	date: DateSchema
};
/** What a job of the workflow says of its cells. Made by ourselves in another job, and all the same checked when read. */
const LegResultSchema = strictObject({
	schemaVersion: literal(1),
	run: string().regex(/^b-[A-Za-z0-9-]{1,80}$/),
	planHash: string().regex(/^[\w:-]{1,100}$/),
	part: string().regex(/^(?:canary|all|p\d-\d{3})$/),
	/** The workflow run's attempt: a leg that was run again has several results. */
	attempt: int().positive(),
	startedAt: datetime(),
	endedAt: datetime(),
	/** Why nothing is to follow the canary; null otherwise. */
	stopped: string().max(2e3).nullable(),
	controls: array(ControlSchema).default([]),
	/** What the job was billed, where the engine bills. */
	cost: CostSchema.optional(),
	/** Who had it end before its work was done; absent where nobody did. */
	stoppedBy: StoppedBySchema.optional(),
	cells: array(discriminatedUnion("status", [
		strictObject({
			...ref,
			status: literal("done"),
			rows: count,
			rowsBefore: count
		}),
		strictObject({
			...ref,
			status: literal("unneeded")
		}),
		strictObject({
			...ref,
			status: literal("failed"),
			message: string().max(2e3),
			attempts: count
		}),
		strictObject({
			...ref,
			status: literal("parked"),
			message: string().max(2e3),
			dueAt: datetime()
		}),
		strictObject({
			...ref,
			status: literal("blocked"),
			by: string().max(2e3)
		}),
		strictObject({
			...ref,
			status: literal("pending")
		})
	]))
});
/**
* What became of the plan's cells: the warehouse's own records first (`recorded`), the legs' results for what they do
* not have. A leg that says done where the ledger has nothing is not believed. Throws for a result of something else.
*/
function outcomesOf({ run, plan }, recorded, results) {
	const outcomes = new Map(recorded);
	for (const result of newest(results)) {
		if (result.run !== run || result.planHash !== plan.hash) throw new Error(`The result of ${result.part} is of ${result.run}, not of ${run}.`);
		for (const cell of result.cells) {
			if (outcomes.get(keyOf(cell))?.status === "done") continue;
			const { table: _, date: __, ...outcome } = cell;
			outcomes.set(keyOf(cell), believed(outcome));
		}
	}
	const parked = [...outcomes.values()].find(({ status }) => status === "parked");
	if (parked !== void 0 && results.every(({ part }) => part === "canary")) {
		for (const cell of plan.cells) if (outcomeOf(outcomes, cell).status === "pending") outcomes.set(keyOf(cell), parked);
	}
	return outcomes;
}
const believed = (outcome) => outcome.status === "done" ? {
	status: "failed",
	message: "its job said that it was written, and the ledger has nothing of it",
	attempts: 1
} : outcome;
/** The last attempt of each part, the canary first. */
function newest(results) {
	const last = /* @__PURE__ */ new Map();
	for (const result of results) {
		const other = last.get(result.part);
		if (other === void 0 || other.attempt < result.attempt) last.set(result.part, result);
	}
	return [...last.values()].sort((a, b) => a.part < b.part ? -1 : 1);
}

const MAX_FILES = 1e3;
const MAX_BYTES = 20 * 1024 ** 2;
/** The plan that an earlier job of the workflow wrote. */
const readRepair = (file) => readChecked(file, RepairSchema);
/**
* Every `result.json` in the folders of `folder`, one an artifact. A folder that is not there holds none: then no job
* came to its end. Throws for one that is not what our own jobs write.
*/
async function readResults(folder) {
	const folders = (await (0, import_promises.readdir)(folder, { withFileTypes: true }).catch((error) => {
		if (error.code === "ENOENT") return [];
		throw error;
	})).filter((entry) => entry.isDirectory()).map(({ name }) => name);
	if (folders.length > MAX_FILES) throw new UserError(`${folder} holds ${folders.length} results; the limit is ${MAX_FILES}.`);
	const results = [];
	for (const name of folders.sort()) results.push(await readChecked((0, import__node_path.join)(folder, name, "result.json"), LegResultSchema));
	return results;
}
async function readChecked(file, schema) {
	let value;
	try {
		const { size } = await (0, import_promises.stat)(file);
		if (size > MAX_BYTES) throw new Error(`it has ${size} bytes; the limit is ${MAX_BYTES}`);
		value = JSON.parse(await (0, import_promises.readFile)(file, "utf8"));
	} catch (cause) {
		throw new UserError(`${file} cannot be read`, { cause });
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	throw new UserError(`${file} is not of this version: ${issue?.path.join(".") || "it"}: ${issue?.message}. Plan again.`);
}

export { newest, outcomesOf, readRepair, readResults };