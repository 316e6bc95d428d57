import { z } from "zod";
import { GateInputs } from "./repair-inputs.ts";

/** Of a workflow: whether the step fails where the gate does not pass is a question only there. */
export const GateActionInputs = GateInputs.extend({
  fail: z
    .enum(["true", "false"])
    .default("true")
    .transform((text) => text === "true"),
});
