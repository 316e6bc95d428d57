import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { runNode } from "../support/processes.ts";
import { run } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

const PRODUCTION = ["--environment", "production", "--project", "my-project"];

/** A port that nobody answers at. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

async function timed(words: readonly string[], env: Readonly<Record<string, string>>) {
  const began = Date.now();
  const said = await runNode(["src/cli/main.js", ...words], { HOME: ownFolder(), ...env });
  return { ...said, seconds: (Date.now() - began) / 1000 };
}

/** In this process, whose end is not what is asked: the commands that a process of its own has shown to end. */
async function here(words: readonly string[], env: Readonly<Record<string, string>>) {
  const began = Date.now();
  for (const [name, value] of Object.entries({ HOME: ownFolder(), ...env }))
    vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { code, out, err } = await run(words);
  return { code, stdout: out, stderr: err, seconds: (Date.now() - began) / 1000 };
}
/** One that reads and one that writes. */
const APART = ["validate", "backfill"];

describe("production without a network ends soon, and says what to do:", () => {
  it.each([
    ["validate", []],
    ["completeness", []],
    ["gate", []],
    ["plan", []],
    ["backfill", []],
    ["recent", []],
    ["warehouse init", []],
    ["config check", []],
    ["verify", ["b-20260126T120000Z-1a2b3c"]],
  ])("%s", async (command, rest) => {
    const port = await closedPort();
    const out = ["validate", "backfill", "recent", "verify"].includes(command);
    const words = [...command.split(" "), ...rest, ...PRODUCTION];
    const how = APART.includes(command) ? timed : here;
    const said = await how([...words, ...(out ? ["--out", ownFolder()] : [])], {
      BIGQUERY_EMULATOR_HOST: `http://127.0.0.1:${port}`,
    });
    expect(said).toMatchObject({ code: 3, stdout: "" });
    expect(said.stderr).toMatch(
      new RegExp(
        `BigQuery cannot be reached: no connection to 127.0.0.1:${port} .*ECONNREFUSED.*Check the network`,
      ),
    );
    expect(said.seconds).toBeLessThan(15); // 5 on a machine that does nothing else
  });

  it("through a proxy too", async () => {
    const port = await closedPort();
    const said = await timed(["plan", ...PRODUCTION], {
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      METADATA_SERVER_DETECTION: "none",
    });
    expect(said.code).toBe(3);
    expect(said.stderr).toContain(`no connection to 127.0.0.1:${port} (HTTPS_PROXY)`);
  });

  it("but names, dates and options are checked first", async () => {
    const env = { BIGQUERY_EMULATOR_HOST: `http://127.0.0.1:${await closedPort()}` };
    for (const [words, why] of [
      [["plan", ...PRODUCTION, "--tables", "pszb"], 'There is no table "pszb" in production'],
      [["plan", ...PRODUCTION, "--dates", "1900-01-01"], "1900-01-01 is more than 20 years"],
      [["gate", ...PRODUCTION, "--tables", "pszb"], 'There is no table "pszb" in production'],
    ] as const)
      expect(await here(words, env)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(why),
      });
  });
});

it("production without credentials ends in 2, and says how to sign in", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const said = await timed(["plan", ...PRODUCTION], {
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    METADATA_SERVER_DETECTION: "none",
  });
  expect(said).toMatchObject({ code: 2, stdout: "" });
  expect(said.stderr).toContain("BigQuery needs Google credentials, and there are none");
  expect(said.stderr).toContain("gcloud auth application-default login");
});
