import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { isWrite } from "../../backfill/ledger/lineage.ts";
import { canaryCells } from "../../backfill/plan/canary.ts";
import { outcomeOf } from "../../backfill/run/outcome.ts";
import type { Receipt } from "../../backfill/run/receipt.ts";
import { exitCodeOf } from "../../backfill/run/verdict.ts";
import { keyOf } from "../../grid/cascade.ts";
import type { Plan } from "../../records/plan.ts";
import type { WritableWarehouse } from "../../warehouse/warehouse.ts";
import { costSoFar } from "../observe/price.ts";
import { environmentFolder } from "../reports/report-folder.ts";
import { writeWhole } from "../reports/reports.ts";
import { readLinesOf } from "../shared/ledger.ts";
import type { RepairContext } from "./run/context.ts";
import { finish, forgetKept, type ReceiptPaths, settle } from "./run/lifecycle.ts";
import { type BackfillRequest, startOf } from "./run/start.ts";

export type BackfillResult = {
  readonly run: string;
  readonly plan: Plan;
  readonly receipt: Receipt;
  readonly paths: ReceiptPaths & { readonly journal: string };
  /** Why the rest was not run after the canary; null where it was. */
  readonly canaryStopped: string | null;
  readonly interrupted: boolean;
  /** It left something in the warehouse that an undo can take back. */
  readonly wrote: boolean;
  readonly exitCode: 0 | 1 | typeof INTERRUPTED;
};

/** As a shell says it of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** Runs a repair: the canary, a look, the rest, and the receipt. Null when there is nothing to repair. */
export async function backfill(
  context: RepairContext,
  request: BackfillRequest,
): Promise<BackfillResult | { readonly nothing: Plan }> {
  const { warehouse } = context;
  const work = await startOf(context, request);
  if ("nothing" in work) return work;
  const { run, plan: chosen } = work;
  const own = await environmentFolder(request.out, chosen.environment);
  const folder = join(own, "backfills", run);
  const journal = join(folder, "journal.jsonl");
  const note = (event: string, detail: unknown) =>
    appendFile(journal, `${JSON.stringify({ at: request.now().toISOString(), event, detail })}\n`);
  await writeWhole(join(folder, "plan.json"), `${JSON.stringify(chosen, null, 2)}\n`);
  await note("started", { run, plan: chosen.id });
  await forgetKept(warehouse, request.now());

  const { outcomes } = work;
  const pending = chosen.cells.filter((cell) => outcomeOf(outcomes, cell).status === "pending");
  const inCanary = canaryCells(chosen, context.tables);
  const { controls, stopped } = await settle(context, request, {
    ...work,
    cells: chosen.cells,
    canary: pending.filter((cell) => inCanary.has(keyOf(cell))),
    guarded: pending,
    note,
  });
  const after = await context.assessNow();
  const cost = costSoFar(warehouse, context.pricing, work.estimatedBytes);
  const { receipt, paths } = await finish(
    context,
    { ...work, controls, stopped, after },
    [work.costBefore, cost],
    request,
  );
  await note("finished", receipt.counts);
  const interrupted = request.signal.aborted && receipt.counts.pending > 0;
  return {
    run,
    plan: chosen,
    receipt,
    paths: { ...paths, journal },
    canaryStopped: stopped,
    interrupted,
    wrote: receipt.counts.done > 0 || (await hasWritten(warehouse, run)),
    exitCode: interrupted ? INTERRUPTED : exitCodeOf(receipt),
  };
}

/** A service may have written a date that its work order then refused: the cell failed, and its rows are there. */
async function hasWritten(warehouse: WritableWarehouse, run: string): Promise<boolean> {
  return (await readLinesOf(warehouse, run)).some(isWrite);
}
