import { describe, expect, it } from "vitest";
import { lookupOf, type ScheduledGame } from "../../../../src/producers/scrapers/game/game.ts";
import {
  type BoxScores,
  parseBoxScores,
  type WhoIs,
} from "../../../../src/producers/scrapers/sources/bdl-box-scores.ts";
import { day } from "../../../support/pipelines/declarations.ts";
import { bytesOf, realAnswer, realJson } from "../../../support/scrapers/originals.ts";

const FILE = "bdl_box_scores_2024-01-15.json";
const DATE = day("2024-01-15");

const GAMES: readonly ScheduledGame[] = realJson(FILE).data.map(
  // biome-ignore lint/suspicious/noExplicitAny: a source's own words.
  (one: any, index: number): ScheduledGame => ({
    id: `00223005${String(index).padStart(2, "0")}`,
    date: DATE,
    home: one.home_team.abbreviation,
    away: one.visitor_team.abbreviation,
    homeScore: one.home_team_score,
    awayScore: one.visitor_team_score,
  }),
);
/** The source's own ids stand in for the league's. */
const everybody: WhoIs = ({ id, name }) => ({ player: id, name, lookup: lookupOf(name) });
const real = (games = GAMES) => accepted(parseBoxScores(realAnswer(FILE), DATE, games, everybody));
/** The games of an answer that refuses none of them. */
function accepted({ found, refused }: BoxScores) {
  expect(refused).toEqual([]);
  return found;
}

describe("the real box scores", () => {
  it("are 11 games whose points are the final scores", () => {
    const games = real();
    expect(games).toHaveLength(11);
    for (const [index, { rows }] of games.entries()) {
      const { home, away, homeScore, awayScore } = GAMES[index] as ScheduledGame;
      const sum = (team: string) =>
        rows
          .filter((row) => row["team_abbr"] === team)
          .reduce((all, row) => all + Number(row["points"]), 0);
      expect([sum(home), sum(away)]).toEqual([homeScore, awayScore]);
    }
    expect(games.flatMap(({ rows }) => rows)).toHaveLength(229);
  });

  it("have who played, spelled as the tables spell him, and no plus-minus", () => {
    const rows = real().flatMap((one) => one.rows);
    expect(rows.find((row) => row["player_name"] === "Kelly Oubre Jr.")).toMatchObject({
      ...{ player_lookup: "kellyoubrejr", team_abbr: "PHI", opponent_abbr: "HOU" },
      ...{ is_home: true, minutes: 26, points: 7, fgm: 3, fga: 8, season: 2023 },
      ...{ plus_minus: null, attempts_derived: false },
    });
    expect(rows.every((row) => row["player_id"] !== null)).toBe(true);
  });

  it("leave out games that are not asked for, and those that are not there", () => {
    const other = { ...(GAMES[0] as ScheduledGame), id: "0022300999", home: "DEN", away: "SAC" };
    expect(real([GAMES[3] as ScheduledGame, other]).map(({ game }) => game)).toEqual([
      "0022300503",
    ]);
  });
});

describe("damaged box scores", () => {
  // biome-ignore lint/suspicious/noExplicitAny: lines are damaged in ways that no type allows.
  const changed = (change: (data: any[]) => unknown) => {
    const value = realJson(FILE);
    change(value.data);
    return bytesOf(value);
  };
  it.each([
    ["empty", Buffer.from(" "), /it is empty/],
    ["HTML", Buffer.from("<html></html>"), /a page of HTML/],
    ["without data", bytesOf({ error: "rate limited" }), /data: /],
    [
      "of another date",
      changed((data) => {
        data[2].date = "2024-01-16";
      }),
      /it has a game of 2024-01-16, and 2024-01-15 was asked for/,
    ],
  ])("are refused as a whole when they are %s", (_, bytes, reason) => {
    expect(() => parseBoxScores(bytes, DATE, GAMES, everybody)).toThrow(reason);
  });

  it.each([
    [
      "with a player short",
      changed((data) => data[0].home_team.players.splice(2, 1)),
      /the players of PHI have 83 points together, and the team 124/,
    ],
    [
      "with points that are not the shots'",
      changed((data) => {
        data[0].home_team.players[2].pts += 1;
        data[0].home_team.players[1].pts -= 1;
      }),
      /Tobias Harris has 9 points, and shots of 10/,
    ],
    [
      "with minutes that nobody played",
      changed((data) => {
        data[0].home_team.players[2].min = "90";
      }),
      /the minutes of PHI add up to/,
    ],
    ["with a game twice", changed((data) => data.push(data[0])), /it has HOU@PHI 2 times/],
    [
      "with a player twice in the place of another",
      changed(({ 0: game }) => {
        const { players } = game.home_team;
        players[2].player = players[1].player;
      }),
      /has .* 2 times: a line is doubled, and another player is missing/,
    ],
    [
      "with a player on both teams",
      changed(({ 0: game }) => {
        game.home_team.players[2].player = game.visitor_team.players[2].player;
      }),
      /2 times: a line is doubled/,
    ],
  ])("refuse their game alone %s", (_, bytes, reason) => {
    const { found, refused } = parseBoxScores(bytes, DATE, GAMES, everybody);
    expect(refused).toEqual([{ game: GAMES[0], words: expect.stringMatching(reason) }]);
    expect(found).toHaveLength(10);
  });

  it("refuse their game alone with another score than the schedule", () => {
    const [first, ...rest] = GAMES as [ScheduledGame, ...ScheduledGame[]];
    const games = [{ ...first, awayScore: 1 }, ...rest];
    const { refused } = parseBoxScores(realAnswer(FILE), DATE, games, everybody);
    expect(refused.map(({ words }) => words)).toEqual([
      "its box scores end HOU 115, PHI 124; the schedule has HOU 1, PHI 124",
    ]);
  });
});
