import { describe, expect, it } from "vitest";
import { warehouseSettings } from "../../../../src/jobs/shared/open.ts";
import { parsePipeline } from "../../../../src/pipeline/parse/parse.ts";
import type { Engine } from "../../../../src/warehouse/bigquery/client/requests.ts";
import { insertCall } from "../../../../src/warehouse/bigquery/client/requests.ts";
import { isInsert, openRecorded } from "../../../support/bigquery/recorded-warehouse.ts";
import { altered } from "../../../support/pipeline.ts";

const engine = {
  rest: { project: "p", location: "EU", uploadUrl: "http://localhost/upload" },
} as unknown as Engine;

const loadOf = (id: string, lines: string) =>
  insertCall(engine, { id, labels: {}, work: { kind: "load", load: {}, lines } }, id);

it("separates the parts of an upload by a boundary that a header may hold, however long the job's id is", () => {
  // RFC 2046: 70 characters at most, of these.
  const id = `ops-stage__${"nba_raw_nbac_gamebook_player_stats".repeat(3)}__b-20260126T120000Z-1a2b3c-0-r12`;
  const { headers, body = "" } = loadOf(id, '{"a": 1}\n');
  const boundary = /boundary=(.*)$/.exec(headers?.["Content-Type"] ?? "")?.[1] ?? "";
  expect(boundary.length).toBeLessThanOrEqual(70);
  expect(boundary).toMatch(/^[\w-]+$/);
  expect(body.split(`--${boundary}`)).toHaveLength(4);
  expect(body.endsWith(`--${boundary}--\r\n`)).toBe(true);
});

it("takes a boundary that no row can hold by chance or by design", () => {
  const boundaryOf = (lines: string) =>
    /boundary=(.*)$/.exec(loadOf("one", lines).headers?.["Content-Type"] ?? "")?.[1];
  expect(boundaryOf("{}\n")).not.toBe(boundaryOf("{}\n"));
});

describe("the settings of an environment", () => {
  const settings = { billingProject: "payer", labels: { team: "stats", kind: "theirs" } };

  it("have jobs run and paid for by another project than the tables'", async () => {
    const { warehouse, server } = await openRecorded(
      ({ path }) => (path.includes("/tables/") ? { json: { schema: { fields: [] } } } : undefined),
      settings,
    );
    await warehouse.query("SELECT 1 AS v FROM `raw.visits`");
    await warehouse.estimate("SELECT 1 AS v").catch(() => undefined);
    await warehouse.columnsOf(["raw.visits"]);
    const projects = server.asked.map(({ path, project }) => `${path.split("/")[1]} ${project}`);
    expect(new Set(projects)).toEqual(new Set(["jobs payer", "queries payer", "datasets p"]));
    const [insert] = server.asked.filter(isInsert);
    expect(insert?.body).toMatchObject({
      jobReference: { projectId: "payer" },
      configuration: {
        query: { connectionProperties: [{ key: "dataset_project_id", value: "p" }] },
      },
    });
  });

  it("label every job, and leave the tool's own labels alone", async () => {
    const { warehouse, server } = await openRecorded(() => undefined, settings);
    await warehouse.query("SELECT 1 AS v");
    expect(server.asked.find(isInsert)?.body.configuration.labels).toEqual({
      ...{ team: "stats", tool: "nba-pipeline-ops", kind: "read" },
    });
  });

  it("are what a declaration says", () => {
    const declared = parsePipeline(
      altered(({ environments }) => {
        Object.assign(environments.production, {
          ...{ maxBytesBilled: 20_000_000, billingProject: "payer", labels: { team: "stats" } },
        });
      }),
      "pipeline.yaml",
    );
    expect(warehouseSettings(declared, "production", "p")).toEqual({
      ...{ engine: "bigquery", project: "p", location: "US" },
      ...{ maxBytesBilled: 20_000_000, billingProject: "payer", labels: { team: "stats" } },
    });
  });

  it.each([
    ["maxBytesBilled", 1, /must be 10485760 \(10 MiB\) at least/],
    ["labels", { Team: "stats" }, /must begin with a lower case letter/],
    ["labels", { team: "St" }, /63 lower case letters/],
  ])("are refused where BigQuery would refuse them: %s", (key, value, why) => {
    const text = altered(({ environments }) =>
      Object.assign(environments.production, { [key]: value }),
    );
    expect(() => parsePipeline(text, "pipeline.yaml")).toThrow(why);
  });
});
