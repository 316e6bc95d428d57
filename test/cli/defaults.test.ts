import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { camel } from "../../src/commands/case.ts";
import { COMMANDS, type CommandName } from "../../src/commands/catalogue.ts";
import { schemaOf } from "../../src/commands/inputs.ts";
import { type CommandSpec, helpOf, type OptionSpec } from "../../src/commands/spec.ts";
import { endOfDay } from "../../src/dates/instant.ts";
import { judgeGate } from "../../src/findings/assess/gate.ts";
import { pricingOf } from "../../src/jobs/observe/price.ts";
import { projectOf } from "../../src/jobs/shared/open.ts";
import { anAssessment } from "../support/assessments.ts";
import { anUnknown } from "../support/grids.ts";
import { ROOT, SHIPPED } from "../support/pipeline.ts";
import { aPipeline, day } from "../support/pipelines/declarations.ts";
import { placeIn, run } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

const SPECS: readonly (CommandSpec & { name: CommandName })[] = COMMANDS;
const OPTIONS = SPECS.flatMap(({ name: command, options }) =>
  options
    .filter(({ name }) => name !== "json")
    .map((option: OptionSpec) => ({ command, name: option.name, option })),
);
/** What a command does not run without, so that it has no default. */
const NEEDED: Partial<Record<CommandName, Record<string, string>>> = {
  drill: { seed: "7" },
  accept: { reason: "the box score was corrected", by: "wendy" },
};
const inWords = (option: OptionSpec): string | undefined =>
  /default: (.+)$/.exec(helpOf(option))?.[1];

describe("a default that --help states", () => {
  it.each(OPTIONS)("is the code's: $command --$name", ({ command, option }) => {
    const { options } = SPECS.find(({ name }) => name === command) ?? { options: [] };
    const schema = schemaOf(options, "typed");
    const given = "environment" in schema.shape ? { environment: "sample" } : {};
    const needed = { ...given, ...NEEDED[command] };
    const { [camel(option.name)]: own } = schema.parse(needed);
    if (camel(option.name) in needed) return expect(option.default).toBeUndefined();
    if (option.value === undefined) expect(own).toBe(false);
    else expect(own === undefined ? undefined : String(own)).toBe(option.default);
  });

  it("in words is one of those that are proven here", () => {
    const words = new Set(OPTIONS.flatMap(({ option }) => inWords(option) ?? []));
    expect([...words].sort()).toEqual(
      [
        "OPS_ENVIRONMENT, else the only declared one",
        "the environment's own asOf, else now",
        "csv- and the file's name",
        "out/drill-N",
        "the first opening night",
        "the newest day that has ended, within the declared seasons",
        "the pipeline's warmUp.policy",
        "the environment's, else GOOGLE_CLOUD_PROJECT",
        "the environment's budgetUsd, else none",
        "36 hours after the end of the CSV's last date",
        "all",
        "as declared",
      ].sort(),
    );
  });

  it("in words stands for every option that is left to the code: as of, dates, policy, project, budget", () => {
    const left = OPTIONS.filter(({ option }) =>
      ["as-of", "start", "end", "policy", "project", "budget"].includes(option.name),
    );
    // A repair's project and range are those of the warehouse that it looks at.
    expect(left.filter(({ option }) => inWords(option) === undefined)).toEqual([]);
  });
});

describe("a default in words", () => {
  const looked = async (
    now: string,
    policy: "annotate" | "expected" = "annotate",
    own?: string,
  ) => {
    const folder = ownFolder();
    const place = placeIn(folder, inject("sample").healthy, (it) => {
      it["warmUp"].policy = policy;
      if (own === undefined) delete it["environments"].sample.asOf;
      else it["environments"].sample.asOf = own;
    });
    const words = [
      "validate",
      "--pipeline",
      place.pipeline,
      "--out",
      place.out,
      "--lock-wait",
      "0",
    ];
    await run(words, { now: () => new Date(now) });
    return JSON.parse(readFileSync(join(place.out, "sample", "latest", "run.json"), "utf8"));
  };

  it("is the environment's own now, else now, from the first opening night to the newest day that has ended, by the pipeline's policy", async () => {
    expect(await looked("2026-01-20T12:00:00Z")).toMatchObject({
      asOf: "2026-01-20T12:00:00.000Z",
      range: { first: SHIPPED.seasons[0]?.opens, last: "2026-01-19" },
      policy: "annotate",
    });
    expect(await looked("2026-01-20T12:00:00Z", "expected")).toMatchObject({ policy: "expected" });
    const own = "2026-01-15T12:00:00Z";
    expect(await looked("2026-01-20T12:00:00Z", "annotate", own)).toMatchObject({
      asOf: "2026-01-15T12:00:00.000Z",
      range: { last: "2026-01-14" },
    });
  });

  it("ends with the last declared season", async () => {
    const closes = SHIPPED.seasons.at(-1)?.closes;
    expect((await looked("2026-09-01T12:00:00Z")).range.last).toBe(closes);
  });

  it("is so many hours after the end of a CSV's last date", async () => {
    const file = join(ROOT, "sample/health_report_2024_25.csv");
    const folder = ownFolder();
    await run(["assess", file, "--out", join(folder, "assess")]);
    const { asOf } = JSON.parse(
      readFileSync(
        join(folder, "assess", "csv-health_report_2024_25", "latest", "run.json"),
        "utf8",
      ),
    );
    const spec = SPECS.find(({ name }) => name === "assess");
    const asOfOption = spec?.options.find(({ name }) => name === "as-of");
    const hours = Number(/(\d+) hours/.exec(asOfOption?.absent ?? "")?.[1]);
    const ended = endOfDay(day("2025-06-22"), SHIPPED.timeZone).getTime();
    expect((Date.parse(asOf) - ended) / 3_600_000).toBe(hours);
  });

  it("is the environment's project, else the variable's", () => {
    const variable = { GOOGLE_CLOUD_PROJECT: "variable" };
    const declared = { engine: "bigquery", destructive: false } as const;
    expect(projectOf({ ...declared, project: "own" }, undefined, variable)).toBe("own");
    expect(projectOf(declared, undefined, variable)).toBe("variable");
    expect(projectOf({ ...declared, project: "own" }, "given", variable)).toBe("given");
  });

  it("is the tables that training needs, as declared", () => {
    const low = anAssessment((table) => (table === "prediction_grades" ? anUnknown() : undefined));
    expect(judgeGate(low, "unblocked", []).passes).toBe(true);
    const high = anAssessment((table) => (table === "tdza" ? anUnknown() : undefined));
    expect(judgeGate(high, "unblocked", []).passes).toBe(false);
  });

  it("is the environment's budget, else none", () => {
    const budgetOf = (declared: { budgetUsd?: number }, given?: number) =>
      pricingOf(
        aPipeline({
          environments: { one: { engine: "bigquery", destructive: false, ...declared } },
        }),
        "one",
        { abilities: { estimates: true } as never, label: "one" },
        given,
      )?.budgetUsd;
    expect(budgetOf({ budgetUsd: 2 })).toBe(2);
    expect(budgetOf({ budgetUsd: 2 }, 3)).toBe(3);
    expect(budgetOf({})).toBeNull();
  });
});
