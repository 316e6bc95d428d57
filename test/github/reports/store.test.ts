import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import type { ReportStore } from "../../../src/github/reports/port.ts";
import { publishReports } from "../../../src/jobs/publish/publish.ts";
import { startGitHub } from "../../support/github/github.ts";
import { aRecord, aReportFolder, ROLLING, storeOn } from "../../support/github/report-folders.ts";
import { ownFolder } from "../../support/warehouses.ts";

const publish = (folder: string, store: ReportStore, base: string | null = null) =>
  publishReports({ folder, environment: "sample", message: null, base, ...ROLLING }, store);
const HISTORY = "reports/sample/history/health_history.csv";
const runsIn = (history = "") => {
  const rows: Record<string, string>[] = parse(history, { columns: true });
  return rows.map(({ run }) => run);
};

describe("publishing", () => {
  it("is one commit of the reports, without author or committer so that GitHub signs it", async () => {
    await using github = await startGitHub();
    await github.push({ "src/code.ts": "kept\n" });
    const result = await publish(aReportFolder(), storeOn(github));
    expect(result).toMatchObject({ committed: true, branch: "main", attempts: 1, requests: 7 });
    expect(Object.keys(await github.reports()).sort()).toEqual([
      "reports/README.md",
      "reports/sample/history/health_history.csv",
      "reports/sample/latest/HANDOFF.md",
      "reports/sample/latest/gaps.csv",
      "reports/sample/latest/run.json",
    ]);
    const commits = await github.commits();
    expect(commits).toHaveLength(3);
    expect(commits[0]).toEqual({
      sha: result.commit,
      message: "Reports of sample: training BLOCKED, average 90.0",
    });
    const commit = github.bodies.find(({ path }) => path === "git/commits");
    expect(Object.keys(JSON.parse(commit?.body ?? ""))).toEqual(["message", "tree", "parents"]);
    const at = { owner: "acme", repo: "ops", path: "src/code.ts" };
    expect((await github.octokit.rest.repos.getContent(at)).status).toBe(200);
  });

  it("the same again makes no second commit, and writes nothing at all", async () => {
    await using github = await startGitHub();
    const folder = aReportFolder();
    const first = await publish(folder, storeOn(github));
    github.asked.length = 0;
    const second = await publish(folder, storeOn(github));
    expect(second).toMatchObject({ committed: false, commit: first.commit, attempts: 1 });
    expect(github.asked.filter((one) => !one.startsWith("GET"))).toEqual([]);
    expect(github.asked).toHaveLength(6);
    expect(await github.commits()).toHaveLength(2);
  });

  it("merges the history with the branch's, run by run", async () => {
    await using github = await startGitHub();
    await publish(aReportFolder(aRecord({ run: "a" })), storeOn(github));
    await publish(aReportFolder(aRecord({ run: "b" })), storeOn(github));
    expect(runsIn((await github.reports())[HISTORY])).toEqual(["a", "b"]);
  });

  it("leaves alone what the run did not change since the commit it was made on", async () => {
    await using github = await startGitHub();
    const base = await github.push({ "reports/sample/handoffs/old.md": "as checked out\n" });
    await github.push({ "reports/sample/handoffs/old.md": "newer, by another run\n" });
    const folder = aReportFolder(aRecord(), { "handoffs/old.md": "as checked out\n" });
    await publish(folder, storeOn(github), base);
    expect(await github.reports()).toMatchObject({
      "reports/sample/handoffs/old.md": "newer, by another run\n",
      "reports/sample/latest/gaps.csv": expect.stringContaining("psza"),
    });
  });

  it("takes every file for this run's when nobody knows the commit it was made on", async () => {
    await using github = await startGitHub();
    await github.push({ "reports/sample/handoffs/old.md": "newer\n" });
    const folder = aReportFolder(aRecord(), { "handoffs/old.md": "mine\n" });
    await publish(folder, storeOn(github), "0123456789012345678901234567890123456789");
    expect((await github.reports())["reports/sample/handoffs/old.md"]).toBe("mine\n");
  });

  it("of an older look adds its row and what is not there yet, and keeps the newer latest", async () => {
    await using github = await startGitHub();
    const [old, recent] = ["2026-01-20T12:00:00.000Z", "2026-01-26T12:00:00.000Z"];
    await publish(aReportFolder(aRecord({ run: "new", asOf: recent })), storeOn(github));
    const late = aReportFolder(aRecord({ run: "old", asOf: old }), {
      "handoffs/HANDOFF-2026-01-20-sample.md": "then\n",
    });
    await publish(late, storeOn(github));
    const reports = await github.reports();
    expect(reports["reports/sample/latest/HANDOFF.md"]).toBe("# Handoff of new\n");
    expect(reports["reports/sample/handoffs/HANDOFF-2026-01-20-sample.md"]).toBe("then\n");
    expect(runsIn(reports[HISTORY])).toEqual(["old", "new"]);
  });

  it("leaves everything as it was where the branch's history is not ours", async () => {
    await using github = await startGitHub();
    await github.push({ [HISTORY]: "date,score\n2026-01-01,5\n" });
    await expect(publish(aReportFolder(), storeOn(github))).rejects.toThrow(/move it aside/);
    expect(await github.commits()).toHaveLength(2);
  });

  it("carries any content unharmed", async () => {
    await using github = await startGitHub();
    const texts = {
      "latest/a.md": "@octocat closes #1 <img src=x onerror=alert(1)> ${{ github.token }}\r\n`|",
      "latest/b.md": "\ufeffwith a mark\u0000, a bell\u0007, \u2028 and \ud83c\udfc0\n",
      "latest/c.json": `${"x".repeat(300_000)}\n`,
      "latest/d.csv": "=cmd|' /C calc'!A0\n",
      "latest/e.md": "",
    };
    const bytes = Uint8Array.from([0x23, 0xff, 0xfe, 0x00, 0x80, 0x0a]);
    const folder = aReportFolder(aRecord(), { ...texts, "latest/f.md": bytes });
    await publish(folder, storeOn(github));
    const reports = await github.reports();
    for (const [path, text] of Object.entries(texts))
      expect(reports[`reports/sample/${path}`], path).toBe(text);
    const at = { owner: "acme", repo: "ops", path: "reports/sample/latest/f.md" };
    const { data } = await github.octokit.rest.repos.getContent(at);
    const content = (data as { content?: string }).content ?? "";
    expect(Buffer.from(content, "base64")).toEqual(Buffer.from(bytes));
    // Only what JSON might harm costs a request of its own: control characters, the long, the empty, the bytes.
    expect(github.asked.filter((one) => one === "POST git/blobs")).toHaveLength(4);
  });

  it("makes no words of a message out of what came with the reports", async () => {
    await using github = await startGitHub();
    const record = aRecord({ environment: "closes #1 @octocat" });
    await publish(aReportFolder(record), storeOn(github));
    expect((await github.commits())[0]?.message).toBe("Reports");
  });

  it("looks into the folder itself where the whole tree is too long for one listing", async () => {
    await using github = await startGitHub();
    const folder = aReportFolder();
    const { commit } = await publish(folder, storeOn(github));
    const { data } = await github.octokit.rest.git.getCommit({
      ...{ owner: "acme", repo: "ops" },
      commit_sha: commit,
    });
    github.faults.replaceTree = (path) =>
      path.startsWith(`git/trees/${data.tree.sha}?recursive`)
        ? { truncated: true, tree: [] }
        : null;
    expect(await publish(folder, storeOn(github))).toMatchObject({ committed: false });
  });
});

describe("what is no report", () => {
  it.each([
    ["a workflow", { "workflow.yml": "on: push\n" }],
    ["a script", { "latest/run.sh": "true\n" }],
    ["a page", { "latest/index.html": "<script>\n" }],
    ["a hidden file", { "latest/.secret.json": "{}\n" }],
    ["a hidden folder", { ".github/a.md": "x\n" }],
    ["credentials", { "gha-creds-0123.json": "{}\n" }],
    ["a name with a line break", { "latest/a\nb.md": "x\n" }],
    ["a name with a backslash", { "latest/..\\..\\a.md": "x\n" }],
    ["a name that is an option", { "latest/-rf.md": "x\n" }],
    ["a name that says two types", { "latest/a.md.exe": "x\n" }],
  ])("is refused before anything is asked: %s", async (_, files) => {
    await using github = await startGitHub();
    const publishing = publish(aReportFolder(aRecord(), files), storeOn(github));
    await expect(publishing).rejects.toThrow(UserError);
    await expect(publishing).rejects.toThrow(/may not be published.*Nothing was published/);
    expect(github.asked).toEqual([]);
  });

  it("is refused: a link out of the folder, to a file or to a folder", async () => {
    await using github = await startGitHub();
    for (const target of ["/etc/hostname", "/etc"]) {
      const folder = aReportFolder();
      symlinkSync(target, join(folder, "sample/latest/link.md"));
      await expect(publish(folder, storeOn(github))).rejects.toThrow(/is a link or no plain file/);
    }
    const pipe = aReportFolder();
    execFileSync("mkfifo", [join(pipe, "sample/latest/pipe.md")]);
    await expect(publish(pipe, storeOn(github))).rejects.toThrow(/no plain file/);
    expect(github.asked).toEqual([]);
  });

  it("is refused by the store too, whoever calls it", async () => {
    await using github = await startGitHub();
    for (const path of [
      "../a.md",
      "/etc/a.md",
      "reports/../.github/a.md",
      "src/a.md",
      "reports/a",
    ]) {
      const files = async () => new Map([[path, Buffer.from("x")]]);
      const publishing = storeOn(github).publish({ message: "x", base: null, files });
      await expect(publishing, path).rejects.toThrow(/may not be published/);
    }
    expect(github.asked.filter((one) => !one.startsWith("GET"))).toEqual([]);
  });

  it("is an empty or missing folder", async () => {
    await using github = await startGitHub();
    await expect(publish(ownFolder(), storeOn(github))).rejects.toThrow(/holds no reports/);
    await expect(publish("/nowhere/reports", storeOn(github))).rejects.toThrow(/cannot be read/);
  });
});
