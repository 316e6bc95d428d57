import { z } from "zod";
import type { CivilDate } from "../../dates/civil-date.ts";
import { type CellRef, keyOf } from "../../grid/cascade.ts";
import type { Plan } from "../../records/plan.ts";
import { MAX_ATTEMPTS } from "./outcome.ts";

/** The inputs of one start of backfill.yml. */
export const DispatchSchema = z.strictObject({
  environment: z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
  plan: z.enum(["auto", "all", "1", "2", "3", "4"]).optional(),
  phase: z.enum(["any", "1", "2", "3", "4"]).optional(),
  dates: z
    .string()
    .regex(/^[0-9.,-]{0,20000}$/)
    .optional(),
  tables: z
    .string()
    .regex(/^[a-z0-9_,]{0,2000}$/)
    .optional(),
  "include-warm-up": z.enum(["true", "false"]).optional(),
  force: z.enum(["true", "false"]).optional(),
  canary: z.enum(["0", "1", "2", "3", "4", "5"]).optional(),
  resume: z
    .string()
    .regex(/^b-[A-Za-z0-9-]{1,80}$/)
    .optional(),
});
export type Dispatch = z.infer<typeof DispatchSchema>;

/** A run of the ledger that did not end with everything done. */
export type OpenRun = {
  readonly run: string;
  readonly environment: string;
  readonly startedAt: string;
  /** Null while it runs, or where it was cut off. */
  readonly endedAt: string | null;
  readonly parkedCells: number;
  /** The earliest instant at which a parked cell is due again; null where none is parked. */
  readonly dueAt: string | null;
};

export type WatchInput = {
  readonly environment: string;
  readonly now: Date;
  readonly openRuns: readonly OpenRun[];
  /** What a repair of the newest dates past their grace would do. */
  readonly plan: Plan;
  /** Failed attempts over all runs, by key of the cell. */
  readonly failedAttempts: ReadonlyMap<string, number>;
  /** Whether repairs are started without a person. */
  readonly auto: boolean;
  /** Dates that may be written in 24 hours without a person. */
  readonly dailyDates: number;
  readonly writtenToday: ReadonlySet<CivilDate>;
};

export type Watched = {
  readonly dispatches: readonly Dispatch[];
  /** What a person should know, a sentence each. */
  readonly notes: readonly string[];
};

/** A run without an end is taken for running so long; a job ends after six hours at most. */
const RUNNING_HOURS = 7;

/**
 * What is to be started now: parked runs that are due, and, where repairs start by themselves, what is past its grace,
 * within the day's budget of dates and three failed attempts a cell. Nothing new beside a run that is under way.
 */
export function watch(input: WatchInput): Watched {
  const { environment, now, openRuns, plan } = input;
  const own = openRuns.filter((run) => run.environment === environment);
  const ageHours = ({ startedAt }: OpenRun) => (now.getTime() - Date.parse(startedAt)) / 3_600_000;
  const running = own.filter((run) => run.endedAt === null && ageHours(run) < RUNNING_HOURS);
  const cutOff = own.filter((run) => run.endedAt === null && ageHours(run) >= RUNNING_HOURS);
  const parked = own.filter(({ parkedCells }) => parkedCells > 0);
  const isDue = ({ dueAt }: OpenRun) => dueAt === null || Date.parse(dueAt) <= now.getTime();
  const due = parked.filter(isDue);
  const resumed = [...due, ...(input.auto ? cutOff : [])];
  const notes = [
    ...running.map(({ run }) => `Run ${run} is under way; nothing else is started beside it.`),
    ...parked
      .filter((run) => !isDue(run))
      .map(
        ({ run, parkedCells, dueAt }) => `Run ${run}: ${parkedCells} cells parked until ${dueAt}.`,
      ),
    ...due.map(({ run, parkedCells }) => `Run ${run}: ${parkedCells} parked cells are due.`),
    ...cutOff.map(({ run, startedAt }) => `Run ${run} of ${startedAt} has no end: it was cut off.`),
  ];
  if (running.length > 0) return { dispatches: [], notes };
  if (resumed.length > 0)
    return { dispatches: resumed.map(({ run }) => ({ environment, resume: run })), notes };
  const { dispatch, notes: more } = repair(input, parked);
  const planned = dispatch === null ? [] : [dispatch];
  if (!input.auto && planned.length > 0)
    more.push(`${plan.cells.length} cells past their grace could be repaired: start Backfill.`);
  return { dispatches: input.auto ? planned : [], notes: [...notes, ...more] };
}

function repair(
  { environment, plan, failedAttempts, dailyDates, writtenToday }: WatchInput,
  parked: readonly OpenRun[],
): { dispatch: Dispatch | null; notes: string[] } {
  const notes: string[] = [];
  // What waits for a quota would meet it again.
  if (plan.cells.length === 0 || parked.length > 0) return { dispatch: null, notes };
  const isGivenUp = (cell: CellRef) => (failedAttempts.get(keyOf(cell)) ?? 0) >= MAX_ATTEMPTS;
  const givenUp = new Set(plan.cells.filter(isGivenUp).map(({ date }) => date));
  for (const date of givenUp)
    notes.push(`${date} failed ${MAX_ATTEMPTS} times: it waits for a person.`);
  const dates = [...new Set(plan.cells.map(({ date }) => date))]
    .filter((date) => !givenUp.has(date))
    .sort();
  const left = Math.max(0, dailyDates - writtenToday.size);
  const chosen = dates.slice(0, left);
  if (chosen.length < dates.length)
    notes.push(
      `${dates.length} dates are past their grace, and ${left} of today's ${dailyDates} are left.`,
    );
  if (chosen.length === 0) return { dispatch: null, notes };
  const tables = [
    ...new Set(plan.cells.filter(({ date }) => chosen.includes(date)).map(({ table }) => table)),
  ];
  return {
    dispatch: { environment, plan: "all", dates: chosen.join(","), tables: tables.join(",") },
    notes,
  };
}
