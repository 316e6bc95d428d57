import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

/** Who is signed in to Google, and how that was found. Never holds a key or a token. */
export type Identity = {
  /** Where the credentials are, such as "GOOGLE_APPLICATION_CREDENTIALS (/keys/ops.json)". */
  readonly from: string;
  /** Such as "user" or "service account". */
  readonly kind: string;
  /** An address, where the credentials tell it. */
  readonly account: string | null;
  readonly token:
    | { readonly status: "issued" }
    /** Google says no: expired, revoked, or of somebody who is gone. */
    | { readonly status: "refused"; readonly why: string }
    | { readonly status: "unread"; readonly why: string };
};

export type IdentityAnswer =
  | { readonly status: "found"; readonly identity: Identity }
  /** Named, but no credentials; `why` says what the file is. */
  | { readonly status: "broken"; readonly from: string; readonly why: string }
  | { readonly status: "none"; readonly gcloudOnly: boolean };

type Env = Readonly<Record<string, string | undefined>>;

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const KINDS: Readonly<Record<string, string>> = {
  authorized_user: "user",
  service_account: "service account key",
  external_account: "workload identity federation",
  external_account_authorized_user: "workforce user",
  impersonated_service_account: "impersonated service account",
};

const CredentialsFile = z.object({
  type: z.string(),
  client_email: z.string().optional(),
  service_account_impersonation_url: z.string().optional(),
});

/** Looks where the client looks, in its order: the named file, gcloud's file, the machine's own identity. */
export async function findIdentity(
  env: Env,
  project: string,
  timeoutMs: number,
): Promise<IdentityAnswer> {
  const named = env["GOOGLE_APPLICATION_CREDENTIALS"] || env["google_application_credentials"];
  const folder = env["CLOUDSDK_CONFIG"] || join(env["HOME"] ?? "", ".config", "gcloud");
  const own = join(folder, "application_default_credentials.json");
  const [path, label] = named ? [named, "GOOGLE_APPLICATION_CREDENTIALS"] : [own, "gcloud's file"];
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => error);
  if (typeof text !== "string") {
    if (named)
      return { status: "broken", from: `${label} (${path})`, why: text.code ?? "unreadable" };
    return ofMachine(join(folder, "credentials.db"), project, timeoutMs);
  }
  const from = `${label} (${path})`;
  const file = credentialsIn(text);
  if (file === null) return { status: "broken", from, why: "it holds no Google credentials" };
  return {
    status: "found",
    identity: {
      from: env["GOOGLE_GHA_CREDS_PATH"] === path ? `google-github-actions/auth, ${from}` : from,
      kind: KINDS[file.type] ?? file.type,
      account: file.client_email ?? accountIn(file.service_account_impersonation_url) ?? null,
      token: await tokenState(project, timeoutMs),
    },
  };
}

async function openAuth(projectId: string) {
  const { GoogleAuth } = await import("google-auth-library");
  // Without a project it would ask another API, which need not be switched on, for one.
  return new GoogleAuth({ scopes: SCOPE, projectId });
}

/** Null for anything else; the parser's own message would repeat a piece of the file, which may be a key. */
function credentialsIn(text: string): z.infer<typeof CredentialsFile> | null {
  try {
    return CredentialsFile.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const accountIn = (url: string | undefined): string | undefined =>
  /serviceAccounts\/([^/:]+):/.exec(url ?? "")?.[1];

/** The identity that a machine on Google's cloud has; its address comes from the metadata server. */
async function ofMachine(
  gcloudLogins: string,
  project: string,
  timeoutMs: number,
): Promise<IdentityAnswer> {
  const auth = await openAuth(project);
  const found = await within(timeoutMs, () => auth.getClient()).catch(() => null);
  if (found === null) {
    const gcloudOnly = await readFile(gcloudLogins).then(
      () => true,
      () => false,
    );
    return { status: "none", gcloudOnly };
  }
  const account = await within(timeoutMs, () => auth.getCredentials()).then(
    ({ client_email: address }) => address ?? null,
    () => null,
  );
  const token = await tokenState(project, timeoutMs);
  return {
    status: "found",
    identity: {
      from: "the metadata server",
      kind: "service account of this machine",
      account,
      token,
    },
  };
}

async function tokenState(project: string, timeoutMs: number): Promise<Identity["token"]> {
  try {
    const auth = await openAuth(project);
    const token = await within(timeoutMs, () => auth.getAccessToken());
    return token ? { status: "issued" } : { status: "unread", why: "no token came" };
  } catch (error) {
    const why = withoutSecrets(error instanceof Error ? error.message : String(error));
    const status = statusOf(error);
    const isRefused =
      (status !== null && status < 500 && status !== 429) || /invalid_(grant|client)/.test(why);
    return { status: isRefused ? "refused" : "unread", why };
  }
}

function statusOf(error: unknown): number | null {
  const status = (error as { response?: { status?: unknown } } | null)?.response?.status;
  return typeof status === "number" ? status : null;
}

/** Long runs without a blank may be keys or tokens. */
const withoutSecrets = (text: string): string =>
  text.replace(/[\w+/=.~-]{40,}/g, "[left out]").slice(0, 300);

async function within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const given = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: given.signal }).then(() => {
    throw new Error(`no answer within ${timeoutMs / 1000} s`);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    given.abort();
    late.catch(() => undefined); // nobody waits for it any more
  }
}
