import { backfill } from "../../jobs/repair/backfill.ts";
import { type RepairRequest, withRepair } from "../../jobs/repair/run/context.ts";
import { checkReportFolder } from "../../jobs/reports/writable.ts";
import { type LoadRequest, loadEnvironment } from "../../jobs/sample/load-environment.ts";
import { runValidate } from "../../jobs/validate/run-validate.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import { firstDaysOf } from "../../pipeline/services.ts";
import { EVERYTHING, type Selection } from "../../records/selection.ts";
import { planTotals } from "../../render/repair/plan.ts";
import { totals, verdictOf } from "../../render/repair/receipt.ts";
import { renderConsole } from "../../render/summary/summary.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

export async function loadCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("sample load", typed);
  const { scenario, environment } = inputs;
  const loaded = await load(context, { ...inputs, env: context.env });
  const { place, tables } = loaded;
  if (json) printJson(context, { scenario, environment, path: place, tables });
  else {
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    context.print(
      `${environment} (${place}): ${scenario}, ${tables.length} tables, ${rows.toLocaleString("en-US")} rows`,
    );
  }
  return 0;
}

const load = (
  { root, progress, confirm }: CliContext,
  { lockWait, ...request }: Omit<LoadRequest, "root"> & { readonly lockWait: number },
) =>
  loadEnvironment(
    { ...request, root, confirm },
    {
      lockWaitMs: lockWait * 1000,
      onWait: (message) => progress({ kind: "note", message }),
    },
    progress,
  );

/** The whole loop on real data. What it finds and mends is what it shows, so it ends in 0. */
export async function demoCommand(context: CliContext, typed: Typed) {
  const { out, pipeline, lockWait } = inputsOf("demo", typed).inputs;
  const { print, progress } = context;
  await checkReportFolder({ out, name: "sample" });
  print("1. Found: two real NBA seasons, with the incident of 2026-01-25\n");
  // It shows the loop from its beginning: whatever an earlier demo left is replaced, and its help says so.
  const { asOf, place } = await load(context, {
    environment: "sample",
    pipeline,
    scenario: "incident-2026-01-25",
    force: true,
    lockWait,
  });
  print(`Loaded the incident into ${place}, in place of what was there.\n`);
  const validate = () =>
    runValidate(
      {
        environment: "sample",
        pipeline,
        asOf,
        failOn: "never",
        out,
        lockWait,
        hostRun: null,
        root: context.root,
      },
      progress,
    );
  const found = await validate();
  print(renderConsole(found.assessment));

  const request = { environment: "sample", pipeline, asOf, lockWait, out, root: context.root };
  print("\n2. Repaired: what blocks training, three dates first as a canary\n");
  await repair(context, request, out, { ...EVERYTHING, planPhases: [1] });
  print("\n3. Repaired: gamebooks, the schedule that is out of date, what is there only in part\n");
  await repair(context, request, out, { ...EVERYTHING, withDownstream: true });

  print("\n4. Proven: every game date again\n");
  const proven = await validate();
  print(renderConsole(proven.assessment));
  print(
    [
      "\n5. What to read\n",
      `  ${proven.paths.handoff}  the handoff, as it stands now`,
      `  ${out}/sample/backfills/  a receipt a run: before, predicted, after`,
      `  ${proven.paths.history}  one line a validation`,
      "",
    ].join("\n"),
  );
  const elsewhere = whereFirstDaysStay(proven.assessment.grid.pipeline);
  if (elsewhere.length > 0)
    print(
      `What differs in ${elsewhere.join(" and ")}: the services there skip a season's first days, and nothing makes them fill these. Those dates are expected to be absent, or computed by models of your own (docs/how-to/first-days.md).\n`,
    );
  return proven.exitCode === 3 ? 3 : 0;
}

/** Environments in which no backfill fills what the demo's first repair fills. */
const whereFirstDaysStay = ({ environments, tables }: PipelineConfig): string[] =>
  Object.keys(environments).filter((name) =>
    tables.some(({ producers }) => firstDaysOf(producers[name]) === "never"),
  );

async function repair(
  context: CliContext,
  request: RepairRequest,
  out: string,
  selection: Selection,
): Promise<void> {
  const { now, signal, print, progress } = context;
  const options = { selection, canary: 3, replan: false, allowShrink: false };
  const result = await withRepair(request, progress, (repairing) =>
    backfill(repairing, { ...options, out, now, signal }),
  );
  if ("nothing" in result) return print("Nothing to repair.");
  const { run, plan, receipt } = result;
  print(
    [
      `${plan.id}: ${planTotals(plan)}`,
      `${run}: ${totals(receipt)}, ${verdictOf(receipt)}`,
      `Training ${receipt.training.before} to ${receipt.training.after}, average ${receipt.average.before} to ${receipt.average.after} (predicted ${receipt.average.predicted})`,
    ].join("\n"),
  );
}
