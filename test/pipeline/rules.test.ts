import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import {
  declaredRange,
  environmentOf,
  producerOf,
  seasonOf,
  tablesOf,
  trainingTables,
  waiversFor,
} from "../../src/pipeline/rules.ts";
import { SHIPPED, shippedTable } from "../support/pipeline.ts";
import { aPipeline, aTable, aWaiver, day, ENVIRONMENT } from "../support/pipelines/declarations.ts";

describe("the season of a date", () => {
  it("counts days from opening night, which is day 0", () => {
    expect(seasonOf(SHIPPED, day("2025-10-21"))).toEqual({ season: "2025-26", seasonDay: 0 });
    expect(seasonOf(SHIPPED, day("2025-11-04"))).toEqual({ season: "2025-26", seasonDay: 14 });
  });

  it("includes the last day and nothing after it", () => {
    expect(seasonOf(SHIPPED, day("2025-06-22"))?.season).toBe("2024-25");
    expect(seasonOf(SHIPPED, day("2025-06-23"))).toBeUndefined();
  });
});

describe("the declared range", () => {
  const last = (asOf: string) => declaredRange(SHIPPED, new Date(asOf)).last;

  it("goes from the first opening night to the newest ended day", () => {
    expect(declaredRange(SHIPPED, new Date("2026-01-26T12:00:00Z"))).toEqual({
      first: "2024-10-22",
      last: "2026-01-25",
    });
  });

  it("ends with the last season", () => {
    expect(last("2027-01-01T12:00:00Z")).toBe("2026-06-30");
  });

  it("does not exist before a season has begun", () => {
    expect(() => last("2024-10-22T12:00:00Z")).toThrow(UserError);
    expect(() => last("2024-10-22T12:00:00Z")).toThrow(
      /no declared season has begun \(2024-10-22\)/,
    );
  });
});

describe("an environment", () => {
  it("that is not declared is refused with those that are", () => {
    expect(() => environmentOf(SHIPPED, "prod")).toThrow(
      new UserError(
        'There is no environment "prod"; declared are sample, sample-bigquery, production, sample-scraped, production-scraped.',
      ),
    );
  });

  it("has the tables that somebody fills in it", () => {
    const ids = tablesOf(SHIPPED, "production").map(({ id }) => id);
    expect(ids).toContain("tdza");
    expect(ids).not.toContain("rosters");
  });

  it("has no producer for a table that nobody fills", () => {
    expect(() => producerOf(shippedTable("rosters"), "production")).toThrow(
      new UserError("Nobody is declared to fill rosters in production."),
    );
  });
});

describe("the tables that training needs", () => {
  it("are those of the required phases", () => {
    expect(trainingTables(SHIPPED, "sample").map(({ id }) => id)).toEqual([
      ...["tdza", "psza", "pdc", "pcf", "mlfs"],
    ]);
  });

  it("leave out tables that are only watched", () => {
    const tables = [
      aTable({ id: "features", phase: "features" }),
      aTable({ id: "watched", phase: "features", shadow: true }),
    ];
    expect(trainingTables(aPipeline({ tables }), ENVIRONMENT).map(({ id }) => id)).toEqual([
      "features",
    ]);
  });
});

describe("a waiver", () => {
  const inForce = (over: Parameters<typeof aWaiver>[0], asOf = "2026-02-01T12:00:00Z") =>
    waiversFor(aPipeline({ waivers: [aWaiver(over)] }), aTable(), ENVIRONMENT, new Date(asOf))
      .length === 1;

  it("holds for its tables in every environment unless some are named", () => {
    expect(inForce({})).toBe(true);
    expect(inForce({ environments: [ENVIRONMENT] })).toBe(true);
    expect(inForce({ environments: ["production"] })).toBe(false);
    expect(inForce({ tables: ["gamebook"] })).toBe(false);
  });

  it("holds through its last day, in UTC, and not after", () => {
    const expires = day("2026-01-31");
    expect(inForce({ expires }, "2026-01-31T23:59:59.999Z")).toBe(true);
    expect(inForce({ expires }, "2026-02-01T00:00:00Z")).toBe(false);
  });
});
