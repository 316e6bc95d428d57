import type { Check } from "../../render/summary/doctor.ts";
import type { IdentityAnswer } from "../../warehouse/bigquery/client/identity.ts";

type Env = Readonly<Record<string, string | undefined>>;

const TIMEOUT_MS = 10_000;
const SIGN_IN =
  "gcloud auth application-default login (on a machine of your own), or google-github-actions/auth (in a workflow)";

/** Who reads and writes BigQuery. The emulator asks nobody. */
export async function identityCheck(env: Env, project: string, emulated: boolean): Promise<Check> {
  const base = { area: "warehouse", name: "identity" } as const;
  if (emulated) return { ...base, status: "skip", found: "the emulator asks for none" };
  const { findIdentity } = await import("../../warehouse/bigquery/client/identity.ts");
  return { ...base, ...judged(await findIdentity(env, project, TIMEOUT_MS)) };
}

function judged(answer: IdentityAnswer): Pick<Check, "status" | "found" | "remedy" | "unread"> {
  if (answer.status === "none")
    return {
      status: "fail",
      found: answer.gcloudOnly
        ? "gcloud is signed in, but other programs are not: no application default credentials"
        : "none: no GOOGLE_APPLICATION_CREDENTIALS, no file of gcloud, no metadata server",
      remedy: SIGN_IN,
    };
  if (answer.status === "broken")
    return { status: "fail", found: `${answer.from}: ${answer.why}`, remedy: SIGN_IN };
  const { account, kind, from, token } = answer.identity;
  const who = `${account ?? "an account that the credentials do not name"}, ${kind}, from ${from}`;
  if (token.status === "issued") return { status: "pass", found: who };
  if (token.status === "refused")
    return {
      status: "fail",
      found: `${who}: Google gives it no token (${token.why})`,
      remedy: SIGN_IN,
    };
  return {
    status: "fail",
    found: `${who}: no answer about a token (${token.why})`,
    remedy: "Look whether the network reaches oauth2.googleapis.com, then run this again.",
    unread: true,
  };
}
