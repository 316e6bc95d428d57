import { mergeRanges, printDateList } from "../../dates/list.ts";
import { type DateRange, dateRange } from "../../dates/range.ts";
import type { CauseRun } from "../cause-runs.ts";
import type { IssueTarget } from "../marker.ts";
import { newState } from "../state.ts";
import type { Tracked } from "../tracked.ts";
import type { About, Change, Held, IssuePlanInput, Other } from "./change.ts";
import { planClean } from "./clean.ts";
import { acked, counted, uniqueOthers } from "./events.ts";
import { againBroken, brokenNow, restOf } from "./lifetime.ts";
import type { Validation } from "./validation.ts";

/** In place of a cause: the rolling issue is of all that can wait. */
export const ROLLING_CAUSE = "not-urgent";

/** One rolling issue an environment, with a table of what can wait and of what the limit of new issues left out. */
export function planRolling(
  input: IssuePlanInput,
  look: Validation,
  mine: readonly Tracked[],
  found: { readonly later: readonly CauseRun[]; readonly waiting: readonly CauseRun[] },
  claimOf: (cell: string) => Other | undefined,
): { readonly changes: readonly Change[]; readonly held: readonly Held[] } {
  const none = { changes: [], held: [] };
  const trackers = mine.filter(({ state }) => state.subject === null);
  const issue = trackers.find(({ view }) => view.isOpen) ?? trackers[0];
  const second = trackers.filter((one) => one !== issue && one.view.isOpen);
  if (issue !== undefined && second.length > 0) {
    const rest = mine.filter((one) => !second.includes(one));
    const { changes, held } = planRolling(input, look, rest, found, claimOf);
    const seen = held.length > 0 ? [] : second.filter((one) => look.whyHeld(one) === null);
    return { changes: [...changes, ...seen.map((one) => closedInto(one, issue))], held };
  }
  const runs = [...found.waiting, ...found.later];
  // What found no room elsewhere is told in any case.
  if (
    issue !== undefined &&
    found.waiting.length === 0 &&
    restOf(input, issue.view.number) !== null
  )
    return {
      changes: [],
      held: [{ issue: issue.view.number, what: issue.view.title, why: "rests" }],
    };
  const why = issue === undefined ? null : look.whyHeld(issue);
  if (issue !== undefined && why !== null) {
    const { number, title } = issue.view;
    return issue.view.isOpen || runs.length > 0
      ? { changes: [], held: [{ issue: number, what: title, why }] }
      : none;
  }
  if (runs.length === 0) {
    if (issue === undefined || !issue.view.isOpen) return none;
    const broken = look.brokenOf(issue);
    const others = new Set(broken.flatMap((cell) => claimOf(cell) ?? []));
    const isLost = broken.some((cell) => claimOf(cell) === undefined);
    const { number, title } = issue.view;
    if (issue.isRestored)
      return { changes: [], held: [{ issue: number, what: title, why: "unreadable" }] };
    if (isLost) return { changes: [], held: [{ issue: number, what: title, why: "unclaimed" }] };
    if (broken.length === 0 && look.isLost(issue))
      return { changes: [], held: [{ issue: number, what: title, why: "dateless" }] };
    if (broken.length === 0) return { changes: planClean(input, issue), held: [] };
    const events = [{ kind: "closed-into", others: uniqueOthers([...others]) } as const];
    const state = counted(issue.state, 1);
    return { changes: [{ kind: "close", as: "not_planned", issue, state, events }], held: [] };
  }
  if (issue?.view.isOpen !== true && mine.some(look.isNewer))
    return { changes: [], held: [{ issue: null, what: "what can wait", why: "older" }] };
  const about: About = { kind: "rolling", runs: found.later, waiting: found.waiting };
  const target = targetOfTracker(input.file.environment, runs);
  if (issue === undefined)
    return {
      changes: [
        {
          kind: "open",
          about,
          target,
          state: { ...newState(null), ...brokenNow(input.file) },
          events: [],
        },
      ],
      held: [],
    };
  const { state, events: ofAck } = acked(againBroken(input.file, issue), input.today);
  const events = [...(issue.view.isOpen ? [] : [{ kind: "relapsed" } as const]), ...ofAck];
  const changes = events.length === 0 ? state.changes : state.changes + 1;
  return {
    changes: [
      {
        kind: issue.view.isOpen ? "keep" : "reopen",
        ...{ issue, about, target, events, state: { ...state, changes } },
      },
    ],
    held: [],
  };
}

/** There is one rolling issue an environment: another that is open, whoever made it so, goes on as the first. */
const closedInto = (issue: Tracked, first: Tracked): Change => ({
  kind: "close",
  as: "not_planned",
  issue,
  state: counted(issue.state, 1),
  events: [{ kind: "closed-into", others: [{ number: first.view.number }] }],
});

function targetOfTracker(environment: string, runs: readonly CauseRun[]): IssueTarget {
  const ranges = runs.flatMap(({ dates }) => {
    const [first, last] = [dates[0]?.date, dates.at(-1)?.date];
    return first === undefined || last === undefined ? [] : [dateRange(first, last)];
  });
  return {
    v: 1,
    environment,
    phase: null,
    cause: ROLLING_CAUSE,
    tables: [...new Set(runs.flatMap(({ tables }) => tables))].slice(0, 100),
    dates: listOf(ranges),
    includeWarmUp: runs.some(({ repair }) => repair.includeWarmUp),
  };
}

/** The marker's limit is 20,000 characters; beyond it stands the span. */
const MOST_DATES = 500;

function listOf(ranges: readonly DateRange[]): string {
  const list = mergeRanges(ranges);
  const [first, last] = [list[0]?.first, list.at(-1)?.last];
  return list.length <= MOST_DATES || first === undefined || last === undefined
    ? printDateList(list)
    : printDateList([{ first, last }]);
}
