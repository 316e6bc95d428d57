import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type LedgerEntry,
  Lineage,
  standing,
  undoOf,
} from "../../../src/backfill/ledger/lineage.ts";
import { staleCells, upstreamFingerprint } from "../../../src/backfill/ledger/stale.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { DAYS, on } from "../../support/pipelines/small.ts";

const anEntry = (over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ run: "b-1", kind: "replace", tableId: "raw", date: on(3), rows: 1, rowsBefore: 0 },
  ...{ fingerprint: "new", fingerprintBefore: "", upstreamFingerprint: "" },
  ...{ seconds: 1, writtenAt: "2026-03-20T00:00:00.000Z", position: 1 },
  ...over,
});

/** raw -> mart, which reads two days back to one day back. */
const TABLES = [
  aTable({ id: "raw", name: "x.raw" }),
  aTable({ id: "mart", name: "x.mart", upstream: [{ table: "raw", window: { from: 2, to: 1 } }] }),
];

const staleOf = (...entries: LedgerEntry[]): string[] => [
  ...(staleCells({ tables: TABLES, dates: DAYS, lineage: new Lineage(entries) })
    .get("mart")
    ?.keys() ?? []),
];

describe("what the ledger shows as stale", () => {
  it("are the dates whose window holds a partition with other content than before", () => {
    expect(staleOf(anEntry())).toEqual([on(4), on(5)]);
  });

  it("is nothing where the new content is the old", () => {
    expect(staleOf(anEntry({ fingerprint: "same", fingerprintBefore: "same" }))).toEqual([]);
  });

  it("is nothing once the partition holds again what it held at first", () => {
    const back = anEntry({ run: "u-b-1", kind: "undo", fingerprint: "", fingerprintBefore: "new" });
    expect(staleOf(anEntry(), back)).toEqual([]);
  });

  it("ends for a date that was computed from the new content, and begins anew with the next", () => {
    const lineage = new Lineage([anEntry()]);
    const [, mart] = TABLES as [(typeof TABLES)[0], (typeof TABLES)[0]];
    const rebuilt = anEntry({
      ...{ tableId: "mart", date: on(4), fingerprint: "m" },
      upstreamFingerprint: upstreamFingerprint(lineage, mart, on(4)),
    });
    expect(staleOf(anEntry(), rebuilt)).toEqual([on(5)]);
    const newer = anEntry({ fingerprint: "newer", fingerprintBefore: "new" });
    expect(staleOf(anEntry(), rebuilt, newer)).toEqual([on(4), on(5)]);
  });

  it("does not depend on the order in which several partitions were written", () => {
    const entries = [1, 2, 3, 4].map((n) => anEntry({ date: on(n), fingerprint: `f${n}` }));
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: 4 }), (shuffled) => {
        const [one, other] = [new Lineage(entries), new Lineage(shuffled)];
        for (const table of TABLES)
          for (const date of DAYS)
            expect(upstreamFingerprint(other, table, date)).toBe(
              upstreamFingerprint(one, table, date),
            );
      }),
    );
  });
});

describe("the writes that stand", () => {
  it("are those that no undo has taken back, whoever wrote before and after", () => {
    const entries = [
      anEntry({ run: "b-1" }),
      anEntry({ run: "b-2" }),
      anEntry({ run: undoOf("b-2"), kind: "undo" }),
      anEntry({ run: "b-3" }),
    ];
    expect(standing(entries).map(({ run }) => run)).toEqual(["b-1", "b-3"]);
  });
});

describe("measured seconds", () => {
  it("are the mean of what a date took the last time, by table", () => {
    const lineage = new Lineage([
      anEntry({ date: on(1), seconds: 100 }),
      anEntry({ date: on(1), seconds: 2 }),
      anEntry({ date: on(2), seconds: 4 }),
      anEntry({ date: on(3), seconds: 900, kind: "undo" }),
    ]);
    expect([...lineage.secondsPerDate()]).toEqual([["raw", 3]]);
  });
});
