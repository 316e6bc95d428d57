import { type Lineage, undoOf } from "../backfill/ledger/lineage.ts";
import type { CellRef } from "../grid/cascade.ts";
import type { ChangedUpstream, Grid, LastLine } from "../grid/grid.ts";

/** What the warehouse's bookkeeping says of a run that is named in a cell's lines; null for what nobody recorded. */
export type RunFacts = {
  readonly issue: number | null;
  readonly undone: boolean;
  /** Why and by whom, where a person accepted what somebody else wrote. */
  readonly accepted: { readonly reason: string; readonly by: string } | null;
  /** The path of its receipt, where it lies with the reports. */
  readonly receipt: string | null;
};

/** A try that wrote nothing. */
export type Attempt = {
  readonly run: string;
  readonly at: string;
  readonly outcome: "failed" | "parked";
  readonly message: string;
  readonly dueAt: string | null;
};

/** One line of the ledger about the cell. */
export type Write = {
  readonly at: string;
  readonly run: string;
  readonly how: LastLine["how"] | "wrote in part";
  readonly rows: number;
  readonly rowsBefore: number;
} & RunFacts;

export type Writes = {
  /** Oldest first. */
  readonly lines: readonly Write[];
  readonly attempts: readonly Attempt[];
  /** Somebody else's change since the last line; null where there is none. */
  readonly changedOutside: LastLine | null;
  /** The upstream dates that changed after the cell was computed. */
  readonly staleFrom: readonly ChangedUpstream[];
  /** Why the ledger, or what else is recorded of the cell, could not be read. */
  readonly unread: readonly string[];
};

const HOW: Record<string, Write["how"]> = {
  replace: "wrote",
  refused: "wrote in part",
  undo: "put back",
  loaded: "loaded",
  seen: "saw",
  accepted: "accepted",
};

/** What the bookkeeping holds about one cell, as the job has read it. */
export type Recorded = {
  readonly lineage: Lineage;
  readonly runs: ReadonlyMap<string, RunFacts>;
  readonly attempts: readonly Attempt[];
  readonly unread: readonly string[];
};

const NOTHING: RunFacts = { issue: null, undone: false, accepted: null, receipt: null };

export function writesOf(grid: Grid, ref: CellRef, recorded: Recorded): Writes {
  const { lineage, runs, attempts, unread } = recorded;
  const { table, date } = ref;
  const lines = lineage.linesOf(table, date);
  const undos = new Set(lines.filter(({ kind }) => kind === "undo").map(({ run }) => run));
  return {
    lines: lines.map(({ run, kind, rows, rowsBefore, writtenAt }) => ({
      ...(runs.get(run) ?? NOTHING),
      run,
      rows,
      rowsBefore,
      at: new Date(writtenAt).toISOString(),
      how: HOW[kind] ?? "wrote",
      undone: undos.has(undoOf(run)),
    })),
    attempts,
    changedOutside: grid.changedOutside?.get(table)?.get(date) ?? null,
    staleFrom: grid.staleFrom?.get(table)?.get(date) ?? [],
    unread: [...new Set([...unread, ...(grid.ledgerError === null ? [] : [grid.ledgerError])])],
  };
}
