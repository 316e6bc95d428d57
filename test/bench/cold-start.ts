import { spawnSync } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ROOT } from "../support/pipeline.ts";
import { type Figure, figure, median } from "./measure.ts";

const ACTIONS = globSync("actions/*/dist/index.js", { cwd: ROOT })
  .map((file) => basename(dirname(dirname(file))))
  .sort();
const bundleOf = (action: string): string => join(ROOT, "actions", action, "dist/index.js");
const megabytes = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;

/** (c): every action's bundle until it refuses a bad input, against Node with nothing to do, by turns. */
export function coldStart(repeats: number): Figure[] {
  const bare: number[] = [];
  const times = new Map(ACTIONS.map((action): [string, number[]] => [action, []]));
  for (let n = 0; n < repeats; n += 1) {
    bare.push(run(["-e", "0"], 0));
    for (const [action, own] of times) own.push(run([bundleOf(action)], 1));
  }
  const bareMs = median(bare);
  return [
    figure("node.ms", "bare node -e 0", bareMs, "ms"),
    ...[...times].flatMap(([action, own]) => {
      const files = globSync(join(dirname(bundleOf(action)), "*.js"));
      const lazy = files.filter((file) => file !== bundleOf(action));
      return [
        figure(`${action}.ratio`, `${action} / bare node`, median(own) / bareMs, "ratio"),
        figure(`${action}.size`, `${action}, the bundle`, megabytes([bundleOf(action)]), "MB"),
        ...(lazy.length === 0
          ? []
          : [figure(`${action}.lazy`, `${action}, loaded on use`, megabytes(lazy), "MB")]),
      ];
    }),
  ];
}

/** Not an instant where there is one to give, and no token where that is needed: each action complains of one. */
function run(args: readonly string[], expected: number): number {
  const started = performance.now();
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], INPUT_ENVIRONMENT: "sample", "INPUT_AS-OF": "no instant" },
  });
  const ms = performance.now() - started;
  if (status !== expected || (expected === 1 && !stdout.includes("::error::input ")))
    throw new Error(`node ${args.join(" ")} ended in ${status}: ${stdout}`);
  return ms;
}
