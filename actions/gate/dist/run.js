import { UserError, WHERE, actionProgress } from "../../shared/dist/every-action.js";
import { require_promises } from "../../shared/dist/node-builtins.js";
import { assess } from "../../shared/dist/dates.schema.js";
import { RunRecordSchema, judgeGate } from "../../shared/dist/findings.assess.gate.js";
import { declaredRange } from "../../shared/dist/pipeline.readings.js";
import { observe } from "../../shared/dist/advice.phases.js";
import { columnsSeenIn } from "../../shared/dist/jobs.reports.columns-seen.js";
import { judgedAt, loadPipeline } from "../../shared/dist/jobs.shared.open.js";
import { openRuns } from "../../shared/dist/jobs.shared.open-runs.js";
import { withWarehouse } from "../../shared/dist/jobs.validate.run-validate.js";
import { quoted } from "../../shared/dist/render.text.markdown.js";

var import_promises = require_promises();
/** By `evidence` where it is given, else by reading live. */
async function gate(request, progress) {
	const { evidence, maxAge, environment, require, ...look } = request;
	if (evidence === void 0) return gateLive({
		...look,
		environment,
		require
	}, progress);
	if (look.tables.length > 0 || look.start !== void 0 || look.end !== void 0) throw new UserError("evidence is judged as it was made; start, end and tables need a live look, without it.");
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
	const assessment = assess(await observe({
		...input,
		columnsBefore
	}, warehouse, progress));
	const verdict = judgeGate(assessment, request.require, request.tables);
	const open = (await openRuns(warehouse, assessment.grid)).map(words);
	return open.length === 0 ? verdict : {
		...verdict,
		passes: false,
		reasons: [...verdict.reasons, ...open]
	};
});
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
const gateOutputs = ({ passes, training, reasons, short }) => ({
	passes: String(passes),
	training,
	short: short.join("\n"),
	reasons: reasons.join("\n")
});
/** Why the step fails, or null. */
const gateFailure = ({ passes, reasons }) => passes ? null : `Training may not run: ${reasons.join("; ")}.`;
/** For the job summary. */
function renderGate({ passes, state, reasons, short }, environment) {
	return `${[
		passes ? "## Gate: training may run" : "## Gate: training may not run",
		`Environment ${quoted(environment)}, training ${state}.`,
		...[...reasons, ...short.map((one) => `short on ${one}`)].map((line) => `- ${quoted(line)}`)
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