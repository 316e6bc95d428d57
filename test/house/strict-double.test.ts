import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { type FaultProxy, startFaultProxy } from "../support/bigquery/fault-proxy.ts";
import { aJob, startRecorded } from "../support/bigquery/recorded-jobs.ts";
import {
  beStrict,
  FREE_INSERTS,
  INSERTS_AT_ONCE,
  MAX_CHANGES,
  MAX_PARAMETERS,
  MAX_TABLES_A_TRANSACTION,
  MAX_TEXT_BYTES,
  type Strictness,
} from "../support/bigquery/strict.ts";

/** A double of BigQuery in front of a server that takes everything. */
async function strict(strictness: Strictness) {
  const server = await startRecorded(({ body, path }) =>
    aJob(body?.jobReference?.jobId ?? path.split("/")[2] ?? "", "DONE"),
  );
  const proxy = await startFaultProxy(server.url);
  beStrict(proxy, strictness);
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  return { proxy, ask: asking(proxy) };
}

let ids = 0;
/** What becomes of a query: "done", or the reason, with the status where it was refused at once. */
const asking =
  ({ url }: FaultProxy) =>
  async (
    query: string,
    over: { location?: string; queryParameters?: object[]; maximumBytesBilled?: string } = {},
  ): Promise<string> => {
    const { location = "US", ...more } = over;
    ids += 1;
    const response = await fetch(`${url}/projects/p/jobs`, {
      method: "POST",
      body: JSON.stringify({
        jobReference: { jobId: `j-${ids}`, location },
        configuration: { query: { query, ...more } },
      }),
    });
    const { error, status } = (await response.json()) as {
      error?: { code: number; errors: [{ reason: string }] };
      status?: { state: string; errorResult?: { reason: string } };
    };
    if (error !== undefined) return `${error.code} ${error.errors[0].reason}`;
    return status?.errorResult?.reason ?? "done";
  };

it("passes on what breaks no rule", async () => {
  const { ask } = await strict({});
  expect(await ask("SELECT 1 FROM `d.t`")).toBe("done");
});

it("takes 1 MB of text, and no more", async () => {
  const { ask } = await strict({});
  expect(await ask("x".repeat(MAX_TEXT_BYTES))).toBe("done");
  expect(await ask("x".repeat(MAX_TEXT_BYTES + 1))).toBe("400 invalid");
});

it("takes 10,000 parameters, and no more", async () => {
  const { ask } = await strict({});
  const some = (n: number) => Array.from({ length: n }, (_, name) => ({ name: String(name) }));
  expect(await ask("SELECT 1", { queryParameters: some(MAX_PARAMETERS) })).toBe("done");
  expect(await ask("SELECT 1", { queryParameters: some(MAX_PARAMETERS + 1) })).toBe("400 invalid");
});

it("lets a transaction change 100 tables, and no more", async () => {
  const { ask } = await strict({});
  const changing = (n: number) =>
    `BEGIN TRANSACTION;${Array.from({ length: n }, (_, t) => `DELETE FROM \`d.t${t}\` WHERE TRUE`).join(";")}`;
  expect(await ask(changing(MAX_TABLES_A_TRANSACTION))).toBe("done");
  expect(await ask(changing(MAX_TABLES_A_TRANSACTION + 1))).toBe("invalidQuery");
});

it("lets a table change 25 times in ten seconds", async () => {
  let nowMs = 0;
  const { ask } = await strict({ nowMs: () => nowMs });
  const change = () => ask("INSERT INTO `d.t` (a) SELECT 1");
  for (let n = 0; n < MAX_CHANGES; n += 1) expect(await change()).toBe("done");
  expect(await change()).toBe("rateLimitExceeded");
  expect(await ask("INSERT INTO `d.u` (a) SELECT 1")).toBe("done");
  nowMs = 10_001;
  expect(await change()).toBe("done");
});

it("lets 1,500 INSERTs of a table run as they come, and ten at once after them", async () => {
  let nowMs = 0;
  const { proxy, ask } = await strict({ nowMs: () => nowMs });
  const insert = () => ask("INSERT INTO `d.t` (a) SELECT 1");
  for (let n = 0; n < FREE_INSERTS; n += 1) {
    nowMs += 1_000;
    expect(await insert()).toBe("done");
  }
  // From here on none is told to have ended.
  proxy.passed = () => undefined;
  for (let n = 0; n < INSERTS_AT_ONCE; n += 1) {
    nowMs += 1_000;
    expect(await insert()).toBe("done");
  }
  nowMs += 1_000;
  expect(await insert()).toBe("rateLimitExceeded");
  nowMs += 86_400_000;
  expect(await insert()).toBe("done");
});

it("drops what is written on a date that has expired, and says so", async () => {
  const { ask } = await strict({ keepsFrom: new Map([["d.t", "2026-01-02"]]) });
  const change = (date: string) => ask(`DELETE FROM \`d.t\` WHERE \`d\` IN (DATE '${date}')`);
  expect(await change("2026-01-01")).toBe("invalidQuery");
  expect(await change("2026-01-02")).toBe("done");
});

it("changes no row that was streamed in, and appends beside it", async () => {
  const { ask } = await strict({ streamed: new Set(["d.t"]) });
  expect(await ask("DELETE FROM `d.t` WHERE d = DATE '2026-01-01'")).toBe("invalidQuery");
  expect(await ask("INSERT INTO `d.t` (a) SELECT 1")).toBe("done");
});

it("asks for a filter over the partitions of a table that requires one", async () => {
  const { ask } = await strict({ filtered: new Map([["d.t", "game_date"]]) });
  expect(await ask("SELECT COUNT(*) FROM `d.t`")).toBe("invalidQuery");
  expect(await ask("SELECT COUNT(*) FROM `d.t` WHERE game_date = DATE '2026-01-01'")).toBe("done");
});

it("finds no dataset from another location", async () => {
  const { ask } = await strict({ location: "us-west2" });
  expect(await ask("SELECT 1 FROM `d.t`", { location: "US" })).toBe("notFound");
  expect(await ask("SELECT 1 FROM `d.t`", { location: "us-west2" })).toBe("done");
});

it("runs nothing that would bill more than it may", async () => {
  const { ask } = await strict({ bytes: new Map([["d.t", 20_000_000]]) });
  const may = (maximumBytesBilled: string) => ask("SELECT 1 FROM `d.t`", { maximumBytesBilled });
  expect(await may("10485760")).toBe("bytesBilledLimitExceeded");
  expect(await may("30000000")).toBe("done");
});

it("says 403 of what is not there, where nothing was granted", async () => {
  const { proxy, ask } = await strict({ granted: new Set(["d"]) });
  const status = async (path: string, method = "GET") =>
    (
      await fetch(`${proxy.url}/projects/p${path}`, {
        method,
        ...(method === "POST" ? { body: "{}" } : {}),
      })
    ).status;
  expect(await status("/datasets/d")).toBe(200);
  expect(await status("/datasets/ops")).toBe(403);
  expect(await status("/datasets/ops/tables/partition_writes")).toBe(403);
  expect(await status("/datasets", "POST")).toBe(403);
  expect(await ask("SELECT 1 FROM `ops.partition_writes`")).toBe("accessDenied");
});

it("aborts the later of two transactions that change one table at once, and takes it afterwards", async () => {
  const { proxy, ask } = await strict({});
  const change = "BEGIN TRANSACTION; DELETE FROM `d.t` WHERE TRUE; COMMIT TRANSACTION";
  // The first is held on its way.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { passed } = proxy;
  proxy.passed = (...of) => void held.then(() => passed(...of));
  expect(await ask(change)).toBe("done");
  expect(await ask(change)).toBe("invalidQuery");
  expect(await ask(change.replace("d.t", "d.u"))).toBe("done");
  release();
  await sleep(10);
  expect(await ask(change)).toBe("done");
});

it("answers for a job that failed as BigQuery does: by its id, by its rows, and once more as a duplicate", async () => {
  const { proxy, ask } = await strict({ streamed: new Set(["d.t"]) });
  expect(await ask("DELETE FROM `d.t` WHERE TRUE")).toBe("invalidQuery");
  const at = async (path: string, init = {}) => fetch(`${proxy.url}/projects/p${path}`, init);
  const job = (await (await at(`/jobs/j-${ids}`)).json()) as { status: { state: string } };
  expect(job.status).toMatchObject({ state: "DONE", errorResult: { reason: "invalidQuery" } });
  expect((await at(`/queries/j-${ids}`)).status).toBe(400);
  const again = { method: "POST", body: JSON.stringify({ jobReference: { jobId: `j-${ids}` } }) };
  expect((await at("/jobs", again)).status).toBe(409);
});

describe("the published API", () => {
  const answered = async (method: string, path: string, body?: object) => {
    const { proxy } = await strict({});
    const response = await fetch(`${proxy.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { error } = (await response.json()) as { error?: { message: string } };
    return [response.status, error?.message ?? ""] as const;
  };
  const aQuery = (query: object, more = {}) => ({
    jobReference: { projectId: "p", jobId: "j" },
    configuration: { query: { query: "SELECT 1", ...query }, ...more },
  });

  it.each([
    ["a method", "DELETE", "/projects/p/jobs/j", undefined, "there is no method DELETE"],
    ["a parameter", "GET", "/projects/p/jobs/j?place=US", undefined, 'takes no parameter "place"'],
    [
      "a number that is none",
      "GET",
      "/projects/p/queries/j?maxResults=many",
      undefined,
      '"maxResults" is integer',
    ],
    [
      "a field",
      "POST",
      "/projects/p/jobs",
      aQuery({ maxBytesBilled: "1" }),
      'has no field "configuration.query.maxBytesBilled"',
    ],
    [
      "a field in its wrong place",
      "POST",
      "/projects/p/jobs",
      aQuery({ jobTimeoutMs: "1" }),
      "jobTimeoutMs",
    ],
    [
      "a wrong type",
      "POST",
      "/projects/p/jobs",
      aQuery({ useLegacySql: "false" }),
      "useLegacySql is boolean",
    ],
    [
      "a list that is none",
      "POST",
      "/projects/p/jobs",
      aQuery({ queryParameters: {} }),
      "is no list",
    ],
    [
      "a field of a list",
      "POST",
      "/projects/p/jobs",
      aQuery({ queryParameters: [{ named: "a" }] }),
      "queryParameters[0].named",
    ],
    [
      "text for bytes",
      "POST",
      "/projects/p/jobs",
      aQuery({ maximumBytesBilled: "all" }),
      "maximumBytesBilled is int64",
    ],
    [
      "a body where there is none",
      "POST",
      "/projects/p/jobs/j/cancel",
      { why: "so" },
      "takes no body",
    ],
    [
      "a field of a table",
      "PATCH",
      "/projects/p/datasets/d/tables/t",
      { timePartitioning: { expiration: 1 } },
      "timePartitioning.expiration",
    ],
  ])("is held to: %s", async (_, method, path, body, said) => {
    const [status, message] = await answered(method, path, body);
    expect(status).toBe(400);
    expect(message).toContain(said);
  });

  it("is passed where a request is as it says", async () => {
    const query = aQuery(
      { maximumBytesBilled: "10485760", useLegacySql: false },
      { jobTimeoutMs: "1" },
    );
    expect(await answered("POST", "/projects/p/jobs", query)).toEqual([200, ""]);
    expect(
      (await answered("GET", "/bigquery/v2/projects/p/jobs/j?location=US&prettyPrint=false"))[0],
    ).toBe(200);
  });
});
