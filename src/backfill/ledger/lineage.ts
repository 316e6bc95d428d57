import type { CivilDate } from "../../dates/civil-date.ts";
import { keyOf } from "../../grid/cascade.ts";
import type { Row } from "../../rows.ts";
import { canCompare } from "./content.ts";

/** One date of a table in a row of `ops.partition_writes`: a write, or content that was found there. */
export type LedgerEntry = {
  readonly run: string;
  /**
   * "refused": a service wrote it, and its work order does not accept what is there. "loaded", "seen" and "accepted" are
   * no writes: the content that `sample load` left, that a run found before it wrote, that a person accepted.
   */
  readonly kind: "replace" | "undo" | "refused" | "loaded" | "seen" | "accepted";
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

/** How a person is told of a line. */
export const HOW_KNOWN = {
  replace: "wrote",
  refused: "wrote",
  undo: "put back",
  loaded: "loaded",
  seen: "saw",
  accepted: "accepted",
} as const satisfies Record<LedgerEntry["kind"], string>;

/** Lines of the kind "kept" say what was there before a service was called; they are no writes. */
const ledgerQuery = (
  where: string,
): string => `SELECT run, kind, table_id, game_date, row_count, rows_before, fingerprint,
  fingerprint_before, upstream_fingerprint, seconds, written_at, position
FROM \`ops.partition_writes\` WHERE kind <> 'kept'${where} ORDER BY position, table_id, game_date`;

export const LEDGER_QUERY = ledgerQuery("");

/** Lines of one run. */
export const LEDGER_QUERY_BY = ledgerQuery(" AND run = @run");

/** Lines of these dates, and of a run and its undo on all dates: of each date all lines or none. */
export const LEDGER_QUERY_OF = ledgerQuery(
  " AND (game_date BETWEEN @first_date AND @last_date OR run IN (@run, @undo))",
);

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

/** The run under which a run is taken back, and the one of what it found before it wrote. */
export const undoOf = (run: string): string => `u-${run}`;
export const seenBy = (run: string): string => `s-${run}`;

/** Somebody changed the rows, as opposed to lines about what was found. */
export const isWrite = ({ kind }: Pick<LedgerEntry, "kind">): boolean =>
  kind === "replace" || kind === "undo" || kind === "refused";

/** The writes that stand, accepted or not: those that no undo has taken back. A large undo returns cell by cell. */
export function standing(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const key = (run: string, { tableId, date }: LedgerEntry) => `${run} ${tableId} ${date}`;
  const undos = new Set(
    entries.filter(({ kind }) => kind === "undo").map((entry) => key(entry.run, entry)),
  );
  return entries.filter(
    (entry) => isWrite(entry) && entry.kind !== "undo" && !undos.has(key(undoOf(entry.run), entry)),
  );
}

/** A partition whose content is not what it was at first. */
export type Changed = {
  readonly tableId: string;
  readonly date: CivilDate;
  readonly fingerprint: string;
};

type Line = LedgerEntry & {
  /**
   * Its content and the one before it, as the oldest text for the same rows. A line whose form differs from the one
   * before it says in `fingerprintBefore` how the same content is written in its own form.
   */
  readonly content: string;
  readonly contentBefore: string;
};

/** What the ledger says of each date of a table, oldest first. */
export class Lineage {
  readonly #tables = new Map<string, Map<CivilDate, Line[]>>();
  readonly #alias = new Map<string, string>();

  constructor(entries: readonly LedgerEntry[]) {
    for (const entry of entries) this.add(entry);
  }

  add(entry: LedgerEntry): void {
    const key = keyOf({ table: entry.tableId, date: entry.date });
    const dates = this.#tables.get(entry.tableId) ?? new Map<CivilDate, Line[]>();
    this.#tables.set(entry.tableId, dates);
    const lines = dates.get(entry.date) ?? [];
    dates.set(entry.date, lines);
    const last = lines.at(-1);
    const { fingerprint, fingerprintBefore: before } = entry;
    if (last !== undefined && !canCompare(last.fingerprint, before))
      this.#alias.set(`${key} ${before}`, last.content);
    // An undo puts back the very rows, whatever form their fingerprint had when they were replaced.
    const taken = lines.find(({ run }) => entry.kind === "undo" && undoOf(run) === entry.run);
    if (taken !== undefined && !canCompare(taken.fingerprintBefore, fingerprint))
      this.#alias.set(`${key} ${fingerprint}`, taken.contentBefore);
    const content = (text: string) => this.contentOf(entry.tableId, entry.date, text);
    lines.push({ ...entry, content: content(fingerprint), contentBefore: content(before) });
  }

  /** One text for the same rows, whichever form their fingerprint has. */
  contentOf(tableId: string, date: CivilDate, fingerprint: string): string {
    return this.#alias.get(`${tableId} ${date} ${fingerprint}`) ?? fingerprint;
  }

  linesOf(tableId: string, date: CivilDate): readonly Line[] {
    return this.#tables.get(tableId)?.get(date) ?? [];
  }

  latest(tableId: string, date: CivilDate): Line | undefined {
    return this.linesOf(tableId, date).at(-1);
  }

  /**
   * The newest line of what we wrote, loaded or accepted, and did not take back: an undo returns what was there before,
   * rows of somebody else included. The undo itself only where there is no such line.
   */
  latestOwn(tableId: string, date: CivilDate): Line | undefined {
    const own = this.linesOf(tableId, date).filter(({ kind }) => kind !== "seen");
    const undos = new Set(own.filter(({ kind }) => kind === "undo").map(({ run }) => run));
    return (
      own.findLast(({ kind, run }) => kind !== "undo" && !undos.has(undoOf(run))) ?? own.at(-1)
    );
  }

  /** Oldest first, of each date of a table that has any. */
  datesOf(tableId: string): ReadonlyMap<CivilDate, readonly Line[]> {
    return this.#tables.get(tableId) ?? new Map();
  }

  /** The newest line of each date that has one. */
  partitions(): Line[] {
    return [...this.#tables.values()].flatMap((dates) =>
      [...dates.values()].flatMap((lines) => lines.at(-1) ?? []),
    );
  }

  /** Every line, oldest first for each partition. */
  entries(): readonly LedgerEntry[] {
    return this.#all().flat();
  }

  /** Mean seconds a date by table, from the last write of each date. */
  secondsPerDate(): ReadonlyMap<string, number> {
    const sums = new Map<string, { seconds: number; dates: number }>();
    for (const lines of this.#all()) {
      const write = lines.findLast(isWrite);
      if (write?.kind !== "replace") continue;
      const before = sums.get(write.tableId) ?? { seconds: 0, dates: 0 };
      sums.set(write.tableId, { seconds: before.seconds + write.seconds, dates: before.dates + 1 });
    }
    return new Map([...sums].map(([table, { seconds, dates }]) => [table, seconds / dates]));
  }

  /**
   * Partitions whose content differs from what was there at their first line, of which `contentOf` tells what is there;
   * by the newest line unless given. One that holds again what it held at first counts as unchanged, so that an undo
   * makes nothing stale.
   */
  changed(contentOf: (lines: readonly Line[]) => string | undefined = newest): Changed[] {
    return this.#all().flatMap((lines) => {
      const [first] = lines;
      const content = contentOf(lines);
      if (first === undefined || content === undefined || content === first.contentBefore)
        return [];
      return [{ tableId: first.tableId, date: first.date, fingerprint: content }];
    });
  }

  #all(): (readonly Line[])[] {
    return [...this.#tables.values()].flatMap((dates) => [...dates.values()]);
  }

  /** The same by writes alone, which leaves out what others changed in between. */
  changedByWrites(): Changed[] {
    return this.#all().flatMap((lines) => {
      const writes = lines.filter(isWrite);
      const [first, last] = [writes[0], writes.at(-1)];
      if (first === undefined || last === undefined || last.content === first.contentBefore)
        return [];
      return [{ tableId: first.tableId, date: first.date, fingerprint: last.content }];
    });
  }
}

export type { Line };

const newest = (lines: readonly Line[]): string | undefined => lines.at(-1)?.content;
