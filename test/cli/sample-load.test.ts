import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { altered, ROOT, shippedTable } from "../support/pipeline.ts";
import { heldByAnother } from "../support/processes.ts";
import { aPlace, behindItsBack, type Place, rawAlone, run } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

const exec = promisify(execFile);
const FEW = "2025-10-21..2025-10-22";

async function datesIn(file: string): Promise<number> {
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  const { name, dateColumn } = shippedTable("nbac_schedule");
  const [row] = await warehouse.query(`SELECT COUNT(DISTINCT ${dateColumn}) AS n FROM \`${name}\``);
  return Number(row?.["n"]);
}

const wordsFor = (pipeline: string, dates = FEW) => [
  ...["sample", "load", "--pipeline", pipeline, "--lock-wait", "0", "--dates", dates],
];

/** A pipeline on a file that is not there yet. */
function aNewPlace() {
  const folder = ownFolder();
  const file = join(folder, "new.duckdb");
  const pipeline = join(folder, "pipeline.yaml");
  const text = altered((declaration) => {
    declaration["environments"].sample.path = file;
    rawAlone(declaration);
  });
  writeFileSync(pipeline, text);
  return { file, pipeline };
}

/** Runs the command on a terminal, and types `answer` where it asks. */
const AT_A_TERMINAL = `
import os, pty, sys
answer = sys.argv[1].encode().decode("unicode_escape").encode()
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
text, typed = b"", False
while True:
    try:
        piece = os.read(fd, 65536)
    except OSError:
        break
    if not piece:
        break
    text += piece
    if not typed and b"[y/N]" in text:
        os.write(fd, answer)
        typed = True
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(text)
sys.exit(os.waitstatus_to_exitcode(status))
`;

async function typed(answer: string, words: readonly string[]) {
  const { PATH, HOME } = process.env;
  const args = ["-c", AT_A_TERMINAL, answer, process.execPath, "src/cli/main.js", ...words];
  const env = { PATH, HOME, OPS_ENVIRONMENT: "sample", TERM: "xterm", NO_COLOR: "1" };
  return exec("python3", args, { cwd: ROOT, env }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { code: number; stdout: string }) => error,
  );
}

describe("sample load with dates, over a warehouse that holds others", () => {
  it("is refused, and changes nothing", async () => {
    const place = aPlace("healthy");
    const before = await datesIn(place.file);
    const said = await run(wordsFor(place.pipeline));
    expect(said).toMatchObject({ code: 2, out: "" });
    expect(said.err).toMatch(
      /sample\.duckdb holds \d+ other dates, from 2024-10-\d\d to 2026-0\d-\d\d, and a load replaces the whole file: only 2025-10-21\.\.2025-10-22 would be left\. .*--force/,
    );
    expect(await datesIn(place.file)).toBe(before);
  });

  it("is accepted by --force", async () => {
    const place = aPlace("healthyJanuary", rawAlone);
    expect(await run([...wordsFor(place.pipeline), "--force"])).toMatchObject({ code: 0 });
    expect(await datesIn(place.file)).toBe(2);
  });

  it.each([
    ["n\\n", 2, "was not changed"],
    ["\\n", 2, "was not changed"],
    ["\\x04", 2, "was not changed"],
    ["\\x03", 130, "Interrupted"],
  ])("asks on a terminal, and %j leaves it as it is", async (answer, code, words) => {
    const place = aPlace("healthyJanuary");
    const before = await datesIn(place.file);
    const ended = await typed(answer, wordsFor(place.pipeline));
    expect(ended).toMatchObject({ code, stdout: expect.stringContaining(words) });
    expect(await datesIn(place.file)).toBe(before);
  });

  it("asks on a terminal, and y replaces it", async () => {
    const place = aPlace("healthyJanuary", rawAlone);
    expect(await typed("y\\n", wordsFor(place.pipeline))).toMatchObject({ code: 0 });
    expect(await datesIn(place.file)).toBe(2);
  });
});

describe("sample load over a warehouse that holds the same dates", () => {
  const whole = (place: Place) => wordsFor(place.pipeline).slice(0, -2);

  it("is refused without --dates, and changes nothing", async () => {
    const place = aPlace("healthy");
    const before = readFileSync(place.file);
    const said = await run(whole(place));
    expect(said).toMatchObject({ code: 2, out: "" });
    const dates = "309 dates, from 2024-10-22 to 2026-01-25";
    expect(said.err).toBe(
      `${place.file} holds ${dates}, and a load replaces the whole file, with the record of its repairs. Nothing was changed. --force replaces it; to keep it, name another file as the environment's path.`,
    );
    expect(readFileSync(place.file).equals(before)).toBe(true);
  });

  it("is refused with the same --dates too, and replaces it with --force", async () => {
    const { file, pipeline } = aNewPlace();
    expect(await run(wordsFor(pipeline))).toMatchObject({ code: 0 });
    const again = await run(wordsFor(pipeline));
    expect(again).toMatchObject({ code: 2, out: "" });
    expect(again.err).toContain(`${file} holds 2 dates, from 2025-10-21 to 2025-10-22, and`);
    expect(await run([...wordsFor(pipeline), "--force"])).toMatchObject({ code: 0 });
    expect(await datesIn(file)).toBe(2);
    expect(await run(wordsFor(pipeline, "2025-10-21"))).toMatchObject({ code: 2 });
  });

  it.each([
    ["n\\n", 2, "was not changed"],
    ["\\x04", 2, "was not changed"],
    ["\\x03", 130, "Interrupted"],
  ])(
    "asks on a terminal without --dates, and %j leaves it as it is",
    async (answer, code, words) => {
      const place = aPlace("healthyJanuary");
      const before = readFileSync(place.file);
      const ended = await typed(answer, whole(place));
      expect(ended).toMatchObject({ code, stdout: expect.stringContaining(words) });
      expect(ended.stdout).toMatch(/holds 24 dates, .* Replace it\? \[y\/N\]/);
      expect(readFileSync(place.file).equals(before)).toBe(true);
    },
  );

  it("is refused where the file holds somebody's own table, whatever it is called", async () => {
    const { file, pipeline } = aNewPlace();
    await behindItsBack(file, 'CREATE TABLE "my notes" AS SELECT 42 AS n');
    const said = await run(wordsFor(pipeline));
    expect(said).toMatchObject({ code: 2, out: "" });
    expect(said.err).toContain(`${file} holds rows in main.my notes, and a load replaces`);
  });
});

describe("sample load where nothing is lost", () => {
  it("makes a file that is not there, unasked", async () => {
    const { file, pipeline } = aNewPlace();
    expect(await run(wordsFor(pipeline))).toMatchObject({ code: 0 });
    expect(await datesIn(file)).toBe(2);
  });

  it("fills a file without bytes, and one whose tables are empty, unasked", async () => {
    const { file, pipeline } = aNewPlace();
    writeFileSync(file, "");
    expect(await run(wordsFor(pipeline))).toMatchObject({ code: 0 });
    const other = aNewPlace();
    const made = await run(["warehouse", "init", "--pipeline", other.pipeline]);
    expect(made.out).toContain("made");
    expect(await run(wordsFor(other.pipeline))).toMatchObject({ code: 0 });
    expect(await datesIn(other.file)).toBe(2);
  });

  it("is refused before anything is built where a folder stands in the place of the file", async () => {
    const { file, pipeline } = aNewPlace();
    mkdirSync(file);
    const said = await run(wordsFor(pipeline));
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining(`${file} is not a file.`) });
  });
});

it("sample load finds that another process has the file before it builds anything", async () => {
  const place = aPlace("healthy");
  await heldByAnother(place.file);
  const said = await run(["sample", "load", "--pipeline", place.pipeline, "--lock-wait", "0"]);
  expect(said).toMatchObject({
    code: 3,
    err: expect.stringContaining("in use by another process"),
  });
  expect(said.err).not.toContain("Building");
});
