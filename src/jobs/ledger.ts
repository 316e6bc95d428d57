import { type CellRef, keyOf } from "../backfill/cascade.ts";
import { LEDGER_QUERY, type LedgerEntry, Lineage, readLedger } from "../backfill/lineage.ts";
import type { CivilDate } from "../dates/civil-date.ts";
import { errorMessage, TableNotFoundError, UnreadableError } from "../errors.ts";
import type { Params, Row, Warehouse } from "../warehouse/warehouse.ts";

export type Ledger = { readonly entries: readonly LedgerEntry[]; readonly lineage: Lineage };

/** Every recorded write. A warehouse that nothing was repaired in has no ledger, and that is an empty one. */
export async function readLedgerOf(warehouse: Warehouse): Promise<Ledger> {
  const entries = readLedger(await rowsIfThere(warehouse, LEDGER_QUERY));
  return { entries, lineage: new Lineage(entries) };
}

/** For looking only: a ledger that cannot be read leaves staleness unknown, and the rest can still be said. */
export async function tryReadLedger(
  warehouse: Warehouse,
): Promise<{ lineage: Lineage; error: string | null }> {
  try {
    return { lineage: (await readLedgerOf(warehouse)).lineage, error: null };
  } catch (error) {
    return { lineage: new Lineage([]), error: errorMessage(error) };
  }
}

async function rowsIfThere(
  warehouse: Warehouse,
  sql: string,
  params: Params = {},
): Promise<readonly Row[]> {
  try {
    return await warehouse.query(sql, params);
  } catch (error) {
    if (error instanceof TableNotFoundError) return [];
    throw new UnreadableError("What is recorded of repairs cannot be read", { cause: error });
  }
}

export type RunEvent = {
  readonly run: string;
  /** "accepted": no run, but a person who took over what somebody else wrote (`ops accept`). */
  readonly event: "started" | "finished" | "undone" | "accepted";
  readonly at: string;
  readonly planJson: string | null;
  readonly summaryJson: string | null;
};

/** What is recorded of runs, oldest first. */
export async function readRuns(warehouse: Warehouse): Promise<RunEvent[]> {
  const rows = await rowsIfThere(
    warehouse,
    "SELECT run, event, recorded_at, plan_json, summary_json FROM `ops.backfill_runs` ORDER BY recorded_at",
  );
  return rows.map((row) => ({
    run: String(row["run"]),
    event: row["event"] as RunEvent["event"],
    at: String(row["recorded_at"]),
    planJson: row["plan_json"] as string | null,
    summaryJson: row["summary_json"] as string | null,
  }));
}

export type Attempt = {
  readonly table: string;
  readonly date: CivilDate;
  readonly outcome: "failed" | "parked";
  readonly message: string;
  readonly dueAt: string | null;
};

/** Attempts of a run that wrote nothing, oldest first. */
export async function readAttempts(warehouse: Warehouse, run: string): Promise<Attempt[]> {
  const rows = await rowsIfThere(
    warehouse,
    "SELECT table_id, game_date, outcome, message, due_at FROM `ops.cell_attempts` WHERE run = @run ORDER BY recorded_at",
    { run: { type: "STRING", value: run } },
  );
  return rows.map((row) => ({
    table: String(row["table_id"]),
    date: row["game_date"] as CivilDate,
    outcome: row["outcome"] as Attempt["outcome"],
    message: String(row["message"]),
    dueAt: row["due_at"] as string | null,
  }));
}

/** Failed attempts by key of the cell, over all runs. */
export async function readFailures(warehouse: Warehouse): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsIfThere(
    warehouse,
    "SELECT table_id, game_date, COUNT(*) AS n FROM `ops.cell_attempts` WHERE outcome = 'failed' GROUP BY table_id, game_date",
  );
  return new Map(
    rows.map((row) => [
      keyOf({ table: String(row["table_id"]), date: row["game_date"] as CivilDate }),
      Number(row["n"]),
    ]),
  );
}

/** Cells whose rows a run has kept for a service to write, whether it did or not, and those that it wrote in part. */
export async function readTouched(warehouse: Warehouse, run: string): Promise<CellRef[]> {
  const rows = await rowsIfThere(
    warehouse,
    "SELECT DISTINCT table_id, game_date FROM `ops.partition_writes` WHERE run = @run AND kind IN ('kept', 'refused')",
    { run: { type: "STRING", value: run } },
  );
  return rows.map((row) => ({
    table: String(row["table_id"]),
    date: row["game_date"] as CivilDate,
  }));
}
