import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ReceiptSchema } from "../../../src/backfill/run/receipt.ts";
import { RunRecordSchema } from "../../../src/records/run-record.ts";
import { GIB, production, TABLES } from "../../support/bigquery/recorded-production.ts";
import type { Declaration } from "../../support/pipeline.ts";
import { aPlace, at, run } from "../../support/repair/repairs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const MINIMUM = 10 * 1024 ** 2;
const GIB_USD = 6.25 / 1024;
/** Two questions a table. */
const ASKED = 2 * TABLES.length;
/** A validation compares the gamebook with the box scores as well. */
const COMPARED = ASKED + 1;

describe("a look that is estimated", () => {
  it.each(["validate", "completeness", "gate"])(
    "is told, and refused above the budget before %s reads anything",
    async (command) => {
      const { recorded, where, range, out } = await production();
      const words = [...where, ...range, ...(command === "validate" ? ["--out", out] : [])];
      const said = await run([command, ...words, "--budget", "0.05"]);
      const queries = command === "validate" ? COMPARED : ASKED;
      const usd = (queries * GIB_USD).toFixed(4);
      expect(said.code).toBe(2);
      expect(said.err).toContain(
        `Reading 2024-10-22 to 2024-10-23 may bill ${queries}.0 GiB, ${usd} USD, and the budget is 0.0500 USD. It was not begun`,
      );
      expect(recorded.estimated).toHaveLength(queries + 1); // and whether there is a ledger
      expect(recorded.ran).toEqual([]);
      expect(existsSync(out)).toBe(false);
    },
  );

  it("is refused above the environment's budget, and by its price", async () => {
    const { where, range, recorded } = await production((declaration) => {
      Object.assign(declaration["environments"].production, { budgetUsd: 1, pricePerTiB: 625 });
    });
    const said = await run(["completeness", ...where, ...range]);
    expect(said.err).toContain(
      `${(ASKED * GIB_USD * 100).toFixed(2)} USD, and the budget is 1.00 USD`,
    );
    expect(recorded.ran).toEqual([]);
    await run(["completeness", ...where, ...range, "--budget", "50"]);
    expect(recorded.ran.length).toBeGreaterThan(0);
  });

  it("counts what nobody knows with the most that it may bill", async () => {
    const { recorded, where, range } = await production();
    const known = recorded.answer;
    recorded.answer = (sql, isDryRun) =>
      isDryRun && sql.includes("nbac_gamebook")
        ? { error: { reason: "accessDenied", message: "Access Denied: gamebook" } }
        : known(sql, isDryRun);
    const said = await run(["completeness", ...where, ...range, "--budget", "0.1"]);
    expect(said.err).toContain("2 queries are of unknown cost and may bill 10.0 GiB each");
    expect(said.err).toContain("Access Denied: gamebook");
    expect(said.err).toContain(`may bill ${ASKED - 2 + 20}.0 GiB`);
    expect(said.code).toBe(2);
  });

  it("counts the content of every table, at most, where a ledger says what was there", async () => {
    const { recorded, where, range } = await production();
    const known = recorded.answer;
    recorded.answer = (sql, isDryRun) =>
      isDryRun && sql.includes("partition_writes")
        ? { bytesProcessed: "0", tables: 1 }
        : known(sql, isDryRun);
    const said = await run(["gate", ...where, ...range, "--budget", "0.05"]);
    expect(said.err).toContain(`may bill ${ASKED + TABLES.length}.0 GiB`);
    const ofRows = recorded.estimated.filter((sql) => sql.includes("SUM(DIV(FARM_FINGERPRINT("));
    expect(ofRows).toHaveLength(TABLES.length);
    expect(recorded.ran).toEqual([]);
  });

  it("counts what a certificate reads as well, in full, of the tables that training needs", async () => {
    const { recorded, where, range, out } = await production();
    const certificate = ["--certificate", join(out, "certificate.json")];
    const said = await run(["gate", ...where, ...range, ...certificate, "--budget", "0.05"]);
    const ofRows = recorded.estimated.filter((sql) => sql.includes("SUM(DIV(FARM_FINGERPRINT("));
    expect(ofRows.length).toBeGreaterThan(5);
    expect(said.err).toContain(`may bill ${ASKED + ofRows.length}.0 GiB`);
    expect(said.code).toBe(2);
    expect(recorded.ran).toEqual([]);
  });

  it("is recorded with what it billed, in run.json, in the history and by month", async () => {
    const { where, range, out } = await production();
    const said = await run(["validate", ...where, ...range, "--out", out, "--budget", "1"]);
    expect(said.code).toBe(1);
    const read = (file: string) => readFileSync(join(out, file), "utf8");
    const record = RunRecordSchema.parse(JSON.parse(read("production/latest/run.json")));
    const looked = COMPARED + 2; // and the ledger, and where rows came from
    expect(record.cost).toMatchObject({
      estimated: { bytes: COMPARED * GIB },
      billed: { bytes: looked * GIB },
      queries: looked,
      unknown: 0,
    });
    expect(said.err).toContain(`Billed: ${looked}.0 GiB`);
    expect(read("production/history/costs.csv").split("\n")[1]).toMatch(
      new RegExp(`^2024-10-30T12:00:00.000Z,.*,validate,production,${COMPARED * GIB},`),
    );
    expect(read("production/README.md")).toMatch(
      new RegExp(`\\| 2024-10 \\| production\\s+\\| 1\\s+\\| ${COMPARED}.0 GiB, .*${looked}.0 GiB`),
    );
    // The same look again is still the same to the next handoff, although it may have cost something else.
    await run(["validate", ...where, ...range, "--out", out]);
    expect(JSON.parse(read("production/latest/run.json")).previous).toBeUndefined();
  });
});

describe("a repair that is estimated", () => {
  const withModel = (declaration: Declaration) => {
    const own = declaration["tables"].find(({ id }: { id: string }) => id === "psza");
    own.producers.production = own.producers.sample;
    // Its upstreams can be called, down to the box scores.
    const boxes = declaration["tables"].find(({ id }: { id: string }) => id === "bdl_box_scores");
    Object.assign(boxes.producers.production, { url: "https://a.run.app", processor: "boxes" });
    return own;
  };
  /** The tables that the cells read and that read them, with those of what they lack, which comes along. */
  const AROUND = 8;
  const cells = ["--tables", "psza", "--dates", "2024-10-22..2024-10-23", "--batch-size", "1"];
  const options = ["--include-warm-up", "--canary", "0", "--with-upstream"];

  it("shows its looks and statements, and whose costs nobody knows", async () => {
    const { where } = await production(withModel);
    const said = await run(["plan", ...where, ...cells, ...options, "--json"]);
    const { estimate } = JSON.parse(said.out);
    // Two looks of two questions at every table, one at what is around the cells, and two statements of the one model: it reads once, and the old rows five times.
    const bytes = (2 * ASKED + AROUND + 2 * 6) * GIB + 2 * 7 * MINIMUM;
    expect(estimate.bytes).toBe(bytes);
    expect(estimate.usd).toBeCloseTo((bytes / GIB) * GIB_USD, 5);
    expect(estimate.unpriced.length).toBeGreaterThan(0);
    for (const { mostBytes, why } of estimate.unpriced) {
      expect(mostBytes).toBeNull();
      expect(why).toMatch(/at a cost of its own/);
    }
    const text = await run(["plan", ...where, ...cells, ...options]);
    expect(text.out).toContain(`Estimated to be billed: ${(bytes / GIB).toFixed(1)} GiB`);
    expect(text.out).toContain("(by dry run of each of its 2 statements)");
    expect(text.out).toContain("at a cost of its own");
  });

  it("asks for each statement with its own dates, so that a partitioned table bills each partition once", async () => {
    const { where, recorded } = await production(withModel);
    const known = recorded.answer;
    const datesIn = (sql: string) => new Set(sql.match(/DATE '\d{4}-\d\d-\d\d'/g)).size;
    // The engine prunes by the dates that a statement names: a GiB for each, in the model's table alone.
    recorded.answer = (sql, isDryRun) =>
      isDryRun && sql.startsWith("SELECT * FROM `nba_precompute.player_shot_zone_analysis`")
        ? { bytesProcessed: String(datesIn(sql) * GIB), tables: 1 }
        : { ...known(sql, isDryRun), ...(isDryRun ? { bytesProcessed: "0" } : {}) };
    const bytesFor = async (batchSize: string) => {
      const words = [...cells.slice(0, -1), batchSize, ...options, "--json"];
      return JSON.parse((await run(["plan", ...where, ...words])).out).estimate.bytes;
    };
    const fixed = (2 * ASKED + AROUND) * MINIMUM;
    const [one, both] = [await bytesFor("1"), await bytesFor("2")];
    expect(one - fixed).toBe(2 * 5 * GIB + 2 * (7 + 1) * MINIMUM);
    expect(both - fixed).toBe(2 * 5 * GIB + (7 + 1) * MINIMUM);
  });

  it("is refused above the budget before anything is written, a saved plan too", async () => {
    const { where, recorded, out } = await production((declaration) => {
      const own = withModel(declaration);
      own.upstream = []; // so that the model alone is planned
      delete own.covers;
    });
    const only = [...cells, "--include-warm-up", "--canary", "0"];
    const budget = ["--budget", String((ASKED + 1) * GIB_USD)];
    const saved = join(ownFolder(), "plan.json");
    const made = await run(["plan", ...where, ...only, ...budget, "--save", saved]);
    expect(made.code, made.err).toBe(0);
    expect(made.err).toContain("backfill would refuse it. Plan p-");
    for (const words of [only, ["--plan", saved]]) {
      recorded.ran.length = 0;
      const said = await run(["backfill", ...where, ...words, ...budget, "--out", out]);
      expect(said.code, said.out + said.err).toBe(2);
      expect(said.err).toMatch(
        /Plan p-\w+ may bill .* and the budget is 0\.\d+ USD\. It was not begun/,
      );
      expect(recorded.ran.filter((sql) => !/^SELECT/i.test(sql))).toEqual([]);
    }
    expect(existsSync(out)).toBe(false);
  });
});

describe("the embedded engine", () => {
  it("bills nothing: a budget is bad input, and nothing is recorded", async () => {
    const place = aPlace("healthy");
    const range = ["--start", "2026-01-20", "--end", "2026-01-20"];
    const said = await run(["validate", ...at(place), ...range, "--budget", "1"]);
    expect(said).toMatchObject({ code: 2 });
    expect(said.err).toContain("bills nothing, so that a budget of 1.00 USD means nothing");
    const free = await run(["validate", ...at(place), ...range]);
    expect(free.err).not.toMatch(/estimated|Billed/i);
    const record = JSON.parse(readFileSync(join(place.out, "sample/latest/run.json"), "utf8"));
    expect(record.cost).toBeUndefined();
    expect(existsSync(join(place.out, "sample/history/costs.csv"))).toBe(false);
  });

  it("has no partition metadata, and says how to go on", async () => {
    const said = await run(["completeness", ...at(aPlace("healthy"), false), "--from", "metadata"]);
    expect(said.code).toBe(2);
    expect(said.err).toContain("keeps no partition metadata; leave out --from metadata");
  });

  it("writes receipts as before, without a cost", () => {
    const text = readFileSync(
      join(import.meta.dirname, "../../backfill/saved/receipt-before-costs.json"),
      "utf8",
    );
    expect(ReceiptSchema.parse(JSON.parse(text)).cost).toBeUndefined();
  });
});

describe("a first look through partition metadata", () => {
  it("says that it is no proof, ends with 0 whatever it finds, and reads the schedule alone", async () => {
    const { recorded, where, range } = await production();
    const known = recorded.answer;
    recorded.table = (name) =>
      name === "nba_raw.nbac_gamebook_player_stats"
        ? { timePartitioning: { type: "DAY", field: "game_date" } }
        : {};
    recorded.answer = (sql, isDryRun) =>
      sql.includes("PARTITIONS")
        ? {
            fields: ["table_name", "partition_id", "n"].map((name) => ({
              name,
              type: name === "n" ? "INTEGER" : "STRING",
            })),
            rows: [["nbac_gamebook_player_stats", "20241022", "70"]],
          }
        : known(sql, isDryRun);
    const said = await run(["completeness", ...where, ...range, "--from", "metadata"]);
    expect(said.code, said.err).toBe(0);
    expect(said.out).toContain("Partition metadata (production), 2 game dates");
    expect(said.out).toContain("No proof");
    expect(said.out).toContain("1 of 2 dates have rows (70 rows), no rows on 1: 2024-10-23");
    expect(said.out).toContain("unknown: it is not partitioned by day");
    expect(recorded.ran).toHaveLength(2);
    const json = await run(["completeness", ...where, ...range, "--from", "metadata", "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ from: "metadata", proof: false, dates: 2 });
  });
});
