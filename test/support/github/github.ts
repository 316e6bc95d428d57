import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { getOctokit } from "@actions/github";
import { createEmulator } from "emulate";
import { type Beyond, beyondEmulator } from "./github-beyond.ts";

export const OWNER = "acme";
export const REPO = "ops";
export const TOKEN = "tok";
/** Of somebody else, who may write as well. */
export const OTHER = { login: "mallory", token: "tok-of-mallory" };
/** People who comment; what they may is in `beyond`. */
export const COMMENTERS = ["wendy", "rita", "oscar"] as const;
export const tokenOf = (login: string): string => `tok-of-${login}`;

type Asked = { readonly method: string; readonly path: string; readonly body: string };
export type Answer = {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What GitHub does otherwise than the emulator: answers instead of it, or in place of the answer that it gave. */
export type Faults = {
  before?: (asked: Asked) => Answer | undefined | Promise<Answer | undefined>;
  after?: (asked: Asked) => Answer | undefined;
  /** A listing of a tree as GitHub shortens it; null for the emulator's. */
  replaceTree?: (path: string) => object | null;
  /** The entries of a listing as GitHub answers them in their place. */
  shorten?: (asked: Asked, entries: readonly unknown[]) => readonly unknown[];
  /** An answer in place of the one that GitHub gave. */
  replaceAnswer?: (asked: Asked, text: string) => string;
  /** The connection ends without an answer, before GitHub saw the request or after it carried it out. */
  reset?: (asked: Asked) => "before" | "after" | undefined;
  /** Of each request, as over a network. */
  latencyMs?: number;
};

export type GitHub = AsyncDisposable & {
  readonly url: string;
  readonly faults: Faults;
  readonly beyond: Beyond;
  /** Every request since the last time this was emptied, such as "PATCH git/refs/heads/main". */
  readonly asked: string[];
  readonly bodies: Asked[];
  readonly octokit: ReturnType<typeof getOctokit>;
  /** The commits of a branch, newest first. */
  commits(branch?: string): Promise<{ sha: string; message: string }[]>;
  /** Text of every file below reports/ on the branch. */
  reports(branch?: string): Promise<Record<string, string>>;
  /** Adds files by one commit, as another person would. */
  push(files: Readonly<Record<string, string>>, branch?: string): Promise<string>;
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function shortened(asked: Asked, text: string, { shorten }: Faults): string {
  if (shorten === undefined || asked.method !== "GET") return text;
  const answer: unknown = JSON.parse(text);
  return Array.isArray(answer) ? JSON.stringify(shorten(asked, answer)) : text;
}

/** GitHub's API on this machine with the repository acme/ops, behind a server that counts, delays and disturbs. */
export async function startGitHub(options: { readonly empty?: true } = {}): Promise<GitHub> {
  const emulator = await createEmulator({
    service: "github",
    port: await freePort(),
    seed: {
      tokens: {
        [TOKEN]: { login: "octocat", scopes: ["repo"] },
        [OTHER.token]: { login: OTHER.login, scopes: ["repo"] },
        ...Object.fromEntries(
          COMMENTERS.map((login) => [tokenOf(login), { login, scopes: ["repo"] }]),
        ),
      },
      github: {
        users: ["octocat", OTHER.login, ...COMMENTERS].map((login) => ({ login })),
        orgs: [
          {
            login: OWNER,
            members: [
              { login: "octocat", role: "admin" },
              { login: OTHER.login, role: "admin" },
              ...COMMENTERS.map((login) => ({ login, role: "member" as const })),
            ],
          },
        ],
        repos: [{ owner: OWNER, name: REPO, auto_init: options.empty !== true }],
      },
    },
  });
  const behind = emulator.url.replace("localhost", "127.0.0.1");
  const faults: Faults = {};
  const beyond = beyondEmulator();
  const bodies: Asked[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { method = "GET", url: target = "/" } = request;
      const path = decodeURIComponent(target).replace(`/repos/${OWNER}/${REPO}`, "").slice(1);
      const one = { method, path, body: await bodyOf(request) };
      asked.push(`${method} ${path.split("?")[0]}`);
      bodies.push(one);
      if (faults.latencyMs !== undefined) await sleep(faults.latencyMs);
      const refuse = ({ status, message, headers = {} }: Answer) =>
        response
          .writeHead(status, { "content-type": "application/json", ...headers })
          .end(JSON.stringify({ message }));
      const end = faults.reset?.(one);
      if (end === "before") return void request.socket.destroy();
      const instead = await faults.before?.(one);
      if (instead !== undefined) return refuse(instead);
      const tree = faults.replaceTree?.(one.path) ?? null;
      if (tree !== null)
        return response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify(tree));
      const headers = {
        "content-type": "application/json",
        authorization: request.headers.authorization ?? "",
      };
      const sent = { method, headers, ...(one.body === "" ? {} : { body: one.body }) };
      const reply = beyond.answer(one) ?? (await fetch(`${behind}${target}`, sent));
      const given = shortened(one, await reply.text(), faults);
      const text = faults.replaceAnswer?.(one, given) ?? given;
      if (end === "after") return void request.socket.destroy();
      const lost = faults.after?.(one);
      if (lost !== undefined) return refuse(lost);
      // Further pages are asked for through this server too.
      const link = reply.headers.get("link")?.replaceAll(behind, url);
      return response
        .writeHead(reply.status, {
          "content-type": "application/json",
          ...(link === undefined ? {} : { link }),
        })
        .end(text);
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Past the counting server: what a test looks at is not what it counts.
  const octokit = getOctokit(TOKEN, { baseUrl: behind });
  const at = { owner: OWNER, repo: REPO };
  const { git } = octokit.rest;
  const headOf = async (branch: string): Promise<string> =>
    (await git.getRef({ ...at, ref: `heads/${branch}` })).data.object.sha;

  return {
    url,
    faults,
    beyond,
    asked,
    bodies,
    octokit,
    commits: async (branch = "main") =>
      (
        await octokit.paginate(octokit.rest.repos.listCommits, {
          ...at,
          sha: branch,
          per_page: 100,
        })
      ).map(({ sha, commit }) => ({ sha, message: commit.message })),
    async reports(branch = "main") {
      const head = await headOf(branch);
      const { data } = await git.getTree({ ...at, tree_sha: head, recursive: "1" });
      const files = data.tree.filter(
        ({ path, type }) => type === "blob" && /^reports\//.test(path),
      );
      const texts = await Promise.all(
        files.map(async ({ path, sha }) => {
          const blob = await git.getBlob({ ...at, file_sha: sha });
          return [path, Buffer.from(blob.data.content, "base64").toString("utf8")] as const;
        }),
      );
      return Object.fromEntries(texts);
    },
    async push(files, branch = "main") {
      const parent = await headOf(branch);
      const { data: from } = await git.getCommit({ ...at, commit_sha: parent });
      const { data: tree } = await git.createTree({
        ...at,
        base_tree: from.tree.sha,
        tree: Object.entries(files).map(([path, content]) => ({
          ...{ path, content },
          mode: "100644" as const,
          type: "blob" as const,
        })),
      });
      const { data: commit } = await git.createCommit({
        ...at,
        message: "By another hand",
        tree: tree.sha,
        parents: [parent],
      });
      await git.updateRef({ ...at, ref: `heads/${branch}`, sha: commit.sha });
      return commit.sha;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await emulator.close();
    },
  };
}
