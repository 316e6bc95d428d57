import { describe, expect, it } from "vitest";
import { runAction } from "../../support/actions.ts";
import { type GitHub, OWNER, REPO, startGitHub, TOKEN } from "../../support/github/github.ts";
import { aReportFolder } from "../../support/github/report-folders.ts";

const action = (github: GitHub, inputs: Readonly<Record<string, string>>) =>
  runAction(
    "actions/publish-reports/main.ts",
    { token: TOKEN, environment: "sample", ...inputs },
    { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: `${OWNER}/${REPO}` },
  );

describe("publish-reports", () => {
  it("commits the folder, and says so in its outputs, its log and the summary", async () => {
    await using github = await startGitHub();
    const ended = await action(github, { path: aReportFolder(), message: "By the test" });
    expect(ended.code, ended.stdout).toBe(0);
    const [newest] = await github.commits();
    expect(newest).toEqual({ sha: ended.outputs["commit-sha"], message: "By the test" });
    expect(ended.outputs).toMatchObject({ committed: "true", attempts: "1", "pull-request": "" });
    expect(ended.stdout).toContain(`Committed ${newest?.sha} to main; attempt 1, 7 requests`);
    expect(ended.summary).toContain(`https://github.com/acme/ops/commit/${newest?.sha}`);
  });

  it("opens a pull request into the branch it is given", async () => {
    await using github = await startGitHub();
    const ended = await action(github, {
      path: aReportFolder(),
      mode: "pull-request",
      branch: "main",
    });
    expect(ended.outputs, ended.stdout).toMatchObject({ committed: "true", "pull-request": "1" });
    expect(ended.summary).toContain("reports-into-main");
  });

  it.each([
    ["mode", "push", /input mode: .*"commit"\|"pull-request"/],
    ["branch", "a..b", /input branch: is not the name of a branch \(given "a\.\.b"\)/],
    ["branch", "-f", /input branch/],
    ["branch", "refs/heads/x.lock", /input branch/],
    ["branch", "a b", /input branch/],
    ["branch", "$(id)", /input branch/],
    ["message", "one\ntwo", /input message: must be one line/],
    ["message", "x".repeat(201), /input message: must have 200/],
    ["token", "", /input token: is needed/],
    ["environment", "", /input environment: is needed: the environment whose reports/],
    ["environment", "../x", /input environment: is not the name of an environment/],
    ["environment", "production", /holds no reports of production; nothing was published/],
    ["path", "/nowhere", /\/nowhere cannot be read/],
  ])(
    "fails with input %s %j, and asks GitHub nothing but whether it is paused",
    async (name, value, words) => {
      await using github = await startGitHub();
      const ended = await action(github, { path: aReportFolder(), [name]: value });
      expect(ended.code).toBe(1);
      expect(ended.stdout).toMatch(words);
      expect(ended.outputs["exit-code"]).toBe("2");
      const asked = github.asked.filter((one) => one !== "GET git/ref/heads/OPS_PAUSED");
      expect(asked).toEqual([]);
    },
  );

  it("never prints its token", async () => {
    await using github = await startGitHub();
    github.faults.before = () => ({ status: 418, message: "No" });
    const ended = await action(github, { path: aReportFolder(), token: "ghs_verysecret" });
    expect(ended.code).toBe(1);
    expect(ended.stdout + ended.stderr + ended.summary).not.toContain("verysecret");
  });
});
