import { COMMAND_HELP, type Command, printCommand } from "../../issues/command/command.ts";
import type { Proposal } from "../../issues/command/proposal.ts";
import { printAnswerMark, printStart, type Start } from "../../issues/command/start.ts";
import { askerOf } from "../../issues/command/under-way.ts";
import { quoted, table } from "../text/markdown.ts";
import { count } from "../text/words.ts";
import { type CellAnswer, explainedCell } from "./explained-cell.ts";

type ActiveRun = StartedRun & { readonly status: string; readonly by: string | null };
type StartedRun = { readonly title: string; readonly url: string };

/** What is said back, by what became of the command. */
export type Answer =
  | { readonly kind: "help" }
  | { readonly kind: "wrong" | "refused"; readonly why: string; readonly instead: string | null }
  | { readonly kind: "changed" }
  | { readonly kind: "by an app"; readonly app: string }
  | {
      readonly kind: "started";
      readonly start: Start;
      readonly url: string | null;
      readonly again: boolean;
      /** Repairs of the environment that had not ended, oldest first. */
      readonly behind: readonly ActiveRun[];
    }
  | { readonly kind: "waiting"; readonly run: ActiveRun }
  | { readonly kind: "unstarted"; readonly why: string }
  | { readonly kind: "uncertain"; readonly runs: readonly StartedRun[] }
  | {
      readonly kind: "stopping";
      /** Asked to end by themselves. */
      readonly running: readonly ActiveRun[];
      /** Had not begun. */
      readonly cancelled: readonly ActiveRun[];
    }
  | {
      readonly kind: "nothing to stop";
      readonly named: string | null;
      /** What has not ended in the environment, whoever it is for. */
      readonly under: readonly ActiveRun[];
      readonly why?: string;
    }
  | ({ readonly kind: "explained" } & CellAnswer)
  | { readonly kind: "taken"; readonly by: string }
  | { readonly kind: "acknowledged"; readonly until: string; readonly reason: string }
  | { readonly kind: "proposed"; readonly proposal: Proposal; readonly outcome: ProposalOutcome };

/** `checks` says whether CI was started on its branch; null where that was done before. */
export type ProposalOutcome =
  | { readonly status: "opened" | "open"; readonly url: string; readonly checks: string | null }
  | { readonly status: "declared"; readonly until: string }
  | { readonly status: "closed"; readonly url: string };

/** A comment on the issue. Nothing in it mentions, refers, closes or links but our own addresses. */
export function renderAnswer(comment: number, command: Command | null, answer: Answer): string {
  const lines = [
    ...(command === null
      ? []
      : [`For [this comment](#issuecomment-${comment}): ${quoted(printCommand(command), 500)}`]),
    ...says(answer),
    ...(answer.kind === "started" ? [printStart(answer.start)] : []),
    printAnswerMark(comment),
  ];
  return `${lines.join("\n\n")}\n`;
}

function says(answer: Answer): string[] {
  switch (answer.kind) {
    case "help":
      return [helpTable()];
    case "wrong":
    case "refused":
      return [
        `**${answer.kind === "wrong" ? "Not understood" : "Not done"}.** ${quoted(answer.why, 500)}`,
        ...(answer.instead === null
          ? []
          : [`Write ${quoted(answer.instead, 4000)} in a new comment.`]),
      ];
    case "changed":
      return [
        "**Not done.** The comment was changed after it was written; only what was written first is taken as a command. Write a new comment.",
      ];
    case "by an app":
      return [
        `**Not done.** The app ${quoted(answer.app)} wrote the comment in a person's name. Commands are taken from people, and from the app that writes these issues. Write it yourself in a new comment.`,
      ];
    case "started":
      return started(answer);
    case "waiting":
      return [
        `**Not started.** The same repair ${statusWords(answer.run.status)} already${askedWords(answer.run)}: ${answer.run.url}`,
        "Cancel it there, or wait for its end, and write the command in a new comment.",
      ];
    case "unstarted":
      return [`**Not started.** ${quoted(answer.why, 500)}`];
    case "uncertain":
      return uncertain(answer.runs);
    case "stopping":
      return [
        ...answer.running.map(
          ({ url }) =>
            `**Asked to end:** ${url}. It finishes the statement in hand and begins nothing more; its parts see this within a minute. What is left stays pending.`,
        ),
        ...answer.cancelled.map(({ url }) => `**Cancelled before it began:** ${url}`),
        "Write `/retry` in a new comment to go on with what is left.",
      ];
    case "nothing to stop":
      return [
        `**Nothing was stopped.** ${answer.why ?? (answer.named === null ? "No repair of this issue is under way." : `${quoted(answer.named)} is no repair of this issue that is under way.`)}`,
        answer.under.length === 0
          ? "No repair of the environment is under way."
          : `Under way in the environment:\n\n${runList(answer.under)}`,
      ];
    case "explained":
      return explainedCell(answer);
    case "taken":
      return [`Assigned to ${quoted(answer.by)}.`];
    case "acknowledged":
      return [
        `Acknowledged until ${answer.until}: ${quoted(answer.reason)}. The issue stays open and is kept up to date.`,
      ];
    case "proposed":
      return proposed(answer.proposal, answer.outcome);
  }
}

/** Who it is for: whoever waits knows whom to ask. */
function askedWords(run: ActiveRun): string {
  const by = askerOf(run);
  return by === null ? "" : `, asked for by ${quoted(by)}`;
}

const runList = (runs: readonly ActiveRun[]): string =>
  runs
    .map(
      (run) =>
        `- ${run.url} ${quoted(run.title)}, which ${statusWords(run.status)}${askedWords(run)}`,
    )
    .join("\n");

/** By GitHub's word for the status of a run. */
const statusWords = (status: string): string =>
  ({ waiting: "waits for an approval", in_progress: "is under way" })[status] ??
  "waits for its turn";

function started({ start, url, again, behind }: Extract<Answer, { kind: "started" }>): string[] {
  const shows = start["dry-run"] !== undefined;
  const what =
    start.approval !== undefined
      ? `Approved; going on with ${quoted(start.resume ?? "")}`
      : start.resume !== undefined
        ? `Going on with ${quoted(start.resume)}`
        : start.apply !== undefined
          ? `Running the plan ${quoted(start.apply)}, unless it is another by now`
          : shows
            ? "Planning, and running nothing"
            : again
              ? "The same repair again"
              : "Repair started";
  const where = url === null ? "GitHub did not say which run it is; see Actions, Backfill" : url;
  return [
    `${what}: ${where}`,
    ...(behind.length === 0
      ? []
      : [`It takes its turn in ${quoted(start.environment)} after:\n\n${runList(behind)}`]),
    ...(shows
      ? ["Its summary shows what would be rebuilt, what that gains and what it costs."]
      : []),
    ...(start.force !== undefined && !shows
      ? [
          "`force` rebuilds what is complete too: it waits for an approval of the environment `backfill-approval`.",
        ]
      : []),
    ...(shows || start.force !== undefined
      ? []
      : ["A few dates go first. More dates than the day's budget wait for an approval."]),
  ];
}

function uncertain(runs: readonly StartedRun[]): string[] {
  const seen =
    runs.length === 0
      ? "GitHub lists no run of Backfill since then."
      : `Since then ${count(runs.length, "run")} of Backfill began:\n\n${runs.map(({ title, url }) => `- ${url} ${quoted(title)}`).join("\n")}`;
  return [
    `**Nobody knows whether this was started**: the answer was lost. ${seen}`,
    "It is not started a second time for this comment. Where no run is yours, write the command in a new comment.",
  ];
}

function proposed({ waiver }: Proposal, outcome: ProposalOutcome): string[] {
  if (outcome.status === "declared")
    return [`Nothing to do: it is waived already, until ${outcome.until}.`];
  if (outcome.status === "closed")
    return [
      `**Not done.** ${outcome.url} asked for the same and was closed without being merged. Open it again if that was a mistake.`,
    ];
  return [
    `${outcome.status === "opened" ? "Opened" : "There is one already"}: ${outcome.url}, until ${waiver.expires}. Once it is merged, the next validation expects these cells to be absent.`,
    ...(outcome.checks === null ? [] : [outcome.checks]),
  ];
}

const helpTable = (): string =>
  table(
    ["command", "what it does"],
    Object.values(COMMAND_HELP).map(([how, what]) => [quoted(how), what]),
  );

/** Once an issue, whoever asks how often: a refusal that answered each would be a way to have us write. */
export const REFUSAL =
  "Commands are taken from people who can write to this repository. Everybody else's get a reaction, and this comment once.\n";

/** Likewise once an issue. */
export const UNCONFIRMED =
  "GitHub did not say what the author of a command may do here, so it was not carried out. Write it in a new comment later.\n";
