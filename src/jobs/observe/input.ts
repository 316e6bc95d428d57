import type { DateRange } from "../../dates/range.ts";
import type { WarmUpPolicy } from "../../pipeline/rules.ts";
import type { ColumnInput } from "./columns.ts";

export type ObserveInput = ColumnInput & {
  readonly range: DateRange;
  readonly asOf: Date;
  readonly policy: WarmUpPolicy;
  /** Asks also what sources say of each other, and what they withhold: for reports and issues, and no matter of a repair. */
  readonly sources?: boolean;
  /** A person named the range: without a game date in it nothing can be said, and that is no health. */
  readonly isNamed?: boolean;
};
