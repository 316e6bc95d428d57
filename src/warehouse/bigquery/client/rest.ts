import { setTimeout as sleep } from "node:timers/promises";
import type { BigQuery } from "@google-cloud/bigquery";
import { z } from "zod";
import { errorMessage } from "../../../errors.ts";

/** What came back instead of the answer that was asked for. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** Of HTTP; null where no answer arrived, or one that could not be read: the request may have been carried out. */
  readonly status: number | null;
  /** BigQuery's word for it, such as rateLimitExceeded. */
  readonly reason: string;

  constructor(
    message: string,
    { status, reason }: { status: number | null; reason: string },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
    this.reason = reason;
  }
}

export type Call = {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Under the project, or a whole address. */
  readonly uri: string;
  readonly qs?: Readonly<Record<string, string | number | boolean>>;
  readonly json?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Rest = {
  /** Of the tables. */
  readonly project: string;
  /** Of the jobs. */
  readonly jobsProject: string;
  readonly location: string;
  /** Where uploads go. */
  readonly uploadUrl: string;
  /** One request, never repeated. Throws ApiFailure. */
  call<S extends z.ZodType>(call: Call, answer: S): Promise<z.infer<S>>;
};

export type RestOptions = {
  readonly project: string;
  readonly location: string;
  /** Runs and pays for the jobs; `project` unless given. */
  readonly billingProject?: string | undefined;
  /** The longest wait for one answer, however slowly it drips. */
  readonly requestTimeoutMs: number;
};

/**
 * BigQuery's requests through the official client, which finds the credentials and signs them. Its own `createQueryJob`
 * and `getQueryResults` are not used: an answer without a status ends the process there, and their retries look at the
 * HTTP status alone (docs/adr/0009-bigquery-replace.md).
 */
export async function openRest(options: RestOptions): Promise<Rest> {
  const { BigQuery } = await import("@google-cloud/bigquery");
  const { project, location, billingProject = project, requestTimeoutMs } = options;
  const clientOf = (projectId: string) => new BigQuery({ projectId, location, autoRetry: false });
  const [tables, jobs] = [clientOf(project), clientOf(billingProject)];
  return {
    project,
    jobsProject: billingProject,
    location,
    uploadUrl: `${jobs.apiEndpoint}/upload/bigquery/v2/projects/${billingProject}/jobs`,
    call: async (call, answer) => {
      const client = call.uri.startsWith("/datasets") ? tables : jobs;
      return read(call, await send(client, call, requestTimeoutMs), answer);
    },
  };
}

async function send(client: BigQuery, call: Call, timeoutMs: number): Promise<unknown> {
  const given = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: given.signal }).then(() => {
    throw new ApiFailure(`No whole answer to ${named(call)} within ${timeoutMs / 1000} s`, {
      status: null,
      reason: "timeout",
    });
  });
  try {
    return await Promise.race([asked(client, call), late]);
  } finally {
    given.abort();
    late.catch(() => undefined); // nobody waits for it any more
  }
}

function asked(client: BigQuery, call: Call): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.request({ method: "GET", ...call }, (error: unknown, body: unknown) => {
      if (error) reject(failureOf(error, call));
      else resolve(body);
    });
  });
}

const ErrorAnswer = z.object({
  code: z.union([z.int(), z.string()]).optional(),
  errors: z
    .array(z.object({ reason: z.string().default(""), message: z.string().default("") }))
    .optional(),
});

function failureOf(cause: unknown, call: Call): ApiFailure {
  const { code, errors } = ErrorAnswer.safeParse(cause).data ?? {};
  const [first] = errors ?? [];
  if (typeof code !== "number")
    return new ApiFailure(
      `No answer to ${named(call)}: ${errorMessage(cause)}`,
      { status: null, reason: code ?? "noAnswer" },
      { cause },
    );
  const message = first?.message || errorMessage(cause);
  return new ApiFailure(message, { status: code, reason: first?.reason ?? "" }, { cause });
}

function read<S extends z.ZodType>(call: Call, body: unknown, answer: S): z.infer<S> {
  const result = answer.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") || "it";
  throw new ApiFailure(`The answer to ${named(call)} cannot be read: ${where}: ${issue?.message}`, {
    status: null,
    reason: "malformed",
  });
}

const named = ({ method = "GET", uri }: Call): string =>
  `${method} ${uri.replace(/^https?:\/\/[^/]+/, "")}`;
