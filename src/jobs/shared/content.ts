import type { Content, ContentNow } from "../../backfill/ledger/content.ts";
import type { Line } from "../../backfill/ledger/lineage.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { errorMessage } from "../../errors.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { FingerprintRequest } from "../../warehouse/content.ts";
import type { TablePartitions, Warehouse } from "../../warehouse/warehouse.ts";

/** The content of a table that is to be read, and what is known of it without reading. */
export type ContentTask = {
  readonly table: TableConfig;
  readonly dates: readonly CivilDate[];
  readonly known: ReadonlyMap<CivilDate, Content>;
};

/** What was read of a table, or why it could not be. */
export type ContentRead = { readonly table: string } & (
  | { readonly content: ReadonlyMap<CivilDate, Content> }
  | { readonly error: string }
);

export const fingerprintRequest = (
  {
    name,
    dateColumn,
    volatileColumns = [],
  }: Pick<TableConfig, "name" | "dateColumn" | "volatileColumns">,
  dates: FingerprintRequest["dates"],
): FingerprintRequest => ({ table: name, dateColumn, volatileColumns, dates });

/**
 * Leaves out what the engine knows not to have changed since its line. An engine without such knowledge, or whose
 * bookkeeping cannot be asked, has everything read.
 */
export async function contentTasks(
  warehouse: Warehouse,
  wanted: ReadonlyMap<TableConfig, readonly Line[]>,
  known?: Modified,
): Promise<ContentTask[]> {
  const modified = known ?? (await modifiedSince(warehouse, [...wanted.keys()]));
  return [...wanted].map(([table, lines]) => {
    const times = modified?.get(table.name);
    const isSame = ({ date, kind, writtenAt, rows }: Line): boolean => {
      const at = times?.get(date);
      // Without rows there is no partition.
      if (at === undefined) return times !== undefined && rows === 0;
      // A removal may leave the time as it was.
      if (at.rows !== rows) return false;
      return Date.parse(at.modified) < Date.parse(writtenAt) - (LOOKED_BEFORE[kind] ?? 0);
    };
    const [same, others] = [lines.filter(isSame), lines.filter((line) => !isSame(line))];
    return {
      table,
      dates: others.map(({ date }) => date),
      known: new Map(same.map(({ date, rows, fingerprint }) => [date, { rows, fingerprint }])),
    };
  });
}

/** Milliseconds that may lie between the look at a date and the line about it. */
const LOOKED_BEFORE: Partial<Record<Line["kind"], number>> = {
  seen: 3_600_000,
  accepted: 3_600_000,
};

/** By table and date, what the engine's bookkeeping says of the rows. */
export type Modified = ReadonlyMap<
  string,
  ReadonlyMap<CivilDate, { readonly rows: number; readonly modified: string }>
>;

const datesOf = ({ rowsByDate, modifiedByDate }: Extract<TablePartitions, { status: "by day" }>) =>
  new Map(
    [...modifiedByDate].map(([date, modified]) => [
      date,
      { modified, rows: rowsByDate.get(date) ?? 0 },
    ]),
  );

async function modifiedSince(
  warehouse: Warehouse,
  tables: readonly TableConfig[],
): Promise<Modified | null> {
  if (!warehouse.abilities.partitionMetadata || tables.length === 0) return null;
  try {
    const found = await warehouse.partitionRows(
      tables.map(({ name, dateColumn }) => ({ table: name, dateColumn })),
    );
    return new Map(
      found.flatMap((one) => (one.status === "by day" ? [[one.table, datesOf(one)] as const] : [])),
    );
  } catch {
    // Reading everything is dearer and never wrong.
    return null;
  }
}

/** A date that is asked for and has no rows is known to have none. */
export async function readContent(
  warehouse: Warehouse,
  { table, dates, known }: ContentTask,
): Promise<ContentRead> {
  try {
    const found =
      dates.length === 0
        ? new Map<CivilDate, Content>()
        : await warehouse.fingerprints(fingerprintRequest(table, dates));
    const read = dates.map((date) => [date, found.get(date) ?? NO_ROWS] as const);
    return { table: table.id, content: new Map([...known, ...read]) };
  } catch (error) {
    return { table: table.id, error: errorMessage(error) };
  }
}

const NO_ROWS: Content = { rows: 0, fingerprint: "" };

export const contentNow = (reads: readonly ContentRead[]): ContentNow =>
  new Map(reads.flatMap((one) => ("content" in one ? [[one.table, one.content] as const] : [])));
