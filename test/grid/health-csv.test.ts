import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../src/dates/civil-date.ts";
import { UserError } from "../../src/errors.ts";
import {
  HEALTH_COLUMNS,
  type HealthRow,
  parseHealthCsv,
  writeHealthCsv,
} from "../../src/grid/health-csv.ts";
import { day } from "../support/pipelines/declarations.ts";

const aRow = (over: Partial<HealthRow> = {}): HealthRow => ({
  game_date: day("2026-01-10"),
  health_score: 93.3,
  scheduled_games: 6,
  bdl_box_scores: 6,
  nbac_gamebook: 6,
  player_game_summary: 126,
  team_defense: 12,
  upcoming_context: 204,
  pdc: 204,
  psza: 204,
  pcf: 204,
  mlfs: 204,
  tdza: 30,
  phase4_completion: { done: 5, expected: 5 },
  total_predictions: 120,
  unique_players: 120,
  unique_systems: 1,
  total_graded: 100,
  grading_coverage_pct: 83.3,
  win_rate: 51,
  ...over,
});

const count = fc.oneof(fc.nat(100_000), fc.constant(null));
const percent = fc.oneof(
  fc.nat(10_000).map((tenths) => tenths / 10),
  fc.constant(null),
);
const anyRow: fc.Arbitrary<HealthRow> = fc
  .record({
    scheduled_games: count,
    bdl_box_scores: count,
    mlfs: count,
    total_graded: count,
    health_score: percent,
    grading_coverage_pct: percent,
    win_rate: percent,
    phase4_completion: fc
      .tuple(fc.nat(20), fc.nat(20))
      .map(([done, more]) => ({ done, expected: done + more + 1 })),
  })
  .map(aRow);
const anyReport = fc
  .uniqueArray(fc.nat(2000), { maxLength: 20 })
  .chain((days) =>
    fc.tuple(
      ...days.map((n) =>
        anyRow.map((row) => ({ ...row, game_date: addDays(day("2024-10-22"), n) })),
      ),
    ),
  );

describe("writing the 20 columns", () => {
  it("prints what can be read back, sorted by date, whatever the order", () => {
    fc.assert(
      fc.property(anyReport, (rows) => {
        const sorted = [...rows].sort((a, b) => (a.game_date < b.game_date ? -1 : 1));
        const read = parseHealthCsv(writeHealthCsv(rows), "h.csv");
        expect(read.map(({ row }) => row)).toEqual(sorted);
      }),
    );
  });

  it("prints one decimal, -1 for an unread count and N/A for an unread share", () => {
    const text = writeHealthCsv([
      aRow({ health_score: 66.66, bdl_box_scores: null, win_rate: null, grading_coverage_pct: 0 }),
    ]);
    expect(text.split("\n")[1]).toBe(
      "2026-01-10,66.7,6,-1,6,126,12,204,204,204,204,204,30,5/5,120,120,1,100,0.0,N/A",
    );
  });

  it("gives the same bytes for the same rows", () => {
    const rows = [aRow(), aRow({ game_date: day("2026-01-11") })];
    expect(writeHealthCsv([...rows].reverse())).toBe(writeHealthCsv(rows));
  });
});

describe("reading the 20 columns", () => {
  const good = writeHealthCsv([aRow(), aRow({ game_date: day("2026-01-11") })]);
  /** What is said about the good text with one column of its second row replaced. */
  const complaint = (column: string, value: string) => {
    const lines = good.trimEnd().split("\n");
    const cells = (lines[2] ?? "").split(",");
    cells[HEALTH_COLUMNS.indexOf(column as "mlfs")] = value;
    return complaintOf([lines[0], lines[1], cells.join(",")].join("\n"));
  };
  const complaintOf = (text: string) => {
    try {
      parseHealthCsv(text, "h.csv");
      return "no complaint";
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      return (error as Error).message;
    }
  };

  it.each([
    [
      "mlfs",
      "many",
      'h.csv, line 3, mlfs: "many" is not a count; whole numbers from 0, or -1 for unread',
    ],
    [
      "mlfs",
      "-2",
      'h.csv, line 3, mlfs: "-2" is not a count; whole numbers from 0, or -1 for unread',
    ],
    [
      "mlfs",
      "1.5",
      'h.csv, line 3, mlfs: "1.5" is not a count; whole numbers from 0, or -1 for unread',
    ],
    ["mlfs", "", 'h.csv, line 3, mlfs: "" is not a count; whole numbers from 0, or -1 for unread'],
    ["win_rate", "51%", 'h.csv, line 3, win_rate: "51%" is not a number from 0, or N/A'],
    ["health_score", "1e3", 'h.csv, line 3, health_score: "1e3" is not a number from 0, or N/A'],
    [
      "phase4_completion",
      "5",
      'h.csv, line 3, phase4_completion: "5" is not done/expected, such as 4/5',
    ],
    [
      "phase4_completion",
      "5/0",
      'h.csv, line 3, phase4_completion: "5/0" is not done/expected, such as 4/5',
    ],
    [
      "phase4_completion",
      "6/5",
      'h.csv, line 3, phase4_completion: "6/5" has more done than expected',
    ],
    ["game_date", "2026-02-30", 'h.csv, line 3, game_date: "2026-02-30" is not a calendar day'],
    ["game_date", "2026-01-10", "h.csv, line 3, game_date: 2026-01-10 comes twice"],
    ["game_date", "2026-01-09", "h.csv, line 3, game_date: 2026-01-09 comes after 2026-01-10"],
  ])("refuses %s %j, with line and column", (column, value, message) => {
    expect(complaint(column, value)).toBe(message);
  });

  it("refuses another header, and a file without one", () => {
    expect(complaintOf("game_date,score\n2026-01-10,5\n")).toMatch(
      /^h\.csv, line 1, header: must be the 20 columns/,
    );
    expect(complaintOf("")).toMatch(/^h\.csv, line 1, header/);
  });

  it("refuses a row that is cut off", () => {
    expect(complaintOf(good.trimEnd().slice(0, -20))).toMatch(
      /^h\.csv, line 3, row: has \d+ values where the header has 20$/,
    );
  });

  it("refuses what is not CSV", () => {
    expect(complaintOf(`${good}"open quote`)).toMatch(/^h\.csv is not CSV/);
  });

  it("counts blank lines among the lines it names", () => {
    const [header, first, second] = good.trimEnd().split("\n");
    expect(complaintOf([header, first, "", second?.replace("5/5", "5")].join("\n"))).toMatch(
      /^h\.csv, line 4, phase4_completion/,
    );
  });

  it("takes the line ends and the mark that spreadsheets write", () => {
    expect(parseHealthCsv(`\uFEFF${good.replaceAll("\n", "\r\n")}`, "h.csv")).toEqual(
      parseHealthCsv(good, "h.csv"),
    );
  });
});
