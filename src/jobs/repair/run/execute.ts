import pMap from "p-map";
import { upstreamFingerprints } from "../../../backfill/ledger/stale.ts";
import {
  batchesOf,
  type CellOutcome,
  MAX_ATTEMPTS,
  type Outcomes,
  outcomeOf,
} from "../../../backfill/run/outcome.ts";
import type { CivilDate } from "../../../dates/civil-date.ts";
import { type CellRef, keyOf, reads } from "../../../grid/cascade.ts";
import { levelsOf } from "../../../pipeline/graph.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import type { Plan, PlanCell } from "../../../records/plan.ts";
import { type ExecuteInput, runTable } from "./execute-table.ts";

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
          if (own.length === 0) return;
          const { statements, atOnce } = statementsOf(input, table, own);
          await pMap(
            statements,
            async (cells) => {
              const ready = datesToRun(input, table, cells, outcomes, parked);
              if (ready.length === 0 || input.signal.aborted) return;
              parked = (await runTable(input, table, ready, outcomes)) ?? parked;
            },
            { concurrency: atOnce },
          );
        },
        { concurrency: input.warehouse.abilities.maxConcurrentWrites },
      );
    input.events.batchEnds(dates, batch, outcomes);
  }
}

/**
 * The cells of a table and batch by statement, and how many of these may run at once: all in one, but date by date where
 * a date is a call of its own, and one after the other where a date reads the table's own earlier ones.
 */
function statementsOf(
  { producerOf, plan }: ExecuteInput,
  table: TableConfig,
  cells: readonly PlanCell[],
): { readonly statements: (readonly PlanCell[])[]; readonly atOnce: number } {
  const taken = new Set(
    plan.cells.flatMap((cell) => (cell.remove === undefined ? [] : [keyOf(cell)])),
  );
  const removals = cells.filter((cell) => taken.has(keyOf(cell)));
  if (removals.length > 0) {
    const others = cells.filter((cell) => !taken.has(keyOf(cell)));
    return {
      statements: [...(others.length > 0 ? [others] : []), ...removals.map((cell) => [cell])],
      atOnce: 1,
    };
  }
  const readsItself = table.upstream.some((one) => one.table === table.id);
  const { callsAtOnce } = producerOf(table);
  if (!readsItself && callsAtOnce === undefined) return { statements: [cells], atOnce: 1 };
  const sorted = [...cells].sort((a, b) => (a.date < b.date ? -1 : 1));
  return {
    statements: sorted.map((cell) => [cell]),
    atOnce: readsItself ? 1 : (callsAtOnce ?? 1),
  };
}

/** Settles the cells that are not to be run, and returns the dates of the others. */
function datesToRun(
  input: ExecuteInput,
  table: TableConfig,
  cells: readonly PlanCell[],
  outcomes: Outcomes,
  parked: CellOutcome | null,
): CivilDate[] {
  const isChanged = upstreamsChanged(input, table);
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
    else if (cell.because === "downstream" && !isChanged(cell))
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

/** Of a cell, true when the content that it was computed from is no longer what its upstreams hold. */
function upstreamsChanged(
  { lineage }: ExecuteInput,
  table: TableConfig,
): (cell: CellRef) => boolean {
  const computedNow = upstreamFingerprints(lineage);
  return ({ date }) => {
    const computedFrom = lineage.latest(table.id, date)?.upstreamFingerprint ?? "";
    return computedNow(table, date) !== computedFrom;
  };
}
