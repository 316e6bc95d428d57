import { isAwaited } from "../../grid/arrival.ts";
import { type Cell, columnOf, type Grid } from "../../grid/grid.ts";
import { arrivalWords } from "../../pipeline/rhythm.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { isExplainedByAnother } from "../explained.ts";
import type { FindingInput } from "../finding.ts";

/** The ids of the tables that say when their dates arrive. */
export const arrivingTables = (tables: readonly TableConfig[]): ReadonlySet<string> =>
  new Set(tables.flatMap(({ id, arrives_by }) => (arrives_by === undefined ? [] : [id])));

/** Dates that a table usually has by now and lacks, still within the grace: a finding for each table that declares `arrives_by`. `taken`: cells of other findings. */
export const lateArrivals = (
  grid: Grid,
  tables: readonly TableConfig[],
  taken: ReadonlySet<Cell>,
): FindingInput[] =>
  tables.flatMap((table): FindingInput[] => {
    const { arrives_by: by } = table;
    if (by === undefined) return [];
    return [
      {
        kind: "late-arrival",
        subject: table.id,
        priority: "P1",
        title: `${table.title ?? table.id} late: usually there ${arrivalWords(by, grid.pipeline.timeZone)}`,
        cells: columnOf(grid, table.id).filter(
          (cell, index) =>
            cell.late &&
            !cell.thin &&
            !taken.has(cell) &&
            !isAwaited(grid, table, cell.date) &&
            !isExplainedByAnother(grid, table, index),
        ),
      },
    ];
  });
