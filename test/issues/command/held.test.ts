import { describe, expect, it } from "vitest";
import { type Held, heldIn, judgeApproval, printHeld } from "../../../src/issues/command/held.ts";

const HELD: Held = { run: "b-1", plan: "p-5f6189f865", askedBy: ["wendy", "github-actions[bot]"] };

describe("an approval", () => {
  it.each([
    ["of a second person", "mallory", null, false, { by: "mallory", self: false }],
    [
      "of a second person, of the plan",
      "mallory",
      HELD.plan,
      false,
      { by: "mallory", self: false },
    ],
    ["of another plan", "mallory", "p-0000000000", false, /is held with the plan p-5f6189f865/],
    ["of whoever asked", "Wendy", null, false, /somebody else who can write/],
    ["of whoever asked, of the plan", "wendy", HELD.plan, false, /somebody else who can write/],
    ["of whoever asked, in a team of one", "wendy", null, true, /by the id of its plan/],
    ["of a team of one, of the plan", "WENDY", HELD.plan, true, { by: "WENDY", self: true }],
    ["of a team of one, of another plan", "wendy", "p-0000000000", true, /not with p-0000000000/],
  ] as const)("%s", (_, by, plan, isTeamOfOne, expected) => {
    const judged = judgeApproval(HELD, { by, plan }, isTeamOfOne);
    if (expected instanceof RegExp) expect("why" in judged && judged.why).toMatch(expected);
    else expect(judged).toEqual(expected);
  });
});

describe("what is held", () => {
  it("is known by its newest hidden line, and by no quotation of one", () => {
    const bodies = [printHeld(HELD), printHeld({ ...HELD, askedBy: ["rita"] })];
    expect(heldIn(bodies, "b-1")?.askedBy).toEqual(["rita"]);
    expect(heldIn(bodies, "b-2")).toBeNull();
    expect(heldIn([`It said \`${printHeld(HELD)}\`.`], "b-1")).toBeNull();
    expect(
      heldIn(["<!-- nba-pipeline-ops held {} -->", "<!-- nba-pipeline-ops held { -->"], "b-1"),
    ).toBeNull();
  });
});
