import { describe, expect, it } from "vitest";
import { Lineage } from "../../../src/backfill/ledger/lineage.ts";
import { partitionsToRead } from "../../../src/backfill/ledger/reading.ts";
import { contentTasks, readContent } from "../../../src/jobs/shared/content.ts";
import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { type Answer, startRecordedBigQuery } from "../../support/bigquery/recorded-bigquery.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { aLine, on } from "../../support/repair/ledger.ts";

const TABLE = aTable({ id: "raw", name: "shop.raw", volatileColumns: ["processed_at"] });
const WRITTEN = "2026-03-20T00:00:00.000Z";
const micros = (instant: string): string => `${Date.parse(instant)}000`;
const fieldsOf = (types: Readonly<Record<string, string>>) =>
  Object.entries(types).map(([name, type]) => ({ name, type }));

/** Partitions of the days by when they last changed; the content of each day that is asked for has one row. */
async function recorded(modified: Readonly<Record<string, string>> | null) {
  const server = await startRecordedBigQuery();
  server.table = () => ({
    timePartitioning: { type: "DAY", field: "game_date" },
    schema: { fields: fieldsOf({ game_date: "DATE", n: "INTEGER", processed_at: "TIMESTAMP" }) },
  });
  server.answer = (sql): Answer => {
    if (!sql.includes("PARTITIONS")) {
      const dates = sql.match(/\d{4}-\d\d-\d\d/g) ?? [];
      return {
        fields: fieldsOf({ d: "STRING", n: "INTEGER", fingerprint: "STRING" }),
        rows: dates.filter((date) => date !== on(4)).map((date) => [date, "1", "f1.aa:1-now"]),
      };
    }
    if (modified === null) return { error: { reason: "invalidQuery", message: "no PARTITIONS" } };
    return {
      fields: fieldsOf({
        ...{ table_name: "STRING", partition_id: "STRING", n: "INTEGER", modified: "TIMESTAMP" },
      }),
      rows: Object.entries(modified).map(([date, at]) => [
        ...["raw", date.replaceAll("-", ""), "1", micros(at)],
      ]),
    };
  };
  const retry = { retries: 0, minWaitMs: 1, maxWaitMs: 1 };
  const warehouse = await openBigQuery({ project: "recorded", location: "US", retry });
  const lines = [1, 2, 3, 4, 5].map((n) =>
    aLine({
      ...{ kind: n === 3 ? "seen" : "replace", date: on(n), writtenAt: WRITTEN },
      ...(n === 5 ? { rows: 0, fingerprint: "" } : { fingerprint: `f1.aa:1-${n}` }),
    }),
  );
  const read = async () => {
    const wanted = partitionsToRead([TABLE], { first: on(1), last: on(9) }, new Lineage(lines));
    const [task] = await contentTasks(warehouse, wanted);
    if (task === undefined) throw new Error("Nothing is to be read.");
    const found = await readContent(warehouse, task);
    return { dates: task.dates, content: "content" in found ? [...found.content].sort() : found };
  };
  return { server, warehouse, read };
}

describe("content on an engine that knows when a date last changed", () => {
  it("is read where that is after its line; the rest is what the line says", async () => {
    const { server, warehouse, read } = await recorded({
      [on(1)]: "2026-03-19T23:59:59.999Z",
      [on(2)]: "2026-03-20T00:00:00.000Z",
      [on(3)]: "2026-03-19T23:30:00.000Z", // the look that saw it was before its line
    });
    await using _ = warehouse;
    const { dates, content } = await read();
    expect(dates).toEqual([on(2), on(3), on(4)]);
    expect(content).toEqual([
      [on(1), { rows: 1, fingerprint: "f1.aa:1-1" }],
      [on(2), { rows: 1, fingerprint: "f1.aa:1-now" }],
      [on(3), { rows: 1, fingerprint: "f1.aa:1-now" }],
      [on(4), { rows: 0, fingerprint: "" }], // no partition any more: it is asked for, and has no rows
      [on(5), { rows: 0, fingerprint: "" }], // nor was there one
    ]);
    expect(server.ran).toHaveLength(2);
    expect(server.ran[1]).not.toContain("processed_at");
    expect(server.ran[1]).toContain(`DATE '${on(2)}', DATE '${on(3)}', DATE '${on(4)}'`);
  });

  it("is not asked for at all where nothing has changed", async () => {
    const old = "2026-03-01T00:00:00.000Z";
    const all = Object.fromEntries([1, 2, 3, 4].map((n) => [on(n), old]));
    const { server, warehouse, read } = await recorded(all);
    await using _ = warehouse;
    expect((await read()).dates).toEqual([]);
    expect(server.ran).toHaveLength(1);
  });

  it("is all read where its bookkeeping cannot be asked", async () => {
    const { warehouse, read } = await recorded(null);
    await using _ = warehouse;
    expect((await read()).dates).toEqual([1, 2, 3, 4, 5].map(on));
  });
});
