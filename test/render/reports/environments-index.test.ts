import fc from "fast-check";
import { expect, it } from "vitest";
import { runRecord } from "../../../src/records/run-record.ts";
import {
  INDEXED_FILES,
  latestIn,
  renderEnvironmentsIndex,
} from "../../../src/render/reports/environments-index.ts";
import { aProvenance, broken, unread } from "../../support/assessments.ts";
import { hostile } from "../../support/hostile.ts";
import { outsideCode, tablesOf } from "../../support/markdown.ts";

const RECORD = runRecord(broken(), aProvenance());
const all = () => true;
const rowsOf = (markdown: string): string[][] => (tablesOf(markdown)[0] ?? []).slice(2);
const of = (folder: string, over: object = {}, has: (file: string) => boolean = all) => ({
  ...{ folder, has },
  latest: latestIn(JSON.stringify({ ...RECORD, environment: folder, ...over })),
});

it("has a row an environment, by name, with its state and what to read", () => {
  const text = renderEnvironmentsIndex([of("sample"), of("production", { training: "READY" })]);
  expect(rowsOf(text)).toEqual([
    [
      "production",
      "![Training READY](production/latest/badge.svg)",
      "90.0",
      "4, 2025-10-21 to 2026-01-11",
      "2026-02-01T12:00:00Z",
      "1 P0, 1 P1, 0 P2",
      "0",
      "[overview](production/README.md), [handoff](production/latest/HANDOFF.md), [season](production/latest/SEASON.md), [gaps](production/latest/gaps.csv) and [history](production/history/health_history.csv)",
    ],
    expect.arrayContaining(["sample", "![Training BLOCKED](sample/latest/badge.svg)"]),
  ]);
  expect(text).toMatch(/^# Reports\n/);
  expect(text).toMatch(/\|\n$/);
});

it("says how many cells are unknown, and that a record cannot be read: neither is left out", () => {
  const record = runRecord(unread(), aProvenance());
  const broken = { folder: "other", has: all, latest: latestIn('{"schemaVersion": 9}') };
  const rows = rowsOf(renderEnvironmentsIndex([of("sample", record), broken]));
  expect(rows[0]?.slice(0, 2)).toEqual(["other", "UNKNOWN: `run.json` cannot be read"]);
  expect(rows[1]?.[6]).toBe("4");
  expect(latestIn("not JSON")).toBeNull();
});

it("links nothing that is not there, and the root's own files where an earlier version left them", () => {
  const bare = renderEnvironmentsIndex([of("sample", {}, () => false)]);
  expect(bare).not.toContain("](");
  expect(bare).toContain("| BLOCKED");
  const old = renderEnvironmentsIndex([{ ...of("sample"), folder: "" }]);
  expect(rowsOf(old)[0]?.[0]).toBe("sample");
  expect(old).toContain("[handoff](latest/HANDOFF.md)");
  expect(old).not.toContain("README.md");
  expect(INDEXED_FILES).toContain("README.md");
});

it("names the CSV's folder, and what it was made as", () => {
  const csv = of("operators-2024-25", { environment: "csv", averageScore: null });
  expect(rowsOf(renderEnvironmentsIndex([csv]))[0]?.slice(0, 3)).toEqual([
    ...["operators-2024-25 (csv)", "![Training BLOCKED](operators-2024-25/latest/badge.svg)"],
    "no score",
  ]);
});

it("has a sentence where there is nothing", () => {
  expect(renderEnvironmentsIndex([])).toContain("Nothing has been validated yet.");
});

it("whatever the files say, calls nobody, refers to nothing and breaks no row", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const evil = of("sample", { environment: text, training: text, asOf: text });
      const rendered = renderEnvironmentsIndex([evil, of(text), of("production")]);
      expect(outsideCode(rendered)).not.toMatch(/@all|#17|<b>|x\.test/);
      expect(rowsOf(rendered)).toHaveLength(2);
    }),
  );
});
