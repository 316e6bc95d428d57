import { z } from "zod";
import { type DateList, parseDateList } from "../../dates/list.ts";
import { dateRange } from "../../dates/range.ts";
import { UserError } from "../../errors.ts";
import type { Asked } from "../../pipeline/asked.ts";
import { EVERYTHING, type Selection } from "../../records/selection.ts";
import { dateInput, instantInput, lineInput, parsed, ValidateInputs } from "./inputs.ts";
import { wholeInput } from "./kinds.ts";

const WAREHOUSE = ValidateInputs.pick({
  environment: true,
  pipeline: true,
  project: true,
  lockWait: true,
}).extend({ asOf: instantInput.optional() }).shape;

const { budget } = ValidateInputs.shape;

const ids = parsed((text): string[] =>
  text.split(",").map((part) => {
    const id = part.trim();
    if (!/^[a-z][a-z0-9_]*$/.test(id))
      throw new UserError(
        `"${part}" is not a table's id; write ids with commas, such as psza,tdza.`,
      );
    return id;
  }),
);

const numbersTo = (most: number, what: string) =>
  parsed((text): number[] =>
    text.split(",").map((part) => {
      const number = Number(part.trim());
      if (part.trim() === "" || !Number.isInteger(number) || number < 1 || number > most)
        throw new UserError(
          `"${part}" is not a ${what}; write numbers from 1 to ${most} with commas.`,
        );
      return number;
    }),
  );

/** Shorter ones say nothing to whoever reads them later. */
const LEAST_REASON = 8;

const SELECTION = {
  start: dateInput.optional(),
  end: dateInput.optional(),
  dates: parsed(parseDateList).optional(),
  tables: ids.optional(),
  phase: numbersTo(9, "pipeline phase").optional(),
  planPhase: numbersTo(4, "plan phase").optional(),
  force: z.boolean().default(false),
  includeWarmUp: z.boolean().default(false),
  removeStrays: z.boolean().default(false),
  withUpstream: z.boolean().default(false),
  withDownstream: z.boolean().default(false),
  batchSize: wholeInput(1, 400).optional(),
  canary: wholeInput(0, 5).default(3),
};

export const PlanInputs = z.strictObject({
  ...WAREHOUSE,
  budget,
  ...SELECTION,
  save: lineInput.optional(),
});
export const BackfillInputs = z.strictObject({
  ...WAREHOUSE,
  budget,
  ...SELECTION,
  plan: lineInput.optional(),
  replan: z.boolean().default(false),
  resume: lineInput.optional(),
  allowShrink: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  out: lineInput.default("reports"),
});
export const RecentInputs = z.strictObject({
  ...WAREHOUSE,
  budget,
  days: wholeInput(1, 60).default(3),
  dryRun: z.boolean().default(false),
  out: lineInput.default("reports"),
});
export const ImportInputs = z.strictObject({
  ...WAREHOUSE,
  table: lineInput.default("nbac_gamebook"),
  force: z.boolean().default(false),
  allowShrink: z.boolean().default(false),
  out: lineInput.default("reports"),
});
export const RunInputs = z.strictObject({ ...WAREHOUSE, out: lineInput.default("reports") });
export const AcceptInputs = z.strictObject({
  ...WAREHOUSE,
  reason: lineInput.refine(
    (text) => text.trim().length >= LEAST_REASON,
    `must say why, in ${LEAST_REASON} letters or more`,
  ),
  by: lineInput.refine((text) => text.trim().length >= 2, "must name a person"),
});
export const GateInputs = z.strictObject({
  ...WAREHOUSE,
  budget,
  start: dateInput.optional(),
  end: dateInput.optional(),
  tables: ids.optional(),
  require: z.enum(["unblocked", "ready", "complete"]).default("unblocked"),
  evidence: lineInput.optional(),
  out: lineInput.default("reports"),
  maxAge: z.coerce.number("must be a number of hours").positive("must be positive").default(24),
});

type SelectionInputs = Pick<
  z.infer<typeof PlanInputs>,
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
