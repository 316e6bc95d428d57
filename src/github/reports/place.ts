import { UserError } from "../../errors.ts";
import type { Git } from "../git.ts";

/** Where a commit goes, as one attempt found it. */
export type Place = {
  readonly branch: string;
  /** Where the branch is; null when it is to be created. */
  readonly head: string | null;
  /** The commit whose files the new one starts from. */
  readonly start: string;
  readonly parents: readonly string[];
  /** The branch that a pull request asks to be merged into; null where none is wanted. */
  readonly into: string | null;
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
  /** The branch holds what no pull request has shown yet. */
  readonly isAhead: boolean;
};

export const findPlace = (
  git: Git,
  target: string,
  mode: "commit" | "pull-request",
): Promise<Place> => (mode === "commit" ? onBranch(git, target) : onOwnBranch(git, target));

async function onBranch(git: Git, branch: string): Promise<Place> {
  const head = await git.head(branch);
  const start = head ?? (await newestOfDefault(git, branch));
  return {
    branch,
    head,
    start,
    parents: [start],
    into: null,
    pullRequest: null,
    isAhead: false,
  };
}

async function newestOfDefault(git: Git, missing: string): Promise<string> {
  const name = await git.defaultBranch();
  const head = name === missing ? null : await git.head(name);
  if (head === null)
    throw new UserError(`The repository has no branch ${name} yet; push a first commit.`);
  return head;
}

/**
 * A branch of our own for each target, with one pull request at a time. While it is open, commits are added to it. Once
 * it is merged or closed, what is left of its branch is decided: the next commit has the target's files, and both as
 * parents, so that the branch moves on without force.
 */
async function onOwnBranch(git: Git, target: string): Promise<Place> {
  const branch = `reports-into-${target}`;
  const into = target;
  const targetHead = await git.head(target);
  if (targetHead === null)
    throw new UserError(
      `There is no branch ${target} to open a pull request into; create it, or publish with mode commit.`,
    );
  const head = await git.head(branch);
  if (head === null) {
    const parents = [targetHead];
    return { branch, head, start: targetHead, parents, into, pullRequest: null, isAhead: false };
  }
  const newest = await git.newestPullRequest(branch, target);
  if (newest?.isOpen === true) {
    const pullRequest = { number: newest.number, url: newest.url };
    return { branch, head, start: head, parents: [head], into, pullRequest, isAhead: true };
  }
  const isDecided = newest?.head === head || (await git.contains(targetHead, head));
  const start = isDecided ? targetHead : head;
  const parents = isDecided ? [head, targetHead] : [head];
  return { branch, head, start, parents, into, pullRequest: null, isAhead: !isDecided };
}
