import { type CommandInputs, type CommandName, commandSpec } from "../../commands/catalogue.ts";
import { parseInputs, schemaOf } from "../../commands/inputs.ts";
import type { Confirm } from "../../hosts/ask.ts";
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
export function inputsOf<N extends CommandName>(name: N, { json = false, ...typed }: Typed) {
  const options = commandSpec(name).options.filter((option) => option.name !== "json");
  const inputs = parseInputs(schemaOf(options, "typed"), typed, (option) => `--${option}`);
  return { json: json === true, inputs: inputs as Omit<CommandInputs<N>, "json"> };
}

/** One document for programs; its shape is versioned. */
export const printJson = (context: CliContext, value: object): void =>
  context.print(JSON.stringify({ schemaVersion: 1, ...value }, null, 2));
