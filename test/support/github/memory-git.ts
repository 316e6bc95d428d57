import type { Git, Snapshot } from "../../../src/github/git.ts";
import { blobSha } from "../../../src/github/reports/blob.ts";

type Tree = ReadonlyMap<string, string>;
export type MemoryCommit = {
  /** Null for commits of long ago, which nobody starts from. */
  readonly tree: Tree | null;
  /** What became of its parent's files; null for those that went. */
  readonly changes: ReadonlyMap<string, string | null>;
  readonly parents: readonly string[];
  readonly message: string;
};

/** Commits whose files can be asked for: a checkout is not older. */
const REMEMBERED = 400;

/** What GitHub answers to a branch that somebody else moved meanwhile. */
const notFastForward = () =>
  Object.assign(new Error("Update is not a fast forward"), {
    ...{ status: 422, name: "HttpError" },
    response: { status: 422, headers: {}, data: { message: "Update is not a fast forward" } },
  });

export type MemoryGit = {
  readonly connect: () => Git;
  readonly blobs: Map<string, Uint8Array>;
  readonly commits: ReadonlyMap<string, MemoryCommit>;
  head(): string;
  text(path: string): string | null;
  /** Every file of a commit. */
  checkout(commit: string): Map<string, Uint8Array>;
  paths(): string[];
  /** Another person's commit. */
  push(path: string, text: string): void;
  /** Runs once, before the next move of the branch: somebody else is faster. */
  beforeMove(act: () => Promise<void>): void;
};

/**
 * GitHub's git data API in memory, for thousands of publications: objects by their content, one branch that only moves
 * to a descendant, and a count of the requests. What single requests do is tested on the emulator.
 */
export function memoryGit(): MemoryGit {
  const blobs = new Map<string, Uint8Array>();
  const trees = new Map<string, Pick<MemoryCommit, "changes"> & { readonly tree: Tree }>();
  const commits = new Map<string, MemoryCommit>();
  let made = 0;
  const name = (kind: string): string => `${kind}-${made++}`;
  const store = (content: Uint8Array): string => {
    const sha = blobSha(content);
    blobs.set(sha, content);
    return sha;
  };
  const first = name("commit");
  commits.set(first, { tree: new Map(), changes: new Map(), parents: [], message: "First" });
  let head = first;
  const recent = [first];
  let before: (() => Promise<void>) | null = null;
  const treeOf = (sha: string): Tree => {
    const found = commits.get(sha)?.tree ?? null;
    if (found === null) throw Object.assign(new Error("Not Found"), { status: 404 });
    return found;
  };
  const isAncestor = (old: string, sha: string): boolean => {
    for (let at: string | undefined = sha; at !== undefined; at = commits.get(at)?.parents[0])
      if (at === old) return true;
    return false;
  };

  function connect(): Git {
    let requests = 0;
    const asked = <T>(answer: T): Promise<T> => {
      requests += 1;
      return Promise.resolve(answer);
    };
    const unused = (): never => {
      throw new Error("Only commits to the default branch are simulated.");
    };
    return {
      requests: () => requests,
      defaultBranch: () => asked("main"),
      head: () => asked(head),
      async snapshot(commit): Promise<Snapshot> {
        requests += 1;
        const tree = await asked(treeOf(commit));
        const sha = name("tree");
        trees.set(sha, { tree, changes: new Map() });
        return { commit, tree: sha, blobs: tree };
      },
      async readBlob(sha) {
        const content = await asked(blobs.get(sha));
        if (content === undefined) throw new Error(`There is no blob ${sha}.`);
        return content;
      },
      writeBlob: (content) => asked(void store(content)),
      async writeTree(base, entries) {
        const tree = new Map((await asked(trees.get(base) ?? unused())).tree);
        const changes = new Map<string, string | null>();
        for (const entry of entries) {
          const sha =
            "gone" in entry ? null : "text" in entry ? store(Buffer.from(entry.text)) : entry.sha;
          changes.set(entry.path, sha);
          if (sha === null) tree.delete(entry.path);
          else tree.set(entry.path, sha);
        }
        const sha = name("tree");
        trees.set(sha, { tree, changes });
        return sha;
      },
      async writeCommit(message, tree, parents) {
        const sha = name("commit");
        commits.set(sha, { ...(await asked(trees.get(tree) ?? unused())), parents, message });
        return sha;
      },
      createBranch: unused,
      async moveBranch(_, sha) {
        const act = before;
        before = null;
        await act?.();
        await asked(null);
        if (!isAncestor(head, sha)) throw notFastForward();
        head = sha;
        trees.clear();
        recent.push(sha);
        const old = recent.length > REMEMBERED ? recent.shift() : undefined;
        const commit = old === undefined ? undefined : commits.get(old);
        if (old !== undefined && commit !== undefined) commits.set(old, { ...commit, tree: null });
      },
      contains: (of, commit) => asked(isAncestor(commit, of)),
      newestPullRequest: unused,
      openPullRequest: unused,
    };
  }

  const bytes = (path: string) => blobs.get(treeOf(head).get(path) ?? "") ?? null;
  return {
    connect,
    blobs,
    commits,
    head: () => head,
    text(path) {
      const content = bytes(path);
      return content === null ? null : Buffer.from(content).toString("utf8");
    },
    checkout: (commit) =>
      new Map([...treeOf(commit)].map(([path, sha]) => [path, blobs.get(sha) as Uint8Array])),
    paths: () => [...treeOf(head).keys()].sort(),
    push(path, text) {
      const change = [path, store(Buffer.from(text))] as const;
      const sha = name("commit");
      const tree = new Map([...treeOf(head), change]);
      commits.set(sha, { tree, changes: new Map([change]), parents: [head], message: "By hand" });
      head = sha;
    },
    beforeMove(act) {
      before = act;
    },
  };
}
