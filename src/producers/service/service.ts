import pMap from "p-map";
import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import { UserError } from "../../errors.ts";
import type { ServiceProducer } from "../../pipeline/schema/producers.ts";
import { type CallFor, overrideKeysOf, requestOf } from "../../pipeline/service-contract.ts";
import { serviceAddress } from "../../pipeline/services.ts";
import type { WritableWarehouse } from "../../warehouse/warehouse.ts";
import { identityToken } from "../port/identity-token.ts";
import type { ProduceRequest, Producer } from "../port/producer.ts";
import { checkAnswer, checkStatus } from "./answer.ts";
import { post } from "./request.ts";
import { gamesToAsk, waitForRows } from "./rows.ts";
import type { ServiceWhere } from "./where.ts";

/** What the declared services of an environment need to be called. */
export type ServiceSetting = {
  /** Variables that `urlFrom` and `keyFrom` name. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Hosts that may be called. */
  readonly hosts: readonly string[];
};

const DEFAULT_TIMEOUT_SECONDS = 300;
const DEFAULT_CONCURRENCY = 2;

/**
 * A producer that calls the service, a date, some consecutive dates or a game a call, while the warehouse looks on: what
 * counts is the rows that are there afterwards. Throws a UserError, before anything is called, for an address or a key
 * that is not given, or not allowed.
 */
export function openService(
  declared: ServiceProducer,
  where: ServiceWhere,
  { variables, hosts }: ServiceSetting,
  warehouse: WritableWarehouse,
): Producer {
  const address = addressOf(declared, where, variables, hosts);
  const key = keyOf(declared, where, variables);
  const {
    processor = where.table.id,
    auth = "identity-token",
    timeoutSeconds = DEFAULT_TIMEOUT_SECONDS,
    concurrency = DEFAULT_CONCURRENCY,
    unit = "date",
    answer = "results",
  } = declared;

  async function call(one: CallFor, includeWarmUp: boolean): Promise<void> {
    const of = one.game === undefined ? "" : `${one.game.away}@${one.game.home} of `;
    const dates = one.first === one.last ? one.first : `${one.first} to ${one.last}`;
    const what = `${processor} on ${of}${dates}`;
    const text = await post({
      address,
      token: auth === "identity-token" ? await identityToken(address.origin) : null,
      key,
      body: requestOf(declared, processor, one, includeWarmUp),
      timeoutMs: timeoutSeconds * 1000,
      what,
      now: () => new Date(),
    });
    const asked = { what, processor, includeWarmUp, override: overrideKeysOf(declared) };
    (answer === "results" ? checkAnswer : checkStatus)(text, asked);
  }

  async function callFor(request: ProduceRequest, dates: readonly CivilDate[]): Promise<void> {
    const [first, last] = [dates[0] as CivilDate, dates.at(-1) as CivilDate];
    const wait = (games: readonly string[]) =>
      waitForRows(warehouse, declared, { ...request, dates }, games);
    if (unit !== "game") {
      await call({ first, last }, request.includeWarmUp);
      return wait([]);
    }
    const games = await gamesToAsk(warehouse, where, request, first);
    await pMap(games, (game) => call({ first, last, game }, request.includeWarmUp), {
      concurrency,
      stopOnError: true,
    });
    return wait(games.map(({ id }) => id));
  }

  const produceDates = (request: ProduceRequest, dates: readonly CivilDate[]) =>
    warehouse.witness(
      {
        table: request.table.name,
        dateColumn: request.table.dateColumn,
        dates,
        ledger: request.ledger,
        ...request.limits,
      },
      () => callFor(request, dates),
    );

  return {
    ...(unit === "range" ? {} : { callsAtOnce: unit === "game" ? 1 : concurrency }),
    produce: async (request) => {
      const calls =
        unit === "range" ? consecutive(request.dates) : request.dates.map((date) => [date]);
      const atOnce = unit === "date" ? concurrency : 1;
      const written = await pMap(calls, (dates) => produceDates(request, dates), {
        concurrency: atOnce,
        stopOnError: true,
      });
      return written.flat();
    },
  };
}

/** Dates that follow each other without a gap, so that a call for them names no other. */
function consecutive(dates: readonly CivilDate[]): CivilDate[][] {
  const runs: CivilDate[][] = [];
  for (const date of [...dates].sort()) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before !== undefined && addDays(before, 1) === date) run.push(date);
    else runs.push([date]);
  }
  return runs;
}

function keyOf(
  { keyFrom, owner }: ServiceProducer,
  { table, environment }: ServiceWhere,
  variables: ServiceSetting["variables"],
): string | null {
  if (keyFrom === undefined) return null;
  const key = variables[keyFrom] ?? "";
  if (key === "")
    throw new UserError(
      `${table.id} is filled by ${owner} in ${environment}, and ${keyFrom} is not set: set it to the service's key.`,
    );
  return key;
}

function addressOf(
  declared: ServiceProducer,
  { table: { id: tableId }, environment }: ServiceWhere,
  variables: ServiceSetting["variables"],
  hosts: readonly string[],
): URL {
  const { url, urlFrom, owner } = declared;
  const whose = `${tableId} is filled by ${owner} in ${environment}`;
  if (url !== undefined)
    return serviceAddress(declared, url, hosts, `The url of ${tableId} in ${environment}`);
  if (urlFrom === undefined)
    throw new UserError(
      `${whose}, which declares no url: it cannot be called. Hand the dates to them, or see docs/how-to/services.md.`,
    );
  const given = variables[urlFrom] ?? "";
  if (given === "")
    throw new UserError(
      `${whose}, and ${urlFrom} is not set: set it to the service's address, such as https://NAME.run.app.`,
    );
  return serviceAddress(declared, given, hosts, urlFrom);
}
