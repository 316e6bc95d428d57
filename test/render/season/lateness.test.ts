import { expect, it } from "vitest";
import { renderSeason } from "../../../src/render/season/season.ts";
import { broken } from "../../support/assessments.ts";

it("the season report says how late scheduled validations start, where that is known", () => {
  const lateness = { runs: 3, median: 4, p90: 61, worst: 61 };
  expect(renderSeason(broken(), lateness)).toMatch(
    /## Validations\n\nScheduled runs start late by: median 4 min, .* worst 1 h 1 min \(last 3 sch/,
  );
  expect(renderSeason(broken())).not.toContain("## Validations");
});
