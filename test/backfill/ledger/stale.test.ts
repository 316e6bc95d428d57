import { describe, expect, it } from "vitest";
import type { Content, ContentNow } from "../../../src/backfill/ledger/content.ts";
import { type LedgerEntry, Lineage } from "../../../src/backfill/ledger/lineage.ts";
import {
  changedOutside,
  staleCells,
  upstreamFingerprint,
} from "../../../src/backfill/ledger/stale.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { aLine, on } from "../../support/repair/ledger.ts";

/** raw -> mart, which reads the day before and the same day. */
const RAW = aTable({ id: "raw", name: "x.raw" });
const MART = aTable({
  ...{ id: "mart", name: "x.mart" },
  upstream: [{ table: "raw", window: { from: 1, to: 0 } }],
});
const DAYS = [1, 2, 3, 4, 5].map(on);

const content = (fingerprint: string): Content => ({
  rows: Number(/:(\d+)-/.exec(fingerprint)?.[1] ?? 0),
  fingerprint,
});
/** Content by cell, such as `raw 3`. */
function holding(cells: Readonly<Record<string, string>>): ContentNow {
  const now = new Map<string, Map<ReturnType<typeof on>, Content>>();
  for (const [cell, fingerprint] of Object.entries(cells)) {
    const [table = "", day] = cell.split(" ");
    now.set(table, (now.get(table) ?? new Map()).set(on(Number(day)), content(fingerprint)));
  }
  return now;
}

type Given = {
  readonly entries: readonly LedgerEntry[];
  readonly now?: ContentNow;
  readonly own?: readonly string[];
};
const inputOf = ({ entries, now, own = [] }: Given) => ({
  ...{ tables: [RAW, MART], dates: DAYS, lineage: new Lineage(entries) },
  ...(now === undefined ? {} : { now }),
  own: new Set(own),
});
const staleOf = (given: Given): string[] =>
  [...(staleCells(inputOf(given)).get("mart")?.keys() ?? [])].sort();
const outsideOf = (given: Given): string[] =>
  [...changedOutside(inputOf(given))].flatMap(([table, dates]) =>
    [...dates.keys()].map((date) => `${table} ${date}`),
  );

/** What was loaded or seen of raw on the third, and mart as it was computed from it on the third and fourth. */
const seen = [
  aLine({ kind: "seen", run: "s-b-1", tableId: "raw", date: on(3), fingerprint: "h1:2-a" }),
  aLine({ tableId: "mart", date: on(3), fingerprint: "h1:1-m" }),
  aLine({ tableId: "mart", date: on(4), fingerprint: "h1:1-n" }),
];

describe("content that somebody else changed", () => {
  it("makes stale what was computed from it, by the content and not by who wrote when", () => {
    expect(staleOf({ entries: seen, now: holding({ "raw 3": "h1:2-a" }) })).toEqual([]);
    expect(staleOf({ entries: seen, now: holding({ "raw 3": "h1:12-b" }) })).toEqual([
      on(3),
      on(4),
    ]);
    expect(staleOf({ entries: seen })).toEqual([]);
  });

  it("is named with its rows then and now", () => {
    const stale = staleCells(inputOf({ entries: seen, now: holding({ "raw 3": "h1:12-b" }) }));
    expect(stale.get("mart")?.get(on(4))).toEqual([
      { table: "raw", date: on(3), rowsThen: 2, rowsNow: 12 },
    ]);
  });

  it("leaves alone a cell whose own content changed too: somebody computed it again", () => {
    const now = holding({ "raw 3": "h1:12-b", "mart 3": "h1:1-other", "mart 4": "h1:1-n" });
    expect(staleOf({ entries: seen, now })).toEqual([on(4)]);
  });

  it("says nothing of a cell without a line, which nobody knows the origin of", () => {
    const entries = [...seen.slice(0, 2)];
    expect(staleOf({ entries, now: holding({ "raw 3": "h1:12-b" }) })).toEqual([on(3)]);
  });

  it("ends when it is computed again from what is there, and begins anew with the next", () => {
    const found = aLine({
      ...{ kind: "seen", run: "s-b-2", tableId: "raw", date: on(3), position: 2 },
      ...{ fingerprint: "h1:12-b", fingerprintBefore: "h1:2-a" },
    });
    const lineage = new Lineage([...seen, found]);
    const again = aLine({
      ...{ run: "b-2", tableId: "mart", date: on(3), fingerprint: "h1:1-m2", position: 3 },
      upstreamFingerprint: upstreamFingerprint(lineage, MART, on(3)),
    });
    const entries = [...seen, found, again];
    expect(staleOf({ entries, now: holding({ "raw 3": "h1:12-b" }) })).toEqual([on(4)]);
    expect(staleOf({ entries, now: holding({ "raw 3": "h1:13-c" }) })).toEqual([on(3), on(4)]);
    const back = staleCells(inputOf({ entries, now: holding({ "raw 3": "h1:2-a" }) }));
    expect([...(back.get("mart")?.keys() ?? [])]).toEqual([on(3)]);
  });

  it("is no change where its form differs from that of its line, but for rows that are gone", () => {
    for (const [then, now, stale] of [
      ["2-17", "h1:12-b", []],
      ["h1:2-a", "h2:2-a", []],
      ["2-17", "", [on(3), on(4)]],
      ["", "h1:2-a", [on(3), on(4)]],
    ] as const) {
      const entries = [{ ...(seen[0] as LedgerEntry), fingerprint: then, fingerprintBefore: then }];
      const given = { entries: [...entries, ...seen.slice(1)], now: holding({ "raw 3": now }) };
      expect([then, now, staleOf(given)]).toEqual([then, now, stale]);
    }
  });
});

describe("a partition whose fingerprints have two forms", () => {
  const old = aLine({ tableId: "raw", date: on(3), fingerprint: "2-17", fingerprintBefore: "" });
  const marts = (lineage: Lineage) =>
    [3, 4].map((n) =>
      aLine({
        ...{ tableId: "mart", date: on(n), fingerprint: "1-5", position: 2 },
        upstreamFingerprint: upstreamFingerprint(lineage, MART, on(n)),
      }),
    );

  it("keeps its content when it is written again, or seen, in the new form", () => {
    const computed = marts(new Lineage([old]));
    for (const kind of ["replace", "seen"] as const) {
      const same = aLine({
        ...{ kind, run: "b-2", tableId: "raw", date: on(3), position: 3 },
        ...{ fingerprint: "h1:2-a", fingerprintBefore: "h1:2-a" },
      });
      expect(staleOf({ entries: [old, ...computed, same] })).toEqual([]);
      const now = holding({ "raw 3": "h1:2-a" });
      expect(staleOf({ entries: [old, ...computed, same], now })).toEqual([]);
      const changed = holding({ "raw 3": "h1:2-c" });
      expect(staleOf({ entries: [old, ...computed, same], now: changed })).toEqual([on(3), on(4)]);
    }
    const other = aLine({
      ...{ run: "b-2", tableId: "raw", date: on(3), position: 3 },
      ...{ fingerprint: "h1:3-c", fingerprintBefore: "h1:2-a" },
    });
    expect(staleOf({ entries: [old, ...computed, other] })).toEqual([on(3), on(4)]);
  });

  it("holds again what it held at first when an old run is taken back", () => {
    const undo = aLine({
      ...{ run: "u-b-1", kind: "undo", tableId: "raw", date: on(3), position: 3 },
      ...{ fingerprint: "h1:4-z", fingerprintBefore: "h1:2-a" },
    });
    const before = { ...old, fingerprintBefore: "4-9" };
    expect(staleOf({ entries: [before, undo] })).toEqual([]);
    expect(staleOf({ entries: [before] })).toEqual([on(3), on(4)]);
    expect(staleOf({ entries: [old, undo] })).toEqual([on(3), on(4)]);
  });
});

describe("a table that only we write", () => {
  const loaded = [
    aLine({ kind: "loaded", tableId: "raw", date: on(3), fingerprint: "h1:2-a" }),
    aLine({ kind: "loaded", tableId: "mart", date: on(3), fingerprint: "h1:1-m" }),
  ];
  const changed = holding({ "raw 3": "h1:3-b", "mart 3": "h1:1-m" });

  it("is changed outside where it differs from its line, and nothing is stale by that", () => {
    const given = { entries: loaded, now: changed, own: ["raw", "mart"] };
    expect(outsideOf(given)).toEqual([`raw ${on(3)}`]);
    expect(staleOf(given)).toEqual([]);
    expect(outsideOf({ ...given, own: ["mart"] })).toEqual([]);
    expect(staleOf({ ...given, own: ["mart"] })).toEqual([on(3)]);
  });

  it("is so where its rows are gone, or somebody filled what we left empty", () => {
    const empty = aLine({ kind: "loaded", tableId: "raw", date: on(2), rows: 0, fingerprint: "" });
    const now = holding({ "raw 3": "", "raw 2": "h1:4-c" });
    const given = { entries: [...loaded, empty], now, own: ["raw"] };
    expect(outsideOf(given).sort()).toEqual([`raw ${on(2)}`, `raw ${on(3)}`]);
  });

  it("stays so when a run sees it, and is right again when a person accepts it: then its readers are stale", () => {
    const found = aLine({
      ...{ kind: "seen", run: "s-b-1", tableId: "raw", date: on(3), position: 2 },
      ...{ fingerprint: "h1:3-b", fingerprintBefore: "h1:2-a" },
    });
    const own = ["raw", "mart"];
    expect(outsideOf({ entries: [...loaded, found], now: changed, own })).toEqual([`raw ${on(3)}`]);
    const accepted = { ...found, kind: "accepted", run: "a-1", position: 3 } as const;
    const given = { entries: [...loaded, found, accepted], now: changed, own };
    expect(outsideOf(given)).toEqual([]);
    expect(staleOf(given)).toEqual([on(3)]);
  });

  it("is not judged where we never wrote it, or by a line of another form", () => {
    const found = { ...(loaded[0] as LedgerEntry), kind: "seen" } as const;
    expect(outsideOf({ entries: [found], now: changed, own: ["raw"] })).toEqual([]);
    const old = { ...(loaded[0] as LedgerEntry), fingerprint: "2-17" };
    expect(outsideOf({ entries: [old], now: changed, own: ["raw"] })).toEqual([]);
  });
});
