import { z } from "zod";
import type { Environment } from "./schema/environments.ts";

/** US dollars for a TiB read, on demand, in the US multi-region (BigQuery's price list of November 2026). */
export const USD_PER_TIB = 6.25;

const count = z.int().nonnegative();

/** Bytes as they are billed, and their price in US dollars. */
const MoneySchema = z.strictObject({ bytes: count, usd: z.number().nonnegative() });
export type Money = z.infer<typeof MoneySchema>;

/** What some work was estimated to bill, and what it billed: kept in run.json and in receipts. */
export const CostSchema = z.strictObject({
  /** Null where nobody asked for one, or where it is not known in full. */
  estimated: MoneySchema.nullable(),
  /** Of those queries that said; the least that it was when `unknown` is above 0. */
  billed: MoneySchema,
  queries: count,
  bytesProcessed: count,
  /** Queries that did not say what they billed. */
  unknown: count,
});
export type Cost = z.infer<typeof CostSchema>;

/** What an open warehouse says of its queries (src/warehouse/warehouse.ts). */
type Usage = Pick<Cost, "queries" | "bytesProcessed" | "unknown"> & {
  readonly bytesBilled: number;
};

export const priceOf = ({ pricePerTiB }: Environment): number => pricePerTiB ?? USD_PER_TIB;

/** Rounded to a millionth of a dollar, of which the smallest query costs 60. */
export function moneyFor(bytes: number, usdPerTiB: number): Money {
  return { bytes, usd: Math.round((bytes / 1024 ** 4) * usdPerTiB * 1e6) / 1e6 };
}

export function costOf(
  { queries, bytesProcessed, bytesBilled, unknown }: Usage,
  estimatedBytes: number | null,
  usdPerTiB: number,
): Cost {
  return {
    estimated: estimatedBytes === null ? null : moneyFor(estimatedBytes, usdPerTiB),
    billed: moneyFor(bytesBilled, usdPerTiB),
    queries,
    bytesProcessed,
    unknown,
  };
}

/** Of several parts of one work: what one of them does not know, the sum does not know. */
export function sumOfCosts(costs: readonly Cost[]): Cost | null {
  const [first, ...rest] = costs;
  if (first === undefined) return null;
  return rest.reduce(
    (sum, one) => ({
      estimated:
        sum.estimated === null || one.estimated === null
          ? null
          : added(sum.estimated, one.estimated),
      billed: added(sum.billed, one.billed),
      queries: sum.queries + one.queries,
      bytesProcessed: sum.bytesProcessed + one.bytesProcessed,
      unknown: sum.unknown + one.unknown,
    }),
    first,
  );
}

const added = (a: Money, b: Money): Money => ({
  bytes: a.bytes + b.bytes,
  usd: Math.round((a.usd + b.usd) * 1e6) / 1e6,
});
