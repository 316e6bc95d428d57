import { createHash } from "node:crypto";
import type { Repair } from "../../backfill/run/legs.ts";
import type { Receipt } from "../../backfill/run/receipt.ts";
import { UserError } from "../../errors.ts";
import { isKeyed } from "../../github/issues/comments.ts";
import type { IssueTracker, OwnIssue } from "../../github/issues/port.ts";
import { keyOf } from "../../grid/cascade.ts";
import { driftSince, shownPlan } from "../../issues/command/shown-plan.ts";
import { readMarker } from "../../issues/marker.ts";
import { readState, withState } from "../../issues/state.ts";
import { readTracked, type Tracked } from "../../issues/tracked.ts";
import {
  cutOffComment,
  plannedComment,
  receiptComment,
  startedComment,
  waitingComment,
} from "../../render/issue/repair.ts";
import { standingOf, withStatus } from "../../render/issue/status.ts";
import { Refusals, type Refused } from "./refusals.ts";

/** The issues that something was said on, or that a locked one was changed of, and those that GitHub refused. */
export type Told = { readonly told: readonly number[]; readonly refused: readonly Refused[] };

type Cell = { readonly table: string; readonly date: string };

/** Issues of the environment: the open ones about one of these cells, and the one that was named, whatever it is about. */
function about(
  issues: readonly OwnIssue[],
  environment: string,
  cells: readonly Cell[],
  named: number | null,
): Tracked[] {
  const keys = new Set(cells.map(keyOf));
  return readTracked(issues).tracked.filter(
    ({ view, target, days }) =>
      target.environment === environment &&
      (view.number === named ||
        (view.isOpen &&
          target.tables.some((table) => days.some((day) => keys.has(`${table} ${day}`))))),
  );
}

/**
 * Says that a repair has started, or waits for an approval, on every issue about one of its cells; saying it again is
 * nothing.
 */
export async function tellBegin(
  how: "started" | "waiting",
  repair: Repair,
  known: readonly number[],
  named: number | null,
  runUrl: string,
  tracker: IssueTracker,
): Promise<Told> {
  const { run, plan } = repair;
  const issues = about(await tracker.list(known), plan.environment, plan.cells, named);
  const text = (how === "started" ? startedComment : waitingComment)(repair, runUrl);
  return tellAll(issues, how === "started" ? run : null, `${how}:${run}`, text, tracker);
}

/** Says that a repair was cancelled, ran out of time or was turned down, so that no receipt follows; once a workflow run. */
export async function tellCutOff(
  repair: Repair,
  known: readonly number[],
  named: number | null,
  runUrl: string,
  tracker: IssueTracker,
): Promise<Told> {
  const { run, plan } = repair;
  const issues = about(await tracker.list(known), plan.environment, plan.cells, named);
  const page = createHash("sha256").update(runUrl).digest("hex").slice(0, 12);
  return tellAll(issues, run, `cut-off:${run}:${page}`, cutOffComment(repair, runUrl), tracker);
}

/** One issue that refuses holds back no other; on a locked one nothing can be said. */
async function tellAll(
  issues: readonly Tracked[],
  /** Remembered as the issue's last repair; null where it may never begin. */
  run: string | null,
  key: string,
  text: string,
  tracker: IssueTracker,
): Promise<Told> {
  const refusals = new Refusals();
  const told: number[] = [];
  for (const issue of issues) {
    const { number, title, isLocked } = issue.view;
    const isDone = await refusals.goOn({ number, title }, async () => {
      if (!isLocked) await tracker.comment(number, key, text);
      if (run !== null) await setRun(issue, run, tracker);
    });
    if (isDone) told.push(number);
  }
  return { told, refused: refusals.all };
}

const PLANNED = "planned:";

/** Says what a repair would do, on the issue that was asked about. */
export async function tellPlanned(
  repair: Repair,
  named: number,
  runUrl: string,
  tracker: IssueTracker,
): Promise<Told> {
  const issue = await tracker.get(named);
  if (issue === null)
    throw new UserError(
      `Issue ${named} is none of ours: a plan is shown on an issue of this tool.`,
    );
  const whose = readMarker(issue.body)?.environment;
  if (whose !== undefined && whose !== repair.plan.environment)
    throw new UserError(
      `Issue ${named} is about ${whose}, and the plan is of ${repair.plan.environment}: nothing was said on it.`,
    );
  const before = await tracker.comments(named);
  const bodies = before.map(({ body }) => body);
  const shown = repair.drifted === null ? null : shownPlan(bodies, repair.drifted);
  const drift = shown && driftSince(shown, repair.plan);
  const text = plannedComment(repair, runUrl, drift);
  const said = await tracker.comment(named, `${PLANNED}${repair.run}`, text);
  // Nobody shall apply one that a newer one has replaced. Its content is read all the same where it is asked for.
  const old = before.findLast(({ body }) => isKeyed(body, PLANNED));
  if (said !== null && old !== undefined) await tracker.fold(old);
  return { told: [named], refused: [] };
}

/** Says how a repair ended, on every issue about one of its cells. */
export async function tellReceipt(
  receipt: Receipt,
  known: readonly number[],
  named: number | null,
  runUrl: string | null,
  tracker: IssueTracker,
): Promise<Told> {
  const { run, environment, dates } = receipt;
  const cells = dates.flatMap((day) =>
    day.cells.map(({ table }) => ({ table, date: day.date as string })),
  );
  const issues = about(await tracker.list(known), environment, cells, named);
  // A parked run is gone on with under the same name, and ends again: with another outcome, which is said again.
  const how = createHash("sha256")
    .update(JSON.stringify([receipt.counts, receipt.proven, receipt.dueAt]))
    .digest("hex");
  const text = receiptComment(receipt, runUrl);
  return tellAll(issues, run, `receipt:${run}:${how.slice(0, 12)}`, text, tracker);
}

async function setRun({ view, state }: Tracked, run: string, tracker: IssueTracker): Promise<void> {
  if (state.run === run) return;
  // People and commands write while a run goes through the issues: theirs is kept.
  const now = await tracker.get(view.number);
  if (now === null) return;
  const next = { ...(readState(now.body) ?? state), run };
  const body = withStatus(withState(now.body, next), next, standingOf(now));
  if (body !== now.body) await tracker.update(view.number, { body });
}

/** The cells that a verified repair has proven; null where it has not. */
export const provenCells = ({ run, proven, dates }: Receipt) =>
  proven
    ? {
        run,
        cells: new Set(
          dates.flatMap(({ date, cells }) => cells.map(({ table }) => keyOf({ table, date }))),
        ),
      }
    : null;
