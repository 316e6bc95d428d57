import type { FindingKind } from "../../findings/finding.ts";
import type { CauseRun } from "../../issues/cause-runs.ts";
import type { About } from "../../issues/plan/change.ts";
import { wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";

const WRONG: Record<FindingKind, string> = {
  "phase-missing": "missing",
  "phase-partial": "there only in part",
  "table-missing": "missing",
  "games-short": "short of games",
  "recent-lag": "short of games",
  "late-arrival": "late",
  thin: "thin",
  "over-count": "over-counted",
  stale: "stale",
  unreconciled: "not adding up",
  contradiction: "contradicting itself",
  "changed-outside": "changed by somebody else",
  "zero-everywhere": "empty",
  stopped: "stopped",
  "off-cadence": "on days outside its cadence",
  "column-gone": "without a column",
  "column-changed": "with other columns",
  "empty-calendar": "empty",
  "schedule-unknown": "silent",
  "season-undeclared": "not declared",
  misplaced: "misplaced",
  "rows-before": "before the first season",
};

/** "missing", "missing and thin". */
export const wrongWords = ({ kinds }: CauseRun): string =>
  [...new Set(kinds.map((kind) => WRONG[kind]))].join(" and ");

/** The subject as a title has it: a text that GitHub could read something into is replaced by the id. */
export const subjectWords = ({ what, subject }: CauseRun): string => {
  const words = wording(what) === what && what.length <= 100 ? what : subject;
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export function spanWords({ dates }: Pick<CauseRun, "dates">): string {
  const [first, last] = [dates[0]?.date, dates.at(-1)?.date];
  return first === last
    ? `on ${first}`
    : `on ${count(dates.length, "game date")}, ${first} to ${last}`;
}

/** "[P0] Phase 4 missing on 14 game dates, 2024-10-22 to 2024-11-04 (season warm-up)"; some 180 characters at most. */
export function issueTitle(about: About): string {
  if (about.kind === "rolling") {
    const { runs, waiting } = about;
    const more = waiting.length === 0 ? "" : `, and ${waiting.length} without an issue yet`;
    return `[P2] What can wait: ${count(runs.length, "finding")}${more}`;
  }
  const { run } = about;
  const cause = run.causeTitle.replace(/, by design$/, "");
  return `[${run.priority}] ${subjectWords(run)} ${wrongWords(run)} ${spanWords(run)} (${wording(cause) === cause ? cause : run.cause})`;
}
