import type { CivilDate } from "../../dates/civil-date.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { tableSource } from "../../pipeline/sql/read-from.ts";
import type { Params, Row, Warehouse } from "../../warehouse/warehouse.ts";

/** Values of these types come as they are; a sum that differs in its last digit has to stay a number. */
const PLAIN = new Set([
  "STRING",
  "VARCHAR",
  "DATE",
  "BOOL",
  "BOOLEAN",
  "FLOAT64",
  "FLOAT",
  "DOUBLE",
]);

/** A date's rows before and after a service computed it again. Lists, records and exact numbers come as text: the operators' tables have all of them. */
export async function rowsToCompare(
  warehouse: Warehouse,
  table: TableConfig,
  date: CivilDate,
): Promise<readonly Row[]> {
  const source = tableSource(ownColumns(table), ON_DATE);
  const from = `FROM ${source} WHERE \`${table.dateColumn}\` = @date`;
  const params: Params = { date: { type: "DATE", value: date } };
  const columns = await warehouse.describe(`SELECT * ${from}`, params);
  const list = columns.map(({ name, type }) =>
    PLAIN.has(type.toUpperCase()) ? `\`${name}\`` : `TO_JSON_STRING(\`${name}\`) AS \`${name}\``,
  );
  return warehouse.query(`SELECT ${list.join(", ")} ${from}`, params);
}

const ON_DATE = { first: "@date", last: "@date" };

/** The table itself, with all of its columns, where its keys are columns of it; else as it is read. */
export function ownColumns(table: TableConfig): TableConfig {
  const { reading, ...itself } = table;
  if (reading === undefined) return table;
  const keys = table.keys.map(
    (key) => reading.outputs.find(({ name }) => name === key)?.expression.replaceAll("`", "") ?? "",
  );
  return reading.isPlain && keys.every((key) => /^\w+$/.test(key)) ? { ...itself, keys } : table;
}
