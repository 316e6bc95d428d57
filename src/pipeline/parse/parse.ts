import { isMap, isPair, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import type { Problem } from "../problem.ts";
import { type PipelineConfig, PipelineSchema } from "../schema.ts";
import { checkLike, writtenOut } from "./like.ts";
import { readingProblems } from "./reading-problems.ts";
import { checkReferences } from "./references.ts";

/** The text of each file that a reading names, null for one that cannot be read. */
export type ReadFiles = Readonly<Record<string, string | null>>;

/** Checks what is between the tables of a declaration, and what the files say, if they are given. */
type Checked = (readFiles?: ReadFiles) => PipelineConfig;

/**
 * Text and the file's name in, a checked configuration out. Throws a UserError with one line a problem, each
 * naming file, line, column and path. Without `readFiles` no file is looked at, and its table cannot be read.
 */
export const parsePipeline = (text: string, file: string, readFiles?: ReadFiles): PipelineConfig =>
  parsedPipeline(text, file)(readFiles);

/** The same in two steps, for who must know the declaration to find the files: the text, which is the dear part, is parsed once. */
export function parsedPipeline(text: string, file: string): Checked {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const syntax = document.errors[0];
  if (syntax !== undefined)
    throw new UserError(`${at(syntax.pos[0])}: not valid YAML: ${syntax.message}`);

  const report = (problems: readonly Problem[]): never => {
    const described = problems.map(({ path, message }) => {
      const place = at(offsetOf(document.contents, path));
      return `${place}: ${path.length === 0 ? "top level" : z.core.toDotPath([...path])}: ${message}`;
    });
    throw new UserError(`${file} is not a valid pipeline:\n${described.join("\n")}`);
  };

  const result = PipelineSchema.safeParse(document.toJS());
  if (!result.success) return report(result.error.issues.flatMap(problemsOf));
  const declared = result.data;
  return (readFiles) => {
    const problems = [
      ...checkReferences(declared),
      ...checkLike(declared),
      ...readingProblems(declared, readFiles),
    ];
    if (problems.length > 0) return report(problems);
    const pipeline = writtenOut(declared);
    return readFiles === undefined || Object.keys(readFiles).length === 0
      ? pipeline
      : { ...pipeline, readFiles: readFiles as Readonly<Record<string, string>> };
  };
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown key "${key}"`,
    }));
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const meant = meantBranch(issue.errors);
    return meant.flatMap((inner) =>
      problemsOf({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue),
    );
  }
  // The key's own complaint: that a key of the map is invalid says not why.
  if (issue.code === "invalid_key" && issue.issues.length > 0)
    return issue.issues.map(({ message }) => ({ path: issue.path, message }));
  return [{ path: issue.path, message: issue.message }];
}

/**
 * What to say of a value that fits no form of a union: the complaints of the form whose keys were used, which got furthest.
 * Where no form has the keys, only the keys; what the other forms would ask misleads.
 */
function meantBranch(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  const foreignKeys = (branch: readonly z.core.$ZodIssue[]) =>
    branch.flatMap((at) =>
      at.code === "unrecognized_keys" && at.path.length === 0
        ? [{ at, count: at.keys.length }]
        : [],
    );
  const depth = (branch: readonly z.core.$ZodIssue[]) =>
    Math.max(...branch.map((at) => at.path.length));
  const own = branches.filter((branch) => foreignKeys(branch).length === 0 && depth(branch) > 0);
  const [furthest] = own.sort((a, b) => depth(b) - depth(a));
  if (furthest !== undefined) return furthest;
  const [nearest] = branches.flatMap(foreignKeys).sort((a, b) => a.count - b.count);
  return nearest === undefined ? (branches[0] ?? []) : [nearest.at];
}

/** Where a path stands in the text; the nearest parent's place where it does not exist (a missing key). */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node = root;
  let offset = startOf(root);
  for (const step of path) {
    const next = childOf(node, step);
    if (next === undefined) break;
    offset = next.offset;
    node = next.value;
  }
  return offset;
}

function childOf(node: unknown, step: PropertyKey) {
  if (isMap(node)) {
    const pair = node.items.find((item) => isPair(item) && String(item.key) === String(step));
    return pair === undefined ? undefined : { offset: startOf(pair.key), value: pair.value };
  }
  const items = (node as { items?: unknown[] } | null)?.items;
  const value = typeof step === "number" ? items?.[step] : undefined;
  return value === undefined ? undefined : { offset: startOf(value), value };
}

function startOf(node: unknown): number {
  return (node as { range?: [number, number, number] | null } | null)?.range?.[0] ?? 0;
}
