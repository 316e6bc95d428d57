import { parseDateList, printDateList } from "../../dates/list.ts";
import { accept } from "../../jobs/repair/accept.ts";
import { withRepair } from "../../jobs/repair/run/context.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";
import { repairRequest } from "../shared/repair-request.ts";

export async function acceptCommand(
  context: CliContext,
  typed: Typed,
  table: string,
  dates: string,
): Promise<number> {
  const { json, inputs } = inputsOf("accept", typed);
  const { reason, by } = inputs;
  const asked = { tables: [table], dates: parseDateList(dates) };
  const request = { table, dates: asked.dates, reason, by };
  const accepted = await withRepair(
    repairRequest(context, { ...inputs, asked }),
    context.progress,
    (repair) => accept(repair, request, context.now()),
  );
  if (json) printJson(context, accepted);
  else
    context.print(
      `Accepted in ${inputs.environment}: ${table} ${printDateList(accepted.dates)}, ${accepted.rows} rows (${accepted.run}, ${by}: ${reason}). What is computed from it is stale until it is rebuilt; \`plan\` lists it.`,
    );
  return 0;
}
