import type { CivilDate } from "../dates/civil-date.ts";

/** `dataset.table`, and the column of its dates. */
export type DatedTable = { readonly table: string; readonly dateColumn: string };

/** What a date of a table holds. The fingerprint is over the rows in any order: see `Warehouse.fingerprints`. */
export type Content = { readonly rows: number; readonly fingerprint: string };

export type FingerprintRequest = DatedTable & {
  /** Left out of the fingerprint: they differ at every run, such as processed_at. */
  readonly volatileColumns: readonly string[];
  /** At least one; "all" is every date that has rows. */
  readonly dates: readonly CivilDate[] | "all";
};

/**
 * Ledger lines that record content without a write: "loaded" by `sample load`, "seen" before a run writes, "accepted"
 * by a person who takes over what somebody else wrote.
 */
export const OBSERVED_KINDS = ["loaded", "seen", "accepted"] as const;
export type ObservedKind = (typeof OBSERVED_KINDS)[number];

/** SQL that leaves them out of `ops.partition_writes`. */
export const NOT_OBSERVED = `kind NOT IN (${OBSERVED_KINDS.map((kind) => `'${kind}'`).join(", ")})`;

/** One date of a table as it was found. */
export type ObservedLine = Content & {
  readonly tableId: string;
  readonly date: CivilDate;
  /** What the line before says; its own content where this line starts the record. */
  readonly rowsBefore: number;
  readonly fingerprintBefore: string;
  readonly upstreamFingerprint: string;
};

export type Observed = {
  readonly run: string;
  readonly kind: ObservedKind;
  readonly lines: readonly ObservedLine[];
};
