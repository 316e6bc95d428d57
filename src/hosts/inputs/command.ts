import { z } from "zod";
import { lineInput, lineOf, ValidateInputs } from "./inputs.ts";
import { identityInput, pausedInput, tokenInput, workflowFileInput } from "./kinds.ts";

const { pipeline } = ValidateInputs.shape;
export const CommandInputs = z.strictObject({
  ...{ token: tokenInput, paused: pausedInput, pipeline },
  identity: identityInput,
  reports: lineInput.default("reports"),
  workflow: workflowFileInput.default("backfill.yml"),
});

export const ProposalInputs = z.strictObject({
  ...{ token: tokenInput, paused: pausedInput, pipeline },
  identity: identityInput,
  // JSON on one line, which its reader holds to a schema: 400 dates and 100 tables have room.
  proposal: lineOf(40_000),
  checks: workflowFileInput.default("ci.yml"),
});
