import type { CivilDate } from "../dates/civil-date.ts";
import type { Losses } from "./loss-guard.ts";
import { NO_LOSSES, RefusedLossError, refusalsOf } from "./losses.ts";
import {
  type LedgerKind,
  RefusedWriteError,
  type WitnessRequest,
  type WrittenDate,
} from "./warehouse.ts";

/** What the dates held before the run first touched them. */
export type Kept = {
  readonly counts: ReadonlyMap<CivilDate, { readonly rows: number; readonly fingerprint: string }>;
  /** Those of which the run has recorded a write already. */
  readonly recorded: ReadonlySet<CivilDate>;
};

/** What an engine does around somebody else's write. */
type Steps = {
  /** Keeps the rows, as one atomic change with the line that says so. */
  readonly before: () => Promise<Kept>;
  /** The claimed dates as they are now, against what they were. */
  readonly look: (before: Kept["counts"]) => Promise<readonly WrittenDate[]>;
  /** What of the kept rows of these dates is gone now. Not given where nobody asks. */
  readonly lost?: ((dates: readonly CivilDate[]) => Promise<Losses>) | undefined;
  readonly record: (entry: {
    readonly kind: LedgerKind;
    readonly written: readonly WrittenDate[];
    readonly seconds: number;
  }) => Promise<void>;
  /** Looks and records anew where rows changed between the two. */
  readonly recounted: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Keep, let write, look, record: the same on every engine. */
export async function witnessed(
  request: WitnessRequest,
  write: () => Promise<void>,
  { before, look, lost, record, recounted }: Steps,
): Promise<readonly WrittenDate[]> {
  const kept = await before();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    await write();
  } catch (error) {
    // It may have written before it failed. Where even the look fails, the error of the write says more.
    await recounted(async () => {
      const now = await look(kept.counts);
      await recordSome({ kind: "refused", written: now.filter(isWritten) });
    }).catch(() => undefined);
    throw error;
  }
  return recounted(judged);

  async function judged(): Promise<readonly WrittenDate[]> {
    const now = await look(kept.counts);
    const had = now.filter(({ rowsBefore }) => rowsBefore > 0);
    const losses =
      lost === undefined || had.length === 0 ? NO_LOSSES : await lost(had.map(({ date }) => date));
    const refusal = whyRefused(request, now, losses);
    const loss = refusal === null ? losses.why : null;
    if (refusal === null && loss === null) {
      await recordSome({ kind: "replace", written: now });
      return now;
    }
    await recordSome({ kind: "refused", written: now.filter(isWritten) });
    if (loss !== null) throw new RefusedLossError(`${request.table}: ${loss}`);
    throw new RefusedWriteError(refusal ?? "");
  }

  // One that holds again what it held, after an attempt that left something else, is a write as well.
  function isWritten({ date, fingerprint, fingerprintBefore }: WrittenDate): boolean {
    return fingerprint !== fingerprintBefore || kept.recorded.has(date);
  }
  async function recordSome(entry: { kind: LedgerKind; written: readonly WrittenDate[] }) {
    if (entry.written.length > 0) await record({ ...entry, seconds: seconds() });
  }
}

/** What is wrong with dates that somebody else has written; null where nothing is. */
function whyRefused(
  request: WitnessRequest,
  written: readonly WrittenDate[],
  losses: Losses,
): string | null {
  const changes = written.map(({ date, rows, rowsBefore }) => ({
    date,
    had: rowsBefore,
    has: rows,
  }));
  const problems = refusalsOf(request, changes, losses, "after");
  return problems.length === 0 ? null : `${request.table}: ${problems.join("; ")}`;
}
