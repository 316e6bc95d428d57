import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import type { CivilDate } from "../../dates/civil-date.ts";
import { compactDates } from "../../dates/list.ts";
import { DateSchema as date } from "../../dates/schema.ts";
import { keyOf } from "../../grid/cascade.ts";
import type { Plan, PlanCell } from "../../records/plan.ts";
import { hiddenIn } from "../hidden.ts";

/** What a plan's id is the hash of, as it was shown: cells with their evidence, and the declaration by its own hash. */
const ShownSchema = z.strictObject({
  id: z.string().regex(/^p-[0-9a-f]{10}$/),
  tables: z.string().max(64),
  warmUp: z.boolean(),
  /** Table, date, and what the plan knew of the cell. */
  cells: z.array(z.tuple([z.string().max(64), date, z.string().max(300)])).max(50_000),
});
export type ShownPlan = z.infer<typeof ShownSchema>;

const OPEN = "<!-- nba-pipeline-ops plan ";
const CLOSE = " -->";
/** GitHub takes 65,536 characters a comment, and people read the rest of it. */
const MOST_CHARACTERS = 40_000;
const MOST_BYTES = 8 * 1024 * 1024;

type Shown = Pick<Plan, "id" | "tablesHash" | "includeWarmUp" | "cells">;

/** What was known of a cell, in words: a difference in them is what drift means. */
const knownOf = ({ state, rows, remove }: PlanCell): string =>
  [
    state,
    rows === null ? "rows unknown" : `${rows} ${rows === 1 ? "row" : "rows"}`,
    ...(remove === undefined
      ? []
      : [remove.games === null ? "taken out" : `games ${remove.games.join(" ")} taken out`]),
  ]
    .join(", ")
    .slice(0, 300);

const shownOf = ({ id, tablesHash, includeWarmUp, cells }: Shown): ShownPlan => ({
  ...{ id, tables: tablesHash, warmUp: includeWarmUp },
  cells: cells.map((cell) => [cell.table, cell.date, knownOf(cell)]),
});

/** One hidden line of a comment, packed; null where it would not fit beside what people read. */
export function printShownPlan(plan: Shown): string | null {
  const packed = gzipSync(JSON.stringify(shownOf(plan)), { level: 9 }).toString("base64");
  return packed.length > MOST_CHARACTERS ? null : `${OPEN}${packed}${CLOSE}`;
}

/** The plan of this id that our own comments show, the newest first; null where none can be read. */
export function shownPlan(bodies: readonly string[], id: string): ShownPlan | null {
  for (const packed of bodies.toReversed().flatMap((body) => hiddenIn(body, OPEN, CLOSE))) {
    const plan = unpacked(packed);
    if (plan?.id === id) return plan;
  }
  return null;
}

function unpacked(text: string): ShownPlan | null {
  try {
    // A person may have changed it: what unpacks to more than any plan is none.
    const json = gunzipSync(Buffer.from(text, "base64"), { maxOutputLength: MOST_BYTES });
    return ShownSchema.safeParse(JSON.parse(json.toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}

/** One table's cells that drifted alike. */
export type DriftedCells = {
  readonly how: "added" | "gone" | "changed";
  readonly table: string;
  readonly cells: number;
  /** Such as 2025-10-21..2025-10-23. */
  readonly dates: string;
  /** What was known of them, before and now; null for cells that are in one of the plans alone. */
  readonly known: { readonly was: string; readonly is: string } | null;
};

export type PlanDrift = {
  readonly cells: readonly DriftedCells[];
  /** The declaration of one of the plan's tables. */
  readonly isDeclaredAnew: boolean;
  readonly isWarmUpAnother: boolean;
};

/** How a plan differs from the one that was shown: tables in their order, cells of a table that drifted alike together. */
export function driftSince(then: ShownPlan, plan: Shown): PlanDrift {
  const now = shownOf(plan);
  const [before, after] = [then, now].map(
    ({ cells }) => new Map(cells.map((cell) => [keyOf({ table: cell[0], date: cell[1] }), cell])),
  ) as [Map<string, ShownPlan["cells"][number]>, Map<string, ShownPlan["cells"][number]>];
  type One = Omit<DriftedCells, "cells" | "dates"> & { readonly date: CivilDate };
  const found: One[] = [];
  for (const [key, [table, day, known]] of after) {
    const was = before.get(key);
    if (was === undefined) found.push({ how: "added", table, date: day, known: null });
    else if (was[2] !== known)
      found.push({ how: "changed", table, date: day, known: { was: was[2], is: known } });
  }
  for (const [key, [table, day]] of before)
    if (!after.has(key)) found.push({ how: "gone", table, date: day, known: null });
  // Rows that moved by different numbers are one drift for a reader: their states say what happened.
  const alike = Map.groupBy(found, ({ how, table, known }) =>
    JSON.stringify([how, table, known?.was.split(",")[0], known?.is.split(",")[0]]),
  );
  return {
    cells: [...alike.values()].flatMap((some) => {
      const [first] = some;
      if (first === undefined) return [];
      const { how, table, known } = first;
      const isSame = some.every(
        (one) => one.known?.was === known?.was && one.known?.is === known?.is,
      );
      return {
        ...{ how, table, cells: some.length, dates: compactDates(some.map((one) => one.date)) },
        known:
          known === null || isSame ? known : { was: stateOf(known.was), is: stateOf(known.is) },
      };
    }),
    isDeclaredAnew: then.tables !== now.tables,
    isWarmUpAnother: then.warmUp !== now.warmUp,
  };
}

const stateOf = (known: string): string => known.split(",")[0] ?? known;
