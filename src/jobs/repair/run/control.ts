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
import { tableSource } from "../../../pipeline/sql/read-from.ts";
import type { Plan } from "../../../records/plan.ts";
import { type RetryPolicy, withRetries } from "../../../warehouse/retry.ts";
import type { Params, Row } from "../../../warehouse/warehouse.ts";
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
  const before = await rowsOf(context, table, cell);
  context.progress({ kind: "line", message: `Control date ${cell.date} of ${cell.table}...` });
  try {
    await callOnce(context, input, table, cell, run);
  } catch (error) {
    await putBack(context, table, run);
    const stopped = `the control date ${cell.date} of ${cell.table}, which is complete, could not be computed again: ${errorMessage(error)}`;
    return { ...cell, rows: before.length, differing: 0, columns: [], stopped };
  }
  const after = await rowsOf(context, table, cell);
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

/** Values of these types come as they are; a sum that differs in its last digit has to stay a number. */
const PLAIN = new Set([
  "STRING",
  "VARCHAR",
  "DATE",
  "BOOL",
  "BOOLEAN",
  "FLOAT64",
  "FLOAT",
  "DOUBLE",
]);

/** Lists, records and exact numbers are compared as text: the operators' tables have all of them. */
async function rowsOf(
  { warehouse }: RepairContext,
  table: TableConfig,
  { date }: CellRef,
): Promise<readonly Row[]> {
  const source = tableSource(ownColumns(table), ON_DATE);
  const from = `FROM ${source} WHERE \`${table.dateColumn}\` = @date`;
  const params: Params = { date: { type: "DATE", value: date } };
  const columns = await warehouse.describe(`SELECT * ${from}`, params);
  const list = columns.map(({ name, type }) =>
    PLAIN.has(type.toUpperCase()) ? `\`${name}\`` : `TO_JSON_STRING(\`${name}\`) AS \`${name}\``,
  );
  return warehouse.query(`SELECT ${list.join(", ")} ${from}`, params);
}

const ON_DATE = { first: "@date", last: "@date" };

/** The table itself, with all of its columns, where its keys are columns of it; else as it is read. */
function ownColumns(table: TableConfig): TableConfig {
  const { reading, ...itself } = table;
  if (reading === undefined) return table;
  const keys = table.keys.map(
    (key) => reading.outputs.find(({ name }) => name === key)?.expression.replaceAll("`", "") ?? "",
  );
  return reading.isPlain && keys.every((key) => /^\w+$/.test(key)) ? { ...itself, keys } : table;
}
