import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { PIPELINE } from "../../src/commands/options.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { IDENTITY, PAUSED, PROPOSAL_FILE, TOKEN, WORKFLOW } from "../../src/workflow/options.ts";

export const INPUTS = [
  TOKEN(
    "a token with `contents: write`, `pull-requests: write`, `issues: write` and `actions: write`",
  ),
  PAUSED,
  IDENTITY,
  {
    ...PIPELINE,
    about: "the pipeline's definition that the waiver is added to, from the root of the repository",
  },
  {
    name: "proposal",
    value: "FILE",
    about: "what run-command decided, its file of this name",
    type: "line",
    default: PROPOSAL_FILE.default,
  },
  {
    ...WORKFLOW,
    name: "checks",
    about: "the file of the workflow that checks the branch",
    default: "ci.yml",
  },
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
