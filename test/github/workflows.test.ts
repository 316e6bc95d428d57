import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openWorkflows } from "../../src/github/workflows.ts";
import { expireApprovals } from "../../src/jobs/watch/expire-approvals.ts";
import { watchdog } from "../../src/jobs/watch/watchdog.ts";
import { runAction } from "../support/actions.ts";
import { memoryTracker } from "../support/github/trackers.ts";

type Asked = { readonly method: string; readonly path: string; readonly body: unknown };
type Answer = { readonly status: number; readonly json?: unknown };

const ROOT = join(import.meta.dirname, "../..");
const NOW = new Date("2026-03-20T12:00:00Z");
const ACTIVE = { state: "active", created_at: "2026-01-01T00:00:00Z" };

/** GitHub's requests about workflows, which the emulator does not have. */
describe("workflows", () => {
  const asked: Asked[] = [];
  let answer: (one: Asked) => Answer;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    // There is no branch OPS_PAUSED.
    if (request.url?.includes("/git/ref/"))
      return void response.writeHead(404, { "content-type": "application/json" }).end("{}");
    const path = (request.url ?? "").replace("/repos/acme/ops/actions/workflows/", "");
    const one = { method: request.method ?? "", path, body: text === "" ? null : JSON.parse(text) };
    asked.push(one);
    const { status, json } = answer(one);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  });
  let url = "";
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked.length = 0;
  });
  const open = () => openWorkflows({ owner: "acme", repo: "ops", token: "tok", apiUrl: url });
  const scheduled = (at: string | null, workflow: object = ACTIVE) => {
    answer = ({ path }) => {
      if (!path.includes("/runs")) return { status: 200, json: workflow };
      const runs = at === null ? [] : [{ created_at: at, html_url: "https://x.invalid/1" }];
      return { status: 200, json: { workflow_runs: runs } };
    };
  };

  it("are started with the inputs that are given, and the run's address is told where GitHub says it", async () => {
    answer = () => ({ status: 200, json: { html_url: "https://x.invalid/run/7" } });
    const inputs = { environment: "production", dates: "2026-01-08" };
    expect(await open().dispatch("backfill.yml", "main", inputs)).toBe("https://x.invalid/run/7");
    expect(asked).toEqual([
      {
        ...{ method: "POST", path: "backfill.yml/dispatches" },
        body: { ref: "main", inputs, return_run_details: true },
      },
    ]);
    answer = () => ({ status: 204 });
    expect(await open().dispatch("backfill.yml", "main", inputs)).toBeNull();
  });

  it("are started once, whatever becomes of the answer", async () => {
    answer = () => ({ status: 502, json: { message: "Bad Gateway" } });
    await expect(open().dispatch("backfill.yml", "main", {})).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });

  it.each([
    [403, /permissions actions: write/],
    [404, /no such workflow/],
    [422, /does not take these inputs/],
  ])("explain a refusal with %i", async (status, why) => {
    answer = () => ({ status, json: { message: "no" } });
    await expect(open().dispatch("backfill.yml", "main", {})).rejects.toThrow(why);
  });

  it("that ran in time are fine, and nothing but read is asked of GitHub", async () => {
    scheduled("2026-03-20T09:23:00Z");
    const seen = await watchdog(["validate.yml"], 26, NOW, open());
    expect(seen.late).toEqual([]);
    expect(seen.fine).toEqual([expect.stringMatching(/2\.6 hours ago/)]);
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  it.each([
    ["late", "2026-03-18T09:23:00Z", ACTIVE, /50\.6 hours ago; 26 are allowed/],
    ["never started", null, ACTIVE, /never started by its schedule/],
    [
      "off after 60 idle days",
      "2026-03-20T09:23:00Z",
      { ...ACTIVE, state: "disabled_inactivity" },
      /switched off after 60 idle days; switch it on: gh workflow enable validate\.yml/,
    ],
    [
      "off by a person",
      "2026-03-20T09:23:00Z",
      { ...ACTIVE, state: "disabled_manually" },
      /switched off by a person/,
    ],
  ])("that are %s are reported", async (_, at, workflow, why) => {
    scheduled(at, workflow);
    const { late } = await watchdog(["validate.yml"], 26, NOW, open());
    expect(late.join(" ")).toMatch(why);
    expect(asked.every(({ method }) => method === "GET")).toBe(true);
  });

  it("that are new have not had their turn yet", async () => {
    scheduled(null, { ...ACTIVE, created_at: "2026-03-20T08:00:00Z" });
    expect((await watchdog(["validate.yml"], 26, NOW, open())).late).toEqual([]);
  });

  const env = () => ({
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: "acme/ops",
    GITHUB_REF: "refs/heads/main",
  });

  it("are started by the action, which checks each entry again", async () => {
    answer = ({ method }) =>
      method === "GET" ? { status: 200, json: { workflow_runs: [] } } : { status: 204 };
    const dispatches = JSON.stringify([{ environment: "production", resume: "b-1" }]);
    const file = join(ROOT, "actions/dispatch-backfill/main.ts");
    const done = await runAction(file, { token: "tok", dispatches }, env());
    expect(done.code, done.stdout).toBe(0);
    expect(done.outputs["count"]).toBe("1");
    expect(done.summary).toContain("resume b-1 of production");
    expect(asked.at(-1)?.body).toMatchObject({ ref: "main", inputs: { resume: "b-1" } });

    asked.length = 0;
    const forged = JSON.stringify([{ environment: "production", force: true }]);
    const refused = await runAction(file, { token: "tok", dispatches: forged }, env());
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("input dispatches");
    expect(asked).toEqual([]);
  });

  describe("of a repair that has not ended", () => {
    const RUNS = [
      { id: 1, status: "waiting", display_title: "Backfill production: b-1" },
      { id: 2, status: "in_progress", display_title: "Backfill production: b-2" },
      { id: 3, status: "pending", display_title: "Backfill production-scraped: plan auto" },
      { id: 4, status: "queued", display_title: "Backfill production: b-4  (dry run)" },
    ].map((run) => ({
      ...run,
      html_url: `https://x.invalid/${run.id}`,
      created_at: `2026-03-2${run.id}T00:00:00Z`,
    }));
    const file = join(ROOT, "actions/dispatch-backfill/main.ts");
    const start = (...dispatches: object[]) =>
      runAction(file, { token: "tok", dispatches: JSON.stringify(dispatches) }, env());
    const begun = () => asked.flatMap(({ method, body }) => (method === "POST" ? [body] : []));
    beforeEach(() => {
      answer = ({ method, path }) => {
        if (method === "POST") return { status: 204 };
        const { searchParams } = new URL(path, "https://x.invalid");
        const runs = RUNS.filter(({ status }) => status === searchParams.get("status"));
        return { status: 200, json: { workflow_runs: runs } };
      };
    });

    it("are told in the order in which they were asked for, whatever they wait for", async () => {
      expect((await open().active("backfill.yml")).map(({ url }) => url)).toEqual(
        [1, 2, 3, 4].map((id) => `https://x.invalid/${id}`),
      );
    });

    it("are not started a second time, and what is no longer there is", async () => {
      const done = await start(
        ...["b-1", "b-2", "b-4", "b-5"].map((resume) => ({ environment: "production", resume })),
      );
      expect(done.code, done.stdout).toBe(0);
      expect(done.outputs["count"]).toBe("2");
      const resumed = begun().map((body) => (body as { inputs: { resume: string } }).inputs.resume);
      expect(resumed).toEqual(["b-4", "b-5"]);
      expect(done.summary).toContain("Not started: `resume b-1 of production`");
      expect(done.summary).toContain("https://x.invalid/1");
    });

    it("leave something new for the next look, in their own environment alone", async () => {
      const fresh = { plan: "all", dates: "2026-03-19" };
      const none = await start({ environment: "production", ...fresh });
      expect([none.outputs["count"], begun()]).toEqual(["0", []]);
      const other = await start({ environment: "staging", ...fresh });
      expect([other.outputs["count"], begun().length]).toEqual(["1", 1]);
    });
  });

  it("that waited a day for an approval are cancelled, and their issue hears of it; others wait on", async () => {
    const waiting = (id: number, title: string, at: string) => ({
      ...{ id, status: "waiting", display_title: title, created_at: at },
      html_url: `https://x.invalid/${id}`,
    });
    const runs = [
      waiting(1, "Backfill production: issue #1", "2026-03-19T11:59:00Z"),
      waiting(2, "Backfill production: issue #1", "2026-03-19T12:01:00Z"),
      waiting(3, "Backfill production: b-3", "2026-03-01T00:00:00Z"),
      { ...waiting(4, "Backfill production: b-4", "2026-03-01T00:00:00Z"), status: "queued" },
    ];
    answer = ({ method, path }) => {
      // The third has ended since it was listed.
      if (method === "POST") return path.includes("/3/") ? { status: 409 } : { status: 202 };
      const { searchParams } = new URL(path, "https://x.invalid");
      const some = runs.filter(({ status }) => status === searchParams.get("status"));
      return { status: 200, json: { workflow_runs: some } };
    };
    const tracker = memoryTracker();
    await tracker.create({ title: "ours", body: "", labels: [] }, () => true);
    const expired = await expireApprovals("backfill.yml", NOW, open(), tracker);
    expect(expired.map(({ run, told }) => [run.id, told])).toEqual([
      [3, null],
      [1, 1],
    ]);
    const cancelled = asked.flatMap(({ method, path }) => (method === "POST" ? [path] : []));
    expect(cancelled).toEqual([3, 1].map((id) => `/repos/acme/ops/actions/runs/${id}/cancel`));
    const [comment] = await tracker.comments(1);
    expect(comment?.body).toContain("waited 24 hours for an approval and was cancelled");
    expect(comment?.body).toContain("https://x.invalid/1");
  });

  it("that are late turn the watchdog's step red", async () => {
    scheduled("2026-01-02T09:23:00Z");
    const file = join(ROOT, "actions/watchdog/main.ts");
    const red = await runAction(file, { token: "tok", workflows: "validate.yml" }, env());
    expect(red.code).toBe(1);
    expect(red.summary).toContain("validate.yml was last started");
  });

  it("may be 36 hours old unless told otherwise: GitHub starts schedules hours late", async () => {
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
    const file = join(ROOT, "actions/watchdog/main.ts");
    const given = { token: "tok", workflows: "validate.yml" };
    scheduled(hoursAgo(35));
    expect((await runAction(file, given, env())).code).toBe(0);
    scheduled(hoursAgo(37));
    const red = await runAction(file, given, env());
    expect([red.code, red.summary]).toEqual([1, expect.stringContaining("36 are allowed")]);
  });

  it("that are all fine are told to an address outside, which nobody else hears of", async () => {
    const pings: (string | undefined)[] = [];
    let status = 200;
    const outside = createServer((request, response) => {
      pings.push(request.url);
      response.writeHead(status).end();
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void outside.close());
    await once(outside, "listening");
    const { port } = outside.address() as AddressInfo;
    const file = join(ROOT, "actions/watchdog/main.ts");
    const given = {
      ...{ token: "tok", workflows: "validate.yml" },
      "ping-url": `http://127.0.0.1:${port}/secret-path`,
    };
    scheduled(new Date().toISOString());
    const fine = await runAction(file, given, env());
    expect([fine.code, pings]).toEqual([0, ["/secret-path"]]);
    status = 500;
    const unheard = await runAction(file, given, env());
    expect(unheard.code).toBe(0);
    expect(unheard.stdout).toContain("::warning::The address outside was not reached");
    // The runner masks what it is told to; nothing else names the address.
    for (const { stdout, summary } of [fine, unheard])
      expect(stdout.replaceAll(/^::add-mask::.*$/gm, "") + summary).not.toContain("secret-path");
    pings.length = 0;
    scheduled("2026-01-02T09:23:00Z");
    expect((await runAction(file, given, env())).code).toBe(1);
    expect(pings).toEqual([]);
  });
});
