import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { declaredServices, serviceChecks } from "../../../src/jobs/doctor/services.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { aTable, ENVIRONMENT } from "../../support/pipelines/declarations.ts";

type Producer = TableConfig["producers"][string];

/** A server that answers `/STATUS` with it, redirects elsewhere, and never answers `/never`. */
async function aServer(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === "/never") return;
    response
      .writeHead(Number(request.url?.match(/^\/(\d+)/)?.[1] ?? 200), { location: "/200" })
      .end("x");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it("passes on any answer, and follows no redirect", async () => {
  const { url, asked } = await aServer();
  for (const status of [200, 302, 403, 404, 503]) {
    const [check] = await serviceChecks([{ name: "a service", url: `${url}/${status}` }]);
    expect(check).toMatchObject({ status: "pass", found: `${url} answers (${status})` });
  }
  expect(asked).toEqual([200, 302, 403, 404, 503].map((status) => `GET /${status}`));
});

it("fails without an answer, in its time, and says what to do", async () => {
  const { url } = await aServer();
  const started = performance.now();
  const [check] = await serviceChecks([{ name: "a service", url: `${url}/never` }], 200);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(check).toMatchObject({ status: "fail", remedy: expect.stringContaining("service runs") });
});

it.each(["not an address", "file:///etc/passwd", "javascript:alert(1)", ""])(
  "asks nothing of %j",
  async (url) => {
    const [check] = await serviceChecks([{ name: "a service", url }]);
    expect(check).toMatchObject({
      status: "fail",
      found: "its address is not one of http or https",
    });
  },
);

it("shows no secret of an address", async () => {
  const { url } = await aServer();
  const secret = url.replace("http://", "http://me:hunter2@");
  const [check] = await serviceChecks([{ name: "a service", url: `${secret}/404?key=hunter3` }]);
  expect(JSON.stringify(check)).not.toMatch(/hunter/);
});

it("finds each declared address once, also where a variable holds it", () => {
  const service = (id: string, more: object): TableConfig =>
    aTable({
      id,
      producers: { [ENVIRONMENT]: { kind: "service", owner: "x", skips: [], ...more } as Producer },
    });
  const tables = [
    service("a", { url: "https://one.test/" }),
    service("b", { url: "https://one.test/" }),
    service("c", { urlFrom: "SERVICE_URL" }),
    service("d", { urlFrom: "NOT_SET" }),
    service("e", {}),
  ];
  expect(declaredServices(tables, ENVIRONMENT, { SERVICE_URL: "https://two.test/" })).toEqual([
    { name: "service of a, b", url: "https://one.test/" },
    { name: "service of c", url: "https://two.test/" },
  ]);
});
