import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { openIssueReader } from "../../../src/github/issues/target.ts";
import { newState, printState, type WorkflowAttempt } from "../../../src/issues/state.ts";
import { watchForStop } from "../../../src/jobs/repair/stop-watch.ts";

const AT = "2026-01-26T12:00:00.000Z";
const bodyFor = (...runs: readonly WorkflowAttempt[]): string =>
  printState({
    ...newState("raw"),
    ...(runs.length === 0 ? {} : { stop: { by: "wendy", at: AT, runs: [...runs] } }),
  });

type Served = { body: string; login: string; etag: string; status: number };

/** GitHub's answer for issue 5, and a watch on it that looks every few milliseconds. */
async function watched(first: Partial<Served> = {}) {
  const served: Served = {
    ...{ body: bodyFor(), login: "github-actions[bot]", etag: 'W/"1"', status: 200 },
    ...first,
  };
  const known: (string | undefined)[] = [];
  const said: string[] = [];
  const cancel = new AbortController();
  const server = createServer((request, response) => {
    known.push(request.headers["if-none-match"]);
    const { body, login, etag, status } = served;
    if (status === 200 && request.headers["if-none-match"] === etag)
      return void response.writeHead(304).end();
    response.writeHead(status, { "content-type": "application/json", etag });
    response.end(JSON.stringify({ number: 5, body, user: { login, type: "Bot" } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const reader = openIssueReader({
    ...{ owner: "acme", repo: "ops", token: "tok", apiUrl: `http://127.0.0.1:${port}` },
  });
  const question = { issue: 5, identity: "github-actions[bot]", self: { id: 7, attempt: 2 } };
  const watch = await watchForStop(question, reader, cancel.signal, (line) => said.push(line), 5);
  const looks = async (more: number): Promise<void> => {
    const until = known.length + more;
    while (known.length < until) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  const close = async () => {
    await watch[Symbol.asyncDispose]();
    server.close();
  };
  return { ...{ served, known, said, cancel, watch, looks, close } };
}

describe("a part of a repair", () => {
  it("knows before it begins that its run is to end, and who asked", async () => {
    const { watch, said, close } = await watched({ body: bodyFor({ id: 7, attempt: 2 }) });
    expect(watch.signal.aborted).toBe(true);
    expect(watch.request()).toEqual({ by: "wendy", at: AT });
    expect(said).toEqual([expect.stringContaining("wendy asked at")]);
    await close();
  });

  it("learns of it while it runs, and asks no more for what it knows", async () => {
    const { served, watch, known, looks, close } = await watched();
    await looks(2);
    expect(watch.signal.aborted).toBe(false);
    expect(known.slice(1)).toContain('W/"1"');
    Object.assign(served, { body: bodyFor({ id: 7, attempt: 2 }), etag: 'W/"2"' });
    await once(watch.signal, "abort");
    expect(watch.request()?.by).toBe("wendy");
    await close();
  });

  it.each([
    ["another run", { body: bodyFor({ id: 8, attempt: 2 }) }],
    ["an attempt before this one", { body: bodyFor({ id: 7, attempt: 1 }) }],
    ["somebody else's issue", { body: bodyFor({ id: 7, attempt: 2 }), login: "mallory" }],
  ])("is not ended by what is asked of %s", async (_, first) => {
    const { watch, looks, close } = await watched(first);
    await looks(2);
    expect(watch.signal.aborted).toBe(false);
    expect(watch.request()).toBeNull();
    await close();
  });

  it("goes on where the issue cannot be read, says so once, and asks again", async () => {
    const { served, watch, said, looks, close } = await watched({ status: 403 });
    await looks(3);
    expect(watch.signal.aborted).toBe(false);
    expect(said).toEqual([expect.stringMatching(/on issue #5 .*cannot be read: .*issues: read/)]);
    Object.assign(served, { status: 200, body: bodyFor({ id: 7, attempt: 2 }) });
    await once(watch.signal, "abort");
    await close();
  });

  it("is cancelled as before, which nobody is named for", async () => {
    const { watch, cancel, close } = await watched();
    cancel.abort();
    expect(watch.signal.aborted).toBe(true);
    expect(watch.request()).toBeNull();
    await close();
  });
});
