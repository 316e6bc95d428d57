import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { startSteadyEmulator } from "../support/bigquery/steady-emulator.ts";
import { ROOT } from "../support/pipeline.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
const run = promisify(execFile);

describe.skipIf(BINARY === undefined)("npm run proof:google, on the emulator", () => {
  it("loads, finds, repairs, verifies, takes back and deletes what it made", async () => {
    // One that ends with the memory of a whole loop is started anew between two requests.
    await using emulator = await startSteadyEmulator(BINARY ?? "");
    const proof = (...more: readonly string[]) =>
      run(
        process.execPath,
        ["test/google/main.ts", "--project", emulator.project, "--budget", "100", ...more],
        {
          cwd: ROOT,
          maxBuffer: 64 * 1024 ** 2,
          env: {
            ...process.env,
            BIGQUERY_EMULATOR_HOST: emulator.url,
            METADATA_SERVER_DETECTION: "none",
          },
        },
      );
    const { stdout } = await proof("--last", "2025-10-22");
    expect(stdout).toMatch(/repair: [\s\S]*done[\s\S]*verify: [\s\S]*take it back: /);
    const [, verified = ""] = /verify: ([\s\S]*)take it back: /.exec(stdout) ?? [];
    expect(verified).toMatch(/proven/);
    expect(stdout).toMatch(
      /Took back b-[\w-]+ in proof: 10 cells hold again what they held before/,
    );
    expect(stdout).toContain("The loop ran on Google.");
    expect(stdout.trim().endsWith("ops_proof and ops deleted")).toBe(true);
    const [datasets] = await emulator.client.getDatasets();
    expect(datasets.map(({ id }) => id)).not.toContain("ops_proof");

    await emulator.client.createDataset("ops_proof");
    await expect(proof()).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("The dataset ops_proof exists"),
    });
  }, 3_600_000);
});
