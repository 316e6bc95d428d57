import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BigQuery } from "@google-cloud/bigquery";

const PROJECT = "emulated";
const READY_WITHIN_MS = 90_000;
const STOP_WITHIN_MS = 3_000;

export type Emulator = AsyncDisposable & {
  readonly project: string;
  /** The value of BIGQUERY_EMULATOR_HOST for a client in another process. */
  readonly url: string;
  readonly client: BigQuery;
  readonly pid: number;
  /** The most memory it has had so far, in MB. */
  readonly peakMb: () => number;
};

/**
 * Starts a BigQuery emulator of its own on free local ports; it ends on disposal. It holds its data in memory, or in this
 * file, with which another one goes on: every query leaves some 15 MB behind, and at 2 GiB it fails.
 */
export async function startEmulator(binary: string, database?: string): Promise<Emulator> {
  const [port, grpcPort] = await freePorts();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    binary,
    // Without --host it listens on every interface.
    [`--project=${PROJECT}`, "--dataset=unused", "--host=127.0.0.1"].concat(
      `--port=${port}`,
      `--grpc-port=${grpcPort}`,
      database === undefined ? [] : `--database=${database}`,
    ),
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  const remember = (chunk: unknown) => {
    output = `${output}${chunk}`.slice(-2_000);
  };
  child.stdout.on("data", remember);
  child.stderr.on("data", remember);
  child.on("error", remember); // a binary that cannot be run

  const exited = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (child.pid === undefined || exited()) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await Promise.race([ended, sleep(STOP_WITHIN_MS)]);
    if (exited()) return;
    child.kill("SIGKILL");
    await ended;
  };

  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(`${url}/bigquery/v2/projects/${PROJECT}/datasets`))) {
    if (child.pid === undefined || exited() || Date.now() > deadline) {
      await stop();
      throw new Error(`The BigQuery emulator ${binary} did not start:\n${output}`);
    }
    await sleep(50);
  }
  const client = new BigQuery({ projectId: PROJECT, apiEndpoint: url });
  const peakMb = () => peakOf(child.pid ?? 0);
  const pid = child.pid as number;
  return { project: PROJECT, url, client, pid, peakMb, [Symbol.asyncDispose]: stop };
}

/** As Linux counts it, which is where the emulator runs. */
const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
    (response) => response.ok,
    () => false,
  );
}

/** Two ports that were free a moment ago: both are held until both are known, so they differ. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()] as const;
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("No local port is free.");
    ports.push(address.port);
  }
  for (const server of servers) {
    server.close();
    await once(server, "close");
  }
  return [ports[0] ?? 0, ports[1] ?? 0];
}
