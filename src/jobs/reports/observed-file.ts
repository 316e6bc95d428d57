import { join } from "node:path";
import { redacted } from "../../pipeline/redact.ts";
import { type Observed, ObservedSchema, observedText } from "../../records/observed.ts";
import { parsedAs, readIfThere, writeWhole } from "../shared/files.ts";
import { environmentFolder } from "./report-folder.ts";
import { folderOf, type ReportPlace } from "./report-place.ts";

/** From the folder of an environment. */
const OBSERVED = "latest/observed.json";

/** What a record must be of, to be taken for this validation's. */
export type RecordOf = Pick<Observed, "tool" | "environment" | "warehouse" | "configHash">;

/** The record of an earlier validation, or why there is none that holds here. */
export type ObservedRead =
  | { readonly record: Observed; readonly why?: undefined }
  | { readonly record: null; readonly why: string };

const DIFFERS: Record<keyof RecordOf, string> = {
  environment: "the record is of another environment",
  warehouse: "the record is of another warehouse",
  configHash: "the declaration has changed since",
  tool: "the record was written by another version of this tool",
};

export async function readObserved(place: ReportPlace, of: RecordOf): Promise<ObservedRead> {
  const text = await readIfThere(join(folderOf(place), OBSERVED));
  if (text === null) return { record: null, why: "no record of an earlier validation is there" };
  const record = parsedAs(ObservedSchema, text);
  if (record === undefined)
    return { record: null, why: "the record of the last validation cannot be read" };
  const keys = Object.keys(DIFFERS) as (keyof RecordOf)[];
  const differing = keys.find((key) => record[key] !== of[key]);
  return differing === undefined ? { record } : { record: null, why: DIFFERS[differing] };
}

/** Null, or why it was not written: an answer that names what is to be hidden cannot be kept as it is. */
export async function writeObserved(place: ReportPlace, record: Observed): Promise<string | null> {
  const text = observedText(record);
  if (redacted(text) !== text)
    return "the answers name a project that is hidden, so no record of them is kept";
  await writeWhole(join(await environmentFolder(place.out, place.name), OBSERVED), text);
  return null;
}
