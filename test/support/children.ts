import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { ROOT } from "./pipeline.ts";

type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Running = {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  readonly said: { stdout: string; stderr: string };
  /** Resolves once this stands in what it wrote to stderr, and when it ends without it. */
  saw(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
};

/** The command line as a process of its own; killed with the test if it still runs then. */
export function startOps(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, ["src/cli/main.js", ...words], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], OPS_ENVIRONMENT: "sample", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  const ended = once(child, "close").then(
    ([code, signal]): Ended => ({ code: code as number | null, signal }),
  );
  const saw = async (text: string) => {
    const seen = new Promise<void>((resolve) => {
      const look = () => (said.stderr.includes(text) ? resolve() : undefined);
      child.stderr.on("data", look);
      look();
    });
    await Promise.race([seen, ended]);
  };
  return { child, said, saw, ended };
}
