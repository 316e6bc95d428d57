import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CauseRuns, parseCauseRuns } from "../../../src/issues/cause-runs.ts";
import { findCauseRuns } from "../../../src/issues/find-cause-runs.ts";
import { planIssues } from "../../../src/issues/plan/plan.ts";
import { newState } from "../../../src/issues/state.ts";
import { causeRunHead } from "../../../src/render/issue/body.ts";
import { eventsComment } from "../../../src/render/issue/comment.ts";
import { issueDraft } from "../../../src/render/issue/draft.ts";
import { statusBlock, withStatus } from "../../../src/render/issue/status.ts";
import { anAssessment } from "../../support/assessments.ts";
import { aLook, aRun } from "../../support/github/cause-runs.ts";
import { aMissing, anUnknown } from "../../support/grids.ts";
import { hostile, outsideFences } from "../../support/hostile.ts";
import { outsideCode, tablesOf } from "../../support/markdown.ts";
import { day } from "../../support/pipelines/declarations.ts";

/** Everything that is text from outside, as somebody hostile would write it. */
function draftOf(text: string, priority: "P0" | "P2" = "P0") {
  const base = aRun("2025-11-01..2025-11-03");
  const run = aRun("2025-11-01..2025-11-03", {
    ...{
      what: text,
      causeTitle: text,
      impact: text,
      owner: text,
      evidence: [text, text],
      priority,
    },
    dates: base.dates.map(({ date }) => ({ date, cells: [{ table: "psza", state: text }] })),
    repair: { ...base.repair, why: text, words: [text], lines: [text] },
  });
  const file = aLook([run], { phases: [{ id: "precompute", title: text, number: 4 }] });
  const plan = planIssues({
    ...{ file, issues: [], today: day("2026-01-26"), maxNew: 10, proven: null },
  });
  const [change] = plan.changes;
  if (change?.kind !== "open") throw new Error("Nothing was opened.");
  return issueDraft(change, file, 7, null);
}

const CALLS = /@all|(^|\W)#\d|GH-\d|acme\/ops#|x\.test|<b>|<\/details>|<script/;

it("an issue has the bounds of the average where something is unknown", () => {
  const average = { before: 98.7, after: 99.5 };
  const gains = (bounds: { low: number; high: number } | undefined) => {
    const predicted = {
      average: { ...average, ...(bounds === undefined ? {} : { bounds }) },
      training: { before: "BLOCKED", after: "BLOCKED" },
    } as const;
    const run = aRun("2025-11-01", { predicted });
    const rows = tablesOf(causeRunHead(run, aLook([run])))[0] ?? [];
    return rows.find(([what]) => what === "repairing it gains")?.[1];
  };
  expect(gains({ low: 69, high: 99 })).toMatch(
    /^average health score 98\.7 \(69\.0 to 99\.0\) to 99\.5;/,
  );
  expect(gains(undefined)).toMatch(/^average health score 98\.7 to 99\.5;/);
});

it("an issue is found with the bounds of the average where something is unknown", () => {
  const look = (grades: "read" | "unread") =>
    findCauseRuns(
      anAssessment((table, date) => {
        if (table === "prediction_grades" && grades === "unread") return anUnknown();
        return table === "nbac_gamebook" && date === "2026-01-11" ? aMissing() : undefined;
      }),
      { run: "r", runUrl: null, pipelineFile: null },
    );
  const boundsOf = ({ causeRuns }: CauseRuns) => causeRuns[0]?.predicted.average.bounds;
  expect(boundsOf(look("unread"))).toEqual({ low: 80, high: 100 });
  expect(look("read").causeRuns[0]?.predicted.average).not.toHaveProperty("bounds");
  expect(parseCauseRuns(JSON.stringify(look("unread")), "f")).toEqual(look("unread"));
});

it("an issue names for assignment who the pipeline declares as the tables' owner, and knows the days of rest", () => {
  const found = anAssessment((table, date) =>
    table === "nbac_gamebook" && date === "2026-01-11" ? aMissing() : undefined,
  );
  const of = (owner: string | undefined) => {
    const { grid } = found;
    const tables = grid.tables.map((table) => ({
      ...table,
      ...(owner === undefined ? {} : { owner }),
    }));
    const pipeline = { ...grid.pipeline, issues: { restDays: 12 } };
    return findCauseRuns(
      { ...found, grid: { ...grid, tables, pipeline } },
      { run: "r", runUrl: null, pipelineFile: null },
    );
  };
  expect(of("wendy").causeRuns.map(({ assignees }) => assignees)).toEqual([["wendy"]]);
  expect(of(undefined).causeRuns[0]).not.toHaveProperty("assignees");
  expect(of("wendy").restDays).toBe(12);
  expect(parseCauseRuns(JSON.stringify(of("wendy")), "f")).toEqual(of("wendy"));
});

describe("an issue that says what came from outside", () => {
  it("calls nobody, refers to nothing, keeps its tables whole and has no HTML but its own lines", () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom("P0", "P2"), (text, priority) => {
        const { title, body } = draftOf(text, priority as "P0" | "P2");
        const shown = body.replace(/^<!-- .* -->$/gm, "");
        for (const [header, ...rows] of tablesOf(outsideFences(shown)))
          for (const row of rows) expect(row.length).toBe(header?.length);
        expect(outsideCode(outsideFences(shown))).not.toMatch(CALLS);
        expect(title).not.toMatch(/[@#\r\n]/);
        expect(body.match(/^\s*<!-- notes -->\s*$/gm)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });

  it("has an acknowledgement and a comment of the same kind", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const ack = { by: "octocat", until: "2026-02-01", reason: text.slice(0, 500) };
        const block = statusBlock({ ...newState("a"), ack }, "open");
        const said = eventsComment(
          [
            { kind: "cause", from: text, to: text },
            { kind: "closed-clean", runs: [text] },
          ],
          aLook([], { run: text.slice(0, 200) || "r" }),
          () => null,
        );
        for (const part of [block, said]) expect(outsideCode(part)).not.toMatch(CALLS);
      }),
      { numRuns: 60 },
    );
  });

  it("has its status replaced as a whole, whatever the reason of the one before says", () => {
    const ack = {
      ...{ by: "octocat", until: "2026-02-01" },
      reason: "because <!-- /status --> and <!-- status --> are ours",
    };
    const before = statusBlock({ ...newState("a"), ack }, "open");
    const after = statusBlock(newState("a"), "completed");
    expect(withStatus(`top\n${before}\n\nrest`, newState("a"), "completed")).toBe(
      `top\n${after}\n\nrest`,
    );
    expect(before.match(/<!--/g)).toHaveLength(2);
  });

  it("stays within GitHub's limits, however much there is to say", () => {
    const long = `${"Sentence of many words. ".repeat(150)}`;
    const { title, body } = draftOf(long);
    expect(body.length).toBeLessThan(60_001);
    expect(title.length).toBeLessThan(257);
  });
});
