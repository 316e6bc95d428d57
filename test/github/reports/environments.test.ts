import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { publishReports } from "../../../src/jobs/publish/publish.ts";
import { environmentFolder } from "../../../src/jobs/reports/report-folder.ts";
import { mergeHistory } from "../../../src/records/history.ts";
import type { RunRecord } from "../../../src/records/run-record.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { aRecord, aReportFolder, ROLLING, storeOn } from "../../support/github/report-folders.ts";

const SAMPLE = aRecord({ run: "of-sample" });
const PRODUCTION = aRecord({
  ...{ run: "of-production", environment: "production", training: "READY" as const },
});

const publish = (github: GitHub, environment: string, folder: string, base: string | null = null) =>
  publishReports({ folder, environment, message: null, base, ...ROLLING }, storeOn(github));
const below = (reports: Record<string, string>, folder: string) =>
  Object.fromEntries(Object.entries(reports).filter(([path]) => path.startsWith(folder)));
const runsIn = (history = "") =>
  history
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(",")[1]);

describe("the reports of two environments", () => {
  it("stand side by side: neither publication touches the other's, and the index links both", async () => {
    await using github = await startGitHub();
    await publish(github, "sample", aReportFolder(SAMPLE));
    const before = below(await github.reports(), "reports/sample/");
    await publish(github, "production", aReportFolder(PRODUCTION, {}, "production"));
    const reports = await github.reports();
    expect(below(reports, "reports/sample/")).toEqual(before);
    expect(Object.keys(before)).toHaveLength(4);
    expect(runsIn(reports["reports/production/history/health_history.csv"])).toEqual([
      "of-production",
    ]);
    const index = reports["reports/README.md"];
    expect(index).toMatch(
      /\| production +\| READY .*\[handoff\]\(production\/latest\/HANDOFF.md\)/,
    );
    expect(index).toMatch(/\| sample +\| BLOCKED .*\[handoff\]\(sample\/latest\/HANDOFF.md\)/);
  });

  it("are not set back by what a checkout held of the other, though nobody knows its commit", async () => {
    await using github = await startGitHub();
    await publish(github, "sample", aReportFolder(aRecord({ run: "newer" })));
    const stale = { "../sample/latest/HANDOFF.md": "# Handoff of an older look\n" };
    const folder = aReportFolder(PRODUCTION, stale, "production");
    expect(readFileSync(join(folder, "sample/latest/HANDOFF.md"), "utf8")).toContain("older");
    await publish(github, "production", folder);
    const reports = await github.reports();
    expect(reports["reports/sample/latest/HANDOFF.md"]).toBe("# Handoff of newer\n");
  });

  it("are all there when both publish at once", async () => {
    await using github = await startGitHub();
    github.faults.latencyMs = 5;
    await Promise.all([
      publish(github, "sample", aReportFolder(SAMPLE)),
      publish(github, "production", aReportFolder(PRODUCTION, {}, "production")),
    ]);
    const reports = await github.reports();
    expect(Object.keys(reports)).toHaveLength(9);
    expect(reports["reports/README.md"]).toMatch(/production[\s\S]*sample/);
  });

  it("are the one environment's that is asked for, or nothing", async () => {
    await using github = await startGitHub();
    const folder = aReportFolder(SAMPLE);
    await expect(publish(github, "production", folder)).rejects.toThrow(
      /holds no reports of production; nothing was published/,
    );
    await expect(publish(github, "../sample", folder)).rejects.toThrow(/cannot be the name/);
    await expect(publish(github, "latest", folder)).rejects.toThrow(/cannot be the name/);
    expect(github.asked).toEqual([]);
  });

  it("show in the index that a record of another version cannot be read, and leave it there", async () => {
    await using github = await startGitHub();
    await github.push({ "reports/other/latest/run.json": '{"schemaVersion": 9}\n' });
    await publish(github, "sample", aReportFolder(SAMPLE));
    const reports = await github.reports();
    expect(reports["reports/README.md"]).toMatch(/\| other +\| UNKNOWN: `run.json` cannot be read/);
    expect(reports["reports/other/latest/run.json"]).toBe('{"schemaVersion": 9}\n');
  });
});

describe("a branch with the reports of an earlier version in its root", () => {
  /** As the version before published them: the sample's newest, and rows of both environments. */
  const old = (record: RunRecord) => ({
    "reports/README.md": "# Reports\n",
    "reports/latest/run.json": JSON.stringify({ ...record, run: "old" }),
    "reports/latest/HANDOFF.md": "# Handoff of old\n",
    "reports/handoffs/HANDOFF-2026-01-20-sample.md": "then\n",
    "reports/handoffs/HANDOFF-2026-01-20-production.md": "theirs\n",
    "reports/history/health_history.csv": mergeHistory(
      mergeHistory(null, aRecord({ run: "old" })),
      aRecord({ run: "old-theirs", environment: "production" }),
    ),
  });

  /** The checkout that a validation began with, after it took over what is its own. */
  async function checkedOut(github: GitHub, record: RunRecord): Promise<string> {
    const folder = aReportFolder(record, {}, record.environment);
    const files = Object.entries(await github.reports());
    for (const [path, text] of files) {
      const file = join(folder, path.slice("reports/".length));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    await environmentFolder(folder, record.environment);
    return folder;
  }

  it("loses what the environment takes over, in the commit that brings it into the environment's folder", async () => {
    await using github = await startGitHub();
    await github.push(old(SAMPLE));
    await publish(github, "sample", await checkedOut(github, SAMPLE));
    const reports = await github.reports();
    expect(Object.keys(reports).sort()).toEqual([
      "reports/README.md",
      "reports/handoffs/HANDOFF-2026-01-20-production.md",
      "reports/history/health_history.csv",
      "reports/sample/handoffs/HANDOFF-2026-01-20-sample.md",
      "reports/sample/history/health_history.csv",
      "reports/sample/latest/HANDOFF.md",
      "reports/sample/latest/gaps.csv",
      "reports/sample/latest/run.json",
    ]);
    expect(runsIn(reports["reports/sample/history/health_history.csv"])).toEqual([
      ...["of-sample", "old"],
    ]);
    expect(runsIn(reports["reports/history/health_history.csv"])).toEqual(["old-theirs"]);
    expect(await github.commits()).toHaveLength(3);
  });

  it("keeps the newest reports in its root while they are another environment's", async () => {
    await using github = await startGitHub();
    await github.push(old(SAMPLE));
    await publish(github, "production", await checkedOut(github, PRODUCTION));
    const reports = await github.reports();
    expect(reports["reports/latest/HANDOFF.md"]).toBe("# Handoff of old\n");
    expect(runsIn(reports["reports/history/health_history.csv"])).toEqual(["old"]);
    expect(runsIn(reports["reports/production/history/health_history.csv"])).toEqual([
      ...["of-production", "old-theirs"],
    ]);
    expect(reports["reports/README.md"]).toMatch(
      /\| sample +\| BLOCKED .*\]\(latest\/HANDOFF.md\)/,
    );
    expect(Object.keys(reports)).not.toContain("reports/handoffs/HANDOFF-2026-01-20-production.md");
  });

  it("keeps what is newer than a run that comes late", async () => {
    await using github = await startGitHub();
    await github.push(old({ ...SAMPLE, asOf: "2026-03-01T12:00:00.000Z" }));
    await publish(github, "sample", aReportFolder(SAMPLE));
    const reports = await github.reports();
    expect(reports["reports/latest/HANDOFF.md"]).toBe("# Handoff of old\n");
    expect(reports["reports/README.md"]).toMatch(/2026-03-01T12:00:00Z .*\]\(latest\/HANDOFF.md\)/);
  });

  it("is left in peace by the second publication", async () => {
    await using github = await startGitHub();
    await github.push(old(SAMPLE));
    const folder = await checkedOut(github, SAMPLE);
    await publish(github, "sample", folder);
    expect(await publish(github, "sample", folder)).toMatchObject({ committed: false });
  });
});
