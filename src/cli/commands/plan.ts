import { askedOf, selectionOf } from "../../hosts/inputs/selection.ts";
import { withRepair } from "../../jobs/repair/run/context.ts";
import { planOfKnown } from "../../jobs/repair/run/plan-known.ts";
import { overBudget } from "../../jobs/repair/run/price-plan.ts";
import { checkFilePlace } from "../../jobs/reports/writable.ts";
import { writeWhole } from "../../jobs/shared/files.ts";
import { renderPlan } from "../../render/repair/plan.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";
import { codeOf, repairRequest } from "../shared/repair-request.ts";

export async function planCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("plan", typed);
  const selection = selectionOf(inputs);
  if (inputs.save !== undefined) await checkFilePlace(inputs.save, "--save");
  const made = await withRepair(
    repairRequest(context, { ...inputs, asked: askedOf(inputs), dryRun: true }),
    context.progress,
    async (repair) => {
      const planned = await planOfKnown(repair, { ...inputs, selection });
      const over = overBudget(repair.pricing, planned.plan);
      if (over !== null)
        repair.progress({ kind: "note", message: `backfill would refuse it. ${over.message}` });
      return planned;
    },
  );
  if (inputs.save !== undefined)
    await writeWhole(inputs.save, `${JSON.stringify(made.plan, null, 2)}\n`);
  if (json) printJson(context, made.plan);
  else context.print(renderPlan(made.plan));
  return codeOf(made);
}
