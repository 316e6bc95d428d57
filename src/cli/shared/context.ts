import type { z } from "zod";
import type { Confirm } from "../../hosts/ask.ts";
import { parseInputs } from "../../hosts/inputs/inputs.ts";
import type { Progress } from "../../jobs/shared/progress.ts";

/** What the entry gives the commands: the clock, the environment and where to write. */
export type CliContext = {
  readonly now: () => Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
  readonly progress: Progress;
  readonly print: (text: string) => void;
  /** Set by Ctrl-C: what is begun is finished, nothing new is begun. */
  readonly signal: AbortSignal;
  /** Undefined where nobody sits at a terminal. */
  readonly confirm?: Confirm | undefined;
};

/** Options as typed: camel case, strings and switches. */
export type Typed = Readonly<Record<string, unknown>>;

/** The checked inputs of a command, and `--json`, which only says how to print. */
export function inputsOf<S extends z.ZodType>(schema: S, { json, ...options }: Typed) {
  return {
    json: json === true,
    inputs: parseInputs(schema, options, (name) => `--${name}`),
  };
}

/** One document for programs; its shape is versioned. */
export const printJson = (context: CliContext, value: object): void =>
  context.print(JSON.stringify({ schemaVersion: 1, ...value }, null, 2));
