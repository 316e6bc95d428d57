import { describe, expect, it } from "vitest";
import { assess } from "../../src/findings/assess/assess.ts";
import { renderHandoff } from "../../src/render/handoff/handoff.ts";
import { renderSeasonSummary } from "../../src/render/season/summary.ts";
import { p0Messages, renderConsole, renderSummary } from "../../src/render/summary/summary.ts";
import { aProvenance, healthy } from "../support/assessments.ts";
import { aContext, aPrevious } from "../support/handoffs.ts";
import { day } from "../support/pipelines/declarations.ts";

const undeclared = assess({
  ...healthy().grid,
  outside: {
    ...{ strays: [], suspects: [], before: new Map() },
    undeclared: {
      why: "2026-11-28 lies in the months in which season 2025-26 ran, and no season is declared for it",
      first: day("2026-10-21"),
      last: day("2027-06-30"),
    },
  },
});

describe("a finding about no date", () => {
  it.each<readonly [string, string]>([
    ["the terminal", renderConsole(undeclared)],
    ["annotations", p0Messages(undeclared).join("\n")],
    ["the job summary", renderSummary(undeclared)],
    ["the season report", renderSeasonSummary(undeclared).join("\n")],
    ["the handoff", renderHandoff(undeclared, aProvenance(), aContext({ previous: aPrevious() }))],
  ])("is not counted in dates: %s", (_, text) => {
    expect(text.toLowerCase()).toContain("season not declared");
    expect(text).not.toMatch(/(\bon|,|:|\bP\d) 0 (game )?dates\b/);
  });
});
