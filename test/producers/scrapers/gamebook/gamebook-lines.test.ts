import { beforeAll, describe, expect, it } from "vitest";
import { parseGamebook } from "../../../../src/producers/scrapers/gamebook/parse.ts";
import { pdfLines } from "../../../../src/producers/scrapers/gamebook/pdf-lines.ts";
import { bumped, changedIn } from "../../../support/scrapers/gamebook-lines.ts";
import { printed, SHORT } from "../../../support/scrapers/gamebook-paper.ts";
import { paperOf, type SampleGame, sampleGames } from "../../../support/scrapers/gamebooks.ts";

let lines: readonly string[];
beforeAll(async () => {
  const [game] = (await sampleGames("game_id = '0022400455'")) as [SampleGame];
  lines = await pdfLines(await printed(paperOf(game), SHORT));
});

const changed = (like: RegExp, to: (line: string) => string | string[]) =>
  changedIn(lines, like, to);

describe("lines", () => {
  const visitorsFirst = /^00 /;
  const named = (name: string) =>
    parseGamebook(
      changed(visitorsFirst, (line) => line.replace(/^00 .*?(?= [FCG] )/, `00 ${name}`)),
    );

  it.each([
    "Nene",
    "Nenê",
    "Karl-Anthony Towns",
    "D'Angelo Russell",
    "Luka Dončić",
    "Jaren Jackson Jr.",
    "Robert Williams III",
    "P.J. Washington",
    "Shai Gilgeous-Alexander",
    "Nikola Đurišić",
  ])("read the name %s, of a starter and of the bench", (name) => {
    expect(named(name).visitor.played[0]).toMatchObject({ name, position: "F", jersey: "00" });
    const bench = changed(/^15 /, (line) => line.replace(/^15 .*?(?= \d+:)/, `15 ${name}`));
    expect(parseGamebook(bench).visitor.played[5]).toMatchObject({ name, position: null });
  });

  it("join reasons that run over line ends, and keep a reason that is not given as none", () => {
    const text = changed(/^99 Joe Bench/, () => [
      ...["99 Joe Bench NWT - Injury/Illness - Right Low Back;", "Hip Strain", "98 Jim Bench DNP"],
      ...["97 Jo Bench DND", "- Rest"],
    ]);
    expect(parseGamebook(text).visitor.absent).toEqual([
      {
        ...{ jersey: "99", name: "Joe Bench", kind: "NWT" },
        reason: "Injury/Illness - Right Low Back; Hip Strain",
      },
      { jersey: "98", name: "Jim Bench", kind: "DNP", reason: null },
      { jersey: "97", name: "Jo Bench", kind: "DND", reason: "Rest" },
    ]);
  });

  it("read inactive players over line ends, both teams in one line, commas in reasons, none at all", () => {
    const [visitor, home] = [
      lines.filter((line) => line.startsWith("Inactive:")).map((line) => line.split(" - ")[0]),
    ].flat() as [string, string];
    const own = lines.filter((line) => !line.startsWith("Inactive:"));
    const at = own.findIndex((line) => line.startsWith("Points in"));
    const both = own.toSpliced(
      at,
      0,
      `${visitor} - Jackson Jr. (Left Knee, and`,
      `Hip), Rose ${home} - NONE`,
    );
    const book = parseGamebook(both);
    expect(book.visitor.inactive).toEqual([
      { name: "Jackson Jr.", reason: "Left Knee, and Hip" },
      { name: "Rose", reason: null },
    ]);
    expect(book.home.inactive).toEqual([]);
  });

  it.each([
    ["Accor Arena, Paris, France", { arena: "Accor Arena", city: "Paris", state: "France" }],
    ["Arena CDMX, Mexico City", { arena: "Arena CDMX", city: "Mexico City", state: null }],
    [
      "Hall, East Wing, Las Vegas, NV",
      { arena: "Hall, East Wing", city: "Las Vegas", state: "NV" },
    ],
  ])("read the neutral site %s", (place, found) => {
    const text = changed(/T-Mobile/, (line) =>
      line.replace("T-Mobile Arena, Las Vegas, NV", place),
    );
    expect(parseGamebook(text)).toMatchObject(found);
  });

  it("remark on what is missing and does not make the numbers wrong", () => {
    const without = lines.filter((line) => !/^(?:Attendance|Points in|Inactive)/.test(line));
    const book = parseGamebook(without);
    expect(book).toMatchObject({ attendance: null, visitor: { pointsInPaint: null } });
    expect(book.remarks).toHaveLength(5);
  });

  it("take heaves that count for no player from 2025-26 on, and not before", () => {
    const total = /^(240:00 \d+ )(\d+)( \d+ )(\d+)/;
    const heave = changed(total, (line) =>
      line.replace(
        total,
        (_, a, fga, b, threes) => `${a}${Number(fga) + 1}${b}${Number(threes) + 1}`,
      ),
    );
    expect(() => parseGamebook(heave)).toThrow(
      /field goals attempted are \d+ by player and \d+ in all; .*threes attempted/,
    );
    const later = heave.map((line) =>
      line.replace(/^\w+, \w+ \d+, 2025/, "Friday, January 2, 2026"),
    );
    expect(parseGamebook(later).remarks).toEqual([
      expect.stringMatching(/^1 heaves of .* count for no player/),
    ]);
  });
});

describe("numbers and lines that do not fit are refused with the difference:", () => {
  const row = /^(00 .* [FCG] )(\d+):(\d+)( \d+)/;
  it.each<[string, RegExp, (line: string) => string | string[], RegExp]>([
    [
      "a rebound more",
      /^3 .*/,
      (line) => bumped(line, 8),
      /rebounds are \d+ by player and \d+ in all/,
    ],
    [
      "an assist more",
      /^3 .*/,
      (line) => bumped(line, 9),
      /assists are \d+ by player and \d+ in all/,
    ],
    ["a foul more", /^3 .*/, (line) => bumped(line, 10), /personal fouls are/],
    [
      "a point more",
      /^3 .*/,
      (line) => bumped(line, 15),
      /has \d+ points; .*|points are \d+ by player/,
    ],
    [
      "a minute more",
      row,
      (line) => line.replace(row, (_, a, m, s, d) => `${a}${Number(m) + 1}:${s}${d}`),
      /add up to 241:00, and not 240:00/,
    ],
    [
      "an overtime that nobody played",
      /^240:00/,
      (line) => line.replace("240:00", "265:00"),
      /its time is 265:00, and 240:00 with 0 overtimes/,
    ],
    [
      "another period",
      /^SCORE BY/,
      (line) => line.replace("FINAL", "OT1 FINAL"),
      /the score by periods of .* is "/,
    ],
    [
      "a wrong period",
      /^(?:PACERS|HEAT|[A-Z ]+) \d+ \d+ \d+ \d+ \d+$/,
      (line) => line.replace(/ (\d+) /, (_, n) => ` ${Number(n) + 1} `),
      /add up to \d+, and its final score is \d+/,
    ],
    [
      "other columns",
      /^POS MIN/,
      (line) => line.replace("ST TO", "TO ST"),
      /the columns of .* are "POS MIN .* TO ST/,
    ],
    [
      "a column less",
      /^3 .*/,
      (line) => line.replace(/ \d+$/, ""),
      /the line "3 .*" of .* is not understood/,
    ],
    [
      "a line more",
      /^99 Joe/,
      (line) => [line, "Totally unknown", "12 34"].toReversed(),
      /the line "12 34" of/,
    ],
    ["no totals", /^240:00/, () => [], /has no row of totals|is not understood/],
    [
      "no such team",
      /^HOME:/,
      () => "HOME: Seattle SuperSonics (1-0)",
      /"Seattle SuperSonics" is none of the thirty teams/,
    ],
    [
      "no such day",
      /Las Vegas/,
      (line) => line.replace(/\w+ \d+, 2025/, "February 30, 2025"),
      /its date .* does not exist/,
    ],
    ["no home team", /^HOME:/, () => [], /it has no line HOME/],
    ["no visitors", /^VISITOR:/, () => [], /it has no line VISITOR/],
  ])("%s", (_, like, to, reason) => {
    expect(() => parseGamebook(changed(like, to))).toThrow(reason);
  });

  it("no score by periods", () => {
    const at = lines.findIndex((line) => line.startsWith("SCORE"));
    expect(() => parseGamebook(lines.toSpliced(at, 3))).toThrow(/it has no score by periods/);
  });
});
