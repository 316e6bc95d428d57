import { ValidateInputs } from "./inputs.ts";
import { ISSUE_INPUTS } from "./issue.ts";
import { booleanInput, switchInput } from "./kinds.ts";
import { GateInputs } from "./repair.ts";

/** Of a workflow: whether the step fails where the gate does not pass is a question only there. */
export const GateActionInputs = GateInputs.extend({
  redact: switchInput,
  fail: booleanInput.default(true),
});

/** The command line knows no issues. */
export const ValidateActionInputs = ValidateInputs.extend({
  redact: switchInput,
  token: ISSUE_INPUTS.token,
  identity: ISSUE_INPUTS.identity,
});
