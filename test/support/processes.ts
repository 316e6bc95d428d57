import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { altered, COMPILED, type Declaration, ROOT } from "./pipeline.ts";
import { ownFolder } from "./warehouses.ts";

/** No process of a test reads what the product publishes. */
const GUARD = pathToFileURL(join(import.meta.dirname, "published.ts")).href;

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * Runs a file of the repository with Node in the root, with nothing of this process's environment but PATH. What Node
 * compiles is kept for the next process: a third of the time of an action that only refuses its inputs.
 */
export async function runNode(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const own = { OPS_ENVIRONMENT: "sample", NODE_COMPILE_CACHE: COMPILED };
  const child = spawn(process.execPath, ["--import", GUARD, ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], ...own, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    texts.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    texts.stderr += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...texts };
}

/** The command line, as `npm run ops --` starts it. */
export const ops = (...args: string[]): Promise<Ended> => runNode(["src/cli/main.js", ...args]);

/** The shipped pipeline, or what a test makes of it, in a file of the test's own, its sample at this path. */
export function pipelineOn(
  warehouse: string,
  change: (declaration: Declaration) => void = () => undefined,
): string {
  const file = join(ownFolder(), "pipeline.yaml");
  const text = altered((pipeline) => {
    pipeline["environments"].sample.path = warehouse;
    change(pipeline);
  });
  writeFileSync(file, text);
  return file;
}

const HOLDER = `
  import { DuckDBInstance } from "@duckdb/node-api";
  const instance = await DuckDBInstance.create(process.argv[1], JSON.parse(process.argv[2]));
  const connection = await instance.connect();
  process.stdout.write("open");
  process.stdin.once("data", () => { connection.closeSync(); instance.closeSync(); process.exit(0); });
`;

type Holder = { readonly pid: number; readonly letGo: () => void };
const TO_WRITE = {};
const TO_READ = { access_mode: "READ_ONLY" };

/** Another process that has an embedded file open to write, until the running test ends. */
export const heldByAnother = (path: string): Promise<Holder> => untilTheEnd(path, TO_WRITE);

/** Another process that reads an embedded file, until the running test ends. */
export const readByAnother = (path: string): Promise<Holder> => untilTheEnd(path, TO_READ);

/** The same for several tests, which end it by disposal. */
export const heldForAll = (path: string): Promise<Held> => openedByAnother(path, TO_WRITE);
export const readForAll = (path: string): Promise<Held> => openedByAnother(path, TO_READ);

async function untilTheEnd(path: string, config: object): Promise<Holder> {
  const holder = await openedByAnother(path, config);
  onTestFinished(() => holder[Symbol.asyncDispose]());
  return holder;
}

export type Held = Holder & AsyncDisposable;

async function openedByAnother(path: string, config: object): Promise<Held> {
  const args = ["--input-type=module", "-e", HOLDER, path, JSON.stringify(config)];
  const holder = spawn(process.execPath, args, { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  return {
    pid: Number(holder.pid),
    letGo: () => void holder.stdin.write("let go\n"),
    [Symbol.asyncDispose]: async () => {
      if (holder.exitCode !== null || holder.signalCode !== null) return;
      const ended = once(holder, "exit");
      holder.kill("SIGKILL");
      await ended;
    },
  };
}
