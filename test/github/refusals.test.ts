import { describe, expect, it } from "vitest";
import { openIssueTracker } from "../../src/github/issues/tracker.ts";
import type { CauseRuns } from "../../src/issues/cause-runs.ts";
import { syncIssues } from "../../src/jobs/issues/sync-issues.ts";
import { refusedFailure, renderSynced } from "../../src/render/issue/summary.ts";
import { aLook, aRun } from "../support/github/cause-runs.ts";
import { AT } from "../support/github/commands.ts";
import { type GitHub, startGitHub, TOKEN } from "../support/github/github.ts";
import { day } from "../support/pipelines/declarations.ts";

const timing = { now: () => new Date(), wait: async () => undefined, random: () => 0.5 };

const sync = (github: GitHub, file: CauseRuns) =>
  syncIssues(
    { file, known: [], today: day("2026-01-26"), maxNew: 10, proven: null, dryRun: false },
    openIssueTracker({
      ...{ owner: AT.owner, repo: AT.repo, token: TOKEN, identity: "octocat" },
      ...{ apiUrl: github.url, timing, secondMs: 1 },
    }),
  );

const [A, B, C] = ["2025-11-01..2025-11-05", "2025-11-10..2025-11-12", "2025-11-15..2025-11-17"];
const BEFORE = aLook([aRun(A), aRun(B), aRun(C)], { run: "look-1" });
/** Each of the three has lost a date since. */
const SMALLER = ["2025-11-01..2025-11-04", "2025-11-10..2025-11-11", "2025-11-15..2025-11-16"];
const AFTER = aLook(
  SMALLER.map((dates) => aRun(dates)),
  { run: "look-2", lookedAt: "2026-01-27T12:00:00.000Z" },
);

const bodyOf = async (github: GitHub, issue: number) =>
  (await github.octokit.rest.issues.get({ ...AT, issue_number: issue })).data.body ?? "";
const commentsOn = async (github: GitHub, issue: number) =>
  (await github.octokit.rest.issues.listComments({ ...AT, issue_number: issue })).data.length;

describe("an issue that GitHub refuses", () => {
  it.each([
    [403, "Resource not accessible by integration"],
    [404, "Not Found"],
    [410, "This issue was deleted"],
    [422, "Validation Failed"],
  ])("with %i holds back no other, and is told by number", async (status, message) => {
    await using github = await startGitHub();
    await sync(github, BEFORE);
    github.faults.before = ({ method, path }) =>
      method !== "GET" && path.startsWith("issues/1") ? { status, message } : undefined;
    const synced = await sync(github, AFTER);
    expect(synced.applied.map(({ number }) => number)).toEqual([2, 3]);
    expect(synced.refused).toMatchObject([{ number: 1 }]);
    expect(synced.refused[0]?.why).toContain(message);
    expect(await bodyOf(github, 3)).toContain("2025-11-16");
    expect(renderSynced({ synced, told: [], refused: synced.refused }, "https://g.test/i")).toMatch(
      /Refused by GitHub.*issue 1/s,
    );
    expect(refusedFailure(synced.refused)).toMatch(/^GitHub refused 1 issue; the others/);
  });

  it("while it is opened holds back no other either", async () => {
    await using github = await startGitHub();
    let opened = 0;
    github.faults.before = ({ method, path }) =>
      method === "POST" && path === "issues" && ++opened === 1
        ? { status: 422, message: "Validation Failed" }
        : undefined;
    const synced = await sync(github, BEFORE);
    expect(synced.refused).toMatchObject([{ number: null }]);
    expect(synced.applied.map(({ kind }) => kind)).toEqual(["opened", "opened"]);
  });

  it.each([
    [401, "Bad credentials"],
    [429, "API rate limit exceeded"],
  ])("with %i stops them all, for it is said of the token", async (status, message) => {
    await using github = await startGitHub();
    await sync(github, BEFORE);
    github.faults.before = ({ method }) =>
      method === "GET" ? undefined : { status, message, headers: { "retry-after": "4000" } };
    await expect(sync(github, AFTER)).rejects.toThrow(
      /token is not valid|run this job again later/,
    );
  });
});

describe("a locked issue", () => {
  it("is changed without a comment, and holds back no other", async () => {
    await using github = await startGitHub();
    await sync(github, BEFORE);
    await github.octokit.rest.issues.lock({ ...AT, issue_number: 1, lock_reason: "resolved" });
    github.faults.before = ({ method, path }) =>
      method === "POST" && path === "issues/1/comments"
        ? { status: 403, message: "Unable to create comment because issue is locked." }
        : undefined;
    const said = await Promise.all([1, 2].map((issue) => commentsOn(github, issue)));
    const synced = await sync(github, AFTER);
    expect(synced.refused).toEqual([]);
    expect(synced.applied.map(({ number }) => number)).toEqual([1, 2, 3]);
    const now = await Promise.all([1, 2].map((issue) => commentsOn(github, issue)));
    expect(now).toEqual([said[0], (said[1] ?? 0) + 1]);
    expect(await bodyOf(github, 1)).toContain("2025-11-04");
  });
});
