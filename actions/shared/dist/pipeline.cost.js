import { int, number$1 as number, strictObject } from "./every-action.js";

/** US dollars for a TiB read, on demand, in the US multi-region (BigQuery's price list of November 2026). */
const USD_PER_TIB = 6.25;
const count = int().nonnegative();
/** Bytes as they are billed, and their price in US dollars. */
const MoneySchema = strictObject({
	bytes: count,
	usd: number().nonnegative()
});
/** What some work was estimated to bill, and what it billed: kept in run.json and in receipts. */
const CostSchema = strictObject({
	/** Null where nobody asked for one, or where it is not known in full. */
	estimated: MoneySchema.nullable(),
	/** Of those queries that said; the least that it was when `unknown` is above 0. */
	billed: MoneySchema,
	queries: count,
	bytesProcessed: count,
	/** Queries that did not say what they billed. */
	unknown: count
});
const priceOf = ({ pricePerTiB }) => pricePerTiB ?? 6.25;
/** Rounded to a millionth of a dollar, of which the smallest query costs 60. */
function moneyFor(bytes, usdPerTiB) {
	return {
		bytes,
		usd: Math.round(bytes / 1024 ** 4 * usdPerTiB * 1e6) / 1e6
	};
}
function costOf({ queries, bytesProcessed, bytesBilled, unknown }, estimatedBytes, usdPerTiB) {
	return {
		estimated: estimatedBytes === null ? null : moneyFor(estimatedBytes, usdPerTiB),
		billed: moneyFor(bytesBilled, usdPerTiB),
		queries,
		bytesProcessed,
		unknown
	};
}
/** Of several parts of one work: what one of them does not know, the sum does not know. */
function sumOfCosts(costs) {
	const [first, ...rest] = costs;
	if (first === void 0) return null;
	return rest.reduce((sum, one) => ({
		estimated: sum.estimated === null || one.estimated === null ? null : added(sum.estimated, one.estimated),
		billed: added(sum.billed, one.billed),
		queries: sum.queries + one.queries,
		bytesProcessed: sum.bytesProcessed + one.bytesProcessed,
		unknown: sum.unknown + one.unknown
	}), first);
}
const added = (a, b) => ({
	bytes: a.bytes + b.bytes,
	usd: Math.round((a.usd + b.usd) * 1e6) / 1e6
});

export { CostSchema, costOf, moneyFor, priceOf, sumOfCosts };