import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PLAN_PHASES } from "../../../src/findings/plan-phases.ts";
import type { Plan } from "../../../src/records/plan.ts";
import { aPlace, at, behindItsBack, run } from "../../support/repair/repairs.ts";

const NEWEST = "2026-01-25";

describe("the incident, and the newest date's analytics that were never computed", () => {
  it("are planned in one phase each: no source has to arrive for what the sources have", async () => {
    const place = aPlace("incident");
    const gone = `DELETE FROM nba_analytics.player_game_summary WHERE game_date = DATE '${NEWEST}'`;
    await behindItsBack(place.file, gone);
    const planned: string[] = [];
    for (const phase of PLAN_PHASES) {
      const words = ["plan", ...at(place, false), "--plan-phase", String(phase), "--json"];
      const { cells } = JSON.parse((await run(words)).out) as Plan;
      planned.push(...cells.map(({ table, date }) => `${phase} ${table} ${date}`));
    }
    expect(planned.filter((one) => one.endsWith(NEWEST))).toEqual([
      ...[`3 nbac_schedule ${NEWEST}`, `3 player_game_summary ${NEWEST}`],
      ...[`4 pcf ${NEWEST}`, `4 mlfs ${NEWEST}`],
    ]);
    const cells = planned.map((one) => one.slice(2));
    expect(new Set(cells).size).toBe(cells.length);

    await run(["validate", ...at(place)]);
    const handoff = readFileSync(join(place.out, "sample/latest/HANDOFF.md"), "utf8");
    const ids = /player_game_summary lacks (.*?) too, which its sources have/.exec(handoff)?.[1];
    expect(ids?.match(/\d{10}/g)).toHaveLength(6);
    // The excuse that is offered names the two games that no source has, and none of the six.
    for (const id of ids?.match(/\d{10}/g) ?? [])
      expect(handoff).not.toMatch(new RegExp(`games: .*${id}`));
  });
});
