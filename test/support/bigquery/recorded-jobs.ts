import { once } from "node:events";
import { createServer } from "node:http";
import { whyUnpublished } from "./published.ts";

/** One request as it came; `body` is its JSON, or its text where it is none. */
export type Asked = {
  readonly method: string;
  readonly project: string;
  /** Below the project, such as `/jobs/ID`. */
  readonly path: string;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was sent
  readonly body: any;
};

/** What is answered: a status and JSON. */
export type Answer = { readonly status?: number; readonly json: unknown };

export type RecordedBigQuery = AsyncDisposable & {
  readonly url: string;
  readonly asked: Asked[];
  /** How often something was asked for. */
  count(method: string, path: RegExp): number;
};

/** A server that answers as BigQuery is recorded to: for what the emulator has not, quotas, long jobs and pages. */
export async function startRecorded(answer: (asked: Asked) => Answer): Promise<RecordedBigQuery> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? "", "http://local");
    const text = Buffer.concat(parts).toString();
    const one: Asked = {
      method: request.method ?? "",
      project: /\/projects\/([^/]+)/.exec(url.pathname)?.[1] ?? "",
      path: url.pathname.replace(/^.*\/projects\/[^/]+/, ""),
      query: url.searchParams,
      body: text.startsWith("{") ? JSON.parse(text) : text,
    };
    asked.push(one);
    const unknown = whyUnpublished(one.method, request.url ?? "", text);
    const { status = 200, json } =
      unknown === null
        ? answer(one)
        : refusal(400, "invalid", `Not of the published API: ${unknown}`);
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(json));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No local port is free.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    count: (method, path) =>
      asked.filter((one) => one.method === method && path.test(one.path)).length,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const refusal = (status: number, reason: string, message: string): Answer => ({
  status,
  json: { error: { code: status, message, errors: [{ domain: "global", reason, message }] } },
});

/** A job by its id; an `errorResult` is how it failed. */
export const aJob = (
  jobId: string,
  state: "RUNNING" | "DONE",
  errorResult?: { reason: string; message: string },
): Answer => ({
  json: {
    jobReference: { projectId: "p", jobId },
    status: { state, ...(errorResult === undefined ? {} : { errorResult }) },
  },
});

/** A page of numbers, in one column `v`. */
export const aPage = (
  jobId: string,
  values: readonly number[],
  more: { readonly totalRows?: number; readonly pageToken?: string } = {},
): Answer => ({
  json: {
    jobReference: { projectId: "p", jobId },
    jobComplete: true,
    schema: { fields: [{ name: "v", type: "INTEGER" }] },
    rows: values.map((v) => ({ f: [{ v: String(v) }] })),
    totalRows: String(more.totalRows ?? values.length),
    ...(more.pageToken === undefined ? {} : { pageToken: more.pageToken }),
  },
});
