import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeHistory } from "../../../src/records/history.ts";
import { type RunRecord, runRecord } from "../../../src/records/run-record.ts";
import { renderReportsIndex } from "../../../src/render/reports/index.ts";
import { aProvenance, broken, healthy, unread } from "../../support/assessments.ts";
import { season2024 } from "../../support/csv-assessment.ts";
import { outsideCode, tablesOf } from "../../support/markdown.ts";

const FILES = [
  "history/health_history.csv",
  "latest/HANDOFF.md",
  "latest/SEASON.md",
  "latest/badge.json",
  "latest/badge.svg",
  "latest/gaps.csv",
  "latest/health.csv",
  "latest/heatmap-dark.svg",
  "latest/heatmap-light.svg",
  "latest/run.json",
];

const aRecord = (over: Partial<RunRecord> = {}): RunRecord => ({
  ...runRecord(broken(), aProvenance()),
  ...over,
});

/** Runs in order of time, the last one the latest. */
const indexOf = (records: readonly RunRecord[], files: readonly string[] = FILES): string =>
  renderReportsIndex({
    name: "sample",
    latest: records.at(-1) ?? aRecord(),
    history: records.reduce((text, one) => mergeHistory(text, one), mergeHistory(null, aRecord())),
    files,
  });

/** A run that looked from the first date up to the day before it. */
const aNightly = (date: number, over: Partial<RunRecord> = {}): RunRecord =>
  aRecord({
    run: `run-${date}`,
    asOf: `2026-01-${date}T12:00:00.000Z`,
    range: { first: "2024-10-22", last: `2026-01-${date - 1}` },
    ...over,
  });

const trendOf = (markdown: string): string[][] => {
  const rows = tablesOf(markdown.slice(markdown.indexOf("## Trend")))[0] ?? [];
  return rows.slice(2);
};

describe("the index of the real CSV of 2024-25", () => {
  const record = runRecord(season2024(), aProvenance({ runId: "csv-2025-06-22" }));

  it("is the one that was looked at", async () => {
    const text = renderReportsIndex({
      name: "operators-2024-25",
      latest: record,
      history: mergeHistory(null, record),
      files: FILES,
    });
    await expect(text).toMatchFileSnapshot("golden/index-2024-25-csv.md");
  });
});

describe("the latest state", () => {
  it("stands first, with environment, range and figures", () => {
    expect(indexOf([aRecord()])).toContain(
      "**Model training is BLOCKED.** Environment sample, 4 game dates from 2025-10-21 to 2026-01-11, as of 2026-02-01T12:00:00Z. Average health score 90.0: 2 excellent, 2 good, 0 fair and 0 poor.",
    );
  });

  it("says what could not be read", () => {
    const text = indexOf([runRecord(unread("quota @all"), aProvenance())]);
    expect(text).toContain(
      "> **UNKNOWN: 1 table could not be read, 4 cells: prediction_grades.** Nothing here says that these are well.",
    );
    expect(text).not.toContain("@all");
    expect(text).toContain("Average health score 100.0 (80.0 to 100.0): 4 excellent,");
  });

  it("names the first of many tables that could not be read", () => {
    const tables = ["a", "b", "c", "d", "e", "f", "g"];
    const record = aRecord({ unread: tables.map((table) => ({ table, cells: 1, error: "x" })) });
    expect(indexOf([record])).toContain("a, b, c, d, e and 2 more.**");
  });

  it("says so where there is no score and nothing is expected", () => {
    const text = indexOf([aRecord({ averageScore: null, completionPct: null })]);
    expect(text).toContain("Average health score no score");
    expect(text).toContain("Nothing that training needs is expected.");
  });

  it("has a sentence where there are no findings", () => {
    expect(indexOf([runRecord(healthy(), aProvenance())])).toContain(
      "None: every cell that was expected is there.",
    );
    expect(indexOf([{ ...runRecord(unread(), aProvenance()), findings: [] }])).toContain(
      "None among the cells that could be read.",
    );
  });
});

describe("files", () => {
  it("are linked from the folder of the index, each with what it is", () => {
    const text = indexOf([aRecord()]);
    for (const file of FILES) expect(text).toContain(`[${file}](${file}) `);
    expect(text).toContain(
      "Start with [HANDOFF.md](latest/HANDOFF.md) and [SEASON.md](latest/SEASON.md).",
    );
    expect(text).not.toMatch(/\]\((\/|http)/);
  });

  it("that are not there are not linked, and no picture is shown without both of its files", () => {
    const text = indexOf([aRecord()], ["latest/run.json", "latest/heatmap-light.svg"]);
    expect([...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target)).toEqual([
      "../README.md",
      "latest/run.json",
      "latest/heatmap-light.svg",
    ]);
    expect(text).not.toMatch(/<picture|Start with/);
    expect(indexOf([aRecord()], [])).toContain("None were written.");
  });

  it("that the index does not know come last", () => {
    const text = indexOf([aRecord()], ["zzz (1).txt", "latest/run.json"]);
    expect(text).toMatch(/run\.json\).*\n.*\[zzz \(1\)\.txt\]\(zzz%20%281%29\.txt\)/);
  });

  it("show the calendar for light and dark pages, with its content in words", () => {
    expect(indexOf([aRecord()])).toContain(
      [
        "<picture>",
        '  <source media="(prefers-color-scheme: dark)" srcset="latest/heatmap-dark.svg">',
        '  <img src="latest/heatmap-light.svg" alt="Calendar of 4 game dates by health band: 2 excellent, 2 good, 0 fair and 0 poor.">',
        "</picture>",
      ].join("\n"),
    );
  });
});

describe("the trend", () => {
  it("has the newest run first, with its change against the one before", () => {
    const rows = trendOf(
      indexOf([
        aNightly(24, { averageScore: 90.5, completionPct: 82.8 }),
        aNightly(25, {
          averageScore: 91,
          completionPct: 82.8,
          bands: { excellent: 2, good: 0, fair: 0, poor: 3 },
        }),
        aNightly(26, { averageScore: 90.9, completionPct: 80 }),
      ]),
    );
    expect(rows.slice(1).map((row) => [row[0], ...row.slice(4, 7)])).toEqual([
      ["2026-01-26 12:00", "90.9 (-0.1)", "0 (-3)", "80.0 (-2.8)"],
      ["2026-01-25 12:00", "91.0 (+0.5)", "3 (+3)", "82.8"],
      ["2026-01-24 12:00", "90.5", "0", "82.8"],
    ]);
  });

  it.each<[string, Partial<RunRecord>]>([
    ["another environment", { environment: "production" }],
    ["another policy", { policy: "expected" }],
    ["a range that begins elsewhere", { range: { first: "2025-10-21", last: "2026-01-24" } }],
    ["a narrower range", { range: { first: "2024-10-22", last: "2024-11-04" } }],
  ])("compares with no run of %s", (_, over) => {
    const rows = trendOf(
      indexOf([aNightly(25, { averageScore: 50, ...over }), aNightly(26, { averageScore: 60 })]),
    );
    expect(rows[1]?.[4]).toBe("60.0");
  });

  it("compares two looks at one narrow range", () => {
    const range = { first: "2024-10-22", last: "2024-11-04" };
    const rows = trendOf(
      indexOf([
        aNightly(25, { range, averageScore: 40 }),
        aNightly(26, { range, averageScore: 60 }),
      ]),
    );
    expect(rows[1]?.[4]).toBe("60.0 (+20.0)");
  });

  it("marks a change of the configuration between the two", () => {
    const rows = trendOf(indexOf([aNightly(25, { configHash: "other" }), aNightly(26)]));
    expect(rows.slice(1).map((row) => row[3])).toEqual(["BLOCKED \\*", "BLOCKED"]);
  });

  it("shows ten runs and says how many are older", () => {
    const text = indexOf(Array.from({ length: 14 }, (_, index) => aNightly(11 + index)));
    expect(trendOf(text)).toHaveLength(10);
    expect(text).toContain("5 older runs in the history.");
  });

  it("has a sentence where nothing was recorded", () => {
    const header = mergeHistory(null, aRecord()).split("\n")[0] ?? "";
    for (const history of ["", `${header}\n`])
      expect(
        renderReportsIndex({ name: "sample", latest: aRecord(), history, files: FILES }),
      ).toContain("No run has been recorded yet.");
  });
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("|", "\\", "`", "``", "\n", "\u2028", "@all", "#17", "GH-17", "<b>", "<!--"),
      fc.constantFrom(
        "](https://x.test)",
        "www.x.test",
        "![i](x)",
        "-->",
        ":tada:",
        ",",
        '"',
        "-1",
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => `@all${parts.join("")}`);

describe("text from outside", () => {
  const csvField = (text: string): string => `"${text.replaceAll('"', '""')}"`;

  function everywhere(text: string): string {
    const [header = ""] = mergeHistory(null, aRecord()).split("\n");
    const row = header.split(",").map(() => csvField(text));
    const dated = ["2026-01-26T12:00:00.000Z", ...row.slice(1)];
    const latest = aRecord({
      run: text,
      environment: text,
      warehouse: text,
      unread: [{ table: text, cells: 1, error: text }],
      findings: aRecord().findings.map((finding) => ({ ...finding, title: text })),
    });
    const history = [header, row.join(","), dated.join(","), `${csvField(text)},${csvField(text)}`];
    const csv = `${history.join("\n")}\n`;
    return renderReportsIndex({ name: "sample", latest, history: csv, files: FILES });
  }

  it("breaks no table, calls nobody, refers to nothing and is no HTML of its own", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = everywhere(text);
        for (const [header, ...rows] of tablesOf(markdown))
          for (const row of rows) expect(row.length, row.join(" | ")).toBe(header?.length);
        const outside = outsideCode(markdown).replace(
          /<!-- Written by.*-->|<\/?(picture|source|img).*>/g,
          "",
        );
        expect(outside).not.toMatch(/@all|(^|\W)#\d|GH-\d|<[a-z!/]|x\.test|:tada:/i);
        expect(markdown.match(/^#+ .*/gm)).toEqual([
          "# Reports of sample",
          "## Findings",
          "## Trend",
          "## Files",
        ]);
      }),
    );
  });
});
