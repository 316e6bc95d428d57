import type { Grid } from "../../grid/grid.ts";
import { configHash } from "../../pipeline/hash.ts";
import { redacted } from "../../pipeline/redact.ts";
import type { Counted, Observed } from "../../records/observed.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { ObserveInput } from "../observe/observe.ts";
import { metadataFirst, type Prepared, prepare } from "../observe/prepare.ts";
import { plainReader } from "../observe/reader.ts";
import { cellsAnew, type Recording, recordingReader } from "../observe/recording.ts";
import { type ObservedRead, type RecordOf, readObserved } from "../reports/observed-file.ts";
import type { Progress } from "../shared/progress.ts";
import { TOOL_VERSION } from "../shared/version.ts";

/** What a record of this validation is of. A project that is hidden is hidden here too; its tables' marks tell it apart. */
export const recordOf = (
  { pipeline, environment }: ObserveInput,
  { label }: Warehouse,
): RecordOf => ({
  tool: TOOL_VERSION,
  environment,
  warehouse: redacted(label),
  configHash: configHash(pipeline),
});

export async function earlierIn(
  out: string,
  input: ObserveInput,
  warehouse: Warehouse,
): Promise<ObservedRead> {
  return readObserved({ out, name: input.environment }, recordOf(input, warehouse));
}

/** What to count anew and what to take from the record below `out`; null where everything is always counted. */
export async function preparedBy(
  input: ObserveInput,
  warehouse: Warehouse,
  { out, isFull }: { readonly out: string; readonly isFull: boolean },
  progress: Progress,
): Promise<Prepared | null> {
  const settings = metadataFirst(input, warehouse);
  if (settings === null) return null;
  const earlier: ObservedRead = isFull
    ? { record: null, why: "--full asks for it" }
    : await earlierIn(out, input, warehouse);
  return prepare(input, warehouse, earlier, settings, progress);
}

/** Asks as it was prepared, and keeps the answers. */
export const recordingOf = (
  input: ObserveInput,
  warehouse: Warehouse,
  { plans, readAt, knownContent, modified }: Prepared,
): Recording =>
  recordingReader({
    ...{ warehouse, plans, readAt, knownContent, modified },
    plain: plainReader(input, warehouse),
  });

export function countedIn(grid: Grid, prepared: Prepared, recording: Recording): Counted {
  const anew = recording.anew();
  const columns = [...grid.columns.values()];
  return {
    anew: {
      tables: anew.size,
      cells: columns.reduce((sum, cells) => sum + cellsAnew(anew, cells), 0),
    },
    of: {
      tables: columns.length,
      cells: columns.reduce((sum, cells) => sum + cells.length, 0),
    },
    since: prepared.since,
    why: prepared.why,
  };
}

/** The record for the next validation; null where this one leaves none. */
export function observedBy(
  run: string,
  input: ObserveInput,
  warehouse: Warehouse,
  { head }: Prepared,
  recording: Recording,
): Observed | null {
  if (head === null) return null;
  return {
    schemaVersion: 1,
    run,
    ...recordOf(input, warehouse),
    ...head,
    ...recording.recorded(),
  };
}
