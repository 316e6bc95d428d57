import { describe, expect, it } from "vitest";
import { TableNotFoundError } from "../../src/errors.ts";
import type { Content, FingerprintRequest } from "../../src/warehouse/content.ts";
import type { LedgerNote, RowSource, WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";

const TABLE = "raw.visits";
const [FIRST, SECOND, EMPTY] = [day("2026-01-02"), day("2026-01-03"), day("2026-01-04")];

const asked = (over: Partial<FingerprintRequest> = {}): FingerprintRequest => ({
  ...{ table: TABLE, dateColumn: "game_date", volatileColumns: [], dates: [FIRST, SECOND, EMPTY] },
  ...over,
});

/** A visitor a row, by date; each with the instant at which a service says that it wrote it. */
const visits = (
  rows: readonly (readonly [date: string, visitor: string | null])[],
  stamp = "2026-01-05 06:00:00",
): RowSource => ({
  kind: "select",
  sql: rows
    .map(
      ([date, visitor]) =>
        `SELECT DATE '${date}' AS game_date, ${visitor === null ? "CAST(NULL AS STRING)" : `'${visitor}'`} AS visitor, TIMESTAMP '${stamp}+00' AS processed_at`,
    )
    .join(" UNION ALL "),
});

/** What a warehouse says of the content of dates, whoever wrote it. Each test opens its own. */
export function describeFingerprints(name: string, open: () => Promise<WritableWarehouse>): void {
  const fill = (
    warehouse: WritableWarehouse,
    source: RowSource,
    ledger: LedgerNote | null = null,
    dates = [FIRST, SECOND],
  ) =>
    warehouse.replaceDates({
      ...{ table: TABLE, dateColumn: "game_date", dates, source, ledger },
      ...{ allowShrink: true, rowsExpected: false },
    });
  const note = (volatileColumns?: string[]): LedgerNote => ({
    ...{ run: "b-1", tableId: "visits", kind: "replace" },
    ...{ upstreamFingerprints: new Map(), volatileColumns },
  });
  /** The content of the first date, of a table that holds just these rows. */
  async function of(warehouse: WritableWarehouse, source: RowSource, volatileColumns: string[]) {
    await fill(warehouse, source);
    return (await warehouse.fingerprints(asked({ volatileColumns }))).get(FIRST) as Content;
  }

  describe(`${name}: the content of dates`, () => {
    it("is what the ledger says of them, and a date without rows has none", async () => {
      await using warehouse = await open();
      const rows = visits([
        [FIRST, "a"],
        [FIRST, "b"],
        [SECOND, "c"],
      ]);
      const written = await fill(warehouse, rows, note());
      const found = await warehouse.fingerprints(asked());
      expect([...found].sort()).toEqual(
        written.map(({ date, rows: n, fingerprint }) => [date, { rows: n, fingerprint }]),
      );
      expect(found.get(FIRST)?.rows).toBe(2);
      expect(found.get(FIRST)?.fingerprint).toMatch(/^[\w.-]+:2-/);
      expect(await warehouse.fingerprints(asked({ dates: "all" }))).toEqual(found);
      expect([...(await warehouse.fingerprints(asked({ dates: [SECOND] }))).keys()]).toEqual([
        SECOND,
      ]);
    });

    it("depends on the values and on how often they are there, not on the order of rows", async () => {
      await using warehouse = await open();
      const content = (...visitors: (string | null)[]) =>
        of(warehouse, visits([...visitors.map((one) => [FIRST, one] as const), [SECOND, "x"]]), []);
      const ab = await content("a", "b");
      expect(await content("b", "a")).toEqual(ab);
      const others = [await content("a", "c"), await content("a", "a"), await content("a", null)];
      others.push(await content("a"), await content("a", "b", "b"));
      expect(new Set([ab, ...others].map(({ fingerprint }) => fingerprint)).size).toBe(6);
    });

    it("tells apart values that changed places, and equal ones that changed together", async () => {
      await using warehouse = await open();
      const texts = new Set<string | undefined>();
      const tables = [
        ["1, 2", "3, 4"],
        ["2, 1", "3, 4"],
        ["1, 4", "3, 2"],
        ["3, 2", "1, 4"],
        ["5, 5", "3, 4"],
        ["7, 7", "3, 4"],
        ["NULL, 5", "3, 4"],
        ["5, NULL", "3, 4"],
      ];
      for (const [n, rows] of tables.entries()) {
        const table = `raw.scores${n}`;
        const sql = rows
          .map((row) => row.split(", ").map((value) => `CAST(${value} AS INT64)`))
          .map(
            ([home, away]) =>
              `SELECT DATE '${FIRST}' AS game_date, ${home} AS home, ${away} AS away`,
          )
          .join(" UNION ALL ");
        await warehouse.replaceDates({
          ...{ table, dateColumn: "game_date", dates: [FIRST], ledger: null },
          ...{ source: { kind: "select", sql }, allowShrink: true, rowsExpected: false },
        });
        texts.add((await warehouse.fingerprints(asked({ table }))).get(FIRST)?.fingerprint);
      }
      // The third and fourth are the same two rows.
      expect(texts.size).toBe(tables.length - 1);
    });

    it("leaves volatile columns out, and only where it is told to", async () => {
      await using warehouse = await open();
      const [one, later] = ["2026-01-05 06:00:00", "2026-01-06 06:00:00"];
      const rows = [
        [FIRST, "a"],
        [SECOND, "b"],
      ] as const;
      const [before, again] = [visits(rows, one), visits(rows, later)];
      const without = await of(warehouse, before, ["processed_at"]);
      const withIt = await of(warehouse, before, []);
      expect(await of(warehouse, again, ["Processed_At"])).toEqual(without);
      expect(await of(warehouse, again, [])).not.toEqual(withIt);
      const form = ({ fingerprint }: Content) => fingerprint.split(":")[0];
      expect(form(without)).not.toBe(form(withIt));
      const [written] = await fill(warehouse, again, note(["processed_at"]));
      expect(written?.fingerprint).toBe(without.fingerprint);
      expect(written?.fingerprintBefore).toBe(without.fingerprint);
    });

    it("is the same with the columns in another order, and with a new one that is empty", async () => {
      await using warehouse = await open();
      const rows = "SELECT DATE '2026-01-02' AS game_date, 'a' AS visitor, 1 AS n";
      const other =
        "SELECT 1 AS n, CAST(NULL AS STRING) AS more, 'a' AS visitor, DATE '2026-01-02' AS game_date";
      const swapped = "SELECT DATE '2026-01-02' AS game_date, 'a' AS visitor, 1 AS m";
      const texts: (string | undefined)[] = [];
      for (const [n, sql] of [rows, other, swapped].entries()) {
        const table = `raw.visits${n}`;
        await warehouse.replaceDates({
          ...{ table, dateColumn: "game_date", dates: [FIRST], ledger: null },
          ...{ source: { kind: "select", sql }, allowShrink: true, rowsExpected: false },
        });
        texts.push((await warehouse.fingerprints(asked({ table }))).get(FIRST)?.fingerprint);
      }
      expect(texts[1]).toBe(texts[0]);
      expect(texts[2]).not.toBe(texts[0]);
    });

    it("needs a table that is there", async () => {
      await using warehouse = await open();
      await expect(warehouse.fingerprints(asked())).rejects.toBeInstanceOf(TableNotFoundError);
    });
  });

  describe(`${name}: content that was found`, () => {
    it("is appended to the ledger, many lines at once, and is no write", async () => {
      await using warehouse = await open();
      const lines = Array.from({ length: 1_500 }, (_, n) => ({
        ...{ tableId: `t${n}`, date: FIRST, rows: n, rowsBefore: n, upstreamFingerprint: "it's" },
        ...{ fingerprint: `h1-abc:${n}-1`, fingerprintBefore: `h1-abc:${n}-1` },
      }));
      await warehouse.recordObserved({ run: "l-1", kind: "loaded", lines });
      await warehouse.recordObserved({ run: "l-2", kind: "seen", lines: [] });
      const rows = await warehouse.query(
        "SELECT run, kind, table_id, game_date, row_count, rows_before, fingerprint, upstream_fingerprint FROM `ops.partition_writes` WHERE table_id = 't1499'",
      );
      expect(rows).toEqual([
        {
          ...{ run: "l-1", kind: "loaded", table_id: "t1499", game_date: FIRST },
          ...{ row_count: 1499, rows_before: 1499, fingerprint: "h1-abc:1499-1" },
          upstream_fingerprint: "it's",
        },
      ]);
      const [all] = await warehouse.query("SELECT COUNT(*) AS n FROM `ops.partition_writes`");
      expect(all?.["n"]).toBe(1_500);
    });

    it("does not keep a run from keeping the rows that it replaces", async () => {
      await using warehouse = await open();
      const rows = [
        [FIRST, "a"],
        [SECOND, "b"],
      ] as const;
      await fill(warehouse, visits(rows));
      const content = await warehouse.fingerprints(asked());
      const lines = [...content].map(([date, one]) => ({
        ...{ ...one, tableId: "visits", date, rowsBefore: one.rows, upstreamFingerprint: "" },
        fingerprintBefore: one.fingerprint,
      }));
      await warehouse.recordObserved({ run: "b-1", kind: "seen", lines });
      const changed = visits([
        [FIRST, "new"],
        [SECOND, "new"],
      ]);
      const written = await fill(warehouse, changed, note());
      await warehouse.restore({
        run: "b-1",
        undoRun: "u-b-1",
        tables: [
          {
            ...{ tableId: "visits", table: TABLE, dateColumn: "game_date", dates: [FIRST, SECOND] },
            fingerprints: new Map(written.map(({ date, fingerprint }) => [date, fingerprint])),
            rowsBefore: new Map(written.map(({ date, rowsBefore }) => [date, rowsBefore])),
            upstreamFingerprints: new Map(),
          },
        ],
      });
      expect(await warehouse.fingerprints(asked())).toEqual(content);
    });
  });
}
