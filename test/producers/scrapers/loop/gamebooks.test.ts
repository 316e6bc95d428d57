import { copyFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { openDuckDb } from "../../../../src/warehouse/duckdb/duckdb.ts";
import { behindItsBack, differences, januaryRaw, run } from "../../../support/repair/repairs.ts";
import { paperName, paperPath, papersOf } from "../../../support/scrapers/gamebook-hosts.ts";
import { BOOK, printed, SHORT } from "../../../support/scrapers/gamebook-paper.ts";
import { pdfWithoutText } from "../../../support/scrapers/gamebook-pdf.ts";
import { paperOf, type SampleGame, sampleGames } from "../../../support/scrapers/gamebooks.ts";
import { answers, type Content, givesBody } from "../../../support/scrapers/nba-hosts.ts";
import {
  neverRecorded,
  type Scraped,
  scraped,
  withoutGamebooks,
} from "../../../support/scrapers/scraped.ts";
import { ownFolder } from "../../../support/warehouses.ts";

const GAMEBOOK = "nbac_gamebook";
const DATE = "2026-01-04";
const WORDS = ["--phase", "2", "--tables", GAMEBOOK, "--start", DATE, "--end", DATE];
/** Nothing is computed from a gamebook: what is, is not read. */
const JANUARY = { sample: "healthyJanuary", change: januaryRaw } as const;
const same = { [GAMEBOOK]: [0, 0] };

let games: readonly SampleGame[];
let papers: (path: string) => Promise<Content | null>;
let first: SampleGame;
beforeAll(async () => {
  games = await sampleGames(`game_date BETWEEN '2026-01-03' AND '2026-01-09'`);
  papers = papersOf(games);
  first = ofDate()[0] as SampleGame;
});
const second = () => ofDate()[1] as SampleGame;
const ofDate = () => games.filter(({ date }) => date === DATE);

/** A healthy warehouse that lacks all gamebooks of the date, or those of one game. */
async function lacking(which: readonly SampleGame[], over: Parameters<typeof scraped>[1] = {}) {
  const one = await scraped(papers, { ...JANUARY, ...over });
  await behindItsBack(one.place.file, withoutGamebooks(which), neverRecorded(GAMEBOOK));
  return one;
}
const asHealthy = (one: Scraped) =>
  differences(one.place.file, inject("sample").healthyJanuary, [GAMEBOOK]);

async function sourcesOf({ place }: Scraped) {
  await using warehouse = await openDuckDb({ path: place.file, readOnly: true });
  const rows = await warehouse.query("SELECT sources_json FROM `ops.row_sources`");
  return rows.flatMap((row) => JSON.parse(String(row["sources_json"])));
}

describe("gamebooks from their source", () => {
  it("restore the rows that a date lacks, and say of each game where it is from", async () => {
    await using one = await lacking(ofDate());
    const { receipt, code } = await one.repair(WORDS);
    expect(receipt.dates[0]?.cells).toEqual([expect.objectContaining({ note: null })]);
    expect(receipt).toMatchObject({ proven: true, counts: { done: 1 } });
    expect(code).toBe(0);
    expect(await asHealthy(one)).toEqual(same);
    expect(one.hosts.asked.map(({ path }) => path).sort()).toEqual(
      ofDate()
        .map((game) => paperPath(game))
        .sort(),
    );
    const sources = await sourcesOf(one);
    expect(sources).toHaveLength(ofDate().length);
    expect(sources[0]).toEqual({
      game: expect.stringMatching(/^00225/),
      url: expect.stringContaining("/pdfs/20260104/20260104_"),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      fetchedAt: expect.any(String),
    });
    const again = await one.ops(["backfill", ...WORDS]);
    expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/Nothing to repair/) });
  });

  it("are asked for only where a game has no rows, unless by force, and then are not fetched twice", async () => {
    await using one = await lacking([first]);
    await one.repair(WORDS);
    expect(one.hosts.asked.map(({ path }) => path)).toEqual([paperPath(first)]);
    await one.repair([...WORDS, "--force"]);
    // The others were never fetched; the first is in the cache.
    expect(one.hosts.asked).toHaveLength(ofDate().length);
    expect(await asHealthy(one)).toEqual(same);
  });

  it("are all fetched again where somebody else took one away: nobody knows what else was changed", async () => {
    await using one = await scraped(papers, JANUARY);
    await behindItsBack(one.place.file, withoutGamebooks([first]));
    await one.repair(WORDS);
    expect(one.hosts.asked).toHaveLength(ofDate().length);
    expect(await asHealthy(one)).toEqual(same);
  });

  it("are taken in the long form where there is no short one", async () => {
    const long = await printed(paperOf(first), BOOK);
    await using one = await lacking([first], {
      misbehaves: (asked, response, content) => {
        if (asked.path === paperPath(first)) return answers(404)(asked, response, content);
        if (asked.path !== paperPath(first, "_book")) return false;
        return givesBody(long, "application/pdf")(asked, response, content);
      },
    });
    expect((await one.repair(WORDS)).receipt.proven).toBe(true);
    expect(await asHealthy(one)).toEqual(same);
    expect(one.hosts.asked).toHaveLength(2);
  });

  it("whose bytes are damaged on the way are refused with the reason, and hold back no other game", async () => {
    const paper = paperOf(first);
    const nobody = { ...paper.visitor, played: [], periods: [0, 0, 0, 0] };
    const early = { ...paper, visitor: nobody, home: { ...paper.home, played: [] } };
    const other = games.at(-1) as SampleGame;
    const damaged: [what: string, bytes: Uint8Array | string, reason: RegExp][] = [
      ["empty", "", /the file is empty/],
      ["truncated", (await printed(paper, SHORT)).slice(0, 4000), /it is not whole; fetch/],
      [
        "a page called .pdf",
        "<!DOCTYPE html><html><head><title>Access Denied</title></head></html>",
        /is a web page \("Access Denied"\) and no PDF/,
      ],
      ["an image", await pdfWithoutText(), /holds no text on its 1 pages: it is an image/],
      [
        "of another game",
        await printed(paperOf(other), SHORT),
        new RegExp(`of another game: ${other.away} at ${other.home}`),
      ],
      ["an early version", await printed(early, SHORT), /nobody of .* has played in it/],
    ];
    // A date each, in one run: none holds back another.
    const victims = damaged.map(([, bytes, reason], index) => {
      const [game] = games.filter(({ date }) => date === `2026-01-0${index + 4}`);
      return { game: game as SampleGame, bytes, reason };
    });
    const bytesAt = new Map(victims.map(({ game, bytes }) => [paperPath(game), bytes]));
    await using one = await lacking(games, {
      misbehaves: (asked, response, content) => {
        const bytes = bytesAt.get(asked.path);
        return bytes !== undefined && givesBody(bytes, "application/pdf")(asked, response, content);
      },
    });
    const words = ["--tables", GAMEBOOK, "--canary", "0"];
    const { receipt, code } = await one.repair(words);
    expect(code).toBe(1);
    expect(receipt.counts).toMatchObject({ done: 1, failed: 6 });
    for (const { game, reason } of victims) {
      const own = receipt.dates.find(({ date }) => date === game.date)?.cells[0];
      const others = games.filter(
        ({ date, gameId }) => date === game.date && gameId !== game.gameId,
      );
      const rows = others.reduce((sum, { lines }) => sum + lines.length, 0);
      expect(own).toMatchObject({ outcome: "failed", rowsAfter: rows });
      expect(own?.note).toMatch(
        new RegExp(
          `${others.length} of ${others.length + 1} games were written. ${game.gameId} .* is refused: `,
        ),
      );
      expect(own?.note).toMatch(reason);
    }
    // Refused files are not kept as answers: good ones are fetched the next time.
    one.hosts.misbehaves = () => false;
    expect((await one.repair(words)).receipt).toMatchObject({ proven: true, counts: { done: 6 } });
    expect(await asHealthy(one)).toEqual(same);
    const times = Map.groupBy(one.hosts.asked, ({ path }) => path);
    for (const [path, asked] of times) expect(asked, path).toHaveLength(bytesAt.has(path) ? 2 : 1);
  });

  it("that are refused keep the rows that they have, and can be tried again or taken back", async () => {
    await using one = await lacking([first], {
      misbehaves: (asked, response, content) =>
        asked.path === paperPath(second()) &&
        givesBody("<html><title>Moved</title></html>", "text/html")(asked, response, content),
    });
    const { receipt, code } = await one.repair([...WORDS, "--force"]);
    expect(code).toBe(1);
    expect(receipt).toMatchObject({ counts: { done: 0, failed: 1 } });
    expect(receipt.dates[0]?.cells[0]?.note).toMatch(
      new RegExp(`${second().gameId} .* is refused: the file is a web page`),
    );
    // The first game is there again, and nothing of the second one was taken away.
    expect(await asHealthy(one)).toEqual(same);
    one.hosts.misbehaves = () => false;
    const again = await one.ops(["backfill", "--resume", receipt.run]);
    expect(again).toMatchObject({ code: 0 });
    expect(await one.ops(["undo", receipt.run])).toMatchObject({ code: 0 });
    expect((await asHealthy(one))[GAMEBOOK]?.[1]).toBe(first.lines.length);
  });

  it("that list a player twice are refused, and the rows that are there stay", async () => {
    const paper = paperOf(first);
    const [one, two, ...rest] = paper.visitor.played;
    if (one === undefined || two === undefined) throw new Error("Two players at least played.");
    const played = [one, { ...two, name: one.name }, ...rest];
    const doubled = await printed({ ...paper, visitor: { ...paper.visitor, played } }, SHORT);
    await using place = await lacking([], {
      misbehaves: (asked, response, content) =>
        asked.path === paperPath(first) &&
        givesBody(doubled, "application/pdf")(asked, response, content),
    });
    const { receipt } = await place.repair([...WORDS, "--force"]);
    expect(JSON.stringify(receipt)).toMatch(/is listed 2 times: a line is doubled/);
    expect(await asHealthy(place)).toEqual(same);
  });

  it("with another final score than the schedule's are refused with the difference", async () => {
    await using one = await lacking([first]);
    await behindItsBack(
      one.place.file,
      `UPDATE nba_raw.nbac_schedule SET home_score = home_score + 1 WHERE game_id = '${first.gameId}'`,
    );
    const { receipt } = await one.repair(WORDS);
    expect(JSON.stringify(receipt)).toMatch(/points in it, and \d+ in the schedule/);
  });

  it("replace no rows that hold more than the source gives", async () => {
    await using one = await lacking([first]);
    await behindItsBack(
      one.place.file,
      "ALTER TABLE nba_raw.nbac_gamebook_player_stats ADD COLUMN fouls INTEGER",
      "UPDATE nba_raw.nbac_gamebook_player_stats SET fouls = 2",
    );
    const { receipt } = await one.repair([...WORDS, "--force"]);
    expect(JSON.stringify(receipt)).toMatch(/hold fouls, which the source does not give/);
  });
});

describe("403", () => {
  it("for one game while others are given is a withheld game: the others are written", async () => {
    await using one = await lacking(ofDate(), {
      misbehaves: (asked, response, content) =>
        asked.path.startsWith(paperPath(first).replace(".pdf", "")) &&
        answers(403)(asked, response, content),
    });
    const { receipt, code, err } = await one.repair(WORDS);
    expect(code).toBe(1);
    expect(receipt).toMatchObject({ proven: false, counts: { done: 1, failed: 0 } });
    expect(err).toMatch(/answers 403 for it, and gives 00225/);
    expect(err).toContain(
      `waivers: { games: ["${first.gameId}"], tables: [nbac_gamebook], environments: [sample-scraped]`,
    );
    expect(await asHealthy(one)).toEqual({ [GAMEBOOK]: [0, first.lines.length] });
  });

  it("for a game and its siblings is a blocked address: it stops and says where to go on", async () => {
    await using one = await lacking(games, { misbehaves: answers(403) });
    const dates = ["--start", "2026-01-03", "--end", "2026-01-06", "--canary", "0"];
    const { receipt } = await one.repair(["--tables", GAMEBOOK, ...dates]);
    expect(receipt.counts).toMatchObject({ done: 0, failed: 4 });
    expect(JSON.stringify(receipt)).toMatch(/refuses the address of this machine.*SCRAPER_RUNNER/);
    // The game, two siblings, and not one more for the dates after it.
    expect(one.hosts.asked).toHaveLength(3);
  });
});

describe("import gamebook", () => {
  async function folderOf(which: readonly SampleGame[]): Promise<string> {
    const folder = ownFolder();
    for (const game of which)
      writeFileSync(join(folder, paperName(game)), await printed(paperOf(game), SHORT));
    return folder;
  }
  const load = (one: Scraped, folder: string, ...words: string[]) =>
    one.ops(["import", "gamebook", folder, ...words]);

  it("loads a folder as the scraper would, asks nobody, and can be taken back", async () => {
    await using one = await lacking(ofDate());
    const folder = await folderOf(ofDate());
    copyFileSync(join(folder, paperName(first)), join(folder, paperName(first, "_book")));
    writeFileSync(join(folder, "README.txt"), "not a gamebook");
    const said = await load(one, folder, "--json");
    expect(said.code).toBe(0);
    const { run: id, receipt, refused } = JSON.parse(said.out);
    expect(refused).toEqual([]);
    expect(receipt).toMatchObject({ proven: true, counts: { done: 1 } });
    expect(await asHealthy(one)).toEqual(same);
    expect(one.hosts.asked).toHaveLength(0);
    const sources = await sourcesOf(one);
    expect(sources.map(({ url }) => url)).toContain(`file:${paperName(first)}`);
    expect(readdirSync(join(one.cache, "addresses"))).toHaveLength(ofDate().length);
    expect((await load(one, folder)).out).toMatch(/Every game has its rows already/);
    expect(await one.ops(["undo", id])).toMatchObject({ code: 0 });
    expect((await asHealthy(one))[GAMEBOOK]?.[1]).toBeGreaterThan(0);
  });

  it("needs no scraper: a table that somebody else fills takes files too", async () => {
    await using one = await lacking([first]);
    const folder = await folderOf([first]);
    const { pipeline, out } = one.place;
    const where = ["--pipeline", pipeline, "--out", out, "--as-of", "2026-01-26T12:00:00Z"];
    const root = ownFolder();
    const said = await run(["import", "gamebook", folder, ...where], { root });
    expect(readdirSync(join(root, ".cache", "originals", "addresses"))).toHaveLength(1);
    expect(said.code).toBe(0);
    expect(await asHealthy(one)).toEqual(same);
  });

  it("names each refused file, and loads the other games of its date", async () => {
    const [other] = games.filter(({ date }) => date === "2026-01-05") as [SampleGame];
    await using one = await lacking([first, other]);
    const folder = await folderOf([first, other]);
    const [, second] = ofDate() as [SampleGame, SampleGame];
    writeFileSync(join(folder, paperName(second)), "<html><title>Moved</title></html>");
    writeFileSync(join(folder, "box.pdf"), await printed(paperOf(first), SHORT));
    writeFileSync(join(folder, "20260104_BOSLAL.pdf"), await printed(paperOf(first), SHORT));
    const said = await load(one, folder);
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/5 gamebooks read, 3 refused/);
    expect(said.out).toMatch(/the file is a web page \("Moved"\) and no PDF/);
    expect(said.out).toMatch(/box\.pdf: its name does not say the game/);
    expect(said.out).toMatch(/the schedule has no game BOS@LAL on 2026-01-04/);
    expect(await asHealthy(one)).toEqual(same);
  });

  it("changes nothing where no file is of use", async () => {
    await using one = await lacking([first]);
    const folder = ownFolder();
    expect(await load(one, folder)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/There is no PDF in .*such as 20240410_MEMCLE\.pdf/),
    });
    expect(await load(one, join(folder, "none"))).toMatchObject({ code: 2 });
    writeFileSync(join(folder, paperName(first)), "");
    const said = await load(one, folder);
    expect(said).toMatchObject({ code: 2, err: expect.stringMatching(/the file is empty/) });
    const table = await load(one, folder, "--table", "gamebooks");
    expect(table).toMatchObject({ code: 2, err: expect.stringMatching(/no table "gamebooks"/) });
  });
});
