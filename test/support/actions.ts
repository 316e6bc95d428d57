import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, runNode } from "./processes.ts";
import { ownFolder } from "./warehouses.ts";

export type ActionRun = Ended & {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
};

/** Runs an action's file as a runner does: inputs by their variables, outputs and summary into files. */
export async function runAction(
  file: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const folder = ownFolder();
  const [output, summary] = [join(folder, "output"), join(folder, "summary")];
  for (const empty of [output, summary]) writeFileSync(empty, "");
  const given = Object.entries(inputs).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
  const ended = await runNode([file], { ...files, ...env, ...Object.fromEntries(given) });
  const written = readFileSync(output, "utf8").matchAll(/^([\w-]+)<<(\S+)\n(.*?)\n?^\2$/gms);
  return {
    ...ended,
    outputs: Object.fromEntries([...written].map(([, name, , value]) => [name, value])),
    summary: readFileSync(summary, "utf8"),
  };
}
