import type { CivilDate } from "../../dates/civil-date.ts";
import { dateRange, printRange } from "../../dates/range.ts";
import { PRIORITIES } from "../../pipeline/schema.ts";
import { type CauseRun, type CauseRuns, daysOf } from "../cause-runs.ts";
import type { IssueTarget } from "../marker.ts";
import type { IssueState } from "../state.ts";
import type { Tracked } from "../tracked.ts";
import type { IssueEvent, Other } from "./change.ts";

/** The cells that an issue about it is about; days off within the run belong to it. */
export function targetOfRun({ environment }: CauseRuns, run: CauseRun): IssueTarget {
  const [first, last] = [run.dates[0]?.date, run.dates.at(-1)?.date];
  if (first === undefined || last === undefined) throw new Error("A cause-run has no date.");
  return {
    v: 1,
    environment,
    phase: run.phase,
    cause: run.cause,
    // A repair that is started from the issue selects these: it needs the schedule where that is what is fetched.
    tables: [...new Set([...run.tables, ...run.repair.tables])].slice(0, 100),
    dates: printRange(dateRange(first, last)),
    includeWarmUp: run.repair.includeWarmUp,
  };
}

/** What has changed since the issue was written last; what it was is read from itself. */
export function eventsOf(file: CauseRuns, run: CauseRun, issue: Tracked): IssueEvent[] {
  const gameDays = new Set(daysOf(file.days));
  const before = new Set(issue.days.filter((day) => gameDays.has(day)));
  const now = new Set(run.dates.map(({ date }) => date));
  const added = [...now].filter((day) => !before.has(day));
  const gone = [...before].filter((day) => !now.has(day));
  const priority = PRIORITIES.find((one) => issue.view.labels.includes(one));
  return [
    ...(added.length === 0 ? [] : [{ kind: "grew", dates: added } as const]),
    ...(gone.length === 0 ? [] : [{ kind: "shrank", dates: gone } as const]),
    ...(run.cause === issue.target.cause
      ? []
      : [{ kind: "cause", from: issue.target.cause, to: run.cause } as const]),
    ...(priority === undefined || priority === run.priority
      ? []
      : [{ kind: "priority", from: priority, to: run.priority } as const]),
  ];
}

/** An acknowledgement holds through its last day. */
export function acked(
  state: IssueState,
  today: CivilDate,
): { readonly state: IssueState; readonly events: readonly IssueEvent[] } {
  if (state.ack === null || state.ack.until >= today) return { state, events: [] };
  const { by, until } = state.ack;
  return { state: { ...state, ack: null }, events: [{ kind: "ack-expired", by, until }] };
}

/** One material change more, where there is something to say. */
export const counted = <S extends IssueState>(state: S, events: number): S =>
  events === 0 ? state : { ...state, changes: state.changes + 1 };

/** Each issue once. */
export const uniqueOthers = (others: readonly Other[]): Other[] => {
  const keyOf = (other: Other) => (typeof other === "object" && "of" in other ? other.of : other);
  return [...new Map(others.map((other) => [keyOf(other), other])).values()];
};
