import { exitCodeOf } from "../../backfill/run/verdict.ts";
import { inRange, printRange } from "../../dates/range.ts";
import { UserError } from "../../errors.ts";
import { askedOf, selectionOf } from "../../hosts/inputs/selection.ts";
import { backfill } from "../../jobs/repair/backfill.ts";
import { type RepairContext, withRepair } from "../../jobs/repair/run/context.ts";
import { planOfKnown } from "../../jobs/repair/run/plan-known.ts";
import type { BackfillRequest } from "../../jobs/repair/run/start.ts";
import { noteUndone, undo } from "../../jobs/repair/undo.ts";
import { verify } from "../../jobs/repair/verify.ts";
import { gate } from "../../jobs/validate/gate.ts";
import { canonical } from "../../pipeline/hash.ts";
import type { Plan } from "../../records/plan.ts";
import { EVERYTHING, recentSelection } from "../../records/selection.ts";
import { renderPlan } from "../../render/repair/plan.ts";
import { totals, verdictOf } from "../../render/repair/receipt.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";
import { codeOf, repairRequest } from "../shared/repair-request.ts";
import { repairJson, repairText } from "../shared/repair-text.ts";

export async function backfillCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("backfill", typed);
  const { plan: planFile, resume, dryRun, ...rest } = inputs;
  if (planFile !== undefined && resume !== undefined)
    throw new UserError("--plan and --resume exclude each other: a run keeps its own plan.");
  const selection = selectionOf(inputs);
  const made = planFile ?? resume;
  if (made !== undefined && (dryRun || canonical(selection) !== canonical(EVERYTHING)))
    throw new UserError(
      `${made} has its cells already; leave out what selects them, and --dry-run, or plan anew without --plan and --resume.`,
    );
  const request = { ...rest, planFile, resume, selection };
  const where = repairRequest(context, { ...inputs, asked: askedOf(inputs) });
  return withRepair(where, context.progress, (repair) =>
    runRepair(context, repair, request, dryRun, json),
  );
}

export async function recentCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("recent", typed);
  const where = repairRequest(context, inputs);
  return withRepair(where, context.progress, async (repair) => {
    const selection = recentSelection(repair.request.asOf, inputs.days, repair.pipeline.timeZone);
    await repair.price();
    const { days } = (await repair.assessNow()).grid;
    // Between seasons and in the all-star break there is nothing to select, and nothing wrong with that.
    if (!days.some(({ date }) => selection.dates.some((range) => inRange(date, range)))) {
      const [range] = selection.dates.map(printRange);
      if (json) printJson(context, { run: null, plan: null });
      else context.print(`No game date lies in ${range}: nothing to repair.`);
      return 0;
    }
    const request = { selection, canary: 0, replan: false, allowShrink: false };
    return runRepair(context, repair, { ...request, out: inputs.out }, inputs.dryRun, json);
  });
}

async function runRepair(
  context: CliContext,
  repair: RepairContext,
  request: Omit<BackfillRequest, "now" | "signal">,
  dryRun: boolean,
  json: boolean,
): Promise<number> {
  if (dryRun) {
    const made = await planOfKnown(repair, request);
    if (json) printJson(context, made.plan);
    else context.print(`${renderPlan(made.plan)}\nDry run: nothing was changed.`);
    return codeOf(made);
  }
  const { now, signal } = context;
  const result = await backfill(repair, { ...request, now, signal });
  if ("nothing" in result) {
    if (json) printJson(context, { run: null, plan: result.nothing });
    else context.print(`${renderPlan(result.nothing)}\n${whyNothing(result.nothing)}`);
    return 0;
  }
  if (json) printJson(context, repairJson(result));
  else context.print(`${renderPlan(result.plan)}\n${repairText(repair, result)}`);
  return result.exitCode;
}

const whyNothing = ({ refused, blocked }: Plan): string =>
  refused.length + blocked.length === 0
    ? "Nothing to repair: nothing was changed."
    : "Nothing that can be run: nothing was changed.";

export async function verifyCommand(context: CliContext, typed: Typed, run: string) {
  const { json, inputs } = inputsOf("verify", typed);
  const { receipt, paths } = await withRepair(
    repairRequest(context, inputs),
    context.progress,
    (repair) => verify(repair, run, inputs.out, context.now()),
  );
  if (json) printJson(context, { receipt, paths });
  else
    context.print(
      [
        `Run ${run} (${inputs.environment}): ${totals(receipt)}, ${verdictOf(receipt)}`,
        ...(receipt.reasons ?? []).map((reason) => `  ${reason}`),
        `Training ${receipt.training.before} to ${receipt.training.after}`,
        `Receipt: ${paths.receipt}`,
      ].join("\n"),
    );
  return exitCodeOf(receipt);
}

export async function undoCommand(context: CliContext, typed: Typed, run: string) {
  const { json, inputs } = inputsOf("undo", typed);
  const result = await withRepair(repairRequest(context, inputs), context.progress, (repair) =>
    undo(repair, run, context.now()),
  );
  await noteUndone(inputs.out, inputs.environment, run, context.now());
  if (json) printJson(context, result);
  else
    context.print(
      `Took back ${run} in ${inputs.environment}: ${result.cells} cells hold again what they held before, ${result.rows} rows.`,
    );
  return 0;
}

export async function gateCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("gate", typed);
  const { tables = [], ...rest } = inputs;
  const request = { ...rest, now: context.now, tables, env: context.env, root: context.root };
  const verdict = await gate(request, context.progress);
  if (json) printJson(context, verdict);
  else
    context.print(
      verdict.passes
        ? [
            `PASS (${inputs.environment}): ${passText(tables, verdict.state)}`,
            ...verdict.short,
            ...(verdict.certificate === undefined ? [] : [verdict.certificate.line]),
          ].join("\n  ")
        : `STOP (${inputs.environment}):\n${verdict.reasons.map((one) => `  ${one}`).join("\n")}`,
    );
  if (verdict.unknown) return 3;
  return verdict.passes ? 0 : 1;
}

/** What a pass means: of some tables alone it says nothing of training as a whole. */
const passText = (tables: readonly string[], state: string): string =>
  tables.length === 0
    ? `training may run, ${state}`
    : `${tables.join(", ")} may be used; training as a whole is ${state}`;
