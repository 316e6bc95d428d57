/** The shapes of commands and options, and the options that several commands share. */
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
  /** What follows the name without an option, such as the file of `assess`. */
  readonly argument?: { readonly name: string; readonly about: string };
  /** What follows that, such as the dates of `accept`. */
  readonly second?: { readonly name: string; readonly about: string };
  readonly options: readonly OptionSpec[];
  readonly examples: readonly {
    readonly does: string;
    readonly options: CommandOptions;
    readonly argument?: string;
    readonly second?: string;
  }[];
};

export type CommandOptions = Readonly<Record<string, string | true>>;

export const ENVIRONMENT_VARIABLE = "OPS_ENVIRONMENT";
export const ENVIRONMENT: OptionSpec = {
  name: "environment",
  value: "NAME",
  about: `declared environment; sample is the embedded one; default: ${ENVIRONMENT_VARIABLE}, else the only declared one`,
};
export const PIPELINE: OptionSpec = {
  name: "pipeline",
  value: "FILE",
  about: "what is watched",
  default: "pipeline/pipeline.yaml",
};
export const JSON_OUTPUT: OptionSpec = {
  name: "json",
  about: "print one JSON document instead of text",
};
export const LOCK_WAIT: OptionSpec = {
  name: "lock-wait",
  value: "SECONDS",
  about: "how long to wait for an embedded warehouse that another process has open",
  default: "30",
};

export const PROJECT: OptionSpec = {
  name: "project",
  value: "ID",
  about: "BigQuery project; default: the environment's, else GOOGLE_CLOUD_PROJECT",
};
export const BUDGET: OptionSpec = {
  name: "budget",
  value: "USD",
  about:
    "refuse to begin what is estimated to cost more; default: the environment's budgetUsd, else none",
};
export const AS_OF: OptionSpec = {
  name: "as-of",
  value: "INSTANT",
  about: "look as of this instant; default: the environment's own asOf, else now",
};
export const START: OptionSpec = {
  name: "start",
  value: "DATE",
  about: "first game date, included; default: the first opening night",
};
export const END: OptionSpec = {
  name: "end",
  value: "DATE",
  about:
    "last game date, included; default: the newest day that has ended, within the declared seasons",
};
export const OUT: OptionSpec = {
  name: "out",
  value: "DIR",
  about: "the root of the reports; each environment has a folder below it",
  default: "reports",
};

/** What the folder of an assessed CSV is called unless somebody says otherwise: "csv-" and the file's name. */
export const csvName = (file: string): string => {
  const base = (file.split(/[\\/]/).at(-1) ?? "").replace(/\.[^.]*$/, "").toLowerCase();
  return `csv-${base.replace(/[^a-z0-9_-]+/g, "-").slice(0, 60)}`.replace(/-+$/, "");
};
