import { UserError } from "./every-action.js";
import { PlanSchema } from "./records.plan.js";
import { CostSchema } from "./pipeline.cost.js";

/** A plan of this version, or a UserError that says what is wrong with it. */
function parsePlan(text, where) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new UserError(`The plan of ${where} is not JSON`, { cause });
	}
	const result = PlanSchema.safeParse(value);
	if (!result.success) throw new UserError(`The plan of ${where} is not one: ${result.error.issues[0]?.path.join(".")}: ${result.error.issues[0]?.message}. Make a new one with plan --save.`);
	return result.data;
}

const summaryOf = ({ summaryJson }) => JSON.parse(summaryJson ?? "{}");
function costIn(event) {
	const { data } = CostSchema.safeParse(summaryOf(event).cost);
	return data === void 0 ? [] : [data];
}
async function recordEvent(warehouse, { plan, summary = null, ...event }) {
	const json = (value) => value == null ? null : JSON.stringify(value);
	const recorded = {
		...event,
		planJson: json(plan),
		summaryJson: json(summary)
	};
	await warehouse.record("backfill_runs", {
		run: recorded.run,
		event: recorded.event,
		recorded_at: recorded.at,
		plan_json: recorded.planJson,
		summary_json: recorded.summaryJson
	});
	return recorded;
}

export { costIn, parsePlan, recordEvent, summaryOf };