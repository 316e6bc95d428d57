import { expect } from "vitest";
import { backfill } from "../../../src/jobs/repair/backfill.ts";
import { aRequest, repairSmall, type Small } from "./small.ts";

/** A run that is stopped once `claims` statements were begun. */
export async function stoppedAfter(small: Small, claims: number, over = {}) {
  const stop = new AbortController();
  small.script.before = () => {
    if (small.claims.length >= claims) stop.abort();
    return undefined;
  };
  const result = await repairSmall(small, { ...over, signal: stop.signal });
  small.script.before = undefined;
  return result;
}

/** A backfill that is refused for a reason, with nothing changed. */
export async function refused(small: Small, over: object, why: RegExp) {
  const [claims, before] = [small.claims.length, await small.everything()];
  await expect(backfill(small.context, aRequest(over))).rejects.toThrow(why);
  expect(small.claims.length).toBe(claims);
  expect(await small.everything()).toEqual(before);
}

/** What was written, by table and number of dates. */
export const writes = ({ claims }: Small, from = 0) =>
  claims.slice(from).map(({ table, dates }) => `${table} ${dates.length}`);
