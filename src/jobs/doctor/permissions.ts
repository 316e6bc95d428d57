import pMap from "p-map";
import { producerOf } from "../../pipeline/rules.ts";
import type { Check } from "../../render/summary/doctor.ts";
import type { Surgery } from "./surgery.ts";
import type { InspectedTable } from "./tables.ts";
import { troubleCheck } from "./trouble.ts";

const ROLES = { read: "roles/bigquery.dataViewer", write: "roles/bigquery.dataEditor" } as const;

/** Whether jobs may be run. Asked first: where it gets no answer, nothing else would. */
export async function jobsCheck({ admin, roles }: Surgery): Promise<Check> {
  const base = { area: "warehouse", name: "permission to run jobs" } as const;
  try {
    const access = await admin.mayRunJobs();
    if (access.status === "granted") return { ...base, status: "pass", found: "granted" };
    if (access.status === "unknown")
      return { ...base, status: "warn", found: `unknown: ${access.why}` };
    return {
      ...base,
      status: "fail",
      found: `denied: ${access.missing.join(", ")}`,
      remedy: "Grant roles/bigquery.jobUser on the project to this identity.",
    };
  } catch (error) {
    return troubleCheck(base.area, base.name, error, roles);
  }
}

/** Reading every table that is there; writing those that are filled from here, where there are any. */
export async function permissionChecks(
  surgery: Surgery,
  inspected: readonly InspectedTable[],
): Promise<Check[]> {
  const there = inspected.filter(({ shape }) => shape !== null);
  const written = there.filter(
    ({ table }) => producerOf(table, surgery.environment).kind !== "service",
  );
  const reading = await accessCheck(surgery, "read", there);
  if (written.length > 0) return [reading, await accessCheck(surgery, "write", written)];
  const nothing = "no table here is filled from this repository";
  return [
    reading,
    { area: "warehouse", name: "permission to write", status: "skip", found: nothing },
  ];
}

async function accessCheck(
  { admin }: Surgery,
  what: "read" | "write",
  inspected: readonly InspectedTable[],
): Promise<Check> {
  const base = { area: "warehouse", name: `permission to ${what}` } as const;
  if (inspected.length === 0)
    return { ...base, status: "skip", found: "no table is there to ask about" };
  const answers = await pMap(
    inspected,
    async ({ table }) => ({ name: table.name, access: await admin.mayUse(table.name, what) }),
    { concurrency: admin.abilities.maxConcurrentReads },
  );
  const denied = answers.filter(({ access }) => access.status === "denied");
  const unknown = answers.flatMap(({ access }) =>
    access.status === "unknown" ? [access.why] : [],
  );
  if (denied.length > 0)
    return {
      ...base,
      status: "fail",
      found: `denied on ${denied.map(({ name }) => name).join(", ")}`,
      remedy: `Grant ${ROLES[what]} on these datasets to this identity.`,
    };
  if (unknown.length > 0)
    return {
      ...base,
      status: "warn",
      found: `unknown for ${unknown.length} of ${inspected.length} tables: ${unknown[0]}`,
    };
  return {
    ...base,
    status: "pass",
    found: `granted on ${inspected.length} of ${inspected.length} tables`,
  };
}
