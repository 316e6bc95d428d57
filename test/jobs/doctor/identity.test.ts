import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { identityCheck } from "../../../src/jobs/doctor/identity.ts";
import { findIdentity } from "../../../src/warehouse/bigquery/client/identity.ts";
import { withEnv } from "../../support/admin.ts";
import { ownFolder } from "../../support/warehouses.ts";

const SECRET = "ya29.c0ffee-this-is-a-secret-token-that-nobody-may-see-in-a-log";

const PROJECT = "my-project";

/** A home of the test's own, with no metadata server, and nothing of this machine's identity. */
function aHome(more: Record<string, string> = {}) {
  const env = {
    ...{ HOME: ownFolder(), METADATA_SERVER_DETECTION: "none" },
    ...{ CLOUDSDK_CONFIG: undefined, GOOGLE_APPLICATION_CREDENTIALS: undefined },
    ...more,
  };
  withEnv(env);
  return env;
}

function aFile(content: string): string {
  const path = join(ownFolder(), "credentials.json");
  writeFileSync(path, content);
  return path;
}

/** A token exchange that answers with this. */
async function aTokenServer(status: number, body: object): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
}

/** As google-github-actions/auth writes it, with the exchange on this machine. */
const federated = (tokenUrl: string): string =>
  aFile(
    JSON.stringify({
      type: "external_account",
      audience:
        "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/g",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: tokenUrl,
      credential_source: { file: aFile(SECRET) },
    }),
  );

describe("no identity", () => {
  it("is said with how to sign in", async () => {
    expect(await findIdentity(aHome(), PROJECT, 5_000)).toEqual({
      status: "none",
      gcloudOnly: false,
    });
    expect(await identityCheck(aHome(), PROJECT, false)).toMatchObject({
      status: "fail",
      found: expect.stringMatching(/^none: no GOOGLE_APPLICATION_CREDENTIALS/),
      remedy: expect.stringContaining("gcloud auth application-default login"),
    });
  });

  it("is told apart from gcloud's own login, which programs do not see", async () => {
    const env = aHome();
    mkdirSync(join(env.HOME, ".config", "gcloud"), { recursive: true });
    writeFileSync(join(env.HOME, ".config", "gcloud", "credentials.db"), "x");
    expect(await identityCheck(env, PROJECT, false)).toMatchObject({
      found: expect.stringContaining("gcloud is signed in, but other programs are not"),
    });
  });

  it("is not asked for on the emulator", async () => {
    expect(await identityCheck({}, PROJECT, true)).toMatchObject({ status: "skip" });
  });
});

describe("a named file", () => {
  it.each([
    ["a bare key", SECRET],
    ["JSON of something else", JSON.stringify({ key: SECRET })],
  ])("that holds %s is not shown", async (_, content) => {
    const path = aFile(content);
    const check = await identityCheck(
      aHome({ GOOGLE_APPLICATION_CREDENTIALS: path }),
      PROJECT,
      false,
    );
    expect(check).toMatchObject({
      status: "fail",
      found: `GOOGLE_APPLICATION_CREDENTIALS (${path}): it holds no Google credentials`,
    });
    expect(JSON.stringify(check)).not.toContain("c0ffee");
  });

  it("that is not there is said by its path", async () => {
    const env = aHome({ GOOGLE_APPLICATION_CREDENTIALS: "/nowhere/key.json" });
    expect((await identityCheck(env, PROJECT, false)).found).toBe(
      "GOOGLE_APPLICATION_CREDENTIALS (/nowhere/key.json): ENOENT",
    );
  });
});

describe("federated credentials", () => {
  it("pass when a token is issued, which is not shown", async () => {
    const path = federated(
      await aTokenServer(200, { access_token: SECRET, expires_in: 3600, token_type: "Bearer" }),
    );
    const env = aHome({ GOOGLE_APPLICATION_CREDENTIALS: path, GOOGLE_GHA_CREDS_PATH: path });
    const check = await identityCheck(env, PROJECT, false);
    expect(check).toMatchObject({
      status: "pass",
      found: expect.stringMatching(
        /workload identity federation, from google-github-actions\/auth/,
      ),
    });
    expect(JSON.stringify(check)).not.toContain("c0ffee");
  });

  it("fail when Google refuses, and are unread when it does not answer as it should", async () => {
    const refusing = await aTokenServer(400, { error: "invalid_grant", error_description: SECRET });
    const refused = await identityCheck(
      aHome({ GOOGLE_APPLICATION_CREDENTIALS: federated(refusing) }),
      PROJECT,
      false,
    );
    expect(refused).toMatchObject({
      status: "fail",
      remedy: expect.stringContaining("gcloud auth"),
    });
    expect(refused.unread).toBeUndefined();
    expect(JSON.stringify(refused)).not.toContain("c0ffee");

    const nobody = await identityCheck(
      aHome({ GOOGLE_APPLICATION_CREDENTIALS: federated("http://127.0.0.1:9/token") }),
      PROJECT,
      false,
    );
    expect(nobody).toMatchObject({ status: "fail", unread: true });
  });
});
