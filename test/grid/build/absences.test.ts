import { describe, expect, it } from "vitest";
import type { PipelineConfig, TableConfig } from "../../../src/pipeline/schema.ts";
import {
  aDay,
  aGame,
  cellOf,
  GAME_DATE,
  LONG_AFTER,
  read,
  someCounts,
} from "../../support/grids.ts";
import { aPipeline, aWaiver, byGames, day, OPENING } from "../../support/pipelines/declarations.ts";

const REASON = "The source withholds it.";
const withWaiver = (over: Parameters<typeof aWaiver>[0]): PipelineConfig =>
  aPipeline({ waivers: [aWaiver({ reason: REASON, ...over })] });

const cell = (pipeline: PipelineConfig, table: Partial<TableConfig> = {}, observation = read({})) =>
  cellOf(table, observation, { pipeline });

describe("a waiver by date", () => {
  it("makes the cell expected to be absent, with its reason", () => {
    expect(cell(withWaiver({ dates: [GAME_DATE] }))).toMatchObject({
      state: "expected-absent",
      reason: REASON,
    });
  });

  it("leaves other dates and other tables as they are", () => {
    expect(cell(withWaiver({ dates: [day("2026-01-09")] })).state).toBe("missing");
    expect(cell(withWaiver({ dates: [GAME_DATE], tables: ["gamebook"] })).state).toBe("missing");
  });

  it("has no effect in another environment, or once it has expired", () => {
    const elsewhere = withWaiver({ dates: [GAME_DATE], environments: ["production"] });
    expect(cell(elsewhere).state).toBe("missing");
    const yesterday = day(new Date(LONG_AFTER.getTime() - 86_400_000).toISOString().slice(0, 10));
    expect(cell(withWaiver({ dates: [GAME_DATE], expires: yesterday })).state).toBe("missing");
    const today = day(LONG_AFTER.toISOString().slice(0, 10));
    expect(cell(withWaiver({ dates: [GAME_DATE], expires: today })).state).toBe("expected-absent");
  });
});

describe("a waiver by game", () => {
  const table = { full: byGames() };
  const oneGame = read({ [GAME_DATE]: someCounts({ games: 1, gameIds: new Set(["g2"]) }) });

  it("asks only for the other games of the date", () => {
    expect(cell(withWaiver({ games: ["g1"] }), table, oneGame)).toMatchObject({
      state: "complete",
      expected: 1,
      missingGames: [],
    });
  });

  it("does not excuse a game that it does not name", () => {
    const other = read({ [GAME_DATE]: someCounts({ games: 1, gameIds: new Set(["g1"]) }) });
    expect(cell(withWaiver({ games: ["g1"] }), table, other)).toMatchObject({
      state: "partial",
      missingGames: ["g2"],
    });
  });

  it("makes a date of nothing but waived games expected to be absent, with its reason", () => {
    expect(cell(withWaiver({ games: ["g1", "g2"] }), table)).toMatchObject({
      state: "expected-absent",
      reason: REASON,
    });
  });

  it("is no over-count where the waived game came after all", () => {
    const both = read({ [GAME_DATE]: someCounts() });
    expect(cell(withWaiver({ games: ["g1"] }), table, both)).toMatchObject({
      state: "complete",
      surplus: 0,
    });
  });
});

describe("a table that begins later", () => {
  it("is expected to be absent before, and from that date on it is not", () => {
    expect(cell(aPipeline(), { since: day("2026-01-11") })).toMatchObject({
      state: "expected-absent",
      reason: "box_scores begins on 2026-01-11",
    });
    expect(cell(aPipeline(), { since: GAME_DATE }).state).toBe("missing");
  });
});

describe("the season's warm-up", () => {
  const warm = aPipeline({ warmUp: { days: 2, policy: "annotate", tables: ["box_scores"] } });
  const stateOn = (seasonDay: number, policy: "annotate" | "expected", pipeline = warm) =>
    cellOf({}, read({}), {
      pipeline,
      policy,
      days: [aDay({ date: OPENING, seasonDay, games: [aGame()] })],
    });

  it("is a gap like others by default", () => {
    expect(stateOn(0, "annotate").state).toBe("missing");
  });

  it("is expected under the policy expected, from day 0 to the day before its number of days", () => {
    expect(stateOn(0, "expected")).toMatchObject({
      state: "expected-absent",
      reason: "season warm-up: day 0 of the first 2",
    });
    expect(stateOn(1, "expected").state).toBe("expected-absent");
    expect(stateOn(2, "expected").state).toBe("missing");
  });

  it("excuses its own tables only", () => {
    expect(stateOn(0, "expected", aPipeline()).state).toBe("missing");
  });
});
