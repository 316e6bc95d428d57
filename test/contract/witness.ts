import { describe, expect, it } from "vitest";
import { LEDGER_QUERY, readLedger } from "../../src/backfill/ledger/lineage.ts";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import {
  RefusedWriteError,
  type WitnessRequest,
  type WritableWarehouse,
} from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";

const TABLE = "raw.visits";
const [FIRST, SECOND, THIRD] = [day("2026-01-02"), day("2026-01-03"), day("2026-01-04")];

const aRequest = (over: Partial<WitnessRequest> = {}): WitnessRequest => ({
  table: TABLE,
  dateColumn: "game_date",
  dates: [FIRST],
  ledger: {
    run: "b-1",
    tableId: "visits",
    kind: "replace",
    upstreamFingerprints: new Map([[FIRST, "from here"]]),
  },
  allowShrink: false,
  rowsExpected: true,
  ...over,
});

/** What a warehouse keeps and records while somebody else writes. Each test opens its own. */
export function describeWitness(name: string, open: () => Promise<WritableWarehouse>): void {
  /** The first two dates have three rows each, the third has none. */
  async function opened() {
    const warehouse = await open();
    const write = (dates: readonly CivilDate[], ...visitors: string[]) =>
      warehouse.replaceDates({
        table: TABLE,
        dateColumn: "game_date",
        dates,
        source: {
          kind: "select",
          sql: (visitors.length === 0 ? ["none"] : visitors)
            .map(
              (visitor) =>
                `SELECT d AS game_date, '${visitor}' AS visitor FROM UNNEST(@dates) AS d WHERE ${visitors.length > 0}`,
            )
            .join(" UNION ALL "),
        },
        ledger: null,
        allowShrink: true,
        rowsExpected: false,
      });
    await write([FIRST, SECOND], "a", "b", "c");
    return {
      warehouse,
      /** The service: it leaves these rows on a date, and no other. */
      leaves:
        (date: CivilDate, ...visitors: string[]) =>
        async () => {
          await write([date], ...visitors);
        },
      content: async () => {
        const rows = await warehouse.query(
          `SELECT game_date, visitor FROM \`${TABLE}\` ORDER BY game_date, visitor`,
        );
        return rows.map((row) => `${row["game_date"]} ${row["visitor"]}`);
      },
      lines: async () => {
        const rows = await warehouse.query(
          "SELECT kind, game_date, row_count, rows_before FROM `ops.partition_writes` ORDER BY position, game_date",
        );
        return rows.map((row) => Object.values(row).join(" "));
      },
      /** Takes the run back by what the ledger says of it, as the job does. */
      undo: async () => {
        const own = readLedger(await warehouse.query(LEDGER_QUERY));
        await warehouse.restore({
          run: "b-1",
          undoRun: "u-b-1",
          tables: [
            {
              tableId: "visits",
              table: TABLE,
              dateColumn: "game_date",
              dates: [...new Set(own.map(({ date }) => date))],
              fingerprints: new Map(own.map(({ date, fingerprint }) => [date, fingerprint])),
              rowsBefore: new Map(own.map(({ date, rowsBefore }) => [date, rowsBefore])),
              upstreamFingerprints: new Map(),
            },
          ],
        });
      },
      [Symbol.asyncDispose]: () => warehouse[Symbol.asyncDispose](),
    };
  }

  describe(`${name}: while somebody else writes`, () => {
    it("says what was there and what is, and the run can be taken back", async () => {
      await using one = await opened();
      const before = await one.content();
      const [written] = await one.warehouse.witness(aRequest(), one.leaves(FIRST, "x", "y"));
      expect(written).toMatchObject({ date: FIRST, rows: 2, rowsBefore: 3 });
      expect(await one.lines()).toEqual([`kept ${FIRST} 3 3`, `replace ${FIRST} 2 3`]);
      const [line, ...more] = readLedger(await one.warehouse.query(LEDGER_QUERY));
      expect(more).toEqual([]);
      expect(line).toMatchObject({ kind: "replace", upstreamFingerprint: "from here", ...written });
      await one.undo();
      expect(await one.content()).toEqual(before);
    });

    it("goes back to the first rows after a run that wrote a date twice", async () => {
      await using one = await opened();
      const before = await one.content();
      await one.warehouse.witness(aRequest(), one.leaves(FIRST, "x", "y"));
      const [again] = await one.warehouse.witness(aRequest(), one.leaves(FIRST, "p", "q", "r"));
      expect(again).toMatchObject({ rows: 3, rowsBefore: 3 });
      await one.undo();
      expect(await one.content()).toEqual(before);
    });

    it("goes back to the first rows where the run died after the service had written", async () => {
      await using one = await opened();
      const before = await one.content();
      const write = one.leaves(FIRST, "x", "y");
      // Never settles: what comes after it is not done, as if the process had been killed there.
      await new Promise<void>((resolve, reject) => {
        const dead = one.warehouse.witness(aRequest(), async () => {
          await write();
          resolve();
          return new Promise(() => undefined);
        });
        dead.catch(reject);
      });
      expect(await one.lines()).toEqual([`kept ${FIRST} 3 3`]);
      const [written] = await one.warehouse.witness(aRequest(), one.leaves(FIRST, "x", "z"));
      expect(written).toMatchObject({ rows: 2, rowsBefore: 3 });
      expect(await one.lines()).toEqual([`kept ${FIRST} 3 3`, `replace ${FIRST} 2 3`]);
      await one.undo();
      expect(await one.content()).toEqual(before);
    });

    it("records what a call wrote before it failed, and what a later one took away again", async () => {
      await using one = await opened();
      const before = await one.content();
      const failing = (write: () => Promise<void>) => async () => {
        await write();
        throw new Error("the service broke off");
      };
      const request = aRequest({ dates: [THIRD] });
      const half = one.warehouse.witness(request, failing(one.leaves(THIRD, "half")));
      await expect(half).rejects.toThrow("the service broke off");
      expect(await one.lines()).toEqual([`kept ${THIRD} 0 0`, `refused ${THIRD} 1 0`]);
      const none = one.warehouse.witness(request, failing(one.leaves(THIRD)));
      await expect(none).rejects.toThrow("the service broke off");
      expect((await one.lines()).at(-1)).toBe(`refused ${THIRD} 0 0`);
      await one.undo();
      expect(await one.content()).toEqual(before);
    });

    it("refuses a date that shrank by more than half, and can take that back", async () => {
      await using one = await opened();
      const before = await one.content();
      const shrunk = one.warehouse.witness(aRequest(), one.leaves(FIRST, "only"));
      await expect(shrunk).rejects.toBeInstanceOf(RefusedWriteError);
      await expect(shrunk).rejects.toThrow(/2026-01-02 shrank from 3 to 1 rows/);
      expect((await one.lines()).at(-1)).toBe(`refused ${FIRST} 1 3`);
      await one.undo();
      expect(await one.content()).toEqual(before);
    });

    it("accepts a date that shrank where that was asked for", async () => {
      await using one = await opened();
      const request = aRequest({ allowShrink: true });
      const [written] = await one.warehouse.witness(request, one.leaves(FIRST, "only"));
      expect(written).toMatchObject({ rows: 1, rowsBefore: 3 });
    });

    it("refuses a date that was answered as done and has no row, and records no write", async () => {
      await using one = await opened();
      const request = aRequest({ dates: [THIRD] });
      const nothing = one.warehouse.witness(request, async () => undefined);
      await expect(nothing).rejects.toBeInstanceOf(RefusedWriteError);
      await expect(nothing).rejects.toThrow(/2026-01-04: it was answered as done, and there is no/);
      expect(await one.lines()).toEqual([`kept ${THIRD} 0 0`]);
      expect(readLedger(await one.warehouse.query(LEDGER_QUERY))).toEqual([]);
    });

    it("takes the same rows as done", async () => {
      await using one = await opened();
      const [written] = await one.warehouse.witness(aRequest(), one.leaves(FIRST, "c", "b", "a"));
      expect(written?.fingerprint).toBe(written?.fingerprintBefore);
      expect((await one.lines()).at(-1)).toBe(`replace ${FIRST} 3 3`);
    });

    it("keeps dates apart that are written at the same time", async () => {
      await using one = await opened();
      const before = await one.content();
      const [first, second] = [aRequest(), aRequest({ dates: [SECOND] })];
      await one.warehouse.witness(first, async () => {
        await one.warehouse.witness(second, one.leaves(SECOND, "p", "q"));
        await one.leaves(FIRST, "x", "y")();
      });
      expect(await one.content()).toEqual([
        ...[`${FIRST} x`, `${FIRST} y`],
        ...[`${SECOND} p`, `${SECOND} q`],
      ]);
      await one.undo();
      expect(await one.content()).toEqual(before);
    });

    it("does not begin for a table that is not there", async () => {
      await using one = await opened();
      let called = false;
      const request = aRequest({ table: "raw.nothing" });
      const refused = one.warehouse.witness(request, async () => {
        called = true;
      });
      await expect(refused).rejects.toThrow(/nothing/);
      expect(called).toBe(false);
    });
  });
}
