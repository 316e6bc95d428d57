import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { ROOT } from "../support/pipeline.ts";
import { type Figure, figure, median } from "./measure.ts";

const ACTIONS = globSync("actions/*/dist/index.js", { cwd: ROOT })
  .map((file) => basename(dirname(dirname(file))))
  .sort();
const bundleOf = (action: string): string => join(ROOT, "actions", action, "dist/index.js");
const megabytes = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + statSync(join(ROOT, file)).size, 0) / 1e6;

/** (c): every action's bundle until it refuses a bad input, and until its first request, against Node with nothing to do, by turns. */
export async function coldStart(repeats: number): Promise<Figure[]> {
  await using server = await firstRequests();
  const bare: number[] = [];
  const times = ACTIONS.map((action) => ({
    action,
    refused: [] as number[],
    asked: [] as number[],
  }));
  for (let n = 0; n < repeats; n += 1) {
    bare.push(run(["-e", "0"], 0));
    for (const { action, refused, asked } of times) {
      refused.push(run([bundleOf(action)], 1));
      asked.push(await server.until(action));
    }
  }
  const bareMs = median(bare);
  const all = globSync("actions/*/dist/*.js", { cwd: ROOT });
  return [
    figure("node.ms", "bare node -e 0", bareMs, "ms"),
    ...times.flatMap(({ action, refused, asked }) => [
      figure(`${action}.ratio`, `${action} / bare node`, median(refused) / bareMs, "ratio"),
      figure(
        `${action}.request`,
        `${action}, to its first request / bare node`,
        median(asked) / bareMs,
        "ratio",
      ),
    ]),
    figure("dist.size", "all actions together", megabytes(all), "MB"),
  ];
}

/** Not an instant where there is one to give, and no token where that is needed: each action complains of one. */
function run(args: readonly string[], expected: number): number {
  const started = performance.now();
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], INPUT_ENVIRONMENT: "sample", "INPUT_AS-OF": "no instant" },
  });
  const ms = performance.now() - started;
  if (status !== expected || (expected === 1 && !stdout.includes("::error::input ")))
    throw new Error(`node ${args.join(" ")} ended in ${status}: ${stdout}`);
  return ms;
}

/** Inputs with which an action has something to ask. */
const GOOD: Readonly<Record<string, string>> = {
  INPUT_TOKEN: "tok",
  INPUT_ENVIRONMENT: "production",
  INPUT_PROJECT: "shop-project",
  INPUT_IDENTITY: "github-actions[bot]",
  INPUT_PART: "all",
  INPUT_DISPATCHES: "[]",
  INPUT_PROPOSAL: "{}",
  INPUT_DATES: "2026-01-20",
  INPUT_START: "2026-01-20",
  INPUT_END: "2026-01-25",
};
/** These are two ways to say the same. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  "plan-backfill": ["INPUT_START", "INPUT_END"],
};

/** A command of a person on an issue of ours: without one an action of comments has nothing to ask. */
const COMMENT = {
  action: "created",
  issue: { number: 1, state: "open", user: { login: "github-actions[bot]", type: "Bot" } },
  comment: {
    id: 1,
    body: "/help",
    user: { login: "octocat", type: "User" },
    created_at: "2026-01-26T12:00:00Z",
  },
};

/** In the place of GitHub and BigQuery: it ends whoever asks, and answers nothing. */
async function firstRequests() {
  let asked = (): void => undefined;
  const server = createServer(() => asked());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), "event-"));
  const event = join(folder, "event.json");
  writeFileSync(event, JSON.stringify(COMMENT));
  const env = {
    GITHUB_EVENT_PATH: event,
    ...{ PATH: process.env["PATH"], GITHUB_API_URL: url, BIGQUERY_EMULATOR_HOST: url },
    ...{ GITHUB_REPOSITORY: "acme/ops", GITHUB_REF: "refs/heads/main" },
  };
  async function until(action: string): Promise<number> {
    const inputs = Object.entries(GOOD).filter(([name]) => !WITHOUT[action]?.includes(name));
    const started = performance.now();
    let ms: number | undefined;
    const child = spawn(process.execPath, [bundleOf(action)], {
      cwd: ROOT,
      env: { ...env, ...Object.fromEntries(inputs) },
      stdio: ["ignore", "pipe", "ignore"],
    });
    asked = () => {
      ms ??= performance.now() - started;
      child.kill("SIGKILL");
    };
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    await once(child, "close");
    if (ms === undefined) throw new Error(`${action} asked nothing: ${said}`);
    return ms;
  }
  return {
    until,
    [Symbol.asyncDispose]: async () => {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
