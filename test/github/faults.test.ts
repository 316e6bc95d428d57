import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { publishReports } from "../../src/jobs/publish/publish.ts";
import { type Answer, type GitHub, startGitHub } from "../support/github/github.ts";
import {
  aRecord,
  aReportFolder,
  QUICK,
  ROLLING,
  storeOn,
} from "../support/github/report-folders.ts";

const publish = (github: GitHub, run = "a", over: Parameters<typeof storeOn>[1] = {}) =>
  publishReports(
    {
      folder: aReportFolder(aRecord({ run })),
      environment: "sample",
      message: null,
      base: null,
      ...ROLLING,
    },
    storeOn(github, over),
  );

async function runs(github: GitHub) {
  const history = (await github.reports())["reports/sample/history/health_history.csv"] ?? "";
  const rows: Record<string, string>[] = parse(history, { columns: true });
  return rows.map(({ run }) => run);
}

/** This answer to the first `times` requests of the kind. */
function failing(kind: RegExp, answer: Answer, times = 1) {
  let left = times;
  return ({ method, path }: { method: string; path: string }) =>
    kind.test(`${method} ${path}`) && left-- > 0 ? answer : undefined;
}

const BAD_GATEWAY = { status: 502, message: "Bad gateway" };

describe("publishers at once", () => {
  it("20 of them leave every row and every commit, within the requests of an hour", async () => {
    await using github = await startGitHub();
    github.faults.latencyMs = 10;
    const names = Array.from({ length: 20 }, (_, n) => `run-${String(n).padStart(2, "0")}`);
    // Here an attempt takes a tenth of what it takes on GitHub, so the waits are a tenth too.
    const timing = { ...QUICK, wait: async (ms: number) => void (await sleep(ms / 10)) };
    const results = await Promise.all(names.map((run) => publish(github, run, { timing })));
    expect((await runs(github)).sort()).toEqual(names);
    const commits = (await github.commits()).map(({ sha }) => sha);
    expect(commits).toHaveLength(21);
    for (const { commit, committed } of results) {
      expect(committed).toBe(true);
      expect(commits).toContain(commit);
    }
    expect(github.asked.length).toBeLessThan(1000);
    expect(results.reduce((sum, { requests }) => sum + requests, 0)).toBe(github.asked.length);
  });
});

describe("a publisher that is overtaken", () => {
  it("leaves alone what it did not change, though its first attempt was on the commit it was made on", async () => {
    await using github = await startGitHub();
    const base = await github.push({ "reports/sample/handoffs/old.md": "as checked out\n" });
    let isOvertaken = false;
    github.faults.before = async ({ method, path }) => {
      if (method !== "POST" || path !== "git/commits" || isOvertaken) return undefined;
      isOvertaken = true;
      await github.push({ "reports/sample/handoffs/old.md": "newer\n" });
      return undefined;
    };
    const folder = aReportFolder(aRecord(), { "handoffs/old.md": "as checked out\n" });
    const result = await publishReports(
      { folder, environment: "sample", message: null, base, ...ROLLING },
      storeOn(github),
    );
    expect(result).toMatchObject({ committed: true, attempts: 2 });
    expect((await github.reports())["reports/sample/handoffs/old.md"]).toBe("newer\n");
    expect(await github.commits()).toHaveLength(4);
  });
});

describe("a lost answer", () => {
  it("to a move that was made is found out: no second commit", async () => {
    await using github = await startGitHub();
    github.faults.after = failing(/^PATCH/, BAD_GATEWAY);
    const result = await publish(github);
    expect(result).toMatchObject({ committed: true, attempts: 2 });
    expect((await github.commits()).map(({ sha }) => sha)[0]).toBe(result.commit);
    expect(await github.commits()).toHaveLength(2);
  });

  it("is found out too when somebody has published since: their latest stays", async () => {
    await using github = await startGitHub();
    const lost = failing(/^PATCH/, BAD_GATEWAY);
    const theirs = new Promise<void>((resolve) => {
      github.faults.after = (asked) => {
        const answer = lost(asked);
        if (answer !== undefined) resolve();
        return answer;
      };
    });
    let caughtUp: () => void = () => undefined;
    const waited = new Promise<void>((resolve) => {
      caughtUp = resolve;
    });
    const timing = { now: () => new Date(), wait: () => waited, random: Math.random };
    const mine = publish(github, "mine", { timing });
    await theirs;
    await publish(github, "theirs");
    caughtUp();
    const result = await mine;
    expect(result).toMatchObject({ committed: true, attempts: 2 });
    expect(await github.commits()).toHaveLength(3);
    expect((await github.reports())["reports/sample/latest/HANDOFF.md"]).toBe(
      "# Handoff of theirs\n",
    );
    expect((await runs(github)).sort()).toEqual(["mine", "theirs"]);
  });

  it.each([["before it was accepted"], ["after it was accepted"]])(
    "to each request in turn, %s, leaves one commit with everything",
    async (when) => {
      const kinds = [/^GET $/, /^GET git\/ref/, /^GET git\/commits/, /^GET git\/trees/];
      const writes = [/^POST git\/trees/, /^POST git\/commits/, /^PATCH/];
      for (const kind of [...kinds, ...writes]) {
        await using github = await startGitHub();
        const fault = failing(kind, BAD_GATEWAY);
        if (when.startsWith("before")) github.faults.before = fault;
        else github.faults.after = fault;
        const result = await publish(github);
        expect(result, String(kind)).toMatchObject({ committed: true, attempts: 2 });
        expect(await github.commits(), String(kind)).toHaveLength(2);
        expect(Object.keys(await github.reports())).toHaveLength(5);
      }
    },
  );

  it("to every request ends after a bounded number of attempts, and says what to do", async () => {
    await using github = await startGitHub();
    github.faults.before = () => BAD_GATEWAY;
    const publishing = publish(github);
    await expect(publishing).rejects.toThrow(/in 12 attempts.*Run this job again/);
    expect(github.asked).toHaveLength(12);
  });
});

describe("what GitHub refuses", () => {
  it.each([
    [
      {
        status: 422,
        message:
          "Repository rule violations found\n\nChanges must be made through a pull request.\n\n",
      },
    ],
    [{ status: 403, message: "Protected branch update failed for refs/heads/main." }],
    [{ status: 422, message: "GH013: Repository rule violations found for refs/heads/main." }],
    [{ status: 422, message: 'Required status check "check" is expected.' }],
  ])("by a rule of the branch is said with the two ways out: %s", async (answer) => {
    await using github = await startGitHub();
    github.faults.before = failing(/^PATCH/, answer);
    const publishing = publish(github);
    await expect(publishing).rejects.toThrow(UserError);
    await expect(publishing).rejects.toThrow(
      /rules of branch .* REPORTS_BRANCH .* mode pull-request/,
    );
    expect(github.asked.filter((one) => one.startsWith("PATCH"))).toHaveLength(1);
  });

  it.each([
    [401, "Bad credentials", /token is not valid/],
    [403, "Resource not accessible by integration", /contents: write/],
    [409, "Git Repository is empty.", /push one first/],
  ])("with %i is explained", async (status, message, words) => {
    await using github = await startGitHub();
    github.faults.before = () => ({ status, message });
    await expect(publish(github)).rejects.toThrow(words);
    expect(github.asked).toHaveLength(1);
  });

  it("for a limit is asked again after the time it names", async () => {
    await using github = await startGitHub();
    const headers = { "retry-after": "7" };
    const message = "You have exceeded a secondary rate limit";
    github.faults.before = failing(/^POST git\/trees/, { status: 403, message, headers });
    const waits: number[] = [];
    const wait = async (ms: number) => void waits.push(ms);
    const timing = { now: () => new Date(), wait, random: () => 0.5 };
    expect(await publish(github, "a", { timing })).toMatchObject({ attempts: 2 });
    expect(waits).toEqual([9000]);
  });

  it("for the rest of the hour is left to a later run, which is named", async () => {
    await using github = await startGitHub();
    const reset = Date.parse("2026-01-26T12:40:00Z") / 1000;
    const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
    github.faults.before = () => ({ status: 403, message: "API rate limit exceeded", headers });
    await expect(publish(github)).rejects.toThrow(/used up until 2026-01-26T12:40:00.000Z/);
    expect(github.asked).toHaveLength(1);
  });
});
