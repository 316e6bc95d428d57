import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { OUT, PIPELINE } from "../../src/commands/options.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import {
  IDENTITY,
  PAUSED,
  PROPOSAL_FILE,
  TEAM_OF_ONE,
  TOKEN,
  WORKFLOW,
} from "../../src/workflow/options.ts";

export const INPUTS = [
  TOKEN("a token with `issues: write`, `actions: write` and `contents: read`"),
  PAUSED,
  IDENTITY,
  PIPELINE,
  {
    ...OUT,
    name: "reports",
    about:
      "the root of the reports; the newest validation of the issue's environment and its receipts are read from it",
  },
  WORKFLOW,
  PROPOSAL_FILE,
  TEAM_OF_ONE,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
