import { commandLine } from "../../commands/catalogue.ts";
import { PIPELINE } from "../../commands/options.ts";
import { errorMessage, UserError } from "../../errors.ts";
import { configHash } from "../../pipeline/hash.ts";
import { environmentOf, tablesOf } from "../../pipeline/rules.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import type { Check, DoctorReport } from "../../render/summary/doctor.ts";
import { loadPipeline, projectOf, warehouseSettings } from "../shared/open.ts";
import type { Progress } from "../shared/progress.ts";
import { githubChecks } from "./github.ts";
import type { AdminRequest } from "./run-init.ts";
import { declaredServices, serviceChecks } from "./services.ts";
import { warehouseChecks } from "./warehouse.ts";

export type DoctorRequest = AdminRequest & {
  /** Of the running Node, such as 24.21.0. */
  readonly nodeVersion: string;
};

const OLDEST_NODE = 24;

/**
 * Looks at everything that the tool stands on, and changes nothing. What is wrong is a check that says so; only a
 * wrong use of the command itself throws a UserError: an environment that is not declared, a project for DuckDB.
 */
export async function doctor(request: DoctorRequest, progress: Progress): Promise<DoctorReport> {
  const { environment, env } = request;
  const read = await readPipeline(request.pipeline);
  const program = [nodeCheck(request.nodeVersion), read.check];
  const github = githubChecks(env);
  if (read.pipeline === null) return { environment, checks: [...program, ...(await github)] };
  const { pipeline } = read;
  const looked = await ofEnvironment(request, pipeline, progress);
  const tables = tablesOf(pipeline, environment);
  const services = await serviceChecks(declaredServices(tables, environment, env));
  return { environment, checks: [...program, ...looked, ...services, ...(await github)] };
}

async function ofEnvironment(
  request: DoctorRequest,
  pipeline: PipelineConfig,
  progress: Progress,
): Promise<Check[]> {
  const { environment, project, env } = request;
  const declared = environmentOf(pipeline, environment);
  if (declared.engine === "bigquery" && projectOf(declared, project, env) === undefined)
    return [
      {
        area: "warehouse",
        name: "project",
        status: "fail",
        found: "none is named",
        remedy: `Give --project ID, set GOOGLE_CLOUD_PROJECT, or write project: for ${environment} in the pipeline.`,
      },
    ];
  const settings = warehouseSettings(pipeline, environment, project, env);
  return warehouseChecks({ ...request, ...commandsOf(request) }, pipeline, settings, progress);
}

/** What makes single tables that are missing, and a whole file: only the sample can be loaded. */
function commandsOf({ environment, pipeline, project }: DoctorRequest) {
  const from = pipeline === PIPELINE.default ? {} : { pipeline };
  const where = project === undefined ? {} : { project };
  const make = commandLine("warehouse init", { environment, ...where, ...from });
  return {
    make,
    load: environment === "sample" ? commandLine("sample load", { environment, ...from }) : make,
  };
}

function nodeCheck(version: string): Check {
  const base = { area: "program", name: "Node", found: version } as const;
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return { ...base, status: "pass" };
  return {
    ...base,
    status: "fail",
    found: `${version}, and ${OLDEST_NODE} or newer is needed`,
    remedy: "npm ci, then start it with npm run ops --; elsewhere than on Linux install Node 24.",
  };
}

async function readPipeline(
  file: string,
): Promise<{ readonly pipeline: PipelineConfig | null; readonly check: Check }> {
  const base = { area: "program", name: `configuration ${file}` } as const;
  try {
    const pipeline = await loadPipeline(file);
    const found = `valid: ${pipeline.tables.length} tables in ${pipeline.phases.length} phases, hash ${configHash(pipeline)}`;
    return { pipeline, check: { ...base, status: "pass", found } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const remedy =
      "Correct it at the place that is named; docs/reference/pipeline.md says what may stand there.";
    return {
      pipeline: null,
      check: { ...base, status: "fail", found: errorMessage(error), remedy },
    };
  }
}
