import type { DateRange } from "../dates/range.ts";

/** A partition in the engine's bookkeeping. `modified` is an ISO 8601 instant; "" where the engine does not say. */
export type PartitionState = {
  readonly rows: number;
  readonly bytes: number;
  readonly modified: string;
};

/** What an engine knows of a table without reading a row. */
export type TableState = {
  /** Changes with everything that is done to the table, its columns and options included. */
  readonly mark: string;
  /** When anything of it last changed. */
  readonly modified: string;
  readonly bytes: number;
  /** The DATE column by whose values partitions are told apart; null where no dates can be told from a partition. */
  readonly column: string | null;
  /** By id as the engine names them: see `datesOfPartition`. */
  readonly partitions: ReadonlyMap<string, PartitionState>;
};

export type TableStateRead = { readonly table: string } & (
  | { readonly status: "known"; readonly state: TableState }
  /** Its mark is the one that was handed in: nothing was done to it since. */
  | { readonly status: "same" }
  /** Nothing is known without reading rows, such as of a view. */
  | { readonly status: "unknown"; readonly why: string }
);

export type TableStates = {
  /** By the engine's clock, before anything else was asked. */
  readonly readAt: string;
  /** In the order asked. */
  readonly tables: readonly TableStateRead[];
};

/** Where rows stand that have no date, and those of a streaming buffer, which may be of any date. */
export const UNDATED_PARTITION = "__NULL__";
export const UNPLACED_PARTITION = "__UNPARTITIONED__";

/** The dates whose rows lie in a partition: "20260125", "202601" or "2026". Null where its id does not say. */
export function datesOfPartition(id: string): DateRange | null {
  const [, year, month, day] = /^(\d{4})(\d{2})?(\d{2})?$/.exec(id) ?? [];
  if (year === undefined) return null;
  const first = `${year}-${month ?? "01"}-${day ?? "01"}`;
  const lastMonth = `${year}-${month ?? "12"}`;
  const last = day === undefined ? `${lastMonth}-${daysIn(lastMonth)}` : first;
  const isDay = (text: string) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  return isDay(first) &&
    isDay(last) &&
    new Date(`${first}T00:00:00Z`).toISOString().startsWith(first)
    ? ({ first, last } as DateRange)
    : null;
}

/** "2026-02" has 28. */
function daysIn(month: string): number {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}
