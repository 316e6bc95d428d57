import { z } from "zod";
import { DispatchSchema } from "../../backfill/run/watch.ts";
import { ValidateInputs } from "./inputs.ts";
import { pausedInput, switchInput, tokenInput, wholeInput, workflowFileInput } from "./kinds.ts";

const { environment, pipeline, project, asOf } = ValidateInputs.shape;
const FILE = /^[\w-]+\.ya?ml$/;

export const WatchInputs = z.strictObject({
  ...{ environment, pipeline, project, asOf },
  days: wholeInput(1, 60).default(7),
  auto: switchInput,
  redact: switchInput,
  dailyDates: wholeInput(0, 10_000).default(10),
});

const dispatches = z.string().transform((text, context) => {
  const parsed = z.array(DispatchSchema).max(20).safeParse(json(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  context.issues.push({
    code: "custom",
    message: `is not what watch-recent gives: ${issue?.path.join(".")}: ${issue?.message}`,
    input: text,
  });
  return z.NEVER;
});

export const DispatchInputs = z.strictObject({
  token: tokenInput,
  paused: pausedInput,
  dispatches,
  workflow: workflowFileInput.default("backfill.yml"),
  ref: z
    .string()
    .regex(/^[A-Za-z0-9][\w./+-]{0,200}$/, "is not the name of a branch")
    .optional(),
});

export const WatchdogInputs = z.strictObject({
  token: tokenInput,
  workflows: z
    .string()
    .default("validate.yml,watch-recent.yml")
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine(
      (files) => files.every((file) => FILE.test(file)),
      "must be files of workflows, with commas",
    ),
  maxAge: z.coerce.number("must be a number of hours").positive("must be positive").default(36),
  pingUrl: z
    .url("must be an address")
    .regex(/^https?:\/\//, "must begin with https")
    .optional(),
});

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
