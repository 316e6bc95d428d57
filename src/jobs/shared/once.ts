import type { Warehouse } from "../../warehouse/warehouse.ts";

/** The same warehouse for a short while: what was answered is not asked again, what failed is. */
export function askedOnce(warehouse: Warehouse): Warehouse {
  const answers = new Map<string, Promise<unknown>>();
  const once =
    <A extends readonly unknown[], T>(what: string, ask: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      const key = JSON.stringify([what, args]);
      const known = answers.get(key);
      if (known !== undefined) return known as Promise<T>;
      const answer = ask(...args);
      answers.set(key, answer);
      answer.catch(() => answers.delete(key));
      return answer;
    };
  return {
    ...warehouse,
    query: once("query", warehouse.query),
    columnsOf: once("columns", warehouse.columnsOf),
    describe: once("describe", warehouse.describe),
    partitionRows: once("partitions", warehouse.partitionRows),
    fingerprints: once("fingerprints", warehouse.fingerprints),
  };
}
