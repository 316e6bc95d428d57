import { z } from "zod";
import { ValidateInputs } from "./inputs.ts";

const { pipeline } = ValidateInputs.shape;
const TOKEN = z.string("is needed: the job's own is ${{ github.token }}");
const FILE = z.string().regex(/^[\w-]+\.ya?ml$/, "is not the name of a workflow's file");
const LOGIN = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,60}(?:\[bot\])?$/, "is not a login, such as my-app[bot]");

export const CommandInputs = z.strictObject({
  ...{ token: TOKEN, pipeline },
  identity: LOGIN.default("github-actions[bot]"),
  reports: z.string().default("reports"),
  workflow: FILE.default("backfill.yml"),
});

export const ProposalInputs = z.strictObject({
  ...{ token: TOKEN, pipeline },
  identity: LOGIN.default("github-actions[bot]"),
  proposal: z.string("is needed: the output of run-command"),
  checks: FILE.default("ci.yml"),
});
