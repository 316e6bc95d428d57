import { describe, expect, it } from "vitest";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { reading } from "../../src/warehouse/reading.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";

const [MONDAY, TUESDAY] = [day("2026-03-02"), day("2026-03-03")];
const COUNT = "SELECT COUNT(*) AS n FROM `shop.sales`";

/** Two sales a day, and a view over them. */
async function openShop() {
  const warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  for (const statement of [
    "CREATE SCHEMA shop",
    "CREATE TABLE shop.sales (game_date DATE, item VARCHAR, note VARCHAR)",
    `INSERT INTO shop.sales SELECT d, item, 'first' FROM
      (VALUES (DATE '${MONDAY}'), (DATE '${TUESDAY}')) AS t(d), (VALUES ('tea'), ('cup')) AS i(item)`,
    "CREATE TABLE shop.totals AS SELECT game_date, COUNT(*) AS n FROM shop.sales GROUP BY ALL",
    "CREATE VIEW shop.seen AS SELECT * FROM shop.sales",
  ])
    await warehouse.native(statement);
  return warehouse;
}

const countIn = async (warehouse: Warehouse, sql = COUNT) => (await warehouse.query(sql))[0]?.["n"];
const contentIn = (warehouse: Warehouse, volatileColumns: readonly string[] = []) =>
  warehouse.fingerprints({
    ...{ table: "shop.sales", dateColumn: "game_date", volatileColumns },
    dates: [MONDAY, TUESDAY, day("2026-03-04")],
  });

const written = (run: string, items: readonly string[], date = MONDAY) => ({
  ...{ table: "shop.sales", dateColumn: "game_date", dates: [date] },
  ...{ allowShrink: true, rowsExpected: false },
  source: {
    kind: "rows" as const,
    rows: items.map((item) => ({ game_date: date, item, note: run })),
  },
  ledger: { run, tableId: "sales", kind: "replace" as const, upstreamFingerprints: new Map() },
});

describe("a warehouse of one writer that remembers", () => {
  it("answers the same as one that does not, before and after every kind of write", async () => {
    await using warehouse = await openShop();
    const again = reading(warehouse);
    const same = async () => {
      for (const left of [[], ["note"]]) {
        const [fresh, remembered] = [
          await contentIn(warehouse, left),
          await contentIn(again, left),
        ];
        expect([...remembered].sort()).toEqual([...fresh].sort());
      }
      for (const name of ["shop.sales", "shop.seen", "shop.totals", "ops.partition_writes"]) {
        const sql = `SELECT COUNT(*) AS n FROM \`${name}\``;
        const counted = (one: Warehouse) => countIn(one, sql).catch((error: Error) => error.name);
        expect([name, await counted(again)]).toEqual([name, await counted(warehouse)]);
      }
    };
    const writes: (() => Promise<unknown>)[] = [
      () => warehouse.replaceDates(written("r1", ["tea", "cup", "pot"])),
      () => warehouse.replaceDates(written("r2", [])),
      () => warehouse.replaceDates({ ...written("r3", ["tea"]), ledger: null }),
      () => warehouse.replaceDates(written("r4", ["tea"], day("2026-03-04"))),
      () =>
        warehouse.witness({ ...written("r5", []), dates: [TUESDAY] }, () =>
          warehouse.native(`DELETE FROM shop.sales WHERE game_date = DATE '${TUESDAY}'`),
        ),
      () =>
        warehouse.restore({
          run: "r4",
          undoRun: "u-r4",
          tables: [
            {
              ...{ tableId: "sales", table: "shop.sales", dateColumn: "game_date" },
              dates: [day("2026-03-04")],
              fingerprints: new Map(
                [...fingerprintsOf4].map((text) => [day("2026-03-04"), text] as const),
              ),
              rowsBefore: new Map([[day("2026-03-04"), 0]]),
              upstreamFingerprints: new Map(),
            },
          ],
        }),
      () => warehouse.recordObserved({ run: "s-r6", kind: "seen", lines: [LINE] }),
      () => warehouse.native("INSERT INTO shop.totals VALUES (DATE '2026-03-09', 1)"),
    ];
    const fingerprintsOf4: string[] = [];
    await same();
    for (const write of writes) {
      const at = (await contentIn(warehouse)).get(day("2026-03-04"))?.fingerprint;
      if (at !== undefined) fingerprintsOf4.splice(0, 1, at);
      await write();
      await same();
      await same();
    }
  });

  it("reads again after a write that was refused, and after one that failed", async () => {
    await using warehouse = await openShop();
    const again = reading(warehouse);
    expect(await countIn(again)).toBe(4);
    await expect(
      warehouse.replaceDates({ ...written("r1", []), allowShrink: false }),
    ).rejects.toThrow(/would shrink/);
    await expect(warehouse.native("SELECT nothing FROM shop.sales")).rejects.toThrow(/nothing/);
    expect(await countIn(again)).toBe(4);
    expect((await contentIn(again)).get(MONDAY)?.rows).toBe(2);
  });

  it("keeps no answer that was read while somebody wrote", async () => {
    await using warehouse = await openShop();
    const again = reading(warehouse);
    const early = countIn(again);
    await Promise.all([early, warehouse.replaceDates(written("r1", ["tea", "cup", "pot"]))]);
    expect(await countIn(again)).toBe(5);
  });

  it("does not ask twice for what nobody has written", async () => {
    await using warehouse = await openShop();
    const again = reading(warehouse);
    const rows = await again.query(COUNT);
    await warehouse.record("backfill_runs", { run: "r1", event: "started" });
    expect(await again.query(COUNT)).toBe(rows);
    await warehouse.replaceDates(written("r1", ["tea"]));
    expect(await again.query(COUNT)).not.toBe(rows);
  });
});

const LINE = {
  ...{ tableId: "sales", date: MONDAY, rows: 1, rowsBefore: 1 },
  ...{ fingerprint: "x", fingerprintBefore: "x", upstreamFingerprint: "" },
};
