import { describe, expect, it } from "vitest";
import { readCommand } from "../../../src/issues/command/read-command.ts";
import { readState } from "../../../src/issues/state.ts";
import { HOSTILE } from "../../house/injection.ts";
import {
  AT,
  aTarget,
  bodyOf,
  comment,
  openIssue,
  reactionsTo,
  run,
  said,
} from "../../support/github/commands.ts";
import { startGitHub } from "../../support/github/github.ts";

const RUN = "b-20260126T120000Z-1a2b3c";
type Under = { readonly title: (issue: number) => string; readonly status: string };

/** A /stop beside these runs, and what became of it. */
async function stop(text: string, under: readonly Under[], body = bodyOf(aTarget(), { run: RUN })) {
  await using github = await startGitHub();
  github.beyond.permissions.set("wendy", "write");
  const issue = await openIssue(github, { body });
  for (const { title, status } of under)
    github.beyond.active.push({ workflow: "backfill.yml", title: title(issue), status });
  const { event, id } = await comment(github, issue, text);
  const { outcome } = await run(github, event);
  const { data } = await github.octokit.rest.issues.get({ ...AT, issue_number: issue });
  return {
    ...{ issue, outcome },
    reactions: reactionsTo(github, id),
    cancelled: github.beyond.cancelled,
    asked: readState(data.body ?? "")?.stop ?? null,
    answer: (await said(github, issue)).join("\n"),
  };
}

const own: Under["title"] = (issue) => `Backfill sample: issue #${issue}`;
const RUNNING = [{ title: own, status: "in_progress" }];

describe("/stop", () => {
  it.each(["/stop", `/stop ${RUN}`, "/stop 1001"])(
    "asks the parts of a running repair by the issue's notes and cancels nothing: %s",
    async (text) => {
      const done = await stop(text, RUNNING);
      expect(done).toMatchObject({ outcome: "done", cancelled: [] });
      expect(done.reactions).toEqual(["eyes", "rocket"]);
      expect(done.asked).toEqual({
        ...{ by: "wendy", at: "2026-01-26T12:00:00.000Z" },
        runs: [{ id: 1001, attempt: 1 }],
      });
      expect(done.answer).toMatch(/\*\*Asked to end:\*\* https:\S+runs\/1001\. /);
      expect(done.answer).toContain("Write `/retry`");
    },
  );

  it.each(["queued", "pending", "waiting", "requested"])(
    "cancels a repair that is %s, which has nothing in hand",
    async (status) => {
      const done = await stop("/stop", [{ title: own, status }]);
      expect(done).toMatchObject({ outcome: "done", cancelled: [1001] });
      expect(done.answer).toContain("**Cancelled before it began:**");
      // It may begin before it is cancelled.
      expect(done.asked?.runs).toEqual([{ id: 1001, attempt: 1 }]);
    },
  );

  it("finds a resumed repair by its id", async () => {
    const title = (issue: number) => `Backfill sample: issue #${issue} ${RUN}x`;
    expect((await stop(`/stop ${RUN}x`, [{ title, status: "in_progress" }])).asked?.runs).toEqual([
      { id: 1001, attempt: 1 },
    ]);
    expect((await stop(`/stop ${RUN}`, [{ title, status: "in_progress" }])).outcome).toBe(
      "refused",
    );
  });

  it.each<readonly [string, string, readonly Under[]]>([
    ["nothing is under way", "/stop", []],
    [
      "it is another issue's",
      "/stop",
      [{ title: () => "Backfill sample: issue #99", status: "in_progress" }],
    ],
    [
      "it is for no issue",
      "/stop 1001",
      [{ title: () => "Backfill sample: 2025-10-21", status: "in_progress" }],
    ],
    [
      "it is another environment's",
      "/stop",
      [{ title: (issue) => `Backfill production: issue #${issue}`, status: "in_progress" }],
    ],
    [
      "it only plans",
      "/stop",
      [{ title: (issue) => `${own(issue)} (dry run)`, status: "in_progress" }],
    ],
    ["the name is another's", "/stop b-another", RUNNING],
    ["the number is another's", "/stop 7", RUNNING],
  ])("is refused where %s, with what is under way", async (_, text, under) => {
    const done = await stop(text, under);
    expect(done).toMatchObject({ outcome: "refused", cancelled: [], asked: null });
    expect(done.reactions).toEqual(["eyes", "confused"]);
    expect(done.answer).toContain("**Nothing was stopped.**");
    const seen = under
      .map(({ title }) => title(done.issue))
      .filter((one) => /^Backfill sample:.*\d$/.test(one));
    for (const title of seen) expect(done.answer).toContain(`\`${title}\``);
    if (seen.length === 0) expect(done.answer).toContain("No repair of the environment");
  });

  it("says why it cannot ask where the issue's notes are damaged", async () => {
    const body = bodyOf().replace('"subject"', '"sub"');
    const done = await stop("/stop", RUNNING, body);
    expect(done).toMatchObject({ outcome: "refused", cancelled: [], asked: null });
    expect(done.answer).toContain("notes cannot be read");
  });

  it.each(Object.entries(HOSTILE))("does not take %s for a run", (_, value) => {
    const read = readCommand(`/stop ${value}`);
    expect(read.status).toBe("wrong");
  });
});
