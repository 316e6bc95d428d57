import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { OUT } from "../../src/commands/options.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { IDENTITY, ISSUE, OWNER, PAUSED, REPAIR, RUN, TOKEN } from "../../src/workflow/options.ts";

export const INPUTS = [
  TOKEN("a token with `issues: write` and `contents: read`"),
  PAUSED,
  IDENTITY,
  {
    name: "mode",
    value: "MODE",
    about:
      "`validation`: after one. `started` and `waiting`: say on the issues that a repair has begun, or waits for an approval. `planned`: say on one what it would do. `cut-off`: say that it ended without a receipt. `receipt`: say how it ended, and close what it has proven",
    choices: ["validation", "planned", "waiting", "started", "cut-off", "receipt"],
    refused: "must be validation, planned, waiting, started, cut-off or receipt",
    default: "validation",
  },
  OWNER,
  {
    ...OUT,
    name: "path",
    about: "the root of the reports, with `<environment>/latest/cause-runs.json`",
  },
  { ...REPAIR, about: "the plan of a repair, for `started`, `waiting`, `cut-off` and `planned`" },
  {
    name: "run",
    value: "RUN",
    about: "the id of the repair, needed with `receipt`, such as b-20260126T120000Z-1a2b3c",
    ...RUN,
  },
  {
    ...ISSUE,
    about: "the number of the issue that the repair was asked for on; needed with `planned`",
  },
  {
    name: "max-new",
    value: "N",
    about: "how many issues one run may open, 0 to 100; the rolling issue lists the rest",
    type: "whole",
    within: [0, 100],
    default: "10",
  },
  { name: "dry-run", about: "say what would change, and change nothing" },
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
