import { describe, expect, it } from "vitest";
import { publishReports } from "../../../src/jobs/publish/publish.ts";
import { type GitHub, OWNER, REPO, startGitHub } from "../../support/github/github.ts";
import { aRecord, aReportFolder, ROLLING, storeOn } from "../../support/github/report-folders.ts";

const at = { owner: OWNER, repo: REPO };
const publish = (github: GitHub, run: string, over: Parameters<typeof storeOn>[1] = {}) =>
  publishReports(
    {
      folder: aReportFolder(aRecord({ run })),
      environment: "sample",
      message: null,
      base: null,
      ...ROLLING,
    },
    storeOn(github, over),
  );
const handoff = (reports: Record<string, string>) => reports["reports/sample/latest/HANDOFF.md"];
const rows = (reports: Record<string, string>) =>
  reports["reports/sample/history/health_history.csv"]?.trim().split("\n").length;

describe("a branch of its own", () => {
  it("is created from the default branch, which stays as it is", async () => {
    await using github = await startGitHub();
    await github.push({ "src/code.ts": "kept\n" });
    const first = await publish(github, "a", { branch: "reports" });
    expect(first).toMatchObject({ committed: true, branch: "reports", attempts: 1 });
    expect((await publish(github, "b", { branch: "reports" })).committed).toBe(true);
    expect(rows(await github.reports("reports"))).toBe(3);
    expect(await github.commits("reports")).toHaveLength(4);
    expect(await github.reports("main")).toEqual({});
    expect(github.asked.filter((one) => one === "POST git/refs")).toHaveLength(1);
  });

  it("is created too where the default branch has it all", async () => {
    await using github = await startGitHub();
    const { commit } = await publish(github, "a");
    const same = await publish(github, "a", { branch: "reports" });
    expect(same).toMatchObject({ committed: false, commit, branch: "reports" });
    expect((await github.commits("reports"))[0]?.sha).toBe(commit);
  });

  it("may have a name with a slash", async () => {
    await using github = await startGitHub();
    await publish(github, "a", { branch: "ops/reports" });
    expect(handoff(await github.reports("ops/reports"))).toBe("# Handoff of a\n");
  });

  it("that two create at once is created once, and has both", async () => {
    await using github = await startGitHub();
    github.faults.latencyMs = 5;
    const both = ["a", "b"].map((run) => publish(github, run, { branch: "reports" }));
    const results = await Promise.all(both);
    expect(results.map(({ attempts }) => attempts).sort()).toEqual([1, 2]);
    expect(rows(await github.reports("reports"))).toBe(3);
  });
});

describe("a pull request", () => {
  const mode = "pull-request" as const;

  it("is opened with the reports, and takes those of later runs while it is open", async () => {
    await using github = await startGitHub();
    const first = await publish(github, "a", { mode });
    expect(first).toMatchObject({ branch: "reports-into-main", pullRequest: { number: 1 } });
    const second = await publish(github, "b", { mode });
    expect(second).toMatchObject({ committed: true, pullRequest: { number: 1 } });
    expect(rows(await github.reports("reports-into-main"))).toBe(3);
    expect(await github.reports("main")).toEqual({});
    expect(github.asked.filter((one) => one === "POST pulls")).toHaveLength(1);
    const { data } = await github.octokit.rest.pulls.get({ ...at, pull_number: 1 });
    expect([data.title, data.base.ref, data.head.ref]).toEqual([
      "Reports of sample: training BLOCKED, average 90.0",
      "main",
      "reports-into-main",
    ]);
  });

  it("is not opened for what the target has, nor added to for what it holds", async () => {
    await using github = await startGitHub();
    await publish(github, "a");
    const same = await publish(github, "a", { mode });
    expect(same).toMatchObject({ committed: false, pullRequest: null });
    await publish(github, "b", { mode });
    const again = await publish(github, "b", { mode });
    expect(again).toMatchObject({ committed: false, pullRequest: { number: 1 } });
  });

  it("is a new one after the last was closed, with only what is new, and without force", async () => {
    await using github = await startGitHub();
    const first = await publish(github, "rejected", { mode });
    await github.octokit.rest.pulls.update({ ...at, pull_number: 1, state: "closed" });
    await github.push({ "src/code.ts": "main moved\n" });
    const second = await publish(github, "next", { mode });
    expect(second.pullRequest?.number).not.toBe(first.pullRequest?.number);
    expect(rows(await github.reports("reports-into-main"))).toBe(2);
    const { data } = await github.octokit.rest.git.getCommit({ ...at, commit_sha: second.commit });
    expect(data.parents).toHaveLength(2);
    const moves = github.bodies.filter(({ method }) => method === "PATCH");
    expect(moves.map(({ body }) => JSON.parse(body).force)).toEqual([false]);
  });

  it("that could not be opened is opened by the next run, with the rows of both", async () => {
    await using github = await startGitHub();
    github.faults.before = ({ method, path }) =>
      method === "POST" && path === "pulls"
        ? {
            status: 403,
            message: "GitHub Actions is not permitted to create or approve pull requests.",
          }
        : undefined;
    await expect(publish(github, "a", { mode })).rejects.toThrow(/Allow GitHub Actions to create/);
    delete github.faults.before;
    const next = await publish(github, "b", { mode });
    expect(next.pullRequest).not.toBeNull();
    expect(rows(await github.reports("reports-into-main"))).toBe(3);
  });

  it("whose answer was lost is not opened twice", async () => {
    await using github = await startGitHub();
    let left = 1;
    github.faults.after = ({ method, path }) =>
      method === "POST" && path === "pulls" && left-- > 0
        ? { status: 502, message: "Bad gateway" }
        : undefined;
    const result = await publish(github, "a", { mode });
    expect(result).toMatchObject({ committed: true, attempts: 2, pullRequest: { number: 1 } });
    expect((await github.octokit.rest.pulls.list({ ...at, state: "all" })).data).toHaveLength(1);
    expect(await github.commits("reports-into-main")).toHaveLength(2);
  });

  it("needs the branch that it asks to be merged into", async () => {
    await using github = await startGitHub();
    const publishing = publish(github, "a", { mode, branch: "gone" });
    await expect(publishing).rejects.toThrow(/There is no branch gone to open a pull request into/);
  });
});
