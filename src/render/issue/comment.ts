import type { CauseRuns } from "../../issues/cause-runs.ts";
import type { IssueEvent, Other } from "../../issues/plan/change.ts";
import { bullets } from "../text/handoff-text.ts";
import { link, quoted } from "../text/markdown.ts";
import { listed, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import { dayWords, runWords } from "./dates.ts";

/** The number of another issue; null for one that has none yet. */
export type NumberOf = (other: Other) => number | null;

/** What has changed, in the words of a comment. */
export function eventsComment(
  events: readonly IssueEvent[],
  { run, runUrl }: CauseRuns,
  numberOf: NumberOf,
): string {
  const lines = events.map((event) => eventWords(event, numberOf));
  const by = runUrl === null ? `run ${runWords(run)}` : `${link("run", runUrl)} ${runWords(run)}`;
  const [only] = lines;
  const said = lines.length === 1 && only !== undefined ? only : bullets(lines);
  return `${said}\n\n<sub>Found by ${by}.</sub>`;
}

function eventWords(event: IssueEvent, numberOf: NumberOf): string {
  const links = (others: readonly Other[]) =>
    listed(others.map((other) => linkTo(numberOf(other)))) || "another issue";
  switch (event.kind) {
    case "grew":
      return `**It has grown** by ${count(event.dates.length, "game date")}: ${dayWords(event.dates)}.`;
    case "shrank":
      return `**It has shrunk** by ${count(event.dates.length, "game date")}, which no longer belong to it: ${dayWords(event.dates)}.`;
    case "cause":
      return `**The cause is another one**: ${wording(event.to)}, before ${wording(event.from)}.`;
    case "priority":
      return `**The priority is ${event.to}**, before ${event.from}.`;
    case "split":
      return `**It has split**: the rest goes on as ${links(event.into)}.`;
    case "split-from":
      return `Split from ${links([event.other])}, which keeps the larger part.`;
    case "merged":
      return `**Merged into this one**: ${links(event.from.map((number) => ({ number })))}.`;
    case "relapsed":
      return "**Opened again**: its cells are broken.";
    case "ack-expired":
      return `The acknowledgement by ${quoted(event.by)} ended with ${event.until}.`;
    case "closed-clean":
      return `**Closed**: validations in a row found all of its cells well (${event.runs.map(runWords).join(", ")}).`;
    case "closed-proven":
      return `**Closed**: repair ${quoted(event.run)} was verified, and all of its cells are well.`;
    case "closed-into":
      return `**Closed here**: what is left of it goes on as ${links(event.others)}.`;
  }
}

const linkTo = (number: number | null): string =>
  number === null ? "another issue" : `#${number}`;
