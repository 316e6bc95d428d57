import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RepairSchema } from "../../../src/backfill/run/legs.ts";
import { openIssueReader } from "../../../src/github/issues/target.ts";
import { openPeople } from "../../../src/github/people.ts";
import { readCommand } from "../../../src/issues/command/read-command.ts";
import { readApprover } from "../../../src/jobs/issues/approver.ts";
import { waitingComment } from "../../../src/render/issue/repair.ts";
import { HOSTILE } from "../../house/injection.ts";
import {
  AT,
  aTarget,
  bodyOf,
  comment,
  IDENTITY,
  openIssue,
  run,
  said,
} from "../../support/github/commands.ts";
import { type GitHub, startGitHub, TOKEN } from "../../support/github/github.ts";

const RUN = "b-20260126T120000Z-1a2b3c";
const SAVED = join(import.meta.dirname, "../../backfill/saved/plan-before-costs.json");
const plan = JSON.parse(readFileSync(SAVED, "utf8"));
const waits = waitingComment(
  RepairSchema.parse({
    ...{ schemaVersion: 1, run: RUN, plan, allowShrink: false, datesPerJob: 1, legs: [] },
    ...{ approval: ["force rebuilds what is complete"], askedBy: ["wendy"] },
  }),
  "https://github.test/acme/ops/actions/runs/7",
);

const withPeople = async (): Promise<GitHub> => {
  const github = await startGitHub();
  github.beyond.permissions.set("wendy", "write").set("oscar", "write").set("rita", "read");
  return github;
};

/** What an /approve comes to on an issue that was told of the held repair by `teller`. */
async function approve(text: string, login: string, teamOfOne = false, teller = IDENTITY) {
  await using github = await withPeople();
  const issue = await openIssue(github);
  await comment(github, issue, waits, teller);
  const { event, id } = await comment(github, issue, text, login);
  const { outcome } = await run(github, event, { teamOfOne });
  const answer = (await said(github, issue)).at(-1) ?? "";
  return { outcome, answer, id, issue, inputs: github.beyond.dispatches.at(-1)?.inputs ?? null };
}

describe("/approve", () => {
  it("by a second writer starts the held repair, with the comment that says so", async () => {
    const done = await approve(`/approve ${RUN}`, "oscar");
    expect(done.outcome).toBe("started");
    expect(done.inputs).toEqual({
      ...{ environment: "sample", issue: String(done.issue), resume: RUN },
      ...{ approval: String(done.id), "asked-by": "oscar" },
    });
    expect(done.answer).toContain(`Approved; going on with \`${RUN}\``);
  });

  it.each([
    ["who asked", `/approve ${RUN}`, "wendy", false, /somebody else who can write/],
    ["who asked, with the plan", `/approve ${RUN} ${plan.id}`, "wendy", false, /somebody else/],
    ["a team of one without the plan", `/approve ${RUN}`, "wendy", true, /by the id of its plan/],
    [
      "a team of one with another plan",
      `/approve ${RUN} p-0000000000`,
      "wendy",
      true,
      /not with p-0000000000/,
    ],
    ["anybody of what is not held here", "/approve b-another", "oscar", false, /is not held here/],
  ])("by %s is refused", async (_, text, login, teamOfOne, why) => {
    const done = await approve(text, login, teamOfOne);
    expect(done).toMatchObject({ outcome: "refused", inputs: null });
    expect(done.answer).toMatch(why);
  });

  it("of a team of one confirms the plan's id", async () => {
    expect((await approve(`/approve ${RUN} ${plan.id}`, "wendy", true)).outcome).toBe("started");
  });

  it("believes nobody else's comment about what is held", async () => {
    expect((await approve(`/approve ${RUN}`, "oscar", false, "wendy")).outcome).toBe("refused");
  });

  it.each(Object.entries(HOSTILE))("takes %s neither as a repair nor as a plan", (_, value) => {
    expect(readCommand(`/approve ${value}`).status).toBe("wrong");
    const read = readCommand(`/approve ${RUN} ${value}`);
    // A second line is for people, as everywhere; the first is taken whole or not at all.
    expect(read.status === "command" && read.command).toBe(false);
  });
});

describe("the comment that a start names as its approval", () => {
  const read = (github: GitHub, id: number) => {
    const connection = { ...AT, token: TOKEN, apiUrl: github.url };
    return readApprover(
      { comment: id, environment: "sample", identity: IDENTITY },
      openPeople(connection),
      openIssueReader(connection),
    );
  };
  const written = async (github: GitHub, text = `/approve ${RUN}`, login = "oscar", over = {}) => {
    const issue = await openIssue(github, over);
    return (await comment(github, issue, text, login)).id;
  };

  it("is read from GitHub, with its author", async () => {
    await using github = await withPeople();
    expect(await read(github, await written(github))).toEqual({
      by: "oscar",
      plan: null,
      run: RUN,
    });
    expect(github.beyond.graphql[0]?.query).toContain("... on IssueComment { lastEditedAt }");
  });

  it.each([
    ["another command", "/help", "oscar", {}, /no \/approve/],
    ["a reader's", `/approve ${RUN}`, "rita", {}, /permission read/],
    [
      "one on somebody else's issue",
      `/approve ${RUN}`,
      "oscar",
      { author: "rita" },
      /not written by/,
    ],
    [
      "one on an issue of another environment",
      `/approve ${RUN}`,
      "oscar",
      { body: bodyOf(aTarget({ environment: "staging" })) },
      /is not about sample/,
    ],
  ])("is refused where it is %s", async (_, text, login, over, why) => {
    await using github = await withPeople();
    await expect(read(github, await written(github, text, login, over))).rejects.toThrow(why);
  });

  it("is refused where it was edited, is not there, or GitHub does not say", async () => {
    await using github = await withPeople();
    const id = await written(github);
    const { data } = await github.octokit.rest.issues.getComment({ ...AT, comment_id: id });
    github.beyond.edited.add(data.node_id);
    await expect(read(github, id)).rejects.toThrow(/edited after it was written/);
    await expect(read(github, 99_999)).rejects.toThrow(/is not there/);
    github.beyond.edited.clear();
    github.faults.before = ({ path }) =>
      path === "graphql" ? { status: 403, message: "no" } : undefined;
    await expect(read(github, id)).rejects.toThrow();
  });
});
