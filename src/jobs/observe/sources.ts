import type { DateRange } from "../../dates/range.ts";
import { errorMessage, TableNotFoundError } from "../../errors.ts";
import {
  type Differences,
  type GameDifferences,
  readDifferences,
} from "../../grid/observe/compare.ts";
import { readWithheld, SOURCES_QUERY, type Withheld } from "../../grid/observe/withheld.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Params, Warehouse } from "../../warehouse/warehouse.ts";
import type { Progress } from "../shared/progress.ts";
import { isCompared } from "./questions.ts";
import type { Reader } from "./reader.ts";

/**
 * What the sources say of each other, and of what they withhold. Neither is needed for the grid: what cannot be read is
 * told, and then it is not known rather than in order.
 */
export async function readSources(
  { range: { first, last } }: { readonly range: DateRange },
  tables: readonly TableConfig[],
  warehouse: Warehouse,
  reader: Reader,
  progress: Progress,
): Promise<{ withheld: Withheld; differences: Differences }> {
  const params: Params = {
    first_date: { type: "DATE", value: first },
    last_date: { type: "DATE", value: last },
  };
  const differences = new Map<string, readonly GameDifferences[]>();
  for (const table of tables.filter(isCompared(tables))) {
    const compare = table.compare as NonNullable<TableConfig["compare"]>;
    try {
      differences.set(table.id, readDifferences(compare, await reader.rows("compare", table)));
    } catch (error) {
      const message = `UNKNOWN: ${table.id} could not be compared with ${compare.with}: ${errorMessage(error)}`;
      progress({ kind: "note", message });
    }
  }
  return { withheld: await readWithheldGames(warehouse, params, progress), differences };
}

async function readWithheldGames(
  warehouse: Warehouse,
  params: Params,
  progress: Progress,
): Promise<Withheld> {
  try {
    return readWithheld(await warehouse.query(SOURCES_QUERY, params));
  } catch (error) {
    // Nothing was ever fetched into this warehouse.
    if (!(error instanceof TableNotFoundError))
      progress({
        kind: "note",
        message: `UNKNOWN: where rows are from could not be read: ${errorMessage(error)}`,
      });
    return new Map();
  }
}
