import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { ownFolder } from "../support/warehouses.ts";

const FILE = join(import.meta.dirname, "../../.github/actions/earlier-reports/action.yml");
type Step = { readonly id?: string; readonly run?: string };
const { runs } = parse(readFileSync(FILE, "utf8")) as { runs: { steps: readonly Step[] } };
const SCRIPT = runs.steps.find(({ id }) => id === "ask")?.run ?? "";

/** The question as a runner asks it, of a GitHub that answers with this status; null: nobody answers. */
async function ask(status: number | null, branch = "reports") {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url, request.headers.authorization);
    response.writeHead(status ?? 500).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => void server.close());
  if (status === null) server.close();
  const output = join(ownFolder(), "output");
  writeFileSync(output, "");
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", SCRIPT], {
    env: {
      ...{ PATH: process.env["PATH"], BRANCH: branch, TOKEN: "tok", GITHUB_OUTPUT: output },
      ...{ GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_REPOSITORY: "acme/ops" },
    },
  });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  const [code] = await once(child, "close");
  return { code, said, asked, output: readFileSync(output, "utf8") };
}

it("a branch that is there is found", async () => {
  expect(await ask(200)).toEqual({
    ...{ code: 0, said: "", output: "found=true\n" },
    asked: ["/repos/acme/ops/git/ref/heads/reports", "Bearer tok"],
  });
});

it("only one that GitHub says is not there is missing", async () => {
  expect(await ask(404)).toMatchObject({
    ...{ code: 0, output: "" },
    said: expect.stringMatching(/no branch reports yet/),
  });
});

it.each([500, 502, 403, 401, null])(
  "an answer of %s is an error, and never an empty past",
  async (status) => {
    const { code, output, said } = await ask(status);
    expect([code, output]).toEqual([1, ""]);
    expect(said).toMatch(/::error::GitHub does not say whether the branch reports is there/);
  },
);

it("a name that is no branch's is refused before anybody is asked", async () => {
  const { code, asked, said } = await ask(200, "reports?x=1");
  expect([code, asked]).toEqual([1, []]);
  expect(said).toContain("is not the name of a branch");
});
