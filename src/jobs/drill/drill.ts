import { resolve } from "node:path";
import { join } from "node:path/posix";
import { z } from "zod";
import { describeDamage } from "../../drill/damage.ts";
import type { Facts } from "../../drill/facts.ts";
import { drawIncident } from "../../drill/incident.ts";
import { UserError } from "../../errors.ts";
import { environmentOf, gamesCalendar, producerOf } from "../../pipeline/rules.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import { openDuckDb } from "../../warehouse/duckdb/duckdb.ts";
import type { Waiting } from "../../warehouse/open/open.ts";
import { loadSample } from "../sample/load-sample.ts";
import { readScenario } from "../sample/scenario.ts";
import { namesIn, parsedAs, readIfThere, writeWhole } from "../shared/files.ts";
import { judgedAt, loadPipeline } from "../shared/open.ts";
import type { Progress } from "../shared/progress.ts";
import { readFacts } from "./facts.ts";
import { drillPipeline } from "./pipeline.ts";

/** What was planted, so that it is not read by accident before the practice is over. */
const DrillSchema = z.strictObject({
  schemaVersion: z.literal(1),
  seed: z.int(),
  sealed: z.string(),
});
const DRILL_FILE = "drill.json";

export type DrillRequest = {
  readonly seed: number;
  readonly environment: string;
  /** The pipeline's file. */
  readonly pipeline: string;
  /** A folder of the drill's own; made where it is not there. */
  readonly out: string;
  readonly reveal: boolean;
  readonly root: string;
};

export type Drill = {
  readonly seed: number;
  readonly warehouse: string;
  readonly pipeline: string;
  readonly reports: string;
  /** What was planted; null where nobody asked. */
  readonly planted: readonly string[] | null;
};

/** Plants the incident of a seed into a new copy of the sample. A drill that is there is only revealed. */
export async function drill(
  request: DrillRequest,
  waiting: Waiting,
  progress: Progress,
): Promise<Drill> {
  const { seed, environment, out, root, reveal } = request;
  const pipeline = await loadPipeline(request.pipeline);
  const warehouse = join(out, "drill.duckdb");
  refuseOthers(pipeline, environment, warehouse);
  const known = await sealedIn(out, seed, reveal);
  if (known === null) {
    const scenario = await readScenario("healthy", root);
    const input = { pipeline, environment, scenario, path: warehouse, root };
    await loadSample(input, waiting, progress);
    const asOf = judgedAt(pipeline, environment, {});
    const facts = await readFacts(warehouse, { pipeline, environment, asOf });
    const planted = await plant({ ...request, facts, warehouse });
    return { ...placesOf(request, warehouse), planted: reveal ? planted : null };
  }
  return { ...placesOf(request, warehouse), planted: known };
}

const placesOf = ({ seed, out }: DrillRequest, warehouse: string) => ({
  seed,
  warehouse,
  pipeline: join(out, "pipeline.yaml"),
  reports: join(out, "reports"),
});

type Planting = Pick<DrillRequest, "seed" | "environment" | "pipeline" | "out"> & {
  /** Of the warehouse as it is. */
  readonly facts: Facts;
  /** A healthy copy of the sample, which is damaged. */
  readonly warehouse: string;
};

/** Damages a copy and writes the pipeline that watches it beside it; what was done, in words. */
export async function plant({
  seed,
  environment,
  pipeline,
  out,
  facts,
  warehouse,
}: Planting): Promise<string[]> {
  const { setting, damages } = drawIncident(facts, seed);
  {
    await using copy = await openDuckDb({ path: warehouse, readOnly: false });
    for (const { sql } of damages) for (const statement of sql) await copy.native(statement);
  }
  const text = (await readIfThere(pipeline)) ?? "";
  await writeWhole(
    join(out, "pipeline.yaml"),
    drillPipeline(text, environment, warehouse, setting),
  );
  const planted = damages.map(describeDamage);
  const sealed = Buffer.from(JSON.stringify(planted)).toString("base64");
  await writeWhole(
    join(out, DRILL_FILE),
    `${JSON.stringify({ schemaVersion: 1, seed, sealed })}\n`,
  );
  return planted;
}

/** What a drill that is there planted, where that is asked for; null where the folder is still empty. */
async function sealedIn(out: string, seed: number, reveal: boolean): Promise<string[] | null> {
  if ((await namesIn(out)).length === 0) {
    if ((await readIfThere(out).catch(() => null)) === null) return null;
    throw new UserError(`${out} is a file. Name a folder with --out. Nothing was changed.`);
  }
  const text = await readIfThere(join(out, DRILL_FILE));
  const found = text === null ? undefined : parsedAs(DrillSchema, text);
  if (!reveal || found?.seed !== seed)
    throw new UserError(
      `${out} is not empty${found === undefined ? "" : `: the drill of seed ${found.seed} is in it`}. Name another folder with --out, or remove it${found?.seed === seed ? "; --reveal says what was planted" : ""}. Nothing was changed.`,
    );
  return JSON.parse(Buffer.from(found.sealed, "base64").toString("utf8")) as string[];
}

/** A drill never touches what anybody has, not even the sample. */
function refuseOthers(pipeline: PipelineConfig, name: string, warehouse: string): void {
  const { engine, destructive } = environmentOf(pipeline, name);
  const schedule = pipeline.tables.find(({ id }) => id === gamesCalendar(pipeline)?.table);
  const isRecorded = schedule !== undefined && producerOf(schedule, name).kind === "recorded";
  if (engine !== "duckdb" || destructive || !isRecorded)
    throw new UserError(
      `A drill damages a copy of the embedded sample, and ${name} is another environment. Name the sample with --environment. Nothing was changed.`,
    );
  for (const [other, { path }] of Object.entries(pipeline.environments))
    if (path !== undefined && resolve(path) === resolve(warehouse))
      throw new UserError(
        `${warehouse} is the warehouse of ${other}. Name another folder with --out. Nothing was changed.`,
      );
}
