import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { layerCheck } from "../../src/findings/assess/completeness.ts";
import { buildCalendar } from "../../src/grid/calendar/calendar.ts";
import { columnOf } from "../../src/grid/grid.ts";
import { loadSample } from "../../src/jobs/sample/load-sample.ts";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import type { PipelineConfig } from "../../src/pipeline/schema.ts";
import { aGrid, read, someCounts } from "../support/grids.ts";
import { altered, type Declaration, ROOT, SHIPPED } from "../support/pipeline.ts";
import { aPipeline, day } from "../support/pipelines/declarations.ts";
import { ownFolder } from "../support/warehouses.ts";

const daily = (over: Partial<PipelineConfig> = {}): PipelineConfig =>
  aPipeline({ calendar: { kind: "daily" }, ...over });

describe("a daily calendar", () => {
  it("has every day of the declared seasons within the range, both ends included, and none between", () => {
    const pipeline = daily({
      seasons: [
        { id: "a", opens: day("2026-02-27"), closes: day("2026-03-01") },
        { id: "b", opens: day("2026-03-04"), closes: day("2026-03-31") },
      ],
    });
    const range = { first: day("2026-02-28"), last: day("2026-03-05") };
    expect(buildCalendar(pipeline, [], range)).toEqual([
      { date: "2026-02-28", season: "a", seasonDay: 1, games: [] },
      { date: "2026-03-01", season: "a", seasonDay: 2, games: [] },
      { date: "2026-03-04", season: "b", seasonDay: 0, games: [] },
      { date: "2026-03-05", season: "b", seasonDay: 1, games: [] },
    ]);
  });

  it("expects rows on each of its days, although there are no games", () => {
    const range = { first: day("2026-01-10"), last: day("2026-01-11") };
    const grid = aGrid({
      pipeline: daily(),
      range,
      days: buildCalendar(daily(), [], range),
      observations: new Map([["box_scores", read({ "2026-01-10": someCounts() })]]),
    });
    expect(columnOf(grid, "box_scores").map(({ state }) => state)).toEqual(["complete", "missing"]);
    expect(layerCheck(grid)).toMatchObject([
      { unit: "dates", has: 1, of: 2, short: ["2026-01-11"], unknown: 0 },
    ]);
  });

  it("still leaves out what is waived by date", () => {
    const waiver = {
      ...{ tables: ["box_scores"], dates: [day("2026-01-10")], expires: day("2029-12-31") },
      reason: "The source was moved that day.",
    };
    const pipeline = daily({ waivers: [waiver] });
    const range = { first: day("2026-01-10"), last: day("2026-01-10") };
    const grid = aGrid({ pipeline, range, days: buildCalendar(pipeline, [], range) });
    expect(columnOf(grid, "box_scores")[0]).toMatchObject({
      ...{ state: "expected-absent", reason: waiver.reason },
    });
  });
});

describe("a pipeline with a daily calendar", () => {
  const shop = (change: (declaration: Declaration) => void = () => undefined) => {
    const declaration = parse(
      readFileSync(join(ROOT, "examples/web-shop/pipeline.yaml"), "utf8"),
    ) as Declaration;
    change(declaration);
    return () => parsePipeline(stringify(declaration), "shop.yaml");
  };
  const refusal = "needs games, and a daily calendar has none";

  it("is valid as the example has it, and the calendar of games is one with or without its kind", () => {
    expect(shop()().calendar).toEqual({ kind: "daily" });
    const kind = altered((declaration) => {
      declaration["calendar"].kind = "schedule";
    });
    expect(parsePipeline(kind, "p.yaml").calendar).toEqual({
      ...SHIPPED.calendar,
      kind: "schedule",
    });
    expect(SHIPPED.calendar).not.toHaveProperty("kind");
  });

  it.each<[string, (declaration: Declaration) => void]>([
    ["tables[0].full.games", (p) => (p["tables"][0].full = { games: {} })],
    ["tables[0].reconcile", (p) => (p["tables"][0].reconcile = { points: "price" })],
    [
      "score.stages[0].kind",
      (p) => (p["score"].stages[0] = { id: "orders", kind: "games", tables: ["orders"] }),
    ],
    [
      "waivers[0].games",
      (p) =>
        (p["waivers"] = [
          { games: ["1"], tables: ["orders"], reason: "Nobody ordered.", expires: "2029-12-31" },
        ]),
    ],
  ])("cannot have %s", (path, change) => {
    expect(shop(change)).toThrow(`${path}: ${refusal}`);
  });

  it("cannot have the operators' 20 columns, a table of games, or another kind", () => {
    expect(shop((p) => (p["healthCsv"] = "nba-20"))).toThrow(`healthCsv: ${refusal}`);
    expect(shop((p) => (p["calendar"].table = "orders"))).toThrow(
      /shop\.yaml:\d+:\d+: calendar\.table: unknown key "table"/,
    );
    expect(shop((p) => (p["calendar"].kind = "weekly"))).toThrow(/calendar/);
  });

  it("is not what the recorded sample is built for", async () => {
    const load = loadSample(
      {
        pipeline: { ...SHIPPED, calendar: { kind: "daily" } },
        environment: "sample",
        scenario: { $comment: "", asOf: "2026-01-26T12:00:00Z", empty: [], phantomGames: [] },
        path: join(ownFolder(), "sample.duckdb"),
        root: ROOT,
      },
      { lockWaitMs: 0, onWait: () => undefined },
      () => undefined,
    );
    await expect(load).rejects.toThrow(/The sample's dates come from a schedule/);
  });
});
