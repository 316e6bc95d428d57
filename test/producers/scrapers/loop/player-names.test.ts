import { describe, expect, it } from "vitest";
import type { ScheduledGame } from "../../../../src/producers/scrapers/game/game.ts";
import { parseAliases, readAliases } from "../../../../src/producers/scrapers/game/player-names.ts";
import { parseBoxScores } from "../../../../src/producers/scrapers/sources/bdl-box-scores.ts";
import { directoryIn } from "../../../../src/producers/scrapers/sources/tables.ts";
import {
  type DirectoryEntry,
  linesToAdd,
  whoIsIn,
} from "../../../../src/producers/scrapers/sources/who-is.ts";
import { ROOT, shippedTable } from "../../../support/pipeline.ts";
import { day } from "../../../support/pipelines/declarations.ts";
import { realAnswer, realJson } from "../../../support/scrapers/originals.ts";
import { openSample } from "../../../support/warehouses.ts";

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

const SPELLED_DIFFERENTLY = {
  "Nicolas Claxton": [1629651, "nicclaxton"],
  "Jimmy Butler": [202710, "jimmybutleriii"],
  "Kevin Knox": [1628995, "kevinknoxii"],
  "Jeenathan Williams": [1631466, "natewilliams"],
  "Kenyon Martin Jr.": [1630231, "kjmartin"],
} as const;

async function sampleDirectory(): Promise<readonly DirectoryEntry[]> {
  await using sample = await openSample("healthy");
  return await directoryIn(sample, shippedTable("rosters"), DATE);
}

describe("the real answer of one date", () => {
  it("has five spellings that the sample's players have differently, and the shipped file knows them", async () => {
    const directory = await sampleDirectory();
    const without = parseBoxScores(realAnswer(FILE), DATE, GAMES, whoIsIn(directory, []));
    const names = without.unknown.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(SPELLED_DIFFERENTLY)));
    const aliases = await readAliases(ROOT, undefined);
    const whoIs = whoIsIn(directory, aliases);
    for (const one of without.unknown) {
      const wanted = SPELLED_DIFFERENTLY[one.name as keyof typeof SPELLED_DIFFERENTLY];
      if (wanted === undefined) continue;
      expect(whoIs(one), one.name).toMatchObject({ player: wanted[0], lookup: wanted[1] });
    }
  });

  it("is read whole once the lines that the message prints have been added", async () => {
    const directory = await sampleDirectory();
    const first = parseBoxScores(realAnswer(FILE), DATE, GAMES, whoIsIn(directory, []));
    expect(first.found.length + first.refused.length).toBe(11);
    expect(first.refused[0]?.words).toMatch(/nobody knows the league's id of .*Patrick Beverley/);
    const printed = linesToAdd(first, directory);
    // Of players who are in no table a person has to look the id up.
    const ids = [...Array(50).keys()];
    const added = printed
      .split("\n")
      .slice(1)
      .join("\n")
      .replaceAll("LEAGUE_ID", () => String((ids.pop() ?? 0) + 100));
    const whoIs = whoIsIn(directory, parseAliases(added, "names.yaml"));
    const { found, refused, unknown } = parseBoxScores(realAnswer(FILE), DATE, GAMES, whoIs);
    expect([refused, unknown]).toEqual([[], []]);
    expect(found.flatMap(({ rows }) => rows)).toHaveLength(229);
  });

  it("prints a line with the evidence for each player at once", async () => {
    const directory = await sampleDirectory();
    const read = parseBoxScores(realAnswer(FILE), DATE, GAMES, whoIsIn(directory, []));
    const text = linesToAdd(read, directory);
    expect(text.split("\n")).toHaveLength(read.unknown.length + 1);
    expect(text).toContain(
      '- { source: bdl_box_scores, id: 79, name: "Jimmy Butler", player: 202710, as: "Jimmy Butler III" } # MIA, number 10: the same name but for its order or suffix',
    );
    expect(text).toMatch(
      /name: "Nicolas Claxton", player: 1629651, as: "Nic Claxton" } # BKN, number 33: same last name, first letter and team/,
    );
    // A last name and a team are two other people's too: no id is offered, a person decides.
    expect(text).toMatch(
      /name: "Jeenathan Williams", player: LEAGUE_ID } .*perhaps Nate Williams \(1631466\)/,
    );
    expect(text).not.toMatch(/Tobias Harris|Finney-Smith/);
    expect(text).toMatch(/name: "Patrick Beverley", player: LEAGUE_ID }/);
  });
});

describe("who a line is of", () => {
  const entry = (over: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
    ...{ player: 1, lookup: "hansenyang", name: "Hansen Yang", team: "POR", number: null },
    sourceId: null,
    ...over,
  });
  const line = (over: object = {}) => ({
    ...{ id: 7, name: "Yang Hansen", team: "POR", number: "16", ...over },
  });

  it("is told by the source's id where the table of players has it", () => {
    expect(whoIsIn([entry({ sourceId: 7 })], [])(line())).toMatchObject({ player: 1 });
    expect(whoIsIn([entry()], [])(line())).toBeNull();
  });

  it("is told by nobody where two players share the spelling", () => {
    const two = [entry(), entry({ player: 2, team: "LAL" })];
    expect(whoIsIn(two, [])(line({ name: "Hansen Yang" }))).toBeNull();
  });

  it("is not told by an alias of another id with the same name", () => {
    const aliases = parseAliases(
      '- { source: bdl_box_scores, id: 8, name: "Yang Hansen", player: 1 }',
      "f",
    );
    expect(whoIsIn([entry()], aliases)(line())).toBeNull();
    expect(whoIsIn([entry()], aliases)(line({ id: 8 }))).toMatchObject({ lookup: "hansenyang" });
  });

  it.each([
    ["the reversed order", entry(), line(), /player: 1, as: "Hansen Yang" } .*its order or suffix/],
    [
      "last name, team and number",
      entry({ name: "Nic Claxton", number: "33", team: "BKN" }),
      line({ name: "Nicolas Claxton", team: "BKN", number: "33" }),
      /player: 1.*same last name, team and number/,
    ],
    [
      "another team alone",
      entry({ name: "Nic Claxton", team: "LAL" }),
      line({ name: "Nicolas Claxton", team: "BKN" }),
      /player: LEAGUE_ID/,
    ],
  ])("has %s as its evidence", (_, known, unknown, text) => {
    expect(linesToAdd({ unknown: [unknown], known: new Set() }, [known])).toMatch(text);
  });
});

describe("the file of names", () => {
  it.each([
    ["- { source: bdl_box_scores, name: X }", /says neither the league's id/],
    ["- { source: nba, name: X, player: 1 }", /source/],
    ["a: [", /is not YAML/],
    [
      "- { source: bdl_box_scores, id: 1, name: X, player: 1 }\n- { source: bdl_box_scores, id: 1, name: Y, player: 2 }",
      /names X 2 times/,
    ],
  ])("is refused with its fault: %s", (text, reason) => {
    expect(() => parseAliases(text, "names.yaml")).toThrow(reason);
  });

  it("need not be there unless it is declared", async () => {
    expect(await readAliases("/nowhere", undefined)).toEqual([]);
    await expect(readAliases("/nowhere", "names.yaml")).rejects.toThrow(
      /names\.yaml cannot be read/,
    );
  });
});
