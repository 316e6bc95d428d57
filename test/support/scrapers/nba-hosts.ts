import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that has arrived. */
export type Asked = {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Milliseconds of the performance clock. */
  readonly at: number;
};

export type Content = { readonly type: string; readonly body: string | Uint8Array };

/** Does something else with a request than to give its content; true where it did. */
export type Misbehaviour = (
  asked: Asked,
  response: ServerResponse,
  content: Content | null,
) => boolean;

export type Hosts = AsyncDisposable & {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** The most requests that were in hand at once. */
  readonly most: () => number;
  misbehaves: Misbehaviour;
};

const json = (value: unknown): Content => ({
  type: "application/json",
  body: JSON.stringify(value),
});

/** The sources on this machine: content by path, 404 for what there is none of. */
export async function startHosts(
  contentOf: (path: string) => Promise<Content | unknown | null>,
  misbehaves: Misbehaviour = () => false,
): Promise<Hosts> {
  const asked: Asked[] = [];
  let [inHand, most] = [0, 0];
  const server = createServer(async (request, response) => {
    inHand += 1;
    most = Math.max(most, inHand);
    response.on("close", () => {
      inHand -= 1;
    });
    const one = { path: request.url ?? "", headers: request.headers, at: performance.now() };
    asked.push(one);
    const given = await contentOf(one.path);
    const content = given === null || isContent(given) ? given : json(given);
    if (hosts.misbehaves(one, response, content)) return;
    if (content === null) return void response.writeHead(404).end("not here");
    response.writeHead(200, { "content-type": content.type }).end(content.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hosts: Hosts = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    most: () => most,
    misbehaves,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hosts;
}

const isContent = (value: unknown): value is Content =>
  typeof value === "object" && value !== null && "body" in value && "type" in value;

/** The first `times` requests of each path; all of them where no number is given. */
export function onlyFirst(times: number, one: Misbehaviour): Misbehaviour {
  const seen = new Map<string, number>();
  return (asked, ...rest) => {
    const before = seen.get(asked.path) ?? 0;
    seen.set(asked.path, before + 1);
    return before < times && one(asked, ...rest);
  };
}

export const answers =
  (status: number, headers: Readonly<Record<string, string>> = {}, body = ""): Misbehaviour =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  };

export const givesBody =
  (body: string | Uint8Array, type = "application/json"): Misbehaviour =>
  (_, response) => {
    response.writeHead(200, { "content-type": type }).end(body);
    return true;
  };

/** Never answers. */
export const hangs: Misbehaviour = () => true;

/** Begins the body and never ends it. */
export const hangsMidBody: Misbehaviour = (_, response, content) => {
  response.writeHead(200, { "content-type": content?.type ?? "text/plain" });
  response.write(Buffer.from(content?.body ?? "").subarray(0, 100));
  return true;
};

/** Closes the connection before the promised length has been sent. */
export const cutsOff: Misbehaviour = (_, response, content) => {
  const body = Buffer.from(content?.body ?? "nothing");
  response.writeHead(200, { "content-length": body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
  return true;
};
