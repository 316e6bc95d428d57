import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateRange, dateRange } from "../../dates/range.ts";
import { UserError } from "../../errors.ts";
import { checkReach } from "../../pipeline/asked.ts";
import { parsedPipeline } from "../../pipeline/parse/parse.ts";
import { readingFiles } from "../../pipeline/readings.ts";
import { declaredRange, environmentOf } from "../../pipeline/rules.ts";
import type { Environment } from "../../pipeline/schema/environments.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import type { WarehouseSettings } from "../../warehouse/open/open.ts";

/** Reads the declaration and the SQL files that its readings name, which stand under `root`. */
export async function loadPipeline(file: string, root = "."): Promise<PipelineConfig> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new UserError(`The pipeline ${file} cannot be read; name it with --pipeline`, { cause });
  }
  const checked = parsedOnce(text, file);
  const pipeline = checked();
  const named = readingFiles(pipeline);
  if (named.length === 0) return pipeline;
  const texts = await Promise.all(
    named.map(async (name) => [name, await readFile(join(root, name), "utf8").catch(() => null)]),
  );
  return checked(Object.fromEntries(texts));
}

/**
 * One command loads its declaration several times: for the environment that is meant, for its own work, for what it hides.
 * Parsing it anew takes as long as counting a month of every table.
 */
const parsed = new Map<string, ReturnType<typeof parsedPipeline>>();
const MOST_PARSED = 4;

function parsedOnce(text: string, file: string): ReturnType<typeof parsedPipeline> {
  const key = JSON.stringify([file, text]);
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const checked = parsedPipeline(text, file);
  const [oldest] = parsed.keys();
  if (parsed.size >= MOST_PARSED && oldest !== undefined) parsed.delete(oldest);
  parsed.set(key, checked);
  return checked;
}

/** The variables of the process, as its entry hands them on. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The project of an environment on BigQuery: the given one, else the declared one, else GOOGLE_CLOUD_PROJECT, which
 * google-github-actions/auth sets in a workflow.
 */
export const projectOf = (
  { project: declared }: Environment,
  given: string | undefined,
  env: Variables,
): string | undefined => given ?? declared ?? (env["GOOGLE_CLOUD_PROJECT"] || undefined);

/** Where an environment's warehouse is. */
export function warehouseSettings(
  pipeline: PipelineConfig,
  name: string,
  project: string | undefined,
  env: Variables = {},
): WarehouseSettings {
  const environment = environmentOf(pipeline, name);
  if (environment.engine === "duckdb") {
    if (environment.path === undefined)
      throw new UserError(`Environment ${name} uses duckdb and declares no path.`);
    if (project !== undefined)
      throw new UserError(`Environment ${name} uses duckdb; a project is for BigQuery.`);
    return { engine: "duckdb", path: environment.path };
  }
  const chosen = projectOf(environment, project, env);
  if (chosen === undefined)
    throw new UserError(
      `Environment ${name} is on BigQuery and no project is named; give --project, set GOOGLE_CLOUD_PROJECT, or declare one.`,
    );
  const { location = "US", maxBytesBilled, billingProject, labels } = environment;
  return {
    engine: "bigquery",
    project: chosen,
    location,
    ...(maxBytesBilled === undefined ? {} : { maxBytesBilled }),
    ...(billingProject === undefined ? {} : { billingProject }),
    ...(labels === undefined ? {} : { labels }),
  };
}

/**
 * The instant to judge by: the asked one, else the environment's own now (a recording has one), else the clock. Ledger
 * times, leases and run ids always go by the clock.
 */
export function judgedAt(
  pipeline: PipelineConfig,
  environment: string,
  { asOf, now = () => new Date() }: { readonly asOf?: Date | undefined; readonly now?: () => Date },
): Date {
  const { asOf: declared } = environmentOf(pipeline, environment);
  return asOf ?? (declared === undefined ? now() : new Date(declared));
}

/** The asked range, its open ends taken from the declared one. */
export function rangeOf(
  pipeline: PipelineConfig,
  asOf: Date,
  start: CivilDate | undefined,
  end: CivilDate | undefined,
): DateRange {
  checkReach(
    pipeline,
    [start, end].flatMap((date) => date ?? []),
  );
  const declared = declaredRange(pipeline, asOf);
  const [first, last] = [start ?? declared.first, end ?? declared.last];
  const tooLate = (what: string) =>
    new UserError(
      `The range ${what}, and the newest date that had ended as of ${asOf.toISOString()} is ${declared.last}.`,
    );
  const tooEarly = new UserError(
    `No season is declared before ${declared.first}; the range ends on ${last}.`,
  );
  // An end that was not given is nobody's mistake: these ranges are not reversed, but out of reach.
  if (end === undefined && first > declared.last) throw tooLate(`starts on ${first}`);
  if (start === undefined && last < declared.first) throw tooEarly;
  const range = dateRange(first, last);
  if (last > declared.last) throw tooLate(`ends on ${last}`);
  if (last < declared.first) throw tooEarly;
  return range;
}
