import { describe, expect, it } from "vitest";
import { addDays } from "../../../../src/dates/civil-date.ts";
import { chunksOf, MAX_TEXT_CHARS } from "../../../../src/warehouse/bigquery/write/chunks.ts";
import type { RestoreRequest } from "../../../../src/warehouse/warehouse.ts";
import type { Asked } from "../../../support/bigquery/recorded-jobs.ts";
import {
  idOf,
  isInsert,
  isRows,
  openRecorded,
} from "../../../support/bigquery/recorded-warehouse.ts";
import { day } from "../../../support/pipelines/declarations.ts";

/** What BigQuery takes as the text of one query. */
const MAX_QUERY_BYTES = 1024 ** 2;
const FINGERPRINT = "f1.a1b2c3:12-1234567890123-1234567890123";
const FIELDS = ["game_date", ...Array.from({ length: 60 }, (_, n) => `column_${n}`)].map(
  (name) => ({
    name,
    type: name === "game_date" ? "DATE" : "STRING",
  }),
);

/** So many tables with so many dates each, all empty before the run that is undone. */
const cells = (tables: number, dates: number): RestoreRequest => {
  const days = Array.from({ length: dates }, (_, n) => addDays(day("2023-10-24"), n));
  return {
    run: "b-20260126T120000Z-1a2b3c",
    undoRun: "u-b-20260126T120000Z-1a2b3c",
    tables: Array.from({ length: tables }, (_, n) => ({
      ...{ tableId: `table_${n}`, table: `nba_precompute.table_${n}`, dateColumn: "game_date" },
      dates: days,
      fingerprints: new Map(days.map((date) => [date, FINGERPRINT])),
      rowsBefore: new Map(),
      upstreamFingerprints: new Map(days.map((date) => [date, "x".repeat(64)])),
    })),
  };
};

/** Every date holds what the run left. */
async function holding(request: RestoreRequest) {
  const dates = request.tables[0]?.dates ?? [];
  const { warehouse, server } = await openRecorded(
    (asked) => {
      if (asked.path.includes("/tables/")) return { json: { schema: { fields: FIELDS } } };
      if (asked.path.endsWith("/tables")) return { json: { tables: [] } };
      if (!isRows(asked) || !idOf(asked).startsWith("ops-look")) return undefined;
      const rows = dates.map((date) => ["before", date, "12", FINGERPRINT]);
      return {
        json: {
          ...{ jobReference: { jobId: idOf(asked) }, jobComplete: true },
          schema: {
            fields: ["side", "d", "n", "fingerprint"].map((name) => ({ name, type: "STRING" })),
          },
          rows: rows.map((row) => ({ f: row.map((v) => ({ v })) })),
          totalRows: String(rows.length),
        },
      };
    },
    { jobDeadlineMs: 60_000 },
  );
  return { warehouse, server };
}

const texts = (asked: readonly Asked[]) =>
  asked.filter(isInsert).map(({ body }) => String(body.configuration.query.query));

describe("an undo of many cells", () => {
  it.each([
    [5, 680],
    [12, 308],
    [50, 308],
    [3, 1000],
  ])(
    "of %i tables with %i dates each sends no text that BigQuery refuses",
    async (tables, dates) => {
      const request = cells(tables, dates);
      const { warehouse, server } = await holding(request);
      const restored = await warehouse.restore(request);
      expect(restored).toHaveLength(tables * dates);
      const sent = texts(server.asked);
      for (const text of sent) expect(Buffer.byteLength(text)).toBeLessThan(MAX_QUERY_BYTES);
      // A table returns as a whole, in one transaction.
      const changes = sent.filter((text) => text.startsWith("BEGIN TRANSACTION"));
      for (const { table } of request.tables)
        expect(changes.filter((text) => text.includes(`DELETE FROM \`${table}\``))).toHaveLength(1);
    },
  );
});

describe("parts of a transaction", () => {
  it("are as many together as the text and the ledger's rate take, in order", () => {
    const small = Array.from({ length: 45 }, (_, n) => n);
    expect(chunksOf(small, () => ["x"]).map((chunk) => chunk.length)).toEqual([20, 20, 5]);
    const halves = chunksOf([1, 2, 3], () => ["x".repeat(MAX_TEXT_CHARS / 2 - 10)]);
    expect(halves).toEqual([[1, 2], [3]]);
    expect(chunksOf([1], () => ["x".repeat(2 * MAX_TEXT_CHARS)])).toEqual([[1]]);
    expect(chunksOf([], () => [])).toEqual([]);
  });
});
