import { parse } from "csv-parse/sync";

/** Of the runs that a schedule started, in minutes after they were due. */
export type Lateness = {
  readonly runs: number;
  readonly median: number;
  /** Nine of ten runs were not later. */
  readonly p90: number;
  readonly worst: number;
};

const NEWEST = 30;

/** From health_history.csv: the newest 30 scheduled runs. Null where no run is known to have been scheduled. */
export function latenessIn(history: string | null): Lateness | null {
  if (history === null) return null;
  const rows: Record<string, string | undefined>[] = parse(history, {
    columns: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const late = rows
    .flatMap(({ due_at = "", ran_at = "" }) => {
      const [due, ran] = [Date.parse(due_at), Date.parse(ran_at)];
      // Not a number where either is not known; before its time no schedule starts a run.
      return ran >= due ? [{ ran, minutes: (ran - due) / 60_000 }] : [];
    })
    .sort((a, b) => a.ran - b.ran)
    .slice(-NEWEST)
    .map(({ minutes }) => minutes)
    .sort((a, b) => a - b);
  const at = (share: number) => late[Math.max(0, Math.ceil(share * late.length) - 1)];
  const [median, p90, worst] = [at(0.5), at(0.9), late.at(-1)];
  if (median === undefined || p90 === undefined || worst === undefined) return null;
  return { runs: late.length, median, p90, worst };
}
