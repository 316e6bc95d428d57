import { randomUUID } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Receipt } from "../../../src/backfill/run/receipt.ts";
import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import type { Row, Warehouse } from "../../../src/warehouse/warehouse.ts";
import type { SteadyEmulator } from "../bigquery/steady-emulator.ts";
import { SHIPPED } from "../pipeline.ts";
import { type Ended, runNode } from "../processes.ts";

const AS_OF = "2026-01-26T12:00:00Z";

/** Where a loop runs: the real command line in processes of their own, and the warehouse they leave. */
export type LoopPlace = {
  readonly environment: string;
  readonly options: readonly string[];
  /** A folder of its own, for the plan and the reports. */
  readonly out: string;
  readonly run: (words: readonly string[]) => Promise<Ended>;
  readonly use: <T>(read: (warehouse: Warehouse) => Promise<T>) => Promise<T>;
};

export type Tables = Readonly<Record<string, readonly Row[]>>;

/** What the loop left after each of its steps, without what differs from run to run. */
export type Loop = {
  readonly codes: Readonly<Record<string, number | null>>;
  readonly grids: Readonly<Record<"found" | "undone", string>>;
  readonly receipts: readonly Omit<Receipt, "run" | "plan" | "startedAt" | "verifiedAt">[];
  readonly rows: Readonly<Record<"incident" | "repaired" | "undone", Tables>>;
};

export const onDuckDb = (path: string, out: string): LoopPlace => ({
  environment: "sample",
  options: [],
  out,
  run: (words) => runNode(["src/cli/main.js", ...words]),
  use: async (read) => {
    // One process cannot open a path again after another process has put a new file there.
    const copy = join(out, `${randomUUID()}.duckdb`);
    copyFileSync(path, copy);
    await using warehouse = await openDuckDb({ path: copy, readOnly: true });
    return await read(warehouse);
  },
});

export const onEmulator = ({ url, project }: SteadyEmulator, out: string): LoopPlace => ({
  environment: "sample-bigquery",
  options: ["--project", project],
  out,
  run: (words) =>
    runNode(["src/cli/main.js", ...words], {
      BIGQUERY_EMULATOR_HOST: url,
      METADATA_SERVER_DETECTION: "none",
    }),
  use: async (read) => {
    process.env["BIGQUERY_EMULATOR_HOST"] = url;
    try {
      await using warehouse = await openBigQuery({ project, location: "US" });
      return await read(warehouse);
    } finally {
      delete process.env["BIGQUERY_EMULATOR_HOST"];
    }
  },
});

/** Incident, validate, plan, canary, backfill, verify, gate, undo and validate again, as a person types them. */
export async function loopOn(place: LoopPlace, pipeline: string, dates: string): Promise<Loop> {
  const where = ["--environment", place.environment, "--pipeline", pipeline, ...place.options];
  const asOf = ["--as-of", AS_OF];
  const plan = join(place.out, "plan.json");
  const codes: Record<string, number | null> = {};
  const step = async (name: string, words: readonly string[]) => {
    const ended = await place.run([...words, ...where]);
    codes[name] = ended.code;
    if (ended.code !== 0 && ended.code !== 1)
      throw new Error(`${name} ended in ${ended.code}:\n${ended.stderr}`);
  };
  const out = (name: string) => ["--out", join(place.out, name)];
  const grid = (name: string) =>
    ["health.csv", "gaps.csv"]
      .map((file) => readFileSync(join(place.out, name, place.environment, "latest", file), "utf8"))
      .join("\n");
  const tables = () => place.use(allRows);

  const scenario = ["--scenario", "incident-2026-01-25"];
  await step("load", ["sample", "load", ...scenario, "--dates", dates]);
  const incident = await tables();
  await step("validate", ["validate", ...asOf, ...out("found")]);
  await step("plan", ["plan", ...asOf, "--plan-phase", "1,2", "--save", plan]);
  await step("backfill", ["backfill", ...asOf, "--plan", plan, ...out("repair")]);
  const repaired = await tables();
  const [run = ""] = readdirSync(join(place.out, "repair", place.environment, "backfills"));
  const receiptIn = (name: string): Receipt =>
    JSON.parse(
      readFileSync(
        join(place.out, name, place.environment, "backfills", run, "receipt.json"),
        "utf8",
      ),
    );
  await step("verify", ["verify", run, ...asOf, ...out("verified")]);
  await step("gate", ["gate", ...asOf, ...out("verified")]);
  await step("undo", ["undo", run, ...asOf, ...out("taken-back")]);
  await step("validate again", ["validate", ...asOf, ...out("undone")]);
  return {
    codes,
    grids: { found: grid("found"), undone: grid("undone") },
    receipts: ["repair", "verified"].map((name) => {
      const {
        run: _,
        plan: __,
        startedAt,
        verifiedAt,
        environment,
        cost,
        ...rest
      } = receiptIn(name);
      return { ...rest, environment: "" };
    }),
    rows: { incident, repaired, undone: await tables() },
  };
}

/** Every table's rows as sorted lines, so that their order says nothing. */
async function allRows(warehouse: Warehouse): Promise<Tables> {
  const entries: (readonly [string, readonly Row[]])[] = [];
  for (const { id, name, keys } of SHIPPED.tables) {
    const rows = await warehouse.query(`SELECT * FROM \`${name}\``);
    const keyOf = (row: Row) => JSON.stringify(keys.map((key) => row[key]));
    entries.push([id, [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))]);
  }
  return Object.fromEntries(entries);
}
