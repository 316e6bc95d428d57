import { getOctokit } from "@actions/github";
import { describe, expect, it } from "vitest";
import type { CauseRuns } from "../../../src/issues/cause-runs.ts";
import { syncIssues } from "../../../src/jobs/issues/sync-issues.ts";
import { aLook, aRun } from "../../support/github/cause-runs.ts";
import { type GitHub, OTHER, OWNER, REPO, startGitHub } from "../../support/github/github.ts";
import { trackerOn } from "../../support/github/issues.ts";
import { day } from "../../support/pipelines/declarations.ts";

const at = { owner: OWNER, repo: REPO };
const A = aRun("2025-11-01..2025-11-05");
const LEFT = aRun("2025-11-01..2025-11-02");
const RIGHT = aRun("2025-11-04..2025-11-05");

const sync = (github: GitHub, file: CauseRuns, known: readonly number[] = []) =>
  syncIssues(
    { file, known, today: day("2026-01-26"), maxNew: 10, proven: null, dryRun: false },
    trackerOn(github),
  );

async function standing({ octokit }: GitHub) {
  const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
    ...{ ...at, state: "all", direction: "asc" },
    per_page: 100,
  });
  return all
    .filter(({ user }) => user?.login === "octocat")
    .map(({ number, state, state_reason, title }) => ({ number, state, state_reason, title }));
}

const said = async ({ octokit }: GitHub, issue_number: number): Promise<string[]> =>
  (await octokit.rest.issues.listComments({ ...at, issue_number })).data.map(
    ({ body = "" }) => body,
  );

describe("GitHub that loses answers", () => {
  /** Opens two, splits one, closes one: every kind of write. */
  const STEPS = [
    aLook([A], { run: "one" }),
    aLook([LEFT, RIGHT], { run: "two" }),
    aLook([LEFT], { run: "three" }),
    aLook([LEFT], { run: "four" }),
    aLook([LEFT, RIGHT], { run: "five" }),
  ];

  it.each([["a 502"], ["a reset"]])(
    "to every write once by %s after it was accepted, and shortens every list once: the issues are what they would be",
    async (how) => {
      await using calm = await startGitHub();
      for (const file of STEPS) await sync(calm, file);
      await using github = await startGitHub();
      const failed = new Set<string>();
      const isFirst = (kind: string): boolean => !failed.has(kind) && failed.add(kind).has(kind);
      const isLost = ({ method, path, body }: { method: string; path: string; body: string }) =>
        method !== "GET" && isFirst(`${method} ${path} ${body}`);
      if (how === "a 502")
        github.faults.after = (asked) =>
          isLost(asked) ? { status: 502, message: "Bad gateway" } : undefined;
      else github.faults.reset = (asked) => (isLost(asked) ? "after" : undefined);
      for (const file of STEPS) {
        const lists = new Set<string>();
        github.faults.shorten = ({ path }, entries) => {
          const list = path.split("?")[0] ?? "";
          if (lists.has(list)) return entries;
          lists.add(list);
          return lists.size % 2 === 0 ? [] : entries.slice(1);
        };
        await sync(github, file);
      }
      expect(await standing(github)).toEqual(await standing(calm));
      expect(await standing(calm)).toMatchObject([{ state: "open" }, { state: "open" }]);
      for (const number of [1, 2])
        expect((await said(github, number)).length).toBe((await said(calm, number)).length);
      expect(failed.size).toBeGreaterThan(8);
    },
    60_000,
  );

  it("in the middle, for good: the next run goes on, and says nothing twice", async () => {
    await using github = await startGitHub();
    await sync(github, aLook([A], { run: "one" }));
    github.faults.before = ({ method }) =>
      method === "PATCH" ? { status: 403, message: "Resource not accessible" } : undefined;
    const grown = aLook([aRun("2025-11-01..2025-11-07")], { run: "two" });
    await expect(sync(github, grown)).rejects.toThrow(/Issue 1 of acme\/ops: the token may not/);
    github.faults.before = () => undefined;
    await sync(github, aLook([aRun("2025-11-01..2025-11-07")], { run: "three" }));
    expect((await said(github, 1)).filter((one) => one.includes("has grown"))).toHaveLength(1);
    expect((await standing(github)).map(({ title }) => title)).toEqual([
      expect.stringContaining("2025-11-01 to 2025-11-07"),
    ]);
  });

  it("of what it knew, for good: the sync stops, and nothing is opened or closed", async () => {
    await using github = await startGitHub();
    await sync(github, aLook([A], { run: "one" }));
    github.faults.shorten = ({ path }, entries) => (path.startsWith("issues?") ? [] : entries);
    await expect(sync(github, aLook([A], { run: "two" }), [1])).rejects.toThrow(/lacks some/);
    expect(await standing(github)).toMatchObject([{ number: 1, state: "open" }]);
  });
});

describe("a repository with others in it", () => {
  it("of 300 issues is synced in few requests, and again by reads alone", async () => {
    await using github = await startGitHub();
    const theirs = getOctokit(OTHER.token, { baseUrl: github.url });
    for (let n = 0; n < 30; n++)
      await Promise.all(
        Array.from({ length: 10 }, (_, m) =>
          theirs.rest.issues.create({ ...at, title: `Issue ${n}-${m}`, body: "Words." }),
        ),
      );
    github.asked.length = 0;
    await sync(github, aLook([A], { run: "one" }));
    // Two lists, the labels read and made, one issue opened and then told its number.
    expect(github.asked.length).toBeLessThan(12);
    github.asked.length = 0;
    await sync(github, aLook([A], { run: "two" }), [301]);
    expect(github.asked).toEqual(["GET issues", "GET issues"]);
  }, 60_000);

  it("takes no marker of somebody else for one of ours", async () => {
    await using github = await startGitHub();
    await sync(github, aLook([A], { run: "one" }));
    const { data } = await github.octokit.rest.issues.get({ ...at, issue_number: 1 });
    const theirs = getOctokit(OTHER.token, { baseUrl: github.url });
    const squat = aRun("2025-11-10..2025-11-12");
    const body = (data.body ?? "").replaceAll("2025-11-01..2025-11-05", "2025-11-10..2025-11-12");
    await theirs.rest.issues.create({ ...at, title: "[P0] squatter", body });
    await sync(github, aLook([A, squat], { run: "two" }));
    for (const run of ["three", "four"]) await sync(github, aLook([], { run }));
    const { data: theirIssue } = await github.octokit.rest.issues.get({ ...at, issue_number: 2 });
    expect(theirIssue).toMatchObject({ state: "open", title: "[P0] squatter", body });
    expect(await standing(github)).toMatchObject([
      { number: 1, state: "closed", state_reason: "completed" },
      { number: 3, state: "closed", state_reason: "completed" },
    ]);
  });
});
