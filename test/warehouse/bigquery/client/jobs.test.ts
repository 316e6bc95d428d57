import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type BigQueryOptions, openBigQuery } from "../../../../src/warehouse/bigquery/bigquery.ts";
import { adviceOf } from "../../../../src/warehouse/retry.ts";
import {
  type Answer,
  type Asked,
  aJob,
  aPage,
  type RecordedBigQuery,
  refusal,
  startRecorded,
} from "../../../support/bigquery/recorded-jobs.ts";
import { day } from "../../../support/pipelines/declarations.ts";

const NOW = new Date("2026-01-26T12:00:00Z");
const INSERT = /^\/jobs$/;
const isInsert = ({ method, path }: Asked) => method === "POST" && path === "/jobs";
const idOf = ({ path, body }: Asked): string =>
  body?.jobReference?.jobId ?? path.split("/")[2] ?? "";
const isRows = ({ path }: Asked) => path.startsWith("/queries/");
const isRepeated = (asked: Asked) => /-r\d+$/.test(idOf(asked));
const isCancel = ({ path }: Asked) => path.endsWith("/cancel");

let server: RecordedBigQuery | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.[Symbol.asyncDispose]();
});

/** A warehouse on a server that answers so; what is not answered is a job that is done, with one row. */
async function open(
  answer: (asked: Asked) => Answer | undefined,
  over: Partial<BigQueryOptions> = {},
) {
  server = await startRecorded((asked) => {
    const own = answer(asked);
    if (own !== undefined) return own;
    return isRows(asked) ? aPage(idOf(asked), [1]) : aJob(idOf(asked), "DONE");
  });
  vi.stubEnv("BIGQUERY_EMULATOR_HOST", server.url);
  vi.stubEnv("METADATA_SERVER_DETECTION", "none");
  const warehouse = await openBigQuery({
    project: "p",
    location: "EU",
    retry: { retries: 3, minWaitMs: 1, maxWaitMs: 4 },
    jobDeadlineMs: 300,
    now: () => NOW,
    ...over,
  });
  return { warehouse, server };
}

async function failed(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => new Error("it did not fail"),
    (one: unknown) => one,
  );
  return error as Error;
}

describe("a job", () => {
  it("says where it runs, what it may cost, how long it may take and whose it is", async () => {
    const { warehouse, server } = await open(() => undefined, { maxBytesBilled: 12_345_678 });
    await warehouse.query("SELECT 1 AS v");
    const [insert] = server.asked.filter(isInsert);
    expect(insert?.body).toMatchObject({
      jobReference: { projectId: "p", location: "EU" },
      configuration: {
        labels: { tool: "nba-pipeline-ops", kind: "read" },
        jobTimeoutMs: "300",
        query: { maximumBytesBilled: "12345678", useLegacySql: false },
      },
    });
    const others = server.asked.filter((one) => !isInsert(one));
    expect(others.length).toBeGreaterThan(0);
    expect(new Set(others.map(({ query }) => query.get("location")))).toEqual(new Set(["EU"]));
  });

  it("of a repair is labelled with its run, in BigQuery's letters", async () => {
    const { warehouse, server } = await open((asked) =>
      isInsert(asked) ? refusal(400, "invalidQuery", "Syntax error") : undefined,
    );
    const run = "b-20260126T120000Z-1a2b3c";
    const write = warehouse.replaceDates({
      ...{ table: "raw.visits", dateColumn: "game_date", dates: [day("2026-01-02")] },
      source: { kind: "select", sql: "SELECT DATE '2026-01-02' AS game_date" },
      ledger: { run, tableId: "visits", kind: "replace", upstreamFingerprints: new Map() },
      ...{ allowShrink: false, rowsExpected: true },
    });
    await expect(write).rejects.toThrow(/Syntax error/);
    const labels = server.asked
      .filter(isInsert)
      .map(({ body }) => (body as { configuration?: { labels?: object } }).configuration?.labels);
    expect(labels).toEqual([
      { tool: "nba-pipeline-ops", kind: "stage", run: "b-20260126t120000z-1a2b3c" },
    ]);
  });

  it("that runs too long is cancelled, looked at once more, and asked for in smaller parts", async () => {
    let cancelled = false;
    const { warehouse, server } = await open((asked) => {
      if (isRows(asked)) return undefined;
      if (isCancel(asked)) cancelled = true;
      return cancelled && !isCancel(asked)
        ? aJob(idOf(asked), "DONE", { reason: "stopped", message: "Job execution was cancelled" })
        : aJob(idOf(asked), "RUNNING");
    });
    const error = await failed(warehouse.query("SELECT 1 AS v"));
    expect(adviceOf(error)).toEqual({ kind: "split" });
    expect(error.message).toMatch(/was cancelled after 0.3 s; fewer dates at once take less/);
    expect(server.asked.filter(isCancel)).toHaveLength(1);
    expect(server.asked.at(-1)).toMatchObject({ method: "GET" });
    expect(server.count("POST", INSERT)).toBe(1);
  });

  it("that came to its end while it was cancelled has its result", async () => {
    let cancelled = false;
    const { warehouse } = await open((asked) => {
      if (isRows(asked)) return undefined;
      if (isCancel(asked)) cancelled = true;
      return aJob(idOf(asked), cancelled ? "DONE" : "RUNNING");
    });
    expect(await warehouse.query("SELECT 1 AS v")).toEqual([{ v: 1 }]);
  });

  it("that never tells its state is not asked without a pause", async () => {
    const { warehouse, server } = await open(
      (asked) => (isRows(asked) ? undefined : { json: { jobReference: { jobId: idOf(asked) } } }),
      { jobDeadlineMs: 60_000 },
    );
    const asked = failed(warehouse.query("SELECT 1 AS v"));
    await sleep(400);
    await warehouse[Symbol.asyncDispose]();
    expect((await asked).name).toBe("AbortError");
    expect(server.asked.length).toBeLessThan(8);
  });

  it.each([
    ["somebody cancelled", "Job execution was cancelled: User requested cancellation", "never"],
    ["BigQuery timed out", "Job timed out after 1200s", "split"],
  ])("that %s is no fault of the line", async (_, message, kind) => {
    const { warehouse, server } = await open((asked) =>
      isRows(asked) ? undefined : aJob(idOf(asked), "DONE", { reason: "stopped", message }),
    );
    const error = await failed(warehouse.query("SELECT 1 AS v"));
    expect(adviceOf(error)).toMatchObject({ kind });
    expect(error.message).toContain(message);
    expect(server.count("POST", INSERT)).toBe(1);
  });

  it("that somebody cancelled says whom to ask", async () => {
    const stopped = { reason: "stopped", message: "Job execution was cancelled" };
    const { warehouse } = await open((asked) =>
      isRows(asked) ? undefined : aJob(idOf(asked), "DONE", stopped),
    );
    const error = await failed(warehouse.query("SELECT 1 AS v"));
    expect(error.message).toMatch(/Somebody cancelled the job in BigQuery/);
  });

  it("tells where its text is wrong", async () => {
    const message = 'Syntax error: Unexpected identifier "SELEC" at [3:17]';
    const { warehouse, server } = await open((asked) =>
      isInsert(asked) ? refusal(400, "invalidQuery", message) : undefined,
    );
    const error = await failed(warehouse.query("SELEC 1"));
    expect(error.message).toContain(message);
    expect(adviceOf(error)).toEqual({ kind: "never" });
    expect(server.count("POST", INSERT)).toBe(1);
  });

  it("whose quota is used up is not asked for again, and says which quota, what to do and until when", async () => {
    const { warehouse, server } = await open((asked) =>
      isInsert(asked)
        ? refusal(403, "quotaExceeded", "Custom quota exceeded: QueryUsagePerDay, query usage")
        : undefined,
    );
    const error = await failed(warehouse.query("SELECT 1 AS v"));
    expect(adviceOf(error)).toEqual({ kind: "park", dueAt: new Date("2026-01-27T08:00:00Z") });
    expect(error.message).toContain("Used up: the daily limit on bytes");
    expect(error.message).toContain("Raise QueryUsagePerDay");
    expect(error.message).toContain("2026-01-27T08:00:00.000Z");
    expect(server.count("POST", INSERT)).toBe(1);
  });

  it("is asked for as often as the policy says while the rate is limited, then given up", async () => {
    const { warehouse, server } = await open((asked) =>
      isInsert(asked) ? refusal(403, "rateLimitExceeded", "Exceeded rate limits") : undefined,
    );
    expect(adviceOf(await failed(warehouse.query("SELECT 1 AS v")))).toEqual({ kind: "seconds" });
    expect(server.count("POST", INSERT)).toBe(4);
    const ids = new Set(server.asked.filter(isInsert).map(idOf));
    expect(ids.size).toBe(1);
  });
});

describe("a job that is there already", () => {
  const duplicate = refusal(409, "duplicate", "Already Exists: Job p:EU.it");
  const first = (asked: Asked) => isInsert(asked) && !isRepeated(asked);

  it("is waited for while it runs", async () => {
    let looks = 0;
    const { warehouse, server } = await open((asked) => {
      if (first(asked)) return duplicate;
      if (isRows(asked)) return undefined;
      looks += 1;
      return aJob(idOf(asked), looks < 3 ? "RUNNING" : "DONE");
    });
    expect(await warehouse.query("SELECT 1 AS v")).toEqual([{ v: 1 }]);
    expect(server.count("POST", INSERT)).toBe(1);
    expect(looks).toBe(3);
  });

  it("has its result when it is done", async () => {
    const { warehouse, server } = await open((asked) => (first(asked) ? duplicate : undefined));
    expect(await warehouse.query("SELECT 1 AS v")).toEqual([{ v: 1 }]);
    expect(server.count("POST", INSERT)).toBe(1);
  });

  it("and failed had no effect, so that it is run again under another id", async () => {
    const { warehouse, server } = await open((asked) => {
      if (first(asked)) return duplicate;
      if (isInsert(asked) || isRows(asked) || isRepeated(asked)) return undefined;
      return aJob(idOf(asked), "DONE", { reason: "backendError", message: "It failed" });
    });
    expect(await warehouse.query("SELECT 1 AS v")).toEqual([{ v: 1 }]);
    const [one, two] = server.asked.filter(isInsert).map(idOf);
    expect(two).toBe(`${one}-r1`);
  });

  it("and is not found was not accepted, and is sent again", async () => {
    let inserts = 0;
    const { warehouse, server } = await open((asked) => {
      if (isInsert(asked)) {
        inserts += 1;
        return inserts === 1 ? duplicate : undefined;
      }
      return inserts === 1 ? refusal(404, "notFound", "Not found: Job p:EU.it") : undefined;
    });
    expect(await warehouse.query("SELECT 1 AS v")).toEqual([{ v: 1 }]);
    expect(new Set(server.asked.filter(isInsert).map(idOf)).size).toBe(1);
  });

  it("and is never found is given up as a fault of the line", async () => {
    const { warehouse } = await open((asked) =>
      isInsert(asked) ? duplicate : refusal(404, "notFound", "Not found: Job p:EU.it"),
    );
    const error = await failed(warehouse.query("SELECT 1 AS v"));
    expect(adviceOf(error)).toEqual({ kind: "seconds" });
    expect(error.message).toMatch(/is there already, and does not find it/);
  });
});

describe("the rows of a job", () => {
  const pages = (lost: number, over: (page: number) => Answer | undefined = () => undefined) => {
    let losses = 0;
    return (asked: Asked): Answer | undefined => {
      if (!isRows(asked)) return undefined;
      const page = Number(asked.query.get("pageToken") ?? 0);
      if (page === 1 && losses < lost) {
        losses += 1;
        return refusal(503, "backendError", "Retrying may help");
      }
      const rest = page < 2 ? { pageToken: String(page + 1) } : {};
      return over(page) ?? aPage(idOf(asked), [page * 2, page * 2 + 1], { totalRows: 6, ...rest });
    };
  };
  const ALL = [0, 1, 2, 3, 4, 5].map((v) => ({ v }));

  it("come page by page, and a page that was lost in the middle is asked for again", async () => {
    const { warehouse, server } = await open(pages(2));
    expect(await warehouse.query("SELECT v")).toEqual(ALL);
    const tokens = server.asked.filter(isRows).map(({ query }) => query.get("pageToken"));
    expect(tokens).toEqual([null, "1", "1", "1", "2"]);
  });

  it.each([
    [
      "fewer than there are",
      (page: number) => (page === 2 ? aPage("j", [4], { totalRows: 6 }) : undefined),
      /6 rows, and 5 of them came/,
    ],
    [
      "more than there are",
      (page: number) => (page === 2 ? aPage("j", [4, 5, 6], { totalRows: 6 }) : undefined),
      /6 rows, and 7 of them came/,
    ],
    [
      "the same page without end",
      () => aPage("j", [1, 2], { totalRows: 6, pageToken: "1" }),
      /6 rows, and 8 of them came/,
    ],
    [
      "rows without columns",
      () => ({
        json: {
          jobReference: { jobId: "j" },
          jobComplete: true,
          rows: [{ f: [{ v: "1" }] }],
          totalRows: "1",
        },
      }),
      /0 columns, and 1 of them came/,
    ],
    [
      "a row cut short",
      () => ({
        json: {
          jobReference: { jobId: "j" },
          jobComplete: true,
          schema: {
            fields: [
              { name: "v", type: "INTEGER" },
              { name: "w", type: "INTEGER" },
            ],
          },
          rows: [{ f: [{ v: "1" }] }],
          totalRows: "1",
        },
      }),
      /2 columns, and 1 of them came/,
    ],
  ])("are an error where they are %s", async (_, over, message) => {
    const { warehouse } = await open(pages(0, over));
    const error = await failed(warehouse.query("SELECT v"));
    expect(error.message).toMatch(message);
    expect(adviceOf(error)).toEqual({ kind: "seconds" });
  });

  it("are not waited for without end", async () => {
    const { warehouse, server } = await open((asked) =>
      isRows(asked) ? { json: { jobReference: { jobId: "j" }, jobComplete: false } } : undefined,
    );
    expect((await failed(warehouse.query("SELECT v"))).message).toMatch(/have not come within/);
    expect(server.asked.filter(isRows).length).toBeLessThan(12);
  });

  it("are waited for by nobody once the warehouse is closed", async () => {
    const { warehouse } = await open(
      (asked) => (isRows(asked) ? undefined : aJob(idOf(asked), "RUNNING")),
      { jobDeadlineMs: 60_000 },
    );
    const asked = failed(warehouse.query("SELECT v"));
    await warehouse[Symbol.asyncDispose]();
    expect((await asked).name).toBe("AbortError");
  });
});
