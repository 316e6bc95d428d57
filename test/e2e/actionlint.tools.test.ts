import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const actionlint = process.env["ACTIONLINT"];

describe.skipIf(actionlint === undefined)("actionlint", () => {
  // Without the linters of scripts, which some machines have and others have not.
  const lint = (folder: string, ...files: string[]) => {
    const args = ["-no-color", "-shellcheck=", "-pyflakes=", ...files];
    const { status, stdout, stderr } = spawnSync(actionlint ?? "", args, {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, text: stdout + stderr };
  };

  it("finds nothing in the workflows", () => {
    expect(lint(ROOT)).toEqual({ status: 0, text: "" });
  });

  it("would find an input that the action does not have", () => {
    const folder = mkdtempSync(join(tmpdir(), "actionlint-"));
    const file = join(folder, "bad.yml");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      file,
      "on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: 'echo ${{ inputz.x }}' }] } }\n",
    );
    const { status, text } = lint(ROOT, file);
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    expect(text).toContain('undefined variable "inputz"');
  });
});
