import { _enum, booleanInput, environmentInput, identityInput, lineInput, pausedInput, readInputs, runAction, runInput, strictObject, tokenInput, wholeInput } from "../../shared/dist/every-action.js";
import { ISSUE_INPUTS } from "../../shared/dist/hosts.inputs.issue.js";

const SyncInputs = strictObject({
	token: tokenInput,
	paused: pausedInput,
	identity: identityInput,
	mode: _enum([
		"validation",
		"planned",
		"started",
		"cut-off",
		"receipt"
	], "must be validation, planned, started, cut-off or receipt").default("validation"),
	environment: environmentInput,
	path: lineInput.default("reports"),
	repair: lineInput.default("repair/repair.json"),
	run: runInput.optional(),
	issue: ISSUE_INPUTS.issue,
	maxNew: wholeInput(0, 100).default(10),
	dryRun: booleanInput.default(false)
}).refine(({ mode, run }) => mode !== "receipt" || run !== void 0, {
	path: ["run"],
	message: "is needed with mode receipt"
}).refine(({ mode, issue }) => mode !== "planned" || issue !== void 0, {
	path: ["issue"],
	message: "is needed with mode planned"
});

const INPUTS = [...[
	"token",
	"paused",
	"identity",
	"mode",
	"environment",
	"path"
], ...[
	"repair",
	"run",
	"issue",
	"max-new",
	"dry-run"
]];
await runAction(async () => {
	const inputs = readInputs(SyncInputs, INPUTS);
	const { heedPause } = await import("../../shared/dist/github.pause.js");
	await heedPause(inputs);
	const { sync } = await import("./run.js");
	return await sync(inputs);
});

export {  };