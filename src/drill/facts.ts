import type { CivilDate } from "../dates/civil-date.ts";
import { inRange } from "../dates/range.ts";
import { declaredRange } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";

/** What a whole world is looked at with; the shipped pipeline as of the recording's end unless a damage says otherwise. */
export type Setting = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly asOf: Date;
};

export type ListedGame = {
  readonly id: string;
  readonly home: string;
  readonly away: string;
  /** Waived or excluded games are held by some tables only. */
  readonly counts: boolean;
};

/** What a healthy sample holds: where a damage can be done. */
export type Facts = {
  readonly file: string;
  readonly setting: Setting;
  /** Game dates, oldest first. */
  readonly dates: readonly CivilDate[];
  /** By date, the games that tip off last at the end. */
  readonly games: ReadonlyMap<CivilDate, readonly ListedGame[]>;
  /** Rows by table, date and game ("" where the table names none). */
  readonly rows: ReadonlyMap<string, ReadonlyMap<CivilDate, ReadonlyMap<string, number>>>;
  /** Cells that are complete and hold rows, as "table date". */
  readonly whole: ReadonlySet<string>;
};

/** Rows of a table on a date, by game. */
export const heldOn = (facts: Facts, table: string, date: CivilDate): ReadonlyMap<string, number> =>
  facts.rows.get(table)?.get(date) ?? new Map();

/** Days of a declared season on which the sample lists no game. */
export function offDays(facts: Facts): CivilDate[] {
  const { pipeline, asOf } = facts.setting;
  const range = declaredRange(pipeline, asOf);
  const days: CivilDate[] = [];
  for (const { opens, closes } of pipeline.seasons)
    for (let ms = Date.parse(opens); ms <= Date.parse(closes); ms += 86_400_000) {
      const day = new Date(ms).toISOString().slice(0, 10) as CivilDate;
      if (!facts.games.has(day) && inRange(day, range)) days.push(day);
    }
  return days;
}

/** What a table is judged by, beyond itself. */
export const readsOf = ({ upstream, covers, full }: TableConfig): readonly string[] => [
  ...upstream.map(({ table }) => table),
  ...(covers === undefined ? [] : [covers.table]),
  ...(typeof full === "object" && "share" in full ? [full.share.of] : []),
];

/** A date with a game that every table holds. */
export const isCounted = ({ games }: Facts, date: CivilDate): boolean =>
  (games.get(date) ?? []).some(({ counts }) => counts);
