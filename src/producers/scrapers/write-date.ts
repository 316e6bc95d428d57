import type { CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { AdvisedError } from "../../warehouse/retry.ts";
import type { Row, WritableWarehouse, WrittenDate } from "../../warehouse/warehouse.ts";
import type { ProduceRequest } from "../producer.ts";
import type { Gathered } from "./source.ts";
import { type GameSource, shaped } from "./sources.ts";

export const gameColumn = ({ full }: TableConfig): string =>
  typeof full === "object" && "games" in full ? full.games.column : "game_id";

export const rowsOfDate = (
  warehouse: WritableWarehouse,
  { name, dateColumn }: TableConfig,
  date: CivilDate,
): Promise<readonly Row[]> =>
  warehouse.query(`SELECT * FROM \`${name}\` WHERE \`${dateColumn}\` = @date`, {
    date: { type: "DATE", value: date },
  });

export type WriteGames = {
  readonly source: GameSource;
  readonly extraColumns: readonly string[];
  /** The table's rows of the date. */
  readonly own: readonly Row[];
  readonly gathered: Gathered;
};

/** Writes the games that were found as one atomic change of the date, in which its other games stay as they are. */
export async function writeGames(
  warehouse: WritableWarehouse,
  request: ProduceRequest,
  date: CivilDate,
  { source, extraColumns, own, gathered }: WriteGames,
): Promise<WrittenDate[]> {
  const column = gameColumn(request.table);
  const fetched = new Set(gathered.found.map(({ game }) => game));
  const isFetched = (row: Row) => fetched.has(String(row[column]));
  const fresh = gathered.found.flatMap(({ rows, source: original }) =>
    rows.map((row) => shaped(source, row, extraColumns, original.sha256)),
  );
  refuseLoss(request.table, date, own.filter(isFetched), fresh);
  await recordSources(warehouse, request, date, gathered);
  const kept = own.filter((row) => !isFetched(row));
  return replaceDate(warehouse, request, date, [...kept, ...fresh]);
}

/** Refuses to replace rows that hold something in columns which the new ones do not have: it would be gone. */
export function refuseLoss(
  table: TableConfig,
  date: CivilDate,
  replaced: readonly Row[],
  fresh: readonly Row[],
): void {
  const filled = new Set(fresh.flatMap((row) => Object.keys(row)));
  if (filled.size === 0) return;
  const lost = new Set(
    replaced.flatMap((row) =>
      Object.keys(row).filter((name) => row[name] !== null && !filled.has(name)),
    ),
  );
  if (lost.size > 0)
    throw new AdvisedError(
      `${date}: rows of ${table.id} that would be replaced hold ${[...lost].sort().join(", ")}, which the source does not give; nothing is written, so that nothing is lost. Leave this table to who fills those columns`,
      { kind: "never" },
    );
}

export async function replaceDate(
  warehouse: WritableWarehouse,
  { table, ledger, allowShrink, losses }: ProduceRequest,
  date: CivilDate,
  rows: readonly Row[],
): Promise<WrittenDate[]> {
  const written = await warehouse.replaceDates({
    ...{ table: table.name, dateColumn: table.dateColumn, dates: [date], ledger, allowShrink },
    source: { kind: "rows", rows },
    losses,
    rowsExpected: table.empty !== "allowed",
  });
  return [...written];
}

/** Before the rows are written: a line too many says where rows would have been from, one too few would lose it. */
export async function recordSources(
  warehouse: WritableWarehouse,
  { table, ledger }: ProduceRequest,
  date: CivilDate,
  { found, lacking }: Gathered,
): Promise<void> {
  await warehouse.record("row_sources", {
    run: ledger.run,
    table_id: table.id,
    game_date: date,
    sources_json: JSON.stringify([
      ...found.map(({ game, source: { url, sha256, fetchedAt } }) => ({
        game,
        ...{ url, sha256, fetchedAt },
      })),
      ...lacking.map(({ game, why, words }) => ({ game: game.id, why, words })),
    ]),
    recorded_at: new Date().toISOString(),
  });
}
