import type { CivilDate } from "../../../src/dates/civil-date.ts";
import { AdvisedError, type RetryAdvice } from "../../../src/warehouse/retry.ts";
import type { ReplaceRequest, WritableWarehouse } from "../../../src/warehouse/warehouse.ts";

/** What a write is to meet: an error before it, or an error although it was done. */
export type Script = {
  before?: ((request: ReplaceRequest) => Error | undefined) | undefined;
  after?: ((request: ReplaceRequest) => Error | undefined) | undefined;
};

/** The same warehouse, its writes failing by the script; every claim that reached it is written down. */
export function scripted(warehouse: WritableWarehouse, script: Script) {
  const claims: ReplaceRequest[] = [];
  return {
    ...warehouse,
    claims,
    replaceDates: async (request: ReplaceRequest) => {
      claims.push(request);
      const refused = script.before?.(request);
      if (refused !== undefined) throw refused;
      const written = await warehouse.replaceDates(request);
      const lost = script.after?.(request);
      if (lost !== undefined) throw lost;
      return written;
    },
  };
}

/** An error of this class, for claims of a table that hold any of the dates. */
export const failing =
  (
    table: string,
    dates: readonly CivilDate[],
    advice: RetryAdvice,
    message = "the source is broken",
  ) =>
  (claim: ReplaceRequest): Error | undefined =>
    claim.table === `shop.${table}` && claim.dates.some((date) => dates.includes(date))
      ? new AdvisedError(message, advice)
      : undefined;
