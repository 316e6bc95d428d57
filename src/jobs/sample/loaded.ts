import pMap from "p-map";
import { foundEntries } from "../../backfill/ledger/found.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { WritableWarehouse } from "../../warehouse/warehouse.ts";
import { fingerprintRequest } from "../shared/content.ts";
import { readLedgerOf } from "../shared/ledger.ts";

/** What was loaded of a table: its dates, those that the scenario left empty too. */
export type LoadedDates = {
  readonly table: TableConfig;
  readonly dates: readonly CivilDate[];
  /** Nothing but the sample is in the table: whatever else it holds was loaded as well. */
  readonly isAll: boolean;
};

/** Records what a load left, as the content that later changes are held against. */
export async function recordLoaded(
  warehouse: WritableWarehouse,
  loaded: readonly LoadedDates[],
): Promise<void> {
  const { lineage } = await readLedgerOf(warehouse);
  const found = await pMap(
    loaded,
    async ({ table, dates, isAll }) => {
      const request = fingerprintRequest(table, isAll ? "all" : dates);
      const content = await warehouse.fingerprints(request);
      return [...new Set([...dates, ...content.keys()])].map((date) => ({
        table,
        date,
        content: content.get(date) ?? { rows: 0, fingerprint: "" },
      }));
    },
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  const by = { run: "sample-load", kind: "loaded" } as const;
  const lines = foundEntries(lineage, by, found.flat());
  await warehouse.recordObserved({ ...by, lines });
}
