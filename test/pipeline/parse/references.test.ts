import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkReferences } from "../../../src/pipeline/parse/references.ts";
import { PipelineSchema } from "../../../src/pipeline/schema.ts";
import { altered, type Declaration, SHIPPED } from "../../support/pipeline.ts";

/** What is said about the shipped declaration after a change: path and message. */
function problems(change: (pipeline: Declaration) => void): string[] {
  const pipeline = PipelineSchema.parse(parse(altered(change)));
  return checkReferences(pipeline).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const NO_TABLE = /there is no table "nowhere"; declared are nbac_schedule, rosters, /;

it("nothing is wrong with the shipped pipeline", () => {
  expect(checkReferences(SHIPPED)).toEqual([]);
});

describe("a name must be declared where it is used:", () => {
  it.each<[string, (pipeline: Declaration) => void]>([
    ["tables.5.upstream.1.table", (p) => (p["tables"][5].upstream[1].table = "nowhere")],
    ["tables.11.full.share.of", (p) => (p["tables"][11].full.share.of = "nowhere")],
    ["score.stages.0.tables.1", (p) => (p["score"].stages[0].tables[1] = "nowhere")],
    ["score.stages.3.table", (p) => (p["score"].stages[3].table = "nowhere")],
    ["score.stages.4.of", (p) => (p["score"].stages[4].of = "nowhere")],
    ["warmUp.tables.0", (p) => (p["warmUp"].tables[0] = "nowhere")],
    ["calendar.table", (p) => (p["calendar"].table = "nowhere")],
    ["waivers.0.tables.0", (p) => (p["waivers"][0].tables[0] = "nowhere")],
    ["criteria.6.table", (p) => (p["criteria"][6].table = "nowhere")],
  ])("the table at %s", (path, change) => {
    const [first, ...rest] = problems(change);
    expect(first).toMatch(new RegExp(`^${path}: ${NO_TABLE.source}`));
    expect(rest).toEqual([]);
  });

  it("the phase of a table", () => {
    expect(problems((p) => (p["tables"][0].phase = "rae"))).toEqual([
      expect.stringMatching(
        /^tables\.0\.phase: there is no phase "rae"; declared are schedule, raw, /,
      ),
    ]);
  });

  it("the environment of a producer", () => {
    const change = (p: Declaration) =>
      (p["tables"][0].producers.prod = p["tables"][0].producers.production);
    expect(problems(change)).toEqual([
      'tables.0.producers.prod: there is no environment "prod"; declared are sample, sample-bigquery, production, sample-scraped, production-scraped',
    ]);
  });

  it("the environment of a waiver", () => {
    expect(problems((p) => (p["waivers"][0].environments = ["staging"]))).toEqual([
      'waivers.0.environments.0: there is no environment "staging"; declared are sample, sample-bigquery, production, sample-scraped, production-scraped',
    ]);
  });

  it("the tables behind the 20 columns, where that profile is asked for", () => {
    const rename = (p: Declaration) => {
      p["healthCsv"] = "nba-20";
      p["waivers"] = [];
      p["criteria"] = [];
      p["score"].stages[0].tables = ["bdl_box_scores"];
      p["tables"][3].id = "gamebook";
    };
    expect(problems(rename)).toEqual([
      expect.stringMatching(/^healthCsv: there is no table "nbac_gamebook"/),
    ]);
    const withoutProfile = (p: Declaration) => {
      rename(p);
      p["healthCsv"] = "none";
    };
    expect(problems(withoutProfile)).toEqual([]);
  });
});

describe("an id is declared once:", () => {
  it.each(["tables", "phases", "seasons"])("in %s", (list) => {
    const found = problems((p) => (p[list][1].id = p[list][0].id));
    expect(found[0]).toMatch(new RegExp(`^${list}\\.1\\.id: ".+" is declared twice$`));
  });
});

describe("what contradicts itself is refused:", () => {
  it("a window whose oldest date is nearer than its newest", () => {
    expect(problems((p) => (p["tables"][8].upstream[1].window = { from: 1, to: 365 }))).toEqual([
      "tables.8.upstream.1.window: from (1 days back) is nearer than to (365)",
    ]);
  });

  it("distinct values of a table that is counted by game", () => {
    expect(problems((p) => (p["tables"][2].measures = { teams: { distinct: "team" } }))).toEqual([
      "tables.2.measures: distinct values cannot be added up over games; count this table another way",
    ]);
  });

  it("a waiver of neither games nor dates", () => {
    expect(problems((p) => delete p["waivers"][0].games)).toEqual([
      "waivers.0: names neither games nor dates",
    ]);
  });

  it("a count of missing dates without its table", () => {
    expect(problems((p) => delete p["criteria"][6].table)).toEqual([
      "criteria.6: missing_dates needs a table",
    ]);
  });

  it("a criterion with two limits, or with none", () => {
    expect(problems((p) => (p["criteria"][0].below = 95))).toEqual([
      "criteria.0: needs one of above and below",
    ]);
    expect(problems((p) => delete p["criteria"][0].above)).toEqual([
      "criteria.0: needs one of above and below",
    ]);
  });

  it("a season that closes before it opens", () => {
    expect(problems((p) => (p["seasons"][1].closes = "2025-10-01"))).toEqual([
      "seasons.1.closes: is before the season opens",
    ]);
  });

  it("seasons that overlap or are out of order", () => {
    expect(problems((p) => (p["seasons"][1].opens = "2025-06-22"))).toEqual([
      "seasons.1.opens: is not after season 2024-25 closes (2025-06-22)",
    ]);
  });

  it("bands that are not in falling order", () => {
    expect(problems((p) => (p["score"].bands.good = 95))).toEqual([
      "score.bands: excellent (90), good (95) and fair (50) must fall in this order",
    ]);
  });

  it("upstreams that form a cycle, with the way round", () => {
    const change = (p: Declaration) => (p["tables"][2].upstream = [{ table: "mlfs" }]);
    expect(problems(change)).toEqual([
      expect.stringMatching(
        /^tables: upstreams form a cycle: bdl_box_scores -> mlfs -> .* -> bdl_box_scores$/,
      ),
    ]);
  });
});
