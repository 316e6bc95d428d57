import { getOctokit } from "@actions/github";
import { type Connection, REQUEST_TIMEOUT_MS } from "./git.ts";
import { replyOf } from "./trouble.ts";

export type RepositoryView = {
  readonly defaultBranch: string;
  /** Null where GitHub does not say what the token may do. */
  readonly mayPush: boolean | null;
};

export type BranchRules = {
  /** Kinds of rules, such as pull_request; each once. */
  readonly rules: readonly string[];
  readonly exists: boolean;
  /** By the older branch protection, whose details only an administrator may read. */
  readonly protected: boolean;
};

/** Null means that the token does not see it. Throws what GitHub's client throws otherwise. */
export function openInspector({ token, apiUrl, owner, repo }: Connection) {
  const { rest, request, hook } = getOctokit(
    token,
    apiUrl === undefined ? {} : { baseUrl: apiUrl },
  );
  const at = { owner, repo };
  hook.wrap("request", (send, options) => {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    return send({ ...options, request: { ...options.request, signal } });
  });
  return {
    repository: (): Promise<RepositoryView | null> =>
      seen(async () => {
        const { data } = await rest.repos.get(at);
        return { defaultBranch: data.default_branch, mayPush: data.permissions?.push ?? null };
      }),
    /** Of a branch that need not be there: rules go by name. */
    async branch(branch: string): Promise<BranchRules | null> {
      const found = await seen(async () => (await rest.repos.getBranch({ ...at, branch })).data);
      const rules = await seen(async () => {
        const { data } = await request("GET /repos/{owner}/{repo}/rules/branches/{branch}", {
          ...at,
          branch,
          per_page: 100,
        });
        return data;
      });
      if (rules === null) return null;
      return {
        rules: [...new Set(rules.map(({ type }) => type))],
        exists: found !== null,
        protected: found?.protected ?? false,
      };
    },
  };
}

async function seen<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if ([403, 404].includes(replyOf(error)?.status ?? 0)) return null;
    throw error;
  }
}
