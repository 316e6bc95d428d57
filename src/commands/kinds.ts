import { z } from "zod";
import { parseCivilDate } from "../dates/civil-date.ts";
import { parseInstant } from "../dates/instant.ts";
import { parseDateList } from "../dates/list.ts";
import { UserError } from "../errors.ts";

/** What narrows a kind. */
export type Bounds = {
  /** Of a whole number, both included. */
  readonly within?: readonly [number, number];
  /** What a text must be like. */
  readonly pattern?: RegExp;
  /** What is said of a value that is not so, or is not there. */
  readonly refused?: string;
  readonly missing?: string;
};

/** Turns a parser that throws a UserError into a schema with the same message. */
function parsed<T>(parse: (text: string) => T) {
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
const lineOf = (most: number) =>
  z
    .string()
    .max(most, `must have at most ${most} characters`)
    .regex(/^[^\p{Cc}\u2028\u2029]+$/u, "must be one line");

/** A path, or other text that goes nowhere but into a message: one line. */
const line = lineOf(1000);

const id = (part: string): string => {
  const text = part.trim();
  if (/^[a-z][a-z0-9_]*$/.test(text)) return text;
  throw new UserError(`"${part}" is not a table's id; write ids with commas, such as psza,tdza.`);
};

const numbersTo = (most: number, what: string) =>
  parsed((text): number[] =>
    text.split(",").map((part) => {
      const number = Number(part.trim());
      if (part.trim() === "" || !Number.isInteger(number) || number < 1 || number > most)
        throw new UserError(
          `"${part}" is not a ${what}; write numbers from 1 to ${most} with commas.`,
        );
      return number;
    }),
  );

/** Shorter ones say nothing to whoever reads them later. */
const LEAST_REASON = 8;

const trimmed = (least: number, otherwise: string) =>
  line.refine((text) => text.trim().length >= least, otherwise);

/** How the text of an option is read, by the kind that its declaration names. */
export const KINDS = {
  text: ({ pattern = /^/, refused = "", missing }: Bounds) =>
    z.string(missing).regex(pattern, refused),
  line: () => line,
  date: () => parsed(parseCivilDate),
  dateList: () => parsed(parseDateList),
  instant: () => parsed(parseInstant),
  ids: () => parsed((text): string[] => text.split(",").map(id)),
  phases: () => numbersTo(9, "pipeline phase"),
  planPhases: () => numbersTo(4, "plan phase"),
  reason: () => trimmed(LEAST_REASON, `must say why, in ${LEAST_REASON} letters or more`),
  person: () => trimmed(2, "must name a person"),
  whole: ({ within: [least, most] = [0, Number.MAX_SAFE_INTEGER], refused }: Bounds) =>
    z.coerce
      .number(`must be a whole number from ${least} to ${most}`)
      .int(refused ?? "must be a whole number")
      .min(least, `must be at least ${least}`)
      .max(most, `must be at most ${most}`),
  seconds: () =>
    z.coerce
      .number("must be a number of seconds")
      .min(0, "must not be negative")
      .max(3600, "must be an hour at most"),
  hours: () => z.coerce.number("must be a number of hours").positive("must be positive"),
  usd: () =>
    z.coerce
      .number("must be an amount of US dollars, such as 0.50")
      .positive("must be more than 0"),
  boolean: () =>
    z.enum(["true", "false"], "must be true or false").transform((text) => text === "true"),
  /** On or off, or the repository variable that says so as it is: only these words. */
  onOff: () =>
    z
      .enum(["true", "on", "false", "off"], "must be on or off")
      .transform((text) => text === "on" || text === "true"),
  /** The number of an issue. */
  issue: () =>
    z
      .string()
      .regex(/^#?[1-9]\d{0,8}$/, "is not the number of an issue, such as 17")
      .transform((text) => Number(text.replace("#", ""))),
};
export type Kinds = { readonly [K in keyof typeof KINDS]: ReturnType<(typeof KINDS)[K]> };
