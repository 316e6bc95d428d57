import { UserError } from "./every-action.js";
import { PlanSchema } from "./records.plan.js";

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

export { parsePlan };