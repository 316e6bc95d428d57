import { z } from "zod";
import { parseCivilDate } from "../../dates/civil-date.ts";
import { parseInstant } from "../../dates/instant.ts";
import { parseDateList } from "../../dates/list.ts";
import { UserError } from "../../errors.ts";
import { kebab } from "./case.ts";

/** How a host writes the name of an input in an error: `--as-of` on the command line, `as-of` in an action. */
export type InputLabel = (name: string) => string;

/** Turns a parser that throws a UserError into a schema of the same words. */
export function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      context.issues.push({ code: "custom", message: error.message, input: text });
      return z.NEVER;
    }
  });
}

/** Text on one line, of so many characters at most. */
export const lineOf = (most: number) =>
  z
    .string()
    .max(most, `must have at most ${most} characters`)
    .regex(/^[^\p{Cc}\u2028\u2029]+$/u, "must be one line");

/** A path, or other text that goes nowhere but into a message: one line. */
export const lineInput = lineOf(1000);
const PIPELINE_FILE = "pipeline/pipeline.yaml";

const environment = z
  .string("is needed: a declared environment, such as sample")
  .regex(/^[A-Za-z][\w-]{0,60}$/, "is not the name of an environment, such as sample");
const project = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9.:-]{0,98}$/, "is not the id of a project, such as my-project");

export const dateInput = parsed(parseCivilDate);
export const instantInput = parsed(parseInstant);
const seconds = z.coerce
  .number("must be a number of seconds")
  .min(0, "must not be negative")
  .max(3600, "must be an hour at most");

const usd = z.coerce
  .number("must be an amount of US dollars, such as 0.50")
  .positive("must be more than 0");

export const ValidateInputs = z.strictObject({
  environment: environment,
  pipeline: lineInput.default(PIPELINE_FILE),
  start: dateInput.optional(),
  end: dateInput.optional(),
  asOf: instantInput.optional(),
  policy: z.enum(["annotate", "expected"]).optional(),
  failOn: z.enum(["P0", "P1", "P2", "never"]).default("P0"),
  out: lineInput.default("reports"),
  project: project.optional(),
  lockWait: seconds.default(30),
  budget: usd.optional(),
});
export type ValidateInputs = z.infer<typeof ValidateInputs>;

/** What says which environments there are. */
export const PipelineInputs = ValidateInputs.pick({ pipeline: true });

export const AssessInputs = z.strictObject({
  asOf: instantInput.optional(),
  out: lineInput.default("reports"),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,60}$/, "is not the name of a folder, such as operators-2024-25")
    .optional(),
  pipeline: lineInput.default(PIPELINE_FILE),
});

export const CompletenessInputs = ValidateInputs.pick({
  environment: true,
  pipeline: true,
  start: true,
  end: true,
  asOf: true,
  project: true,
  lockWait: true,
  budget: true,
}).extend({ from: z.enum(["rows", "metadata"]).default("rows") });

export const ExplainInputs = ValidateInputs.pick({
  environment: true,
  pipeline: true,
  asOf: true,
  out: true,
  project: true,
  lockWait: true,
  budget: true,
});

export const LoadInputs = z.strictObject({
  environment: environment,
  scenario: z.enum(["healthy", "incident-2026-01-25"]).default("healthy"),
  dates: parsed(parseDateList).optional(),
  force: z.boolean().default(false),
  project: project.optional(),
  pipeline: lineInput.default(PIPELINE_FILE),
  lockWait: seconds.default(30),
});

export const DemoInputs = z.strictObject({
  out: lineInput.default("out/demo"),
  pipeline: lineInput.default(PIPELINE_FILE),
  lockWait: seconds.default(30),
});

export const DrillInputs = z.strictObject({
  seed: z.coerce
    .number("must be a whole number, such as 7")
    .int("must be a whole number, such as 7")
    .min(0, "must not be negative")
    .max(0xffff_ffff, "must be 4294967295 at most"),
  environment: environment,
  pipeline: lineInput.default(PIPELINE_FILE),
  out: lineInput.optional(),
  reveal: z.boolean().default(false),
  lockWait: seconds.default(30),
});

export const ConfigInputs = z.strictObject({
  pipeline: lineInput.default(PIPELINE_FILE),
  environment: environment.optional(),
  project: project.optional(),
  lockWait: seconds.default(30),
  explain: z.boolean().default(false),
});

/**
 * Reads every input once, at the edge. Keys are camel case; an empty string is an absent value; a bad one is a
 * UserError that names the input as its host writes it, and never becomes the default.
 */
export function parseInputs<S extends z.ZodType>(
  schema: S,
  given: Readonly<Record<string, unknown>>,
  label: InputLabel,
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
