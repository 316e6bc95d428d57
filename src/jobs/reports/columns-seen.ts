import { join } from "node:path";
import type { SeenColumns } from "../../grid/observe/columns.ts";
import { RunRecordSchema } from "../../records/run-record.ts";
import { parsedAs, readIfThere } from "../shared/files.ts";
import { folderOf } from "./report-place.ts";

/**
 * The columns that the latest validation of the environment in a folder of reports saw, and those that it already missed.
 * None where there is no such validation, or an earlier version made it.
 */
export async function columnsSeenIn(out: string, environment: string): Promise<SeenColumns> {
  const text = await readIfThere(join(folderOf({ out, name: environment }), "latest", "run.json"));
  const record = text === null ? undefined : parsedAs(RunRecordSchema, text);
  if (record?.columns === undefined || record.environment !== environment) return {};
  const { seen, missed } = record.columns;
  const ids = [...new Set([...Object.keys(seen), ...Object.keys(missed)])];
  return Object.fromEntries(ids.map((id) => [id, { ...missed[id], ...seen[id] }]));
}
