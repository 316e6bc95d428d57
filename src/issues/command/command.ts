import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateList, printDateList } from "../../dates/list.ts";

/** What a repair is narrowed to and how it runs; null where the issue says it. */
export type Scope = {
  readonly dates: DateList | null;
  /** A pipeline phase's number. */
  readonly phase: 1 | 2 | 3 | 4 | null;
  readonly force: boolean;
  readonly includeWarmUp: boolean;
};

export type Command =
  | { readonly kind: "backfill" | "plan"; readonly scope: Scope }
  /** A plan's id, such as p-5f6189f865. */
  | { readonly kind: "apply"; readonly plan: string }
  | { readonly kind: "explain"; readonly table: string; readonly date: CivilDate }
  /** `plan`: what a team of one confirms; null where a second person approves. */
  | { readonly kind: "approve"; readonly run: string; readonly plan: string | null }
  /** A repair's id, or the number of its workflow run; null for whatever runs for the issue. */
  | { readonly kind: "stop"; readonly run: string | null }
  | { readonly kind: "retry" | "take" | "help" }
  | { readonly kind: "ack"; readonly until: CivilDate; readonly reason: string }
  | {
      readonly kind: "expected";
      readonly what: { readonly game: string } | { readonly rule: "warm-up" };
      readonly until: CivilDate;
      readonly reason: string;
    };

/** By the command's word: how it is written, and what it does. */
export const COMMAND_HELP = {
  backfill: ["/backfill [DATES | phase N] [force] [include-warm-up]", "starts a repair"],
  plan: [
    "/plan [DATES | phase N] [force] [include-warm-up]",
    "shows what a repair would do, and runs nothing",
  ],
  apply: [
    "/apply PLAN",
    "runs the plan that was shown here last, by its id; refused where it is another by now",
  ],
  retry: ["/retry", "goes on with the last repair, or starts it once more where it ended"],
  approve: [
    "/approve RUN [PLAN]",
    "lets a held repair begin; by somebody else than who asked, a team of one confirms the plan's id",
  ],
  stop: [
    "/stop [RUN]",
    "ends the issue's repair after the statement in hand; /retry goes on with the rest",
  ],
  explain: [
    "/explain TABLE DATE",
    "shows one cell as the newest validation left it: state, cause, what it reads and blocks, and its repair",
  ],
  take: ["/take", "assigns the issue to you"],
  ack: ["/ack until DATE REASON", "says that somebody knows, for 90 days at most"],
  expected: [
    "/expected GAME until DATE REASON",
    "opens a pull request with a waiver; warm-up in place of a game waives the season's first days",
  ],
  help: ["/help", "shows this"],
} as const satisfies Readonly<Record<Command["kind"], readonly [string, string]>>;

/** The command as it is written. */
export function printCommand(command: Command): string {
  const { kind } = command;
  if (kind === "backfill" || kind === "plan") {
    const { dates, phase, force, includeWarmUp } = command.scope;
    return [
      `/${kind}`,
      ...(dates === null ? [] : [printDateList(dates)]),
      ...(phase === null ? [] : [`phase ${phase}`]),
      ...(force ? ["force"] : []),
      ...(includeWarmUp ? ["include-warm-up"] : []),
    ].join(" ");
  }
  if (kind === "apply") return `/apply ${command.plan}`;
  if (kind === "approve")
    return `/approve ${command.run}${command.plan === null ? "" : ` ${command.plan}`}`;
  if (kind === "stop") return command.run === null ? "/stop" : `/stop ${command.run}`;
  if (kind === "explain") return `/explain ${command.table} ${command.date}`;
  if (kind === "ack") return `/ack until ${command.until} ${command.reason}`;
  if (kind !== "expected") return `/${kind}`;
  const what = "game" in command.what ? command.what.game : command.what.rule;
  return `/expected ${what} until ${command.until} ${command.reason}`;
}
