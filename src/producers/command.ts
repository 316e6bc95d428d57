import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Producer as Declared } from "../pipeline/schema-producers.ts";
import type { Row } from "../warehouse/warehouse.ts";
import type { ProduceRequest } from "./producer.ts";

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 256 * 1024 ** 2;
const LAST_LINES = 5;

type Command = Extract<Declared, { kind: "command" }>;

/**
 * Runs the declared program without a shell and reads its rows, one JSON object a line, from its output. A status
 * other than 0, a timeout and a line that is no object are errors that carry the end of what it wrote to stderr.
 */
export async function runCommand(
  { argv, timeoutSeconds }: Command,
  { table, dates, signal }: ProduceRequest,
  root: string,
): Promise<Row[]> {
  const sorted = [...dates].sort();
  const filled = argv.map((part) =>
    part
      .replaceAll("{dates}", sorted.join(","))
      .replaceAll("{start}", sorted[0] ?? "")
      .replaceAll("{end}", sorted.at(-1) ?? ""),
  );
  const [program, ...args] = filled;
  const what = `The command of ${table.id} (${program})`;
  let stdout: string;
  try {
    ({ stdout } = await run(program ?? "", args, {
      cwd: root,
      signal,
      timeout: timeoutSeconds * 1000,
      maxBuffer: MAX_OUTPUT_BYTES,
    }));
  } catch (cause) {
    throw new Error(`${what} ${failureOf(cause, timeoutSeconds)}`, { cause });
  }
  return stdout
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, index) => parseRow(line, `${what} wrote line ${index + 1}`));
}

function failureOf(cause: unknown, timeoutSeconds: number): string {
  const { code, killed, stderr } = cause as { code?: unknown; killed?: boolean; stderr?: string };
  const said = (stderr ?? "").trim().split("\n").slice(-LAST_LINES).join(" / ");
  const how = killed === true ? `ran longer than ${timeoutSeconds} s` : `ended with ${code}`;
  return said === "" ? how : `${how}: ${said}`;
}

function parseRow(line: string, what: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error(`${what}, which is not JSON`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${what}, which is not an object`);
  for (const [name, one] of Object.entries(value))
    if (typeof one === "object" && one !== null)
      throw new Error(`${what}, whose "${name}" is not a plain value`);
  return value as Row;
}
