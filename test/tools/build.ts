// Builds the Go programs that some suites need, unless they are there, and prints how to name them to a shell:
// eval "$(npm run -s tools)".
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { moduleFolder, TOOLS, toolFile } from "./tools.ts";

for (const tool of TOOLS) {
  const file = toolFile(tool);
  if (!existsSync(file)) {
    const started = performance.now();
    console.error(`building ${tool.name} ...`);
    mkdirSync(dirname(file), { recursive: true });
    // A build that is cut short must not leave half a program under the final name.
    const unfinished = `${file}.${process.pid}`;
    execFileSync("go", ["build", "-mod=readonly", "-o", unfinished, tool.main], {
      cwd: moduleFolder(tool),
      stdio: ["ignore", "inherit", "inherit"],
    });
    renameSync(unfinished, file);
    console.error(`built ${tool.name} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  console.log(`export ${tool.variable}='${file}'`);
}
