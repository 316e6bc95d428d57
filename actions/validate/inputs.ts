import { z } from "zod";
import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { VALIDATE } from "../../src/commands/sets.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { isTimeZone } from "../../src/dates/instant.ts";
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
  {
    name: "schedule-zone",
    value: "ZONE",
    about: "the time zone of the workflow's schedule, by which it is told how late a run is",
    schema: z.string().max(100).refine(isTimeZone, "is not an IANA time zone"),
    default: "UTC",
  },
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
