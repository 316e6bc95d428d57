import { describe, expect, it } from "vitest";
import { adviceOf } from "../../../../src/warehouse/retry.ts";
import { RefusedWriteError, type ReplaceRequest } from "../../../../src/warehouse/warehouse.ts";
import { type Answer, type Asked, aJob, refusal } from "../../../support/bigquery/recorded-jobs.ts";
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

const aWrite = (table = "raw.visits"): ReplaceRequest => ({
  ...{ table, dateColumn: "game_date", dates: [DAY] },
  source: { kind: "select", sql: "SELECT d AS game_date, 'a' AS visitor FROM UNNEST(@dates) AS d" },
  ledger: { run: "b-1", tableId: "visits", kind: "replace", upstreamFingerprints: new Map() },
  ...{ allowShrink: true, rowsExpected: true },
});

const staged = (asked: Asked): Answer => ({
  json: {
    jobReference: { projectId: "p", jobId: idOf(asked) },
    jobComplete: true,
    schema: { fields: ["side", "d", "n", "fingerprint"].map((name) => ({ name, type: "STRING" })) },
    rows: [{ f: ["staged", DAY, "1", "f1:new"].map((v) => ({ v })) }],
    totalRows: "1",
  },
});

/** A table of this type; what `own` does not answer is a job that is done, with one staged row. */
async function open(own: (asked: Asked) => Answer | undefined, type = "TABLE") {
  const one = await openRecorded((asked) => {
    const answer = own(asked);
    if (answer !== undefined) return answer;
    if (asked.method === "GET" && asked.path.includes("/tables/"))
      return { json: { type, schema: { fields: FIELDS } } };
    return isRows(asked) && idOf(asked).startsWith("ops-look") ? staged(asked) : undefined;
  });
  const changes = () =>
    one.server.asked.filter((asked) => isInsert(asked) && idOf(asked).startsWith("ops-replace"));
  return { ...one, changes };
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail("it was written"),
    (error: unknown) => error,
  );

describe("a table that cannot be written", () => {
  it.each([
    ["VIEW", "raw.visits is a view: no rows can be written to it"],
    ["MATERIALIZED_VIEW", "raw.visits is a materialized view"],
    ["EXTERNAL", "raw.visits is an external table"],
    ["SNAPSHOT", "raw.visits is a snapshot"],
  ])("is refused before anything is staged: %s", async (type, said) => {
    const { warehouse, server } = await open(() => undefined, type);
    const ledger = aWrite().ledger as NonNullable<ReplaceRequest["ledger"]>;
    const works = [
      () => warehouse.replaceDates(aWrite()),
      () => warehouse.witness({ ...aWrite(), ledger }, async () => expect.fail("it was called")),
    ];
    for (const work of works) {
      const error = await failureOf(work());
      expect(error).toBeInstanceOf(RefusedWriteError);
      expect(String(error)).toContain(said);
    }
    expect(server.asked.filter(isInsert)).toEqual([]);
  });

  it("is refused where it is one day of a sharded table", async () => {
    const { warehouse } = await open(() => undefined);
    await expect(warehouse.replaceDates(aWrite("raw.visits_20260102"))).rejects.toThrow(
      /raw.visits_20260102 is one day of a table that is sharded by name/,
    );
  });
});

describe("a date that has expired", () => {
  const keeping = (days: number) =>
    open((asked) =>
      asked.method === "GET" && asked.path.includes("/tables/visits")
        ? {
            json: {
              schema: { fields: FIELDS },
              timePartitioning: {
                ...{ type: "DAY", field: "game_date" },
                expirationMs: String(days * 86_400_000),
              },
            },
          }
        : undefined,
    );

  it("is refused before the transaction: BigQuery would drop its rows without a word", async () => {
    // It is 2026-01-26T12:00:00Z, and the date is 2026-01-02.
    const { warehouse, changes } = await keeping(24);
    const error = await failureOf(warehouse.replaceDates(aWrite()));
    expect(error).toBeInstanceOf(RefusedWriteError);
    expect(String(error)).toMatch(/after 24 days, and would drop those of 2026-01-02/);
    expect(changes()).toEqual([]);
  });

  it("is written while it is kept", async () => {
    const { warehouse, changes } = await keeping(25);
    await warehouse.replaceDates(aWrite());
    expect(changes()).toHaveLength(1);
  });
});

describe("what is not seen as it is", () => {
  const looked = (asked: Asked, statistics: object): Answer => ({
    json: { jobReference: { jobId: idOf(asked) }, status: { state: "DONE" }, statistics },
  });
  it.each([
    [
      "row-level security withholds rows",
      { rowLevelSecurityStatistics: { rowLevelSecurityApplied: true } },
    ],
    ["masked columns withhold values", { dataMaskingStatistics: { dataMaskingApplied: true } }],
  ])("is not written: %s", async (said, statistics) => {
    for (const kind of ["stage__", "ops-look"]) {
      const { warehouse, changes } = await open((asked) =>
        isInsert(asked) && idOf(asked).includes(kind) ? looked(asked, statistics) : undefined,
      );
      const error = await failureOf(warehouse.replaceDates(aWrite()));
      expect(error).toBeInstanceOf(RefusedWriteError);
      expect(String(error)).toContain(said);
      expect(changes()).toEqual([]);
    }
  });

  it("is written where nothing was withheld", async () => {
    const { warehouse, changes } = await open((asked) =>
      isInsert(asked)
        ? looked(asked, {
            rowLevelSecurityStatistics: { rowLevelSecurityApplied: false },
            dataMaskingStatistics: {},
          })
        : undefined,
    );
    await warehouse.replaceDates(aWrite());
    expect(changes()).toHaveLength(1);
  });
});

const ABORTED = {
  reason: "invalidQuery",
  message:
    "Query error: Transaction is aborted due to concurrent update against table p:raw.visits",
};

describe("a transaction that others abort", () => {
  const aborted = (times: number) => {
    let seen = 0;
    return open((asked) => {
      if (!isInsert(asked) || !idOf(asked).startsWith("ops-replace")) return undefined;
      seen += 1;
      return seen <= times ? aJob(idOf(asked), "DONE", ABORTED) : undefined;
    });
  };

  it("is asked for again for minutes, under another id each time, and counted once", async () => {
    const { warehouse, changes, server } = await aborted(20);
    await warehouse.replaceDates(aWrite());
    expect(changes()).toHaveLength(21);
    expect(new Set(changes().map(idOf)).size).toBe(21);
    expect(server.asked.filter((one) => isInsert(one) && /look/.test(idOf(one)))).toHaveLength(1);
  });

  it("is given up at last, as what seconds may help", async () => {
    const { warehouse, changes } = await aborted(999);
    const error = await failureOf(warehouse.replaceDates(aWrite()));
    expect(adviceOf(error).kind).toBe("seconds");
    expect(changes().length).toBeLessThan(80);
  });
});

describe("a job of another identity", () => {
  it("is not asked for without end: the same change is made under the next id", async () => {
    const { warehouse, changes } = await open((asked) => {
      if (!idOf(asked).startsWith("ops-replace") || /-r1$/.test(idOf(asked))) return undefined;
      return isInsert(asked)
        ? refusal(409, "duplicate", "Already Exists: Job p:US.x")
        : refusal(
            403,
            "accessDenied",
            "Access Denied: Job p:US.x: Permission bigquery.jobs.get denied",
          );
    });
    await warehouse.replaceDates(aWrite());
    expect(changes().map((one) => /-r1$/.test(idOf(one)))).toEqual([false, true]);
  });

  it("that had written is found in the ledger: its rows are the answer", async () => {
    let looks = 0;
    const { warehouse, changes } = await open((asked) => {
      const id = idOf(asked);
      if (isRows(asked) && id.startsWith("ops-look")) {
        looks += 1;
        if (looks === 1) return undefined;
        const names = ["side", "d", "n", "fingerprint", "run", "rows_before"];
        const rows = [
          ["staged", DAY, "1", "f1:new", null, null],
          ["before", DAY, "1", "f1:new", null, null],
          ["ledger", DAY, "1", "f1:new", "b-1", "0"],
        ];
        return {
          json: {
            ...{ jobReference: { jobId: id }, jobComplete: true, totalRows: "3" },
            schema: { fields: names.map((name) => ({ name, type: "STRING" })) },
            rows: rows.map((cells) => ({ f: cells.map((v) => ({ v })) })),
          },
        };
      }
      if (!id.startsWith("ops-replace")) return undefined;
      if (/-r1$/.test(id))
        return aJob(id, "DONE", {
          reason: "invalidQuery",
          message: "Query error: raw.visits changed while it was being replaced",
        });
      return isInsert(asked)
        ? refusal(409, "duplicate", "Already Exists: Job p:US.x")
        : refusal(403, "accessDenied", "Access Denied: Job p:US.x");
    });
    const [written] = await warehouse.replaceDates(aWrite());
    expect(written).toMatchObject({ date: DAY, rows: 1, rowsBefore: 0, fingerprint: "f1:new" });
    expect(changes()).toHaveLength(2);
  });
});
