import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { standingIn } from "../../../src/cli/shared/paths.ts";
import { COMMANDS } from "../../../src/commands/catalogue.ts";
import type { CommandSpec } from "../../../src/commands/spec.ts";
import { ROOT } from "../../support/pipeline.ts";
import { runNode } from "../../support/processes.ts";
import { AS_OF, aPlace, january } from "../../support/repair/repairs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const SPECS: readonly CommandSpec[] = COMMANDS;
const from = (folder: string, ...words: string[]) =>
  runNode(["src/cli/main.js", ...words], { INIT_CWD: folder });

describe("a relative path is taken from where the person stands,", () => {
  it("as an argument and as an option", async () => {
    const out = ownFolder();
    const words = [
      "assess",
      "health_report_2024_25.csv",
      "--out",
      relative(join(ROOT, "sample"), out),
    ];
    const said = await from(join(ROOT, "sample"), ...words);
    expect(said.code, said.stderr).toBeLessThanOrEqual(1);
    expect(existsSync(join(out, "csv-health_report_2024_25", "latest", "run.json"))).toBe(true);
  });

  it("for every option that is a path, while the declared warehouse stays where it is", async () => {
    const place = aPlace("incidentJanuary", january);
    const folder = join(place.pipeline, "..");
    const where = ["--pipeline", "pipeline.yaml", "--as-of", AS_OF, "--lock-wait", "0"];
    const planned = await from(folder, "plan", ...where, "--plan-phase", "2", "--save", "p.json");
    expect(planned, planned.stderr).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, "p.json"))).toBe(true);
    const ran = await from(folder, "backfill", ...where, "--plan", "p.json", "--out", "reports");
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, "reports", "sample", "backfills"))).toBe(true);
    // What is printed is for the project's root.
    const printed = relative(ROOT, place.pipeline);
    expect(ran.stdout).toMatch(new RegExp(`ops -- undo .*--pipeline ${printed}`));
    const gate = ["gate", ...where, "--evidence", "none.json"];
    expect((await from(folder, ...gate)).stderr).toContain(
      join(relative(ROOT, folder), "none.json"),
    );
  });

  it("and defaults from the project's root", async () => {
    expect(await from(join(ROOT, "docs"), "config", "check")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("pipeline/pipeline.yaml is valid"),
    });
  });
});

describe("a path as typed", () => {
  it.each([
    ["/p", "out", "out"],
    ["/p/docs", "out", "docs/out"],
    ["/p/docs", "../out/./x", "out/x"],
    ["/p/docs", "/tmp/x", "/tmp/x"],
    ["/p/docs", "..", "."],
    ["/elsewhere", "out", "../elsewhere/out"],
    [undefined, "./out", "./out"],
    ["/p", "./out", "./out"],
  ])("in %s: %s is %s from the root /p", (stands, typed, expected) => {
    expect(standingIn(stands, "/p")(typed)).toBe(expected);
  });

  it("is of every option that has a file or a folder as its default or its name", () => {
    const values = SPECS.flatMap(({ options }) => [...options])
      .filter(
        ({ default: standard, name }) =>
          standard?.includes("/") || /^(out|pipeline|save|evidence)$/.test(name),
      )
      .map(({ value }) => value);
    expect([...new Set(values)].sort()).toEqual(["DIR", "FILE"]);
  });
});
