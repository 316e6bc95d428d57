import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assess } from "../../src/findings/assess/assess.ts";
import { waiverNotes } from "../../src/findings/waivers.ts";
import { declaredRange } from "../../src/pipeline/rules.ts";
import type { Waiver } from "../../src/pipeline/schema.ts";
import { renderHandoff } from "../../src/render/handoff/handoff.ts";
import { renderConsole, renderSummary } from "../../src/render/summary/summary.ts";
import { aProvenance } from "../support/assessments.ts";
import { aGrid, GAME_DATE, LONG_AFTER, read, someCounts, unread } from "../support/grids.ts";
import { sampleAssessment } from "../support/handoffs.ts";
import { outsideCode } from "../support/markdown.ts";
import { altered } from "../support/pipeline.ts";
import { aPipeline, aTable, byGames, day } from "../support/pipelines/declarations.ts";
import { ops } from "../support/processes.ts";
import { ownFolder } from "../support/warehouses.ts";

const aWaiver = (over: Partial<Waiver> = {}): Waiver => ({
  games: ["g1"],
  tables: ["box_scores"],
  reason: "withheld by its source",
  expires: day("2026-12-31"),
  ...over,
});

const EMPTY = read({});
const ONE_GAME = read({ [GAME_DATE]: someCounts({ games: 1, gameIds: new Set(["g2"]) }) });
const BOTH = read({ [GAME_DATE]: someCounts() });

function notesOf(
  waiver: Waiver,
  observation = BOTH,
  { environment, range }: { environment?: string; range?: "short" } = {},
) {
  const tables = [aTable({ full: byGames() })];
  const pipeline = aPipeline({ waivers: [waiver], tables });
  const grid = aGrid({
    pipeline,
    observations: new Map([["box_scores", observation]]),
    ...(range === "short" ? {} : { range: declaredRange(pipeline, LONG_AFTER) }),
    ...(environment === undefined ? {} : { environment }),
  });
  return waiverNotes(grid).map(({ status }) => status);
}

describe("a waiver", () => {
  it.each([
    ["a game that is absent", aWaiver(), ONE_GAME],
    ["a game of a date without rows", aWaiver(), EMPTY],
    ["a date without rows", aWaiver({ games: undefined, dates: [GAME_DATE] }), EMPTY],
    ["a date that lacks a game", aWaiver({ games: undefined, dates: [GAME_DATE] }), ONE_GAME],
    ["what could not be read", aWaiver(), unread()],
    [
      "a date that is still to come",
      aWaiver({ games: undefined, dates: [day("2026-03-01")] }),
      BOTH,
    ],
  ])("that excuses %s is fine", (_, waiver, observation) => {
    expect(notesOf(waiver, observation)).toEqual([]);
  });

  it.each([
    ["a game that is there", aWaiver(), BOTH],
    ["a game that nobody scheduled", aWaiver({ games: ["g9"] }), ONE_GAME],
    ["a full date", aWaiver({ games: undefined, dates: [GAME_DATE] }), BOTH],
    ["a date without games", aWaiver({ games: undefined, dates: [day("2026-01-11")] }), EMPTY],
    ["a table that is not watched here", aWaiver({ tables: ["elsewhere"] }), EMPTY],
    ["nothing at all", aWaiver({ games: undefined }), EMPTY],
  ])("for %s is unused", (_, waiver, observation) => {
    expect(notesOf(waiver, observation)).toEqual(["unused"]);
  });

  it("is called unused by a look at the whole declared range alone", () => {
    expect(notesOf(aWaiver(), BOTH, { range: "short" })).toEqual([]);
  });

  it("is expired on the day after its last, whatever it would excuse, and however short the look", () => {
    const expires = (text: string) => aWaiver({ expires: day(text) });
    expect(notesOf(expires("2026-02-01"), ONE_GAME)).toEqual([]);
    expect(notesOf(expires("2026-01-31"), ONE_GAME)).toEqual(["expired"]);
    expect(notesOf(expires("2026-01-31"), BOTH, { range: "short" })).toEqual(["expired"]);
  });

  it("of another environment is nobody's business here", () => {
    expect(notesOf(aWaiver({ environments: ["other"], games: ["g9"] }), BOTH)).toEqual([]);
  });
});

describe("waivers to look at", () => {
  it("are none on the shipped sample, whose waivers all excuse something", async () => {
    for (const scenario of ["healthy", "incident"] as const)
      expect(waiverNotes((await sampleAssessment(scenario)).grid)).toEqual([]);
  });

  it("are in the summary, the terminal and the handoff, make no finding, and mention nobody", () => {
    const waivers = [
      aWaiver({ games: ["@all", "#1"], expires: day("2026-01-01") }),
      aWaiver({ games: ["<b>"] }),
    ];
    const pipeline = aPipeline({ waivers });
    const grid = aGrid({ pipeline, range: declaredRange(pipeline, LONG_AFTER) });
    const assessment = assess(grid);
    const bare = assess({ ...grid, pipeline: aPipeline() });
    expect(assessment.counts).toEqual(bare.counts);
    for (const text of [renderSummary(assessment), renderHandoff(assessment, aProvenance())]) {
      expect(text).toMatch(
        /The waiver for `games @all and 1 more in box_scores` expired on 2026-01-01/,
      );
      expect(text).toMatch(/The waiver for `game <b> in box_scores` \(until .*\) excuses nothing/);
      expect(outsideCode(text)).not.toMatch(/@all|<b>/);
    }
    expect(renderConsole(assessment)).toMatch(/waiver for games @all.*expired on 2026-01-01/);
    expect(renderSummary(bare)).not.toMatch(/waiver/);
  });

  it("are named by config check once they have expired, and it passes", async () => {
    const file = join(ownFolder(), "pipeline.yaml");
    writeFileSync(
      file,
      altered(({ waivers }) => {
        waivers[0].expires = "2020-01-01";
      }),
    );
    const { code, stdout } = await ops("config", "check", "--pipeline", file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/valid.*\n.*0052400101 and 5 more in .*expired on 2020-01-01/);
    const json = await ops("config", "check", "--json", "--pipeline", file);
    expect(JSON.parse(json.stdout).notes).toHaveLength(1);
  });
});
