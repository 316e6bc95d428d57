import { describe, expect, it } from "vitest";
import { adviceOf } from "../../../../src/warehouse/retry.ts";
import type { ReplaceRequest } from "../../../../src/warehouse/warehouse.ts";
import { type Answer, type Asked, aJob } from "../../../support/bigquery/recorded-jobs.ts";
import {
  idOf,
  isInsert,
  isRows,
  openRecorded,
} from "../../../support/bigquery/recorded-warehouse.ts";
import { day } from "../../../support/pipelines/declarations.ts";

const DAY = day("2026-01-02");
const FIELDS = [
  { name: "game_date", type: "DATE" },
  { name: "visitor", type: "STRING" },
];
const CHANGED = {
  reason: "invalidQuery",
  message: "Query error: raw.visits changed while it was being replaced at [3:1]",
};

const aWrite: ReplaceRequest = {
  ...{ table: "raw.visits", dateColumn: "game_date", dates: [DAY] },
  source: { kind: "select", sql: "SELECT d AS game_date, 'a' AS visitor FROM UNNEST(@dates) AS d" },
  ledger: { run: "b-1", tableId: "visits", kind: "replace", upstreamFingerprints: new Map() },
  ...{ allowShrink: true, rowsExpected: true },
};

/** The answer to a look: one row staged, and as many there as `before` says. */
const looked = (asked: Asked, before: number): Answer => ({
  json: {
    jobReference: { projectId: "p", jobId: idOf(asked) },
    jobComplete: true,
    schema: { fields: ["side", "d", "n", "fingerprint"].map((name) => ({ name, type: "STRING" })) },
    rows: [
      ["staged", DAY, "1", "f1:new"],
      ["before", DAY, String(before), `f1:${before}`],
    ].map((cells) => ({ f: cells.map((v) => ({ v })) })),
    totalRows: "2",
  },
});

/** Somebody writes between the look and the transaction, so often; each look sees a row more. */
async function writes(changes: number) {
  let looks = 0;
  const one = await openRecorded((asked) => {
    if (asked.method === "GET" && asked.path.includes("/tables/"))
      return { json: { schema: { fields: FIELDS } } };
    const id = idOf(asked);
    if (isRows(asked) && id.startsWith("ops-look")) {
      looks += 1;
      return looked(asked, looks);
    }
    if (!isInsert(asked) && !isRows(asked) && id.startsWith("ops-replace") && looks <= changes)
      return aJob(id, "DONE", CHANGED);
    return isInsert(asked) ? aJob(id, "RUNNING") : undefined;
  });
  const transactions = () =>
    one.server.asked
      .filter((asked) => isInsert(asked) && idOf(asked).startsWith("ops-replace"))
      .map(({ body }) => String(body.configuration.query.query));
  return { ...one, transactions, looks: () => looks };
}

describe("a replacement whose dates changed under it", () => {
  it("counts them again before it tries again: the same statement would fail the same way", async () => {
    const { warehouse, transactions, looks } = await writes(2);
    await warehouse.replaceDates(aWrite);
    expect(looks()).toBe(3);
    const seen = transactions().map((sql) => /"2026-01-02 (f1:\d)"/.exec(sql)?.[1]);
    expect(seen).toEqual(["f1:1", "f1:2", "f1:3"]);
  });

  it("is refused where the rows that came meanwhile would be lost", async () => {
    const { warehouse, transactions } = await writes(2);
    await expect(warehouse.replaceDates({ ...aWrite, allowShrink: false })).rejects.toThrow(
      /2026-01-02 would shrink from 3 to 1 rows/,
    );
    expect(transactions()).toHaveLength(2);
  });

  it("gives up after as many as the policy says, and says that somebody else writes", async () => {
    const { warehouse, transactions } = await writes(99);
    const error = await warehouse.replaceDates(aWrite).then(
      () => expect.fail("it was written"),
      (failure: unknown) => failure,
    );
    expect(String(error)).toMatch(/4 times in a row: somebody else writes these dates/);
    expect(adviceOf(error)).toEqual({ kind: "seconds" });
    expect(transactions()).toHaveLength(4);
  });
});

describe("a job that ended with a reason that passes", () => {
  it.each(["backendError", "internalError", "tableUnavailable", "jobBackendError"])(
    "%s is run again under another id, and its dates are counted once",
    async (reason) => {
      let failed = 0;
      const { warehouse, server } = await openRecorded((asked) => {
        if (isRows(asked) || isInsert(asked))
          return isInsert(asked) ? aJob(idOf(asked), "RUNNING") : undefined;
        failed += 1;
        return failed < 3
          ? aJob(idOf(asked), "DONE", { reason, message: "Retrying may solve the problem." })
          : undefined;
      });
      expect(await warehouse.query("SELECT 1 AS v")).toEqual([{ v: 1 }]);
      const ids = server.asked.filter(isInsert).map(idOf);
      expect(new Set(ids).size).toBe(3);
    },
  );
});
