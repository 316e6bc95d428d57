import { DispatchSchema } from "./backfill.run.watch.js";
import { NEVER, ValidateInputs, array, number, pausedInput, strictObject, string, switchInput, tokenInput, url, wholeInput, workflowFileInput } from "./every-action.js";

const { environment, pipeline, project, asOf } = ValidateInputs.shape;
const FILE = /^[\w-]+\.ya?ml$/;
const WatchInputs = strictObject({
	environment,
	pipeline,
	project,
	asOf,
	days: wholeInput(1, 60).default(7),
	auto: switchInput,
	redact: switchInput,
	dailyDates: wholeInput(0, 1e4).default(10)
});
const dispatches = string().transform((text, context) => {
	const parsed = array(DispatchSchema).max(20).safeParse(json(text));
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	context.issues.push({
		code: "custom",
		message: `is not what watch-recent gives: ${issue?.path.join(".")}: ${issue?.message}`,
		input: text
	});
	return NEVER;
});
const DispatchInputs = strictObject({
	token: tokenInput,
	paused: pausedInput,
	dispatches,
	workflow: workflowFileInput.default("backfill.yml"),
	ref: string().regex(/^[A-Za-z0-9][\w./+-]{0,200}$/, "is not the name of a branch").optional()
});
const WatchdogInputs = strictObject({
	token: tokenInput,
	workflows: string().default("validate.yml,watch-recent.yml").transform((text) => text.split(",").map((part) => part.trim())).refine((files) => files.every((file) => FILE.test(file)), "must be files of workflows, with commas"),
	maxAge: number("must be a number of hours").positive("must be positive").default(36),
	pingUrl: url("must be an address").regex(/^https?:\/\//, "must begin with https").optional()
});
function json(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

export { DispatchInputs, WatchInputs, WatchdogInputs };