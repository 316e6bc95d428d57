import { createHash } from "node:crypto";
import { type CivilDate, epochDay } from "../../dates/civil-date.ts";
import { reads } from "../../grid/cascade.ts";
import type { ByCell, ChangedUpstream } from "../../grid/grid.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { type ContentNow, canCompare, NOTHING_READ } from "./content.ts";
import type { Changed, Line, Lineage } from "./lineage.ts";

type Reader = Pick<TableConfig, "upstream">;

/** Changed partitions by table, for many cells that read them. */
class ChangedByTable {
  readonly #byTable: ReadonlyMap<string, (Changed & { readonly day: number })[]>;

  constructor(changed: readonly Changed[]) {
    this.#byTable = Map.groupBy(
      changed.map((one) => ({ ...one, day: epochDay(one.date) })),
      ({ tableId }) => tableId,
    );
  }

  /** Those that a date of the table reads. */
  readBy({ upstream }: Reader, date: CivilDate): Changed[] {
    const day = epochDay(date);
    return upstream.flatMap(({ table, window }) =>
      (this.#byTable.get(table) ?? []).filter(
        (one) => day - one.day <= window.from && day - one.day >= window.to,
      ),
    );
  }

  /** One text for what a date of the table reads; "" while none of it has changed. */
  fingerprint(table: Reader, date: CivilDate): string {
    const read = this.readBy(table, date);
    if (read.length === 0) return "";
    const lines = new Set(read.map((one) => `${one.tableId} ${one.date} ${one.fingerprint}`));
    return createHash("sha256")
      .update([...lines].sort().join("\n"))
      .digest("hex")
      .slice(0, 16);
  }
}

/** By cell, one text for the changed partitions that it reads; "" while none has changed. By the ledger as it is when first asked. */
export function upstreamFingerprints(lineage: Lineage): (table: Reader, date: CivilDate) => string {
  let changed: ChangedByTable | undefined;
  return (table, date) => {
    changed ??= new ChangedByTable(lineage.changed());
    return changed.fingerprint(table, date);
  };
}

export const upstreamFingerprint = (lineage: Lineage, table: Reader, date: CivilDate): string =>
  upstreamFingerprints(lineage)(table, date);

/** Whether a date that has no line reads something that this tool has changed. */
export function staleByWrites(lineage: Lineage): (table: Reader, date: CivilDate) => boolean {
  const changed = new ChangedByTable(lineage.changedByWrites());
  return (table, date) => changed.readBy(table, date).length > 0;
}

/** The look at what the ledger and the content say together. */
export type StaleInput = {
  readonly tables: readonly TableConfig[];
  readonly dates: readonly CivilDate[];
  readonly lineage: Lineage;
  /** Of the partitions that were read; without it the ledger alone says what is there. */
  readonly now?: ContentNow;
  /** Tables that nobody but this tool writes. */
  readonly own?: ReadonlySet<string>;
};

/**
 * The dates of our own tables whose content somebody else has changed since we wrote, loaded or accepted it, with that
 * line. A line in another form says nothing.
 */
export function changedOutside({ lineage, now = NOTHING_READ, own = NOBODYS }: StaleInput) {
  const found = new Map<string, Map<CivilDate, Line>>();
  for (const [table, dates] of now) {
    if (!own.has(table)) continue;
    for (const [date, { fingerprint }] of dates) {
      const line = lineage.latestOwn(table, date);
      if (line === undefined || !differs(line, fingerprint)) continue;
      found.set(table, (found.get(table) ?? new Map()).set(date, line));
    }
  }
  return found;
}

const NOBODYS: ReadonlySet<string> = new Set();

const differs = (line: Line, fingerprint: string): boolean =>
  canCompare(line.fingerprint, fingerprint) && line.fingerprint !== fingerprint;

/**
 * The cells whose upstreams hold other content than they were computed from, and which upstreams. A cell whose own
 * content changed since its line was computed again by whoever changed it, and is not stale. One without a line is stale
 * only by what this tool wrote: nobody knows what else it was computed from.
 */
export function staleCells(input: StaleInput): ByCell<readonly ChangedUpstream[]> {
  const { tables, dates, lineage, now = NOTHING_READ } = input;
  const outside = changedOutside(input);
  const contentOf = (lines: readonly Line[]): string | undefined =>
    contentNow(lines, input, outside);
  const current = new ChangedByTable(lineage.changed(contentOf));
  const byWrites = staleByWrites(lineage);
  const stale = new Map<string, Map<CivilDate, readonly ChangedUpstream[]>>();
  for (const table of tables)
    for (const date of dates) {
      const line = lineage.latest(table.id, date);
      const content = now.get(table.id)?.get(date);
      if (line !== undefined && content !== undefined && differs(line, content.fingerprint))
        continue;
      const isStale =
        line === undefined
          ? byWrites(table, date)
          : current.fingerprint(table, date) !== line.upstreamFingerprint;
      if (!isStale) continue;
      const of = stale.get(table.id) ?? new Map<CivilDate, readonly ChangedUpstream[]>();
      stale.set(table.id, of.set(date, reasons(input, table, date, contentOf)));
    }
  return stale;
}

/** What a partition holds, as far as it may be built on: what others did to a table of ours is no new content. */
function contentNow(
  lines: readonly Line[],
  { lineage, now = NOTHING_READ }: StaleInput,
  outside: ReadonlyMap<string, ReadonlyMap<CivilDate, Line>>,
): string | undefined {
  const last = lines.at(-1);
  if (last === undefined) return undefined;
  const { tableId, date } = last;
  const ours = outside.get(tableId)?.get(date);
  if (ours !== undefined) return ours.content;
  const content = now.get(tableId)?.get(date);
  return content === undefined || !canCompare(last.fingerprint, content.fingerprint)
    ? last.content
    : lineage.contentOf(tableId, date, content.fingerprint);
}

/** The partitions that a cell reads and that hold something else than at its line; all that changed where it has none. */
function reasons(
  { lineage, now = NOTHING_READ }: StaleInput,
  table: TableConfig,
  date: CivilDate,
  contentOf: (lines: readonly Line[]) => string | undefined,
): ChangedUpstream[] {
  const line = lineage.latest(table.id, date);
  const read = table.upstream.flatMap(({ table: id, window }) =>
    [...lineage.datesOf(id)].filter(([day]) => reads(window, date, day)).map(([, lines]) => lines),
  );
  return read.flatMap((lines): ChangedUpstream[] => {
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) return [];
    const then = lines.findLast(({ position }) => position <= (line?.position ?? -1));
    if (contentOf(lines) === (then?.content ?? first.contentBefore)) return [];
    return [
      {
        table: last.tableId,
        date: last.date,
        rowsThen: then?.rows ?? first.rowsBefore,
        rowsNow: now.get(last.tableId)?.get(last.date)?.rows ?? last.rows,
      },
    ];
  });
}
