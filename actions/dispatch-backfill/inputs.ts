import { z } from "zod";
import { DispatchSchema } from "../../src/backfill/run/watch.ts";
import type { Inputs as InputsOf } from "../../src/commands/inputs.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { PAUSED, TOKEN, WORKFLOW } from "../../src/workflow/options.ts";

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

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const INPUTS = [
  TOKEN("a token with `actions: write` and `contents: read`"),
  PAUSED,
  {
    name: "dispatches",
    value: "JSON",
    about: "what is to be started, the output of watch-recent",
    schema: dispatches,
    needed: true,
  },
  WORKFLOW,
  {
    name: "ref",
    value: "NAME",
    about: "the branch whose workflow is started",
    absent: "this run's own",
    type: "text",
    pattern: /^[A-Za-z0-9][\w./+-]{0,200}$/,
    refused: "is not the name of a branch",
  },
] as const satisfies readonly OptionSpec[];
export type Inputs = InputsOf<typeof INPUTS>;
