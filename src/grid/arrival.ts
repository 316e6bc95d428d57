import type { CivilDate } from "../dates/civil-date.ts";
import { arrivalOf } from "../pipeline/rhythm.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import type { Grid } from "./grid.ts";

/** True before a date of a table is usually there (`arrives_by`): nothing is wrong yet where it lacks rows. */
export function isAwaited(
  { pipeline, asOf }: Pick<Grid, "pipeline" | "asOf">,
  table: Pick<TableConfig, "arrives_by">,
  date: CivilDate,
): boolean {
  const arrival = arrivalOf(table, date, pipeline.timeZone);
  return arrival !== null && asOf.getTime() < arrival.getTime();
}
