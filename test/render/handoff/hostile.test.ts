import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Assessment, assess } from "../../../src/findings/assess/assess.ts";
import type { Cell } from "../../../src/grid/grid.ts";
import type { PipelineConfig } from "../../../src/pipeline/schema.ts";
import type { Provenance } from "../../../src/records/provenance.ts";
import type { HandoffContext } from "../../../src/render/handoff/data/context.ts";
import { renderHandoff } from "../../../src/render/handoff/handoff.ts";
import { aProvenance } from "../../support/assessments.ts";
import { aCell, aGame, aMissing, anUnknown, daysFrom, gridOfCells } from "../../support/grids.ts";
import { aContext, aPrevious, aRepair } from "../../support/handoffs.ts";
import { hostile, outsideFences } from "../../support/hostile.ts";
import { outsideCode, tablesOf } from "../../support/markdown.ts";
import { SHIPPED } from "../../support/pipeline.ts";

/** A text in every place where one can come from outside: an error, a waiver's reason, game ids. */
function withText(text: string, pipeline: PipelineConfig = SHIPPED): Assessment {
  const games = [aGame({ id: "g1" }), aGame({ id: text })];
  const days = daysFrom(["2025-10-21", "2025-10-22", "2026-01-10", "2026-01-11"], { games });
  const cellOf = (table: string, date: string): Partial<Cell> | undefined => {
    if (table === "prediction_grades") return anUnknown({ reason: text });
    if (table === "nbac_play_by_play") return aCell({ state: "expected-absent", reason: text });
    if (date === "2026-01-11" && ["bdl_box_scores", "nbac_gamebook"].includes(table))
      return { state: "partial", unit: "games", games: 1, missingGames: [text] };
    if (date === "2026-01-10" && table === "bdl_box_scores") return { unreconciled: [text] };
    return date < "2026-01-01" && table === "tdza" ? aMissing() : undefined;
  };
  const cells = pipeline.tables.map(({ id }) => [
    id,
    days.map(({ date }) => aCell({ games: 2, expected: 2, ...cellOf(id, date), date })),
  ]);
  return assess(gridOfCells(Object.fromEntries(cells), { pipeline, environment: "sample", days }));
}

const everywhere = (text: string): [Provenance, HandoffContext] => [
  aProvenance({
    runId: text,
    warehouse: text,
    toolVersion: text,
    configHash: text,
    pipelineFile: text,
  }),
  aContext({
    out: text,
    owners: { now: text, next: text },
    previous: aPrevious({
      run: text,
      asOf: text,
      range: { first: "2025-10-21", last: text.slice(0, 10) },
      findings: [{ id: "x", title: text, dates: 2 }],
    }),
    repairs: [aRepair({ run: text, started: text, finished: text, outcome: "failed" })],
    files: [{ path: `latest/${text}`, about: "a file" }],
  }),
];

const SUMMARIES =
  /^<summary>(Causes and evidence|Numbers(, (Confirm and prevent|Troubleshooting|Files|How this was produced))+)<\/summary>$/gm;

/** Each fold of ours is opened, has a summary in our own words, and is closed: one tag more from outside would be left. */
function withoutFolds(text: string): string {
  const countOf = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const opened = countOf(/^<details>$/gm);
  expect(opened).toBeGreaterThan(0);
  expect(countOf(/^<\/details>$/gm)).toBe(opened);
  expect(countOf(SUMMARIES)).toBe(opened);
  return text.replaceAll(/^<\/?details>$/gm, "").replaceAll(SUMMARIES, "");
}

function expectSound(markdown: string) {
  const outside = outsideFences(markdown);
  for (const [header, ...rows] of tablesOf(outside))
    for (const row of rows) expect(row.length, row.join(" | ")).toBe(header?.length);
  // The address of a link of ours is no text; the file's name stands in code beside it.
  const text = outsideCode(outside.replaceAll(/\]\(\.\.\/[^)\s]*\)/g, "]"));
  const notes = text.indexOf("<!-- notes -->\n<!-- /notes -->");
  expect(notes).toBeGreaterThan(0);
  expect(withoutFolds(text.slice(0, notes))).not.toMatch(
    /@all|(^|[^\w])#\d|GH-\d|acme\/ops#|<b>|<\/details|<!--|x\.test|!\[/,
  );
  expect(text.match(/^#+ Heading|^> quote|^- item|^1\. item/m)).toBeNull();
}

describe("a handoff in which a text from outside stands everywhere", () => {
  it.each([
    "Quota | exceeded",
    "ends with a backslash \\",
    "```\n# Heading\n@all",
    "<!-- notes -->",
    "it's 'quoted' and \"doubly\"",
    "x".repeat(900),
  ])("is sound: %j", (text) => {
    expectSound(renderHandoff(withText(text), ...everywhere(text)));
  });

  it("is sound whatever the text is: tables hold, nobody is called, nothing is referred to, linked or HTML", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expectSound(renderHandoff(withText(text), ...everywhere(text)));
      }),
      { numRuns: 150 },
    );
  });

  it("is sound for words of the configuration", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const pipeline: PipelineConfig = {
          ...SHIPPED,
          phases: SHIPPED.phases.map((phase) => ({ ...phase, title: text, impact: text })),
          tables: SHIPPED.tables.map((table) => ({ ...table, title: text })),
          criteria: SHIPPED.criteria.map((criterion) => ({ ...criterion, title: text })),
          score: {
            ...SHIPPED.score,
            stages: SHIPPED.score.stages.map((stage) => ({ ...stage, id: `${stage.id}${text}` })),
          },
        };
        expectSound(renderHandoff(withText("g2", pipeline), aProvenance(), aContext()));
      }),
      { numRuns: 60, examples: [["@all`` ``` `"]] },
    );
  });
});

it("an error is shown as it was said", () => {
  expect(renderHandoff(withText("Quota | exceeded"), aProvenance())).toContain(
    "`Quota \\| exceeded`",
  );
});
