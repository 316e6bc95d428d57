import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Held, heldForAll, readByAnother, readForAll } from "../support/processes.ts";
import {
  AS_OF,
  aPlace,
  behindItsBack,
  january,
  type Place,
  placeIn,
  run,
} from "../support/repair/repairs.ts";

const RUN = "b-20260126T120000Z-1a2b3c";
const WHY = ["--reason", "it is right", "--by", "Jane"];

/** Every command that opens the warehouse. "a": it takes --as-of, "o": it takes --out. */
const READING: readonly (readonly [words: string, more: readonly string[], takes: string])[] = [
  ["validate", [], "ao"],
  ["completeness", [], "a"],
  ["gate", [], "ao"],
  ["config check", ["--environment", "sample"], ""],
  ["plan", [], "a"],
  ["backfill --dry-run", [], "ao"],
  ["recent --dry-run", [], "ao"],
];
const WRITING: typeof READING = [
  ["backfill", [], "ao"],
  ["recent", [], "ao"],
  [`verify ${RUN}`, [], "ao"],
  [`undo ${RUN}`, [], "ao"],
  ["accept psza 2026-01-20", WHY, "a"],
  ["import gamebook .", [], "ao"],
  ["warehouse init", [], ""],
  ["sample load", [], ""],
  ["sample load --force", [], ""],
  ["demo", [], "o"],
];

const typed = (place: Place, [words, more, takes]: (typeof READING)[number]): string[] => [
  ...[...words.split(" "), ...more, "--pipeline", place.pipeline, "--lock-wait", "0.4"],
  ...(takes.includes("a") ? ["--as-of", AS_OF] : []),
  ...(takes.includes("o") ? ["--out", place.out] : []),
];

/**
 * A file that another process has open throughout the tests of a group, none of which changes it. Nothing of the file is
 * read before it is known to be free: an empty one does.
 */
function opened(by: (path: string) => Promise<Held>) {
  const folder = mkdtempSync(join(tmpdir(), "locked-"));
  let place: Place;
  let holder: Held;
  beforeAll(async () => {
    const file = join(folder, "held.duckdb");
    await behindItsBack(file, "CREATE TABLE nothing (n INTEGER)");
    place = placeIn(join(folder, "place"), file);
    holder = await by(file);
  });
  afterAll(async () => {
    await holder[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  return () => ({ place, pid: holder.pid });
}

/** The whole of what a command says of it: who has the file, and what to do. Nothing was begun. */
async function isTold(place: Place, command: (typeof READING)[number], pid: number) {
  const before = readFileSync(place.file);
  const said = await run(typed(place, command));
  const { file } = place;
  expect(said).toMatchObject({ code: 3, out: command[0] === "demo" ? said.out : "" });
  expect(said.err).toBe(
    [
      `Another process has ${file} open; waiting up to 0.4 s for it.`,
      `${file} is still in use by another process after 0.4 s: ${process.execPath} (PID ${pid}). Let it finish, then run this again.`,
    ].join("\n"),
  );
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(existsSync(place.out)).toBe(false);
}

describe("beside a process that has the warehouse open to write, each command says who has it and does nothing:", () => {
  const held = opened(heldForAll);

  it.each([...READING, ...WRITING])("%s", async (...command) => {
    const { place, pid } = held();
    await isTold(place, command, pid);
  });

  it("doctor, among the rest of what it looks at", async () => {
    const { place, pid } = held();
    const said = await run(typed(place, ["doctor", [], ""]));
    expect(said).toMatchObject({ code: 3 });
    expect(said.out).toContain(`after 0.4 s: ${process.execPath} (PID ${pid}). Let it finish`);
  });
});

describe("beside a process that reads the warehouse, what writes says who has it and does nothing:", () => {
  const held = opened(readForAll);

  it.each(WRITING)("%s", async (...command) => {
    const { place, pid } = held();
    await isTold(place, command, pid);
  });

  // Those that plan: checked-first.test.ts.
  it.each(READING.slice(0, 4))("and %s works", async (...command) => {
    const place = aPlace("incidentJanuary", january);
    await readByAnother(place.file);
    const said = await run(typed(place, command));
    expect(said.err).not.toContain("Another process");
    expect([0, 1]).toContain(said.code);
  });
});
