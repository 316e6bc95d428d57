import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage, UnreadableError, UserError } from "../../../errors.ts";
import { findIdentity } from "./identity.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** In all less than 5 s with the start of the command: who waits longer for a network thinks that it works. */
const LIMIT_MS = 3000;
const BETWEEN_MS = 500;
const SIGN_IN =
  "Sign in with `gcloud auth application-default login` on a machine of your own, or with google-github-actions/auth in a workflow";

/**
 * Throws before any request where BigQuery cannot be reached (UnreadableError), or nobody is signed in (UserError): the
 * retries of requests would go on for minutes. It only connects, so a slow answer is no matter of it.
 */
export async function checkBigQuery(env: Env, project: string): Promise<void> {
  const emulator = env["BIGQUERY_EMULATOR_HOST"];
  const identity = emulator ? null : findIdentity(env, project, LIMIT_MS);
  identity?.catch(() => undefined); // a network that is down is said first
  await checkNetwork(endpointOf(env, emulator));
  if (identity === null) return;
  const found = await identity;
  if (found.status === "none")
    throw new UserError(
      `BigQuery needs Google credentials, and there are none: no GOOGLE_APPLICATION_CREDENTIALS, no file of gcloud, no metadata server. ${SIGN_IN}.`,
    );
  if (found.status === "broken")
    throw new UserError(
      `The Google credentials of ${found.from} cannot be used: ${found.why}. ${SIGN_IN}.`,
    );
  const { token, from } = found.identity;
  if (token.status === "refused")
    throw new UserError(
      `Google refuses the credentials of ${from}: ${token.why}. ${SIGN_IN} again.`,
    );
  if (token.status === "unread" && /ENOTFOUND|ECONNREFUSED|E\w+UNREACH/.test(token.why))
    throw new UnreadableError(
      `Google's sign-in cannot be reached: ${token.why}. Check the network, then run this again.`,
    );
}

type Endpoint = { readonly host: string; readonly port: number; readonly through: string };

/** Where the client connects to: the emulator, a proxy, or Google. */
function endpointOf(env: Env, emulator: string | undefined): Endpoint {
  const proxy = env["HTTPS_PROXY"] || env["https_proxy"];
  const given = emulator || proxy;
  if (!given) return { host: "bigquery.googleapis.com", port: 443, through: "" };
  const text = /^\w+:\/\//.test(given) ? given : `http://${given}`;
  if (!URL.canParse(text))
    throw new UserError(
      `"${given}" is no address; correct ${emulator ? "BIGQUERY_EMULATOR_HOST" : "HTTPS_PROXY"}.`,
    );
  const url = new URL(text);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "https:" ? 443 : 80),
    through: emulator ? " (BIGQUERY_EMULATOR_HOST)" : " (HTTPS_PROXY)",
  };
}

async function checkNetwork(endpoint: Endpoint): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      return await connected(endpoint, end - Date.now());
    } catch (cause) {
      if (end - Date.now() > BETWEEN_MS) {
        await sleep(BETWEEN_MS);
        continue;
      }
      const { host, port, through } = endpoint;
      throw new UnreadableError(
        `BigQuery cannot be reached: no connection to ${host}:${port}${through}: ${errorMessage(cause)}. Check the network, then run this again. The sample needs none: --environment sample.`,
      );
    }
  }
}

function connected({ host, port }: Endpoint, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: Math.max(1, timeoutMs) });
    const end = (error?: Error) => {
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.once("connect", () => end());
    socket.once("error", end);
    socket.once("timeout", () => end(new Error(`no answer within ${LIMIT_MS / 1000} s`)));
  });
}
