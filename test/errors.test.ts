import { describe, expect, it } from "vitest";
import {
  describeError,
  errorMessage,
  exitCodeOfError,
  TableNotFoundError,
  UnreadableError,
  UserError,
} from "../src/errors.ts";

describe("an error's message", () => {
  it("is the chain of its causes in one line", () => {
    const error = new Error("Step failed", {
      cause: new Error("no route", { cause: "EHOSTDOWN" }),
    });
    expect(errorMessage(error)).toBe("Step failed: no route: EHOSTDOWN");
  });

  it("says nothing twice", () => {
    const error = new Error("Step failed: no route", { cause: new Error("no route") });
    expect(errorMessage(error)).toBe("Step failed: no route");
  });

  it("ends although an error is its own cause", () => {
    const error = new Error("round and round");
    error.cause = error;
    expect(errorMessage(error)).toBe("round and round");
  });

  it.each([
    ["a string", "no", "no"],
    ["a number", 7, "7"],
    ["null", null, "null"],
  ])("is found for %s that was thrown", (_, thrown, message) => {
    expect(describeError(thrown)).toBe(message);
  });
});

describe("what a person reads", () => {
  it.each([
    new UserError("Give a date."),
    new TableNotFoundError("No t."),
    new UnreadableError("Shut."),
  ])("of a $name has no stack", (error) => {
    expect(describeError(error)).toBe(error.message);
  });

  it("of a fault of ours has the stack", () => {
    const error = new Error("Unexpected");
    expect(describeError(error)).toContain(error.stack);
  });
});

describe("the exit code", () => {
  it.each([
    [new UserError("Give a date."), 2],
    [new TableNotFoundError("No such table."), 2],
    [new UnreadableError("In use."), 3],
    [new Error("A fault of ours."), 1],
    ["a thrown string", 1],
    [undefined, 1],
  ])("after %s is %i", (error, code) => {
    expect(exitCodeOfError(error)).toBe(code);
  });
});
