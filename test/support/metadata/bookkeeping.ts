import type { PartitionState, TableStateRead, TableStates } from "../../../src/warehouse/states.ts";
import type { Random } from "./random.ts";

/** How a table is kept: by which dates it is partitioned, or as a view, of which nothing is known. */
export type Kept = "DAY" | "MONTH" | "NONE" | "VIEW";

/** What is done to a table: rows come or change in partitions, go from them, or nothing of the rows is touched. */
export type Effect = {
  readonly table: string;
  readonly changed: readonly string[];
  readonly removed: readonly string[];
};

type Partition = PartitionState;
type Known = { readonly modified: number; readonly rows: number };
type Shown<T> = { readonly fromMs: number; readonly value: T };

/** The id of the partition that a date's rows lie in. */
export const partitionOf = (kept: Kept, date: string | null): string => {
  if (kept === "NONE" || kept === "VIEW") return "__UNPARTITIONED__";
  if (date === null) return "__NULL__";
  return date.replaceAll("-", "").slice(0, kept === "DAY" ? 8 : 6);
};

/**
 * The engine's bookkeeping of some tables, as BigQuery keeps it: the time of a table moves with everything that is done
 * to it, that of a partition with what is written into it and, by chance, with what is removed. Each becomes visible for
 * itself, up to `lagMs` after the write.
 */
export class Bookkeeping {
  readonly #kept: ReadonlyMap<string, Kept>;
  readonly #random: Random;
  readonly #lagMs: number;
  readonly #tables = new Map<string, Shown<Known>[]>();
  readonly #partitions = new Map<string, Shown<ReadonlyMap<string, Partition>>[]>();
  lastWriteMs = 0;

  constructor(kept: ReadonlyMap<string, Kept>, random: Random, lagMs: number) {
    this.#kept = kept;
    this.#random = random;
    this.#lagMs = lagMs;
  }

  /** `rows` are the dates of all rows after the write. */
  note({ table, changed, removed }: Effect, rows: readonly (string | null)[], atMs: number): void {
    const kept = this.#kept.get(table) ?? "DAY";
    const before = this.#partitions.get(table)?.at(-1)?.value ?? new Map<string, Partition>();
    const counts = new Map<string, number>();
    for (const date of rows) {
      const id = partitionOf(kept, date);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const moves = new Set([...changed, ...removed.filter(() => this.#random.chance(0.5))]);
    const modified = new Date(atMs).toISOString();
    const after = new Map(
      [...counts].map(([id, n]) => [
        id,
        {
          rows: n,
          bytes: n * 100,
          modified: moves.has(id) ? modified : (before.get(id)?.modified ?? modified),
        },
      ]),
    );
    this.#show(this.#partitions, table, after, atMs);
    this.#show(this.#tables, table, { modified: atMs, rows: rows.length }, atMs);
    this.lastWriteMs = Math.max(this.lastWriteMs, atMs);
  }

  /** Visible at some time within the lag, and not before what came earlier. */
  #show<T>(to: Map<string, Shown<T>[]>, table: string, value: T, atMs: number): void {
    const all = to.get(table) ?? [];
    to.set(table, all);
    const fromMs = atMs + this.#random.whole(this.#lagMs + 1);
    all.push({ fromMs: Math.max(fromMs, all.at(-1)?.fromMs ?? 0), value });
  }

  /** What it shows of a table; undefined where it does not know it yet. */
  shown(table: string, nowMs: number) {
    const known = shownAt(this.#tables.get(table), nowMs);
    const partitions = shownAt(this.#partitions.get(table), nowMs);
    return known === undefined || partitions === undefined ? undefined : { known, partitions };
  }

  states(
    tables: readonly string[],
    marks: ReadonlyMap<string, string>,
    nowMs: number,
  ): TableStates {
    return {
      readAt: new Date(nowMs).toISOString(),
      tables: tables.map((table): TableStateRead => {
        const kept = this.#kept.get(table);
        if (kept === "VIEW") return { table, status: "unknown", why: "it is VIEW, no TABLE" };
        const shown = this.shown(table, nowMs);
        if (shown === undefined) return { table, status: "unknown", why: "it does not exist" };
        const { known, partitions } = shown;
        const mark = `${known.modified} ${known.rows}`;
        if (marks.get(table) === mark) return { table, status: "same" };
        return {
          table,
          status: "known",
          state: {
            mark,
            modified: new Date(known.modified).toISOString(),
            bytes: known.rows * 100,
            column: kept === "NONE" ? null : "game_date",
            partitions,
          },
        };
      }),
    };
  }
}

const shownAt = <T>(all: readonly Shown<T>[] | undefined, nowMs: number): T | undefined =>
  all?.findLast(({ fromMs }) => fromMs <= nowMs)?.value;
