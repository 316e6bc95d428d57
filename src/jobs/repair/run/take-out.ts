import type { CivilDate } from "../../../dates/civil-date.ts";
import { UserError } from "../../../errors.ts";
import { gameColumnOf } from "../../../pipeline/rules.ts";
import type { TableConfig } from "../../../pipeline/schema.ts";
import type { Removal } from "../../../records/selection.ts";
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
    source: { kind: "select", sql: othersSql(table, games) },
    ledger,
    // Fewer rows are the purpose, and a day that nothing is due on ends without one.
    allowShrink: true,
    rowsExpected: false,
  });
}

function othersSql(table: TableConfig, games: Removal["games"]): string {
  const others = `SELECT * FROM \`${table.name}\` WHERE \`${table.dateColumn}\` BETWEEN @first_date AND @last_date`;
  if (games === null) return `${others} AND FALSE`;
  const game = gameColumnOf(table);
  if (game === undefined) throw new Error(`${table.id} names no game.`);
  const odd = games.find((id) => !PLAIN.test(id));
  if (odd !== undefined)
    throw new UserError(
      `${table.id} holds rows under the game id ${JSON.stringify(odd)}, which no statement of this tool writes; remove them by hand.`,
    );
  if (table.reading?.isPlain === false)
    throw new UserError(
      `${table.id} is read by ${table.reading.from}, which does more than rename columns, so no statement of this tool can take rows out of ${table.name}; remove them by hand.`,
    );
  const own = table.reading?.outputs.find(({ name }) => name === game)?.expression;
  const list = games.map((id) => `'${id}'`).join(", ");
  return `${others} AND COALESCE(CAST(${own ?? `\`${game}\``} AS STRING), '') NOT IN (${list})`;
}
