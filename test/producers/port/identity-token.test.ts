import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { accessToken, identityToken } from "../../../src/producers/port/identity-token.ts";
import { adviceOf } from "../../../src/warehouse/retry.ts";
import { ownFolder } from "../../support/warehouses.ts";

/** What the sign-in of a workflow leaves: a token of the workflow, to be changed into one of Google at this address. */
function signInAt(address: string): void {
  const folder = ownFolder();
  const [subject, file] = [join(folder, "subject"), join(folder, "login.json")];
  writeFileSync(subject, "a-token-of-the-workflow");
  writeFileSync(
    file,
    JSON.stringify({
      type: "external_account",
      audience:
        "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/o",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: `${address}/token`,
      service_account_impersonation_url:
        "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/ops@p.iam.gserviceaccount.com:generateAccessToken",
      credential_source: { file: subject },
    }),
  );
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
}

async function serverThat(answers: (end: (status: number) => void, cut: () => void) => void) {
  const server = createServer((request, response) => {
    answers(
      (status) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify({ error: "no", error_description: "told so" }));
      },
      () => void request.socket.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => void server.close());
  return url;
}

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

beforeEach(() => {
  vi.stubEnv("METADATA_SERVER_DETECTION", "none");
  onTestFinished(() => void vi.unstubAllEnvs());
});

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("a token came"),
    (error: unknown) => error,
  );

describe.each([
  ["an identity token", () => identityToken("https://service.example")],
  ["an access token", () => accessToken("https://www.googleapis.com/auth/devstorage.read_write")],
])("%s that cannot be minted", (_, mint) => {
  it("because nothing answers is asked for again within seconds", async () => {
    signInAt(await closedPort());
    const error = await failure(mint());
    expect(adviceOf(error)).toEqual({ kind: "seconds" });
    expect(String(error)).toContain("ECONNREFUSED");
  });

  it("because the connection is cut is asked for again within seconds", async () => {
    signInAt(await serverThat((_, cut) => cut()));
    expect(adviceOf(await failure(mint()))).toEqual({ kind: "seconds" });
  });

  it("because the sign-in is overloaded is asked for again within seconds", async () => {
    signInAt(await serverThat((end) => end(429)));
    expect(adviceOf(await failure(mint()))).toEqual({ kind: "seconds" });
  });

  it("because Google says no is not asked for again", async () => {
    signInAt(await serverThat((end) => end(400)));
    expect(adviceOf(await failure(mint()))).toEqual({ kind: "never" });
  });
});
