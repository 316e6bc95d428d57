import { checkAsked, judgedAt, loadPipeline, rangeOf, warehouseSettings } from "./commands.nearest.js";
import { checkReportFolder, costSoFar, openToRead, priceReads, pricingOf, tellCost } from "./advice.phases.js";
import { TOOL_VERSION, validate } from "./jobs.shared.version.js";

/** Reads the declaration, opens the environment's warehouse to read, prices the look, and hands all to `use`. `reads`: the tables that it is to read. */
async function withWarehouse(request, progress, use, reads) {
	const pipeline = await loadPipeline(request.pipeline);
	checkAsked(pipeline, request.environment, request.asked ?? {});
	const asOf = judgedAt(pipeline, request.environment, request);
	const range = rangeOf(pipeline, asOf, request.start, request.end);
	const settings = warehouseSettings(pipeline, request.environment, request.project, request.env);
	await using warehouse = await openToRead(settings, {
		lockWaitMs: request.lockWait * 1e3,
		onWait: (message) => progress({
			kind: "note",
			message
		})
	});
	const { environment, root } = request;
	const policy = request.policy ?? pipeline.warmUp.policy;
	const { sources = false } = request;
	const input = {
		pipeline,
		environment,
		range,
		asOf,
		policy,
		sources,
		root,
		isNamed: request.start !== void 0 || request.end !== void 0
	};
	const pricing = pricingOf(pipeline, environment, warehouse, request.budget);
	const price = await priceReads(input, warehouse, pricing, progress, reads?.(pipeline, environment));
	const result = await use(input, warehouse, price);
	tellCost(costSoFar(warehouse, pricing, price?.estimatedBytes ?? null), progress);
	return result;
}
/** Validates and writes the reports. */
async function runValidate(request, progress) {
	await checkReportFolder({
		out: request.out,
		name: request.environment
	});
	return withWarehouse({
		...request,
		sources: true
	}, progress, (input, warehouse, price) => {
		const { out, failOn, hostRun } = request;
		return validate({
			...input,
			price,
			out,
			failOn,
			hostRun,
			toolVersion: TOOL_VERSION,
			pipelineFile: request.pipeline
		}, warehouse, progress);
	});
}

export { runValidate, withWarehouse };