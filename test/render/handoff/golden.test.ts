import { describe, expect, it } from "vitest";
import { renderHandoff } from "../../../src/render/handoff/handoff.ts";
import { aProvenance } from "../../support/assessments.ts";
import { season2024 } from "../../support/csv-assessment.ts";
import { aContext, sampleAssessment } from "../../support/handoffs.ts";

/** What is visible before anything is opened. */
const visibleLines = (text: string) =>
  text
    .replaceAll(/^<details>$[\s\S]*?^<\/details>\n/gm, "")
    .trimEnd()
    .split("\n");

/** What a handoff has to have, whoever reads it. */
const PARTS = [
  ...["Critical issue", "Quick start", "Decisions", "The plan", "Timeline", "Success criteria"],
  ...["Findings", "Dependency chain", "Since the last handoff", "Open questions"],
  ...["Confirm and prevent", "Troubleshooting", "Files", "How this was produced", "Notes"],
];

describe("the handoff as a whole", () => {
  it("of the incident of 2026-01-25", async () => {
    const text = renderHandoff(await sampleAssessment("incident"), aProvenance(), aContext());
    await expect(text).toMatchFileSnapshot("golden/handoff-incident.md");
    expect(visibleLines(text).length).toBeLessThanOrEqual(250);
    for (const part of PARTS) expect(text).toMatch(new RegExp(`^## ${part}`, "m"));
    for (const phase of [1, 2, 3, 4])
      expect(text).toMatch(new RegExp(`^### Phase ${phase}: `, "m"));
    for (const decision of ["Run now, or", "All dates, or", "Watch it, or"])
      expect(text).toContain(`**${decision}`);
  });

  it("of the healthy sample is one screen or two", async () => {
    const text = renderHandoff(await sampleAssessment("healthy"), aProvenance(), aContext());
    await expect(text).toMatchFileSnapshot("golden/handoff-healthy.md");
    expect(text.split("\n").length).toBeLessThan(100);
    expect(visibleLines(text).length).toBeLessThanOrEqual(40);
  });

  it("of the real CSV of 2024-25", async () => {
    const text = renderHandoff(
      season2024(),
      aProvenance({
        runId: "csv-2025-06-22-abc123",
        warehouse: "CSV sample/health_report_2024_25.csv",
        csvFile: "sample/health_report_2024_25.csv",
      }),
      aContext({ out: "out/assess" }),
    );
    await expect(text).toMatchFileSnapshot("golden/handoff-csv.md");
  });
});
