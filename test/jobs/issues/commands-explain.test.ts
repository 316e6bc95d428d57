import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCommand } from "../../../src/issues/command/read-command.ts";
import { HOSTILE } from "../../house/injection.ts";
import {
  aTarget,
  bodyOf,
  comment,
  openIssue,
  run,
  SAVED,
  said,
} from "../../support/github/commands.ts";
import { startGitHub } from "../../support/github/github.ts";
import { outsideCode } from "../../support/markdown.ts";
import { ownFolder } from "../../support/warehouses.ts";

/** What is answered to a writer, and what the reports hold by then. */
async function ask(text: string, change?: (folder: string) => void, target = aTarget()) {
  await using github = await startGitHub();
  github.beyond.permissions.set("wendy", "write");
  const issue = await openIssue(github, { body: bodyOf(target) });
  const reports = join(ownFolder(), "reports");
  cpSync(SAVED, reports, { recursive: true });
  change?.(reports);
  const { event } = await comment(github, issue, text);
  const { outcome } = await run(github, event, { reports });
  return { outcome, answer: (await said(github, issue)).join("\n") };
}

const latest = (folder: string, file: string): string => join(folder, "sample/latest", file);
const edit = (folder: string, file: string, change: (text: string) => string): void => {
  const path = latest(folder, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
};
const LIVE = "`npm run ops -- explain nbac_gamebook 2025-10-22 --environment sample`";

const receipt = (run: string, at: string, over: object = {}) =>
  JSON.stringify({
    ...{ schemaVersion: 1, run, plan: "p", environment: "sample", asOf: at, startedAt: at },
    verifiedAt: at,
    counts: { done: 1, unneeded: 0, failed: 0, parked: 0, blocked: 0, pending: 0 },
    proven: true,
    training: { before: "BLOCKED", predicted: "BLOCKED", after: "BLOCKED" },
    average: { before: 1, predicted: 1, after: 1 },
    dates: [
      {
        date: "2025-10-22",
        score: { before: 1, predicted: 2, after: 2 },
        cells: [
          {
            ...{ table: "nbac_gamebook", outcome: "done", before: "missing", after: "complete" },
            ...{ rowsBefore: 0, rowsAfter: 24, note: null },
          },
        ],
      },
    ],
    dueAt: null,
    ...over,
  });
const addReceipt = (folder: string, run: string, text: string): void => {
  const at = join(folder, "sample/backfills", run);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, "receipt.json"), text);
};

describe("/explain", () => {
  it("says state, rule, cause, what it reads and blocks, and the repair, and where the rest is known", async () => {
    const { outcome, answer } = await ask("/explain nbac_gamebook 2025-10-22");
    expect(outcome).toBe("done");
    expect(answer).toMatch(/\*\*State:\*\* `missing`; 0 rows; .*expected/);
    expect(answer).toContain("missing games: `0022500003");
    expect(answer).toMatch(/\*\*Held against:\*\*[\s\S]*full: games: a row for each game/);
    expect(answer).toMatch(/\*\*Finding:\*\*[\s\S]*cause: `[^`]*source/);
    expect(answer).toMatch(/\*\*Computed from:\*\*/);
    expect(answer).toContain("training is BLOCKED; it does not need this table");
    expect(answer).toMatch(/\*\*Last repair that wrote it:\*\* UNKNOWN: no receipt/);
    expect(answer).toContain("on this issue: `/backfill 2025-10-22`");
    expect(answer).toMatch(/`npm run ops -- backfill --environment sample --tables nbac_gamebook/);
    expect(answer).toContain(LIVE);
    expect(outsideCode(answer).replace("(#issuecomment-1)", "")).not.toMatch(/[@#]\w/);
  });

  it("claims no more of a cell without a gap than the reports do", async () => {
    const { outcome, answer } = await ask("/explain psza 2025-01-15");
    expect(outcome).toBe("done");
    expect(answer).toContain("**State:** complete, or expected to be absent.");
    expect(answer).toMatch(/\*\*Computed from:\*\*[\s\S]*0 of \d+ dates not as they should be/);
    expect(answer).toContain("nothing found, so nothing to repair");
    expect(answer).not.toContain("on this issue:");
  });

  it("names what a cell is computed from and what it blocks, by table and date", async () => {
    const { answer } = await ask("/explain bdl_box_scores 2026-01-08");
    expect(answer).toMatch(/\*\*Blocks:\*\*[\s\S]*`player_game_summary` 2026-01-08: 1 of 1 date/);
    expect(answer).toContain("it needs this table");
    const { answer: read } = await ask("/explain psza 2025-11-05");
    expect(read).toMatch(/\*\*Computed from:\*\*[\s\S]*`player_game_summary` 20\d\d-\d\d-\d\d\.\./);
  });

  it("knows a day without games", async () => {
    expect((await ask("/explain psza 2024-12-24")).answer).toContain("no game date");
  });

  it("names the newest receipt that wrote the cell, and the receipts that it cannot read", async () => {
    const { answer } = await ask("/explain nbac_gamebook 2025-10-22", (folder) => {
      addReceipt(folder, "b-1", receipt("b-1", "2026-01-20T00:00:00Z"));
      addReceipt(
        folder,
        "b-2",
        receipt("b-2", "2026-01-21T00:00:00Z", { undoneAt: "2026-01-22T00:00:00Z" }),
      );
      addReceipt(
        folder,
        "b-3",
        receipt("b-3", "2026-01-23T00:00:00Z", { environment: "production" }),
      );
      addReceipt(folder, "b-4", "{");
    });
    expect(answer).toMatch(
      /wrote it:\*\* `b-2`, .*24 rows after it, undone .*; 1 receipt could not be read/,
    );
  });

  it("takes no word of another validation's causes, and says that it does not know", async () => {
    const { answer } = await ask("/explain psza 2025-10-22", (folder) =>
      edit(folder, "cause-runs.json", (text) =>
        JSON.stringify({ ...JSON.parse(text), run: "another" }),
      ),
    );
    expect(answer).toMatch(/\*\*Repair:\*\*[\s\S]*UNKNOWN for 2025-10-22/);
    expect(answer).toContain("game dates UNKNOWN");
  });

  it("says UNKNOWN of a table that could not be read, with the error in code", async () => {
    const { answer } = await ask("/explain psza 2025-01-15", (folder) =>
      edit(folder, "run.json", (text) => {
        const unread = [{ table: "psza", cells: 308, error: "403 @acme/all <b>" }];
        return JSON.stringify({ ...JSON.parse(text), unread });
      }),
    );
    expect(answer).toContain("**State:** UNKNOWN: `403 @acme/all <b>`");
    expect(answer).toContain("**Finding:** UNKNOWN");
  });

  it.each([
    [
      "/explain nbac_gamebok 2025-10-22",
      /no table "nbac_gamebok"/,
      "/explain nbac_gamebook 2025-10-22",
    ],
    ["/explain psza 2019-01-01", /outside of what the newest/, "/explain psza 2024-10-22"],
    ["/explain psza 2026-03-01", /outside of what the newest/, "/explain psza 2026-01-25"],
  ])("refuses %s with the nearest that it could answer", async (text, why, instead) => {
    const { outcome, answer } = await ask(text);
    expect(outcome).toBe("refused");
    expect(answer).toMatch(why);
    expect(answer).toContain(`Write \`${instead}\` in a new comment.`);
  });

  it.each([
    ["is none", (folder: string) => rmSync(folder, { recursive: true })],
    [
      "is of another environment",
      (folder: string) =>
        edit(folder, "run.json", (text) => text.replaceAll('"sample"', '"other"')),
    ],
    ["is damaged", (folder: string) => edit(folder, "run.json", () => "{")],
  ])("names the command that reads live where the validation %s", async (_, change) => {
    const { outcome, answer } = await ask("/explain nbac_gamebook 2025-10-22", change);
    expect(outcome).toBe("refused");
    expect(answer).toContain(
      "npm run ops -- explain nbac_gamebook 2025-10-22 --environment sample",
    );
  });

  it.each(Object.entries(HOSTILE))("takes %s neither as a table nor as a date", (_, value) => {
    for (const text of [`/explain ${value} 2025-10-22`, `/explain psza ${value}`])
      expect(readCommand(text).status === "command" && !/[\n]/.test(value)).toBe(false);
  });
});
