import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BigQuery } from "@google-cloud/bigquery";
import pRetry from "p-retry";
import { type Emulator, startEmulator } from "./emulator.ts";
import { forgetResults } from "./emulator-file.ts";

/** The emulator gives no memory back, and ends at some GiB. */
const RESTART_ABOVE_MIB = 800;

/** Each query makes the next one slower by what it leaves, until that is forgotten; a restart takes as long as a few. */
const RESTART_AFTER = 60;

/** Far more than its longest statement takes beside other work; one that has not answered by then never will. */
const ANSWERS_WITHIN_MS = 300_000;

export type SteadyEmulator = Omit<Emulator, "pid" | "peakMb"> & {
  /** What it cost: how often it was started anew, and its largest resident memory in MiB. */
  readonly cost: () => { readonly restarts: number; readonly peakMib: number };
};

/**
 * An emulator for long runs: its data lie in a file, and between two requests it is started anew when it has grown too
 * large. Clients of whatever process see one server at one address; jobs and their results outlive a restart.
 */
export async function startSteadyEmulator(binary: string): Promise<SteadyEmulator> {
  const folder = mkdtempSync(join(tmpdir(), "emulator-"));
  const database = join(folder, "data.db");
  const start = () => startEmulator(binary, database);
  let inner = await start();
  let restarts = 0;
  let asked = 0;
  let peakMib = 0;
  let turn: Promise<unknown> = Promise.resolve();

  async function renewIfLarge(): Promise<void> {
    const mib = residentMib(inner.pid);
    if (Number.isFinite(mib)) peakMib = Math.max(peakMib, mib);
    asked += 1;
    if (mib >= RESTART_ABOVE_MIB || asked > RESTART_AFTER) await renew();
  }

  async function renew(): Promise<void> {
    await inner[Symbol.asyncDispose]();
    forgetResults(database);
    inner = await pRetry(start, { retries: 2, minTimeout: 1_000 });
    restarts += 1;
    asked = 0;
  }

  const server = createServer((incoming, outgoing) => {
    // One at a time: it answers statements one after another anyway, and nothing may be under way when it restarts.
    turn = turn
      .then(renewIfLarge)
      .then(() => pass(inner.url, incoming, outgoing))
      .catch(async (error: unknown) => {
        console.error(`${incoming.method} ${incoming.url}: ${error}`);
        outgoing.destroy();
        if (error instanceof Error && error.name === "AbortError") await renew();
      });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No local port is free.");
  const url = `http://127.0.0.1:${address.port}`;
  return {
    project: inner.project,
    url,
    client: new BigQuery({ projectId: inner.project, apiEndpoint: url }),
    cost: () => ({ restarts, peakMib }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await turn;
      await inner[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Infinity for a process that has ended: then it is time for another. */
function residentMib(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.POSITIVE_INFINITY) / 1024;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

async function pass(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method, url, headers } = incoming;
  if (outgoing.destroyed) return; // whoever asked has gone while others were answered
  const onward = request(`${target}${url}`, {
    method,
    headers: { ...headers, host: new URL(target).host, connection: "close" },
  });
  // Whoever asked may go before the answer has come: an answer that nobody takes would hold up all others for good.
  outgoing.once("close", () => onward.destroy());
  incoming.pipe(onward);
  const [response] = (await once(onward, "response", {
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  })) as [IncomingMessage];
  outgoing.writeHead(response.statusCode ?? 502, response.headers);
  response.pipe(outgoing);
  await once(response, "close");
}
