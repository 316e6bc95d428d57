import { z } from "zod";
import { switchInput, ValidateInputs } from "./inputs.ts";
import { GateInputs } from "./repair-inputs.ts";

/** Of a workflow: whether the step fails where the gate does not pass is a question only there. */
export const GateActionInputs = GateInputs.extend({
  redact: switchInput,
  fail: z
    .enum(["true", "false"])
    .default("true")
    .transform((text) => text === "true"),
});

export const ValidateActionInputs = ValidateInputs.extend({ redact: switchInput });
