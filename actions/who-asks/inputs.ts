import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { IDENTITY, TOKEN } from "../../src/workflow/options.ts";

export const INPUTS = [
  TOKEN("a token with `contents: read`"),
  IDENTITY,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
