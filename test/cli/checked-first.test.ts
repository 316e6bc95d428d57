import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Held, heldForAll, readByAnother } from "../support/processes.ts";
import {
  aPlace,
  at,
  january,
  newerSeason,
  type Place,
  placeIn,
  run,
} from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

/** Another process has the warehouse: whatever is told was found before it was opened. */
const folder = mkdtempSync(join(tmpdir(), "checked-first-"));
let held: Place;
let holder: Held;
let place: Place;
beforeAll(async () => {
  held = placeIn(folder, "incidentJanuary", newerSeason);
  holder = await heldForAll(held.file);
});
beforeEach(() => {
  place = held;
});
afterAll(async () => {
  await holder[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** The words after the command. */
const where = (command: string): string[] => {
  const withOut = command !== "plan" && command !== "completeness" && command !== "accept";
  return at(place, withOut);
};
const ran = (command: string, words: readonly string[]) => {
  const [first = "", second = ""] = command.split(" ");
  const names = second === "gamebook" ? [first, second] : [first];
  return run([...names, ...words, ...where(first)]);
};

describe("a name that nobody declares is told before the warehouse is opened:", () => {
  it.each([
    [
      "plan",
      ["--tables", "pszb"],
      /There is no table "pszb" in sample; did you mean psza\? In all there are .*psza/,
    ],
    ["backfill", ["--tables", "psza,pszb"], /There is no table "pszb"/],
    ["backfill", ["--phase", "9"], /There is no phase 9; there are 1, 2, 3, 4, 5, 6/],
    ["gate", ["--tables", "pszb"], /There is no table "pszb"/],
    ["import gamebook", [".", "--table", "pszb"], /There is no table "pszb"/],
    [
      "accept",
      ["pszb", "2026-01-20", "--reason", "it is right", "--by", "Jane"],
      /There is no table "pszb"/,
    ],
  ])("%s %j", async (command, words, why) => {
    const said = await ran(command, words);
    expect(said).toMatchObject({ code: 2, out: "", err: expect.stringMatching(why) });
  });
});

const DATES = "2025-26 (2025-10-21 to 2026-";
describe("dates far from every declared season are refused before the warehouse is opened:", () => {
  it.each([
    ["validate", ["--start", "0001-01-01"], "0001-01-01"],
    ["validate", ["--end", "9999-12-31"], "9999-12-31"],
    ["completeness", ["--start", "1946-11-01"], "1946-11-01"],
    ["gate", ["--start", "0001-01-01", "--end", "9999-12-31"], "0001-01-01"],
    ["plan", ["--start", "0001-01-01"], "0001-01-01"],
    ["plan", ["--dates", "2025-10-21,1900-01-01..2025-10-22"], "1900-01-01"],
    ["backfill", ["--end", "2100-01-01"], "2100-01-01"],
    [
      "accept",
      ["psza", "0001-01-01..9999-12-31", "--reason", "it is right", "--by", "Jane"],
      "0001-01-01",
    ],
  ])("%s %j", async (command, words, date) => {
    const said = await ran(command, words);
    expect(said).toMatchObject({ code: 2, out: "" });
    expect(said.err).toContain(
      `${date} is more than 20 years from every declared season; declared are ${DATES}`,
    );
  });

  it("sample load", async () => {
    const words = ["--pipeline", place.pipeline, "--dates", "0001-01-01..9999-12-31"];
    const said = await run(["sample", "load", ...words]);
    expect(said).toMatchObject({ code: 2, out: "" });
    expect(said.err).toContain("0001-01-01 is more than 20 years from every declared season");
  });
});

describe("a place that cannot be written is told before the warehouse is opened:", () => {
  it.each([
    ["validate", []],
    ["backfill", []],
    ["recent", []],
    ["verify", ["b-20260126T120000Z-1a2b3c"]],
    ["undo", ["b-20260126T120000Z-1a2b3c"]],
    ["import gamebook", ["."]],
  ])("the reports of %s", async (command, words) => {
    const file = join(ownFolder(), "file");
    writeFileSync(file, "no folder");
    place = { ...place, out: file };
    const said = await ran(command, words);
    expect(said).toMatchObject({ code: 2, out: "" });
    expect(said.err).toMatch(/file\/sample\S* cannot be written.*ENOTDIR/);
    expect(said.err).toContain("--out");
  });

  it("the file of plan --save", async () => {
    const file = join(ownFolder(), "file");
    writeFileSync(file, "no folder");
    const said = await ran("plan", ["--save", join(file, "plan.json")]);
    expect(said).toMatchObject({ code: 2, out: "" });
    expect(said.err).toMatch(/plan\.json cannot be written.*ENOTDIR/);
    const folder = await ran("plan", ["--save", ownFolder()]);
    expect(folder).toMatchObject({ code: 2, err: expect.stringContaining("is a folder") });
  });

  it("and the check leaves nothing behind", async () => {
    const folder = ownFolder();
    place = { ...place, out: join(folder, "a", "reports") };
    expect(await ran("validate", [])).toMatchObject({ code: 3 }); // the lock
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("beside another process that reads the warehouse", () => {
  it.each([
    ["plan", []],
    ["backfill", ["--dry-run"]],
    ["recent", ["--dry-run"]],
  ])("%s %j works, and leaves the file and its folder as they are", async (command, words) => {
    place = aPlace("incidentJanuary", january);
    await readByAnother(place.file);
    const before = readFileSync(place.file);
    const names = readdirSync(dirname(place.file)).sort();
    const said = await ran(command, words);
    expect(said, said.err).toMatchObject({ code: 0 });
    expect(readFileSync(place.file).equals(before)).toBe(true);
    expect(readdirSync(dirname(place.file)).sort()).toEqual(names);
  });
});
