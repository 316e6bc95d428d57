import type { Remembered } from "../../../issues/memory.ts";
import type { Lateness } from "../../../records/lateness.ts";
import type { PreviousHandoff } from "../../../records/run-record.ts";

/** done: every planned cell is complete. cut off: it ended with cells that were never tried. taken back: undone since. */
export const REPAIR_OUTCOMES = [
  "done",
  "not proven",
  "failed",
  "parked",
  "cut off",
  "taken back",
] as const;

/** One backfill, in cells. */
export type RepairRun = {
  readonly run: string;
  /** Instants; `finished` is null where no end is recorded. */
  readonly started: string;
  readonly finished: string | null;
  readonly outcome: (typeof REPAIR_OUTCOMES)[number];
  readonly done: number;
  readonly failed: number;
  readonly parked: number;
  readonly tables: readonly string[];
  /** Game dates, by number. */
  readonly dates: number;
  /** From the environment's folder. */
  readonly receipt: string | null;
};

export type ReportFile = {
  /** From the environment's folder, with forward slashes, such as latest/gaps.csv. */
  readonly path: string;
  readonly about: string;
};

/** What a handoff says beyond the assessment: what was before, what ran, what people wrote, what lies beside it. */
export type HandoffContext = {
  /** What the run before this one found, from its run.json. */
  readonly previous: PreviousHandoff | null;
  /** The newest dated copy before this one, as a path from the environment's folder. */
  readonly previousCopy: string | null;
  /** The newest repairs that are recorded with the reports, oldest first. */
  readonly repairs: readonly RepairRun[];
  /** Between the markers, as people left it. */
  readonly notes: string | null;
  readonly owners: { readonly now: string | null; readonly next: string | null } | null;
  /** Our issues about this environment, as they were seen last. */
  readonly issues: readonly Remembered[];
  readonly files: readonly ReportFile[];
  /** Of the newest scheduled runs, this one included; null where none is known. */
  readonly lateness: Lateness | null;
  /** The root of the reports, where it is not the default of the commands. */
  readonly out: string | null;
  /** What the folder below it is called; null where nothing was written. */
  readonly name: string | null;
};

/** Nothing is known beyond the assessment. */
export const NO_CONTEXT: HandoffContext = {
  previous: null,
  previousCopy: null,
  repairs: [],
  notes: null,
  owners: null,
  issues: [],
  files: [],
  lateness: null,
  out: null,
  name: null,
};
