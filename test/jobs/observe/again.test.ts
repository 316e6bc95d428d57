import { describe, expect, it } from "vitest";
import { changesSince, NOTHING } from "../../../src/jobs/observe/again/changed.ts";
import type { Piece } from "../../../src/jobs/observe/again/piece.ts";
import { planReading } from "../../../src/jobs/observe/again/plan.ts";
import { fewSpans } from "../../../src/jobs/observe/again/spans.ts";
import { stateTo } from "../../../src/jobs/observe/again/states.ts";
import { takeTurns } from "../../../src/jobs/observe/again/turn.ts";
import type { Observed } from "../../../src/records/observed.ts";
import type { PartitionState, TableState } from "../../../src/warehouse/states.ts";
import { day } from "../../support/pipelines/declarations.ts";

const HOUR_MS = 3_600_000;
const OLD = "2026-01-20T08:00:00.000000Z";
const NEW = "2026-01-26T03:00:00.000000Z";
const READ_AT = "2026-01-25T12:00:00Z";

const part = (over: Partial<PartitionState> = {}): PartitionState => ({
  ...{ rows: 10, bytes: 100, modified: OLD },
  ...over,
});

const aState = (
  partitions: Readonly<Record<string, PartitionState>>,
  over: Partial<TableState> = {},
): TableState => ({
  ...{ mark: "m1", modified: OLD, bytes: 1000, column: "d" },
  partitions: new Map(Object.entries(partitions)),
  ...over,
});

const BEFORE = aState({ "20260118": part(), "20260119": part() });
const since = (
  now: TableState | "same" | undefined,
  before = BEFORE,
  column: string | null = "d",
) => changesSince({ state: before, readAt: READ_AT }, now, column, HOUR_MS);
const moved = { mark: "m2", modified: NEW };
const dates = (first: string, last = first) => ({
  ...{ kind: "dates", ranges: [{ first, last }], undated: false },
});

describe("what changed in a table", () => {
  it("is nothing where nothing was done to it", () => {
    expect(since("same")).toEqual(NOTHING);
    expect(since(BEFORE)).toEqual(NOTHING);
  });

  it("is the dates of a partition that was written, came, went, or has other rows or bytes", () => {
    const [first, second] = [part(), part({ modified: NEW })];
    expect(since(aState({ "20260118": first, "20260119": second }, moved))).toEqual(
      dates("2026-01-19"),
    );
    const came = aState({ "20260118": first, "20260119": first, "20260120": second }, moved);
    expect(since(came)).toEqual(dates("2026-01-20"));
    const went = aState({ "20260118": part({ modified: NEW }) }, { ...moved });
    expect(since(went)).toMatchObject({ kind: "dates", ranges: { length: 2 } });
    for (const other of [{ rows: 9 }, { bytes: 99 }])
      expect(since(aState({ "20260118": first, "20260119": part(other) }, { mark: "m2" }))).toEqual(
        dates("2026-01-19"),
      );
  });

  it("is a month where partitions are months, and rows without a date for themselves", () => {
    const before = aState({ "202601": part(), __NULL__: part() });
    const month = aState({ "202601": part({ modified: NEW }), __NULL__: part() }, moved);
    expect(since(month, before)).toEqual(dates("2026-01-01", "2026-01-31"));
    const undated = aState({ "202601": part(), __NULL__: part({ modified: NEW }) }, moved);
    expect(since(undated, before)).toEqual({ kind: "dates", ranges: [], undated: true });
  });

  const written = aState({ "20260118": part(), "20260119": part({ modified: NEW }) }, moved);
  it.each([
    ["nothing is known of it now", undefined, BEFORE, "d"],
    [
      "no partition shows what was done",
      aState({ "20260118": part(), "20260119": part() }, moved),
      BEFORE,
      "d",
    ],
    [
      "something was done after the last write that a partition shows",
      aState(
        { ...Object.fromEntries(written.partitions) },
        { mark: "m2", modified: "2026-01-26T03:02:00Z" },
      ),
      BEFORE,
      "d",
    ],
    [
      "rows went and the partition's time stayed",
      aState({ "20260118": part(), "20260119": part({ rows: 9 }) }, moved),
      BEFORE,
      "d",
    ],
    ["its partitions are of another column", written, BEFORE, "other"],
    ["its dates are of no column", written, BEFORE, null],
    [
      "it was partitioned otherwise",
      written,
      aState({ "20260118": part(), "20260119": part() }, { column: null }),
      "d",
    ],
    [
      "rows stand in no partition of a date",
      aState(
        { "20260118": part(), "20260119": part(), __UNPARTITIONED__: part({ modified: NEW }) },
        moved,
      ),
      BEFORE,
      "d",
    ],
    [
      "a partition of some kind that is not known changed",
      aState(
        { "20260118": part(), "20260119": part(), "2026011912": part({ modified: NEW }) },
        moved,
      ),
      BEFORE,
      "d",
    ],
    ["all of its partitions are gone", aState({}, moved), BEFORE, "d"],
    [
      "it was changed as it was last counted, and no partition says where",
      "same" as const,
      aState({ "20260118": part() }, { modified: "2026-01-25T11:30:00Z" }),
      "d",
    ],
  ])("is everything where %s", (_, now, before, column) => {
    expect(since(now, before, column)).toMatchObject({ kind: "all" });
  });

  it("is everything where nothing was known of it before", () => {
    expect(changesSince(undefined, BEFORE, "d", HOUR_MS)).toMatchObject({ kind: "all" });
  });

  it("is also what was written shortly before it was last counted, or at a time that is not said", () => {
    for (const modified of ["2026-01-25T11:00:00Z", "2026-01-25T12:30:00Z", ""]) {
      const before = aState(
        { "20260118": part(), "20260119": part({ modified }) },
        { modified: "2026-01-25T11:00:00Z" },
      );
      if (modified === "") expect(since("same", before)).toMatchObject({ kind: "all" });
      else expect(since("same", before)).toEqual(dates("2026-01-19"));
    }
  });
});

const SPAN = { first: day("2026-01-01"), last: day("2026-01-20") };
const aPiece = (over: Partial<Piece> = {}): Piece => {
  const dated = () => ({ sql: "", params: {} });
  return {
    ...{ id: "t count", table: "t", reads: [{ name: "raw.t", column: "d" }], volatile: null },
    ...{ wanted: SPAN, span: { ...SPAN, last: day("2026-02-28") }, dated, whole: null },
    everything: { sql: "", params: {} },
    ...over,
  };
};

const aRecord = (last: string): Observed => ({
  ...{ schemaVersion: 1, run: "r1", tool: "t", environment: "e", warehouse: "w", configHash: "c" },
  ...{ readAt: READ_AT, turnAt: READ_AT, tables: { "raw.t": stateTo(BEFORE) }, contents: {} },
  pieces: {
    "t count": {
      span: { first: SPAN.first, last: day(last) },
      ages: [{ first: SPAN.first, last: day(last), at: READ_AT }],
      ...{ whole: null, columns: [], rows: [] },
    },
  },
});

const planned = (piece: Piece, record: Observed, readAt = READ_AT) =>
  planReading(
    [piece],
    record,
    { readAt, tables: [{ table: "raw.t", status: "same" }] },
    { lagMs: HOUR_MS, share: 0.1, isRecorded: true },
  ).plans[0];

describe("what is asked again", () => {
  it("is nothing where the record reaches and nothing changed", () => {
    expect(planned(aPiece(), aRecord("2026-02-01"))).toMatchObject({ kind: "some", spans: [] });
  });

  it("is also what the record does not reach, with the days to come", () => {
    expect(planned(aPiece(), aRecord("2026-01-17"))).toMatchObject({
      spans: [{ first: "2026-01-18", last: "2026-02-28" }],
    });
  });

  it("is everything where the same rows may give another answer later", () => {
    const volatile = "the reading of t says CURRENT_DATE";
    expect(planned(aPiece({ volatile }), aRecord("2026-02-01"))).toMatchObject({
      ...{ kind: "everything", why: volatile },
    });
  });

  it("is a share of the unchanged once another day has begun", () => {
    const plan = planned(aPiece(), aRecord("2026-02-01"), "2026-01-26T01:00:00Z");
    expect(plan).toMatchObject({ spans: [{ first: "2026-01-01", last: "2026-01-02" }] });
  });
});

describe("turns", () => {
  const span = (at: string) => [{ ...SPAN, at }];
  it("go to what was counted longest ago, up to the budget, and to one in any case", () => {
    const candidates = ["a", "b", "c"].map((id, n) => ({
      ...{ id, weight: 10, until: SPAN.last },
      ages: span(`2026-01-2${4 - n}T00:00:00Z`),
    }));
    expect([...takeTurns(candidates, 25).keys()]).toEqual(["c", "b"]);
    expect(takeTurns(candidates, 5)).toEqual(
      new Map([["c", { first: "2026-01-01", last: "2026-01-10", isAll: false }]]),
    );
  });
});

it("few spans hold all dates, and the smallest gaps between them", () => {
  const at = (n: number) => ({ first: day(`2026-01-${n}`), last: day(`2026-01-${n}`) });
  const spans = fewSpans([at(10), at(12), at(20), at(25), at(30)], SPAN);
  expect(spans).toEqual([
    { first: "2026-01-10", last: "2026-01-10" },
    { first: "2026-01-12", last: "2026-01-12" },
    { first: "2026-01-20", last: "2026-01-20" },
  ]);
  const wide = { ...SPAN, last: day("2026-01-31") };
  expect(fewSpans([at(10), at(12), at(20), at(25), at(30)], wide)).toEqual([
    { first: "2026-01-10", last: "2026-01-12" },
    { first: "2026-01-20", last: "2026-01-25" },
    { first: "2026-01-30", last: "2026-01-30" },
  ]);
});
