import type { Proposal } from "../../issues/command/proposal.ts";
import { quoted, table } from "../text/markdown.ts";
import { count } from "../text/words.ts";
import type { ProposalOutcome } from "./command-answer.ts";

const FOR_WHOM =
  "Asked for on the issue below; merge it where the gap is expected, close it where not.";

/** The pull request's title and text. Only the reason is somebody's words, and stands in code. */
export function renderProposal({ issue, waiver, by }: Proposal): {
  readonly title: string;
  readonly body: string;
} {
  const what =
    waiver.games === undefined
      ? count(waiver.dates?.length ?? 0, "date")
      : `game ${waiver.games.join(", ")}`;
  return {
    title: `Waive ${what} of ${waiver.environments.join(", ")} until ${waiver.expires}`,
    body: `${[
      FOR_WHOM,
      table(
        ["what", "value"],
        [
          ["issue", `#${issue}`],
          ["asked by", quoted(by)],
          ["environment", quoted(waiver.environments.join(", "))],
          ["tables", quoted(waiver.tables.join(", "), 1000)],
          ...(waiver.games === undefined ? [] : [["games", quoted(waiver.games.join(", "))]]),
          ...(waiver.dates === undefined
            ? []
            : [
                [
                  "dates",
                  quoted(`${waiver.dates.length}, ${waiver.dates[0]} to ${waiver.dates.at(-1)}`),
                ],
              ]),
          ["reason", quoted(waiver.reason)],
          ["until", waiver.expires],
        ],
      ),
      "While it holds, these cells count as expected to be absent: no finding, no issue, no part of the score. It is reported once it has expired, or excuses nothing.",
    ].join("\n\n")}\n`,
  };
}

/** What became of a comment, for the action's outputs and its summary. */
type Handled = {
  readonly outcome: string;
  readonly why: string;
  readonly url: string | null;
  readonly proposal: Proposal | null;
};

/** By the names of its action.yml. What somebody wrote goes into the file `proposal`, never into an output. */
export const commandOutputs = (
  { outcome, url, proposal }: Handled,
  file: string,
): Record<string, string> => ({
  outcome,
  url: url ?? "",
  proposal: proposal === null ? "" : file,
});

/** For the job summary. */
export const renderHandled = ({ outcome, why, url }: Handled): string =>
  `Comment: **${outcome}**. ${quoted(why)}${url === null ? "" : ` ${url}`}\n`;

export const renderProposed = (outcome: ProposalOutcome): string =>
  outcome.status === "declared"
    ? `Waived already, until ${outcome.until}.\n`
    : `Pull request: **${outcome.status}** ${outcome.url}\n`;

/** By the names of propose-waiver's action.yml. */
export const proposedOutputs = (outcome: ProposalOutcome): Record<string, string> => ({
  status: outcome.status,
  url: outcome.status === "declared" ? "" : outcome.url,
});
