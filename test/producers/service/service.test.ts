import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  DAYS,
  FIRST,
  type Opened,
  opened,
  PROCESSOR,
  SECOND,
  working,
} from "../../support/pipelines/called.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { type Answers, end, results } from "../../support/pipelines/service.ts";
import { ownFolder } from "../../support/warehouses.ts";

describe("a service that is called", () => {
  it("is asked for one date a call, and what it wrote is in the ledger", async () => {
    await using one = await working();
    const written = await one.produce([FIRST, SECOND]);
    expect(written.map(({ date, rows, rowsBefore }) => [date, rows, rowsBefore])).toEqual([
      [FIRST, 2, 0],
      [SECOND, 2, 0],
    ]);
    const bodies = one.service.arrived.map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    expect(bodies).toContainEqual({
      analysis_date: FIRST,
      backfill_mode: true,
      processors: [PROCESSOR],
    });
    expect(one.service.arrived[0]).toMatchObject({
      path: "/process-date",
      authorization: undefined,
    });
    expect((await one.ledger()).map(({ kind, date }) => `${kind} ${date}`).sort()).toEqual([
      `replace ${FIRST}`,
      `replace ${SECOND}`,
    ]);
  });

  it("is told of the warm-up where that is included, and found by its variable and path", async () => {
    await using one = await working({ url: undefined, urlFrom: "SERVICE_URL", path: "/v2/run" });
    await one.produce([FIRST], { includeWarmUp: true });
    const [call] = one.service.arrived;
    expect(call?.path).toBe("/v2/run");
    expect(call?.body).toMatchObject({ include_bootstrap: true });
  });

  it("is asked for so many dates at once, and no more", async () => {
    let [asked, go] = [0, () => {}];
    const three = new Promise<void>((resolve) => {
      go = resolve;
    });
    const one: Opened = await opened(
      async ({ date }, response) => {
        asked += 1;
        if (asked === 3) go();
        // However slow the machine is: the first answer comes after the third call.
        await Promise.race([three, wait(60_000, undefined, { ref: false })]);
        await one.fills(date);
        end(response, 200, results(PROCESSOR));
      },
      { concurrency: 3 },
    );
    await using _ = one;
    expect(await one.produce(DAYS)).toHaveLength(4);
    expect(one.service.most()).toBe(3);
    expect(one.producer.callsAtOnce).toBe(3);
  });

  it("may write no row of a date where its table may be empty, and where not it has failed", async () => {
    await using one = await opened((_, response) => end(response, 200, results(PROCESSOR)));
    const may = aTable({ empty: "allowed", producers: {} });
    const [written] = await one.produce([FIRST], { table: may });
    expect(written).toMatchObject({ date: FIRST, rows: 0, rowsBefore: 0 });
    expect(await one.ledger()).toMatchObject([{ kind: "replace", date: FIRST, rows: 0 }]);
    expect((await one.failure([SECOND])).message).toContain(
      "there is no row where rows were expected",
    );
  });

  it("may say success in other words", async () => {
    const said = [{ success: true }, { status: "Completed", rows: 9 }, { status: "ok" }];
    const one: Opened = await opened(async ({ date }, response) => {
      await one.fills(date, 1);
      const over = said[one.service.arrived.length - 1] ?? {};
      end(response, 200, {
        ...results("Other", { status: "failed" }),
        ...results(PROCESSOR, over),
      });
    });
    await using _ = one;
    for (const _ of said) expect(await one.produce()).toHaveLength(1);
  });
});

describe("the identity token", () => {
  /** A machine in the cloud, whose identity tokens are token-1, token-2...; returns for whom they were asked. */
  async function inTheCloud(): Promise<(string | null)[]> {
    const audiences: (string | null)[] = [];
    const metadata = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://metadata");
      response.setHeader("metadata-flavor", "Google");
      if (pathname.endsWith("/identity")) audiences.push(searchParams.get("audience"));
      response.end(pathname.endsWith("/identity") ? `token-${audiences.length}` : "{}");
    });
    await new Promise<void>((resolve) => metadata.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void metadata.close());
    vi.stubEnv("GCE_METADATA_HOST", `127.0.0.1:${(metadata.address() as AddressInfo).port}`);
    vi.stubEnv("METADATA_SERVER_DETECTION", "assume-present");
    vi.stubEnv("HOME", ownFolder());
    onTestFinished(() => void vi.unstubAllEnvs());
    return audiences;
  }

  it("is minted for each call, for the service alone", async () => {
    const audiences = await inTheCloud();
    await using one = await working({ auth: undefined, concurrency: 1 });
    await one.produce([FIRST, SECOND]);
    expect(one.service.arrived.map(({ authorization }) => authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
    expect(audiences).toEqual([one.service.url, one.service.url]);
  });

  it.each<[string, Answers]>([
    ["refuses it", ({ authorization }, response) => end(response, 403, `bad ${authorization}`)],
    [
      "fails",
      ({ authorization }, response) =>
        end(response, 200, results(PROCESSOR, { success: false, error: `${authorization}` })),
    ],
    [
      "sends it elsewhere",
      ({ authorization }, response) =>
        end(response, 302, "", { location: `http://127.0.0.1:9/?${authorization}` }),
    ],
    ["answers nonsense", ({ authorization }, response) => end(response, 200, `<${authorization}>`)],
  ])("is in no message where the service %s and says what it was sent", async (_, answers) => {
    await inTheCloud();
    await using one = await opened(answers, { auth: undefined });
    const { message } = await one.failure();
    expect(message).toContain("Bearer [token]");
    expect(message).not.toContain("token-");
  });

  it.each([
    ["no credentials", null, /No identity token for http:.*docs\/how-to\/services.md/],
    [
      "a person's own sign-in",
      { type: "authorized_user", client_id: "c", client_secret: "s", refresh_token: "r" },
      /a person's own sign-in has none; sign in with --impersonate-service-account/,
    ],
  ])("is missed with %s before anything is called, with what to do", async (_, login, why) => {
    const file = join(ownFolder(), "login.json");
    if (login !== null) writeFileSync(file, JSON.stringify(login));
    vi.stubEnv("METADATA_SERVER_DETECTION", "none");
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
    onTestFinished(() => void vi.unstubAllEnvs());
    await using one = await working({ auth: undefined });
    const { message, advice } = await one.failure();
    expect(message).toMatch(why);
    expect(advice).toEqual({ kind: "never" });
    expect(one.service.arrived).toEqual([]);
  });
});
