import { errorMessage } from "../../errors.ts";
import { AdvisedError, type RetryAdvice } from "../../warehouse/retry.ts";
import { isPassing } from "./passing.ts";

/**
 * A new identity token for one call, by the credentials of this process (application default credentials). Where those
 * stand in for a service account (workload identity federation), that account is asked for it.
 */
export async function identityToken(audience: string): Promise<string> {
  try {
    const { BaseExternalAccountClient, GoogleAuth, Impersonated, UserRefreshClient } = await import(
      "google-auth-library" // large: only what calls a service loads it
    );
    const auth = new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" });
    const client = await auth.getClient();
    // It would be given one, for gcloud and not for the service, which answers 401 to it.
    if (client instanceof UserRefreshClient)
      throw new Error(
        "a person's own sign-in has none; sign in with --impersonate-service-account",
      );
    const account =
      client instanceof BaseExternalAccountClient ? client.getServiceAccountEmail() : null;
    if (account !== null)
      return await new Impersonated({
        sourceClient: client,
        targetPrincipal: account,
      }).fetchIdToken(audience);
    const own = await auth.getIdTokenClient(audience);
    return await own.idTokenProvider.fetchIdToken(audience);
  } catch (cause) {
    throw new AdvisedError(
      `No identity token for ${audience}: ${errorMessage(cause)}. docs/how-to/services.md says which credentials can have one`,
      adviceFor(cause),
    );
  }
}

/** An access token for Google's own interfaces, by the same credentials. Throws AdvisedError where there are none. */
export async function accessToken(scope: string): Promise<string> {
  try {
    const { GoogleAuth } = await import("google-auth-library");
    const given = await new GoogleAuth({ scopes: scope }).getAccessToken();
    if (given == null) throw new Error("no credentials give one");
    return given;
  } catch (cause) {
    throw new AdvisedError(
      `No access token for ${scope}: ${errorMessage(cause)}`,
      adviceFor(cause),
    );
  }
}

/** Nothing was called yet, so a fault of the network, or of Google's sign-in, may be tried again. */
function adviceFor(cause: unknown): RetryAdvice {
  for (let at: unknown = cause; at instanceof Error; at = at.cause) {
    const { status, code } = at as { status?: unknown; code?: unknown };
    if (typeof status === "number")
      return { kind: status === 429 || status >= 500 ? "seconds" : "never" };
    if (typeof code === "string" && isPassing(code)) return { kind: "seconds" };
  }
  return { kind: "never" };
}
