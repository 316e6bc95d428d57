import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { GATE } from "../../src/commands/sets.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { REDACT } from "../../src/workflow/options.ts";

export const INPUTS = [
  ...GATE,
  {
    name: "fail",
    value: "SWITCH",
    about:
      "whether the step fails when the gate does not pass; with `false` look at the output `passes`",
    type: "boolean",
    default: "true",
  },
  REDACT,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
