import { z } from "zod";

/** Kinds of input that several actions and commands take. */

export const wholeInput = (least: number, most: number) =>
  z.coerce
    .number(`must be a whole number from ${least} to ${most}`)
    .int("must be a whole number")
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);

/** The text that a workflow's boolean input becomes. */
export const booleanInput = z
  .enum(["true", "false"], "must be true or false")
  .transform((text) => text === "true");

/** A switch of a workflow, or the repository variable that it is set by as it is: only these words. */
export const switchInput = z
  .enum(["true", "on", "false", "off"], "must be on or off")
  .default("off")
  .transform((text) => text === "on" || text === "true");

export const tokenInput = z.string("is needed: the job's own is ${{ github.token }}");

/** What the repository variable OPS_PAUSED says, as a workflow hands it on. */
export const pausedInput = z
  .string()
  .max(1000, "must have at most 1000 characters")
  .regex(/^[^\p{Cc}\u2028\u2029]+$/u, "must be one line")
  .optional();

/** Whose reports or issues: needed where guessing would be writing over another's. */
export const environmentInput = z
  .string("is needed: the environment whose reports these are, such as production")
  .regex(/^[a-z][a-z0-9_-]{0,60}$/, "is not the name of an environment, such as production");

/** Who writes our issues: the name of an app ends with [bot]. */
export const identityInput = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,60}(?:\[bot\])?$/, "is not a login, such as my-app[bot]")
  .default("github-actions[bot]");

export const workflowFileInput = z
  .string()
  .regex(/^[\w-]+\.ya?ml$/, "is not the name of a workflow's file");

export const runInput = z
  .string()
  .regex(/^b-[A-Za-z0-9-]{1,80}$/, "is not the id of a run, such as b-20260126T120000Z-1a2b3c");
