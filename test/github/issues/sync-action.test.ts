import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runAction } from "../../support/actions.ts";
import { aLook, aRun } from "../../support/github/cause-runs.ts";
import { type GitHub, startGitHub, TOKEN } from "../../support/github/github.ts";
import { ownFolder } from "../../support/warehouses.ts";

/** The committed bundle, as a workflow runs it. */
const sync = (github: GitHub, inputs: Readonly<Record<string, string>>) =>
  runAction(
    "actions/sync-issues/dist/index.js",
    { token: TOKEN, identity: "octocat", environment: "sample", ...inputs },
    {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: "acme/ops",
      GITHUB_SERVER_URL: "https://github.test",
      ...{ GITHUB_RUN_ID: "7", GITHUB_RUN_ATTEMPT: "1" },
    },
  );

function reports(): string {
  const folder = ownFolder();
  mkdirSync(join(folder, "sample/latest"), { recursive: true });
  const file = JSON.stringify(aLook([aRun("2025-11-01..2025-11-05")]));
  writeFileSync(join(folder, "sample/latest/cause-runs.json"), file);
  return folder;
}

describe("the action that keeps the issues", () => {
  it("opens what is to be opened, and by the second run reads alone", async () => {
    await using github = await startGitHub();
    const path = reports();
    const first = await sync(github, { path });
    expect(first.code, first.stdout).toBe(0);
    expect(first.outputs).toMatchObject({ opened: "1", updated: "0", closed: "0", held: "0" });
    expect(first.summary).toContain("[issue 1](https://github.test/acme/ops/issues/1)");
    github.asked.length = 0;
    const second = await sync(github, { path });
    expect(second.outputs).toMatchObject({ opened: "0", updated: "0" });
    expect(github.asked).toEqual(["GET git/ref/heads/OPS_PAUSED", "GET issues", "GET issues"]);
  }, 60_000);

  it.each([
    [{ mode: "receipt" }, /input run: is needed with mode receipt/],
    [{ mode: "planned" }, /input issue: is needed with mode planned/],
    [{ mode: "open" }, /input mode: must be validation/],
    [{ "max-new": "1000" }, /input max-new: must be at most 100/],
    [{ identity: "@octocat" }, /input identity: is not a login/],
    [{ path: "nowhere" }, /cause-runs.json is not there/],
    [{ environment: "" }, /input environment: is needed/],
    [{ environment: "production" }, /production\/latest\/cause-runs.json is not there/],
  ])(
    "refuses %j with words, and asks for nothing but whether it is paused",
    async (inputs, words) => {
      await using github = await startGitHub();
      const ended = await sync(github, { path: reports(), ...inputs });
      expect(ended.code).toBe(1);
      expect(ended.stdout).toMatch(words);
      expect(github.asked.filter((one) => one !== "GET git/ref/heads/OPS_PAUSED")).toEqual([]);
    },
  );
});
