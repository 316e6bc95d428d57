import { defineConfig } from "vitest/config";
import { ToolSuitesReporter } from "./test/tools/reporter.ts";
import { toolEnvironment } from "./test/tools/tools.ts";

// Suites of files named *.proof.test.ts prove by mass and take minutes: kills, long repairs, damages by the hundred.
const PROOF_SUITES = "test/**/*.proof.test.ts";

// Suites of files named *.tools.test.ts need programs that npm does not bring (see test/tools/tools.ts).
const TOOL_SUITES = "test/**/*.tools.test.ts";

// No unit test reads what the product publishes.
const GUARD = "test/support/published.ts";

/** Into a folder that .ci/run reads, one file a run, so that it can add them up. */
const jsonReporter = (folder: string | undefined): ["json", { outputFile: string }][] =>
  folder ? [["json", { outputFile: `${folder}/${process.pid}.json` }]] : [];

export default defineConfig({
  test: {
    // Every core: by default one is left idle, which on a small machine is half of them.
    maxWorkers: "100%",
    reporters: ["default", new ToolSuitesReporter(), ...jsonReporter(process.env["TEST_REPORTS"])],
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: [GUARD],
          include: ["test/**/*.test.ts"],
          // One process for each core takes file after file: a process for each of them spends a third of a second on imports.
          isolate: false,
          exclude: [TOOL_SUITES, PROOF_SUITES],
          globalSetup: ["test/support/sample.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
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
