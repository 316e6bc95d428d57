import { beforeAll, describe, expect, it } from "vitest";
import { parseGamebook } from "../../../../src/producers/scrapers/gamebook/parse.ts";
import { pdfLines } from "../../../../src/producers/scrapers/gamebook/pdf-lines.ts";
import { bumped, changedIn } from "../../../support/scrapers/gamebook-lines.ts";
import { printed, SHORT } from "../../../support/scrapers/gamebook-paper.ts";
import { paperOf, type SampleGame, sampleGames } from "../../../support/scrapers/gamebooks.ts";

let lines: readonly string[];
let names: readonly string[];
beforeAll(async () => {
  const [game] = (await sampleGames("game_id = '0022400455'")) as [SampleGame];
  lines = await pdfLines(await printed(paperOf(game), SHORT));
  names = parseGamebook(lines).visitor.played.map(({ name }) => name);
});

describe("a player who is listed twice refuses the game", () => {
  it("where his name stands in another player's line, so that every sum still agrees", () => {
    const [first = "", second = ""] = names;
    const text = lines.map((line) => line.replace(second, first));
    expect(() => parseGamebook(text)).toThrow(
      new RegExp(`${first} is listed 2 times: a line is doubled, and another player is missing`),
    );
  });

  it("where the two spellings are one key of the table", () => {
    const [first = "", second = ""] = names;
    const text = lines.map((line) => line.replace(second, first.toUpperCase()));
    expect(() => parseGamebook(text)).toThrow(/is listed 2 times/);
  });

  it("where both teams list him", () => {
    const homeAt = lines.findIndex((line) => line.startsWith("HOME:"));
    const other = parseGamebook(lines).home.played[0]?.name ?? "";
    const text = lines.map((line, at) =>
      at > homeAt ? line.replace(other, names[0] ?? "") : line,
    );
    expect(() => parseGamebook(text)).toThrow(/is listed 2 times/);
  });

  it("where he played and did not play", () => {
    const text = lines.map((line) => line.replace("99 Joe Bench", `99 ${names[0]}`));
    expect(() => parseGamebook(text)).toThrow(/is listed 2 times/);
  });
});

describe("numbers of a line that cannot be refuse the game:", () => {
  // Both columns, or the totals too, so that the sums by column still agree.
  const both = (column: number, by: number) =>
    changedIn(
      changedIn(lines, /^3 /, (line) => bumped(line, column, by)),
      /^240:00/,
      (line) => bumped(line, column, by),
    );
  it.each<[string, () => string[], RegExp]>([
    [
      "rebounds that are not those of the two kinds",
      () => both(8, 1),
      /has \d+ rebounds, and \d+ and \d+ of the two kinds/,
    ],
    [
      "more threes made than attempted",
      () => both(3, -30),
      /made more than he attempted|less than 0 cannot be/,
    ],
    ["more field goals made than attempted", () => both(1, -30), /made more than he attempted/],
    ["a negative assist", () => both(9, -90), /has -\d+ assists, and less than 0 cannot be/],
  ])("%s", (_, text, reason) => {
    expect(() => parseGamebook(text())).toThrow(reason);
  });
});
