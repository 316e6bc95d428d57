import { describe, expect, it } from "vitest";
import { adviseAll } from "../../../src/advice/advice.ts";
import { targetOf } from "../../../src/advice/blocks/target.ts";
import { outlinePhases } from "../../../src/advice/phases.ts";
import type { Assessment } from "../../../src/findings/assess/assess.ts";
import { NO_CONTEXT } from "../../../src/render/handoff/data/context.ts";
import { renderHandoff } from "../../../src/render/handoff/handoff.ts";
import { aProvenance, broken } from "../../support/assessments.ts";
import { season2024 } from "../../support/csv-assessment.ts";
import { sampleAssessment } from "../../support/handoffs.ts";
import { withOverride } from "../../support/pipeline.ts";

/** Every number of dates, games and cells that an assessment has, from its own lists. */
function allowed(assessment: Assessment) {
  const { grid, findings, diagnoses, bands, ceilings, scores } = assessment;
  const paths = { pipelineFile: null, csvFile: null, out: null };
  const target = targetOf(grid, paths);
  const advice = adviseAll(grid, diagnoses, target);
  const phases = outlinePhases(grid, advice, target);
  const cells = [...grid.columns.values()].flat();
  const absent = Map.groupBy(
    cells.filter(({ state }) => state === "expected-absent"),
    ({ reason }) => reason,
  );
  return {
    dates: new Set([
      grid.days.length,
      scores.length,
      ...Object.values(bands),
      ...findings.map(({ dates }) => dates.length),
      ...advice.map(({ group }) => group.dates.length),
      ...phases.map(({ dates }) => dates.length),
      ...ceilings.obstacles.map(({ dates }) => dates),
      ...[...absent.values()].map((some) => new Set(some.map(({ date }) => date)).size),
    ]),
    games: new Set(findings.map(({ games }) => games)),
    cells: new Set([
      assessment.unknownCells,
      ...findings.map((finding) => finding.cells.length),
      ...phases.map((phase) => phase.cells.length),
      ...[...absent.values()].map((some) => some.length),
    ]),
  };
}

/** Evidence is the diagnosis's own and holds figures of single dates. */
const withoutEvidence = (text: string, { diagnoses }: Assessment): string =>
  diagnoses
    .flatMap(({ evidence }) => evidence)
    .reduce((rest, sentence) => rest.replaceAll(sentence, ""), text.replace(/`(\d{10})`/g, "$1"));

describe.each([
  ["the incident", () => sampleAssessment("incident")],
  ["the healthy sample", () => sampleAssessment("healthy")],
  ["the real CSV", async () => season2024()],
  ["some broken dates", async () => broken()],
] as const)("the handoff of %s", (_, load) => {
  it("has no number of dates, games or cells that the assessment has not", async () => {
    const assessment = await load();
    const numbers = allowed(assessment);
    const text = withoutEvidence(renderHandoff(assessment, aProvenance(), NO_CONTEXT), assessment);
    for (const [, n = "", what = ""] of text.matchAll(/(\d+) (?:game )?(date|game|cell)s?\b/g))
      expect([...numbers[`${what}s` as keyof typeof numbers]], `${n} ${what}s`).toContain(
        Number(n),
      );
  });

  it("names each finding with its dates and games", async () => {
    const assessment = await load();
    const text = renderHandoff(assessment, aProvenance(), NO_CONTEXT);
    for (const { dates, games } of assessment.findings)
      expect(text).toMatch(new RegExp(`^#### .*: ${dates.length} dates?, ${games} games?$`, "m"));
  });
});

it("the incident's figures are the operators'", async () => {
  const text = renderHandoff(await sampleAssessment("incident"), aProvenance());
  for (const figure of [
    "**No Phase 4 precompute at all: 28 game dates, 211 games.**",
    "140 cells on 28 dates",
    "Gamebook missing: 51 dates",
    "Phase 4 precompute only in part: 25 dates",
    "stale schedule",
    "outage of one source",
  ])
    expect(text).toContain(figure);
});

it("the real CSV's ceilings are said, and what is out of reach is no promise", () => {
  const shipped = renderHandoff(season2024(), aProvenance());
  expect(shipped).toContain("precompute: short on 14 dates of 213, 1.3 points of the average");
  expect(shipped).toContain("Phase 4 completion above 95: 93.4 at best when it is due");
  const text = renderHandoff(season2024(withOverride()), aProvenance());
  expect(text).toContain("average health score above 80: 78.4 at best when it is due, 78.7 after");
  expect(text).toContain("average health score above 85: 78.7 at best");
  expect(text).toContain("grading: short on 213 dates of 213, 20.0 points of the average");
  expect(text).toContain("predictions: short on 14 dates of 213, 1.3 points of the average");
  expect(text).toContain("mlfs: rows on 0 of 213 dates");
  expect(text).toContain("that needs a warehouse");
  expect(text.match(/UNREACHABLE/g)).toHaveLength(2);
});
