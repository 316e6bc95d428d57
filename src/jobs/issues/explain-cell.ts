import { join } from "node:path";
import { z } from "zod";
import { ReceiptSchema } from "../../backfill/run/receipt.ts";
import { nearest } from "../../commands/nearest.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { parseDateList } from "../../dates/list.ts";
import { inRange, printRange } from "../../dates/range.ts";
import { explainReported, type Reports } from "../../explain/reported.ts";
import { readGaps } from "../../grid/csv/gaps-csv.ts";
import { CauseRunsSchema } from "../../issues/cause-runs.ts";
import { type Command, printCommand } from "../../issues/command/command.ts";
import type { IssueTarget } from "../../issues/marker.ts";
import { tablesOf } from "../../pipeline/rules.ts";
import { RunRecordSchema } from "../../records/run-record.ts";
import { type CellAnswer, type LastRun, liveCommand } from "../../render/issue/explained-cell.ts";
import { folderOf } from "../reports/report-place.ts";
import { isThere, namesIn, parsedAs, readIfThere } from "../shared/files.ts";
import { loadPipeline } from "../shared/open.ts";

type Asked = Command & { readonly kind: "explain" };
type Refusal = { readonly why: string; readonly instead: string | null };

/** What the committed reports say of one cell of the issue's environment, or why nothing is said. */
export async function explainCell(
  { table: id, date }: Asked,
  target: IssueTarget,
  place: { readonly pipeline: string; readonly reports: string },
): Promise<CellAnswer | Refusal> {
  const { environment } = target;
  const pipeline = await loadPipeline(place.pipeline);
  const tables = tablesOf(pipeline, environment);
  const table = tables.find((one) => one.id === id);
  const ids = tables.map((one) => one.id);
  const as = (over: Partial<Asked>) => printCommand({ kind: "explain", table: id, date, ...over });
  if (table === undefined) {
    const near = nearest(id, ids);
    return {
      why: `${environment} has no table "${id}"; it has ${ids.join(", ")}.`,
      instead: near === undefined ? null : as({ table: near }),
    };
  }
  const folder = folderOf({ out: place.reports, name: environment });
  const reports = await readReports(folder, place.reports, environment);
  if (reports === null)
    return {
      why: `No validation of ${environment} is kept here that this version can read. ${liveCommand({ environment, table, date })} reads the warehouse.`,
      instead: null,
    };
  const { first, last } = reports.record.range;
  const range = { first: first as CivilDate, last: last as CivilDate };
  if (!inRange(date, range))
    return {
      why: `${date} is outside of what the newest validation of ${environment} covers, ${printRange(range)}.`,
      instead: as({ date: date < range.first ? range.first : range.last }),
    };
  const receipts = await receiptsOf([folder, place.reports], environment, { table: id, date });
  const isAbout =
    target.tables.includes(id) && parseDateList(target.dates).some((days) => inRange(date, days));
  return {
    cell: explainReported({ pipeline, tables }, reports, table, date),
    ...receipts,
    here: isAbout ? `/backfill ${date}` : null,
  };
}

/** Of the environment's own folder, or as an earlier version left them in the root; null where there are none of it. */
async function readReports(
  folder: string,
  root: string,
  environment: string,
): Promise<Reports | null> {
  const at = (await isThere(join(folder, "latest", "run.json"))) ? folder : root;
  const [run, gaps, causeRuns] = await Promise.all(
    ["run.json", "gaps.csv", "cause-runs.json"].map((name) =>
      readIfThere(join(at, "latest", name)),
    ),
  );
  const record = run && parsedAs(RunRecordSchema, run);
  if (!record || record.environment !== environment || typeof gaps !== "string") return null;
  const causes = causeRuns && parsedAs(CauseRunsSchema, causeRuns);
  return {
    record,
    gaps: readGaps(gaps),
    causes: causes && causes.run === record.run ? causes : null,
  };
}

const Undated = z.object({ environment: z.string() });

/** The newest receipt that says its run wrote the cell, and how many could not be read. */
async function receiptsOf(
  roots: readonly string[],
  environment: string,
  cell: { readonly table: string; readonly date: string },
): Promise<{ readonly last: LastRun | null; readonly unreadReceipts: number }> {
  const seen = new Set<string>();
  let last: LastRun | null = null;
  let unreadReceipts = 0;
  for (const root of roots)
    for (const run of await namesIn(join(root, "backfills"))) {
      const text = await readIfThere(join(root, "backfills", run, "receipt.json"));
      if (text === null || seen.has(run)) continue;
      seen.add(run);
      const receipt = parsedAs(ReceiptSchema, text);
      if (receipt === undefined) {
        const other = parsedAs(Undated, text)?.environment;
        if (other === undefined || other === environment) unreadReceipts += 1;
        continue;
      }
      const own = receipt.dates
        .find(({ date }) => date === cell.date)
        ?.cells.find(({ table }) => table === cell.table);
      const isNewer = last === null || Date.parse(receipt.verifiedAt) > Date.parse(last.at);
      if (receipt.environment !== environment || own?.outcome !== "done" || !isNewer) continue;
      last = {
        ...{ run: receipt.run, at: receipt.verifiedAt, rows: own.rowsAfter },
        undoneAt: receipt.undoneAt ?? null,
      };
    }
  return { last, unreadReceipts };
}
