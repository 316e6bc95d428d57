import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { type PauseQuestion, refuseWhilePaused } from "../../src/github/pause.ts";
import { runAction } from "../support/actions.ts";
import { type GitHub, OWNER, REPO, startGitHub, TOKEN } from "../support/github/github.ts";
import { QUICK } from "../support/github/report-folders.ts";
import { ownFolder } from "../support/warehouses.ts";

const ask = (github: GitHub, over: Partial<PauseQuestion> = {}) =>
  refuseWhilePaused({
    ...{ owner: OWNER, repo: REPO, token: TOKEN, apiUrl: github.url, timing: QUICK },
    ...over,
  });

/** As a person makes it on GitHub's page of branches. */
async function branchOff(github: GitHub, name = "OPS_PAUSED"): Promise<void> {
  const [{ sha } = { sha: "" }] = await github.commits();
  const at = { owner: OWNER, repo: REPO };
  await github.octokit.rest.git.createRef({ ...at, ref: `refs/heads/${name}`, sha });
}

describe("writing is paused", () => {
  it.each([undefined, "", "false"])("not while the variable says %j", async (paused) => {
    await using github = await startGitHub();
    await expect(ask(github, { paused })).resolves.toBeUndefined();
    expect(github.asked).toEqual(["GET git/ref/heads/OPS_PAUSED"]);
  });

  it.each(["true", "until Monday", "0", "FALSE"])(
    "while the variable says %j, without a question to GitHub",
    async (paused) => {
      await using github = await startGitHub();
      const asking = ask(github, { paused });
      await expect(asking).rejects.toThrow(UserError);
      await expect(asking).rejects.toThrow(
        `the repository variable OPS_PAUSED says ${JSON.stringify(paused)}. Nothing was written`,
      );
      expect(github.asked).toEqual([]);
    },
  );

  it("from the moment that there is a branch of its name, until there is none", async () => {
    await using github = await startGitHub();
    await branchOff(github, "OPS_PAUSED-not");
    await ask(github);
    await branchOff(github);
    await expect(ask(github, { paused: "false" })).rejects.toThrow(
      /Writing is paused: there is a branch OPS_PAUSED. Nothing was written.*run this job again/,
    );
    const ref = "heads/OPS_PAUSED";
    await github.octokit.rest.git.deleteRef({ owner: OWNER, repo: REPO, ref });
    await ask(github);
  });

  it("asks again where GitHub does not answer, and writes nothing where it never does", async () => {
    await using github = await startGitHub();
    let left = 3;
    github.faults.before = () => (left-- > 0 ? { status: 502, message: "Bad gateway" } : undefined);
    await ask(github);
    expect(github.asked).toHaveLength(4);
    github.faults.before = () => ({ status: 502, message: "Bad gateway" });
    await expect(ask(github)).rejects.toThrow(
      /could not be read in 5 attempts. Nothing was written/,
    );
    github.faults.before = () => ({
      status: 403,
      message: "Resource not accessible by integration",
    });
    await expect(ask(github)).rejects.toThrow(
      /needs permissions contents: read. Nothing was written/,
    );
  });

  it("is a question of the variable alone where there is no token", async () => {
    await using github = await startGitHub();
    await branchOff(github);
    await ask(github, { token: undefined });
    await expect(ask(github, { token: undefined, paused: "yes" })).rejects.toThrow(/is paused/);
    expect(github.asked).toEqual([]);
  });
});

const event = () => {
  const file = join(ownFolder(), "event.json");
  writeFileSync(file, "{}");
  return file;
};
const ACTIONS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["publish-reports", { environment: "sample" }],
  ["sync-issues", { environment: "sample" }],
  ["run-command", {}],
  ["propose-waiver", {}],
  ["dispatch-backfill", { dispatches: '[{"environment":"production","resume":"b-1"}]' }],
  ["backfill-dates", { part: "p4-001" }],
  ["conclude-backfill", {}],
];

describe("the actions that write", () => {
  const run = (github: GitHub, action: string, inputs: Readonly<Record<string, string>>) =>
    runAction(
      `actions/${action}/main.ts`,
      { token: TOKEN, ...inputs },
      {
        ...{ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: `${OWNER}/${REPO}` },
        GITHUB_EVENT_PATH: event(),
      },
    );

  it.each(ACTIONS)("%s stops before it has read or written anything", async (action, inputs) => {
    await using github = await startGitHub();
    const said = await run(github, action, { ...inputs, paused: "until Monday" });
    expect(said.stdout).toMatch(/^::error::Writing is paused: the repository variable OPS_PAUSED/m);
    expect(said).toMatchObject({ code: 1, outputs: { "exit-code": "2" } });
    expect(github.asked).toEqual([]);
    await branchOff(github);
    const seen = await run(github, action, { ...inputs, paused: "false" });
    expect(seen.stdout).toMatch(/^::error::Writing is paused: there is a branch OPS_PAUSED/m);
    expect(github.asked).toEqual(["GET git/ref/heads/OPS_PAUSED"]);
  });
});
