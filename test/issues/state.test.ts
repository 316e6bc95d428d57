import { describe, expect, it } from "vitest";
import {
  type IssueState,
  newState,
  printState,
  readState,
  withState,
} from "../../src/issues/state.ts";

const STATE: IssueState = {
  ...newState("precompute"),
  ack: { by: "octocat", until: "2026-02-01", reason: "Known --> see #1 <!-- and @someone" },
  run: "b-20260126T120000Z-1a2b3c",
};

describe("the state of an issue", () => {
  it("is read as it was written, whatever its reason holds", () => {
    const body = `Text\n${printState(STATE)}\nmore`;
    expect(readState(body)).toEqual(STATE);
    expect(printState(STATE).indexOf("-->")).toBe(printState(STATE).length - 3);
  });

  it("is replaced where it stands, and nothing else of the body", () => {
    const body = `Text\n${printState(STATE)}\nmore`;
    const changed = withState(body, { ...STATE, clean: 1, cleanRun: "run-2" });
    expect(readState(changed)).toEqual({ ...STATE, clean: 1, cleanRun: "run-2" });
    expect(changed.startsWith("Text\n")).toBe(true);
    expect(changed.endsWith("\nmore")).toBe(true);
    expect(withState("no state", STATE)).toBe("no state");
  });

  it.each([
    ["nothing", ""],
    ["one that does not end", "<!-- nba-pipeline-ops state {"],
    ["another version", printState(STATE).replace('"v":1', '"v":2')],
    ["a key too many", printState(STATE).replace('"v":1', '"v":1,"x":1')],
  ])("is none where there is %s", (_, body) => {
    expect(readState(body)).toBeNull();
  });
});
