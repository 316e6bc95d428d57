import { defineConfig } from "vitest/config";
import { ToolSuitesReporter } from "./test/tools/reporter.ts";
import { toolEnvironment } from "./test/tools/tools.ts";

// Suites of files named *.proof.test.ts prove by mass and take minutes: kills, long repairs, damages by the hundred.
const PROOF_SUITES = "test/**/*.proof.test.ts";

// Suites of files named *.tools.test.ts need programs that npm does not bring (see test/tools/tools.ts).
const TOOL_SUITES = "test/**/*.tools.test.ts";

// Whole jobs, actions and commands on a real engine, GitHub's stand-in and real processes: a second each and more. They
// are three quarters of the time of all that needs only npm, and `npm test` is for a look after every change.
const WHOLE_SUITES =
  "test/{cli,contract,damage,explain,github,hosts,jobs,producers,repair,replica}/**/*.test.ts";

// No unit test reads what the product publishes.
const GUARD = "test/support/published.ts";

/** Into a folder that .ci/run reads, one file a run, so that it can add them up. */
const jsonReporter = (folder: string | undefined): ["json", { outputFile: string }][] =>
  folder ? [["json", { outputFile: `${folder}/${process.pid}.json` }]] : [];

const npmAlone = (left: readonly string[]) => ({
  setupFiles: [GUARD],
  exclude: [TOOL_SUITES, PROOF_SUITES, ...left],
  // One process for each core takes file after file: a process for each of them spends a third of a second on imports.
  isolate: false,
  globalSetup: ["test/support/sample.ts"],
  testTimeout: 600_000,
  hookTimeout: 600_000,
});

export default defineConfig({
  test: {
    // Every core: by default one is left idle, which on a small machine is half of them.
    maxWorkers: "100%",
    reporters: ["default", new ToolSuitesReporter(), ...jsonReporter(process.env["TEST_REPORTS"])],
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], ...npmAlone([WHOLE_SUITES]) } },
      { test: { name: "whole", include: [WHOLE_SUITES], ...npmAlone([]) } },
      {
        test: {
          name: "proof",
          include: [PROOF_SUITES],
          globalSetup: ["test/support/sample.ts"],
          testTimeout: 4 * 3_600_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: "tools",
          include: [TOOL_SUITES],
          // The client looks for a cloud's metadata server otherwise, and warns when there is none.
          env: { ...toolEnvironment(), METADATA_SERVER_DETECTION: "none" },
          testTimeout: 900_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
