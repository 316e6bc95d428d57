import { BUDGET, JSON_OUTPUT, LOCK_WAIT, OUT } from "./options.ts";
import { WAREHOUSE } from "./sets.ts";
import type { CommandSpec } from "./spec.ts";

/** One cell with everything that hangs on it. */
export const EXPLAIN_COMMANDS = [
  {
    name: "explain",
    summary:
      "Explain one table on one date: its state and rule, what it reads and blocks, who wrote it, the cause and the repair",
    argument: { name: "TABLE", about: "the table's id" },
    second: { name: "DATE", about: "a game date, such as 2026-01-20" },
    options: [
      ...WAREHOUSE,
      BUDGET,
      { ...OUT, about: "the root of the reports, where receipts of repairs are looked for" },
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
