import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Producer as Declared } from "../pipeline/schema/producers.ts";
import { exactJsonNumber } from "../warehouse/exact.ts";
import type { Row } from "../warehouse/warehouse.ts";
import type { ProduceRequest } from "./port/producer.ts";

const run = promisify(execFile);
const MAX_OUTPUT_MIB = 256;
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
      killSignal: "SIGKILL", // one that waits for its own children, or shuts its ears, would outlive its time
      maxBuffer: MAX_OUTPUT_MIB * 1024 ** 2,
    }));
  } catch (cause) {
    // Node's own error repeats the whole of stderr; only where the program could not be run it knows more.
    const isOfItsOwn = typeof (cause as { code?: unknown }).code !== "string";
    throw new Error(`${what} ${failureOf(cause, timeoutSeconds)}`, isOfItsOwn ? {} : { cause });
  }
  return stdout
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, index) => parseRow(line, `${what} wrote line ${index + 1}`));
}

function failureOf(cause: unknown, timeoutSeconds: number): string {
  const { code, killed, stderr } = cause as { code?: unknown; killed?: boolean; stderr?: string };
  const said = (stderr ?? "").trim().split("\n").slice(-LAST_LINES).join(" / ");
  const how = howItEnded(code, killed === true, timeoutSeconds);
  return said === "" ? how : `${how}: ${said}`;
}

function howItEnded(code: unknown, killed: boolean, timeoutSeconds: number): string {
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `wrote more than ${MAX_OUTPUT_MIB} MiB`;
  return killed ? `ran longer than ${timeoutSeconds} s` : `ended with ${code}`;
}

function parseRow(line: string, what: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(line, exactly);
  } catch (cause) {
    const bare = /:\s*(-?(?:NaN|Infinity))\b/.exec(line)?.[1];
    const hint = bare === undefined ? "" : `: write ${bare} as the text "${bare}"`;
    throw new Error(`${what}, which is not JSON${hint}`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${what}, which is not an object`);
  for (const [name, one] of Object.entries(value))
    if (typeof one === "object" && one !== null)
      throw new Error(
        `${what}, whose "${name}" is not a plain value: ${JSON.stringify(one).slice(0, 100)}`,
      );
  return value as Row;
}

/** A number that has more digits than a number here keeps its text, which the engine reads in the column's type. */
const exactly = (_: string, value: unknown, { source }: { readonly source?: string } = {}) =>
  typeof value === "number" && source !== undefined ? exactJsonNumber(value, source) : value;
