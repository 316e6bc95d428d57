import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "../../src/records/plan.ts";
import type { Declaration } from "../support/pipeline.ts";
import { at, newerSeason, type Place, placeIn, run, unchanged } from "../support/repair/repairs.ts";

const folder = mkdtempSync(join(tmpdir(), "refusals-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Phase 4 is filled by services that skip the warm-up, as in production, and can be told to fill it. */
function byServices(declaration: Declaration): void {
  newerSeason(declaration);
  for (const table of declaration["tables"])
    if (table.phase === "precompute") {
      const { override: _, ...service } = table.producers.production;
      table.producers.sample = service;
    }
}

let place: Place;
let services: Place;
let isAsItWas: () => Promise<boolean>;
beforeAll(() => {
  place = placeIn(folder, "incident", newerSeason);
  services = {
    ...place,
    pipeline: placeIn(join(folder, "services"), place.file, byServices).pipeline,
  };
  isAsItWas = unchanged(place.file);
});

/** Ends like this, says this, and changes nothing. */
async function ends(words: readonly string[], code: number, says: RegExp, where = place) {
  const said = await run(["backfill", ...at(where), ...words]);
  expect(`${said.out}\n${said.err}`).toMatch(says);
  expect(said.code).toBe(code);
  expect(await isAsItWas()).toBe(true);
}

describe("a backfill that makes no sense ends with what is wrong, and nothing is changed:", () => {
  it.each<[string, string[], RegExp]>([
    [
      "an unknown table",
      ["--tables", "pszb"],
      /There is no table "pszb" in sample; did you mean psza\? In all there are .*psza/,
    ],
    [
      "a phase that does not exist",
      ["--phase", "8"],
      /There is no phase 8; there are 1, 2, 3, 4, 5, 6/,
    ],
    [
      "a reversed list of dates",
      ["--dates", "2024-11-04..2024-10-22"],
      /--dates: The range 2024-11-04\.\.2024-10-22 is reversed.*Did you mean 2024-10-22\.\.2024-11-04\?/,
    ],
    ["a reversed range", ["--start", "2025-01-02", "--end", "2025-01-01"], /is reversed/],
    [
      "dates said twice",
      ["--dates", "2024-10-22", "--start", "2024-10-22"],
      /--dates and --start\/--end say the same thing twice/,
    ],
    [
      "force without dates",
      ["--force", "--tables", "psza"],
      /--force rebuilds what is complete; say which dates/,
    ],
    [
      "a run that nobody knows",
      ["--resume", "b-0"],
      /There is no run "b-0".*nothing was repaired here yet/,
    ],
    [
      "a plan that is not there",
      ["--plan", "nowhere.json"],
      /The plan nowhere.json cannot be read/,
    ],
    [
      "a plan and a run",
      ["--plan", "p.json", "--resume", "b-0"],
      /--plan and --resume exclude each other/,
    ],
    ["a run and other cells", ["--resume", "b-0", "--tables", "psza"], /b-0 has its cells already/],
    ["a batch of nothing", ["--batch-size", "0"], /--batch-size: must be at least 1/],
  ])("%s", (_, words, says) => ends(words, 2, says));
});

describe("a backfill that has nothing to run ends in 0, and nothing is changed:", () => {
  it("nothing is wrong there", () =>
    ends(["--dates", "2026-01-02"], 0, /Nothing to repair: nothing was changed/));

  it("its upstream is missing, which is named with what would include it", () =>
    ends(
      ["--tables", "mlfs", "--dates", "2025-10-21"],
      0,
      /blocked: mlfs 2025-10-21, because tdza 2025-10-21 is missing, [\s\S]*--with-upstream includes.*[\s\S]*Nothing that can be run/,
    ));

  it("a row that cannot be recreated", () =>
    ends(
      ["--tables", "player_prop_predictions"],
      0,
      /refused \(not-rebuildable\): player_prop_predictions on 14 dates, .*rebuildable: false[\s\S]*Nothing that can be run/,
    ));

  it("its producers skip the dates on purpose: rule, evidence and override are named", () =>
    ends(
      ["--plan-phase", "1"],
      0,
      /refused \(warm-up\): tdza on 14 dates, such as 2025-10-21: 2025-10-21 is day 0 of season 2025-26, and Phase 4 processors skip days 0 to 13; --include-warm-up runs them all the same/,
      services,
    ));
});

describe("what was refused is planned with the option that was named:", () => {
  const planned = async (where: Place, ...words: string[]): Promise<Plan> =>
    JSON.parse((await run(["plan", ...at(where, false), "--json", ...words])).out);

  it("--with-upstream adds what the cells lack", async () => {
    const { cells, blocked } = await planned(
      place,
      ...["--tables", "mlfs", "--dates", "2025-10-21", "--with-upstream"],
    );
    expect(cells.map(({ table, because }) => [table, because])).toEqual([
      ...["tdza", "psza", "pdc", "pcf"].map((id) => [id, "upstream"]),
      ["mlfs", "phase-missing:precompute"],
    ]);
    expect(blocked).toEqual([]);
  });

  it("--include-warm-up lets the skipped dates through, as far as their producers can be called", async () => {
    const { cells, refused } = await planned(services, "--plan-phase", "1", "--include-warm-up");
    expect([cells.length, refused.length]).toEqual([70, 0]);
    await ends(
      ["--plan-phase", "1", "--include-warm-up"],
      2,
      /tdza is filled by Phase 4 processors in sample, and PHASE4_SERVICE_URL is not set/,
      services,
    );
  });
});
