import { z } from "zod";
import { identityInput, tokenInput, workflowFileInput } from "./input-kinds.ts";
import { lineInput, ValidateInputs } from "./inputs.ts";

const { pipeline } = ValidateInputs.shape;
export const CommandInputs = z.strictObject({
  ...{ token: tokenInput, pipeline },
  identity: identityInput,
  reports: lineInput.default("reports"),
  workflow: workflowFileInput.default("backfill.yml"),
});

export const ProposalInputs = z.strictObject({
  ...{ token: tokenInput, pipeline },
  identity: identityInput,
  // JSON on one line, which its reader holds to a schema.
  proposal: lineInput,
  checks: workflowFileInput.default("ci.yml"),
});
