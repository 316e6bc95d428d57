import { z } from "zod";
import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { OUT, PIPELINE } from "../../src/commands/options.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { OWNER, PAUSED, TOKEN } from "../../src/workflow/options.ts";

/** What git takes for a branch's name, and no more than that. */
const BRANCH = /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)|[./]$))[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}$/;

export const INPUTS = [
  TOKEN("a token with `contents: write`, and `pull-requests: write` for mode `pull-request`"),
  PAUSED,
  {
    ...OWNER,
    about:
      "whose reports: only `reports/<environment>/` is published, and the index over all environments is written anew",
  },
  {
    ...OUT,
    name: "path",
    about: "the folder that becomes `reports/`, with a folder for each environment",
  },
  { ...PIPELINE, about: "the pipeline's definition: its `reports` says when months are bundled" },
  {
    name: "branch",
    value: "NAME",
    about: "the branch that gets them, made from the default branch when missing",
    absent: "the default branch",
    type: "text",
    pattern: BRANCH,
    refused: "is not the name of a branch",
  },
  {
    name: "mode",
    value: "MODE",
    about:
      "`commit`, or `pull-request`: onto a branch of their own, with one open pull request at a time",
    choices: ["commit", "pull-request"],
    default: "commit",
  },
  {
    name: "message",
    value: "TEXT",
    about: "the commit's message, one line",
    absent: "one that says what was found",
    schema: z
      .string()
      .max(200, "must have 200 characters at most")
      .regex(/^[^\p{Cc}]*$/u, "must be one line"),
  },
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
