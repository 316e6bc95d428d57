import { describe, expect, it } from "vitest";
import type { Assessment } from "../../src/gaps/assess.ts";
import { columnOf } from "../../src/health/grid.ts";
import { scoreGrid } from "../../src/health/score.ts";
import { type ValidateResult, validate } from "../../src/jobs/validate.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { day } from "../support/declarations.ts";
import { SHIPPED } from "../support/pipeline.ts";
import { aValidation } from "../support/validations.ts";
import { counting, openSample } from "../support/warehouses.ts";

const quiet = () => undefined;

async function on<T>(scenario: "healthy" | "incident", use: (warehouse: Warehouse) => Promise<T>) {
  await using warehouse = await openSample(scenario);
  return await use(warehouse);
}
const validated = (
  scenario: "healthy" | "incident",
  over: Parameters<typeof aValidation>[0] = {},
): Promise<ValidateResult> =>
  on(scenario, (warehouse) => validate(aValidation(over), warehouse, quiet));

const finding = ({ findings }: Assessment, id: string) => findings.find((one) => one.id === id);

describe("the incident of 2026-01-25", () => {
  it("is seen: 308 dates, 28 without features, 51 without gamebook, 25 in part, 2 that lag", async () => {
    const { assessment, exitCode } = await validated("incident");
    expect(assessment.grid.days).toHaveLength(308);
    expect(finding(assessment, "phase-missing:precompute")).toMatchObject({
      priority: "P0",
      games: 211,
      runs: [
        { first: "2024-10-22", last: "2024-11-04", dates: expect.objectContaining({ length: 14 }) },
        { first: "2025-10-21", last: "2025-11-03", dates: expect.objectContaining({ length: 14 }) },
      ],
    });
    const dates = (id: string) => finding(assessment, id)?.dates.length;
    expect({
      none: dates("phase-missing:precompute"),
      gamebook: dates("table-missing:nbac_gamebook"),
      partial: dates("phase-partial:precompute"),
      lag: dates("recent-lag:recent"),
    }).toEqual({ none: 28, gamebook: 51, partial: 25, lag: 2 });
    expect(assessment.training).toBe("BLOCKED");
    expect(exitCode).toBe(1);
  });

  it("has nothing else of these kinds, and no cell that is unknown", async () => {
    const { assessment } = await validated("incident");
    expect(assessment.findings.filter(({ priority }) => priority === "P0")).toHaveLength(1);
    expect(assessment.unknownCells).toBe(0);
    expect(finding(assessment, "recent-lag:recent")?.dates).toEqual(["2026-01-24", "2026-01-25"]);
    expect(finding(assessment, "games-short:raw")?.dates).toEqual(["2026-01-08"]);
  });

  it("lags no longer once the grace is over: the two dates are then short", async () => {
    const { assessment } = await validated("incident", { asOf: new Date("2026-01-28T12:00:00Z") });
    expect(finding(assessment, "recent-lag:recent")).toBeUndefined();
    expect(finding(assessment, "games-short:raw")?.dates).toEqual([
      ...["2026-01-08", "2026-01-24", "2026-01-25"],
    ]);
  });

  it("is explained as warm-up where the policy expects it: nothing blocks", async () => {
    const { assessment } = await validated("incident", { policy: "expected" });
    expect(finding(assessment, "phase-missing:precompute")).toBeUndefined();
    expect(assessment.training).not.toBe("BLOCKED");
    expect(columnOf(assessment.grid, "tdza")[0]?.state).toBe("expected-absent");
  });
});

describe("the healthy sample", () => {
  it("has none of it, and training is ready", async () => {
    const { assessment, exitCode } = await validated("healthy");
    expect(assessment.grid.days).toHaveLength(308);
    expect(assessment.findings.map(({ id }) => id)).toEqual([]);
    expect(assessment.training).toBe("READY");
    expect(exitCode).toBe(0);
  });

  it("excuses the play-in games and the Cup final, and counts them as game dates", async () => {
    const { grid } = await on("healthy", async (warehouse) => {
      const { assessment } = await validate(aValidation(), warehouse, quiet);
      return assessment;
    });
    const excused = columnOf(grid, "bdl_box_scores")
      .filter(({ state }) => state === "expected-absent")
      .map(({ date }) => date);
    expect(excused).toEqual(["2025-04-15", "2025-04-16", "2025-04-18", "2025-12-16"]);
  });
});

describe("a narrower range", () => {
  const range = { first: day("2024-10-22"), last: day("2024-11-04") };

  it("of the broken fortnight keeps its finding and stays blocked", async () => {
    const { assessment } = await validated("incident", { range });
    expect(assessment.grid.days).toHaveLength(14);
    expect(assessment.training).toBe("BLOCKED");
    expect(assessment.counts.P0).toBe(1);
    expect(finding(assessment, "phase-missing:precompute")?.dates).toHaveLength(14);
  });

  it("gives its dates the scores that they have in the whole", async () => {
    const [part, whole] = [await validated("incident", { range }), await validated("incident")].map(
      ({ assessment }) => scoreGrid(assessment.grid).map(({ value }) => value),
    );
    expect(part).toEqual(whole?.slice(0, 14));
  });
});

describe("a validation", () => {
  it("asks at most one question of each table, whatever the range", async () => {
    const asked = await on("incident", async (warehouse) => {
      const counted = counting(warehouse);
      await validate(aValidation(), counted, quiet);
      return counted.asked;
    });
    const names = SHIPPED.tables.map(({ name }) => `\`${name}\``);
    const questions = names.map((name) => asked.filter((sql) => sql.includes(name)).length);
    expect(questions).toEqual(names.map(() => 1));
    const others = asked.filter((sql) => !names.some((name) => sql.includes(name)));
    expect(others.length, others.join("\n")).toBeLessThanOrEqual(1); // the ledger of what was written
  });
});
