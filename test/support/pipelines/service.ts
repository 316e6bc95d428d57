import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { CivilDate } from "../../../src/dates/civil-date.ts";

/** A call of `POST /process-date` that has arrived. */
export type Arrived = {
  readonly path: string;
  readonly date: CivilDate;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
  readonly key: string | string[] | undefined;
};

/** What the service does with a call; an answer without `end` is left hanging. */
export type Answers = (call: Arrived, response: ServerResponse) => Promise<void> | void;

export type Service = AsyncDisposable & {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** The most calls that were in hand at once. */
  readonly most: () => number;
};

/** An operators' service on this machine. */
export async function startService(answers: Answers): Promise<Service> {
  const arrived: Arrived[] = [];
  let [inHand, most] = [0, 0];
  const server = createServer(async (request, response) => {
    inHand += 1;
    most = Math.max(most, inHand);
    response.on("close", () => {
      inHand -= 1;
    });
    const call = await callOf(request);
    arrived.push(call);
    await answers(call, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    most: () => most,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function callOf(request: IncomingMessage): Promise<Arrived> {
  const body = JSON.parse((await text(request)) || "{}");
  const { authorization } = request.headers;
  return {
    path: request.url ?? "",
    date: body["analysis_date"],
    body,
    authorization,
    key: request.headers["x-api-key"],
  };
}

/** Ends a call with JSON. */
export function end(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

/** An answer of one processor. */
export const results = (processor: string, over: object = { status: "success" }) => ({
  status: "completed",
  results: [{ processor, ...over }],
});
