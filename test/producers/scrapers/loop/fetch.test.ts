import type { AddressInfo } from "node:net";
import { createServer as createTcp } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import {
  type ClientSetting,
  politeClient,
} from "../../../../src/producers/scrapers/client/fetch.ts";
import { adviceOf } from "../../../../src/warehouse/retry.ts";
import {
  answers,
  cutsOff,
  givesBody,
  type Hosts,
  hangs,
  hangsMidBody,
  type Misbehaviour,
  onlyFirst,
  startHosts,
} from "../../../support/scrapers/nba-hosts.ts";

const AT = new Date("2026-01-26T12:00:00Z");

async function opened(misbehaves?: Misbehaviour, over: Partial<ClientSetting> = {}) {
  const hosts = await startHosts(async () => ({ fine: true }), misbehaves);
  return { hosts, ...asking(hosts.url, over), [Symbol.asyncDispose]: () => close(hosts) };
}
const close = (hosts: Hosts) => hosts[Symbol.asyncDispose]();

function asking(url: string, over: Partial<ClientSetting> = {}) {
  const client = politeClient({
    ...{ base: new URL(url), hosts: [], userAgent: "a test (+ops@example.org)" },
    ...{ spacingMs: 0, concurrency: 1, connectMs: 1000, totalMs: 1000, now: () => AT },
    retry: { retries: 2, minWaitMs: 1, maxWaitMs: 4 },
    ...over,
  });
  const get = (path = "/thing", more: { maxBytes?: number; signal?: AbortSignal } = {}) =>
    client.get({
      ...{ url: new URL(path, url), maxBytes: 10_000, signal: new AbortController().signal },
      headers: { authorization: "secret" },
      ...more,
    });
  const failure = async (...args: Parameters<typeof get>): Promise<Error> =>
    get(...args).then(
      (fetched) => {
        throw new Error(`It did not fail: ${fetched.kind}`);
      },
      (error: Error) => error,
    );
  return { get, failure };
}

it("says who asks and where to complain", async () => {
  await using one = await opened();
  const fetched = await one.get();
  expect(fetched).toMatchObject({ kind: "bytes", fetchedAt: AT.toISOString() });
  expect(one.hosts.asked[0]?.headers["user-agent"]).toBe("a test (+ops@example.org)");
});

it("keeps its distance between requests, and to so many at once", async () => {
  await using one = await opened(undefined, { spacingMs: 40, concurrency: 2 });
  await Promise.all(Array.from({ length: 6 }, () => one.get()));
  const times = one.hosts.asked.map(({ at }) => at);
  expect((times.at(-1) as number) - (times[0] as number)).toBeGreaterThan(5 * 40 - 20);
  await using slow = await opened(
    (_, response) => {
      setTimeout(() => response.end("late"), 60);
      return true;
    },
    { concurrency: 2 },
  );
  await Promise.all(Array.from({ length: 6 }, () => slow.get()));
  expect(slow.hosts.most()).toBe(2);
});

it.each([
  ["a 503", answers(503)],
  ["a 429", answers(429)],
  ["a connection that is cut", cutsOff],
  ["an answer that never comes", hangs],
  ["an answer that never ends", hangsMidBody],
])("tries again after %s", async (_, misbehaviour) => {
  await using one = await opened(onlyFirst(2, misbehaviour), { totalMs: 150 });
  expect(await one.get()).toMatchObject({ kind: "bytes" });
  expect(one.hosts.asked).toHaveLength(3);
});

it("gives up after the last attempt, and says how often it tried", async () => {
  await using one = await opened(answers(502));
  const error = await one.failure();
  expect(error.message).toMatch(/\/thing was answered with 502 \(3 times\)/);
  expect(adviceOf(error)).toEqual({ kind: "never" });
  await using slow = await opened(hangs, { totalMs: 50 });
  expect((await slow.failure()).message).toMatch(/no whole answer within 0.05 s \(3 times\)/);
});

it("waits no longer for a connection than for an answer", async () => {
  // Takes the connection and never answers the greeting of TLS, as a host does that drops what it does not like.
  const server = createTcp(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const one = asking(url, { connectMs: 50, totalMs: 60_000 });
  const began = performance.now();
  expect((await one.failure()).message).toMatch(/no connection within 0.05 s \(3 times\)/);
  expect(performance.now() - began).toBeLessThan(3000);
});

it("waits as long as Retry-After says, and leaves what is too long to a later run", async () => {
  await using one = await opened(onlyFirst(1, answers(429, { "retry-after": "1" })));
  const began = performance.now();
  expect(await one.get()).toMatchObject({ kind: "bytes" });
  expect(performance.now() - began).toBeGreaterThan(990);
  await using other = await opened(answers(429, { "retry-after": "3600" }));
  expect(adviceOf(await other.failure())).toEqual({
    kind: "park",
    dueAt: new Date("2026-01-26T13:00:00Z"),
  });
  expect(other.hosts.asked).toHaveLength(1);
});

it("tells a refusal and an absence from a failure, and tries neither again", async () => {
  await using refused = await opened(answers(403));
  expect(await refused.get()).toEqual({ kind: "forbidden" });
  await using absent = await opened(answers(404));
  expect(await absent.get()).toEqual({ kind: "absent" });
  await using wrong = await opened(answers(401));
  expect((await wrong.failure()).message).toMatch(/answered with 401$/);
  for (const { hosts } of [refused, absent, wrong]) expect(hosts.asked).toHaveLength(1);
});

it("reads no more than it was told", async () => {
  await using one = await opened(givesBody("x".repeat(50_000)));
  expect((await one.failure("/huge", { maxBytes: 20_000 })).message).toMatch(/more than 0.0 MiB/);
  expect(one.hosts.asked).toHaveLength(1);
});

it("follows a redirect on its own host, and none to another", async () => {
  await using one = await opened((asked, response) => {
    if (asked.path !== "/old") return false;
    return answers(302, { location: "/new" })(asked, response, null);
  });
  expect(await one.get("/old")).toMatchObject({ kind: "bytes" });
  expect(one.hosts.asked.map(({ path }) => path)).toEqual(["/old", "/new"]);
  for (const location of ["https://example.org/x", "file:///etc/passwd", "http://cdn.nba.com/"]) {
    await using away = await opened(answers(301, { location }));
    expect((await away.failure()).message).toMatch(/which is not a host of this scraper/);
  }
  await using round = await opened(answers(302, { location: "/thing" }));
  expect((await round.failure()).message).toMatch(/more than 3 redirects/);
  expect(round.hosts.asked).toHaveLength(4);
});

it("stops waiting when it is told to", async () => {
  await using one = await opened(hangs, { totalMs: 60_000 });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  const began = performance.now();
  await one.failure("/thing", { signal: controller.signal });
  expect(performance.now() - began).toBeLessThan(3000);
});
