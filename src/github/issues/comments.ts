import { visible } from "../../text/visible.ts";
import { agreed, createdOnce } from "../agreed.ts";
import type { Timing } from "../attempts.ts";
import { type IssueClient, ONCE } from "./client.ts";
import type { IssueTracker, OwnComment } from "./port.ts";
import { byLogin } from "./shape.ts";
import { writesAsAnother } from "./trouble.ts";

/** Our own comments on issues. Each carries a hidden key, by which it is found again. */
export function commentsOn(
  { rest, paginate, graphql }: Pick<IssueClient, "rest" | "paginate" | "graphql">,
  at: { readonly owner: string; readonly repo: string },
  identity: string,
  timing: Timing,
): Pick<IssueTracker, "comments" | "comment" | "fold"> {
  const isOurs = byLogin(identity);

  async function listOnce(number: number): Promise<readonly OwnComment[]> {
    const all = await paginate(rest.issues.listComments, {
      ...{ ...at, issue_number: number },
      per_page: 100,
    });
    return all
      .filter(({ user }) => isOurs(user?.login))
      .map(({ html_url, body = "", node_id }) => ({ url: html_url, body, node: node_id }));
  }

  async function comments(
    number: number,
    isEnough?: (found: readonly OwnComment[]) => boolean,
  ): Promise<readonly OwnComment[]> {
    const found = await agreed(
      () => listOnce(number),
      ({ url }) => url,
      timing,
      isEnough,
    );
    if (found === null)
      throw new Error(
        `GitHub's lists of the comments on issue ${number} do not agree. Run this job again.`,
      );
    return found;
  }

  async function comment(number: number, key: string, body: string): Promise<OwnComment | null> {
    const mark = commentMark(key);
    const isIt = ({ body: text }: OwnComment) => isMarked(text, mark);
    // A listing may lack a comment; one that it shows is there, however often strangers make us look.
    const said = async () =>
      (await comments(number, (found) => found.some(isIt))).find(isIt) ?? null;
    if ((await said()) !== null) return null;
    return createdOnce(
      async () => {
        const { data } = await rest.issues.createComment({
          ...{ ...at, ...ONCE, issue_number: number },
          body: `${visible(body)}\n\n${mark}`,
        });
        if (!isOurs(data.user?.login)) {
          await rest.issues.deleteComment({ ...at, comment_id: data.id });
          const undone = `The comment on issue ${number} was taken back.`;
          throw writesAsAnother(data.user?.login, identity, undone);
        }
        return { url: data.html_url, body: data.body ?? "", node: data.node_id };
      },
      said,
      `took no comment on issue ${number}`,
      timing,
    );
  }
  async function fold({ node }: OwnComment): Promise<boolean> {
    try {
      return await graphql(FOLD, { id: node });
    } catch {
      return false;
    }
  }

  return { comments: (number) => comments(number), comment, fold };
}

const FOLD =
  "mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }";

/** Where it stands within a line, it was quoted from somewhere else. */
const isMarked = (body: string, mark: string): boolean => body.split(/\r?\n/).includes(mark);

/** Whether a comment of ours carries a key that begins so. */
export const isKeyed = (body: string, beginning: string): boolean =>
  body.split(/\r?\n/).some((line) => line.startsWith(`<!-- nba-pipeline-ops comment ${beginning}`));

/** The key is the caller's own text, and never one from outside. */
function commentMark(key: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/.test(key) || key.includes("--"))
    throw new Error(`"${key}" is no key of a comment.`);
  return `<!-- nba-pipeline-ops comment ${key} -->`;
}
