import pMap from "p-map";
import { errorMessage } from "../../errors.ts";
import { producerOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Check } from "../../render/summary/doctor.ts";

type Env = Readonly<Record<string, string | undefined>>;
export type Service = { readonly name: string; readonly url: string };

const TIMEOUT_MS = 5_000;
const AT_ONCE = 4;

/** Services that declare an address, or the variable that holds it; each address once. */
export function declaredServices(
  tables: readonly TableConfig[],
  environment: string,
  env: Env,
): Service[] {
  const byUrl = new Map<string, string[]>();
  for (const table of tables) {
    const producer = producerOf(table, environment);
    if (producer.kind !== "service") continue;
    const url =
      producer.url ?? (producer.urlFrom === undefined ? "" : (env[producer.urlFrom] ?? ""));
    if (url === "") continue;
    byUrl.set(url, [...(byUrl.get(url) ?? []), table.id]);
  }
  return [...byUrl].map(([url, ids]) => ({ name: `service of ${ids.join(", ")}`, url }));
}

/** Any answer over HTTP is one: whether the service does its work is seen by its rows. Redirects are not followed. */
export function serviceChecks(
  services: readonly Service[],
  timeoutMs: number = TIMEOUT_MS,
): Promise<Check[]> {
  const none: Check = {
    area: "services",
    name: "services",
    status: "skip",
    found: "no service declares an address",
  };
  if (services.length === 0) return Promise.resolve([none]);
  return pMap(services, (service) => reach(service, timeoutMs), { concurrency: AT_ONCE });
}

async function reach({ name, url }: Service, timeoutMs: number): Promise<Check> {
  const base = { area: "services", name } as const;
  const address = addressOf(url);
  if (address === null)
    return {
      ...base,
      status: "fail",
      found: "its address is not one of http or https",
      remedy: "Correct the address in the pipeline, or in the variable that holds it.",
    };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(address, { redirect: "manual", signal });
    await answer.body?.cancel();
    const found = `${address.origin} answers (${answer.status})`;
    return { ...base, status: "pass", found };
  } catch (error) {
    return {
      ...base,
      status: "fail",
      found: `${address.origin} does not answer: ${errorMessage(error)}`,
      remedy:
        "Look whether the service runs and this network may reach it; correct its address otherwise.",
    };
  }
}

/** Without what may be a secret in it: a name, a password, a query. */
function addressOf(url: string): URL | null {
  if (!URL.canParse(url)) return null;
  const address = new URL(url);
  if (!["http:", "https:"].includes(address.protocol)) return null;
  address.username = "";
  address.password = "";
  return address;
}
