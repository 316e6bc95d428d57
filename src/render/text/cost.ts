import type { Cost, Money } from "../../pipeline/cost.ts";
import { count } from "./words.ts";

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

/** US dollars; small amounts with the digits that make them more than nothing. */
export function usdText(usd: number): string {
  if (usd === 0 || usd >= 1) return `${usd.toFixed(2)} USD`;
  return `${usd >= 0.01 ? usd.toFixed(4) : usd.toFixed(6)} USD`;
}

export const moneyText = ({ bytes, usd }: Money): string => `${bytesText(bytes)}, ${usdText(usd)}`;

/** One sentence: what was billed, against what was estimated. */
export function costText({ estimated, billed, queries, unknown }: Cost): string {
  const silent = `; ${unknown} of ${count(queries, "query", "queries")} did not say what they billed`;
  const said = unknown === queries ? "unknown" : `at least ${moneyText(billed)}`;
  return [
    `Billed: ${unknown === 0 ? moneyText(billed) : said}`,
    unknown === 0 ? ` for ${count(queries, "query", "queries")}` : silent,
    `; estimated: ${estimated === null ? "unknown" : moneyText(estimated)}`,
  ].join("");
}
