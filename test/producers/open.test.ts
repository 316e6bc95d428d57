import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Producer as Declared } from "../../src/pipeline/schema/producers.ts";
import { openProducer } from "../../src/producers/open.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { aTable, day, ENVIRONMENT, NO_SCRAPERS } from "../support/pipelines/declarations.ts";
import { ownFolder } from "../support/warehouses.ts";

const [FIRST, SECOND, THIRD] = [day("2026-03-01"), day("2026-03-02"), day("2026-03-03")];
const NO_LIMIT = { minutesPerDate: undefined };

/** A table of two dates with two rows each, and what a producer of this kind does to it. */
async function opened(declared: Declared | object, files: Readonly<Record<string, string>> = {}) {
  const root = ownFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const warehouse = await openDuckDb({ path: ":memory:", readOnly: false, filesAt: root });
  await warehouse.native("CREATE SCHEMA raw");
  await warehouse.native(
    `CREATE TABLE raw.box_scores AS SELECT CAST(d AS DATE) AS game_date, n AS points FROM
       (VALUES ('${FIRST}'), ('${SECOND}')) AS t(d), (VALUES (1), (2)) AS u(n)`,
  );
  const services = { variables: {}, hosts: [] };
  const setting = { environment: ENVIRONMENT, warehouse, root, services, scrapers: NO_SCRAPERS };
  const table = aTable({ producers: { [ENVIRONMENT]: declared as Declared } });
  return {
    root,
    table,
    open: () => openProducer(setting, table),
    produce: (dates = [FIRST], allowShrink = false) =>
      openProducer(setting, table).produce({
        table,
        dates,
        ledger: { run: "b-1", tableId: table.id, kind: "replace", upstreamFingerprints: new Map() },
        limits: { allowShrink, rowsExpected: table.empty !== "allowed" },
        includeWarmUp: false,
        force: false,
        signal: new AbortController().signal,
      }),
    rows: async () =>
      (await warehouse.query("SELECT game_date, points FROM `raw.box_scores` ORDER BY 1, 2")).map(
        (row) => `${row["game_date"]} ${row["points"]}`,
      ),
    [Symbol.asyncDispose]: () => warehouse[Symbol.asyncDispose](),
  };
}
const BEFORE = [`${FIRST} 1`, `${FIRST} 2`, `${SECOND} 1`, `${SECOND} 2`];

describe("a model", () => {
  const sql = "SELECT d AS game_date, 7 AS points FROM UNNEST(@dates) AS d";

  it("fills the dates that it is asked for, and no other", async () => {
    await using one = await opened(
      { kind: "sql", file: "model.sql", ...NO_LIMIT },
      { "model.sql": sql },
    );
    const [written] = await one.produce();
    expect(written).toMatchObject({ date: FIRST, rows: 1, rowsBefore: 2 });
    expect(await one.rows()).toEqual([`${FIRST} 7`, `${SECOND} 1`, `${SECOND} 2`]);
  });

  it("may stand anywhere, and is named where it is not there", async () => {
    await using one = await opened({ kind: "sql", file: "nowhere.sql" });
    await expect(one.produce()).rejects.toThrow(
      /The pipeline names nowhere.sql, which cannot be read/,
    );
    const file = join(one.root, "elsewhere.sql");
    writeFileSync(file, sql);
    await using other = await opened({ kind: "sql", file });
    expect(await other.produce()).toHaveLength(1);
  });
});

describe("a recorded source", () => {
  it("gives of its rows those of the dates", async () => {
    const files = {
      "all.sql": "SELECT * FROM read_csv('all.csv')",
      "all.csv": `game_date,points\n${FIRST},8\n${FIRST},9\n${THIRD},9\n`,
    };
    await using one = await opened({ kind: "recorded", file: "all.sql" }, files);
    await one.produce();
    expect(await one.rows()).toEqual([`${FIRST} 8`, `${FIRST} 9`, `${SECOND} 1`, `${SECOND} 2`]);
  });
});

describe("a command", () => {
  const printing = (...rows: object[]) => ({
    kind: "command",
    timeoutSeconds: 20,
    argv: [
      process.execPath,
      "-e",
      `console.log(${JSON.stringify(rows.map((row) => JSON.stringify(row)).join("\n"))})`,
    ],
  });

  it("gives rows that take the table's types by name", async () => {
    await using one = await opened(printing({ points: "5", game_date: FIRST }));
    await one.produce();
    expect(await one.rows()).toEqual([`${FIRST} 5`, `${SECOND} 1`, `${SECOND} 2`]);
  });

  it.each<[string, object[], RegExp]>([
    [
      "of a date that was not asked for",
      [{ game_date: THIRD, points: 1 }],
      /not only of the claimed dates \(1 of 2026-03-03\)/,
    ],
    ["without a date", [{ points: 1 }], /1 of no date/],
    ["with a column that the table lacks", [{ game_date: FIRST, points: 1, more: 1 }], /more/],
    ["with a value of another type", [{ game_date: FIRST, points: "many" }], /many/],
    ["none at all", [], /2026-03-01 would shrink from 2 to 0 rows/],
  ])("changes nothing where it gives rows %s", async (_, rows, why) => {
    await using one = await opened(printing(...rows));
    await expect(one.produce()).rejects.toThrow(why);
    expect(await one.rows()).toEqual(BEFORE);
  });
});

describe("somebody else's service", () => {
  const service = (over: object) => ({ kind: "service", owner: "Phase 2 scrapers", ...over });

  it.each<[string, object, RegExp]>([
    [
      "an address",
      {},
      /box_scores is filled by Phase 2 scrapers in test, which declares no url: it cannot be called/,
    ],
    [
      "its variable",
      { urlFrom: "SERVICE_URL" },
      /by Phase 2 scrapers in test, and SERVICE_URL is not set: set it to the service's address/,
    ],
    [
      "a host that is listed",
      { url: "https://a.run.app.evil.example" },
      /url of box_scores in test is on a.run.app.evil.example, which is not in .*serviceHosts \(there are none\)/,
    ],
  ])("is refused without %s, before anything is begun", async (_, over, why) => {
    await using one = await opened(service(over));
    expect(one.open).toThrow(why);
  });
});
