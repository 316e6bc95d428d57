import { readFile } from "node:fs/promises";
import { csvName } from "../../commands/options.ts";
import { UserError } from "../../errors.ts";
import { assess } from "../../findings/assess/assess.ts";
import { gridFromCsv } from "../../grid/csv/from-csv.ts";
import { parseHealthCsv } from "../../grid/health-csv.ts";
import { configHash } from "../../pipeline/hash.ts";
import type { Provenance } from "../../records/provenance.ts";
import { runRecord } from "../../records/run-record.ts";
import { folderOf } from "../reports/report-place.ts";
import { writeReports } from "../reports/reports.ts";
import { loadPipeline } from "../shared/open.ts";
import { TOOL_VERSION } from "../shared/version.ts";

export type AssessRequest = {
  readonly file: string;
  readonly pipeline: string;
  /** Default: 36 hours after the end of the last date. */
  readonly asOf?: Date | undefined;
  /** The root of the reports. */
  readonly out: string;
  /** What the folder below it is called; made from the file's name unless given. */
  readonly name?: string | undefined;
};

/** Everything that a 20-column CSV allows to be said, without a warehouse. */
export async function assessCsv(request: AssessRequest) {
  const pipeline = await loadPipeline(request.pipeline);
  const place = { out: request.out, name: request.name ?? csvName(request.file) };
  if (pipeline.environments[place.name] !== undefined)
    throw new UserError(
      `"${place.name}" is a declared environment, and its reports stay its own; give the CSV another folder by --name.`,
    );
  folderOf(place); // what is refused is refused before anything is read
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
    paths: await writeReports(place, assessment, record, provenance),
  };
}

async function readCsv(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UserError(`The CSV ${file} cannot be read`, { cause });
  }
}
