import { stat } from "node:fs/promises";
import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateList, printDateList } from "../../dates/list.ts";
import { inRange } from "../../dates/range.ts";
import { TableNotFoundError, UserError } from "../../errors.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { openToWrite, type Waiting } from "../../warehouse/open/open.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";

export type Replacement = {
  /** The embedded file that a load would replace as a whole. */
  readonly path: string;
  readonly root: string;
  /** What the load would fill. */
  readonly tables: readonly TableConfig[];
  /** The dates that the load would leave; all of the sample's unless given. */
  readonly dates?: DateList | undefined;
  /** Replace it whatever it holds. */
  readonly force: boolean;
  /** Asks a person; not given where nobody can answer. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
};

/**
 * Checks the file before anything is built: it must be free, and hold no rows unless somebody accepts that they go. Throws
 * a UserError where nobody does.
 */
export async function mayReplace(replacement: Replacement, waiting: Waiting): Promise<void> {
  const { path, root, force, confirm } = replacement;
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  if (!found.isFile())
    throw new UserError(
      `${path} is not a file. Name a file as the environment's path. Nothing was changed.`,
    );
  if (found.size === 0) return; // no database yet, and so nobody's
  const what = await (async () => {
    await using warehouse = await openToWrite({ path, root, create: false }, waiting);
    return force ? null : await lossOf(warehouse, replacement);
  })();
  if (what === null) return;
  if (confirm === undefined)
    throw new UserError(
      `${what} Nothing was changed. --force replaces it; to keep it, name another file as the environment's path.`,
    );
  if (!(await confirm(`${what} Replace it?`))) throw new UserError(`${path} was not changed.`);
}

/** What a load would take away, in words; null where the file holds no rows. */
async function lossOf(
  warehouse: Warehouse,
  { path, tables, dates }: Replacement,
): Promise<string | null> {
  const held = await datesIn(warehouse, tables);
  const beyond =
    dates === undefined ? [] : held.filter((date) => !dates.some((range) => inRange(date, range)));
  if (beyond.length > 0)
    return `${path} holds ${datesText(beyond, "other ")}, and a load replaces the whole file: only ${printDateList(dates ?? [])} would be left.`;
  if (held.length > 0)
    return `${path} holds ${datesText(held)}, and a load replaces the whole file, with the record of its repairs.`;
  const filled = await filledTables(warehouse);
  if (filled.length === 0) return null;
  const more = filled.length > MOST_NAMES ? ` and ${filled.length - MOST_NAMES} more` : "";
  return `${path} holds rows in ${filled.slice(0, MOST_NAMES).join(", ")}${more}, and a load replaces the whole file.`;
}

const MOST_NAMES = 3;

const datesText = (dates: readonly CivilDate[], which = ""): string =>
  dates.length === 1
    ? `1 ${which}date, ${dates[0]}`
    : `${dates.length} ${which}dates, from ${dates[0]} to ${dates.at(-1)}`;

async function datesIn(
  warehouse: Warehouse,
  tables: readonly TableConfig[],
): Promise<readonly CivilDate[]> {
  const dates = new Set<CivilDate>();
  for (const { name, dateColumn } of tables)
    for (const date of await datesOf(warehouse, name, dateColumn)) dates.add(date);
  return [...dates].sort();
}

async function datesOf(warehouse: Warehouse, table: string, column: string) {
  try {
    const rows = await warehouse.query(
      `SELECT DISTINCT CAST(\`${column}\` AS STRING) AS d FROM \`${table}\` WHERE \`${column}\` IS NOT NULL`,
    );
    return rows.map((row) => row["d"] as CivilDate);
  } catch (error) {
    if (error instanceof TableNotFoundError) return [];
    throw error;
  }
}

/** Every table of the file that holds rows, the ones that nobody declared included. */
async function filledTables(warehouse: Warehouse): Promise<readonly string[]> {
  const tables = await warehouse.query(
    `SELECT table_schema, table_name FROM information_schema.tables
     WHERE table_catalog = current_database() AND table_type = 'BASE TABLE' ORDER BY table_schema, table_name`,
  );
  const filled: string[] = [];
  for (const { table_schema: schema, table_name: name } of tables) {
    const rows = await warehouse.query(`SELECT 1 AS one FROM \`${schema}\`.\`${name}\` LIMIT 1`);
    if (rows.length > 0) filled.push(`${schema}.${name}`);
  }
  return filled;
}
