import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Content } from "../../content.ts";
import type { Params, Row, Warehouse, WrittenDate } from "../../warehouse.ts";
import type { Counts } from "./counts.ts";

/** A table, and how its rows are hashed: contents that leave out other columns cannot be compared. */
type Hashed = {
  readonly table: string;
  readonly dateColumn: string;
  readonly volatileColumns?: readonly string[] | undefined;
};

type Answer = { readonly tables: ReadonlySet<string>; readonly rows: readonly Row[] };

/** A table or view of the file, in lower case. */
type Relation = { readonly path: string; readonly name: string; readonly isTable: boolean };

type Ask = (sql: string, params?: Params) => Promise<readonly Row[]>;

/**
 * What was read of a file that this process alone writes. It stays true until this process writes the table: whoever
 * has written says so here. What was being read meanwhile is not kept.
 */
export class Remembered {
  readonly #ask: Ask;
  readonly #answers = new Map<string, Answer>();
  readonly #contents = new Map<string, Map<CivilDate, Content | null>>();
  #relations: Promise<readonly Relation[]> | undefined;
  #writes = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The rows of a query, from before where nothing that it reads has been written since. */
  async rowsOf(sql: string, params: Params): Promise<readonly Row[]> {
    const key = JSON.stringify([sql, params]);
    const known = this.#answers.get(key);
    if (known !== undefined) return known.rows;
    const writes = this.#writes;
    const tables = await this.#tablesIn(sql);
    const rows = await this.#ask(sql, params);
    if (tables !== null && writes === this.#writes) this.#answers.set(key, { tables, rows });
    return rows;
  }

  /** The content of these dates; `read` is asked for those that are not known. */
  async contentOf(
    hashed: Hashed,
    dates: readonly CivilDate[],
    read: (dates: readonly CivilDate[]) => Promise<Counts>,
  ): Promise<Counts> {
    const known = this.#contents.get(keyOf(hashed)) ?? new Map<CivilDate, Content | null>();
    const unknown = dates.filter((date) => !known.has(date));
    if (unknown.length === 0) return thoseWithRows(known, dates);
    const writes = this.#writes;
    const isTable = (await this.#tablesIn(hashed.table)) !== null;
    // Who asks for the year around some dates asks for many days without rows, and hashing what lies between is dear.
    const there = known.size === 0 ? null : await this.#datesOf(hashed);
    const some = there === null ? unknown : unknown.filter((date) => there.has(date));
    const found: Counts = some.length === 0 ? new Map() : await read(some);
    const all = new Map([
      ...known,
      ...unknown.map((date) => [date, found.get(date) ?? null] as const),
    ]);
    if (isTable && writes === this.#writes) this.#contents.set(keyOf(hashed), all);
    return thoseWithRows(all, dates);
  }

  async #datesOf({ table, dateColumn }: Hashed) {
    const days = await this.rowsOf(
      `SELECT CAST(day AS STRING) AS d FROM (SELECT DISTINCT \`${dateColumn}\` AS day FROM \`${table}\`) AS days`,
      {},
    );
    return new Set<unknown>(days.map(({ d }) => d));
  }

  /** The content of the dates before they are written; null where some of them were never read. */
  knownContent(hashed: Hashed, dates: readonly CivilDate[]): Counts | null {
    const known = this.#contents.get(keyOf(hashed));
    return known !== undefined && dates.every((date) => known.has(date))
      ? thoseWithRows(known, dates)
      : null;
  }

  /** These dates were written, as one change that left the table's other dates as they were. */
  wrote(hashed: Hashed, written: readonly WrittenDate[]): void {
    this.#forgetAnswers((table) => table === hashed.table.toLowerCase());
    for (const [key, contents] of this.#contents)
      if (isOf(key, hashed.table))
        for (const { date, rows, fingerprint } of written)
          if (key === keyOf(hashed)) contents.set(date, rows === 0 ? null : { rows, fingerprint });
          else contents.delete(date);
  }

  /** The table was written, or may have been. */
  forget(table: string): void {
    const path = table.toLowerCase();
    this.#forgetAnswers((one) => one === path);
    for (const key of this.#contents.keys()) if (isOf(key, path)) this.#contents.delete(key);
  }

  /** Nobody knows what was written. */
  forgetAll(): void {
    this.#forgetAnswers(() => true);
    this.#contents.clear();
  }

  #forgetAnswers(isWritten: (table: string) => boolean): void {
    this.#writes += 1;
    this.#relations = undefined; // a write may have made its table
    for (const [key, { tables }] of this.#answers)
      if ([...tables].some(isWritten)) this.#answers.delete(key);
  }

  /**
   * Every table whose name stands in the text, which are all that it can read. Null where it reads none, or a view,
   * which is written under other names.
   */
  async #tablesIn(sql: string): Promise<ReadonlySet<string> | null> {
    this.#relations ??= this.#ask(RELATIONS).then((rows) =>
      rows.map(({ path, name, is_table }) => ({
        path: String(path).toLowerCase(),
        name: String(name).toLowerCase(),
        isTable: is_table === true,
      })),
    );
    const text = sql.toLowerCase();
    const named = (await this.#relations).filter(({ name }) => text.includes(name));
    return named.length === 0 || named.some(({ isTable }) => !isTable)
      ? null
      : new Set(named.map(({ path }) => path));
  }
}

const RELATIONS = `SELECT concat(table_schema, '.', table_name) AS path, table_name AS name, table_type = 'BASE TABLE' AS is_table
FROM information_schema.tables WHERE table_catalog = current_database()`;

/** The same warehouse, which does not read again what it remembers. */
export const rememberingOn = (warehouse: Warehouse, remembered: Remembered): Warehouse => ({
  ...warehouse,
  query: (sql, params = {}) => remembered.rowsOf(sql, params),
  fingerprints: (request) => {
    const { dates } = request;
    if (dates === "all") return warehouse.fingerprints(request);
    return remembered.contentOf(request, dates, (some) =>
      warehouse.fingerprints({ ...request, dates: some }),
    );
  },
});

const keyOf = ({ table, dateColumn, volatileColumns = [] }: Hashed): string =>
  JSON.stringify([
    ...[table.toLowerCase(), dateColumn.toLowerCase()],
    ...[...new Set(volatileColumns.map((name) => name.toLowerCase()))].sort(),
  ]);

const isOf = (key: string, table: string): boolean =>
  (JSON.parse(key) as string[])[0] === table.toLowerCase();

const thoseWithRows = (
  all: ReadonlyMap<CivilDate, Content | null>,
  dates: readonly CivilDate[],
): Counts =>
  new Map(
    dates.flatMap((date) => {
      const content = all.get(date);
      return content == null ? [] : [[date, content] as const];
    }),
  );
