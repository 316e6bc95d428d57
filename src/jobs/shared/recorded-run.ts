import { undoOf } from "../../backfill/ledger/lineage.ts";
import type { Control } from "../../backfill/plan/control.ts";
import type { Outcomes } from "../../backfill/run/outcome.ts";
import type { DateRange } from "../../dates/range.ts";
import { UserError } from "../../errors.ts";
import { type CellRef, keyOf } from "../../grid/cascade.ts";
import { type Cost, sumOfCosts } from "../../pipeline/cost.ts";
import type { Plan } from "../../records/plan.ts";
import type { WritableWarehouse } from "../../warehouse/warehouse.ts";
import {
  type Attempt,
  type Ledger,
  readAttempts,
  readEventsOf,
  readLedgerFor,
  readLedgerOf,
  readRunsBriefly,
  readTouched,
} from "./ledger.ts";
import { parsePlan } from "./plan-file.ts";
import { costIn, type RunEvent, summaryOf } from "./run-events.ts";

/** A recorded run: its plan, and what the ledger and the attempts say became of it. */
export type RecordedRun = {
  readonly plan: Plan;
  readonly startedAt: string;
  readonly ledger: Ledger;
  readonly outcomes: Outcomes;
  readonly attempts: readonly Attempt[];
  readonly undone: boolean;
  /** The instant of its undo; null where it stands. */
  readonly undoneAt: string | null;
  /** When it last came to an end; null where it has not yet. */
  readonly endedAt: string | null;
  readonly controls: readonly Control[];
  /** Cells whose rows it kept for a service to write, whatever became of that. */
  readonly touched: readonly CellRef[];
  /** Of its parts that came to an end; null where nothing is billed. */
  readonly cost: Cost | null;
  /** The issue that it was begun for; null for none. */
  readonly issue: number | null;
  /** Whether a person has approved it. */
  readonly approved: boolean;
  /** While nobody has approved it: why somebody must, and who asked. Null for a run that is not held. */
  readonly held: {
    readonly approval: readonly string[];
    readonly askedBy: readonly string[];
    readonly allowShrink: boolean;
  } | null;
  /** Who approved it by a comment; null where nobody did. */
  readonly approvedBy: { readonly by: string; readonly self: boolean } | null;
  /** Why nothing followed its canary when it last ended; null where the rest was run. */
  readonly stopped: string | null;
};

/** `range`: the dates whose ledger is needed, where not all of it is. `events`: the run's, where they were just read. */
export async function readRun(
  warehouse: WritableWarehouse,
  run: string,
  {
    range,
    events,
  }: { readonly range?: DateRange | undefined; readonly events?: readonly RunEvent[] } = {},
): Promise<RecordedRun> {
  const own = events ?? (await readEventsOf(warehouse, run));
  const started = own.find(({ event }) => event === "started");
  if (started === undefined) {
    const begun = (await readRunsBriefly(warehouse)).filter(({ event }) => event === "started");
    const known = [...new Set(begun.map((one) => one.run))].slice(-5);
    throw new UserError(
      `There is no run "${run}" in this warehouse; ${known.length === 0 ? "nothing was repaired here yet" : `the last are ${known.join(", ")}`}.`,
    );
  }
  const ledger =
    range === undefined
      ? await readLedgerOf(warehouse)
      : await readLedgerFor(warehouse, run, range);
  const attempts = await readAttempts(warehouse, run);
  const outcomes: Outcomes = new Map();
  for (const { outcome, message, dueAt, ...cell } of attempts)
    outcomes.set(
      keyOf(cell),
      outcome === "parked"
        ? { status: "parked", message, dueAt: dueAt ?? started.at }
        : { status: "failed", message, attempts: failures(attempts, keyOf(cell)) },
    );
  const ended = own.findLast(({ event }) => event === "finished");
  const {
    settled = {},
    controls = [],
    canaryStopped = null,
  } = ended === undefined ? {} : summaryOf(ended);
  for (const [key, outcome] of Object.entries(settled)) outcomes.set(key, outcome);
  for (const { tableId, date, rows, rowsBefore, ...entry } of ledger.entries)
    if (entry.run === run && entry.kind === "replace")
      outcomes.set(keyOf({ table: tableId, date }), { status: "done", rows, rowsBefore });
  const undo = ledger.entries.find((entry) => entry.run === undoOf(run));
  return {
    plan: parsePlan(started.planJson ?? "", run),
    startedAt: started.at,
    ledger,
    outcomes,
    attempts,
    controls,
    issue: summaryOf(started).issue ?? null,
    stopped: canaryStopped,
    approved: own.some(({ event }) => event === "approved"),
    held: heldBy(own),
    approvedBy: approvedByIn(own),
    touched: await readTouched(warehouse, run),
    cost: sumOfCosts(own.flatMap(costIn)),
    endedAt: ended?.at ?? null,
    undone: undo !== undefined,
    undoneAt: undo === undefined ? null : new Date(undo.writtenAt).toISOString(),
  };
}

function approvedByIn(events: readonly RunEvent[]): RecordedRun["approvedBy"] {
  const last = events.findLast(({ event }) => event === "approved");
  const { by, self = false } = last === undefined ? {} : summaryOf(last);
  return by === undefined ? null : { by, self };
}

function heldBy(events: readonly RunEvent[]): RecordedRun["held"] {
  const last = events.findLast(({ event }) => event === "held" || event === "approved");
  if (last?.event !== "held") return null;
  const { approval = [], askedBy = [], allowShrink = false } = summaryOf(last);
  return { approval, askedBy, allowShrink };
}

/** The same of a run that stands. Throws a UserError for one that was taken back. */
export async function readStanding(
  ...[warehouse, run, part]: Parameters<typeof readRun>
): Promise<RecordedRun> {
  const recorded = await readRun(warehouse, run, part);
  if (recorded.undone) throw new UserError(`${run} was taken back; plan a new backfill instead.`);
  return recorded;
}

/** Failed attempts by key of the cell. */
export const failuresIn = (attempts: readonly Attempt[]): ReadonlyMap<string, number> =>
  new Map(attempts.map(keyOf).map((key) => [key, failures(attempts, key)]));

const failures = (attempts: readonly Attempt[], key: string): number =>
  attempts.filter((one) => one.outcome === "failed" && keyOf(one) === key).length;
