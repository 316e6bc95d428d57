import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { permissionChecks } from "../../../src/jobs/doctor/permissions.ts";
import { statementChecks } from "../../../src/jobs/doctor/statements.ts";
import { inspectTables } from "../../../src/jobs/doctor/tables.ts";
import { openBigQueryAdmin } from "../../../src/warehouse/bigquery/admin.ts";
import { withEnv } from "../../support/admin.ts";
import { aPipeline, aTable, ENVIRONMENT } from "../../support/pipelines/declarations.ts";

type Answer = { readonly status?: number; readonly body: object };

const refusal = (status: number, reason: string, message: string): Answer => ({
  status,
  body: { error: { code: status, message, errors: [{ reason, message }] } },
});

/** As BigQuery answers; the id is empty, for a dry run makes no job. */
const dryRun = (bytes: number): Answer => ({
  body: {
    kind: "bigquery#job",
    id: "p:US.",
    jobReference: { projectId: "p", location: "US" },
    status: { state: "DONE" },
    statistics: {
      totalBytesProcessed: String(bytes),
      query: {
        totalBytesProcessed: String(bytes),
        schema: {
          fields: [
            { name: "game_date", type: "DATE", mode: "NULLABLE" },
            { name: "n", type: "INTEGER", mode: "NULLABLE" },
            { name: "tags", type: "STRING", mode: "REPEATED" },
          ],
        },
      },
    },
  },
});

const TABLE: Answer = {
  body: {
    schema: {
      fields: ["game_date", "game_id", "player_id"].map((name) => ({
        name,
        type: name === "game_date" ? "DATE" : "STRING",
      })),
    },
    timePartitioning: { type: "DAY", field: "game_date", requirePartitionFilter: true },
  },
};

/** BigQuery's API with the answers that an emulator does not give; the bodies of the requests are kept. */
async function answering(answer: (path: string) => Answer) {
  const asked: { path: string; body: unknown }[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const path = (request.url ?? "").split("?")[0] as string;
      asked.push({ path, body: text === "" ? null : JSON.parse(text) });
      const { status = 200, body } = answer(path);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  withEnv({
    BIGQUERY_EMULATOR_HOST: `http://127.0.0.1:${port}`,
    METADATA_SERVER_DETECTION: "none",
  });
  const admin = await openBigQueryAdmin({
    ...{ project: "p", location: "US", filesAt: ".", emulated: false },
  });
  onTestFinished(async () => {
    await admin[Symbol.asyncDispose]();
    server.closeAllConnections();
    server.close();
  });
  const surgery = {
    ...{ pipeline: aPipeline({ calendar: { kind: "daily" } }), environment: ENVIRONMENT, admin },
    ...{ location: "US", root: ".", make: "make it", roles: "see the roles" },
  };
  return { admin, asked, surgery };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

describe("a dry run", () => {
  it("is one request that runs nothing, and gives bytes and columns", async () => {
    const { admin, asked } = await answering(() => dryRun(1536));
    expect(await admin.dryRun("SELECT 1", {})).toEqual({
      bytes: 1536,
      columns: [
        { name: "game_date", type: "DATE" },
        { name: "n", type: "INT64" },
        { name: "tags", type: "ARRAY<STRING>" },
      ],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.body).toMatchObject({ configuration: { dryRun: true } });
  });

  it("is refused with BigQuery's words", async () => {
    const { admin, asked } = await answering(() =>
      refusal(400, "invalidQuery", "Unrecognized name: nothing at [1:8]"),
    );
    await expect(admin.dryRun("SELECT nothing", {})).rejects.toThrow("Unrecognized name: nothing");
    expect(asked).toHaveLength(1);
  });
});

describe("what statements would read", () => {
  it.each([
    [3 * 1024 ** 2, "pass", "accepted, would read 3.0 MiB"],
    [0, "pass", "accepted, would read 0 B"],
    [11 * 1024 ** 3, "warn", "would read 11.0 GiB, and more than 10.0 GiB is refused"],
  ])("%i bytes", async (bytes, status, found) => {
    const { surgery } = await answering((path) => (path.endsWith("/jobs") ? dryRun(bytes) : TABLE));
    const looks = await inspectTables(surgery);
    expect(looks[0]?.check).toMatchObject({
      status: "pass",
      found: expect.stringContaining("a filter on game_date is required"),
    });
    const [count, sum] = await statementChecks(surgery, looks);
    expect(count).toMatchObject({ status, found });
    expect(sum).toMatchObject({ status: "pass", found: expect.stringContaining(" together") });
  });
});

describe("a table that removes old dates", () => {
  it("is warned of where training needs them", async () => {
    const expiring: Answer = {
      body: {
        ...TABLE.body,
        timePartitioning: { type: "DAY", field: "game_date", expirationMs: "2592000000" },
      },
    };
    const { surgery } = await answering(() => expiring);
    const { pipeline } = surgery;
    const phases = pipeline.phases.map((phase) => ({ ...phase, requiredForTraining: true }));
    const [look] = await inspectTables({ ...surgery, pipeline: { ...pipeline, phases } });
    expect(look?.check).toMatchObject({
      status: "warn",
      found: expect.stringMatching(/removes a date's rows after 30 days.*training needs/),
    });
  });
});

describe("permissions", () => {
  const written = aTable({ producers: { [ENVIRONMENT]: { kind: "sql", file: "x.sql" } } });

  async function asking(answer: Answer) {
    const { surgery } = await answering((path) =>
      path.endsWith(":testIamPermissions") ? answer : TABLE,
    );
    const own = { ...surgery, pipeline: { ...surgery.pipeline, tables: [written] } };
    return permissionChecks(own, await inspectTables(own));
  }

  it("that are all there are granted", async () => {
    const permissions = ["get", "getData", "updateData"].map((one) => `bigquery.tables.${one}`);
    const checks = await asking({ body: { permissions } });
    expect(checks.map(({ status }) => status)).toEqual(["pass", "pass"]);
  });

  it("to read alone do not let one write", async () => {
    const permissions = ["bigquery.tables.get", "bigquery.tables.getData"];
    expect(await asking({ body: { permissions } })).toMatchObject([
      { name: "permission to read", status: "pass" },
      {
        ...{ name: "permission to write", status: "fail", found: "denied on raw.box_scores" },
        remedy: "Grant roles/bigquery.dataEditor on these datasets to this identity.",
      },
    ]);
  });

  it("of which none is there are denied: BigQuery leaves the list out", async () => {
    const checks = await asking({ body: {} });
    expect(checks.map(({ status }) => status)).toEqual(["fail", "fail"]);
  });

  it("that cannot be asked for are unknown, and never a pass", async () => {
    for (const answer of [
      refusal(403, "accessDenied", "Access Denied"),
      refusal(500, "internalError", "later"),
    ])
      expect((await asking(answer)).map(({ status }) => status)).toEqual(["warn", "warn"]);
  });

  it("to run jobs are denied with the one that is missing", async () => {
    const { admin } = await answering(() =>
      refusal(403, "accessDenied", "User does not have bigquery.jobs.create permission"),
    );
    expect(await admin.mayRunJobs()).toEqual({
      status: "denied",
      missing: ["bigquery.jobs.create"],
    });
  });
});

describe("a table of which something may be withheld", () => {
  const inspected = async (table: object, policies: Answer, config = aTable()) => {
    const { surgery } = await answering((path) =>
      path.endsWith("/rowAccessPolicies") ? policies : { body: { ...TABLE.body, ...table } },
    );
    const [first] = await inspectTables({
      ...surgery,
      pipeline: aPipeline({ calendar: { kind: "daily" }, tables: [config] }),
    });
    return first?.check;
  };
  const fields = (TABLE.body as { schema: { fields: { name: string }[] } }).schema.fields;
  const tagged = {
    schema: {
      fields: fields.map((field) =>
        field.name === "player_id" ? { ...field, policyTags: { names: ["projects/p/x"] } } : field,
      ),
    },
  };

  it("is said by its row access policies and its tagged columns", async () => {
    const check = await inspected(tagged, { body: { rowAccessPolicies: [{}, {}] } });
    expect(check?.status).toBe("warn");
    expect(check?.found).toContain("2 row access policies and policy tags on player_id");
  });

  it("is no matter where there is nothing of it, or where it may not be listed", async () => {
    expect((await inspected({}, { body: {} }))?.status).toBe("pass");
    const denied = refusal(403, "accessDenied", "Access Denied: bigquery.rowAccessPolicies.list");
    expect((await inspected({}, denied))?.status).toBe("pass");
  });

  it("is refused where it is a view that is filled here", async () => {
    const check = await inspected(
      { type: "VIEW" },
      { body: {} },
      aTable({ producers: { [ENVIRONMENT]: { kind: "sql", file: "box.sql" } } }),
    );
    expect(check).toMatchObject({ status: "fail" });
    expect(check?.found).toMatch(/is a view/);
  });
});
