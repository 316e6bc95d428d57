import { describe, expect, it } from "vitest";
import { openPeople } from "../../src/github/people.ts";
import { AT, comment, openIssue } from "../support/github/commands.ts";
import { type GitHub, startGitHub, TOKEN } from "../support/github/github.ts";

const on = (github: GitHub) => openPeople({ ...AT, token: TOKEN, apiUrl: github.url });
const BAD_GATEWAY = { status: 502, message: "Bad gateway" };

describe("what somebody may do", () => {
  it.each(["admin", "write", "read", "none"])("is what GitHub says: %s", async (permission) => {
    await using github = await startGitHub();
    github.beyond.permissions.set("wendy", permission);
    expect(await on(github).permission("wendy")).toBe(permission);
  });

  it("is asked again after a lost answer, and given up after three", async () => {
    await using github = await startGitHub();
    github.beyond.permissions.set("wendy", "write");
    let left = 1;
    github.faults.before = () => (left-- > 0 ? BAD_GATEWAY : undefined);
    expect(await on(github).permission("wendy")).toBe("write");
    github.faults.before = () => BAD_GATEWAY;
    github.asked.length = 0;
    await expect(on(github).permission("wendy")).rejects.toThrow("Bad gateway");
    expect(github.asked).toHaveLength(3);
  });

  it("is nothing in words that nobody knows, nor for nobody", async () => {
    await using github = await startGitHub();
    github.beyond.permissions.set("wendy", "owner-of-all");
    await expect(on(github).permission("wendy")).rejects.toThrow(/owner-of-all for wendy/);
    github.faults.before = () => ({ status: 404, message: "is not a user" });
    await expect(on(github).permission("wendy")).rejects.toThrow("is not a user");
  });
});

describe("a reaction", () => {
  it("is set by one of many who ask at once, and a lost answer is not asked again", async () => {
    await using github = await startGitHub();
    const { id } = await comment(github, await openIssue(github), "/help");
    const people = on(github);
    const all = await Promise.all(Array.from({ length: 10 }, () => people.react(id, "eyes")));
    expect(all.filter((one) => one === "set")).toHaveLength(1);
    github.faults.after = () => BAD_GATEWAY;
    github.asked.length = 0;
    await expect(people.react(id, "rocket")).rejects.toThrow("Bad gateway");
    expect(github.asked).toHaveLength(1);
  });
});

it("a comment is as it is now, and null once it was deleted", async () => {
  await using github = await startGitHub();
  const issue = await openIssue(github);
  const { id } = await comment(github, issue, "/help");
  expect(await on(github).comment(id)).toEqual({
    ...{ body: "/help", author: "wendy", isPerson: true, app: null, issue },
    node: expect.stringMatching(/./),
  });
  await github.octokit.rest.issues.deleteComment({ ...AT, comment_id: id });
  expect(await on(github).comment(id)).toBeNull();
});
