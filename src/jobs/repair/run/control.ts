import { Lineage, undoOf } from "../../../backfill/ledger/lineage.ts";
import { upstreamFingerprint } from "../../../backfill/ledger/stale.ts";
import {
  type Control,
  chooseControls,
  compareRows,
  controlVerdict,
} from "../../../backfill/plan/control.ts";
import { errorMessage } from "../../../errors.ts";
import type { CellRef } from "../../../grid/cascade.ts";
import { environmentOf } from "../../../pipeline/rules.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import type { Plan } from "../../../records/plan.ts";
import { type RetryPolicy, withRetries } from "../../../warehouse/retry.ts";
import { ownColumns, rowsToCompare } from "../../shared/control-rows.ts";
import { readLedgerOf, readTouched } from "../../shared/ledger.ts";
import type { RepairContext } from "./context.ts";
import { producerIn } from "./producer-in.ts";
import { recordUnanswered } from "./unanswered.ts";

export type ControlInput = {
  readonly plan: Plan;
  readonly run: string;
  readonly pending: readonly CellRef[];
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal;
};

/**
 * Guards data that others use against a service that computes something else than it once did: before the first call of
 * the plan, each service computes one complete date again. Its rows are compared and put back, equal or not, so that a
 * control leaves no trace and makes nothing stale. The first that differs is the last.
 */
export async function controlServices(
  context: RepairContext,
  input: ControlInput,
): Promise<Control[]> {
  const { environment } = context.request;
  const declared = environmentOf(context.pipeline, environment);
  const isService = ({ table }: CellRef) =>
    context.given?.has(table) !== true &&
    context.tables.find(({ id }) => id === table)?.producers[environment]?.kind === "service";
  if (!declared.destructive || !input.pending.some(isService)) return [];
  const { grid } = await context.assessNow();
  const chosen = chooseControls(grid, input.plan, input.pending);
  const controls: Control[] = [];
  for (const cell of chosen) {
    if (input.signal.aborted) break;
    const control = await compareDate(context, input, cell, declared.controlTolerance ?? 0);
    controls.push(control);
    if (control.stopped !== null) break;
  }
  return controls;
}

async function compareDate(
  context: RepairContext,
  input: ControlInput,
  cell: CellRef,
  tolerance: number,
): Promise<Control> {
  const table = context.tables.find(({ id }) => id === cell.table) as TableConfig;
  const run = await freshRun(context, `${input.run}-control-${cell.table}`, table);
  const before = await rowsToCompare(context.warehouse, table, cell.date);
  context.progress({ kind: "line", message: `Control date ${cell.date} of ${cell.table}...` });
  try {
    await callOnce(context, input, table, cell, run);
  } catch (error) {
    await putBack(context, table, run);
    const stopped = `the control date ${cell.date} of ${cell.table}, which is complete, could not be computed again: ${errorMessage(error)}`;
    return { ...cell, rows: before.length, differing: 0, columns: [], stopped };
  }
  const after = await rowsToCompare(context.warehouse, table, cell.date);
  await putBack(context, table, run);
  const compared = compareRows(ownColumns(table), before, after);
  return { ...cell, ...compared, stopped: controlVerdict(cell, compared, tolerance) };
}

async function callOnce(
  context: RepairContext,
  { plan, retry, signal }: ControlInput,
  table: TableConfig,
  { date }: CellRef,
  run: string,
): Promise<void> {
  const { lineage } = await readLedgerOf(context.warehouse);
  const upstreamFingerprints = new Map([[date, upstreamFingerprint(lineage, table, date)]]);
  await withRetries(
    () =>
      producerIn(context, table).produce({
        table,
        dates: [date],
        ledger: {
          run,
          tableId: table.id,
          kind: "replace",
          upstreamFingerprints,
          volatileColumns: table.volatileColumns,
        },
        limits: { allowShrink: false, rowsExpected: table.empty !== "allowed" },
        includeWarmUp: plan.includeWarmUp,
        force: true,
        signal,
      }),
    retry,
    signal,
  );
}

/** The run's next control of the table. One that was cut off before its rows were put back is finished first. */
async function freshRun(context: RepairContext, name: string, table: TableConfig) {
  for (let n = 1; ; n += 1) {
    const run = `${name}-${n}`;
    if ((await readTouched(context.warehouse, run)).length === 0) return run;
    await recordUnanswered(context.warehouse, [table], run);
    await putBack(context, table, run);
  }
}

/** What was there before the control; nothing to do where the service left it, or where it is back already. */
async function putBack({ warehouse }: RepairContext, table: TableConfig, run: string) {
  const { entries } = await readLedgerOf(warehouse);
  const own = entries.filter((entry) => entry.run === run);
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return;
  if (entries.some((entry) => entry.run === undoOf(run))) return;
  const earlier = new Lineage(entries.filter((entry) => entry.run !== run));
  const { date } = first;
  await warehouse.restore({
    run,
    undoRun: undoOf(run),
    tables: [
      {
        tableId: table.id,
        table: table.name,
        dateColumn: table.dateColumn,
        volatileColumns: table.volatileColumns,
        dates: [date],
        fingerprints: new Map([[date, last.fingerprint]]),
        rowsBefore: new Map([[date, first.rowsBefore]]),
        upstreamFingerprints: new Map([
          [date, earlier.latest(table.id, date)?.upstreamFingerprint ?? ""],
        ]),
      },
    ],
  });
}
