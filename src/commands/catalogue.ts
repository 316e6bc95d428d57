import { UserError } from "../errors.ts";
import { ADMIN_COMMANDS } from "./admin.ts";
import { CERTIFICATE_COMMANDS } from "./certificate.ts";
import { DRILL_COMMANDS } from "./drill.ts";
import { EXPLAIN_COMMANDS } from "./explain.ts";
import type { Inputs } from "./inputs.ts";
import {
  AS_OF,
  BUDGET,
  END,
  ENVIRONMENT,
  JSON_OUTPUT,
  LOCK_WAIT,
  OUT,
  PIPELINE,
  PROJECT,
  START,
} from "./options.ts";
import { REPAIR_COMMANDS } from "./repair.ts";
import { VALIDATE, WAREHOUSE } from "./sets.ts";
import type { CommandOptions, CommandSpec } from "./spec.ts";

/** Every command and its options: help, the reference page and the commands that reports print all come from here. */
export const COMMANDS = [
  {
    name: "validate",
    summary: "Validate every game date through every phase and write the reports",
    options: [
      ...VALIDATE,
      {
        name: "estimate",
        about:
          "print what it would bill, in full and by what changed, and stop; bills one query of metadata where that is declared",
      },
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
    summary: "Load the sample: two real seasons, every phase computed",
    options: [
      ENVIRONMENT,
      {
        name: "scenario",
        value: "NAME",
        about: "healthy, or the incident of 2026-01-25 with its cells emptied",
        choices: ["healthy", "incident-2026-01-25"],
        default: "healthy",
      },
      {
        name: "dates",
        value: "LIST",
        about: "only these dates of every table, such as 2025-10-21..2025-10-28",
        absent: "all",
        type: "dateList",
      },
      {
        name: "force",
        about:
          "replace what is there: on BigQuery these dates in tables that hold rows already, embedded the whole file where it holds rows",
      },
      PROJECT,
      PIPELINE,
      LOCK_WAIT,
      JSON_OUTPUT,
    ],
    examples: [
      { does: "the incident", options: { environment: "sample", scenario: "incident-2026-01-25" } },
      {
        does: "the healthy sample, in place of what is there",
        options: { environment: "sample", force: true },
      },
      {
        does: "a week of it on BigQuery",
        options: {
          environment: "sample-bigquery",
          project: "my-project",
          dates: "2025-10-21..2025-10-28",
        },
      },
    ],
  },
  {
    name: "config check",
    summary: "Check the pipeline's configuration; --explain prints what is in force",
    options: [
      PIPELINE,
      {
        name: "environment",
        value: "NAME",
        type: ENVIRONMENT.type,
        pattern: ENVIRONMENT.pattern,
        refused: ENVIRONMENT.refused,
        about:
          "also compare it with this environment's tables: their columns, and date columns of type DATE",
      },
      PROJECT,
      LOCK_WAIT,
      { name: "explain", about: "print the effective values, defaults filled in, as YAML" },
      JSON_OUTPUT,
    ],
    examples: [
      { does: "with effective values", options: { explain: true } },
      { does: "against the tables of production", options: { environment: "production" } },
    ],
  },
  {
    name: "assess",
    summary: "Assess an existing 20-column CSV without a warehouse: causes, ceilings, all reports",
    argument: { name: "FILE", about: "the CSV" },
    options: [
      { ...OUT, about: "the root of the reports; the CSV has a folder below it" },
      {
        name: "name",
        value: "NAME",
        about: "what that folder is called, no environment",
        absent: "csv- and the file's name",
        type: "text",
        pattern: /^[a-z][a-z0-9_-]{0,60}$/,
        refused: "is not the name of a folder, such as operators-2024-25",
      },
      {
        ...AS_OF,
        absent: "36 hours after the end of the CSV's last date",
      },
      PIPELINE,
      JSON_OUTPUT,
    ],
    examples: [
      {
        does: "the operators' report of 2024-25",
        argument: "sample/health_report_2024_25.csv",
        options: { out: "out/assess" },
      },
      {
        does: "the same, into reports/operators-2024-25",
        argument: "sample/health_report_2024_25.csv",
        options: { name: "operators-2024-25" },
      },
    ],
  },
  {
    name: "completeness",
    summary:
      "The quick check by layer: games in raw, analytics and precompute, and the dates that fall short",
    options: [
      ...WAREHOUSE,
      BUDGET,
      START,
      END,
      {
        name: "from",
        value: "WHAT",
        about: "count rows, or ask the engine's partition metadata, which is cheap and no proof",
        choices: ["rows", "metadata"],
        default: "rows",
      },
      LOCK_WAIT,
      JSON_OUTPUT,
    ],
    examples: [
      {
        does: "one month",
        options: { environment: "sample", start: "2025-12-01", end: "2025-12-31" },
      },
    ],
  },
  ...EXPLAIN_COMMANDS,
  ...CERTIFICATE_COMMANDS,
  ...REPAIR_COMMANDS,
  ...ADMIN_COMMANDS,
  ...DRILL_COMMANDS,
  {
    name: "demo",
    summary:
      "Show the loop on real data: load the incident in place of the sample's warehouse, validate it, repair it, hand it off",
    options: [{ ...OUT, default: "out/demo" }, PIPELINE, LOCK_WAIT],
    examples: [],
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof COMMANDS)[number]["name"];
/** The options of one command, as they are declared. */
export type OptionsOf<N extends CommandName> = Extract<
  (typeof COMMANDS)[number],
  { readonly name: N }
>["options"];
/** What a command is told, checked. */
export type CommandInputs<N extends CommandName> = Inputs<OptionsOf<N>>;

export function commandSpec(name: CommandName): CommandSpec {
  const found = COMMANDS.find((command) => command.name === name);
  if (found === undefined) throw new UserError(`There is no command "${name}".`);
  return found;
}

/**
 * The line a person types, each value one word of it whatever is in it. Throws for an option the command does not have: a
 * report must not print one.
 */
export function commandLine(
  name: CommandName,
  options: CommandOptions = {},
  argument?: string,
  second?: string,
): string {
  const spec = commandSpec(name);
  const parts = Object.entries(options).map(([key, value]) => {
    const option = spec.options.find((one) => one.name === key);
    if (option === undefined) throw new Error(`"${name}" has no option --${key}.`);
    return value === true ? `--${key}` : `--${key} ${inShell(value)}`;
  });
  if ((argument === undefined) !== (spec.argument === undefined))
    throw new Error(
      `"${name}" ${spec.argument === undefined ? "takes no" : "needs its"} argument.`,
    );
  if ((second === undefined) !== (spec.second === undefined))
    throw new Error(
      `"${name}" ${spec.second === undefined ? "takes one argument" : "needs two arguments"}.`,
    );
  return [
    "npm run ops --",
    name,
    ...[argument, second].flatMap((word) => (word === undefined ? [] : [inShell(word)])),
    ...parts,
  ].join(" ");
}

/** One word for a shell; control characters, which would break the line, are left out. */
function inShell(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no control character belongs on a command line.
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}

export const EXIT_CODES = [
  [0, "healthy, or done"],
  [1, "findings at or above --fail-on, a repair that is not proven, or named dates without a game"],
  [2, "bad use or bad input; nothing was changed"],
  [3, "something could not be read"],
  [130, "interrupted; the last lines say how to resume"],
] as const;
