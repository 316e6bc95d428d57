import { expect, it } from "vitest";
import { HISTORY, mergeHistory } from "../../src/records/history.ts";
import { latenessIn } from "../../src/records/lateness.ts";
import { type RunRecord, runRecord } from "../../src/records/run-record.ts";
import { latenessText } from "../../src/render/text/lateness.ts";
import { aProvenance, broken } from "../support/assessments.ts";

/** A history with these runs, each so many minutes late; null for one that no schedule started. */
const historyOf = (late: readonly (number | null)[]): string =>
  late.reduce<string | null>((history, minutes, day) => {
    const dueAt = new Date(Date.UTC(2026, 0, 1 + day, 14, 23));
    const lookedAt = new Date(dueAt.getTime() + (minutes ?? 0) * 60_000);
    const provenance = aProvenance({
      ...{ runId: `run-${day}`, lookedAt, dueAt: minutes === null ? null : dueAt },
    });
    return mergeHistory(history, runRecord(broken(), provenance));
  }, null) ?? "";

it("the median, the 90th percentile and the worst are of the newest 30 scheduled runs", () => {
  const old = Array.from({ length: 10 }, () => 1000);
  const newest = Array.from({ length: 29 }, (_, n) => n + 1);
  expect(latenessIn(historyOf([...old, ...newest, 457]))).toEqual({
    ...{ runs: 30, median: 15, p90: 27, worst: 457 },
  });
});

it("a run that no schedule started counts in none of them", () => {
  expect(latenessIn(historyOf([5, null, 7, null]))).toMatchObject({ runs: 2, median: 5, worst: 7 });
  expect(latenessIn(historyOf([null, null]))).toBeNull();
  expect(latenessIn(null)).toBeNull();
});

it("a history of an earlier version is read, and its runs are unknown", () => {
  const lines = historyOf([60]).trim().split("\n");
  const before = `${lines.map((line) => line.split(",").slice(0, 19).join(",")).join("\n")}\n`;
  expect(before).toMatch(/config_hash\n/);
  expect(latenessIn(before)).toBeNull();
  const record: RunRecord = { ...runRecord(broken(), aProvenance()), run: "new" };
  const merged = HISTORY.mergeAll(before, mergeHistory(null, record));
  expect(merged.split("\n")).toHaveLength(4);
  expect(merged).toMatch(/^run-0|,run-0,.*,,$/m);
  expect(() => HISTORY.mergeAll("as_of,run\n1,2\n", before)).toThrow(/move it aside/);
});

it("is said in words, and unknown where nothing is known", () => {
  expect(latenessText({ runs: 30, median: 12.9, p90: 125, worst: 457 })).toBe(
    "median 12 min, 90th percentile 2 h 5 min, worst 7 h 37 min (last 30 scheduled runs)",
  );
  expect(latenessText(null)).toMatch(/^unknown: the history has no run that a schedule started/);
});
