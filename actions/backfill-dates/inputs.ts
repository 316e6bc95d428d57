import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { AS_OF, ENVIRONMENT, PIPELINE, PROJECT } from "../../src/commands/options.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { IDENTITY, PAUSED, REDACT, REPAIR, TOKEN_IF_ANY } from "../../src/workflow/options.ts";

export const INPUTS = [
  ENVIRONMENT,
  PIPELINE,
  PROJECT,
  { ...AS_OF, absent: "the plan's own" },
  REPAIR,
  {
    name: "part",
    value: "PART",
    about:
      "`canary`, `all` where the engine is not shared, a leg such as p4-001, or `hold` to record the plan and begin nothing",
    type: "text",
    missing: "is needed: canary, all, hold, or a leg such as p4-001",
    pattern: /^(?:canary|all|hold|p\d-\d{3})$/,
    refused: "must be canary, all, hold, or a leg such as p4-001",
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
  TOKEN_IF_ANY(
    "a token with `contents: read`, to see whether there is a branch OPS_PAUSED, and `issues: read`, to see whether somebody stops the run. Empty: neither is asked",
  ),
  PAUSED,
  IDENTITY,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
