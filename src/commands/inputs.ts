import { z } from "zod";
import { UserError } from "../errors.ts";
import { camel, kebab } from "./case.ts";
import { KINDS, type Kinds } from "./kinds.ts";
import type { OptionSpec } from "./spec.ts";

type Camel<N extends string> = N extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Camel<Rest>>}`
  : N;

type TypeOf<O extends OptionSpec> = O extends { readonly schema: infer S extends z.ZodType }
  ? S
  : O extends { readonly choices: readonly (infer W extends string)[] }
    ? z.ZodEnum<{ [V in W]: V }>
    : O extends { readonly type: infer K extends keyof Kinds }
      ? Kinds[K]
      : null;

type Field<O extends OptionSpec> =
  TypeOf<O> extends infer S extends z.ZodType
    ? O extends { readonly default: string }
      ? z.ZodPrefault<S>
      : O extends { readonly needed: true }
        ? S
        : z.ZodOptional<S>
    : z.ZodDefault<z.ZodBoolean>;

type Schema<T extends readonly OptionSpec[]> = z.ZodObject<
  { [O in T[number] as Camel<O["name"]>]: Field<O> },
  z.core.$strict
>;

/** The values of these options, by their names in camel case. */
export type Inputs<T extends readonly OptionSpec[]> = z.infer<Schema<T>>;

/** A switch as its host has it: there or not on the command line, a text in a workflow. */
const SWITCH = { typed: z.boolean().default(false), text: KINDS.boolean().default(false) };
export type Host = keyof typeof SWITCH;

/** The check of everything that one command or action is given. Unknown names are errors. */
export function schemaOf<const T extends readonly OptionSpec[]>(options: T, host: Host): Schema<T> {
  const fields = options.map((option) => [camel(option.name), fieldOf(option, host)]);
  return z.strictObject(Object.fromEntries(fields)) as unknown as Schema<T>;
}

function fieldOf(option: OptionSpec, host: Host): z.ZodType {
  const { default: standard, needed } = option;
  const type = typeOf(option);
  if (type === undefined) return SWITCH[host];
  // A default is read as if it had been given.
  if (standard !== undefined) return type.prefault(standard);
  return needed === true ? type : type.optional();
}

function typeOf(option: OptionSpec): z.ZodType | undefined {
  const { schema, choices, type, refused } = option;
  if (schema !== undefined) return schema;
  if (choices !== undefined) return z.enum(choices, refused);
  return type === undefined ? undefined : KINDS[type](option);
}

/**
 * Reads every input once, at the edge. Keys are camel case; an empty string is an absent value; a bad one is a UserError
 * that names the input as its host writes it (`label`), and never becomes the default.
 */
export function parseInputs<S extends z.ZodType>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
  label: (name: string) => string,
): z.infer<S> {
  const present: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== "" && value !== undefined),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => {
    const input = present[String(path[0])];
    const value =
      typeof input === "string" && !message.includes(input) ? ` (given "${input}")` : "";
    return `${label(kebab(path.join(".")))}: ${message}${value}`;
  });
  throw new UserError(lines.join("\n"));
}
