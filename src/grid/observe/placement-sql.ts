import { gameColumnOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { column } from "./counts.ts";

/** The columns of every part of the statement, which UNION ALL joins; what a part does not say is NULL or 0. */
export const COLUMNS = (parts: Readonly<Record<string, string>>): string =>
  [
    `${parts["part"]} AS part`,
    `${parts["date"] ?? "CAST(NULL AS DATE)"} AS cell_date`,
    `${parts["game"] ?? "CAST(NULL AS STRING)"} AS game`,
    `${parts["rows"]} AS row_count`,
    `${parts["missing"] ?? "0"} AS missing_count`,
    `${parts["extra"] ?? "0"} AS extra_count`,
    `${parts["first"] ?? "CAST(NULL AS DATE)"} AS first_date`,
    `${parts["last"] ?? "CAST(NULL AS DATE)"} AS last_date`,
  ].join(", ");

export const gameSql = (table: TableConfig): string => {
  const game = gameColumnOf(table);
  return game === undefined ? "CAST(NULL AS STRING)" : `CAST(${column(game)} AS STRING)`;
};
