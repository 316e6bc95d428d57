import { errorMessage } from "../../../errors.ts";
import { mayAsk } from "../../../pipeline/scrapers.ts";
import { AdvisedError, adviceOf, type RetryPolicy, withRetries } from "../../../warehouse/retry.ts";
import { waitAdvice } from "../../port/passing.ts";
import { type Pace, paceOf } from "./pace.ts";
import { type Answered, getOnce, type Limits } from "./request.ts";

const MAX_REDIRECTS = 3;

export type ClientSetting = Omit<Limits, "maxBytes"> & {
  readonly base: URL;
  /** Hosts that may be asked besides the base's. */
  readonly hosts: readonly string[];
  /** Who asks, and where to complain. */
  readonly userAgent: string;
  readonly spacingMs: number;
  readonly concurrency: number;
  readonly retry: RetryPolicy;
  readonly now: () => Date;
};

export type Fetched =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly fetchedAt: string }
  /** 403: the address is blocked, or this one thing is withheld. */
  | { readonly kind: "forbidden" }
  /** 404 or 410. */
  | { readonly kind: "absent" };

export type Ask = {
  readonly url: URL;
  readonly maxBytes: number;
  /** Beyond those of every request, such as a key. They go to the base's host alone. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

export type PoliteClient = {
  /**
   * One thing, tried again while that can help. Throws AdvisedError: "park" for a wait that is too long for this run,
   * else "never", for trying again has been done.
   */
  readonly get: (ask: Ask) => Promise<Fetched>;
};

/** Asks the hosts of one source at their pace. */
export function politeClient(setting: ClientSetting): PoliteClient {
  const paces = new Map<string, Pace>();
  const paceAt = (host: string): Pace => {
    const pace = paces.get(host) ?? paceOf(setting);
    paces.set(host, pace);
    return pace;
  };

  async function follow(ask: Ask): Promise<Answered> {
    let url = ask.url;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      if (!mayAsk(url, setting.base, setting.hosts))
        throw never(
          `${ask.url} leads to ${url.origin}, which is not a host of this scraper; list it under hosts if it is right`,
        );
      const own = url.host === setting.base.host ? ask.headers : undefined;
      const headers = { "user-agent": setting.userAgent, "accept-encoding": "identity", ...own };
      const at = url;
      const answered = await paceAt(url.host)(
        () => getOnce(at, headers, { ...setting, maxBytes: ask.maxBytes }, ask.signal),
        ask.signal,
      );
      if (answered.status < 300 || answered.status >= 400) return answered;
      const to = answered.headers.location ?? "";
      if (!URL.canParse(to, url.href))
        throw never(`${url} was answered with a redirect to nowhere`);
      url = new URL(to, url);
    }
    throw never(`${ask.url} was answered with more than ${MAX_REDIRECTS} redirects`);
  }

  async function once(ask: Ask): Promise<Fetched> {
    const { status, headers, bytes } = await follow(ask);
    if (status >= 200 && status < 300)
      return { kind: "bytes", bytes, fetchedAt: setting.now().toISOString() };
    if (status === 403) return { kind: "forbidden" };
    if (status === 404 || status === 410) return { kind: "absent" };
    const message = `${ask.url} was answered with ${status}`;
    if (status !== 408 && status !== 429 && status < 500) throw never(message);
    throw new AdvisedError(message, waitAdvice(headers["retry-after"], setting.now()));
  }

  return {
    get: async (ask) => {
      try {
        return await withRetries(() => once(ask), setting.retry, ask.signal);
      } catch (error) {
        if (ask.signal.aborted || adviceOf(error).kind !== "seconds") throw error;
        const times = setting.retry.retries + 1;
        throw new AdvisedError(
          `${errorMessage(error)} (${times} times)`,
          { kind: "never" },
          { cause: error },
        );
      }
    },
  };
}

const never = (message: string) => new AdvisedError(message, { kind: "never" });
