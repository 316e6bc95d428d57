import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/pipeline.ts";
import { type Figure, figure, median } from "./measure.ts";

const BUNDLE = join(ROOT, "actions/validate/dist/index.js");

/** (c): the action's bundle until it refuses a bad input, against Node with nothing to do, by turns. */
export function coldStart(repeats: number): Figure[] {
  const bare: number[] = [];
  const action: number[] = [];
  for (let n = 0; n < repeats; n += 1) {
    bare.push(run(["-e", "0"], 0));
    action.push(run([BUNDLE], 1));
  }
  const [bareMs, actionMs] = [median(bare), median(action)];
  return [
    figure("node.ms", "bare node -e 0", bareMs, "ms"),
    figure("action.ms", "the validate action's bundle, to its first complaint", actionMs, "ms"),
    figure("action.ratio", "action / bare node", actionMs / bareMs, "ratio"),
    figure("bundle.size", "the bundle", statSync(BUNDLE).size / 1e6, "MB"),
  ];
}

function run(args: readonly string[], expected: number): number {
  const started = performance.now();
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], INPUT_START: "no date" },
  });
  const ms = performance.now() - started;
  if (status !== expected || (expected === 1 && !stdout.includes("::error::input start")))
    throw new Error(`node ${args.join(" ")} ended in ${status}: ${stdout}`);
  return ms;
}
