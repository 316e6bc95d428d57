import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openGit } from "../../../src/github/git.ts";
import { openPeople } from "../../../src/github/people.ts";
import { openWorkflows } from "../../../src/github/workflows.ts";
import type { Proposal } from "../../../src/issues/command/proposal.ts";
import { proposeWaiver } from "../../../src/jobs/issues/propose-waiver.ts";
import { parsePipeline } from "../../../src/pipeline/parse/parse.ts";
import {
  AT,
  bodyOf,
  comment,
  IDENTITY,
  NOW,
  openIssue,
  reactionsTo,
  run,
  said,
  WARM_UP,
} from "../../support/github/commands.ts";
import { type GitHub, startGitHub, TOKEN } from "../../support/github/github.ts";
import { trackerOn } from "../../support/github/issues.ts";
import { outsideCode } from "../../support/markdown.ts";

const FILE = "pipeline/pipeline.yaml";
const SHIPPED = readFileSync(join(import.meta.dirname, "../../..", FILE), "utf8");
const GAME = "/expected 0022500001 until 2026-12-31 @all fixes #1 <b>the league</b> withholds it";

async function withPipeline(): Promise<GitHub> {
  const github = await startGitHub();
  github.beyond.permissions.set("wendy", "write");
  await github.push({ [FILE]: SHIPPED, "pipeline/sql/a.sql": "select 1\n" });
  return github;
}

async function decided(github: GitHub, issue: number, text: string): Promise<Proposal> {
  const { event } = await comment(github, issue, text);
  const { proposal } = await run(github, event);
  if (proposal === null) throw new Error("nothing was proposed");
  return proposal;
}

function propose(github: GitHub, proposal: Proposal) {
  const connection = { ...AT, token: TOKEN, apiUrl: github.url };
  return proposeWaiver(
    { proposal, pipeline: FILE, checks: "ci.yml", now: NOW },
    {
      git: openGit(connection),
      tracker: trackerOn(github, { identity: IDENTITY }),
      people: openPeople(connection),
      workflows: openWorkflows(connection),
    },
  );
}

const requests = async ({ octokit }: GitHub) =>
  (await octokit.rest.pulls.list({ ...AT, state: "all" })).data;

async function fileOn({ octokit }: GitHub, ref: string): Promise<string> {
  const { data } = await octokit.rest.repos.getContent({ ...AT, path: FILE, ref });
  if (!("content" in data)) throw new Error("no file");
  return Buffer.from(data.content, "base64").toString("utf8");
}

describe("/expected", () => {
  it("is one pull request with one more waiver and no other byte, checked, and answered on the issue", async () => {
    await using github = await withPipeline();
    const issue = await openIssue(github);
    const proposal = await decided(github, issue, GAME);
    expect(proposal.branch).toBe(`waiver/issue-${issue}-0022500001-2026-12-31`);
    const outcome = await propose(github, proposal);
    const [request, ...more] = await requests(github);
    expect(more).toEqual([]);
    expect(outcome).toMatchObject({ status: "opened", url: request?.html_url });
    const text = await fileOn(github, proposal.branch);
    expect(text.startsWith(SHIPPED)).toBe(true);
    expect(parsePipeline(text, FILE).waivers.at(-1)).toEqual({
      ...{ games: ["0022500001"], tables: ["nbac_gamebook"], expires: "2026-12-31" },
      environments: ["sample", "sample-bigquery", "sample-scraped"],
      reason: "@all fixes #1 <b>the league</b> withholds it",
    });
    expect(await fileOn(github, "main")).toBe(SHIPPED);
    const [commit] = await github.commits(proposal.branch);
    expect(commit?.message).toBe("Waive game 0022500001 of sample until 2026-12-31");
    const open = outsideCode(request?.body ?? "");
    expect(open).not.toMatch(/@|fixes|</);
    expect(open.match(/#\d+/g)).toEqual([`#${issue}`]);
    expect(github.beyond.dispatches).toEqual([
      { workflow: "ci.yml", ref: proposal.branch, inputs: {} },
    ]);
    const [answer] = await said(github, issue);
    expect(answer).toContain(request?.html_url);
    expect(answer).toContain("https://github.invalid/acme/ops/actions/runs/1");
    expect(reactionsTo(github, proposal.comment)).toEqual(["eyes", "rocket"]);
    const made = github.bodies.find(({ path }) => path === "git/commits");
    expect(JSON.parse(made?.body ?? "{}")).not.toHaveProperty("author");
  });

  it("asked again finds the first, and says so", async () => {
    await using github = await withPipeline();
    const issue = await openIssue(github);
    const first = await decided(github, issue, GAME);
    await propose(github, first);
    await propose(github, first);
    const second = await decided(github, issue, GAME);
    expect(await propose(github, second)).toMatchObject({ status: "open", checks: null });
    expect(await requests(github)).toHaveLength(1);
    expect(await said(github, issue)).toHaveLength(2);
    expect(github.beyond.dispatches).toHaveLength(1);
  });

  it("does not open again what somebody closed, nor what the default branch has", async () => {
    await using github = await withPipeline();
    const issue = await openIssue(github);
    const proposal = await decided(github, issue, GAME);
    await propose(github, proposal);
    const [request] = await requests(github);
    await github.octokit.rest.pulls.update({
      ...{ ...AT, pull_number: request?.number ?? 0, state: "closed" },
    });
    const again = { ...proposal, comment: (await comment(github, issue, "/help")).id };
    expect(await propose(github, again)).toMatchObject({ status: "closed" });
    await github.push({ [FILE]: await fileOn(github, proposal.branch) });
    const declared = await propose(github, again);
    expect(declared).toEqual({ status: "declared", until: "2026-12-31" });
    expect(await requests(github)).toHaveLength(1);
  });

  it("that was merged may be asked to hold longer: that is a pull request of its own", async () => {
    await using github = await withPipeline();
    const issue = await openIssue(github);
    const proposal = await decided(github, issue, GAME);
    await propose(github, proposal);
    const [first] = await requests(github);
    await github.push({ [FILE]: await fileOn(github, proposal.branch) });
    await github.octokit.rest.pulls.update({
      ...{ ...AT, pull_number: first?.number ?? 0, state: "closed" },
    });
    const longer = await decided(github, issue, GAME.replace("2026-12-31", "2027-01-15"));
    const opened = await propose(github, longer);
    expect(opened).toMatchObject({ status: "opened" });
    expect(await propose(github, { ...longer, comment: proposal.comment })).toMatchObject({
      status: "open",
    });
    expect(await requests(github)).toHaveLength(2);
    const { branch } = longer;
    expect(branch).toMatch(/-2027-01-15$/);
    const { waivers } = parsePipeline(await fileOn(github, branch), FILE);
    expect(waivers.slice(-2).map(({ expires }) => expires)).toEqual(["2026-12-31", "2027-01-15"]);
    expect(github.beyond.dispatches.at(-1)?.ref).toBe(branch);
  });

  it.each([
    ["the branch", /^POST git\/refs$/, "after"],
    ["the branch", /^POST git\/refs$/, "before"],
    ["the pull request", /^POST pulls$/, "after"],
    ["the pull request", /^POST pulls$/, "before"],
  ] as const)("opens one where the answer about %s is lost (%s, %s)", async (_, kind, when) => {
    await using github = await withPipeline();
    const issue = await openIssue(github);
    const proposal = await decided(github, issue, GAME);
    let left = 1;
    github.faults[when] = ({ method, path }) =>
      kind.test(`${method} ${path}`) && left-- > 0 ? { status: 502, message: "bad" } : undefined;
    // A failed job is run again by a person.
    await propose(github, proposal).catch((error: Error) => {
      expect(error.message).toMatch(/Run this job again; nothing is proposed twice/);
      return propose(github, proposal);
    });
    expect(await requests(github)).toHaveLength(1);
    expect((await fileOn(github, proposal.branch)).match(/0022500001/g)).toHaveLength(1);
    expect(await said(github, issue)).toHaveLength(1);
  });

  it.each([
    ["another reason", GAME.replace("the league", "nobody")],
    ["another end", GAME.replace("2026-12-31", "2027-01-15")],
  ])("with %s has that on its branch, whatever an attempt before it left", async (_, text) => {
    await using github = await withPipeline();
    const issue = await openIssue(github);
    github.faults.before = ({ method, path }) =>
      `${method} ${path}` === "POST pulls" ? { status: 403, message: "no" } : undefined;
    await expect(propose(github, await decided(github, issue, GAME))).rejects.toThrow();
    github.faults.before = () => undefined;
    const second = await decided(github, issue, text);
    expect(await propose(github, second)).toMatchObject({ status: "opened" });
    const [request, ...more] = await requests(github);
    expect(more).toEqual([]);
    const onIt = await fileOn(github, request?.head.ref ?? "");
    expect(onIt.startsWith(SHIPPED)).toBe(true);
    expect(onIt.match(/0022500001/g)).toHaveLength(1);
    const { reason, expires } = parsePipeline(onIt, FILE).waivers.at(-1) ?? {};
    expect({ reason, expires }).toEqual({
      reason: second.waiver.reason,
      expires: second.waiver.expires,
    });
    expect(request?.title).toContain(expires);
  });

  it("says that a repository lets workflows open no pull requests", async () => {
    await using github = await withPipeline();
    const proposal = await decided(github, await openIssue(github), GAME);
    const message = "GitHub Actions is not permitted to create or approve pull requests.";
    github.faults.before = ({ method, path }) =>
      `${method} ${path}` === "POST pulls" ? { status: 403, message } : undefined;
    await expect(propose(github, proposal)).rejects.toThrow(/tick "Allow GitHub Actions/);
  });

  it("waives the declared warm-up's dates of the issue, and no others", async () => {
    await using github = await withPipeline();
    const target = {
      ...WARM_UP,
      dates: "2024-10-22..2024-11-08",
      tables: ["nbac_gamebook", "tdza"],
    };
    const issue = await openIssue(github, { body: bodyOf(target) });
    const text = "/expected warm-up until 2026-12-31 skipped by design";
    const proposal = await decided(github, issue, text);
    const { waiver } = proposal;
    expect([waiver.dates?.[0], waiver.dates?.at(-1), waiver.tables]).toEqual([
      ...["2024-10-22", "2024-11-04"],
      ["tdza"],
    ]);
    await propose(github, proposal);
    const text2 = await fileOn(github, proposal.branch);
    expect(parsePipeline(text2, FILE).waivers.at(-1)?.dates).toHaveLength(14);
  });
});
