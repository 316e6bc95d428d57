import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { ALLOW_SHRINK } from "../../src/commands/options.ts";
import { SELECTION, WAREHOUSE } from "../../src/commands/sets.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import {
  DAILY_DATES,
  IDENTITY,
  ISSUE,
  REDACT,
  RUN,
  TEAM_OF_ONE,
  TOKEN_IF_ANY,
} from "../../src/workflow/options.ts";

export const INPUTS = [
  ...WAREHOUSE,
  ...SELECTION,
  {
    name: "plan",
    value: "WHAT",
    about:
      "a phase of the handoff's plan, `1` to `4`; `all`; or `auto`: what blocks training where nothing else is selected, else everything selected",
    choices: ["auto", "all", "1", "2", "3", "4"],
    refused: "must be auto, all or a number from 1 to 4",
    default: "auto",
  },
  {
    name: "dates-per-job",
    value: "DATES",
    about: "dates a job",
    absent: "one, or as many as it takes to fit into one run",
    type: "whole",
    within: [1, 400],
  },
  { ...ALLOW_SHRINK, input: `${ALLOW_SHRINK.about}. Needs an approval` },
  DAILY_DATES,
  {
    name: "resume",
    value: "RUN",
    about: "a run to go on with, such as b-20260126T120000Z-1a2b3c; nothing else is selected then",
    ...RUN,
  },
  {
    name: "apply",
    value: "PLAN",
    about: "the id of the plan that may be run, such as p-5f6189f865",
    absent: "whatever the plan is",
    type: "text",
    pattern: /^p-[0-9a-f]{10}$/,
    refused: "is not the id of a plan, such as p-5f6189f865",
  },
  {
    ...ISSUE,
    about:
      "the number of an issue of ours; its hidden marker says which cells, and `dates` and `tables` narrow them",
  },
  IDENTITY,
  {
    name: "asked-by",
    value: "LOGINS",
    about: "who asks, with commas: none of them counts as the second person who approves",
    type: "text",
    pattern: /^[A-Za-z0-9_,[\]-]{0,200}$/,
    refused: "is not a list of logins",
  },
  {
    name: "approval",
    value: "NUMBER",
    about: "the number of the comment that approves the held run of `resume`",
    type: "text",
    pattern: /^[1-9]\d{0,15}$/,
    refused: "is not the number of a comment",
  },
  TEAM_OF_ONE,
  TOKEN_IF_ANY("a token with `issues: read`; used only for `issue` and `approval`"),
  {
    name: "out",
    value: "DIR",
    about: "the folder for repair.json, which the other jobs read",
    type: "line",
    default: "repair",
  },
  REDACT,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
