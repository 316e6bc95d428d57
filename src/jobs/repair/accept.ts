import { createHash } from "node:crypto";
import { type Content, canCompare } from "../../backfill/ledger/content.ts";
import { foundEntries } from "../../backfill/ledger/found.ts";
import type { Lineage } from "../../backfill/ledger/lineage.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateList, daysOf, mergeRanges, printDateList } from "../../dates/list.ts";
import { UserError } from "../../errors.ts";
import { noTable } from "../../pipeline/asked.ts";
import { canonical } from "../../pipeline/hash.ts";
import { producerOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { readContent } from "../shared/content.ts";
import { readLedgerOf } from "../shared/ledger.ts";
import { recordEvent } from "../shared/run-events.ts";
import type { RepairContext } from "./run/context.ts";

export type AcceptRequest = {
  /** The table's id. */
  readonly table: string;
  readonly dates: DateList;
  readonly reason: string;
  /** The person. */
  readonly by: string;
};

export type Accepted = {
  readonly run: string;
  readonly table: string;
  readonly dates: DateList;
  readonly rows: number;
};

/**
 * Takes over what somebody else wrote in a table of ours: its content now becomes what is right, with the reason and the
 * person in `ops.backfill_runs`. Throws a UserError, with nothing recorded, unless every date differs from its line.
 */
export async function accept(
  context: RepairContext,
  request: AcceptRequest,
  now: Date,
): Promise<Accepted> {
  const { warehouse } = context;
  const table = ownTable(context, request.table);
  const { lineage } = await readLedgerOf(warehouse);
  const days = daysOf(request.dates);
  const read = await readContent(warehouse, { table, dates: days, known: new Map() });
  if ("error" in read) throw new Error(`${table.id} cannot be read: ${read.error}`);
  // A range holds days on which nothing ever was; a date that is named alone is asked for.
  const some =
    days.length === 1
      ? days
      : days.filter(
          (date) =>
            (read.content.get(date)?.rows ?? 0) > 0 || lineage.latest(table.id, date) !== undefined,
        );
  refuse(table, request.dates, some, (date) =>
    whyNot(lineage, table, date, read.content.get(date)),
  );
  const found = some.map((date) => ({ table, date, content: read.content.get(date) as Content }));
  const run = runName(request, now);
  const lines = foundEntries(lineage, { run, kind: "accepted" }, found);
  const dates = mergeRanges(some.map((date) => ({ first: date, last: date })));
  // The reason first: it must not be lost where the lines are there.
  const { environment } = context.request;
  const { reason, by } = request;
  const summary = { environment, table: table.id, dates: some, reason, by };
  await recordEvent(warehouse, { run, event: "accepted", at: now.toISOString(), summary });
  await warehouse.recordObserved({ run, kind: "accepted", lines });
  return { run, table: table.id, dates, rows: lines.reduce((sum, { rows }) => sum + rows, 0) };
}

function ownTable({ tables, request }: RepairContext, id: string): TableConfig {
  const { environment } = request;
  const table = tables.find((one) => one.id === id);
  if (table === undefined) throw noTable(tables, environment, id);
  const producer = producerOf(table, environment);
  if (producer.kind === "service")
    throw new UserError(
      `${id} is written by ${producer.owner} in ${environment}, whatever they write is taken as it is: there is nothing to accept.`,
    );
  return table;
}

function whyNot(
  lineage: Lineage,
  { id }: TableConfig,
  date: CivilDate,
  content: Content | undefined,
): string | null {
  const line = lineage.latestOwn(id, date);
  if (content === undefined || content.rows === 0)
    return line === undefined || line.rows === 0
      ? "it holds no row"
      : `its ${line.rows} rows are gone: repair it, or waive it with the reason`;
  if (line === undefined) return "the ledger has no line of it, so that nothing counts as changed";
  if (!canCompare(line.fingerprint, content.fingerprint))
    return "its line cannot be compared with what is there: it was made by another version";
  return line.fingerprint === content.fingerprint
    ? `it holds what ${line.run} recorded on ${line.writtenAt}`
    : null;
}

function refuse(
  { id }: TableConfig,
  asked: DateList,
  dates: readonly CivilDate[],
  why: (date: CivilDate) => string | null,
): void {
  if (dates.length === 0)
    throw new UserError(
      `${id} holds nothing in ${printDateList(asked)}, and never did. Nothing was accepted.`,
    );
  const problems = dates.flatMap((date) => {
    const reason = why(date);
    return reason === null ? [] : [`${date}: ${reason}`];
  });
  if (problems.length === 0) return;
  const more =
    problems.length > MOST_PROBLEMS ? `; and ${problems.length - MOST_PROBLEMS} more` : "";
  throw new UserError(
    `${problems.length} of ${dates.length} dates of ${id} cannot be accepted: ${problems.slice(0, MOST_PROBLEMS).join("; ")}${more}. Nothing was accepted; name the dates that somebody changed.`,
  );
}

const MOST_PROBLEMS = 5;

function runName(request: AcceptRequest, now: Date): string {
  const hash = createHash("sha256").update(canonical(request)).digest("hex").slice(0, 6);
  return `a-${now.toISOString().replace(/[-:]|\.\d+/g, "")}-${hash}`;
}
