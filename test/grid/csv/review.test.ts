import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assess } from "../../../src/findings/assess/assess.ts";
import { gridFromCsv } from "../../../src/grid/csv/from-csv.ts";
import { healthRows } from "../../../src/grid/csv/rows.ts";
import { HEALTH_COLUMNS, parseHealthCsv, writeHealthCsv } from "../../../src/grid/health-csv.ts";
import { SHIPPED } from "../../support/pipeline.ts";

type Fields = Partial<Record<(typeof HEALTH_COLUMNS)[number], string>>;

/** A line in which every figure is what the others say. */
const SOUND: Required<Fields> = {
  ...{ game_date: "2026-01-10", health_score: "96.7", scheduled_games: "6" },
  ...{ bdl_box_scores: "6", nbac_gamebook: "5", player_game_summary: "126", team_defense: "12" },
  ...{ upcoming_context: "204", pdc: "204", psza: "204", pcf: "204", mlfs: "204", tdza: "30" },
  ...{ phase4_completion: "5/5", total_predictions: "120", unique_players: "120" },
  ...{ unique_systems: "1", total_graded: "100", grading_coverage_pct: "83.3", win_rate: "51.0" },
};

const text = (...lines: Fields[]) =>
  `${[HEALTH_COLUMNS.join(","), ...lines.map((line) => HEALTH_COLUMNS.map((column) => ({ ...SOUND, ...line })[column]).join(","))].join("\n")}\n`;

const assessed = (...lines: Fields[]) =>
  assess(gridFromCsv(SHIPPED, parseHealthCsv(text(...lines), "old.csv")));

/** What is contradicted, with its evidence. */
const contradicted = (...lines: Fields[]) =>
  assessed(...lines)
    .diagnoses.filter(({ finding }) => finding.kind === "contradiction")
    .map(({ finding, evidence }) => [`${finding.priority} ${finding.subject}`, ...evidence]);

const writtenBack = (...lines: Fields[]) => {
  const { grid, scores } = assessed(...lines);
  return writeHealthCsv(healthRows(grid, scores));
};

describe("a CSV that does not contradict itself", () => {
  const shares = ["health_score", "grading_coverage_pct", "win_rate"];
  const counts = HEALTH_COLUMNS.filter(
    (column) => ![...shares, "game_date", "phase4_completion"].includes(column),
  );

  it("has no such finding", () => {
    expect(contradicted({})).toEqual([]);
    expect(
      contradicted({
        ...{ pdc: "0", phase4_completion: "4/5", health_score: "92.7" },
      }),
    ).toEqual([]);
  });

  it.each(counts)("is written back with -1 where %s could not be read", (column) => {
    expect(writtenBack({ [column]: "-1" })).toBe(text({ [column]: "-1" }));
    expect(contradicted({ [column]: "-1" })).toEqual([]);
  });

  it("is written back as it was whatever could not be read", () => {
    const line = fc
      .tuple(fc.subarray(counts), fc.subarray(shares.slice(1)))
      .map(([unread, none]) => ({
        ...Object.fromEntries(unread.map((column) => [column, "-1"])),
        // A share of what was read is a contradiction where it is not given.
        ...(unread.includes("total_graded")
          ? Object.fromEntries(none.map((column) => [column, "N/A"]))
          : {}),
      }));
    fc.assert(
      fc.property(line, (fields) => {
        expect(writtenBack(fields, { game_date: "2026-01-11" })).toBe(
          text(fields, { game_date: "2026-01-11" }),
        );
      }),
    );
  });

  it("is not over-counted, and expects no 0, where what it is measured by is -1", () => {
    const { grid, findings } = assessed({ total_predictions: "-1" });
    expect(findings.filter(({ kind }) => kind === "over-count")).toEqual([]);
    expect(grid.columns.get("prediction_grades")?.[0]).toMatchObject({
      ...{ state: "complete", expected: null },
    });
    const unscheduled = assessed({ scheduled_games: "-1" }).grid;
    expect(unscheduled.columns.get("bdl_box_scores")?.[0]?.expected).toBeNull();
    expect(unscheduled.columns.get("pcf")?.[0]?.expected).toBeNull();
  });

  it("may count its feature sets without mlfs, on some of its dates", () => {
    const without = { phase4_completion: "4/4", mlfs: "0" };
    expect(contradicted(without, { game_date: "2026-01-11" })).toEqual([]);
    expect(writtenBack(without, { game_date: "2026-01-11" })).toBe(
      text(without, { game_date: "2026-01-11" }),
    );
  });
});

describe("a figure that others of its line contradict", () => {
  it.each<[Fields, ...string[]][]>([
    [
      [
        { phase4_completion: "3/5" },
        "P1 phase4_completion",
        "phase4_completion 3/5, and 5 of its 5 columns have rows (tdza 30, psza 204, pdc 204, pcf 204, mlfs 204).",
      ],
    ],
    [
      [
        { phase4_completion: "5/5", pdc: "0", psza: "-1", health_score: "92.7" },
        "P1 phase4_completion",
        "phase4_completion 5/5, and 3 of its 5 columns have rows (tdza 30, psza -1, pdc 0, pcf 204, mlfs 204).",
      ],
    ],
    [
      [
        { phase4_completion: "5/6" },
        "P1 phase4_completion",
        "phase4_completion 5/6, and there are 5 columns of feature sets (tdza 30, psza 204, pdc 204, pcf 204, mlfs 204).",
      ],
    ],
    [
      [
        { unique_players: "121" },
        "P1 unique_players",
        "unique_players 121, and total_predictions 120.",
      ],
    ],
    [
      [
        { unique_systems: "0" },
        "P1 unique_systems",
        "unique_systems 0, and total_predictions 120.",
      ],
    ],
    [
      [
        { grading_coverage_pct: "80.0" },
        "P1 grading_coverage_pct",
        "grading_coverage_pct 80.0, and total_graded 100 and total_predictions 120 make 83.3.",
      ],
    ],
    [
      [
        { grading_coverage_pct: "N/A" },
        "P1 grading_coverage_pct",
        "grading_coverage_pct N/A, and total_graded 100 and total_predictions 120 make 83.3.",
      ],
    ],
    [
      [
        { total_predictions: "-1", grading_coverage_pct: "103.0" },
        "P1 grading_coverage_pct",
        "grading_coverage_pct 103.0, with total_graded 100 and total_predictions -1.",
      ],
    ],
    [[{ win_rate: "100.1" }, "P1 win_rate", "win_rate 100.1, with total_graded 100."]],
    [
      [
        { total_graded: "0", grading_coverage_pct: "0.0", health_score: "80.0" },
        "P1 win_rate",
        "win_rate 51.0, with total_graded 0.",
      ],
    ],
    [
      [
        { health_score: "90.0" },
        "P1 health_score",
        "health_score 90.0, and the mean of its stages is 96.7 (raw 100.0, analytics 100.0, precompute 100.0, predictions 100.0, grading 83.3).",
      ],
    ],
    [
      [
        { health_score: "70.0", total_graded: "-1" },
        "P1 health_score",
        "health_score 70.0, and the mean of its stages lies between 80.0 and 100.0 (raw 100.0, analytics 100.0, precompute 100.0, predictions 100.0, grading unknown).",
      ],
    ],
    [
      [
        { health_score: "N/A" },
        "P1 health_score",
        "health_score N/A, and the mean of its stages is 96.7 (raw 100.0, analytics 100.0, precompute 100.0, predictions 100.0, grading 83.3).",
      ],
    ],
  ])("is found with file, line, date, columns and values: %j", ([fields, subject, says]) => {
    expect(contradicted({ game_date: "2026-01-09" }, fields)).toEqual([
      [subject, `old.csv, line 3, 2026-01-10: ${says}`],
    ]);
  });

  it("is told once a column, with a sentence a date", () => {
    const found = contradicted(
      { unique_players: "121" },
      { game_date: "2026-01-11", unique_players: "122" },
    );
    expect(found.map(([subject, ...says]) => [subject, says.length])).toEqual([
      ["P1 unique_players", 2],
    ]);
  });

  /** What is over-counted, with its cause and evidence. */
  const overCounted = (fields: Fields) =>
    assessed(fields)
      .diagnoses.filter(({ finding }) => finding.kind === "over-count")
      .map(({ finding, cause, evidence }) => [finding.title, cause, ...evidence]);

  it.each(["bdl_box_scores", "nbac_gamebook"] as const)(
    "is told once, as an over-count, where %s has more games than are scheduled",
    (column) => {
      const fields = { [column]: "8" };
      expect(contradicted(fields)).toEqual([]);
      expect(overCounted(fields)).toEqual([
        [
          expect.stringMatching(/ over-counted: more games than the schedule has$/),
          "surplus",
          `2026-01-10: ${column} has 8 games, 2 more than the schedule has.`,
          `old.csv, line 2, 2026-01-10: ${column} 8, and scheduled_games 6.`,
          "The source carries no keys, so whether any of these are duplicates is not known.",
        ],
      ]);
    },
  );

  it("is told of grades above predictions and of the score that they lift above its cap", () => {
    const fields = {
      ...{ total_graded: "555", grading_coverage_pct: "462.5", health_score: "172.5" },
    };
    expect(contradicted(fields)).toEqual([
      [
        "P1 grading_coverage_pct",
        "old.csv, line 2, 2026-01-10: grading_coverage_pct 462.5, with total_graded 555 and total_predictions 120.",
      ],
      [
        "P1 health_score",
        "old.csv, line 2, 2026-01-10: health_score 172.5, and the mean of its stages is 100.0 (raw 100.0, analytics 100.0, precompute 100.0, predictions 100.0, grading 100.0).",
      ],
    ]);
    expect(overCounted(fields)).toEqual([
      [
        "grades over-counted: more rows than player_prop_predictions has",
        "surplus",
        "2026-01-10: prediction_grades has 555 rows, 435 more than the 120 of player_prop_predictions allow.",
        "old.csv, line 2, 2026-01-10: total_graded 555, and total_predictions 120.",
        "The source carries no keys, so whether any of these are duplicates is not known.",
      ],
    ]);
  });

  it("is put right in what is written back where the counts give it, and nothing else is", () => {
    expect(
      writtenBack({
        ...{ phase4_completion: "3/5", grading_coverage_pct: "80.0", health_score: "172.5" },
        ...{ bdl_box_scores: "8", unique_players: "121" },
      }),
    ).toBe(text({ bdl_box_scores: "8", unique_players: "121" }));
  });
});
