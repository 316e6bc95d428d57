import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import { gridFromCsv } from "../../../src/grid/csv/from-csv.ts";
import { parseHealthCsv } from "../../../src/grid/health-csv.ts";
import { type ValidateInput, validate } from "../../../src/jobs/validate/validate.ts";
import { RunRecordSchema } from "../../../src/records/run-record.ts";
import { SHIPPED } from "../../support/pipeline.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { aValidation } from "../../support/validations.ts";
import { openSample } from "../../support/warehouses.ts";

const range = { first: day("2025-10-21"), last: day("2025-11-10") };

async function run(input: ValidateInput) {
  await using warehouse = await openSample("incident");
  return await validate(input, warehouse, () => undefined);
}

/** Every file under a folder with its content. */
const files = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );

describe("the exit code", () => {
  it.each([
    ["P0", 1],
    ["P1", 1],
    ["never", 0],
  ] as const)("of a blocked range that is to fail on %s is %i", async (failOn, code) => {
    expect((await run(aValidation({ range, failOn }))).exitCode).toBe(code);
  });

  it("is 0 for findings below what is to fail it", async () => {
    const later = { first: day("2025-11-18"), last: day("2025-11-25") };
    const findings = async (failOn: "P0" | "P1") => run(aValidation({ range: later, failOn }));
    const { assessment, exitCode } = await findings("P0");
    expect(assessment.counts).toMatchObject({ P0: 0, P1: 1 });
    expect(exitCode).toBe(0);
    expect((await findings("P1")).exitCode).toBe(1);
  });
});

describe("the reports", () => {
  it("are all there, and nothing half written stays beside them", async () => {
    const input = aValidation({ range });
    const { paths } = await run(input);
    const written = Object.keys(files(input.out));
    const named = Object.values(paths)
      .flat()
      .map((path) => path.slice(input.out.length + 1));
    expect(written).toEqual(expect.arrayContaining(named));
    expect(written.filter((file) => !/\.(csv|json|md|svg)$/.test(file))).toEqual([]);
  });

  it("are the same bytes when the same is looked at again, the history too", async () => {
    const input = aValidation({ range });
    await run(input);
    const first = files(input.out);
    await run(input);
    expect(files(input.out)).toEqual(first);
  });

  it("add a row to the history for another look, and keep the first", async () => {
    const input = aValidation({ range });
    await run(input);
    await run({ ...input, asOf: new Date("2026-01-27T12:00:00Z") });
    const history = files(input.out)["sample/history/health_history.csv"]?.trimEnd().split("\n");
    expect(history?.slice(1).map((line) => line.split(",")[0])).toEqual([
      "2026-01-26T12:00:00.000Z",
      "2026-01-27T12:00:00.000Z",
    ]);
  });

  it("are of the run that a workflow names", async () => {
    const hostRun = { id: "123-1", url: "https://github.com/acme/ops/actions/runs/123" };
    const { record, paths } = await run(aValidation({ range, hostRun }));
    expect(record.run).toBe("123-1");
    expect(readFileSync(paths.handoff, "utf8")).toContain(hostRun.url);
  });

  it("have a record that fits its schema and says what was looked at", async () => {
    const { paths } = await run(aValidation({ range }));
    const record = RunRecordSchema.parse(JSON.parse(readFileSync(paths.runJson, "utf8")));
    expect(record).toMatchObject({ schemaVersion: 1, range, training: "BLOCKED", gameDates: 21 });
  });

  it("have a CSV of which the same finding is read again", async () => {
    const { assessment, paths } = await run(aValidation({ range }));
    const rows = parseHealthCsv(readFileSync(paths.healthCsv, "utf8"), "health.csv");
    const again = assess(gridFromCsv(SHIPPED, rows));
    const missing = ({ findings }: typeof again) =>
      findings.find(({ kind }) => kind === "phase-missing")?.dates;
    expect(missing(again)).toEqual(missing(assessment));
    expect(again.training).toBe("BLOCKED");
  });

  it("leave everything as it was where the history is not ours", async () => {
    const input = aValidation({ range });
    const { paths } = await run(input);
    await writeFile(paths.history, "date,score\n");
    const before = files(input.out);
    await expect(run({ ...input, policy: "expected" })).rejects.toThrow(UserError);
    expect(files(input.out)).toEqual(before);
  });
});
