import { z } from "zod";
import { lineInput } from "./inputs.ts";
import { ISSUE_INPUTS } from "./issue.ts";
import {
  booleanInput,
  environmentInput,
  identityInput,
  pausedInput,
  runInput,
  tokenInput,
  wholeInput,
} from "./kinds.ts";

export const SyncInputs = z
  .strictObject({
    token: tokenInput,
    paused: pausedInput,
    identity: identityInput,
    mode: z
      .enum(
        ["validation", "planned", "started", "cut-off", "receipt"],
        "must be validation, planned, started, cut-off or receipt",
      )
      .default("validation"),
    environment: environmentInput,
    path: lineInput.default("reports"),
    repair: lineInput.default("repair/repair.json"),
    run: runInput.optional(),
    issue: ISSUE_INPUTS.issue,
    maxNew: wholeInput(0, 100).default(10),
    dryRun: booleanInput.default(false),
  })
  .refine(({ mode, run }) => mode !== "receipt" || run !== undefined, {
    path: ["run"],
    message: "is needed with mode receipt",
  })
  .refine(({ mode, issue }) => mode !== "planned" || issue !== undefined, {
    path: ["issue"],
    message: "is needed with mode planned",
  });
