import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, parseDocument, stringify, type YAMLMap, type YAMLSeq } from "yaml";
import { UserError } from "../../errors.ts";
import { parsePipeline } from "./parse.ts";

export type NewWaiver = {
  readonly games?: readonly string[] | undefined;
  readonly dates?: readonly string[] | undefined;
  readonly tables: readonly string[];
  readonly environments: readonly string[];
  readonly reason: string;
  readonly expires: string;
};

/**
 * The text of a pipeline with one more waiver at the end of its list: every other byte stays as it is, comments too.
 * Throws a UserError where the result would not be that pipeline with that waiver, or no valid one.
 */
export function addWaiver(text: string, file: string, waiver: NewWaiver): string {
  parsePipeline(text, file);
  const added = inserted(text, file, waiver);
  const [before, after] = [readPlainly(text), readPlainly(added)];
  const expected = { ...before, waivers: [...(before.waivers ?? []), plain(waiver)] };
  if (!isDeepStrictEqual(after, expected))
    throw new UserError(
      `${file}: the waiver cannot be added without changing more; add it to waivers by hand.`,
    );
  parsePipeline(added, file);
  return added;
}

const readPlainly = (text: string) =>
  parseDocument(text).toJS() as Record<string, unknown> & { waivers?: unknown[] };

/** Without the keys that are not given, in the order in which people write them. */
const plain = ({ games, dates, tables, environments, reason, expires }: NewWaiver) => ({
  ...(games === undefined ? {} : { games }),
  ...(dates === undefined ? {} : { dates }),
  tables,
  environments,
  reason,
  expires,
});

function inserted(text: string, file: string, waiver: NewWaiver): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const root = parseDocument(text).contents;
  if (!isMap(root)) throw new UserError(`${file} is not a mapping.`);
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === "waivers");
  const list = pair?.value;
  if (pair === undefined) {
    const gap = text.endsWith("\n") ? "" : end;
    return `${text}${gap}${end}waivers:${end}${item(waiver, "  ", end)}`;
  }
  if (isSeq(list) && list.items.length > 0 && list.flow !== true)
    return afterLast(text, list, waiver, end);
  const [from, to] = (list as YAMLSeq | null)?.range ?? [];
  if (from === undefined || to === undefined || (isSeq(list) && list.items.length > 0))
    throw new UserError(
      `${file}: waivers are written in one line; write them as a list, a waiver an entry.`,
    );
  // `[]` becomes the first entry.
  const rest = text.slice(to).replace(/^[ \t]*\r?\n?/, "");
  return `${text.slice(0, from).trimEnd()}${end}${item(waiver, "  ", end)}${rest}`;
}

function afterLast(text: string, list: YAMLSeq, waiver: NewWaiver, end: string): string {
  const last = list.items.at(-1) as YAMLMap;
  const first = list.items[0] as YAMLMap;
  const start = text.lastIndexOf("\n", first.range?.[0] ?? 0) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
  const until = last.range?.[1] ?? text.length;
  // A block of text ends with its line; anything else may have a comment behind it.
  const newline = text[until - 1] === "\n" ? until - 1 : text.indexOf("\n", until);
  if (newline === -1) return `${text}${end}${item(waiver, indent, end)}`;
  const at = newline + 1;
  return `${text.slice(0, at)}${item(waiver, indent, end)}${text.slice(at)}`;
}

/** The entry as it is written beside the others: lists in one line. */
function item(waiver: NewWaiver, indent: string, end: string): string {
  const lines = Object.entries(plain(waiver)).map(
    ([key, value]) => `${key}: ${typeof value === "string" ? scalar(value) : flow(value)}`,
  );
  return lines.map((line, at) => `${indent}${at === 0 ? "- " : "  "}${line}${end}`).join("");
}

/** Quoted where YAML would read something else: ids of games keep their zeros. */
const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd();
const flow = (values: readonly string[]): string => `[${values.map(flowScalar).join(", ")}]`;
/** Within brackets, commas and brackets would end a word: a list of one says how it is to be quoted. */
const flowScalar = (value: string): string =>
  stringify([value], { lineWidth: 0, collectionStyle: "flow", flowCollectionPadding: false })
    .trimEnd()
    .slice(1, -1);
