import { expect, it } from "vitest";
import { shippedTable } from "../support/pipeline.ts";
import {
  aPlace,
  at,
  behindItsBack,
  contents,
  january,
  repaired,
  run,
} from "../support/repair/repairs.ts";

const TABLE = "nba_precompute.player_shot_zone_analysis";
const DATE = "2026-01-10";

it("a date that would shrink by more than half is not written until that is allowed, and keeps its rows till then", async () => {
  const place = aPlace("healthyJanuary", january);
  const healthy = await contents(place.file);
  await behindItsBack(
    place.file,
    `INSERT INTO ${TABLE} SELECT t.* FROM ${TABLE} AS t, range(3) WHERE analysis_date = DATE '${DATE}'`,
  );
  const quadruple = await contents(place.file);

  const refused = await repaired(place, ["--tables", "psza", "--dates", DATE]);
  expect(refused).toMatchObject({ code: 1, receipt: { counts: { failed: 1 }, proven: false } });
  expect(refused.receipt.dates[0]?.cells[0]).toMatchObject({
    ...{ before: "over-count", after: "over-count" },
    note: expect.stringMatching(
      new RegExp(`${DATE} would shrink from \\d+ to \\d+ rows; --allow-shrink accepts that`),
    ),
  });
  expect(await contents(place.file)).toEqual(quadruple);

  const resumed = await run(["backfill", ...at(place), "--resume", refused.run, "--allow-shrink"]);
  expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining("1 done, proven") });
  expect(await contents(place.file)).toEqual(healthy);
});

it("what was misplaced does not count: a date that holds more rows of the day before than its own is rebuilt", async () => {
  const place = aPlace("healthyJanuary", january);
  const { name } = shippedTable("upcoming_context");
  const before = await contents(place.file);
  await behindItsBack(
    place.file,
    `UPDATE ${name} SET game_date = game_date + 1 WHERE game_date BETWEEN DATE '2026-01-04' AND DATE '2026-01-10'`,
  );
  const { receipt, code } = await repaired(place, [
    ...["--tables", "upcoming_context", "--remove-strays"],
  ]);
  expect([code, receipt.proven, receipt.counts.failed]).toEqual([0, true, 0]);
  expect(await contents(place.file)).toEqual(before);
});
