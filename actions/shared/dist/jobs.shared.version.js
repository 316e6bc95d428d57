import { costSoFar, observe, writeReports } from "./advice.phases.js";
import { assess, canonical, configHash } from "./findings.assess.assess.js";
import { PRIORITIES } from "./pipeline.rhythm.js";
import { runRecord } from "./findings.assess.gate.js";
import { columnsSeenIn } from "./jobs.reports.columns-seen.js";

/** Observes, assesses and writes the reports. Nothing is written when the schedule could not be read. */
async function validate(input, warehouse, progress) {
	const { now = () => /* @__PURE__ */ new Date() } = input;
	const lookedAt = input.hostRun === null ? void 0 : now();
	const columnsBefore = await columnsSeenIn(input.out, input.environment);
	const grid = await observe({
		...input,
		columnsBefore
	}, warehouse, progress);
	const assessment = assess(grid);
	const provenance = {
		runId: input.hostRun?.id ?? localRunId(input),
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
	return {
		assessment,
		record,
		paths: await writeReports(place, assessment, record, provenance),
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

/** Stands in every report; the tests hold it equal to package.json, which a bundle cannot read. */
const TOOL_VERSION = "nba-pipeline-ops 0.1.0";

export { TOOL_VERSION, validate };