import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { loadPipeline, rangeOf, warehouseSettings } from "../../../src/jobs/shared/open.ts";
import { SHIPPED } from "../../support/pipeline.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { ownFolder } from "../../support/warehouses.ts";

const AS_OF = new Date("2026-01-26T12:00:00Z");
const NEWEST = "the newest date that had ended as of 2026-01-26T12:00:00.000Z is 2026-01-25.";

describe("the range that is looked at", () => {
  const range = (start?: string, end?: string) =>
    rangeOf(
      SHIPPED,
      AS_OF,
      start === undefined ? start : day(start),
      end === undefined ? end : day(end),
    );

  it("is the whole declared one where nothing is asked", () => {
    expect(range()).toEqual({ first: "2024-10-22", last: "2026-01-25" });
  });

  it("has an end that is not asked from the declared one", () => {
    expect(range("2025-10-21")).toEqual({ first: "2025-10-21", last: "2026-01-25" });
    expect(range(undefined, "2024-11-04")).toEqual({ first: "2024-10-22", last: "2024-11-04" });
  });

  it.each([
    [
      "2024-11-04",
      "2024-10-22",
      "The range 2024-11-04..2024-10-22 is reversed: it ends before it starts. Did you mean 2024-10-22..2024-11-04?",
    ],
    [undefined, "2026-01-26", `The range ends on 2026-01-26, and ${NEWEST}`],
    ["2026-02-10", undefined, `The range starts on 2026-02-10, and ${NEWEST}`],
    [
      "2020-01-01",
      "2020-02-01",
      "No season is declared before 2024-10-22; the range ends on 2020-02-01.",
    ],
    [
      undefined,
      "2020-02-01",
      "No season is declared before 2024-10-22; the range ends on 2020-02-01.",
    ],
  ])("is refused from %s to %s", (start, end, message) => {
    expect(() => range(start, end)).toThrow(new UserError(message));
  });
});

describe("where an environment's warehouse is", () => {
  it("stands in the declaration, and a project may be given for BigQuery", () => {
    expect(warehouseSettings(SHIPPED, "sample", undefined)).toEqual({
      engine: "duckdb",
      path: ".warehouse/sample.duckdb",
    });
    expect(warehouseSettings(SHIPPED, "production", "acme")).toEqual({
      engine: "bigquery",
      project: "acme",
      location: "US",
    });
  });

  it.each([
    [
      "prod",
      undefined,
      'There is no environment "prod"; declared are sample, sample-bigquery, production, sample-scraped, production-scraped.',
    ],
    [
      "production",
      undefined,
      "Environment production is on BigQuery and no project is named; give --project, set GOOGLE_CLOUD_PROJECT, or declare one.",
    ],
    ["sample", "acme", "Environment sample uses duckdb; a project is for BigQuery."],
  ])("is an error for %s with project %s", (environment, project, message) => {
    expect(() => warehouseSettings(SHIPPED, environment, project)).toThrow(new UserError(message));
  });
});

describe("GOOGLE_CLOUD_PROJECT", () => {
  const { environments } = SHIPPED;
  const { sample, production } = environments;
  const pipeline = {
    ...SHIPPED,
    environments: { ...environments, local: sample, named: { ...production, project: "declared" } },
  } as typeof SHIPPED;
  const where = (environment: string, ambient: string | undefined, project?: string) => {
    const env = { GOOGLE_CLOUD_PROJECT: ambient };
    const settings = warehouseSettings(pipeline, environment, project, env);
    return settings.engine === "bigquery" ? settings.project : null;
  };

  it("is the project of an environment on BigQuery, whatever it is called", () => {
    expect(where("sample-bigquery", "ambient")).toBe("ambient");
    expect(where("production", "ambient")).toBe("ambient");
  });

  it("is nothing to an embedded one", () => {
    expect(where("sample", "ambient")).toBeNull();
    expect(where("local", "ambient")).toBeNull();
  });

  it("comes after --project and after the declared project, and empty is none", () => {
    expect(where("production", "ambient", "given")).toBe("given");
    expect(where("named", "ambient")).toBe("declared");
    expect(where("named", undefined)).toBe("declared");
    expect(() => where("production", "")).toThrow("no project is named");
  });
});

describe("a pipeline's file", () => {
  it.each(["nowhere.yaml", "."])("that cannot be read is bad input: %s", async (name) => {
    const file = `${ownFolder()}/${name}`;
    await expect(loadPipeline(file)).rejects.toThrow(UserError);
    await expect(loadPipeline(file)).rejects.toThrow(
      `The pipeline ${file} cannot be read; name it with --pipeline`,
    );
  });
});
