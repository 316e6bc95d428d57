import { type DateList, mergeRanges, parseDateList } from "../../dates/list.ts";
import { UserError } from "../../errors.ts";

type Narrowing = {
  readonly issue?: number | undefined;
  readonly dates?: DateList | undefined;
  readonly start?: unknown;
  readonly end?: unknown;
  readonly tables?: string[] | undefined;
  readonly includeWarmUp: boolean;
};

/** What an issue's marker says. */
type Target = {
  readonly dates: string;
  readonly tables: readonly string[];
  readonly includeWarmUp: boolean;
};

/** The issue's cells as a selection; `dates` and `tables` narrow them, and never go beyond them. */
export function ofIssue<T extends Narrowing>(inputs: T, target: Target): T {
  const { issue, dates, start, end, tables, includeWarmUp } = inputs;
  if (start !== undefined || end !== undefined)
    throw new UserError("input start: an issue has dates of its own; narrow them with dates.");
  const own = parseDateList(target.dates);
  const both = dates === undefined ? own : common(own, dates);
  if (both.length === 0)
    throw new UserError(
      `input dates: none of them is of issue #${issue}, which is about ${target.dates}.`,
    );
  // An issue without tables is about whatever is wrong on its dates.
  const some =
    target.tables.length === 0
      ? tables
      : (tables?.filter((id) => target.tables.includes(id)) ?? [...target.tables]);
  if (some?.length === 0)
    throw new UserError(
      `input tables: none of them is of issue #${issue}, which is about ${target.tables.join(",")}.`,
    );
  return {
    ...inputs,
    dates: both,
    ...(some === undefined ? {} : { tables: some }),
    includeWarmUp: includeWarmUp || target.includeWarmUp,
  };
}

const common = (a: DateList, b: DateList): DateList =>
  mergeRanges(
    a.flatMap((one) =>
      b.flatMap((other) => {
        const first = one.first > other.first ? one.first : other.first;
        const last = one.last < other.last ? one.last : other.last;
        return first > last ? [] : [{ first, last }];
      }),
    ),
  );
