import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../src/records/plan.ts";
import { RunRecordSchema } from "../../../src/records/run-record.ts";
import {
  aPlace,
  at,
  behindItsBack,
  contents,
  january,
  type Place,
  repaired,
  run,
} from "../../support/repair/repairs.ts";

const record = ({ out }: Place) =>
  RunRecordSchema.parse(JSON.parse(readFileSync(join(out, "sample/latest/run.json"), "utf8")));

async function damaged(...statements: string[]) {
  const place = aPlace("healthyJanuary", january);
  const healthy = await contents(place.file);
  await behindItsBack(place.file, ...statements);
  const validated = await run(["validate", ...at(place)]);
  const plan = await run(["plan", ...at(place, false), "--plan-phase", "1", "--json"]);
  const gate = await run(["gate", ...at(place), "--require", "ready"]);
  return { place, healthy, validated, gate, plan: JSON.parse(plan.out) as Plan };
}

describe("a training table without one row", () => {
  it("is P0, BLOCKED, and planned on all of its dates; the repair gives back its rows and touches nothing else", async () => {
    const { place, healthy, validated, gate, plan } = await damaged(
      "DELETE FROM nba_precompute.ml_feature_store_v2 WHERE game_date >= DATE '2026-01-02'",
    );
    expect(validated.code).toBe(1);
    expect(validated.out).toContain("Training BLOCKED (sample), 24 game dates");
    expect(validated.out).toContain(
      "P0 24 dates: matchup-level feature set is empty on every date",
    );
    expect(record(place).diagnoses.map(({ cause }) => cause)).toContain("emptied");
    // The first date of January alone has few shots before it, which is noted and no reason to stop.
    expect(record(place).findings.map(({ id }) => id)).toEqual([
      "zero-everywhere:mlfs",
      "thin:psza",
    ]);
    expect(gate).toMatchObject({ code: 1, out: expect.stringContaining("BLOCKED") });
    expect(new Set(plan.cells.map(({ table }) => table))).toEqual(new Set(["mlfs"]));
    expect(plan.cells).toHaveLength(24);
    const { receipt } = await repaired(place, ["--plan-phase", "1", "--batch-size", "24"]);
    expect(receipt).toMatchObject({ counts: { done: 24 }, training: { after: "READY" } });
    expect(await contents(place.file)).toEqual(healthy);
  });
});

describe("a raw source that stopped and has not come back", () => {
  it("is P0 from that date on, and fetched again", async () => {
    const { place, healthy, validated, gate, plan } = await damaged(
      "DELETE FROM nba_raw.nbac_play_by_play_shots WHERE game_date >= DATE '2026-01-09'",
    );
    expect(validated.out).toContain(
      "P0 17 dates: shots from play-by-play has no row from 2026-01-09 on and has not come back",
    );
    expect(new Set(record(place).diagnoses.map(({ cause }) => cause))).toEqual(
      new Set(["source-stopped", "lost-rows"]),
    );
    expect(gate.code).toBe(1);
    expect(plan.cells.map(({ table, date }) => `${table} ${date}`)).toHaveLength(17);
    await repaired(place, ["--plan-phase", "1", "--batch-size", "17"]);
    expect(await contents(place.file)).toEqual(healthy);
  });
});

describe("a column of the sample that somebody dropped", () => {
  it.each([
    ["feature", "nba_precompute.ml_feature_store_v2", "mlfs"],
    ["raw", "nba_raw.bdl_player_boxscores", "bdl_box_scores"],
  ])(
    "stops validate and the gate alike, without any earlier validation: %s",
    async (_, table, id) => {
      const place = aPlace("healthyJanuary", january);
      const column = id === "mlfs" ? "games_behind" : "steals";
      await behindItsBack(place.file, `ALTER TABLE ${table} DROP COLUMN ${column}`);
      const gate = await run(["gate", ...at(place), "--require", "ready"]);
      const validated = await run(["validate", ...at(place)]);
      expect([gate.code, validated.code]).toEqual([1, 1]);
      expect(validated.out).toMatch(
        new RegExp(`P0 .*: column ${column} is gone \\(given by .*\\.sql\\)`),
      );
      const { training, findings } = record(place);
      expect(training).toBe("UNBLOCKED");
      expect(findings.map((one) => one.id)).toContain(`column-gone:${id}`);
    },
  );
});
