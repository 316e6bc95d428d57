import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import { WAREHOUSE } from "../../src/commands/sets.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { AUTO, DAILY_DATES, REDACT } from "../../src/workflow/options.ts";

export const INPUTS = [
  ...WAREHOUSE,
  {
    name: "days",
    value: "N",
    about: "the newest calendar days that have ended",
    type: "whole",
    within: [1, 60],
    default: "7",
  },
  AUTO,
  {
    ...DAILY_DATES,
    about: "dates that may be written in 24 hours without a person",
    default: "10",
  },
  REDACT,
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
