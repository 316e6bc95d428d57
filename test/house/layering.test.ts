import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkLayering } from "./layering.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "layering-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** The faults of a tree with these files and one sound import beside them. */
function faultsOf(files: Record<string, string>): readonly string[] {
  for (const [file, source] of Object.entries({ ...SOUND, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), source);
  }
  return checkLayering(root).faults;
}

const SOUND = {
  "src/errors.ts": "export class UserError extends Error {}",
  "src/dates/range.ts": 'import { UserError } from "../errors.ts"; export const x = UserError;',
};

describe("a tree that keeps the rules", () => {
  it("passes, and says how much was looked at", () => {
    expect(faultsOf({})).toEqual([]);
    expect(checkLayering(root)).toMatchObject({ modules: 2, imports: 1 });
  });

  it("lets an entry import any room, and the two engines' files their vendors", () => {
    const faults = faultsOf({
      "actions/validate/main.ts": 'import "../../src/hosts/action.ts"; import "./inputs.ts";',
      "src/warehouse/bigquery-errors.ts": 'import type { Query } from "@google-cloud/bigquery";',
      "src/warehouse/duckdb.ts": 'const driver = await import("@duckdb/node-api");',
      "src/warehouse/values.ts": 'import type { DuckDBValue } from "@duckdb/node-api";',
      "src/hosts/terminal.ts": 'import type { Report } from "../jobs/validate.ts";',
    });
    expect(faults).toEqual([]);
  });
});

describe("a tree that breaks a rule", () => {
  it.each([
    [
      "src/dates/list.ts",
      'import { grid } from "../health/grid.ts";',
      "dates may not import health",
    ],
    [
      "src/dates/list.ts",
      'import type { Grid } from "../health/grid.ts";',
      "dates may not import health",
    ],
    ["src/dates/list.ts", 'export * from "../gaps/runs.ts";', "dates may not import gaps"],
    ["src/dates/list.ts", 'type G = import("../gaps/runs.ts").Gap;', "dates may not import gaps"],
    [
      "src/health/grid.ts",
      'const { x } = await import("../jobs/x.ts");',
      "health may not import jobs",
    ],
    [
      "src/issues/plan.ts",
      'import { x } from "../backfill/plan.ts";',
      "issues may not import backfill",
    ],
    [
      "src/warehouse/open.ts",
      'import { x } from "../pipeline/schema.ts";',
      "warehouse may not import pipeline",
    ],
    ["src/jobs/validate.ts", 'import { x } from "../cli/main.ts";', "jobs may not import cli"],
    ["src/cli/main.ts", 'import "../../actions/validate/main.ts";', "cli may not import actions"],
    ["actions/plan/main.ts", 'import "../validate/main.ts";', "actions may not import actions"],
    ["actions/plan/main.ts", 'import "../../src/cli/main.ts";', "actions may not import cli"],
    ["src/hosts/action.ts", 'import { run } from "../jobs/validate.ts";', "may import types only"],
    ["src/hosts/action.ts", 'import { type Run } from "../jobs/run.ts";', "may import types only"],
    ["src/render/handoff.ts", 'import { readFileSync } from "node:fs";', "render is pure"],
    ["src/gaps/find.ts", 'import { readFile } from "node:fs/promises";', "gaps is pure"],
    ["src/render/summary.ts", 'import * as core from "@actions/core";', "render is pure"],
    [
      "src/health/grid.ts",
      'import type { Query } from "@google-cloud/bigquery";',
      "health is pure",
    ],
    ["src/jobs/load.ts", 'import { DuckDBInstance } from "@duckdb/node-api";', "may know"],
    ["src/warehouse/duckdb.ts", 'import { BigQuery } from "@google-cloud/bigquery";', "may know"],
    ["src/dates/list.ts", 'import { x } from "../../test/support/x.ts";', "lies in no room"],
    ["src/dates/list.ts", "const x = await import(process.argv[2]);", "target is not written out"],
    ["src/helpers/text.ts", "export const x = 1;", "a folder the house does not know"],
    ["src/utils.ts", "export const x = 1;", "a folder the house does not know"],
  ])("%s with %s", (file, source, fault) => {
    expect(faultsOf({ [file]: source })).toEqual([expect.stringContaining(fault)]);
  });

  it("is an empty one: a check that saw nothing has not passed", () => {
    expect(checkLayering(root).faults).toEqual([
      "Saw 0 modules and 0 imports: nothing was checked.",
    ]);
  });
});
