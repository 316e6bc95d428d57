import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RunRecordSchema, runRecord } from "../../src/records/run-record.ts";
import { validateFailure, validateOutputs } from "../../src/render/summary/outputs.ts";
import { recordedAverage } from "../../src/render/text/phrases.ts";
import { aProvenance, broken, healthy, unread } from "../support/assessments.ts";

describe("run.json", () => {
  it.each([
    ["healthy", healthy()],
    ["broken", broken()],
    ["unread", unread()],
  ])("of a %s grid fits its schema, also after being written and read", (_, assessment) => {
    const record = runRecord(assessment, aProvenance());
    expect(RunRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it("counts the cells of each state", () => {
    const { cells } = runRecord(broken(), aProvenance());
    expect(cells).toMatchObject({ missing: 11, unknown: 0, complete: 49 });
  });

  it("carries the error of each unread table", () => {
    expect(runRecord(unread("quota"), aProvenance()).unread).toEqual([
      { table: "prediction_grades", cells: 4, error: "quota" },
    ]);
  });

  it("has the bounds of the average where something is unknown, and a record without them is read", () => {
    const { averageBounds, ...before } = runRecord(unread(), aProvenance());
    expect(averageBounds).toEqual({ low: 80, high: 100 });
    expect(RunRecordSchema.parse(before)).toEqual(before);
    expect(recordedAverage({ averageScore: 100, averageBounds })).toBe("100.0 (80.0 to 100.0)");
    expect(recordedAverage(before)).toBe("100.0");
    expect(recordedAverage({ averageScore: null })).toBe("no score");
    expect(runRecord(broken(), aProvenance())).not.toHaveProperty("averageBounds");
  });
});

const PATHS = { healthCsv: "h.csv", gapsCsv: "g.csv", runJson: "r.json", handoff: "H.md" };

describe("the columns in run.json", () => {
  it("are those of the grid, and none of a grid that did not look", () => {
    const { grid, ...rest } = healthy();
    const columnLook = {
      faults: [],
      seen: { pdc: { cache_date: "DATE" } },
      missed: { pdc: { form: "DOUBLE" } },
    };
    const record = runRecord(
      { ...rest, grid: { ...grid, columnsRead: columnLook } },
      aProvenance(),
    );
    expect(record.columns).toEqual({ seen: columnLook.seen, missed: columnLook.missed });
    expect(RunRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(runRecord(healthy(), aProvenance())).not.toHaveProperty("columns");
  });

  it("are not in a run.json of an earlier version, which is still read", () => {
    const file = join(import.meta.dirname, "saved/run-before-columns.json");
    const record = RunRecordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    expect([record.training, record.columns]).toEqual(["BLOCKED", undefined]);
  });
});

describe("the action's outputs", () => {
  it("are text, by the names of its declaration", () => {
    expect(validateOutputs(broken(), PATHS, 1)).toEqual({
      "exit-code": "1",
      "training-state": "BLOCKED",
      "average-score": "90.0",
      "average-bounds": "",
      "date-count": "4",
      ...{ "p0-count": "1", "p1-count": "1", "p2-count": "0" },
      "unknown-cells": "0",
      ...{ "health-csv": "h.csv", "gaps-csv": "g.csv", "run-json": "r.json", handoff: "H.md" },
    });
  });

  it("have the bounds of the average where something is unknown", () => {
    expect(validateOutputs(unread(), PATHS, 3)).toMatchObject({
      "average-score": "100.0",
      "average-bounds": "80.0 to 100.0",
    });
  });
});

describe("why the step fails", () => {
  it("is nothing where it passes", () => {
    expect(validateFailure(healthy(), 0)).toBeNull();
  });

  it("is the findings, or before them what could not be read", () => {
    expect(validateFailure(broken(), 1)).toBe("Training is BLOCKED: 1 P0, 1 P1, 0 P2 findings.");
    expect(validateFailure(unread(), 3)).toBe("1 table could not be read: prediction_grades.");
  });
});
