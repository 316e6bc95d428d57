import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { OUT } from "../../src/commands/options.ts";
import { WAREHOUSE } from "../../src/commands/sets.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { MAY_WRITE, REDACT, REPAIR } from "../../src/workflow/options.ts";

export const INPUTS = [
  ...WAREHOUSE,
  REPAIR,
  {
    name: "results",
    value: "DIR",
    about: "a folder with a folder for each job's result",
    type: "line",
    default: "results",
  },
  OUT,
  REDACT,
  ...MAY_WRITE,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
