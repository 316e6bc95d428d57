import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { csvName } from "../../../src/commands/options.ts";
import { UserError } from "../../../src/errors.ts";
import { writeReports } from "../../../src/jobs/reports/reports.ts";
import { assessCsv } from "../../../src/jobs/validate/assess-csv.ts";
import { runRecord } from "../../../src/records/run-record.ts";
import { aProvenance, broken } from "../../support/assessments.ts";
import { ROOT } from "../../support/pipeline.ts";
import { ownFolder } from "../../support/warehouses.ts";

const FILE = join(ROOT, "sample/health_report_2024_25.csv");
const assess = (out: string, name?: string) =>
  assessCsv({ file: FILE, pipeline: join(ROOT, "pipeline/pipeline.yaml"), out, name });
const read = (out: string, path: string) => readFileSync(join(out, path), "utf8");

it("the assessment of a CSV has a folder of its own, beside the environments and in their index", async () => {
  const out = ownFolder();
  const record = runRecord(broken(), aProvenance());
  await writeReports({ out, name: "sample" }, broken(), record, aProvenance());
  const before = read(out, "sample/latest/HANDOFF.md");
  const { paths } = await assess(out);
  expect(paths.handoff).toBe(join(out, "csv-health_report_2024_25", "latest", "HANDOFF.md"));
  expect(read(out, "sample/latest/HANDOFF.md")).toBe(before);
  expect(readdirSync(out).sort()).toEqual(["README.md", "csv-health_report_2024_25", "sample"]);
  expect(read(out, "README.md")).toMatch(/csv-health_report_2024_25 \(csv\)[\s\S]*\| sample /);
  // What it prints leads to the same folder again.
  expect(read(out, "csv-health_report_2024_25/latest/HANDOFF.md")).not.toContain("--name");
});

it("it is called as somebody says, and its own commands say so too", async () => {
  const out = ownFolder();
  await assess(out, "operators-2024-25");
  expect(read(out, "operators-2024-25/README.md")).toMatch(/^# Reports of operators-2024-25\n/);
  expect(read(out, "operators-2024-25/latest/HANDOFF.md")).toContain(
    `--out ${out} --name operators-2024-25`,
  );
});

it("it is never an environment's folder, nor a part of one", async () => {
  const out = ownFolder();
  await expect(assess(out, "production")).rejects.toThrow(UserError);
  await expect(assess(out, "production")).rejects.toThrow(/is a declared environment.*--name/);
  await expect(assess(out, "latest")).rejects.toThrow(/cannot be the name of a folder of reports/);
  await expect(assess(out, "../x")).rejects.toThrow(/cannot be the name/);
  expect(readdirSync(out)).toEqual([]);
});

it.each([
  ["sample/health_report_2024_25.csv", "csv-health_report_2024_25"],
  ["C:\\data\\Health Report (2).CSV", "csv-health-report-2"],
  ["production.csv", "csv-production"],
  ["../../..csv", "csv"],
  ["a".repeat(200), `csv-${"a".repeat(60)}`],
])("the name of %j's folder is %j", (file, name) => {
  expect(csvName(file)).toBe(name);
});
