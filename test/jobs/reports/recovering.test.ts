import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { recentChanges } from "../../../src/findings/recent.ts";
import { day } from "../../support/pipelines/declarations.ts";
import {
  aPlace,
  at,
  behindItsBack,
  january,
  type Place,
  run,
} from "../../support/repair/repairs.ts";

const BOX = "nba_raw.bdl_player_boxscores";
const NEWEST = "game_date >= DATE '2026-01-24'";

async function handoffAt({ place, asOf }: { place: Place; asOf: string }): Promise<string> {
  const said = await run(["validate", ...at(place), "--fail-on", "never", "--as-of", asOf]);
  expect(said.code).toBe(0);
  const text = readFileSync(join(place.out, "sample/latest/HANDOFF.md"), "utf8");
  return /\*\*Are the recent dates recovering\?\*\*.*/.exec(text)?.[0] ?? "";
}

it("the handoff says from the run before whether the newest dates are filling", async () => {
  const place = aPlace("healthyJanuary", january);
  await behindItsBack(
    place.file,
    `CREATE TABLE ops_kept AS SELECT * FROM ${BOX} WHERE ${NEWEST}`,
    `DELETE FROM ${BOX} WHERE ${NEWEST}`,
  );
  const first = await handoffAt({ place, asOf: "2026-01-26T06:00:00Z" });
  expect(first).toMatch(/Not known yet: 2 dates/);
  await behindItsBack(
    place.file,
    `INSERT INTO ${BOX} SELECT * FROM ops_kept WHERE game_date = DATE '2026-01-24' OR game_id = (SELECT min(game_id) FROM ops_kept WHERE game_date = DATE '2026-01-25')`,
  );
  const second = await handoffAt({ place, asOf: "2026-01-26T12:00:00Z" });
  expect(second).toMatch(/since 2026-01-26.*2026-01-24 is now complete \(6 before, 0 now\)/);
  expect(second).toMatch(/2026-01-25 is recovering \(6 before, 5 now\)/);
  // The same look again compares with the same run before.
  expect(await handoffAt({ place, asOf: "2026-01-26T12:00:00Z" })).toBe(second);
  const third = await handoffAt({ place, asOf: "2026-01-27T12:00:00Z" });
  expect(third).toMatch(/2026-01-25 is unchanged \(5 before, 5 now\)/);
});

it("dates that either look did not see, and those that lack nothing, are left out", () => {
  const before = [
    { date: "2026-01-20", lacking: 3 },
    { date: "2026-01-21", lacking: 0 },
    { date: "2026-01-22", lacking: 1 },
  ];
  const now = [
    { date: day("2026-01-21"), lacking: 0 },
    { date: day("2026-01-22"), lacking: 2 },
    { date: day("2026-01-23"), lacking: 4 },
  ];
  expect(recentChanges(before, now)).toEqual([
    { date: "2026-01-22", was: 1, now: 2, trend: "worse" },
  ]);
});
