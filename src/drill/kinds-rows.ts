import type { Damage, Draw, Kind } from "./damage.ts";
import { following } from "./following.ts";
import { GHOST, type SampleSql } from "./sql.ts";

const IDS = ({ ids }: SampleSql) => ids;

const GONE = ["table-missing", "phase-partial", "phase-missing", "recent-lag"];
const SHORT = ["thin", "games-short", "recent-lag"];
/** Nobody can tell apart a date that a source did not have and one that its phase did not compute. */
const WHY_GONE = ["source-outage", "phase-failure", "never-graded", "lag"];
const whyShort = (sql: SampleSql, table: string): string[] => [
  ...["lost-rows", "coverage-drop", "source-outage", "lag", "disagreement"],
  // A source that no other is held against.
  ...(sql.get(table).upstream.length === 0 ? ["scattered"] : []),
];

type Made = Pick<Damage, "sql" | "findings" | "causes" | "verdict"> & {
  readonly states: readonly string[];
};

/** A damage on one date of one table, whose rows are what is wrong. */
const onCell = (
  kind: string,
  tables: Kind["tables"],
  make: (world: Draw, table: string, date: Damage["days"][number]) => Made | null,
): Kind => ({
  id: kind,
  tables,
  draw(world, table) {
    const date = world.pick(world.free(table));
    const made = date === undefined ? null : make(world, table, date);
    if (made === null || date === undefined) return null;
    return {
      kind,
      table,
      days: [date],
      places: [{ table, date }],
      ...made,
      ...following(table, [date]),
    };
  },
});

export const ROW_KINDS: readonly Kind[] = [
  onCell("emptied date", IDS, ({ sql }, table, date) => ({
    sql: [sql.remove(table, sql.on(table, date))],
    findings: GONE,
    causes: WHY_GONE,
    states: ["missing"],
    verdict: "missing",
  })),
  onCell("half gone", IDS, ({ sql, random }, table, date) => ({
    sql: [sql.removeShare(table, sql.on(table, date), 0.5, Math.floor(random() * 1e6))],
    findings: [...SHORT, "unreconciled"],
    causes: whyShort(sql, table),
    states: ["complete", "partial"],
    verdict: "short",
  })),
  onCell("game gone", IDS, (world, table, date) => {
    const { sql } = world;
    const games = (world.facts.games.get(date) ?? []).filter(({ counts }) => counts);
    const game = world.pick(games);
    if (game === undefined || games.length < 2) return null;
    return {
      sql: [sql.remove(table, sql.ofGame(table, date, game))],
      findings: SHORT,
      causes: whyShort(sql, table),
      states: ["complete", "partial"],
      verdict: "short",
    };
  }),
  onCell(
    "extra keys",
    () => Object.keys(GHOST),
    ({ sql, random }, table, date) => ({
      sql: [sql.copy(table, sql.on(table, date), GHOST[table] ?? {}, 1 + Math.floor(random() * 5))],
      findings: ["over-count"],
      causes: ["orphans", "surplus"],
      states: ["over-count"],
      verdict: "unsound",
    }),
  ),
  onCell(
    "duplicates",
    ({ ids, schedule }) => [...ids, schedule.id],
    ({ sql, random }, table, date) => ({
      sql: [sql.copy(table, sql.on(table, date), {}, 1 + Math.floor(random() * 20))],
      findings: ["over-count", "unreconciled"],
      causes: ["duplicates", "disagreement"],
      states: ["over-count"],
      verdict: "unsound",
    }),
  ),
];
