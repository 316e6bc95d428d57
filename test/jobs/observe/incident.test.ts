import { beforeAll, describe, expect, it } from "vitest";
import { type Assessment, assess } from "../../../src/findings/assess/assess.ts";
import { columnOf } from "../../../src/grid/grid.ts";
import { scoreGrid } from "../../../src/grid/score.ts";
import { type ObserveInput, observe } from "../../../src/jobs/observe/observe.ts";
import type { Warehouse } from "../../../src/warehouse/warehouse.ts";
import { SHIPPED } from "../../support/pipeline.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { counting } from "../../support/ports.ts";
import { openSample } from "../../support/warehouses.ts";
import { WHOLE_SAMPLE } from "../../support/whole-sample.ts";

const quiet = () => undefined;

async function on<T>(scenario: "healthy" | "incident", use: (warehouse: Warehouse) => Promise<T>) {
  await using warehouse = await openSample(scenario);
  return await use(warehouse);
}
const seen = (scenario: "healthy" | "incident", over: Partial<ObserveInput> = {}) =>
  on(scenario, async (warehouse) =>
    assess(await observe({ ...WHOLE_SAMPLE, ...over }, warehouse, quiet)),
  );

let incident: Assessment;
let healthy: Assessment;
beforeAll(async () => {
  incident = await seen("incident");
  healthy = await seen("healthy");
});

const finding = ({ findings }: Assessment, id: string) => findings.find((one) => one.id === id);

describe("the incident of 2026-01-25", () => {
  it("is seen: 308 dates, 28 without features, 51 without gamebook, 25 in part, 2 that lag", () => {
    expect(incident.grid.days).toHaveLength(308);
    expect(finding(incident, "phase-missing:precompute")).toMatchObject({
      priority: "P0",
      games: 211,
      runs: [
        { first: "2024-10-22", last: "2024-11-04", dates: expect.objectContaining({ length: 14 }) },
        { first: "2025-10-21", last: "2025-11-03", dates: expect.objectContaining({ length: 14 }) },
      ],
    });
    const dates = (id: string) => finding(incident, id)?.dates.length;
    expect({
      none: dates("phase-missing:precompute"),
      gamebook: dates("table-missing:nbac_gamebook"),
      partial: dates("phase-partial:precompute"),
      lag: dates("recent-lag:recent"),
    }).toEqual({ none: 28, gamebook: 51, partial: 25, lag: 2 });
    expect(incident.training).toBe("BLOCKED");
  });

  it("has nothing else of these kinds, and no cell that is unknown", () => {
    expect(incident.findings.filter(({ priority }) => priority === "P0")).toHaveLength(1);
    expect(incident.unknownCells).toBe(0);
    expect(finding(incident, "recent-lag:recent")?.dates).toEqual(["2026-01-24", "2026-01-25"]);
    expect(finding(incident, "games-short:raw")?.dates).toEqual(["2026-01-08"]);
  });

  it("lags no longer once the grace is over: the two dates are then short", async () => {
    const assessment = await seen("incident", { asOf: new Date("2026-01-28T12:00:00Z") });
    expect(finding(assessment, "recent-lag:recent")).toBeUndefined();
    expect(finding(assessment, "games-short:raw")?.dates).toEqual([
      ...["2026-01-08", "2026-01-24", "2026-01-25"],
    ]);
  });

  it("is explained as warm-up where the policy expects it: nothing blocks", async () => {
    const assessment = await seen("incident", { policy: "expected" });
    expect(finding(assessment, "phase-missing:precompute")).toBeUndefined();
    expect(assessment.training).not.toBe("BLOCKED");
    expect(columnOf(assessment.grid, "tdza")[0]?.state).toBe("expected-absent");
  });
});

describe("the healthy sample", () => {
  it("has none of it, and training is complete", () => {
    expect(healthy.grid.days).toHaveLength(308);
    expect(healthy.findings.map(({ id }) => id)).toEqual([]);
    expect(healthy.training).toBe("COMPLETE");
  });

  it("excuses the play-in games and the Cup final, and counts them as game dates", () => {
    const excused = columnOf(healthy.grid, "bdl_box_scores")
      .filter(({ state }) => state === "expected-absent")
      .map(({ date }) => date);
    expect(excused).toEqual(["2025-04-15", "2025-04-16", "2025-04-18", "2025-12-16"]);
  });
});

describe("a narrower range", () => {
  const range = { first: day("2024-10-22"), last: day("2024-11-04") };

  it("of the broken fortnight keeps its finding and stays blocked", async () => {
    const assessment = await seen("incident", { range });
    expect(assessment.grid.days).toHaveLength(14);
    expect(assessment.training).toBe("BLOCKED");
    expect(assessment.counts.P0).toBe(1);
    expect(finding(assessment, "phase-missing:precompute")?.dates).toHaveLength(14);
  });

  it("gives its dates the scores that they have in the whole", async () => {
    const part = await seen("incident", { range });
    const values = ({ grid }: Assessment) => scoreGrid(grid).map(({ value }) => value);
    expect(values(part)).toEqual(values(incident).slice(0, 14));
  });
});

describe("a validation", () => {
  it("asks two questions of each table, whatever the range", async () => {
    const asked = await on("incident", async (warehouse) => {
      const counted = counting(warehouse);
      await observe(WHOLE_SAMPLE, counted, quiet);
      return counted.asked;
    });
    const names = SHIPPED.tables.map(({ name }) => `\`${name}\``);
    const own = (name: string) => asked.filter((sql) => sql.split("FROM ")[1]?.startsWith(name));
    const about = asked.filter((sql) => names.some((name) => sql.includes(name)));
    expect(about).toHaveLength(2 * names.length);
    for (const name of names) expect(own(name).length, name).toBeLessThanOrEqual(2);
    const others = asked.filter((sql) => !names.some((name) => sql.includes(name)));
    expect(others.length, others.join("\n")).toBeLessThanOrEqual(1); // the ledger of what was written
  });
});
