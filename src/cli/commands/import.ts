import { type ImportResult, importGamebooks } from "../../jobs/repair/import-gamebooks.ts";
import { type RepairContext, withRepair } from "../../jobs/repair/run/context.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";
import { repairRequest } from "../shared/repair-request.ts";
import { repairJson, repairText } from "../shared/repair-text.ts";

/** 0 where every file was taken and every date is complete, else 1. */
export async function importCommand(context: CliContext, typed: Typed, folder: string) {
  const { json, inputs } = inputsOf("import gamebook", typed);
  const { now, signal } = context;
  const where = repairRequest(context, { ...inputs, asked: { tables: [inputs.table] } });
  return withRepair(where, context.progress, async (repairing) => {
    const result = await importGamebooks(repairing, { ...inputs, folder, now, signal });
    const { repair, ...rest } = result;
    if (json)
      printJson(context, { ...rest, ...(repair === null ? { run: null } : repairJson(repair)) });
    else context.print(importText(repairing, result));
    return result.refused.length > 0 ? 1 : (repair?.exitCode ?? 0);
  });
}

function importText(repairing: RepairContext, result: ImportResult): string {
  const { read, refused, repair } = result;
  return [
    `${read} gamebooks read, ${refused.length} refused`,
    ...refused.map(({ file, reason }) => `  ${file}: ${reason}`),
    repair === null
      ? "Every game has its rows already: nothing was changed. --force reads them again."
      : repairText(repairing, repair),
  ].join("\n");
}
