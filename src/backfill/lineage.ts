import { createHash } from "node:crypto";
import { type CivilDate, epochDay } from "../dates/civil-date.ts";
import type { TableConfig } from "../pipeline/schema.ts";

/** One date of a table, written once: a row of `ops.partition_writes`. */
export type LedgerEntry = {
  readonly run: string;
  /** "refused": a service wrote it, and its work order does not accept what is there. */
  readonly kind: "replace" | "undo" | "refused";
  readonly tableId: string;
  readonly date: CivilDate;
  readonly rows: number;
  readonly rowsBefore: number;
  /** Over the rows in any order; "" for no rows. */
  readonly fingerprint: string;
  readonly fingerprintBefore: string;
  /** What it was computed from, by `upstreamFingerprint`. */
  readonly upstreamFingerprint: string;
  /** Seconds of work, shared out over the dates of its batch. */
  readonly seconds: number;
  readonly writtenAt: string;
  /** Rises with every append. */
  readonly position: number;
};

/** Lines of the kind "kept" say what was there before a service was called; they are no writes. */
export const LEDGER_QUERY = `SELECT run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position
FROM \`ops.partition_writes\` WHERE kind <> 'kept' ORDER BY position, table_id, game_date`;

type Row = Readonly<Record<string, string | number | boolean | null>>;

export function readLedger(rows: readonly Row[]): LedgerEntry[] {
  return rows.map((row) => ({
    run: String(row["run"]),
    kind: row["kind"] as LedgerEntry["kind"],
    tableId: String(row["table_id"]),
    date: row["game_date"] as CivilDate,
    rows: Number(row["row_count"]),
    rowsBefore: Number(row["rows_before"]),
    fingerprint: String(row["fingerprint"] ?? ""),
    fingerprintBefore: String(row["fingerprint_before"] ?? ""),
    upstreamFingerprint: String(row["upstream_fingerprint"] ?? ""),
    seconds: Number(row["seconds"] ?? 0),
    writtenAt: String(row["written_at"]),
    position: Number(row["position"]),
  }));
}

/** The run under which a run is taken back. */
export const undoOf = (run: string): string => `u-${run}`;

/** The writes that stand, accepted or not: those that no undo has taken back. */
export function standing(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const undos = new Set(entries.filter(({ kind }) => kind === "undo").map(({ run }) => run));
  return entries.filter(({ kind, run }) => kind !== "undo" && !undos.has(undoOf(run)));
}

/**
 * What has changed since the tables were first seen. A partition that holds again what it held before the first
 * recorded write counts as unchanged, so that an undo makes nothing stale.
 */
export class Lineage {
  readonly #first = new Map<string, LedgerEntry>();
  readonly #latest = new Map<string, LedgerEntry>();

  constructor(entries: readonly LedgerEntry[]) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: LedgerEntry): void {
    const key = `${entry.tableId} ${entry.date}`;
    if (!this.#first.has(key)) this.#first.set(key, entry);
    this.#latest.set(key, entry);
  }

  latest(tableId: string, date: CivilDate): LedgerEntry | undefined {
    return this.#latest.get(`${tableId} ${date}`);
  }

  /** Mean seconds a date by table, from the last write of each date. */
  secondsPerDate(): ReadonlyMap<string, number> {
    const sums = new Map<string, { seconds: number; dates: number }>();
    for (const { tableId, seconds, kind } of this.#latest.values()) {
      if (kind !== "replace") continue;
      const before = sums.get(tableId) ?? { seconds: 0, dates: 0 };
      sums.set(tableId, { seconds: before.seconds + seconds, dates: before.dates + 1 });
    }
    return new Map([...sums].map(([table, { seconds, dates }]) => [table, seconds / dates]));
  }

  /** Partitions whose content differs from what was there before the first recorded write. */
  changed(): { tableId: string; date: CivilDate; fingerprint: string }[] {
    return [...this.#latest].flatMap(([key, { tableId, date, fingerprint }]) =>
      fingerprint === this.#first.get(key)?.fingerprintBefore
        ? []
        : [{ tableId, date, fingerprint }],
    );
  }
}

/** One text for the changed partitions that a cell reads; "" while none has changed. */
export function upstreamFingerprint(
  lineage: Lineage,
  table: Pick<TableConfig, "upstream">,
  date: CivilDate,
): string {
  return fingerprintOf(lineage.changed(), table, epochDay(date));
}

function fingerprintOf(
  changed: ReturnType<Lineage["changed"]>,
  table: Pick<TableConfig, "upstream">,
  day: number,
): string {
  const read = changed.filter(({ tableId, date }) =>
    table.upstream.some(({ table: id, window }) => {
      const back = day - epochDay(date);
      return id === tableId && back <= window.from && back >= window.to;
    }),
  );
  if (read.length === 0) return "";
  const lines = read.map((one) => `${one.tableId} ${one.date} ${one.fingerprint}`).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}

/** The cells whose upstreams hold other content than they were computed from, by table. */
export function staleCells(
  tables: readonly TableConfig[],
  dates: readonly CivilDate[],
  lineage: Lineage,
): Map<string, Set<CivilDate>> {
  const changed = lineage.changed();
  const stale = new Map<string, Set<CivilDate>>();
  for (const table of tables) {
    const ids = new Set(table.upstream.map(({ table: id }) => id));
    const relevant = changed.filter(({ tableId }) => ids.has(tableId));
    const computedFrom = (date: CivilDate) =>
      lineage.latest(table.id, date)?.upstreamFingerprint ?? "";
    const some = dates.filter(
      (date) => fingerprintOf(relevant, table, epochDay(date)) !== computedFrom(date),
    );
    if (some.length > 0) stale.set(table.id, new Set(some));
  }
  return stale;
}
