import pMap from "p-map";
import { canCompare } from "../../../backfill/ledger/content.ts";
import { type Found, foundEntries } from "../../../backfill/ledger/found.ts";
import { type Lineage, seenBy } from "../../../backfill/ledger/lineage.ts";
import { daysAround } from "../../../backfill/ledger/reading.ts";
import type { CivilDate } from "../../../dates/civil-date.ts";
import { dayOf } from "../../../dates/instant.ts";
import { TableNotFoundError, UnreadableError } from "../../../errors.ts";
import { type CellRef, keyOf } from "../../../grid/cascade.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import type { Plan } from "../../../records/plan.ts";
import type { Content } from "../../../warehouse/content.ts";
import { reading } from "../../../warehouse/reading.ts";
import type { WritableWarehouse } from "../../../warehouse/warehouse.ts";
import { fingerprintRequest } from "../../shared/content.ts";
import { type Ledger, readLedgerOf } from "../../shared/ledger.ts";
import type { RepairContext } from "./context.ts";

type SeenInput = {
  readonly run: string;
  /** Where it was just read: with all dates around the pending cells. */
  readonly ledger?: Ledger | undefined;
  readonly plan: Plan;
  /** The cells that are about to be written. */
  readonly pending: readonly CellRef[];
};

/**
 * Records what the partitions around these cells hold before anything is written, where the ledger does not say so: what
 * they are computed from, which others may change later, and what is computed from them, which others may compute
 * again. Cells that other jobs of the run write are theirs to record. Returns the ledger with it.
 */
export async function recordSeen(
  { warehouse, tables, request }: RepairContext,
  { run, plan, pending, ledger }: SeenInput,
): Promise<Lineage> {
  const { lineage } = ledger ?? (await readLedgerOf(reading(warehouse)));
  if (pending.length === 0) return lineage;
  const mine = new Set(pending.map(keyOf));
  const others = new Set(plan.cells.map(keyOf).filter((key) => !mine.has(key)));
  const around = [...daysAround(tables, pending, dayOf(request.asOf))].map(
    ([table, days]) =>
      [table, days.filter((date) => !others.has(keyOf({ table: table.id, date })))] as const,
  );
  const read = await pMap(
    around.filter(([, days]) => days.length > 0),
    async ([table, days]) => ({ table, days, content: await contentOf(warehouse, table, days) }),
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
  // A window holds days on which there is nothing anywhere; of the others an empty table is a finding like any.
  const days = new Set([
    ...pending.map(({ date }) => date),
    ...read.flatMap(({ content }) => [...content.keys()]),
  ]);
  const found = read.flatMap(({ table, days: own, content }) =>
    own.flatMap((date): Found[] => {
      const here = content.get(date) ?? (days.has(date) ? NO_ROWS : undefined);
      return here === undefined || isKnown(lineage, table, date, here)
        ? []
        : [{ table, date, content: here }];
    }),
  );
  const lines = foundEntries(lineage, { run: seenBy(run), kind: "seen" }, found);
  await warehouse.recordObserved({ run: seenBy(run), kind: "seen", lines });
  for (const line of lines) lineage.add(line);
  return lineage;
}

const NO_ROWS: Content = { rows: 0, fingerprint: "" };

function isKnown(lineage: Lineage, { id }: TableConfig, date: CivilDate, content: Content) {
  const last = lineage.latest(id, date);
  return (
    last !== undefined &&
    canCompare(last.fingerprint, content.fingerprint) &&
    last.fingerprint === content.fingerprint
  );
}

async function contentOf(
  warehouse: WritableWarehouse,
  table: TableConfig,
  days: readonly CivilDate[],
): Promise<ReadonlyMap<CivilDate, Content>> {
  try {
    return await reading(warehouse).fingerprints(fingerprintRequest(table, days));
  } catch (cause) {
    // The first write makes it.
    if (cause instanceof TableNotFoundError) return new Map();
    throw new UnreadableError(
      `What ${table.id} holds cannot be read, and nothing is written before it is recorded`,
      { cause },
    );
  }
}
