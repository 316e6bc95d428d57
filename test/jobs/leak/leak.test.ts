import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDateList } from "../../../src/dates/list.ts";
import { UserError } from "../../../src/errors.ts";
import { findLeaks } from "../../../src/jobs/leak/leak.ts";
import type { PipelineConfig } from "../../../src/pipeline/schema.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import {
  aPhase,
  aPipeline,
  aTable,
  day,
  ENVIRONMENT,
} from "../../support/pipelines/declarations.ts";

const DATE = "2026-03-08";
const on = "WHERE game_date IN (SELECT d FROM UNNEST(@dates) AS d)";

/** Players of a date with what `value` says of the days before it; "p" is the player's roster row. */
const form = (value: string, more = "") => `SELECT p.game_date, p.player, ${value} AS form
  FROM \`shop.rosters\` AS p ${more} WHERE p.game_date IN (SELECT d FROM UNNEST(@dates) AS d)`;
const past = (select: string, from: string, where: string) =>
  `(SELECT ${select} FROM \`${from}\` AS l WHERE l.player = p.player AND ${where})`;
const HONEST = form(
  past(
    "SUM(l.points)",
    "shop.lines",
    "l.game_date < p.game_date AND l.game_date >= p.game_date - 5",
  ),
);

/** Each knows its own day, or what is not declared, in another way. */
const LEAKS: Readonly<Record<string, string>> = {
  "takes the day itself in": form(
    past(
      "SUM(l.points)",
      "shop.lines",
      "l.game_date <= p.game_date AND l.game_date >= p.game_date - 5",
    ),
  ),
  "has no end to its window": form(
    past("SUM(l.points)", "shop.lines", "l.game_date >= p.game_date - 5"),
  ),
  "takes the mean of the whole season": form(past("AVG(l.points)", "shop.lines", "TRUE")),
  "ranks over all days": form(`(SELECT COUNT(*) FROM \`shop.lines\` AS l WHERE l.points > 5)`),
  "asks whether he played": form(
    `EXISTS (SELECT 1 FROM \`shop.lines\` AS l WHERE l.player = p.player AND l.game_date = p.game_date)`,
  ),
  "has rows for those who played alone": form(
    "1",
    "JOIN `shop.lines` AS l ON l.player = p.player AND l.game_date = p.game_date",
  ),
  "reads the final score of the day": form(
    `(SELECT MAX(s.score) FROM \`shop.listing\` AS s WHERE s.game_date = p.game_date)`,
  ),
  "reads a summary of the day": form(
    past("SUM(l.total)", "shop.summary", "l.game_date = p.game_date"),
  ),
  "takes the next game's points": form(
    past("MIN(l.points)", "shop.lines", "l.game_date > p.game_date"),
  ),
  "leaves out who will be injured": form(
    past(
      "SUM(l.points)",
      "shop.lines",
      "l.game_date < p.game_date AND l.game_date >= p.game_date - 5",
    ),
    "JOIN (SELECT DISTINCT player FROM `shop.lines` WHERE game_date >= DATE '2026-03-09') AS later ON later.player = p.player",
  ),
  "reads a table that it does not declare": form(
    past("SUM(l.amount)", "shop.bonus", "l.game_date < p.game_date"),
  ),
  "reads older days than it declares": form(
    past("SUM(l.points)", "shop.lines", "l.game_date < p.game_date"),
  ),
};

let folder: string;
let path: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "leak-"));
  path = join(folder, "warehouse.duckdb");
  await using warehouse = await openDuckDb({ path, readOnly: false });
  const days = "range(DATE '2026-03-01', DATE '2026-03-13', INTERVAL 1 DAY) AS d(t)";
  const player = "range(1, 7) AS n(i)";
  for (const sql of [
    "CREATE SCHEMA shop",
    `CREATE TABLE shop.listing AS SELECT CAST(t AS DATE) AS game_date, 'g' || dayofyear(t) AS game, CAST(dayofyear(t) % 7 AS INTEGER) AS score FROM ${days}`,
    `CREATE TABLE shop.rosters AS SELECT CAST(t AS DATE) AS game_date, 'p' || i AS player FROM ${days}, ${player}`,
    `CREATE TABLE shop.lines AS SELECT CAST(t AS DATE) AS game_date, 'p' || i AS player, CAST((dayofyear(t) * i) % 11 AS TINYINT) AS points, i % 2 = 0 AS starter FROM ${days}, ${player} WHERE (dayofyear(t) + i) % 3 > 0`,
    `CREATE TABLE shop.bonus AS SELECT game_date, player, 3 * points AS amount FROM shop.lines`,
    `CREATE TABLE shop.summary AS SELECT game_date, player, CAST(points AS BIGINT) AS total FROM shop.lines`,
    `CREATE TABLE shop.form AS SELECT game_date, player, 0 AS form FROM shop.rosters`,
  ])
    await warehouse.native(sql);
});

afterAll(() => rmSync(folder, { recursive: true }));

const SUMMARY = `SELECT game_date, player, CAST(points AS INT64) AS total FROM \`shop.lines\` ${on}`;

function pipelineOf(sql: string, summary = SUMMARY, except = "score"): PipelineConfig {
  writeFileSync(join(folder, "form.sql"), sql);
  writeFileSync(join(folder, "summary.sql"), summary);
  const source = { kind: "command" as const, argv: ["fetch"], timeoutSeconds: 1 };
  const table = (id: string, keys: string[], over: object = {}) =>
    aTable({
      id,
      phase: "raw",
      name: `shop.${id}`,
      keys,
      producers: { [ENVIRONMENT]: source },
      ...over,
    });
  return aPipeline({
    environments: { [ENVIRONMENT]: { engine: "duckdb", destructive: false } },
    calendar: { kind: "daily" },
    seasons: [{ id: "2026", opens: day("2026-03-01"), closes: day("2026-03-12") }],
    phases: [aPhase({ id: "raw", number: 1 })],
    tables: [
      table("listing", ["game"], { knownBefore: { except: [except] } }),
      table("rosters", ["game_date", "player"], { knownBefore: true }),
      table("lines", ["game_date", "player"]),
      table("bonus", ["game_date", "player"]),
      table("summary", ["game_date", "player"], {
        upstream: [{ table: "lines", window: { from: 0, to: 0 } }],
        producers: { [ENVIRONMENT]: { kind: "sql", file: "summary.sql" } },
      }),
      table("form", ["game_date", "player"], {
        upstream: [
          { table: "rosters", window: { from: 0, to: 0 } },
          { table: "listing", window: { from: 0, to: 0 } },
          { table: "lines", window: { from: 5, to: 0 } },
          { table: "summary", window: { from: 5, to: 0 } },
        ],
        producers: { [ENVIRONMENT]: { kind: "sql", file: "form.sql" } },
      }),
    ],
  });
}

type Over = { table?: string; dates?: string; summary?: string; except?: string; path?: string };

const tried = (sql: string, over: Over = {}) =>
  findLeaks(
    {
      pipeline: pipelineOf(sql, over.summary, over.except),
      ...{ environment: ENVIRONMENT, root: folder, path: over.path ?? path, lockWait: 0 },
      ...{ table: over.table ?? "form", sample: 4, dates: parseDateList(over.dates ?? DATE) },
    },
    () => undefined,
  );

describe("a model that knows only the days before", () => {
  it("moves no row", async () => {
    expect(await tried(HONEST, { dates: "2026-03-01..2026-03-12" })).toMatchObject({
      ...{ table: "form", leaks: [], empty: 0 },
      tables: [{ id: "summary" }, { id: "form" }],
    });
  });
});

describe("a model that", () => {
  it.each(Object.entries(LEAKS))("%s is found", async (_, sql) => {
    const { leaks } = await tried(sql);
    expect(leaks[0]).toMatchObject({ table: "form", date: DATE });
    expect(leaks[0]?.rows).toBeGreaterThan(0);
  });

  it("reads an upstream's rows of the day is found though the upstream's own model gives none there", async () => {
    const { leaks } = await tried(LEAKS["reads a summary of the day"] ?? "", {
      summary: `${SUMMARY} AND game_date <> DATE '${DATE}'`,
    });
    expect(leaks).toMatchObject([{ table: "form", date: DATE, kind: "future" }]);
  });

  it("reads its own day, as a summary does, is told with the columns that move", async () => {
    expect(await tried(HONEST, { table: "summary" })).toMatchObject({
      leaks: [{ table: "summary", date: DATE, kind: "future", columns: ["total"] }],
    });
  });
});

describe("what cannot be tried", () => {
  it("is refused: no such table, no model, and BigQuery", async () => {
    await expect(tried(HONEST, { table: "from" })).rejects.toThrow(/There is no table "from"/);
    await expect(tried(HONEST, { table: "lines" })).rejects.toThrow(/is not filled by SQL/);
    const asked = {
      pipeline: pipelineOf(HONEST),
      environment: ENVIRONMENT,
      root: folder,
      path: null,
      lockWait: 0,
    };
    await expect(
      findLeaks({ ...asked, table: "form", sample: 1 }, () => undefined),
    ).rejects.toThrow(/is on BigQuery, where nothing can be tried without writing/);
  });

  it("is refused: no such file, and a column in knownBefore that the table does not have", async () => {
    await expect(tried(HONEST, { path: join(folder, "no.duckdb") })).rejects.toThrow(UserError);
    await expect(tried(HONEST, { except: "scores" })).rejects.toThrow(
      /knownBefore of listing names scores, and it has game_date, game, score/,
    );
  });

  it("is said where a date has no row", async () => {
    expect(await tried(HONEST, { dates: "2026-04-01" })).toMatchObject({ empty: 1, leaks: [] });
  });
});
