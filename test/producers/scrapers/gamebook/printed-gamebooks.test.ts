import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lookupOf } from "../../../../src/producers/scrapers/game/game.ts";
import { parseGamebookPdf } from "../../../../src/producers/scrapers/gamebook/parse.ts";
import { toRows } from "../../../../src/producers/scrapers/gamebook/rows.ts";
import { ROOT } from "../../../support/pipeline.ts";
import { day } from "../../../support/pipelines/declarations.ts";
import { type SampleGame, sampleGames } from "../../../support/scrapers/gamebooks.ts";

const FOLDER = join(ROOT, "test/producers/scrapers/gamebook/printed");
const REASONS = [
  "Injury/Illness - Right Low Back; 10 Day Contract ended; Hip Strain",
  "Coach's Decision",
  "Injury/Illness - Left Knee; 2nd Degree Sprain of the Ligament, day to day",
];

it.each([
  ["plain-0022400455", "wkhtmltopdf"],
  ["plain-0022400455", "chromium"],
  ["capitals-0022500001", "wkhtmltopdf"],
  ["capitals-0022500001", "chromium"],
])("the paper %s, printed by %s, gives every player's line", async (name, program) => {
  const id = name.split("-")[1] as string;
  const [game] = (await sampleGames(`game_id = '${id}'`)) as [SampleGame];
  const result = await parseGamebookPdf(readFileSync(join(FOLDER, `${name}.${program}.pdf`)), {
    ...{ date: day(game.date), visitor: game.away, home: game.home },
    ...{ visitorPoints: null, homePoints: null },
  });
  if (result.status === "refused") throw new Error(result.reason);
  const rows = toRows(result.gamebook, id);
  const byName = (a: { player_name: unknown }, b: { player_name: unknown }) =>
    String(a.player_name) < String(b.player_name) ? -1 : 1;
  const wanted = game.lines.map((line) => ({
    ...{ game_date: game.date, game_id: id, player_name: String(line["player_name"]) },
    ...{ player_lookup: lookupOf(String(line["player_name"])), team_abbr: line["team"] },
    ...{ minutes: line["minutes"], points: line["points"] },
    ...{ rebounds: line["rebounds"], assists: line["assists"] },
  }));
  expect(rows.sort(byName)).toEqual(wanted.sort(byName));
  for (const { absent, pointsInPaint } of [result.gamebook.visitor, result.gamebook.home]) {
    expect(absent.map(({ reason }) => reason)).toEqual(REASONS);
    expect(pointsInPaint).toBeGreaterThan(0);
  }
});
