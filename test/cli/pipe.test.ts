import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/pipeline.ts";

describe("a reader that stops before the end", () => {
  it.each([
    ["of the help", "--help"],
    ["of a command's help", "validate --help"],
  ])("is no failure of the command: %s", (_, words) => {
    const { stderr, stdout } = spawnSync(
      "bash",
      ["-c", `( "${process.execPath}" src/cli/main.js ${words}; echo "ended $?" >&2 ) | true`],
      { cwd: ROOT, encoding: "utf8" },
    );
    expect(stdout).toBe("");
    expect(stderr).toBe("ended 0\n");
  });
});
