import { describe, expect, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import {
  RefusedWriteError,
  type ReplaceRequest,
  type RowSource,
  type WritableWarehouse,
  type WrittenDate,
} from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";

const TABLE = "raw.visits";
const [FIRST, SECOND] = [day("2026-01-02"), day("2026-01-03")];
const UPSTREAM = new Map([[FIRST, "from here"]]);

const select = (...texts: string[]): RowSource => ({
  kind: "select",
  sql: texts
    .map((text) => `SELECT d AS game_date, '${text}' AS visitor FROM UNNEST(@dates) AS d`)
    .join(" UNION ALL "),
});

const aWrite = (
  run: string,
  source: RowSource,
  over: Partial<ReplaceRequest> = {},
): ReplaceRequest => ({
  table: TABLE,
  dateColumn: "game_date",
  dates: [FIRST, SECOND],
  source,
  ledger: { run, tableId: "visits", kind: "replace", upstreamFingerprints: UPSTREAM },
  allowShrink: false,
  rowsExpected: true,
  ...over,
});

/** What a warehouse keeps and records of its writes. Each test opens its own. */
export function describeLedger(
  name: string,
  open: () => Promise<WritableWarehouse>,
  /** Has the kept rows forgotten, as the engine does in its own time. */
  forget: (warehouse: WritableWarehouse) => Promise<void> = (warehouse) =>
    warehouse.forgetKept(new Date(Date.now() + 60_000)),
): void {
  async function content(warehouse: WritableWarehouse): Promise<string[]> {
    const rows = await warehouse.query(
      `SELECT game_date, visitor FROM \`${TABLE}\` ORDER BY game_date, visitor`,
    );
    return rows.map((row) => `${row["game_date"]} ${row["visitor"]}`);
  }
  const linesOf = (warehouse: WritableWarehouse) =>
    warehouse.query(
      "SELECT run, kind, table_id, game_date, row_count, rows_before, fingerprint, fingerprint_before, upstream_fingerprint FROM `ops.partition_writes` ORDER BY position, game_date",
    );
  const undo = (warehouse: WritableWarehouse, run: string, written: readonly WrittenDate[]) =>
    warehouse.restore({
      run,
      undoRun: `u-${run}`,
      tables: [
        {
          tableId: "visits",
          table: TABLE,
          dateColumn: "game_date",
          dates: written.map(({ date }) => date),
          fingerprints: byDate(written, "fingerprint"),
          rowsBefore: byDate(written, "rowsBefore"),
          upstreamFingerprints: new Map(),
        },
      ],
    });

  describe(`${name}: the ledger`, () => {
    it("says of each date what was there, what is, and from what it was computed", async () => {
      await using warehouse = await open();
      const one = await warehouse.replaceDates(aWrite("b-1", select("a")));
      const two = await warehouse.replaceDates(aWrite("b-2", select("b", "c")));
      expect(two.map(({ fingerprintBefore }) => fingerprintBefore)).toEqual(
        one.map(({ fingerprint }) => fingerprint),
      );
      const lines = await linesOf(warehouse);
      expect(lines.map((row) => [row["run"], row["game_date"], row["row_count"]])).toEqual([
        ["b-1", FIRST, 1],
        ["b-1", SECOND, 1],
        ["b-2", FIRST, 2],
        ["b-2", SECOND, 2],
      ]);
      expect(lines[2]).toMatchObject({
        kind: "replace",
        table_id: "visits",
        rows_before: 1,
        fingerprint: two[0]?.fingerprint,
        fingerprint_before: one[0]?.fingerprint,
        upstream_fingerprint: "from here",
      });
    });

    it("has one fingerprint for the same rows in any order, and another for other rows", async () => {
      await using warehouse = await open();
      const [one] = await warehouse.replaceDates(aWrite("b-1", select("a", "b")));
      const [two] = await warehouse.replaceDates(aWrite("b-2", select("b", "a")));
      const [three] = await warehouse.replaceDates(aWrite("b-3", select("a", "a", "b", "b")));
      expect(two?.fingerprint).toBe(one?.fingerprint);
      expect(three?.fingerprint).not.toBe(one?.fingerprint);
    });

    it.each([
      ["would shrink by more than half", select("only"), /shrink from 3 to 1 rows/],
      ["are of other dates", strays(), /not only of the claimed dates/],
    ])("is not written where rows %s", async (_, source, message) => {
      await using warehouse = await open();
      await warehouse.replaceDates(aWrite("b-1", select("a", "b", "c")));
      const refused = warehouse.replaceDates(aWrite("b-2", source));
      await expect(refused).rejects.toBeInstanceOf(RefusedWriteError);
      await expect(refused).rejects.toThrow(message);
      expect(await linesOf(warehouse)).toHaveLength(2);
      expect(await content(warehouse)).toHaveLength(6);
    });

    it("is not written where a date would have no row and none was there", async () => {
      await using warehouse = await open();
      const none: RowSource = { kind: "select", sql: `${sqlOf(select("a"))} LIMIT 0` };
      await expect(warehouse.replaceDates(aWrite("b-1", none))).rejects.toThrow(
        /without a row where rows were expected/,
      );
    });
  });

  describe(`${name}: taking a run back`, () => {
    it("returns the rows that it replaced, and says so in the ledger", async () => {
      await using warehouse = await open();
      const old = await warehouse.replaceDates(aWrite("b-1", select("a", "b")));
      const before = await content(warehouse);
      const written = await warehouse.replaceDates(aWrite("b-2", select("new")));
      const back = await undo(warehouse, "b-2", written);
      expect(await content(warehouse)).toEqual(before);
      expect(back.map(({ fingerprint }) => fingerprint)).toEqual(
        old.map(({ fingerprint }) => fingerprint),
      );
      const last = (await linesOf(warehouse)).at(-1);
      expect(last).toMatchObject({ run: "u-b-2", kind: "undo", row_count: 2, rows_before: 1 });
    });

    it("returns them to a table that has gained a column since, and empties what was empty", async () => {
      await using warehouse = await open();
      await warehouse.replaceDates(aWrite("b-1", select("a", "b"), { dates: [FIRST] }));
      const before = await content(warehouse);
      const written = await warehouse.replaceDates(aWrite("b-2", select("new", "other")));
      await warehouse.query(`ALTER TABLE \`${TABLE}\` ADD COLUMN note STRING`);
      await undo(warehouse, "b-2", written);
      expect(await content(warehouse)).toEqual(before);
    });

    it("empties dates that were empty", async () => {
      await using warehouse = await open();
      await undo(warehouse, "b-1", await warehouse.replaceDates(aWrite("b-1", select("a"))));
      expect(await content(warehouse)).toEqual([]);
    });

    it("is refused where somebody wrote later, and changes nothing", async () => {
      await using warehouse = await open();
      const written = await warehouse.replaceDates(aWrite("b-1", select("a")));
      await warehouse.replaceDates(aWrite("b-2", select("later")));
      const refused = undo(warehouse, "b-1", written);
      await expect(refused).rejects.toBeInstanceOf(RefusedWriteError);
      await expect(refused).rejects.toThrow(/somebody wrote later/);
      expect(await content(warehouse)).toEqual([`${FIRST} later`, `${SECOND} later`]);
    });

    it("is refused when the replaced rows have been forgotten", async () => {
      await using warehouse = await open();
      await warehouse.replaceDates(aWrite("b-1", select("a")));
      const written = await warehouse.replaceDates(aWrite("b-2", select("b")));
      await forget(warehouse);
      await expect(undo(warehouse, "b-2", written)).rejects.toThrow(/no longer kept/);
      expect(await content(warehouse)).toEqual([`${FIRST} b`, `${SECOND} b`]);
    });
  });

  describe(`${name}: rows from elsewhere`, () => {
    it("are written as they are, in other scripts too", async () => {
      await using warehouse = await open();
      await warehouse.replaceDates(aWrite("b-1", select("a")));
      const rows = [
        { game_date: FIRST, visitor: 'Dončić "it\'s" 🏀\n\\' },
        { game_date: SECOND, visitor: null },
      ];
      await warehouse.replaceDates(aWrite("b-2", { kind: "rows", rows }));
      const sql = `SELECT game_date, visitor FROM \`${TABLE}\` ORDER BY game_date`;
      expect(await warehouse.query(sql)).toEqual(rows);
    });

    it("are refused with a column that the table does not have", async () => {
      await using warehouse = await open();
      await warehouse.replaceDates(aWrite("b-1", select("a")));
      const rows = [{ game_date: FIRST, visitor: "x", another: 1 }];
      const refused = warehouse.replaceDates(aWrite("b-2", { kind: "rows", rows }));
      await expect(refused).rejects.toThrow(/another/);
      expect(await content(warehouse)).toEqual([`${FIRST} a`, `${SECOND} a`]);
    });

    it("need a table that is there", async () => {
      await using warehouse = await open();
      const write = warehouse.replaceDates(aWrite("b-1", { kind: "rows", rows: [] }));
      await expect(write).rejects.toThrow(/visits/);
    });

    it("may leave a column out, or empty it for every row", async () => {
      await using warehouse = await open();
      await warehouse.replaceDates(aWrite("b-1", select("a")));
      const rows = [{ game_date: FIRST }, { game_date: SECOND, visitor: null }];
      await warehouse.replaceDates(aWrite("b-2", { kind: "rows", rows }));
      expect(await content(warehouse)).toEqual([`${FIRST} null`, `${SECOND} null`]);
    });

    it("may be recorded; only those of the claimed dates are taken", async () => {
      await using warehouse = await open();
      const sql = `SELECT CAST(d AS DATE) AS game_date, 'recorded' AS visitor, 1.5::DOUBLE AS x
        FROM unnest(['${FIRST}', '${SECOND}', '2026-03-01']) AS t(d)`;
      await warehouse.replaceDates(aWrite("b-1", { kind: "recorded", sql }));
      expect(await content(warehouse)).toEqual([`${FIRST} recorded`, `${SECOND} recorded`]);
    });
  });

  it(`${name}: a record is read again as it was written`, async () => {
    await using warehouse = await open();
    const row = {
      run: "b-1",
      event: "started",
      recorded_at: "2026-01-26T12:00:00.000Z",
      plan_json: '{"say":"it\'s \\"here\\"\\n"}',
      summary_json: null,
    };
    await warehouse.record("backfill_runs", row);
    expect(await warehouse.query("SELECT * FROM `ops.backfill_runs`")).toEqual([row]);
  });
}

const sqlOf = (source: RowSource): string => (source.kind === "rows" ? "" : source.sql);

function strays(): RowSource {
  const sql = `${sqlOf(select("a", "b"))} UNION ALL SELECT DATE '2026-02-01' AS game_date, 'x' AS visitor`;
  return { kind: "select", sql };
}

function byDate<K extends "fingerprint" | "rowsBefore">(written: readonly WrittenDate[], key: K) {
  return new Map(written.map((one) => [one.date, one[key]])) as Map<CivilDate, WrittenDate[K]>;
}
