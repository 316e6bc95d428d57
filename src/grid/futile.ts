import type { CivilDate } from "../dates/civil-date.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import { firstDaysOf } from "../pipeline/services.ts";
import type { Grid } from "./grid.ts";

/** Whether a date is one of the first days of a season, which producers may skip on purpose. */
export const isFirstDay = ({ days, pipeline }: Grid, date: CivilDate): boolean =>
  (days.find((day) => day.date === date)?.seasonDay ?? pipeline.warmUp.days) < pipeline.warmUp.days;

/** Whether no call of its producer can fill a date: it skips the season's first days and has no override. */
export const isFutile = (grid: Grid, table: TableConfig, date: CivilDate): boolean =>
  firstDaysOf(table.producers[grid.environment]) === "never" && isFirstDay(grid, date);
