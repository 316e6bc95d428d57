import { ValidateInputs, _enum, booleanInput, lineInput, pausedInput, runInput, strictObject, string, switchInput, wholeInput } from "./every-action.js";
import { ISSUE_INPUTS } from "./hosts.inputs.issue.js";
import { PlanInputs, selectionOf } from "./hosts.inputs.repair.js";

const { environment, pipeline, project, asOf } = ValidateInputs.shape;
const WHERE = {
	environment,
	pipeline,
	project,
	asOf,
	redact: switchInput
};
const { start, end, dates, tables, phase, batchSize, canary } = PlanInputs.shape;
const PrepareInputs = strictObject({
	...WHERE,
	start,
	end,
	dates,
	tables,
	phase,
	batchSize,
	canary,
	...ISSUE_INPUTS,
	plan: _enum([
		"auto",
		"all",
		"1",
		"2",
		"3",
		"4"
	], "must be auto, all or a number from 1 to 4").default("auto"),
	datesPerJob: wholeInput(1, 400).optional(),
	dailyDates: wholeInput(0, 1e4).default(60),
	force: booleanInput.default(false),
	includeWarmUp: booleanInput.default(false),
	withUpstream: booleanInput.default(false),
	withDownstream: booleanInput.default(false),
	allowShrink: booleanInput.default(false),
	resume: runInput.optional(),
	out: lineInput.default("repair")
});
/** `plan: auto` is what blocks training where nothing else says what is meant, else everything that fits the rest. */
function preparedSelection(inputs) {
	const { plan, ...rest } = inputs;
	const isOpen = [
		inputs.dates,
		inputs.start,
		inputs.end,
		inputs.tables,
		inputs.phase
	].every((one) => one === void 0);
	if (plan === "all" || plan === "auto" && !isOpen) return selectionOf({
		...rest,
		removeStrays: false
	});
	return selectionOf({
		...rest,
		removeStrays: false,
		planPhase: [plan === "auto" ? 1 : Number(plan)]
	});
}
const { token } = ISSUE_INPUTS;
const WHAT = {
	...WHERE,
	repair: lineInput.default("repair/repair.json"),
	token,
	paused: pausedInput
};
const LegInputs = strictObject({
	...WHAT,
	part: string("is needed: canary, all, or a leg such as p4-001").regex(/^(?:canary|all|p\d-\d{3})$/, "must be canary, all, or a leg such as p4-001"),
	out: lineInput.default("result/result.json")
});
const ConcludeInputs = strictObject({
	...WHAT,
	results: lineInput.default("results"),
	out: lineInput.default("reports")
});

export { ConcludeInputs, LegInputs, PrepareInputs, preparedSelection };