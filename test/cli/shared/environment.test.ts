import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/commands/catalogue.ts";
import type { CommandSpec } from "../../../src/commands/spec.ts";
import { altered } from "../../support/pipeline.ts";
import { aPlace, at, january, type Place, run } from "../../support/repair/repairs.ts";

const plan = (
  place: Place,
  env: Readonly<Record<string, string | undefined>>,
  words: string[] = [],
) => run(["plan", ...at(place, false), "--plan-phase", "2", ...words], { env });
const NONE = { OPS_ENVIRONMENT: undefined };

describe("--environment", () => {
  it("may be left out where one is declared, and the headline says which", async () => {
    const place = aPlace("incidentJanuary", january);
    writeFileSync(
      place.pipeline,
      altered((it) => {
        january(it);
        const { path, ...own } = it["environments"].sample;
        it["environments"] = { home: { ...own, path: path && place.file } };
        for (const table of it["tables"]) {
          table.producers = { home: table.producers.sample };
          delete table.read;
        }
        it["tables"] = it["tables"].filter(
          (table: { producers: { home?: object } }) => table.producers.home,
        );
        it["waivers"] = [];
      }),
    );
    const said = await plan(place, NONE);
    expect(said, said.err).toMatchObject({ code: 0 });
    expect(said.out).toMatch(/^Plan p-\w+ \(home\): /);
  });

  it("is what OPS_ENVIRONMENT says, unless it is typed", async () => {
    const place = aPlace("incidentJanuary", january);
    const own = await plan(place, { OPS_ENVIRONMENT: "sample" });
    expect(own.out).toMatch(/^Plan p-\w+ \(sample\): /);
    const typed = await plan(place, { OPS_ENVIRONMENT: "production" }, ["--environment", "sample"]);
    expect(typed.out).toMatch(/^Plan p-\w+ \(sample\): /);
    const wrong = await plan(place, { OPS_ENVIRONMENT: "prod" });
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /no environment "prod" \(of OPS_ENVIRONMENT\); declared are sample,/,
      ),
    });
  });

  it("is asked for otherwise, with both ways to say it", async () => {
    const place = aPlace("incidentJanuary", january);
    const said = await plan(place, NONE);
    expect(said).toMatchObject({ code: 2, out: "" });
    expect(said.err).toContain(
      "declares 5 environments: sample, sample-bigquery, production, sample-scraped, production-scraped. Name one with --environment, or set OPS_ENVIRONMENT.",
    );
  });

  it("stands in every example of a command that takes it", () => {
    const specs: readonly CommandSpec[] = COMMANDS;
    const lacking = specs
      .filter(
        ({ name, options }) =>
          name !== "config check" && options.some((one) => one.name === "environment"),
      )
      .flatMap(({ name, examples }) =>
        examples
          .filter(({ options }) => options["environment"] === undefined)
          .map(({ does }) => `${name}: ${does}`),
      );
    expect(lacking).toEqual([]);
  });
});
