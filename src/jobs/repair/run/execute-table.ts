import type { Lineage } from "../../../backfill/ledger/lineage.ts";
import { upstreamFingerprints } from "../../../backfill/ledger/stale.ts";
import type { CellOutcome, Outcomes } from "../../../backfill/run/outcome.ts";
import type { CivilDate } from "../../../dates/civil-date.ts";
import { errorMessage } from "../../../errors.ts";
import { keyOf } from "../../../grid/cascade.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import { PartlyWrittenError, type Producer } from "../../../producers/port/producer.ts";
import type { Plan } from "../../../records/plan.ts";
import { FOREIGN } from "../../../records/selection.ts";
import { RefusedLossError } from "../../../warehouse/losses.ts";
import { adviceOf, type RetryPolicy, withRetries } from "../../../warehouse/retry.ts";
import type { LedgerNote, WritableWarehouse, WrittenDate } from "../../../warehouse/warehouse.ts";
import type { BackfillEvents } from "./events.ts";
import type { Guarding } from "./guards.ts";
import { takeOut } from "./take-out.ts";

export type ExecuteInput = {
  readonly plan: Plan;
  readonly run: string;
  /** The tables of the environment, upstreams first. */
  readonly tables: readonly TableConfig[];
  readonly producerOf: (table: TableConfig) => Producer;
  readonly warehouse: WritableWarehouse;
  readonly lineage: Lineage;
  readonly retry: RetryPolicy;
  readonly guards: Guarding;
  readonly now: () => Date;
  /** Once it is set, the statement in hand is finished and nothing new is begun. */
  readonly signal: AbortSignal;
  readonly events: BackfillEvents;
  /** Failed attempts before this process, by cell. */
  readonly attemptsBefore: ReadonlyMap<string, number>;
};

/** Of hundreds of dates a bad one is found in fewer statements than one a date. */
const PART = 16;

/**
 * One statement for all dates; where it fails for good, one for some of them, and then one a date, so that a bad date
 * holds back no other.
 */
export async function runTable(
  input: ExecuteInput,
  table: TableConfig,
  dates: readonly CivilDate[],
  outcomes: Outcomes,
  isSecondLook = false,
): Promise<Extract<CellOutcome, { status: "parked" }> | null> {
  const set = (date: CivilDate, outcome: CellOutcome) =>
    outcomes.set(keyOf({ table: table.id, date }), outcome);
  const computedFrom = upstreamFingerprints(input.lineage);
  const upstream = new Map(dates.map((date) => [date, computedFrom(table, date)]));
  const started = input.now();
  const learn = (written: readonly WrittenDate[], kind: "replace" | "refused") => {
    for (const one of written)
      input.lineage.add({
        ...one,
        run: input.run,
        kind,
        tableId: table.id,
        upstreamFingerprint: upstream.get(one.date) ?? "",
        seconds: (input.now().getTime() - started.getTime()) / 1000 / written.length,
        writtenAt: input.now().toISOString(),
        position: 0,
      });
  };
  try {
    const ledger: LedgerNote = {
      run: input.run,
      tableId: table.id,
      kind: "replace",
      volatileColumns: table.volatileColumns,
      upstreamFingerprints: upstream,
    };
    const [first] = dates;
    // Removals come a date at a time.
    const { remove } = input.plan.cells.find(
      (cell) => cell.table === table.id && cell.date === first,
    ) ?? { remove: undefined };
    const written = await withRetries(
      () =>
        remove !== undefined && first !== undefined
          ? takeOut(input.warehouse, table, first, remove, ledger)
          : input.producerOf(table).produce({
              table,
              dates,
              ledger,
              limits: input.guards.limitsOf(table, dates, input.lineage),
              includeWarmUp: input.plan.includeWarmUp,
              force: input.plan.selection.force || isForeign(input.plan, table, dates),
              signal: input.signal,
            }),
      input.retry,
      input.signal,
    );
    for (const one of written)
      set(one.date, { status: "done", rows: one.rows, rowsBefore: one.rowsBefore });
    learn(written, "replace");
    return null;
  } catch (error) {
    if (error instanceof PartlyWrittenError) learn(error.written, "refused");
    const advice = adviceOf(error);
    // Stopped while waiting for the next attempt: the cells stay pending, and a resume runs them.
    if (input.signal.aborted) return null;
    if (advice.kind === "park") {
      const outcome = {
        status: "parked" as const,
        message: errorMessage(error),
        dueAt: advice.dueAt.toISOString(),
      };
      for (const date of dates) set(date, outcome);
      await recordParked(input, table, dates, outcome);
      return outcome;
    }
    // What was not whole when the run began may have been repaired since: then fewer rows can be right.
    if (
      error instanceof RefusedLossError &&
      !isSecondLook &&
      input.guards.isInDoubt(table, dates)
    ) {
      await input.guards.lookAgain();
      return runTable(input, table, dates, outcomes, true);
    }
    if (dates.length > 1) {
      const size = dates.length > PART ? PART : 1;
      for (let at = 0; at < dates.length; at += size) {
        if (input.signal.aborted) return null;
        const part = dates.slice(at, at + size);
        const parked = await runTable(input, table, part, outcomes, isSecondLook);
        if (parked === null) continue;
        for (const later of dates.slice(at + size)) set(later, parked);
        return parked;
      }
      return null;
    }
    const [date] = dates as [CivilDate];
    const attempts = (input.attemptsBefore.get(keyOf({ table: table.id, date })) ?? 0) + 1;
    const outcome = { status: "failed" as const, message: errorMessage(error), attempts };
    set(date, outcome);
    await recordAttempt(input, table, date, outcome);
    return null;
  }
}

/** Rows of somebody else are no rows that a producer may leave as they are. */
const isForeign = ({ cells }: Plan, { id }: TableConfig, dates: readonly CivilDate[]): boolean =>
  cells.some(
    ({ table, date, because }) =>
      table === id && dates.includes(date) && because.startsWith(`${FOREIGN}:`),
  );

/**
 * What is used up may refuse this too, and parking must not fail for it: the result says which cells are parked, and a
 * resume runs those of which the warehouse knows nothing.
 */
async function recordParked(
  input: ExecuteInput,
  table: TableConfig,
  dates: readonly CivilDate[],
  outcome: Extract<CellOutcome, { status: "parked" }>,
): Promise<void> {
  try {
    for (const date of dates) await recordAttempt(input, table, date, outcome);
  } catch (error) {
    input.events.unrecorded(table, dates, error);
  }
}

async function recordAttempt(
  { run, warehouse, now }: ExecuteInput,
  table: TableConfig,
  date: CivilDate,
  outcome: Extract<CellOutcome, { status: "failed" | "parked" }>,
): Promise<void> {
  await warehouse.record("cell_attempts", {
    run,
    table_id: table.id,
    game_date: date,
    outcome: outcome.status,
    attempt: outcome.status === "failed" ? outcome.attempts : 0,
    message: outcome.message,
    due_at: outcome.status === "parked" ? outcome.dueAt : null,
    recorded_at: now().toISOString(),
  });
}
