import { describe, expect, it } from "vitest";
import {
  checkBoxScore,
  parsePlayByPlay,
} from "../../../../src/producers/scrapers/sources/play-by-play.ts";
import { boxLinesOf } from "../../../../src/producers/scrapers/sources/tables.ts";
import { shippedTable } from "../../../support/pipeline.ts";
import { day } from "../../../support/pipelines/declarations.ts";
import { bytesOf, realAnswer, realJson } from "../../../support/scrapers/originals.ts";
import { openSample } from "../../../support/warehouses.ts";

const FILE = "play_by_play_0022400500.json";
const GAME = {
  ...{ id: "0022400500", date: day("2025-01-06"), home: "MIN", away: "LAC" },
  ...{ homeScore: 108, awayScore: 106 },
};
const real = () => parsePlayByPlay(realAnswer(FILE), GAME);

describe("the real play-by-play", () => {
  it("gives every field goal as the league's published shots have it, row by row", async () => {
    await using sample = await openSample("healthy");
    const columns =
      "game_date, game_id, player_id, shot_number, team_abbr, opponent_abbr, period, seconds_left, zone, distance_ft, is_three, made, modelled";
    const published = await sample.query(
      `SELECT ${columns} FROM \`nba_raw.nbac_play_by_play_shots\` WHERE game_id = '0022400500' ORDER BY player_id, shot_number`,
    );
    const { rows } = real();
    expect(rows).toHaveLength(181);
    const wanted = rows.map((row) =>
      Object.fromEntries(columns.split(", ").map((name) => [name, row[name]])),
    );
    expect(wanted).toEqual(published);
  });

  it("has the makes and the points of the box score, of every player", async () => {
    await using sample = await openSample("healthy");
    const box = await boxLinesOf(sample, shippedTable("bdl_box_scores"), GAME);
    const { lines } = real();
    expect(box.length).toBeGreaterThanOrEqual(lines.size);
    expect(() => checkBoxScore(real(), box)).not.toThrow();
    const [first, ...rest] = box;
    if (first === undefined) throw new Error("The sample has the game.");
    const wrong = [{ ...first, points: first.points + 1 }, ...rest];
    expect(() => checkBoxScore(real(), wrong)).toThrow(/differs from the box score in 1 numbers/);
    const scorer = box.find(({ points }) => points > 0);
    const without = box.filter((line) => line !== scorer);
    expect(() => checkBoxScore(real(), without)).toThrow(/points, and no line/);
  });

  it("says how far the shooter's team was ahead before each shot", () => {
    const margins = real().rows.map((row) => Number(row["score_margin"]));
    expect(margins.every((margin) => Math.abs(margin) < 40)).toBe(true);
    const first = real().rows.find((row) => row["action_number"] === 7);
    expect(first).toMatchObject({ score_margin: 0, x_legacy: 1, y_legacy: 56 });
  });
});

describe("a damaged play-by-play is refused", () => {
  const text = Buffer.from(realAnswer(FILE)).toString();
  // biome-ignore lint/suspicious/noExplicitAny: actions are damaged in ways that no type allows.
  const changed = (change: (actions: any[]) => unknown) => {
    const value = realJson(FILE);
    change(value.game.actions);
    return bytesOf(value);
  };
  const shot = (one: { isFieldGoal: number; shotResult?: string }) =>
    one.isFieldGoal === 1 && one.shotResult === "Made";
  it.each<readonly [string, Uint8Array, RegExp]>([
    ["empty", Buffer.from(""), /it is empty/],
    ["an HTML page", Buffer.from("<!doctype html><p>Access denied"), /a page of HTML/],
    ["cut off", Buffer.from(text.slice(0, 90_000)), /not JSON, or cut off after 90000/],
    ["without actions", bytesOf({ game: { gameId: "0022400500" } }), /game.actions: /],
    [
      "of another game",
      bytesOf({ ...realJson(FILE), game: { ...realJson(FILE).game, gameId: "0022400501" } }),
      /it is of game 0022400501, and 0022400500 was asked for/,
    ],
    ["not over", changed((all) => all.pop()), /the game is not over in it/],
    ["short of a basket", changed((all) => all.splice(all.findIndex(shot), 1)), /its baskets make/],
    [
      "with an action twice",
      changed((all) => all.push(all[5])),
      /1 of its actions are there twice/,
    ],
    [
      "with a shot from nowhere",
      changed((all) => {
        all.find(shot).xLegacy = null;
      }),
      /has no place, or no result/,
    ],
    [
      "with a shot of a kind that is not known",
      changed((all) => {
        all.find(shot).actionType = "4pt";
      }),
      /a field goal of the kind "4pt" is unknown/,
    ],
    ...(
      [
        ["beside the court", { xLegacy: 300 }, /the shot \d+ is from 300, \d+: outside the court/],
        ["behind the baseline", { yLegacy: -80 }, /outside the court/],
        ["beyond the other baseline", { yLegacy: 900 }, /outside the court/],
        ["in a period before the first", { period: 0 }, /period/],
        ["in a period that nobody plays", { period: 15 }, /period 15/],
        [
          "with more time than a quarter has",
          { clock: "PT12M01.00S" },
          /PT12M01\.00S in period \d/,
        ],
        ["with a minute of 75 seconds", { clock: "PT03M75.00S" }, /PT03M75\.00S/],
        ["with more time than an overtime has", { period: 5, clock: "PT05M30.00S" }, /in period 5/],
      ] as const
    ).map(
      ([what, over, reason]) =>
        [
          `with a shot ${what}`,
          changed((all) => Object.assign(all.find(shot), over)),
          reason,
        ] as const,
    ),
    [
      "without its second period",
      changed((all) => {
        for (const one of all) if (one.period === 2) one.period = 1;
      }),
      /it has no play of period 2/,
    ],
  ])("%s", (_, bytes, reason) => {
    expect(() => parsePlayByPlay(bytes, GAME)).toThrow(reason);
  });

  it("with another score than the schedule", () => {
    expect(() => parsePlayByPlay(realAnswer(FILE), { ...GAME, homeScore: 110 })).toThrow(
      /its plays end LAC 106, MIN 108; the schedule has LAC 106, MIN 110/,
    );
  });
});
