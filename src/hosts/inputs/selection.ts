import type { CommandInputs } from "../../commands/catalogue.ts";
import type { DateList } from "../../dates/list.ts";
import { dateRange } from "../../dates/range.ts";
import { UserError } from "../../errors.ts";
import type { Asked } from "../../pipeline/asked.ts";
import { EVERYTHING, type Selection } from "../../records/selection.ts";

type SelectionInputs = Pick<
  CommandInputs<"plan">,
  | "start"
  | "end"
  | "dates"
  | "tables"
  | "phase"
  | "planPhase"
  | "force"
  | "includeWarmUp"
  | "removeStrays"
  | "withUpstream"
  | "withDownstream"
>;

/** `--dates` or a range of `--start` and `--end`, not both. */
export function selectionOf(inputs: SelectionInputs): Selection {
  const { start, end, dates, force } = inputs;
  if (dates !== undefined && (start !== undefined || end !== undefined))
    throw new UserError("--dates and --start/--end say the same thing twice; give one of them.");
  const range: DateList =
    start === undefined && end === undefined
      ? []
      : [dateRange(start ?? FIRST_DAY, end ?? LAST_DAY)];
  if (force && dates === undefined && range.length === 0)
    throw new UserError(
      "--force rebuilds what is complete; say which dates with --dates or --start and --end.",
    );
  return {
    ...EVERYTHING,
    dates: [...(dates ?? range)],
    tables: inputs.tables ?? [],
    phases: inputs.phase ?? [],
    planPhases: (inputs.planPhase ?? []) as Selection["planPhases"],
    force,
    withinGrace: dates !== undefined || range.length > 0 || inputs.tables !== undefined,
    includeWarmUp: inputs.includeWarmUp,
    removeStrays: inputs.removeStrays,
    withUpstream: inputs.withUpstream,
    withDownstream: inputs.withDownstream,
  };
}

/** What of a selection the declaration alone can check; an open end of a range is nobody's date. */
export const askedOf = ({
  tables,
  phase,
  dates,
  start,
  end,
}: Partial<Pick<SelectionInputs, "tables" | "phase" | "dates" | "start" | "end">>): Asked => ({
  tables,
  phases: phase,
  dates:
    dates ?? [start, end].flatMap((date) => (date === undefined ? [] : [dateRange(date, date)])),
});

const FIRST_DAY = "0001-01-01" as DateList[number]["first"];
const LAST_DAY = "9999-12-31" as DateList[number]["last"];
