import type { CivilDate } from "../dates/civil-date.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import type { LedgerNote, WrittenDate } from "../warehouse/warehouse.ts";

export type ProduceRequest = {
  readonly table: TableConfig;
  /** All of them, as one atomic change. */
  readonly dates: readonly CivilDate[];
  readonly ledger: LedgerNote;
  readonly allowShrink: boolean;
  readonly includeWarmUp: boolean;
  readonly signal: AbortSignal;
};

/** Fills one table for a set of dates. It throws when it could not, and then nothing of the set is written. */
export interface Producer {
  produce(request: ProduceRequest): Promise<readonly WrittenDate[]>;
}
