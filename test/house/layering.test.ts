import { describe, expect, it } from "vitest";
import { checkLayering } from "./layering.ts";
import type { Rooms } from "./rooms.ts";

/** A house like ours, so that these tests are about the check and not about which rooms there are. */
const TOY: Rooms = {
  pure: [["errors"], ["dates"], ["grid"], ["plans", "issues"], ["render"]],
  allowed: {
    warehouse: ["errors", "dates"],
    jobs: ["errors", "dates", "grid", "plans", "issues", "render", "warehouse"],
    hosts: ["errors", "dates"],
    cli: ["errors", "jobs", "hosts"],
    actions: ["errors", "jobs", "hosts"],
  },
  typesOnly: { hosts: ["jobs"] },
  inside: { warehouse: [["."], ["duck", "big"], ["open"]], jobs: "any" },
  vendors: [
    { name: /^@google-cloud\//, homes: /^src\/warehouse\/big\// },
    { name: /^@duckdb\//, homes: /^src\/warehouse\/duck\// },
  ],
  mostFiles: 3,
};

/** A file in each room and folder, so that no rule is without a file. */
const SOUND: Record<string, string> = {
  "src/errors.ts": "export class UserError extends Error {}",
  "src/dates/range.ts": 'import { UserError } from "../errors.ts"; export const x = UserError;',
  "src/grid/cell.ts": "",
  "src/plans/plan.ts": "",
  "src/issues/issue.ts": "",
  "src/render/text.ts": "",
  "src/warehouse/port.ts": "",
  "src/warehouse/duck/duck.ts": "",
  "src/warehouse/big/big.ts": "",
  "src/warehouse/open/open.ts": "",
  "src/jobs/load/load.ts": "",
  "src/hosts/action.ts": "",
  "src/cli/main.ts": "",
  "actions/validate/main.ts": "",
};

const check = (files: Record<string, string>, rooms = TOY) =>
  checkLayering(new Map(Object.entries({ ...SOUND, ...files })), rooms);

describe("a tree that keeps the rules", () => {
  it("passes, and says how much was looked at", () => {
    expect(check({})).toEqual({ modules: 14, imports: 1, faults: [] });
  });

  it("lets an entry import any room, an engine's files their vendor, and a folder those below it", () => {
    const { faults } = check({
      "actions/validate/main.ts": 'import "../../src/hosts/action.ts"; import "./inputs.ts";',
      "src/warehouse/big/errors.ts": 'import type { Query } from "@google-cloud/bigquery";',
      "src/warehouse/duck/duck.ts": 'const driver = await import("@duckdb/node-api");',
      "src/warehouse/duck/rows.ts":
        'import { x } from "../port.ts"; import { y } from "./duck.ts";',
      "src/warehouse/open/open.ts": 'import { x } from "../duck/duck.ts";',
      "src/hosts/terminal.ts": 'import type { Report } from "../jobs/validate.ts";',
    });
    expect(faults).toEqual([]);
  });
});

describe("a tree that breaks a rule", () => {
  it.each([
    ["src/dates/list.ts", 'import { x } from "../grid/cell.ts";', "dates may not import grid"],
    ["src/dates/list.ts", 'import type { X } from "../grid/cell.ts";', "dates may not import grid"],
    ["src/dates/list.ts", 'export * from "../plans/runs.ts";', "dates may not import plans"],
    ["src/dates/list.ts", 'type G = import("../plans/runs.ts").Gap;', "dates may not import plans"],
    ["src/grid/a.ts", 'const { x } = await import("../jobs/x.ts");', "grid may not import jobs"],
    ["src/issues/a.ts", 'import { x } from "../plans/plan.ts";', "issues may not import plans"],
    ["src/warehouse/a.ts", 'import { x } from "../grid/cell.ts";', "may not import grid"],
    ["src/jobs/a.ts", 'import { x } from "../cli/main.ts";', "jobs may not import cli"],
    ["src/cli/a.ts", 'import "../../actions/validate/main.ts";', "cli may not import actions"],
    ["actions/plan/main.ts", 'import "../validate/main.ts";', "actions may not import actions"],
    ["actions/plan/main.ts", 'import "../../src/cli/main.ts";', "actions may not import cli"],
    ["src/hosts/a.ts", 'import { run } from "../jobs/validate.ts";', "may import types only"],
    ["src/hosts/a.ts", 'import { type Run } from "../jobs/run.ts";', "may import types only"],
    ["src/render/a.ts", 'import { readFileSync } from "node:fs";', "render is pure"],
    ["src/plans/a.ts", 'import { readFile } from "node:fs/promises";', "plans is pure"],
    ["src/render/a.ts", 'import * as core from "@actions/core";', "render is pure"],
    ["src/grid/a.ts", 'import type { Query } from "@google-cloud/bigquery";', "grid is pure"],
    ["src/jobs/a.ts", 'import { DuckDBInstance } from "@duckdb/node-api";', "may know"],
    ["src/warehouse/duck/a.ts", 'import { x } from "@google-cloud/bigquery";', "may know"],
    ["src/dates/list.ts", 'import { x } from "../../test/support/x.ts";', "lies in no room"],
    ["src/dates/list.ts", "const x = await import(process.argv[2]);", "target is not written out"],
    ["src/helpers/text.ts", "export const x = 1;", "a folder the house does not know"],
    ["src/utils.ts", "export const x = 1;", "a folder the house does not know"],
    ["src/dates/old/list.ts", "export const x = 1;", "a folder that dates does not know"],
    ["src/warehouse/mid/list.ts", "export const x = 1;", "a folder that warehouse does not know"],
    ["src/warehouse/a.ts", 'import { x } from "./duck/duck.ts";', ". may not import duck"],
    ["src/warehouse/duck/a.ts", 'import { x } from "../big/big.ts";', "duck may not import big"],
    ["src/warehouse/big/a.ts", 'import { x } from "../open/open.ts";', "big may not import open"],
    ["src/jobs/load/a.ts", 'import { x } from "./a.ts";', "A circle: src/jobs/load/a.ts -> src/"],
  ])("%s with %s", (file, source, fault) => {
    expect(check({ [file]: source }).faults).toEqual([expect.stringContaining(fault)]);
  });

  it("is one whose files import each other in a circle, types too", () => {
    const { faults } = check({
      "src/grid/a.ts": 'import { b } from "./b.ts";',
      "src/grid/b.ts": 'import type { C } from "./cell.ts";',
      "src/grid/cell.ts": 'export * from "./a.ts";',
    });
    expect(faults).toEqual([
      "A circle: src/grid/cell.ts -> src/grid/a.ts -> src/grid/b.ts -> src/grid/cell.ts.",
    ]);
  });

  it("is one with a folder that holds too much", () => {
    const { faults } = check({ "src/grid/a.ts": "", "src/grid/b.ts": "", "src/grid/c.ts": "" });
    expect(faults).toEqual(["src/grid holds 4 files, more than 3."]);
  });

  it("is an empty one: a check that saw nothing has not passed", () => {
    expect(checkLayering(new Map(), TOY).faults).toEqual([
      "Saw 0 modules and 0 imports: nothing was checked.",
    ]);
  });

  it("is one in which a rule finds no file", () => {
    const inside = { ...TOY.inside, warehouse: [["."], ["duck", "big", "small"], ["open"]] };
    const { faults } = check({}, { ...TOY, pure: [...TOY.pure, ["pages"]], inside });
    expect(faults).toEqual([
      expect.stringContaining("names pages, where no file lies"),
      expect.stringContaining("names warehouse/small, where no file lies"),
    ]);
  });
});
