import { describe, expect, it } from "vitest";
import { type CommandInputs, commandSpec } from "../../../src/commands/catalogue.ts";
import { parseInputs, schemaOf } from "../../../src/commands/inputs.ts";
import type { Assessment } from "../../../src/findings/assess/assess.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import { selectionOf } from "../../../src/hosts/inputs/selection.ts";
import type { Provenance } from "../../../src/records/provenance.ts";
import { renderHandoff } from "../../../src/render/handoff/handoff.ts";
import { anAssessment, aProvenance, broken, healthy, unread } from "../../support/assessments.ts";
import { season2024 } from "../../support/csv-assessment.ts";
import { aMissing } from "../../support/grids.ts";
import { aContext, commandsIn, sampleAssessment, typed } from "../../support/handoffs.ts";
import { SHIPPED, withOverride, withoutAddresses } from "../../support/pipeline.ts";

const ids = SHIPPED.tables.map(({ id }) => id);

async function expectValid(line: string) {
  const { name, options } = await typed(line);
  const inputs: object = parseInputs(
    schemaOf(commandSpec(name).options, "typed"),
    options,
    (option) => `--${option}`,
  );
  const { environment, tables, dates } = inputs as Record<string, unknown>;
  if (environment !== undefined)
    expect(Object.keys(SHIPPED.environments), line).toContain(environment);
  for (const id of (tables as string[] | undefined) ?? []) expect(ids, line).toContain(id);
  if (name === "plan" || name === "backfill")
    expect(() => selectionOf(inputs as unknown as CommandInputs<"plan">), line).not.toThrow();
  if (dates !== undefined) expect(line).not.toContain("--start");
}

const CASES: readonly (readonly [
  string,
  () => Assessment | Promise<Assessment>,
  Partial<Provenance>,
])[] = [
  ["the incident", () => sampleAssessment("incident"), {}],
  ["the healthy sample", () => sampleAssessment("healthy"), {}],
  ["the real CSV", season2024, { csvFile: "sample/health_report_2024_25.csv" }],
  ["a CSV whose file has blanks and quotes", season2024, { csvFile: "it's a report.csv" }],
  ["some broken dates", broken, { pipelineFile: "other/pipeline.yaml" }],
  ["complete dates", healthy, {}],
  ["tables that could not be read", () => unread(), {}],
];

describe.each(CASES)("the handoff of %s", (_, assessment, provenance) => {
  it("prints no command that the program does not take", async () => {
    const text = renderHandoff(
      await assessment(),
      aProvenance(provenance),
      aContext({ out: "out/some place" }),
    );
    const lines = commandsIn(text);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) await expectValid(line);
  });
});

it("a file's name is one word of its command, whatever it is called", async () => {
  const file = "it's a $(report).csv";
  const text = renderHandoff(season2024(), aProvenance({ csvFile: file }));
  const line = commandsIn(text).find((one) => one.includes(" assess ")) ?? "";
  expect(line).toContain("'it'\\''s a $(report).csv'");
});

it("commands name an instant only where the environment's own now is another", async () => {
  const incident = await sampleAssessment("incident");
  const own = commandsIn(renderHandoff(incident, aProvenance()));
  // The one that makes exactly this validation again says everything.
  const again = (line: string) => line.includes("--policy annotate");
  expect(own.filter((line) => line.includes("--as-of") && !again(line))).toEqual([]);
  const later = { ...incident.grid, asOf: new Date("2026-01-27T12:00:00Z") };
  for (const line of commandsIn(renderHandoff(assess(later), aProvenance())))
    expect(line).toMatch(/--as-of 2026-01-27T12:00:00Z|^npm run ops -- (config|sample)/);
  const csv = commandsIn(renderHandoff(season2024(), aProvenance()));
  expect(csv.filter((line) => line.includes("--as-of"))).toEqual([]);
});

it("commands name the folder and the declaration where they are not the usual ones", async () => {
  const text = renderHandoff(
    broken(),
    aProvenance({ pipelineFile: "other/pipeline.yaml" }),
    aContext({ out: "out/demo" }),
  );
  for (const line of commandsIn(text)) {
    expect(line).toContain("--pipeline other/pipeline.yaml");
    if (/ -- (validate|backfill|recent) /.test(line)) expect(line).toContain("--out out/demo");
  }
  const usual = renderHandoff(broken(), aProvenance({ pipelineFile: "pipeline/pipeline.yaml" }));
  expect(usual).not.toContain("--pipeline");
});

describe("the warm-up's override", () => {
  it("is asked for only where somebody skips the warm-up", async () => {
    const sample = renderHandoff(await sampleAssessment("incident"), aProvenance());
    expect(commandsIn(sample).filter((line) => line.includes("--include-warm-up"))).toEqual([]);
    const production = commandsIn(renderHandoff(season2024(withOverride()), aProvenance()));
    const first = production.filter((line) => line.includes("--plan-phase 1 --include-warm-up"));
    expect(first.map((line) => line.split(" ")[4])).toEqual(["plan", "backfill"]);
    // As it is shipped, nothing makes the services fill these days.
    const shipped = commandsIn(renderHandoff(season2024(), aProvenance()));
    expect(shipped.filter((line) => line.includes("--include-warm-up"))).toEqual([]);
  });
});

describe("an environment whose tables are others' to fill", () => {
  const text = renderHandoff(season2024(withoutAddresses()), aProvenance());

  it("is never told to run what cannot be run from here", () => {
    const lines = text.split("\n").map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith("npm run ops -- backfill"))).toEqual([]);
    expect(lines.filter((line) => line.startsWith("# npm run ops -- backfill"))).not.toEqual([]);
  });

  it("is told whom to ask, for what and for when", () => {
    expect(text).toContain(
      "Phase 4 processors cannot be called in production: no address is declared. Ask them for tdza, psza, pdc, pcf on 2024-10-22..2024-11-04, with their override for the first days of the season.",
    );
  });

  it("is told which addresses a run needs where they can be called", () => {
    const called = renderHandoff(season2024(withOverride()), aProvenance());
    expect(called).toContain(
      "It calls services: first set PHASE4_SERVICE_URL to their address (docs/how-to/services.md).",
    );
    expect(called).not.toContain("cannot be called");
    expect(text).not.toContain("It calls services");
  });
});

it("a range of its own stays a range of its own in every command that has one", () => {
  const text = renderHandoff(
    anAssessment((table) => (table === "tdza" ? aMissing() : undefined)),
    aProvenance(),
  );
  for (const line of commandsIn(text).filter((one) => / -- (validate|plan|gate) /.test(one)))
    expect(line).toMatch(/--start 2025-10-21 --end 2026-01-11|--dates /);
});
