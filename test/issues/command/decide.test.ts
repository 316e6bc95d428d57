import { describe, expect, it } from "vitest";
import { decide, type Situation } from "../../../src/issues/command/decide.ts";
import { readCommand } from "../../../src/issues/command/read-command.ts";
import { newState } from "../../../src/issues/state.ts";
import { aTarget, WARM_UP } from "../../support/github/commands.ts";
import { SHIPPED } from "../../support/pipeline.ts";
import { day } from "../../support/pipelines/declarations.ts";

const aSituation = (over: Partial<Situation> = {}): Situation => ({
  ...{ issue: 17, comment: 7, by: "wendy", target: aTarget(), state: newState("raw") },
  ...{
    pipeline: SHIPPED,
    today: day("2026-01-26"),
    lastStart: null,
    lastShow: null,
    hasEnded: false,
    held: null,
    isTeamOfOne: false,
  },
  missing: [{ date: "2025-10-21", table: "nbac_gamebook", games: ["0022500001"] }],
  ...over,
});

function decided(text: string, over: Partial<Situation> = {}) {
  const read = readCommand(text);
  if (read.status !== "command") throw new Error(`${text} is no command`);
  return decide(read.command, aSituation(over));
}

describe("dates beyond the issue", () => {
  it.each([
    ["/backfill 2025-10-23..2025-10-30", "2025-10-24..2025-10-30 are not", "/backfill 2025-10-23"],
    ["/plan 2026-01-01 force", "2026-01-01 is not", "/plan 2025-10-21..2025-10-23 force"],
    [
      "/backfill 2025-10-01..2025-11-30",
      "2025-10-01..2025-10-20, 2025-10-24..2025-11-30 are not",
      "2025-10-21..2025-10-23",
    ],
    [
      "/backfill 2026-01-01,2026-01-03,2026-01-05,2026-01-07,2026-01-09..2026-01-12",
      "2026-01-07, and 4 more dates are not",
      "2025-10-21..2025-10-23",
    ],
  ])("are refused with what would fit: %s", (text, why, instead) => {
    expect(decided(text)).toMatchObject({
      kind: "refuse",
      why: expect.stringContaining(why),
      instead: expect.stringContaining(instead),
    });
  });

  it("between two runs of the issue's are refused too", () => {
    const target = aTarget({ dates: "2025-10-21..2025-10-23,2025-10-26" });
    expect(decided("/backfill 2025-10-22..2025-10-26", { target })).toMatchObject({
      kind: "refuse",
      why: expect.stringContaining("2025-10-24..2025-10-25"),
      instead: "/backfill 2025-10-22..2025-10-23,2025-10-26",
    });
  });
});

describe("a plan that was shown", () => {
  const shown = { environment: "sample", issue: "17", dates: "2025-10-21" } as const;
  const lastShow = { ...shown, "dry-run": "true" } as const;

  it("is run by its id, with the selection that it was made of", () => {
    expect(decided("/apply p-5f6189f865", { lastShow })).toEqual({
      ...{ kind: "start", again: false },
      start: { ...shown, apply: "p-5f6189f865" },
    });
  });

  it("is needed: without one the command says how to have it shown", () => {
    expect(decided("/apply p-5f6189f865")).toMatchObject({ kind: "refuse", instead: "/plan" });
  });

  it("does not hold /retry back, which plans anew", () => {
    const lastStart = { ...shown, apply: "p-5f6189f865" };
    expect(decided("/retry", { lastStart })).toMatchObject({ start: shown, again: true });
    expect(decided("/retry", { lastStart })).not.toHaveProperty("start.apply");
  });
});

describe("a repair", () => {
  it("of warm-up dates has the override that they need, whether it was asked for or not", () => {
    expect(decided("/backfill", { target: WARM_UP })).toMatchObject({
      start: { issue: "17", "include-warm-up": "true" },
    });
  });

  it("of another phase is refused, unless the issue is of no single one", () => {
    expect(decided("/backfill phase 4")).toMatchObject({
      kind: "refuse",
      instead: "/backfill phase 2",
    });
    const target = aTarget({ phase: null });
    expect(decided("/backfill phase 4", { target })).toMatchObject({ start: { phase: "4" } });
  });
});

describe("an end", () => {
  it.each([
    ["/ack until 2026-04-26 as long as it may be", "ack"],
    ["/ack until 2026-04-27 a day too long", "refuse"],
    ["/ack until 2026-01-27 until tomorrow", "ack"],
    ["/ack until 2026-01-26 until today", "refuse"],
    ["/expected 0022500001 until 2027-01-27 as long as it may be", "propose"],
    ["/expected 0022500001 until 2027-01-28 a day too long", "refuse"],
    ["/expected 0022500001 until 2026-01-26 until today", "refuse"],
  ])("lies ahead, and not too far: %s", (text, kind) => {
    expect(decided(text).kind).toBe(kind);
  });
});

describe("a waiver", () => {
  it("is refused where nobody looked, and where it is declared already", () => {
    const text = "/expected 0022500001 until 2026-12-31 withheld by its source";
    expect(decided(text, { missing: null })).toMatchObject({
      why: expect.stringMatching(/No validation of sample/),
    });
    const decision = decided(text);
    if (decision.kind !== "propose") throw new Error("nothing was proposed");
    const waivers = [...SHIPPED.waivers, decision.proposal.waiver];
    const pipeline = { ...SHIPPED, waivers };
    expect(decided(text, { pipeline })).toMatchObject({
      why: expect.stringMatching(/waived already until 2026-12-31/),
    });
    const longer = text.replace("2026-12-31", "2027-01-15");
    expect(decided(longer, { pipeline }).kind).toBe("propose");
  });

  it("has only the tables that lack the game", () => {
    const target = aTarget({ tables: ["nbac_gamebook", "bdl_box_scores"] });
    expect(
      decided("/expected 0022500001 until 2026-12-31 withheld by its source", { target }),
    ).toMatchObject({ proposal: { waiver: { tables: ["nbac_gamebook"] } } });
  });
});

it("an acknowledgement of an issue whose notes cannot be read is refused", () => {
  expect(decided("/ack until 2026-02-15 the source is down", { state: null })).toMatchObject({
    kind: "refuse",
  });
});
