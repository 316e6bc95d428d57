import { visible } from "../../text/visible.ts";
import { agreed, createdOnce, SETTLE_MS } from "../agreed.ts";
import { replyOf } from "../trouble.ts";
import { type IssueConnection, ONCE, openIssueClient } from "./client.ts";
import { commentsOn } from "./comments.ts";
import {
  type IssueChange,
  type IssueDraft,
  IssueRefusedError,
  type IssueTracker,
  type OwnIssue,
} from "./port.ts";
import { byLogin, type IssueAnswer, isOf, ownIssue, stateOf } from "./shape.ts";
import { explained, explainedOfOne, writesAsAnother } from "./trouble.ts";

/** How often a list that lacks a known issue is asked for again before nothing is done. */
const MAX_LISTS = 3;

export type OctokitIssues = IssueTracker & {
  /** Requests sent so far, the repeated ones too. */
  requests(): number;
};

/** Our issues in a repository of GitHub. Ours are those that `identity` wrote. */
export function openIssueTracker(connection: IssueConnection): OctokitIssues {
  const { owner, repo, identity, timing } = connection;
  const { rest, paginate, graphql, requests, write } = openIssueClient(connection);
  const at = { owner, repo };
  const isOurs = byLogin(identity);
  const ownOf = (issue: IssueAnswer): OwnIssue | null =>
    isOf(issue, at) ? ownIssue(issue, isOurs) : null;

  async function listOnce(): Promise<readonly OwnIssue[]> {
    const all = await paginate(rest.issues.listForRepo, {
      ...at,
      creator: identity,
      state: "all",
      sort: "created",
      direction: "asc",
      per_page: 100,
    });
    const byNumber = new Map(
      all.flatMap((issue) => {
        const own = ownOf(issue);
        return own === null ? [] : [[own.number, own] as const];
      }),
    );
    return [...byNumber.values()].sort((a, b) => a.number - b.number);
  }

  const listAgreed = async (): Promise<readonly OwnIssue[]> => {
    const found = await agreed(listOnce, ({ number }) => number, timing);
    if (found === null)
      throw new Error(`GitHub's lists of issues do not agree. ${NOTHING_CHANGED}`);
    return found;
  };

  async function get(number: number): Promise<OwnIssue | null> {
    try {
      const { data } = await rest.issues.get({ ...at, issue_number: number });
      // One that was transferred answers from where it is now, even under the same number.
      return data.number === number ? ownOf(data) : null;
    } catch (error) {
      if ([404, 410].includes(replyOf(error)?.status ?? 0)) return null;
      throw error;
    }
  }

  async function list(known: readonly number[]): Promise<readonly OwnIssue[]> {
    for (let attempt = 0; attempt < MAX_LISTS; attempt++) {
      if (attempt > 0) await timing.wait(SETTLE_MS);
      const found = await listAgreed();
      const listed = new Set(found.map(({ number }) => number));
      if (!(await lacks(known.filter((number) => !listed.has(number))))) return found;
    }
    throw new Error(
      `GitHub's list of issues lacks some that are still there, ${MAX_LISTS} times. ${NOTHING_CHANGED}`,
    );
  }

  /** Whether one of these is still there and ours. */
  async function lacks(missing: readonly number[]): Promise<boolean> {
    for (const number of missing) if ((await get(number)) !== null) return true;
    return false;
  }

  const create = (draft: IssueDraft, isIt: (body: string) => boolean): Promise<OwnIssue> =>
    createdOnce(
      async () => {
        const { data } = await rest.issues.create({
          ...{ ...at, ...ONCE, title: visible(draft.title), body: visible(draft.body) },
          labels: [...draft.labels],
        });
        return await mustBeOurs(data);
      },
      async () => (await listAgreed()).find(({ body }) => isIt(body)) ?? null,
      `opened no issue "${draft.title}"`,
      timing,
    );

  async function mustBeOurs(issue: IssueAnswer): Promise<OwnIssue> {
    const own = ownOf(issue);
    if (own !== null) return own;
    await update(issue.number, { state: "not_planned" });
    const undone = `Issue ${issue.number} was opened and closed again.`;
    throw writesAsAnother(issue.user?.login, identity, undone);
  }

  const update = async (number: number, change: IssueChange): Promise<void> => {
    const { title, body, labels, state } = change;
    await rest.issues.update({
      ...{ ...at, issue_number: number },
      ...(title === undefined ? {} : { title: visible(title) }),
      ...(body === undefined ? {} : { body: visible(body) }),
      ...(labels === undefined ? {} : { labels: [...labels] }),
      ...(state === undefined ? {} : stateOf(state)),
    });
  };

  const { comments, comment, fold } = commentsOn({ rest, paginate, graphql }, at, identity, timing);

  const labelNames = async (): Promise<ReadonlySet<string>> => {
    const labels = await paginate(rest.issues.listLabelsForRepo, { ...at, per_page: 100 });
    return new Set(labels.map(({ name }) => name.toLowerCase()));
  };

  async function ensureLabels(labels: Parameters<IssueTracker["ensureLabels"]>[0]): Promise<void> {
    const there = await labelNames();
    for (const { name, color, description } of labels) {
      if (there.has(name.toLowerCase())) continue;
      try {
        await rest.issues.createLabel({ ...at, name, color, description });
      } catch (error) {
        // Refused where it is there already: the list lags, or an answer was lost and the label asked for again.
        if (replyOf(error)?.status !== 422) throw error;
        if (!(await labelNames()).has(name.toLowerCase())) throw error;
      }
    }
  }

  const on = (number: number): string => `Issue ${number} of ${owner}/${repo}`;
  const there = `The issues of ${owner}/${repo}`;
  return {
    requests,
    list: (known) => explained(there, () => list(known)),
    get: (number) => explainedOfOne(on(number), () => get(number)),
    create: (draft, isIt) =>
      write(() =>
        explainedOfOne(`"${draft.title}" in ${owner}/${repo}`, () => create(draft, isIt)),
      ),
    update: (number, change) =>
      write(() => explainedOfOne(on(number), () => update(number, change))),
    assign: (number, login) =>
      write(() =>
        explainedOfOne(on(number), async () => {
          const asked = { ...at, issue_number: number, assignees: [login] };
          const { data } = await rest.issues.addAssignees(asked);
          // Whoever may not be assigned is left out in silence.
          if (!(data.assignees ?? []).some((one) => byLogin(login)(one.login)))
            throw new IssueRefusedError(
              `${on(number)}: GitHub did not assign ${login}. Only people with access to the repository can be assigned: invite them, or change the owner.`,
            );
        }),
      ),
    comments: (number) => explainedOfOne(on(number), () => comments(number)),
    fold: (old) => write(() => fold(old)),
    comment: (number, key, body) =>
      write(() => explainedOfOne(on(number), () => comment(number, key, body))),
    ensureLabels: (labels) =>
      write(() => explained(`The labels of ${owner}/${repo}`, () => ensureLabels(labels))),
  };
}

const NOTHING_CHANGED = "Nothing was changed; run this job again.";
