import { UserError } from "../../../errors.ts";
import type { ScraperProducer } from "../../../pipeline/schema/scraper.ts";
import { SOURCE_ADDRESS, sourceBase } from "../../../pipeline/scrapers.ts";
import { AdvisedError } from "../../../warehouse/retry.ts";
import { originalsAt } from "../originals/at.ts";
import type { Original, Originals } from "../originals/originals.ts";
import { type Fetched, type PoliteClient, politeClient } from "./fetch.ts";

const MIB = 1024 ** 2;

/** One source as long as a run goes on: its pace, its originals and what is known of it by now. */
export type Session = {
  readonly base: URL;
  readonly client: PoliteClient;
  readonly originals: Originals;
  /** Games that were refused. */
  readonly forbidden: Set<string>;
  /** Feeds of this session, by address: one is fetched once. */
  readonly feeds: Map<string, Promise<Original>>;
  /** Why nothing more is asked. */
  blocked: string | null;
};

/** Of which kept originals are used: `kept` whatever is there, `fresh` none. */
export type Age = "kept" | "fresh";

/** The sessions of a run, by source: all its tables share them, so that a source is asked at its pace. */
export type Sessions = Map<string, Session>;

export type SessionSetting = {
  readonly sessions: Sessions;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly root: string;
};

type Asked = { readonly signal: AbortSignal; readonly headers?: Readonly<Record<string, string>> };

/** The session of a source's host. Throws a UserError for what is not declared or set, before anything is asked. */
export function sessionOf(declared: ScraperProducer, setting: SessionSetting): Session {
  const { base, userAgent } = {
    base: baseOf(declared, setting),
    userAgent: agentOf(declared, setting),
  };
  const key = `${base.href} ${declared.cache}`;
  const open: Session = setting.sessions.get(key) ?? {
    base,
    client: politeClient({
      base,
      userAgent,
      hosts: declared.hosts,
      concurrency: declared.concurrency,
      spacingMs: declared.spacingSeconds * 1000,
      connectMs: declared.connectSeconds * 1000,
      totalMs: declared.timeoutSeconds * 1000,
      retry: {
        retries: declared.retries,
        minWaitMs: declared.retryWaitSeconds * 1000,
        maxWaitMs: 32_000,
      },
      now: () => new Date(),
    }),
    originals: originalsAt(declared.cache, setting.root, setting.variables),
    forbidden: new Set(),
    feeds: new Map(),
    blocked: null,
  };
  setting.sessions.set(key, open);
  return open;
}

function baseOf(declared: ScraperProducer, { variables }: SessionSetting): URL {
  const { source, baseUrlFrom, baseUrl = SOURCE_ADDRESS[source] } = declared;
  const given = baseUrlFrom === undefined ? "" : (variables[baseUrlFrom] ?? "");
  if (baseUrlFrom === undefined || given === "")
    return sourceBase(declared, baseUrl, `The address of ${source}`);
  return sourceBase(declared, given, baseUrlFrom);
}

/** Who asks, and where to complain: what SCRAPER_CONTACT says, or the repository of the workflow. */
function agentOf({ contactFrom }: ScraperProducer, { variables }: SessionSetting): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = variables;
  const page = server && repository ? `${server}/${repository}/issues` : "";
  const contact = (variables[contactFrom] ?? "").trim() || page;
  if (contact === "")
    throw new UserError(
      `${contactFrom} is not set: set it to an address or a page where the source's owners can complain, such as ops@example.org. Nothing is fetched without it.`,
    );
  if (!/^[\x21-\x7e]{3,200}$/.test(contact) || /[()\\]/.test(contact))
    throw new UserError(
      `${contactFrom} is no address or page: write plain characters without spaces, such as ops@example.org.`,
    );
  return `nba-pipeline-ops (+${contact})`;
}

/** A path under the session's address. */
export const addressIn = ({ base }: Session, path: string): URL =>
  new URL(`${base.pathname.replace(/\/$/, "")}${path}`, base.origin);

/** An original that was kept, or else what the source answers, which is then kept. Nothing is asked where it is blocked. */
export async function originalAt(
  session: Session,
  url: URL,
  { signal, headers }: Asked,
  age: Age = "kept",
): Promise<Original | Exclude<Fetched["kind"], "bytes">> {
  const kept = age === "kept" ? await session.originals.read(url.href) : null;
  if (kept !== null) return kept;
  if (session.blocked !== null) throw new AdvisedError(session.blocked, { kind: "never" });
  const more = headers === undefined ? {} : { headers };
  const fetched = await session.client.get({ url, maxBytes: 32 * MIB, signal, ...more });
  if (fetched.kind !== "bytes") return fetched.kind;
  return session.originals.keep(url.href, fetched.bytes, fetched.fetchedAt);
}
