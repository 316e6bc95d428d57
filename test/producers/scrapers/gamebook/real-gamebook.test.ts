import { expect, it } from "vitest";
import { teamCalled } from "../../../../src/producers/scrapers/game/teams.ts";
import type {
  Gamebook,
  Played,
  TeamBox,
} from "../../../../src/producers/scrapers/gamebook/gamebook.ts";
import { parseGamebookPdf } from "../../../../src/producers/scrapers/gamebook/parse.ts";
import {
  BOOK,
  type Paper,
  type PaperLayout,
  type PaperTeam,
  printed,
  SHORT,
} from "../../../support/scrapers/gamebook-paper.ts";
import { longDate, type Recorded, recorded } from "../../../support/scrapers/gamebooks.ts";

const REAL = recorded();
const SIDES = ["Memphis Grizzlies", "Cleveland Cavaliers"] as const;

/**
 * The recorded answer has 41 lines for 39 people. Its parser ran over the end of the visitors' list of inactive players: it
 * gave Memphis two of Cleveland's as well, and their heading to the reason of a third.
 */
const DOUBLES = ["Merrill", "Wade"];
function inactiveAsPrinted(team: string): { name: string; reason: string }[] {
  return REAL["inactive_players"]
    .filter((one: Recorded) => one["team"] === team)
    .filter((one: Recorded) => team !== SIDES[0] || !DOUBLES.includes(one["name"]))
    .map(({ name, reason }: Recorded) => ({ name, reason: reason.split(") Inactive:")[0] }));
}

const ofTeam = (list: string, team: string): Recorded[] =>
  REAL[list].filter((one: Recorded) => one["team"] === team);

/** What the recorded answer does not hold (jerseys, positions, periods) is made up. */
function paperTeam(name: string, periods: number[]): PaperTeam {
  return {
    ...{ name, nickname: name.split(" ").at(-1) as string, record: "27-53", periods },
    played: ofTeam("active_players", name).map(({ name: player, stats }, index) => ({
      jersey: String(index),
      name: player,
      ...(index < 5 ? { position: (["F", "F", "C", "G", "G"] as const)[index] as "F" } : {}),
      clock: stats.minutes,
      numbers: Object.values<number>(stats).slice(1, 17),
    })),
    absent: ofTeam("dnp_players", name).map(({ name: player, dnp_reason }, index) => ({
      ...{ jersey: String(30 + index), name: player, why: dnp_reason },
    })),
    inactive: inactiveAsPrinted(name)
      .map((one) => `${one.name} (${one.reason})`)
      .join(", "),
  };
}

const PAPER: Paper = {
  date: longDate(REAL["date"]),
  place: `${REAL["arena"]}, ${REAL["location"]}`,
  officials: REAL["officials"].map(({ number, name }: Recorded) => `#${number} ${name}`).join(", "),
  duration: REAL["game_duration"],
  attendance: `${REAL["attendance"]} (${REAL["attendance_note"]})`,
  visitor: paperTeam(SIDES[0], [25, 28, 24, 21]),
  home: paperTeam(SIDES[1], [30, 26, 33, 21]),
};

async function parsed(layout: PaperLayout): Promise<Gamebook> {
  const expected = {
    ...{ date: REAL["date"], visitor: "MEM" as const, home: "CLE" as const },
    ...{ visitorPoints: 98, homePoints: 110 },
  };
  const result = await parseGamebookPdf(await printed(PAPER, layout), expected);
  if (result.status === "refused") throw new Error(result.reason);
  return result.gamebook;
}

const share = (made: number, attempted: number): number =>
  attempted === 0 ? 0 : Number((made / attempted).toFixed(3));

/** As the recorded answer writes a player's line, its columns in the recorded order. */
function asRecorded(team: string, { name, seconds, stats }: Played): Recorded {
  const { plusMinus, points } = stats;
  return {
    ...{ name, team, status: "active" },
    stats: {
      minutes: `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`,
      field_goals_made: stats.fieldGoalsMade,
      field_goals_attempted: stats.fieldGoalsAttempted,
      three_pointers_made: stats.threesMade,
      three_pointers_attempted: stats.threesAttempted,
      free_throws_made: stats.freeThrowsMade,
      free_throws_attempted: stats.freeThrowsAttempted,
      offensive_rebounds: stats.offensiveRebounds,
      defensive_rebounds: stats.defensiveRebounds,
      total_rebounds: stats.rebounds,
      assists: stats.assists,
      personal_fouls: stats.personalFouls,
      steals: stats.steals,
      turnovers: stats.turnovers,
      blocks: stats.blocks,
      plus_minus: plusMinus,
      points,
      field_goal_percentage: share(stats.fieldGoalsMade, stats.fieldGoalsAttempted),
      three_point_percentage: share(stats.threesMade, stats.threesAttempted),
      free_throw_percentage: share(stats.freeThrowsMade, stats.freeThrowsAttempted),
    },
  };
}

it.each([
  ["short", SHORT],
  ["long", BOOK],
])("the real gamebook in the %s form is read as recorded, field by field", async (_, layout) => {
  const book = await parsed(layout);
  expect(book).toMatchObject({
    ...{ date: REAL["date"], arena: REAL["arena"], city: REAL["city"], state: REAL["state"] },
    ...{ officials: REAL["officials"], duration: REAL["game_duration"] },
    ...{ attendance: REAL["attendance"], attendanceNote: REAL["attendance_note"] },
    ...{ overtimes: 0, remarks: [] },
  });
  for (const box of [book.visitor, book.home]) {
    const { name } = box.team;
    expect(SIDES).toContain(name);
    expect(box.played.map((one) => asRecorded(name, one))).toEqual(ofTeam("active_players", name));
    expect(box.absent.map(({ name: player, kind, reason }) => [player, kind, reason])).toEqual(
      ofTeam("dnp_players", name).map(({ name: player, category, dnp_reason }) => [
        ...[player, category, dnp_reason.slice(`${category} - `.length)],
      ]),
    );
    expect(box.inactive).toEqual(inactiveAsPrinted(name));
  }
});

it("accounts for all 41 recorded lines: 39 people, two of them told twice", async () => {
  const { visitor, home } = await parsed(SHORT);
  const count = ({ played, absent, inactive }: TeamBox) =>
    played.length + absent.length + inactive.length;
  expect(REAL["total_players"]).toBe(41);
  expect(count(visitor) + count(home)).toBe(41 - DOUBLES.length);
  const told = new Set(
    ["active_players", "dnp_players", "inactive_players"]
      .flatMap((list) => REAL[list] as Recorded[])
      .filter(({ name, team }) => team !== SIDES[0] || !DOUBLES.includes(name))
      .map(({ name, team }) => `${teamCalled(team)?.code} ${name}`),
  );
  const read = [visitor, home].flatMap(({ team, played, absent, inactive }) =>
    [...played, ...absent, ...inactive].map(({ name }) => `${team.code} ${name}`),
  );
  expect(new Set(read)).toEqual(told);
  expect([visitor.totals.stats.points, home.totals.stats.points]).toEqual([98, 110]);
});
