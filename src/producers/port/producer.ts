import type { CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { LedgerNote, WriteLimits, WrittenDate } from "../../warehouse/warehouse.ts";

export type ProduceRequest = {
  readonly table: TableConfig;
  /** All of them, as one atomic change; where somebody else writes, each date by itself. */
  readonly dates: readonly CivilDate[];
  readonly ledger: LedgerNote;
  readonly limits: WriteLimits;
  readonly includeWarmUp: boolean;
  /** What is there already too, where the producer takes only what is lacking. */
  readonly force: boolean;
  readonly signal: AbortSignal;
};

/**
 * A date was written without some of its games, which the message names with the reason of each. What was there of those
 * games is there still. The date's ledger line is "refused": it can be taken back, and a resume tries the games again.
 */
export class PartlyWrittenError extends Error {
  override readonly name = "PartlyWrittenError";
  readonly written: readonly WrittenDate[];
  constructor(message: string, written: readonly WrittenDate[]) {
    super(message);
    this.written = written;
  }
}

/**
 * Fills one table for a set of dates. It throws when it could not, and then nothing of the set is written, but for a
 * PartlyWrittenError; where somebody else writes, what was written all the same is in the ledger.
 */
export interface Producer {
  /** Set where each date is a call of its own: how many may run at once. Otherwise many dates are one statement. */
  readonly callsAtOnce?: number;
  produce(request: ProduceRequest): Promise<readonly WrittenDate[]>;
}
