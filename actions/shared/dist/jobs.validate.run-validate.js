import { checkAsked, judgedAt, loadPipeline, rangeOf, warehouseSettings } from "./jobs.shared.open.js";
import { checkReportFolder, costSoFar, openToRead, priceReads, pricingOf, tellCost } from "./advice.phases.js";
import { TOOL_VERSION, preparedBy, validate } from "./jobs.observe.again.changed.js";

/** Reads the declaration, opens the environment's warehouse to read, prices the look, and hands all to `use`. */
async function withWarehouse(request, progress, use, { reads, whole, prepare } = {}) {
	return withOpen(request, progress, async (input, warehouse) => {
		const { pipeline, environment } = input;
		const pricing = pricingOf(pipeline, environment, warehouse, request.budget);
		const prepared = await prepare?.(input, warehouse) ?? null;
		const only = reads?.(pipeline, environment);
		const price = await priceReads(input, warehouse, pricing, progress, {
			only,
			prepared,
			whole: whole?.(pipeline, environment)
		});
		const result = await use(input, warehouse, price, prepared);
		tellCost(costSoFar(warehouse, pricing, price?.estimatedBytes ?? null), progress);
		return result;
	});
}
/** The same without a price. */
async function withOpen(request, progress, use) {
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
	return await use({
		pipeline,
		environment,
		range,
		asOf,
		policy,
		sources,
		root,
		isNamed: request.start !== void 0 || request.end !== void 0
	}, warehouse);
}
/** Validates and writes the reports. */
async function runValidate(request, progress) {
	await checkReportFolder({
		out: request.out,
		name: request.environment
	});
	const { out, failOn, hostRun, full: isFull = false } = request;
	const use = (input, warehouse, price, prepared) => validate({
		...input,
		price,
		prepared,
		out,
		failOn,
		hostRun,
		toolVersion: TOOL_VERSION,
		pipelineFile: request.pipeline
	}, warehouse, progress);
	return withWarehouse({
		...request,
		sources: true
	}, progress, use, { prepare: (input, warehouse) => preparedBy(input, warehouse, {
		out,
		isFull
	}, progress) });
}

export { runValidate, withWarehouse };