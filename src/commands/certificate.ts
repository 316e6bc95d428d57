import { JSON_OUTPUT, LOCK_WAIT } from "./options.ts";
import { WAREHOUSE } from "./sets.ts";
import type { CommandSpec } from "./spec.ts";

/** What a model was trained on. */
export const CERTIFICATE_COMMANDS = [
  {
    name: "certificate check",
    summary:
      "Say what has changed since a training certificate was made, cell by cell, and whether the model is still sound",
    argument: { name: "FILE", about: "a certificate, as `gate --certificate` wrote it" },
    options: [...WAREHOUSE, LOCK_WAIT, JSON_OUTPUT],
    examples: [
      {
        does: "of the last model",
        argument: "out/certificate.json",
        options: { environment: "sample" },
      },
    ],
  },
] as const satisfies readonly CommandSpec[];
