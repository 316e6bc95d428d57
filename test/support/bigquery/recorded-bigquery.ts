import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { onTestFinished, vi } from "vitest";
import { whyUnpublished } from "./published.ts";

/** What a job says of itself and answers, in the shapes of BigQuery's REST API: numbers of bytes are text there. */
export type Answer = {
  readonly fields?: readonly { readonly name: string; readonly type: string }[];
  readonly rows?: readonly (readonly (string | null)[])[];
  readonly bytesProcessed?: string;
  readonly bytesBilled?: string;
  /** Of a dry run: how many tables it names. */
  readonly tables?: number;
  readonly error?: { readonly reason: string; readonly message: string };
};

export type RecordedBigQuery = {
  /** The texts of the queries that were run, and of those that were only estimated. */
  readonly ran: string[];
  readonly estimated: string[];
  /** Requests that would make, change or remove something other than a job. */
  readonly changed: string[];
  /** Answers a query or a dry run of it. */
  answer: (sql: string, isDryRun: boolean) => Answer;
  /** The resource of a table; null where there is none. */
  table: (name: string) => object | null;
  /** The resource of a dataset; null where there is none. */
  dataset: (name: string) => object | null;
};

type Body = {
  readonly jobReference: { readonly jobId: string };
  readonly configuration: { readonly dryRun?: boolean; readonly query: { readonly query: string } };
};

/**
 * A local server that answers as BigQuery was recorded to, for what no emulator does: bytes as they are billed, and
 * partition metadata. It computes nothing. The client of the running test is pointed at it.
 */
export async function startRecordedBigQuery(): Promise<RecordedBigQuery> {
  const recorded: RecordedBigQuery = {
    ran: [],
    estimated: [],
    changed: [],
    answer: () => ({}),
    table: () => null,
    dataset: () => null,
  };
  const jobs = new Map<string, Answer>();
  const server = createServer(async (incoming, response) => {
    const text = await textOf(incoming);
    const unknown = whyUnpublished(incoming.method ?? "", incoming.url ?? "", text);
    const [status, body] =
      unknown === null
        ? handle(recorded, jobs, incoming, text)
        : failure(400, { reason: "invalid", message: `Not of the published API: ${unknown}` });
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No local port is free.");
  vi.stubEnv("BIGQUERY_EMULATOR_HOST", `http://127.0.0.1:${address.port}`);
  vi.stubEnv("METADATA_SERVER_DETECTION", "none");
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
  return recorded;
}

function handle(
  recorded: RecordedBigQuery,
  jobs: Map<string, Answer>,
  { method, url = "" }: IncomingMessage,
  text: string,
): [number, object] {
  const path = url.replace(/\?.*/, "");
  if (method === "POST" && path.endsWith("/jobs")) {
    const { jobReference, configuration } = JSON.parse(text) as Body;
    const { query } = configuration.query;
    const isDryRun = configuration.dryRun === true;
    (isDryRun ? recorded.estimated : recorded.ran).push(query);
    const answer = recorded.answer(query, isDryRun);
    if (isDryRun && answer.error !== undefined) return failure(400, answer.error);
    jobs.set(jobReference.jobId, answer);
    return [200, { jobReference, ...jobOf(answer) }];
  }
  // A dry run by jobs.query, which says which columns a statement gives.
  if (method === "POST" && path.endsWith("/queries")) {
    const { fields = [] } = recorded.answer((JSON.parse(text) as { query: string }).query, true);
    return [200, { jobComplete: true, schema: { fields } }];
  }
  if (method !== "GET") recorded.changed.push(`${method} ${path}`);
  const [, jobId = ""] = /\/queries\/([^/]+)$/.exec(path) ?? [];
  const answer = jobs.get(jobId);
  if (answer !== undefined) {
    const { fields = [], rows = [] } = answer;
    return [
      200,
      {
        ...{ jobReference: { jobId }, jobComplete: true, totalRows: String(rows.length) },
        schema: { fields },
        rows: rows.map((row) => ({ f: row.map((v) => ({ v })) })),
      },
    ];
  }
  const [, lone] = /\/datasets\/([^/]+)$/.exec(path) ?? [];
  const [, dataset, table] = /\/datasets\/([^/]+)\/tables\/([^/]+)$/.exec(path) ?? [];
  const found = lone === undefined ? recorded.table(`${dataset}.${table}`) : recorded.dataset(lone);
  return found === null
    ? failure(404, { reason: "notFound", message: `Not found: ${path}` })
    : [200, found];
}

function jobOf({ bytesProcessed, bytesBilled, tables, error }: Answer): object {
  return {
    status: { state: "DONE", ...(error === undefined ? {} : { errorResult: error }) },
    statistics: {
      ...(bytesProcessed === undefined ? {} : { totalBytesProcessed: bytesProcessed }),
      query: {
        ...(bytesBilled === undefined ? {} : { totalBytesBilled: bytesBilled }),
        ...(tables === undefined
          ? {}
          : { referencedTables: Array.from({ length: tables }, (_, n) => ({ tableId: `t${n}` })) }),
      },
    },
  };
}

function failure(code: number, error: { reason: string; message: string }): [number, object] {
  const { reason, message } = error;
  return [code, { error: { code, message, errors: [{ domain: "global", reason, message }] } }];
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
