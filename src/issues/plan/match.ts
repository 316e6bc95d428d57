import type { CauseRun } from "../cause-runs.ts";
import type { Tracked } from "../tracked.ts";

/**
 * Game dates that both are about; 0 for another phase or subject. An issue whose dates the schedule has lost counts for
 * one where they lie between the dates of the run, for an issue of the run would be about them again.
 */
export function overlap(run: CauseRun, issue: Tracked): number {
  if (run.phase !== issue.target.phase || run.subject !== issue.state.subject) return 0;
  const days = new Set(issue.days);
  const shared = run.dates.filter(({ date }) => days.has(date)).length;
  const [from, to] = [run.dates[0]?.date, run.dates.at(-1)?.date];
  if (shared > 0 || from === undefined || to === undefined) return shared;
  return issue.days.some((day) => day > from && day < to) ? 1 : 0;
}

/**
 * At most one issue a run and one run an issue, by the dates that both are about: the same cause first, then the most
 * dates, then the issue of the lowest number. What was matched last time is the best match again.
 */
export function match(
  runs: readonly CauseRun[],
  issues: readonly Tracked[],
): ReadonlyMap<CauseRun, Tracked> {
  const pairs = runs.flatMap((run, order) =>
    issues.flatMap((issue) => {
      const dates = overlap(run, issue);
      const sameCause = run.cause === issue.target.cause;
      return dates === 0 ? [] : [{ run, issue, dates, sameCause, order }];
    }),
  );
  pairs.sort(
    (a, b) =>
      Number(b.sameCause) - Number(a.sameCause) ||
      b.dates - a.dates ||
      a.issue.view.number - b.issue.view.number ||
      a.order - b.order,
  );
  const matched = new Map<CauseRun, Tracked>();
  const taken = new Set<Tracked>();
  for (const { run, issue } of pairs) {
    if (matched.has(run) || taken.has(issue)) continue;
    matched.set(run, issue);
    taken.add(issue);
  }
  return matched;
}
