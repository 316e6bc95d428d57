import { z } from "zod";
import { lineInput } from "./inputs.ts";
import { environmentInput, pausedInput, tokenInput } from "./kinds.ts";

/** What git takes for a branch's name, and no more than that. */
const BRANCH = /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)|[./]$))[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}$/;

export const PublishInputs = z.strictObject({
  token: tokenInput,
  paused: pausedInput,
  environment: environmentInput,
  path: lineInput.default("reports"),
  branch: z.string().regex(BRANCH, "is not the name of a branch").optional(),
  mode: z.enum(["commit", "pull-request"]).default("commit"),
  message: z
    .string()
    .max(200, "must have 200 characters at most")
    .regex(/^[^\p{Cc}]*$/u, "must be one line")
    .optional(),
});
