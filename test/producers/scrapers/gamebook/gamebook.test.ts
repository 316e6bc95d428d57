import { beforeAll, describe, expect, it } from "vitest";
import { lookupOf } from "../../../../src/producers/scrapers/game/game.ts";
import type { TeamCode } from "../../../../src/producers/scrapers/game/teams.ts";
import type { Gamebook } from "../../../../src/producers/scrapers/gamebook/gamebook.ts";
import {
  parseGamebook,
  parseGamebookPdf,
} from "../../../../src/producers/scrapers/gamebook/parse.ts";
import { pdfLines } from "../../../../src/producers/scrapers/gamebook/pdf-lines.ts";
import { toRows } from "../../../../src/producers/scrapers/gamebook/rows.ts";
import { openDuckDb } from "../../../../src/warehouse/duckdb/duckdb.ts";
import { ROOT } from "../../../support/pipeline.ts";
import { day } from "../../../support/pipelines/declarations.ts";
import { BOOK, printed, SHORT } from "../../../support/scrapers/gamebook-paper.ts";
import { pdfWithoutText } from "../../../support/scrapers/gamebook-pdf.ts";
import { paperOf, type SampleGame, sampleGames } from "../../../support/scrapers/gamebooks.ts";

const asked = ({ date, away, home }: SampleGame) => ({
  ...{ date: day(date), visitor: away, home, visitorPoints: null, homePoints: null },
});

let game: SampleGame;
let lines: readonly string[];
beforeAll(async () => {
  [game] = (await sampleGames("game_id = '0022400455'")) as [SampleGame];
  lines = await pdfLines(await printed(paperOf(game), SHORT));
});

describe("papers of the sample's real games", () => {
  it("give back every player's line, in both forms, overtimes included", async () => {
    // A date of each season, and two games of two overtimes.
    const games = await sampleGames(
      "game_date IN ('2025-01-23', '2026-01-08') OR game_id IN ('0022500001', '0022401189')",
    );
    expect(games.length).toBeGreaterThan(10);
    const periods = new Set<number>();
    for (const one of games)
      for (const layout of [SHORT, BOOK]) {
        const result = await parseGamebookPdf(await printed(paperOf(one), layout), asked(one));
        if (result.status === "refused") throw new Error(`${one.gameId}: ${result.reason}`);
        periods.add(result.gamebook.home.periods.length);
        const wanted = one.lines.map((line) => ({
          ...{ game_date: one.date, game_id: one.gameId },
          ...{ player_lookup: lookupOf(String(line["player_name"])) },
          ...{ player_name: line["player_name"], team_abbr: line["team"] },
          ...{ minutes: line["minutes"], points: line["points"] },
          ...{ rebounds: line["rebounds"], assists: line["assists"] },
        }));
        const byName = (a: { player_name: unknown }, b: { player_name: unknown }) =>
          String(a.player_name) < String(b.player_name) ? -1 : 1;
        expect(toRows(result.gamebook, one.gameId).sort(byName)).toEqual(wanted.sort(byName));
      }
    expect([...periods].some((count) => count > 4)).toBe(true);
  });

  it("write a player's name for joins as the recorded table does, for all 800 of them", async () => {
    await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false, filesAt: ROOT });
    const rows = await warehouse.query(
      `SELECT DISTINCT player_name AS name, regexp_replace(lower(strip_accents(player_name)), '[^a-z0-9]', '', 'g') AS lookup
       FROM '${ROOT}/sample/box_scores.parquet'`,
    );
    expect(rows.length).toBeGreaterThan(600);
    for (const { name, lookup } of rows) expect(lookupOf(String(name))).toBe(lookup);
  });
});

describe("a damaged file is refused with its reason:", () => {
  const whole = () => printed(paperOf(game), SHORT);
  it.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ["an empty one", async () => new Uint8Array(), /the file is empty/],
    [
      "a truncated one",
      async () => (await whole()).subarray(0, 3000),
      /ends before the end mark of a PDF: it is not whole/,
    ],
    [
      "a web page",
      async () => Buffer.from("<!DOCTYPE html><html><title>Access Denied</title></html>"),
      /is a web page \("Access Denied"\) and no PDF/,
    ],
    ["something else", async () => Buffer.from("PK\u0003\u0004"), /the file is no PDF/],
    ["a scan", () => pdfWithoutText(), /holds no text on its 1 pages: it is an image/],
    [
      "one with a hole",
      async () => {
        const bytes = (await whole()).slice();
        return bytes.fill(0x20, 60, bytes.length - 200);
      },
      /cannot be read|holds no text|no gamebook/,
    ],
  ])("%s", async (_, bytes, reason) => {
    const result = await parseGamebookPdf(await bytes(), null);
    expect(result).toEqual({ status: "refused", reason: expect.stringMatching(reason) });
  });

  it("another game's", async () => {
    const expected = { ...asked(game), visitor: "BOS" as TeamCode };
    const result = await parseGamebookPdf(await whole(), expected);
    expect(result).toMatchObject({
      reason: `it is of another game: ${game.away} at ${game.home} on ${game.date}, and not BOS at ${game.home} on ${game.date}`,
    });
  });

  it("one whose final score the schedule has otherwise", async () => {
    const result = await parseGamebookPdf(await whole(), { ...asked(game), homePoints: 1 });
    expect(result).toMatchObject({ reason: /have \d+ points in it, and 1 in the schedule/ });
  });

  it("an early version without players", async () => {
    const paper = paperOf(game);
    const empty = { ...paper.visitor, played: [], periods: [0, 0, 0, 0] };
    const pdf = await printed(
      { ...paper, visitor: empty, home: { ...empty, ...paper.home, played: [] } },
      SHORT,
    );
    expect(await parseGamebookPdf(pdf, null)).toMatchObject({
      reason: /nobody of .* has played in it: it is an early version/,
    });
  });

  it("one with a wrong byte: refused, or the numbers are those of the whole file", async () => {
    const bytes = await whole();
    const numbers = (book: Gamebook) =>
      toRows(book, game.gameId).map(({ minutes, points, rebounds, assists }) => [
        ...[minutes, points, rebounds, assists],
      ]);
    const right = numbers(parseGamebook(lines));
    let refused = 0;
    for (let n = 0; n < 150; n += 1) {
      const hurt = bytes.slice();
      hurt[(n * 7919) % hurt.length] = (n * 31) % 256;
      const result = await parseGamebookPdf(hurt, asked(game));
      if (result.status === "parsed") expect(numbers(result.gamebook)).toEqual(right);
      else refused += 1;
    }
    expect(refused).toBeGreaterThan(50);
  });
});
