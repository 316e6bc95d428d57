/** What GitHub has and the emulator lacks: permissions, reactions, and workflows that are started. */
export type Beyond = {
  /** By login; somebody who is not named is an outsider of a public repository, who may read. */
  readonly permissions: Map<string, string>;
  readonly reactions: { readonly comment: number; readonly content: string }[];
  readonly dispatches: {
    readonly workflow: string;
    readonly ref: string;
    readonly inputs: Readonly<Record<string, string>>;
  }[];
  /** Runs that have not ended; those of `dispatches` have. */
  readonly active: {
    readonly workflow: string;
    readonly title: string;
    readonly status: string;
    readonly by?: string;
  }[];
  /** GraphQL ids of comments that somebody edited, as GitHub alone knows. */
  readonly edited: Set<string>;
  /** Questions by GraphQL, as they were sent. */
  readonly graphql: { readonly query: string; readonly variables: Record<string, unknown> }[];
  /** What GraphQL answers in place of data, with the status 200, as GitHub does for what it refuses. */
  readonly graphqlErrors: object[];
  /** Numbers of the runs that were cancelled. */
  readonly cancelled: number[];
  /** Null for what the emulator answers. */
  answer(asked: {
    readonly method: string;
    readonly path: string;
    readonly body: string;
  }): Response | null;
};

const json = (status: number, value: object): Response =>
  new Response(JSON.stringify(value), { status });

export function beyondEmulator(): Beyond {
  const permissions = new Map<string, string>();
  const reactions: { comment: number; content: string }[] = [];
  const dispatches: { workflow: string; ref: string; inputs: Record<string, string> }[] = [];
  const active: Beyond["active"] = [];
  const cancelled: number[] = [];
  const edited = new Set<string>();
  const graphqlErrors: object[] = [];
  const graphql: { query: string; variables: Record<string, unknown> }[] = [];
  const runOf = (at: number) => ({
    ...{ id: at + 1, html_url: `https://github.invalid/acme/ops/actions/runs/${at + 1}` },
    display_title: `Run ${at + 1} of ${dispatches[at]?.workflow}`,
    created_at: new Date().toISOString(),
  });

  function answer({ method, path, body }: Parameters<Beyond["answer"]>[0]): Response | null {
    const [, login] = /^collaborators\/([^/]+)\/permission$/.exec(path) ?? [];
    if (login !== undefined && method === "GET") {
      const permission = permissions.get(login) ?? "read";
      return json(200, { permission, role_name: permission, user: { login } });
    }
    const [, comment] = /^issues\/comments\/(\d+)\/reactions$/.exec(path) ?? [];
    if (comment !== undefined && method === "POST") {
      const { content } = JSON.parse(body) as { content: string };
      const one = { comment: Number(comment), content };
      const isThere = reactions.some((it) => it.comment === one.comment && it.content === content);
      if (!isThere) reactions.push(one);
      return json(isThere ? 200 : 201, { id: 1, content });
    }
    if (path === "graphql" && method === "POST") {
      const asked = JSON.parse(body) as (typeof graphql)[number];
      graphql.push(asked);
      if (graphqlErrors.length > 0) return json(200, { data: null, errors: graphqlErrors });
      const lastEditedAt = edited.has(String(asked.variables["id"]))
        ? "2026-01-26T12:00:00Z"
        : null;
      return json(200, { data: { node: { lastEditedAt } } });
    }
    const [, ended] = /^actions\/runs\/(\d+)\/cancel$/.exec(path) ?? [];
    if (ended !== undefined && method === "POST") {
      cancelled.push(Number(ended));
      return json(202, {});
    }
    const [, workflow, what] = /^actions\/workflows\/([\w.-]+)\/(dispatches|runs)/.exec(path) ?? [];
    if (workflow !== undefined && what === "dispatches" && method === "POST") {
      const { ref, inputs = {} } = JSON.parse(body) as {
        ref: string;
        inputs?: Record<string, string>;
      };
      dispatches.push({ workflow, ref, inputs });
      return json(200, runOf(dispatches.length - 1));
    }
    const [, status] = /[?&]status=(\w+)/.exec(path) ?? [];
    if (workflow !== undefined && what === "runs" && status !== undefined) {
      const runs = active.flatMap((one, at) =>
        one.workflow === workflow && one.status === status
          ? [
              {
                ...{ ...runOf(1000 + at), status, display_title: one.title },
                triggering_actor: { login: one.by ?? "github-actions[bot]" },
              },
            ]
          : [],
      );
      return json(200, { total_count: runs.length, workflow_runs: runs });
    }
    if (workflow !== undefined && what === "runs") {
      const runs = dispatches.flatMap((one, at) => (one.workflow === workflow ? [runOf(at)] : []));
      return json(200, { total_count: runs.length, workflow_runs: runs.toReversed() });
    }
    return null;
  }
  return {
    permissions,
    reactions,
    dispatches,
    active,
    cancelled,
    edited,
    graphql,
    graphqlErrors,
    answer,
  };
}
