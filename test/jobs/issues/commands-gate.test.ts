import { describe, expect, it } from "vitest";
import { openPeople } from "../../../src/github/people.ts";
import { readCommentEvent } from "../../../src/issues/command/event.ts";
import { isOfAnotherApp, mayCommand } from "../../../src/jobs/issues/command-gate.ts";
import {
  AT,
  comment,
  type EventJson,
  IDENTITY,
  openIssue,
  reactionsTo,
  run,
  said,
} from "../../support/github/commands.ts";
import { type GitHub, startGitHub, TOKEN } from "../../support/github/github.ts";

const withPeople = async (): Promise<GitHub> => {
  const github = await startGitHub();
  github.beyond.permissions.set("wendy", "write").set("rita", "read").set("oscar", "none");
  return github;
};
const ask = (github: GitHub, event: EventJson) =>
  mayCommand(
    readCommentEvent(event),
    IDENTITY,
    openPeople({ ...AT, token: TOKEN, apiUrl: github.url }),
  );
const by = (event: EventJson, slug: string): EventJson => ({
  ...event,
  comment: { ...event.comment, performed_via_github_app: { id: 1, slug } },
});

describe("who asks", () => {
  it.each([
    ["a writer", "wendy", "/backfill", null, 1],
    ["a reader", "rita", "/backfill", /permission is read/, 1],
    ["a stranger", "oscar", "/backfill force", /permission is none/, 1],
    ["a stranger with a word that is no command", "oscar", "/deploy now", /no command/, 0],
    ["a stranger with a wrong command", "oscar", "/backfil", /permission is none/, 1],
  ] as const)(
    "%s costs one request at most, and nothing is written",
    async (_, login, text, why, n) => {
      await using github = await withPeople();
      const issue = await openIssue(github);
      const { event, id } = await comment(github, issue, text, login);
      github.asked.length = 0;
      const barred = await ask(github, event);
      expect(why === null ? barred : barred?.match(why)).toEqual(
        why === null ? null : expect.anything(),
      );
      expect(github.asked).toHaveLength(n);
      expect(github.asked.filter((one) => !one.startsWith("GET "))).toEqual([]);
      expect(reactionsTo(github, id)).toEqual([]);
      expect(await said(github, issue)).toEqual([]);
    },
  );

  it("is nobody who may where GitHub does not say, and the job fails", async () => {
    await using github = await withPeople();
    const { event } = await comment(github, await openIssue(github), "/backfill");
    github.faults.before = () => ({ status: 403, message: "no" });
    await expect(ask(github, event)).rejects.toThrow();
  });

  it("costs nothing for a comment that cannot be for us", async () => {
    await using github = await withPeople();
    const { event } = await comment(
      github,
      await openIssue(github, { author: "rita" }),
      "/backfill",
    );
    github.asked.length = 0;
    expect(await ask(github, event)).toMatch(/not ours/);
    expect(github.asked).toEqual([]);
  });
});

describe("a comment that an app wrote in a person's name", () => {
  it("is told apart and refused, and starts nothing", async () => {
    await using github = await withPeople();
    const issue = await openIssue(github);
    const { event, id } = await comment(github, issue, "/backfill force");
    expect((await run(github, by(event, "some-app"))).outcome).toBe("refused");
    expect(github.beyond.dispatches).toEqual([]);
    expect((await said(github, issue)).join()).toContain("The app `some-app[bot]` wrote");
    expect(reactionsTo(github, id)).toEqual(["confused"]);
  });

  it("is refused without a word to those who may not write, as theirs always are", async () => {
    await using github = await withPeople();
    const { event } = await comment(github, await openIssue(github), "/backfill", "rita");
    expect(await ask(github, by(event, "some-app"))).toMatch(/permission is read/);
  });

  it.each([
    ["the app that writes our issues", "my-app", false],
    ["the same in another case", "My-App", false],
    ["another app", "other-app", true],
  ])("is of another app than ours where it is of %s", (_, slug, isOther) => {
    const event = readCommentEvent({
      action: "created",
      issue: { number: 1, state: "open", user: { login: "my-app[bot]", type: "Bot" } },
      comment: {
        ...{ id: 2, body: "/help", user: { login: "wendy", type: "User" } },
        ...{ created_at: "2026-01-26T12:00:00Z", performed_via_github_app: { slug } },
      },
    });
    expect(isOfAnotherApp(event, "my-app[bot]")).toBe(isOther);
  });
});
