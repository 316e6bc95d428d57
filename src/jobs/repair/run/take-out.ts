import type { CivilDate } from "../../../dates/civil-date.ts";
import { UserError } from "../../../errors.ts";
import { gameColumnOf } from "../../../pipeline/rules.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import type { Removal } from "../../../records/selection.ts";
import { NO_LIMITS } from "../../../warehouse/losses.ts";
import type { LedgerNote, WritableWarehouse, WrittenDate } from "../../../warehouse/warehouse.ts";

const PLAIN = /^[\w .:/-]*$/;

/**
 * Takes misplaced rows of one date out as one atomic change, with the replaced rows kept: the date is written anew from
 * its other rows, inside the engine. Throws a UserError for a game id that no statement can hold safely.
 */
export async function takeOut(
  warehouse: WritableWarehouse,
  table: TableConfig,
  date: CivilDate,
  { games }: Removal,
  ledger: LedgerNote,
): Promise<readonly WrittenDate[]> {
  return warehouse.replaceDates({
    table: table.name,
    dateColumn: table.dateColumn,
    dates: [date],
    source: { kind: "select", sql: othersSql(table, date, games) },
    ledger,
    // Fewer rows are the purpose, and a day that nothing is due on ends without one.
    ...NO_LIMITS,
  });
}

/** What to do by hand where nothing tells which column of the table the game is. */
const unmapped = (
  { id, name, dateColumn }: TableConfig,
  from: string,
  game: string,
  date: CivilDate,
  games: readonly string[],
): string =>
  `${id} is read by ${from}, where ${game} is not an expression over a row of ${name}, so no statement of this tool can take rows out. Look in ${from} for the column that holds the game, and run: DELETE FROM \`${name}\` WHERE \`${dateColumn}\` = DATE '${date}' AND that_column IN (${games.map((one) => `'${one}'`).join(", ")}). Or write the reading so that it names ${name} once, after FROM, and makes ${game} of its columns.`;

function othersSql(table: TableConfig, date: CivilDate, games: Removal["games"]): string {
  const others = `SELECT * FROM \`${table.name}\` WHERE \`${table.dateColumn}\` BETWEEN @first_date AND @last_date`;
  if (games === null) return `${others} AND FALSE`;
  const game = gameColumnOf(table);
  if (game === undefined) throw new Error(`${table.id} names no game.`);
  const odd = games.find((id) => !PLAIN.test(id));
  if (odd !== undefined)
    throw new UserError(
      `${table.id} holds rows under the game id ${JSON.stringify(odd)}, which no statement of this tool writes; remove them by hand.`,
    );
  const own = table.reading?.outputs.find(({ name }) => name === game)?.expression;
  if (
    table.reading !== undefined &&
    (!table.reading.isOfOneTable || own === undefined || /\bOVER\b/i.test(own))
  )
    throw new UserError(unmapped(table, table.reading.from, game, date, games));
  const list = games.map((id) => `'${id}'`).join(", ");
  return `${others} AND COALESCE(CAST(${own ?? `\`${game}\``} AS STRING), '') NOT IN (${list})`;
}
