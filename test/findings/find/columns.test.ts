import { describe, expect, it } from "vitest";
import { assess } from "../../../src/findings/assess/assess.ts";
import { faultWords } from "../../../src/findings/find/columns.ts";
import { planPhaseOf } from "../../../src/findings/plan-phases.ts";
import type { ColumnFault } from "../../../src/grid/observe/columns.ts";
import { declaredColumnsOf } from "../../../src/pipeline/columns.ts";
import { aCell, gridOfCells } from "../../support/grids.ts";
import { SHIPPED, shippedTable } from "../../support/pipeline.ts";
import { aPipeline, aTable, byGames } from "../../support/pipelines/declarations.ts";

const pipeline = aPipeline({
  tables: [
    aTable({ title: "box scores" }),
    aTable({ id: "aside" }),
    aTable({
      ...{ id: "speed", phase: "features" },
      upstream: [{ table: "box_scores", window: { from: 0, to: 0 } }],
    }),
  ],
});

function judged(...faults: ColumnFault[]) {
  const cells = { box_scores: [aCell()], aside: [aCell()], speed: [aCell()] };
  return assess(gridOfCells(cells, { pipeline, columnsRead: { faults, seen: {}, missed: {} } }));
}
const gone = (
  table: string,
  by: "declared" | "model" | "seen",
  as = "one of its keys",
): ColumnFault => ({ table, kind: "gone", column: "player_id", by, as });

describe("a column that is gone", () => {
  it.each([
    ["P0", "needed for training", gone("box_scores", "seen", "BIGINT")],
    ["P0", "declared, whatever the table", gone("aside", "declared")],
    ["P1", "seen earlier in a table that training does not need", gone("aside", "seen", "BIGINT")],
    ["P0", "given by a model of what training needs", gone("speed", "model", "speed.sql")],
  ])("is %s where it is %s, and no run repairs it", (priority, _, fault) => {
    const { findings, grid, training, diagnoses } = judged(fault);
    expect(findings).toMatchObject([
      { id: `column-gone:${fault.table}`, priority, dates: ["2026-01-10"] },
    ]);
    expect(findings.map((one) => planPhaseOf(grid, one))).toEqual([null]);
    expect(training).toBe(priority === "P0" ? "UNBLOCKED" : "COMPLETE");
    expect(diagnoses).toMatchObject([{ cause: "column-gone" }]);
  });

  it("is said with what it was, all columns of a table in one finding", () => {
    const all = [
      gone("box_scores", "declared"),
      { ...gone("box_scores", "model", "sql/box.sql"), column: "points" },
      { ...gone("box_scores", "seen", "BIGINT"), column: "steals" },
    ] as ColumnFault[];
    expect(judged(...all).findings.map(({ title }) => title)).toEqual([
      "box scores: column player_id is gone (declared as one of its keys), column points is gone (given by sql/box.sql), column steals is gone (BIGINT when it was last seen)",
    ]);
  });

  it("is one of many: the first six are named", () => {
    const many = Array.from({ length: 9 }, (_, n) => ({
      ...gone("box_scores", "seen", "BIGINT"),
      column: `c${n}`,
    })) as ColumnFault[];
    expect(judged(...many).findings[0]?.title).toMatch(/column c5 is gone \([^)]*\), and 3 more$/);
  });
});

describe("a model that cannot run", () => {
  const fault = { kind: "unrunnable", file: "sql/speed.sql", error: 'no column "points"' } as const;

  it("is P0 where training needs its table, and P1 where not", () => {
    expect(judged({ table: "speed", ...fault }).findings).toMatchObject([
      { id: "column-gone:speed", priority: "P0" },
    ]);
    expect(judged({ table: "aside", ...fault }).findings).toMatchObject([{ priority: "P1" }]);
  });
});

it("a column that is new or of another type is told for information, and changes nothing", () => {
  const { findings, training } = judged(
    { table: "speed", kind: "added", column: "form", type: "DOUBLE" },
    { table: "speed", kind: "retyped", column: "pace", was: "BIGINT", type: "DOUBLE" },
  );
  expect(findings).toMatchObject([
    {
      ...{ id: "column-changed:speed", priority: "P2", dates: [] },
      title: "speed: column form is new (DOUBLE), column pace is DOUBLE and was BIGINT",
    },
  ]);
  expect(training).toBe("COMPLETE");
});

it("names and errors that others chose cannot be read as markup", () => {
  const hostile = "<img>|`[x](y)` @all\n# #1";
  const faults: ColumnFault[] = [
    { table: "t", kind: "gone", column: hostile, by: "seen", as: hostile },
    { table: "t", kind: "unrunnable", file: hostile, error: hostile },
    { table: "t", kind: "added", column: hostile, type: hostile },
  ];
  for (const fault of faults) expect(faultWords(fault)).not.toMatch(/[<>|`[\]@\n#]/);
});

describe("the columns that a declaration names", () => {
  const names = (id: string) =>
    declaredColumnsOf(SHIPPED, shippedTable(id)).map(
      ({ name, as, isCounted }) => `${name}: ${as}${isCounted ? "" : ", not counted by"}`,
    );

  it("are its date, its keys and what it is measured and compared by, each once", () => {
    expect(names("nbac_gamebook")).toEqual([
      "game_date: its dateColumn",
      "game_id: one of its keys",
      "player_lookup: one of its keys",
      "player_name: compare of nbac_gamebook, not counted by",
      "minutes: compare of nbac_gamebook, not counted by",
      "points: compare of nbac_gamebook, not counted by",
      "rebounds: compare of nbac_gamebook, not counted by",
      "assists: compare of nbac_gamebook, not counted by",
    ]);
    expect(names("prediction_grades")).toEqual([
      "game_date: its dateColumn",
      "player_lookup: one of its keys",
      "system_id: one of its keys",
      "prediction_correct: the measure wins",
    ]);
  });

  it("are the other table's of a comparison too, and the calendar's of the schedule", () => {
    expect(names("bdl_box_scores")).toContain(
      "player_lookup: compare of nbac_gamebook, not counted by",
    );
    expect(names("bdl_box_scores")).toContain("points: reconcile.points");
    expect(names("nbac_schedule")).toEqual([
      "game_date: its dateColumn",
      ...["game_id", "season_type", "game_status", "home_score", "away_score"].map(
        (name) => `${name}: a column of the calendar`,
      ),
    ]);
  });

  it("are the game column of a full date and the volatile ones", () => {
    const table = aTable({
      ...{ keys: ["player_id"], full: byGames(), volatileColumns: ["processed_at"] },
    });
    expect(
      declaredColumnsOf(aPipeline({ tables: [table] }), table).map(({ name }) => name),
    ).toEqual(["game_date", "player_id", "game_id", "processed_at"]);
  });
});
