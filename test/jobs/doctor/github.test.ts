import { describe, expect, it } from "vitest";
import { githubChecks } from "../../../src/jobs/doctor/github.ts";
import { type GitHub, OWNER, REPO, startGitHub, TOKEN } from "../../support/github/github.ts";

const envOf = ({ url }: GitHub, more: Record<string, string> = {}) => ({
  ...{ GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: `${OWNER}/${REPO}`, GITHUB_API_URL: url },
  ...more,
});

/** The rules of every branch, which the emulator does not have. */
const withRules = (github: GitHub, ...types: string[]): void => {
  github.faults.replaceTree = (path) =>
    path.startsWith("rules/branches/") ? types.map((type) => ({ type })) : null;
};

const rulesOf = async (github: GitHub, more?: Record<string, string>) =>
  (await githubChecks(envOf(github, more))).find(({ name }) => name.startsWith("rules of"));

it("is skipped outside a workflow", async () => {
  expect(await githubChecks({})).toMatchObject([
    { status: "skip", found: expect.stringContaining("not in a workflow") },
  ]);
  expect(await githubChecks({ GITHUB_REPOSITORY: "acme/ops" })).toMatchObject([
    { status: "skip", found: expect.stringContaining("no GITHUB_TOKEN") },
  ]);
});

it.each(["", "acme", "acme/ops/more", "/ops"])("refuses the repository %j", async (name) => {
  const [check] = await githubChecks({ GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: name });
  expect(check).toMatchObject({ name: "repository", status: "fail" });
});

describe("in a workflow", () => {
  it("says what the token may do, and that reports go to the default branch without rules", async () => {
    await using github = await startGitHub();
    withRules(github);
    const checks = await githubChecks(envOf(github));
    expect(checks).toMatchObject([
      { name: "token" },
      {
        name: "reports go to",
        status: "pass",
        found: "main (the default branch; REPORTS_BRANCH is not set)",
      },
      { name: "rules of main", status: "pass", found: "none" },
      { name: "code owners" },
    ]);
    expect(JSON.stringify(checks)).not.toContain(`"${TOKEN}"`);
    expect(github.asked.every((line) => line.startsWith("GET "))).toBe(true); // nothing was changed
  });

  it("looks at the branch that REPORTS_BRANCH names, there or not", async () => {
    await using github = await startGitHub();
    withRules(github, "deletion", "non_fast_forward");
    expect(await rulesOf(github, { REPORTS_BRANCH: "reports" })).toMatchObject({
      name: "rules of reports",
      status: "pass",
      found: expect.stringContaining("the branch is made with the first report"),
    });
    withRules(github, "creation");
    expect(await rulesOf(github, { REPORTS_BRANCH: "reports" })).toMatchObject({ status: "warn" });
    expect(await rulesOf(github)).toMatchObject({ status: "pass" });
  });

  it.each(["pull_request", "required_status_checks", "update"])(
    "warns that the rule %s refuses commits, and where else they can go",
    async (rule) => {
      await using github = await startGitHub();
      withRules(github, "deletion", rule, rule);
      expect(await rulesOf(github)).toMatchObject({
        status: "warn",
        found: `${rule}: a workflow's commit is refused unless it is on the bypass list`,
        remedy: expect.stringContaining("REPORTS_BRANCH"),
      });
    },
  );

  it("does not take rules that it cannot see for none", async () => {
    await using github = await startGitHub(); // the emulator has none to show: 404
    expect(await rulesOf(github)).toMatchObject({
      status: "warn",
      found: expect.stringContaining("unknown"),
    });
  });

  it.each([
    [
      { status: 401, message: "Bad credentials" },
      { status: "fail", name: "token" },
    ],
    [
      { status: 404, message: "Not Found" },
      { status: "fail", found: expect.stringContaining("not there") },
    ],
    [
      { status: 502, message: "Bad gateway" },
      { status: "fail", unread: true },
    ],
  ])("tells %j apart", async (answer, expected) => {
    await using github = await startGitHub();
    github.faults.before = () => answer;
    const checks = await githubChecks(envOf(github));
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject(expected);
  });
});
