import { describe, expect, it } from "vitest";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import { serviceAddress } from "../../src/pipeline/services.ts";
import { altered } from "../support/pipeline.ts";

const HOSTS = ["*.run.app", "ops.example.com"];
const address = (url: string, over: object = {}) =>
  serviceAddress(over as Parameters<typeof serviceAddress>[0], url, HOSTS, "PHASE4_SERVICE_URL")
    .href;

describe("the address of a service", () => {
  it.each([
    ["https://phase4-x7.a.run.app", {}, "https://phase4-x7.a.run.app/process-date"],
    ["https://ops.example.com/", {}, "https://ops.example.com/process-date"],
    ["https://ops.example.com/v2/", { path: "/run" }, "https://ops.example.com/v2/run"],
    ["http://127.0.0.1:8080", { auth: "none" }, "http://127.0.0.1:8080/process-date"],
    ["http://localhost:8080", {}, "http://localhost:8080/process-date"],
  ])("of %s is the host's and the path", (url, over, expected) => {
    expect(address(url, over)).toBe(expected);
  });

  it.each([
    ["ops.example.com", {}, /PHASE4_SERVICE_URL is no address; write it as https:\/\/HOST/],
    ["file:///etc/passwd", {}, /is no address/],
    ["http://ops.example.com", {}, /is http; a service on another machine needs https/],
    ["https://ops.example.com:8443", {}, /names the port 8443/],
    ["https://me:secret@ops.example.com", {}, /has more than a host and a path/],
    ["https://ops.example.com/?to=1", {}, /has more than a host and a path/],
    ["https://ops.example.com", { auth: "none" }, /auth: none is not accepted/],
    ["https://run.app", {}, /is on run.app, which is not in/],
    ["https://evilrun.app", {}, /is on evilrun.app, which is not in/],
    ["https://a.run.app.evil.example", {}, /serviceHosts \(\*.run.app, ops.example.com\)/],
    ["https://127.0.0.1.evil.example", {}, /is not in/],
  ])("is not %s", (url, over, why) => {
    expect(() => address(url, over)).toThrow(why);
  });

  it("does not repeat a password in what it says", () => {
    expect(() => address("https://me:secret@ops.example.com")).toThrow(/^((?!secret).)*$/);
  });
});

describe("a declared service", () => {
  const declared = (service: object) => () =>
    parsePipeline(
      altered(({ tables }) => {
        const table = tables.find(({ id }: { id: string }) => id === "nbac_schedule");
        table.producers.production = { kind: "service", owner: "somebody", ...service };
      }),
      "p.yaml",
    );

  it.each([
    [{ urlFrom: "X_URL" }, /a service that is called needs its name in results/],
    [{ url: "https://a.run.app", urlFrom: "X_URL", processor: "P" }, /leave one out/],
    [{ url: "https://evil.example", processor: "P" }, /not in the environment's serviceHosts/],
    [{ urlFrom: "x-url", processor: "P" }, /must be the name of a variable/],
    [{ urlFrom: "X_URL", processor: "P", path: "process" }, /must be a path/],
    [{ urlFrom: "X_URL", processor: "P", timeoutSeconds: 4000 }, /3600/],
  ])("is wrong as %j", (service, why) => {
    expect(declared(service)).toThrow(why);
  });

  it("may be somebody's whom nobody can call", () => {
    expect(declared({})).not.toThrow();
  });
});
