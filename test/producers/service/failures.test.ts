import { describe, expect, it } from "vitest";
import { withRetries } from "../../../src/warehouse/retry.ts";
import { FIRST, type Opened, opened, PROCESSOR } from "../../support/pipelines/called.ts";
import { type Answers, end, results, startService } from "../../support/pipelines/service.ts";

describe("a call fails for good", () => {
  it.each<[string, number, unknown, RegExp]>([
    [
      "says of the processor that it failed",
      200,
      results(PROCESSOR, { status: "failed", error: "no\u001b[31m games\n\u0000today" }),
      /^BoxScoreProcessor on 2026-03-01 failed: no \[31m games today$/,
    ],
    [
      "says no to success",
      200,
      results(PROCESSOR, { success: false, status: "ok" }),
      /failed: it gave no reason/,
    ],
    [
      "skips for a reason of its own",
      200,
      results(PROCESSOR, { status: "skipped", reason: "already there" }),
      /was skipped by BoxScoreProcessor: already there/,
    ],
    [
      "skips the warm-up",
      200,
      results(PROCESSOR, { status: "skipped", reason: "early season: day 3" }),
      /on purpose \(early season: day 3\). Calling it again is futile without --include-warm-up/,
    ],
    [
      "has a word that nobody knows",
      200,
      results(PROCESSOR, { status: "purple" }),
      /the status "purple", which is unknown/,
    ],
    [
      "speaks of somebody else",
      200,
      results("Other"),
      /said nothing of BoxScoreProcessor; its results are of Other/,
    ],
    ["has no results", 200, { status: "ok" }, /no answer of a service: results/],
    ["has results that say nothing", 200, results(PROCESSOR, {}), /has neither status nor success/],
    ["is no JSON", 200, "<html>Sign in</html>", /answered what is not JSON: <html>Sign in/],
    ["is longer than any answer", 200, `"${"x".repeat(2 * 1024 ** 2)}"`, /more than 1 MiB/],
    [
      "is 403",
      403,
      "forbidden",
      /with 403: forbidden. The identity that calls needs roles\/run.invoker/,
    ],
    ["is 404", 404, "", /was answered with 404$/],
    ["is 504", 504, "upstream request timeout", /did not end within 300 s. .*may be writing still/],
  ])("where its answer %s", async (_, status, body, why) => {
    await using one = await opened((_, response) => end(response, status, body));
    const { message, advice } = await one.failure();
    expect(message).toMatch(why);
    expect(message.length).toBeLessThan(600);
    expect(advice).toEqual({ kind: "never" });
    expect(await one.ledger()).toEqual([]);
  });

  it("where it was answered as done and nothing was written", async () => {
    await using one = await opened((_, response) => end(response, 200, results(PROCESSOR)));
    const { message, advice } = await one.failure();
    expect(message).toMatch(/2026-03-01: it was answered as done, and there is no row/);
    expect(advice).toEqual({ kind: "never" });
  });

  it("where it is sent elsewhere, and nobody goes there", async () => {
    await using elsewhere = await startService((_, response) => end(response, 200, {}));
    await using one = await opened((_, response) =>
      end(response, 307, "", { location: elsewhere.url }),
    );
    expect((await one.failure()).message).toMatch(/a redirect \(307\) to http:\/\/127.0.0.1:\d+;/);
    expect(elsewhere.arrived).toEqual([]);
  });

  it("where it does not end in its time, and what it had written is in the ledger", async () => {
    const one: Opened = await opened(
      async ({ date }, response) => {
        await one.fills(date, 1);
        response.writeHead(200).write("["); // begins, and never ends
      },
      { timeoutSeconds: 1 },
    );
    await using _ = one;
    const started = performance.now();
    const { message, advice } = await one.failure();
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(message).toMatch(/did not end within 1 s. .*may be writing still: resume the run later/);
    expect(advice).toEqual({ kind: "never" });
    expect(await one.ledger()).toMatchObject([{ kind: "refused", date: FIRST, rows: 1 }]);
  });

  it("says that the override did not help where the warm-up was included", async () => {
    const skip = results(PROCESSOR, { status: "skipped_bootstrap" });
    await using one = await opened((_, response) => end(response, 200, skip));
    const { message } = await one.failure([FIRST], { includeWarmUp: true });
    expect(message).toMatch(/skipped by BoxScoreProcessor although include_bootstrap was sent/);
  });
});

describe("a call is tried again", () => {
  it.each<[string, number, Record<string, string>, object]>([
    ["after a 503", 503, {}, { kind: "seconds" }],
    ["after a 500", 500, {}, { kind: "seconds" }],
    ["after so many seconds", 429, { "retry-after": "7" }, { kind: "seconds", waitMs: 7000 }],
    ["without a wait that is nonsense", 429, { "retry-after": "soon" }, { kind: "seconds" }],
  ])("%s", async (_, status, headers, advice) => {
    await using one = await opened((_, response) => end(response, status, "busy", headers));
    expect(await one.failure()).toEqual({
      message: `${PROCESSOR} on ${FIRST} was answered with ${status}: busy`,
      advice,
    });
  });

  it("in another run where it is asked to wait for long", async () => {
    await using one = await opened((_, response) =>
      end(response, 429, "", { "retry-after": "900" }),
    );
    const { advice } = await one.failure();
    expect(advice).toMatchObject({ kind: "park" });
    const waitMs = advice.kind === "park" ? advice.dueAt.getTime() - Date.now() : 0;
    expect(waitMs).toBeGreaterThan(890_000);
    expect(waitMs).toBeLessThanOrEqual(900_000);
  });

  it("after the wait that it was asked for, and then goes through", async () => {
    const one: Opened = await opened(async ({ date }, response) => {
      if (one.service.arrived.length === 1) return end(response, 503, "", { "retry-after": "1" });
      await one.fills(date);
      end(response, 200, results(PROCESSOR));
    });
    await using _ = one;
    const started = performance.now();
    const policy = { retries: 1, minWaitMs: 1, maxWaitMs: 2 };
    const written = await withRetries(one.produce, policy, new AbortController().signal);
    expect(written).toMatchObject([{ rows: 2, rowsBefore: 0 }]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(1000);
  });

  it.each<[string, Answers]>([
    ["is cut", (_, response) => void response.destroy()],
    [
      "is cut in the middle of its answer",
      (_, response) => {
        response.writeHead(200, { "content-length": "100" }).write("{");
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])("where the connection %s", async (_, answers) => {
    await using one = await opened(answers);
    const { message, advice } = await one.failure();
    expect(message).toMatch(/BoxScoreProcessor on 2026-03-01 could not be called/);
    expect(advice).toEqual({ kind: "seconds" });
  });
});
