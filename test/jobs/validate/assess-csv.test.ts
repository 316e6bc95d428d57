import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../support/pipeline.ts";
import { run } from "../../support/repair/repairs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const REAL = join(ROOT, "sample/health_report_2024_25.csv");
const LINES = readFileSync(REAL, "utf8").replaceAll("\r\n", "\n").trimEnd().split("\n");
const COLUMNS = (LINES[0] ?? "").split(",");

/** What `assess` says and writes of the operators' report, with fields changed by line of the file. */
async function assessed(changes: Readonly<Record<number, Readonly<Record<string, string>>>> = {}) {
  const folder = ownFolder();
  const given = LINES.map((line, index) => {
    const change = changes[index + 1] ?? {};
    const fields = line.split(",").map((field, at) => change[COLUMNS[at] ?? ""] ?? field);
    return fields.join(",");
  });
  const file = join(folder, "report.csv");
  writeFileSync(file, `${given.join("\n")}\n`);
  const said = await run(["assess", file, "--out", join(folder, "out")]);
  const latest = (name: string) =>
    readFileSync(join(folder, "out", "csv-report", "latest", name), "utf8");
  return { ...said, file, given: `${given.join("\n")}\n`, latest };
}

describe("assessing the operators' report of 2024-25", () => {
  it("finds no contradiction, writes it back as it is, and has both averages", async () => {
    const { out, given, latest } = await assessed();
    expect(latest("health.csv")).toBe(given);
    expect(out).toContain("Average 77.1: excellent 0, good 199, fair 0, poor 14\n");
    expect(out).toContain("Average of the file's own health_score, without a cap: 77.1\n");
    expect(out).not.toContain("contradicts");
    expect(latest("SEASON.md")).toContain(
      "The operators' average, by the file's own health_score and without a cap: **77.1**.",
    );
    expect(latest("HANDOFF.md")).toMatch(
      /\| average of health_score in the CSV, not capped \| 77\.1 +\|/,
    );
    expect(JSON.parse(latest("run.json"))).toMatchObject({
      ...{ averageScore: 77.1, reportedAverage: 77.1 },
    });
  });

  it("has the uncapped average beside the capped one where they differ", async () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [n + 60, { health_score: "172.5" }]),
    );
    const { out, latest } = await assessed(doubled);
    expect(out).toContain("Average 77.1: ");
    expect(out).toContain("Average of the file's own health_score, without a cap: 120.5\n");
    expect(JSON.parse(latest("run.json"))).toMatchObject({
      ...{ averageScore: 77.1, reportedAverage: 120.5 },
    });
  });

  it("says over how many dates the file's own average is, where some have no score", async () => {
    const { out } = await assessed({ 70: { health_score: "N/A" } });
    expect(out).toContain("without a cap: 77.1 (of 212 of 213 dates)\n");
  });

  it("writes -1 back as -1, shows the score's bounds, and ends with 3", async () => {
    const { code, out, given, latest } = await assessed({
      70: { scheduled_games: "-1" },
      80: { pdc: "-1", unique_players: "-1" },
      90: { total_graded: "-1", total_predictions: "-1" },
    });
    expect(code).toBe(3);
    expect(latest("health.csv")).toBe(given);
    expect(out).toMatch(
      /^Average 77\.\d \(\d\d\.\d to \d\d\.\d\): .*, unknown 1, the band of 2 dates not certain$/m,
    );
    expect(latest("SEASON.md")).toContain("with at least 13");
    expect(latest("gaps.csv")).toMatch(/^\S+,precompute,pdc,unknown,,,,,,rows,,the CSV says -1/m);
  });

  it("names the line, the columns and the values of what contradicts itself", async () => {
    const { code, out, file, latest } = await assessed({ 62: { phase4_completion: "2/4" } });
    expect(code).toBe(1);
    const [date = ""] = (LINES[61] ?? "").split(",");
    expect(out).toContain(
      `P1 1 date: phase4_completion contradicts other columns: not what the columns of its feature sets say (${date})`,
    );
    const { diagnoses } = JSON.parse(latest("run.json"));
    const [found] = diagnoses.filter(({ cause }: { cause: string }) => cause.startsWith("contra"));
    expect(found.evidence[0]).toMatch(
      new RegExp(`^${file}, line 62, ${date}: phase4_completion 2/4, and 4 of its 4 columns have`),
    );
    expect(latest("HANDOFF.md")).toContain(`line 62, ${date}: phase4_completion 2/4, and 4`);
  });
});
