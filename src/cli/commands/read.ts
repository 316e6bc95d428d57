import { stringify } from "yaml";
import { UserError } from "../../errors.ts";
import { hasEmptyCalendar, layerCheck } from "../../findings/assess/completeness.ts";
import { expiredWaivers, waiverSentence, waiverWords } from "../../findings/waivers.ts";
import { loadPipeline } from "../../jobs/shared/open.ts";
import { assessCsv } from "../../jobs/validate/assess-csv.ts";
import { checkColumns } from "../../jobs/validate/check-columns.ts";
import { runMetadata } from "../../jobs/validate/metadata.ts";
import { runObserve } from "../../jobs/validate/run-validate.ts";
import { configHash } from "../../pipeline/hash.ts";
import { columnLines, columnsExitCode } from "../../render/summary/column-check.ts";
import { renderCompleteness } from "../../render/summary/completeness.ts";
import { renderMetadata } from "../../render/summary/metadata.ts";
import { renderConsole } from "../../render/summary/summary.ts";
import { oneLine } from "../../render/text/one-line.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

export async function assessCommand(context: CliContext, typed: Typed, file: string) {
  const { json, inputs } = inputsOf("assess", typed);
  const { assessment, record, paths } = await assessCsv({ ...inputs, file });
  if (json) printJson(context, { ...record, paths });
  else context.print(`${renderConsole(assessment)}\nHandoff: ${paths.handoff}`);
  if (assessment.unread.length > 0) return 3;
  return assessment.counts.P0 > 0 ? 1 : 0;
}

export async function completenessCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("completeness", typed);
  const { from, ...where } = inputs;
  const request = { ...where, now: context.now, env: context.env, root: context.root };
  if (from === "metadata") {
    const { input, days, checks } = await runMetadata(request, context.progress);
    const { range } = input;
    if (json) printJson(context, { from, proof: false, range, dates: days.length, tables: checks });
    else context.print(renderMetadata({ ...input, days, checks }));
    return 0; // what proves nothing finds nothing either
  }
  const grid = await runObserve(request, context.progress);
  const tables = layerCheck(grid);
  if (json) printJson(context, { range: grid.range, dates: grid.days.length, tables });
  else context.print(renderCompleteness(grid));
  if (tables.some(({ unknown }) => unknown > 0)) return 3;
  const isShort = tables.some(({ short, empty }) => short.length > 0 || empty);
  return isShort || hasEmptyCalendar(grid) ? 1 : 0;
}

export async function configCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("config check", typed);
  const { environment, project, lockWait } = inputs;
  const pipeline = await loadPipeline(inputs.pipeline);
  if (environment === undefined && project !== undefined)
    throw new UserError("--project is of an environment's warehouse; name it with --environment.");
  const { root, env, progress } = context;
  const checked =
    environment === undefined
      ? null
      : await checkColumns({ pipeline, environment, project, lockWait, root, env }, progress);
  const hash = configHash(pipeline);
  const expired = expiredWaivers(pipeline, context.now()).map((waiver) =>
    waiverSentence({ waiver, status: "expired" }, oneLine(waiverWords(waiver))),
  );
  const columns = checked === null ? {} : { columns: checked };
  if (json)
    printJson(context, { file: inputs.pipeline, hash, notes: expired, ...columns, pipeline });
  else if (inputs.explain) context.print(stringify(pipeline));
  else
    context.print(
      [
        `${inputs.pipeline} is valid: ${pipeline.tables.length} tables in ${pipeline.phases.length} phases, ${pipeline.waivers.length} waivers, hash ${hash}`,
        ...expired,
        ...(checked === null ? [] : columnLines(checked)),
      ].join("\n"),
    );
  return checked === null ? 0 : columnsExitCode(checked);
}
