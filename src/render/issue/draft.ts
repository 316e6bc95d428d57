import type { CauseRuns } from "../../issues/cause-runs.ts";
import { type IssueTarget, printMarker } from "../../issues/marker.ts";
import type { About, Change } from "../../issues/plan/change.ts";
import { type IssueState, printState, withState } from "../../issues/state.ts";
import { keptNotes, renderIssueNotes } from "../handoff/notes.ts";
import { causeRunBody, causeRunHead } from "./body.ts";
import { labelsOf, withLabels, withoutAck } from "./labels.ts";
import { rollingBody } from "./rolling.ts";
import { type Standing, statusBlock, withStatus } from "./status.ts";
import { issueTitle } from "./title.ts";

/** GitHub takes 65,536 characters. */
const MAX_BODY = 60_000;

export type Draft = {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
};
export type Edit = Partial<Draft> & { readonly state?: "open" | "completed" | "not_planned" };

/** The whole of an issue. `number`: null until GitHub gave it one; `before`: its text, from which people's notes are kept. */
export function issueDraft(
  { about, target, state }: { about: About; target: IssueTarget; state: IssueState },
  file: CauseRuns,
  number: number | null,
  before: { readonly body: string; readonly labels: readonly string[] } | null,
): Draft {
  const top = `${printMarker(target)}\n${printState(state)}\n${statusBlock(state, "open")}`;
  const notes = renderIssueNotes(before === null ? null : keptNotes(before.body));
  const whole = [top, bodyOf(about, file, number), notes].join("\n\n");
  const short = [top, headOf(about, file), notes].join("\n\n");
  const names = labelsOf(about, state, file).map(({ name }) => name);
  return {
    title: issueTitle(about),
    body: whole.length <= MAX_BODY ? whole : short,
    labels: withLabels(before?.labels ?? [], names),
  };
}

const bodyOf = (about: About, file: CauseRuns, number: number | null): string =>
  about.kind === "run" ? causeRunBody(about.run, file, number) : rollingBody(about, file);

const headOf = (about: About, file: CauseRuns): string =>
  about.kind === "run"
    ? causeRunHead(about.run, file)
    : rollingBody({ runs: [], waiting: [] }, file);

type Edited = Exclude<Change, { kind: "open" }>;

/** Only what differs from how the issue stands; null where nothing does but the time of the look. */
export function editOf(change: Edited, file: CauseRuns): Edit | null {
  const { lookedAt: _, ...state } = change.state;
  const { lookedAt } = change.issue.state;
  const asBefore = { ...state, ...(lookedAt === undefined ? {} : { lookedAt }) };
  const isSame = differing({ ...change, state: asBefore }, file) === null;
  return isSame ? null : differing(change, file);
}

function differing(change: Edited, file: CauseRuns): Edit | null {
  const { view } = change.issue;
  const wanted = wantedOf(change, file);
  const edit: Edit = {
    ...(wanted.title === view.title ? {} : { title: wanted.title }),
    ...(wanted.body === view.body ? {} : { body: wanted.body }),
    ...(sameNames(wanted.labels, view.labels) ? {} : { labels: wanted.labels }),
    ...(change.kind === "close" ? { state: change.as } : {}),
    ...(change.kind === "reopen" ? { state: "open" as const } : {}),
  };
  return Object.keys(edit).length === 0 ? null : edit;
}

function wantedOf(change: Edited, file: CauseRuns): Draft {
  const { view } = change.issue;
  if (change.kind === "keep" || change.kind === "reopen")
    return issueDraft(change, file, view.number, view);
  const closed = change.kind === "rest" ? "by-hand" : "open";
  const standing: Standing = change.kind === "close" ? change.as : closed;
  return {
    title: view.title,
    body: withStatus(withState(view.body, change.state), change.state, standing),
    labels: withoutAck(view.labels, change.state),
  };
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  const lower = (names: readonly string[]) => [...new Set(names.map((name) => name.toLowerCase()))];
  return lower(one).sort().join("\n") === lower(other).sort().join("\n");
}
