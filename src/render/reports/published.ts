import { quoted } from "../text/markdown.ts";

type Published = {
  readonly committed: boolean;
  readonly commit: string;
  readonly branch: string;
  readonly attempts: number;
  readonly requests: number;
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
};

/** The action's outputs, by the names of its action.yml. */
export const publishOutputs = (it: Published): Record<string, string> => ({
  "commit-sha": it.commit,
  committed: String(it.committed),
  attempts: String(it.attempts),
  "pull-request": it.pullRequest === null ? "" : String(it.pullRequest.number),
});

/** One paragraph for the job summary; `commits` is the address that a commit's name is put behind. */
export function renderPublished(it: Published, commits: string): string {
  const link = `[${it.commit.slice(0, 7)}](${commits}/${it.commit})`;
  const what = it.committed
    ? `Reports committed to ${quoted(it.branch)} as ${link}.`
    : `${quoted(it.branch)} had these reports already (${link}): no commit.`;
  const where =
    it.pullRequest === null
      ? ""
      : ` Pull request [#${it.pullRequest.number}](${it.pullRequest.url}).`;
  return `${what}${where}\n`;
}

/** One line for a log. */
export const publishedLine = ({
  committed,
  branch,
  commit,
  attempts,
  requests,
}: Published): string =>
  `${committed ? `Committed ${commit} to` : "Nothing new for"} ${branch}; attempt ${attempts}, ${requests} requests`;
