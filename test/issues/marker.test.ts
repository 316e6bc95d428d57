import { describe, expect, it } from "vitest";
import { type IssueTarget, printMarker, readMarker } from "../../src/issues/marker.ts";

const TARGET: IssueTarget = {
  v: 1,
  environment: "production",
  phase: "precompute",
  cause: "season-warm-up",
  tables: ["tdza", "psza"],
  dates: "2024-10-22..2024-11-04,2025-10-21",
  includeWarmUp: true,
};

describe("the marker of an issue", () => {
  it("is read as it was written, wherever it stands in the body", () => {
    expect(readMarker(`# A title\n\n${printMarker(TARGET)}\n\nmore`)).toEqual(TARGET);
    expect(printMarker(TARGET)).not.toContain("\n");
  });

  it.each([
    ["no marker", "Training is blocked."],
    ["one that does not end", "<!-- nba-pipeline-ops issue {"],
    ["one within a line", `It says \`${printMarker(TARGET)}\``],
    ["no JSON", "<!-- nba-pipeline-ops issue nothing -->"],
    ["another version", printMarker(TARGET).replace('"v":1', '"v":2')],
    ["a key too many", printMarker(TARGET).replace('"v":1', '"v":1,"force":true')],
    ["a day that is none", printMarker(TARGET).replace("2025-10-21", "2025-02-30")],
    ["text where a table is", printMarker(TARGET).replace('"tdza"', '"tdza; DROP"')],
  ])("is none where there is %s", (_, body) => {
    expect(readMarker(body)).toBeNull();
  });

  it("is not written with what would end it", () => {
    expect(() => printMarker({ ...TARGET, cause: "x --> y" })).toThrow();
  });
});
