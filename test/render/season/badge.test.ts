import { describe, expect, it } from "vitest";
import { assess } from "../../../src/findings/assess/assess.ts";
import { badge, renderBadgeSvg } from "../../../src/render/season/badge.ts";
import { broken, healthy, unread } from "../../support/assessments.ts";
import { season2024 } from "../../support/csv-assessment.ts";
import { aCell, gridOfCells } from "../../support/grids.ts";

describe("badge.json", () => {
  it("is what shields.io's endpoint reads", () => {
    expect(JSON.parse(badge(season2024()))).toEqual({
      schemaVersion: 1,
      label: "training (csv)",
      message: "BLOCKED 77.1",
      color: "#a63603",
    });
  });

  it("has a colour for each state, none of them while something is unknown", () => {
    const faces = [healthy(), broken(), unread()].map((one) => JSON.parse(badge(one)));
    expect(faces.map(({ message, color }) => [message, color])).toEqual([
      ["COMPLETE 100.0", "#1f6f43"],
      ["BLOCKED 90.0", "#a63603"],
      [expect.stringMatching(/^[A-Z]+ 100\.0 \(80\.0 to 100\.0\), 4 cells unknown$/), "#57606a"],
    ]);
  });

  it("says that there is no score where there is none", () => {
    const nothing = assess(gridOfCells({ box_scores: [] }));
    expect(JSON.parse(badge(nothing)).message).toBe("BLOCKED no score");
  });
});

describe("badge.svg", () => {
  it("is the one that was looked at", async () => {
    await expect(renderBadgeSvg(season2024())).toMatchFileSnapshot("golden/badge-2024-25.svg");
  });

  it("says the same in words to a screen reader", () => {
    expect(renderBadgeSvg(broken())).toContain(
      'role="img" aria-label="training (sample): BLOCKED 90.0"',
    );
  });

  it("stays one picture whatever the environment is called", () => {
    const grid = gridOfCells({ box_scores: [aCell()] }, { environment: `<b>"'&` });
    const svg = renderBadgeSvg(assess(grid));
    expect(svg).not.toMatch(/<b>|"'&/);
    expect(svg.match(/<svg|<text|<title/g)).toHaveLength(4);
  });
});
