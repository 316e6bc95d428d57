import type { LedgerEntry } from "../../../src/backfill/ledger/lineage.ts";
import { on } from "../pipelines/small.ts";

export { on };

/** A line of the ledger; one that records content starts with that content. */
export function aLine(over: Partial<LedgerEntry> = {}): LedgerEntry {
  const rows = Number(/:(\d+)-/.exec(over.fingerprint ?? "")?.[1] ?? 1);
  const isFound = ["loaded", "seen", "accepted"].includes(over.kind ?? "replace");
  return {
    ...{ run: "b-1", kind: "replace", tableId: "raw", date: on(3), rows, rowsBefore: 0 },
    ...{ fingerprint: "new", fingerprintBefore: isFound ? (over.fingerprint ?? "new") : "" },
    ...{ upstreamFingerprint: "", seconds: 1, writtenAt: "2026-03-20T00:00:00.000Z", position: 1 },
    ...over,
  };
}
