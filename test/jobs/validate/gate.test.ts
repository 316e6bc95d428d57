import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  AS_OF,
  aPlace,
  at,
  behindItsBack,
  january,
  newerSeason,
  type Place,
  placeIn,
  repaired,
  run,
} from "../../support/repair/repairs.ts";

const folder = mkdtempSync(join(tmpdir(), "gate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const judged = (place: Place, ...words: string[]) => run(["gate", ...at(place), ...words]);
const passes = {
  code: 0,
  out: expect.stringMatching(
    /^PASS \(sample\): (training may run, (UNBLOCKED|READY|COMPLETE)|.* may be used; )/,
  ),
};

describe("the gate, reading live,", () => {
  it("passes on what is ready", async () => {
    const healthy = aPlace("healthyJanuary", january);
    expect(await judged(healthy, "--require", "ready")).toMatchObject(passes);
  });

  it("stops on what is blocked, passes once that is repaired, and says what READY lacks then", async () => {
    const place = aPlace("incident", newerSeason);
    expect(await judged(place)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^STOP \(sample\):\n {2}.*BLOCKED/),
    });
    await repaired(place, ["--plan-phase", "1", "--batch-size", "14"]);
    expect(await judged(place)).toMatchObject(passes);
    expect(await judged(place, "--require", "ready")).toMatchObject({
      code: 1,
      out: expect.stringMatching(/training is UNBLOCKED, and READY is required\n {2}.*is required/),
    });
  });

  it("looks at the tables and dates that it is told, and refuses a table that there is not", async () => {
    const place = placeIn(join(folder, "incident"), "incident");
    const gamebook = ["--tables", "nbac_gamebook"];
    const early = await judged(place, ...gamebook, "--start", "2024-10-22", "--end", "2025-06-22");
    expect(early).toMatchObject(passes);
    const late = await judged(place, ...gamebook, "--start", "2025-10-21");
    expect(late).toMatchObject({
      code: 1,
      out: expect.stringContaining("51 needed cells are missing"),
    });
    const unknown = await judged(place, "--tables", "gamebooks");
    expect(unknown).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no table "gamebooks" in sample; there are/),
    });
  });

  it("does not pass on what could not be read, and ends as a look that failed", async () => {
    const place = aPlace("healthyJanuary", january);
    await behindItsBack(
      place.file,
      "ALTER TABLE nba_precompute.player_daily_cache DROP COLUMN player_id",
    );
    expect(await judged(place)).toMatchObject({
      code: 3,
      out: expect.stringMatching(/24 needed cells are unknown/),
    });
  });
});

describe("the gate, after a repair,", () => {
  const GAMEBOOK = ["--force", "--tables", "nbac_gamebook", "--dates", "2026-01-02"];
  const cut = (place: Place, ...more: string[]) =>
    behindItsBack(place.file, "DELETE FROM ops.partition_writes", ...more);

  it("does not pass on a run that is running or was cut off, until it or another has done its work", async () => {
    const place = aPlace("healthyJanuary", january);
    const { run: id } = await repaired(place, GAMEBOOK);
    expect(await judged(place)).toMatchObject(passes);
    await cut(place, "DELETE FROM ops.backfill_runs WHERE event = 'finished'");
    expect(await judged(place)).toMatchObject({
      code: 1,
      out: `STOP (sample):\n  run ${id} is running, or was cut off: backfill --resume ${id}`,
    });
    const resumed = await run(["backfill", ...at(place), "--resume", id]);
    expect(resumed.code).toBe(0);
    expect(await judged(place)).toMatchObject(passes);

    await cut(place, "DELETE FROM ops.backfill_runs WHERE event = 'finished'");
    expect((await judged(place)).code).toBe(1);
    await repaired(place, GAMEBOOK);
    expect(await judged(place)).toMatchObject(passes);
  });

  it("does not pass on parked cells, and says how to go on", async () => {
    const place = aPlace("healthyJanuary", january);
    const { run: id } = await repaired(place, GAMEBOOK);
    await cut(
      place,
      `UPDATE ops.backfill_runs SET summary_json = '{"counts": {"parked": 1}}' WHERE event = 'finished'`,
    );
    expect(await judged(place)).toMatchObject({
      code: 1,
      out: expect.stringContaining(`run ${id} has 1 parked cells: backfill --resume ${id}`),
    });
    await run(["backfill", ...at(place), "--resume", id]);
    expect(await judged(place)).toMatchObject(passes);
  });

  it("does not pass on stale features, and passes once they are rebuilt", async () => {
    const place = aPlace("healthy", newerSeason);
    await behindItsBack(
      place.file,
      "DELETE FROM nba_analytics.upcoming_player_game_context WHERE game_date = DATE '2026-01-02' AND player_id % 7 = 0",
    );
    const where = at(place, false);
    const why = ["--reason", "these players were traded", "--by", "A. Tester"];
    await run(["accept", ...where, ...why, "upcoming_context", "2026-01-02"]);
    expect(await judged(place)).toMatchObject({
      code: 1,
      out: expect.stringContaining("2 needed cells are stale"),
    });
    const rest = await repaired(place, ["--with-downstream"]);
    expect(rest).toMatchObject({ code: 0, receipt: { proven: true } });
    expect(await judged(place, "--require", "ready")).toMatchObject(passes);
  });
});

describe("the gate, by evidence,", () => {
  const hours = (count: number): string =>
    new Date(Date.parse(AS_OF) + count * 3_600_000).toISOString();

  it("takes a validation's run.json while it is young enough, and neither an older one nor one of the future", async () => {
    const place = aPlace("healthyJanuary", january);
    await run(["validate", ...at(place)]);
    const file = join(place.out, "sample/latest/run.json");
    const where = ["--pipeline", place.pipeline];
    const aged = (age: number, ...words: string[]) =>
      run(["gate", "--evidence", file, "--as-of", hours(age), ...where, ...words]);
    expect(await aged(23, "--require", "ready")).toMatchObject(passes);
    expect(await aged(25)).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        `evidence is of ${new Date(AS_OF).toISOString()}, 25.0 hours from now`,
      ),
    });
    expect(await aged(25, "--max-age", "26")).toMatchObject(passes);
    expect(await aged(-1)).toMatchObject({ code: 1, out: expect.stringContaining("-1.0 hours") });
    // It says nothing of the season that the shipped pipeline declares as well.
    where.length = 0;
    expect(await aged(1)).toMatchObject({
      code: 1,
      out: expect.stringContaining("a part of 2024-10-22 to 2026-01-25"),
    });
  });

  it("does not take one that has part of its counts from an earlier run", async () => {
    const place = aPlace("healthyJanuary", january);
    await run(["validate", ...at(place)]);
    const file = join(place.out, "sample/latest/run.json");
    const record = JSON.parse(readFileSync(file, "utf8"));
    const judge = async (counted: object) => {
      writeFileSync(file, JSON.stringify({ ...record, counted }));
      return run(["gate", "--evidence", file, "--as-of", hours(1), "--pipeline", place.pipeline]);
    };
    const of = { tables: 15, cells: 300 };
    expect(
      await judge({ of, anew: { tables: 1, cells: 2 }, since: "run-1", why: null }),
    ).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        "the evidence takes part of its counts from run-1: validate again with --full",
      ),
    });
    expect(await judge({ of, anew: of, since: null, why: "--full asks for it" })).toMatchObject(
      passes,
    );
  });

  it("does not take one whose training tables somebody else has changed", async () => {
    const place = aPlace("healthyJanuary", january);
    await behindItsBack(
      place.file,
      "UPDATE nba_precompute.player_daily_cache SET season = season + 1 WHERE cache_date = DATE '2026-01-02'",
    );
    await run(["validate", ...at(place)]);
    const file = join(place.out, "sample/latest/run.json");
    const judge = ["gate", "--evidence", file, "--as-of", hours(1), "--pipeline", place.pipeline];
    expect(await run(judge)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/1 needed cell was changed by somebody else: pdc 2026-01-02/),
    });
    expect((await judged(place)).code).toBe(1);
  });

  it.each([
    ["a file that is not there", ["--evidence", "nowhere.json"], /nowhere.json cannot be read/],
    ["one that is no run.json", ["--evidence", "package.json"], /not a run.json of this version/],
    ["a range with it", ["--evidence", "x.json", "--start", "2026-01-01"], /need a live look/],
  ])("refuses %s", async (_, words, why) => {
    expect(await run(["gate", ...words])).toMatchObject({
      code: 2,
      err: expect.stringMatching(why),
    });
  });
});
