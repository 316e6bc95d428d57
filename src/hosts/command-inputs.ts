import { z } from "zod";
import { identityInput, tokenInput, workflowFileInput } from "./input-kinds.ts";
import { ValidateInputs } from "./inputs.ts";

const { pipeline } = ValidateInputs.shape;
export const CommandInputs = z.strictObject({
  ...{ token: tokenInput, pipeline },
  identity: identityInput,
  reports: z.string().default("reports"),
  workflow: workflowFileInput.default("backfill.yml"),
});

export const ProposalInputs = z.strictObject({
  ...{ token: tokenInput, pipeline },
  identity: identityInput,
  proposal: z.string("is needed: the output of run-command"),
  checks: workflowFileInput.default("ci.yml"),
});
