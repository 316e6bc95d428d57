import { ValidateInputs, identityInput, lineInput, lineOf, pausedInput, strictObject, tokenInput, workflowFileInput } from "./every-action.js";

const { pipeline } = ValidateInputs.shape;
const CommandInputs = strictObject({
	token: tokenInput,
	paused: pausedInput,
	pipeline,
	identity: identityInput,
	reports: lineInput.default("reports"),
	workflow: workflowFileInput.default("backfill.yml")
});
const ProposalInputs = strictObject({
	token: tokenInput,
	paused: pausedInput,
	pipeline,
	identity: identityInput,
	proposal: lineOf(4e4),
	checks: workflowFileInput.default("ci.yml")
});

export { CommandInputs, ProposalInputs };