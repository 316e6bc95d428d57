import {
  AS_OF,
  BUDGET,
  DATES,
  END,
  ENVIRONMENT,
  FULL,
  OUT,
  PIPELINE,
  PROJECT,
  START,
  TABLES,
} from "./options.ts";
import type { OptionSpec } from "./spec.ts";

/** Lists of options that a command and an action share: what stands in one exists in both. */

export const WAREHOUSE = [
  ENVIRONMENT,
  PIPELINE,
  PROJECT,
  AS_OF,
] as const satisfies readonly OptionSpec[];

/** Where none is given. Where a date is a call, which may take minutes, somebody waits for each batch to end. */
export const DATES_A_BATCH = 7;

/** What a plan is made of, wherever it is made. */
export const SELECTION = [
  START,
  END,
  DATES,
  TABLES,
  {
    name: "phase",
    value: "LIST",
    about: "only these pipeline phases, by number, such as 4 or 3,4",
    type: "phases",
  },
  {
    name: "force",
    about:
      "also cells that are complete, within the selection; with --plan-phase, in the tables that the phase repairs",
    input: "also cells that are complete. Needs an approval",
  },
  {
    name: "include-warm-up",
    about: "run producers that skip the season's warm-up with their override",
  },
  { name: "with-upstream", about: "also what the selected cells are computed from and lack" },
  { name: "with-downstream", about: "also what a refill makes stale: same date and later ones" },
  {
    name: "batch-size",
    value: "DATES",
    about: `dates a statement, split when one fails; unless given, ${DATES_A_BATCH}, or by memory on DuckDB`,
    type: "whole",
    within: [1, 400],
  },
  {
    name: "canary",
    value: "DATES",
    about: "dates to try first, at most 5; 0 for none",
    type: "whole",
    within: [0, 5],
    default: "3",
  },
] as const satisfies readonly OptionSpec[];

/** What a validation is told, by a person and by a workflow. */
export const VALIDATE = [
  ...WAREHOUSE,
  BUDGET,
  START,
  END,
  {
    name: "policy",
    value: "POLICY",
    about: "season warm-up: annotate its empty cells, or count them as expected",
    absent: "the pipeline's warmUp.policy",
    choices: ["annotate", "expected"],
  },
  {
    name: "fail-on",
    value: "PRIORITY",
    about: "exit 1 for findings of this priority or worse",
    input: "the lowest priority of findings that fails the step",
    choices: ["P0", "P1", "P2", "never"],
    default: "P0",
  },
  FULL,
  OUT,
] as const satisfies readonly OptionSpec[];

/** What the gate is told, by a person and by a workflow. */
export const GATE = [
  ...WAREHOUSE,
  BUDGET,
  START,
  END,
  {
    name: "tables",
    value: "LIST",
    about: "what training needs, by id, with commas, such as psza,tdza",
    absent: "as declared",
    type: "ids",
  },
  {
    name: "require",
    value: "STATE",
    about:
      "what must hold. unblocked: no required date is without rows; ready: no P0 either, every criterion for training passes, nothing needed is stale or unsound; complete: no table is short either",
    choices: ["unblocked", "ready", "complete"],
    default: "unblocked",
  },
  {
    name: "evidence",
    value: "FILE",
    about:
      "judge by this run.json of a validation instead of reading live, such as reports/production/latest/run.json",
    type: "line",
  },
  {
    name: "max-age",
    value: "HOURS",
    about: "refuse evidence that is older",
    type: "hours",
    default: "24",
  },
  {
    name: "certificate",
    value: "FILE",
    about:
      "where training may run, write here what it reads: content of every date, waivers, SQL and declaration in force",
    type: "line",
  },
  {
    name: "dates-out",
    value: "FILE",
    about: "write every game date here as sound or not, with why, as CSV",
    type: "line",
  },
  {
    ...OUT,
    about: "where the reports are: columns that the latest validation there saw must still exist",
  },
] as const satisfies readonly OptionSpec[];
