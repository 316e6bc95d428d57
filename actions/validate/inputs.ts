import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { VALIDATE } from "../../src/commands/sets.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { IDENTITY, REDACT, TOKEN_IF_ANY } from "../../src/workflow/options.ts";

export const INPUTS = [
  ...VALIDATE,
  REDACT,
  {
    ...TOKEN_IF_ANY(
      "a token with `issues: read`, so that the handoff names the issues and who has them. Empty: the ones that were remembered",
    ),
    expression: "",
  },
  IDENTITY,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
