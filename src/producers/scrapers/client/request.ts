import type { IncomingMessage } from "node:http";
import { errorMessage } from "../../../errors.ts";
import { AdvisedError } from "../../../warehouse/retry.ts";
import { isPassing } from "../../port/passing.ts";
import { requesterOf } from "../../port/requester.ts";

export type Limits = {
  /** Until there is a connection, TLS included: these hosts hang rather than refuse. */
  readonly connectMs: number;
  /** For the whole, however slowly the answer drips. */
  readonly totalMs: number;
  readonly maxBytes: number;
};

export type Answered = {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Uint8Array;
};

class TooLate extends Error {}

/** One GET, whatever its status; no redirect is followed. Throws AdvisedError where no whole answer came. */
export function getOnce(
  url: URL,
  headers: Readonly<Record<string, string>>,
  limits: Limits,
  signal: AbortSignal,
): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const open = requesterOf(url);
  const request = open(url, { headers, agent: false, signal }, (response) => {
    readAll(response, limits.maxBytes, url).then(
      (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes }),
      reject,
    );
  });
  const endIn = (ms: number, what: string) =>
    setTimeout(() => request.destroy(new TooLate(`${what} within ${ms / 1000} s`)), ms);
  const connecting = endIn(limits.connectMs, "no connection");
  const whole = endIn(limits.totalMs, "no whole answer");
  request.on("socket", (socket) => {
    const event = url.protocol === "https:" ? "secureConnect" : "connect";
    socket.once(event, () => clearTimeout(connecting));
  });
  request.on("error", reject);
  request.end();
  return promise
    .catch((error: Error) => {
      throw failureOf(error, url);
    })
    .finally(() => {
      clearTimeout(connecting);
      clearTimeout(whole);
    });
}

async function readAll(response: IncomingMessage, maxBytes: number, url: URL): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    size += part.length;
    if (size > maxBytes) {
      response.destroy();
      const limit = `${(maxBytes / 1024 ** 2).toFixed(1)} MiB`;
      throw new AdvisedError(`${url} answered with more than ${limit}`, { kind: "never" });
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function failureOf(error: Error, url: URL): Error {
  if (error instanceof AdvisedError || error.name === "AbortError") return error;
  const passes = error instanceof TooLate || isPassing((error as NodeJS.ErrnoException).code ?? "");
  return new AdvisedError(
    `${url} could not be fetched: ${errorMessage(error)}`,
    { kind: passes ? "seconds" : "never" },
    { cause: error },
  );
}
