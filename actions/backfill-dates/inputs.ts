import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { AS_OF, ENVIRONMENT, PIPELINE, PROJECT } from "../../src/commands/options.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { MAY_WRITE, REDACT, REPAIR } from "../../src/workflow/options.ts";

export const INPUTS = [
  ENVIRONMENT,
  PIPELINE,
  PROJECT,
  { ...AS_OF, absent: "the plan's own" },
  REPAIR,
  {
    name: "part",
    value: "PART",
    about: "`canary`, `all` where the engine is not shared, or a leg such as p4-001",
    type: "text",
    missing: "is needed: canary, all, or a leg such as p4-001",
    pattern: /^(?:canary|all|p\d-\d{3})$/,
    refused: "must be canary, all, or a leg such as p4-001",
    needed: true,
  },
  {
    name: "out",
    value: "FILE",
    about: "the file that gets the result",
    type: "line",
    default: "result/result.json",
  },
  REDACT,
  ...MAY_WRITE,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
