import type { OptionSpec } from "../commands/spec.ts";

/** Options that only workflows have. */

export const REDACT = {
  name: "redact",
  value: "SWITCH",
  about:
    "`on` to take project ids out of the reports, the summary, outputs, annotations and this step's log",
  type: "onOff",
  default: "off",
} as const satisfies OptionSpec;

export const AUTO = {
  name: "auto",
  value: "SWITCH",
  about:
    "`on` to start repairs of what is past its grace; `off` to say only that they could be started",
  type: "onOff",
  default: "off",
} as const satisfies OptionSpec;

/** What the token may do is said by each action. */
const token = (about: string) =>
  ({ name: "token", value: "TOKEN", about, expression: "${{ github.token }}" }) as const;

export const TOKEN = (about: string) =>
  ({
    ...token(about),
    type: "text",
    missing: "is needed: the job's own is ${{ github.token }}",
    needed: true,
  }) as const satisfies OptionSpec;

/** Where the work goes on without one. */
export const TOKEN_IF_ANY = (about: string) =>
  ({ ...token(about), type: "text" }) as const satisfies OptionSpec;

export const PAUSED = {
  name: "paused",
  value: "TEXT",
  about:
    "what the repository variable OPS_PAUSED says. Anything but `false`, and nothing is written; a branch of that name does the same",
  type: "line",
} as const satisfies OptionSpec;

/** Of an action that writes to the warehouse: the token is only for the question whether it may. */
export const MAY_WRITE = [
  TOKEN_IF_ANY(
    "a token with `contents: read`, to see whether there is a branch OPS_PAUSED. Empty: it is not asked",
  ),
  PAUSED,
] as const satisfies readonly OptionSpec[];

/** Whose reports or issues: needed where guessing would be writing over another's. */
export const OWNER = {
  name: "environment",
  value: "NAME",
  about: "whose reports or issues. Those of other environments are never changed",
  type: "text",
  missing: "is needed: the environment whose reports these are, such as production",
  pattern: /^[a-z][a-z0-9_-]{0,60}$/,
  refused: "is not the name of an environment, such as production",
  needed: true,
} as const satisfies OptionSpec;

export const IDENTITY = {
  name: "identity",
  value: "LOGIN",
  about:
    "the login that writes our issues. Issues and comments of others, marked or not, are ignored",
  // The name of an app ends with [bot].
  type: "text",
  pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,60}(?:\[bot\])?$/,
  refused: "is not a login, such as my-app[bot]",
  default: "github-actions[bot]",
} as const satisfies OptionSpec;

export const TEAM_OF_ONE = {
  name: "team-of-one",
  value: "TEXT",
  about:
    "`true` where whoever asks for a repair may also approve it, by the id of its plan: what the repository variable APPROVAL_TEAM_OF_ONE says. Empty: false",
  choices: ["true", "false"],
  refused: "must be true or false: set the repository variable APPROVAL_TEAM_OF_ONE to one of them",
} as const satisfies OptionSpec;

export const ISSUE = {
  name: "issue",
  value: "NUMBER",
  about: "the number of the issue that the repair is for",
  type: "issue",
} as const satisfies OptionSpec;

/** A run's id. */
export const RUN = {
  type: "text",
  pattern: /^b-[A-Za-z0-9-]{1,80}$/,
  refused: "is not the id of a run, such as b-20260126T120000Z-1a2b3c",
} as const;

export const REPAIR = {
  name: "repair",
  value: "FILE",
  about: "the plan, the repair.json of plan-backfill",
  type: "line",
  default: "repair/repair.json",
} as const satisfies OptionSpec;

/** From the job that decides to the job that proposes. */
export const PROPOSAL_FILE = {
  name: "proposal",
  value: "FILE",
  about: "where a waiver that is to be proposed is written, for propose-waiver",
  type: "line",
  default: "proposal/proposal.json",
} as const satisfies OptionSpec;

export const DAILY_DATES = {
  name: "daily-dates",
  value: "DATES",
  about: "dates that may be written in 24 hours without an approval",
  type: "whole",
  within: [0, 10_000],
  default: "60",
} as const satisfies OptionSpec;

export const WORKFLOW_FILE = /^[\w-]+\.ya?ml$/;

export const WORKFLOW = {
  name: "workflow",
  value: "FILE NAME",
  about: "the file of the workflow that repairs",
  type: "text",
  pattern: WORKFLOW_FILE,
  refused: "is not the name of a workflow's file",
  default: "backfill.yml",
} as const satisfies OptionSpec;
