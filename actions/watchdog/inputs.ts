import { z } from "zod";
import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { PAUSED, TOKEN, WORKFLOW_FILE } from "../../src/workflow/options.ts";

export const INPUTS = [
  TOKEN("a token with `actions: write` and `contents: read`"),
  PAUSED,
  {
    name: "workflows",
    value: "LIST",
    about: "files of workflows, with commas",
    schema: z
      .string()
      .transform((text) => text.split(",").map((part) => part.trim()))
      .refine(
        (files) => files.every((file) => WORKFLOW_FILE.test(file)),
        "must be files of workflows, with commas",
      ),
    default: "validate.yml,watch-recent.yml",
  },
  {
    name: "max-age",
    value: "HOURS",
    about: "the hours after which a schedule is late",
    type: "hours",
    default: "26",
  },
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
