import { join } from "node:path";
import { type LeakReport, type Tried, TriedSchema } from "../../certificate/leaks.ts";
import type { ReportPlace } from "../reports/report-place.ts";
import { parsedAs, readIfThere, writeWhole } from "../shared/files.ts";
import { certificatesOf, TRIED } from "./folder.ts";

const fileIn = (place: ReportPlace): string => join(certificatesOf(place), TRIED);

/** What was tried last of each table; nothing where no such file is, or a version wrote it that this one does not read. */
export async function triedIn(place: ReportPlace): Promise<Tried["tables"]> {
  const text = await readIfThere(fileIn(place));
  return (text === null ? undefined : parsedAs(TriedSchema, text))?.tables ?? {};
}

/** Notes what was tried, for the next certificate. */
export async function noteTried(
  place: ReportPlace,
  { table, tables, dates, empty, leaks }: LeakReport,
  now: Date,
): Promise<void> {
  const all: Tried = {
    schemaVersion: 1,
    tables: {
      ...(await triedIn(place)),
      [table]: {
        at: now.toISOString(),
        models: Object.fromEntries(tables.map(({ id, model }) => [id, model])),
        dates: dates.length - empty,
        first: dates[0] ?? null,
        last: dates.at(-1) ?? null,
        leaks: leaks.length,
      },
    },
  };
  await writeWhole(fileIn(place), `${JSON.stringify(all, null, 2)}\n`);
}
