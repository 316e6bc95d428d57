import { randomUUID } from "node:crypto";
import { dateParams } from "../../params.ts";
import type { Estimate, ReplaceEstimateRequest } from "../../warehouse.ts";
import { DryRunJobAnswer } from "../client/answers.ts";
import { repeatable } from "../client/jobs.ts";
import { dryRunCall, type Engine } from "../client/requests.ts";
import { type BoundQuery, bindQuery, quotedName } from "../client/values.ts";
import { inClaim } from "./counts.ts";
import { findTable } from "./tables.ts";

/** Billed at least for each table that a query names, and for each query (BigQuery's price list). */
const LEAST_BILLED = 10 * 1024 ** 2;

/** By a dry run, which is free and reads nothing. Throws the port's errors, and where the answer does not say. */
export async function estimate(engine: Engine, query: BoundQuery): Promise<Estimate> {
  const id = `ops-estimate-${randomUUID()}`;
  const { status, statistics } = await repeatable(engine, () =>
    engine.rest.call(dryRunCall(engine, query, id), DryRunJobAnswer),
  );
  const problem = status?.errorResult;
  if (problem !== undefined) throw new Error(problem.message);
  const bytes = statistics?.totalBytesProcessed;
  if (bytes === undefined) throw new Error("The dry run does not say how many bytes are read");
  const tables = statistics?.query?.referencedTables?.length ?? 1;
  return { bytes, bytesBilled: tables === 0 ? bytes : Math.max(bytes, tables * LEAST_BILLED) };
}

/** How often one replacement reads the dates' old rows: the look, the check that they are unchanged, the keeping, the removal, the count afterwards. */
const READS_OF_OLD_ROWS = 5;
/** What it reads besides, each at about the minimum: the stage three times, the ledger four times. */
const SMALL_READS = 7;

/** One replacement of all these dates, as src/warehouse/bigquery/write/write.ts carries it out; loads of rows are free. */
export async function estimateReplace(
  engine: Engine,
  { table, dateColumn, dates, select }: ReplaceEstimateRequest,
): Promise<Estimate> {
  const parts = [await oldRows(engine, table, inClaim(dateColumn, dates))];
  if (select !== null) parts.push(await estimate(engine, bindQuery(select, dateParams(dates))));
  const sum = (of: (one: Estimate) => number) => parts.reduce((total, one) => total + of(one), 0);
  return {
    bytes: sum(({ bytes }) => bytes),
    bytesBilled: sum(({ bytesBilled }) => bytesBilled) + SMALL_READS * LEAST_BILLED,
  };
}

async function oldRows(engine: Engine, table: string, where: string): Promise<Estimate> {
  if ((await findTable(engine, table)) === null) return { bytes: 0, bytesBilled: 0 };
  const query = `SELECT * FROM ${quotedName(table)} WHERE ${where}`;
  const { bytes, bytesBilled } = await estimate(engine, { query, queryParameters: [] });
  return { bytes: bytes * READS_OF_OLD_ROWS, bytesBilled: bytesBilled * READS_OF_OLD_ROWS };
}
