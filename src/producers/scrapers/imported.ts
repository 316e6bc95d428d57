import type { CivilDate } from "../../dates/civil-date.ts";
import { AdvisedError } from "../../warehouse/retry.ts";
import type { WritableWarehouse, WrittenDate } from "../../warehouse/warehouse.ts";
import { PartlyWrittenError, type Producer } from "../port/producer.ts";
import { gameText } from "./game/game.ts";
import type { FoundGame, Lacking } from "./sources/source.ts";
import type { GameSource } from "./sources/sources.ts";
import { ownOf, writeGames } from "./write-date.ts";

export type Imported = {
  readonly source: GameSource;
  readonly extraColumns: readonly string[];
  readonly byDate: ReadonlyMap<CivilDate, readonly FoundGame[]>;
  /** Games of these dates whose files were refused. */
  readonly refused: ReadonlyMap<CivilDate, readonly Lacking[]>;
};

/** A producer of games that were read from files: those that a date lacks, or all of them with `force`. */
export function openImported(
  { source, extraColumns, byDate, refused }: Imported,
  warehouse: WritableWarehouse,
): Producer {
  return {
    callsAtOnce: 1,
    produce: async (request) => {
      const written: WrittenDate[] = [];
      for (const date of request.dates) {
        const own = await ownOf(warehouse, request.table, date);
        const all = byDate.get(date) ?? [];
        const found = request.force ? all : all.filter(({ game }) => !own.games.has(game));
        if (found.length === 0)
          throw new AdvisedError(
            `${date}: the files hold no game that ${request.table.id} lacks; --force reads those that it has again`,
            { kind: "never" },
          );
        const lacking = refused.get(date) ?? [];
        const games = { source, extraColumns, own, gathered: { found, lacking } };
        written.push(...(await writeGames(warehouse, request, date, games)));
        if (lacking.length > 0)
          throw new PartlyWrittenError(
            `${request.table.id} ${date}: ${found.length} games were written. ${lacking.map(({ game, words }) => `${gameText(game)} is refused: ${words}.`).join(" ")}`,
            written,
          );
      }
      return written;
    },
  };
}
