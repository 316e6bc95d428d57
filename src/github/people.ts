import { getOctokit } from "@actions/github";
import pRetry from "p-retry";
import { z } from "zod";
import { type Connection, REQUEST_TIMEOUT_MS } from "./git.ts";
import { isLostAnswer, isNotFound } from "./trouble.ts";

/** What somebody may do in the repository. GitHub answers maintain as write, triage as read, and own roles as one of these. */
export type Permission = "admin" | "write" | "read" | "none";
export type Reaction = "eyes" | "rocket" | "confused" | "-1";
export type LiveComment = {
  readonly body: string;
  readonly author: string;
  readonly isPerson: boolean;
  /** The login of the app that wrote it in a person's name; null where the person did. */
  readonly app: string | null;
  /** The number of its issue; null where GitHub does not say. */
  readonly issue: number | null;
  /** GitHub's id of it for GraphQL. */
  readonly node: string;
};

export type People = {
  /** As it is at this moment. Throws where it cannot be read: then nobody may anything. */
  permission(login: string): Promise<Permission>;
  /** The comment as it is now; null where it was deleted. */
  comment(id: number): Promise<LiveComment | null>;
  /** Whether anybody changed the comment since it was written. Throws where GitHub does not say. */
  isEdited(node: string): Promise<boolean>;
  /**
   * "set" for whoever set it, "there" where we had set it before: one caller gets "set", however many ask. Never
   * repeated, for a repeated question would hear "there".
   */
  react(comment: number, reaction: Reaction): Promise<"set" | "there">;
};

const PERMISSIONS: readonly string[] = ["admin", "write", "read", "none"] satisfies Permission[];

const EDITED = "query ($id: ID!) { node(id: $id) { ... on IssueComment { lastEditedAt } } }";
const EditedSchema = z.object({ lastEditedAt: z.string().nullable() });

/** The number at the end of an issue's address. */
function numberIn(url: string | undefined): number | null {
  const [, number] = /\/issues\/([1-9]\d{0,15})$/.exec(url ?? "") ?? [];
  return number === undefined ? null : Number(number);
}

/** The requests about commenters and their comments. Needs `issues: write`. */
export function openPeople({ token, apiUrl, owner, repo }: Connection): People {
  const { request, hook } = getOctokit(token, apiUrl === undefined ? {} : { baseUrl: apiUrl });
  hook.wrap("request", (send, options) => {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    return send({ ...options, request: { ...options.request, signal } });
  });
  const at = { owner, repo };
  const asked = <T>(ask: () => Promise<T>): Promise<T> =>
    pRetry(ask, {
      retries: 2,
      minTimeout: 500,
      shouldRetry: ({ error }) => isLostAnswer(error),
    });
  const nothingFor404 = (error: unknown): null => {
    if (isNotFound(error)) return null;
    throw error;
  };
  return {
    permission: (login) =>
      asked(async () => {
        const { data } = await request(
          "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
          { ...at, username: login },
        );
        // Of another login (a renamed account) or in other words: nobody knows what it means.
        const isTheirs = data.user?.login.toLowerCase() === login.toLowerCase();
        if (!isTheirs || !PERMISSIONS.includes(data.permission))
          throw new Error(`GitHub answered ${data.permission} for ${data.user?.login ?? "nobody"}`);
        return data.permission as Permission;
      }),
    comment: (id) =>
      asked(() =>
        request("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", {
          ...at,
          comment_id: id,
        }).then(
          ({ data }) => ({
            body: data.body ?? "",
            author: data.user?.login ?? "",
            isPerson: data.user?.type === "User",
            app:
              data.performed_via_github_app == null
                ? null
                : `${data.performed_via_github_app.slug}[bot]`,
            issue: numberIn(data.issue_url),
            node: data.node_id,
          }),
          nothingFor404,
        ),
      ),
    isEdited: (node) =>
      asked(async () => {
        const { data } = await request("POST /graphql", {
          query: EDITED,
          variables: { id: node },
        });
        const { data: found } = z.object({ data: z.object({ node: EditedSchema }) }).parse(data);
        return found.node.lastEditedAt !== null;
      }),
    async react(comment, reaction) {
      const { status } = await request(
        "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
        { ...at, comment_id: comment, content: reaction },
      );
      return Number(status) === 201 ? "set" : "there";
    },
  };
}
