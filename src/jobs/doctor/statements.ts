import pMap from "p-map";
import { TableNotFoundError } from "../../errors.ts";
import { countQuery, scheduleQuery } from "../../grid/observe/counts.ts";
import { gamesCalendar, producerOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { readModel } from "../../producers/port/sql-file.ts";
import type { Check } from "../../render/summary/doctor.ts";
import type { DryRun } from "../../warehouse/admin.ts";
import type { Params } from "../../warehouse/warehouse.ts";
import { dryRunModel } from "../observe/table-columns.ts";
import type { Surgery } from "./surgery.ts";
import type { InspectedTable } from "./tables.ts";
import { troubleCheck } from "./trouble.ts";

type Statement = {
  readonly name: string;
  readonly dryRun: () => Promise<DryRun>;
  /** What a statement that is refused comes from. */
  readonly from: string;
};

type Asked = { readonly check: Check; readonly bytes: number | null };

/** A dry run of what a validation asks and of every SQL model; nothing is run and nothing is billed. */
export async function statementChecks(
  surgery: Surgery,
  inspected: readonly InspectedTable[],
): Promise<Check[]> {
  const there = inspected.filter(({ shape }) => shape !== null);
  const statements = [
    ...there.map(({ table }) => counting(surgery, table)),
    ...inspected.flatMap(({ table }) => model(surgery, table)),
  ];
  const absent = inspected.filter(({ shape }) => shape === null).map(({ table }) => table.name);
  const asked = await pMap(statements, (statement) => ask(surgery, statement, absent), {
    concurrency: surgery.admin.abilities.maxConcurrentReads,
  });
  return [...asked.map(({ check }) => check), ...bytesCheck(surgery, asked)];
}

/** What the statements would read, where reading costs. An estimate that is not told is unknown, and not nothing. */
function bytesCheck({ admin }: Surgery, asked: readonly Asked[]): Check[] {
  const accepted = asked.filter(({ check }) => check.status !== "fail" && check.status !== "skip");
  if (admin.abilities.maxBytesBilled === null || accepted.length === 0) return [];
  const base = { area: "statements", name: "what they would read" } as const;
  const untold = accepted.filter(({ bytes }) => bytes === null).length;
  if (untold > 0)
    return [
      {
        ...base,
        status: "warn",
        found: `unknown for ${untold} of ${accepted.length}: no estimate came`,
      },
    ];
  const sum = accepted.reduce((total, { bytes }) => total + (bytes ?? 0), 0);
  return [{ ...base, status: "pass", found: `${inBytes(sum)} together` }];
}

function counting({ pipeline, admin }: Surgery, table: TableConfig): Statement {
  const calendar = gamesCalendar(pipeline);
  const isSchedule = calendar?.table === table.id;
  const sql = isSchedule ? scheduleQuery(calendar, table) : countQuery(table);
  return {
    name: `count of ${table.id}, all declared seasons`,
    dryRun: () => admin.dryRun(sql, wholeRange(pipeline)),
    from: `columns of ${table.id} in the pipeline`,
  };
}

function model(surgery: Surgery, table: TableConfig): Statement[] {
  const producer = producerOf(table, surgery.environment);
  if (producer.kind !== "sql") return [];
  const { file } = producer;
  return [
    {
      name: `model of ${table.id}, one date`,
      dryRun: async () => dryRunModel(surgery, await readModel(surgery, table, file)),
      from: file,
    },
  ];
}

/** From the first opening night to the last possible date: a longer range than any validation asks for. */
function wholeRange({ seasons }: PipelineConfig): Params {
  const first = seasons.map(({ opens }) => opens).sort()[0];
  const last = seasons
    .map(({ closes }) => closes)
    .sort()
    .at(-1);
  if (first === undefined || last === undefined)
    throw new Error("A checked pipeline has a season.");
  return { first_date: { type: "DATE", value: first }, last_date: { type: "DATE", value: last } };
}

async function ask(
  surgery: Surgery,
  { name, dryRun, from }: Statement,
  absent: readonly string[],
): Promise<Asked> {
  const base = { area: "statements", name } as const;
  try {
    const { bytes } = await dryRun();
    return { bytes, check: { ...base, ...judged(bytes, surgery.admin.abilities.maxBytesBilled) } };
  } catch (error) {
    return { bytes: null, check: refused(surgery, base.name, error, from, absent) };
  }
}

function judged(
  bytes: number | null,
  limit: number | null,
): Pick<Check, "status" | "found" | "remedy"> {
  if (bytes === null || limit === null) return { status: "pass", found: "accepted" };
  if (bytes <= limit) return { status: "pass", found: `accepted, would read ${inBytes(bytes)}` };
  return {
    status: "warn",
    found: `would read ${inBytes(bytes)}, and more than ${inBytes(limit)} is refused`,
    remedy: "Partition its table by the date column; a validation of a shorter range reads less.",
  };
}

function refused(
  { make, roles }: Surgery,
  name: string,
  error: unknown,
  from: string,
  absent: readonly string[],
): Check {
  const base = { area: "statements", name } as const;
  if (!(error instanceof TableNotFoundError))
    return troubleCheck(base.area, name, error, `Correct ${from}. ${roles}`.trim());
  // A declared table that is not there has its own check; said once is enough.
  const known = absent.find((table) => isNamed(table, error.message));
  if (known !== undefined)
    return { ...base, status: "skip", found: `not asked, because ${known} is not there` };
  return { ...base, status: "fail", found: error.message, remedy: `Correct ${from}, or: ${make}` };
}

/** DuckDB leaves out the schema, BigQuery puts the project before it. */
const isNamed = (table: string, message: string): boolean =>
  new RegExp(`\\b${table.split(".")[1]}\\b`).test(message);

/** Powers of 1024, as BigQuery's limits are. */
function inBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
