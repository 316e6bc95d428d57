import { describe, expect, it } from "vitest";
import { chooseControls, compareRows, controlVerdict } from "../../../src/backfill/plan/control.ts";
import type { Grid } from "../../../src/grid/grid.ts";
import type { Producer } from "../../../src/pipeline/schema/producers.ts";
import type { Plan, PlanCell } from "../../../src/records/plan.ts";
import { anAssessment } from "../../support/assessments.ts";
import { aCell } from "../../support/grids.ts";
import { day } from "../../support/pipelines/declarations.ts";

const [FIRST, LAST] = [day("2025-10-21"), day("2026-01-11")];
const keys = ["player"];
const row = (player: string, points: number, at = "08:00") => ({ player, points, at });

describe("rows of a control date", () => {
  const before = [row("a", 1), row("b", 2), row("c", 3)];

  it("are equal in another order, with other volatile columns, and to the last digits", () => {
    const after = [row("c", 3 + 1e-12, "09:00"), row("a", 1, "09:00"), row("b", 2, "09:00")];
    expect(compareRows({ keys, volatileColumns: ["at"] }, before, after)).toEqual({
      ...{ rows: 3, differing: 0, columns: [] },
    });
    expect(compareRows({ keys }, before, after)).toMatchObject({ differing: 3, columns: ["at"] });
  });

  it("differ by value, by what is gone, by what is new and by what is there twice", () => {
    const after = [row("a", 9), row("b", 2), row("b", 2), row("d", 4)];
    expect(compareRows({ keys }, before, after)).toEqual({
      ...{ rows: 3, differing: 4, columns: ["points"] },
    });
  });

  it("differ where a value is gone, or is another type's", () => {
    const after = [
      { player: "a", points: null, at: "08:00" },
      row("b", 2),
      { ...row("c", 3), x: 1 },
    ];
    expect(compareRows({ keys }, before, after)).toMatchObject({
      ...{ differing: 2, columns: ["points", "x"] },
    });
  });

  it("matches equal rows first where a key has several, in whatever order they come", () => {
    const version = (n: number, value = n) => ({ player: "a", version: n, value });
    const before = [version(1), version(2), version(3)];
    expect(compareRows({ keys: ["player"] }, before, [version(2), version(3), version(1)])).toEqual(
      {
        rows: 3,
        differing: 0,
        columns: [],
      },
    );
    expect(
      compareRows({ keys: ["player"] }, before, [version(1), version(3), version(2, 7)]),
    ).toEqual({ rows: 3, differing: 1, columns: ["value"] });
  });

  it("may differ up to the tolerance", () => {
    const cell = { table: "pdc", date: FIRST };
    const differing = { rows: 10, differing: 1, columns: ["points"] };
    expect(controlVerdict(cell, differing, 0.1)).toBeNull();
    expect(controlVerdict(cell, differing, 0.09)).toMatch(/1 of 10 rows differ \(in points\)/);
    expect(controlVerdict(cell, { rows: 0, differing: 0, columns: [] }, 0)).toBeNull();
  });
});

describe("control dates", () => {
  const called = (urlFrom: string): Producer => ({
    ...{ kind: "service", owner: "somebody", skips: [], urlFrom },
  });
  /** A production where every cell is complete but those that `change` gives. */
  function aGrid(change?: Parameters<typeof anAssessment>[0]): Grid {
    const { grid } = anAssessment(change);
    const tables = grid.tables.map((table) => ({
      ...table,
      producers: { production: called(`${table.phase}_URL`) },
    }));
    return { ...grid, environment: "production", tables };
  }
  const cell = (table: string, date = FIRST) => ({ table, date }) as PlanCell;
  const choose = (grid: Grid, cells: readonly PlanCell[], includeWarmUp = false) =>
    chooseControls(grid, { cells, includeWarmUp } as unknown as Plan, cells);

  it("are one a service, of its first table, the newest", () => {
    const cells = ["tdza", "psza", "team_defense"].map((id) => cell(id));
    expect(choose(aGrid(), cells)).toEqual([
      { table: "team_defense", date: LAST },
      { table: "tdza", date: LAST },
    ]);
  });

  it("are complete, full, past their grace, and outside the plan", () => {
    const grid = aGrid((_, date) => {
      if (date === LAST) return aCell({ late: true });
      if (date === "2026-01-10") return aCell({ thin: true });
      return date === "2026-01-09" ? aCell({ state: "stale" }) : undefined;
    });
    const dates = grid.days.map(({ date }) => date);
    const newest = dates.filter((date) => date < "2026-01-09");
    const [second, first] = [newest.at(-2), newest.at(-1)];
    expect(choose(grid, [cell("tdza")])).toEqual([{ table: "tdza", date: first }]);
    expect(choose(grid, [cell("tdza", first)])).toEqual([{ table: "tdza", date: second }]);
  });

  it("are not of the warm-up, which the service skips, unless that is included", () => {
    const grid = aGrid((_, date) => (date > "2025-10-30" ? aCell({ thin: true }) : undefined));
    const some = [cell("tdza", LAST)];
    const early = { ...grid, days: grid.days.map((one) => ({ ...one, seasonDay: 3 })) };
    expect(choose(early, some)).toEqual([]);
    expect(choose(early, some, true)).toHaveLength(1);
  });
});
