import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { type Advice, adviseAll } from "../../src/advice/advice.ts";
import { groupByCause } from "../../src/advice/blocks/group.ts";
import { targetOf } from "../../src/advice/blocks/target.ts";
import { outlinePhases } from "../../src/advice/phases.ts";
import { addDays } from "../../src/dates/civil-date.ts";
import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import { CAUSE_KINDS, type CauseKind } from "../../src/findings/causes/causes.ts";
import type { Diagnosis } from "../../src/findings/causes/diagnosis.ts";
import { findingOf } from "../../src/findings/finding.ts";
import { runsOf } from "../../src/findings/runs.ts";
import type { Grid } from "../../src/grid/grid.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import { anAssessment } from "../support/assessments.ts";
import { season2024 } from "../support/csv-assessment.ts";
import { aCell } from "../support/grids.ts";
import { sampleAssessment } from "../support/handoffs.ts";
import { SHIPPED, SHIPPED_TEXT, withOverride, withoutAddresses } from "../support/pipeline.ts";
import { WHOLE_SAMPLE } from "../support/validations.ts";
import { openSample } from "../support/warehouses.ts";

const PATHS = { pipelineFile: null, out: null, csvFile: null };

const adviceFor = ({ grid, diagnoses }: Assessment): readonly Advice[] =>
  adviseAll(grid, diagnoses, targetOf(grid, PATHS));

const groups = (advice: readonly Advice[]) =>
  advice.map(({ group, repair }) => [
    group.finding.id,
    group.cause,
    group.dates.length,
    repair.way,
  ]);

/** One diagnosis of each cause over the last two dates, whatever the grid shows: advice must stand for all of them. */
function oneOfEach(grid: Grid, table: string): Diagnosis[] {
  const dates = grid.days.slice(-2).map(({ date }) => date);
  const cells = dates.map((date) =>
    aCell({
      date,
      table,
      state: "partial",
      games: 1,
      expected: 2,
      missingGames: ["0022500001"],
      unreconciled: ["0022500002"],
    }),
  );
  return CAUSE_KINDS.map((cause): Diagnosis => {
    const finding = findingOf(grid, {
      kind: "games-short",
      subject: cause,
      priority: "P1",
      title: `a finding of ${cause}`,
      cells,
    });
    if (finding === null) throw new Error("A finding with cells is one.");
    const [run] = runsOf(dates, grid.days);
    if (run === undefined) throw new Error("Two dates make a run.");
    return { cause, finding, run, tables: [table], evidence: ["because"] };
  });
}

/** The shipped declaration with a piece of advice put under its key, as a person would: lists grow, entries by id merge. */
function withPiece(yaml: string): string {
  const declared = parse(SHIPPED_TEXT);
  for (const [key, value] of Object.entries(parse(yaml) as Record<string, unknown>)) {
    const before = declared[key];
    if (key === "calendar") Object.assign(before, value);
    else if (!Array.isArray(value) || !Array.isArray(before)) declared[key] = value;
    else
      for (const entry of value) {
        const there = before.find((one) => one.id !== undefined && one.id === entry.id);
        if (there === undefined) before.push(entry);
        else Object.assign(there, entry);
      }
  }
  return stringify(declared);
}

describe("advice on the incident", () => {
  it("takes the runs of one cause together, and says how each is repaired", async () => {
    expect(groups(adviceFor(await sampleAssessment("incident")))).toEqual([
      ["phase-missing:precompute", "warm-up", 28, "run"],
      ["table-missing:nbac_gamebook", "source-outage", 51, "run"],
      ["games-short:raw", "stale-schedule", 1, "refresh"],
      ["games-short:analytics", "stale-schedule", 1, "refresh"],
      ["recent-lag:recent", "stale-schedule", 2, "refresh"],
      ["games-short:schedule", "stale-schedule", 1, "refresh"],
      ["phase-partial:precompute", "warm-up-tail", 22, "run"],
      ["phase-partial:precompute", "phase-failure", 3, "run"],
      ["table-missing:player_prop_predictions", "cascade", 28, "never"],
    ]);
  });

  it("has a plan of four phases in which every cell is written once", async () => {
    const assessment = await sampleAssessment("incident");
    const target = targetOf(assessment.grid, PATHS);
    const phases = outlinePhases(assessment.grid, adviceFor(assessment), target);
    expect(phases.map(({ cells, dates }) => [cells.length, dates.length])).toEqual([
      [140, 28],
      [52, 52],
      [2, 2],
      [56, 25],
    ]);
    const keys = phases.flatMap(({ cells }) => cells.map(({ table, date }) => `${table} ${date}`));
    expect(new Set(keys).size).toBe(keys.length);
    expect(phases.every(({ handOver }) => handOver.length === 0)).toBe(true);
  });

  it("asks only questions that the warehouse answers", async () => {
    const advice = adviceFor(await sampleAssessment("incident"));
    const queries = advice.flatMap(({ confirm }) =>
      confirm.filter(({ language }) => language === "sql").map(({ text }) => text),
    );
    expect(queries.length).toBeGreaterThan(6);
    await using warehouse = await openSample("incident");
    for (const sql of queries) await expect(warehouse.query(sql), sql).resolves.toBeDefined();
  });

  it("is confirmed by what its queries answer", async () => {
    const advice = adviceFor(await sampleAssessment("incident"));
    await using warehouse = await openSample("incident");
    const answer = async (cause: CauseKind, at = 0) =>
      warehouse.query(advice.find(({ group }) => group.cause === cause)?.confirm[at]?.text ?? "");
    expect(await answer("warm-up")).toEqual([{ first_date: "2024-11-06" }]);
    expect(await answer("warm-up", 1)).toEqual([{ first_date: "2025-11-04" }]);
    expect(await answer("source-outage")).toEqual([]);
    expect(await answer("source-outage", 1)).toHaveLength(51);
    expect(await answer("stale-schedule")).toMatchObject([
      { game_id: "0022500529", game_status: "scheduled", home_score: null },
    ]);
  });

  it("excuses the games of the stale schedule so that nothing lacks them", async () => {
    const advice = adviceFor(await sampleAssessment("incident"));
    const pieces = advice
      .filter(({ group }) => group.cause === "stale-schedule")
      .flatMap(({ prevent }) => prevent.yaml ?? []);
    const waivers = [...new Set(pieces)].flatMap((yaml) => parse(yaml).waivers);
    const pipeline = parsePipeline(withPiece(stringify({ waivers })), "pipeline.yaml");
    await using warehouse = await openSample("incident");
    const after = assess(await observe({ ...WHOLE_SAMPLE, pipeline }, warehouse, () => undefined));
    const causes = after.diagnoses.map(({ cause }) => cause);
    expect(causes).not.toContain("stale-schedule");
    expect(causes).toContain("source-outage");
    expect(after.findings.some(({ kind }) => kind === "over-count")).toBe(false);
  });

  it("has no finding of the warm-up left where it is declared to be expected", async () => {
    const advice = adviceFor(await sampleAssessment("incident"));
    const yaml = advice.find(({ group }) => group.cause === "warm-up")?.prevent.yaml ?? "";
    const pipeline = parsePipeline(withPiece(yaml), "pipeline.yaml");
    await using warehouse = await openSample("incident");
    const { policy } = pipeline.warmUp;
    const grid = await observe({ ...WHOLE_SAMPLE, pipeline, policy }, warehouse, () => undefined);
    expect(assess(grid).counts.P0).toBe(0);
  });
});

describe("advice on the real CSV", () => {
  const advice = adviceFor(season2024(withOverride()));

  it("addresses the environment that is no recording, and needs the override there", () => {
    const [first] = advice;
    expect(first?.group.cause).toBe("warm-up");
    expect(first?.repair.includeWarmUp).toBe(true);
    expect(first?.repair.line).toContain("backfill --environment production");
    const [handed] = adviceFor(season2024(withoutAddresses()));
    expect(handed?.repair.line).toBeNull();
    expect(first?.repair.words.join(" ")).toContain(
      "without --include-warm-up a run changes nothing",
    );
  });

  it("promises no run where nothing makes the services fill these days", () => {
    const [first] = adviceFor(season2024());
    expect(first?.repair).toMatchObject({
      way: "declare",
      line: null,
      includeWarmUp: false,
      cells: [],
    });
    expect(first?.repair.words.join(" ")).toContain("No backfill can fill these 14 dates");
    expect(first?.prevent.yaml).toContain("policy: expected");
    // The dates that can be had are the others.
    const { completion } = season2024().ceilings;
    expect(completion[4]).toBeCloseTo((100 * (213 - 14)) / 213, 5);
  });

  it("adds up declared minutes, and names the tables of which nobody declared any", () => {
    const { grid } = season2024(withOverride());
    const [first, , , last] = outlinePhases(grid, advice, targetOf(grid, PATHS));
    expect(first?.estimate.undeclared).toEqual([]);
    expect(first?.estimate.minutes).toBeCloseTo(14 * 4 * 0.22, 6);
    expect(last?.estimate.undeclared).toEqual(["team_defense"]);
  });

  it("says whom to ask for which tables and dates", () => {
    const { grid } = season2024(withoutAddresses());
    const target = targetOf(grid, PATHS);
    const last = outlinePhases(grid, advice, target)[3];
    expect(last?.callable).toEqual([]);
    expect(last?.handOver.map(({ owner }) => owner)).toEqual([
      "Phase 3 processors",
      "Phase 4 processors",
    ]);
  });
});

describe.each([
  ["sample", "nbac_gamebook"],
  ["sample", "mlfs"],
  ["sample", "player_prop_predictions"],
  ["production", "bdl_box_scores"],
  ["production", "nbac_gamebook"],
  ["production", "tdza"],
  ["production without addresses", "bdl_box_scores"],
  ["production without addresses", "tdza"],
])("advice in %s on each cause over %s", (where, table) => {
  const { grid: sample } = anAssessment();
  const pipeline = where === "production without addresses" ? withoutAddresses() : SHIPPED;
  const environment = where.split(" ")[0] ?? "";
  const ids = new Set(sample.tables.map(({ id }) => id));
  const tables = pipeline.tables.filter(({ id }) => ids.has(id));
  const grid: Grid = { ...sample, pipeline, tables, environment };
  const advice = adviseAll(grid, oneOfEach(grid, table), targetOf(grid, PATHS));

  it("is there for every kind of cause, with words for prevention and repair", () => {
    expect(advice.map(({ group }) => group.cause)).toEqual([...CAUSE_KINDS]);
    for (const { prevent, repair, why } of advice) {
      expect(prevent.words).not.toBe("");
      expect(repair.words.join(" ")).not.toBe("");
      expect(why).not.toBe("");
    }
  });

  it("has configuration that the schema takes", () => {
    for (const { group, prevent } of advice)
      if (prevent.yaml !== null)
        expect(() => parsePipeline(withPiece(prevent.yaml ?? ""), group.cause)).not.toThrow();
  });

  it("never runs what cannot be rebuilt, nor what nobody here can call", () => {
    const rebuildable = grid.tables.find(({ id }) => id === table)?.rebuildable;
    for (const { repair } of advice) {
      if (rebuildable === false) expect(repair.way).not.toBe("run");
      if (pipeline !== SHIPPED) expect(repair.line ?? "").not.toContain("backfill");
    }
    // Of the box scores nobody knows how their scraper is called.
    const isCalled = table !== "bdl_box_scores";
    if (where === "production")
      expect(advice.some(({ repair }) => repair.line?.includes("backfill"))).toBe(isCalled);
  });
});

it("a run of a cause in another finding is a group of its own", () => {
  const { grid } = anAssessment();
  const [one, two] = oneOfEach(grid, "tdza");
  if (one === undefined || two === undefined) throw new Error("There are more causes than two.");
  expect(groupByCause([one, { ...one, run: two.run }, two])).toHaveLength(2);
});

describe("a query that compares with the dates around", () => {
  it("reads a week before and after, whatever the cause", () => {
    const { grid } = anAssessment();
    const diagnoses = oneOfEach(grid, "nbac_gamebook");
    const [first] = grid.days.slice(-2).map(({ date }) => date);
    const last = grid.days.at(-1)?.date;
    if (first === undefined || last === undefined) throw new Error("The grid has dates.");
    const checks = adviseAll(grid, diagnoses, targetOf(grid, PATHS)).flatMap(({ confirm }) =>
      confirm.filter(({ says }) => says.includes("the dates around")),
    );
    expect(checks.map(({ text }) => text)).toHaveLength(2);
    for (const { text } of checks) {
      expect(text).toContain(addDays(first, -7));
      expect(text).toContain(addDays(last, 7));
    }
  });
});
