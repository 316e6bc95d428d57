import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startSteadyEmulator } from "../support/bigquery/steady-emulator.ts";
import { altered } from "../support/pipeline.ts";
import { loopOn, onDuckDb, onEmulator, type Tables } from "../support/repair/loop.ts";
import { ownFolder } from "../support/warehouses.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];

/** Both opening nights, games between them that the windows look back on, and a date that lacks its gamebook alone. */
const DATES = "2024-10-22,2024-12-10,2025-06-22,2025-10-21,2025-10-23,2025-12-10";
/** The home teams of each season on these dates: all that the zone analysis can know of. */
const TEAMS = 4;
/** Models round to six digits; a smaller difference is one that none of them shows. */
const TOLERANCE = 1e-9;

describe.skipIf(BINARY === undefined)(
  "the demo's loop on a part of the sample, on BigQuery",
  () => {
    it("finds, repairs, proves and takes back what it does on DuckDB, row for row", async () => {
      const folder = ownFolder();
      const file = (name: string) => join(folder, name);
      const pipeline = file("pipeline.yaml");
      writeFileSync(
        pipeline,
        altered(({ environments, tables, calendar }) => {
          // From one of these dates to the next there are months.
          calendar.maxGapDays = 300;
          environments.sample.path = file("sample.duckdb");
          tables.find(({ id }: { id: string }) => id === "tdza").full = { fixed: TEAMS };
        }),
      );
      await using emulator = await startSteadyEmulator(BINARY ?? "");
      const emulated = onEmulator(emulator, file("bigquery"));
      const embedded = onDuckDb(file("sample.duckdb"), file("duckdb"));
      for (const { out } of [emulated, embedded]) mkdirSync(out);

      const expected = await loopOn(embedded, pipeline, DATES);
      const started = performance.now();
      const actual = await loopOn(emulated, pipeline, DATES);
      const { restarts, peakMib } = emulator.cost();
      console.log(
        `The loop took ${((performance.now() - started) / 1000).toFixed(0)} s on the emulator, which was started anew ${restarts} times and had at most ${peakMib.toFixed(0)} MiB.`,
      );

      expect(expected.codes).toEqual({
        ...{ load: 0, validate: 1, plan: 0, backfill: 0 },
        ...{ verify: 0, gate: 0, undo: 0, "validate again": 1 },
      });
      expect(actual.codes).toEqual(expected.codes);
      const [receipt] = expected.receipts;
      expect(receipt).toMatchObject({ proven: true, counts: { done: 18 } });
      expect(receipt?.training).toEqual({ before: "BLOCKED", predicted: "READY", after: "READY" });
      expect(actual.receipts).toEqual(expected.receipts);
      expect(actual.grids).toEqual(expected.grids);
      expect(actual.grids.undone).toBe(actual.grids.found);
      for (const moment of ["incident", "repaired", "undone"] as const)
        expectSameRows(moment, actual.rows[moment], expected.rows[moment]);
      expect(actual.rows.repaired["tdza"]).not.toHaveLength(
        actual.rows.incident["tdza"]?.length ?? 0,
      );
      expect(actual.rows.undone).toEqual(actual.rows.incident);
    }, 3_000_000);
  },
);

function expectSameRows(moment: string, actual: Tables, expected: Tables): void {
  for (const [table, rows] of Object.entries(expected)) {
    const others = actual[table] ?? [];
    expect(others, `${moment}: ${table}`).toHaveLength(rows.length);
    rows.forEach((row, index) => {
      for (const [column, value] of Object.entries(row)) {
        const other = others[index]?.[column];
        const near =
          typeof value === "number" && typeof other === "number"
            ? Math.abs(value - other) <= TOLERANCE
            : value === other;
        if (!near)
          expect.fail(
            `${moment}: ${table} ${JSON.stringify(row)} has ${other} in ${column} on BigQuery`,
          );
      }
    });
  }
}
