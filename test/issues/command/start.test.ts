import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  isAnswerTo,
  lastStart,
  printAnswerMark,
  printStart,
  StartSchema,
} from "../../../src/issues/command/start.ts";
import { sameStart } from "../../../src/issues/command/under-way.ts";

const START = { environment: "sample", issue: "17", dates: "2025-10-21" } as const;
const FILE = join(import.meta.dirname, "../../../.github/workflows/backfill.yml");

describe("what a command starts", () => {
  it("makes a title that tells its environment, its issue, its run, and whether it only plans", () => {
    const name = String(parse(readFileSync(FILE, "utf8"))["run-name"]);
    const titleOf = (inputs: Record<string, string>) =>
      name
        .replace(/\$\{\{ \(inputs\.environment .*?\}\}/, inputs["environment"] ?? "")
        .replace(/\$\{\{ inputs\.issue .*?\}\}/, inputs["issue"] ? `issue #${inputs["issue"]}` : "")
        .replace(/\$\{\{ inputs\.resume .*?\}\}/, inputs["resume"] ?? "")
        .replace(/\$\{\{ inputs\.dry-run .*?\}\}/, inputs["dry-run"] ? "(dry run)" : "")
        .replace(/\$\{\{.*?\}\}/g, "")
        .trim();
    const production = { environment: "production" };
    const waits = (inputs: Record<string, string>, asked: Record<string, string>) =>
      sameStart({ title: titleOf(inputs), status: "waiting" }, { ...production, ...asked });
    expect(waits({ ...production, issue: "7" }, { issue: "7" })).toBe(true);
    expect(waits({ ...production, issue: "7", "dry-run": "true" }, { issue: "7" })).toBe(false);
    expect(waits({ ...production, issue: "71" }, { issue: "7" })).toBe(false);
    expect(waits({ environment: "production-scraped", issue: "7" }, { issue: "7" })).toBe(false);
    expect(waits({ ...production, resume: "b-1" }, { resume: "b-1" })).toBe(true);
    expect(waits({ ...production, resume: "b-12" }, { resume: "b-1" })).toBe(false);
  });

  it("has only inputs that backfill.yml declares: GitHub refuses others", () => {
    const { on } = parse(readFileSync(FILE, "utf8")) as {
      on: { workflow_dispatch: { inputs: Record<string, { options?: string[] }> } };
    };
    const { inputs } = on.workflow_dispatch;
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(StartSchema.shape)));
    expect(inputs["phase"]?.options).toEqual(
      expect.arrayContaining([...StartSchema.shape.phase.unwrap().options]),
    );
  });

  it("is found again in our comments: the newest that was no dry run", () => {
    const dry = { ...START, "dry-run": "true" } as const;
    const later = { ...START, dates: "2025-10-22" };
    const bodies = [START, later, dry].map((start) => `Started.\n\n${printStart(start)}\n`);
    expect(lastStart(["nothing", ...bodies])).toEqual(later);
    expect(lastStart([])).toBeNull();
  });

  it.each([
    "<!-- nba-pipeline-ops start ",
    "<!-- nba-pipeline-ops start {} -->",
    "<!-- nba-pipeline-ops start {oops -->",
    printStart(START).replace("sample", "../up"),
    `It failed: \`${printStart(START)}\``,
    ` ${printStart(START)} and more`,
  ])("is nothing that is not ours: %s", (body) => {
    expect(lastStart([body])).toBeNull();
  });

  it("is the answer's own, below what it quotes", () => {
    const forged = printStart({ ...START, issue: "99", force: "true" });
    const body = `For \`${forged}\`\n\n${printStart(START)}\n\n${printAnswerMark(5)}\r\n`;
    expect(lastStart([body])).toEqual(START);
    expect(isAnswerTo(5, body)).toBe(true);
    expect(isAnswerTo(5, `For \`${printAnswerMark(5)}\``)).toBe(false);
  });
});
