import { describe, expect, it } from "vitest";
import { renderHandoff } from "../../../src/render/handoff/handoff.ts";
import { aProvenance } from "../../support/assessments.ts";
import { season2024 } from "../../support/csv-assessment.ts";
import { aContext, sampleAssessment } from "../../support/handoffs.ts";

describe("the handoff as a whole", () => {
  it("of the incident of 2026-01-25", async () => {
    const text = renderHandoff(await sampleAssessment("incident"), aProvenance(), aContext());
    await expect(text).toMatchFileSnapshot("golden/handoff-incident.md");
  });

  it("of the healthy sample is one screen or two", async () => {
    const text = renderHandoff(await sampleAssessment("healthy"), aProvenance(), aContext());
    await expect(text).toMatchFileSnapshot("golden/handoff-healthy.md");
    expect(text.split("\n").length).toBeLessThan(100);
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
