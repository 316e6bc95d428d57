import { expect, it } from "vitest";
import type { Engine } from "../../../../src/warehouse/bigquery/client/requests.ts";
import { insertCall } from "../../../../src/warehouse/bigquery/client/requests.ts";

const engine = {
  rest: { project: "p", location: "EU", uploadUrl: "http://localhost/upload" },
} as unknown as Engine;

const loadOf = (id: string, lines: string) =>
  insertCall(engine, { id, labels: {}, work: { kind: "load", load: {}, lines } }, id);

it("separates the parts of an upload by a boundary that a header may hold, however long the job's id is", () => {
  // RFC 2046: 70 characters at most, of these.
  const id = `ops-stage__${"nba_raw_nbac_gamebook_player_stats".repeat(3)}__b-20260126T120000Z-1a2b3c-0-r12`;
  const { headers, body = "" } = loadOf(id, '{"a": 1}\n');
  const boundary = /boundary=(.*)$/.exec(headers?.["Content-Type"] ?? "")?.[1] ?? "";
  expect(boundary.length).toBeLessThanOrEqual(70);
  expect(boundary).toMatch(/^[\w-]+$/);
  expect(body.split(`--${boundary}`)).toHaveLength(4);
  expect(body.endsWith(`--${boundary}--\r\n`)).toBe(true);
});

it("takes a boundary that no row can hold by chance or by design", () => {
  const boundaryOf = (lines: string) =>
    /boundary=(.*)$/.exec(loadOf("one", lines).headers?.["Content-Type"] ?? "")?.[1];
  expect(boundaryOf("{}\n")).not.toBe(boundaryOf("{}\n"));
});
