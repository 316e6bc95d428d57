import { expect, it } from "vitest";
import { aPlace, behindItsBack, contents, january, repaired } from "../support/repair/repairs.ts";

const DATE = "2026-01-10";
const GAME = `(SELECT MIN(game_id) FROM nba_raw.bdl_player_boxscores WHERE game_date = DATE '${DATE}')`;
/** As where services write: the ledger knows of nothing that somebody changed it. */
const UNRECORDED = "DELETE FROM ops.partition_writes";
const force = (tables: string) => ["--tables", tables, "--dates", DATE, "--force"];

it("one schedule row that is gone takes no row of a game that others hold: refused by name, with the schedule as suspect", async () => {
  const place = aPlace("healthyJanuary", january);
  await behindItsBack(
    place.file,
    UNRECORDED,
    `DELETE FROM nba_raw.nbac_schedule WHERE game_id = ${GAME}`,
  );
  const before = await contents(place.file);
  for (const more of [[], ["--allow-shrink"]]) {
    const said = await repaired(place, [...force("upcoming_context"), ...more]);
    expect(said).toMatchObject({ code: 1, receipt: { counts: { failed: 1 }, proven: false } });
    expect(said.receipt.dates[0]?.cells[0]?.note).toMatch(
      /2026-01-10 would lose game 00225\d+ with all of its \d+ rows, and bdl_box_scores, .* hold that game on the same date\. nbac_schedule does not list the game on any date, so the schedule is the suspect: repair that first, by backfill --tables nbac_schedule --dates 2026-01-10/,
    );
    expect(await contents(place.file)).toEqual(before);
  }
});

it("a complete date is not rebuilt from half of its upstream: no row goes until that is repaired, or accepted", async () => {
  const place = aPlace("healthyJanuary", january);
  await behindItsBack(
    place.file,
    UNRECORDED,
    `DELETE FROM nba_raw.bdl_player_boxscores WHERE game_id = ${GAME} AND player_id % 3 = 0`,
  );
  const before = await contents(place.file);
  const said = await repaired(place, force("player_game_summary"));
  expect(said).toMatchObject({ code: 1, receipt: { counts: { failed: 1 }, proven: false } });
  expect(said.receipt.dates[0]?.cells[0]?.note).toMatch(
    /2026-01-10, game 00225\d+: \d+ of \d+ rows would go, such as 00225\d+ \d+, though what it is computed from is not whole: bdl_box_scores 2026-01-10 \(.*\); --allow-shrink accepts that/,
  );
  expect(await contents(place.file)).toEqual(before);

  const both = await repaired(place, force("bdl_box_scores,player_game_summary"));
  expect(both).toMatchObject({ code: 0, receipt: { counts: { done: 2 }, proven: true } });
});
