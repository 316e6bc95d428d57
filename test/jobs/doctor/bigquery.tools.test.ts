import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctorExitCode } from "../../../src/render/summary/doctor.ts";
import { isLeft } from "../../../src/render/summary/warehouse-init.ts";
import { openBigQueryAdmin } from "../../../src/warehouse/bigquery/admin.ts";
import {
  checkOf,
  diagnose,
  filledHere,
  initialise,
  outcomes,
  pipelineFile,
  withStatus,
} from "../../support/admin.ts";
import { type Emulator, startEmulator } from "../../support/bigquery/emulator.ts";
import { type FaultProxy, RECORDED, startFaultProxy } from "../../support/bigquery/fault-proxy.ts";

const BINARY = process.env["BIGQUERY_EMULATOR"];
const OWN = { environment: "production", emulated: true } as const;

describe.skipIf(BINARY === undefined)("a warehouse on BigQuery", () => {
  let emulator: Emulator;
  let proxy: FaultProxy;

  beforeAll(async () => {
    emulator = await startEmulator(BINARY ?? "");
    proxy = await startFaultProxy(emulator.url);
    process.env["BIGQUERY_EMULATOR_HOST"] = proxy.url;
  });
  afterAll(async () => {
    delete process.env["BIGQUERY_EMULATOR_HOST"];
    await proxy?.[Symbol.asyncDispose]();
    await emulator?.[Symbol.asyncDispose]();
  });

  const where = () => ({ ...OWN, project: emulator.project, pipeline: filledHere() });
  const metadataOf = async (dataset: string, table: string) =>
    (await emulator.client.dataset(dataset).table(table).getMetadata())[0];

  // In order: what one leaves is what the next looks at.
  it("is foreseen by a dry run that makes nothing", async () => {
    const report = await initialise({ ...where(), dryRun: true });
    expect(outcomes(report)).toHaveLength(24);
    expect(outcomes(report).every((one) => one.startsWith("would-create"))).toBe(true);
    const [datasets] = await emulator.client.getDatasets();
    expect(datasets.map(({ id }) => id)).toEqual(["unused"]);
    expect(doctorExitCode(await diagnose(where()))).toBe(1);
  });

  it("is made from nothing, partitioned by each table's date column and clustered by its keys", async () => {
    const report = await initialise(where());
    expect(report.items.filter(isLeft)).toEqual([]);
    expect(outcomes(report).every((one) => one.startsWith("created"))).toBe(true);
    expect(await metadataOf("nba_precompute", "player_daily_cache")).toMatchObject({
      timePartitioning: { type: "DAY", field: "cache_date" },
      clustering: { fields: ["player_id"] },
    });
    expect(await metadataOf("nba_predictions", "prediction_grades")).toMatchObject({
      timePartitioning: { type: "DAY", field: "game_date" },
      clustering: { fields: ["player_lookup", "system_id"] },
    });
  });

  it("is the same after a second time", async () => {
    const report = await initialise(where());
    expect(outcomes(report).every((one) => one.startsWith("present"))).toBe(true);
    expect(report.items.some(isLeft)).toBe(false);
  });

  it("is found healthy, but for what the emulator cannot say, which never passes", async () => {
    const report = await diagnose(where());
    expect(withStatus(report, "fail")).toEqual([]);
    expect(withStatus(report, "warn")).toEqual([
      "permission to run jobs",
      "permission to read",
      "permission to write",
      "what they would read",
    ]);
    expect(checkOf(report, "identity").status).toBe("skip");
    expect(checkOf(report, "dataset nba_raw").found).toBe("in US, as declared");
    expect(doctorExitCode(report)).toBe(0);
  });

  it("lies elsewhere than declared", async () => {
    const pipeline = filledHere((declaration) => {
      declaration["environments"].production.location = "EU";
    });
    const init = await initialise({ ...where(), pipeline });
    expect(init.items.find(({ name }) => name === "nba_raw")?.differences).toMatchObject([
      { what: "location", declared: "EU", found: "US" },
    ]);
    const report = await diagnose({ ...where(), pipeline });
    expect(checkOf(report, "dataset nba_raw")).toMatchObject({
      status: "fail",
      remedy: expect.stringContaining("location: US"),
    });
  });

  it("has a table that differs: reported, and left as it is", async () => {
    const [dataset, id] = ["nba_precompute", "player_daily_cache"];
    const table = emulator.client.dataset(dataset).table(id);
    await table.delete();
    await emulator.client.dataset(dataset).createTable(id, {
      schema: [
        { name: "cache_date", type: "TIMESTAMP" },
        { name: "made_on", type: "DATE" },
        { name: "player_id", type: "STRING" },
      ],
      timePartitioning: { type: "DAY", field: "made_on" },
      requirePartitionFilter: true,
    });
    const before = await metadataOf(dataset, id);
    const init = await initialise(where());
    const found = init.items.find(({ name }) => name === `${dataset}.${id}`);
    expect(found?.outcome).toBe("present");
    expect(found?.differences.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["column cache_date", "partitions", "required filter", "clustering"]),
    );
    expect(found?.differences.every(({ remedy }) => remedy.length > 10)).toBe(true);
    expect(await metadataOf(dataset, id)).toEqual(before);

    const report = await diagnose(where());
    expect(checkOf(report, "pdc")).toMatchObject({
      status: "fail",
      found: expect.stringMatching(
        /cache_date: declared DATE, found TIMESTAMP; partitions: declared DAY of cache_date, found DAY of made_on; required filter/,
      ),
    });
    expect(doctorExitCode(report)).toBe(1);
  });

  it("leaves tables of services to their owners, and makes the bookkeeping alone", async () => {
    const pipeline = pipelineFile((declaration) => {
      for (const table of declaration["tables"]) {
        table.name = table.name.replace("nba_", "other_");
        // A reading names the table itself.
        delete table.read;
      }
    });
    const report = await initialise({ ...where(), pipeline });
    expect(outcomes(report).filter((one) => one.startsWith("created"))).toEqual([]);
    expect(outcomes(report).filter((one) => one.startsWith("owner"))).toHaveLength(13);
    expect(report.items.some(isLeft)).toBe(false);
    expect(checkOf(await diagnose({ ...where(), pipeline }), "dataset other_raw").remedy).toMatch(
      /^Have it made by its owner \(Phase 1 scrapers\)/,
    );
  });

  describe("asked for permissions as BigQuery answers", () => {
    const open = () =>
      openBigQueryAdmin({
        ...OWN,
        project: emulator.project,
        location: "US",
        filesAt: ".",
        emulated: false,
      });
    const TABLE = "nba_raw.rosters";

    it("takes an answer that does not come for unknown", async () => {
      await using admin = await open();
      expect(await admin.mayUse(TABLE, "read")).toMatchObject({ status: "unknown" });
    });

    it("may not run jobs", async () => {
      proxy.decide = (method, path) =>
        method === "POST" && path.includes("/jobs") ? RECORDED.denied : null;
      await using admin = await open();
      expect(await admin.mayRunJobs()).toEqual({
        status: "denied",
        missing: ["bigquery.jobs.create"],
      });
      proxy.decide = () => null;
      expect(await admin.mayRunJobs()).toEqual({ status: "granted" });
    });

    it("may not see a table: a failure with the roles, and nothing unread", async () => {
      proxy.decide = (_, path) => (/\/tables\/rosters(\?|$)/.test(path) ? RECORDED.denied : null);
      const report = await diagnose(where());
      proxy.decide = () => null;
      expect(checkOf(report, "rosters")).toMatchObject({
        status: "fail",
        found: expect.stringContaining("docs/how-to/bigquery.md"),
      });
      expect(checkOf(report, "rosters").unread).toBeUndefined();
    });
  });

  it("does not answer: exit code 3", async () => {
    proxy.decide = (_, path) => (/\/datasets\/nba_raw(\?|$)/.test(path) ? RECORDED.backend : null);
    const report = await diagnose(where());
    proxy.decide = () => null;
    expect(checkOf(report, "dataset nba_raw")).toMatchObject({ status: "fail", unread: true });
    expect(doctorExitCode(report)).toBe(3);
  });
});
