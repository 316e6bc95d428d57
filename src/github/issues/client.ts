import { getOctokit } from "@actions/github";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import type { Timing } from "../attempts.ts";
import { type Connection, REQUEST_TIMEOUT_MS } from "../git.ts";

export type IssueClient = ReturnType<typeof openIssueClient>;

export type IssueConnection = Connection & {
  /** The login that our issues are written by, such as github-actions[bot]. */
  readonly identity: string;
  readonly timing: Timing;
  /** How long a second lasts while GitHub's client waits to repeat a request; only a test changes it. */
  readonly secondMs?: number;
};

/** GitHub asks for a second between writes; 80 a minute are its limit for content. */
const WRITE_EVERY_MS = 1000;
/** Longer waits are left to a later run. */
const MAX_LIMIT_WAIT_S = 300;
const MAX_LIMIT_WAITS = 3;

/** For a request that does something each time it is sent: never repeated by the client. */
export const ONCE = { request: { retries: 0 } } as const;

/**
 * GitHub's client with its limits observed: lost answers are asked for again (not those marked ONCE), limits are waited
 * for, writes are sent one after another.
 */
export function openIssueClient({ token, apiUrl, timing, secondMs = 1000 }: IssueConnection) {
  let requests = 0;
  let lastWriteAt = Number.NEGATIVE_INFINITY;
  let writes: Promise<unknown> = Promise.resolve();

  async function paced(): Promise<void> {
    const dueMs = lastWriteAt + WRITE_EVERY_MS - timing.now().getTime();
    if (dueMs > 0) await timing.wait(dueMs);
    lastWriteAt = timing.now().getTime();
  }

  // The first plugin is the innermost: it sees each request that leaves, the repeated ones too.
  const counting = (octokit: ReturnType<typeof getOctokit>) => {
    octokit.hook.wrap("request", async (send, options) => {
      if (options.method !== "GET") await paced();
      requests += 1;
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      return await send({ ...options, request: { ...options.request, signal } });
    });
    return {};
  };
  const isWorthWaiting = (retryAfter: number, _: object, __: object, times: number) =>
    retryAfter <= MAX_LIMIT_WAIT_S && times < MAX_LIMIT_WAITS;
  const octokit = getOctokit(
    token,
    {
      ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
      // A limit (429) is the throttling's to wait for, not one to be asked again after a second.
      retry: {
        doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
        retryAfterBaseValue: secondMs,
      },
      throttle: {
        onRateLimit: isWorthWaiting,
        onSecondaryRateLimit: isWorthWaiting,
        retryAfterBaseValue: secondMs,
        write: AT_ONCE as never,
        notifications: AT_ONCE as never,
      },
    },
    counting as never,
    retry,
    throttling,
  );

  return {
    rest: octokit.rest,
    paginate: octokit.paginate,
    /** GitHub answers 200 for what it refuses, with the errors beside it. */
    async graphql(query: string, variables: Readonly<Record<string, string>>): Promise<boolean> {
      const { data } = await octokit.request("POST /graphql", { query, variables });
      return (data as { errors?: unknown }).errors === undefined;
    },
    requests: (): number => requests,
    /** One write after another, however many are begun at once. */
    write<T>(send: () => Promise<T>): Promise<T> {
      const mine = writes.then(send, send);
      writes = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** In place of the plugin's own groups, whose waits are on a clock that no test can move: writes are paced above. */
const AT_ONCE = {
  key: () => ({
    schedule: async (
      _: object,
      job: (...args: unknown[]) => Promise<unknown>,
      ...args: unknown[]
    ) => await job(...args),
  }),
};
