import type { CauseRun } from "../cause-runs.ts";
import { newState } from "../state.ts";
import { readTracked, type Tracked } from "../tracked.ts";
import type { Change, Held, IssuePlan, IssuePlanInput, Other } from "./change.ts";
import { planClean } from "./clean.ts";
import { acked, counted, eventsOf, targetOfRun, uniqueOthers } from "./events.ts";
import { againBroken, brokenNow, restOf } from "./lifetime.ts";
import { match, overlap } from "./match.ts";
import { planRolling } from "./rolling.ts";
import { cellsOfRun, validationOf } from "./validation.ts";

/** What is to change so that the issues say what the validation found. Changes nothing itself. */
export function planIssues(input: IssuePlanInput): IssuePlan {
  const { file, today, maxNew } = input;
  const look = validationOf(file);
  const read = readTracked(input.issues, input.remembered);
  const mine = read.tracked.filter(({ target }) => target.environment === file.environment);
  const watched = mine.filter(({ state }) => state.subject !== null);
  const isFrozen = (issue: Tracked): boolean => look.whyHeld(issue) !== null;
  // What a look finds that is not the newest may have been mended since: nothing is opened by it.
  const isLate = mine.some(look.isNewer);
  const frozen = watched.filter(({ view }) => view.isOpen).filter(isFrozen);
  const open = watched.filter((one) => one.view.isOpen && !isFrozen(one));
  const closed = watched.filter((one) => !one.view.isOpen && !isFrozen(one) && !look.isLost(one));

  const heldRuns = file.causeRuns.filter((run) => frozen.some((one) => overlap(run, one) > 0));
  const runs = file.causeRuns.filter((run) => !heldRuns.includes(run));
  const matched = match(runs, open);
  const unmatched = runs.filter((run) => !matched.has(run) && run.priority !== "P2");
  const [late, urgent] = isLate ? [unmatched, []] : [[], unmatched];
  const isResting = ({ view }: Tracked): boolean => restOf(input, view.number) !== null;
  const rested = match(urgent, closed.filter(isResting));
  const awake = urgent.filter((run) => !rested.has(run));
  const relapsed = match(
    awake,
    closed.filter((one) => !isResting(one)),
  );
  const fresh = awake.filter((run) => !relapsed.has(run));
  const [opened, waiting] = [fresh.slice(0, maxNew), fresh.slice(maxNew)];
  const later = runs.filter((run) => !matched.has(run) && run.priority === "P2");

  const kept = new Map([...matched, ...relapsed]);
  const taken = new Set(kept.values());
  const own = claims([...kept.keys(), ...opened], []);
  const rolling = planRolling(input, look, mine, { later, waiting }, (cell) => own.get(cell));
  // A rolling issue that is left as it is takes nothing over.
  const inRolling = rolling.held.length === 0 ? [...later, ...waiting] : [];
  const claimed = claims([...kept.keys(), ...opened], inRolling);
  const orphans = open.filter((one) => !taken.has(one));
  const intoOf = (orphan: Tracked): Other[] => {
    const broken = look.brokenOf(orphan).map((cell) => claimed.get(cell));
    return broken.includes(undefined) ? [] : uniqueOthers(broken.flatMap((one) => one ?? []));
  };

  // What lies between the dates of a run belongs to the run's issue.
  const around = (orphan: Tracked): Other[] =>
    [...kept.keys(), ...opened].filter((run) => overlap(run, orphan) > 0).map((of) => ({ of }));

  const held: Held[] = [
    ...read.unreadable.map(({ number, title }) => heldAs(number, title, "unreadable")),
    ...frozen.flatMap((one) => {
      const why = look.whyHeld(one);
      return why === null ? [] : [heldAs(one.view.number, one.view.title, why)];
    }),
    ...[...rested.values()].map(({ view }) => heldAs(view.number, view.title, "rests")),
    ...heldRuns.map((run) => heldAs(null, nameOf(run), "frozen")),
    ...late.map((run) => heldAs(null, nameOf(run), "older")),
    ...waiting.map((run) => heldAs(null, nameOf(run), "limit")),
  ];
  const changes: Change[] = [];

  for (const run of opened) {
    const from = open.find((one) => overlap(run, one) > 0 && taken.has(one));
    changes.push({
      kind: "open",
      about: { kind: "run", run },
      target: targetOfRun(file, run),
      state: { ...newState(run.subject), ...brokenNow(file) },
      events: from === undefined ? [] : [{ kind: "split-from", other: toNumber(from) }],
    });
  }
  for (const [run, issue] of kept) {
    const others = [...opened, ...relapsed.keys()].filter(
      (other) => other !== run && overlap(other, issue) > 0,
    );
    const merged = orphans.filter((one) =>
      intoOf(one).some((other) => typeof other === "object" && "of" in other && other.of === run),
    );
    const state = acked(againBroken(file, issue), today);
    const events = [
      ...(issue.view.isOpen ? [] : [{ kind: "relapsed" } as const]),
      ...eventsOf(file, run, issue),
      ...(others.length === 0 || !issue.view.isOpen
        ? []
        : [{ kind: "split", into: others.map((of) => ({ of })) } as const]),
      ...(merged.length === 0
        ? []
        : [{ kind: "merged", from: merged.map(({ view }) => view.number) } as const]),
      ...state.events,
    ];
    changes.push({
      kind: issue.view.isOpen ? "keep" : "reopen",
      issue,
      events,
      about: { kind: "run", run },
      target: targetOfRun(file, run),
      state: counted(state.state, events.length),
    });
  }
  for (const issue of orphans) {
    // Only an issue that is written as a whole gets its lines back.
    if (issue.isRestored) {
      held.push(heldAs(issue.view.number, issue.view.title, "unreadable"));
      continue;
    }
    const isHeld = heldRuns.some((run) => overlap(run, issue) > 0);
    const isWell = look.brokenOf(issue).length === 0;
    const isLost = isWell && look.isLost(issue);
    const others = isLost ? around(issue) : intoOf(issue);
    if (isWell && !isLost) changes.push(...planClean(input, issue));
    else if (isHeld) held.push(heldAs(issue.view.number, issue.view.title, "frozen"));
    else if (others.length === 0)
      held.push(heldAs(issue.view.number, issue.view.title, isLost ? "dateless" : "unclaimed"));
    else
      changes.push({
        kind: "close",
        issue,
        as: "not_planned",
        state: counted(issue.state, 1),
        events: [{ kind: "closed-into", others }],
      });
  }
  for (const issue of mine.filter(({ isRestored }) => !isRestored)) {
    const restsUntil = restOf(input, issue.view.number);
    if (restsUntil === null || restsUntil === issue.state.restsUntil || look.isNewer(issue))
      continue;
    changes.push({ kind: "rest", issue, state: { ...issue.state, restsUntil }, events: [] });
  }
  const { lookedAt } = file;
  const all = [...changes, ...rolling.changes];
  return {
    changes:
      lookedAt === undefined
        ? all
        : all.map((one) => ({ ...one, state: { ...one.state, lookedAt } })),
    held: [...held, ...rolling.held],
  };
}

/** Which issue answers for a broken cell after this plan. */
function claims(
  own: readonly CauseRun[],
  inRolling: readonly CauseRun[],
): ReadonlyMap<string, Other> {
  const claimed = new Map<string, Other>();
  for (const run of own) for (const cell of cellsOfRun(run)) claimed.set(cell, { of: run });
  for (const run of inRolling)
    for (const cell of cellsOfRun(run)) if (!claimed.has(cell)) claimed.set(cell, "rolling");
  return claimed;
}

const toNumber = ({ view }: Tracked): Other => ({ number: view.number });

const heldAs = (issue: number | null, what: string, why: Held["why"]): Held => ({
  issue,
  what,
  why,
});

const nameOf = ({ priority, what, dates }: CauseRun): string =>
  `${priority} ${what}, ${dates.at(0)?.date} to ${dates.at(-1)?.date}`;
