import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const zizmor = process.env["ZIZMOR"];

describe.skipIf(zizmor === undefined)("zizmor", () => {
  const audit = (folder: string, ...paths: string[]) => {
    const args = ["--offline", "--no-progress", "--color=never", ...paths];
    const { status, stdout, stderr } = spawnSync(zizmor ?? "", args, {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, text: stdout + stderr };
  };

  it("finds nothing in the workflows and actions", () => {
    const { status, text } = audit(ROOT, ".github", "actions");
    expect(status, text).toBe(0);
    expect(text).toContain("No findings to report");
  });

  it("would find an input that is written into a script", () => {
    const folder = mkdtempSync(join(tmpdir(), "zizmor-"));
    const workflows = join(folder, ".github/workflows");
    mkdirSync(workflows, { recursive: true });
    writeFileSync(
      join(workflows, "bad.yml"),
      "on: issue_comment\npermissions: {}\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: 'echo ${{ github.event.comment.body }}' }] } }\n",
    );
    const { status, text } = audit(folder, ".github");
    rmSync(folder, { recursive: true });
    expect(status).not.toBe(0);
    expect(text).toContain("template-injection");
  });
});
