import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import type { PipelineConfig } from "../../../src/pipeline/schema.ts";
import { aPipeline, aTable, byGames, day, ENVIRONMENT } from "../pipelines/declarations.ts";
import { type Effect, type Kept, partitionOf } from "./bookkeeping.ts";
import type { Random } from "./random.ts";

export const OPENS = day("2026-01-05");
const CLOSES = day("2026-02-20");
/** Days after the opening night that hold rows when a history begins. */
const BEGUN = 9;

type Cells = Readonly<Record<string, string | number | null>>;
type RowOf = { readonly rid: number; readonly game_date: string | null } & Cells;

const SCHEDULE = [
  "rid",
  "game_date",
  "game_id",
  "season_type",
  "game_status",
  "home_score",
  "away_score",
];
const PLAYED = ["rid", "game_date", "game_id", "player_id", "points"];
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  "raw.schedule": SCHEDULE,
  "raw.box": PLAYED,
  "raw.sheet": PLAYED,
  "raw.summary": PLAYED,
  "raw.daily": PLAYED,
  "raw.items": PLAYED,
};
export const LEAGUE_TABLES = Object.keys(COLUMNS);

/** Every kind of question that a validation has: a schedule, games, keys, a comparison, rows a date, keys on two dates. */
export const LEAGUE: PipelineConfig = aPipeline({
  timeZone: "UTC",
  graceHours: 12,
  warmUp: { days: 1, policy: "annotate", tables: [] },
  seasons: [{ id: "2025-26", opens: OPENS, closes: CLOSES }],
  environments: {
    [ENVIRONMENT]: {
      ...{ engine: "bigquery", location: "US", destructive: false },
      metadataFirst: { lagMinutes: 60, share: 0.1, maxAgeDays: 7 },
    },
  },
  tables: [
    aTable({ id: "schedule", name: "raw.schedule", keys: ["game_id"] }),
    aTable({
      ...{ id: "box", name: "raw.box", full: byGames() },
      reconcile: { points: "points" },
    }),
    aTable({
      ...{ id: "sheet", name: "raw.sheet", full: byGames(2) },
      compare: {
        ...{ with: "box", game: "game_id", player: "player_id", name: "player_id" },
        stats: { points: 0 },
      },
    }),
    aTable({
      ...{ id: "summary", name: "raw.summary", full: byGames(), phase: "features" },
      covers: { table: "box", on: ["game_id", "player_id"], extra: "refused" },
      measures: { scored: { notNull: "points" }, players: { distinct: "player_id" } },
      upstream: [{ table: "box", window: { from: 0, to: 0 } }],
    }),
    aTable({
      ...{ id: "daily", name: "raw.daily", keys: ["game_date", "player_id"], phase: "features" },
      covers: { table: "summary", on: ["player_id"], extra: "allowed" },
      full: { share: { of: "summary", atLeast: 0.9 } },
    }),
    aTable({ id: "items", name: "raw.items", keys: ["player_id"] }),
  ],
  score: {
    stages: [{ id: "raw", kind: "any", table: "box" }],
    bands: { excellent: 90, good: 70, fair: 50 },
  },
});

const sqlOf = (value: string | number | null, name: string): string => {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  return name === "game_date" ? `DATE '${value}'` : `'${value}'`;
};

/** A change of one table: a statement in words that both engines read, and what it does to the bookkeeping. */
export type Change = { readonly sql: string; readonly effect: Effect };

/** The rows of a small league, as they are in the warehouse too. */
export class League {
  readonly #random: Random;
  readonly #kept: ReadonlyMap<string, Kept>;
  readonly rows = new Map<string, RowOf[]>(LEAGUE_TABLES.map((name) => [name, []]));
  #rid = 0;

  constructor(random: Random, kept: ReadonlyMap<string, Kept>) {
    this.#random = random;
    this.#kept = kept;
  }

  /** Statements that make the tables, for an engine that names types so. */
  static tables(types: { readonly text: string; readonly whole: string }): readonly string[] {
    return LEAGUE_TABLES.map((name) => {
      const typeOf = (column: string) => {
        if (column === "game_date") return "DATE";
        return /^(rid|points|.*_score)$/.test(column) ? types.whole : types.text;
      };
      const columns = (COLUMNS[name] ?? []).map((column) => `${column} ${typeOf(column)}`);
      return `CREATE TABLE ${name} (${columns.join(", ")})`;
    });
  }

  /** What is there at the beginning: the schedule of the season, and the rows of its first days. */
  begin(): Change[] {
    const days = Array.from({ length: 40 }, (_, n) => addDays(OPENS, n));
    const schedule = this.#insert(
      "raw.schedule",
      days.flatMap((date, n) => (n % 5 === 3 ? [] : gamesOf(date))),
    );
    const lines = days.slice(0, BEGUN).flatMap((date) => this.#linesOf(date));
    return [schedule, ...LEAGUE_TABLES.slice(1).map((name) => this.#insert(name, lines))];
  }

  /** The rows of a date in every table, or in some of them. */
  fill(date: CivilDate, share = 1): Change[] {
    const lines = this.#linesOf(date);
    if (lines.length === 0) return [];
    const some = LEAGUE_TABLES.slice(1).filter(() => this.#random.chance(share));
    return some.map((name) => this.#insert(name, lines));
  }

  /** Something that happens to a table; null where there is nothing that it could happen to. */
  damage(dates: readonly CivilDate[]): Change | null {
    const table = this.#random.oneOf(LEAGUE_TABLES);
    const date = this.#random.oneOf(dates);
    const all = this.rows.get(table) ?? [];
    const some = all.filter((row) => row.game_date === date);
    if (some.length === 0) return null;
    const one = [this.#random.oneOf(some)];
    switch (this.#random.whole(10)) {
      case 0:
        return this.#remove(table, some);
      case 1:
        return this.#remove(table, one);
      case 2:
        return this.#insert(table, one);
      case 3:
        return table === "raw.schedule"
          ? this.#update(table, one, { game_status: "postponed" })
          : this.#update(table, one, { points: this.#random.whole(40) });
      case 4:
        return this.#update(table, one, { game_date: addDays(date, 1 + this.#random.whole(4)) });
      case 5:
        return this.#update(table, one, { game_date: null });
      case 6: // After everything that is declared, and before it.
        return this.#insert(
          table,
          one.map((row) => ({ ...row, game_date: addDays(date, 20) })),
        );
      case 7:
        return this.#insert(
          table,
          one.map((row) => ({ ...row, game_date: addDays(OPENS, -3) })),
        );
      case 8: // The same rows again: a write that changes nothing.
        return this.#update(table, some, {});
      default:
        return table === "raw.schedule"
          ? this.#update(table, some, { home_score: 20, away_score: 21 })
          : this.#insert(
              table,
              one.map((row) => ({ ...row, player_id: `z${this.#rid}` })),
            );
    }
  }

  #linesOf(date: CivilDate): Cells[] {
    const games = (this.rows.get("raw.schedule") ?? []).filter((row) => row.game_date === date);
    return [...new Set(games.map((row) => String(row["game_id"])))].flatMap((game) =>
      ["x", "y"].map((player, n) => ({
        ...{ game_date: date, game_id: game, player_id: player, points: 10 + n },
      })),
    );
  }

  #partition = (table: string, date: string | null): string =>
    partitionOf(this.#kept.get(table) ?? "DAY", date);

  #insert(table: string, rows: readonly Cells[]): Change {
    const made = rows.map((row) => {
      this.#rid += 1;
      return { ...row, rid: this.#rid } as unknown as RowOf;
    });
    this.rows.set(table, [...(this.rows.get(table) ?? []), ...made]);
    const changed = made.map((row) => this.#partition(table, row.game_date));
    return { sql: insertSql(table, made), effect: { table, changed, removed: [] } };
  }

  #remove(table: string, rows: readonly RowOf[]): Change {
    const ids = new Set(rows.map(({ rid }) => rid));
    const left = (this.rows.get(table) ?? []).filter(({ rid }) => !ids.has(rid));
    this.rows.set(table, left);
    const removed = rows.map((row) => this.#partition(table, row.game_date));
    return {
      sql: `DELETE FROM ${table} WHERE ${among(ids)}`,
      effect: { table, changed: [], removed },
    };
  }

  #update(table: string, rows: readonly RowOf[], values: Cells): Change {
    const ids = new Set(rows.map(({ rid }) => rid));
    const before = rows.map((row) => this.#partition(table, row.game_date));
    this.rows.set(
      table,
      (this.rows.get(table) ?? []).map((row) =>
        ids.has(row.rid) ? ({ ...row, ...values } as RowOf) : row,
      ),
    );
    const moved =
      "game_date" in values ? [this.#partition(table, values["game_date"] as string | null)] : [];
    const sets = Object.entries({ game_id: undefined, ...values }).map(([name, value]) =>
      value === undefined ? `${name} = ${name}` : `${name} = ${sqlOf(value, name)}`,
    );
    return {
      sql: `UPDATE ${table} SET ${sets.join(", ")} WHERE ${among(ids)}`,
      effect: { table, changed: rows.length === 0 ? [] : [...before, ...moved], removed: [] },
    };
  }

  /** A column is dropped and made again, which writes no partition. */
  emptyColumn(): Change {
    const table = this.#random.oneOf(LEAGUE_TABLES.slice(1));
    this.rows.set(
      table,
      (this.rows.get(table) ?? []).map((row) => ({ ...row, points: null })),
    );
    return {
      sql: `UPDATE ${table} SET points = NULL WHERE TRUE`,
      effect: { table, changed: [], removed: [] },
    };
  }
}

const gamesOf = (date: CivilDate): Cells[] =>
  ["a", "b"].map((game) => ({
    ...{ game_date: date, game_id: `${date}-${game}`, season_type: "regular_season" },
    ...{ game_status: "final", home_score: 10, away_score: 11 },
  }));

const among = (ids: ReadonlySet<number>): string =>
  ids.size === 0 ? "FALSE" : `rid IN (${[...ids].join(", ")})`;

function insertSql(table: string, rows: readonly Cells[]): string {
  const columns = COLUMNS[table] ?? [];
  if (rows.length === 0) return `DELETE FROM ${table} WHERE FALSE`;
  const values = rows.map(
    (row) => `(${columns.map((name) => sqlOf(row[name] ?? null, name)).join(", ")})`,
  );
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${values.join(", ")}`;
}
