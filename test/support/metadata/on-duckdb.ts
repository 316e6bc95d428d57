import { type DuckDbWarehouse, openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import { Bookkeeping, type Kept } from "./bookkeeping.ts";
import { keptBy, LAG_MS, type Stage } from "./history.ts";
import { LEAGUE_TABLES, League } from "./league.ts";
import { randomOf } from "./random.ts";

/** The league in memory, with the bookkeeping that DuckDB does not have played beside it. */
export async function onDuckDb(
  seed: number,
  real: DuckDbWarehouse,
  kept: ReadonlyMap<string, Kept> = keptBy(randomOf(seed + 1_000_000)),
): Promise<Stage> {
  await real.native("CREATE SCHEMA IF NOT EXISTS raw");
  for (const name of LEAGUE_TABLES) await real.native(`DROP TABLE IF EXISTS ${name}`);
  for (const sql of League.tables({ text: "VARCHAR", whole: "BIGINT" })) await real.native(sql);
  const books = new Bookkeeping(kept, randomOf(seed + 2_000_000), LAG_MS);
  const clock = { nowMs: 0 };
  return {
    clock,
    warehouse: {
      ...real,
      abilities: { ...real.abilities, partitionMetadata: true },
      tableStates: async (tables, marks) => books.states(tables, marks, clock.nowMs),
    },
    carryOut: async ({ sql, effect }, league) => {
      await real.native(sql);
      const rows = (league.rows.get(effect.table) ?? []).map((row) => row.game_date);
      books.note(effect, rows, clock.nowMs);
    },
    lastWriteMs: () => books.lastWriteMs,
  };
}

export const openMemory = () => openDuckDb({ path: ":memory:", readOnly: false });
