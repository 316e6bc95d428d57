import type { Value } from "./warehouse.ts";

/** How much a column keeps of what is written into it. */
export type Keeps =
  | { readonly kind: "integer" }
  /** Digits after the point. */
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  /** Digits of a second. */
  | { readonly kind: "time"; readonly digits: number }
  | { readonly kind: "day" }
  /** All of it, or the engine says what is wrong. */
  | { readonly kind: "text" };

/**
 * The text that an engine reads as this very value; null for none. Undefined where the column would keep less than the
 * value has: engines round without a word what does not fit.
 */
export function exactText(keeps: Keeps, value: Value): string | null | undefined {
  if (value === null) return null;
  const text = String(value);
  switch (keeps.kind) {
    case "text":
      return text;
    case "day":
      return /[T ].*[1-9]/.test(text.replace(/[+-]\d\d:?\d\d$|Z$/, "")) ? undefined : text;
    case "time": {
      const [, fraction = ""] = /:\d\d\.(\d+)/.exec(text) ?? [];
      return fraction.replace(/0+$/, "").length > keeps.digits ? undefined : text;
    }
    case "integer":
    case "decimal": {
      const number = decimalOf(text);
      if (number === null) return text;
      const scale = keeps.kind === "integer" ? 0 : keeps.scale;
      return -number.exponent > scale ? undefined : plainText(number);
    }
    case "float":
      return survives(text, keeps.bits) ? text : undefined;
  }
}

/** Digits without zeros at either end, and the power of ten that they are multiplied by. */
type Decimal = { readonly sign: "" | "-"; readonly digits: string; readonly exponent: number };

/** Null for a text that is no decimal number, such as NaN. */
function decimalOf(text: string): Decimal | null {
  const [whole, sign = "", before = "", after = "", power = "0"] =
    /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text) ?? [];
  if (whole === undefined || before + after === "") return null;
  const all = `${before}${after}`.replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  if (digits === "") return { sign: "", digits: "0", exponent: 0 };
  return {
    sign: sign === "-" ? "-" : "",
    digits,
    exponent: Number(power) - after.length + (all.length - digits.length),
  };
}

/** More zeros than any type holds are left as they were written, for the engine to refuse. */
const MOST_ZEROS = 100;

function plainText({ sign, digits, exponent }: Decimal): string {
  if (Math.abs(exponent) > MOST_ZEROS) return `${sign}${digits}e${exponent}`;
  if (exponent >= 0) return `${sign}${digits}${"0".repeat(exponent)}`;
  const padded = digits.padStart(1 - exponent, "0");
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

const same = (one: string, other: string): boolean => {
  const [a, b] = [decimalOf(one), decimalOf(other)];
  return a !== null && b !== null && plainText(a) === plainText(b);
};

/** Every binary number has one shortest text; more digits than these tell nothing. */
const MOST_DIGITS = 17;

/** Whether a binary number of so many bits, printed with as many digits as the text has, is the text again. */
function survives(text: string, bits: 32 | 64): boolean {
  const decimal = decimalOf(text);
  if (decimal === null) return true;
  const { length } = decimal.digits;
  const number = bits === 32 ? Math.fround(Number(text)) : Number(text);
  return length <= MOST_DIGITS && same(number.toPrecision(length), text);
}

/** A number of JSON as a number where that is the same, else its own text. */
export const exactJsonNumber = (value: number, source: string): number | string =>
  same(String(value), source) ? value : source;

/** Throws where a number would lose digits, rather than round it silently. */
export function exactNumber(name: string, text: string): number {
  const number = Number(text);
  if (decimalOf(text) !== null && !same(String(number), text))
    throw new Error(`Column "${name}" holds ${text}, which has more digits than a number keeps.`);
  return number;
}

/** Such as 2026-01-25T12:00:00.000Z; six digits of a second where three are not all. */
export function instantOf(name: string, micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const at = new Date(Number((micros - rest) / 1000n));
  if (Number.isNaN(at.getTime()))
    throw new Error(
      `Column "${name}" holds an instant beyond all calendars (${micros} microseconds).`,
    );
  const text = at.toISOString();
  return rest === 0n ? text : text.replace("Z", `${String(rest).padStart(3, "0")}Z`);
}

/** Throws where a number would lose digits, rather than round it silently. */
export function safeInteger(name: string, value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number))
    throw new Error(`Column "${name}" holds ${value}, too large for an exact number.`);
  return number;
}
