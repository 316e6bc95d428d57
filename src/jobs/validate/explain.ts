import { join } from "node:path";
import { z } from "zod";
import { OUT, PIPELINE } from "../../commands/options.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { inRange, printRange } from "../../dates/range.ts";
import { errorMessage, UserError } from "../../errors.ts";
import { type Explanation, explain } from "../../explain/explanation.ts";
import type { Recorded, RunFacts } from "../../explain/writes.ts";
import { assess } from "../../findings/assess/assess.ts";
import { noGames } from "../../grid/calendar/no-games.ts";
import type { CellRef } from "../../grid/cascade.ts";
import { declaredRange } from "../../pipeline/rules.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { observe } from "../observe/observe.ts";
import { columnsSeenIn } from "../reports/columns-seen.ts";
import { readDated } from "../reports/dated-files.ts";
import { folderOf } from "../reports/report-place.ts";
import { parsedAs } from "../shared/files.ts";
import { readAttemptsAt, readRunsBriefly, tryReadLedger } from "../shared/ledger.ts";
import { judgedAt, loadPipeline } from "../shared/open.ts";
import type { Progress } from "../shared/progress.ts";
import type { RunEvent } from "../shared/run-events.ts";
import { type ObserveRequest, withWarehouse } from "./run-validate.ts";

export type ExplainRequest = Omit<ObserveRequest, "start" | "end" | "asked"> & {
  readonly table: string;
  readonly date: CivilDate;
  /** The root of the reports, where receipts are looked for. */
  readonly out: string;
};

/**
 * All that is known of one table on one date, read live and with nothing written. The whole declared range is validated, so
 * that findings, causes and commands are those of the handoff. Throws a UserError for a table that nobody declares or a date
 * out of range, and a NoGamesError for a day on which neither a game nor a row of the table is.
 */
export async function runExplain(
  request: ExplainRequest,
  progress: Progress,
): Promise<Explanation> {
  const { table, date, out, environment } = request;
  await checkDate(request);
  const asked = { tables: [table] };
  return withWarehouse({ ...request, asked, sources: true }, progress, async (input, warehouse) => {
    const columnsBefore = await columnsSeenIn(out, environment);
    const ledger = await tryReadLedger(warehouse);
    const grid = await observe(
      { ...input, columnsBefore },
      warehouse,
      progress,
      ledger.error === null ? ledger : undefined,
    );
    const recorded = await recordedOf(warehouse, { table, date }, ledger, request);
    const explained = explain(assess(grid), { table, date }, recorded, {
      pipelineFile: request.pipeline === PIPELINE.default ? null : request.pipeline,
      out: out === OUT.default ? null : out,
      csvFile: null,
    });
    if (explained !== null) return explained;
    const days = grid.days.map((day) => day.date);
    throw noGames(input, [{ first: date, last: date }], days);
  });
}

/** Before anything is opened. */
async function checkDate({ pipeline: file, environment, date, asOf: asked, now }: ExplainRequest) {
  const pipeline = await loadPipeline(file);
  const asOf = judgedAt(pipeline, environment, {
    asOf: asked,
    ...(now === undefined ? {} : { now }),
  });
  const declared = declaredRange(pipeline, asOf);
  if (inRange(date, declared)) return;
  const near = date < declared.first ? declared.first : declared.last;
  throw new UserError(
    `${date} is outside of what is validated, ${printRange(declared)} as of ${asOf.toISOString()}; the nearest day within it is ${near}.`,
  );
}

type Ledger = Awaited<ReturnType<typeof tryReadLedger>>;

/** What the bookkeeping says of the cell. What cannot be read of it is told, and the rest can still be said. */
async function recordedOf(
  warehouse: Warehouse,
  cell: CellRef,
  { lineage, error }: Ledger,
  request: ExplainRequest,
): Promise<Recorded> {
  const unread = error === null ? [] : [error];
  const attempted = async <T>(read: () => Promise<T>, none: T): Promise<T> => {
    try {
      return await read();
    } catch (cause) {
      unread.push(errorMessage(cause));
      return none;
    }
  };
  const runs = new Set(lineage.linesOf(cell.table, cell.date).map(({ run }) => run));
  const events =
    runs.size === 0 ? [] : await attempted(() => readRunsBriefly(warehouse), [] as RunEvent[]);
  const facts = [...runs].map(async (run) => {
    const own = events.filter((event) => event.run === run);
    return [run, { ...factsOf(own), receipt: await receiptOf(request, run) }] as const;
  });
  return {
    lineage,
    runs: new Map(await Promise.all(facts)),
    attempts: await attempted(() => readAttemptsAt(warehouse, cell), []),
    unread,
  };
}

const SummarySchema = z.object({
  issue: z.number().nullish(),
  reason: z.string().nullish(),
  by: z.string().nullish(),
});

function factsOf(events: readonly RunEvent[]): Omit<RunFacts, "receipt"> {
  const of = (event: RunEvent["event"]) => {
    const found = events.find((one) => one.event === event);
    return found === undefined ? undefined : parsedAs(SummarySchema, found.summaryJson ?? "{}");
  };
  const accepted = of("accepted");
  return {
    issue: of("started")?.issue ?? null,
    undone: events.some(({ event }) => event === "undone"),
    accepted:
      accepted === undefined ? null : { reason: accepted.reason ?? "", by: accepted.by ?? "" },
  };
}

/** The path of a run's receipt; null where it lies elsewhere. */
async function receiptOf({ out, environment }: ExplainRequest, run: string) {
  const folder = folderOf({ out, name: environment });
  const found = await readDated(folder, "backfills", `${run}/RECEIPT.md`);
  return found === null ? null : join(folder, found.path);
}
