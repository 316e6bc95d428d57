import { describe, expect, it } from "vitest";
import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import type { CauseRun, CauseRuns } from "../../../src/issues/cause-runs.ts";
import { type IssueMemory, rememberIssues } from "../../../src/issues/memory.ts";
import { newState, printState, readState } from "../../../src/issues/state.ts";
import { type SyncRequest, syncIssues } from "../../../src/jobs/issues/sync-issues.ts";
import { renderIssues } from "../../../src/render/handoff/issues.ts";
import { aLook, aRun } from "../../support/github/cause-runs.ts";
import { type GitHub, OWNER, REPO, startGitHub } from "../../support/github/github.ts";
import { trackerOn } from "../../support/github/issues.ts";
import { aContext } from "../../support/handoffs.ts";

const AT = { owner: OWNER, repo: REPO };
const A = aRun("2025-11-01..2025-11-05");
/** The emulator closes by the clock. */
const TODAY = new Date().toISOString().slice(0, 10) as CivilDate;

let looks = 0;
const look = (runs: readonly CauseRun[], over: Partial<CauseRuns> = {}) => {
  looks += 1;
  return aLook(runs, { run: `look-${looks}`, timeZone: "UTC", restDays: 30, ...over });
};
const sync = (github: GitHub, file: CauseRuns, over: Partial<SyncRequest> = {}) =>
  syncIssues(
    { file, known: [], today: TODAY, maxNew: 10, proven: null, dryRun: false, ...over },
    trackerOn(github),
  );
const issueOn = async (github: GitHub, number = 1) =>
  (await github.octokit.rest.issues.get({ ...AT, issue_number: number })).data;
const close = (github: GitHub, as: "completed" | "not_planned") =>
  github.octokit.rest.issues.update({
    ...{ ...AT, issue_number: 1, state: "closed" as const, state_reason: as },
  });

describe("an issue that a person closed as not planned", () => {
  it("rests for the declared days, and says until when, once; no other is opened about it", async () => {
    await using github = await startGitHub();
    await sync(github, look([A]));
    await close(github, "not_planned");
    const { applied, held } = await sync(github, look([A]));
    expect(applied).toEqual([expect.objectContaining({ kind: "updated", number: 1 })]);
    expect(held).toContainEqual(expect.objectContaining({ issue: 1, why: "rests" }));
    const until = addDays(TODAY, 30);
    const issue = await issueOn(github);
    expect(issue.state).toBe("closed");
    expect(issue.body).toContain(
      `> **Closed by a person as not planned.** It rests until ${until}. After that,`,
    );
    github.asked.length = 0;
    expect(await sync(github, look([A]))).toMatchObject({ applied: [] });
    expect(github.asked.filter((one) => !one.startsWith("GET"))).toEqual([]);
    // The last day counts.
    await sync(github, look([A]), { today: until });
    expect((await issueOn(github)).state).toBe("closed");
    await sync(github, look([A]), { today: addDays(until, 1) });
    const again = await issueOn(github);
    expect(again.state).toBe("open");
    expect(again.body).not.toContain("rests until");
    expect(readState(again.body ?? "")?.restsUntil).toBeUndefined();
  });

  it("is in the handoff, with the day, while it rests", async () => {
    await using github = await startGitHub();
    await sync(github, look([A]));
    await close(github, "not_planned");
    await sync(github, look([A]));
    const before: IssueMemory = { schemaVersion: 1, known: [], issues: [] };
    const { issues } = rememberIssues(await trackerOn(github).list([]), before);
    const until = addDays(TODAY, 30);
    const said = (today: string) => renderIssues(aContext({ issues }), today).join("\n");
    expect(said(until)).toMatch(
      new RegExp(`left closed: \\[issue 1\\].*2025-11-01..2025-11-05\\) until ${until}\\.`),
    );
    expect(said(addDays(until, 1))).toBe("");
  });

  it.each([
    ["as completed", "completed", 30],
    ["where no day of rest is declared", "not_planned", 0],
  ] as const)("but not one closed %s: it is opened again", async (_, as, restDays) => {
    await using github = await startGitHub();
    await sync(github, look([A]));
    await close(github, as);
    await sync(github, look([A], { restDays }));
    expect((await issueOn(github)).state).toBe("open");
  });

  it("nor one that this tool closed, because what is left of it goes on elsewhere", async () => {
    await using github = await startGitHub();
    const [early, late] = [aRun("2025-11-01..2025-11-02"), aRun("2025-11-04..2025-11-05")];
    await sync(github, look([early, late]));
    await sync(github, look([A]));
    expect((await issueOn(github, 2)).state_reason).toBe("not_planned");
    await sync(github, look([early, late]));
    expect((await issueOn(github, 2)).state).toBe("open");
  });
});

describe("how long an issue's cells were broken", () => {
  const at = (text: string) => ({ lookedAt: `2026-01-${text}:00.000Z` });

  it("is said when it closes, with the repair: from the validation that opened it to the first that found it well", async () => {
    await using github = await startGitHub();
    await sync(github, look([A], at("10T09:00")));
    const { body = "" } = await issueOn(github);
    const state = readState(body ?? "") ?? expect.fail();
    await github.octokit.rest.issues.update({
      ...{ ...AT, issue_number: 1 },
      body: body?.replace(printState(state), printState({ ...state, run: "b-1" })) ?? "",
    });
    await sync(github, look([A], at("12T09:00")));
    await sync(github, look([], at("13T13:30")));
    await sync(github, look([], at("14T09:00")));
    const closed = await issueOn(github);
    expect(closed.state).toBe("closed");
    expect(closed.body).toContain("> Broken 3 d 4 h, repaired by `b-1`.");
  });

  it("names the repair that proved it, and counts anew when it is opened again", async () => {
    await using github = await startGitHub();
    await sync(github, look([A], at("10T09:00")));
    const proven = { run: "b-2", cells: new Set(["psza 2025-11-01"]) };
    await sync(github, look([], at("10T09:45")), { proven });
    expect((await issueOn(github)).body).toContain("> Broken 45 min, repaired by `b-2`.");
    await sync(github, look([A], at("20T09:00")));
    await sync(github, look([], at("20T12:00")), { proven });
    expect((await issueOn(github)).body).toContain("> Broken 3 h, repaired by `b-2`.");
  });

  it("is unknown for an issue of an earlier version, and no repair is made up", async () => {
    await using github = await startGitHub();
    await sync(github, look([A], at("10T09:00")));
    const { body } = await issueOn(github);
    const old = printState(newState("precompute"));
    await github.octokit.rest.issues.update({
      ...{ ...AT, issue_number: 1 },
      body: body?.replace(/^<!-- nba-pipeline-ops state .*$/m, () => old) ?? "",
    });
    await sync(github, look([], at("11T09:00")));
    await sync(github, look([], at("12T09:00")));
    expect((await issueOn(github)).body).toContain(
      "> Broken for an unknown time, no repair is recorded.",
    );
  });
});

describe("the owners of the tables", () => {
  const owned = { ...A, assignees: ["wendy"] };
  const loginsOn = async (github: GitHub) =>
    (await issueOn(github)).assignees?.map(({ login }) => login);

  it("are assigned when the issue is opened, and not again when a person took it from them", async () => {
    await using github = await startGitHub();
    await sync(github, look([owned]));
    expect(await loginsOn(github)).toEqual(["wendy"]);
    await github.octokit.rest.issues.removeAssignees({
      ...{ ...AT, issue_number: 1, assignees: ["wendy"] },
    });
    await sync(github, look([owned]));
    expect(await loginsOn(github)).toEqual([]);
  });

  it.each([
    ["in silence", undefined],
    ["with an answer", { status: 422, message: "Validation Failed" }],
  ])(
    "that GitHub does not assign, %s, are reported, and the others are gone on with",
    async (_, answer) => {
      await using github = await startGitHub();
      github.faults.before = ({ method, path }) =>
        method === "POST" && /assignees$/.test(path) ? answer : undefined;
      if (answer === undefined)
        github.faults.replaceAnswer = ({ method, path }, text) =>
          method === "POST" && /assignees$/.test(path)
            ? JSON.stringify({ ...JSON.parse(text), assignees: [] })
            : text;
      const other = aRun("2025-11-10..2025-11-12");
      const { applied, refused } = await sync(github, look([owned, other]));
      expect(applied.map(({ kind }) => kind)).toEqual(["opened", "opened"]);
      expect(refused).toEqual([
        expect.objectContaining({
          number: 1,
          why: expect.stringMatching(/Issue 1 of acme\/ops: /),
        }),
      ]);
    },
  );
});
