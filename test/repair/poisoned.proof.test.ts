import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { ROOT } from "../support/pipeline.ts";
import { aPlace, at, differences, repaired, run } from "../support/repair/repairs.ts";

const POISONED = "2024-10-30";
const MODEL = readFileSync(join(ROOT, "pipeline/sql/phase4/player_shot_zone_analysis.sql"), "utf8");

it("one date whose model fails holds back no other: 27 of 28 are done, the one is reported with its cause, and a resume mends it", async () => {
  const folder = aPlace().out;
  const model = join(folder, "..", "poisoned.sql");
  const place = aPlace("incident", ({ tables }) => {
    tables.find(({ id }: { id: string }) => id === "psza").producers.sample.file = model;
  });
  writeFileSync(
    model,
    `SELECT * FROM (${MODEL}) AS t WHERE CASE WHEN analysis_date = DATE '${POISONED}'
       THEN error('a shot of zone 9 on ${POISONED}') ELSE TRUE END`,
  );

  const said = await repaired(place, ["--plan-phase", "1"]);
  const { counts, dates, proven } = said.receipt;
  expect(said.code).toBe(1);
  expect(proven).toBe(false);
  expect(counts).toMatchObject({ done: 138, failed: 1, blocked: 1, pending: 0 });
  const good = dates.filter(({ cells }) => cells.every(({ outcome }) => outcome === "done"));
  expect(good).toHaveLength(27);
  const bad = dates.find(({ date }) => date === POISONED)?.cells ?? [];
  expect(bad.map(({ table, outcome, note }) => [table, outcome, note])).toEqual([
    ["tdza", "done", null],
    ["psza", "failed", expect.stringContaining(`a shot of zone 9 on ${POISONED}`)],
    ["pdc", "done", null],
    ["pcf", "done", null],
    ["mlfs", "blocked", `psza ${POISONED} failed`],
  ]);
  expect(said.err).toMatch(new RegExp(`${POISONED} psza: FAILED: .*a shot of zone 9`));
  expect(said.err).toMatch(
    /Processing date 2024-10-31\.\.\.[\s\S]*Phase 4 features computed: 5\/5/,
  );
  expect(said.err).toContain("Phase 4 features computed: 3/5");

  writeFileSync(model, MODEL);
  const resumed = await run(["backfill", ...at(place), "--resume", said.run]);
  expect(resumed).toMatchObject({ code: 0, out: expect.stringContaining("140 done, proven") });
  // The healthy scenario has more: the dates on which this table is there only in part were not asked for.
  const { psza } = await differences(place.file, inject("sample").healthy, ["psza"]);
  expect(psza).toEqual([0, expect.any(Number)]);
});
