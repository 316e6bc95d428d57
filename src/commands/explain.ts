import {
  AS_OF,
  BUDGET,
  type CommandSpec,
  ENVIRONMENT,
  JSON_OUTPUT,
  LOCK_WAIT,
  OUT,
  PIPELINE,
  PROJECT,
} from "./spec.ts";

/** One cell with everything that hangs on it. */
export const EXPLAIN_COMMANDS = [
  {
    name: "explain",
    summary:
      "Explain one table on one date: its state and rule, what it reads and blocks, who wrote it, the cause and the repair",
    argument: { name: "TABLE", about: "the table's id" },
    second: { name: "DATE", about: "a game date, such as 2026-01-20" },
    options: [
      ENVIRONMENT,
      AS_OF,
      { ...OUT, about: "the root of the reports, where receipts of repairs are looked for" },
      PROJECT,
      BUDGET,
      PIPELINE,
      LOCK_WAIT,
      JSON_OUTPUT,
    ],
    examples: [
      {
        does: "why a feature set is missing on opening night",
        argument: "pdc",
        second: "2025-10-21",
        options: { environment: "sample" },
      },
    ],
  },
] as const satisfies readonly CommandSpec[];
