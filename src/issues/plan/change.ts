import type { CivilDate } from "../../dates/civil-date.ts";
import type { Priority } from "../../pipeline/schema.ts";
import type { CauseRun, CauseRuns } from "../cause-runs.ts";
import type { IssueTarget } from "../marker.ts";
import type { IssueState } from "../state.ts";
import type { IssueView, Known, Tracked } from "../tracked.ts";

export type IssuePlanInput = {
  readonly file: CauseRuns;
  /** All issues of our own, open and closed. */
  readonly issues: readonly IssueView[];
  /** For those whose hidden lines were damaged since. */
  readonly remembered?: readonly Known[];
  /** In the pipeline's time zone. */
  readonly today: CivilDate;
  readonly maxNew: number;
  /** The last day on which each issue rests that a person closed as not planned, by its number. */
  readonly resting?: ReadonlyMap<number, CivilDate>;
  /** Cells that a verified repair has just proven, such as "psza 2024-10-22"; null without one. */
  readonly proven: { readonly run: string; readonly cells: ReadonlySet<string> } | null;
};

/** What an issue is about: one cause-run, or everything that can wait, with those of more weight that found no room. */
export type About =
  | { readonly kind: "run"; readonly run: CauseRun }
  | {
      readonly kind: "rolling";
      readonly runs: readonly CauseRun[];
      readonly waiting: readonly CauseRun[];
    };

/** Another issue: one that is there, or the one that this plan opens or keeps for a cause-run. */
export type Other = { readonly number: number } | { readonly of: CauseRun } | "rolling";

/** A material change, said once in a comment. */
export type IssueEvent =
  | { readonly kind: "grew" | "shrank"; readonly dates: readonly CivilDate[] }
  | { readonly kind: "cause"; readonly from: string; readonly to: string }
  | { readonly kind: "priority"; readonly from: Priority; readonly to: Priority }
  | { readonly kind: "split"; readonly into: readonly Other[] }
  | { readonly kind: "split-from"; readonly other: Other }
  | { readonly kind: "merged"; readonly from: readonly number[] }
  | { readonly kind: "relapsed" }
  | { readonly kind: "ack-expired"; readonly by: string; readonly until: string }
  | { readonly kind: "closed-clean"; readonly runs: readonly string[] }
  | { readonly kind: "closed-proven"; readonly run: string }
  | { readonly kind: "closed-into"; readonly others: readonly Other[] };

export type Change =
  | {
      readonly kind: "open";
      readonly about: About;
      readonly target: IssueTarget;
      readonly state: IssueState;
      readonly events: readonly IssueEvent[];
    }
  /** Stays or becomes open, about what was found. */
  | {
      readonly kind: "keep" | "reopen";
      readonly issue: Tracked;
      readonly about: About;
      readonly target: IssueTarget;
      readonly state: IssueState;
      readonly events: readonly IssueEvent[];
    }
  /** Closed by a person as not planned: it says until when it is left closed. */
  | {
      readonly kind: "rest";
      readonly issue: Tracked;
      readonly state: IssueState;
      readonly events: readonly IssueEvent[];
    }
  /** Found well for the first time. */
  | {
      readonly kind: "clean";
      readonly issue: Tracked;
      readonly state: IssueState;
      readonly events: readonly IssueEvent[];
    }
  | {
      readonly kind: "close";
      readonly issue: Tracked;
      readonly as: "completed" | "not_planned";
      readonly state: IssueState;
      readonly events: readonly IssueEvent[];
    };

/** What is left as it is, and why. */
export type Held = { readonly issue: number | null; readonly what: string; readonly why: HeldWhy };
export const HELD = {
  unread: "not all of its cells were read by this validation",
  dateless: "its dates are no game dates any more",
  older: "a newer validation already updated it, or another issue of this environment",
  frozen: "an issue about some of its dates was not read in full",
  unclaimed: "some of its cells are still broken, and no finding names them",
  unreadable: "its hidden marker or state is not what this tool writes",
  rests: "a person closed it as not planned; it rests until the day in its text",
  limit: "the limit of new issues a run is reached; the rolling issue lists it",
} as const;
export type HeldWhy = keyof typeof HELD;

export type IssuePlan = { readonly changes: readonly Change[]; readonly held: readonly Held[] };
