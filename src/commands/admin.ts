import { ENVIRONMENT, JSON_OUTPUT, LOCK_WAIT, PIPELINE, PROJECT } from "./options.ts";
import type { CommandSpec } from "./spec.ts";

/** Setting a warehouse up, and looking whether all that the tool stands on is there. */
export const ADMIN_COMMANDS = [
  {
    name: "warehouse init",
    summary:
      "Make the datasets and tables that are missing; report what existing ones have otherwise",
    options: [
      ENVIRONMENT,
      PROJECT,
      { name: "dry-run", about: "say what would be made, and change nothing" },
      PIPELINE,
      LOCK_WAIT,
      JSON_OUTPUT,
    ],
    examples: [
      {
        does: "what would be made in production",
        options: { environment: "production", "dry-run": true },
      },
    ],
  },
  {
    name: "doctor",
    summary:
      "Check configuration, identity, warehouse, permissions and GitHub, each with its remedy",
    options: [ENVIRONMENT, PROJECT, PIPELINE, LOCK_WAIT, JSON_OUTPUT],
    examples: [{ does: "of production", options: { environment: "production" } }],
  },
] as const satisfies readonly CommandSpec[];
