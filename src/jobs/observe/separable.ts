import type { TableConfig } from "../../pipeline/schema.ts";
import type { Read } from "./again/piece.ts";

/** SQL that says something else later over the same rows, or reads what no metadata is asked of. */
const LATER =
  /\b(?:CURRENT_\w+|NOW|RAND|GENERATE_UUID|SESSION_USER|TODAY|EXTERNAL_QUERY|ML|FOR\s+SYSTEM_TIME)\b|@@/i;
/** What may stand after FROM or JOIN: a table in backticks, a subquery, or the elements of a list. */
const FOLLOWED = /\b(?:FROM|JOIN)\s+(?!`|\(|UNNEST\b)(\S+)/i;

const withoutComments = (sql: string): string =>
  sql.replace(/--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\//g, " ").replace(/EXTRACT\s*\([^()]*\)/gi, " ");

const sqlOf = ({ reading, real }: TableConfig): string =>
  [reading?.sql ?? "", real ?? ""].map(withoutComments).join("\n");

/** The tables whose rows an answer about this one is made of. */
export function readsOf(table: TableConfig): Read[] {
  const names = table.reading === undefined ? [table.name] : table.reading.tables;
  const column = dateColumnIn(table);
  return [...new Set([table.name, ...names])].map((name) => ({ name, column }));
}

/** The table's own column behind its dates, where a row of an answer is of one row of the table; else null. */
function dateColumnIn(table: TableConfig): string | null {
  const { dateColumn, reading } = table;
  const selects = sqlOf(table).match(/\bSELECT\b/gi)?.length ?? 0;
  if (reading === undefined) return selects === 0 ? dateColumn : null;
  if (!reading.isPlain || reading.tables.length !== 1 || selects > 1) return null;
  const [, name] =
    /^`?(\w+)`?$/.exec(
      reading.outputs.find((one) => one.name.toLowerCase() === dateColumn.toLowerCase())
        ?.expression ?? "",
    ) ?? [];
  return name ?? null;
}

/** Why an answer over these tables may change while their rows do not; null where it cannot. */
export function volatileOf(tables: readonly TableConfig[]): string | null {
  for (const table of tables) {
    const sql = sqlOf(table);
    const [later] = LATER.exec(sql) ?? [];
    if (later !== undefined) return `the reading of ${table.id} says ${later}`;
    const [, name] = FOLLOWED.exec(sql) ?? [];
    if (name !== undefined)
      return `the reading of ${table.id} reads ${name}, which is not written in backticks`;
    if (table.reading?.outputs.some(({ expression }) => expression.includes("@")))
      return `the reading of ${table.id} gives the dates that it is asked for as values`;
  }
  return null;
}
