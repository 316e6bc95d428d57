import type { CivilDate } from "../../dates/civil-date.ts";
import { offCadence } from "../../pipeline/rhythm.ts";
import type { TableConfig } from "../../pipeline/schema.ts";

/** What the engine's bookkeeping says of a table: rows by date where it keeps them. */
export type Metadata =
  | { readonly status: "by day"; readonly rowsByDate: ReadonlyMap<CivilDate, number> }
  | { readonly status: "absent" | "not by day" };

/** One table against the dates: a first look that proves nothing, whichever way it comes out. */
export type MetadataCheck = {
  readonly table: string;
  readonly phase: string;
  readonly dates: number;
} & (
  | { readonly status: "by day"; readonly rows: number; readonly without: readonly CivilDate[] }
  | { readonly status: "absent" | "not by day" }
);

/** Dates before `since` and outside the cadence are left out; warm-up and waivers are not looked at. */
export function metadataCheck(
  table: TableConfig,
  days: readonly { readonly date: CivilDate }[],
  metadata: Metadata,
): MetadataCheck {
  const { id, phase, since } = table;
  const dates = days
    .map(({ date }) => date)
    .filter((date) => (since === undefined || date >= since) && offCadence(table, date) === null);
  const common = { table: id, phase, dates: dates.length };
  if (metadata.status !== "by day") return { ...common, status: metadata.status };
  const rowsOn = (date: CivilDate) => metadata.rowsByDate.get(date) ?? 0;
  return {
    ...common,
    status: "by day",
    rows: dates.reduce((sum, date) => sum + rowsOn(date), 0),
    without: table.empty === "allowed" ? [] : dates.filter((date) => rowsOn(date) === 0),
  };
}
