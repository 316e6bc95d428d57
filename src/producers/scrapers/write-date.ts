import type { CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { AdvisedError } from "../../warehouse/retry.ts";
import type { Row, WritableWarehouse, WrittenDate } from "../../warehouse/warehouse.ts";
import { refuseTwice } from "../port/keys.ts";
import type { ProduceRequest } from "../port/producer.ts";
import type { Gathered } from "./sources/source.ts";
import { type GameSource, shaped } from "./sources/sources.ts";

export const gameColumn = ({ full }: TableConfig): string =>
  typeof full === "object" && "games" in full ? full.games.column : "game_id";

/** What is there of a date: its games, and the columns that hold something. No values: those are never moved by us. */
export type Own = {
  readonly games: ReadonlySet<string>;
  readonly filled: (games: ReadonlySet<string>) => ReadonlySet<string>;
};

export async function ownOf(
  warehouse: WritableWarehouse,
  { name, dateColumn, ...table }: TableConfig,
  date: CivilDate,
): Promise<Own> {
  const [shape] = await warehouse.columnsOf([name]);
  const columns = shape?.status === "read" ? shape.columns.map((one) => one.name) : [];
  const game = gameColumn({ name, dateColumn, ...table });
  const counts = columns.map((one, index) => `COUNT(\`${one}\`) AS c${index}`);
  const rows = await warehouse.query(
    `SELECT CAST(\`${game}\` AS STRING) AS own_game, ${counts.join(", ")} FROM \`${name}\`
     WHERE \`${dateColumn}\` = @date GROUP BY own_game`,
    { date: { type: "DATE", value: date } },
  );
  return {
    games: new Set(rows.map((row) => String(row["own_game"]))),
    filled: (games) =>
      new Set(
        columns.filter((_, index) =>
          rows.some((row) => games.has(String(row["own_game"])) && Number(row[`c${index}`]) > 0),
        ),
      ),
  };
}

export type WriteGames = {
  readonly source: GameSource;
  readonly extraColumns: readonly string[];
  readonly own: Own;
  readonly gathered: Gathered;
};

/** Writes the games that were found as one atomic change of the date, in which its other games stay as they are. */
export async function writeGames(
  warehouse: WritableWarehouse,
  request: ProduceRequest,
  date: CivilDate,
  { source, extraColumns, own, gathered }: WriteGames,
): Promise<WrittenDate[]> {
  const games = gathered.found.map(({ game }) => game);
  const fresh = gathered.found.flatMap(({ rows, source: original }) =>
    rows.map((row) => shaped(source, row, extraColumns, original.sha256)),
  );
  refuseLoss(request.table, date, own.filled(new Set(games)), fresh);
  refuseTwice(request.table, fresh);
  await recordSources(warehouse, request, date, gathered);
  const isPartly = gathered.lacking.some(({ why }) => why === "refused");
  return replaceDate(warehouse, request, date, fresh, { games, isPartly });
}

/** Refuses to replace rows that hold something in columns which the new ones do not have: it would be gone. */
export function refuseLoss(
  table: TableConfig,
  date: CivilDate,
  replaced: ReadonlySet<string>,
  fresh: readonly Row[],
): void {
  const given = new Set(fresh.flatMap((row) => Object.keys(row)));
  if (given.size === 0) return;
  const lost = [...replaced].filter((name) => !given.has(name));
  if (lost.length > 0)
    throw new AdvisedError(
      `${date}: rows of ${table.id} that would be replaced hold ${lost.sort().join(", ")}, which the source does not give; nothing is written, so that nothing is lost. Leave this table to who fills those columns`,
      { kind: "never" },
    );
}

export type Replaced = {
  /** Rows of these games alone are replaced; the others of the date stay as they are. */
  readonly games: readonly string[];
  /** The date is to be tried again: a game of it was refused. */
  readonly isPartly?: boolean;
};

export async function replaceDate(
  warehouse: WritableWarehouse,
  { table, ledger, limits }: ProduceRequest,
  date: CivilDate,
  rows: readonly Row[],
  { games, isPartly = false }: Replaced,
): Promise<WrittenDate[]> {
  const written = await warehouse.replaceDates({
    table: table.name,
    dateColumn: table.dateColumn,
    dates: [date],
    ledger: isPartly ? { ...ledger, kind: "refused" } : ledger,
    source: { kind: "rows", rows, only: { column: gameColumn(table), values: games } },
    ...limits,
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
        url,
        sha256,
        fetchedAt,
      })),
      ...lacking.map(({ game, why, words }) => ({ game: game.id, why, words })),
    ]),
    recorded_at: new Date().toISOString(),
  });
}
