import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { driftSince, printShownPlan, shownPlan } from "../../../src/issues/command/shown-plan.ts";
import { type Plan, PlanSchema } from "../../../src/records/plan.ts";

const SAVED = join(import.meta.dirname, "../../backfill/saved/plan-before-costs.json");
const saved = PlanSchema.parse(JSON.parse(readFileSync(SAVED, "utf8")));
const [cell] = saved.cells as [Plan["cells"][number]];
const days = Array.from({ length: 365 }, (_, at) =>
  new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10),
);
const wide = (tables: number): Plan => ({
  ...saved,
  cells: Array.from({ length: tables }, (_, table) =>
    days.map((date, at) => ({
      ...cell,
      ...{ table: `table_${table}`, date: date as typeof cell.date },
      rows: (at * 7919 + table * 104729) % 400,
    })),
  ).flat(),
});
const shown = (plan: Plan) => {
  const read = shownPlan([`text\n\n${printShownPlan(plan)}\n`], plan.id);
  if (read === null) throw new Error("It is not read back.");
  return read;
};

describe("a plan that was shown", () => {
  it("is read back from one hidden line, and differs from itself in nothing", () => {
    expect(printShownPlan(saved)).toMatch(/^<!-- nba-pipeline-ops plan [A-Za-z0-9+/=]+ -->$/);
    expect(driftSince(shown(saved), saved)).toEqual({
      ...{ cells: [], isDeclaredAnew: false, isWarmUpAnother: false },
    });
  });

  it("leaves room for people in GitHub's 65,536 characters: a season of sixteen tables fits, more is left out", () => {
    const season = wide(16);
    expect(printShownPlan(season)?.length).toBeLessThan(41_000);
    expect(driftSince(shown(season), season).cells).toEqual([]);
    expect(printShownPlan(wide(120))).toBeNull();
  });

  it("groups cells of a table that drifted alike, whatever their numbers of rows", () => {
    const plan = wide(2);
    const cells = plan.cells.map((one) =>
      one.table === "table_1" && one.date >= "2025-12-01"
        ? { ...one, state: "stale", rows: 7 }
        : one,
    );
    expect(driftSince(shown(plan), { ...plan, cells }).cells).toEqual([
      {
        ...{ how: "changed", table: "table_1", cells: 31, dates: "2025-12-01..2025-12-31" },
        known: { was: cell.state, is: "stale" },
      },
    ]);
  });

  it.each([
    ["nothing", ""],
    ["no archive", "<!-- nba-pipeline-ops plan AAAA -->"],
    [
      "another's content",
      `<!-- nba-pipeline-ops plan ${gzipSync('{"id":"p-0123456789"}').toString("base64")} -->`,
    ],
    [
      "more than any plan",
      `<!-- nba-pipeline-ops plan ${gzipSync(Buffer.alloc(9 * 1024 * 1024, 32)).toString("base64")} -->`,
    ],
    ["a quotation", `It said \`${printShownPlan(saved)}\`.`],
  ])("is not known by %s", (_, body) => {
    expect(shownPlan([body], saved.id)).toBeNull();
  });
});
