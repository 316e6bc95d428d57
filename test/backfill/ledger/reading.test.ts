import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lineage } from "../../../src/backfill/ledger/lineage.ts";
import {
  daysAround,
  notComparable,
  partitionsToRead,
} from "../../../src/backfill/ledger/reading.ts";
import { addDays } from "../../../src/dates/civil-date.ts";
import { keyOf, reads } from "../../../src/grid/cascade.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { aLine, on } from "../../support/repair/ledger.ts";

const DAYS = Array.from({ length: 30 }, (_, n) => on(n + 1));

/** raw -> mart (window) -> view (window), each window some days back. */
const aGraph = (windows: readonly (readonly [from: number, to: number])[]): TableConfig[] =>
  ["raw", "mart", "view"].map((id, index, ids) => {
    const window = windows[index - 1];
    const before = ids[index - 1];
    return aTable({
      ...{ id, name: `x.${id}` },
      upstream:
        window === undefined || before === undefined
          ? []
          : [{ table: before, window: { from: window[0], to: window[1] } }],
    });
  });

const window = fc
  .tuple(fc.nat(6), fc.nat(6))
  .map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const);
const cells = fc.array(
  fc.record({ table: fc.constantFrom("raw", "mart", "view"), date: fc.constantFrom(...DAYS) }),
  { maxLength: 12 },
);

describe("the days around cells that are to be written", () => {
  it("are those that they read and those that read them, each once, up to the last day", () => {
    fc.assert(
      fc.property(fc.tuple(window, window), cells, (windows, written) => {
        const tables = aGraph(windows);
        const last = on(30);
        const expected = new Set<string>();
        const all = Array.from({ length: 50 }, (_, n) => addDays(on(1), n - 10));
        for (const table of tables)
          for (const { table: id, window: back } of table.upstream)
            for (const one of written)
              for (const date of all) {
                if (one.table === table.id && reads(back, one.date, date) && date <= last)
                  expected.add(keyOf({ table: id, date }));
                if (one.table === id && reads(back, date, one.date) && date <= last)
                  expected.add(keyOf({ table: table.id, date }));
              }
        const found = [...daysAround(tables, written, last)].flatMap(([{ id }, days]) =>
          days.map((date) => keyOf({ table: id, date })),
        );
        expect(found).toHaveLength(new Set(found).size);
        expect(new Set(found)).toEqual(expected);
      }),
    );
  });
});

describe("the partitions that a validation reads", () => {
  it("are those of its range with a line, and what they were computed from, wherever it lies", () => {
    const tables = aGraph([
      [5, 0],
      [2, 1],
    ]);
    const lines = [1, 4, 10, 12].flatMap((n) =>
      ["raw", "mart"].map((id) => aLine({ tableId: id, date: on(n), fingerprint: "h1:1-a" })),
    );
    const lineage = new Lineage([
      ...lines,
      aLine({ tableId: "raw", date: on(9), fingerprint: "1-5" }),
    ]);
    const wanted = (first: number, last: number) =>
      [...partitionsToRead(tables, { first: on(first), last: on(last) }, lineage)].flatMap(
        ([{ id }, all]) => all.map(({ date }) => `${id} ${date}`),
      );
    expect(wanted(10, 10)).toEqual([`raw ${on(10)}`, `mart ${on(10)}`]);
    expect(wanted(6, 6)).toEqual([]); // no line there, so nothing is known of it
    expect(wanted(4, 4)).toEqual([`raw ${on(1)}`, `raw ${on(4)}`, `mart ${on(4)}`]);
    expect(wanted(12, 20)).toEqual([`raw ${on(10)}`, `raw ${on(12)}`, `mart ${on(12)}`]);
  });

  it("are counted where nobody can compare them with their line", () => {
    const lineage = new Lineage([
      aLine({ tableId: "raw", date: on(1), fingerprint: "1-5" }),
      aLine({ tableId: "raw", date: on(2), fingerprint: "h1:1-a" }),
      aLine({ tableId: "raw", date: on(3), fingerprint: "h1:1-a" }),
    ]);
    const content = (fingerprint: string) => ({ rows: 1, fingerprint });
    const now = new Map([
      [
        "raw",
        new Map([
          [on(2), content("h2:1-a")],
          [on(3), content("h1:1-b")],
        ]),
      ],
    ]);
    expect(notComparable(lineage, now)).toBe(2);
  });
});
