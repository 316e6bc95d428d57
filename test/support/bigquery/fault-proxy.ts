import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

import { whyUnpublished } from "./published.ts";

/** What the proxy does with one request instead of passing it on and back. */
export type Fault =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly reason: string;
      readonly message: string;
      /** Carried out all the same; otherwise it is not passed on. */
      readonly carriedOut?: boolean;
    }
  /** Accepted, and the job ends at once with this error; nothing of it is carried out. */
  | { readonly kind: "job"; readonly reason: string; readonly message: string }
  /** The connection ends before the request was passed on, or after it was carried out. */
  | { readonly kind: "reset"; readonly when: "before" | "after" }
  /** Carried out; half of the answer, or none of its JSON, comes back. */
  | { readonly kind: "truncated" }
  | { readonly kind: "malformed" }
  /** Carried out; nothing comes back, or a byte now and then. */
  | { readonly kind: "hanging" }
  | { readonly kind: "dripping" };

export type FaultProxy = AsyncDisposable & {
  readonly url: string;
  /** Requests so far: what was asked, and the fault it met. */
  readonly seen: { readonly method: string; readonly path: string; readonly fault: Fault | null }[];
  /** Decides for each request; null passes it on. */
  decide: (method: string, path: string, body: string) => Fault | null;
  /** Told when a request that was passed on has its answer. */
  passed: (method: string, path: string, body: string) => void;
  /** What is passed on instead of a request's body, and what comes back instead of its answer. */
  asked: (method: string, path: string, body: string) => string;
  answered: (method: string, path: string, answer: string) => string;
  /** Where requests go. */
  target: string;
};

/** BigQuery's recorded shapes; an emulator makes none of them itself. */
export const RECORDED = {
  rateLimit: answer(403, "rateLimitExceeded", "Exceeded rate limits: too many api requests"),
  dailyQuota: answer(
    403,
    "quotaExceeded",
    "Quota exceeded: Your table exceeded quota for Number of partition modifications",
  ),
  jobRateLimit: answer(400, "jobRateLimitExceeded", "Job exceeded rate limits"),
  backend: answer(503, "backendError", "Error encountered during execution. Retrying may help."),
  internal: answer(500, "internalError", "An internal error occurred."),
  unauthenticated: answer(401, "authError", "Request had invalid authentication credentials."),
  denied: answer(403, "accessDenied", "Access Denied: Project p: no permission"),
  resources: answer(400, "resourcesExceeded", "Resources exceeded during query execution"),
  noSuchJob: answer(404, "notFound", "Not found: Job p:US.one-that-is-there"),
  duplicate: answer(409, "duplicate", "Already Exists: Job p:US.one-that-is-not-there"),
  duplicateOfItself: {
    ...answer(409, "duplicate", "Already Exists: Job p:US.this-one"),
    carriedOut: true,
  },
} as const;

function answer(status: number, reason: string, message: string) {
  return { kind: "answer", status, reason, message } as const;
}

/** What BigQuery's published document does not have is never passed on. */
const refused = (why: string) => answer(400, "invalid", `Not of the published API: ${why}`);

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const held = new Set<ServerResponse>();
  const running = new Map<string, Promise<unknown>>();
  const failed = new Map<string, { readonly reason: string; readonly message: string }>();
  const proxy: Omit<FaultProxy, "url" | typeof Symbol.asyncDispose> = {
    seen: [],
    decide: () => null,
    passed: () => undefined,
    asked: (_, __, body) => body,
    answered: (_, __, answer) => answer,
    target,
  };
  const server = createServer(async (incoming, response) => {
    const [method, path] = [incoming.method ?? "", incoming.url ?? ""];
    const sent = await bodyOf(incoming);
    const unknown = whyUnpublished(method, path, sent.toString());
    const edited = proxy.asked(method, path, sent.toString());
    const body = edited === sent.toString() ? sent : Buffer.from(edited);
    const fault: Fault | null =
      unknown === null ? proxy.decide(method, path, body.toString()) : refused(unknown);
    proxy.seen.push({ method, path, fault });
    if (fault?.kind === "reset" && fault.when === "before") return void incoming.socket.destroy();
    if (fault?.kind === "answer" && fault.carriedOut !== true)
      return send(response, fault.status, errorBody(fault));
    const ended = failed.get(jobIdOf(path, body));
    if (ended !== undefined && method === "GET")
      return path.includes("/queries/")
        ? send(response, 400, errorBody({ status: 400, ...ended }))
        : send(response, 200, jobBody(jobIdOf(path, body), ended));
    if (ended !== undefined) return send(response, 409, errorBody(DUPLICATE));
    if (fault?.kind === "job") {
      failed.set(jobIdOf(path, body), fault);
      return send(response, 200, jobBody(jobIdOf(path, body), fault));
    }
    // BigQuery knows a job's id from the first request on; the emulator would run it twice at once.
    const id = jobIdOf(path, body);
    const inserts = method === "POST" && /\/jobs(\?|$)/.test(path);
    if (inserts && running.has(id)) return send(response, 409, errorBody(DUPLICATE));
    if (method === "GET") await running.get(id);
    const passing = pass(proxy.target, incoming, body).catch(() => null);
    if (inserts && id !== "") running.set(id, passing);
    const passed = await passing;
    if (inserts) running.delete(id);
    proxy.passed(method, path, body.toString());
    if (passed === null) return void incoming.socket.destroy();
    switch (fault?.kind) {
      case "answer":
        return send(response, fault.status, errorBody(fault));
      case "reset":
        return void incoming.socket.destroy();
      case "truncated":
        response.writeHead(200, { "Content-Type": "application/json" });
        return void response.end(passed.body.subarray(0, Math.floor(passed.body.length / 2)));
      case "malformed":
        return send(response, 200, Buffer.from("<html>not what was asked</html>"));
      case "hanging":
        return void held.add(response);
      case "dripping":
        held.add(response);
        response.writeHead(200, { "Content-Type": "application/json" });
        return drip(response, passed.body);
      default:
        return send(
          response,
          passed.status,
          Buffer.from(proxy.answered(method, path, passed.body.toString())),
        );
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No local port is free.");
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      for (const response of held) response.destroy();
      server.closeAllConnections();
      server.close();
    },
  });
}

const DUPLICATE = { status: 409, reason: "duplicate", message: "Already Exists: Job" };

/** The job that is inserted or asked for; "" for other requests. */
const jobIdOf = (path: string, body: Buffer): string =>
  /\/(?:jobs|queries)\/([\w-]+)/.exec(path)?.[1] ??
  /"jobId":"([\w-]+)"/.exec(body.subarray(0, 4_000).toString())?.[1] ??
  "";

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function pass(target: string, { method, url, headers }: IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
    const own = {
      ...headers,
      ...(headers["content-length"] === undefined ? {} : { "content-length": body.length }),
      ...{ host: new URL(target).host, "accept-encoding": "identity" },
    };
    const onward = request(`${target}${url}`, { method, headers: own }, async (response) => {
      const status = response.statusCode ?? 502;
      bodyOf(response).then((answered) => {
        // BigQuery answers 409 to a job's id that it knows; the emulator has other words for it.
        const duplicate = method === "POST" && answered.includes(`is already created"`);
        resolve({
          status: duplicate ? 409 : status,
          body: duplicate ? errorBody(DUPLICATE) : answered,
        });
      }, reject);
    });
    onward.on("error", reject);
    onward.end(body);
  });
}

function errorBody(fault: { status: number; reason: string; message: string }): Buffer {
  const { status: code, reason, message } = fault;
  const errors = [{ domain: "global", reason, message }];
  return Buffer.from(JSON.stringify({ error: { code, message, errors } }));
}

const jobBody = (jobId: string, { reason, message }: { reason: string; message: string }) =>
  Buffer.from(
    JSON.stringify({
      jobReference: { jobId },
      status: { state: "DONE", errorResult: { reason, message } },
    }),
  );

function send(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": body.length });
  response.end(body);
}

/** A byte a second: each keeps the connection alive, and the answer never ends in time. */
function drip(response: ServerResponse, body: Buffer): void {
  let at = 0;
  const timer = setInterval(() => {
    if (response.destroyed || at >= body.length) return clearInterval(timer);
    response.write(body.subarray(at, at + 1));
    at += 1;
  }, 1_000);
  timer.unref();
}
