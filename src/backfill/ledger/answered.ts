import type { CivilDate } from "../../dates/civil-date.ts";
import type { AnsweredEmpty } from "../../grid/build/grid-input.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Lineage } from "./lineage.ts";

/** Dates whose last write put no row into a table that may be empty: its source was asked and had nothing. */
export const answeredEmpty = (
  tables: readonly TableConfig[],
  dates: readonly CivilDate[],
  lineage: Lineage,
): AnsweredEmpty =>
  new Map(
    tables
      .filter(({ empty }) => empty === "allowed")
      .map(({ id }) => [
        id,
        new Set(
          dates.filter((date) => {
            const last = lineage.latest(id, date);
            return last?.kind === "replace" && last.rows === 0;
          }),
        ),
      ]),
  );
