import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { loadPipeline } from "../../src/jobs/shared/open.ts";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import { tablesOf } from "../../src/pipeline/rules.ts";
import type { TableConfig } from "../../src/pipeline/schema.ts";
import { boundsOf, tableSource } from "../../src/pipeline/sql/read-from.ts";
import { altered, type Declaration, ROOT, SHIPPED } from "../support/pipeline.ts";
import { ownFolder } from "../support/warehouses.ts";

const BOX = "pipeline/read/production/bdl_box_scores.sql";
const GIVEN =
  "game_date, game_id, player_lookup AS player_id, player_lookup, n AS player_name, minutes, points, rebounds, assists";
const whole = (columns = GIVEN, from = "`nba_raw.bdl_player_boxscores`") =>
  `SELECT ${columns} FROM ${from} WHERE game_date BETWEEN @first_date AND @last_date`;

/** What is said of the shipped pipeline where the reading of the box scores is this text; null for a file that is not there. */
function saidOf(sql: string | null): string {
  const files = { ...SHIPPED.readFiles, [BOX]: sql };
  try {
    parsePipeline(
      altered(() => undefined),
      "pipeline.yaml",
      files,
    );
    return "valid";
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split("\n").slice(1).join("\n");
  }
}

describe("the file of a reading", () => {
  it("is one SELECT that gives what is declared", () => {
    expect(saidOf(whole())).toBe("valid");
  });

  it.each([
    [null, `${BOX} cannot be read; write it, or correct its name`],
    ["", `${BOX} is empty; it must be one SELECT`],
    [`${whole()};`, `${BOX} ends with a semicolon; leave it out`],
    [`${whole()}; SELECT 1 AS a`, `${BOX} holds two statements; it must be one SELECT`],
    ["DROP TABLE `nba_raw.bdl_player_boxscores`", `${BOX} begins with DROP; it must be one SELECT`],
    [whole(GIVEN.replace("points, ", "")), `${BOX} gives no column points (reconcile.points)`],
    [
      whole(GIVEN.replace("player_lookup AS player_id", "bdl_player_id")),
      `${BOX} gives no column player_id (one of its keys)`,
    ],
    [
      whole(GIVEN, "nba_raw.bdl_player_boxscores"),
      "does not read `nba_raw.bdl_player_boxscores`; name the table in backticks",
    ],
    [
      whole(GIVEN, "`nba_raw.bdl_player_boxscores` JOIN `nba_raw.x` USING (y)"),
      `${BOX} reads nba_raw.x besides nba_raw.bdl_player_boxscores; list them under also`,
    ],
    [whole().replace("@last_date", "@today"), "uses @today; it may use @first_date and @last_date"],
    [
      whole().replace("@last_date", "DATE '2030-01-01'"),
      `${BOX} does not use @last_date; filter game_date of the table by both, so that no other partition is read`,
    ],
  ])("%s", (sql, said) => {
    const message = saidOf(sql);
    expect(message).toMatch(/^pipeline\.yaml:\d+:\d+: tables\[2\]\.read\.production\.file: /);
    expect(message).toContain(said);
  });

  it("is read beside the pipeline, from the root", async () => {
    const root = ownFolder();
    const file = join(root, "pipeline.yaml");
    writeFileSync(
      file,
      altered(() => undefined),
    );
    await expect(loadPipeline(file, root)).rejects.toThrow(`${BOX} cannot be read; write it`);
    expect((await loadPipeline(file, ROOT)).readFiles?.[BOX]).toContain(
      "nba_raw.bdl_player_boxscores",
    );
  });
});

describe("a reading", () => {
  const problem = (change: (table: Declaration) => void) => () =>
    parsePipeline(
      altered(({ tables }) => change(tables[2])),
      "pipeline.yaml",
    );

  it("says what is wrong with its keys", () => {
    expect(problem(({ read }) => Object.assign(read, { nowhere: {} }))).toThrow(
      'tables[2].read.nowhere: there is no environment "nowhere"; declared are sample',
    );
    expect(problem(({ read }) => Object.assign(read.production, { columns: { a: "b" } }))).toThrow(
      "tables[2].read.production.columns: a file is given as well; leave one out",
    );
    expect(problem(({ read }) => Object.assign(read.production, { where: "a" }))).toThrow(
      `tables[2].read.production.where: write the condition into ${BOX}`,
    );
    expect(
      problem((table) => Object.assign(table, { read: { production: { where: "a" } } })),
    ).toThrow("tables[2].read.production.where: needs columns");
    expect(
      problem((table) =>
        Object.assign(table, { read: { production: { columns: { a: "b; c" } } } }),
      ),
    ).toThrow("must be one SQL expression, without ; and without parameters");
    expect(
      problem((table) =>
        Object.assign(table, { read: { production: { columns: { game_date: "d" } } } }),
      ),
    ).toThrow("tables[2].read.production.columns: gives no column game_id (one of its keys)");
  });

  it("belongs to an environment that borrows, and not to what that fills itself", () => {
    const at = (environment: string, id: string) =>
      tablesOf(SHIPPED, environment).find((table) => table.id === id) as TableConfig;
    expect(at("production-scraped", "mlfs").name).toBe("nba_predictions.ml_feature_store_v2");
    expect(at("production-scraped", "nbac_gamebook").reading).toBeUndefined();
    expect(at("sample", "mlfs")).toMatchObject({ name: "nba_precompute.ml_feature_store_v2" });
    expect(at("sample", "mlfs").real).toBeUndefined();
    expect(tablesOf(SHIPPED, "production")).toBe(tablesOf(SHIPPED, "production"));
  });

  it("has the dates of the statement beside the table, and takes another relation for it", () => {
    const table = {
      name: "a.b",
      dateColumn: "d",
      real: "x > 0",
      reading: {
        sql: "SELECT d, y AS x FROM `a.b` WHERE d BETWEEN @first_date - 3 AND @last_date -- `a.b`",
        ...{ from: "a file", outputs: [], tables: [], isPlain: true, isOfOneTable: true },
      },
    };
    expect(tableSource(table, boundsOf(["2026-01-03", "2026-01-01"] as never), "kept")).toBe(
      "(SELECT * FROM (SELECT d, y AS x FROM kept WHERE d BETWEEN DATE '2026-01-01' - 3 AND DATE '2026-01-03' -- `a.b`\n) WHERE (x > 0))",
    );
    const { reading: _, ...itself } = table;
    expect(tableSource(itself)).toBe(
      "(SELECT * FROM `a.b` WHERE `d` BETWEEN @first_date AND @last_date AND (x > 0))",
    );
  });
});
