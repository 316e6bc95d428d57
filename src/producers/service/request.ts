import type { IncomingMessage, RequestOptions } from "node:http";
import { errorMessage } from "../../errors.ts";
import { AdvisedError, type RetryAdvice } from "../../warehouse/retry.ts";
import { isPassing, waitAdvice } from "../port/passing.ts";
import { requesterOf } from "../port/requester.ts";
import { said } from "./answer.ts";

const MAX_ANSWER_BYTES = 1024 ** 2;

export type Call = {
  readonly address: URL;
  /** Without it no Authorization header is sent. */
  readonly token: string | null;
  /** Sent as X-API-Key; none unless given. */
  readonly key?: string | null;
  readonly body: object;
  /** For the whole of the call, however slowly the answer drips. */
  readonly timeoutMs: number;
  /** Begins the messages, such as "PlayerDailyCacheProcessor on 2026-01-02". */
  readonly what: string;
  readonly now: () => Date;
};

type Answered = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
};

/**
 * One POST, and the text of its answer. Throws AdvisedError for everything but a 2xx. No redirect is followed: the body
 * and the token are for this address. Node's own fetch is not used: it ends every wait for an answer after 300 s.
 */
export async function post(call: Call): Promise<string> {
  const answered = withoutToken(await send(call), call.token);
  const { status, headers, text } = withoutToken(answered, call.key ?? null);
  if (status >= 200 && status < 300) return text;
  const { what, timeoutMs } = call;
  if (status >= 300 && status < 400)
    throw never(
      `${what} was answered with a redirect (${status}) to ${said(headers.location ?? "nowhere")}; the declared address must be the service's own`,
    );
  const words = text.trim() === "" ? "" : `: ${said(text)}`;
  if (status === 401 || status === 403)
    throw never(
      `${what} was answered with ${status}${words}. The identity that calls needs roles/run.invoker on the service`,
    );
  if (status === 504) throw tooLong(what, timeoutMs, "The service's own limit was reached (504)");
  if (status !== 408 && status !== 429 && status < 500)
    throw never(`${what} was answered with ${status}${words}`);
  throw new AdvisedError(
    `${what} was answered with ${status}${words}`,
    waitAdvice(headers["retry-after"], call.now()),
  );
}

/** A service that says what it was sent must not bring its token into a log or a report. */
function withoutToken(answer: Answered, token: string | null): Answered {
  if (token === null || token === "") return answer;
  const { text, headers } = answer;
  const clean = (said: string) => said.replaceAll(token, "[token]");
  const location = headers.location === undefined ? {} : { location: clean(headers.location) };
  return { ...answer, text: clean(text), headers: { ...headers, ...location } };
}

/**
 * Not tried again in this run: the service may be at work still, and two calls at once that delete and insert the same
 * date can leave its rows twice. A resume, later, calls it again.
 */
const tooLong = (what: string, timeoutMs: number, how: string) =>
  never(
    `${what} did not end within ${timeoutMs / 1000} s. ${how}, and it may be writing still: resume the run later`,
  );

function send({ address, token, key = null, body, timeoutMs, what }: Call): Promise<Answered> {
  const text = JSON.stringify(body);
  const options: RequestOptions = {
    method: "POST",
    agent: false, // a connection a call: one kept open for minutes is closed by the other side as it is used again
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      accept: "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(key === null ? {} : { "x-api-key": key }),
    },
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(failureOf(error, what, timeoutMs));
    const open = requesterOf(address);
    const request = open(address, options, (response) => {
      read(response, what).then(
        (answer) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer }),
        fail,
      );
    });
    request.on("error", fail);
    request.end(text);
  });
}

async function read(response: IncomingMessage, what: string): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    size += part.length;
    if (size > MAX_ANSWER_BYTES) {
      response.destroy();
      throw never(`${what} was answered with more than ${MAX_ANSWER_BYTES / 1024 ** 2} MiB`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function failureOf(error: Error, what: string, timeoutMs: number): Error {
  if (error instanceof AdvisedError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (error.name === "AbortError" || code === "ABORT_ERR" || error.name === "TimeoutError")
    return tooLong(what, timeoutMs, "Nobody listens to its answer any more");
  const advice: RetryAdvice = isPassing(code) ? { kind: "seconds" } : { kind: "never" };
  return new AdvisedError(`${what} could not be called: ${errorMessage(error)}`, advice, {
    cause: error,
  });
}

const never = (message: string) => new AdvisedError(message, { kind: "never" });
