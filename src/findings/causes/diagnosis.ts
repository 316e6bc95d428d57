import type { Finding } from "../finding.ts";
import type { Run } from "../runs.ts";
import type { CauseKind } from "./causes.ts";

/** One cause over one run of dates of a finding. */
export type Diagnosis = {
  readonly cause: CauseKind;
  readonly finding: Finding;
  readonly run: Run;
  readonly tables: readonly string[];
  /** What in the grid speaks for this cause. */
  readonly evidence: readonly string[];
};
