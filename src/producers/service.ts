import pMap from "p-map";
import type { CivilDate } from "../dates/civil-date.ts";
import { UserError } from "../errors.ts";
import type { ServiceProducer } from "../pipeline/schema-producers.ts";
import { serviceAddress } from "../pipeline/services.ts";
import type { WritableWarehouse } from "../warehouse/warehouse.ts";
import { identityToken } from "./identity-token.ts";
import type { ProduceRequest, Producer } from "./producer.ts";
import { checkAnswer } from "./service-answer.ts";
import { post } from "./service-request.ts";

/** What the declared services of an environment need to be called. */
export type ServiceSetting = {
  /** Variables that `urlFrom` names. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Hosts that may be called. */
  readonly hosts: readonly string[];
};

const DEFAULT_TIMEOUT_SECONDS = 300;
const DEFAULT_CONCURRENCY = 2;

/**
 * A producer that calls the service, one date a call, while the warehouse looks on: what counts is the rows that are
 * there afterwards. Throws a UserError, before anything is called, for an address that is not given or not allowed.
 */
export function openService(
  declared: ServiceProducer,
  where: { readonly tableId: string; readonly environment: string },
  { variables, hosts }: ServiceSetting,
  warehouse: WritableWarehouse,
): Producer {
  const address = addressOf(declared, where, variables, hosts);
  const {
    processor = where.tableId,
    auth = "identity-token",
    timeoutSeconds = DEFAULT_TIMEOUT_SECONDS,
    concurrency = DEFAULT_CONCURRENCY,
  } = declared;

  async function call(date: CivilDate, includeWarmUp: boolean): Promise<void> {
    const what = `${processor} on ${date}`;
    const text = await post({
      address,
      token: auth === "none" ? null : await identityToken(address.origin),
      body: {
        analysis_date: date,
        backfill_mode: true,
        processors: [processor],
        ...(includeWarmUp ? { include_bootstrap: true } : {}),
      },
      timeoutMs: timeoutSeconds * 1000,
      what,
      now: () => new Date(),
    });
    checkAnswer(text, { what, processor, includeWarmUp });
  }

  const produceDate = (
    { table, ledger, allowShrink, losses, includeWarmUp }: ProduceRequest,
    date: CivilDate,
  ) =>
    warehouse.witness(
      {
        table: table.name,
        dateColumn: table.dateColumn,
        dates: [date],
        ledger,
        allowShrink,
        losses,
        rowsExpected: table.empty !== "allowed",
      },
      () => call(date, includeWarmUp),
    );

  return {
    callsAtOnce: concurrency,
    produce: async (request) =>
      (
        await pMap(request.dates, (date) => produceDate(request, date), {
          concurrency,
          stopOnError: true,
        })
      ).flat(),
  };
}

function addressOf(
  declared: ServiceProducer,
  { tableId, environment }: { readonly tableId: string; readonly environment: string },
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
