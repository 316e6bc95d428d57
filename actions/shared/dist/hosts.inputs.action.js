import { ValidateInputs, booleanInput, switchInput } from "./every-action.js";
import { ISSUE_INPUTS } from "./hosts.inputs.issue.js";
import { GateInputs } from "./hosts.inputs.repair.js";

/** Of a workflow: whether the step fails where the gate does not pass is a question only there. */
const GateActionInputs = GateInputs.extend({
	redact: switchInput,
	fail: booleanInput.default(true)
});
/** The command line knows no issues. */
const ValidateActionInputs = ValidateInputs.extend({
	redact: switchInput,
	token: ISSUE_INPUTS.token,
	identity: ISSUE_INPUTS.identity
});

export { GateActionInputs, ValidateActionInputs };