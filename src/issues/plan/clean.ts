import type { Tracked } from "../tracked.ts";
import type { Change, IssuePlanInput } from "./change.ts";
import { acked, counted } from "./events.ts";
import { wellNow } from "./lifetime.ts";

/** Validations that find an issue's cells well before it is closed. */
export const CLEAN_TO_CLOSE = 2;

/** Nothing of it is broken: it is closed by the second look that says so, or at once where a repair has proven it. */
export function planClean({ file, today, proven }: IssuePlanInput, issue: Tracked): Change[] {
  const { state: before, events: ofAck } = acked(wellNow(issue.state, file), today);
  const isProven =
    proven !== null &&
    issue.target.tables.some((table) =>
      issue.days.some((day) => proven.cells.has(`${table} ${day}`)),
    );
  const clean = before.cleanRun === file.run ? before.clean : before.clean + 1;
  const runs = [...new Set([before.cleanRun, file.run].filter((run) => run !== null))];
  if (isProven || clean >= CLEAN_TO_CLOSE)
    return [
      {
        kind: "close",
        issue,
        as: "completed",
        state: counted(
          { ...before, clean: 0, cleanRun: null, ...(isProven ? { run: proven.run } : {}) },
          1,
        ),
        events: [
          isProven ? { kind: "closed-proven", run: proven.run } : { kind: "closed-clean", runs },
        ],
      },
    ];
  if (before.cleanRun === file.run && ofAck.length === 0) return [];
  const state = counted({ ...before, clean, cleanRun: file.run }, ofAck.length);
  return [{ kind: "clean", issue, state, events: ofAck }];
}
