import { readFile } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { assess } from "../gaps/assess.ts";
import { parseHealthCsv } from "../health/csv.ts";
import { gridFromCsv } from "../health/from-csv.ts";
import { configHash } from "../pipeline/hash.ts";
import type { Provenance } from "../render/handoff.ts";
import { runRecord } from "../render/run-record.ts";
import { loadPipeline } from "./open.ts";
import { writeReports } from "./reports.ts";
import { TOOL_VERSION } from "./version.ts";

export type AssessRequest = {
  readonly file: string;
  readonly pipeline: string;
  /** Default: 36 hours after the end of the last date. */
  readonly asOf?: Date | undefined;
  readonly out: string;
};

/** Everything that a 20-column CSV allows to be said, without a warehouse. */
export async function assessCsv(request: AssessRequest) {
  const pipeline = await loadPipeline(request.pipeline);
  const rows = parseHealthCsv(await readCsv(request.file), request.file);
  const assessment = assess(gridFromCsv(pipeline, rows, request.asOf));
  const hash = configHash(pipeline);
  const provenance: Provenance = {
    runId: `csv-${assessment.grid.range.last}-${hash.slice(0, 6)}`,
    configHash: hash,
    warehouse: `CSV ${request.file}`,
    toolVersion: TOOL_VERSION,
    runUrl: null,
    pipelineFile: request.pipeline,
    csvFile: request.file,
  };
  const record = runRecord(assessment, provenance);
  return {
    assessment,
    record,
    paths: await writeReports(request.out, assessment, record, provenance),
  };
}

async function readCsv(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UserError(`The CSV ${file} cannot be read`, { cause });
  }
}
