import type { CivilDate } from "../../dates/civil-date.ts";
import type { DateRange } from "../../dates/range.ts";
import type { WarmUpPolicy } from "../../pipeline/rules.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import type { GameDay } from "../calendar/calendar.ts";
import type { ByCell, ChangedUpstream, LastLine, OutsideCalendar } from "../grid.ts";
import type { ColumnsRead } from "../observe/columns.ts";
import type { Differences } from "../observe/compare.ts";
import type { Observation } from "../observe/counts.ts";
import type { PlacementRead } from "../observe/placement.ts";
import type { Withheld } from "../observe/withheld.ts";
import type { Retention } from "../retention.ts";

/** Dates by table id for which a source was asked and had nothing, as the ledger says. */
export type AnsweredEmpty = ReadonlyMap<string, ReadonlySet<CivilDate>>;

export type GridInput = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly range: DateRange;
  readonly asOf: Date;
  readonly policy: WarmUpPolicy;
  readonly days: readonly GameDay[];
  readonly observations: ReadonlyMap<string, Observation>;
  /** Why the ledger of writes could not be read: then nobody knows what is stale. */
  readonly ledgerError?: string | null;
  /** Dates by table whose upstreams changed after they were computed (src/backfill/ledger/lineage.ts). */
  readonly stale?: ReadonlyMap<string, ReadonlySet<CivilDate>>;
  readonly staleFrom?: ByCell<readonly ChangedUpstream[]>;
  /** What somebody else changed in tables that only this tool writes, with what the ledger says last of it. */
  readonly changedOutside?: ByCell<LastLine>;
  /** Dates by table for which a source was asked and had nothing. */
  readonly answeredEmpty?: AnsweredEmpty;
  readonly withheld?: Withheld;
  readonly differences?: Differences;
  /** Where the rows of each table stand; without it only counts are judged. */
  readonly placements?: ReadonlyMap<string, PlacementRead>;
  readonly outside?: OutsideCalendar;
  readonly columnsRead?: ColumnsRead;
  /** Of tables that do not keep everything, by id. */
  readonly retention?: ReadonlyMap<string, Retention>;
};
