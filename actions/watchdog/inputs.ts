import { z } from "zod";
import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { TOKEN, WORKFLOW_FILE } from "../../src/workflow/options.ts";

export const INPUTS = [
  TOKEN("a token with `actions: read` and `contents: read`"),
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
    about:
      "the hours after which a schedule is late; GitHub starts schedules hours late under load",
    type: "hours",
    default: "36",
  },
  {
    name: "ping-url",
    value: "URL",
    about:
      "an address outside of GitHub that is called while no schedule is late, such as a monitor that warns when calls stop; keep it in a secret",
    schema: z.url("must be an address").regex(/^https?:\/\//, "must begin with https://"),
  },
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
