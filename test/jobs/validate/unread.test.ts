import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { UnreadableError, UserError } from "../../../src/errors.ts";
import { type Assessment, assess } from "../../../src/findings/assess/assess.ts";
import { columnOf } from "../../../src/grid/grid.ts";
import { observe } from "../../../src/jobs/observe/observe.ts";
import type { ProgressEvent } from "../../../src/jobs/shared/progress.ts";
import { validate } from "../../../src/jobs/validate/validate.ts";
import type { Plan } from "../../../src/records/plan.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import type { Warehouse } from "../../../src/warehouse/warehouse.ts";
import { SHIPPED, shippedTable } from "../../support/pipeline.ts";
import { failingOn } from "../../support/ports.ts";
import {
  aPlace,
  at,
  behindItsBack,
  newerSeason,
  repaired,
  run,
} from "../../support/repair/repairs.ts";
import { aValidation } from "../../support/validations.ts";
import { copiedSample, openSample } from "../../support/warehouses.ts";
import { WHOLE_SAMPLE } from "../../support/whole-sample.ts";

const quiet = () => undefined;

async function withoutTable(id: string, scenario: "healthy" | "incident" = "healthy") {
  await using warehouse = await openSample(scenario);
  const broken = failingOn(warehouse, shippedTable(id).name);
  const events: ProgressEvent[] = [];
  const result = await validate(aValidation(), broken, (event) => events.push(event));
  return { ...result, notes: events.flatMap((one) => (one.kind === "note" ? [one.message] : [])) };
}

describe("a table that cannot be read", () => {
  it("makes its cells unknown with the error, and the rest goes on", async () => {
    const { assessment, notes } = await withoutTable("nbac_gamebook");
    const cells = columnOf(assessment.grid, "nbac_gamebook");
    expect(new Set(cells.map(({ state }) => state))).toEqual(new Set(["unknown"]));
    expect(cells[0]?.reason).toBe("HTTP 503: backend error");
    expect(columnOf(assessment.grid, "bdl_box_scores")[0]?.state).toBe("complete");
    expect(notes).toEqual(["UNKNOWN: nbac_gamebook could not be read: HTTP 503: backend error"]);
  });

  it("ends in exit code 3 although nothing else is wrong, and a banner says why", async () => {
    const { exitCode, paths } = await withoutTable("nbac_gamebook");
    expect(exitCode).toBe(3);
    const handoff = await readFile(paths.handoff, "utf8");
    expect(handoff).toContain("> **UNKNOWN: 1 table could not be read, 308 cells.**");
    expect(handoff).toContain("`HTTP 503: backend error`");
    expect(await readFile(paths.healthCsv, "utf8")).toMatch(/^2024-10-22,[^,]+,2,2,-1,/m);
  });

  it("beats the exit code of findings, also where no finding is to fail the run", async () => {
    const { exitCode, assessment } = await withoutTable("nbac_gamebook", "incident");
    expect(assessment.counts.P0).toBe(1);
    expect(exitCode).toBe(3);
    await using warehouse = await openSample("healthy");
    const broken = failingOn(warehouse, shippedTable("pdc").name);
    const result = await validate(aValidation({ failOn: "never" }), broken, quiet);
    expect(result.exitCode).toBe(3);
  });

  it("of the features blocks training, for nobody knows whether they are there", async () => {
    const { assessment } = await withoutTable("mlfs");
    expect(assessment.training).toBe("BLOCKED");
  });
});

describe("the incident with one table unread", () => {
  const seen = async (warehouse: Warehouse) =>
    assess(await observe(WHOLE_SAMPLE, warehouse, quiet));
  let truth: Assessment;

  beforeAll(async () => {
    await using warehouse = await openSample("incident");
    truth = await seen(warehouse);
  });

  it.each(SHIPPED.tables.map(({ id }) => id).filter((id) => id !== "nbac_schedule"))(
    "never looks better than it is: %s",
    async (id) => {
      await using warehouse = await openSample("incident");
      const partly = await seen(failingOn(warehouse, shippedTable(id).name));
      expect(partly.training).toBe("BLOCKED");
      const passed = new Map(partly.ceilings.criteria.map((one) => [one.criterion.id, one.passed]));
      const failing = truth.ceilings.criteria.filter((one) => !one.passed);
      expect(failing.filter(({ criterion }) => passed.get(criterion.id))).toEqual([]);
    },
  );
});

describe("a ledger that cannot be read", () => {
  it("leaves staleness unknown: exit code 3, and training is never ready", async () => {
    await using warehouse = await openSample("healthy");
    const read = await validate(aValidation(), warehouse, quiet);
    expect([read.exitCode, read.assessment.training]).toEqual([0, "COMPLETE"]);
    const broken = failingOn(warehouse, "ops.partition_writes");
    const { exitCode, assessment } = await validate(aValidation(), broken, quiet);
    expect([exitCode, assessment.training]).toEqual([3, "UNBLOCKED"]);
  });
});

describe("a schedule that cannot be read", () => {
  it("ends the validation: nothing is known to be expected, and nothing is written", async () => {
    await using warehouse = await openSample("healthy");
    const input = aValidation();
    const broken = failingOn(warehouse, shippedTable("nbac_schedule").name);
    const validation = validate(input, broken, quiet);
    await expect(validation).rejects.toBeInstanceOf(UnreadableError);
    await expect(validation).rejects.toThrow("The schedule could not be read");
    expect(readdirSync(input.out)).toEqual([]);
  });
});

describe("a table that does not exist", () => {
  it.each(["tdza", "nbac_schedule"])(
    "is a wrong declaration that is named, and no row of zeros: %s",
    async (id) => {
      const { name } = shippedTable(id);
      const path = copiedSample("healthy");
      await using warehouse = await openDuckDb({ path, readOnly: false });
      await warehouse.native(`DROP TABLE ${name}`);
      const input = aValidation();
      await expect(validate(input, warehouse, quiet)).rejects.toThrow(
        new UserError(
          `Table ${id} is declared as ${name}, which does not exist in DuckDB ${path}. Correct its name in the pipeline, or create it.`,
        ),
      );
      expect(existsSync(`${input.out}/latest`)).toBe(false);
    },
  );
});

describe("a plan of what was read", () => {
  const { name } = shippedTable("pdc");
  const [dataset, table] = name.split(".");

  /** Psza is to be mended on one date, pdc on others; and pdc is there and cannot be read. */
  async function unreadPlace() {
    const place = aPlace("incident", newerSeason);
    await behindItsBack(
      place.file,
      `ALTER TABLE ${name} RENAME TO behind`,
      `CREATE VIEW ${name} AS SELECT * FROM ${dataset}.behind WHERE CAST(error('the disk under ${table}') AS BOOLEAN)`,
    );
    return place;
  }

  it("is shown with the unread refused by name, ends in 3, and plans nothing that reads them", async () => {
    const place = await unreadPlace();
    const said = await run(["plan", ...at(place, false), "--plan-phase", "1,4", "--json"]);
    expect(said.code, said.err).toBe(3);
    const { cells, refused, blocked } = JSON.parse(said.out) as Plan;
    const tables = (all: readonly { readonly table: string }[]) =>
      [...new Set(all.map((one) => one.table))].sort();
    expect(tables(cells)).toEqual(expect.arrayContaining(["psza", "tdza"]));
    expect(tables(cells)).not.toContain("pdc");
    // It reads pdc of the same date.
    expect(tables(cells)).not.toContain("mlfs");
    expect(blocked.find((one) => one.table === "mlfs")?.by.join()).toMatch(/pdc .* is unknown/);
    const unread = refused.filter(({ rule }) => rule === "unknown");
    expect(tables(unread)).toEqual(["pdc"]);
    expect(unread).toHaveLength(95);
    const text = await run(["backfill", ...at(place), "--dry-run"]);
    expect(text.code).toBe(3);
    expect(text.out).toMatch(
      /refused \(unknown\): pdc on 95 dates, such as .*: it could not be read: .*the disk under/,
    );
    expect(text.out).toContain("Dry run: nothing was changed.");
  });

  it("is not run as it is, unless it was saved or leaves the unread out", async () => {
    const place = await unreadPlace();
    const refused = await run(["backfill", ...at(place), "--plan-phase", "1"]);
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/pdc could not be read, so what it lacks is unknown: .*the disk/);
    expect(existsSync(place.out)).toBe(false);
    const saved = `${place.out}-plan.json`;
    const only = ["--phase", "4", "--dates", "2025-10-22", "--save", saved];
    expect((await run(["plan", ...at(place, false), ...only])).code).toBe(3);
    const options = ["--plan", saved];
    const { receipt } = await repaired(place, options);
    const written = receipt.dates.flatMap((one) => one.cells.map((cell) => cell.table));
    expect(written.sort()).toEqual(["pcf", "psza", "tdza"]);
    expect(receipt).toMatchObject({ counts: { done: 3 }, proven: true });
  });
});
