import type { Counted } from "./observed.ts";

/** How a report came about, for its last section. */
export type Provenance = {
  readonly runId: string;
  readonly configHash: string;
  readonly warehouse: string;
  readonly toolVersion: string;
  /** The page of the run, where a workflow made the report. */
  readonly runUrl: string | null;
  /** When the warehouse began to be read, by the clock; not given where the same look is to give the same reports. */
  readonly lookedAt?: Date | undefined;
  /** When the schedule that started the run was due; null or not given where none did. */
  readonly dueAt?: Date | null | undefined;
  /** How much was counted anew; not given where everything always is. */
  readonly counted?: Counted | undefined;
  /** The declaration, as the person who ran it named it; not given for the default. */
  readonly pipelineFile?: string | undefined;
  /** The CSV that was assessed. */
  readonly csvFile?: string | undefined;
};
