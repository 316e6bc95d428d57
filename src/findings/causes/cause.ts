import type { DateContext } from "../context.ts";
import type { Run } from "../runs.ts";

/** One kind of cause: the shape by which it is known, and what is said of it. */
export type Cause = {
  readonly title: string;
  /** By design: the pipeline did what it is declared to do. */
  readonly byDesign: boolean;
  matches(context: DateContext): boolean;
  /** Sentences about the run, each with the figures it rests on. */
  evidence(dates: readonly DateContext[], run: Run): string[];
};
