import { CLEAN_TO_CLOSE } from "../../issues/plan/clean.ts";
import type { IssueState } from "../../issues/state.ts";
import { quoted } from "../text/markdown.ts";

const OPEN = "<!-- status -->";
const CLOSE = "<!-- /status -->";

/** by-hand: closed, and not by us. */
export type Standing = "open" | "completed" | "not_planned" | "by-hand";

const CLOSED = {
  completed:
    "**Closed: all of its cells were found well.** It is opened again if they break again.",
  not_planned: "**Closed: what is left of it goes on elsewhere, as the last comment says.**",
};

/** How an issue stands: what it was closed as is ours where its text says that too. */
export function standingOf({
  isOpen,
  closedAs,
  body,
}: {
  readonly isOpen: boolean;
  readonly closedAs: "completed" | "not_planned" | null;
  readonly body: string;
}): Standing {
  if (isOpen) return "open";
  const isOurs = closedAs !== null && body.split("\n").includes(`> ${CLOSED[closedAs]}`);
  return isOurs ? closedAs : "by-hand";
}

/** How it stands, at the top: what changes while the finding does not. Empty where there is nothing to say. */
export function statusBlock(state: IssueState, standing: Standing): string {
  const { clean, cleanRun, ack, run } = state;
  const lines = [
    ...(standing === "completed" || standing === "not_planned" ? [CLOSED[standing]] : []),
    ...(standing === "completed" ? [lifetimeWords(state)] : []),
    ...(standing === "by-hand" && state.restsUntil !== undefined
      ? [
          `**Closed by a person as not planned.** It rests until ${state.restsUntil}. After that, a validation that finds its cells broken opens it again.`,
        ]
      : []),
    ...(standing === "open" && clean > 0
      ? [
          `**Found well ${clean === 1 ? "once" : `${clean} times`}**, last by run ${quoted(cleanRun ?? "")}; ${CLEAN_TO_CLOSE} in a row close it.`,
        ]
      : []),
    ...(ack === null
      ? []
      : [`**Acknowledged** by ${quoted(ack.by)} through ${ack.until}: ${quoted(ack.reason, 500)}`]),
    ...(run === null ? [] : [`Newest repair: ${quoted(run)}; the comments say how it went.`]),
  ];
  return [OPEN, ...lines.map((line) => `> ${line}\n>`), CLOSE]
    .join("\n")
    .replace(/\n>\n(?=<!--)/, "\n");
}

/** "Broken 3 d 4 h, repaired by RUN." */
function lifetimeWords({ broken, run }: IssueState): string {
  const by = run === null ? "no repair is recorded" : `repaired by ${quoted(run)}`;
  if (broken === undefined || broken.until === null) return `Broken for an unknown time, ${by}.`;
  const minutes = Math.floor((Date.parse(broken.until) - Date.parse(broken.since)) / 60_000);
  return `Broken ${spanOf(Math.max(0, minutes))}, ${by}.`;
}

function spanOf(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  if (hours < 1) return `${minutes} min`;
  return hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The body with how it stands replaced; the same where it has no such place. */
export function withStatus(body: string, state: IssueState, standing: Standing): string {
  const lines = body.split("\n");
  const start = lines.indexOf(OPEN);
  const end = lines.indexOf(CLOSE, start);
  if (start < 0 || end < 0) return body;
  return lines.toSpliced(start, end - start + 1, statusBlock(state, standing)).join("\n");
}
