import { isWrite, type LedgerEntry } from "../../backfill/ledger/lineage.ts";
import type { OpenRun } from "../../backfill/run/watch.ts";
import { keyOf } from "../../grid/cascade.ts";
import { columnOf, type Grid } from "../../grid/grid.ts";
import type { PlanCell } from "../../records/plan.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { readEventsOf, readLedgerOf, readRunsBriefly } from "./ledger.ts";
import { parsePlan } from "./plan-file.ts";
import { type RunEvent, summaryOf } from "./run-events.ts";

/** Runs without an end, and runs that ended with parked cells; not those whose work others have done since. */
export async function openRuns(warehouse: Warehouse, grid: Grid): Promise<OpenRun[]> {
  const events = await readRunsBriefly(warehouse);
  const latest = latestOf(events);
  const lastWrite = new Map<string, LedgerEntry>();
  for (const entry of (await readLedgerOf(warehouse)).entries.filter(isWrite))
    lastWrite.set(keyOf({ table: entry.tableId, date: entry.date }), entry);
  const isSettled = (cell: PlanCell, run: string, since: string) => {
    const write = lastWrite.get(keyOf(cell));
    if (
      write?.kind === "replace" &&
      (write.run === run || Date.parse(write.writtenAt) >= Date.parse(since))
    )
      return true;
    const now = columnOf(grid, cell.table).find(({ date }) => date === cell.date);
    return cell.because === "downstream" && now?.state !== "stale";
  };
  const open: OpenRun[] = [];
  for (const { run, event, at, summaryJson } of latest.values()) {
    const { counts, settled = {}, stoppedBy = null } = summaryOf({ summaryJson });
    const parkedCells = counts?.parked ?? 0;
    // A person's acceptance is no run.
    if (event === "accepted") continue;
    // Nobody works on it, and nobody but a person lets it begin.
    if (event === "held") continue;
    if (event === "undone" || (event === "finished" && parkedCells === 0)) continue;
    // Whoever had it end does not want it to go on by itself when its quota is there again.
    if (event === "finished" && stoppedBy !== null) continue;
    const started = (await readEventsOf(warehouse, run)).find((one) => one.event === "started");
    const { cells, environment } = parsePlan(started?.planJson ?? "", run);
    if (cells.every((cell) => isSettled(cell, run, started?.at ?? ""))) continue;
    const due = Object.values(settled).flatMap((one) =>
      one.status === "parked" ? [one.dueAt] : [],
    );
    open.push({
      run,
      environment,
      startedAt: event === "started" ? at : (started?.at ?? at),
      endedAt: event === "started" ? null : at,
      parkedCells,
      dueAt: due.sort()[0] ?? null,
    });
  }
  return open;
}

/** What a run did last. Neither an approval nor a person's wish that it ends begins or ends a run; but a held one begins by it. */
function latestOf(events: readonly RunEvent[]): ReadonlyMap<string, RunEvent> {
  const latest = new Map<string, RunEvent>();
  for (const event of events) {
    const isBegun = event.event === "approved" && latest.get(event.run)?.event === "held";
    if (isBegun) latest.set(event.run, { ...event, event: "started" });
    else if (event.event !== "approved" && event.event !== "stopped") latest.set(event.run, event);
  }
  return latest;
}
