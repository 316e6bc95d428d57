import type { z } from "zod";
import type { Bounds, Kinds } from "./kinds.ts";

/**
 * An option, declared once: the command line, an action's input of the same name, `action.yml`, the tables of the docs
 * and the check of what is given all come from here. It exists where a list of options has it (docs/adr/0011-rooms.md).
 */
export type OptionSpec = Bounds & {
  /** Kebab-case, without dashes. */
  readonly name: string;
  /** Shown in help, such as "DATE"; without it the option is a switch. */
  readonly value?: string;
  readonly about: string;
  /** What an action's input says instead, in markdown. */
  readonly input?: string;
  /** How the text is read: a kind by name, for help is printed without loading one, or one of these words. */
  readonly type?: keyof Kinds;
  readonly choices?: readonly string[];
  /** The same of an input that no command has. */
  readonly schema?: z.ZodType;
  /** As a person would type it. */
  readonly default?: string;
  /** In words, what holds where none is given and that depends on more than the option. */
  readonly absent?: string;
  /** No command runs without it. */
  readonly needed?: true;
  /** What a workflow fills in where its author gives nothing, such as its token. */
  readonly expression?: string;
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

/** What the help and the reference say of an option. */
export const helpOf = ({ about, absent }: OptionSpec): string =>
  absent === undefined ? about : `${about}; default: ${absent}`;

/** What an option or an argument is called in help where it is a path. */
const PATHS = ["FILE", "DIR"];
export const isPath = (value: string | undefined): boolean =>
  value !== undefined && PATHS.includes(value);
