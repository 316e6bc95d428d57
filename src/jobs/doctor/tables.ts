import pMap from "p-map";
import { daysBetween } from "../../dates/civil-date.ts";
import { retentionAt } from "../../grid/retention.ts";
import { declaredColumnsOf } from "../../pipeline/columns.ts";
import { producerOf, tablesOf, trainingLineage } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Check } from "../../render/summary/doctor.ts";
import type { TableShape } from "../../warehouse/admin.ts";
import { OPS_TABLES } from "../../warehouse/warehouse.ts";
import type { Surgery } from "./surgery.ts";
import { differences, notesOn } from "./table-differences.ts";
import { troubleCheck } from "./trouble.ts";

export type InspectedTable = {
  readonly table: TableConfig;
  /** Null where it is not there or could not be looked at. */
  readonly shape: TableShape | null;
  readonly check: Check;
};

/** Each declared table: there, dated by a DATE, partitioned by it, and no filter asked for that is not given. */
export const inspectTables = (surgery: Surgery): Promise<readonly InspectedTable[]> =>
  pMap(tablesOf(surgery.pipeline, surgery.environment), (table) => inspect(surgery, table), {
    concurrency: surgery.admin.abilities.maxConcurrentReads,
  });

async function inspect(surgery: Surgery, table: TableConfig): Promise<InspectedTable> {
  const name = `${table.id} (${table.name})`;
  try {
    const shape = await surgery.admin.describe(table.name);
    if (shape !== null) return { table, shape, check: shapeCheck(surgery, table, shape) };
    return { table, shape, check: missing(surgery, table, name) };
  } catch (error) {
    const check = troubleCheck("tables", name, error, surgery.roles);
    return { table, shape: null, check };
  }
}

const missing = (surgery: Surgery, table: TableConfig, name: string): Check => ({
  area: "tables",
  name,
  status: "fail",
  found: "is not there",
  remedy: `${madeBy(surgery, table)}; or correct its name in the pipeline`,
});

/** The command that makes a table, or whose it is. */
function madeBy({ environment, make }: Surgery, table: TableConfig): string {
  const producer = producerOf(table, environment);
  if (producer.kind === "service") return `Have it made by its owner (${producer.owner})`;
  if (producer.kind === "scraper") return "Have it made by whoever set up the warehouse";
  return producer.kind === "command" ? `Have it made by what fills it (${producer.argv[0]})` : make;
}

function shapeCheck(surgery: Surgery, table: TableConfig, shape: TableShape): Check {
  const { admin, pipeline, environment } = surgery;
  const { dateColumn, name } = table;
  const base = { area: "tables", name: `${table.id} (${name})` } as const;
  const declared = { name, dateColumn, columns: [] };
  const differing = differences(declared, shape, admin.abilities.partitions);
  // What a reading gives need not be a column of the table; that it can run is asked with the counts.
  const there = [...shape.columns, ...(table.reading?.outputs ?? [])];
  const absent = declaredColumnsOf(pipeline, table, tablesOf(pipeline, environment)).filter(
    (declared) =>
      declared.name !== dateColumn &&
      !there.some(({ name: has }) => has.toLowerCase() === declared.name.toLowerCase()),
  );
  if (absent.length > 0)
    return {
      ...base,
      status: "fail",
      found: `has no column ${absent.map((one) => `${one.name} (${one.as})`).join(", ")}`,
      remedy: `Put the column back, or correct ${table.id} in the pipeline.`,
    };
  if (differing.length > 0)
    return {
      ...base,
      status: differing.some(({ breaks }) => breaks) ? "fail" : "warn",
      found: differing
        .map((one) => `${one.what}: declared ${one.declared}, found ${one.found}`)
        .join("; "),
      remedy: differing.map(({ remedy }) => remedy).join(" "),
    };
  const unfit = unfitCheck(surgery, table, shape);
  if (unfit !== null) return { ...base, ...unfit };
  const falls = expiryCheck(surgery, table, shape, new Date());
  if (falls !== null) return { ...base, ...falls };
  const dated = `dated by ${dateColumn} (DATE)`;
  const parted = admin.abilities.partitions ? ", a partition a day" : "";
  const notes = notesOn(declared, shape).map((note) => `; ${note}`);
  const read = table.reading === undefined ? "" : `; read by ${table.reading.from}`;
  return { ...base, status: "pass", found: `${dated}${parted}${read}${notes.join("")}` };
}

/** What a repair would be refused for, and what it may be refused for. */
function unfitCheck(
  { environment }: Surgery,
  table: TableConfig,
  { unwritable, withheld }: TableShape,
): Pick<Check, "status" | "found" | "remedy"> | null {
  if (unwritable !== undefined && producerOf(table, environment).kind !== "service")
    return {
      status: "fail",
      found: unwritable,
      remedy: "Nothing here can fill it until then; it can be read.",
    };
  const { columns = [], rowPolicies = 0 } = withheld ?? {};
  if (columns.length === 0 && !rowPolicies) return null;
  const what = [
    ...(rowPolicies ? [`${rowPolicies} row access policies`] : []),
    ...(columns.length > 0 ? [`policy tags on ${columns.join(", ")}`] : []),
  ];
  return {
    status: "warn",
    found: `has ${what.join(" and ")}: rows or values may be withheld, and counts are then of what is left`,
    remedy:
      "Grant this identity a row access policy with the filter TRUE, and roles/datacatalog.categoryFineGrainedReader on the tags. A repair is refused where anything was withheld from it.",
  };
}

const inDays = (n: number, one = "", more = ""): string =>
  (n === 1 ? `1 day ${one}` : `${n} days ${more}`).trim();

/** Somebody has to see it, and to have the expiration taken off, before the first date goes. */
const WARN_DAYS = 60;

/** Training reads every declared season: dates that fall off are lost to it without a failure anywhere. */
export function expiryCheck(
  { pipeline, environment }: Pick<Surgery, "pipeline" | "environment">,
  table: Pick<TableConfig, "id" | "name">,
  { retentionDays }: Pick<TableShape, "retentionDays">,
  now: Date,
): Pick<Check, "status" | "found" | "remedy"> | null {
  if (retentionDays === undefined) return null;
  const { oldest } = retentionAt(retentionDays, now);
  const found = `removes a date's rows after ${retentionDays} days: it keeps ${oldest} and later`;
  if (!trainingLineage(pipeline, environment).has(table.id)) return { status: "pass", found };
  const [first] = pipeline.seasons.map(({ opens }) => opens).sort();
  if (first === undefined) return { status: "pass", found };
  const days = daysBetween(oldest, first) + 1;
  if (days > WARN_DAYS)
    return { status: "pass", found: `${found}; ${first}, the first date of training, is kept` };
  return {
    status: "warn",
    found:
      days <= 0
        ? `${found}, and training needs ${first} and later: ${inDays(1 - days, "is", "are")} gone, and ${oldest} falls off next`
        : `${found}, and training needs ${first} and later: ${first} falls off in ${inDays(days)}`,
    remedy: `ALTER TABLE \`${table.name}\` SET OPTIONS (partition_expiration_days = NULL) keeps what is there; rows that were removed have to be computed again.`,
  };
}

/** Every dataset of a declared table, and whether it lies where jobs run. */
export async function datasetChecks(surgery: Surgery): Promise<Check[]> {
  const tables = tablesOf(surgery.pipeline, surgery.environment);
  const byDataset = new Map<string, string[]>();
  for (const table of tables) {
    const dataset = table.name.split(".")[0] as string;
    byDataset.set(dataset, [...(byDataset.get(dataset) ?? []), madeBy(surgery, table)]);
  }
  // It is made with the first of its tables that is made here; without one it is its owner's.
  const makers = [...byDataset].map(
    ([name, by]) => [name, by.find((one) => one === surgery.make) ?? (by[0] as string)] as const,
  );
  return pMap(makers, ([name, by]) => datasetCheck(surgery, name, by), {
    concurrency: surgery.admin.abilities.maxConcurrentReads,
  });
}

async function datasetCheck(
  { admin, location, roles }: Surgery,
  dataset: string,
  by: string,
): Promise<Check> {
  const base = { area: "warehouse", name: `dataset ${dataset}` } as const;
  try {
    const found = await admin.dataset(dataset);
    if (found === null)
      return {
        ...base,
        status: "fail",
        found: "is not there",
        remedy: `${by}; or correct the names of its tables in the pipeline`,
      };
    if (location === null) return { ...base, status: "pass", found: "is there" };
    if (found.location === null)
      return {
        ...base,
        status: "warn",
        found: "does not say where it is",
        remedy: `bq show ${dataset}`,
      };
    if (found.location === location.toUpperCase())
      return { ...base, status: "pass", found: `in ${found.location}, as declared` };
    return {
      ...base,
      status: "fail",
      found: `in ${found.location}, and ${location} is declared`,
      remedy: `Write location: ${found.location} for the environment in the pipeline; one job cannot read two places.`,
    };
  } catch (error) {
    return troubleCheck(base.area, base.name, error, roles);
  }
}

/** The bookkeeping of repairs. It is made with the first repair, so a lack of it is no fault. */
export async function bookkeepingCheck({ admin, location, make, roles }: Surgery): Promise<Check> {
  const base = { area: "tables", name: "bookkeeping (ops)" } as const;
  try {
    const inspected = await pMap(
      OPS_TABLES,
      async (id) => {
        const name = `ops.${id}`;
        const shape = await admin.describe(name);
        return {
          name,
          shape,
          differing: shape && differences({ name, columns: admin.opsColumns[id] }, shape, false),
        };
      },
      { concurrency: 1 },
    );
    const wrong = inspected.flatMap(({ name, differing }) =>
      (differing ?? []).map((one) => ({ ...one, what: `${name}: ${one.what}` })),
    );
    if (wrong.length > 0)
      return {
        ...base,
        status: "fail",
        found: wrong
          .map((one) => `${one.what}: declared ${one.declared}, found ${one.found}`)
          .join("; "),
        remedy: wrong.map(({ remedy }) => remedy).join(" "),
      };
    const absent = inspected.filter(({ shape }) => shape === null).map(({ name }) => name);
    if (absent.length > 0)
      return {
        ...base,
        // On BigQuery the first repair may lack the right to make a dataset; on a file there is no such right.
        status: location === null ? "skip" : "warn",
        found: `not there yet: ${absent.join(", ")}; the first repair makes them`,
        ...(location === null ? {} : { remedy: make }),
      };
    return { ...base, status: "pass", found: "the ledger, the runs and the attempts are there" };
  } catch (error) {
    return troubleCheck(base.area, base.name, error, roles);
  }
}
