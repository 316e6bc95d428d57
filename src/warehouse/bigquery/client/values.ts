import type { CivilDate } from "../../../dates/civil-date.ts";
import { exactNumber, instantOf, type Keeps, safeInteger } from "../../exact.ts";
import type { Params, Row, Value } from "../../warehouse.ts";

/** As BigQuery's API writes it; the types have two names each. */
export type Field = {
  readonly name: string;
  readonly type: string;
  readonly mode?: string | undefined;
  /** Of a RECORD: its own columns. */
  readonly fields?: readonly Field[] | undefined;
  /** Of NUMERIC(5, 1): 5 and 1, as text. */
  readonly precision?: string | undefined;
  readonly scale?: string | undefined;
  readonly policyTags?: { readonly names?: readonly string[] | undefined } | undefined;
};

/** Strings, comments and quoted names are passed over. */
const TOKENS =
  /(?<other>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|@(?<param>\w+)/g;

type BoundParam = {
  readonly name: string;
  readonly parameterType: { readonly type: string };
  readonly parameterValue: { readonly value: string };
};
export type BoundQuery = {
  readonly query: string;
  readonly queryParameters: readonly BoundParam[];
};

/**
 * Dates are written out as literals, because the emulator takes an array of dates for one of strings, and BigQuery
 * takes none where a statement creates a table; the rest are typed parameters.
 */
export function bindQuery(sql: string, params: Params): BoundQuery {
  const used = new Map<string, BoundParam>();
  const query = sql.replace(TOKENS, (whole: string, ...rest: unknown[]) => {
    const { param: name } = rest.at(-1) as Record<string, string | undefined>;
    if (name === undefined) return whole;
    const param = params[name];
    if (param === undefined) throw new Error(`The query uses @${name}, which was given no value.`);
    if (param.type === "DATE") return dateLiteral(param.value);
    if (param.type === "ARRAY<DATE>") return `[${dateLiterals(param.value)}]`;
    used.set(name, {
      name,
      parameterType: { type: param.type },
      parameterValue: { value: String(param.value) },
    });
    return whole;
  });
  return { query, queryParameters: [...used.values()] };
}

export function dateLiteral(date: CivilDate): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new Error(`"${date}" is not a calendar day.`);
  return `DATE '${date}'`;
}

export const dateLiterals = (dates: readonly CivilDate[]): string =>
  [...dates].sort().map(dateLiteral).join(", ");

/** GoogleSQL reads the escapes of JSON. */
export const textLiteral = (text: string): string => JSON.stringify(text);

export function quotedName(name: string): string {
  if (!/^[\w.-]+$/.test(name)) throw new Error(`"${name}" is not a name of a table or column.`);
  return `\`${name}\``;
}

/** A row of an answer to plain values. Throws where a number would lose digits, rather than round it silently. */
export function plainRow(fields: readonly Field[], cells: readonly { v?: unknown }[]): Row {
  return Object.fromEntries(
    fields.map((field, index) => [field.name, plain(field, cells[index]?.v)]),
  );
}

function plain({ name, type, mode }: Field, value: unknown): Value {
  if (mode !== "REPEATED") {
    if (value === null || value === undefined) return null;
    if (typeof value === "string")
      switch (typeName(type)) {
        case "STRING":
        case "DATE":
          return value;
        case "INT64":
          return safeInteger(name, BigInt(value));
        case "FLOAT64":
          return Number(value);
        case "NUMERIC":
        case "BIGNUMERIC":
          return exactNumber(name, value);
        case "BOOL":
          return value === "true";
        case "TIMESTAMP": // microseconds
          return instantOf(name, BigInt(value));
        case "DATETIME":
          return instantOf(name, microsOf(value));
      }
  }
  throw new Error(
    `Column "${name}" has a type that the warehouse port does not carry. It holds ${String(value).slice(0, 100)}.`,
  );
}

/** Of a DATETIME as the API writes it: 2026-01-25T12:00:00, and up to six digits of a second. */
function microsOf(text: string): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(Date.parse(`${whole}Z`)) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}

/** What a column keeps, for values that are sent to it. */
export function keepsOf({ type }: Field): Keeps {
  switch (typeName(type)) {
    case "INT64":
      return { kind: "integer" };
    case "NUMERIC":
      return { kind: "decimal", scale: 9 };
    case "BIGNUMERIC":
      return { kind: "decimal", scale: 38 };
    case "FLOAT64":
      return { kind: "float", bits: 64 };
    case "TIMESTAMP":
    case "DATETIME":
    case "TIME":
      return { kind: "time", digits: 6 };
    case "DATE":
      return { kind: "day" };
    default:
      return { kind: "text" };
  }
}

const LEGACY_TYPES: Readonly<Record<string, string>> = {
  INTEGER: "INT64",
  FLOAT: "FLOAT64",
  BOOLEAN: "BOOL",
};

/** The name that SQL has for a type of the API. */
export const typeName = (type: string): string => LEGACY_TYPES[type] ?? type;
