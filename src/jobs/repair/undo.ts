import { isWrite, Lineage, standing, undoOf } from "../../backfill/ledger/lineage.ts";
import { ReceiptSchema, takenBack } from "../../backfill/run/receipt.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { UserError } from "../../errors.ts";
import { keyOf } from "../../grid/cascade.ts";
import { RefusedWriteError, type RestoreRequest } from "../../warehouse/warehouse.ts";
import { readDated } from "../reports/dated-files.ts";
import { environmentFolder } from "../reports/report-folder.ts";
import { parsedAs } from "../shared/files.ts";
import { readRun } from "../shared/recorded-run.ts";
import { recordEvent } from "../shared/run-events.ts";
import type { RepairContext } from "./run/context.ts";
import { writeReceipt } from "./run/lifecycle.ts";
import { recordUnanswered } from "./run/unanswered.ts";

export type UndoResult = {
  readonly run: string;
  readonly undoRun: string;
  readonly cells: number;
  readonly rows: number;
};

/** Has the run's receipt below the root `out`, if it is there, say that the run was taken back. */
export async function noteUndone(
  out: string,
  environment: string,
  run: string,
  now: Date,
): Promise<void> {
  const folder = await environmentFolder(out, environment);
  const file = await readDated(folder, "backfills", `${run}/receipt.json`);
  const receipt = file === null ? undefined : parsedAs(ReceiptSchema, file.text);
  if (receipt !== undefined) await writeReceipt(out, takenBack(receipt, now.toISOString()));
}

/** Puts back what a run replaced, as one atomic change; refused where somebody wrote later. Twice changes nothing. */
export async function undo(context: RepairContext, run: string, now: Date): Promise<UndoResult> {
  await recordUnanswered(context.warehouse, context.tables, run);
  const { ledger } = await readRun(context.warehouse, run);
  const undoRun = undoOf(run);
  const writes = ledger.entries.filter(isWrite);
  const all = writes.filter((entry) => entry.run === run && entry.kind !== "undo");
  if (all.length === 0) throw new UserError(`${run} wrote nothing; there is nothing to take back.`);
  const stands = standing(ledger.entries);
  const latest = new Lineage(stands);
  const writer = (tableId: string, date: CivilDate) => latest.latest(tableId, date)?.run;
  // Many cells return in several transactions: an undo that was cut off between two goes on with the rest.
  const returned = new Set(
    ledger.entries.filter((entry) => entry.run === undoRun).map((entry) => keyOf(cellOf(entry))),
  );
  const own = all.filter((entry) => !returned.has(keyOf(cellOf(entry))));
  if (own.length === 0) throw new UserError(`${run} has been taken back already.`);
  const later = own.filter(({ tableId, date }) => writer(tableId, date) !== run);
  const [first] = later;
  if (first !== undefined)
    throw new UserError(
      `${later.length} cells of ${run} were written again later, such as ${first.tableId} ${first.date} by ${writer(first.tableId, first.date)}. Take that back first; ${returned.size === 0 ? "nothing was changed" : `${returned.size} cells were taken back before`}.`,
    );
  const tables = [...Map.groupBy(own, ({ tableId }) => tableId)].map(
    ([tableId, entries]): RestoreRequest["tables"][number] => {
      const table = context.tables.find(({ id }) => id === tableId);
      if (table === undefined)
        throw new UserError(`${run} wrote ${tableId}, which is no longer declared.`);
      // By the line before the run's first: whatever it says of the rows, they are the ones that return.
      const before = (date: CivilDate) => {
        const lines = ledger.lineage.linesOf(tableId, date);
        const at = lines.findIndex((entry) => entry.run === run);
        return lines[at - 1]?.upstreamFingerprint ?? "";
      };
      // A date that the run wrote twice, for an answer was lost, holds its last content and goes back before its first.
      const dates = [...new Set(entries.map(({ date }) => date))];
      const [first, last] = [entries.toReversed(), entries];
      return {
        tableId,
        table: table.name,
        dateColumn: table.dateColumn,
        volatileColumns: table.volatileColumns,
        dates,
        fingerprints: new Map(last.map(({ date, fingerprint }) => [date, fingerprint])),
        rowsBefore: new Map(first.map(({ date, rowsBefore }) => [date, rowsBefore])),
        upstreamFingerprints: new Map(dates.map((date) => [date, before(date)])),
      };
    },
  );
  try {
    const restored = await context.warehouse.restore({ run, undoRun, tables });
    await recordEvent(context.warehouse, { run, event: "undone", at: now.toISOString() });
    return {
      run,
      undoRun,
      cells: restored.length,
      rows: restored.reduce((sum, { rows }) => sum + rows, 0),
    };
  } catch (error) {
    if (error instanceof RefusedWriteError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

const cellOf = ({ tableId, date }: { readonly tableId: string; readonly date: CivilDate }) => ({
  table: tableId,
  date,
});
