import type { Usage } from "../../warehouse.ts";
import type { JobAnswer } from "./answers.ts";

/** What the queries of one open warehouse have cost: each once, under its job's id, however often its end is looked at. */
export type Meter = {
  /** The query was accepted, or may have been; until its end says what it cost, that is unknown. */
  begun(id: string): void;
  ended(id: string, answer: JobAnswer): void;
  usage(): Usage;
};

type Cost = { readonly processed: number | null; readonly billed: number | null };

export function openMeter(): Meter {
  const jobs = new Map<string, Cost>();
  return {
    begun: (id) => {
      if (!jobs.has(id)) jobs.set(id, { processed: null, billed: null });
    },
    ended: (id, { status, statistics }) => {
      if (!jobs.has(id)) return; // a load, which is free
      const billed = statistics?.query?.totalBytesBilled ?? null;
      const processed = statistics?.totalBytesProcessed ?? null;
      const problem = status?.errorResult;
      // BigQuery bills no query that fails; one that was cancelled it may, without saying so.
      const isFree = problem !== undefined && problem.reason !== "stopped" && billed === null;
      if (isFree) jobs.delete(id);
      else if (jobs.get(id)?.billed === null) jobs.set(id, { processed, billed });
    },
    usage: () => usageOf([...jobs.values()]),
  };
}

function usageOf(costs: readonly Cost[]): Usage {
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return {
    queries: costs.length,
    bytesProcessed: sum(costs.map(({ processed }) => processed)),
    bytesBilled: sum(costs.map(({ billed }) => billed)),
    unknown: costs.filter(({ billed }) => billed === null).length,
  };
}
