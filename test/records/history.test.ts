import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { mergeHistory } from "../../src/records/history.ts";
import { type RunRecord, runRecord } from "../../src/records/run-record.ts";
import { aProvenance, broken, unread } from "../support/assessments.ts";

const aRecord = (over: Partial<RunRecord> = {}): RunRecord => ({
  ...runRecord(broken(), aProvenance()),
  ...over,
});
const rowsOf = (history: string): Record<string, string>[] => parse(history, { columns: true });
const runsOf = (history: string) => rowsOf(history).map((row) => row["run"]);

const someRecord = fc
  .record({
    run: fc.nat(30).map((id) => `run-${id}`),
    asOf: fc
      .nat(60)
      .map((minute) => `2026-01-26T12:${String(minute % 60).padStart(2, "0")}:00.000Z`),
    averageScore: fc.constantFrom(null, 77.1, 100),
  })
  .map(aRecord);

describe("the history", () => {
  it("has one row for a run, with what it found", () => {
    expect(rowsOf(mergeHistory(null, aRecord()))).toEqual([
      expect.objectContaining({
        as_of: "2026-02-01T12:00:00.000Z",
        run: "20260126T120000Z-sample-abc123",
        training: "BLOCKED",
        game_dates: "4",
        completion_pct: "50.0",
        ...{ p0: "1", p1: "1", p2: "0", unknown_cells: "0" },
        config_hash: "0123456789abcdef",
      }),
    ]);
  });

  it("says N/A of what has no value, and how many cells were unknown", () => {
    const record = runRecord(unread(), aProvenance());
    const [row] = rowsOf(mergeHistory(null, { ...record, averageScore: null }));
    expect(row).toMatchObject({ average_score: "N/A", unknown_cells: "4" });
  });

  it("keeps one row of a run that is repeated, as it was seen last", () => {
    const first = mergeHistory(null, aRecord({ training: "BLOCKED" }));
    const again = mergeHistory(first, aRecord({ training: "READY" }));
    expect(rowsOf(again).map((row) => row["training"])).toEqual(["READY"]);
  });

  it("is in order of time", () => {
    const late = mergeHistory(null, aRecord({ run: "b", asOf: "2026-01-27T12:00:00.000Z" }));
    const both = mergeHistory(late, aRecord({ run: "c", asOf: "2026-01-26T12:00:00.000Z" }));
    expect(runsOf(both)).toEqual(["c", "b"]);
  });

  it("holds every run once, whatever the order in which they came", () => {
    fc.assert(
      fc.property(fc.array(someRecord, { minLength: 1, maxLength: 15 }), (records) => {
        const history = records.reduce<string | null>(mergeHistory, null) ?? "";
        const wanted = new Set(records.map(({ run }) => run));
        expect([...runsOf(history)].sort()).toEqual([...wanted].sort());
      }),
    );
  });

  it("does not change when its last run is merged again", () => {
    fc.assert(
      fc.property(fc.array(someRecord, { minLength: 1, maxLength: 8 }), (records) => {
        const history = records.reduce<string | null>(mergeHistory, null) ?? "";
        expect(mergeHistory(history, records.at(-1) ?? aRecord())).toBe(history);
      }),
    );
  });

  it("holds a run once whose name a spreadsheet would run", () => {
    const record = aRecord({ run: "=1+1" });
    const history = mergeHistory(mergeHistory(null, record), record);
    expect(rowsOf(history)).toHaveLength(1);
    expect(history).not.toContain(",=1+1");
  });

  it("keeps rows that another hand wrote", () => {
    const [header, row] = mergeHistory(null, aRecord({ run: "ours" }))
      .trimEnd()
      .split("\n");
    const theirs = row?.replace("ours", '"theirs, by hand"');
    const merged = mergeHistory([header, theirs].join("\r\n"), aRecord({ run: "ours" }));
    expect([...runsOf(merged)].sort()).toEqual(["ours", "theirs, by hand"]);
  });

  it("refuses a file with other columns rather than lose it", () => {
    expect(() => mergeHistory("date,score\n2026-01-01,5\n", aRecord())).toThrow(UserError);
    expect(() => mergeHistory("date,score\n2026-01-01,5\n", aRecord())).toThrow(
      /move it aside to start a new history/,
    );
  });
});
