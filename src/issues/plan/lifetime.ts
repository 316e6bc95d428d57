import type { CivilDate } from "../../dates/civil-date.ts";
import type { CauseRuns } from "../cause-runs.ts";
import type { IssueState } from "../state.ts";
import type { Tracked } from "../tracked.ts";
import type { IssuePlanInput } from "./change.ts";

/** The last day on which an issue rests; null for one that does not, or no longer. */
export function restOf({ resting, today }: IssuePlanInput, number: number): CivilDate | null {
  const until = resting?.get(number);
  return until !== undefined && until >= today ? until : null;
}

/** Seen broken from now on; nothing where it is not known when the validation read the tables. */
export const brokenNow = ({ lookedAt }: CauseRuns): Pick<IssueState, "broken"> =>
  lookedAt === undefined ? {} : { broken: { since: lookedAt, until: null } };

/** The state of an issue whose cells are broken: still, or again after it was closed. */
export function againBroken(file: CauseRuns, { state, view }: Tracked): IssueState {
  const { restsUntil: _, broken, ...rest } = state;
  const known = broken === undefined ? {} : { broken: { ...broken, until: null } };
  return { ...rest, clean: 0, cleanRun: null, ...(view.isOpen ? known : brokenNow(file)) };
}

/** The state of an issue whose cells are well, by the first validation that saw it. */
export function wellNow(state: IssueState, { lookedAt }: CauseRuns): IssueState {
  const { broken } = state;
  if (broken === undefined || broken.until !== null) return state;
  return { ...state, broken: { ...broken, until: lookedAt ?? null } };
}
