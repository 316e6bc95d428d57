import { z } from "zod";
import { ValidateInputs } from "./inputs.ts";

const flag = z
  .enum(["true", "false"], "must be true or false")
  .transform((text) => text === "true");
const whole = (least: number, most: number) =>
  z.coerce
    .number(`must be a whole number from ${least} to ${most}`)
    .int("must be a whole number")
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

/** Who writes our issues: an app's name ends with [bot]. */
const identity = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,60})(?:\[bot\])?$/, "is not the login of a user or an app")
  .default("github-actions[bot]");

/** Of the action; the command line knows no issues. */
export const ValidateActionInputs = ValidateInputs.extend({
  token: z.string().optional(),
  identity,
});

export const SyncInputs = z
  .strictObject({
    token: z.string("is needed: the job's own is ${{ github.token }}"),
    identity,
    mode: z
      .enum(
        ["validation", "planned", "started", "receipt"],
        "must be validation, planned, started or receipt",
      )
      .default("validation"),
    path: z.string().default("reports"),
    repair: z.string().default("repair/repair.json"),
    run: z
      .string()
      .regex(/^b-[A-Za-z0-9-]{1,80}$/, "is not the id of a run, such as b-20260126T120000Z-1a2b3c")
      .optional(),
    issue: whole(1, 2_000_000_000).optional(),
    maxNew: whole(0, 100).default(10),
    dryRun: flag.default(false),
  })
  .refine(({ mode, run }) => mode !== "receipt" || run !== undefined, {
    path: ["run"],
    message: "is needed with mode receipt",
  })
  .refine(({ mode, issue }) => mode !== "planned" || issue !== undefined, {
    path: ["issue"],
    message: "is needed with mode planned",
  });
