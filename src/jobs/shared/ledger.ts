import {
  LEDGER_QUERY,
  LEDGER_QUERY_BY,
  LEDGER_QUERY_OF,
  type LedgerEntry,
  Lineage,
  readLedger,
  undoOf,
} from "../../backfill/ledger/lineage.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateRange, inRange } from "../../dates/range.ts";
import { errorMessage, TableNotFoundError, UnreadableError } from "../../errors.ts";
import { type CellRef, keyOf } from "../../grid/cascade.ts";
import type { Params, Row, Warehouse } from "../../warehouse/warehouse.ts";
import type { RunEvent } from "./run-events.ts";

export type Ledger = { readonly entries: readonly LedgerEntry[]; readonly lineage: Lineage };

/** Every recorded write. A warehouse that nothing was repaired in has no ledger, and that is an empty one. */
export async function readLedgerOf(warehouse: Warehouse): Promise<Ledger> {
  const entries = readLedger(await rowsIfThere(warehouse, LEDGER_QUERY));
  return { entries, lineage: new Lineage(entries) };
}

/** What a run wrote. */
export const readLinesOf = async (warehouse: Warehouse, run: string): Promise<LedgerEntry[]> =>
  readLedger(
    await rowsIfThere(warehouse, LEDGER_QUERY_BY, { run: { type: "STRING", value: run } }),
  );

/**
 * What is recorded of these dates, and what a run wrote wherever it did. `entries` has the run's lines on other dates too;
 * `lineage` only dates of which all lines were read, for half of a date's lines would say that it never changed.
 */
export async function readLedgerFor(
  warehouse: Warehouse,
  run: string,
  range: DateRange,
): Promise<Ledger> {
  const entries = readLedger(
    await rowsIfThere(warehouse, LEDGER_QUERY_OF, {
      first_date: { type: "DATE", value: range.first },
      last_date: { type: "DATE", value: range.last },
      run: { type: "STRING", value: run },
      undo: { type: "STRING", value: undoOf(run) },
    }),
  );
  return { entries, lineage: new Lineage(entries.filter(({ date }) => inRange(date, range))) };
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

const EVENTS = "SELECT run, event, recorded_at, plan_json, summary_json FROM `ops.backfill_runs`";

const eventsOf = (rows: readonly Row[]): RunEvent[] =>
  rows.map((row) => ({
    run: String(row["run"]),
    event: row["event"] as RunEvent["event"],
    at: String(row["recorded_at"]),
    planJson: (row["plan_json"] ?? null) as string | null,
    summaryJson: row["summary_json"] as string | null,
  }));

/** What is recorded of all runs, oldest first, plans included. */
export async function readRuns(warehouse: Warehouse): Promise<RunEvent[]> {
  return eventsOf(await rowsIfThere(warehouse, `${EVENTS} ORDER BY recorded_at`));
}

/** The same without the plans, which are long: `planJson` is null. */
export async function readRunsBriefly(warehouse: Warehouse): Promise<RunEvent[]> {
  const brief = EVENTS.replace("plan_json, ", "");
  return eventsOf(await rowsIfThere(warehouse, `${brief} ORDER BY recorded_at`));
}

/** What is recorded of one run, oldest first; empty for one that was not begun. */
export async function readEventsOf(warehouse: Warehouse, run: string): Promise<RunEvent[]> {
  const rows = await rowsIfThere(warehouse, `${EVENTS} WHERE run = @run ORDER BY recorded_at`, {
    run: { type: "STRING", value: run },
  });
  return eventsOf(rows);
}

/** The runs whose name begins so. */
export async function readRunsNamed(warehouse: Warehouse, name: string): Promise<Set<string>> {
  const rows = await rowsIfThere(
    warehouse,
    "SELECT DISTINCT run FROM `ops.backfill_runs` WHERE STARTS_WITH(run, @name)",
    { name: { type: "STRING", value: name } },
  );
  return new Set(rows.map((row) => String(row["run"])));
}

/** The runs that were begun with the plan of this hash. */
export async function readRunsOfPlan(warehouse: Warehouse, hash: string): Promise<Set<string>> {
  const rows = await rowsIfThere(
    warehouse,
    "SELECT DISTINCT run FROM `ops.backfill_runs` WHERE event = 'started' AND STRPOS(plan_json, @hash) > 0",
    { hash: { type: "STRING", value: JSON.stringify(hash) } },
  );
  return new Set(rows.map((row) => String(row["run"])));
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

/** Attempts at one cell that wrote nothing, over all runs, oldest first. */
export async function readAttemptsAt(warehouse: Warehouse, { table, date }: CellRef) {
  const rows = await rowsIfThere(
    warehouse,
    "SELECT run, recorded_at, outcome, message, due_at FROM `ops.cell_attempts` WHERE table_id = @table AND game_date = @date ORDER BY recorded_at",
    { table: { type: "STRING", value: table }, date: { type: "DATE", value: date } },
  );
  return rows.map((row) => ({
    run: String(row["run"]),
    at: new Date(String(row["recorded_at"])).toISOString(),
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
