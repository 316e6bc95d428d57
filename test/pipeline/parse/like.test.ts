import { describe, expect, it } from "vitest";
import { parsePipeline } from "../../../src/pipeline/parse/parse.ts";
import { waiversFor } from "../../../src/pipeline/rules.ts";
import { altered, type Declaration, SHIPPED, shippedTable } from "../../support/pipeline.ts";

const parsed = (change: (declaration: Declaration) => void) =>
  parsePipeline(altered(change), "p.yaml");

describe("an environment that is like another", () => {
  it("has its tables filled as there, and its waivers", () => {
    const { producers } = shippedTable("tdza");
    expect(producers["sample-bigquery"]).toEqual(producers["sample"]);
    const borrowed = SHIPPED.tables.filter((table) => table.producers["sample-bigquery"]);
    expect(borrowed).toEqual(SHIPPED.tables.filter((table) => table.producers["sample"]));
    const waivers = (environment: string) =>
      waiversFor(SHIPPED, shippedTable("team_defense"), environment, new Date("2026-01-26"));
    expect(waivers("sample-bigquery")).toEqual(waivers("sample"));
    expect(waivers("sample-bigquery")).toHaveLength(2);
    expect(waivers("production")).toHaveLength(0);
  });

  it("keeps a producer of its own, and has none where the other has none", () => {
    const own = { kind: "service", owner: "somebody else" };
    const { tables } = parsed((p) => {
      p["tables"].find(({ id }: { id: string }) => id === "tdza").producers["sample-bigquery"] =
        own;
      delete p["tables"].find(({ id }: { id: string }) => id === "psza").producers.sample;
    });
    const borrowedBy = (table: string) =>
      tables.find(({ id }) => id === table)?.producers["sample-bigquery"];
    expect(borrowedBy("tdza")).toMatchObject(own);
    expect(borrowedBy("psza")).toBeUndefined();
  });

  it.each([
    [
      "nobody",
      /environments\["sample-bigquery"\]\.like: there is no environment "nobody"; declared/,
    ],
    [
      "sample-bigquery",
      /environments\["sample-bigquery"\]\.like: "sample-bigquery" cannot be like itself/,
    ],
  ])("cannot be like %s", (name, message) => {
    expect(() => parsed((p) => (p["environments"]["sample-bigquery"].like = name))).toThrow(
      message,
    );
  });

  it("cannot borrow from one that borrows, in a chain or in a circle", () => {
    expect(() =>
      parsed((p) => (p["environments"].third = { engine: "bigquery", like: "sample-bigquery" })),
    ).toThrow(/environments\.third\.like: "sample-bigquery" is itself like "sample"; name an/);
    expect(() => parsed((p) => (p["environments"].sample.like = "sample-bigquery"))).toThrow(
      /environments\.sample\.like: "sample-bigquery" is itself like "sample"/,
    );
  });
});
