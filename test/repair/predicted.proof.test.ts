import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Receipt } from "../../src/backfill/run/receipt.ts";
import { TRAINING_STATES, type TrainingState } from "../../src/findings/assess/assess.ts";
import { aPlace, at, newerSeason, type Place, run } from "../support/repair/repairs.ts";

const TABLES = ["nbac_schedule", "nbac_gamebook", "player_game_summary", "upcoming_context"];
TABLES.push("tdza", "psza", "pdc", "pcf", "mlfs");

/** What a person may ask for, as words of the command. */
const selection = fc
  .record({
    phases: fc.option(fc.constantFrom("1", "2", "3", "4", "1,2", "1,4"), { freq: 2 }),
    tables: fc.option(fc.subarray(TABLES, { minLength: 1 }), { freq: 2 }),
    dates: fc.option(
      fc.constantFrom("2025-10-21..2025-10-28", "2025-10-21..2025-11-30", "2026-01-15..2026-01-25"),
      { freq: 2 },
    ),
    force: fc.boolean(),
    upstream: fc.boolean(),
    downstream: fc.boolean(),
  })
  .map(({ phases, tables, dates, force, upstream, downstream }) => [
    ...(phases === null ? [] : ["--plan-phase", phases]),
    ...(tables === null ? [] : ["--tables", tables.join(",")]),
    ...(dates === null ? [] : ["--dates", dates]),
    ...(force && dates === "2026-01-15..2026-01-25" && tables !== null ? ["--force"] : []),
    ...(upstream ? ["--with-upstream"] : []),
    ...(downstream ? ["--with-downstream"] : []),
  ]);

/** Null where there was nothing to do. */
async function receiptOf(place: Place, words: readonly string[]): Promise<Receipt | null> {
  const said = await run(["backfill", ...at(place), "--json", "--canary", "0", ...words]);
  if (![0, 1].includes(said.code)) throw new Error(said.err);
  return (JSON.parse(said.out) as { receipt?: Receipt }).receipt ?? null;
}

const rank = (state: TrainingState): number => TRAINING_STATES.indexOf(state);
const MOST_RUNS = 12;

describe("what a plan says of training after it", () => {
  // The second goes from READY back to UNBLOCKED: a refreshed schedule makes stale what reads it.
  it.each([15, 12])(
    "comes true, or better where a stale cell is computed to the same rows, whatever is selected until nothing is left: seed %i",
    async (seed) => {
      const place = aPlace("incident", newerSeason);
      const words = fc.sample(selection, { seed, numRuns: 5 });
      const states: string[] = [];
      for (let n = 0; n < MOST_RUNS; n += 1) {
        const own = words[n] ?? [];
        const receipt = await receiptOf(place, own);
        if (receipt === null && own.length === 0) break;
        if (receipt === null) continue;
        const { before, predicted, after } = receipt.training;
        const cells = receipt.dates.flatMap((date) => date.cells);
        const mayKeep = cells.some((cell) => cell.before === "stale");
        const what = { words: own.join(" "), before, predicted, after };
        if (mayKeep)
          expect(rank(after), JSON.stringify(what)).toBeGreaterThanOrEqual(rank(predicted));
        else expect(what).toEqual({ ...what, after: predicted });
        states.push(after);
      }
      expect(states.length).toBeGreaterThan(2);
      expect(states.at(-1)).toBe("READY");
    },
  );
});
