import { UserError } from "../errors.ts";
import type { Problem } from "./problem.ts";
import type { Producer, ServiceProducer } from "./schema/producers.ts";
import type { PipelineConfig } from "./schema.ts";
import { contractProblems } from "./service-contract.ts";

/** True where a call is declared; whether the variable behind `urlFrom` is set only a run can say. */
export const isCalled = ({ url, urlFrom }: ServiceProducer): boolean =>
  url !== undefined || urlFrom !== undefined;

/** Filled by somebody whom no command can call: a repair hands its dates over. */
export const isOwners = (producer: Producer): boolean =>
  producer.kind === "service" && !isCalled(producer);

/** How a producer treats a season's first days: it fills them, it fills them when told to, or nothing makes it fill them. */
export function firstDaysOf(producer: Producer | undefined): "filled" | "on request" | "never" {
  if (producer?.kind !== "service" || !producer.skips.includes("warm-up")) return "filled";
  return producer.override === "none" ? "never" : "on request";
}

/**
 * The address that is called: `url` with the path after it. Throws a UserError for what is no address, for http
 * elsewhere than on this machine, and for a host that is not listed. `where` names the value in the message.
 */
export function serviceAddress(
  { path = "/process-date", auth }: Pick<ServiceProducer, "path" | "auth">,
  url: string,
  hosts: readonly string[],
  where: string,
): URL {
  const base = URL.canParse(url) ? new URL(url) : null;
  if (base === null || !["https:", "http:"].includes(base.protocol))
    throw new UserError(`${where} is no address; write it as https://HOST.`);
  if (base.username !== "" || base.password !== "" || base.search !== "" || base.hash !== "")
    throw new UserError(`${where} has more than a host and a path; write it as https://HOST.`);
  if (!isHere(base)) {
    if (base.protocol === "http:")
      throw new UserError(`${where} is http; a service on another machine needs https.`);
    if (auth === "none")
      throw new UserError(`${where} is on another machine, where auth: none is not accepted.`);
    if (base.port !== "")
      throw new UserError(`${where} names the port ${base.port}; services answer on 443.`);
    if (!hosts.some((pattern) => fits(base.hostname, pattern)))
      throw new UserError(
        `${where} is on ${base.hostname}, which is not in the environment's serviceHosts (${hosts.length === 0 ? "there are none" : hosts.join(", ")}). Correct it, or list the host in the pipeline.`,
      );
  }
  return new URL(`${base.pathname.replace(/\/+$/, "")}${path}`, base.origin);
}

const isHere = ({ hostname }: URL): boolean => hostname === "127.0.0.1" || hostname === "localhost";

const fits = (host: string, pattern: string): boolean =>
  pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;

/** What the schema alone cannot see of services. */
export function serviceProblems({ tables, environments }: PipelineConfig): Problem[] {
  return tables.flatMap(({ producers }, index) =>
    Object.entries(producers).flatMap(([name, declared]) => {
      if (declared.kind !== "service" || !isCalled(declared)) return [];
      const hosts = environments[name]?.serviceHosts ?? [];
      return problemsOf(declared, hosts).map(([key, message]) => ({
        path: ["tables", index, "producers", name, key],
        message,
      }));
    }),
  );
}

function problemsOf(declared: ServiceProducer, hosts: readonly string[]): [string, string][] {
  const { url, urlFrom, processor } = declared;
  const problems: [string, string][] = contractProblems(declared);
  if (processor === undefined)
    problems.push(["processor", "a service that is called needs its name in results[]"]);
  if (url === undefined) return problems;
  if (urlFrom !== undefined) problems.push(["urlFrom", "url is given as well; leave one out"]);
  try {
    serviceAddress(declared, url, hosts, `"${url}"`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(["url", error.message]);
  }
  return problems;
}
