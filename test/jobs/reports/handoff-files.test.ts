import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { noteUndone } from "../../../src/jobs/repair/undo.ts";
import { type ValidateInput, validate } from "../../../src/jobs/validate/validate.ts";
import { RunRecordSchema } from "../../../src/records/run-record.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { aValidation } from "../../support/validations.ts";
import { openSample } from "../../support/warehouses.ts";

const range = { first: day("2025-10-21"), last: day("2025-11-10") };

async function run(input: ValidateInput, scenario: "healthy" | "incident" = "incident") {
  await using warehouse = await openSample(scenario);
  return await validate(input, warehouse, () => undefined);
}

const ownOf = (out: string): string => join(out, "sample");
const latest = (out: string): string => join(ownOf(out), "latest", "HANDOFF.md");
const read = (path: string): string => readFileSync(path, "utf8");
const next = (input: ValidateInput): ValidateInput => ({
  ...input,
  asOf: new Date("2026-01-27T12:00:00Z"),
});

it("the dated copy is the same text", async () => {
  const input = aValidation({ range });
  await run(input);
  expect(read(join(ownOf(input.out), "handoffs", "HANDOFF-2026-01-26-sample.md"))).toBe(
    read(latest(input.out)),
  );
});

it("every file that a handoff links is there, from its own place and from its copy's", async () => {
  const input = aValidation({ range });
  await run(input);
  await run(next(input));
  for (const file of [latest(input.out), ...copies(input.out)]) {
    const links = [...read(file).matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links)
      expect(existsSync(join(dirname(file), decodeURI(link))), link).toBe(true);
  }
});

const copies = (out: string): string[] =>
  readdirSync(join(ownOf(out), "handoffs")).map((name) => join(ownOf(out), "handoffs", name));

it("the next day's handoff links the one before and compares with it", async () => {
  const input = aValidation({ range });
  await run(input);
  await run(next(input));
  const text = read(latest(input.out));
  expect(text).toContain("../handoffs/HANDOFF-2026-01-26-sample.md");
  expect(text).toContain("No finding appeared, disappeared or changed in size.");
  expect(copies(input.out)).toHaveLength(2);
});

it("the same look again keeps what it was compared with, and its bytes", async () => {
  const input = aValidation({ range });
  await run(input);
  await run(next(input));
  const first = read(latest(input.out));
  await run(next(input));
  expect(read(latest(input.out))).toBe(first);
});

it("the same instant before and after a repair are compared: what differs is what was found", async () => {
  const input = aValidation({ range });
  await run(input);
  await run(input, "healthy");
  expect(read(latest(input.out))).toMatch(/\| training +\| BLOCKED +\| COMPLETE/);
  const record = RunRecordSchema.parse(
    JSON.parse(read(join(ownOf(input.out), "latest", "run.json"))),
  );
  expect(record.previous?.training).toBe("BLOCKED");
});

it("a look back, or a run of another version, is compared with nothing", async () => {
  const input = aValidation({ range });
  await run(next(input));
  await run(input);
  expect(read(latest(input.out))).toContain("This environment has no earlier handoff");
  writeFileSync(join(ownOf(input.out), "latest", "run.json"), '{"schemaVersion": 0}');
  await run(next(input));
  expect(read(latest(input.out))).toContain("This environment has no earlier handoff");
});

it("notes survive the next validation, and those in a copy that is replaced are not lost", async () => {
  const input = aValidation({ range });
  await run(input);
  const write = (file: string, note: string) =>
    writeFileSync(file, read(file).replace("<!-- notes -->\n", `<!-- notes -->\n${note}\n`));
  write(latest(input.out), "Ada has it since 7:00.");
  write(
    join(ownOf(input.out), "handoffs", "HANDOFF-2026-01-26-sample.md"),
    "Written into the copy.",
  );
  await run(input);
  expect(read(latest(input.out))).toContain(
    "<!-- notes -->\nAda has it since 7:00.\n\nWritten into the copy.\n<!-- /notes -->",
  );
  await run(next(input));
  expect(read(latest(input.out))).toContain("Ada has it since 7:00.");
});

it("receipts of repairs are told of, those of other environments and broken ones are not", async () => {
  const input = aValidation({ range });
  await run(input);
  const { writeWhole } = await import("../../../src/jobs/shared/files.ts");
  const receipt = (over: object) =>
    JSON.stringify({
      schemaVersion: 1,
      run: "b-1",
      plan: "p-1",
      environment: "sample",
      asOf: "2026-01-26T12:00:00Z",
      startedAt: "2026-01-26T12:00:00Z",
      verifiedAt: "2026-01-26T12:05:00Z",
      counts: { done: 3, unneeded: 0, failed: 1, parked: 0, blocked: 1, pending: 0 },
      proven: false,
      training: { before: "BLOCKED", predicted: "UNBLOCKED", after: "BLOCKED" },
      average: { before: 50, predicted: 60, after: 55 },
      dates: [{ date: "2025-10-21", score: { before: 1, predicted: 2, after: 2 }, cells: [] }],
      dueAt: null,
      ...over,
    });
  const place = (name: string) => join(ownOf(input.out), "backfills", name, "receipt.json");
  await writeWhole(place("b-1"), receipt({}));
  await writeWhole(join(dirname(place("b-1")), "RECEIPT.md"), "# Receipt\n");
  await writeWhole(place("b-2"), receipt({ run: "b-2", environment: "production" }));
  await writeWhole(place("b-3"), "not JSON");
  await run(input);
  const text = read(latest(input.out));
  expect(text).toContain(
    "`b-1`: failed; 2026-01-26T12:00:00Z to 2026-01-26T12:05:00Z; 3 cells done, 2 failed, 0 parked; 1 date",
  );
  expect(text).not.toMatch(/b-2|b-3/);
  await run(input);
  expect(read(latest(input.out))).toBe(text);
  for (const name of ["b-1", "b-3", "b-4"])
    await noteUndone(input.out, "sample", name, new Date("2026-01-26T13:00:00Z"));
  await run(input);
  expect(read(latest(input.out))).toContain("`b-1`: taken back; 2026-01-26T12:00:00Z to ");
  expect(read(latest(input.out))).toContain("No longer: `b-1` was taken back, 3 cells done");
  expect(read(place("b-3"))).toBe("not JSON");
});
