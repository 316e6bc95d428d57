// Adds up vitest's JSON reports in a folder: node test/tools/total.ts FOLDER
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
});

const folder = process.argv[2] ?? ".";
const reports = globSync("*.json", { cwd: folder }).map((file) =>
  Report.parse(JSON.parse(readFileSync(join(folder, file), "utf8"))),
);
const sum = (count: keyof z.infer<typeof Report>): number =>
  reports.reduce((total, report) => total + report[count], 0);

console.log(
  `${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed, ${sum("numPendingTests")} skipped`,
);
