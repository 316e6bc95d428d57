import { errorMessage } from "../../../errors.ts";
import {
  AdvisedError,
  DEFAULT_RETRY,
  type RetryPolicy,
  withRetries,
} from "../../../warehouse/retry.ts";
import { accessToken } from "../../port/identity-token.ts";
import { waitAdvice } from "../../port/passing.ts";
import type { FileStore } from "./originals.ts";

export type Bucket = { readonly bucket: string; readonly prefix: string };

const TIMEOUT_MS = 60_000;
const SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

/** The parts of "gs://BUCKET/PREFIX"; null for what is no bucket, and so a folder. */
export function bucketOf(cache: string): Bucket | null {
  const [, bucket, prefix = ""] =
    /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220})(?:\/([\w./-]*))?$/.exec(cache) ?? [];
  return bucket === undefined ? null : { bucket, prefix: prefix.replace(/\/+$/, "") };
}

/**
 * A bucket of Google Cloud Storage, by the credentials of this process; an object is there as a whole or not at all. With
 * `emulator` (an address) nobody signs in. Throws AdvisedError where it does not answer, or refuses.
 */
export function bucketStore(
  { bucket, prefix }: Bucket,
  emulator: string | null,
  retry: RetryPolicy = DEFAULT_RETRY,
): FileStore {
  const base = emulator ?? "https://storage.googleapis.com";
  const place = `b/${bucket}/o`;
  const nameOf = (name: string) => encodeURIComponent(prefix === "" ? name : `${prefix}/${name}`);
  const ask = (method: string, path: string, body: Uint8Array | null = null) =>
    withRetries(
      () =>
        once(
          method,
          `${base}${path}`,
          body,
          emulator === null ? () => accessToken(SCOPE) : async () => null,
        ),
      retry,
      new AbortController().signal,
    );
  return {
    get: (name) => ask("GET", `/storage/v1/${place}/${nameOf(name)}?alt=media`),
    put: async (name, content) => {
      const path = `/upload/storage/v1/${place}?uploadType=media&name=${nameOf(name)}`;
      if ((await ask("POST", path, content)) === null)
        throw never(`There is no bucket ${bucket} to keep originals in; make it, or correct cache`);
    },
    remove: async (name) => {
      await ask("DELETE", `/storage/v1/${place}/${nameOf(name)}`);
    },
  };
}

/** Null for what is not there. */
async function once(
  method: string,
  url: string,
  body: Uint8Array | null,
  tokenOf: () => Promise<string | null>,
): Promise<Uint8Array | null> {
  const bearer = await tokenOf();
  const headers = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  let response: Response;
  let bytes: Uint8Array;
  try {
    const sent = body === null ? {} : { body: new Uint8Array(body) };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetch(url, { method, headers, signal, ...sent });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new AdvisedError(`${url}: ${errorMessage(cause)}`, { kind: "seconds" }, { cause });
  }
  if (response.ok) return bytes;
  if (response.status === 404) return null;
  const message = `${url} was answered with ${response.status}`;
  if (response.status === 429 || response.status >= 500)
    throw new AdvisedError(
      message,
      waitAdvice(response.headers.get("retry-after") ?? undefined, new Date()),
    );
  throw never(`${message}: the account needs roles/storage.objectUser on the bucket of originals`);
}

const never = (message: string) => new AdvisedError(message, { kind: "never" });
