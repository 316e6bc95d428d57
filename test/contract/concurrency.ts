import { describe, expect, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { ReplaceRequest, WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";

const TABLE = "raw.visits";
const DATES = [day("2026-01-02"), day("2026-01-03"), day("2026-01-04")];
const ROWS_A_DATE = 3;

const aWrite = (
  generation: string,
  dates: readonly CivilDate[] = DATES,
  over: Partial<ReplaceRequest> = {},
): ReplaceRequest => ({
  table: TABLE,
  dateColumn: "game_date",
  dates,
  source: {
    kind: "select",
    sql: `SELECT d AS game_date, '${generation}' AS visitor, n FROM UNNEST(@dates) AS d CROSS JOIN UNNEST([1, 2, 3]) AS n`,
  },
  ledger: {
    run: `b-${generation}`,
    tableId: "visits",
    kind: "replace",
    upstreamFingerprints: new Map(),
  },
  allowShrink: false,
  rowsExpected: true,
  ...over,
});

/**
 * What a warehouse holds while it is written, and after several have written at once. Each test opens its own. The
 * emulator keeps this by running one script at a time; BigQuery by isolation, which no emulator shows.
 */
export function describeConcurrency(
  name: string,
  open: () => Promise<WritableWarehouse>,
  replaces = 20,
): void {
  /** By date, each generation that is there with its rows, such as "new 3". */
  async function generations(warehouse: WritableWarehouse): Promise<Record<string, string[]>> {
    const rows = await warehouse.query(
      `SELECT game_date, visitor, COUNT(*) AS n FROM \`${TABLE}\` GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    const found: Record<string, string[]> = Object.fromEntries(DATES.map((date) => [date, []]));
    for (const row of rows) found[String(row["game_date"])]?.push(`${row["visitor"]} ${row["n"]}`);
    return found;
  }
  const isWhole = (found: Record<string, string[]>) =>
    Object.values(found).every(
      (there) => there.length === 1 && there[0]?.endsWith(` ${ROWS_A_DATE}`),
    );

  describe(`${name}: several at once`, () => {
    it.each<[string, (generation: number) => readonly CivilDate[]]>([
      ["the same dates", () => DATES],
      ["other dates of one table", (generation) => [DATES[generation] as CivilDate]],
    ])("who replace %s leave each date whole, of one who succeeded", async (_, datesOf) => {
      await using warehouse = await open();
      await warehouse.replaceDates(aWrite("old"));
      const writers = [0, 1, 2];
      const ended = await Promise.allSettled(
        writers.map((n) => warehouse.replaceDates(aWrite(`w${n}`, datesOf(n)))),
      );
      const succeeded = writers.filter((n) => ended[n]?.status === "fulfilled");
      expect(succeeded.length).toBeGreaterThan(0);
      for (const [date, there] of Object.entries(await generations(warehouse))) {
        const claimed = succeeded.filter((n) => datesOf(n).includes(date as CivilDate));
        const whole = claimed.map((n) => [`w${n} ${ROWS_A_DATE}`]);
        expect([date, whole.length === 0 ? [["old 3"]] : whole]).toEqual([
          date,
          expect.arrayContaining([there]),
        ]);
      }
      const lines = await warehouse.query(
        "SELECT run, COUNT(*) AS n FROM `ops.partition_writes` GROUP BY 1 ORDER BY 1",
      );
      expect(lines).toEqual([
        { run: "b-old", n: 3 },
        ...succeeded.map((n) => ({ run: `b-w${n}`, n: datesOf(n).length })),
      ]);
    });
  });

  describe(`${name}: a reader beside a writer`, () => {
    it(`never sees a date half written in ${replaces} replacements`, async () => {
      await using warehouse = await open();
      await warehouse.replaceDates(aWrite("g0", DATES, { ledger: null }));
      let writing = true;
      const seen: Record<string, string[]>[] = [];
      const reader = (async () => {
        while (writing) {
          seen.push(await generations(warehouse));
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      })();
      for (let n = 1; n <= replaces; n += 1)
        await warehouse.replaceDates(aWrite(`g${n}`, DATES, { ledger: null }));
      writing = false;
      await reader;
      seen.push(await generations(warehouse));
      expect(seen.filter((one) => !isWhole(one))).toEqual([]);
      // All dates are one change: no reader sees one of them new and another old.
      const mixed = seen.filter((one) => new Set(Object.values(one).flat()).size > 1);
      expect(mixed).toEqual([]);
      expect(seen.length).toBeGreaterThan(5);
      expect(seen.at(-1)).toEqual(
        Object.fromEntries(DATES.map((date) => [date, [`g${replaces} ${ROWS_A_DATE}`]])),
      );
    });
  });
}
