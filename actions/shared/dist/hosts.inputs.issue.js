import { UserError, identityInput, mergeRanges, parseDateList, string } from "./every-action.js";

/** By these a workflow names the issue that a repair is for. */
const ISSUE_INPUTS = {
	issue: string().regex(/^#?[1-9]\d{0,8}$/, "is not the number of an issue, such as 17").transform((text) => Number(text.replace("#", ""))).optional(),
	identity: identityInput,
	token: string().optional()
};
/** The issue's cells as a selection; `dates` and `tables` narrow them, and never go beyond them. */
function ofIssue(inputs, target) {
	const { issue, dates, start, end, tables, includeWarmUp } = inputs;
	if (start !== void 0 || end !== void 0) throw new UserError("input start: an issue has dates of its own; narrow them with dates.");
	const own = parseDateList(target.dates);
	const both = dates === void 0 ? own : common(own, dates);
	if (both.length === 0) throw new UserError(`input dates: none of them is of issue #${issue}, which is about ${target.dates}.`);
	const some = target.tables.length === 0 ? tables : tables?.filter((id) => target.tables.includes(id)) ?? [...target.tables];
	if (some?.length === 0) throw new UserError(`input tables: none of them is of issue #${issue}, which is about ${target.tables.join(",")}.`);
	return {
		...inputs,
		dates: both,
		...some === void 0 ? {} : { tables: some },
		includeWarmUp: includeWarmUp || target.includeWarmUp
	};
}
const common = (a, b) => mergeRanges(a.flatMap((one) => b.flatMap((other) => {
	const first = one.first > other.first ? one.first : other.first;
	const last = one.last < other.last ? one.last : other.last;
	return first > last ? [] : [{
		first,
		last
	}];
})));

export { ISSUE_INPUTS, ofIssue };