import type { CivilDate } from "../../dates/civil-date.ts";
import { AdvisedError } from "../../warehouse/retry.ts";
import type { WritableWarehouse, WrittenDate } from "../../warehouse/warehouse.ts";
import type { Producer } from "../producer.ts";
import type { FoundGame } from "./source.ts";
import type { GameSource } from "./sources.ts";
import { gameColumn, rowsOfDate, writeGames } from "./write-date.ts";

export type Imported = {
  readonly source: GameSource;
  readonly extraColumns: readonly string[];
  readonly byDate: ReadonlyMap<CivilDate, readonly FoundGame[]>;
};

/** A producer of games that were read from files: those that a date lacks, or all of them with `force`. */
export function openImported(
  { source, extraColumns, byDate }: Imported,
  warehouse: WritableWarehouse,
): Producer {
  return {
    callsAtOnce: 1,
    produce: async (request) => {
      const written: WrittenDate[] = [];
      for (const date of request.dates) {
        const own = await rowsOfDate(warehouse, request.table, date);
        const has = new Set(own.map((row) => String(row[gameColumn(request.table)])));
        const all = byDate.get(date) ?? [];
        const found = request.force ? all : all.filter(({ game }) => !has.has(game));
        if (found.length === 0)
          throw new AdvisedError(
            `${date}: the files hold no game that ${request.table.id} lacks; --force reads those that it has again`,
            { kind: "never" },
          );
        const gathered = { found, lacking: [] };
        const games = { source, extraColumns, own, gathered };
        written.push(...(await writeGames(warehouse, request, date, games)));
      }
      return written;
    },
  };
}
