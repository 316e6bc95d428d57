import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { daysBetween } from "../../../src/dates/civil-date.ts";
import type { ValidationEstimate } from "../../../src/render/summary/estimate.ts";
import {
  type RecordedBigQuery,
  startRecordedBigQuery,
} from "../../support/bigquery/recorded-bigquery.ts";
import { production, resourceOf } from "../../support/bigquery/recorded-production.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { run } from "../../support/repair/repairs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const MIB = 1024 ** 2;
const [OPENS, AS_OF] = [day("2024-10-22"), day("2026-01-25")];
const DAYS = daysBetween(OPENS, AS_OF) + 1;

/** What is read of a table each day, over the columns that a validation names. */
type BytesADay = (table: string) => number;

/** The dates that a statement reads: the longest span beside any table, within what is declared. */
function daysRead(sql: string): number {
  const spans = [...sql.matchAll(/BETWEEN DATE '([\d-]+)' AND DATE '([\d-]+)'/g)].map(
    ([, first = "", last = ""]) => {
      const [from, to] = [first < OPENS ? OPENS : first, last > AS_OF ? AS_OF : last];
      return from > to ? 0 : daysBetween(day(from), day(to)) + 1;
    },
  );
  return Math.max(0, ...spans);
}

const NOW = "1769425200000000";

/** Dry runs by what a statement reads; the bookkeeping knows a partition a day, written when the day was over. */
function sized(recorded: RecordedBigQuery, bytesADay: BytesADay): void {
  recorded.answer = (sql, isDryRun) => {
    if (sql.includes("CURRENT_TIMESTAMP()"))
      return { fields: [{ name: "now", type: "TIMESTAMP" }], rows: [[NOW]], bytesBilled: "0" };
    if (sql.includes("INFORMATION_SCHEMA.PARTITIONS"))
      return { ...partitions(sql), bytesBilled: String(10 * MIB) };
    if (sql.includes("`ops.") && isDryRun)
      return {
        error: {
          reason: "notFound",
          message: "Not found: Table recorded:ops.partition_writes was not found",
        },
      };
    const tables = [
      ...new Set([...sql.matchAll(/`(\w+\.\w+)`/g)].map(([, name]) => name as string)),
    ];
    const bytes = tables.reduce((sum, name) => sum + bytesADay(name), 0) * daysRead(sql);
    return { bytesProcessed: String(Math.round(bytes)), tables: tables.length };
  };
  function partitions(sql: string) {
    const rows = [...sql.matchAll(/SELECT "(\w+)" AS dataset[\s\S]*?IN \(([^)]*)\)/g)].flatMap(
      ([, dataset = "", names = ""]) =>
        [...names.matchAll(/"(\w+)"/g)].map(([, name = ""]) => {
          const bytes = bytesADay(`${dataset}.${name}`) * DAYS;
          return [dataset, name, "20260124", "10", String(Math.round(bytes)), "1769342400000000"];
        }),
    );
    return {
      fields: [
        ...["dataset", "table_name", "partition_id"].map((name) => ({ name, type: "STRING" })),
        ...["n", "bytes"].map((name) => ({ name, type: "INTEGER" })),
        { name: "modified", type: "TIMESTAMP" },
      ],
      rows,
    };
  }
}

const state = (bytes: number) => ({
  ...{ type: "TABLE", creationTime: "1700000000000", lastModifiedTime: "1769342400000" },
  ...{ numRows: "10", numBytes: String(Math.round(bytes)) },
});

async function estimated(words: readonly string[]): Promise<ValidationEstimate> {
  const said = await run(["validate", "--estimate", "--json", ...words]);
  if (said.code !== 0) throw new Error(said.err);
  return JSON.parse(said.out) as ValidationEstimate;
}

const fewer = ({ full, unchanged }: ValidationEstimate): number =>
  1 - (unchanged?.bytes ?? Number.NaN) / full.bytes;

describe("validate --estimate, on a day without changes,", () => {
  it("is at least 90 % below a full count for the operators' tables", async () => {
    const { recorded, where, out } = await production((declaration) => {
      Object.assign(declaration["environments"].production, { metadataFirst: {} });
    });
    // About 60 bytes in the columns that are named; no table of theirs has more than some thousand rows a day.
    const bytesADay: BytesADay = (name) =>
      60 * (/predictions|accuracy/.test(name) ? 1_000 : /schedule/.test(name) ? 150 : 300);
    sized(recorded, bytesADay);
    recorded.table = (name) => {
      const resource = resourceOf(name);
      if (resource === undefined) return null;
      const date = resource.schema.fields.find(({ type }) => type === "DATE")?.name;
      const timePartitioning = { type: "DAY", field: date };
      return { ...resource, ...state(bytesADay(name) * DAYS), timePartitioning };
    };
    const found = await estimated([...where, "--as-of", "2026-01-26T12:00:00Z", "--out", out]);
    expect(fewer(found)).toBeGreaterThanOrEqual(0.9);
    // As docs/how-to/bigquery.md has it.
    const mib = [found.full.bytes, found.unchanged?.bytes ?? 0].map((n) => Math.round(n / MIB));
    expect(mib).toEqual([440, 40]);
  });

  it("is at least 90 % below a full count for 500 tables with 10 TB", async () => {
    const recorded = await startRecordedBigQuery();
    const folder = ownFolder();
    const file = join(folder, "pipeline.yaml");
    const tables = Array.from({ length: 500 }, (_, n) => ({
      ...{ id: `t${n}`, phase: "raw", name: `wide.t${n}`, dateColumn: "game_date" },
      keys: ["game_date", "item"],
      ...(n % 2 === 1
        ? {
            upstream: [{ table: `t${n - 1}` }],
            covers: { table: `t${n - 1}`, on: ["item"] },
          }
        : {}),
      producers: { production: { kind: "service", owner: "somebody" } },
    }));
    const declaration = {
      ...{ version: 1, name: "wide", healthCsv: "none", timeZone: "UTC", graceHours: 48 },
      seasons: [{ id: "all", opens: OPENS, closes: "2026-12-31" }],
      calendar: { kind: "daily" },
      warmUp: { days: 0, policy: "annotate", tables: [] },
      environments: { production: { engine: "bigquery", project: "recorded", metadataFirst: {} } },
      phases: [{ id: "raw", number: 1, title: "raw", priority: { missing: "P1" } }],
      score: {
        stages: [{ id: "all", kind: "any", table: "t0" }],
        bands: { excellent: 90, good: 70, fair: 50 },
      },
      tables,
    };
    writeFileSync(file, stringify(declaration, { aliasDuplicateObjects: false }));
    // 20 GB each; a validation names a tenth of that.
    const whole = 20e9;
    sized(recorded, () => whole / 10 / DAYS);
    recorded.table = () => ({
      ...state(whole),
      schema: {
        fields: [
          { name: "game_date", type: "DATE" },
          { name: "item", type: "STRING" },
        ],
      },
      timePartitioning: { type: "DAY", field: "game_date" },
    });
    const found = await estimated([
      ...["--pipeline", file, "--environment", "production", "--out", join(folder, "reports")],
      ...["--as-of", "2026-01-26T12:00:00Z"],
    ]);
    expect(fewer(found)).toBeGreaterThanOrEqual(0.9);
    // As docs/how-to/bigquery.md has it.
    expect([found.full.usd.toFixed(2), found.unchanged?.usd.toFixed(2)]).toEqual(["11.38", "1.13"]);
  });
});
