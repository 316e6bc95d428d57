import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import {
  type DateList,
  daysOf,
  parseDateList,
  printDateList,
  someRanges,
  without,
} from "../../dates/list.ts";
import { inRange } from "../../dates/range.ts";
import type { MissingGames } from "../../grid/csv/gaps-csv.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import type { IssueTarget } from "../marker.ts";
import type { IssueState } from "../state.ts";
import { type Command, printCommand, type Scope } from "./command.ts";
import { type Held, judgeApproval } from "./held.ts";
import { declaredAlready, type Proposal } from "./proposal.ts";
import type { Start } from "./start.ts";
import { ofGame, ofWarmUp } from "./waiver-scope.ts";

/** Everything that a command is decided by. */
export type Situation = {
  readonly issue: number;
  readonly comment: number;
  /** A login. */
  readonly by: string;
  readonly target: IssueTarget;
  /** Null where the body does not say. */
  readonly state: IssueState | null;
  readonly pipeline: PipelineConfig;
  /** The day that it is in the pipeline's time zone. */
  readonly today: CivilDate;
  /** What was started from here last; null for nothing. */
  readonly lastStart: Start | null;
  /** What was shown here last; null for nothing. */
  readonly lastShow: Start | null;
  /** Whether the receipt of the state's run says that nothing of it is left. */
  readonly hasEnded: boolean;
  /** What our comments here say of the repair that is to be approved; null where they say nothing. */
  readonly held: Held | null;
  readonly isTeamOfOne: boolean;
  /** As the newest validation found them; null where none of the issue's environment is kept. */
  readonly missing: readonly MissingGames[] | null;
};

export type Decision =
  | { readonly kind: "refuse"; readonly why: string; readonly instead: string | null }
  | { readonly kind: "start"; readonly start: Start; readonly again: boolean }
  | { readonly kind: "take" | "help" }
  | { readonly kind: "stop"; readonly run: string | null }
  | { readonly kind: "explain"; readonly command: Command & { readonly kind: "explain" } }
  | { readonly kind: "ack"; readonly state: IssueState }
  | { readonly kind: "propose"; readonly proposal: Proposal };

const ACK_DAYS = 90;
/** Ranges that an answer writes out. */
const MOST_RANGES = 4;
const WAIVER_DAYS = 366;

const refuse = (why: string, instead: string | null = null): Decision => ({
  kind: "refuse",
  why,
  instead,
});

/** What a command of somebody who may give it comes to. Reads and changes nothing. */
export function decide(command: Command, situation: Situation): Decision {
  switch (command.kind) {
    case "help":
    case "take":
      return { kind: command.kind };
    case "approve":
      return approve(command, situation);
    case "stop":
      return { kind: "stop", run: command.run };
    case "explain":
      return { kind: "explain", command };
    case "retry":
      return retry(situation);
    case "apply":
      return apply(command.plan, situation);
    case "backfill":
    case "plan":
      return repair(command, situation);
    case "ack":
      return acknowledge(command, situation);
    case "expected":
      return propose(command, situation);
  }
}

const whole = ({ issue, target }: Situation): Start => ({
  environment: target.environment,
  issue: String(issue),
});

/** The same selection again, held to the plan's id: whoever plans it compares. */
function apply(plan: string, { lastShow }: Situation): Decision {
  if (lastShow === null) return refuse("No plan was shown on this issue yet.", "/plan");
  const { "dry-run": _, ...shown } = lastShow;
  return { kind: "start", start: { ...shown, apply: plan }, again: false };
}

function approve(
  { run, plan }: Command & { readonly kind: "approve" },
  situation: Situation,
): Decision {
  const { held, by, isTeamOfOne, comment } = situation;
  if (held === null) return refuse(`${run} is not held here: no comment of ours asks for it.`);
  const approved = judgeApproval(held, { by, plan }, isTeamOfOne);
  if ("why" in approved) return refuse(approved.why, approved.instead);
  const start = { ...whole(situation), resume: run, approval: String(comment) };
  return { kind: "start", start, again: false };
}

function retry(situation: Situation): Decision {
  const { state, hasEnded, lastStart } = situation;
  const run = state?.run ?? null;
  if (run !== null && !hasEnded)
    return { kind: "start", start: { ...whole(situation), resume: run }, again: false };
  // Started again it is planned anew, and is no longer held to the plan that was shown.
  const { apply: _, approval: __, ...last } = lastStart ?? whole(situation);
  const start = last.resume === undefined ? last : null;
  return { kind: "start", start: start ?? whole(situation), again: true };
}

function repair(
  command: { readonly kind: "backfill" | "plan"; readonly scope: Scope },
  situation: Situation,
): Decision {
  const { target, pipeline } = situation;
  const { dates, phase, force, includeWarmUp } = command.scope;
  const own = parseDateList(target.dates);
  const beyond = dates === null ? [] : without(dates, own);
  const as = (scope: Partial<Scope>): string =>
    printCommand({ ...command, scope: { ...command.scope, ...scope } });
  if (beyond.length > 0) {
    const kept = within(dates ?? [], own);
    return refuse(
      `${someRanges(beyond, MOST_RANGES)} ${isOneDay(beyond) ? "is" : "are"} not among the dates of this issue, which is about ${someRanges(own, MOST_RANGES)}.`,
      as({ dates: kept.length === 0 ? own.slice(0, 4) : parseDateList(kept.join(",")) }),
    );
  }
  const number = pipeline.phases.find(({ id }) => id === target.phase)?.number;
  if (phase !== null && number !== undefined && phase !== number)
    return refuse(
      `This issue is about phase ${number} (${target.phase}), not about phase ${phase}.`,
      number > 4 ? null : as({ phase: number as 1 | 2 | 3 | 4 }),
    );
  const start: Start = {
    ...whole(situation),
    ...(dates === null ? {} : { dates: printDateList(dates) }),
    ...(phase === null ? {} : { phase: `${phase}` as const }),
    ...(force ? { force: "true" as const } : {}),
    ...(includeWarmUp || target.includeWarmUp ? { "include-warm-up": "true" as const } : {}),
    ...(command.kind === "plan" ? { "dry-run": "true" as const } : {}),
  };
  return { kind: "start", start, again: false };
}

const within = (dates: DateList, own: DateList): CivilDate[] =>
  daysOf(own).filter((day) => dates.some((range) => inRange(day, range)));

const isOneDay = ([range, ...rest]: DateList): boolean =>
  range !== undefined && rest.length === 0 && range.first === range.last;

/** Why a date is no end for it; null where it is one. */
function wrongEnd(until: CivilDate, today: CivilDate, days: number): string | null {
  if (until <= today) return `${until} is over or today (${today}); name a later day.`;
  const last = addDays(today, days);
  return until > last ? `${until} is more than ${days} days away; ${last} is the last.` : null;
}

function acknowledge(
  command: Command & { readonly kind: "ack" },
  { state, today, by }: Situation,
): Decision {
  const wrong = wrongEnd(command.until, today, ACK_DAYS);
  if (wrong !== null)
    return refuse(wrong, printCommand({ ...command, until: addDays(today, ACK_DAYS) }));
  if (state === null)
    return refuse(
      "This issue's own notes cannot be read; the next validation that finds it broken writes them anew.",
    );
  const { until, reason } = command;
  return { kind: "ack", state: { ...state, ack: { by, until, reason } } };
}

function propose(command: Command & { readonly kind: "expected" }, situation: Situation): Decision {
  const { what, until, reason } = command;
  const wrong = wrongEnd(until, situation.today, WAIVER_DAYS);
  if (wrong !== null)
    return refuse(
      wrong,
      printCommand({ ...command, until: addDays(situation.today, WAIVER_DAYS) }),
    );
  const scope = "game" in what ? ofGame(what.game, situation) : ofWarmUp(situation);
  if ("why" in scope) return refuse(scope.why);
  const { issue, comment, by, target, pipeline } = situation;
  const proposal: Proposal = {
    v: 1,
    issue,
    comment,
    by,
    command: printCommand(command),
    branch: `waiver/issue-${issue}-${"game" in what ? what.game : what.rule}-${until}`,
    waiver: { ...scope, environments: [target.environment], reason, expires: until },
  };
  const already = declaredAlready(pipeline.waivers, proposal);
  if (already !== undefined)
    return refuse(
      `It is waived already until ${already.expires}; the next validation takes it out of the issue.`,
    );
  return { kind: "propose", proposal };
}
