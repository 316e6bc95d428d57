import { describe, expect, it } from "vitest";
import { foundEntries } from "../../../src/backfill/ledger/found.ts";
import { type LedgerEntry, Lineage } from "../../../src/backfill/ledger/lineage.ts";
import { staleCells } from "../../../src/backfill/ledger/stale.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { aLine, on } from "../../support/repair/ledger.ts";

const RAW = aTable({ id: "raw", name: "x.raw" });
const MART = aTable({
  ...{ id: "mart", name: "x.mart" },
  upstream: [{ table: "raw", window: { from: 1, to: 0 } }],
});

/** What is found of mart, on the third unless told otherwise, after these lines. */
const found = (
  entries: readonly LedgerEntry[],
  kind: "seen" | "loaded" | "accepted",
  fingerprint: string,
) => {
  const content = { rows: fingerprint === "" ? 0 : 1, fingerprint };
  return foundEntries(new Lineage(entries), { run: "x", kind }, [
    { table: MART, date: on(3), content },
  ]);
};
const isStale = (...entries: LedgerEntry[]) =>
  staleCells({ tables: [RAW, MART], dates: [on(3)], lineage: new Lineage(entries) }).size > 0;

const loaded = [
  aLine({ kind: "loaded", tableId: "raw", date: on(3), fingerprint: "h1:1-a" }),
  aLine({ kind: "loaded", tableId: "mart", date: on(3), fingerprint: "h1:1-m" }),
];
const refilled = aLine({
  ...{ run: "b-2", tableId: "raw", date: on(3), position: 2 },
  ...{ fingerprint: "h1:1-b", fingerprintBefore: "h1:1-a" },
});

describe("a line about content that was found", () => {
  it("begins the record of a date with its own content", () => {
    const [line] = found([], "loaded", "h1:1-m");
    expect(line).toMatchObject({
      ...{ kind: "loaded", tableId: "mart", rows: 1, rowsBefore: 1, upstreamFingerprint: "" },
      ...{ fingerprint: "h1:1-m", fingerprintBefore: "h1:1-m" },
    });
  });

  it("goes on from the line before, and counts as computed from what is there now", () => {
    const [line] = found([...loaded, refilled], "seen", "h1:1-other");
    expect(line?.fingerprintBefore).toBe("h1:1-m");
    expect(isStale(...loaded, refilled)).toBe(true);
    expect(isStale(...loaded, refilled, { ...(line as LedgerEntry), position: 3 })).toBe(false);
  });

  it("keeps a date stale that is so by our own writes, or by a line that cannot be compared", () => {
    const raws = [loaded[0] as LedgerEntry, refilled];
    const [first] = found(raws, "seen", "h1:1-m");
    expect(isStale(...raws)).toBe(true);
    expect(isStale(...raws, { ...(first as LedgerEntry), position: 3 })).toBe(true);
    const old = aLine({ tableId: "mart", date: on(3), fingerprint: "1-5" });
    const [again] = found([...raws, old], "seen", "h1:1-m");
    expect(isStale(...raws, old, { ...(again as LedgerEntry), position: 3 })).toBe(true);
  });

  it("ends that where it was loaded again, or accepted as it is", () => {
    const raws = [loaded[0] as LedgerEntry, refilled];
    for (const kind of ["loaded", "accepted"] as const) {
      const [line] = found(raws, kind, "h1:1-m");
      expect(isStale(...raws, { ...(line as LedgerEntry), position: 3 })).toBe(false);
    }
  });

  it("sees the others of its batch: what is loaded together is computed from each other", () => {
    const lineage = new Lineage(loaded);
    const content = (fingerprint: string) => ({ rows: 1, fingerprint });
    const lines = foundEntries(lineage, { run: "x", kind: "loaded" }, [
      { table: MART, date: on(3), content: content("h1:1-n") },
      { table: RAW, date: on(3), content: content("h1:1-b") },
    ]);
    const [mart, raw] = lines as [LedgerEntry, LedgerEntry];
    expect(isStale(...loaded, { ...raw, position: 3 })).toBe(true);
    expect(isStale(...loaded, { ...raw, position: 3 }, { ...mart, position: 3 })).toBe(false);
  });
});
