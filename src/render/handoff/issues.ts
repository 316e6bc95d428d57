import type { Remembered } from "../../issues/memory.ts";
import { section } from "../text/handoff-text.ts";
import { link, quoted, table } from "../text/markdown.ts";
import { listed, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import type { HandoffContext } from "./data/context.ts";

const MOST_ROWS = 30;

/** The open issues with who has them and how far a repair of them is; nothing where none are known. */
export function renderIssues({ issues, repairs }: HandoffContext, today: string): string[] {
  const open = issues.filter((issue) => issue.open);
  const rest = restWords(issues, today);
  if (open.length === 0) return rest.length === 0 ? [] : [section("Issues", ...rest)];
  const left = open.length - MOST_ROWS;
  return [
    section(
      "Issues",
      table(
        ["issue", "about", "game dates", "owner", "newest repair"],
        open
          .slice(0, MOST_ROWS)
          .map((issue) => [
            link(`issue ${issue.number}`, issue.url),
            issue.subject === null ? "what can wait" : wording(issue.subject),
            shortDates(issue.target.dates),
            issue.assignees.length === 0
              ? "nobody yet"
              : listed(issue.assignees.map((login) => quoted(login, 60))),
            repairWords(issue, repairs),
          ]),
      ),
      ...(left > 0 ? [`And ${count(left, "issue")} more.`] : []),
      ...rest,
    ),
  ];
}

/** Issues that people closed as not planned: no validation opens them again before that day. */
function restWords(issues: readonly Remembered[], today: string): string[] {
  const resting = issues.filter(
    ({ open, restsUntil }) => !open && restsUntil !== undefined && restsUntil >= today,
  );
  if (resting.length === 0) return [];
  const shown = resting
    .slice(0, MOST_ROWS)
    .map(
      ({ number, url, subject, target, restsUntil }) =>
        `${link(`issue ${number}`, url)} (${subject === null ? "what can wait" : wording(subject)}, ${shortDates(target.dates)}) until ${restsUntil}`,
    );
  const more = resting.length - shown.length;
  return [
    `Closed as not planned, and left closed: ${listed(shown)}${more > 0 ? `, and ${more} more` : ""}.`,
  ];
}

/** Many ranges as the span of them. */
function shortDates(list: string): string {
  const ranges = list.split(",");
  if (ranges.length <= 3) return ranges.join(", ");
  return `${list.slice(0, 10)} to ${list.slice(-10)} (${count(ranges.length, "range")})`;
}

function repairWords({ run }: Remembered, repairs: HandoffContext["repairs"]): string {
  if (run === null) return "none";
  const ended = repairs.find((repair) => repair.run === run);
  if (ended === undefined) return `${quoted(run)}: started, no receipt here yet`;
  return `${quoted(run)}: ${ended.outcome}`;
}

/** Who has the open issues; null where nobody is assigned. */
export function ownerNow(issues: readonly Remembered[]): string | null {
  const logins = issues.filter(({ open }) => open).flatMap(({ assignees }) => assignees);
  return logins.length === 0 ? null : [...new Set(logins)].slice(0, 5).join(", ");
}
