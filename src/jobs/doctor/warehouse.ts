import { access, constants } from "node:fs/promises";
import { errorMessage, UnreadableError } from "../../errors.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import type { Check } from "../../render/summary/doctor.ts";
import type { WarehouseSettings } from "../../warehouse/open/open.ts";
import { openToInspect } from "../../warehouse/open/open-admin.ts";
import type { Progress } from "../shared/progress.ts";
import { identityCheck } from "./identity.ts";
import { jobsCheck, permissionChecks } from "./permissions.ts";
import type { AdminRequest } from "./run-init.ts";
import { statementChecks } from "./statements.ts";
import type { Surgery } from "./surgery.ts";
import { bookkeepingCheck, datasetChecks, inspectTables } from "./tables.ts";

export type DoctorQuestion = AdminRequest & {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The command that makes the tables that are missing. */
  readonly make: string;
  /** The command that makes a warehouse where there is none. */
  readonly load: string;
};

/** The environment's warehouse: whether it opens, who opens it, what is in it, what may be done, what would be asked. */
export async function warehouseChecks(
  request: DoctorQuestion,
  pipeline: PipelineConfig,
  warehouse: WarehouseSettings,
  progress: Progress,
): Promise<Check[]> {
  const first =
    warehouse.engine === "duckdb"
      ? [await fileCheck(warehouse.path, request.load)]
      : [
          await identityCheck(request.env, warehouse.project, request.emulated),
          projectCheck(warehouse),
        ];
  if (first.some(({ status }) => status === "fail")) return [...first, notAsked];
  const { environment, root, emulated, make, lockWait } = request;
  const waiting = {
    lockWaitMs: lockWait * 1000,
    onWait: (message: string) => progress({ kind: "note", message }),
  };
  try {
    await using admin = await openToInspect({ warehouse, root, emulated }, waiting);
    const surgery: Surgery = {
      pipeline,
      environment,
      admin,
      root,
      make,
      location: warehouse.location ?? null,
      roles: admin.abilities.grants ? "Roles: docs/how-to/bigquery.md." : "",
    };
    return [...first, ...(await openedChecks(surgery, progress))];
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return [...first, unopened(errorMessage(error), request.load), notAsked];
  }
}

async function openedChecks(surgery: Surgery, progress: Progress): Promise<Check[]> {
  const { grants } = surgery.admin.abilities;
  const title = `Looking at ${surgery.admin.label}`;
  progress({ kind: "start", title, total: 3 });
  const step = (label: string, done: number) => progress({ kind: "step", label, done, total: 3 });
  const jobs = grants ? [await jobsCheck(surgery)] : [];
  if (jobs.some(({ unread }) => unread)) return [...jobs, notAsked];
  const datasets = await datasetChecks(surgery);
  step("datasets", 1);
  const inspected = await inspectTables(surgery);
  const permissions = grants ? await permissionChecks(surgery, inspected) : [];
  step("tables", 2);
  const statements = jobs.some(({ status }) => status === "fail")
    ? [notRun]
    : await statementChecks(surgery, inspected);
  step("statements", 3);
  progress({ kind: "end", title });
  const tables = inspected.map(({ check }) => check);
  return [
    ...jobs,
    ...permissions,
    ...datasets,
    ...tables,
    await bookkeepingCheck(surgery),
    ...statements,
  ];
}

async function fileCheck(path: string, load: string): Promise<Check> {
  const base = { area: "warehouse", name: `file ${path}` } as const;
  const may = (mode: number): Promise<boolean> =>
    access(path, mode).then(
      () => true,
      () => false,
    );
  if (!(await may(constants.F_OK)))
    return { ...base, status: "fail", found: "is not there", remedy: load };
  if (!(await may(constants.R_OK)))
    return {
      ...base,
      status: "fail",
      found: "may not be read",
      remedy: "Give this user the right to read it (chmod u+r).",
    };
  if (!(await may(constants.W_OK)))
    return {
      ...base,
      status: "warn",
      found: "may be read, not written: no repair",
      remedy: "To repair, give this user the right to write it (chmod u+w).",
    };
  return { ...base, status: "pass", found: "is there, may be read and written" };
}

const projectCheck = ({
  project,
  location,
}: Extract<WarehouseSettings, { engine: "bigquery" }>): Check => ({
  area: "warehouse",
  name: "project",
  status: "pass",
  found: `${project}, jobs run in ${location}`,
});

const unopened = (found: string, load: string): Check => ({
  area: "warehouse",
  name: "opening it",
  status: "fail",
  found,
  unread: true,
  remedy: `Let a process that has it open finish; where the file is broken, move it aside, then: ${load}`,
});

const notAsked: Check = {
  area: "tables",
  name: "tables and statements",
  status: "skip",
  found: "not asked, because the warehouse cannot be",
};

const notRun: Check = {
  area: "statements",
  name: "dry runs",
  status: "skip",
  found: "not asked, because jobs may not be run",
};
