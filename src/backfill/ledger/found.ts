import type { CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { type Content, canCompare } from "./content.ts";
import { type LedgerEntry, Lineage } from "./lineage.ts";
import { staleByWrites, upstreamFingerprints } from "./stale.ts";

/** A partition as it was found, before or beside a write. */
export type Found = {
  readonly table: Pick<TableConfig, "id" | "upstream">;
  readonly date: CivilDate;
  readonly content: Content;
};

type FoundKind = Exclude<LedgerEntry["kind"], "replace" | "undo" | "refused">;

/**
 * Ledger lines for content that was found. It counts as computed from what its upstreams hold now, with two exceptions
 * where a run merely saw it: a date that is stale by our own writes stays stale, and one whose line cannot be compared
 * keeps what that line says.
 */
export function foundEntries(
  lineage: Lineage,
  { run, kind }: { readonly run: string; readonly kind: FoundKind },
  found: readonly Found[],
): LedgerEntry[] {
  const lines = found.map(({ table, date, content }): LedgerEntry => {
    const last = lineage.latest(table.id, date);
    const before = last !== undefined && comparable(last, content) ? last : content;
    return {
      ...{ run, kind, tableId: table.id, date, ...content },
      rowsBefore: before.rows,
      fingerprintBefore: before.fingerprint,
      upstreamFingerprint: "",
      seconds: 0,
      writtenAt: "",
      position: 0,
    };
  });
  const current = upstreamFingerprints(new Lineage([...lineage.entries(), ...lines]));
  const byWrites = staleByWrites(lineage);
  return lines.map((line, index) => {
    const { table, date, content } = found[index] as Found;
    const last = lineage.latest(table.id, date);
    if (kind === "seen" && last !== undefined && !comparable(last, content))
      return { ...line, upstreamFingerprint: last.upstreamFingerprint };
    if (kind === "seen" && last === undefined && byWrites(table, date)) return line;
    return { ...line, upstreamFingerprint: current(table, date) };
  });
}

const comparable = (last: LedgerEntry, content: Content): boolean =>
  canCompare(last.fingerprint, content.fingerprint);
