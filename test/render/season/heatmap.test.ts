import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { addDays } from "../../../src/dates/civil-date.ts";
import { type Assessment, assess } from "../../../src/findings/assess/assess.ts";
import type { Cell } from "../../../src/grid/grid.ts";
import { calendarRows, type Mark } from "../../../src/render/season/calendar.ts";
import { renderHeatmap } from "../../../src/render/season/heatmap.ts";
import {
  KINDS,
  LETTERS,
  PALETTES,
  type Swatch,
} from "../../../src/render/season/heatmap-palette.ts";
import { season2024 } from "../../support/csv-assessment.ts";
import { aCell, aDay, aMissing, anUnknown, gridOfCells } from "../../support/grids.ts";
import { ROOT } from "../../support/pipeline.ts";
import { aPipeline, aTable, day } from "../../support/pipelines/declarations.ts";

const THEMES = ["light", "dark"] as const;
const STAGES = ["one", "two", "three", "four", "five", "six"];

/** A score of 100 less 16.7 a missing table, by six stages of one table; `watched` scores nothing. */
const pipeline = aPipeline({
  tables: [...STAGES.map((id) => aTable({ id })), aTable({ id: "watched", shadow: true })],
  score: {
    stages: STAGES.map((id) => ({ id, kind: "any" as const, table: id })),
    bands: { excellent: 90, good: 70, fair: 50 },
  },
});

type Tables = Readonly<Record<string, Partial<Cell>>>;

/** Dates of 2025-26 with the cells that differ from complete. */
function dates(dated: Readonly<Record<string, Tables>>): Assessment {
  const days = Object.keys(dated)
    .sort()
    .map((date) => aDay({ date: day(date), season: date < "2025-09-01" ? "2024-25" : "2025-26" }));
  const columns = pipeline.tables.map(({ id }) => [
    id,
    days.map(({ date }) => aCell({ date, ...dated[date]?.[id] })),
  ]);
  return assess(gridOfCells(Object.fromEntries(columns), { pipeline, days }));
}

const without = (cell: Partial<Cell>, ...ids: string[]): Tables =>
  Object.fromEntries(ids.map((id) => [id, cell]));
const absent: Partial<Cell> = { state: "expected-absent", reason: "waived" };
const unread: Partial<Cell> = anUnknown();
const missing: Partial<Cell> = { state: "missing", rows: 0 };

/** A date of each kind, a date of the season before, and a blank date between. */
const oneOfEach = () =>
  dates({
    "2025-06-22": {},
    "2025-10-21": {},
    "2025-10-22": without(missing, "one"),
    "2025-10-23": without(missing, "one", "two"),
    "2025-10-25": without(missing, "one", "two", "three", "four"),
    "2025-10-26": without(unread, "one"),
    "2025-10-27": { ...without(missing, ...STAGES.slice(1)), one: unread },
    "2025-10-28": without(absent, ...STAGES),
    "2025-11-01": { watched: unread },
  });

const marksOf = (assessment: Assessment): Mark[] =>
  calendarRows(assessment).flatMap(({ marks }) => marks);

describe("the marks of the calendar", () => {
  it("stand in the week and on the weekday of their date, weeks from Sunday", () => {
    const rows = calendarRows(oneOfEach());
    expect(rows.map(({ marks }) => marks.map(({ week, weekday }) => [week, weekday]))).toEqual([
      [[0, 0]],
      [
        [0, 2],
        [0, 3],
        [0, 4],
        [0, 6],
        [1, 0],
        [1, 1],
        [1, 2],
        [1, 6],
      ],
    ]);
  });

  it("say the band, and unknown where what could not be read decides it", () => {
    expect(marksOf(oneOfEach()).map(({ kind }) => kind)).toEqual([
      "excellent",
      "excellent",
      "good",
      "fair",
      "poor",
      "unknown",
      "poor",
      "absent",
      "excellent",
    ]);
  });

  it("say beside a band that holds that part of the date could not be read, watched tables left out", () => {
    expect(marksOf(oneOfEach()).map(({ partlyUnread }) => partlyUnread)).toEqual([
      ...[false, false, false, false, false, false],
      ...[true, false, false],
    ]);
  });

  it("have their months over the week of its first day", () => {
    const [row] = calendarRows(
      dates({ "2025-10-21": {}, "2025-11-02": {}, "2025-12-01": {}, "2026-01-03": {} }),
    );
    expect(row?.months).toEqual([
      { week: 0, name: "Oct" },
      { week: 1, name: "Nov" },
      { week: 6, name: "Dec" },
      { week: 10, name: "Jan" },
    ]);
    expect(row?.weeks).toBe(11);
  });

  it("keep their weekday over a change of the clock and of the year", () => {
    const [row] = calendarRows(
      dates({
        "2025-10-31": {},
        "2025-11-07": {},
        "2025-12-26": {},
        "2026-01-02": {},
        "2026-03-13": {},
      }),
    );
    expect(row?.marks.map(({ week, weekday }) => [week, weekday])).toEqual([
      [0, 5],
      [1, 5],
      [8, 5],
      [9, 5],
      [19, 5],
    ]);
  });

  it("go on in another row after 53 weeks", () => {
    const days = Array.from({ length: 60 }, (_, week) =>
      aDay({ date: addDays(day("2025-10-19"), week * 7) }),
    );
    const rows = calendarRows(
      assess(gridOfCells({ box_scores: days.map(({ date }) => aCell({ date })) }, { days })),
    );
    expect(rows.map(({ weeks, marks }) => [weeks, marks.length])).toEqual([
      [53, 53],
      [7, 7],
    ]);
    expect(rows.map(({ title }) => title)).toEqual([
      "2025-10-19 to 2026-12-06: 60 game dates, average 100.0",
      "continued",
    ]);
  });
});

/** The letters that stand in the squares of the calendar and of the legend. */
const lettersIn = (svg: string): string[] =>
  [...svg.matchAll(/font-weight="bold"[^>]*>([EGFP?-]\??)</g)].map(([, letter]) => letter ?? "");

describe("the picture", () => {
  it.each(THEMES)("of the real 2024-25 is the one that was looked at, %s", async (theme) => {
    await expect(renderHeatmap(season2024(), theme)).toMatchFileSnapshot(
      `golden/heatmap-2024-25-${theme}.svg`,
    );
  });

  it.each(THEMES)("of a date of each kind is the one that was looked at, %s", async (theme) => {
    await expect(renderHeatmap(oneOfEach(), theme)).toMatchFileSnapshot(
      `golden/heatmap-kinds-${theme}.svg`,
    );
  });

  it("has a letter in each square, so that colour is not all that says the band", async () => {
    const letters = lettersIn(renderHeatmap(oneOfEach(), "light"));
    expect(letters.slice(0, 9).sort()).toEqual(["-", "?", "E", "E", "E", "F", "G", "P", "P?"]);
    expect(letters.slice(9)).toEqual(
      ["E", "G", "F", "P", "-", "?"].sort((a, b) => order(a) - order(b)),
    );
  });

  it("explains each mark in words, with the number of its dates", async () => {
    const svg = renderHeatmap(oneOfEach(), "dark");
    for (const words of [
      "excellent (3)",
      "good (1)",
      "fair (1)",
      "poor (2)",
      "unknown: could not be read (1)",
      "nothing expected (1)",
      "Blank: no games on the date.",
      "A ? behind a letter (1): part of the date could not be read;",
    ])
      expect(svg).toContain(`>${words}<`);
  });

  it("says of each field its date and score, for a pointer that rests on it", async () => {
    const svg = renderHeatmap(oneOfEach(), "light");
    const titles = [...svg.matchAll(/<title>(\d.*?)<\/title>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      "2025-06-22: excellent, 100.0",
      "2025-10-21: excellent, 100.0",
      "2025-10-22: good, 83.3",
      "2025-10-23: fair, 66.7",
      "2025-10-25: poor, 33.3",
      "2025-10-26: unknown: could not be read, 100.0 (83.3 to 100.0)",
      "2025-10-27: poor, 0.0 (0.0 to 16.7)",
      "2025-10-28: nothing expected",
      "2025-11-01: excellent, 100.0",
    ]);
  });

  it("outlines what is unknown with dashes", async () => {
    const svg = renderHeatmap(oneOfEach(), "light");
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2);
  });

  it("says itself in words to a screen reader", async () => {
    expect(renderHeatmap(season2024(), "light")).toMatch(
      /^<svg [^>]*role="img" aria-label="Calendar of 213 game dates by health band: 0 excellent, 199 good, 0 fair, 14 poor, 0 unknown\."/,
    );
  });

  it("is there without a date, too", async () => {
    const svg = renderHeatmap(assess(gridOfCells({ box_scores: [] })), "light");
    expect(svg).toContain(">No game dates.<");
    expect(svg).toContain("Calendar of 0 game dates");
  });

  it("fits a page, also with the widest rows", async () => {
    const days = Array.from({ length: 53 }, (_, week) =>
      aDay({ date: addDays(day("2025-10-19"), week * 7) }),
    );
    const wide = assess(
      gridOfCells({ box_scores: days.map(({ date }) => aCell({ date })) }, { days }),
    );
    for (const assessment of [wide, season2024(), oneOfEach()]) {
      const [, width] = /^<svg [^>]*width="(\d+)"/.exec(renderHeatmap(assessment, "light")) ?? [];
      expect(Number(width)).toBeGreaterThan(600);
      expect(Number(width)).toBeLessThanOrEqual(900);
    }
  });

  it("carries nothing that the configuration or an error says", async () => {
    const text = "<script>@all";
    const assessment = assess(
      gridOfCells(
        { box_scores: [aMissing()], gamebook: [anUnknown({ reason: text })] },
        {
          environment: text,
          days: [aDay({ season: text })],
          pipeline: aPipeline({
            name: text,
            tables: [aTable({ title: text }), aTable({ id: "gamebook", title: text })],
          }),
        },
      ),
    );
    const svg = renderHeatmap(assessment, "light");
    expect(svg).not.toMatch(/<script|@all/);
  });
});

const order = (letter: string): number => KINDS.findIndex((kind) => LETTERS[kind] === letter);

describe("the same bytes", () => {
  it.each(THEMES)("come twice from one process, %s", async (theme) => {
    const [one, two] = [renderHeatmap(season2024(), theme), renderHeatmap(season2024(), theme)];
    expect(two).toBe(one);
    const [three, four] = await Promise.all([
      renderHeatmap(season2024(), theme),
      renderHeatmap(season2024(), theme),
    ]);
    expect([three, four]).toEqual([one, one]);
  });

  it("come from another process", async () => {
    const from = (file: string) => JSON.stringify(pathToFileURL(join(ROOT, file)).href);
    const program = `
      import { renderHeatmap } from ${from("src/render/season/heatmap.ts")};
      import { season2024 } from ${from("test/support/csv-assessment.ts")};
      process.stdout.write(renderHeatmap(season2024(), "dark"));`;
    const args = ["--input-type=module", "--eval", program];
    const svg = execFileSync(process.execPath, args, { encoding: "utf8", cwd: ROOT });
    expect(svg).toBe(renderHeatmap(season2024(), "dark"));
  });
});

describe("colours", () => {
  const luminance = (colour: string): number => {
    const parts = [1, 3, 5].map((at) => {
      const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
  };
  const contrast = (a: string, b: string): number => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const PAGES = { light: "#ffffff", dark: "#0d1117" };
  const pairs = THEMES.flatMap((theme) => KINDS.map((kind) => [theme, kind] as const));

  it.each(pairs)("can be read: letter and outline, %s %s", (theme, kind) => {
    const { fill, line, ink }: Swatch = PALETTES[theme][kind];
    expect(contrast(ink, fill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(line, PAGES[theme])).toBeGreaterThanOrEqual(3);
  });

  it.each(THEMES)("can be read: words, %s", (theme) => {
    for (const text of [PALETTES[theme].text, PALETTES[theme].quiet])
      expect(contrast(text, PAGES[theme])).toBeGreaterThanOrEqual(4.5);
  });
});
