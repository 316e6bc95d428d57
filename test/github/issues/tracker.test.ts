import { getOctokit } from "@actions/github";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { type GitHub, OTHER, OWNER, REPO, startGitHub } from "../../support/github/github.ts";
import { trackerOn } from "../../support/github/issues.ts";

const at = { owner: OWNER, repo: REPO };
const BAD_GATEWAY = { status: 502, message: "Bad gateway" };
const DRAFT = { title: "Phase 4 missing", body: "Key one.", labels: ["P0"] };
const isOne = (body: string) => body.includes("Key one.");

type Asked = { readonly method: string; readonly path: string };
const once = <T>(kind: RegExp, value: T) => {
  let left = 1;
  return ({ method, path }: Asked): T | undefined =>
    kind.test(`${method} ${path}`) && left-- > 0 ? value : undefined;
};

const everyIssue = async ({ octokit }: GitHub) =>
  octokit.paginate(octokit.rest.issues.listForRepo, { ...at, state: "all", per_page: 100 });

async function open(github: GitHub, count: number): Promise<void> {
  for (let n = 1; n <= count; n++)
    await github.octokit.rest.issues.create({ ...at, title: `Issue ${n}`, body: `Body ${n}` });
}

describe("the list of our issues", () => {
  it("has those of all pages and states, by number, in few requests", async () => {
    await using github = await startGitHub();
    await open(github, 105);
    await github.octokit.rest.issues.update({ ...at, issue_number: 7, state: "closed" });
    const tracker = trackerOn(github);
    const found = await tracker.list([1, 105]);
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 105 }, (_, n) => n + 1));
    expect(found[6]).toMatchObject({ isOpen: false, title: "Issue 7", body: "Body 7" });
    expect(found[7]).toMatchObject({ isOpen: true, closedAs: null, assignees: [], labels: [] });
    expect(tracker.requests()).toBe(4);
    expect(github.asked).toHaveLength(4);
  });

  it("has nothing that somebody else wrote", async () => {
    await using github = await startGitHub();
    await open(github, 1);
    const theirs = getOctokit(OTHER.token, { baseUrl: github.url });
    await theirs.rest.issues.create({ ...at, title: "Mine", body: "Key one." });
    expect((await trackerOn(github).list([])).map(({ number }) => number)).toEqual([1]);
    expect(await trackerOn(github).get(2)).toBeNull();
  });

  it.each([
    ["empty", () => []],
    ["short", (entries: readonly unknown[]) => entries.slice(0, 1)],
  ])("that comes %s once is asked for again", async (_, cut) => {
    await using github = await startGitHub();
    await open(github, 3);
    const isLie = once(/^GET issues\?/, true);
    github.faults.shorten = (asked, entries) => (isLie(asked) ? cut(entries) : entries);
    expect(await trackerOn(github).list([])).toHaveLength(3);
  });

  it("is asked for twice with a moment between, in which a server that lags catches up", async () => {
    await using github = await startGitHub();
    await open(github, 3);
    let nowMs = 0;
    github.faults.shorten = (_, entries) => (nowMs < 1000 ? entries.slice(0, 2) : entries);
    const wait = async (ms: number) => {
      nowMs += ms;
    };
    const timing = { wait, now: () => new Date(nowMs), random: () => 0.5 };
    expect(await trackerOn(github, { timing }).list([])).toHaveLength(3);
  });

  it("that has lost a known issue for good stops everything", async () => {
    await using github = await startGitHub();
    await open(github, 3);
    github.faults.shorten = (_, entries) => entries.slice(0, 2);
    const tracker = trackerOn(github);
    await expect(tracker.list([3])).rejects.toThrow(/lacks some that are still there.*Nothing was/);
    await expect(tracker.list([1, 2])).resolves.toHaveLength(2);
  });

  it("need not have a known issue that is gone", async () => {
    await using github = await startGitHub();
    await open(github, 1);
    expect(await trackerOn(github).list([1, 17])).toHaveLength(1);
  });

  it("that is never the same twice stops everything", async () => {
    await using github = await startGitHub();
    await open(github, 3);
    let asked = 0;
    github.faults.shorten = (_, entries) => entries.slice(0, asked++ % 3);
    await expect(trackerOn(github).list([])).rejects.toThrow(/do not agree\. Nothing was changed/);
  });

  it("is explained where the token may not read it", async () => {
    await using github = await startGitHub();
    github.faults.before = () => ({ status: 403, message: "Resource not accessible" });
    const listing = trackerOn(github).list([]);
    await expect(listing).rejects.toThrow(UserError);
    await expect(listing).rejects.toThrow(/acme\/ops: the token may not.*issues: write/);
    expect(github.asked).toHaveLength(1);
  });
});

describe("an issue", () => {
  const write = { at: /^POST issues$/, path: /^GET issues\?/ };

  it.each([["a 502 after"], ["a 502 before"], ["a reset after"], ["a reset before"]])(
    "is opened once whatever its answer: %s it was accepted, the list empty once",
    async (how) => {
      await using github = await startGitHub();
      const [what, when] = [how.includes("502") ? "502" : "reset", how.split(" ").at(-1)];
      const fault = once(write.at, BAD_GATEWAY);
      const reset = once(write.at, when as "before" | "after");
      if (what === "reset") github.faults.reset = reset;
      else if (when === "before") github.faults.before = fault;
      else github.faults.after = fault;
      const isLie = once(write.path, true);
      github.faults.shorten = (asked, entries) => (isLie(asked) ? [] : entries);
      const made = await trackerOn(github).create(DRAFT, isOne);
      expect(made).toMatchObject({ number: 1, isOpen: true, title: DRAFT.title, labels: ["P0"] });
      expect(await everyIssue(github)).toHaveLength(1);
    },
  );

  it("that GitHub never takes is given up with words, after three requests", async () => {
    await using github = await startGitHub();
    github.faults.before = ({ method }) => (method === "POST" ? BAD_GATEWAY : undefined);
    await expect(trackerOn(github).create(DRAFT, isOne)).rejects.toThrow(
      /in 3 attempts.*looked for/,
    );
    expect(github.asked.filter((one) => one.startsWith("POST"))).toHaveLength(3);
  });

  it("that a token of another name opened is closed again, and the name is asked for", async () => {
    await using github = await startGitHub();
    const tracker = trackerOn(github, { identity: "github-actions[bot]" });
    await expect(tracker.create(DRAFT, isOne)).rejects.toThrow(/writes as octocat.*OPS_IDENTITY/);
    expect(await everyIssue(github)).toMatchObject([
      { state: "closed", state_reason: "not_planned" },
    ]);
  });

  it("is changed only in what is named, though the answer is lost", async () => {
    await using github = await startGitHub();
    await open(github, 1);
    github.faults.after = once(/^PATCH/, BAD_GATEWAY);
    const tracker = trackerOn(github);
    await tracker.update(1, { state: "completed" });
    expect(await tracker.get(1)).toMatchObject({
      isOpen: false,
      closedAs: "completed",
      body: "Body 1",
    });
    await tracker.update(1, { state: "not_planned" });
    expect(await tracker.get(1)).toMatchObject({ closedAs: "not_planned", title: "Issue 1" });
    await tracker.update(1, { state: "open", body: "Another" });
    expect(await tracker.get(1)).toMatchObject({ isOpen: true, closedAs: null, body: "Another" });
    await tracker.assign(1, "octocat");
    expect((await tracker.get(1))?.assignees).toEqual(["octocat"]);
  });

  it("of a number that is none is null", async () => {
    await using github = await startGitHub();
    expect(await trackerOn(github).get(99)).toBeNull();
  });
});

describe("a comment", () => {
  const said = ({ octokit }: GitHub) =>
    octokit.paginate(octokit.rest.issues.listComments, { ...at, issue_number: 1, per_page: 100 });

  it.each([["502"], ["reset"]])("is made once when its answer is lost by a %s", async (how) => {
    await using github = await startGitHub();
    await open(github, 1);
    if (how === "502") github.faults.after = once(/^POST .*comments/, BAD_GATEWAY);
    else github.faults.reset = once(/^POST .*comments/, "after");
    const isLie = once(/^GET issues\/1\/comments/, true);
    github.faults.shorten = (asked, entries) => (isLie(asked) ? [] : entries);
    const tracker = trackerOn(github);
    const made = await tracker.comment(1, "grew:3", "It grew.");
    expect(made?.body).toContain("It grew.");
    expect(await tracker.comment(1, "grew:3", "It grew.")).toBeNull();
    expect(await said(github)).toHaveLength(1);
  });

  it("of somebody else with our key is not ours", async () => {
    await using github = await startGitHub();
    await open(github, 1);
    const tracker = trackerOn(github);
    await tracker.comment(1, "a:1", "First.");
    const [mine] = await tracker.comments(1);
    const theirs = getOctokit(OTHER.token, { baseUrl: github.url });
    const body = mine?.body.replace("a:1", "a:2") ?? "";
    await theirs.rest.issues.createComment({ ...at, issue_number: 1, body });
    expect(await tracker.comments(1)).toHaveLength(1);
    expect(await tracker.comment(1, "a:2", "Second.")).not.toBeNull();
  });

  it("is not taken for said where another comment of ours quotes its key", async () => {
    await using github = await startGitHub();
    await open(github, 1);
    const tracker = trackerOn(github);
    await tracker.comment(1, "a:1", "It says `<!-- nba-pipeline-ops comment a:2 -->`.");
    expect(await tracker.comment(1, "a:2", "Second.")).not.toBeNull();
    expect(await tracker.comment(1, "a:2", "Second.")).toBeNull();
  });

  it("that a token of another name wrote is taken back, and one token for all jobs is asked for", async () => {
    await using github = await startGitHub();
    await open(github, 1);
    const tracker = trackerOn(github, { identity: "my-app[bot]" });
    const saying = tracker.comment(1, "a:1", "First.");
    await expect(saying).rejects.toThrow(UserError);
    await expect(saying).rejects.toThrow(
      /writes as octocat.*my-app\[bot\].*OPS_IDENTITY.*every job/,
    );
    expect(await said(github)).toEqual([]);
  });

  it("that is there already is seen by one listing", async () => {
    await using github = await startGitHub();
    await open(github, 1);
    await trackerOn(github).comment(1, "a:1", "First.");
    github.asked.length = 0;
    expect(await trackerOn(github).comment(1, "a:1", "First.")).toBeNull();
    expect(github.asked).toEqual(["GET issues/1/comments"]);
  });

  it("has a key of our own making", async () => {
    await using github = await startGitHub();
    await expect(trackerOn(github).comment(1, "x --> y", "Text")).rejects.toThrow("no key");
    expect(github.asked).toEqual([]);
  });
});

describe("labels", () => {
  const LABELS = [
    { name: "P0", color: "b60205", description: "Stops training." },
    { name: "nba-ops", color: "1d76db", description: "Kept by this repository's workflows." },
  ];

  it("that are missing are made once, with colour and description; the others stay", async () => {
    await using github = await startGitHub();
    await github.octokit.rest.issues.createLabel({ ...at, name: "p0", color: "ffffff" });
    github.faults.after = once(/^POST labels/, BAD_GATEWAY);
    const tracker = trackerOn(github);
    await tracker.ensureLabels(LABELS);
    await tracker.ensureLabels(LABELS);
    const { data } = await github.octokit.rest.issues.listLabelsForRepo({ ...at, per_page: 100 });
    const ours = data.filter(({ name }) => /^(p0|nba-ops)$/i.test(name));
    expect(ours.map(({ name, color }) => [name, color]).sort()).toEqual([
      ["nba-ops", "1d76db"],
      ["p0", "ffffff"],
    ]);
  });
});

describe("GitHub's limits", () => {
  it("are waited for: a refusal was not carried out, so that even a creation is sent again", async () => {
    await using github = await startGitHub();
    github.faults.before = once(/^POST issues$/, {
      ...{ status: 403, message: "You have exceeded a secondary rate limit" },
      headers: { "retry-after": "2" },
    });
    expect(await trackerOn(github).create(DRAFT, isOne)).toMatchObject({ number: 1 });
    expect(await everyIssue(github)).toHaveLength(1);
  });

  it("that last for longer are left to a later run", async () => {
    await using github = await startGitHub();
    const reset = String(Math.round(Date.now() / 1000) + 3000);
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    github.faults.before = () => ({ status: 403, message: "API rate limit exceeded", headers });
    await expect(trackerOn(github).list([])).rejects.toThrow(
      /limit is used up; run this job again/,
    );
    expect(github.asked).toHaveLength(1);
  });

  it("are kept by writing one after another, a second apart", async () => {
    await using github = await startGitHub();
    await open(github, 1);
    let nowMs = 0;
    const waits: number[] = [];
    const timing = {
      now: () => new Date(nowMs),
      wait: async (ms: number) => {
        waits.push(ms);
        nowMs += ms;
      },
      random: () => 0.5,
    };
    const tracker = trackerOn(github, { timing });
    await Promise.all([1, 2, 3].map((n) => tracker.update(1, { title: `Title ${n}` })));
    expect(waits).toEqual([1000, 1000]);
    expect((await tracker.get(1))?.title).toBe("Title 3");
  });
});
