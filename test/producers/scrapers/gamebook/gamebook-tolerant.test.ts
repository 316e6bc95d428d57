import { beforeAll, describe, expect, it } from "vitest";
import { parseGamebook } from "../../../../src/producers/scrapers/gamebook/parse.ts";
import { pdfLines } from "../../../../src/producers/scrapers/gamebook/pdf-lines.ts";
import { changedIn } from "../../../support/scrapers/gamebook-lines.ts";
import { printed, SHORT } from "../../../support/scrapers/gamebook-paper.ts";
import { paperOf, type SampleGame, sampleGames } from "../../../support/scrapers/gamebooks.ts";

let lines: readonly string[];
beforeAll(async () => {
  const [game] = (await sampleGames("game_id = '0022400455'")) as [SampleGame];
  lines = await pdfLines(await printed(paperOf(game), SHORT));
});
const changed = (like: RegExp, to: (line: string) => string | string[]) =>
  changedIn(lines, like, to);
/** What the table gets of a paper. */
const numbers = (text: readonly string[]) => {
  const { visitor, home } = parseGamebook(text);
  return [visitor, home].map(({ played, periods }) => ({ played, periods }));
};

describe("a gamebook is read although", () => {
  it.each<[string, RegExp, (line: string) => string | string[]]>([
    ["its periods are titled SCORE BY PERIOD", /^SCORE BY/, (line) => line.replace("ODS", "OD")],
    ["its periods are titled PERIODS", /^SCORE BY/, (line) => line.replace("SCORE BY ", "")],
    [
      "its periods are titled Periods:",
      /^SCORE BY/,
      (line) => line.replace("SCORE BY PERIODS", "Periods:"),
    ],
    ["it gives no record of the visitors", /^VISITOR:/, (line) => line.replace(/ \(.*$/, "")],
    ["its attendance is no number", /^Attendance/, () => "Attendance: many"],
    ["its duration is no time", /^Game Duration/, () => "Game Duration: unknown"],
    ["an official has no number", /^Officials/, () => "Officials: Kevin Scott"],
    ["its place is one word", /Las Vegas/, (line) => line.replace(/T-Mobile.*/, "Vegas")],
    ["a parenthesis stays open", /^Inactive/, (line) => line.replace(/\)$/, "")],
    [
      "its inactive players are of neither team",
      /^Inactive/,
      () => "Inactive: Sonics - Kemp (Rest)",
    ],
    ["a line stands under the totals", /^42\.9%/, (line) => [line, "Team Fouls: 20"]],
    ["a section is unknown", /^Inactive/, (line) => ["HUSTLE STATS", "Deflections 12 14", line]],
    [
      "a section is unknown inside the list",
      /^Points in/,
      (line) => ["Bench Points: 20 to 31", line],
    ],
    [
      "a row stands between the title of the periods and the teams",
      /^SCORE BY/,
      (line) => [line, "1st 2nd"],
    ],
  ])("%s", (_, like, to) => {
    expect(numbers(changed(like, to))).toEqual(numbers(lines));
  });

  it("what could not be read is remarked on", () => {
    const text = changed(/^Attendance/, () => "Attendance: many");
    expect(parseGamebook(text).remarks).toContainEqual(
      expect.stringContaining('its attendance "many" is not a number'),
    );
    const place = changed(/Las Vegas/, (line) => line.replace(/T-Mobile.*/, "Vegas"));
    expect(parseGamebook(place)).toMatchObject({ arena: "Vegas", city: null, state: null });
    const open = changed(/^Inactive/, (line) => line.replace(/\)$/, ""));
    expect(parseGamebook(open).remarks).toContainEqual(expect.stringMatching(/do not close/));
  });

  it.each([
    ["headings are in capitals", /^(?:Officials|Game Duration|Attendance|Inactive|Points in)/],
    ["its date is in capitals", /Las Vegas/],
    ["its headings are in small letters", /^(?:VISITOR|HOME|SCORE)/],
  ])("%s", (what, like) => {
    const cased = lines.map((line) => {
      if (!like.test(line)) return line;
      if (what.includes("small")) return line.replace(/^\w+/, (word) => word.toLowerCase());
      return what.includes("date")
        ? line.replace(/^.*?\d{4}/, (date) => date.toUpperCase())
        : line.replace(/^[^:]*:/, (label) => label.toUpperCase());
    });
    expect(cased).not.toEqual(lines);
    const [is, was] = [parseGamebook(cased), parseGamebook(lines)];
    expect(is).toEqual(was);
  });

  it.each([
    ["2 Weeks"],
    ["10 Day Contract"],
    ["2025 Health Protocols"],
    ["12"],
    ["3-5 Days; Left Knee"],
  ])("the second line of a reason begins with a number: %s", (second) => {
    const text = changed(/^99 Joe Bench/, () => [
      ...["99 Joe Bench NWT - Injury/Illness -", second, "98 Jim Bench DNP - Coach's Decision"],
    ]);
    expect(parseGamebook(text).visitor.absent).toEqual([
      expect.objectContaining({ name: "Joe Bench", reason: `Injury/Illness - ${second}` }),
      expect.objectContaining({ name: "Jim Bench", reason: "Coach's Decision" }),
    ]);
  });
});
