import { getOctokit } from "@actions/github";
import { isNotFound } from "./trouble.ts";

export type Repository = { readonly owner: string; readonly repo: string };
export type Connection = Repository & {
  readonly token: string;
  /** Another server than the environment's, for tests. */
  readonly apiUrl?: string | undefined;
};

export type TreeEntry = { readonly path: string } & (
  | { readonly text: string }
  | { readonly sha: string }
  | { readonly gone: true }
);
export type PullRequest = {
  readonly number: number;
  readonly url: string;
  readonly isOpen: boolean;
  /** Where its branch was when it was last pushed to. */
  readonly head: string;
};

/** A commit and the blobs below one folder of it, by path. */
export type Snapshot = {
  readonly commit: string;
  readonly tree: string;
  readonly blobs: ReadonlyMap<string, string>;
};

export type Git = ReturnType<typeof openGit>;

/** An answer that does not come would hold a job until its own limit. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** The few requests of GitHub's git data API that publishing takes, in our words. Each request counts once. */
export function openGit({ token, apiUrl, owner, repo }: Connection) {
  const { rest, hook } = getOctokit(token, apiUrl === undefined ? {} : { baseUrl: apiUrl });
  const at = { owner, repo };
  let requests = 0;
  hook.wrap("request", (send, options) => {
    requests += 1;
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    return send({ ...options, request: { ...options.request, signal } });
  });

  const treeOf = async (sha: string): Promise<string> =>
    (await rest.git.getCommit({ ...at, commit_sha: sha })).data.tree.sha;

  async function list(tree: string, recursive: boolean) {
    const { data } = await rest.git.getTree({
      ...at,
      tree_sha: tree,
      ...(recursive ? { recursive: "1" } : {}),
    });
    return data;
  }

  /** From one listing of the whole tree; where that is too long, from the folder's own. */
  async function blobsBelow(tree: string, folder: string): Promise<Map<string, string>> {
    const whole = await list(tree, true);
    const isTruncated = whole.truncated === true;
    const entries = isTruncated ? await folderEntries(tree, folder) : whole.tree;
    return new Map(
      entries.flatMap(({ path, type, sha }) =>
        type === "blob" && path.startsWith(`${folder}/`) ? [[path, sha]] : [],
      ),
    );
  }

  async function folderEntries(tree: string, folder: string) {
    const { tree: root } = await list(tree, false);
    const found = root.find(({ path, type }) => path === folder && type === "tree");
    if (found === undefined) return [];
    const below = await list(found.sha, true);
    if (below.truncated === true)
      throw new Error(`${folder}/ has more files than GitHub lists in one answer.`);
    return below.tree.map((entry) => ({ ...entry, path: `${folder}/${entry.path}` }));
  }

  return {
    requests: () => requests,

    defaultBranch: async (): Promise<string> => (await rest.repos.get(at)).data.default_branch,

    /** The branch's newest commit; null for a branch that is not there. */
    head: (branch: string): Promise<string | null> =>
      rest.git.getRef({ ...at, ref: `heads/${branch}` }).then(
        ({ data }) => data.object.sha,
        (error) => {
          if (isNotFound(error)) return null;
          throw error;
        },
      ),

    async snapshot(commit: string, folder: string): Promise<Snapshot> {
      const tree = await treeOf(commit);
      return { commit, tree, blobs: await blobsBelow(tree, folder) };
    },

    async readBlob(sha: string): Promise<Uint8Array> {
      const { data } = await rest.git.getBlob({ ...at, file_sha: sha });
      return Buffer.from(data.content, "base64");
    },

    async writeBlob(content: Uint8Array): Promise<void> {
      const text = Buffer.from(content).toString("base64");
      await rest.git.createBlob({ ...at, content: text, encoding: "base64" });
    },

    /** The tree of `base` with these files in it, or without them; all others stay. */
    async writeTree(base: string, entries: readonly TreeEntry[]): Promise<string> {
      const tree = entries.map((entry) => ({
        path: entry.path,
        mode: "100644" as const,
        type: "blob" as const,
        ...("text" in entry
          ? { content: entry.text }
          : { sha: "gone" in entry ? null : entry.sha }),
      }));
      return (await rest.git.createTree({ ...at, base_tree: base, tree })).data.sha;
    },

    // No author and no committer: only then does GitHub sign the commit as its own.
    writeCommit: async (
      message: string,
      tree: string,
      parents: readonly string[],
    ): Promise<string> =>
      (await rest.git.createCommit({ ...at, message, tree, parents: [...parents] })).data.sha,

    createBranch: async (branch: string, sha: string): Promise<void> =>
      void (await rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha })),

    /** Refused unless `sha` descends from where the branch is: a compare-and-swap. */
    moveBranch: async (branch: string, sha: string): Promise<void> =>
      void (await rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha, force: false })),

    /** Whether `commit` is `head` or one of its ancestors. */
    contains: (head: string, commit: string): Promise<boolean> =>
      rest.repos.compareCommitsWithBasehead({ ...at, basehead: `${commit}...${head}` }).then(
        ({ data }) => data.status === "identical" || data.status === "ahead",
        (error) => {
          if (isNotFound(error)) return false;
          throw error;
        },
      ),

    /** The newest one between these branches, open or not. */
    async newestPullRequest(from: string, into: string): Promise<PullRequest | null> {
      const { data } = await rest.pulls.list({
        ...at,
        head: `${owner}:${from}`,
        base: into,
        state: "all",
        sort: "created",
        direction: "desc",
        per_page: 1,
      });
      const [one] = data;
      if (one === undefined) return null;
      const { number, html_url: url, state, head } = one;
      return { number, url, isOpen: state === "open", head: head.sha };
    },

    async openPullRequest(from: string, into: string, title: string, body: string) {
      const { data } = await rest.pulls.create({ ...at, head: from, base: into, title, body });
      return { number: data.number, url: data.html_url };
    },
  };
}
