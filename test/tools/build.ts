// Makes the programs that some suites need, unless they are there, and prints how to name them to a shell:
// eval "$(npm run -s tools)".
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { moduleFolder, TOOLS, type Tool, toolFile } from "./tools.ts";

/** What is cut short must not leave half a program under the final name. */
function build(tool: Tool, main: string, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  run(tool, "go", ["build", "-mod=readonly", "-o", unfinished, main]);
  renameSync(unfinished, file);
}

/** Into a folder of its own, by hash, without what it depends on: it depends on nothing. */
function install(tool: Tool, file: string): void {
  const folder = dirname(dirname(file));
  const unfinished = `${folder}.${process.pid}`;
  const locked = ["--require-hashes", "--requirement", "requirements.txt"];
  const quiet = ["--quiet", "--no-deps", "--disable-pip-version-check"];
  const args = ["install", ...quiet, "--target", unfinished, ...locked];
  try {
    run(tool, "python3", ["-m", "pip", ...args]);
  } catch {
    run(tool, "pip", args); // a Python of the system's comes without it
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

function run(tool: Tool, program: string, args: readonly string[]): void {
  execFileSync(program, args, {
    cwd: moduleFolder(tool),
    stdio: ["ignore", "ignore", "inherit"],
  });
}

for (const tool of TOOLS) {
  const file = toolFile(tool);
  if (!existsSync(file)) {
    const started = performance.now();
    console.error(`building ${tool.name} ...`);
    if (tool.main === null) install(tool, file);
    else build(tool, tool.main, file);
    console.error(`built ${tool.name} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  console.log(`export ${tool.variable}='${file}'`);
}
