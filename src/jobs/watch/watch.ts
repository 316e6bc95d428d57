import { isWrite } from "../../backfill/ledger/lineage.ts";
import { planRepair } from "../../backfill/plan/plan.ts";
import { type Watched, watch } from "../../backfill/run/watch.ts";
import { addDays } from "../../dates/civil-date.ts";
import { lastEndedDay } from "../../dates/instant.ts";
import { dateRange, inRange } from "../../dates/range.ts";
import { assess } from "../../findings/assess/assess.ts";
import { type LayerTable, layerCheck } from "../../findings/assess/completeness.ts";
import { listedDays } from "../../grid/calendar/calendar.ts";
import { dailyDatesIn } from "../../pipeline/rules.ts";
import { recentSelection } from "../../records/selection.ts";
import { observe } from "../observe/observe.ts";
import { readFailures, readLedgerOf } from "../shared/ledger.ts";
import { openRuns } from "../shared/open-runs.ts";
import type { Progress } from "../shared/progress.ts";
import { type ObserveRequest, withWarehouse } from "../validate/run-validate.ts";

export type WatchRequest = ObserveRequest & {
  /** The newest calendar days that have ended. */
  readonly days: number;
  readonly auto: boolean;
  readonly dailyDates: number;
};

export type WatchResult = Watched & {
  readonly layers: readonly LayerTable[];
  readonly gameDates: number;
  /** Tables that could not be read: nothing is concluded from them. */
  readonly unread: readonly string[];
};

/** A quick look at the newest dates and at what earlier repairs left, and what is to be started because of it. Reads only. */
export const watchRecent = (request: WatchRequest, progress: Progress): Promise<WatchResult> =>
  withWarehouse(request, progress, async (input, warehouse) => {
    const { days, auto, dailyDates, environment, now = () => new Date() } = request;
    const { asOf } = input;
    const { timeZone } = input.pipeline;
    const last = lastEndedDay(asOf, timeZone);
    const range = dateRange(addDays(last, 1 - days), last);
    const assessment = assess(await observe({ ...input, range }, warehouse, progress));
    const { grid, unread } = assessment;
    const { lineage, entries } = await readLedgerOf(warehouse);
    const selection = recentSelection(asOf, days, timeZone);
    // Without a game date in these days there is nothing to select, and nothing wrong with that.
    const asked = grid.days.some(({ date }) => inRange(date, range)) ? selection : null;
    // Writes are recorded by the clock, whatever instant the dates are judged by.
    const since = now().getTime() - 86_400_000;
    const written = entries.filter(isWrite).filter((one) => Date.parse(one.writtenAt) >= since);
    const plan = planRepair(assessment, lineage, {
      canary: 0,
      datesAtOnce: warehouse.abilities.datesAtOnce,
      selection: asked ?? { ...selection, dates: [] },
    });
    return {
      ...watch({
        environment,
        now: asOf,
        auto,
        dailyDates: dailyDatesIn(input.pipeline, input.environment, dailyDates),
        plan,
        openRuns: await openRuns(warehouse, grid),
        failedAttempts: await readFailures(warehouse),
        writtenToday: new Set(written.map(({ date }) => date)),
      }),
      layers: layerCheck(grid),
      gameDates: listedDays(grid.days).length,
      unread: unread.map(({ table }) => table),
    };
  });
