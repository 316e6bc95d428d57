import pMap from "p-map";
import { type CellRef, keyOf, reads } from "../backfill/cascade.ts";
import { type Lineage, upstreamFingerprint } from "../backfill/lineage.ts";
import {
  batchesOf,
  type CellOutcome,
  MAX_ATTEMPTS,
  type Outcomes,
  outcomeOf,
} from "../backfill/outcome.ts";
import type { Plan, PlanCell } from "../backfill/plan.ts";
import type { CivilDate } from "../dates/civil-date.ts";
import { errorMessage } from "../errors.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import type { Producer } from "../producers/producer.ts";
import { adviceOf, type RetryPolicy, withRetries } from "../warehouse/retry.ts";
import type { WritableWarehouse } from "../warehouse/warehouse.ts";
import type { BackfillEvents } from "./backfill-events.ts";

export type ExecuteInput = {
  readonly plan: Plan;
  readonly run: string;
  /** The tables of the environment, upstreams first. */
  readonly tables: readonly TableConfig[];
  readonly producerOf: (table: TableConfig) => Producer;
  readonly warehouse: WritableWarehouse;
  readonly lineage: Lineage;
  readonly retry: RetryPolicy;
  readonly allowShrink: boolean;
  readonly now: () => Date;
  /** Once it is set, the statement in hand is finished and nothing new is begun. */
  readonly signal: AbortSignal;
  readonly events: BackfillEvents;
  /** Failed attempts before this process, by cell. */
  readonly attemptsBefore: ReadonlyMap<string, number>;
};

/**
 * Runs these cells of the plan, batch by batch in order of date, and in a batch table by table along the graph: windows
 * only look back, so that whatever a cell reads has been filled before it. Outcomes are recorded in `outcomes`.
 */
export async function execute(
  input: ExecuteInput,
  cells: readonly PlanCell[],
  outcomes: Outcomes,
): Promise<void> {
  const levels = levelsOf(input.tables);
  // What parks one parks all that come after it, those of a later call too: the quota is everybody's.
  let parked = [...outcomes.values()].find((one) => one.status === "parked") ?? null;
  for (const dates of batchesOf(cells, input.plan.batchSize)) {
    if (input.signal.aborted) return;
    const batch = cells.filter(({ date }) => dates.includes(date));
    input.events.batchStarts(dates, batch);
    for (const level of levels)
      await pMap(
        level,
        async (table) => {
          if (input.signal.aborted) return;
          const own = batch.filter((cell) => cell.table === table.id);
          for (const cells of statementsOf(table, own)) {
            const ready = settle(input, table, cells, outcomes, parked);
            if (ready.length === 0 || input.signal.aborted) continue;
            parked = (await runTable(input, table, ready, outcomes)) ?? parked;
          }
        },
        { concurrency: input.warehouse.abilities.maxConcurrentWrites },
      );
    input.events.batchEnds(dates, batch, outcomes);
  }
}

/** The cells of a table and batch by statement: all in one, but date by date where a date reads the table's own earlier ones. */
function statementsOf({ id, upstream }: TableConfig, cells: readonly PlanCell[]) {
  if (!upstream.some(({ table }) => table === id)) return [cells];
  return [...cells].sort((a, b) => (a.date < b.date ? -1 : 1)).map((cell) => [cell]);
}

/** Settles the cells that are not to be run, and returns the dates of the others. */
function settle(
  input: ExecuteInput,
  table: TableConfig,
  cells: readonly PlanCell[],
  outcomes: Outcomes,
  parked: CellOutcome | null,
): CivilDate[] {
  return cells.flatMap((cell) => {
    if (outcomeOf(outcomes, cell).status !== "pending") return [];
    const by = brokenUpstream(input.plan, table, cell, outcomes);
    const attempts = input.attemptsBefore.get(keyOf(cell)) ?? 0;
    if (by !== null) outcomes.set(keyOf(cell), { status: "blocked", by });
    else if (attempts >= MAX_ATTEMPTS)
      outcomes.set(keyOf(cell), {
        status: "failed",
        message: `escalated after ${attempts} failed attempts; look at it before it is run again`,
        attempts,
      });
    else if (parked !== null) outcomes.set(keyOf(cell), parked);
    else if (cell.because === "downstream" && !upstreamsChanged(input, table, cell))
      outcomes.set(keyOf(cell), { status: "unneeded" });
    else return [cell.date];
    return [];
  });
}

/** A planned cell that this one reads and that failed; null where there is none. What waits for a parked one is parked itself. */
function brokenUpstream(
  plan: Plan,
  table: TableConfig,
  cell: CellRef,
  outcomes: Outcomes,
): string | null {
  for (const other of plan.cells) {
    const { status } = outcomeOf(outcomes, other);
    if (status !== "failed" && status !== "blocked") continue;
    const isRead = table.upstream.some(
      ({ table: id, window }) => id === other.table && reads(window, cell.date, other.date),
    );
    if (isRead) return `${other.table} ${other.date} ${status}`;
  }
  return null;
}

/** True when the content that the cell was computed from is no longer what its upstreams hold. */
function upstreamsChanged(
  { lineage }: ExecuteInput,
  table: TableConfig,
  { date }: CellRef,
): boolean {
  const computedFrom = lineage.latest(table.id, date)?.upstreamFingerprint ?? "";
  return upstreamFingerprint(lineage, table, date) !== computedFrom;
}

/** One statement for all dates; where it fails for good, one a date, so that a bad date holds back no other. */
async function runTable(
  input: ExecuteInput,
  table: TableConfig,
  dates: readonly CivilDate[],
  outcomes: Outcomes,
): Promise<Extract<CellOutcome, { status: "parked" }> | null> {
  const set = (date: CivilDate, outcome: CellOutcome) =>
    outcomes.set(keyOf({ table: table.id, date }), outcome);
  try {
    const started = input.now();
    const written = await withRetries(
      () =>
        input.producerOf(table).produce({
          table,
          dates,
          ledger: {
            run: input.run,
            tableId: table.id,
            kind: "replace",
            upstreamFingerprints: new Map(
              dates.map((date) => [date, upstreamFingerprint(input.lineage, table, date)]),
            ),
          },
          allowShrink: input.allowShrink,
          includeWarmUp: input.plan.includeWarmUp,
          signal: input.signal,
        }),
      input.retry,
      input.signal,
    );
    for (const one of written) {
      set(one.date, { status: "done", rows: one.rows, rowsBefore: one.rowsBefore });
      input.lineage.add({
        ...one,
        run: input.run,
        kind: "replace",
        tableId: table.id,
        upstreamFingerprint: upstreamFingerprint(input.lineage, table, one.date),
        seconds: (input.now().getTime() - started.getTime()) / 1000 / written.length,
        writtenAt: input.now().toISOString(),
        position: 0,
      });
    }
    return null;
  } catch (error) {
    const advice = adviceOf(error);
    // Stopped while waiting for the next attempt: the cells stay pending, and a resume runs them.
    if (input.signal.aborted) return null;
    if (advice.kind === "park") {
      const outcome = {
        status: "parked" as const,
        message: errorMessage(error),
        dueAt: advice.dueAt.toISOString(),
      };
      for (const date of dates) {
        set(date, outcome);
        await recordAttempt(input, table, date, outcome);
      }
      return outcome;
    }
    if (dates.length > 1) {
      for (const [index, date] of dates.entries()) {
        if (input.signal.aborted) return null;
        const parked = await runTable(input, table, [date], outcomes);
        if (parked === null) continue;
        for (const later of dates.slice(index + 1)) set(later, parked);
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

/** Tables that do not read each other stand in one level and may run side by side. */
function levelsOf(tables: readonly TableConfig[]): TableConfig[][] {
  const level = new Map<string, number>();
  for (const table of tables) {
    const below = table.upstream
      .filter((one) => one.table !== table.id)
      .map((one) => level.get(one.table) ?? -1);
    level.set(table.id, Math.max(-1, ...below) + 1);
  }
  const levels: TableConfig[][] = [];
  for (const table of tables) {
    const at = level.get(table.id) ?? 0;
    levels[at] = [...(levels[at] ?? []), table];
  }
  return levels;
}
