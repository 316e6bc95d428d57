import { isWrite } from "../../../backfill/ledger/lineage.ts";
import type { CivilDate } from "../../../dates/civil-date.ts";
import { keyOf } from "../../../grid/cascade.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import { NO_LIMITS } from "../../../warehouse/losses.ts";
import type { WritableWarehouse } from "../../../warehouse/warehouse.ts";
import { readLedgerOf, readTouched } from "../../shared/ledger.ts";

/**
 * Records what a service wrote in a run that ended, or was ended, before it could say so: only what is in the ledger can
 * be taken back. Dates that hold what they held get no line.
 */
export async function recordUnanswered(
  warehouse: WritableWarehouse,
  tables: readonly TableConfig[],
  run: string,
): Promise<void> {
  const touched = await readTouched(warehouse, run);
  if (touched.length === 0) return;
  const { entries } = await readLedgerOf(warehouse);
  const recorded = new Set(
    entries.flatMap((entry) =>
      entry.run === run && isWrite(entry)
        ? [keyOf({ table: entry.tableId, date: entry.date })]
        : [],
    ),
  );
  const open = touched.filter((cell) => !recorded.has(keyOf(cell)));
  for (const table of tables) {
    const dates = open.filter((cell) => cell.table === table.id).map(({ date }) => date);
    if (dates.length > 0) await recordUnansweredOf(warehouse, table, dates, run);
  }
}

async function recordUnansweredOf(
  warehouse: WritableWarehouse,
  table: TableConfig,
  dates: readonly CivilDate[],
  run: string,
): Promise<void> {
  // A call that is known to have ended without an answer.
  const ended = new Error(`${run} ended before it could say what became of ${table.id}`);
  const request = {
    table: table.name,
    dateColumn: table.dateColumn,
    dates,
    ledger: {
      run,
      tableId: table.id,
      kind: "replace" as const,
      volatileColumns: table.volatileColumns,
      upstreamFingerprints: new Map<CivilDate, string>(),
    },
    ...NO_LIMITS,
  };
  try {
    await warehouse.witness(request, () => Promise.reject(ended));
  } catch (error) {
    if (error !== ended) throw error;
  }
}
