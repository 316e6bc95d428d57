import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { IDENTITY, PAUSED, TOKEN, WORKFLOW } from "../../src/workflow/options.ts";

export const INPUTS = [
  TOKEN("a token with `actions: write`, `contents: read` and `issues: write`"),
  PAUSED,
  IDENTITY,
  WORKFLOW,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
