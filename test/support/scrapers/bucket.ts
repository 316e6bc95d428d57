import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type BucketServer = AsyncDisposable & {
  readonly url: string;
  readonly objects: Map<string, Uint8Array>;
  /** Statuses that the next requests are answered with instead. */
  readonly answers: number[];
};

/** The three requests of Google Cloud Storage that originals are kept with, on this machine: get, upload and delete. */
export async function startBucket(bucket: string): Promise<BucketServer> {
  const objects = new Map<string, Uint8Array>();
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const end = (status: number, body: Uint8Array | string = "") =>
      void response.writeHead(status).end(body);
    const told = answers.shift();
    if (told !== undefined) return end(told);
    const url = new URL(request.url ?? "", "http://x");
    const place = `/storage/v1/b/${bucket}/o`;
    if (request.method === "POST" && url.pathname === `/upload${place}`) {
      objects.set(url.searchParams.get("name") ?? "", Buffer.concat(parts));
      return end(200, "{}");
    }
    const name = url.pathname.startsWith(`${place}/`)
      ? decodeURIComponent(url.pathname.slice(place.length + 1))
      : "";
    const object = objects.get(name);
    if (object === undefined) return end(404);
    if (request.method !== "DELETE") return end(200, object);
    objects.delete(name);
    return end(204);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ objects, answers },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
