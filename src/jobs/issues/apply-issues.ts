import { createHash } from "node:crypto";
import type { IssueDraft, IssueTracker } from "../../github/issues/port.ts";
import type { CauseRun, CauseRuns } from "../../issues/cause-runs.ts";
import { standsAlone } from "../../issues/hidden.ts";
import { printMarker } from "../../issues/marker.ts";
import type { Change, IssueEvent, IssuePlan, Other } from "../../issues/plan/change.ts";
import { onto } from "../../issues/plan/onto.ts";
import { eventsComment } from "../../render/issue/comment.ts";
import { editOf, issueDraft } from "../../render/issue/draft.ts";
import { labelsOf } from "../../render/issue/labels.ts";
import { Refusals, type Refused } from "./refusals.ts";

export type Applied = {
  readonly kind: "opened" | "updated" | "closed" | "reopened";
  /** Null in a dry run, for an issue that is not there yet. */
  readonly number: number | null;
  readonly title: string;
};

type Edited = Exclude<Change, { kind: "open" }>;

/**
 * Performs a plan, one write after another. New issues come first, because others name them. What there is to say is
 * said before the text is changed: a run that ends between says it again under the same key, which is once. An issue
 * is read once more before it is written, since people write in it while a run goes through the others. A single issue
 * that GitHub refuses is told in the end, and the others are gone on with; a locked one is changed without a comment.
 */
export async function applyIssues(
  { changes }: IssuePlan,
  file: CauseRuns,
  tracker: IssueTracker,
): Promise<{ readonly applied: readonly Applied[]; readonly refused: readonly Refused[] }> {
  const applied: Applied[] = [];
  const refusals = new Refusals();
  const numbers = new Map<CauseRun | "rolling", number>();
  for (const change of changes) if ("about" in change && change.kind !== "open") note(change);
  const numberOf = (other: Other): number | null => {
    if (other === "rolling") return numbers.get(other) ?? null;
    return "number" in other ? other.number : (numbers.get(other.of) ?? null);
  };
  function note(change: Extract<Edited, { kind: "keep" | "reopen" }>) {
    const { about, issue } = change;
    numbers.set(about.kind === "run" ? about.run : "rolling", issue.view.number);
  }
  const say = async (number: number, changed: number, events: readonly IssueEvent[]) => {
    if (events.length === 0) return;
    const key = `change:${changed}:${hashOf(events)}`;
    await tracker.comment(number, key, eventsComment(events, file, numberOf));
  };

  await ensureLabels(changes, file, tracker);
  const open = async (change: Extract<Change, { kind: "open" }>, draft: IssueDraft) => {
    const { about, target, state, events } = change;
    // An older issue may have the same target: this one is known by the run that opens it, too. Below the text it would
    // be a note of somebody's.
    const opened = `<!-- nba-pipeline-ops opened by ${hashOf(file.run)} -->`;
    const made = await tracker.create(
      { ...draft, body: `${opened}\n${draft.body}` },
      (body) => standsAlone(body, printMarker(target)) && standsAlone(body, opened),
    );
    numbers.set(about.kind === "run" ? about.run : "rolling", made.number);
    await say(made.number, state.changes, events);
    const now = await tracker.get(made.number);
    await tracker.update(made.number, {
      body: issueDraft(change, file, made.number, now).body,
    });
    applied.push({ kind: "opened", number: made.number, title: draft.title });
    const owners = about.kind === "run" ? (about.run.assignees ?? []) : [];
    for (const login of owners)
      await refusals.goOn({ number: made.number, title: draft.title }, () =>
        tracker.assign(made.number, login),
      );
  };
  const edit = async (change: Edited) => {
    const { number, title, isLocked } = change.issue.view;
    if (!isLocked) await say(number, change.state.changes, change.events);
    const now = await tracker.get(number);
    const edited = now === null ? null : editOf(onto(change, now), file);
    // Gone, or as it should be by now.
    if (edited === null) return;
    await tracker.update(number, edited);
    applied.push({ kind: DID[change.kind], number, title: edited.title ?? title });
  };

  for (const change of changes) {
    if (change.kind !== "open") continue;
    const draft = issueDraft(change, file, null, null);
    await refusals.goOn({ number: null, title: draft.title }, () => open(change, draft));
  }
  for (const change of changes) {
    if (change.kind === "open" || editOf(change, file) === null) continue;
    const { number, title } = change.issue.view;
    await refusals.goOn({ number, title }, () => edit(change));
  }
  return { applied, refused: refusals.all };
}

/** What a plan would do, in the same words. */
export const wouldApply = ({ changes }: IssuePlan, file: CauseRuns): readonly Applied[] =>
  changes.flatMap((change): Applied[] => {
    if (change.kind === "open") {
      const { title } = issueDraft(change, file, null, null);
      return [{ kind: "opened", number: null, title }];
    }
    const edit = editOf(change, file);
    const { number, title } = change.issue.view;
    return edit === null ? [] : [{ kind: DID[change.kind], number, title: edit.title ?? title }];
  });

const DID: Record<Edited["kind"], Applied["kind"]> = {
  keep: "updated",
  clean: "updated",
  rest: "updated",
  close: "closed",
  reopen: "reopened",
};

async function ensureLabels(
  changes: readonly Change[],
  file: CauseRuns,
  tracker: IssueTracker,
): Promise<void> {
  const needed = changes.flatMap((change) => {
    if (change.kind === "clean" || change.kind === "close" || change.kind === "rest") return [];
    if (change.kind !== "open" && editOf(change, file)?.labels === undefined) return [];
    return labelsOf(change.about, change.state, file);
  });
  const labels = [...new Map(needed.map((label) => [label.name, label])).values()];
  if (labels.length > 0) await tracker.ensureLabels(labels);
}

const hashOf = (what: unknown): string =>
  createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 16);
