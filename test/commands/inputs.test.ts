import { describe, expect, it } from "vitest";
import { camel, kebab } from "../../src/commands/case.ts";
import { commandSpec } from "../../src/commands/catalogue.ts";
import { parseInputs, schemaOf } from "../../src/commands/inputs.ts";
import { UserError } from "../../src/errors.ts";

const VALIDATE = schemaOf(commandSpec("validate").options, "typed");
const read = (given: Readonly<Record<string, unknown>>) =>
  parseInputs(VALIDATE, { environment: "sample", ...given }, (name) => `input ${name}`);

describe("inputs", () => {
  it("have their defaults where nothing is given, and an empty text is nothing", () => {
    const defaults = read({});
    expect(defaults).toMatchObject({ failOn: "P0", out: "reports", lockWait: 30 });
    expect(read({ start: "", asOf: "", lockWait: "" })).toEqual(defaults);
  });

  it("never guess the environment", () => {
    expect(() => read({ environment: "" })).toThrow(/^input environment: is needed/);
  });

  it("are read as what they are", () => {
    const asOf = "2026-01-26T12:00:00Z";
    expect(read({ start: "2024-10-22", asOf, lockWait: "2.5" })).toMatchObject({
      start: "2024-10-22",
      asOf: new Date(asOf),
      lockWait: 2.5,
    });
  });

  it.each([
    [{ start: "2026-02-30" }, /^input start: "2026-02-30" is not a calendar day/],
    [{ asOf: "today" }, /^input as-of: "today" is not an instant/],
    [{ failOn: "P7" }, /^input fail-on: .*"P0"\|"P1"\|"P2"\|"never" \(given "P7"\)/],
    [{ lockWait: "soon" }, /^input lock-wait: must be a number of seconds \(given "soon"\)/],
    [{ lockWait: "-1" }, /^input lock-wait: must not be negative/],
    [{ lockWait: "4000" }, /^input lock-wait: must be an hour at most/],
  ])(
    "are refused by the name their host gives them, and never become the default: %j",
    (given, message) => {
      expect(() => read(given)).toThrow(UserError);
      expect(() => read(given)).toThrow(message);
    },
  );

  it("are all complained of at once", () => {
    expect(() => read({ start: "x", end: "y" })).toThrow(/input start: .*\ninput end: /);
  });

  it("that nobody knows are refused", () => {
    expect(() => read({ strat: "2024-10-22" })).toThrow(/strat/);
  });
});

describe("names of inputs", () => {
  it.each([
    ["as-of", "asOf"],
    ["lock-wait", "lockWait"],
    ["out", "out"],
  ])("%s is %s in code, and back", (written, inCode) => {
    expect(camel(written)).toBe(inCode);
    expect(kebab(inCode)).toBe(written);
  });
});
