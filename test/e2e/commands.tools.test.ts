import { cpSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AT, comment, IDENTITY, openIssue, reactionsTo, said } from "../support/github/commands.ts";
import { type GitHub, startGitHub, TOKEN } from "../support/github/github.ts";
import { type ActRun, checkout, runWorkflow } from "./act.ts";

const act = process.env["ACT"];
const FILE = "pipeline/pipeline.yaml";

describe.skipIf(act === undefined)("commands.yml", () => {
  let repository: string;
  let github: GitHub;

  beforeAll(async () => {
    repository = checkout();
    // What a validation of the incident left: which games are missing is read from there.
    const saved = join(import.meta.dirname, "../support/github/saved");
    cpSync(saved, join(repository, "reports"), { recursive: true });
    github = await startGitHub();
    github.beyond.permissions.set("wendy", "write").set("rita", "read");
    await github.push({ [FILE]: readFileSync(join(repository, FILE), "utf8") });
  });
  afterAll(async () => {
    await github?.[Symbol.asyncDispose]();
    if (repository !== undefined) rmSync(dirname(repository), { recursive: true, force: true });
  });

  const run = (payload: object, variables: Record<string, string> = {}): Promise<ActRun> =>
    runWorkflow(act ?? "", repository, "commands.yml", {
      ...{ event: "issue_comment", payload },
      variables: { OPS_IDENTITY: IDENTITY, ...variables },
      secrets: { GITHUB_TOKEN: TOKEN },
      env: { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/ops" },
    });

  it("turns a writer's /backfill into one start of backfill.yml, and says which", async () => {
    const issue = await openIssue(github);
    const { event, id } = await comment(github, issue, "/backfill 2025-10-21..2025-10-22");
    const done = await run(event);
    expect(done.exitCode, done.log).toBe(0);
    expect(done.steps.get("Run the command")).toBe("success");
    expect(done.steps.has("Propose")).toBe(false);
    expect(done.outputs.get("outcome")).toBe("started");
    expect(github.beyond.dispatches).toEqual([
      {
        ...{ workflow: "backfill.yml", ref: "main" },
        inputs: {
          ...{
            environment: "sample",
            issue: String(issue),
            "asked-by": "wendy",
            dates: "2025-10-21..2025-10-22",
          },
        },
      },
    ]);
    expect((await said(github, issue)).join()).toContain(done.outputs.get("url"));
    expect(reactionsTo(github, id)).toEqual(["eyes", "rocket"]);
  });

  it("starts nothing for a reader, whatever the comment says", async () => {
    const before = github.beyond.dispatches.length;
    const issue = await openIssue(github);
    const text = '/backfill force\n$(touch hacked) "; exit 1 #\n::set-output name=proposal::x';
    const { event, id } = await comment(github, issue, text, "rita");
    const done = await run(event);
    expect(done.exitCode, done.log).toBe(0);
    expect(done.outputs.get("allowed")).toBe("false");
    for (const step of ["Run the command", "Propose"]) expect(done.steps.has(step)).toBe(false);
    expect(github.beyond.dispatches).toHaveLength(before);
    expect(reactionsTo(github, id)).toEqual([]);
    expect(await said(github, issue)).toEqual([]);
  });

  it("has a waiver proposed by a second job, once the first decided so", async () => {
    const issue = await openIssue(github);
    const text = '/expected 0022500001 until 2026-12-31 the league\'s own "withheld" $(id) `x`';
    const { event, id } = await comment(github, issue, text);
    const done = await run({ ...event });
    expect(done.exitCode, done.log).toBe(0);
    expect(done.steps.get("Propose"), done.log).toBe("success");
    const { data } = await github.octokit.rest.pulls.list({ ...AT, state: "all" });
    expect(data.map(({ head }) => head.ref)).toEqual([
      `waiver/issue-${issue}-0022500001-2026-12-31`,
    ]);
    expect(github.beyond.dispatches.at(-1)).toMatchObject({ workflow: "ci.yml" });
    expect(reactionsTo(github, id)).toEqual(["eyes", "rocket"]);
  });

  it("does not even look on an issue of somebody else, on a pull request, or while OPS_PAUSED is set", async () => {
    const issue = await openIssue(github);
    const { event } = await comment(github, issue, "/backfill");
    github.asked.length = 0;
    const user = { login: "rita", type: "User" };
    const runs = [
      await run({ ...event, issue: { ...event.issue, user } }),
      await run({ ...event, issue: { ...event.issue, pull_request: {} } }),
      await run(event, { OPS_PAUSED: "until Monday" }),
    ];
    for (const one of runs) {
      expect(one.exitCode, one.log).toBe(0);
      expect(one.steps.size, one.log).toBe(0);
    }
    expect(github.asked).toEqual([]);
  });
});
