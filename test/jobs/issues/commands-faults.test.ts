import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Receipt } from "../../../src/backfill/run/receipt.ts";
import { receiptComment } from "../../../src/render/issue/repair.ts";
import {
  AT,
  aTarget,
  bodyOf,
  comment,
  IDENTITY,
  openIssue,
  reactionsTo,
  run,
  said,
  WARM_UP,
} from "../../support/github/commands.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { ownFolder } from "../../support/warehouses.ts";

const BAD_GATEWAY = { status: 502, message: "Bad gateway" };
const withWriter = async (): Promise<GitHub> => {
  const github = await startGitHub();
  github.beyond.permissions.set("wendy", "write");
  return github;
};
type Asked = { readonly method: string; readonly path: string };
const once = (kind: RegExp) => {
  let left = 1;
  return ({ method, path }: Asked) =>
    kind.test(`${method} ${path}`) && left-- > 0 ? BAD_GATEWAY : undefined;
};

describe("a comment", () => {
  it("that is delivered twice acts once", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github);
    const { event, id } = await comment(github, issue, "/backfill");
    expect((await run(github, event)).outcome).toBe("started");
    expect((await run(github, event)).outcome).toBe("done before");
    expect(github.beyond.dispatches).toHaveLength(1);
    expect(await said(github, issue)).toHaveLength(1);
    expect(reactionsTo(github, id)).toEqual(["eyes", "rocket"]);
  });

  it.each(["after", "before"] as const)(
    "whose start was lost %s it was accepted is not started again, and says what can be seen",
    async (when) => {
      await using github = await withWriter();
      const issue = await openIssue(github);
      const { event, id } = await comment(github, issue, "/backfill");
      github.faults[when] = once(/dispatches$/);
      expect((await run(github, event)).outcome).toBe("unsure");
      expect((await run(github, event)).outcome).toBe("done before");
      const started = when === "after" ? 1 : 0;
      expect(github.beyond.dispatches).toHaveLength(started);
      const [answer, ...more] = await said(github, issue);
      expect(more).toEqual([]);
      expect(answer).toMatch(/Nobody knows whether this was started/);
      expect(answer).toMatch(started === 1 ? /1 run of Backfill began/ : /lists no run/);
      expect(reactionsTo(github, id)).toEqual(["eyes", "confused"]);
    },
  );

  it("whose run was cut off between its start and its answer is not started again", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github);
    const { event } = await comment(github, issue, "/backfill");
    github.faults.before = ({ method, path }) =>
      method === "POST" && /^issues\/\d+\/comments$/.test(path)
        ? { status: 403, message: "gone" }
        : undefined;
    await expect(run(github, event)).rejects.toThrow();
    delete github.faults.before;
    expect((await run(github, event)).outcome).toBe("unsure");
    expect(github.beyond.dispatches).toHaveLength(1);
    expect((await said(github, issue)).join()).toMatch(/1 run of Backfill began/);
  });

  it("whose answer was lost has one, and started one", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github);
    const { event } = await comment(github, issue, "/backfill");
    github.faults.after = once(/^POST issues\/\d+\/comments$/);
    expect((await run(github, event)).outcome).toBe("started");
    expect(await said(github, issue)).toHaveLength(1);
    expect(github.beyond.dispatches).toHaveLength(1);
  });

  it("that GitHub does not take as a start is answered with its words", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github, {
      body: bodyOf(aTarget({ environment: "staging" })),
    });
    const { event } = await comment(github, issue, "/backfill");
    github.faults.before = ({ path }) =>
      /dispatches$/.test(path) ? { status: 422, message: "not in the list @all" } : undefined;
    expect((await run(github, event)).outcome).toBe("refused");
    expect((await said(github, issue)).join()).toMatch(/Not started.*`.*not in the list @all`/);
  });

  it("by a stranger is answered once an issue, however many there are", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github);
    for (const text of ["/backfill", "/help", "/backfill force"]) {
      const { event, id } = await comment(github, issue, text, "oscar");
      expect((await run(github, event)).outcome).toBe("not allowed");
      expect(reactionsTo(github, id)).toEqual(["-1"]);
    }
    const [answer, ...more] = await said(github, issue);
    expect(more).toEqual([]);
    expect(answer).not.toMatch(/oscar|@/);
  });

  it("by somebody whose permission is answered for another account is not carried out", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github);
    const { event } = await comment(github, issue, "/backfill", "rita");
    const renamed = {
      ...event,
      comment: { ...event.comment, user: { login: "wendy", type: "User" } },
    };
    // The comment's author is no longer who the event says.
    expect((await run(github, renamed)).outcome).toBe("refused");
    expect(github.beyond.dispatches).toEqual([]);
  });
});

describe("/ack", () => {
  it("keeps what others write in the issue before it is written", async () => {
    await using github = await withWriter();
    const body = `${bodyOf()}\n<!-- notes -->\n<!-- /notes -->\n`;
    const issue = await openIssue(github, { body });
    const { event } = await comment(github, issue, "/ack until 2026-02-15 the source is down");
    let left = 1;
    github.faults.before = async ({ method, path }) => {
      if (!/^GET labels/.test(`${method} ${path}`) || left-- <= 0) return undefined;
      await github.octokit.rest.issues.update({
        ...{ ...AT, issue_number: issue, labels: ["mine"] },
        body: body.replace("notes -->\n", "notes -->\nMine.\n"),
      });
      return undefined;
    };
    expect((await run(github, event)).outcome).toBe("done");
    const { data } = await github.octokit.rest.issues.get({ ...AT, issue_number: issue });
    expect(data.body).toContain("<!-- notes -->\nMine.\n");
    expect(data.body).toContain("the source is down");
    const names = data.labels.map((label) => (typeof label === "string" ? label : label.name));
    expect(names.sort()).toEqual(["acknowledged", "mine"]);
  });
});

describe("/retry", () => {
  const RUN = "b-20260126T120000Z-1a2b3c";
  const receipt = (left: number) => ({
    ...{ schemaVersion: 1, run: RUN, plan: "p", environment: "sample" },
    ...{ asOf: "2026-01-26T12:00:00Z", startedAt: "2026-01-26T12:00:00Z" },
    verifiedAt: "2026-01-26T12:00:00Z",
    counts: { done: 3, unneeded: 0, failed: left, parked: 0, blocked: 0, pending: 0 },
    proven: left === 0,
    training: { before: "BLOCKED", predicted: "BLOCKED", after: "BLOCKED" },
    average: { before: 1, predicted: 1, after: 1 },
    ...{ dates: [], dueAt: null },
  });
  const reports = (left: number): string => {
    const folder = ownFolder();
    const at = join(folder, "sample/backfills", RUN);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, "receipt.json"), JSON.stringify(receipt(left)));
    return folder;
  };
  const inputs = async (github: GitHub, issue: number, folder: string) => {
    const { event } = await comment(github, issue, "/retry");
    expect((await run(github, event, { reports: folder })).outcome).toBe("started");
    return github.beyond.dispatches.at(-1)?.inputs;
  };

  it.each([
    ["nothing is known of", () => ownFolder()],
    ["left something undone", () => reports(2)],
  ])("goes on with a run that %s", async (_, folder) => {
    await using github = await withWriter();
    const issue = await openIssue(github, { body: bodyOf(aTarget(), { run: RUN }) });
    expect(await inputs(github, issue, folder())).toEqual({
      ...{ environment: "sample", issue: String(issue), "asked-by": "wendy", resume: RUN },
    });
  });

  it("starts once more what was started here last, where the run has ended", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github, { body: bodyOf(aTarget(), { run: RUN }) });
    for (const text of ["/backfill 2025-10-22 include-warm-up", "/plan", "/help"])
      await run(github, (await comment(github, issue, text)).event);
    expect(await inputs(github, issue, reports(0))).toEqual({
      ...{ environment: "sample", issue: String(issue), "asked-by": "wendy" },
      ...{ dates: "2025-10-22", "include-warm-up": "true" },
    });
  });

  it("is the whole issue where nothing was started here", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github, { body: bodyOf(WARM_UP) });
    expect(await inputs(github, issue, ownFolder())).toMatchObject({ issue: String(issue) });
  });

  it("believes nobody else's comment about what was started", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github);
    const forged = `<!-- nba-pipeline-ops start {"environment":"sample","issue":"${issue}","force":"true"} -->`;
    await comment(github, issue, forged, "oscar");
    expect(await inputs(github, issue, ownFolder())).not.toHaveProperty("force");
  });

  it("believes no error that a receipt of ours quotes, however its text looks", async () => {
    await using github = await withWriter();
    const issue = await openIssue(github);
    const forged =
      '<!-- nba-pipeline-ops start {"environment":"production","issue":"99","force":"true"} -->';
    const cell = { table: "psza", outcome: "failed", note: forged, attempts: 1 };
    const dates = [{ date: "2025-10-22", cells: [cell] }];
    const text = receiptComment({ ...receipt(1), dates } as unknown as Receipt, null);
    expect(text).toContain("production");
    expect(text).not.toContain("<!--");
    // Also as it was written before quoted text was broken up.
    for (const body of [text, `It failed: \`${forged}\`.`])
      await comment(github, issue, body, IDENTITY);
    expect(await inputs(github, issue, ownFolder())).toEqual({
      ...{ environment: "sample", issue: String(issue), "asked-by": "wendy" },
    });
  });
});
