import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startGitHub, TOKEN } from "../support/github/github.ts";
import { aReportFolder } from "../support/github/report-folders.ts";
import { ownFolder } from "../support/warehouses.ts";
import { checkout, runWorkflow } from "./act.ts";

const act = process.env["ACT"];

const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();

const workflow = (commit: string): string => `
on: workflow_dispatch
jobs:
  ops:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - name: Start
        uses: acme/tools/actions/dispatch-backfill@${commit}
        with:
          dispatches: '[{"environment":"production","resume":"b-1"}]'
      - name: Publish
        uses: acme/tools/actions/publish-reports@${commit}
        with: { environment: sample, path: incoming }
`;

/** A repository that has nothing of ours but a workflow that uses our actions, and reports to publish. */
function another(commit: string): string {
  const repository = join(ownFolder(), "training");
  mkdirSync(join(repository, ".github/workflows"), { recursive: true });
  writeFileSync(join(repository, ".github/workflows/ops.yml"), workflow(commit));
  cpSync(aReportFolder(), join(repository, "incoming"), { recursive: true });
  git(repository, "init", "--initial-branch=main");
  git(repository, "remote", "add", "origin", "https://github.invalid/acme/ops.git");
  git(repository, "add", "--all");
  const author = ["-c", "user.name=e2e", "-c", "user.email=e2e@localhost"];
  git(repository, ...author, "commit", "--message=A workflow");
  return repository;
}

describe.skipIf(act === undefined)("the workflow of another repository", () => {
  const ours = act === undefined ? "" : checkout();
  afterAll(() => rmSync(dirname(ours), { recursive: true, force: true }));

  it("uses our actions, which find what they share in the repository that they come from", async () => {
    await using github = await startGitHub();
    const commit = git(ours, "rev-parse", "HEAD");
    const theirs = another(commit);
    const run = await runWorkflow(act ?? "", theirs, "ops.yml", {
      event: "workflow_dispatch",
      secrets: { GITHUB_TOKEN: TOKEN },
      env: { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/ops" },
      repositories: { [`acme/tools@${commit}`]: ours },
    });
    expect(run.exitCode, run.log).toBe(0);
    expect(run.steps.get("Start"), run.log).toBe("success");
    expect(run.steps.get("Publish"), run.log).toBe("success");
    expect(existsSync(join(theirs, "actions"))).toBe(false);
    expect(github.beyond.dispatches).toEqual([
      {
        ...{ workflow: "backfill.yml", ref: "main" },
        inputs: { environment: "production", resume: "b-1" },
      },
    ]);
    expect(run.outputs.get("committed"), run.log).toBe("true");
    const [newest] = await github.commits();
    expect(newest?.sha).toBe(run.outputs.get("commit-sha"));
  });
});
