/** BigQuery takes 1 MB of text as it is sent; the rest is room for what stands around the statements. */
export const MAX_TEXT_CHARS = 900_000;
/** A transaction may change 100 tables, and a table, such as the ledger, 25 times in 10 s. */
const MAX_PARTS = 20;

/** Parts in order, as many together as one transaction takes. A part larger than that is one by itself. */
export function chunksOf<T>(parts: readonly T[], textsOf: (part: T) => readonly string[]): T[][] {
  const chunks: T[][] = [];
  let size = 0;
  for (const part of parts) {
    const own = textsOf(part).reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
    const last = chunks.at(-1);
    if (last === undefined || last.length >= MAX_PARTS || size + own > MAX_TEXT_CHARS) {
      chunks.push([part]);
      size = own;
    } else {
      last.push(part);
      size += own;
    }
  }
  return chunks;
}
