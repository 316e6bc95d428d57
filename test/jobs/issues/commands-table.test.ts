import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { newState } from "../../../src/issues/state.ts";
import { statusBlock } from "../../../src/render/issue/status.ts";
import { table } from "../../../src/render/text/markdown.ts";
import {
  AT,
  bodyOf,
  comment,
  type EventJson,
  IDENTITY,
  NOW,
  openIssue,
  reactionsTo,
  run,
  said,
} from "../../support/github/commands.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";

const COMMANDS = [
  "/backfill 2025-10-21",
  "/plan",
  "/apply p-5f6189f865",
  "/approve b-20260126T120000Z-1a2b3c",
  "/explain nbac_gamebook 2025-10-22",
  "/retry",
  "/stop",
  "/take",
  "/ack until 2026-02-15 the source is down",
  "/expected 0022500001 until 2026-12-31 the league withholds it",
  "/help",
];
const nameOf = (command: string): string => command.split(" ")[0] ?? "";

type Way = {
  readonly who: string;
  readonly login?: "wendy" | "rita" | "oscar";
  readonly author?: string;
  /** Before the comment is written. */
  readonly prepare?: (github: GitHub, issue: number) => Promise<unknown>;
  /** Between the comment and its turn. */
  readonly meanwhile?: (github: GitHub, id: number, issue: number) => Promise<unknown>;
  readonly event?: (event: EventJson) => EventJson;
};

const user = (login: string, type: string) => ({ user: { login, type } });
const WAYS: readonly Way[] = [
  { who: "a writer" },
  {
    who: "a maintainer's role, as GitHub answers it",
    prepare: async ({ beyond }) => beyond.permissions.set("wendy", "admin"),
  },
  { who: "a reader who is a member", login: "rita" },
  { who: "an outsider", login: "oscar" },
  {
    who: "a writer, and GitHub does not say so",
    prepare: async ({ faults }) => {
      faults.before = ({ path }) =>
        /\/permission$/.test(path) ? { status: 403, message: "no" } : undefined;
    },
  },
  { who: "a writer, on an issue that copied our marker", author: "rita" },
  {
    who: "a writer, on our issue without a readable marker",
    prepare: (github, issue_number) =>
      github.octokit.rest.issues.update({ ...AT, issue_number, body: "no marker" }),
  },
  {
    who: "a writer, on a pull request",
    event: (event) => ({ ...event, issue: { ...event.issue, pull_request: { url: "x" } } }),
  },
  {
    who: "a writer, on a closed issue",
    prepare: (github, issue_number) =>
      github.octokit.rest.issues.update({ ...AT, issue_number, state: "closed" }),
  },
  {
    who: "a writer, closed since",
    meanwhile: (github, _, issue_number) =>
      github.octokit.rest.issues.update({ ...AT, issue_number, state: "closed" }),
  },
  {
    who: "a bot",
    event: (event) => ({ ...event, comment: { ...event.comment, ...user("wendy", "Bot") } }),
  },
  {
    who: "a writer, editing an old comment",
    event: (event) => ({ ...event, action: "edited" }),
  },
  {
    who: "a writer, edited before its turn",
    meanwhile: (github, comment_id) =>
      github.octokit.rest.issues.updateComment({ ...AT, comment_id, body: "/backfill force" }),
  },
  {
    who: "a writer, deleted before its turn",
    meanwhile: (github, comment_id) =>
      github.octokit.rest.issues.deleteComment({ ...AT, comment_id }),
  },
];

/** By who, then in the order of the commands. */
const outcomes = new Map<string, string[]>();

describe("a command", () => {
  for (const way of WAYS)
    it(`by ${way.who} does what the note says, and nothing else`, async () => {
      const cells: string[] = [];
      for (const text of COMMANDS) {
        await using github = await startGitHub();
        github.beyond.permissions.set("wendy", "write").set("rita", "read").set("oscar", "none");
        const { author = IDENTITY, login = "wendy" } = way;
        const issue = await openIssue(github, { author, body: bodyOf() });
        await way.prepare?.(github, issue);
        const written = await comment(github, issue, text, login);
        await way.meanwhile?.(github, written.id, issue);
        const before = await github.octokit.rest.issues.get({ ...AT, issue_number: issue });
        github.asked.length = 0;
        const { outcome } = await run(github, way.event?.(written.event) ?? written.event);
        cells.push(outcome);

        const { data: after } = await github.octokit.rest.issues.get({
          ...AT,
          issue_number: issue,
        });
        const isChanged =
          after.body !== before.data.body ||
          after.labels.length > 0 ||
          (after.assignees ?? []).length > 0;
        const reactions = reactionsTo(github, written.id);
        const [answer, ...more] = await said(github, issue);
        expect(more).toEqual([]);
        expect(isChanged).toBe(outcome === "done" && !/^\/(?:help|explain)/.test(text));
        expect(github.beyond.dispatches).toHaveLength(outcome === "started" ? 1 : 0);
        const writes = github.asked.filter((one) => !one.startsWith("GET "));
        if (outcome === "ignored") expect(writes).toEqual([]);
        if (outcome === "not allowed") {
          expect(reactions).toHaveLength(1);
          expect(writes).toHaveLength(2);
        }
        if (outcome === "started" || outcome === "done") {
          expect(reactions).toEqual(["eyes", "rocket"]);
          expect(answer).toContain(`<!-- nba-pipeline-ops answer ${written.id} -->`);
        }
        if (outcome === "started")
          expect(answer).toContain("https://github.invalid/acme/ops/actions/runs/1");
        // The answer is the second job's, when the pull request is there.
        if (outcome === "proposed") expect([reactions, answer]).toEqual([["eyes"], undefined]);
      }
      outcomes.set(way.who, cells);
    }, 60_000);

  it("is in the how-to with these outcomes", () => {
    const rows = [...outcomes].map(([who, cells]) => [who, ...cells]);
    const expected = table(["by", ...COMMANDS.map((one) => `\`${nameOf(one)}\``)], rows);
    const file = join(import.meta.dirname, "../../../docs/how-to/commands.md");
    expect(readFileSync(file, "utf8")).toContain(`\n${expected}\n`);
  });
});

describe("what a command did", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startGitHub();
    github.beyond.permissions.set("wendy", "write");
    return () => github[Symbol.asyncDispose]();
  });
  const ask = async (text: string) => {
    const issue = await openIssue(github);
    const written = await comment(github, issue, text);
    const handled = await run(github, written.event);
    const { data } = await github.octokit.rest.issues.get({ ...AT, issue_number: issue });
    return { issue, handled, data, answer: (await said(github, issue)).join("\n") };
  };

  it("is a start of backfill.yml with the issue's number and what was asked", async () => {
    const { issue } = await ask("/backfill 2025-10-22, 2025-10-21 force include-warm-up");
    expect(github.beyond.dispatches.at(-1)).toEqual({
      ...{ workflow: "backfill.yml", ref: "main" },
      inputs: {
        ...{
          environment: "sample",
          issue: String(issue),
          "asked-by": "wendy",
          dates: "2025-10-21..2025-10-22",
        },
        ...{ force: "true", "include-warm-up": "true" },
      },
    });
  });

  describe("beside a repair that has not ended", () => {
    const beside = async (text: string, title: (issue: number) => string, status: string) => {
      const { active, dispatches } = github.beyond;
      const issue = await openIssue(github);
      active.push({ workflow: "backfill.yml", title: title(issue), status });
      const before = dispatches.length;
      const written = await comment(github, issue, text);
      const { outcome } = await run(github, written.event);
      active.length = 0;
      const answer = (await said(github, issue)).join("\n");
      const reactions = reactionsTo(github, written.id);
      return { outcome, answer, reactions, started: dispatches.length - before };
    };

    it("takes its turn: the answer says behind what, and no rocket says that it goes on", async () => {
      const title = () => "Backfill sample: 2025-10-21 phase 4";
      const done = await beside("/backfill", title, "in_progress");
      expect(done).toMatchObject({ outcome: "started", started: 1, reactions: ["eyes"] });
      expect(done.answer).toMatch(
        /takes its turn in `sample` after:\n\n- https:\S+ `Backfill sample: .*`, which is under way/,
      );
    });

    it("names who has the turn, also where a bot started it for somebody", async () => {
      const { active } = github.beyond;
      const workflow = "backfill.yml";
      active.push({
        ...{ workflow, by: "rita" },
        title: "Backfill sample: 2025-10-21",
        status: "in_progress",
      });
      const title = "Backfill sample: issue #99 asked by oscar";
      const done = await beside("/backfill", () => title, "queued");
      expect(done.answer).toContain("which is under way, asked for by `rita`");
      expect(done.answer).toContain("which waits for its turn, asked for by `oscar`");
      expect(done.answer).toMatch(/- https:\S+runs\/1001 /);
    });

    it.each([
      ["waiting", "waits for an approval"],
      ["pending", "waits for its turn"],
    ])("is not started twice while the same is %s", async (status, words) => {
      const title = (issue: number) => `Backfill sample: issue #${issue}`;
      const done = await beside("/backfill", title, status);
      expect(done).toMatchObject({ outcome: "refused", started: 0 });
      expect(done.reactions).toEqual(["eyes", "confused"]);
      expect(done.answer).toContain(
        `**Not started.** The same repair ${words} already, asked for by \`github-actions[bot]\`: https://`,
      );
    });

    it.each([
      ["another environment's", "/backfill", "Backfill production: issue #1"],
      ["a plan alone", "/backfill", "Backfill sample: issue #1 (dry run)"],
      ["of no concern to a plan", "/plan", "Backfill sample: issue #1"],
    ])("is started at once where that is %s", async (_, text, title) => {
      const done = await beside(text, () => title, "waiting");
      expect(done).toMatchObject({ started: 1, reactions: ["eyes", "rocket"] });
      expect(done.answer).not.toContain("takes its turn");
    });
  });

  it("is a plan alone for /plan", async () => {
    const { issue, answer } = await ask("/plan phase 2");
    expect(github.beyond.dispatches.at(-1)?.inputs).toEqual({
      ...{
        environment: "sample",
        issue: String(issue),
        "asked-by": "wendy",
        phase: "2",
        "dry-run": "true",
      },
    });
    expect(answer).toMatch(/runs? nothing|running nothing/);
  });

  it("is the shown plan alone for /apply, which nothing else stands for", async () => {
    const { issue } = await ask("/plan phase 2");
    const written = await comment(github, issue, "/apply p-5f6189f865");
    expect((await run(github, written.event)).outcome).toBe("started");
    expect(github.beyond.dispatches.at(-1)?.inputs).toEqual({
      ...{
        environment: "sample",
        issue: String(issue),
        "asked-by": "wendy",
        phase: "2",
        apply: "p-5f6189f865",
      },
    });
  });

  it("is seen at the top of the issue at once, where it has been acknowledged", async () => {
    const body = `${statusBlock(newState("raw"), "open")}\n\n${bodyOf()}`;
    const issue = await openIssue(github, { body });
    const text = "/ack until 2026-02-15 waiting for the source";
    await run(github, (await comment(github, issue, text)).event);
    const { data } = await github.octokit.rest.issues.get({ ...AT, issue_number: issue });
    expect(data.body).toContain(
      "> **Acknowledged** by `wendy` through 2026-02-15: `waiting for the source`",
    );
  });

  it("says that force waits for an approval", async () => {
    expect((await ask("/backfill force")).answer).toMatch(/approval.*`backfill-approval`/);
  });

  it("is an assignee, or an acknowledgement with a label and in the issue's notes", async () => {
    expect((await ask("/take")).data.assignees?.map(({ login }) => login)).toEqual(["wendy"]);
    const { data } = await ask("/ack until 2026-02-15 the source is down");
    expect(data.labels.map((label) => (typeof label === "string" ? label : label.name))).toEqual([
      "acknowledged",
    ]);
    expect(data.body).toContain(
      '"ack":{"by":"wendy","until":"2026-02-15","reason":"the source is down"}',
    );
    expect(NOW.toISOString()).toContain("2026-01-26");
  });
});
