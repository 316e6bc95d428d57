import { UserError } from "../errors.ts";

export type OptionSpec = {
  /** Kebab-case, without dashes; also the action's input of the same meaning. */
  readonly name: string;
  /** Shown in help, such as "DATE"; without it the option is a switch. */
  readonly value?: string;
  readonly about: string;
  readonly choices?: readonly string[];
  readonly default?: string;
};

export type CommandSpec = {
  /** Words as typed, such as "sample load". */
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly { readonly does: string; readonly options: CommandOptions }[];
};

type CommandOptions = Readonly<Record<string, string | true>>;

const ENVIRONMENT: OptionSpec = {
  name: "environment",
  value: "NAME",
  about: "declared environment; sample is the embedded one",
  default: "sample",
};
const PIPELINE: OptionSpec = {
  name: "pipeline",
  value: "FILE",
  about: "what is watched",
  default: "pipeline/pipeline.yaml",
};
const JSON_OUTPUT: OptionSpec = { name: "json", about: "print one JSON document instead of text" };
const LOCK_WAIT: OptionSpec = {
  name: "lock-wait",
  value: "SECONDS",
  about: "how long to wait for an embedded warehouse that another process has open",
  default: "30",
};

/** Every command and its options: help, the reference page and the commands that reports print all come from here. */
export const COMMANDS = [
  {
    name: "validate",
    summary: "Validate every game date through every phase and write the reports",
    options: [
      ENVIRONMENT,
      {
        name: "start",
        value: "DATE",
        about: "first game date, included; default: the first opening night",
      },
      {
        name: "end",
        value: "DATE",
        about: "last game date, included; default: the newest day that has ended",
      },
      { name: "as-of", value: "INSTANT", about: "look as of this instant; default: now" },
      {
        name: "policy",
        value: "POLICY",
        about: "season warm-up: annotate its empty cells, or count them as expected",
        choices: ["annotate", "expected"],
      },
      {
        name: "fail-on",
        value: "PRIORITY",
        about: "exit 1 for findings of this priority or worse",
        choices: ["P0", "P1", "P2", "never"],
        default: "P0",
      },
      { name: "out", value: "DIR", about: "where the reports go", default: "reports" },
      {
        name: "project",
        value: "ID",
        about: "BigQuery project; default: the environment's, else GOOGLE_CLOUD_PROJECT",
      },
      PIPELINE,
      LOCK_WAIT,
      JSON_OUTPUT,
    ],
    examples: [
      { does: "the whole declared range of the sample", options: { environment: "sample" } },
      {
        does: "two weeks, in production",
        options: { environment: "production", start: "2024-10-22", end: "2024-11-04" },
      },
    ],
  },
  {
    name: "sample load",
    summary: "Build the embedded sample warehouse: two real seasons, every phase computed",
    options: [
      {
        name: "scenario",
        value: "NAME",
        about: "healthy, or the incident of 2026-01-25 with its cells emptied",
        choices: ["healthy", "incident-2026-01-25"],
        default: "healthy",
      },
      PIPELINE,
      LOCK_WAIT,
      JSON_OUTPUT,
    ],
    examples: [{ does: "the incident", options: { scenario: "incident-2026-01-25" } }],
  },
  {
    name: "config check",
    summary: "Check the pipeline's configuration; --explain prints what is in force",
    options: [
      PIPELINE,
      { name: "explain", about: "print the effective values, defaults filled in, as YAML" },
      JSON_OUTPUT,
    ],
    examples: [{ does: "with effective values", options: { explain: true } }],
  },
  {
    name: "demo",
    summary: "Show the loop on real data: load the incident, validate it, hand it off",
    options: [
      { name: "out", value: "DIR", about: "where the reports go", default: "out/demo" },
      PIPELINE,
      LOCK_WAIT,
    ],
    examples: [],
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof COMMANDS)[number]["name"];

export function commandSpec(name: CommandName): CommandSpec {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined) throw new UserError(`There is no command "${name}".`);
  return found;
}

/** The line a person types. Throws for an option the command does not have: a report must not print one. */
export function commandLine(name: CommandName, options: CommandOptions = {}): string {
  const spec = commandSpec(name);
  const parts = Object.entries(options).map(([key, value]) => {
    const option = spec.options.find((one) => one.name === key);
    if (option === undefined) throw new Error(`"${name}" has no option --${key}.`);
    return value === true ? `--${key}` : `--${key} ${value}`;
  });
  return ["npm run ops --", name, ...parts].join(" ");
}

export const EXIT_CODES = [
  [0, "healthy, or done"],
  [1, "findings at or above --fail-on, or some work failed"],
  [2, "bad use or bad input; nothing was changed"],
  [3, "something could not be read"],
] as const;
