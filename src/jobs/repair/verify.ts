import { receiptOf } from "../../backfill/run/receipt.ts";
import { readRun } from "../shared/recorded-run.ts";
import type { RepairContext } from "./run/context.ts";
import { type Finished, writeReceipt } from "./run/lifecycle.ts";

/** Validates again and writes the run's receipt anew, from the ledger and the grid alone. */
export async function verify(
  context: RepairContext,
  run: string,
  out: string,
  now: Date,
): Promise<Finished> {
  const recorded = await readRun(context.warehouse, run);
  const { plan, outcomes, controls, startedAt, cost, undoneAt, issue, stopped, ledger } = recorded;
  const receipt = receiptOf({
    run,
    issue,
    stopped,
    plan,
    outcomes,
    controls,
    after: await context.assessNow(undefined, { ledger }),
    startedAt,
    cost,
    undoneAt,
    verifiedAt: now.toISOString(),
  });
  return { receipt, paths: await writeReceipt(out, receipt) };
}
